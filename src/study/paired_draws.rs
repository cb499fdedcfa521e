//! The same trials under several arms, draw by draw of a posterior: counted together, and by draw what
//! each arm came to and how far it was from the baseline.

use super::LEVEL;
use super::arms::Arm;
use super::drawn::{Drawn, Turn};
use super::measure::Measure;
use super::paired::{PairTally, PairedTallies};
use crate::ensemble::{self, Halt, Plan, Progress, Sum, Tally};
use crate::model::Model;
use crate::stats::Interval;
use crate::stats::between::Between;
use crate::stats::decision::Better;
use crate::stats::moments::Moments;
use crate::trial::record::{Detail, Records};
use std::collections::BTreeMap;

/// Trials that are played at a time.
const CHUNK: u64 = 2048;

/// Of each draw, what the arms came to.
#[derive(Debug, Clone, Default)]
pub struct ByDraw(BTreeMap<usize, Vec<ArmFigures>>);

/// An arm under a draw, by measure.
#[derive(Debug, Clone, Copy)]
struct ArmFigures {
    values: [Moments; Measure::ALL.len()],
    /// The arm minus the baseline.
    differences: [Moments; Measure::ALL.len()],
}

/// From where to where a difference lies over the draws, luck left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenDifference {
    /// 95% of the draws.
    pub range: Interval,
    /// The share of draws in which the arm is better than the baseline.
    pub better: f64,
}

/// What arms did under the draws of a posterior.
pub struct Played {
    /// All trials.
    pub all: PairedTallies,
    /// By pair in the order of [`PairedTallies::pairs`]: whether both are one model in every draw.
    pub identical: Vec<bool>,
    /// By draw.
    pub draws: ByDraw,
}

/// Plays arms under the draws that they share; `change` makes of an arm under a draw what is played.
pub fn run(
    (arms, drawn): (&[Arm], &Drawn),
    change: impl Fn(&Arm) -> Arm + Sync,
    (trials, seed): (u64, u64),
    progress: &impl Progress,
) -> Result<Played, Halt> {
    let models = |place: usize| -> Vec<Model> {
        let under = |arm: &Arm| change(&arm.under_draw(place)).model();
        arms.iter().map(under).collect()
    };
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let work = |sum: &mut PlayedSum, turn: &Turn| {
        let models = models(turn.place);
        let part = play(&models, &plan, turn, progress);
        let identical = pairs(&models);
        let figures = (0..models.len()).map(|arm| ArmFigures::of(&part, arm));
        let draws = ByDraw(BTreeMap::from([(turn.place, figures.collect())]));
        let all = part;
        sum.merge(&PlayedSum(Some(Played {
            all,
            identical,
            draws,
        })));
    };
    let new = PlayedSum::default;
    let sum = ensemble::gather(drawn.turns(trials), progress, new, work, |()| Ok(()))?;
    Ok(sum.0.expect("invariant: there is a draw at least"))
}

/// Which pairs of models are one and the same.
fn pairs(models: &[Model]) -> Vec<bool> {
    let later = (1..models.len()).flat_map(|y| (0..y).map(move |x| (x, y)));
    later.map(|(x, y)| models[x] == models[y]).collect()
}

fn play(models: &[Model], plan: &Plan, turn: &Turn, progress: &impl Progress) -> PairedTallies {
    let mut sum = PairedTallies::new(models);
    let (mut from, end) = (turn.trials.start, turn.trials.end);
    while from < end {
        let to = (from + CHUNK).min(end);
        let run = |model| {
            let records = ensemble::chunk(model, plan, from..to, &mut ());
            progress.done(to - from);
            records
        };
        let records: Vec<Records> = models.iter().map(run).collect();
        sum.add(&records);
        from = to;
    }
    sum
}

#[derive(Default)]
struct PlayedSum(Option<Played>);

impl Sum for PlayedSum {
    fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (_, None) => {}
            (Some(mine), Some(theirs)) => {
                mine.all.merge(&theirs.all);
                for (mine, theirs) in mine.identical.iter_mut().zip(&theirs.identical) {
                    *mine &= theirs;
                }
                let theirs = theirs.draws.0.iter();
                mine.draws
                    .0
                    .extend(theirs.map(|(place, arms)| (*place, arms.clone())));
            }
            (mine @ None, Some(theirs)) => {
                *mine = Some(Played {
                    all: theirs.all.clone(),
                    identical: theirs.identical.clone(),
                    draws: theirs.draws.clone(),
                });
            }
        }
    }
}

impl ArmFigures {
    fn of(all: &PairedTallies, arm: usize) -> Self {
        let tally: &Tally = &all.tallies[arm];
        let minus_baseline = |measure: Measure| match arm {
            0 => Moments::default(),
            arm => minus(all.pair(0, arm), measure),
        };
        Self {
            values: Measure::ALL.map(|measure| measure.moments(tally)),
            differences: Measure::ALL.map(minus_baseline),
        }
    }
}

/// The later of a pair minus the earlier.
fn minus(pair: &PairTally, measure: Measure) -> Moments {
    let earlier_minus_later = match pair.flips.get(measure as usize) {
        Some(flips) => flips.sums(),
        None => pair.days,
    };
    let earlier_minus_later = earlier_minus_later.differences();
    Moments {
        sum: -earlier_minus_later.sum,
        ..earlier_minus_later
    }
}

impl ByDraw {
    fn between(&self, of: impl Fn(&[ArmFigures]) -> Moments) -> Option<Between> {
        let draws = self.0.values().map(|arms| of(arms));
        Between::of(&draws.collect::<Vec<_>>())
    }

    /// From where to where an arm lies in a measure.
    pub fn value(&self, arm: usize, measure: Measure) -> Option<Interval> {
        let between = self.between(|arms| arms[arm].values[measure as usize])?;
        Some(between.interval(LEVEL))
    }

    /// The same of its difference from the baseline.
    pub fn difference(&self, arm: usize, measure: Measure) -> Option<OpenDifference> {
        let between = self.between(|arms| arms[arm].differences[measure as usize])?;
        let better = match measure.better() {
            Better::Lower => between.below(0.0),
            Better::Higher => between.above(0.0),
        };
        Some(OpenDifference {
            range: between.interval(LEVEL),
            better,
        })
    }
}
