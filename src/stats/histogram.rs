//! Means and quantiles of integer observations counted by value.

use super::interval::{Estimate, tail};
use super::method::Method;
use super::moments::Moments;
use super::special::{binomial_at_least, binomial_at_most, chi_squared_quantile_upper};

/// Observations 0, 1, 2, ... counted by value: `counts[v]` observations equal `v`.
#[derive(Clone, Copy, Debug)]
pub struct Histogram<'a> {
    counts: &'a [u64],
    moments: Moments,
}

impl<'a> Histogram<'a> {
    /// Reads the counts once and keeps the exact sums.
    pub fn new(counts: &'a [u64]) -> Self {
        let mut moments = Moments::default();
        for (value, &count) in counts.iter().enumerate() {
            let (value, weight) = (value as i128, i128::from(count));
            moments.n += count;
            moments.sum += weight * value;
            moments.sum_squares += weight * value * value;
        }
        Self { counts, moments }
    }

    /// Number of observations.
    pub fn n(&self) -> u64 {
        self.moments.n
    }

    /// Exact number, sum and sum of squares.
    pub fn moments(&self) -> Moments {
        self.moments
    }

    /// The mean with Student's t interval, method `t_mean`; no interval below two
    /// observations or without variation.
    pub fn mean(&self, level: f64) -> Estimate {
        self.moments.t_estimate(1.0, level, Method::TMean)
    }

    /// The mean of observations that cannot exceed `most`: as [`mean`](Self::mean),
    /// and bounded (method `constant_sample`) where no observation differs. Where the t
    /// interval would leave `[0, most]`, the values are too skewed for it, and the gamma
    /// interval of rare counts takes its place (method `fay_feuer`).
    pub fn bounded_mean(&self, most: u64, level: f64) -> Estimate {
        let bounds = (0, most as i64);
        let estimate = self
            .moments
            .bounded_estimate(bounds, 1.0, level, Method::TMean);
        let most = most as f64;
        match estimate.interval() {
            Some(interval) if interval.low < 0.0 => self.rare(level, |x| x, most),
            Some(interval) if interval.high > most => self.rare(level, |x| most - x, most),
            _ => estimate,
        }
    }

    /// The mean of counts that are rarely above 0, or, `seen` from the other end, rarely below
    /// `most`.
    ///
    /// The number of observations of each value is nearly Poisson where each is rare, and
    /// the mean a weighted sum of them, with the values as weights: the interval of Fay &
    /// Feuer (1997, Statistics in Medicine 16:791), which treats it as gamma with the same mean and
    /// variance, one observation of the largest value added for the upper end.
    fn rare(&self, level: f64, seen: impl Fn(f64) -> f64, most: f64) -> Estimate {
        let (n, tail) = (self.n() as f64, tail(level));
        let (mut mean, mut variance, mut largest) = (0.0, 0.0, 0.0_f64);
        for (value, &count) in self.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let weight = seen(value as f64) / n;
            mean += weight * count as f64;
            variance += weight * weight * count as f64;
            largest = largest.max(weight);
        }
        let gamma = |mean: f64, variance: f64, upper: f64| {
            let freedom = 2.0 * mean * mean / variance;
            variance / (2.0 * mean) * chi_squared_quantile_upper(freedom, upper)
        };
        let near = gamma(mean, variance, 1.0 - tail);
        let far = gamma(mean + largest, variance + largest * largest, tail).min(most);
        let (near, far) = (seen(near), seen(far));
        Estimate {
            value: self.moments.mean(),
            low: Some(near.min(far)),
            high: Some(near.max(far)),
            level,
            method: Method::FayFeuer,
            n: self.n(),
        }
    }

    /// The quantile that `ranks` stands for: the inverse of the empirical
    /// distribution function, the smallest v with F(v) >= p, between two order
    /// statistics (method `order_statistic`).
    pub fn quantile(&self, ranks: &OrderRanks) -> Estimate {
        self.quantile_censored(ranks, None)
    }

    /// As [`quantile`](Self::quantile), where values at or beyond `censored_from`
    /// are known only to be that large: whatever falls there is unknown.
    ///
    /// Requires that `ranks` was made for this number of observations.
    pub fn quantile_censored(&self, ranks: &OrderRanks, censored_from: Option<usize>) -> Estimate {
        debug_assert_eq!(
            ranks.n,
            self.n(),
            "invariant: ranks are those of the sample size"
        );
        let at = |rank: Option<u64>| {
            let value = self.order_statistic(rank?)?;
            censored_from
                .is_none_or(|from| value < from)
                .then_some(value as f64)
        };
        Estimate {
            value: at(ranks.middle),
            low: at(ranks.low),
            high: at(ranks.high),
            level: ranks.level,
            method: Method::OrderStatistic,
            n: self.n(),
        }
    }

    /// The `rank`-th smallest observation, counted from one.
    fn order_statistic(&self, rank: u64) -> Option<usize> {
        let mut below = 0;
        self.counts.iter().position(|count| {
            below += count;
            below >= rank
        })
    }
}

/// The ranks that estimate a quantile and bound it, for one sample size.
///
/// For independent observations and the true quantile x, the number of
/// observations at or below x is at least Binomial(n, p) in law and the number
/// below x at most, whatever the distribution, ties included. So the order
/// statistics of ranks `low` and `high`, chosen from the binomial tails, each miss
/// with probability at most (1 - level) / 2 (David & Nagaraja, *Order Statistics*,
/// 2003, 7.1). A rank that no sample of this size has is `None`.
///
/// Making one costs some 60 incomplete beta evaluations; make it once per
/// (n, p, level) and use it for many histograms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderRanks {
    /// Number of observations the ranks are for.
    pub n: u64,
    /// Nominal coverage.
    pub level: f64,
    /// Rank of the point estimate: the smallest r with r / n >= p.
    pub middle: Option<u64>,
    /// Largest rank whose order statistic exceeds the quantile with probability at
    /// most (1 - level) / 2.
    pub low: Option<u64>,
    /// Smallest rank whose order statistic falls short of the quantile with
    /// probability at most (1 - level) / 2.
    pub high: Option<u64>,
}

impl OrderRanks {
    /// Ranks for the `p`-quantile of `n` observations; `p` and `level` in (0, 1).
    pub fn new(n: u64, p: f64, level: f64) -> Self {
        debug_assert!(
            p > 0.0 && p < 1.0,
            "invariant: a quantile's order lies in (0, 1), not {p}"
        );
        let tail = tail(level);
        // Both tails are monotone in the rank, so the ranks are found by halving.
        let too_high = first_rank(n, |rank| binomial_at_most(n, p, rank - 1) > tail);
        let high = first_rank(n, |rank| binomial_at_least(n, p, rank) <= tail);
        Self {
            n,
            level,
            middle: (n > 0).then(|| ceiling_of_product(n, p)),
            low: (too_high > 1).then(|| too_high - 1),
            high: (high <= n).then_some(high),
        }
    }
}

/// The smallest rank in 1..=n that satisfies a condition which, once true, stays
/// true; n + 1 if none does.
fn first_rank(n: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (1, n + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The smallest integer at or above n p, at least 1. A product that misses an
/// integer by rounding only (0.55 x 100) counts as that integer.
pub(super) fn ceiling_of_product(n: u64, p: f64) -> u64 {
    let product = n as f64 * p;
    let nearest = product.round();
    let exact = (product - nearest).abs() <= 4.0 * f64::EPSILON * product;
    (if exact { nearest } else { product.ceil() } as u64).clamp(1, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_sums_and_mean() {
        let histogram = Histogram::new(&[1, 0, 2, 1]);
        assert_eq!(
            histogram.moments(),
            Moments {
                n: 4,
                sum: 7,
                sum_squares: 17
            }
        );
        let mean = histogram.mean(0.95);
        assert_eq!(
            (mean.value, mean.n, mean.method),
            (Some(1.75), 4, Method::TMean)
        );
        // s^2 = 19/12, t(3) = 3.182446
        let half = 3.182_446_305 * libm::sqrt(19.0 / 12.0 / 4.0);
        assert!((mean.high.unwrap() - 1.75 - half).abs() < 1e-8);
        assert_eq!(Histogram::new(&[0, 0]).mean(0.95).value, None);
        assert_eq!(Histogram::new(&[9, 0]).bounded_mean(5, 0.95).low, Some(0.0));
    }

    #[test]
    fn rare_counts_keep_to_their_bounds() {
        // 1 of 500 has one, none more: the exact interval of a Poisson count of 1, 0.02532 to
        // 5.57164 (Garwood 1936), over 500.
        let one = Histogram::new(&[499, 1]).bounded_mean(10, 0.95);
        assert_eq!(one.method, Method::FayFeuer);
        let (low, high) = (one.low.unwrap() * 500.0, one.high.unwrap() * 500.0);
        assert!((low - 0.025_318).abs() < 1e-6, "{low}");
        assert!((high - 5.571_643).abs() < 1e-6, "{high}");
        // From the other end it is the same.
        let mut counts = [0; 11];
        (counts[9], counts[10]) = (1, 499);
        let other = Histogram::new(&counts).bounded_mean(10, 0.95);
        assert!((10.0 - other.high.unwrap() - one.low.unwrap()).abs() < 1e-12);
        assert!((10.0 - other.low.unwrap() - one.high.unwrap()).abs() < 1e-12);
        // Where the t interval fits, it stays.
        let many = Histogram::new(&[300, 200]).bounded_mean(10, 0.95);
        assert_eq!(many.method, Method::TMean);
    }

    #[test]
    fn ranks_match_printed_tables() {
        // Conover, Practical Nonparametric Statistics: 95 % ranks for the median.
        for (n, low, high) in [
            (10, 2, 9),
            (20, 6, 15),
            (25, 8, 18),
            (50, 18, 33),
            (100, 40, 61),
        ] {
            let ranks = OrderRanks::new(n, 0.5, 0.95);
            assert_eq!((ranks.low, ranks.high), (Some(low), Some(high)), "n = {n}");
        }
        let five = OrderRanks::new(5, 0.5, 0.95);
        assert_eq!((five.low, five.middle, five.high), (None, Some(3), None));
        assert_eq!(OrderRanks::new(0, 0.5, 0.95).middle, None);
    }

    #[test]
    fn ranks_are_the_best_that_keep_the_tails() {
        for n in [1, 7, 58, 59, 1000] {
            for p in [0.05, 0.25, 0.5, 0.95] {
                let ranks = OrderRanks::new(n, p, 0.9);
                let tail = tail(0.9);
                let misses_low = |rank: u64| binomial_at_most(n, p, rank - 1);
                let misses_high = |rank: u64| binomial_at_least(n, p, rank);
                assert!(ranks.low.is_none_or(|rank| misses_low(rank) <= tail));
                assert!(misses_low(ranks.low.unwrap_or(0) + 1) > tail);
                assert!(ranks.high.is_none_or(|rank| misses_high(rank) <= tail));
                assert!(misses_high(ranks.high.unwrap_or(n + 1) - 1) > tail);
            }
        }
    }

    #[test]
    fn ranks_of_a_hundred_million_follow_the_normal_law() {
        let n = 100_000_000;
        let ranks = OrderRanks::new(n, 0.25, 0.95);
        let half = 1.959_964 * libm::sqrt(n as f64 * 0.25 * 0.75);
        assert!((ranks.low.unwrap() as f64 - (25e6 - half)).abs() < 3.0);
        assert!((ranks.high.unwrap() as f64 - (25e6 + half)).abs() < 3.0);
    }

    #[test]
    fn the_point_is_the_inverse_of_the_empirical_distribution() {
        let counts = [5, 50, 0, 45];
        let histogram = Histogram::new(&counts);
        for (p, expected) in [
            (0.05, 0.0),
            (0.051, 1.0),
            (0.55, 1.0),
            (0.56, 3.0),
            (0.99, 3.0),
        ] {
            let ranks = OrderRanks::new(100, p, 0.95);
            assert_eq!(histogram.quantile(&ranks).value, Some(expected), "p = {p}");
        }
    }

    #[test]
    fn censored_mass_is_unknown() {
        let counts = [30, 30, 40];
        let histogram = Histogram::new(&counts);
        let ranks = OrderRanks::new(100, 0.55, 0.95);
        let open = histogram.quantile(&ranks);
        assert_eq!(
            (open.low, open.value, open.high),
            (Some(1.0), Some(1.0), Some(2.0))
        );
        let censored = histogram.quantile_censored(&ranks, Some(2));
        assert_eq!(
            (censored.low, censored.value, censored.high),
            (Some(1.0), Some(1.0), None)
        );
        let beyond = histogram.quantile_censored(&OrderRanks::new(100, 0.9, 0.95), Some(2));
        assert_eq!((beyond.low, beyond.value, beyond.high), (None, None, None));
    }
}
