//! Differences between two treatments of the same units.

use super::interval::{Estimate, tail};
use super::method::Method;
use super::moments::Moments;
use super::special::normal_quantile_upper;
use serde::{Deserialize, Serialize};

/// A paired two-by-two table: how often a property held in x and in y.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flips {
    /// Units with the property in x and not in y.
    pub n10: u64,
    /// Units with the property in y and not in x.
    pub n01: u64,
    /// Units with the property in both.
    pub n11: u64,
    /// Units with the property in neither.
    pub n00: u64,
}

impl Flips {
    /// Counts one unit.
    pub fn add(&mut self, x: bool, y: bool) {
        match (x, y) {
            (true, false) => self.n10 += 1,
            (false, true) => self.n01 += 1,
            (true, true) => self.n11 += 1,
            (false, false) => self.n00 += 1,
        }
    }

    /// Adds the units of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.n10 += other.n10;
        self.n01 += other.n01;
        self.n11 += other.n11;
        self.n00 += other.n00;
    }

    /// Number of units.
    pub fn n(&self) -> u64 {
        self.n10 + self.n01 + self.n11 + self.n00
    }

    /// Share in x minus share in y with the asymptotic score interval of Tango
    /// (1998), method `tango`.
    ///
    /// The ends are the differences at which the score statistic reaches the normal
    /// quantile. With no flips the interval is ±z²/(n + z²), not empty; without
    /// units nothing is known.
    pub fn difference(&self, level: f64) -> Estimate {
        let n = self.n();
        if n == 0 {
            return Estimate::unknown(level, Method::Tango, 0);
        }
        let z = normal_quantile_upper(tail(level));
        let value = (self.n10 as f64 - self.n01 as f64) / n as f64;
        let high = self.score_bound(value, 1.0, z);
        let low = self.score_bound(value, -1.0, z);
        Estimate {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            level,
            method: Method::Tango,
            n,
        }
    }

    /// The difference between `value` and `limit` (1 or -1) at which the score
    /// statistic is `z` in size; its size grows from 0 at `value` on.
    fn score_bound(&self, value: f64, limit: f64, z: f64) -> f64 {
        let (mut inside, mut outside) = (value, limit);
        // 64 halvings of a length below 2 reach the last digit of any end.
        for _ in 0..64 {
            let middle = inside + (outside - inside) / 2.0;
            if self.score(middle).abs() < z {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        outside
    }

    /// Tango's statistic at the difference `delta`, strictly between -1 and 1.
    fn score(&self, delta: f64) -> f64 {
        let (b, c, n) = (self.n10 as f64, self.n01 as f64, self.n() as f64);
        // Restricted maximum likelihood estimate of P(x = 0, y = 1): a root of a quadratic.
        let quadratic = 2.0 * n;
        let linear = (2.0 * n - b + c) * delta - b - c;
        let constant = -c * delta * (1.0 - delta);
        let root = libm::sqrt((linear * linear - 4.0 * quadratic * constant).max(0.0));
        let p01 = (root - linear) / (2.0 * quadratic);
        let variance = n * (2.0 * p01 + delta * (1.0 - delta));
        (b - c - n * delta) / libm::sqrt(variance.max(f64::MIN_POSITIVE))
    }

    /// Pearson's correlation of x and y over the units; unknown where one of them
    /// does not vary.
    pub fn correlation(&self) -> Option<f64> {
        self.sums().correlation()
    }

    /// Variance of the difference of two independent runs over that of the paired
    /// runs, 1 where pairing is no help; unknown where no unit differs.
    pub fn variance_reduction(&self) -> Option<f64> {
        self.sums().variance_reduction()
    }

    /// Units whose pairs of zeros and ones were added up as numbers.
    pub fn from_sums(sums: &PairedSums) -> Self {
        let both = sums.xy as u64;
        let (x, y) = (sums.x as u64, sums.y as u64);
        Self {
            n11: both,
            n10: x - both,
            n01: y - both,
            n00: sums.n + both - x - y,
        }
    }

    /// The same units as numeric pairs of zeros and ones.
    pub fn sums(&self) -> PairedSums {
        let (x, y) = (
            i128::from(self.n10 + self.n11),
            i128::from(self.n01 + self.n11),
        );
        PairedSums {
            n: self.n(),
            x,
            y,
            xx: x,
            yy: y,
            xy: i128::from(self.n11),
        }
    }
}

/// Exact sums over units measured under x and under y.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedSums {
    /// Number of units.
    pub n: u64,
    /// Sum of x.
    pub x: i128,
    /// Sum of y.
    pub y: i128,
    /// Sum of x².
    pub xx: i128,
    /// Sum of y².
    pub yy: i128,
    /// Sum of x y.
    pub xy: i128,
}

impl PairedSums {
    /// Counts one unit.
    pub fn add(&mut self, x: i64, y: i64) {
        let (x, y) = (i128::from(x), i128::from(y));
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    /// Adds the units of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// The moments of x alone.
    pub fn first(&self) -> Moments {
        Moments {
            n: self.n,
            sum: self.x,
            sum_squares: self.xx,
        }
    }

    /// The moments of the differences x - y.
    pub fn differences(&self) -> Moments {
        Moments {
            n: self.n,
            sum: self.x - self.y,
            sum_squares: self.xx + self.yy - 2 * self.xy,
        }
    }

    /// Mean of x - y with Student's t interval, method `paired_t`; no interval below
    /// two units or where every unit differs by the same amount.
    pub fn difference(&self, level: f64) -> Estimate {
        self.differences().t_estimate(1.0, level, Method::PairedT)
    }

    /// As [`difference`](Self::difference) for values whose differences lie in
    /// `[-most, most]`: bounded (method `constant_sample`) where all are equal.
    pub fn bounded_difference(&self, most: u64, level: f64) -> Estimate {
        self.differences().bounded_estimate(
            (-(most as i64), most as i64),
            1.0,
            level,
            Method::PairedT,
        )
    }

    /// Pearson's correlation; unknown where x or y does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let (xx, yy) = (
            self.scatter(self.x, self.x, self.xx),
            self.scatter(self.y, self.y, self.yy),
        );
        let xy = self.scatter(self.x, self.y, self.xy);
        (xx > 0 && yy > 0)
            .then(|| (xy as f64 / libm::sqrt(xx as f64) / libm::sqrt(yy as f64)).clamp(-1.0, 1.0))
    }

    /// (Var x + Var y) / Var(x - y): how many times more units independent runs would
    /// need; unknown where the difference does not vary.
    pub fn variance_reduction(&self) -> Option<f64> {
        let apart = self.scatter(self.x, self.x, self.xx) + self.scatter(self.y, self.y, self.yy);
        let together = apart - 2 * self.scatter(self.x, self.y, self.xy);
        (together > 0).then(|| apart as f64 / together as f64)
    }

    /// n² times the population covariance of two columns, exact.
    fn scatter(&self, sum_u: i128, sum_v: i128, sum_uv: i128) -> i128 {
        i128::from(self.n) * sum_uv - sum_u * sum_v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64, tolerance: f64) {
        let found = found.unwrap();
        assert!(
            (found - expected).abs() <= tolerance,
            "found {found}, expected {expected}"
        );
    }

    #[test]
    fn matches_published_score_intervals() {
        // Tango (1998), contact-lens crossover trial at level 0.90, and Fagerland et al.
        // (2014), airway hyper-responsiveness before and after transplantation.
        for (n11, n10, n01, n00, level, low, high) in [
            (43, 0, 1, 0, 0.9, -0.096, 0.037),
            (1, 1, 7, 12, 0.95, -0.517, -0.026),
        ] {
            let found = Flips { n10, n01, n11, n00 }.difference(level);
            near(found.low, low, 6e-4);
            near(found.high, high, 6e-4);
        }
    }

    #[test]
    fn no_flips_still_have_a_bound() {
        let z2 = 1.959_963_984_540_054_f64.powi(2);
        let flips = Flips {
            n00: 990,
            n11: 10,
            ..Flips::default()
        };
        let estimate = flips.difference(0.95);
        near(estimate.high, z2 / (1000.0 + z2), 1e-13);
        near(estimate.low, -z2 / (1000.0 + z2), 1e-13);
        assert_eq!(estimate.value, Some(0.0));
        assert_eq!(flips.variance_reduction(), None);
        near(flips.correlation(), 1.0, 1e-15);
        assert_eq!(Flips::default().difference(0.95).value, None);
    }

    #[test]
    fn correlation_and_variance_reduction_of_a_table_by_hand() {
        // x = 1 in 5 of 10, y = 1 in 4, both in 3: covariance .3 - .2, variances .25 and .24.
        let flips = Flips {
            n11: 3,
            n10: 2,
            n01: 1,
            n00: 4,
        };
        near(flips.correlation(), 0.1 / libm::sqrt(0.25 * 0.24), 1e-12);
        near(flips.variance_reduction(), 0.49 / 0.29, 1e-12);
    }

    #[test]
    fn swapping_the_treatments_negates_the_interval() {
        for (n10, n01, n00) in [(3, 0, 7), (1, 40, 999_999), (0, 5, 0), (12, 12, 1)] {
            let one = Flips {
                n10,
                n01,
                n00,
                n11: 4,
            }
            .difference(0.99)
            .negated();
            let other = Flips {
                n10: n01,
                n01: n10,
                n00,
                n11: 4,
            }
            .difference(0.99);
            near(other.low, one.low.unwrap(), 1e-12);
            near(other.high, one.high.unwrap(), 1e-12);
            assert!(
                other.low.unwrap() < other.value.unwrap()
                    && other.value.unwrap() < other.high.unwrap()
            );
        }
    }

    #[test]
    fn a_difference_of_one_ends_at_one() {
        let estimate = Flips {
            n10: 12,
            ..Flips::default()
        }
        .difference(0.95);
        assert_eq!((estimate.value, estimate.high), (Some(1.0), Some(1.0)));
        let z2 = 1.959_963_984_540_054_f64.powi(2);
        assert!(estimate.low.unwrap() > 0.0 && estimate.low.unwrap() < 12.0 / (12.0 + z2) + 0.2);
    }

    #[test]
    fn numeric_pairs_match_students_sleep_data() {
        let mut sums = PairedSums::default();
        let first = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20];
        let second = [19, 8, 11, 1, -1, 44, 55, 16, 46, 34];
        first.iter().zip(second).for_each(|(x, y)| sums.add(*x, y));
        let estimate = sums.difference(0.95);
        near(estimate.value, -15.8, 1e-12);
        near(estimate.low, -24.598_858, 1e-5);
        near(estimate.high, -7.001_142, 1e-5);
        near(sums.correlation(), 0.795_170_2, 1e-6);
        // Var x = 320.06, Var y = 400.90, Var(x - y) = 151.29 (in tenths squared).
        near(
            sums.variance_reduction(),
            (320.055_555 + 400.9) / 151.288_888,
            1e-4,
        );
    }

    #[test]
    fn equal_differences_are_bounded_only_by_a_known_range() {
        let mut sums = PairedSums::default();
        (0..100).for_each(|day| sums.add(day, day));
        assert_eq!(sums.difference(0.95).interval(), None);
        let bounded = sums.bounded_difference(365, 0.95).interval().unwrap();
        assert!(bounded.contains(0.0) && (bounded.width() - 2.0 * 365.0 * 0.029_513).abs() < 1e-2);
        assert_eq!(sums.variance_reduction(), None);
    }

    #[test]
    fn binary_sums_agree_with_pairs_counted_one_by_one() {
        let (mut flips, mut sums, mut merged) =
            (Flips::default(), PairedSums::default(), Flips::default());
        for unit in 0..500_i64 {
            let (x, y) = (unit % 3 == 0, unit % 7 < 3);
            flips.add(x, y);
            sums.add(i64::from(x), i64::from(y));
        }
        assert_eq!(flips.sums(), sums);
        merged.merge(&flips);
        merged.merge(&flips);
        assert_eq!((merged.n(), merged.n10), (1000, 2 * flips.n10));
    }

    #[test]
    fn merged_sums_are_those_of_all_units() {
        let units = [(1, 2), (-3, 5), (4, 4), (0, -2), (7, 1)];
        let sums = |units: &[(i64, i64)]| {
            let mut sums = PairedSums::default();
            for &(x, y) in units {
                sums.add(x, y);
            }
            sums
        };
        let mut merged = sums(&units[..2]);
        merged.merge(&sums(&units[2..]));
        assert_eq!(merged, sums(&units));
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        for units in [[(2, 1), (2, 5), (2, 3)], [(1, 2), (5, 2), (3, 2)]] {
            let mut sums = PairedSums::default();
            for (x, y) in units {
                sums.add(x, y);
            }
            assert_eq!(sums.correlation(), None);
        }
    }
}
