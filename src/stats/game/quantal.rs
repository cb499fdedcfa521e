//! Logit quantal response equilibria (McKelvey & Palfrey 1995) as a curve over their precision.
//!
//! Each player plays a strategy the oftener the more it pays against what the others play: log odds of two
//! strategies are `lambda` times the difference of what they pay. At 0 all strategies are played alike; the
//! curve that begins there is followed by prediction and correction along its own length, so that it may
//! turn back (Turocy 2005), in logarithms of shares, which stay numbers when shares do not. As `lambda`
//! grows without bound it ends, in almost all games, in a single Nash equilibrium. Where a game is symmetrical
//! the curve may fork; the one that keeps the symmetry is followed then.
//!
//! `lambda` is counted per range of a player's payoffs in the game: at 1 the log odds of two strategies that are
//! as far apart as any two payoffs of the player are 1. So it does not depend on units, which differ from
//! player to player.

use super::{Game, Mixed};
use crate::stats::linear::eliminate;

/// The equations hold to this much.
const CLOSE: f64 = 1e-11;
/// Corrections before a step is tried shorter.
const CORRECTIONS: usize = 8;
/// A first correction of more than this is another curve's.
const FAR: f64 = 0.25;
/// How long steps may be: at first, and at least.
const FIRST: f64 = 0.05;
const LEAST: f64 = 1e-9;
/// Directions of two steps have at least this much in common.
const STRAIGHT: f64 = 0.95;

/// How far the curve is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Follow {
    /// Precisions at which it is wanted, ascending; it ends at the last.
    pub stations: Vec<f64>,
    /// The most steps, those that were tried in vain among them.
    pub steps: usize,
}

/// A point of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The precision, per range of payoffs.
    pub lambda: f64,
    /// What the players do.
    pub mixed: Mixed,
}

/// How it came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At the last station.
    Reached,
    /// Where no step was short enough.
    Stuck,
    /// After as many steps as it may take.
    Steps,
}

/// The curve that begins where all strategies are played alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// All points, in the order in which they follow each other; precision may fall for a while.
    pub points: Vec<Point>,
    /// By station: the curve where it first has this precision, if it came so far.
    pub stations: Vec<Option<Point>>,
    /// Why there are no more.
    pub end: End,
    /// Whether precision fell on the way: there are other equilibria of that precision then.
    pub turned: bool,
}

/// Follows the curve of a game.
pub fn branch(game: &Game, follow: &Follow) -> Branch {
    let logit = Logit::of(game);
    let mut now = logit.even();
    let mut tangent = vec![0.0; now.len()];
    tangent[now.len() - 1] = 1.0;
    tangent = logit.tangent(&now, &tangent).unwrap_or(tangent);
    let mut found = Branch {
        points: vec![logit.point(&now)],
        stations: Vec::new(),
        end: End::Steps,
        turned: false,
    };
    logit.stop(&mut found.stations, &follow.stations, &now, &now);
    let mut length = FIRST;
    for _ in 0..follow.steps {
        if found.stations.len() == follow.stations.len() {
            found.end = End::Reached;
            break;
        }
        let predicted: Vec<f64> = now
            .iter()
            .zip(&tangent)
            .map(|(x, t)| x + length * t)
            .collect();
        let stepped = logit
            .corrected(predicted, &tangent)
            .and_then(|(next, corrections)| {
                let onward = logit.tangent(&next, &tangent)?;
                let straight = onward.iter().zip(&tangent).map(|(a, b)| a * b).sum::<f64>();
                (straight >= STRAIGHT && next[next.len() - 1] >= 0.0).then_some((
                    next,
                    onward,
                    corrections,
                ))
            });
        let Some((next, onward, corrections)) = stepped else {
            length /= 2.0;
            if length < LEAST {
                found.end = End::Stuck;
                break;
            }
            continue;
        };
        logit.stop(&mut found.stations, &follow.stations, &now, &next);
        found.turned |= next[next.len() - 1] < now[now.len() - 1];
        found.points.push(logit.point(&next));
        (now, tangent) = (next, onward);
        length *= if corrections <= 3 { 1.5 } else { 0.8 };
    }
    if found.stations.len() == follow.stations.len() {
        found.end = End::Reached;
    }
    found.stations.resize(follow.stations.len(), None);
    found
}

/// The equations of a game: unknown are the logarithms of all shares, one after another, and the precision.
struct Logit {
    game: Game,
    /// By player: where its strategies begin.
    starts: Vec<usize>,
    unknowns: usize,
}

impl Logit {
    fn of(game: &Game) -> Self {
        let mut starts = Vec::new();
        let mut shares = 0;
        for count in game.strategies() {
            starts.push(shares);
            shares += count;
        }
        Self {
            game: game.normal(),
            starts,
            unknowns: shares + 1,
        }
    }

    /// All strategies alike, which is the answer at no precision.
    fn even(&self) -> Vec<f64> {
        let counts = self.game.strategies().iter();
        let logs = counts.flat_map(|&count| vec![-libm::log(count as f64); count]);
        logs.chain([0.0]).collect()
    }

    fn point(&self, at: &[f64]) -> Point {
        Point {
            lambda: at[self.unknowns - 1],
            mixed: self.mixed(at),
        }
    }

    /// The shares themselves.
    fn mixed(&self, at: &[f64]) -> Mixed {
        let counts = self.starts.iter().zip(self.game.strategies());
        counts
            .map(|(&start, &count)| {
                at[start..start + count]
                    .iter()
                    .map(|&log| libm::exp(log))
                    .collect()
            })
            .collect()
    }

    /// How far the equations are from holding, and by equation how that moves with each unknown.
    fn equations(&self, at: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let lambda = at[self.unknowns - 1];
        let mixed = self.mixed(at);
        let (mut off, mut moves) = (Vec::new(), Vec::new());
        for (player, &start) in self.starts.iter().enumerate() {
            let worth = self.game.worth(player, &mixed);
            let slopes = self.slopes(player, &mixed);
            for strategy in 0..worth.len() {
                let mut row = vec![0.0; self.unknowns];
                if strategy == 0 {
                    // Shares add up to one.
                    off.push(mixed[player].iter().sum::<f64>() - 1.0);
                    row[start..start + worth.len()].copy_from_slice(&mixed[player]);
                } else {
                    let better = worth[strategy] - worth[0];
                    off.push(at[start + strategy] - at[start] - lambda * better);
                    for (cell, (own, first)) in
                        row.iter_mut().zip(slopes[strategy].iter().zip(&slopes[0]))
                    {
                        *cell = -lambda * (own - first);
                    }
                    row[start + strategy] += 1.0;
                    row[start] -= 1.0;
                    row[self.unknowns - 1] = -better;
                }
                moves.push(row);
            }
        }
        (off, moves)
    }

    /// By strategy of a player: how what it is worth moves with the logarithm of each share of the others.
    fn slopes(&self, player: usize, mixed: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let game = &self.game;
        let mut slopes = vec![vec![0.0; self.unknowns - 1]; game.strategies()[player]];
        for (profile, payoff) in game.payoffs(player).iter().enumerate() {
            let strategy = |player| game.strategy(player, profile);
            let others = || (0..game.players()).filter(|&other| other != player);
            let chance: f64 = others()
                .map(|other| mixed[other][strategy(other)])
                .product();
            for other in others() {
                slopes[strategy(player)][self.starts[other] + strategy(other)] += chance * payoff;
            }
        }
        slopes
    }

    /// The direction of the curve at a point of it, on from the direction before.
    fn tangent(&self, at: &[f64], before: &[f64]) -> Option<Vec<f64>> {
        let (_, mut system) = self.equations(at);
        let mut right = vec![0.0; self.unknowns];
        right[self.unknowns - 1] = 1.0;
        system.push(before.to_vec());
        let direction = eliminate(system, right)?;
        let length = libm::sqrt(direction.iter().map(|x| x * x).sum());
        Some(direction.into_iter().map(|x| x / length).collect())
    }

    /// Newton's steps to the curve, at right angles to a direction, and how many there were.
    fn corrected(&self, mut at: Vec<f64>, across: &[f64]) -> Option<(Vec<f64>, usize)> {
        let mut before = FAR;
        for correction in 1..=CORRECTIONS {
            let (mut off, mut system) = self.equations(&at);
            off.push(0.0);
            system.push(across.to_vec());
            let step = eliminate(system, off)?;
            let mut longest: f64 = 0.0;
            for (x, by) in at.iter_mut().zip(&step) {
                *x -= by;
                longest = longest.max(by.abs());
            }
            if longest > before {
                return None;
            }
            // Logarithms and precisions of thousands are known to fewer places.
            let size = at.iter().fold(1.0, |size: f64, x| size.max(x.abs()));
            if longest <= CLOSE * size {
                return Some((at, correction));
            }
            before = longest;
        }
        None
    }

    /// Finds the curve at stations that a step passes for the first time.
    fn stop(&self, found: &mut Vec<Option<Point>>, stations: &[f64], from: &[f64], to: &[f64]) {
        let last = self.unknowns - 1;
        let mut across = vec![0.0; self.unknowns];
        across[last] = 1.0;
        while let Some(&station) = stations
            .get(found.len())
            .filter(|&&station| station <= to[last])
        {
            let length = to[last] - from[last];
            let share = if length > 0.0 {
                (station - from[last]) / length
            } else {
                1.0
            };
            let mut at: Vec<f64> = from
                .iter()
                .zip(to)
                .map(|(a, b)| a + share * (b - a))
                .collect();
            at[last] = station;
            let point = self.corrected(at, &across).map(|(at, _)| Point {
                lambda: station,
                mixed: self.mixed(&at),
            });
            found.push(point);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    fn followed(game: &Game, stations: &[f64]) -> Branch {
        let stations = stations.to_vec();
        let found = branch(
            game,
            &Follow {
                stations,
                steps: 5000,
            },
        );
        assert_eq!(found.end, End::Reached);
        // Every point answers itself.
        let normal = game.normal();
        for point in found.points.iter().chain(found.stations.iter().flatten()) {
            for player in 0..game.players() {
                let worth = normal.worth(player, &point.mixed);
                let best = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let weight = |worth: &f64| libm::exp(point.lambda * (worth - best));
                let sum: f64 = worth.iter().map(weight).sum();
                for (share, worth) in point.mixed[player].iter().zip(&worth) {
                    assert!((share - weight(worth) / sum).abs() < 1e-8, "{point:?}");
                }
            }
        }
        found
    }

    fn shares(found: &Branch, station: usize, player: usize) -> &[f64] {
        &found.stations[station].as_ref().unwrap().mixed[player]
    }

    #[test]
    fn a_dilemma_ends_in_its_equilibrium() {
        let game = two(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        let found = followed(&game, &[0.0, 1.0, 10.0, 1000.0]);
        assert!((shares(&found, 0, 0)[0] - 0.5).abs() < 1e-12);
        assert!(shares(&found, 1, 0)[0] > shares(&found, 2, 0)[0]);
        assert!(shares(&found, 3, 0)[0] < 1e-60 && !found.turned);
    }

    #[test]
    fn a_zero_sum_game_ends_in_its_optimal_mix() {
        let game = two(2, &[2.0, -1.0, -1.0, 1.0], &[-2.0, 1.0, 1.0, -1.0]);
        let found = followed(&game, &[5.0, 2000.0]);
        assert!((shares(&found, 1, 0)[0] - 0.4).abs() < 1e-3);
        assert!((shares(&found, 0, 0)[0] - 0.4).abs() > 1e-3);
    }

    #[test]
    fn the_safer_of_two_equilibria_is_chosen() {
        // Hunters of stags who fear to be alone: at no precision a hare is better.
        let game = two(2, &[4.0, 0.0, 3.0, 3.0], &[4.0, 3.0, 0.0, 3.0]);
        let found = followed(&game, &[200.0]);
        assert!(shares(&found, 0, 0)[1] > 0.999);
    }

    #[test]
    fn a_symmetric_game_keeps_to_the_middle() {
        let chicken = two(2, &[0.0, -1.0, 1.0, -10.0], &[0.0, 1.0, -1.0, -10.0]);
        let found = followed(&chicken, &[1e4]);
        assert!((shares(&found, 0, 0)[0] - 0.9).abs() < 1e-3);
    }

    #[test]
    fn a_curve_that_turns_back_is_followed() {
        let row = [0.0, 2.0, 4.0, 8.0, 0.0, 2.0];
        let game = two(2, &row, &[4.0, 4.0, 7.0, 6.0, 7.0, 2.0]);
        let found = followed(&game, &[300.0]);
        assert!(found.turned);
        // Where it turned there are three points of one precision.
        let lambdas: Vec<f64> = found.points.iter().map(|point| point.lambda).collect();
        let turns = lambdas
            .windows(3)
            .filter(|near| (near[1] - near[0]) * (near[2] - near[1]) < 0.0);
        assert_eq!(turns.count(), 2);
        let last = found.points.last().unwrap();
        assert!((0..2).all(|player| game.regret(player, &last.mixed) < 1e-6));
    }

    #[test]
    fn three_players_are_followed_too() {
        let same = |both: [f64; 2]| {
            (0..8)
                .map(|at| {
                    if at == 0 {
                        both[0]
                    } else if at == 7 {
                        both[1]
                    } else {
                        0.0
                    }
                })
                .collect()
        };
        let payoffs = vec![same([2.0, 1.0]), same([2.0, 1.0]), same([2.0, 1.0])];
        let game = Game::new(vec![2, 2, 2], payoffs).unwrap();
        let found = followed(&game, &[1.0, 100.0]);
        assert!((0..3).all(|player| shares(&found, 1, player)[0] > 0.999));
    }

    #[test]
    fn a_curve_that_may_take_few_steps_says_so() {
        let game = two(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        let found = branch(
            &game,
            &Follow {
                stations: vec![0.1, 1e6],
                steps: 5,
            },
        );
        assert_eq!(found.end, End::Steps);
        assert!(found.stations[0].is_some() && found.stations[1].is_none());
    }
}
