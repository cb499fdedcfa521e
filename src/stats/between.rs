//! What varies between groups of observations beyond the luck within them: one-way random effects.

use super::interval::{Interval, tail};
use super::moments::Moments;

/// Values of groups without the luck within them, with the share of all observations that each has.
///
/// The mean of a group varies for two reasons: groups differ, and each has only so many observations.
/// Of the variance B between the means of groups, each weighted by its share w of the observations,
/// W = sum of w (1 - w) s^2 / n is expected from within alone, where s^2 is the variance within a group
/// of n. What is left, B - W, lies between the groups. Their means are drawn towards the mean of all
/// until their variance is that: by the root of (B - W) / B, and all the way where W is as large as B
/// (Searle, Casella & McCulloch 1992, Variance Components, section 3.6; the drawing together is the
/// constrained empirical Bayes estimate of Louis 1984, JASA 79:393).
#[derive(Debug, Clone, PartialEq)]
pub struct Between {
    /// Share of the observations, and value, in the order of values.
    groups: Vec<(f64, f64)>,
}

impl Between {
    /// Of groups; nothing without groups, or where one of several has fewer than two observations. One
    /// group alone is the whole there is, and does not vary.
    pub fn of(groups: &[Moments]) -> Option<Self> {
        let n: u64 = groups.iter().map(|group| group.n).sum();
        let sum: i128 = groups.iter().map(|group| group.sum).sum();
        if n == 0 {
            return None;
        }
        let mean = sum as f64 / n as f64;
        let (mut between, mut within, mut means) = (0.0, 0.0, Vec::new());
        for group in groups {
            let (weight, own) = (group.n as f64 / n as f64, group.mean()?);
            if groups.len() > 1 {
                let luck = group.variance()? / group.n as f64;
                within += weight * (1.0 - weight) * luck;
            }
            between += weight * (own - mean) * (own - mean);
            means.push((weight, own));
        }
        let left = (between - within).max(0.0);
        let kept = if left > 0.0 {
            libm::sqrt(left / between)
        } else {
            0.0
        };
        let drawn = |(weight, own): (f64, f64)| (weight, mean + kept * (own - mean));
        let mut groups: Vec<(f64, f64)> = means.into_iter().map(drawn).collect();
        groups.sort_by(|a, b| a.1.total_cmp(&b.1));
        Some(Self { groups })
    }

    /// The same quantity in another unit.
    #[must_use]
    pub fn per(mut self, unit: f64) -> Self {
        self.groups.iter_mut().for_each(|(_, value)| *value /= unit);
        self
    }

    /// Where the middle of the groups lies: quantiles of their values (inverse of the distribution
    /// function), as much left out at either end.
    pub fn interval(&self, level: f64) -> Interval {
        let tail = tail(level);
        Interval {
            low: self.quantile(tail),
            high: self.quantile(1.0 - tail),
        }
    }

    /// The share of groups, by observations, whose value is below a limit.
    pub fn below(&self, limit: f64) -> f64 {
        self.share(|value| value < limit)
    }

    /// The same of those whose value is above it.
    pub fn above(&self, limit: f64) -> f64 {
        self.share(|value| value > limit)
    }

    fn share(&self, is: impl Fn(f64) -> bool) -> f64 {
        let such = self.groups.iter().filter(|(_, value)| is(*value));
        // Parts of one may sum to a little more.
        such.map(|(weight, _)| weight).sum::<f64>().min(1.0)
    }

    /// The smallest value that at least so much of the groups does not exceed.
    fn quantile(&self, p: f64) -> f64 {
        const ROUNDING: f64 = 1e-12;
        let mut sum = 0.0;
        let found = self.groups.iter().find(|(weight, _)| {
            sum += weight;
            sum >= p - ROUNDING
        });
        let last = self.groups.last();
        let (_, value) = found.or(last).expect("invariant: there are groups");
        *value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::design::unit;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// So many of so many.
    fn share(count: u64, n: u64) -> Moments {
        Moments {
            n,
            sum: i128::from(count),
            sum_squares: i128::from(count),
        }
    }

    #[test]
    fn groups_that_differ_keep_their_values_and_groups_that_do_not_have_one() {
        let apart = Between::of(&[share(1000, 10_000), share(9000, 10_000)]).unwrap();
        let range = apart.interval(0.95);
        assert!((range.low - 0.1).abs() < 1e-3 && (range.high - 0.9).abs() < 1e-3);
        assert!((apart.below(0.5) - 0.5).abs() < 1e-12);
        // 48 and 52 of 100 differ by no more than luck.
        let same = Between::of(&[share(48, 100), share(52, 100)]).unwrap();
        assert!(same.interval(0.95).width() < 1e-15);
        assert!((same.below(0.6) - 1.0).abs() < 1e-15);
        assert!((same.per(2.0).interval(0.95).low - 0.25).abs() < 1e-15);
    }

    #[test]
    fn one_group_is_the_whole_and_too_few_observations_say_nothing() {
        let one = Between::of(&[share(0, 1)]).unwrap().interval(0.95);
        assert!(one.contains(0.0) && one.width() < 1e-15);
        assert_eq!(Between::of(&[share(0, 1), share(1, 1)]), None);
        assert_eq!(Between::of(&[]), None);
    }

    #[test]
    fn the_drawn_variance_is_that_between_the_groups() {
        // 2,000 groups of unlike sizes, probabilities uniform on 0.2 to 0.6: variance 0.4^2 / 12.
        let mut source = ChaCha8Rng::seed_from_u64(5);
        let mut word = || unit(source.next_u64());
        let groups: Vec<Moments> = (0..2000)
            .map(|group| {
                let (n, p) = ([50, 100, 150][group % 3], 0.2 + 0.4 * word());
                let count = (0..n).filter(|_| word() < p).count();
                share(count as u64, n)
            })
            .collect();
        let found = Between::of(&groups).unwrap();
        let mean: f64 = found.groups.iter().map(|(w, v)| w * v).sum();
        let variance: f64 = found
            .groups
            .iter()
            .map(|(w, v)| w * (v - mean).powi(2))
            .sum();
        assert!((variance / (0.16 / 12.0) - 1.0).abs() < 0.06, "{variance}");
        // The means themselves vary by a sixth more.
        let range = found.interval(0.95);
        assert!(
            (range.low - 0.21).abs() < 0.03 && (range.high - 0.59).abs() < 0.03,
            "{range:?}"
        );
    }
}
