//! What a policy did to get its effect, or why it had none: days its rules held, days spent
//! seeking talks. Read off a sample of full rows, which cost more than outcomes alone.

use super::LEVEL;
use super::arms::Arm;
use super::drawn::{self, Turn};
use crate::ensemble::{self, Halt, Plan, Portion, Progress, Sum, Tally};
use crate::model::Model;
use crate::model::decision::NEGOTIATE;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::method::Method;
use crate::stats::moments::Moments;
use crate::trial::record::{Detail, Fields, Records};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

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
    /// The same by trial, so that arms can be paired.
    conceded: Vec<u32>,
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

/// What an arm does, counted as its rows come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    tally: Tally,
    /// The policy's rules: actor and name.
    rules: Vec<(usize, String)>,
    /// Fields of days of seeking talks.
    conceding: Vec<usize>,
    concessions: Moments,
    /// By trial.
    conceded: BTreeMap<u64, u32>,
    /// The most days of it.
    most: i64,
}

impl Sampling {
    /// Nothing yet.
    pub fn new(arm: &Arm, model: &Model) -> Self {
        let fields = Fields::of(model, Detail::Full);
        let conceding = conceding(&arm.scenario, model, &fields);
        let most = i64::from(arm.scenario.closing.horizon_days) * conceding.len() as i64;
        Self {
            tally: Tally::new(model, fields, false),
            rules: model.rules.clone(),
            conceding,
            concessions: Moments::default(),
            conceded: BTreeMap::new(),
            most,
        }
    }

    /// Counts full rows of further trials.
    pub fn add(&mut self, records: &Records) {
        self.tally.add(records);
        for (trial, row) in records.rows() {
            let days = self.conceding.iter().map(|&at| row[at]).sum();
            self.concessions.add(days);
            self.conceded.insert(trial, days);
        }
    }

    /// What it did.
    pub fn levers(&self) -> Levers {
        let (tally, first) = (&self.tally, self.tally.fields.rules);
        let held = |(rule, (actor, name)): (usize, &(usize, String))| RuleUse {
            actor: *actor,
            name: name.clone(),
            trials: tally.at_least(first + rule, 1),
            days: sum(&tally.histograms[first + rule]),
        };
        let ends = (0, self.most);
        let concessions = self.concessions;
        Levers {
            trials: tally.trials,
            rules: self.rules.iter().enumerate().map(held).collect(),
            concessions: concessions.bounded_estimate(ends, 1.0, LEVEL, Method::TMean),
            conceded: self.conceded.values().copied().collect(),
        }
    }
}

/// Samples of other trials of the same arm.
impl Sum for Sampling {
    fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.concessions.merge(&other.concessions);
        self.conceded.extend(&other.conceded);
    }
}

/// Samples the first trials of an arm that plays so many; averaged over a posterior, the first of every
/// draw.
pub fn sample(arm: &Arm, seed: u64, trials: u64, progress: &impl Progress) -> Result<Levers, Halt> {
    Ok(play(arm, (seed, trials), Portion::ALL, progress)?.levers())
}

/// Plays a portion of that sample.
pub fn play(
    arm: &Arm,
    (seed, trials): (u64, u64),
    portion: Portion,
    progress: &impl Progress,
) -> Result<Sampling, Halt> {
    let model = arm.model();
    let plan = Plan {
        seed,
        first: 0,
        trials: trials.min(SAMPLE),
        detail: Detail::Full,
        daily: false,
    };
    let mut sampling = Sampling::new(arm, &model);
    let add = |records: Records| {
        sampling.add(&records);
        Ok(())
    };
    let play = |model: &Model, trials: &Range<u64>| {
        progress.done(trials.end - trials.start);
        ensemble::chunk(model, &plan, trials.clone(), &mut ())
    };
    match &arm.drawn {
        None => {
            let chunks = plan.portion(portion).chunks();
            ensemble::in_order(chunks, progress, |trials| play(&model, trials), add)?;
        }
        Some(drawn) => {
            let of_draw = |turn: &Turn| play(&arm.under_draw(turn.place).model(), &turn.trials);
            let turns = drawn::cut(drawn.sample(trials, plan.trials), portion);
            ensemble::in_order(turns, progress, of_draw, add)?;
        }
    }
    Ok(sampling)
}

impl Levers {
    /// Concessions of this arm minus those of another over the same trials.
    pub fn concessions_minus(&self, other: &Self, level: f64) -> Estimate {
        let mut differences = Moments::default();
        for (mine, theirs) in self.conceded.iter().zip(&other.conceded) {
            differences.add(i128::from(*mine) - i128::from(*theirs));
        }
        differences.t_estimate(1.0, level, Method::TMean)
    }
}

/// Where rows count the days of seeking talks of the parties that did not trigger the crisis.
pub fn conceding(scenario: &Scenario, model: &Model, fields: &Fields) -> Vec<usize> {
    model
        .parties()
        .filter(|(actor, _)| *actor != scenario.trigger.actor)
        .map(|(actor, _)| fields.acts + 3 * actor + NEGOTIATE as usize - 1)
        .collect()
}

fn sum(histogram: &[u64]) -> u64 {
    let days = histogram.iter().enumerate();
    days.map(|(value, count)| value as u64 * count).sum()
}
