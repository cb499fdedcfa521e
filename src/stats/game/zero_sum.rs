//! What a player can have whatever the others do (von Neumann 1928), by linear programming.
//!
//! The least that a mix of strategies pays is largest at the value of the game in which the others want
//! this player's payoff to be small. Where the payoffs of two players add up to the same number in every
//! profile, both are in that game, and their two optimal mixes are an equilibrium.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use super::Game;

/// What a player can be sure of.
#[derive(Debug, Clone, PartialEq)]
pub struct Security {
    /// The least it has on average, whatever the others do.
    pub value: f64,
    /// By strategy: shares with which it is sure of it.
    pub strategy: Vec<f64>,
}

/// A linear program that did not come to an end. It has a solution, so this is the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the linear program of a game was not solved: {0}")]
pub struct Unsolved(String);

/// The mix of rows whose least column is largest. Rows are as long as each other, and there is one.
pub fn maximin(rows: &[Vec<f64>]) -> Result<Security, Unsolved> {
    let all = || rows.iter().flatten().copied();
    let (least, most) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    // From 0 to 1, which is where the tolerances of the solver belong.
    let unit = if most > least { most - least } else { 1.0 };
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let value = problem.add_var(1.0, (0.0, 1.0));
    let shares: Vec<_> = rows
        .iter()
        .map(|_| problem.add_var(0.0, (0.0, 1.0)))
        .collect();
    let one = shares.iter().map(|&share| (share, 1.0));
    problem.add_constraint(one, ComparisonOp::Eq, 1.0);
    for column in 0..rows[0].len() {
        let pays = rows
            .iter()
            .zip(&shares)
            .map(|(row, &share)| (share, (row[column] - least) / unit));
        let terms = pays.filter(|(_, by)| *by > 0.0).chain([(value, -1.0)]);
        problem.add_constraint(terms, ComparisonOp::Ge, 0.0);
    }
    let solution = problem
        .solve()
        .map_err(|error| Unsolved(error.to_string()))?;
    let found = shares
        .iter()
        .map(|&share| solution.var_value(share).max(0.0));
    let sum: f64 = found.clone().sum();
    let strategy: Vec<f64> = found.map(|share| share / sum).collect();
    // What the mix is sure of is counted on the payoffs themselves.
    let value = (0..rows[0].len())
        .map(|column| {
            rows.iter()
                .zip(&strategy)
                .map(|(row, share)| row[column] * share)
                .sum()
        })
        .fold(f64::INFINITY, f64::min);
    Ok(Security { value, strategy })
}

/// What a player can be sure of in a game, the others acting as one.
pub fn security(game: &Game, player: usize) -> Result<Security, Unsolved> {
    let rows: Vec<Vec<f64>> = (0..game.strategies()[player])
        .map(|strategy| {
            let pays = |profile| game.payoff(player, game.deviation(player, profile, strategy));
            game.others(player).map(pays).collect()
        })
        .collect();
    maximin(&rows)
}

/// What the payoffs of all players add up to, where it is the same in every profile but for `within`.
pub fn constant_sum(game: &Game, within: f64) -> Option<f64> {
    let sum = |profile: usize| -> f64 {
        (0..game.players())
            .map(|player| game.payoff(player, profile))
            .sum()
    };
    let first = sum(0);
    (1..game.profiles())
        .all(|profile| (sum(profile) - first).abs() <= within)
        .then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }

    #[test]
    fn games_of_chance_have_the_known_value() {
        let stones = [[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]].map(Vec::from);
        let found = maximin(&stones).unwrap();
        close(&found.strategy, &[1.0 / 3.0; 3]);
        close(&[found.value], &[0.0]);
        // A penalty kick: the value and the mix by hand.
        let found = maximin(&[vec![58.0, 95.0], vec![93.0, 70.0]]).unwrap();
        close(&found.strategy, &[23.0 / 60.0, 37.0 / 60.0]);
        close(&[found.value], &[(58.0 * 23.0 + 93.0 * 37.0) / 60.0]);
        // All rows the same.
        close(&[maximin(&[vec![7.0], vec![7.0]]).unwrap().value], &[7.0]);
    }

    #[test]
    fn both_sides_of_a_constant_sum_agree_on_the_value() {
        let mut state = 7u64;
        for (rows, columns) in [(2, 2), (3, 5), (6, 4), (12, 12), (1, 3)] {
            let first: Vec<f64> = (0..rows * columns)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    (state >> 40) as f64 * 1e3
                })
                .collect();
            let second: Vec<f64> = first.iter().map(|payoff| 5e9 - payoff).collect();
            let game = Game::new(vec![rows, columns], vec![first, second]).unwrap();
            assert!((constant_sum(&game, 1.0).unwrap() - 5e9).abs() < 1.0);
            let (one, other) = (security(&game, 0).unwrap(), security(&game, 1).unwrap());
            assert!((one.value + other.value - 5e9).abs() < 20.0);
            let mixed = vec![one.strategy, other.strategy];
            for player in 0..2 {
                assert!(game.regret(player, &mixed) < 20.0);
            }
        }
    }

    #[test]
    fn others_act_as_one() {
        // The first is paid where it does what neither of the others does.
        let first = vec![0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0];
        let game = Game::new(vec![2, 2, 2], vec![first, vec![0.0; 8], vec![0.0; 8]]).unwrap();
        close(&[security(&game, 0).unwrap().value], &[0.0]);
        assert_eq!(constant_sum(&game, 0.0), None);
    }
}
