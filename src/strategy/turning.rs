//! How far payoffs may be off: a stable profile stays stable while each weight lies between two values.
//! Mean payoffs are linear in weights, so that both are known without playing again.

use super::equilibria::{Means, Resampled};
use super::rounds::{Board, Rounds};
use crate::stats::Estimate;
use crate::stats::resample::percentile_interval;
use crate::study::LEVEL;

/// An end of what a weight may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The value of the weight.
    pub at: Estimate,
    /// What the player does instead beyond it.
    pub strategy: usize,
}

/// How far a weight may be off.
#[derive(Debug, Clone, PartialEq)]
pub struct Holds {
    /// The stable profile.
    pub profile: usize,
    /// Whose weight it is.
    pub player: usize,
    /// Its place among the parts of the player's utility.
    pub part: usize,
    /// Below it the player does something else; none: never.
    pub low: Option<Turn>,
    /// Above it the player does something else; none: never.
    pub high: Option<Turn>,
}

/// For a stable profile, how far every weight may be off.
pub fn holds(
    board: &Board<'_>,
    (rounds, luck): (&Rounds, &Resampled),
    profile: usize,
) -> Vec<Holds> {
    let found = ends(board, &luck.found, profile);
    let mut again: Vec<Vec<[Option<f64>; 2]>> = vec![Vec::new(); found.len()];
    for means in &luck.again {
        let redrawn = ends(board, means, profile);
        for (again, (_, _, ends)) in again.iter_mut().zip(redrawn) {
            again.push(ends.map(|end| end.map(|(at, _)| at)));
        }
    }
    let n = rounds.played[profile].tally.trials;
    let turn = |end: Option<(f64, usize)>, replicates: Vec<Option<f64>>| {
        end.map(|(at, strategy)| Turn {
            at: percentile_interval(Some(at), &replicates, LEVEL, n),
            strategy,
        })
    };
    let all = found.into_iter().zip(again);
    all.map(|((player, part, [low, high]), again)| Holds {
        profile,
        player,
        part,
        low: turn(low, again.iter().map(|ends| ends[0]).collect()),
        high: turn(high, again.iter().map(|ends| ends[1]).collect()),
    })
    .collect()
}

/// By player and part: the nearest values below and above at which another strategy pays more, and which.
type Ends = Vec<(usize, usize, [Crossing; 2])>;

/// Where another strategy pays as much, and which.
type Crossing = Option<(f64, usize)>;

fn ends(board: &Board<'_>, means: &Means, profile: usize) -> Ends {
    let mut all = Vec::new();
    for (player, utility) in board.utilities.iter().enumerate() {
        let line: Vec<usize> = board.profiles.line(profile, player).collect();
        let own = &means[profile];
        let payoff = utility.points(own);
        for (place, part) in utility.parts.iter().enumerate() {
            let (mut low, mut high): (Crossing, Crossing) = (None, None);
            for (strategy, other) in line.iter().enumerate() {
                let slope = means[*other][part.column] - own[part.column];
                let gain = utility.points(&means[*other]) - payoff;
                if *other == profile || slope.abs() < f64::EPSILON {
                    continue;
                }
                // Where the other strategy pays as much.
                let at = part.weight - gain / slope;
                if slope > 0.0 && high.is_none_or(|(best, _)| at < best) {
                    high = Some((at, strategy));
                }
                if slope < 0.0 && low.is_none_or(|(best, _)| at > best) {
                    low = Some((at, strategy));
                }
            }
            all.push((player, place, [low, high]));
        }
    }
    all
}
