//! Tests of agreement: how surprising are these observations under that law?

use std::cmp::Ordering;
use std::f64::consts::PI;

use super::special::{
    binomial_at_least, binomial_at_most, binomial_probability, chi_squared_upper, normal_upper,
};

/// The outcome of a test of a null hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// The test statistic.
    pub statistic: f64,
    /// Degrees of freedom, where the null law has them.
    pub freedom: Option<f64>,
    /// Probability, under the null hypothesis, of a statistic at least as extreme.
    pub p_value: f64,
}

/// Pearson's chi-squared test of `observed` counts against cell `probabilities`
/// (summing to one). A cell of probability zero that was observed gives p = 0.
/// The null law is asymptotic: expect at least about five per cell, or
/// [`pool`](pool_small_cells) first. `None` with fewer than two possible cells or
/// without observations.
pub fn chi_squared_test(observed: &[u64], probabilities: &[f64]) -> Option<Test> {
    divergence_test(observed, probabilities, |found, expected| {
        (found - expected) * (found - expected) / expected
    })
}

/// The likelihood-ratio (G) test, otherwise as [`chi_squared_test`].
pub fn g_test(observed: &[u64], probabilities: &[f64]) -> Option<Test> {
    divergence_test(observed, probabilities, |found, expected| {
        if found > 0.0 {
            2.0 * found * libm::log(found / expected)
        } else {
            0.0
        }
    })
}

fn divergence_test(
    observed: &[u64],
    probabilities: &[f64],
    term: impl Fn(f64, f64) -> f64,
) -> Option<Test> {
    debug_assert_eq!(
        observed.len(),
        probabilities.len(),
        "invariant: one probability per cell"
    );
    let n: u64 = observed.iter().sum();
    let possible = probabilities.iter().filter(|p| **p > 0.0).count();
    if n == 0 || possible < 2 {
        return None;
    }
    let freedom = (possible - 1) as f64;
    let cells = observed.iter().zip(probabilities);
    let impossible = cells.clone().any(|(found, p)| *found > 0 && *p <= 0.0);
    let statistic = if impossible {
        f64::INFINITY
    } else {
        let sum: f64 = cells
            .filter(|(_, p)| **p > 0.0)
            .map(|(found, p)| term(*found as f64, n as f64 * p))
            .sum();
        sum.max(0.0)
    };
    Some(Test {
        statistic,
        freedom: Some(freedom),
        p_value: chi_squared_upper(freedom, statistic),
    })
}

/// Merges neighbouring cells, left to right, until each expects at least `least`
/// of the observations; what remains joins the last cell.
pub fn pool_small_cells(
    observed: &[u64],
    probabilities: &[f64],
    least: f64,
) -> (Vec<u64>, Vec<f64>) {
    let n: u64 = observed.iter().sum();
    let (mut counts, mut shares) = (Vec::new(), Vec::new());
    let (mut count, mut share) = (0, 0.0);
    for (found, p) in observed.iter().zip(probabilities) {
        count += found;
        share += p;
        if share * n as f64 >= least {
            counts.push(count);
            shares.push(share);
            (count, share) = (0, 0.0);
        }
    }
    if let (Some(last_count), Some(last_share)) = (counts.last_mut(), shares.last_mut()) {
        *last_count += count;
        *last_share += share;
    } else {
        counts.push(count);
        shares.push(share);
    }
    (counts, shares)
}

/// Exact two-sided binomial test of `k` successes in `n` trials against `p`: the
/// mass of all counts no more probable than `k`. The statistic is the share k / n.
/// `None` without trials.
pub fn binomial_test(k: u64, n: u64, p: f64) -> Option<Test> {
    debug_assert!(
        k <= n && (0.0..=1.0).contains(&p),
        "invariant: k <= n and p in [0, 1]"
    );
    if n == 0 {
        return None;
    }
    // Counts that tie with k up to rounding are as extreme as k.
    let as_extreme = |count: u64| {
        binomial_probability(n, p, count) <= binomial_probability(n, p, k) * (1.0 + 1e-9)
    };
    let mode = (((n + 1) as f64 * p) as u64).min(n);
    // Probabilities fall away from the mode, so the far tail starts at one point.
    let p_value = match k.cmp(&mode) {
        Ordering::Less => {
            let start = first_in(mode, n + 1, as_extreme);
            binomial_at_most(n, p, k) + binomial_at_least(n, p, start)
        }
        Ordering::Equal => 1.0,
        Ordering::Greater => {
            let start = first_in(0, mode + 1, |count| !as_extreme(count));
            let below = if start == 0 {
                0.0
            } else {
                binomial_at_most(n, p, start - 1)
            };
            below + binomial_at_least(n, p, k)
        }
    };
    Some(Test {
        statistic: k as f64 / n as f64,
        freedom: None,
        p_value: p_value.min(1.0),
    })
}

/// The first of `low..high` that satisfies a condition which, once true, stays true.
fn first_in(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
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

/// Kolmogorov-Smirnov test that `sorted` values (ascending, in [0, 1]) are uniform.
///
/// With k = D sqrt n the p-value is Kolmogorov's limit law at
/// k + 1 / (6 sqrt n) + (k - 1) / (4 n) (Vrbik 2018), within 0.003 of the exact one
/// from n = 10 on.
pub fn uniformity_test(sorted: &[f64]) -> Option<Test> {
    let n = sorted.len() as f64;
    let distance = sorted
        .iter()
        .enumerate()
        .map(|(rank, u)| (u - rank as f64 / n).max((rank as f64 + 1.0) / n - u))
        .reduce(f64::max)?;
    Some(Test {
        statistic: distance,
        freedom: None,
        p_value: farther(distance, n),
    })
}

/// The distance that [`uniformity_test`] finds surprising at this level: but for so small a share of
/// samples, the empirical distribution of `n` uniform values stays within it of theirs, everywhere.
pub fn uniformity_band(n: u64, level: f64) -> f64 {
    let (mut near, mut far) = (0.0, 1.0);
    for _ in 0..f64::MANTISSA_DIGITS {
        let middle = f64::midpoint(near, far);
        if farther(middle, n as f64) > level {
            near = middle;
        } else {
            far = middle;
        }
    }
    far
}

/// The probability that the empirical distribution of `n` uniform values is farther from theirs.
fn farther(distance: f64, n: f64) -> f64 {
    let root = libm::sqrt(n);
    let scaled = distance * root;
    kolmogorov_upper(scaled + 1.0 / (6.0 * root) + (scaled - 1.0) / (4.0 * n))
}

/// P(K > x) for Kolmogorov's limit law.
fn kolmogorov_upper(x: f64) -> f64 {
    // Two series of the same function, each fast on its side.
    if x <= 0.0 {
        1.0
    } else if x < 1.0 {
        let terms = (1..=20).map(|k| {
            let odd = f64::from(2 * k - 1) * PI / x;
            libm::exp(-odd * odd / 8.0)
        });
        1.0 - libm::sqrt(2.0 * PI) / x * terms.sum::<f64>()
    } else {
        let terms = (1..=20).map(|k| {
            let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
            sign * libm::exp(-2.0 * f64::from(k * k) * x * x)
        });
        terms.sum()
    }
}

/// Two-sided z-test that the correlation of a series with itself `lag` steps later
/// is that of independent values.
///
/// Under exchangeability the sample correlation r has mean -(n - lag) / (n (n - 1));
/// its variance is close to (n - lag) / (n (n + 2)) (Ljung & Box 1978). The
/// statistic is z. `None` for a series that does not vary or is not longer than
/// `lag`; `lag` of at least one.
pub fn lag_correlation_test(series: &[f64], lag: usize) -> Option<Test> {
    debug_assert!(lag > 0, "invariant: a lag is at least one step");
    let n = series.len() as f64;
    let mean = series.iter().sum::<f64>() / n;
    let spread: f64 = series.iter().map(|x| (x - mean) * (x - mean)).sum();
    if series.len() <= lag || spread <= 0.0 {
        return None;
    }
    let later = series.iter().skip(lag);
    let covariance: f64 = series
        .iter()
        .zip(later)
        .map(|(x, y)| (x - mean) * (y - mean))
        .sum();
    let pairs = n - lag as f64;
    let expected = -pairs / (n * (n - 1.0));
    let z = (covariance / spread - expected) / libm::sqrt(pairs / (n * (n + 2.0)));
    Some(Test {
        statistic: z,
        freedom: None,
        p_value: 2.0 * normal_upper(z.abs()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, tolerance: f64) {
        assert!(
            (found - expected).abs() <= tolerance,
            "found {found}, expected {expected}"
        );
    }

    #[test]
    fn mendels_peas() {
        // 315, 101, 108, 32 against 9:3:3:1; chi-squared 0.470 on 3 degrees.
        let ratios = [9.0, 3.0, 3.0, 1.0].map(|part| part / 16.0);
        let chi = chi_squared_test(&[315, 101, 108, 32], &ratios).unwrap();
        near(chi.statistic, 0.470_02, 1e-5);
        near(chi.p_value, 0.925_426, 1e-5);
        let g = g_test(&[315, 101, 108, 32], &ratios).unwrap();
        near(g.statistic, 0.475_45, 1e-5);
        assert_eq!(g.freedom, Some(3.0));
    }

    #[test]
    fn impossible_cells_refute_and_empty_tables_say_nothing() {
        let refuted = g_test(&[5, 1, 4], &[0.5, 0.0, 0.5]).unwrap();
        assert_eq!((refuted.p_value, refuted.freedom), (0.0, Some(1.0)));
        // A cell that cannot happen and did not refutes nothing; one that could and did not counts.
        let fair = chi_squared_test(&[5, 0, 4], &[0.5, 0.0, 0.5]).unwrap();
        near(fair.statistic, 1.0 / 9.0, 1e-12);
        assert_eq!(fair.freedom, Some(1.0));
        let bare = g_test(&[10, 0], &[0.5, 0.5]).unwrap();
        near(bare.statistic, 20.0 * std::f64::consts::LN_2, 1e-12);
        assert_eq!(g_test(&[0, 0], &[0.5, 0.5]), None);
        assert_eq!(g_test(&[9, 0], &[1.0, 0.0]), None);
    }

    #[test]
    fn pooling_keeps_totals_and_reaches_the_least() {
        let (counts, shares) = pool_small_cells(
            &[1, 2, 40, 50, 3, 4],
            &[0.02, 0.02, 0.4, 0.5, 0.03, 0.03],
            5.0,
        );
        assert_eq!(counts, vec![43, 50, 7]);
        near(shares[2], 0.06, 1e-12);
        let (counts, shares) = pool_small_cells(&[20, 30, 2, 1], &[0.4, 0.56, 0.02, 0.02], 5.0);
        assert_eq!(counts, vec![20, 33]);
        near(shares[1], 0.6, 1e-12);
        let (counts, _) = pool_small_cells(&[1, 1], &[0.5, 0.5], 5.0);
        assert_eq!(counts, vec![2]);
    }

    #[test]
    fn binomial_test_sums_what_is_no_more_probable() {
        // Conover's die: 9 of 10 heads, and R's binom.test(682, 925, 0.75).
        near(
            binomial_test(9, 10, 0.5).unwrap().p_value,
            0.021_484_375,
            1e-12,
        );
        near(
            binomial_test(682, 925, 0.75).unwrap().p_value,
            0.382_49,
            1e-5,
        );
        assert_eq!(binomial_test(0, 0, 0.5), None);
        for (n, p) in [
            (1, 0.3),
            (3, 0.3),
            (12, 0.5),
            (37, 0.02),
            (40, 0.7),
            (9, 0.0),
            (9, 1.0),
        ] {
            for k in 0..=n {
                let limit = binomial_probability(n, p, k) * (1.0 + 1e-9);
                let brute: f64 = (0..=n)
                    .map(|i| binomial_probability(n, p, i))
                    .filter(|q| *q <= limit)
                    .sum();
                near(binomial_test(k, n, p).unwrap().p_value, brute, 1e-9);
            }
        }
    }

    #[test]
    fn binomial_tests_are_those_of_scipy() {
        for (k, n, p, p_value) in [
            (3, 20, 0.3, 0.220_418_267_380_709_13),
            (9, 20, 0.3, 0.148_814_595_175_446_9),
            (1, 12, 0.4, 0.034_858_307_583_999_99),
        ] {
            let test = binomial_test(k, n, p).unwrap();
            near(test.p_value, p_value, 1e-12);
            near(test.statistic, k as f64 / n as f64, 1e-15);
        }
    }

    #[test]
    fn uniformity_of_few_values_is_near_the_exact_law() {
        // SciPy's `kstwo.sf(D, n)`.
        for (n, distance, exact) in [
            (10, 0.2, 0.748_719_04),
            (10, 0.4, 0.058_989_245_2),
            (20, 0.15, 0.704_467_154_9),
            (12, 0.3, 0.187_357_090_9),
        ] {
            let rank = |i: usize| (i as f64 + 1.0) / f64::from(n) - distance;
            let values: Vec<f64> = (0..n as usize).map(|i| rank(i).max(0.0)).collect();
            let test = uniformity_test(&values).unwrap();
            near(test.statistic, distance, 1e-12);
            near(test.p_value, exact, 0.003);
        }
    }

    #[test]
    fn the_band_is_where_the_test_is_surprised() {
        // SciPy's `kstwo.isf(level, n)`.
        for (n, level, exact) in [
            (10, 0.05, 0.409_246_1),
            (20, 0.05, 0.294_075_3),
            (60, 0.05 / 27.0, 0.237_390_0),
            (400, 0.01, 0.080_928_5),
        ] {
            let band = uniformity_band(n, level);
            near(band, exact, 0.003);
            near(farther(band, n as f64), level, 1e-12);
        }
    }

    #[test]
    fn the_distance_is_the_larger_of_both_sides() {
        // Above the diagonal the steps begin, below it they end.
        near(uniformity_test(&[0.5, 0.9]).unwrap().statistic, 0.5, 1e-12);
        near(
            uniformity_test(&[0.1, 0.2, 0.9]).unwrap().statistic,
            2.0 / 3.0 - 0.2,
            1e-12,
        );
        near(
            uniformity_test(&[0.1, 0.95]).unwrap().statistic,
            0.45,
            1e-12,
        );
    }

    #[test]
    fn uniformity_matches_kolmogorovs_table() {
        near(kolmogorov_upper(1.358_1), 0.05, 1e-5);
        near(kolmogorov_upper(1.627_6), 0.01, 1e-5);
        near(kolmogorov_upper(0.571_17), 0.9, 1e-4);
        // Both series meet where they change over.
        near(kolmogorov_upper(1.0 - 1e-9), kolmogorov_upper(1.0), 1e-8);
        let grid: Vec<f64> = (0..100).map(|i| (f64::from(i) + 0.5) / 100.0).collect();
        assert!(uniformity_test(&grid).unwrap().p_value > 0.999);
        let squeezed: Vec<f64> = grid.iter().map(|u| u * 0.7).collect();
        assert!(uniformity_test(&squeezed).unwrap().p_value < 1e-6);
        assert_eq!(uniformity_test(&[]), None);
    }

    #[test]
    fn alternation_shows_at_lag_one() {
        let series: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let first = lag_correlation_test(&series, 1).unwrap();
        let second = lag_correlation_test(&series, 2).unwrap();
        assert!(first.statistic < -9.0 && second.statistic > 9.0 && first.p_value < 1e-15);
        assert_eq!(lag_correlation_test(&[1.0; 9], 1), None);
        assert_eq!(lag_correlation_test(&[1.0, 2.0], 2), None);
    }

    #[test]
    fn lag_correlation_follows_its_formula() {
        // NumPy and SciPy, from the mean and variance in the documentation.
        let series = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 3.0, 9.0, 6.0, 10.0];
        let test = lag_correlation_test(&series, 2).unwrap();
        near(test.statistic, 2.151_657_414_559_676_5, 1e-12);
        near(test.p_value, 0.031_424_346_521_782_484, 1e-12);
    }
}
