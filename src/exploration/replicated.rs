//! Points played with their trials dealt into replicates: each a luck of its own, and all of them the
//! same at every point. What replicates say apart tells what the points do from what luck does.

use super::design::Point;
use super::play::{self, Played};
use super::space::Space;
use crate::ensemble::{Halt, Progress, Sum, Tally};
use crate::stats::Estimate;
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::trial::record::{Detail, Fields};
use std::collections::BTreeMap;

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
    fn of(made: &Made, measure: Measure, trials: u64) -> Self {
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

struct Made {
    sums: [i64; REPLICATES],
    tallies: Vec<Tally>,
}

impl Sum for Made {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(theirs);
        }
    }
}

fn made(measure: Measure, played: &[Played]) -> Made {
    let tally = |played: &Played| {
        let fields = Fields::of(played.model, Detail::Outcomes);
        let mut tally = Tally::new(played.model, fields, false);
        tally.add(&played.records);
        tally
    };
    let mut made = Made {
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
    /// Plays those of the points that were not played yet, and returns the place of each among all.
    ///
    /// # Errors
    /// As [`play::play`].
    pub fn play<'p>(
        &mut self,
        space: &Space,
        points: impl Iterator<Item = &'p Point>,
        (measure, sample): (Measure, Sample),
        progress: &impl Progress,
    ) -> Result<Vec<usize>, Halt> {
        let first = self.points.len();
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
        let seen = &mut self.seen;
        let keep = |_: usize, made: Made| {
            seen.push(Seen::of(&made, measure, sample.trials));
            Ok(())
        };
        let luck = (sample.seed, 0..sample.trials);
        let make = |played: &[Played]| made(measure, played);
        play::play((space, &self.points), first, luck, progress, make, keep)?;
        Ok(places)
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
        let made = Made {
            sums: [3, 1, 4, 1, 5, 9, 2, 6],
            tallies: Vec::new(),
        };
        let seen = Seen::of(&made, Measure::War, 80);
        let mean = seen.replicates.iter().sum::<f64>() / 8.0;
        assert!((mean - seen.value).abs() < 1e-12);
    }
}
