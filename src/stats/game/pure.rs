//! Best answers and equilibria in pure strategies (Nash 1951).

use super::Game;

/// The best answers of a player to what the others do in a profile: all that pay as much as the best,
/// or less by no more than `within`.
pub fn answers(game: &Game, player: usize, profile: usize, within: f64) -> Vec<usize> {
    let payoffs: Vec<f64> = game
        .deviations(player, profile)
        .map(|other| game.payoff(player, other))
        .collect();
    let best = payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..payoffs.len())
        .filter(|&strategy| payoffs[strategy] >= best - within)
        .collect()
}

/// By profile: what a player could gain there by its best answer, 0 where it gives it.
pub fn gains(game: &Game, player: usize) -> Vec<f64> {
    (0..game.profiles())
        .map(|profile| {
            let best = game
                .deviations(player, profile)
                .map(|other| game.payoff(player, other))
                .fold(f64::NEG_INFINITY, f64::max);
            best - game.payoff(player, profile)
        })
        .collect()
}

/// The profiles in which nobody gains more than `within` by doing something else. With 0 these are the
/// equilibria in pure strategies.
pub fn equilibria(game: &Game, within: f64) -> Vec<usize> {
    let gains: Vec<Vec<f64>> = (0..game.players())
        .map(|player| gains(game, player))
        .collect();
    (0..game.profiles())
        .filter(|&profile| gains.iter().all(|gains| gains[profile] <= within))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    #[test]
    fn known_games_have_their_equilibria() {
        let dilemma = two(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        assert_eq!(equilibria(&dilemma, 0.0), [3]);
        let chicken = two(2, &[0.0, -1.0, 1.0, -10.0], &[0.0, 1.0, -1.0, -10.0]);
        assert_eq!(equilibria(&chicken, 0.0), [1, 2]);
        let stag = two(2, &[4.0, 1.0, 3.0, 3.0], &[4.0, 3.0, 1.0, 3.0]);
        assert_eq!(equilibria(&stag, 0.0), [0, 3]);
        let pennies = two(2, &[1.0, -1.0, -1.0, 1.0], &[-1.0, 1.0, 1.0, -1.0]);
        assert_eq!(equilibria(&pennies, 0.0), [0; 0]);
        assert_eq!(equilibria(&pennies, 2.0), [0, 1, 2, 3]);
    }

    #[test]
    fn three_players_are_looked_at_one_by_one() {
        // All want to do the same, and the last one would rather it were the second.
        let same = |at: usize, both: [f64; 2]| match at {
            0 => both[0],
            7 => both[1],
            _ => 0.0,
        };
        let list = |both| (0..8).map(|at| same(at, both)).collect();
        let payoffs = vec![list([2.0, 1.0]), list([2.0, 1.0]), list([1.0, 2.0])];
        let game = Game::new(vec![2, 2, 2], payoffs).unwrap();
        assert_eq!(equilibria(&game, 0.0), [0, 7]);
        assert_eq!(answers(&game, 2, 6, 0.0), [1]);
        assert_eq!(answers(&game, 2, 2, 0.0), [0, 1]);
    }

    #[test]
    fn ties_are_answers_too() {
        let game = two(3, &[1.0, 1.0 - 1e-9, 0.5], &[0.0; 3]);
        assert_eq!(answers(&game, 0, 0, 0.0), [0]);
        assert_eq!(answers(&game, 0, 0, 1e-6), [0, 1]);
        assert!((gains(&game, 0)[2] - 0.5).abs() < 1e-12);
    }
}
