//! What came of a point: every measure under every policy.

use super::design::Point;
use super::play::{self, Played};
use super::space::Space;
use crate::ensemble::{Halt, Progress, Sum, Tally};
use crate::stats::Estimate;
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::trial::record::{Detail, Fields};
use std::io;

/// What came of a point under a policy, in a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response<'s> {
    /// The scenario of the point.
    pub scenario: &'s str,
    /// The point, by its number.
    pub point: usize,
    /// The policy.
    pub policy: &'s str,
    /// The measure.
    pub measure: Measure,
    /// What is estimated of it.
    pub estimate: Estimate,
}

/// Tallies of the policies of a point.
struct Tallies(Vec<Tally>);

impl Sum for Tallies {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            mine.merge(theirs);
        }
    }
}

fn tally(played: &[Played]) -> Tallies {
    let of = |played: &Played| {
        let fields = Fields::of(played.model, Detail::Outcomes);
        let mut tally = Tally::new(played.model, fields, false);
        tally.add(&played.records);
        tally
    };
    Tallies(played.iter().map(of).collect())
}

/// Plays the points from the `first` on and hands on the responses of each, in order: by policy, then by
/// measure.
///
/// # Errors
/// As [`play::play`].
pub fn responses<'s>(
    (space, points): (&'s Space, &[Point]),
    first: usize,
    sample: Sample,
    progress: &impl Progress,
    mut hand_on: impl FnMut(usize, &[Response<'s>]) -> io::Result<()>,
) -> Result<(), Halt> {
    let hand_on = |point: usize, tallies: Tallies| {
        let scenario = &space.base(&points[point]).scenario.name;
        let policies = space.policies(&points[point]).iter();
        let of = |(policy, tally): (&'s String, &Tally)| {
            Measure::ALL.map(|measure| Response {
                scenario,
                point,
                policy,
                measure,
                estimate: measure.estimate(tally, LEVEL),
            })
        };
        let found: Vec<Response> = policies.zip(&tallies.0).flat_map(of).collect();
        hand_on(point, &found)
    };
    let luck = (sample.seed, 0..sample.trials);
    play::play((space, points), first, luck, progress, tally, hand_on)
}
