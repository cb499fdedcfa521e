//! Which policies are meant.

use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::study::arms::{self, UnknownPolicy};

/// Which policies are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Chosen {
    /// Those that a command usually plays.
    #[default]
    Usual,
    /// Those of these names, in their order.
    Named(Vec<String>),
    /// All of the scenario but those of the other side.
    All,
}

impl Chosen {
    /// Those of a scenario; `usual` says which, where none is named.
    ///
    /// # Errors
    /// [`UnknownPolicy`].
    pub fn of<'s>(
        &self,
        scenario: &'s Scenario,
        usual: impl FnOnce(&'s Scenario) -> Vec<&'s Policy>,
    ) -> Result<Vec<&'s Policy>, UnknownPolicy> {
        match self {
            Self::Usual => Ok(usual(scenario)),
            Self::Named(names) => arms::policies(scenario, names),
            Self::All => {
                let all = scenario.policies.iter();
                let ours = all.filter(|policy| !scenario.is_of_the_other_side(policy));
                Ok(ours.collect())
            }
        }
    }
}

/// The baseline alone.
pub fn baseline(scenario: &Scenario) -> Vec<&Policy> {
    scenario.policies.iter().take(1).collect()
}
