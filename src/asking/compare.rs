//! What a comparison is asked: policies of a scenario, and arms named one by one.

use super::error::AskingError;
use super::named::{checked, say_of_posterior};
use super::overrides::{in_force, one_value};
use super::policies::Chosen;
use super::remark::Hear;
use crate::scenario::{Draft, Scenario};
use crate::study::arms::{self, Arm, Origin};
use crate::study::compare::{self, Asked, WorldsAsked};
use crate::study::contrasts::{Question, Size};
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use crate::study::stopping::Goal;
use crate::study::worlds::HYPERCUBES;
use std::sync::Arc;

/// An arm that is named by itself.
#[derive(Debug, Clone)]
pub struct ArmNamed {
    /// What tables call it.
    pub name: String,
    /// Its scenario.
    pub draft: Draft,
    /// Its policy.
    pub policy: String,
    /// Its overrides; those of the scenario that is compared are not its own.
    pub sets: Vec<String>,
}

/// The options of a comparison.
#[derive(Debug, Clone)]
pub struct CompareOptions {
    /// Which policies of the scenario; usually those of several actors or of third parties, and maximum
    /// restraint by one party alone.
    pub chosen: Chosen,
    /// Arms besides them.
    pub arms: Vec<ArmNamed>,
    /// The arm the others are compared with, if it is not the baseline.
    pub baseline: Option<String>,
    /// What gets the verdict.
    pub metric: Measure,
    /// Trials of each arm, where no goal says how many.
    pub trials: u64,
    /// Until when to go on.
    pub goal: Option<Goal>,
    /// Differences within it either way are equivalent.
    pub margin: Option<f64>,
    /// Where a goal is given up.
    pub max_trials: u64,
    /// Worlds to be played as well.
    pub worlds: Option<WorldsAsked>,
    /// Bytes that worlds may take.
    pub max_memory: usize,
    /// The root seed.
    pub seed: u64,
    /// Overrides of the scenario whose policies are compared.
    pub sets: Vec<String>,
    /// What numbers are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            chosen: Chosen::Usual,
            arms: Vec::new(),
            baseline: None,
            metric: Measure::MinorClash,
            trials: 10_000,
            goal: None,
            margin: None,
            max_trials: 10_000_000,
            worlds: None,
            max_memory: 1 << 30,
            seed: 0,
            sets: Vec::new(),
            posterior: None,
        }
    }
}

impl CompareOptions {
    /// A comparison of policies of a scenario, of arms, or of both.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: Option<&Draft>, hear: &Hear) -> Result<Asked, AskingError> {
        one_value(
            &self.sets,
            "make each an arm, as in --arm a=SCENARIO:POLICY,PATH=VALUE",
        )?;
        let mut arms = self.arms(draft, hear)?;
        if arms.is_empty() {
            let why = "there is nothing to compare: name a scenario, or arms";
            return Err(AskingError::Wrong(why.into()));
        }
        let wanted = self.baseline.as_deref().or(draft.map(|_| "baseline"));
        if let Some(wanted) = wanted {
            let place = arms.iter().position(|arm| arm.name == wanted);
            let Some(place) = place else {
                let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
                let names = names.join(", ");
                return Err(AskingError::Wrong(format!(
                    "no arm is called `{wanted}`; there are {names}"
                )));
            };
            arms[..=place].rotate_right(1);
        }
        let most = match self.goal {
            Some(_) => self.max_trials,
            None => self.trials,
        };
        if let Some(posterior) = &self.posterior {
            arms = arms::averaged(arms, posterior, (most, self.seed))?;
            for arm in &arms {
                say_of_posterior(arm, hear);
            }
        }
        Ok(Asked {
            arms,
            question: Question {
                measure: self.metric,
                margin: self.margin,
                seed: self.seed,
                size: Size::of(self.goal, most),
            },
            worlds: self.worlds,
        })
    }

    /// The policies of the scenario, and then what was named by itself.
    fn arms(&self, draft: Option<&Draft>, hear: &Hear) -> Result<Vec<Arm>, AskingError> {
        let mut arms: Vec<Arm> = Vec::new();
        if let Some(draft) = draft {
            let scenario = checked(draft, &self.sets, hear)?;
            let origin = Origin::new(draft, &self.sets);
            for policy in self.policies(&scenario)? {
                if arms.iter().all(|other| other.name != policy) {
                    arms.push(Arm::new(&scenario, &policy, origin.clone())?);
                }
            }
            let played = arms.iter().map(|arm| &arm.policy);
            in_force(draft, &self.sets, played)?;
        }
        for arm in &self.arms {
            let scenario = checked(&arm.draft, &arm.sets, hear)?;
            let origin = Origin::new(&arm.draft, &arm.sets);
            arms.push(Arm::new(&scenario, &arm.policy, origin)?.called(&arm.name));
        }
        Ok(arms)
    }

    /// The policies to compare, the baseline among them.
    fn policies(&self, scenario: &Scenario) -> Result<Vec<String>, AskingError> {
        let chosen = self.chosen.of(scenario, |scenario| {
            if self.arms.is_empty() {
                arms::usual_policies(scenario)
            } else {
                Vec::new()
            }
        })?;
        let baseline = self.baseline.as_deref().unwrap_or("baseline");
        let first = scenario.policy(baseline).map(|policy| policy.name.clone());
        let named = chosen.iter().map(|policy| policy.name.clone());
        Ok(first.into_iter().chain(named).collect())
    }

    /// Refuses arms that cannot be compared, and worlds that would not fit into memory, before any is
    /// played.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn fits(&self, asked: &Asked) -> Result<(), AskingError> {
        arms::comparable(&asked.arms)?;
        let (needs, most) = (compare::memory(asked), self.max_memory as u64);
        if needs <= most {
            return Ok(());
        }
        let mib = |bytes: u64| bytes >> 20;
        let worlds = asked.worlds.map_or(0, |worlds| worlds.worlds as u64);
        let fit = (worlds as f64 * most as f64 / needs as f64) as u64;
        let fit = fit / HYPERCUBES as u64 * HYPERCUBES as u64;
        Err(AskingError::Wrong(format!(
            "{worlds} worlds take about {} MiB, and --max-memory is {} MiB: about {fit} worlds fit",
            mib(needs),
            mib(most)
        )))
    }
}
