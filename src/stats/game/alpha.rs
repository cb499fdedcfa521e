//! Alpha-rank (Omidshafiei, Papadimitriou, Piliouras, Tuyls, Rowland, Lespiau, Czarnecki, Lanctot, Perolat &
//! Munos 2019): how long evolution stays at each profile.
//!
//! For each player there is a population of which all do the same, but for one mutant at a time that does
//! something else. The mutant dies out or takes over, the likelier the more it has, and the next comes. Which
//! profile such populations are seen in is a Markov chain; its stationary distribution ranks profiles
//! in games of any number of players, whether they have a stable profile or run in circles. Selection is
//! as strong as `alpha` says, per range of a player's payoffs. Where it is without bound, evolution stays
//! in the sinks of the graph of improving steps.

use std::ops::Add;

use super::wide::Wide;
use super::{Game, Mixed};

/// The most profiles whose distribution is solved for: seconds.
pub const RANKED: usize = 1000;

/// Populations in which mutants arise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Populations {
    /// Members of each; at least two.
    pub size: u32,
}

impl Default for Populations {
    /// Those of the paper.
    fn default() -> Self {
        Self { size: 50 }
    }
}

/// More profiles than a distribution is found for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a game of {profiles} profiles is too large to rank them; {RANKED} are not")]
pub struct TooLarge {
    /// How many there are.
    pub profiles: usize,
}

/// How far selection is strengthened, and when the ranking no longer moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strengthen {
    /// Where it begins, per range of payoffs.
    pub from: f64,
    /// By how much it grows each time.
    pub by: f64,
    /// Where it ends at last.
    pub to: f64,
    /// It has settled where a step moves no more than this share of the time.
    pub still: f64,
}

impl Default for Strengthen {
    fn default() -> Self {
        Self {
            from: 0.1,
            by: 2.0,
            to: 1e5,
            still: 1e-4,
        }
    }
}

/// A distribution under selection of a strength.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The strength, per range of payoffs.
    pub alpha: f64,
    /// By profile: the share of the time.
    pub shares: Vec<f64>,
}

/// What came of strengthening it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// One for each strength, ascending.
    pub steps: Vec<Ranked>,
    /// Whether the last step still moved less than was asked.
    pub settled: bool,
}

/// By profile: the share of the time that populations are seen in it, under selection of a strength.
pub fn ranked(game: &Game, alpha: f64, populations: Populations) -> Result<Vec<f64>, TooLarge> {
    let profiles = game.profiles();
    if profiles > RANKED {
        return Err(TooLarge { profiles });
    }
    let normal = game.normal();
    let mut rates = vec![vec![Wide::ZERO; profiles]; profiles];
    for profile in 0..profiles {
        for player in 0..game.players() {
            let payoffs = normal.payoffs(player);
            for other in game
                .deviations(player, profile)
                .filter(|&other| other != profile)
            {
                let gain = alpha * (payoffs[other] - payoffs[profile]);
                rates[profile][other] = fixation(gain, f64::from(populations.size));
            }
        }
    }
    Ok(stationary(rates))
}

/// The chance that a mutant takes over a population of a size, of a gain in fitness (Fermi's rule; Traulsen,
/// Nowak & Pacheco 2006).
fn fixation(gain: f64, size: f64) -> Wide {
    let unlike = |by: f64| -libm::expm1(-by.abs() * gain.abs());
    let (once, all) = (unlike(1.0), unlike(size));
    if all < f64::MIN_POSITIVE {
        return Wide::new(1.0 / size);
    }
    let chance = Wide::new(once / all);
    if gain > 0.0 {
        chance
    } else {
        chance * Wide::exp((size - 1.0) * gain)
    }
}

/// The stationary distribution of a chain that jumps at these rates, by an elimination that subtracts
/// nothing (Grassmann, Taksar & Heyman 1985). How often it jumps at all does not matter.
fn stationary(mut rates: Vec<Vec<Wide>>) -> Vec<f64> {
    let n = rates.len();
    for gone in (1..n).rev() {
        let (before, rest) = rates.split_at_mut(gone);
        let leaving = &rest[0][..gone];
        let all = leaving.iter().copied().fold(Wide::ZERO, Wide::add);
        for row in before {
            if row[gone].is_zero() {
                continue;
            }
            row[gone] = row[gone] / all;
            let through = row[gone];
            for (rate, &onward) in row[..gone].iter_mut().zip(leaving) {
                if !onward.is_zero() {
                    *rate = *rate + through * onward;
                }
            }
        }
    }
    let mut stays = vec![Wide::new(1.0)];
    for at in 1..n {
        let stay = stays.iter().zip(&rates).map(|(&stay, row)| stay * row[at]);
        stays.push(stay.fold(Wide::ZERO, Wide::add));
    }
    let all = stays.iter().copied().fold(Wide::ZERO, Wide::add);
    stays.into_iter().map(|stay| (stay / all).float()).collect()
}

/// Selection made stronger until the distribution no longer moves.
pub fn sweep(game: &Game, how: Strengthen, populations: Populations) -> Result<Sweep, TooLarge> {
    let mut steps: Vec<Ranked> = Vec::new();
    let mut settled = false;
    let mut alpha = how.from;
    while alpha <= how.to && !settled {
        let shares = ranked(game, alpha, populations)?;
        if let Some(before) = steps.last() {
            let moved = before
                .shares
                .iter()
                .zip(&shares)
                .map(|(a, b)| (a - b).abs());
            // Weak selection moves nothing either: it must have told some profiles apart.
            let even = 1.0 / shares.len() as f64;
            let told = shares.iter().any(|share| (share - even).abs() > how.still);
            settled = told && moved.sum::<f64>() / 2.0 <= how.still;
        }
        steps.push(Ranked { alpha, shares });
        alpha *= how.by;
    }
    Ok(Sweep { steps, settled })
}

/// By player and strategy: the share of the time that it is played.
pub fn played(game: &Game, shares: &[f64]) -> Mixed {
    let mut played: Mixed = game
        .strategies()
        .iter()
        .map(|&count| vec![0.0; count])
        .collect();
    for (profile, share) in shares.iter().enumerate() {
        for (player, played) in played.iter_mut().enumerate() {
            played[game.strategy(player, profile)] += share;
        }
    }
    played
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    fn close(found: &[f64], expected: &[f64], within: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() < within,
                "{found} is not {expected}"
            );
        }
    }

    /// The same by walking on until nothing moves, with the formulas as they are in the paper.
    fn walked(game: &Game, alpha: f64, size: i32) -> Vec<f64> {
        let n = game.profiles();
        let ways: usize = game.strategies().iter().map(|count| count - 1).sum();
        let mut now = vec![1.0 / n as f64; n];
        for _ in 0..200_000 {
            let mut next = now.clone();
            for from in 0..n {
                for player in 0..game.players() {
                    for to in game.deviations(player, from).filter(|&to| to != from) {
                        let u = alpha * (game.payoff(player, to) - game.payoff(player, from));
                        let chance = if u.abs() < 1e-14 {
                            1.0 / f64::from(size)
                        } else {
                            (1.0 - libm::exp(-u)) / (1.0 - libm::exp(-u * f64::from(size)))
                        };
                        let moved = now[from] * chance / ways as f64;
                        next[from] -= moved;
                        next[to] += moved;
                    }
                }
            }
            now = next;
        }
        now
    }

    #[test]
    fn time_is_spent_as_a_walk_spends_it() {
        let eight = |by: f64| (0..8).map(|at| libm::sin(f64::from(at) * by)).collect();
        let three = Game::new(vec![2, 2, 2], vec![eight(1.0), eight(2.3), eight(0.7)]).unwrap();
        let sexes = two(2, &[3.0, 0.0, 0.0, 2.0], &[2.0, 0.0, 0.0, 3.0]);
        for game in [three.normal(), sexes.normal()] {
            let found = ranked(&game, 0.7, Populations { size: 5 }).unwrap();
            close(&found, &walked(&game, 0.7, 5), 1e-9);
        }
    }

    #[test]
    fn strong_selection_ends_in_the_stable_profile() {
        let dilemma = two(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        let found = sweep(&dilemma, Strengthen::default(), Populations::default()).unwrap();
        assert!(found.settled);
        close(
            &found.steps.last().unwrap().shares,
            &[0.0, 0.0, 0.0, 1.0],
            1e-3,
        );
        close(
            &played(&dilemma, &[0.1, 0.2, 0.3, 0.4])[1],
            &[0.4, 0.6],
            1e-12,
        );
    }

    #[test]
    fn circles_are_walked_evenly() {
        let pennies = two(2, &[1.0, -1.0, -1.0, 1.0], &[-1.0, 1.0, 1.0, -1.0]);
        close(
            &ranked(&pennies, 30.0, Populations::default()).unwrap(),
            &[0.25; 4],
            1e-12,
        );
        let nothing = two(2, &[4.0; 6], &[4.0; 6]);
        close(
            &ranked(&nothing, 1.0, Populations::default()).unwrap(),
            &[1.0 / 6.0; 6],
            1e-12,
        );
    }

    #[test]
    fn selection_of_any_strength_and_payoffs_of_any_scale_give_numbers() {
        let first = [0.3, 0.9, 0.1, 0.8, 0.2, 0.6];
        let second = [0.4, 0.1, 0.3, 0.7, 0.6, 0.5];
        let scaled = |by: f64| {
            let times = |payoffs: &[f64]| payoffs.iter().map(|x| x * by).collect::<Vec<_>>();
            two(3, &times(&first), &times(&second))
        };
        for alpha in [1.0, 100.0, 1e5] {
            let found = ranked(&scaled(1.0), alpha, Populations::default()).unwrap();
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for by in [1e-200, 1e200] {
                close(
                    &ranked(&scaled(by), alpha, Populations::default()).unwrap(),
                    &found,
                    1e-9,
                );
            }
        }
    }

    #[test]
    fn what_is_too_large_is_said() {
        let game = two(40, &[0.0; 1600], &[0.0; 1600]);
        let said = ranked(&game, 1.0, Populations::default()).unwrap_err();
        assert_eq!(said.profiles, 1600);
    }
}
