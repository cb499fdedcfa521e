//! What checks of the sampled law share: small scenarios, samples, and how far a sample is from
//! the exact distribution.
#![allow(dead_code)] // every test binary uses its own part

use offramp::crisis::outcome::Outcome;
use offramp::ensemble::{self, Plan};
use offramp::exact::{self, Distribution, LEVELS, Limits};
use offramp::model::{Model, Switches};
use offramp::scenario::{Scenario, read};
use offramp::stats::test::{g_test, pool_small_cells};
use offramp::trial::record::{Detail, Fields};
use std::path::Path;

/// A scenario of `scenarios/`, with overrides.
pub fn scenario(name: &str, sets: &[&str]) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    match read(&folder.join(format!("{name}.toml")), &sets) {
        Ok(checked) => checked.scenario,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The model of a scenario under one of its policies.
pub fn compile(scenario: &Scenario, policy: &str) -> Model {
    let policy = scenario
        .policy(policy)
        .expect("the scenario has the policy");
    Model::compile(scenario, policy, Switches::default())
}

/// The exact distribution.
pub fn solve(model: &Model) -> Distribution {
    exact::solve(model, Limits::default()).expect("the model is small")
}

/// What a number of trials showed.
#[derive(Debug, Clone)]
pub struct Sample {
    pub trials: u64,
    /// By outcome and day of the ending.
    pub ended: [Vec<u64>; 5],
    /// By violence level after the onset.
    pub violence: [u64; 5],
    /// By violence level, that of the trigger included.
    pub with_trigger: [u64; 5],
}

impl Sample {
    pub fn new(horizon: u32) -> Self {
        Self {
            trials: 0,
            ended: std::array::from_fn(|_| vec![0; horizon as usize + 1]),
            violence: [0; 5],
            with_trigger: [0; 5],
        }
    }

    pub fn add(&mut self, outcome: u32, day: u32, [violence, trigger]: [u32; 2]) {
        let outcome = Outcome::from_code(outcome).expect("a trial ends");
        let days = &mut self.ended[outcome.index()];
        // A faulty law may end a crisis after the horizon.
        let day = (day as usize).min(days.len() - 1);
        days[day] += 1;
        self.violence[violence as usize] += 1;
        self.with_trigger[violence.max(trigger) as usize] += 1;
        self.trials += 1;
    }

    pub fn merge(mut self, other: &Self) -> Self {
        self.trials += other.trials;
        let cells = self.ended.iter_mut().flatten();
        for (mine, theirs) in cells.zip(other.ended.iter().flatten()) {
            *mine += theirs;
        }
        let levels = self.violence.iter_mut().chain(&mut self.with_trigger);
        for (mine, theirs) in levels.zip(other.violence.iter().chain(&other.with_trigger)) {
            *mine += theirs;
        }
        self
    }
}

/// Runs trials as every command does, on two threads.
pub fn sample(model: &Model, seed: u64, trials: u64) -> Sample {
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let run = |range| {
        let mut sample = Sample::new(model.crisis.horizon);
        for (_, row) in ensemble::chunk(model, &plan, range, &mut ()).rows() {
            sample.add(
                row[Fields::OUTCOME],
                row[Fields::DAYS],
                [row[Fields::VIOLENCE], row[Fields::TRIGGER]],
            );
        }
        sample
    };
    let half = trials / 2;
    std::thread::scope(|scope| {
        let first = scope.spawn(|| run(0..half));
        run(half..trials).merge(&first.join().expect("trials end"))
    })
}

/// The named checks of a sample against the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// How crises end: a G-test over the five outcomes.
    Outcomes,
    /// The violence level reached after the onset: a G-test over the four levels.
    Violence,
    /// The same with the level of the trigger counted.
    WithTrigger,
    /// The cumulative curve of every outcome by day: a G-test over outcome and day of ending,
    /// neighbouring days pooled until 20 trials are expected.
    Days,
}

impl Check {
    pub const ALL: [Check; 4] = [
        Check::Outcomes,
        Check::Violence,
        Check::WithTrigger,
        Check::Days,
    ];

    /// The probability of a sample at least as far from the law.
    pub fn p_value(self, law: &Distribution, sample: &Sample) -> f64 {
        match self {
            Check::Outcomes => {
                let observed = sample.ended.each_ref().map(|days| days.iter().sum());
                agreement(&[(&observed, &Outcome::ALL.map(|o| law.probability(o)))])
            }
            Check::Violence => {
                let law = LEVELS.map(|level| law.violence_after_onset(level));
                agreement(&[(&sample.violence[1..], &law.collect::<Vec<_>>())])
            }
            Check::WithTrigger => {
                let law = LEVELS.map(|level| law.violence_with_trigger(level));
                agreement(&[(&sample.with_trigger[1..], &law.collect::<Vec<_>>())])
            }
            Check::Days => {
                let days = 0..=law.horizon;
                let by_day = |outcome| {
                    let upto = |day| law.cumulative(outcome, day);
                    let on = |day: u32| upto(day) - day.checked_sub(1).map_or(0.0, upto);
                    days.clone()
                        .map(|day| {
                            if law.mass(outcome, day) == 0 {
                                0.0
                            } else {
                                on(day)
                            }
                        })
                        .collect::<Vec<f64>>()
                };
                let law = Outcome::ALL.map(by_day);
                let groups: Vec<(&[u64], &[f64])> = sample
                    .ended
                    .iter()
                    .zip(&law)
                    .map(|(found, law)| (found.as_slice(), law.as_slice()))
                    .collect();
                agreement(&groups)
            }
        }
    }
}

/// The p-value of a G-test over groups of neighbouring cells; cells are pooled within their group
/// until 20 trials are expected. What is impossible and was seen anyway has p = 0.
pub fn agreement(groups: &[(&[u64], &[f64])]) -> f64 {
    let trials: u64 = groups.iter().flat_map(|(found, _)| found.iter()).sum();
    let (mut observed, mut expected) = (Vec::new(), Vec::new());
    for (found, law) in groups {
        let mut cells = found.iter().zip(*law);
        if cells.any(|(&found, &p)| found > 0 && p <= 0.0) {
            return 0.0;
        }
        // Pooling goes by what a group's own trials are expected to be.
        let (mut count, mut share) = (0, 0.0);
        for (&found, &p) in found.iter().zip(*law) {
            (count, share) = (count + found, share + p);
            if share * trials as f64 >= 20.0 {
                observed.push(count);
                expected.push(share);
                (count, share) = (0, 0.0);
            }
        }
        observed.push(count);
        expected.push(share);
    }
    // The rests of the groups are too small by themselves.
    let (observed, expected) = pool_small_cells(&observed, &expected, 20.0);
    g_test(&observed, &expected).map_or(1.0, |test| test.p_value)
}
