//! What an attribution is asked: an outcome of a policy.

use super::error::AskingError;
use super::named::{checked, say_of_posterior};
use super::overrides::{in_force, one_value};
use super::remark::Hear;
use crate::output::AttributionAsked;
use crate::scenario::Draft;
use crate::study::arms::{Arm, Origin};
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use crate::study::run::Sample;
use std::sync::Arc;

/// The options of an attribution.
#[derive(Debug, Clone)]
pub struct AttributeOptions {
    /// The policy under which to ask.
    pub policy: String,
    /// The outcome to explain: one that happens or not.
    pub outcome: Measure,
    /// Trials under each subset of mechanisms.
    pub sample: Sample,
    /// Overrides.
    pub sets: Vec<String>,
    /// What numbers are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
}

impl Default for AttributeOptions {
    fn default() -> Self {
        Self {
            policy: "baseline".into(),
            outcome: Measure::SeriousClash,
            sample: Sample {
                seed: 0,
                trials: 2_000,
            },
            sets: Vec::new(),
            posterior: None,
        }
    }
}

impl AttributeOptions {
    /// The policy that is asked about, and what of it.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: &Draft, hear: &Hear) -> Result<AttributionAsked, AskingError> {
        one_value(
            &self.sets,
            "attribute them one by one, each with --out of its own",
        )?;
        let scenario = checked(draft, &self.sets, hear)?;
        let arm = Arm::new(&scenario, &self.policy, Origin::new(draft, &self.sets))?;
        in_force(draft, &self.sets, [&arm.policy].into_iter())?;
        let Sample { seed, trials } = self.sample;
        let arm = match &self.posterior {
            Some(posterior) => arm.averaged(posterior, (trials, seed))?,
            None => arm,
        };
        say_of_posterior(&arm, hear);
        Ok(AttributionAsked {
            arm,
            outcome: self.outcome,
            sample: self.sample,
        })
    }
}

/// An outcome that happens or not, by its name.
///
/// # Errors
/// What it is instead.
pub fn outcome(name: &str) -> Result<Measure, String> {
    let measure = name
        .parse::<Measure>()
        .map_err(|unknown| unknown.to_string())?;
    let why = "days are no outcome that happens or not".to_string();
    measure.is_binary().then_some(measure).ok_or(why)
}
