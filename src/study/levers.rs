//! What a policy did to get its effect, or why it had none: days its rules held, days spent
//! seeking talks. Read off a sample of full rows, which cost more than outcomes alone.

use super::LEVEL;
use super::arms::Arm;
use super::contrasts::Comparison;
use super::measure::Measure;
use crate::ensemble::{self, Halt, Plan, Progress};
use crate::model::Model;
use crate::model::decision::NEGOTIATE;
use crate::stats::Estimate;
use crate::stats::decision::{self, Better};
use crate::stats::method::Method;
use crate::stats::moments::Moments;
use crate::trial::record::{Detail, Fields};

/// How many trials are sampled, where there are as many.
pub const SAMPLE: u64 = 2000;

/// What an arm did in the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Levers {
    /// Trials sampled.
    pub trials: u64,
    /// Its rules.
    pub rules: Vec<RuleUse>,
    /// Concessions made: days of seeking talks, summed over the parties other than the one that
    /// triggered the crisis.
    pub concessions: Estimate,
}

/// How often a rule held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleUse {
    /// The actor that adopts it, by index.
    pub actor: usize,
    /// Its name.
    pub name: String,
    /// Trials in which it held on some day.
    pub trials: u64,
    /// Days on which it held, over all trials.
    pub days: u64,
}

/// Samples the first trials of an arm.
pub fn sample(arm: &Arm, seed: u64, trials: u64, progress: &impl Progress) -> Result<Levers, Halt> {
    let model = arm.model();
    let plan = Plan {
        seed,
        first: 0,
        trials: trials.min(SAMPLE),
        detail: Detail::Full,
        daily: false,
    };
    let fields = Fields::of(&model, Detail::Full);
    let conceding = conceding(arm, &model, &fields);
    let mut concessions = Moments::default();
    let tally = ensemble::run(&model, &plan, progress, |records| {
        for (_, row) in records.rows() {
            concessions.add(
                conceding
                    .iter()
                    .map(|&at| i128::from(row[at]))
                    .sum::<i128>(),
            );
        }
        Ok(())
    })?;
    let held = |(rule, (actor, name)): (usize, &(usize, String))| RuleUse {
        actor: *actor,
        name: name.clone(),
        trials: tally.at_least(fields.rules + rule, 1),
        days: sum(&tally.histograms[fields.rules + rule]),
    };
    let most = i64::from(arm.scenario.closing.horizon_days) * conceding.len() as i64;
    Ok(Levers {
        trials: plan.trials,
        rules: model.rules.iter().enumerate().map(held).collect(),
        concessions: concessions.bounded_estimate((0, most), 1.0, LEVEL, Method::TMean),
    })
}

/// Where rows count the days of seeking talks of the parties that did not trigger the crisis.
fn conceding(arm: &Arm, model: &Model, fields: &Fields) -> Vec<usize> {
    model
        .parties()
        .filter(|(actor, _)| *actor != arm.scenario.trigger.actor)
        .map(|(actor, _)| fields.acts + 3 * actor + NEGOTIATE as usize - 1)
        .collect()
}

fn sum(histogram: &[u64]) -> u64 {
    let days = histogram.iter().enumerate();
    days.map(|(value, count)| value as u64 * count).sum()
}

/// What the Pareto table is about, in its order; concessions follow.
pub const OBJECTIVES: [Measure; 4] = [
    Measure::War,
    Measure::SeriousClash,
    Measure::Days,
    Measure::Agreement,
];

/// Which arms no other arm beats in one objective without losing in another, by the estimates:
/// restraint can cost something, and this shows what.
pub fn non_dominated(comparison: &Comparison, levers: &[Levers]) -> Vec<bool> {
    let value = |estimate: Estimate| estimate.value.unwrap_or(f64::NAN);
    let row = |(arm, levers): (usize, &Levers)| {
        let objectives = OBJECTIVES.map(|measure| value(comparison.value(arm, measure)));
        [&objectives[..], &[value(levers.concessions)]].concat()
    };
    let rows: Vec<Vec<f64>> = levers.iter().enumerate().map(row).collect();
    let mut better: Vec<Better> = OBJECTIVES.map(Measure::better).to_vec();
    better.push(Better::Lower);
    decision::non_dominated(&rows, &better)
}
