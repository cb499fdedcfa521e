//! Means from exact integer sums.

use super::interval::{Estimate, tail};
use super::method::Method;
use super::special::t_quantile_upper;
use serde::{Deserialize, Serialize};

/// Number, sum and sum of squares of integer observations: all that a mean and
/// its interval need. Sums are exact, so merging in any order gives the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    /// Number of observations.
    pub n: u64,
    /// Sum of the observations.
    pub sum: i128,
    /// Sum of their squares.
    pub sum_squares: i128,
}

impl Moments {
    /// Counts one observation.
    pub fn add(&mut self, value: impl Into<i128>) {
        let value = value.into();
        self.n += 1;
        self.sum += value;
        self.sum_squares += value * value;
    }

    /// So many observations of so many are 1, the others 0.
    pub fn of_share(count: u64, n: u64) -> Self {
        let sum = i128::from(count);
        Self {
            n,
            sum,
            sum_squares: sum,
        }
    }

    /// Adds the observations of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.sum_squares += other.sum_squares;
    }

    /// The mean; unknown without observations.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// The sample variance (divisor n - 1); unknown below two observations.
    pub fn variance(&self) -> Option<f64> {
        let n = i128::from(self.n);
        // n times the sum of squared deviations, exact before the one division.
        (n >= 2).then(|| {
            (n * self.sum_squares - self.sum * self.sum) as f64 / (n as f64 * (n - 1) as f64)
        })
    }

    /// The mean, divided by `unit`, with Student's t interval.
    ///
    /// The interval is unknown below two observations and where the observations
    /// do not vary at all: a sample without variation says nothing about the
    /// variance, and an interval of width zero would claim certainty.
    pub fn t_estimate(&self, unit: f64, level: f64, method: Method) -> Estimate {
        let Some(mean) = self.mean() else {
            return Estimate::unknown(level, method, 0);
        };
        let half = self
            .variance()
            .filter(|variance| *variance > 0.0)
            .map(|variance| {
                let t = t_quantile_upper((self.n - 1) as f64, tail(level));
                t * libm::sqrt(variance / self.n as f64)
            });
        Estimate {
            value: Some(mean / unit),
            low: half.map(|half| (mean - half) / unit),
            high: half.map(|half| (mean + half) / unit),
            level,
            method,
            n: self.n,
        }
    }

    /// As [`t_estimate`](Self::t_estimate), for observations known to lie in
    /// `[least, most]`, which gives a bound even where none of them varied.
    ///
    /// If all n observations equal v, then with confidence `level` at most a share
    /// u = 1 - (1 - level)^(1/n) of the population differs from v (the one-sided
    /// bound of Clopper & Pearson at zero successes), and the mean lies in
    /// `[v - u (v - least), v + u (most - v)]`; method `constant_sample`.
    pub fn bounded_estimate(
        &self,
        (least, most): (i64, i64),
        unit: f64,
        level: f64,
        method: Method,
    ) -> Estimate {
        let estimate = self.t_estimate(unit, level, method);
        match self.mean() {
            Some(value) if estimate.interval().is_none() => {
                let differing = -libm::expm1(libm::log1p(-level) / self.n as f64);
                Estimate {
                    low: Some((value - differing * (value - least as f64)) / unit),
                    high: Some((value + differing * (most as f64 - value)) / unit),
                    method: Method::ConstantSample,
                    ..estimate
                }
            }
            _ => estimate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::method::Method;
    use super::*;

    fn of(values: &[i64]) -> Moments {
        let mut moments = Moments::default();
        for &value in values {
            moments.add(value);
        }
        moments
    }

    #[test]
    fn matches_students_sleep_data() {
        // Student (1908): hours of sleep gained, in tenths, first drug.
        let moments = of(&[7, -16, -2, -12, -1, 34, 37, 8, 0, 20]);
        let estimate = moments.t_estimate(10.0, 0.95, Method::TMean);
        assert!((estimate.value.unwrap() - 0.75).abs() < 1e-12);
        assert!((estimate.low.unwrap() - -0.529_780_4).abs() < 1e-6);
        assert!((estimate.high.unwrap() - 2.029_780_4).abs() < 1e-6);
    }

    #[test]
    fn merging_equals_adding() {
        let mut left = of(&[3, 5, -9]);
        left.merge(&of(&[1 << 40, 2]));
        assert_eq!(left, of(&[3, 5, -9, 1 << 40, 2]));
    }

    #[test]
    fn no_variation_gives_no_interval_without_a_range() {
        let estimate = of(&[4, 4, 4]).t_estimate(1.0, 0.95, Method::TMean);
        assert_eq!((estimate.value, estimate.interval()), (Some(4.0), None));
        assert_eq!(
            of(&[4]).t_estimate(1.0, 0.95, Method::TMean).interval(),
            None
        );
        assert_eq!(
            of(&[])
                .bounded_estimate((0, 9), 1.0, 0.95, Method::TMean)
                .value,
            None
        );
    }

    #[test]
    fn no_variation_gives_a_bound_with_a_range() {
        let estimate = of(&[0; 300]).bounded_estimate((0, 10), 1.0, 0.95, Method::TMean);
        // "Rule of three": about 3 / n of the range.
        assert_eq!(
            (estimate.low, estimate.method),
            (Some(0.0), Method::ConstantSample)
        );
        assert!((estimate.high.unwrap() - 0.0994).abs() < 1e-4);
        // The range need not begin at 0: a part in a hundred may differ by as much as it allows.
        let high = of(&[4; 300]).bounded_estimate((2, 10), 2.0, 0.95, Method::TMean);
        let differing = estimate.high.unwrap() / 10.0;
        assert!((high.low.unwrap() - (4.0 - 2.0 * differing) / 2.0).abs() < 1e-12);
        assert!((high.high.unwrap() - (2.0 + 3.0 * differing)).abs() < 1e-12);
        let varied = of(&[0, 1, 2]).bounded_estimate((0, 10), 1.0, 0.95, Method::TMean);
        assert_eq!(varied.method, Method::TMean);
    }
}
