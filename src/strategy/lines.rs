//! Lines of a game: what one player may do while the others do the same. On each, confidence sequences
//! of paired differences tell which strategies are surely not the best answer, whenever one looks.

use super::profiles::Profiles;
use crate::stats::Estimate;
use crate::stats::moments::Moments;
use crate::stats::multiplicity::bonferroni_level;
use crate::stats::sequential::EmpiricalBernstein;
use crate::study::LEVEL;

/// The intervals are narrowest near this many trials with differences of a twentieth of the range of a
/// payoff: a choice made before any trial; coverage does not depend on it.
const TUNED_TRIALS: f64 = 5_000.0;
const TUNED_SHARE: f64 = 0.05;

/// What one player may do while the others do the same.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who may choose.
    pub player: usize,
    /// The profiles, by strategy of the player.
    pub profiles: Vec<usize>,
    /// By strategy: whether it may still be a best answer.
    pub open: Vec<bool>,
    /// By pair, in the order of [`pair`]: the payoff of the later minus that of the earlier.
    sequences: Vec<EmpiricalBernstein>,
    /// Differences within it do not matter.
    margin: i64,
    /// Whether more trials say nothing more that matters.
    settled: bool,
}

/// The place of a pair of strategies, the earlier first.
fn pair(earlier: usize, later: usize) -> usize {
    later * (later - 1) / 2 + earlier
}

/// All lines of a game, whose statements hold together at the level of the study. `ranges` has the least
/// and the greatest payoff of each player, `margin` is in the same units.
pub fn lines(profiles: &Profiles, ranges: &[(i64, i64)], margin: i64) -> Vec<Line> {
    let pairs: usize = (0..profiles.players.len())
        .map(|player| {
            let count = profiles.strategies()[player];
            profiles.count() / count * (count * (count - 1) / 2)
        })
        .sum();
    let level = bonferroni_level(LEVEL, pairs);
    let mut lines = Vec::new();
    for (player, (least, most)) in ranges.iter().enumerate() {
        let span = (most - least).max(1);
        let tuned = TUNED_SHARE * span as f64;
        let sequence = EmpiricalBernstein::new((-span, span), TUNED_TRIALS * tuned * tuned, level);
        for start in profiles.starts(player) {
            let profiles: Vec<usize> = profiles.line(start, player).collect();
            let count = profiles.len();
            lines.push(Line {
                player,
                open: vec![true; count],
                sequences: vec![sequence; count * (count - 1) / 2],
                settled: count < 2,
                profiles,
                margin,
            });
        }
    }
    lines
}

impl Line {
    /// By pair, those of the first strategies first: how the payoffs of further trials differ, the later minus the
    /// earlier; none where one of them is closed or was not played. `payoffs` has those of this player by
    /// profile, the same trials of each.
    pub fn differences(&self, payoffs: &[Option<Vec<i64>>]) -> Vec<Option<Moments>> {
        if self.is_settled() {
            return Vec::new();
        }
        let open = |strategy: usize| {
            let played = payoffs[self.profiles[strategy]].as_ref();
            played.filter(|_| self.open[strategy])
        };
        let pairs = (1..self.profiles.len()).flat_map(|later| (0..later).map(move |e| (e, later)));
        let of = |(earlier, later)| {
            let (one, other) = (open(later)?, open(earlier)?);
            let mut differences = Moments::default();
            for (one, other) in one.iter().zip(other) {
                differences.add(*one - *other);
            }
            Some(differences)
        };
        pairs.map(of).collect()
    }

    /// Takes in further trials, by their [`Line::differences`]. Strategies that are surely worse than
    /// another are closed.
    pub fn observe(&mut self, differences: &[Option<Moments>]) {
        if self.is_settled() {
            return;
        }
        for (sequence, differences) in self.sequences.iter_mut().zip(differences) {
            if let Some(differences) = differences {
                sequence.observe(differences);
            }
        }
        // Those that are closed now were open while the others were looked at.
        let beaten: Vec<bool> = (0..self.profiles.len())
            .map(|strategy| self.is_beaten(strategy))
            .collect();
        for (open, beaten) in self.open.iter_mut().zip(beaten) {
            *open &= !beaten;
        }
        self.settled = self.are_alike();
    }

    /// Whether another open strategy is surely better.
    fn is_beaten(&self, strategy: usize) -> bool {
        (0..self.profiles.len())
            .filter(|other| *other != strategy && self.open[*other])
            .any(|other| {
                let difference = self.difference(other, strategy);
                difference.low.is_some_and(|low| low > 0.0)
            })
    }

    /// What a strategy pays the player more than another, in integer units of a payoff.
    pub fn difference(&self, one: usize, other: usize) -> Estimate {
        if one > other {
            return self.sequences[pair(other, one)].mean();
        }
        self.sequences[pair(one, other)].mean().negated()
    }

    /// How many strategies may still be a best answer.
    pub fn candidates(&self) -> usize {
        self.open.iter().filter(|open| **open).count()
    }

    /// Whether more trials say nothing more that matters: one strategy is left, or those that are left
    /// surely differ by less than the margin.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    fn are_alike(&self) -> bool {
        let left: Vec<usize> = (0..self.open.len()).filter(|s| self.open[*s]).collect();
        let near = |one: usize, other: usize| {
            let interval = self.difference(one, other).interval();
            let margin = self.margin as f64;
            interval.is_some_and(|i| -margin <= i.low && i.high <= margin)
        };
        left.iter()
            .enumerate()
            .all(|(at, one)| left[..at].iter().all(|other| near(*one, *other)))
    }

    /// The strategies that may be best answers.
    pub fn best(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.open.len()).filter(|strategy| self.open[*strategy])
    }
}

#[cfg(test)]
mod tests {
    use super::super::player::{Player, Strategy};
    use super::*;
    use crate::trial::words::words;

    fn player(name: &str, strategies: usize) -> Player {
        let of = |at: usize| Strategy {
            name: at.to_string(),
            also: Vec::new(),
            overlays: Vec::new(),
        };
        Player {
            name: name.into(),
            actors: Vec::new(),
            strategies: (0..strategies).map(of).collect(),
        }
    }

    /// A payoff of 0 or 100 with this probability.
    fn draws(share: f64, count: usize, source: &mut impl FnMut() -> u64) -> Vec<i64> {
        let mut draw = || {
            let unit = (source() >> 11) as f64 / (1_u64 << 53) as f64;
            if unit < share { 100 } else { 0 }
        };
        (0..count).map(|_| draw()).collect()
    }

    /// Of 200 games without any difference, and ten looks at each, a strategy is closed in at most 5%:
    /// more than 20 come by chance once in 3,000.
    #[test]
    fn what_is_alike_is_seldom_told_apart() {
        let profiles = Profiles::new(vec![player("a", 3), player("b", 3)]);
        let mut wrong = 0;
        for game in 0..200 {
            let mut source = words("lines", 1, game);
            let mut lines = lines(&profiles, &[(0, 100), (0, 100)], 0);
            for _ in 0..10 {
                for line in &mut lines {
                    let payoffs: Vec<_> = (0..profiles.count())
                        .map(|_| Some(draws(0.3, 200, &mut source)))
                        .collect();
                    line.observe(&line.differences(&payoffs));
                }
            }
            wrong += usize::from(lines.iter().any(|line| line.candidates() < 3));
        }
        assert!(wrong <= 20, "{wrong}");
    }

    #[test]
    fn what_is_worse_is_closed_and_what_is_near_within_the_margin_is_settled() {
        let profiles = Profiles::new(vec![player("a", 3), player("b", 2)]);
        let mut lines = lines(&profiles, &[(0, 100), (0, 100)], 20);
        let line = &mut lines[0];
        assert_eq!(line.profiles, [0, 2, 4]);
        assert!(!line.is_settled());
        let mut source = words("lines", 2, 0);
        for _ in 0..10 {
            let payoffs: Vec<_> = [0.5, 0.0, 0.55, 0.0, 0.1, 0.0]
                .map(|share| Some(draws(share, 1000, &mut source)))
                .into();
            line.observe(&line.differences(&payoffs));
        }
        assert_eq!(line.open, [true, true, false]);
        assert!(line.is_settled());
        assert!(line.difference(0, 2).low.is_some_and(|low| low > 0.0));
    }
}
