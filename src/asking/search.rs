//! What a search is asked: for whom, what is sought, of which policies, and how long.

use super::error::AskingError;
use super::named::{checked, draft as named_draft, say_of_posterior};
use super::overrides::one_value;
use super::remark::Hear;
use crate::output::SearchToWrite;
use crate::scenario::{Draft, Scenario, library};
use crate::search::asked::{SearchAsked, SearchReady};
use crate::search::chosen::Trials;
use crate::search::ground::{drawn, worlds};
use crate::search::quantity::{Bound, Goal, Quantity};
use crate::search::standard::Against;
use crate::study::arms::{Arm, Origin};
use crate::study::posterior::Posterior;
use std::sync::Arc;

/// Other scenarios in which what was found is tried, where none is named.
const ELSEWHERE: usize = 8;

/// Rules beside a preset, at most, where nothing is said.
pub const RULES: u64 = 2;
/// Trials of a search, where nothing is said.
pub const BUDGET: u64 = 2_000_000;
/// Searches that share them, where nothing is said.
pub const SEARCHES: u64 = 2;
/// Trials on which policies are judged, where nothing is said.
pub const JUDGED: u64 = 20_000;

/// The options of a search.
#[derive(Debug, Clone)]
pub struct SearchOptions {
    /// Who may adopt a policy: an actor, or several joined by `+`.
    pub side: String,
    /// What is sought.
    pub goal: Goal,
    /// Bounds that have to be kept on average.
    pub bounds: Vec<Bound>,
    /// What is weighed beside what is sought.
    pub front: Vec<Quantity>,
    /// What the other side does.
    pub against: Against,
    /// Who answers; usually the adversaries of the side.
    pub answered_by: Option<String>,
    /// Worlds instead of the scenario as it stands.
    pub worlds: Option<usize>,
    /// What numbers are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
    /// Rules beside a preset, at most.
    pub rules: usize,
    /// Trials of the search, all policies together.
    pub budget: u64,
    /// Searches that share them.
    pub searches: u64,
    /// Trials on which each policy that came furthest is judged.
    pub trials: u64,
    /// Differences within it do not matter where a simpler policy would do.
    pub margin: f64,
    /// Other scenarios in which what was found is tried; usually shipped ones with the same actors.
    pub elsewhere: Vec<String>,
    /// The root seed.
    pub seed: u64,
    /// Overrides.
    pub sets: Vec<String>,
}

impl SearchOptions {
    /// What is usual, for a side and of what is sought.
    pub fn new(side: &str, goal: Goal) -> Self {
        Self {
            side: side.to_owned(),
            goal,
            bounds: Vec::new(),
            front: Vec::new(),
            against: Against::Habits,
            answered_by: None,
            worlds: None,
            posterior: None,
            rules: RULES as usize,
            budget: BUDGET,
            searches: SEARCHES,
            trials: JUDGED,
            margin: 0.0,
            elsewhere: Vec::new(),
            seed: 0,
            sets: Vec::new(),
        }
    }

    /// A search in a scenario.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: &Draft, hear: &Hear) -> Result<SearchToWrite, AskingError> {
        one_value(&self.sets, "a search is made with one value of each")?;
        let scenario = checked(draft, &self.sets, hear)?;
        let arm = self.arm(draft, &scenario, hear)?;
        let worlds = match self.worlds {
            None => drawn(&arm),
            Some(count) => worlds(&arm, count, self.seed)?,
        };
        let mut asked = SearchAsked {
            worlds,
            side: self.side.clone(),
            goal: self.goal,
            bounds: self.bounds.clone(),
            front: self.front.clone(),
            against: self.against,
            other: self.answered_by.clone(),
            rules: self.rules,
            searches: self.searches,
            budget: self.budget,
            trials: Trials {
                choice: (self.trials / 4).max(100),
                judged: self.trials,
            },
            margin: self.margin,
            seed: self.seed,
            elsewhere: Vec::new(),
            scenario,
        };
        asked.elsewhere = self.elsewhere(&asked.scenario.name, hear)?;
        if self.goal.quantity.is_binary() && self.margin > 1.0 {
            return wrong(format!(
                "--margin {}: {} is a share of trials, from 0 to 1",
                self.margin,
                self.goal.quantity.name()
            ));
        }
        let mut ready =
            SearchReady::new(asked).map_err(|problem| AskingError::Wrong(problem.to_string()))?;
        let unfit = ready.asked.elsewhere.iter().find(|one| !ready.fits(one));
        if let Some(unfit) = unfit {
            return wrong(format!(
                "--elsewhere {}: it has not the same actors or ladder (or payoffs, where they are asked for), so nothing found here can be adopted there",
                unfit.name
            ));
        }
        if self.elsewhere.is_empty() {
            ready.asked.elsewhere = usual(&ready);
        }
        Ok(SearchToWrite { ready, arm })
    }

    /// Other scenarios that are named, each once.
    fn elsewhere(&self, own: &str, hear: &Hear) -> Result<Vec<Scenario>, AskingError> {
        let mut found: Vec<Scenario> = Vec::new();
        for name in &self.elsewhere {
            found.push(checked(&named_draft(name)?, &[], hear)?);
        }
        for (at, one) in found.iter().enumerate() {
            let before = found[..at].iter().any(|other| other.name == one.name);
            if before || one.name == own {
                return wrong(format!("--elsewhere {}: it is played already", one.name));
            }
        }
        Ok(found)
    }

    /// The scenario as it stands, under the draws of a posterior where one is named.
    fn arm(&self, draft: &Draft, scenario: &Scenario, hear: &Hear) -> Result<Arm, AskingError> {
        let arm = Arm::new(scenario, "baseline", Origin::new(draft, &self.sets))?;
        let Some(posterior) = &self.posterior else {
            return Ok(arm);
        };
        let arm = arm.averaged(posterior, (self.trials, self.seed))?;
        say_of_posterior(&arm, hear);
        Ok(arm)
    }
}

/// Shipped scenarios of crises in which what is found here can be adopted, so many of them.
fn usual(ready: &SearchReady) -> Vec<Scenario> {
    let own = &ready.asked.scenario.name;
    let all = library::paths()
        .into_iter()
        .filter(|path| !path.contains('/'));
    let read = all.filter_map(|path| Some(Draft::shipped(path).ok()?.check(&[]).ok()?.scenario));
    let fit = read.filter(|scenario| scenario.name != *own && ready.fits(scenario));
    fit.take(ELSEWHERE).collect()
}

fn wrong<T>(why: String) -> Result<T, AskingError> {
    Err(AskingError::Wrong(why))
}
