//! What a trace is asked: a trial, by its number or because it is worth reading, and perhaps another under
//! the same luck; and how both are told.

use super::error::AskingError;
use super::named::checked;
use super::remark::Hear;
use crate::ensemble::Progress;
use crate::figure::source::Sheets;
use crate::model::{Mechanism, Model, Switches};
use crate::scenario::{Draft, Scenario};
use crate::study::arms;
use crate::study::find::{self, Wanted};
use crate::study::run::Sample;
use crate::table::events::{add_events, events_schema, storyline_sheet};
use crate::table::keys::RunKey;
use crate::table::rows::Table;
use crate::trace::account::{Telling, account, against};
use crate::trace::{Trace, trace};
use std::collections::BTreeMap;

/// Which trial is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// That of a number.
    Number(u64),
    /// One that is worth reading.
    Found(Wanted),
}

/// The options of a trace.
#[derive(Debug, Clone)]
pub struct TraceOptions {
    /// Which trial; there is none that is usual.
    pub which: Option<Which>,
    /// The luck, and how many trials are looked through.
    pub sample: Sample,
    /// The policy of the trial.
    pub policy: String,
    /// Another policy to set beside it.
    pub against: Option<String>,
    /// Mechanisms that are off.
    pub off: Vec<Mechanism>,
    /// Mechanisms that are off in the trial set beside it, besides those.
    pub against_off: Vec<Mechanism>,
    /// Overrides.
    pub sets: Vec<String>,
}

impl Default for TraceOptions {
    fn default() -> Self {
        Self {
            which: None,
            sample: Sample {
                seed: 0,
                trials: 10_000,
            },
            policy: "baseline".into(),
            against: None,
            off: Vec::new(),
            against_off: Vec::new(),
            sets: Vec::new(),
        }
    }
}

/// A policy with some mechanisms off.
#[derive(Debug, Clone)]
struct Side {
    policy: String,
    title: String,
    model: Model,
}

impl Side {
    fn new(scenario: &Scenario, policy: &str, off: &[Mechanism]) -> Result<Self, AskingError> {
        let policy = arms::policy(scenario, policy)?;
        let names: Vec<&str> = off.iter().map(|mechanism| mechanism.name()).collect();
        let title = if off.is_empty() {
            policy.name.clone()
        } else {
            format!("{} without {}", policy.name, names.join(", "))
        };
        Ok(Self {
            policy: policy.name.clone(),
            title,
            model: Model::compile(scenario, policy, Switches::off(off)),
        })
    }
}

/// A trial, or two under the same luck, explained.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The scenario.
    pub scenario: Scenario,
    /// What happened, of one or of two.
    pub traces: Vec<Trace>,
    sides: Vec<Side>,
}

impl TraceOptions {
    /// Plays the trial; looks for it where it is not named. `None`: no trial flips.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(
        &self,
        draft: &Draft,
        hear: &Hear,
        progress: &impl Progress,
    ) -> Result<Option<Traced>, AskingError> {
        let scenario = checked(draft, &self.sets, hear)?;
        let mut sides = vec![Side::new(&scenario, &self.policy, &self.off)?];
        if self.against.is_some() || !self.against_off.is_empty() {
            let policy = self.against.as_ref().unwrap_or(&self.policy);
            let off = [self.off.clone(), self.against_off.clone()].concat();
            sides.push(Side::new(&scenario, policy, &off)?);
        }
        let Some(trial) = self.trial(&sides, progress)? else {
            return Ok(None);
        };
        let seed = self.sample.seed;
        let traces = sides
            .iter()
            .map(|side| trace(&scenario, &side.model, &side.title, seed, trial));
        Ok(Some(Traced {
            traces: traces.collect(),
            scenario,
            sides,
        }))
    }

    /// The number of the trial.
    fn trial(&self, sides: &[Side], progress: &impl Progress) -> Result<Option<u64>, AskingError> {
        let wrong = |why: &str| Err(AskingError::Wrong(why.into()));
        match self.which {
            Some(Which::Number(trial)) => Ok(Some(trial)),
            Some(Which::Found(Wanted::Flipped)) if sides.len() < 2 => {
                wrong("a trial flips between two policies: say --against or --against-off")
            }
            Some(Which::Found(wanted)) => {
                let models: Vec<&Model> = sides.iter().map(|side| &side.model).collect();
                Ok(find::find(&models, wanted, self.sample, progress)?)
            }
            None => wrong(
                "which trial? --trial N names one, --find typical or --find worst looks for one worth reading",
            ),
        }
    }
}

impl Traced {
    /// What the sides are called.
    pub fn titles(&self) -> Vec<&str> {
        self.sides.iter().map(|side| side.title.as_str()).collect()
    }

    /// An account to read: of one, day by day; of two, where they part.
    pub fn text(&self, telling: Telling) -> String {
        if let [here, there] = self.traces.as_slice() {
            let head = format!(
                "Trial {} of {}, seed {}\n",
                here.trial, here.scenario, here.seed
            );
            return head + &against(&self.scenario, here, there, [&here.policy, &there.policy]);
        }
        let accounts = self.traces.iter();
        accounts
            .map(|trace| account(&self.scenario, trace, telling))
            .collect()
    }

    /// Everything that happened, as event data.
    pub fn events(&self) -> Table {
        let mut table = Table::new(events_schema());
        for (side, trace) in self.sides.iter().zip(&self.traces) {
            let policy = if self.sides.len() > 1 {
                &side.title
            } else {
                &side.policy
            };
            let key = self.key(policy.clone());
            add_events(&mut table, &key, &self.scenario, trace);
        }
        table
    }

    /// The trials as the tables that a figure reads, and the names for people.
    pub fn sheets(&self) -> Sheets {
        // Two trials under one policy are still two.
        let storylines = ["asked", "beside"];
        let stories = storylines.into_iter().zip(&self.sides).zip(&self.traces);
        let stories: Vec<(RunKey, &str, &Trace)> = stories
            .map(|((storyline, side), trace)| (self.key(side.title.clone()), storyline, trace))
            .collect();
        Sheets {
            tables: BTreeMap::from([("storylines.csv", storyline_sheet(&self.scenario, &stories))]),
            ..crate::explore::sheets(&self.scenario)
        }
    }

    fn key(&self, policy: String) -> RunKey {
        RunKey {
            scenario: self.scenario.name.clone(),
            policy,
            variant: None,
            sets: Vec::new(),
        }
    }
}
