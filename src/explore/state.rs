//! What is looked at: a scenario under overrides, and a seed.

use super::refusal::Refusal;
use crate::scenario::{Checked, Draft, Scenario};
use crate::study::arms::{Arm, Origin, UnknownPolicy, usual_policies};
use serde::Deserialize;

/// What is looked at, as a host says it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct State {
    /// The name of a shipped scenario.
    scenario: String,
    /// Else a text.
    text: Option<String>,
    /// What the text is called.
    name: String,
    /// Overrides, as `path=value`.
    sets: Vec<String>,
    /// Root seed: text, since not every host has such large numbers.
    seed: String,
}

/// A state that was read.
#[derive(Debug)]
pub struct Opened {
    /// What it was read from.
    pub state: State,
    /// Where its scenario comes from.
    pub origin: Origin,
    /// The scenario, overrides applied.
    pub checked: Checked,
    /// Root seed.
    pub seed: u64,
}

impl State {
    /// The same under a further override.
    pub fn with(&self, set: String) -> Self {
        let mut more = self.clone();
        more.sets.push(set);
        more
    }

    /// Reads it; the same text as `before` under other overrides is not read again.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn open(&self, before: Option<&Opened>) -> Result<Opened, Refusal> {
        let same = |of: &Self| {
            (&self.scenario, &self.text, &self.name) == (&of.scenario, &of.text, &of.name)
        };
        let draft = match (before.filter(|before| same(&before.state)), &self.text) {
            (Some(before), _) => before.origin.draft.clone(),
            (None, Some(text)) => Draft::text(self.name.trim(), text)?,
            (None, None) => Draft::shipped(&self.scenario)?,
        };
        let seed = match self.seed.trim() {
            "" => 0,
            seed => seed.parse().map_err(|_| {
                let most = u64::MAX;
                Refusal::new(format!(
                    "`{seed}` is no seed: write a whole number from 0 to {most}"
                ))
            })?,
        };
        Ok(Opened {
            state: self.clone(),
            origin: Origin::new(&draft, &self.sets),
            checked: draft.check(&self.sets)?,
            seed,
        })
    }
}

impl Opened {
    /// The seed as an option of a command; nothing where it is the usual one.
    pub fn seeded(&self) -> String {
        match self.seed {
            0 => String::new(),
            seed => format!(" --seed {seed}"),
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.checked.scenario
    }

    /// A policy of it, by name.
    ///
    /// # Errors
    /// [`UnknownPolicy`].
    pub fn arm(&self, policy: &str) -> Result<Arm, UnknownPolicy> {
        Arm::new(self.scenario(), policy, self.origin.clone())
    }

    /// Names of the policies of a comparison, the baseline first.
    pub fn usual(&self) -> Vec<String> {
        let baseline = self.scenario().policies.first().into_iter();
        let all = baseline.chain(usual_policies(self.scenario()));
        all.map(|policy| policy.name.clone()).collect()
    }

    /// Policies by name, in their order; where none is named, those that a comparison takes.
    ///
    /// # Errors
    /// [`UnknownPolicy`].
    pub fn arms(&self, policies: Option<&[String]>) -> Result<Vec<Arm>, UnknownPolicy> {
        let names = policies.map_or_else(|| self.usual(), <[String]>::to_vec);
        names.iter().map(|name| self.arm(name)).collect()
    }
}

impl From<UnknownPolicy> for Refusal {
    fn from(unknown: UnknownPolicy) -> Self {
        Self::new(unknown)
    }
}
