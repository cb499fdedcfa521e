//! The same trials under several arms, draw by draw of a posterior: counted together, and by draw what
//! each arm came to and how far it was from the baseline.

use super::LEVEL;
use super::arms::Arm;
use super::drawn::{self, Drawn, Turn};
use super::measure::Measure;
use super::paired::{PairTally, PairedTallies};
use crate::ensemble::{self, Halt, Plan, Portion, Progress, Sum, Tally};
use crate::model::Model;
use crate::stats::Interval;
use crate::stats::between::Between;
use crate::stats::decision::Better;
use crate::stats::moments::Moments;
use crate::trial::record::{Detail, Records};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Trials that are played at a time.
const CHUNK: u64 = 2048;

/// Of each draw, what the arms came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByDraw(BTreeMap<usize, DrawFigures>);

/// A draw, by arm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DrawFigures(Vec<ArmFigures>);

/// An arm under a draw, by measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// What arms did in the same trials, in integers: the same of any of the trials, played in any order and
/// anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayedArms {
    /// All trials.
    pub all: PairedTallies,
    /// By pair in the order of [`PairedTallies::pairs`]: whether both are one model, in every draw.
    pub identical: Vec<bool>,
    /// By draw of a posterior, where numbers are averaged over one.
    pub draws: Option<ByDraw>,
}

/// Why all portions together are never nothing.
pub(super) const PLAYED: &str = "invariant: all portions together have a trial at least";

/// Plays a portion of the trials of arms under the draws that they share; `change` makes of an arm under a
/// draw what is played. Nothing comes of a portion without trials.
pub fn play(
    (arms, drawn): (&[Arm], &Drawn),
    change: impl Fn(&Arm) -> Arm + Sync,
    (trials, seed): (u64, u64),
    portion: Portion,
    progress: &impl Progress,
) -> Result<Option<PlayedArms>, Halt> {
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
    let work = |sum: &mut Option<PlayedArms>, turn: &Turn| {
        let models = models(turn.place);
        let all = under_draw(&models, &plan, turn, progress);
        let figures = (0..models.len()).map(|arm| ArmFigures::of(&all, arm));
        let figures = DrawFigures(figures.collect());
        sum.merge(&Some(PlayedArms {
            identical: same(&models),
            draws: Some(ByDraw(BTreeMap::from([(turn.place, figures)]))),
            all,
        }));
    };
    let turns = drawn::cut(drawn.turns(trials), portion);
    ensemble::gather(turns, progress, || None, work, |()| Ok(()))
}

/// Which pairs of models are one and the same.
pub fn same(models: &[Model]) -> Vec<bool> {
    let later = (1..models.len()).flat_map(|y| (0..y).map(move |x| (x, y)));
    later.map(|(x, y)| models[x] == models[y]).collect()
}

fn under_draw(
    models: &[Model],
    plan: &Plan,
    turn: &Turn,
    progress: &impl Progress,
) -> PairedTallies {
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

impl Sum for PlayedArms {
    fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        for (mine, theirs) in self.identical.iter_mut().zip(&other.identical) {
            *mine &= theirs;
        }
        self.draws.merge(&other.draws);
    }
}

impl Sum for ByDraw {
    fn merge(&mut self, other: &Self) {
        ensemble::merge_by_key(&mut self.0, &other.0);
    }
}

impl Sum for DrawFigures {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            for (mine, theirs) in mine.values.iter_mut().zip(&theirs.values) {
                mine.merge(theirs);
            }
            for (mine, theirs) in mine.differences.iter_mut().zip(&theirs.differences) {
                mine.merge(theirs);
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
        let draws = self.0.values().map(|DrawFigures(arms)| of(arms));
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
