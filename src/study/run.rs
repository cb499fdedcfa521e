//! One scenario under one policy: its trials, and everything that is estimated of them.

use super::arms::Arm;
use super::daily::{self, Curves, DailyMetric};
use super::estimates::{self, Share, Since};
use super::measure::Measure;
use super::nested;
pub use super::nested::Played;
use super::{LEVEL, Metric};
use crate::crisis::outcome::Outcome;
use crate::ensemble::{self, Halt, Plan, Portion, Progress, Sum, Tally};
use crate::scenario::Scenario;
use crate::stats::{Estimate, Interval};
use crate::trace::choose::Finder;
use crate::trace::{Trace, trace};
use crate::trial::record::{Detail, Records};
use std::collections::BTreeMap;

/// How many trials, and of what luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Root seed of the draws; every number is a seed like any other.
    pub seed: u64,
    /// Trials 0 to `trials` - 1 are played; at least 1.
    pub trials: u64,
}

/// A trial worth reading.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Storyline {
    /// The first trial with the most frequent outcome that ended nearest to its median day.
    Typical,
    /// The first trial with the highest violence after the onset.
    Bad,
}

impl Storyline {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What a run found: estimates, each with interval, level, method and n.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was asked.
    pub sample: Sample,
    /// The share of every outcome, in the order of [`Outcome::ALL`].
    pub outcomes: Vec<(Outcome, Share)>,
    /// The share of every violence level, 1 to 4, as the highest reached.
    pub violence: Vec<(Since, u32, Share)>,
    /// What policies are compared by, in the order of [`Measure::ALL`].
    pub measures: Vec<(Measure, Estimate)>,
    /// From where to where each measure lies over the draws of a posterior, luck left out, in the same
    /// order; unknown without one.
    pub open: Vec<Option<Interval>>,
    /// Mean and quantiles of every counted quantity.
    pub metrics: Vec<Metric>,
    /// A typical and a bad trial, explained.
    pub storylines: Vec<(Storyline, Trace)>,
    /// The integers everything above was estimated from.
    pub tally: Tally,
}

/// What stands first of a run: how it ends, and whether it saw a clash.
#[derive(Debug, Clone)]
pub struct Headline {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy.
    pub policy: String,
    /// Name of the variant, where there are several.
    pub variant: Option<String>,
    /// The share of every outcome.
    pub outcomes: Vec<(Outcome, Share)>,
    /// The share of trials with at least a minor clash after the onset.
    pub minor_clash: Share,
}

impl Run {
    /// The same crisis day by day. `scenario` is that of the arm.
    pub fn daily(&self, scenario: &Scenario, curves: Curves) -> Vec<DailyMetric> {
        daily::curves(scenario, &self.tally, curves)
    }

    /// The share of trials that ended so.
    pub fn outcome(&self, outcome: Outcome) -> Estimate {
        self.outcomes[outcome.index()].1.estimate
    }

    /// The estimate of a measure: a share of trials, or mean days restricted to the horizon.
    pub fn measure(&self, measure: Measure) -> Estimate {
        self.measures[measure as usize].1
    }
}

impl Sum for Finder {
    fn merge(&mut self, other: &Self) {
        Finder::merge(self, other);
    }
}

/// Plays an arm and estimates. `rows` is handed the rows of consecutive trials, in order: the place
/// for a metric of one's own ([`Fields`](crate::trial::record::Fields) says what stands where).
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `rows` failed.
pub fn run(
    arm: &Arm,
    sample: Sample,
    progress: &impl Progress,
    rows: impl FnMut(Records) -> std::io::Result<()>,
) -> Result<Run, Halt> {
    run_with(arm, sample, progress, |records| records, rows)
}

/// The same, with what `make` makes of the rows of consecutive trials where they were played: then
/// only handing it on, in order, is left to do one by one.
///
/// # Errors
/// As [`run`].
pub fn run_with<T: Send>(
    arm: &Arm,
    sample: Sample,
    progress: &impl Progress,
    make: impl Fn(Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<Run, Halt> {
    let played = play(arm, (sample, Portion::ALL), progress, make, hand_on)?;
    Ok(told(arm, sample, played))
}

/// Plays a portion of the trials of an arm, as [`run_with`] plays all of them. What the portions came to adds
/// up, in any order, to what all of them come to.
///
/// # Errors
/// As [`run`].
pub fn play<T: Send>(
    arm: &Arm,
    (sample, portion): (Sample, Portion),
    progress: &impl Progress,
    make: impl Fn(Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<Played, Halt> {
    let plan = Plan {
        seed: sample.seed,
        first: 0,
        trials: sample.trials,
        detail: Detail::Full,
        daily: true,
    };
    match &arm.drawn {
        Some(drawn) => nested::play((arm, drawn), (&plan, portion), progress, make, hand_on),
        None => alone(arm, &plan.portion(portion), progress, make, hand_on),
    }
}

/// What follows of the trials of an arm, all of which were played.
pub fn told(arm: &Arm, sample: Sample, played: Played) -> Run {
    let scenario = &arm.scenario;
    let all = "invariant: a run plays a trial at least";
    let (tally, finder) = (played.tally.expect(all), played.finder);
    let draws: Vec<Tally> = played.draws.into_values().collect();
    let worth_reading = [
        (Storyline::Typical, finder.typical()),
        (Storyline::Bad, finder.bad()),
    ];
    let told = |(kind, trial): (Storyline, Option<u64>)| {
        let trial = trial?;
        let arm = arm.of_trial(trial, sample.trials);
        let (scenario, policy) = (&arm.scenario, &arm.policy.name);
        Some((
            kind,
            trace(scenario, &arm.model(), policy, sample.seed, trial),
        ))
    };
    Run {
        sample,
        outcomes: estimates::outcomes(&tally, &draws),
        violence: estimates::violence(&tally, &draws),
        measures: Measure::ALL
            .map(|measure| (measure, measure.estimate(&tally, LEVEL)))
            .to_vec(),
        open: Measure::ALL
            .map(|measure| estimates::open(&draws, |tally| measure.moments(tally)))
            .to_vec(),
        metrics: estimates::metrics(scenario, &tally, &draws),
        storylines: worth_reading.into_iter().filter_map(told).collect(),
        tally,
    }
}

/// Plays an arm as its scenario stands.
fn alone<T: Send>(
    arm: &Arm,
    plan: &Plan,
    progress: &impl Progress,
    make: impl Fn(Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<Played, Halt> {
    let look = |finder: &mut Finder, records: Records| {
        finder.add(&records);
        make(records)
    };
    let found = ensemble::run_with(&arm.model(), plan, progress, Finder::default, look, hand_on);
    let (tally, finder) = found?;
    Ok(Played {
        tally: Some(tally),
        finder,
        draws: BTreeMap::new(),
    })
}
