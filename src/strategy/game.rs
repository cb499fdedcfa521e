//! A game from what is asked of it to what is found.

use super::elsewhere::Outlook;
use super::equilibria::{Equilibria, MixedEquilibrium, Resampled, equilibria, means, support};
use super::exploit::{Exploited, exploited, quoted};
use super::player::Player;
use super::profiles::Profiles;
use super::rounds::{Board, Budget, Notes, Rounds};
use super::standing::Standing;
use super::turning::{Holds, holds};
use super::utility::{Columns, Utility, UtilityError};
use crate::ensemble::{Halt, Progress};
use crate::scenario::Scenario;
use crate::stats::game::alpha::{self, Populations, Strengthen};
use crate::stats::game::quantal::{Follow, Point, branch};
use crate::stats::game::{Game, Mixed, pure};
use crate::study::assumptions::{Assumption, ends};
use crate::study::measure::Measure;

/// The most profiles that are played.
pub const MOST_PROFILES: usize = 1_000;
/// Stable profiles of which it is told how far payoffs may be off.
const HELD: usize = 4;

/// Precisions at which quantal responses are told, per range of a player's payoffs: 0 is to play all
/// strategies alike.
pub const PRECISIONS: [f64; 10] = [0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];
/// Steps along their curve.
const STEPS: usize = 2_000;

/// What is asked of a game.
#[derive(Debug, Clone)]
pub struct GameAsked {
    /// The scenario, overrides applied.
    pub scenario: Scenario,
    /// Who plays.
    pub players: Vec<Player>,
    /// Types that actors are taken to be, by name.
    pub types: Vec<(String, String)>,
    /// What is told of profiles beside payoffs.
    pub measure: Measure,
    /// Differences of payoffs within so many points do not matter.
    pub margin: f64,
    /// How many trials.
    pub budget: Budget,
}

/// A game that can be played: checked, and with what its payoffs weigh.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What is asked.
    pub asked: GameAsked,
    /// Who may do what.
    pub profiles: Profiles,
    /// What payoffs weigh.
    pub columns: Columns,
    /// By player.
    pub utilities: Vec<Utility>,
}

/// Why a game cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GameProblem {
    /// What a player wants is not known.
    #[error(transparent)]
    Utility(#[from] UtilityError),
    /// More profiles than are played.
    #[error(
        "{strategies} strategies make {profiles} profiles, and at most {MOST_PROFILES} are played: name fewer with --policies-of PLAYER=A,B"
    )]
    Profiles {
        /// By player, with `×` between them.
        strategies: String,
        /// How many.
        profiles: usize,
    },
}

/// Another assumption, and what is stable under it.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What is assumed.
    pub condition: Condition,
    /// What follows.
    pub outlook: Outlook,
}

/// What is assumed otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// An actor is of a type.
    Type {
        /// Who.
        actor: String,
        /// The type.
        kind: String,
    },
    /// Of deterrence and exploitation.
    End(Assumption),
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// What was played.
    pub ready: Ready,
    /// The trials.
    pub rounds: Rounds,
    /// Mean payoffs.
    pub game: Game,
    /// By profile.
    pub standings: Vec<Standing>,
    /// Equilibria with their frequencies.
    pub equilibria: Equilibria,
    /// What becomes of each strategy of each player.
    pub exploited: Vec<Exploited>,
    /// Of stable profiles, how far payoffs may be off.
    pub holds: Vec<Holds>,
    /// By profile: the share of the time that evolution stays there; none where there are too many.
    pub ranks: Option<Vec<f64>>,
    /// Logit quantal response equilibria along [`PRECISIONS`], as far as the curve was followed.
    pub quantal: Vec<Point>,
    /// The side that is advised.
    pub advised: usize,
    /// What it would choose.
    pub outlook: Outlook,
    /// The same under other assumptions.
    pub variants: Vec<Variant>,
}

impl Ready {
    /// Checks what is asked.
    ///
    /// # Errors
    /// [`GameProblem`].
    pub fn new(asked: GameAsked) -> Result<Self, GameProblem> {
        let profiles = Profiles::new(asked.players.clone());
        if profiles.count() > MOST_PROFILES {
            let counts = profiles.strategies();
            let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
            return Err(GameProblem::Profiles {
                strategies: counts.join("×"),
                profiles: profiles.count(),
            });
        }
        let columns = Columns::new(&asked.scenario);
        let utilities = profiles
            .players
            .iter()
            .map(|player| Utility::of(&asked.scenario, &columns, player, &asked.types))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            asked,
            profiles,
            columns,
            utilities,
        })
    }

    /// The player that is advised: the first whose actors are all among `deciders`, else the first.
    pub fn advised(&self) -> usize {
        let deciders = &self.asked.scenario.deciders;
        let is = |player: &Player| player.actors.iter().all(|actor| deciders.contains(actor));
        self.profiles.players.iter().position(is).unwrap_or(0)
    }

    /// What is played.
    fn board(&self) -> Board<'_> {
        Board {
            scenario: &self.asked.scenario,
            profiles: &self.profiles,
            columns: &self.columns,
            utilities: &self.utilities,
        }
    }

    /// Types of actors that play and that nobody asked for, by name of the actor.
    fn other_types(&self) -> Vec<(String, String)> {
        let scenario = &self.asked.scenario;
        let players = self.profiles.players.iter();
        let actors: Vec<usize> = players.flat_map(|player| player.actors.clone()).collect();
        let types = scenario.payoffs.iter().filter_map(|payoff| {
            let kind = payoff.kind.clone()?;
            let name = scenario.actors[payoff.actor].name.clone();
            let plays = actors.contains(&payoff.actor);
            let mut asked = self.asked.types.iter();
            let new = !asked.any(|(actor, asked)| *actor == name && *asked == kind);
            (plays && new).then_some((name, kind))
        });
        types.collect()
    }

    /// The most trials that it plays.
    pub fn trials(&self) -> u64 {
        let count = self.profiles.count() as u64;
        count * (self.asked.budget.most + 2 * self.asked.budget.first)
    }

    /// Plays the game and says what follows.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop, or a round could not be noted.
    pub fn play(self, (progress, notes): (&impl Progress, &mut impl Notes)) -> Result<Found, Halt> {
        let (budget, measure) = (self.asked.budget, self.asked.measure);
        let seed = budget.seed;
        let advised = self.advised();
        let board = self.board();
        let margin = self.asked.margin;
        let mut rounds = board.rounds(budget, margin, (progress, &mut *notes))?;
        let rough = board.game(&means(&rounds, None));
        let all = quoted(&board, &rounds, &rough, measure);
        board.complete(&mut rounds, &all, budget, (progress, &mut *notes))?;
        let luck = Resampled::of(&rounds, seed);
        let game = board.game(&luck.found);
        let standing = |profile| Standing::of(&self.profiles, &rounds, profile);
        let standings: Vec<Standing> = (0..game.profiles()).map(standing).collect();
        let equilibria = equilibria(&board, &luck);
        let mut stable = pure::equilibria(&game, 0.0);
        stable.sort_by(|a, b| equilibria.pure[*b].total_cmp(&equilibria.pure[*a]));
        let held = stable.iter().take(HELD);
        let holds = held
            .flat_map(|profile| holds(&board, (&rounds, &luck), *profile))
            .collect();
        let ranks = alpha::sweep(&game, Strengthen::default(), Populations::default());
        let ranks = ranks.ok().and_then(|mut sweep| sweep.steps.pop());
        let outlook = Outlook::of(&board, (&rounds, &luck), (advised, measure));
        let mut variants = Vec::new();
        for (actor, kind) in self.other_types() {
            let mut types = self.asked.types.clone();
            types.retain(|(of, _)| *of != actor);
            types.push((actor.clone(), kind.clone()));
            let utilities = self.profiles.players.iter().map(|player| {
                Utility::of(&self.asked.scenario, &self.columns, player, &types)
                    .expect("invariant: the type is one of the scenario's")
            });
            let utilities: Vec<Utility> = utilities.collect();
            let board = Board {
                utilities: &utilities,
                ..board
            };
            variants.push(Variant {
                condition: Condition::Type { actor, kind },
                outlook: Outlook::of(&board, (&rounds, &luck), (advised, measure)),
            });
        }
        for end in ends(&self.asked.scenario) {
            let scenario = end.scenario(&self.asked.scenario);
            let board = Board {
                scenario: &scenario,
                ..board
            };
            let budget = Budget {
                most: budget.first,
                ..budget
            };
            let rounds = board.rounds(budget, margin, (progress, &mut *notes))?;
            let luck = Resampled::of(&rounds, seed);
            variants.push(Variant {
                condition: Condition::End(end.assumption),
                outlook: Outlook::of(&board, (&rounds, &luck), (advised, measure)),
            });
        }
        // The side that is advised stands first.
        let mut all = exploited(&board, &rounds, &game, measure);
        all.sort_by_key(|one| one.player != advised);
        Ok(Found {
            exploited: all,
            ranks: ranks.map(|ranked| ranked.shares),
            quantal: quantal(&game),
            game,
            rounds,
            standings,
            equilibria,
            holds,
            advised,
            outlook,
            variants,
            ready: self,
        })
    }
}

/// The principal branch of quantal response equilibria at [`PRECISIONS`].
fn quantal(game: &Game) -> Vec<Point> {
    let follow = Follow {
        stations: PRECISIONS.to_vec(),
        steps: STEPS,
    };
    let found = branch(game, &follow);
    found.stations.into_iter().flatten().collect()
}

/// An equilibrium of the mean payoffs.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// The profile, where everybody does one thing.
    pub pure: Option<usize>,
    /// By player, the share of each strategy.
    pub shares: Mixed,
    /// By player, its mean payoff in points.
    pub payoffs: Vec<f64>,
    /// The connected set it belongs to; none of more than two players.
    pub component: Option<usize>,
    /// The share of resamples with an equilibrium of the same strategies.
    pub frequency: f64,
}

impl Found {
    /// What was played.
    pub fn board(&self) -> Board<'_> {
        self.ready.board()
    }

    /// All equilibria that were found, those that are found most often first.
    pub fn all_equilibria(&self) -> Vec<Equilibrium> {
        let mixed = self.equilibria.mixed.as_ref();
        let mut all: Vec<Equilibrium> = match mixed {
            Ok(list) => list.iter().map(|one| self.extreme(one)).collect(),
            Err(_) => Vec::new(),
        };
        let known: Vec<Option<usize>> = all.iter().map(|one| one.pure).collect();
        let stable = pure::equilibria(&self.game, 0.0).into_iter();
        for profile in stable.filter(|profile| !known.contains(&Some(*profile))) {
            let players = 0..self.game.players();
            let shares = players.clone().map(|player| {
                let mut shares = vec![0.0; self.game.strategies()[player]];
                shares[self.game.strategy(player, profile)] = 1.0;
                shares
            });
            all.push(Equilibrium {
                pure: Some(profile),
                shares: shares.collect(),
                payoffs: players
                    .map(|player| self.game.payoff(player, profile))
                    .collect(),
                component: None,
                frequency: self.equilibria.pure[profile],
            });
        }
        all.sort_by(|a, b| b.frequency.total_cmp(&a.frequency));
        all
    }

    fn extreme(&self, one: &MixedEquilibrium) -> Equilibrium {
        let support = support(&one.shares);
        let alone = support.iter().all(|played| played.len() == 1);
        let profile: Vec<usize> = support.iter().map(|played| played[0]).collect();
        let pure = alone.then(|| self.game.index(&profile));
        Equilibrium {
            shares: one.shares.clone(),
            payoffs: one.payoffs.clone(),
            component: Some(one.component),
            frequency: pure.map_or(one.frequency, |profile| self.equilibria.pure[profile]),
            pure,
        }
    }
}
