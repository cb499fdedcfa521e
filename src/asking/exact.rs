//! What an enumeration is asked: policies of a scenario, and how far to go.

use super::error::AskingError;
use super::named::checked;
use super::overrides::{in_force, one_value};
use super::policies::{Chosen, baseline};
use super::remark::Hear;
use crate::exact::Limits;
use crate::output::ExactAsked;
use crate::scenario::Draft;
use crate::study::arms::{Arm, Origin};

/// The options of an enumeration.
#[derive(Debug, Clone)]
pub struct ExactOptions {
    /// Which policies; usually the baseline alone.
    pub chosen: Chosen,
    /// How far to go.
    pub limits: Limits,
    /// Overrides.
    pub sets: Vec<String>,
}

impl Default for ExactOptions {
    fn default() -> Self {
        Self {
            chosen: Chosen::Usual,
            limits: Limits {
                memory: 1 << 30,
                max_states: usize::MAX,
                prune_below: 0.0,
                whole_states: false,
            },
            sets: Vec::new(),
        }
    }
}

impl ExactOptions {
    /// Policies of a scenario.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: &Draft, hear: &Hear) -> Result<ExactAsked, AskingError> {
        one_value(
            &self.sets,
            "enumerate them one by one, each with --out of its own",
        )?;
        let scenario = checked(draft, &self.sets, hear)?;
        let origin = Origin::new(draft, &self.sets);
        let policies = self.chosen.of(&scenario, baseline)?;
        let arms = policies
            .iter()
            .map(|policy| Arm::of(&scenario, policy, origin.clone()));
        let asked = ExactAsked {
            arms: arms.collect(),
            limits: self.limits,
        };
        let played = asked.arms.iter().map(|arm| &arm.policy);
        in_force(draft, &self.sets, played)?;
        Ok(asked)
    }
}
