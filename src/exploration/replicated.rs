//! Points played with their trials dealt into replicates: each a luck of its own, and all of them the
//! same at every point. What replicates say apart tells what the points do from what luck does.

use super::design::Point;
use super::play::{self, Played};
use super::space::Space;
use crate::ensemble::{Halt, Portion, Progress, Sum, Tally};
use crate::stats::Estimate;
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::trial::record::{Detail, Fields};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// Into how many the trials are dealt.
pub const REPLICATES: usize = 8;

/// What came of a point: a measure under its first policy, less the same under the second if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The response: its mean over all trials.
    pub value: f64,
    /// Its mean over the trials of each replicate; none where only the whole is known.
    pub replicates: Vec<f64>,
    /// The measure under each policy.
    pub policies: Vec<Estimate>,
}

impl Seen {
    /// What is told of a point whose trials, so many, came to that.
    pub fn of(made: &Replicated, measure: Measure, trials: u64) -> Self {
        let estimate = |tally: &Tally| measure.estimate(tally, LEVEL);
        let mean = |(replicate, sum): (usize, &i64)| *sum as f64 / dealt(replicate, trials);
        Self {
            value: made.sums.iter().sum::<i64>() as f64 / trials as f64,
            replicates: made.sums.iter().enumerate().map(mean).collect(),
            policies: made.tallies.iter().map(estimate).collect(),
        }
    }
}

/// How many of the trials a replicate has: trial t goes to replicate t mod [`REPLICATES`].
fn dealt(replicate: usize, trials: u64) -> f64 {
    (trials - replicate as u64).div_ceil(REPLICATES as u64) as f64
}

/// What the trials of a point came to, in integers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replicated {
    /// The response, added up over the trials of each replicate.
    sums: [i64; REPLICATES],
    /// By policy.
    tallies: Vec<Tally>,
}

impl Sum for Replicated {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(theirs);
        }
    }
}

fn made(measure: Measure, played: &[Played]) -> Replicated {
    let tally = |played: &Played| {
        let fields = Fields::of(played.model, Detail::Outcomes);
        let mut tally = Tally::new(played.model, fields, false);
        tally.add(&played.records);
        tally
    };
    let mut made = Replicated {
        sums: [0; REPLICATES],
        tallies: played.iter().map(tally).collect(),
    };
    for (sign, played) in [1, -1].into_iter().zip(played) {
        for (trial, row) in played.records.rows() {
            let replicate = (trial % REPLICATES as u64) as usize;
            made.sums[replicate] += sign * i64::from(measure.of(row));
        }
    }
    made
}

/// Points that were played, each once however often a design has it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    points: Vec<Point>,
    places: BTreeMap<Vec<u64>, usize>,
    seen: Vec<Seen>,
}

impl Known {
    /// The place of each point among all; those that are new are to be played.
    pub fn places<'p>(&mut self, points: impl Iterator<Item = &'p Point>) -> Vec<usize> {
        let mut places = Vec::new();
        for point in points {
            let bits = point.iter().map(|level| (level.number() + 0.0).to_bits());
            let next = self.points.len();
            let place = *self.places.entry(bits.collect()).or_insert(next);
            if place == next {
                self.points.push(point.clone());
            }
            places.push(place);
        }
        places
    }

    /// Plays those that were not played yet.
    ///
    /// # Errors
    /// As [`play::play`].
    pub fn play(
        &mut self,
        space: &Space,
        (measure, sample): (Measure, Sample),
        progress: &impl Progress,
    ) -> Result<(), Halt> {
        let first = self.seen.len();
        let points = (space, &self.points[..]);
        let seen = &mut self.seen;
        play_from(points, first, (measure, sample), progress, |made| {
            seen.push(Seen::of(&made, measure, sample.trials));
        })
    }

    /// Plays some of those that were not played yet, and keeps nothing of it.
    ///
    /// # Errors
    /// As [`play::play`].
    pub fn portion(
        &self,
        space: &Space,
        portion: Portion,
        what: (Measure, Sample),
        progress: &impl Progress,
    ) -> Result<Vec<Replicated>, Halt> {
        let Range { start, end } = portion.of(&(0..self.points.len() as u64));
        let points = (space, &self.points[..end as usize]);
        let mut found = Vec::new();
        play_from(points, start as usize, what, progress, |made| {
            found.push(made);
        })?;
        Ok(found)
    }

    /// Takes what came of the next of the points.
    pub fn take(&mut self, seen: Seen) {
        self.seen.push(seen);
    }

    /// What came of a point, by its place.
    pub fn seen(&self, place: usize) -> &Seen {
        &self.seen[place]
    }

    /// How many were played.
    pub fn count(&self) -> usize {
        self.seen.len()
    }
}

/// Plays points from the `first` on, and hands on what their trials came to, in order.
fn play_from(
    points: (&Space, &[Point]),
    first: usize,
    (measure, sample): (Measure, Sample),
    progress: &impl Progress,
    mut hand_on: impl FnMut(Replicated),
) -> Result<(), Halt> {
    let luck = (sample.seed, 0..sample.trials);
    let make = |played: &[Played]| made(measure, played);
    play::play(points, first, luck, progress, make, |_, made| {
        hand_on(made);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_is_dealt_to_one_replicate() {
        for trials in [64, 65, 71, 1000] {
            for replicate in 0..REPLICATES {
                let counted = (0..trials).filter(|t| t % REPLICATES as u64 == replicate as u64);
                assert!((dealt(replicate, trials) - counted.count() as f64).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn replicates_average_to_the_response() {
        let made = Replicated {
            sums: [3, 1, 4, 1, 5, 9, 2, 6],
            tallies: Vec::new(),
        };
        let seen = Seen::of(&made, Measure::War, 80);
        let mean = seen.replicates.iter().sum::<f64>() / 8.0;
        assert!((mean - seen.value).abs() < 1e-12);
    }
}
