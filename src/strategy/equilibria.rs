//! Equilibria of the mean payoffs, and how often they are found where luck is drawn again: the trials of
//! all profiles together, since they share their luck (Tuyls et al. 2020; the Bayesian bootstrap of Rubin
//! 1981, over blocks of trials).

use super::rounds::{Board, Rounds};
use super::utility::{UNIT, Utility};
use crate::stats::game::extreme::{Enumerate, Extreme, ExtremeError};
use crate::stats::game::reduce::{Reduce, Reduction};
use crate::stats::game::{Game, Mixed, pure};
use crate::stats::moments::Moments;
use crate::stats::{Estimate, Method};
use crate::study::LEVEL;
use crate::trial::words::words;
use std::collections::BTreeMap;

/// How often luck is drawn again.
pub const RESAMPLES: usize = 200;

/// How equilibria are enumerated of every resample: a game whose polytopes are larger has none there.
const AGAIN: Enumerate = Enumerate {
    digits: 9,
    vertices: 2_000,
};

/// A mixed equilibrium of two players that is no mixture of others.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedEquilibrium {
    /// By player, the share of each strategy.
    pub shares: Mixed,
    /// By player, its mean payoff in points.
    pub payoffs: Vec<f64>,
    /// The set of equilibria that it is part of, from 0.
    pub component: usize,
    /// The share of resamples with an extreme equilibrium of the same strategies.
    pub frequency: f64,
}

/// What is found of the mean payoffs, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibria {
    /// By profile: the share of resamples in which nobody gains by leaving it.
    pub pure: Vec<f64>,
    /// The share of resamples without any such profile.
    pub none: f64,
    /// Mixed equilibria of two players; why there is no list, where there is none.
    pub mixed: Result<Vec<MixedEquilibrium>, ExtremeError>,
    /// By player and by its line: how often each strategy is its best answer.
    pub answers: Vec<BTreeMap<usize, Vec<f64>>>,
}

/// The mean of every column, by profile.
pub type Means = Vec<Vec<f64>>;

/// The means as they were played, and where luck is drawn again: payoffs are linear in them, so that all
/// that is asked of luck needs them once.
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled {
    /// As played.
    pub found: Means,
    /// Where luck is drawn again, each time.
    pub again: Vec<Means>,
}

impl Resampled {
    /// Those of trials that were played.
    pub fn of(rounds: &Rounds, seed: u64) -> Self {
        let again = (0..RESAMPLES).map(|time| {
            let weights = redrawn(blocks(rounds), seed, time as u64);
            means(rounds, Some(&weights))
        });
        Self {
            found: means(rounds, None),
            again: again.collect(),
        }
    }
}

/// The mean of every column, by profile; where luck is drawn again, with the weights of blocks.
pub fn means(rounds: &Rounds, weights: Option<&[f64]>) -> Means {
    let all = rounds.played.iter();
    all.map(|played| played.means(weights)).collect()
}

impl Board<'_> {
    /// The mean payoffs of a game that was played.
    pub fn game(&self, means: &Means) -> Game {
        let of = |utility: &Utility| means.iter().map(|means| utility.points(means)).collect();
        let payoffs = self.utilities.iter().map(of).collect();
        Game::new(self.profiles.strategies(), payoffs)
            .expect("invariant: two to four players, and a payoff of each in every profile")
    }

    /// The mean payoff of a player in a profile, in points.
    pub fn payoff(&self, rounds: &Rounds, player: usize, profile: usize) -> Estimate {
        let mut moments = Moments::default();
        for block in &rounds.played[profile].blocks {
            moments.add(self.utilities[player].units(block));
        }
        let unit = UNIT * super::rounds::BLOCK as f64;
        let found = moments.t_estimate(unit, LEVEL, Method::ReplicateT);
        Estimate {
            n: rounds.played[profile].tally.trials,
            ..found
        }
    }
}

/// Weights of blocks, drawn again.
fn redrawn(blocks: usize, seed: u64, time: u64) -> Vec<f64> {
    let mut word = words("blocks of games", seed, time);
    let mut draw = || {
        let unit = ((word() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        -libm::log(unit)
    };
    (0..blocks).map(|_| draw()).collect()
}

/// The most blocks of any profile.
fn blocks(rounds: &Rounds) -> usize {
    let all = rounds.played.iter().map(|played| played.blocks.len());
    all.max().unwrap_or_default()
}

/// All equilibria in pure strategies and, of two players, the extreme ones, with how often each is found.
pub fn equilibria(board: &Board<'_>, luck: &Resampled) -> Equilibria {
    let game = board.game(&luck.found);
    let mut mixed = mixed(&game, Enumerate::default());
    let (mut pure_count, mut none) = (vec![0; game.profiles()], 0);
    let mut answers = vec![BTreeMap::new(); game.players()];
    for (player, answers) in answers.iter_mut().enumerate() {
        for start in board.profiles.starts(player) {
            answers.insert(start, vec![0.0; game.strategies()[player]]);
        }
    }
    let mut mixed_count = vec![0; mixed.as_ref().map_or(0, Vec::len)];
    let times = RESAMPLES as f64;
    for means in &luck.again {
        let again = board.game(means);
        let stable = pure::equilibria(&again, 0.0);
        none += u32::from(stable.is_empty());
        for profile in stable {
            pure_count[profile] += 1;
        }
        for (player, answers) in answers.iter_mut().enumerate() {
            for (start, shares) in answers.iter_mut() {
                let best = pure::answers(&again, player, *start, 0.0);
                let each = 1.0 / best.len() as f64;
                for strategy in best {
                    shares[strategy] += each;
                }
            }
        }
        if let Ok(list) = &mixed {
            let found = self::mixed(&again, AGAIN).unwrap_or_default();
            for (one, count) in list.iter().zip(&mut mixed_count) {
                let mut same = found.iter();
                let same = same.any(|other| support(&other.shares) == support(&one.shares));
                *count += usize::from(same);
            }
        }
    }
    for shares in answers.iter_mut().flat_map(BTreeMap::values_mut).flatten() {
        *shares /= times;
    }
    if let Ok(list) = &mut mixed {
        for (one, count) in list.iter_mut().zip(mixed_count) {
            one.frequency = count as f64 / times;
        }
    }
    Equilibria {
        pure: pure_count
            .iter()
            .map(|count| f64::from(*count) / times)
            .collect(),
        none: f64::from(none) / times,
        mixed,
        answers,
    }
}

/// The extreme equilibria of two players, those in which somebody mixes as well as the others.
fn mixed(game: &Game, how: Enumerate) -> Result<Vec<MixedEquilibrium>, ExtremeError> {
    let reduce = Reduce {
        within: 0.0,
        dominated: true,
    };
    let reduced = Reduction::of(game, reduce);
    let found = Extreme::of(&reduced.game, how)?;
    let component = |(first, second): (usize, usize)| {
        let mut all = found.components.iter();
        all.position(|component| {
            let mut subsets = component.subsets.iter();
            subsets.any(|subset| subset.first.contains(&first) && subset.second.contains(&second))
        })
    };
    let of = |(number, pair): (usize, &(usize, usize))| {
        let mixed = found.mixed(number);
        let whole = |(player, shares): (usize, &Vec<f64>)| reduced.whole(player, shares);
        let shares: Mixed = mixed.iter().enumerate().map(whole).collect();
        let payoffs = (0..game.players()).map(|player| game.expected(player, &shares));
        MixedEquilibrium {
            payoffs: payoffs.collect(),
            component: component(*pair).unwrap_or_default(),
            shares,
            frequency: 0.0,
        }
    };
    Ok(found.equilibria.iter().enumerate().map(of).collect())
}

/// Which strategies are played at all, by player.
pub fn support(shares: &Mixed) -> Vec<Vec<usize>> {
    let played = |shares: &Vec<f64>| {
        let all = shares.iter().enumerate();
        all.filter(|(_, share)| **share > 0.0)
            .map(|(at, _)| at)
            .collect()
    };
    shares.iter().map(played).collect()
}
