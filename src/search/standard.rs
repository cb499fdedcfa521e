//! By what policies are ordered: bounds first, then what is sought, then the simpler; and against which
//! answer of the other side.

use super::quantity::{Bound, Goal, Quantity};
use crate::stats::moments::Moments;
use std::cmp::Ordering;

/// What the other side does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Against {
    /// It keeps its habits.
    Habits,
    /// It answers in its own interest.
    BestResponse,
    /// It does whatever is worst.
    Worst,
}

impl Against {
    /// All of them.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name on the command line and in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What makes a policy better than another.
#[derive(Debug, Clone)]
pub struct Standard {
    /// What is added up of trials, in order.
    pub quantities: Vec<Quantity>,
    /// What is sought.
    pub goal: Goal,
    /// What has to be kept.
    pub bounds: Vec<Bound>,
    /// What is weighed beside each other on the front, the goal first.
    pub front: Vec<Goal>,
    /// What the other side does.
    pub against: Against,
}

/// Where a policy stands; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rank {
    /// By how much bounds are missed, relative to each and added up; 0: all are kept.
    pub missed: f64,
    /// The mean of what is sought, low where it is good.
    pub cost: f64,
    /// How much there is to it.
    pub parts: usize,
}

impl Rank {
    /// The better first.
    pub fn order(&self, other: &Self) -> Ordering {
        let missed = self.missed.total_cmp(&other.missed);
        missed
            .then(self.cost.total_cmp(&other.cost))
            .then(self.parts.cmp(&other.parts))
    }
}

/// How a policy fares against one reply.
#[derive(Debug, Clone)]
pub struct Replied {
    /// The reply, by place.
    pub reply: usize,
    /// What was added up of its trials.
    pub sums: Vec<Moments>,
}

impl Standard {
    /// The place of a quantity among the columns.
    pub fn column(&self, quantity: Quantity) -> usize {
        let at = self.quantities.iter().position(|q| *q == quantity);
        at.expect("invariant: all that is asked for is added up")
    }

    /// The mean of a quantity.
    pub fn mean(&self, quantity: Quantity, sums: &[Moments]) -> f64 {
        quantity.mean(&sums[self.column(quantity)])
    }

    /// Where a policy with so many parts stands.
    pub fn rank(&self, sums: &[Moments], parts: usize) -> Rank {
        let missed = self.bounds.iter();
        let missed = missed.map(|bound| bound.missed(self.mean(bound.quantity, sums)));
        Rank {
            missed: missed.sum(),
            cost: self.goal.cost(self.mean(self.goal.quantity, sums)),
            parts,
        }
    }

    /// The place of the reply that counts, of those that were played: what pays the other side most, or
    /// what is worst.
    pub fn reply(&self, played: &[Replied]) -> usize {
        let theirs = |one: &Replied| {
            let column = one.sums.get(self.quantities.len());
            column.and_then(Moments::mean).unwrap_or_default()
        };
        let better = |a: &Replied, b: &Replied| match self.against {
            Against::Habits => b.reply.cmp(&a.reply),
            Against::BestResponse => theirs(a).total_cmp(&theirs(b)),
            Against::Worst => self.rank(&a.sums, 0).order(&self.rank(&b.sums, 0)),
        };
        let mut best = 0;
        for at in 1..played.len() {
            if better(&played[at], &played[best]) == Ordering::Greater {
                best = at;
            }
        }
        best
    }

    /// The places of the replies that may count most, so many of them, in order.
    pub fn leading(&self, played: &[Replied], count: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..played.len()).collect();
        let mut found = Vec::new();
        while found.len() < count && !left.is_empty() {
            let rest: Vec<Replied> = left.iter().map(|at| played[*at].clone()).collect();
            found.push(left.remove(self.reply(&rest)));
        }
        found.sort_unstable();
        found
    }

    /// Which policies no other beats in everything on the front, those that keep the bounds before those
    /// that do not.
    pub fn front(&self, policies: &[&[Moments]]) -> Vec<bool> {
        let costs: Vec<Vec<f64>> = policies
            .iter()
            .map(|sums| {
                let goals = self.front.iter();
                goals
                    .map(|goal| goal.cost(self.mean(goal.quantity, sums)))
                    .collect()
            })
            .collect();
        let missed: Vec<f64> = policies.iter().map(|s| self.rank(s, 0).missed).collect();
        let least = missed.iter().copied().fold(f64::INFINITY, f64::min);
        let dominates = |a: usize, b: usize| {
            let pairs = costs[a].iter().zip(&costs[b]);
            let worse = pairs.clone().any(|(x, y)| x > y);
            let better = pairs.clone().any(|(x, y)| x < y);
            // Of those that are alike in everything, the earlier stands for all.
            !worse && (better || a < b) && missed[a] <= missed[b]
        };
        (0..policies.len())
            .map(|b| missed[b] <= least && !(0..policies.len()).any(|a| a != b && dominates(a, b)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::quantity::Deed;
    use crate::stats::decision::Better;
    use crate::study::measure::Measure;

    fn sums(clash: i64, concessions: i64, theirs: i64) -> Vec<Moments> {
        [clash, concessions, theirs]
            .map(|value| {
                let mut one = Moments::default();
                one.add(value);
                one
            })
            .into()
    }

    fn standard(against: Against) -> Standard {
        let clash = Quantity::Metric(Measure::MinorClash);
        let concessions = Quantity::Deed(Deed::Concessions);
        let low = |quantity| Goal {
            quantity,
            better: Better::Lower,
        };
        Standard {
            quantities: vec![clash, concessions],
            goal: low(clash),
            bounds: vec![Bound::read("concessions <= 10").unwrap()],
            front: vec![low(clash), low(concessions)],
            against,
        }
    }

    #[test]
    fn bounds_go_before_what_is_sought_and_simplicity_comes_last() {
        let of = standard(Against::Habits);
        let rank = |clash, concessions, parts| of.rank(&sums(clash, concessions, 0), parts);
        assert_eq!(rank(1, 10, 1).order(&rank(0, 11, 1)), Ordering::Less);
        assert_eq!(rank(0, 10, 5).order(&rank(1, 0, 1)), Ordering::Less);
        assert_eq!(rank(0, 10, 5).order(&rank(0, 3, 4)), Ordering::Greater);
    }

    #[test]
    fn the_reply_is_what_pays_it_or_hurts_most() {
        let played = [(0, sums(0, 5, 3)), (1, sums(0, 4, 9)), (2, sums(1, 3, 5))]
            .map(|(reply, sums)| Replied { reply, sums });
        assert_eq!(standard(Against::Habits).reply(&played), 0);
        assert_eq!(standard(Against::BestResponse).reply(&played), 1);
        assert_eq!(standard(Against::Worst).reply(&played), 2);
        assert_eq!(standard(Against::BestResponse).leading(&played, 2), [1, 2]);
        assert_eq!(standard(Against::Habits).leading(&played, 1), [0]);
    }

    #[test]
    fn the_front_is_what_nothing_beats_within_the_bounds() {
        let of = standard(Against::Habits);
        let all = [
            sums(3, 2, 0),
            sums(2, 5, 0),
            sums(2, 6, 0),
            sums(0, 11, 0),
            sums(3, 2, 0),
        ];
        let all: Vec<&[Moments]> = all.iter().map(Vec::as_slice).collect();
        assert_eq!(of.front(&all), [true, true, false, false, false]);
        // Where nothing keeps them, what misses them least.
        assert_eq!(of.front(&all[3..4]), [true]);
    }
}
