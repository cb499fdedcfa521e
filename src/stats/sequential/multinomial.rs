//! A confidence sequence for a difference that is -1, 0 or 1 per unit.

use super::super::interval::Estimate;
use super::super::method::Method;

/// The confidence sequence of Lindon & Malek (2022) for the three probabilities of
/// minus, zero and plus, projected on plus - minus; method `multinomial_sequence`.
///
/// With a Dirichlet prior, marginal likelihood over likelihood at the truth is a
/// non-negative martingale of mean one, so by Ville's inequality it ever reaches
/// 1 / alpha with probability at most alpha = 1 - level. The set of all theta at
/// which it has not is a confidence set at all times at once; it is convex, and the
/// interval is the range of theta_plus - theta_minus over it. The counts alone
/// decide, so chunks merge and looking costs the same at any n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultinomialSequence {
    level: f64,
    prior: [f64; 3],
}

impl MultinomialSequence {
    /// A sequence at `level` in (0, 1) with Jeffreys' prior, Dirichlet(1/2, 1/2, 1/2).
    pub fn new(level: f64) -> Self {
        Self::with_prior(level, [0.5; 3])
    }

    /// A sequence with another Dirichlet prior for (minus, zero, plus), all positive.
    /// Coverage holds for every prior that is fixed before the data are seen; the
    /// prior decides at which probabilities the intervals are narrow.
    pub fn with_prior(level: f64, prior: [f64; 3]) -> Self {
        debug_assert!(
            level > 0.0 && level < 1.0,
            "invariant: a level lies in (0, 1), not {level}"
        );
        debug_assert!(
            prior.iter().all(|a| *a > 0.0),
            "invariant: a Dirichlet prior is positive"
        );
        Self { level, prior }
    }

    /// The share of plus minus the share of minus after these counts. Before the
    /// first unit the interval is [-1, 1].
    pub fn difference(&self, minus: u64, zero: u64, plus: u64) -> Estimate {
        let counts = [minus, zero, plus].map(|count| count as f64);
        let n = minus + zero + plus;
        let threshold = self.log_marginal(counts) + libm::log1p(-self.level);
        Estimate {
            value: (n > 0).then(|| (plus as f64 - minus as f64) / n as f64),
            low: Some(-largest_difference(
                [counts[2], counts[1], counts[0]],
                threshold,
            )),
            high: Some(largest_difference(counts, threshold)),
            level: self.level,
            method: Method::MultinomialSequence,
            n,
        }
    }

    /// Log probability of a sequence with these counts under the prior.
    fn log_marginal(&self, counts: [f64; 3]) -> f64 {
        let total: f64 = self.prior.iter().sum();
        let n: f64 = counts.iter().sum();
        let cells = self.prior.iter().zip(counts);
        libm::lgamma(total) - libm::lgamma(total + n)
            + cells
                .map(|(a, x)| libm::lgamma(a + x) - libm::lgamma(*a))
                .sum::<f64>()
    }
}

/// The largest theta_plus - theta_minus where the log-likelihood of the counts
/// (minus, zero, plus) is at least `threshold`.
///
/// Stationarity of the Lagrangian gives theta_i proportional to x_i / (nu - c_i)
/// with c = (-1, 0, 1): a curve from the vertex "plus" (nu = 1) to the maximum of
/// the likelihood (nu to infinity), along which the likelihood rises. So one number,
/// the gap nu - 1, is found by halving. Where no plus was seen the curve ends at
/// nu = 1 on the edge without plus, and from there mass moves to plus.
fn largest_difference(counts: [f64; 3], threshold: f64) -> f64 {
    let [minus, zero, plus] = counts;
    if minus + zero <= 0.0 {
        return 1.0;
    }
    let surplus = |gap: f64| log_likelihood(counts, on_curve(counts, gap)) - threshold;
    if plus <= 0.0 {
        let at_edge = surplus(0.0);
        if at_edge >= 0.0 {
            let kept = libm::exp(-at_edge / (minus + zero));
            return 1.0 - kept - kept * on_curve(counts, 0.0)[0];
        }
    }
    let (mut outside, mut inside) = (-50.0, 50.0);
    for _ in 0..80 {
        let middle = f64::midpoint(outside, inside);
        if surplus(libm::exp(middle)) < 0.0 {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    let theta = on_curve(counts, libm::exp(outside));
    theta[2] - theta[0]
}

/// The point of the curve at `gap` = nu - 1.
fn on_curve(counts: [f64; 3], gap: f64) -> [f64; 3] {
    let [minus, zero, plus] = counts;
    let at_plus = if plus > 0.0 { plus / gap } else { 0.0 };
    let weights = [minus / (gap + 2.0), zero / (gap + 1.0), at_plus];
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

fn log_likelihood(counts: [f64; 3], theta: [f64; 3]) -> f64 {
    let cells = counts.iter().zip(theta).filter(|(x, _)| **x > 0.0);
    cells.map(|(x, theta)| x * libm::log(theta)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marginal_likelihood_is_that_of_a_dirichlet_multinomial() {
        // SciPy's gammaln, from the formula.
        let found = MultinomialSequence::new(0.95).log_marginal([3.0, 5.0, 2.0]);
        assert!((found + 12.686_407_102_537_878).abs() < 1e-12, "{found}");
    }

    #[test]
    fn the_interval_is_the_range_over_the_confidence_set() {
        let sequence = MultinomialSequence::with_prior(0.9, [0.5, 2.0, 1.0]);
        for counts in [
            [3, 10, 5],
            [0, 12, 4],
            [0, 30, 0],
            [7, 0, 0],
            [0, 0, 9],
            [2, 0, 6],
            [1, 1, 40],
        ] {
            let estimate = sequence.difference(counts[0], counts[1], counts[2]);
            let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
            let counts = counts.map(|x| x as f64);
            let threshold = sequence.log_marginal(counts) + libm::log(0.1);
            let steps = 800;
            let (mut least, mut most) = (1.0_f64, -1.0_f64);
            for i in 0..=steps {
                for j in 0..=steps - i {
                    let theta =
                        [i, j, steps - i - j].map(|part| f64::from(part) / f64::from(steps));
                    if log_likelihood(counts, theta) >= threshold {
                        least = least.min(theta[2] - theta[0]);
                        most = most.max(theta[2] - theta[0]);
                    }
                }
            }
            assert!(
                low <= least + 1e-9 && least < low + 0.01,
                "{counts:?}: {least} against {low}"
            );
            assert!(
                high >= most - 1e-9 && most > high - 0.01,
                "{counts:?}: {most} against {high}"
            );
        }
    }

    #[test]
    fn before_the_first_unit_everything_is_possible() {
        let estimate = MultinomialSequence::new(0.95).difference(0, 0, 0);
        assert_eq!(
            (estimate.value, estimate.low, estimate.high),
            (None, Some(-1.0), Some(1.0))
        );
    }

    #[test]
    fn swapping_minus_and_plus_negates() {
        let sequence = MultinomialSequence::new(0.95);
        for (minus, zero, plus) in [
            (0, 999, 3),
            (12, 5000, 90),
            (1, 0, 0),
            (400, 10_000_000, 380),
        ] {
            let (one, other) = (
                sequence.difference(minus, zero, plus),
                sequence.difference(plus, zero, minus),
            );
            assert!((one.low.unwrap() + other.high.unwrap()).abs() < 1e-12);
            assert!((one.high.unwrap() + other.low.unwrap()).abs() < 1e-12);
            assert!(one.interval().unwrap().contains(one.value.unwrap()));
        }
    }

    #[test]
    fn without_flips_the_bound_shrinks_like_log_n_over_n() {
        let sequence = MultinomialSequence::new(0.95);
        for n in [100_u64, 10_000, 1_000_000] {
            let high = sequence.difference(0, n, 0).high.unwrap();
            let scale = (libm::log(n as f64) + libm::log(20.0)) / n as f64;
            assert!(
                high > 0.5 * scale && high < 1.5 * scale,
                "n = {n}: {high} against {scale}"
            );
        }
    }
}
