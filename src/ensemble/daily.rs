//! Day by day: rungs, acts and channels of the trials that run, and where ended trials stopped.

use crate::crisis::state::State;
use crate::model::Model;
use crate::model::layout::Column;
use crate::trial::lanes::Observer;

/// Rungs a bin can tell apart.
pub const RUNGS: usize = 16;
/// Acts a bin can tell apart: none, escalate, restrain visibly, negotiate.
pub const ACTS: usize = 4;
/// Rungs and acts together.
const BINS: usize = RUNGS * ACTS;

/// Counts by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily {
    actors: usize,
    lines: usize,
    /// By day, actor, rung and act: trials simulated on that day.
    acts: Vec<u64>,
    /// By day, actor and rung: trials that ended on that day.
    ended: Vec<u64>,
    /// By day and channel: trials simulated on that day with the channel down.
    down: Vec<u64>,
    /// By actor: rung and act of today.
    columns: Vec<[Column; 2]>,
    /// By channel: whether it is up.
    up: Vec<Column>,
}

impl Daily {
    /// Nothing yet.
    pub fn new(model: &Model) -> Self {
        let days = model.crisis.horizon as usize + 1;
        let actors = model.actors.len();
        let up: Vec<Column> = model
            .dyads
            .iter()
            .flat_map(|dyad| dyad.lines.iter().map(|line| line.up))
            .collect();
        Self {
            actors,
            lines: up.len(),
            acts: vec![0; days * actors * RUNGS * ACTS],
            ended: vec![0; days * actors * RUNGS],
            down: vec![0; days * up.len()],
            columns: model
                .actors
                .iter()
                .map(|a| [a.decision.rung, a.act])
                .collect(),
            up,
        }
    }

    /// Adds the counts of other trials.
    pub fn merge(&mut self, other: &Self) {
        let pairs = [
            (&mut self.acts, &other.acts),
            (&mut self.ended, &other.ended),
            (&mut self.down, &other.down),
        ];
        for (mine, theirs) in pairs {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    fn bins(&self, day: usize, actor: usize) -> &[u64] {
        let start = (day * self.actors + actor) * RUNGS * ACTS;
        &self.acts[start..start + RUNGS * ACTS]
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
        self.down[day * self.lines + line]
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
        let days = &state[model.crisis.day];
        let mut today = [0; L];
        let mut weight = [0; L];
        for l in 0..L {
            // The day of an idle lane runs on; it counts for nothing, on day 0.
            today[l] = if live[l] { days[l] as usize } else { 0 };
            weight[l] = u64::from(live[l]);
        }
        let bins = self.acts.as_chunks_mut::<BINS>().0;
        for (a, &[rung, act]) in self.columns.iter().enumerate() {
            let (rung, act) = (&state[rung], &state[act]);
            // The place of each lane first, in vectors; then the counting, one by one.
            let mut bin = [0; L];
            for l in 0..L {
                bin[l] = (rung[l] * ACTS as u32 + act[l]) & (BINS as u32 - 1);
            }
            for l in 0..L {
                bins[today[l] * self.actors + a][bin[l] as usize] += weight[l];
            }
        }
        for (line, &up) in self.up.iter().enumerate() {
            let up = &state[up];
            for l in 0..L {
                self.down[today[l] * self.lines + line] += weight[l] & u64::from(up[l] ^ 1);
            }
        }
    }

    fn ended<const L: usize>(&mut self, model: &Model, state: &State<L>, l: usize) {
        let day = state[model.crisis.day][l] as usize;
        for (a, &[rung, _]) in self.columns.iter().enumerate() {
            let rung = state[rung][l] as usize & (RUNGS - 1);
            self.ended[(day * self.actors + a) * RUNGS + rung] += 1;
        }
    }
}
