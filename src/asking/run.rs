//! What a run is asked: variants of a scenario under policies.

use super::error::AskingError;
use super::named::{checked, say_of_posterior};
use super::overrides::{in_force, variants};
use super::policies::{Chosen, baseline};
use super::remark::{Hear, Remark};
use crate::output::{RunAsked, Variant};
use crate::scenario::Draft;
use crate::scenario::file::paths;
use crate::scenario::file::tree::Value;
use crate::study::daily::Curves;
use crate::study::posterior::Posterior;
use crate::study::run::Sample;
use std::sync::Arc;

/// The options of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Which policies; usually the baseline alone.
    pub chosen: Chosen,
    /// Trials of each variant and policy.
    pub sample: Sample,
    /// Overrides; lists and ranges of values make variants.
    pub sets: Vec<String>,
    /// Whether to write one row for each trial as well.
    pub trials_csv: bool,
    /// Which curves `daily.csv` has.
    pub daily: Curves,
    /// What numbers are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            chosen: Chosen::Usual,
            sample: Sample {
                seed: 0,
                trials: 10_000,
            },
            sets: Vec::new(),
            trials_csv: false,
            daily: Curves::Drawn,
            posterior: None,
        }
    }
}

impl RunOptions {
    /// A scenario with its variants and policies.
    ///
    /// # Errors
    /// [`AskingError`]; of a base to extend, that it is one.
    pub fn of(&self, draft: &Draft, hear: &Hear) -> Result<RunAsked, AskingError> {
        let (mut first, mut found) = (None, Vec::new());
        for overrides in variants(&self.sets)? {
            let sets = overrides.sets;
            let scenario = checked(draft, &sets, hear)?;
            let played = self.chosen.of(&scenario, baseline)?;
            in_force(draft, &sets, played.into_iter())?;
            let given = (overrides.name, sets.clone(), sets);
            let variant = Variant::new(draft.clone(), &scenario, given);
            if is_new(&found, &variant, hear)? {
                found.push(variant);
            }
            first.get_or_insert(scenario);
        }
        let scenario = first.expect("invariant: no override at all is a variant too");
        let policies = self.chosen.of(&scenario, baseline)?;
        let asked = RunAsked {
            policies: policies.iter().map(|policy| policy.name.clone()).collect(),
            scenario,
            variants: found,
            sample: self.sample,
            trials_csv: self.trials_csv,
            daily: self.daily,
            posterior: self.posterior.clone(),
        };
        // What does not fit is said before anything is played.
        for variant in asked.variants.iter().filter(|_| self.posterior.is_some()) {
            say_of_posterior(&asked.arm(variant, &asked.policies[0])?, hear);
        }
        Ok(asked)
    }
}

/// Whether a variant is another scenario than those before it. One that says the same in other
/// letters is passed over with a word; one that should differ and does not is refused, because its
/// name would lie.
fn is_new(earlier: &[Variant], variant: &Variant, hear: &Hear) -> Result<bool, AskingError> {
    let same = earlier.iter().find(|other| other.hash == variant.hash);
    let (Some(same), Some(name)) = (same, &variant.name) else {
        return Ok(true);
    };
    let values = |sets: &[String]| -> Vec<_> { sets.iter().map(|set| value(set)).collect() };
    let known = same.name.as_deref().unwrap_or_default();
    if values(&same.sets) == values(&variant.sets) {
        hear(Remark::Words(&format!(
            "`{name}` is `{known}` again; it is played once"
        )));
        return Ok(false);
    }
    Err(AskingError::Wrong(format!(
        "the variants `{known}` and `{name}` are one and the same scenario: what tells them apart is undone by another --set, or nothing takes it; leave it out, or put it last"
    )))
}

/// The path and the value of an override, however it is spelt.
fn value(set: &str) -> Option<(String, Value)> {
    let (path, value) = paths::assignment(set)?;
    let value = match value {
        Value::Whole(number) => Value::Real(number as f64),
        value => value,
    };
    Some((path, value))
}
