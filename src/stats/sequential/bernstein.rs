//! A confidence sequence for the mean of bounded values.

use std::f64::consts::PI;

use statrs::function::gamma::gamma_lr;

use super::super::interval::{Estimate, tail};
use super::super::method::Method;
use super::super::moments::Moments;
use super::super::special::{deviance, stirling_error};

/// The empirical Bernstein confidence sequence of Howard, Ramdas, McAuliffe & Sekhon
/// (2021), Theorem 4, with the gamma-exponential mixture boundary of their
/// Proposition 9; method `empirical_bernstein_sequence`.
///
/// For values in [a, b] with conditional mean mu, let V be the sum of
/// (X_i - m_i)², where m_i depends on earlier values only. Then the sum of X_i - mu
/// stays within ±u(V) at all times with probability at least `level`, where u is a
/// sub-exponential boundary of scale c = b - a at (1 - level) / 2.
///
/// The prediction m_i is the middle of [a, b] in the first chunk and the mean of
/// all *earlier* chunks from the second on. It is fixed before its chunk is drawn,
/// so the theorem holds at every look although only the count, sum and sum of
/// squares of each chunk are kept. Chunks must be fed in a fixed order and their
/// sizes must not depend on the values inside them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmpiricalBernstein {
    level: f64,
    least: i64,
    most: i64,
    /// The mixing parameter of the boundary, divided by c².
    mixing: f64,
    total: Moments,
    /// V.
    variation: f64,
}

impl EmpiricalBernstein {
    /// A sequence for integer values in `[least, most]`, `least < most`.
    ///
    /// `tuned_variation` is the value of V (number of units times variance) at which
    /// the interval should be narrowest. It must be chosen before the data are seen;
    /// coverage holds whatever it is.
    pub fn new((least, most): (i64, i64), tuned_variation: f64, level: f64) -> Self {
        debug_assert!(least < most, "invariant: the range is not empty");
        debug_assert!(
            tuned_variation > 0.0,
            "invariant: a tuned variation is positive"
        );
        // Howard et al. (2021), section 3.5, for two sides together.
        let double_log = -2.0 * libm::log1p(-level);
        let mixing = tuned_variation / (double_log + libm::log1p(double_log));
        let c = (most - least) as f64;
        let total = Moments::default();
        Self {
            level,
            least,
            most,
            mixing: mixing / (c * c),
            total,
            variation: 0.0,
        }
    }

    /// Takes in the next chunk of values.
    pub fn observe(&mut self, chunk: &Moments) {
        let Some(mean) = chunk.mean() else {
            return;
        };
        let prediction = self
            .total
            .mean()
            .unwrap_or_else(|| f64::midpoint(self.least as f64, self.most as f64));
        let n = chunk.n as f64;
        let within = chunk.variance().unwrap_or(0.0) * (n - 1.0);
        self.variation += within + n * (mean - prediction) * (mean - prediction);
        self.total.merge(chunk);
    }

    /// The mean so far with its interval, cut to `[least, most]`. Before the first
    /// value the interval is the whole range.
    pub fn mean(&self) -> Estimate {
        let (least, most) = (self.least as f64, self.most as f64);
        let value = self.total.mean();
        let half = self.boundary() / self.total.n as f64;
        Estimate {
            value,
            low: Some(value.map_or(least, |mean| (mean - half).max(least))),
            high: Some(value.map_or(most, |mean| (mean + half).min(most))),
            level: self.level,
            method: Method::EmpiricalBernsteinSequence,
            n: self.total.n,
        }
    }

    /// u(V): the sum at which the mixture reaches 1 / tail, in the unit of the values.
    fn boundary(&self) -> f64 {
        let c = (self.most - self.least) as f64;
        let mixture = Mixture {
            mixing: self.mixing,
            variation: self.variation / (c * c),
        };
        let target = -libm::log(tail(self.level));
        // The log of the mixture is convex and rising in the sum, so that Newton's
        // method from a point beyond the root stays beyond it: the bound errs outwards.
        let mut sum = 1.0 + libm::sqrt(mixture.variation);
        while mixture.log(sum).0 < target {
            sum *= 2.0;
        }
        for _ in 0..100 {
            let (log, slope) = mixture.log(sum);
            let step = (log - target) / slope;
            sum -= step;
            if step <= 1e-13 * sum {
                break;
            }
        }
        sum * c
    }
}

/// The mixture of exp(lambda s - psi_E(lambda) v) over lambda in [0, 1), where
/// 1 - lambda has a Gamma(mixing, mixing) law cut at one and the scale c is one.
struct Mixture {
    mixing: f64,
    variation: f64,
}

impl Mixture {
    /// Log of the mixture at the sum `s`, and its slope in s.
    ///
    /// With a = v + mixing and x = s + a the log is, up to its value at s = v = 0,
    /// ln Gamma(a) - a ln x + x + ln P(a, x), with P the regularised lower incomplete
    /// gamma; Stirling's formula is taken out of both ends so that no digits are
    /// lost for large v.
    fn log(&self, s: f64) -> (f64, f64) {
        let (a, mixing) = (self.variation + self.mixing, self.mixing);
        // The deviance of a at mean x is x - a - a ln(x / a).
        let deviance = deviance(a, a + s, s);
        let (below, cut) = (gamma_lr(a, a + s), gamma_lr(mixing, mixing));
        let log = deviance + 0.5 * libm::log(mixing / a) + stirling_error(a)
            - stirling_error(mixing)
            + libm::log(below / cut);
        let density =
            libm::exp(-deviance - stirling_error(a)) * libm::sqrt(a / (2.0 * PI)) / (a + s);
        (log, s / (a + s) + density / below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(values: &[i64]) -> Moments {
        let mut moments = Moments::default();
        for &value in values {
            moments.add(value);
        }
        moments
    }

    #[test]
    fn the_boundary_is_where_the_mixture_reaches_the_level() {
        for values in [&[3_i64][..], &[0, 10, 0, 10, 10], &[5; 400]] {
            let mut sequence = EmpiricalBernstein::new((0, 10), 50.0, 0.95);
            sequence.observe(&chunk(values));
            let mixture = Mixture {
                mixing: sequence.mixing,
                variation: sequence.variation / 100.0,
            };
            let (log, slope) = mixture.log(sequence.boundary() / 10.0);
            let target = -libm::log(tail(0.95));
            assert!(
                (log - target).abs() < 1e-9 * (1.0 + slope),
                "{values:?}: {log}"
            );
        }
    }

    #[test]
    fn the_mixture_is_the_integral_it_claims_to_be() {
        for (s, v, mixing) in [
            (0.0, 0.0, 3.0),
            (2.0, 1.0, 0.7),
            (9.0, 14.0, 2.0),
            (40.0, 300.0, 25.0),
        ] {
            // Midpoint rule over y = 1 - lambda, with the cut gamma density normalised.
            let steps = 400_000;
            let (mut integral, mut mass) = (0.0, 0.0);
            for step in 0..steps {
                let y = (f64::from(step) + 0.5) / f64::from(steps);
                let density = libm::exp((mixing - 1.0) * libm::log(y) - mixing * y);
                let psi = -libm::log(y) - (1.0 - y);
                integral += density * libm::exp((1.0 - y) * s - psi * v);
                mass += density;
            }
            let mixture = Mixture {
                mixing,
                variation: v,
            };
            let (found, slope) = mixture.log(s);
            let rise = (mixture.log(s + 1e-5).0 - found) / 1e-5;
            assert!((rise - slope).abs() < 1e-4, "slope {slope} against {rise}");
            assert!(
                (found - libm::log(integral / mass)).abs() < 1e-4,
                "{s} {v} {mixing}: {found}"
            );
        }
    }

    #[test]
    fn predictions_come_from_earlier_chunks_only() {
        let mut sequence = EmpiricalBernstein::new((-10, 10), 1000.0, 0.95);
        sequence.observe(&chunk(&[1, 3]));
        // Middle of the range is 0: 1 + 9.
        assert!((sequence.variation - 10.0).abs() < 1e-12);
        sequence.observe(&chunk(&[]));
        sequence.observe(&chunk(&[5, 2, 2]));
        // Mean of the first chunk is 2: 9 + 0 + 0.
        assert!((sequence.variation - 19.0).abs() < 1e-12);
        assert_eq!(sequence.mean().n, 5);
    }

    #[test]
    fn the_interval_starts_as_the_range_and_narrows_like_a_mean() {
        let mut sequence = EmpiricalBernstein::new((0, 365), 1e6 * 900.0, 0.95);
        let start = sequence.mean();
        assert_eq!(
            (start.value, start.low, start.high),
            (None, Some(0.0), Some(365.0))
        );
        // Values 10 and 70 in turn: mean 40, variance 900.
        let thousand = Moments {
            n: 1000,
            sum: 40_000,
            sum_squares: 500 * (100 + 4900),
        };
        for _ in 0..1000 {
            sequence.observe(&thousand);
        }
        let estimate = sequence.mean();
        let half = estimate.high.unwrap() - 40.0;
        let fixed_n = 1.96 * libm::sqrt(900.0 / 1e6);
        assert!(
            half > 1.4 * fixed_n && half < 1.8 * fixed_n,
            "{half} against {fixed_n}"
        );
        assert!((40.0 - estimate.low.unwrap() - half).abs() < 1e-9);
    }

    #[test]
    fn a_hundred_million_values_are_no_harder() {
        let mut sequence = EmpiricalBernstein::new((0, 1), 1e7, 0.95);
        sequence.observe(&Moments {
            n: 1000,
            sum: 500,
            sum_squares: 500,
        });
        sequence.observe(&Moments {
            n: 100_000_000,
            sum: 50_000_000,
            sum_squares: 50_000_000,
        });
        let width = sequence.mean().interval().unwrap().width();
        assert!(width > 2e-4 && width < 4e-4, "{width}");
    }
}
