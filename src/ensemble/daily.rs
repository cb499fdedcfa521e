//! Day by day: rungs, acts and channels of the trials that run, and where ended trials stopped.

use crate::crisis::state::State;
use crate::model::layout::Column;
use crate::model::{CompiledActor, Model};
use crate::trial::lanes::Observer;
use serde::{Deserialize, Serialize};

/// Rungs a bin can tell apart.
pub const RUNGS: usize = 16;
/// Acts a bin can tell apart: none, escalate, restrain visibly, negotiate.
pub const ACTS: usize = 4;

/// Sites whose places are computed before any is counted.
const TOGETHER: usize = 8;

/// Counts by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    actors: usize,
    /// Actors, then channels.
    sites: Vec<Site>,
    /// Bins of an actor.
    bins: usize,
    /// Bins of a day.
    width: usize,
    /// By day and bin: trials simulated on that day.
    counts: Vec<u64>,
    /// By day, actor and rung: trials that ended on that day.
    ended: Vec<u64>,
}

/// What is counted on a day: one bin for each value of `ACTS * high + low`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Site {
    /// Rung of an actor; 0 of a channel.
    high: Column,
    /// Act of an actor; whether a channel is up.
    low: Column,
    /// The first of its bins.
    first: usize,
}

impl Site {
    /// Where each lane is counted today.
    #[inline(always)]
    fn places<const L: usize>(&self, width: u32, days: [u32; L], state: &State<L>) -> [u32; L] {
        let (first, high, low) = (self.first as u32, state[self.high], state[self.low]);
        let mut places = [0; L];
        for l in 0..L {
            places[l] = days[l] * width + first + ACTS as u32 * high[l] + low[l];
        }
        places
    }
}

impl Daily {
    /// Nothing yet.
    pub fn new(model: &Model) -> Self {
        let days = model.crisis.horizon as usize + 1;
        let actors = model.actors.len();
        let bins = (model.crisis.top as usize + 1) * ACTS;
        let of_actor = |(a, actor): (usize, &CompiledActor)| Site {
            high: actor.decision.rung,
            low: actor.act,
            first: a * bins,
        };
        let mut sites: Vec<Site> = model.actors.iter().enumerate().map(of_actor).collect();
        let mut width = actors * bins;
        for line in model.dyads.iter().flat_map(|dyad| &dyad.lines) {
            sites.push(Site {
                high: model.crisis.zero,
                low: line.up,
                first: width,
            });
            width += 2;
        }
        Self {
            actors,
            sites,
            bins,
            width,
            counts: vec![0; days * width],
            ended: vec![0; days * actors * RUNGS],
        }
    }

    /// Adds the counts of other trials.
    pub fn merge(&mut self, other: &Self) {
        let counts = self.counts.iter_mut().zip(&other.counts);
        let ended = self.ended.iter_mut().zip(&other.ended);
        for (mine, theirs) in counts.chain(ended) {
            *mine += theirs;
        }
    }

    fn bins(&self, day: usize, actor: usize) -> &[u64] {
        let start = day * self.width + self.sites[actor].first;
        &self.counts[start..start + self.bins]
    }

    /// Trials simulated on a day.
    pub fn simulated(&self, day: usize) -> u64 {
        self.bins(day, 0).iter().sum()
    }

    /// Trials simulated on a day in which the actor did that.
    pub fn acted(&self, day: usize, actor: usize, act: u32) -> u64 {
        self.bins(day, actor)
            .iter()
            .skip(act as usize)
            .step_by(ACTS)
            .sum()
    }

    /// Trials simulated on a day with the channel down.
    pub fn down(&self, day: usize, line: usize) -> u64 {
        self.counts[day * self.width + self.sites[self.actors + line].first]
    }

    /// Trials simulated on a day, those that had not ended before, by the actor's rung on it.
    pub fn rungs_of_running(&self, day: usize, actor: usize) -> [u64; RUNGS] {
        let mut rungs = [0; RUNGS];
        for (rung, bins) in self.bins(day, actor).chunks_exact(ACTS).enumerate() {
            rungs[rung] = bins.iter().sum();
        }
        rungs
    }

    /// Trials by the actor's rung on each day, day 0 not included; a trial that has ended keeps
    /// the rung it ended with.
    pub fn rungs(&self, actor: usize) -> Vec<[u64; RUNGS]> {
        let days = self.ended.len() / (self.actors * RUNGS);
        let mut stopped = [0; RUNGS];
        let of_day = |day: usize| {
            let (mut rungs, running) = (stopped, self.rungs_of_running(day, actor));
            for rung in 0..RUNGS {
                rungs[rung] += running[rung];
                stopped[rung] += self.ended[(day * self.actors + actor) * RUNGS + rung];
            }
            rungs
        };
        (0..days).map(of_day).collect()
    }
}

impl Observer for Daily {
    #[inline(always)]
    fn dusk<const L: usize>(&mut self, model: &Model, state: &State<L>, live: &[bool; L]) {
        let days = state[model.crisis.day];
        let mut weight = [0; L];
        for l in 0..L {
            weight[l] = u64::from(live[l]);
        }
        // The places of several sites first, in vectors; then the counting, one by one.
        for sites in self.sites.chunks(TOGETHER) {
            let mut places = [[0; L]; TOGETHER];
            for (place, site) in places.iter_mut().zip(sites) {
                *place = site.places(self.width as u32, days, state);
            }
            for place in &places[..sites.len()] {
                for l in 0..L {
                    self.counts[place[l] as usize] += weight[l];
                }
            }
        }
    }

    fn ended<const L: usize>(&mut self, model: &Model, state: &State<L>, l: usize) {
        let day = state[model.crisis.day][l] as usize;
        for (a, site) in self.sites[..self.actors].iter().enumerate() {
            let rung = state[site.high][l] as usize;
            self.ended[(day * self.actors + a) * RUNGS + rung] += 1;
        }
    }
}
