//! Where evolution stays when selection is without bound: the sinks of the graph of steps in which a single
//! player changes its strategy and does not lose (Markov-Conley chains, Omidshafiei et al. 2019).
//!
//! A profile from which every step would cost who takes it is a sink alone; where answers run in circles
//! a sink has several profiles. A step that neither gains nor costs is taken in both directions, as mutants
//! drift.

use super::Game;

/// The sinks, each as its profiles in order, sorted by their first. A loss of no more than `within` is none.
pub fn sinks(game: &Game, within: f64) -> Vec<Vec<usize>> {
    let n = game.profiles();
    let (mut onward, mut back) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for from in 0..n {
        for player in 0..game.players() {
            for to in game.deviations(player, from).filter(|&to| to != from) {
                if game.payoff(player, to) >= game.payoff(player, from) - within {
                    onward[from].push(to);
                    back[to].push(from);
                }
            }
        }
    }
    let mut sinks: Vec<Vec<usize>> = Vec::new();
    let mut done = vec![false; n];
    for from in 0..n {
        if done[from] {
            continue;
        }
        // In a sink wherever one comes to, one comes back.
        let (ahead, behind) = (reached(&onward, from), reached(&back, from));
        if (0..n).all(|at| behind[at] || !ahead[at]) {
            sinks.push((0..n).filter(|&at| ahead[at]).collect());
        }
        // What leads here is in no other sink, and it is in this one only if it is reached again.
        for (done, behind) in done.iter_mut().zip(behind) {
            *done |= behind;
        }
    }
    sinks.sort();
    sinks
}

/// Which profiles steps lead to.
fn reached(steps: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut reached = vec![false; steps.len()];
    reached[from] = true;
    let mut ahead = vec![from];
    while let Some(at) = ahead.pop() {
        for &to in &steps[at] {
            if !reached[to] {
                reached[to] = true;
                ahead.push(to);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    #[test]
    fn stable_profiles_are_sinks_and_circles_are_one() {
        let dilemma = two(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        assert_eq!(sinks(&dilemma, 0.0), [[3]]);
        let stag = two(2, &[4.0, 1.0, 3.0, 3.0], &[4.0, 3.0, 1.0, 3.0]);
        assert_eq!(sinks(&stag, 0.0), [[0], [3]]);
        let pennies = two(2, &[1.0, -1.0, -1.0, 1.0], &[-1.0, 1.0, 1.0, -1.0]);
        assert_eq!(sinks(&pennies, 0.0), [[0, 1, 2, 3]]);
    }

    #[test]
    fn a_tie_is_drifted_through() {
        // The second player does not care, and the first is stable in one place only.
        let game = two(2, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
        assert_eq!(sinks(&game, 0.0), [[0, 1, 2, 3]]);
        let cares = two(2, &[1.0, 0.0, 0.0, 0.0], &[1e-9, 0.0, 1e-9, 0.0]);
        assert_eq!(sinks(&cares, 0.0), [[0]]);
        assert_eq!(sinks(&cares, 1e-6), [[0, 1, 2, 3]]);
    }

    #[test]
    fn three_players_who_want_the_same_have_two_sinks() {
        let same: Vec<f64> = (0..8).map(|at| f64::from(u8::from(at % 7 == 0))).collect();
        let game = Game::new(vec![2, 2, 2], vec![same.clone(), same.clone(), same]).unwrap();
        assert_eq!(sinks(&game, 0.0), [[0], [7]]);
    }
}
