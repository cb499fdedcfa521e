//! Day by day: rungs, acts and channels of the trials that run, and where ended trials stopped.

use crate::crisis::state::State;
use crate::model::Model;
use crate::model::layout::Column;
use crate::trial::lanes::Observer;

/// Rungs a bin can tell apart.
pub const RUNGS: usize = 16;
/// Acts a bin can tell apart: none, escalate, restrain visibly, negotiate.
pub const ACTS: usize = 4;

/// Counts by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily {
    actors: usize,
    /// Bins of an actor on a day: a rung and an act each.
    bins: usize,
    /// Counts of a day: the bins of every actor, then the channels.
    width: usize,
    /// By day: trials simulated on that day by actor, rung and act; with each channel down.
    counts: Vec<u64>,
    /// By day, actor and rung: trials that ended on that day.
    ended: Vec<u64>,
    /// By actor: rung and act of today.
    columns: Vec<[Column; 2]>,
    /// By channel: whether it is up.
    up: Vec<Column>,
}

impl Daily {
    /// Nothing yet.
    pub fn new(model: &Model) -> Self {
        let days = model.crisis.horizon as usize + 1;
        let lines = model.dyads.iter().flat_map(|dyad| &dyad.lines);
        let up: Vec<Column> = lines.map(|line| line.up).collect();
        let actors = model.actors.iter();
        let columns: Vec<_> = actors.map(|a| [a.decision.rung, a.act]).collect();
        let bins = (model.crisis.top as usize + 1) * ACTS;
        let width = columns.len() * bins + up.len();
        Self {
            actors: columns.len(),
            bins,
            width,
            counts: vec![0; days * width],
            ended: vec![0; days * columns.len() * RUNGS],
            columns,
            up,
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
        let start = day * self.width + actor * self.bins;
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
        self.counts[day * self.width + self.actors * self.bins + line]
    }

    /// Trials by the actor's rung on each day, day 0 not included; a trial that has ended keeps
    /// the rung it ended with.
    pub fn rungs(&self, actor: usize) -> Vec<[u64; RUNGS]> {
        let days = self.ended.len() / (self.actors * RUNGS);
        let mut stopped = [0; RUNGS];
        let of_day = |day: usize| {
            let mut rungs = stopped;
            for (rung, bins) in self.bins(day, actor).chunks_exact(ACTS).enumerate() {
                rungs[rung] += bins.iter().sum::<u64>();
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
        let (mut today, mut weight) = ([0; L], [0; L]);
        for l in 0..L {
            // The day of an idle lane runs on; it counts for nothing, on day 0.
            today[l] = if live[l] {
                days[l] * self.width as u32
            } else {
                0
            };
            weight[l] = u64::from(live[l]);
        }
        // The places of all lanes first, in vectors; then the counting, one by one.
        let mut place = [0; L];
        for (a, &[rung, act]) in self.columns.iter().enumerate() {
            let (rung, act, first) = (state[rung], state[act], (a * self.bins) as u32);
            for l in 0..L {
                place[l] = today[l] + first + rung[l] * ACTS as u32 + act[l];
            }
            for l in 0..L {
                self.counts[place[l] as usize] += weight[l];
            }
        }
        for (line, &up) in self.up.iter().enumerate() {
            let (up, first) = (state[up], (self.actors * self.bins + line) as u32);
            for l in 0..L {
                place[l] = today[l] + first;
            }
            for l in 0..L {
                self.counts[place[l] as usize] += weight[l] & u64::from(up[l] ^ 1);
            }
        }
    }

    fn ended<const L: usize>(&mut self, model: &Model, state: &State<L>, l: usize) {
        let day = state[model.crisis.day][l] as usize;
        for (a, &[rung, _]) in self.columns.iter().enumerate() {
            let rung = state[rung][l] as usize;
            self.ended[(day * self.actors + a) * RUNGS + rung] += 1;
        }
    }
}
