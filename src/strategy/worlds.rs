//! The same game in many worlds, each a point of what is not known: of the scenario's `[uncertain]`
//! ranges, those of weights among them, and of a posterior where one is given.
//!
//! Worlds lie and play as those of a comparison do: ten Latin hypercubes, and world w plays trials wT to
//! (w + 1)T - 1 of every profile, so that profiles stay paired and worlds have luck of their own.

use super::elsewhere::best;
use super::exploit::replies;
use super::game::{Found, Ready};
use super::utility::Utility;
use crate::ensemble::{self, Plan, Progress};
use crate::scenario::{ReadError, Scenario};
use crate::stats::Estimate;
use crate::stats::game::{Game, pure};
use crate::stats::share::share;
use crate::study::arms::{Arm, Origin};
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use crate::study::worlds::{self, Design, Notes};
use crate::study::{LEVEL, StudyError};
use crate::trial::record::Detail;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Trials that are played at a time.
const CHUNK: u64 = 2_000;

/// In which worlds a game is played besides.
#[derive(Debug, Clone)]
pub struct GameWorlds {
    /// The scenario as it stands, with all ranges that are played over, and what it is read from.
    pub arm: Arm,
    /// How many: a multiple of [`worlds::HYPERCUBES`].
    pub worlds: usize,
    /// Trials of each profile in each; at least 2.
    pub trials: u64,
}

/// What was found in a world: over half of its trials, and over all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameWorld {
    /// Over the first half.
    pub half: InWorld,
    /// Over all.
    pub whole: InWorld,
}

/// What so many trials of every profile show in a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InWorld {
    /// Trials of each profile.
    pub trials: u64,
    /// Profiles that nobody gains by leaving, by mean payoffs.
    pub stable: Vec<usize>,
    /// By strategy of the side that is advised: what the measure came to (days: their sum) by habit, where
    /// the strategy is answered, and at worst; none where nothing of the others is stable.
    pub met: Vec<[Option<u64>; 3]>,
}

/// What was found in all worlds.
#[derive(Debug, Clone)]
pub struct FoundWorlds {
    /// What was played.
    pub asked: GameWorlds,
    /// Where the worlds lie.
    pub design: Design,
    /// By world.
    pub values: Vec<GameWorld>,
}

/// What may be found in a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Nobody gains by leaving a profile.
    Stable(usize),
    /// There is no such profile.
    None,
    /// A strategy of the side that is advised is best while the others keep their habits.
    ByHabit(usize),
    /// It is best where they answer in their own interest.
    Answered(usize),
    /// Its worst is least bad.
    Safest(usize),
}

/// In how many worlds something is found.
#[derive(Debug, Clone, PartialEq)]
pub struct InWorlds {
    /// What.
    pub finding: Finding,
    /// Whether it is so in the scenario as it stands.
    pub here: bool,
    /// The share of worlds in which it is so: of so many worlds of their ranges, whatever luck within
    /// them adds.
    pub share: Estimate,
    /// The same at half the trials of each world.
    pub half: Estimate,
}

impl InWorlds {
    /// Whether half the trials give another answer, so that each lies outside the interval of the other:
    /// luck within worlds is not yet averaged out.
    pub fn is_noisy(&self) -> bool {
        let outside = |one: &Estimate, other: &Estimate| {
            let value = one.value;
            value.is_some_and(|value| !other.covers(value))
        };
        outside(&self.half, &self.share) && outside(&self.share, &self.half)
    }
}

impl Finding {
    /// What tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stable(_) => "stable",
            Self::None => "none",
            Self::ByHabit(_) => "by_habit",
            Self::Answered(_) => "answered",
            Self::Safest(_) => "safest",
        }
    }
}

impl InWorld {
    /// The measure by habit, where it is answered and at worst, by strategy.
    pub fn values(&self) -> Vec<[Option<f64>; 3]> {
        let value = |sum: Option<u64>| Some(sum? as f64 / self.trials as f64);
        self.met.iter().map(|met| met.map(value)).collect()
    }

    /// The strategies that are best by habit, where they are answered and at worst; those that tie, all.
    pub fn best(&self, measure: Measure) -> [Vec<usize>; 3] {
        best(&self.values(), measure)
    }

    fn has(&self, finding: Finding, measure: Measure) -> bool {
        let [by_habit, answered, safest] = self.best(measure);
        match finding {
            Finding::Stable(profile) => self.stable.contains(&profile),
            Finding::None => self.stable.is_empty(),
            Finding::ByHabit(strategy) => by_habit.contains(&strategy),
            Finding::Answered(strategy) => answered.contains(&strategy),
            Finding::Safest(strategy) => safest.contains(&strategy),
        }
    }
}

impl Ready {
    /// So many worlds of the game, of so many trials: of what `origin` leaves open and its user does not
    /// set. What the draws of a posterior speak on comes from them.
    ///
    /// # Errors
    /// [`ReadError`] where a posterior does not fit.
    pub fn worlds(
        &self,
        origin: Origin,
        (worlds, trials): (usize, u64),
        posterior: Option<&Arc<Posterior>>,
    ) -> Result<GameWorlds, ReadError> {
        let mut scenario = self.asked.scenario.clone();
        let set = |path: &str| {
            let mut sets = origin.sets.iter().filter_map(|set| set.split_once('='));
            sets.any(|(of, _)| of.trim() == path)
        };
        // No trial depends on a weight; in a world it is a number like any other.
        let weights = self.weights_open().cloned().collect::<Vec<_>>();
        scenario.uncertain.extend(weights);
        scenario.uncertain.retain(|range| !set(&range.path));
        let habits = self.profiles.policy(self.profiles.habits());
        let mut arm = Arm::of(&scenario, &habits, origin);
        if let Some(posterior) = posterior {
            let played = worlds as u64 * trials;
            arm = arm.averaged(posterior, (played, self.asked.budget.seed))?;
        }
        Ok(GameWorlds {
            arm,
            worlds,
            trials,
        })
    }

    /// Ranges of the weights that players have.
    fn weights_open(&self) -> impl Iterator<Item = &crate::scenario::Uncertain> {
        let scenario = &self.asked.scenario;
        let parts = || self.utilities.iter().flat_map(|utility| &utility.parts);
        let open = scenario.payoffs.iter().flat_map(move |payoff| {
            let actor = &scenario.actors[payoff.actor].name;
            let weights = payoff.weights.iter();
            weights.map(move |weight| (payoff.path_of(actor, weight.term), weight))
        });
        open.filter(move |(path, _)| parts().any(|part| part.path == *path))
            .filter_map(|(_, weight)| weight.range.as_ref())
    }

    /// Plays every world, but for those that are noted.
    ///
    /// # Errors
    /// [`StudyError`] where a world cannot be read, `progress` asked to stop or `notes` failed.
    pub fn play_worlds(
        &self,
        asked: GameWorlds,
        (progress, notes): (&impl Progress, &mut impl Notes<GameWorld>),
    ) -> Result<FoundWorlds, StudyError> {
        let design = Design::new([&asked.arm], asked.worlds, self.asked.budget.seed);
        let of_world = asked.trials * self.profiles.count() as u64;
        let work = |world: usize| {
            let sets = design.sets(world, &asked.arm);
            let scenario = asked.arm.origin.under(&sets)?;
            let first = world as u64 * asked.trials;
            Ok(self.play_world(&scenario, (first, asked.trials), progress))
        };
        let values =
            worlds::all::<_, StudyError>((0..asked.worlds, of_world), work, (progress, notes))?;
        Ok(FoundWorlds {
            asked,
            design,
            values,
        })
    }

    /// Plays these trials of every profile of a scenario in a world.
    fn play_world(
        &self,
        scenario: &Scenario,
        (first, trials): (u64, u64),
        progress: &impl Progress,
    ) -> GameWorld {
        let players = self.profiles.players.iter();
        let utilities = players.map(|player| {
            Utility::of(scenario, &self.columns, player, &self.asked.types)
                .expect("invariant: a world moves weights, and takes none away")
        });
        let utilities: Vec<Utility> = utilities.collect();
        let middle = trials / 2;
        let plan = Plan {
            seed: self.asked.budget.seed,
            first,
            trials,
            detail: Detail::Full,
            daily: false,
        };
        let mut sums = [Vec::new(), Vec::new()];
        for profile in 0..self.profiles.count() {
            let policy = self.profiles.policy(profile);
            let model = self.columns.model(scenario, policy);
            let reader = self.columns.reader(scenario, &model);
            let mut half = Sums::new(self.columns.columns.len());
            let mut whole = half.clone();
            let mut values = vec![0; half.columns.len()];
            for from in (first..first + trials).step_by(CHUNK as usize) {
                let chunk = from..(from + CHUNK).min(first + trials);
                let records = ensemble::chunk(&model, &plan, chunk.clone(), &mut ());
                progress.done(chunk.end - chunk.start);
                for (trial, (_, row)) in chunk.zip(records.rows()) {
                    reader.read(row, &mut values);
                    let measure = u64::from(self.asked.measure.of(row));
                    whole.add(&values, measure);
                    if trial < first + middle {
                        half.add(&values, measure);
                    }
                }
            }
            sums[0].push(half);
            sums[1].push(whole);
        }
        let [half, whole] = sums.map(|sums| self.found_of(&utilities, &sums));
        GameWorld { half, whole }
    }

    /// What follows of what was added up of each profile.
    fn found_of(&self, utilities: &[Utility], sums: &[Sums]) -> InWorld {
        let means: Vec<Vec<f64>> = sums.iter().map(Sums::means).collect();
        let of = |utility: &Utility| means.iter().map(|means| utility.points(means)).collect();
        let game = Game::new(
            self.profiles.strategies(),
            utilities.iter().map(of).collect(),
        )
        .expect("invariant: two to four players, and a payoff of each in every profile");
        let player = self.advised();
        let measure = |profile: usize| sums[profile].measure;
        let value = |profile: usize| measure(profile) as f64;
        let met = (0..game.strategies()[player]).map(|strategy| {
            let asked = (self.asked.measure, &value as &dyn Fn(usize) -> f64);
            let found = replies(&self.profiles, &game, asked, (player, strategy));
            [Some(found.habits), found.answered, Some(found.worst)].map(|at| at.map(measure))
        });
        InWorld {
            trials: sums.first().map_or(0, |sums| sums.trials),
            met: met.collect(),
            stable: pure::equilibria(&game, 0.0),
        }
    }
}

/// What trials of a profile show, added up.
#[derive(Debug, Clone)]
struct Sums {
    trials: u64,
    columns: Vec<i64>,
    measure: u64,
}

impl Sums {
    fn new(columns: usize) -> Self {
        Self {
            trials: 0,
            columns: vec![0; columns],
            measure: 0,
        }
    }

    fn add(&mut self, values: &[i64], measure: u64) {
        self.trials += 1;
        self.measure += measure;
        for (sum, value) in self.columns.iter_mut().zip(values) {
            *sum += value;
        }
    }

    fn means(&self) -> Vec<f64> {
        let mean = |sum: &i64| *sum as f64 / self.trials as f64;
        self.columns.iter().map(mean).collect()
    }
}

impl FoundWorlds {
    /// How often everything is found that is found in any world or in the scenario as it stands.
    pub fn findings(&self, found: &Found) -> Vec<InWorlds> {
        let here = &found.outlook;
        let stable_here: Vec<usize> = here.stable.iter().map(|(profile, _)| *profile).collect();
        let strategies = || 0..here.exploited.len();
        let [by_habit, answered, safest] = here.best(found.ready.asked.measure);
        let profiles = (0..found.game.profiles())
            .map(|profile| (Finding::Stable(profile), stable_here.contains(&profile)));
        let all = profiles
            .chain([(Finding::None, stable_here.is_empty())])
            .chain(strategies().map(|one| (Finding::ByHabit(one), by_habit.contains(&one))))
            .chain(strategies().map(|one| (Finding::Answered(one), answered.contains(&one))))
            .chain(strategies().map(|one| (Finding::Safest(one), safest.contains(&one))));
        let counted = all.map(|(finding, here)| self.counted(found, finding, here));
        counted
            .filter(|one| one.here || one.share.value > Some(0.0) || one.half.value > Some(0.0))
            .collect()
    }

    fn counted(&self, found: &Found, finding: Finding, here: bool) -> InWorlds {
        let measure = found.ready.asked.measure;
        let count = |of: fn(&GameWorld) -> &InWorld| {
            let worlds = self.values.iter().map(of);
            let so = worlds.filter(|world| world.has(finding, measure));
            share(so.count() as u64, self.values.len() as u64, LEVEL)
        };
        InWorlds {
            finding,
            here,
            share: count(|world| &world.whole),
            half: count(|world| &world.half),
        }
    }
}
