//! What a game is asked: who plays, what may be chosen, and how long.

use super::error::AskingError;
use super::named::{checked, say_of_posterior};
use super::overrides::one_value;
use super::remark::Hear;
use crate::output::GameToWrite;
use crate::output::setting::WORLD_TRIALS;
use crate::scenario::{Draft, Relation, Scenario};
use crate::strategy::game::{GameAsked, Ready};
use crate::strategy::player::players;
use crate::strategy::rounds::{BLOCK, Budget};
use crate::study::arms::Origin;
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use std::sync::Arc;

/// Trials of every profile in the first round, at most.
const FIRST: u64 = 1_000;

/// The options of a game.
#[derive(Debug, Clone)]
pub struct GameOptions {
    /// Who plays; none: the parties that are advised together, against all others together.
    pub players: Vec<String>,
    /// What a player may choose among, besides its habits; usually all that only its actors adopt.
    pub policies_of: Vec<(String, Vec<String>)>,
    /// Actors that are taken to be of a type of their payoff.
    pub types: Vec<(String, String)>,
    /// What is told of profiles beside payoffs.
    pub metric: Measure,
    /// Differences of payoffs within so many points do not matter.
    pub margin: f64,
    /// Trials of a profile at most.
    pub trials: u64,
    /// Worlds in which the game is played as well.
    pub worlds: Option<usize>,
    /// Trials of each profile in each world.
    pub world_trials: u64,
    /// From where worlds take what data speak on, if they do.
    pub posterior: Option<Arc<Posterior>>,
    /// The root seed.
    pub seed: u64,
    /// Overrides.
    pub sets: Vec<String>,
}

impl Default for GameOptions {
    fn default() -> Self {
        Self {
            players: Vec::new(),
            policies_of: Vec::new(),
            types: Vec::new(),
            metric: Measure::MinorClash,
            margin: 0.0,
            trials: 16_000,
            worlds: None,
            world_trials: WORLD_TRIALS,
            posterior: None,
            seed: 0,
            sets: Vec::new(),
        }
    }
}

impl GameOptions {
    /// A game in a scenario.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: Draft, hear: &Hear) -> Result<GameToWrite, AskingError> {
        one_value(&self.sets, "a game is played with one value of each")?;
        let scenario = checked(&draft, &self.sets, hear)?;
        let named = if self.players.is_empty() {
            usual(&scenario)
        } else {
            self.players.clone()
        };
        let players = players(&scenario, &named, &self.policies_of).map_err(|why| wrong(&why))?;
        for (actor, _) in &self.types {
            let mut playing = players.iter().flat_map(|player| &player.actors);
            if !playing.any(|at| scenario.actors[*at].name == *actor) {
                let why = format!("--type names `{actor}`, who does not play");
                return Err(wrong(&why));
            }
        }
        let most = self.trials.div_ceil(BLOCK) * BLOCK;
        let asked = GameAsked {
            players,
            types: self.types.clone(),
            measure: self.metric,
            margin: self.margin,
            budget: Budget {
                seed: self.seed,
                first: FIRST.min(most),
                most,
            },
            scenario,
        };
        let ready = Ready::new(asked).map_err(|why| wrong(&why))?;
        let worlds = match self.worlds {
            None => None,
            Some(worlds) => {
                let size = (worlds, self.world_trials);
                let origin = Origin::new(&draft, &self.sets);
                let worlds = ready.worlds(origin, size, self.posterior.as_ref())?;
                say_of_posterior(&worlds.arm, hear);
                Some(worlds)
            }
        };
        Ok(GameToWrite {
            worlds,
            ready,
            draft,
            sets: self.sets.clone(),
        })
    }
}

fn wrong(why: &impl ToString) -> AskingError {
    AskingError::Wrong(why.to_string())
}

/// The parties that are advised, but for allies of others, against all others, each side together; where that is no two sides, the
/// actor of the trigger against all others.
fn usual(scenario: &Scenario) -> Vec<String> {
    let trigger = scenario.trigger.actor;
    let sides = |advised: &dyn Fn(usize) -> bool| {
        let (own, others): (Vec<usize>, Vec<usize>) =
            scenario.parties().partition(|party| advised(*party));
        [others, own].map(|side| {
            let names = side
                .iter()
                .map(|party| scenario.actors[*party].name.as_str());
            names.collect::<Vec<_>>().join("+")
        })
    };
    let decides = |party: usize| scenario.deciders.contains(&party);
    // Who is allied to somebody who is not advised plays on that side.
    let allied = |party: usize| {
        let mut allies = scenario.pairs.iter().filter(|pair| {
            matches!(pair.relation, Relation::Allies) && pair.parties.contains(&party)
        });
        allies.any(|pair| pair.parties.iter().any(|other| !decides(*other)))
    };
    let found = sides(&|party| decides(party) && !allied(party));
    if found.iter().all(|side| !side.is_empty()) {
        return found.into();
    }
    sides(&|party| party != trigger).into()
}
