//! Variance-based sensitivity: which input drives the output?

use super::design::below;
use super::interval::{Estimate, tail};
use super::method::Method;
use super::resample::percentile;

/// Outputs of a Saltelli design over n base points and k inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct SaltelliOutputs {
    /// Output at each row of the first base sample, A.
    pub a: Vec<f64>,
    /// Output at each row of the second, independent base sample, B.
    pub b: Vec<f64>,
    /// `a_b[i]`: output at each row of A with input i taken from B.
    pub a_b: Vec<Vec<f64>>,
}

/// Sensitivity indices of one input, method `bootstrap_percentile`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndices {
    /// First-order index: share of the output's variance that this input explains
    /// alone (estimator of Saltelli et al. 2010, table 2 b).
    pub first: Estimate,
    /// Total index: share that vanishes if all other inputs are known but this one
    /// (estimator of Jansen 1999, table 2 f).
    pub total: Estimate,
}

/// Row `row` of A with input `input` taken from B: the points a design needs besides
/// A and B.
pub fn crossed_row(a: &[f64], b: &[f64], input: usize) -> Vec<f64> {
    let mut row = a.to_vec();
    row[input] = b[input];
    row
}

/// First-order and total Sobol' indices of each input, with percentile intervals
/// over `resamples` bootstrap samples of the base points.
///
/// The rows of A and of B must be independent. Estimates are not cut to [0, 1]: a
/// value outside shows its own error. `word` gives uniform 64-bit words. Where the
/// output does not vary the indices are unknown.
pub fn sobol_indices(
    outputs: &SaltelliOutputs,
    resamples: usize,
    level: f64,
    word: &mut impl FnMut() -> u64,
) -> Vec<SobolIndices> {
    let n = outputs.a.len();
    let everyone: Vec<usize> = (0..n).collect();
    // All inputs share the resamples, so that their intervals are comparable.
    let draws: Vec<Vec<usize>> = (0..resamples)
        .map(|_| (0..n).map(|_| below(n as u64, word) as usize).collect())
        .collect();
    let estimate = |input: usize, index: fn(&SaltelliOutputs, usize, &[usize]) -> Option<f64>| {
        let mut replicates: Vec<f64> = draws
            .iter()
            .filter_map(|rows| index(outputs, input, rows))
            .collect();
        replicates.sort_by(f64::total_cmp);
        Estimate {
            value: index(outputs, input, &everyone),
            low: percentile(&replicates, tail(level)),
            high: percentile(&replicates, 1.0 - tail(level)),
            level,
            method: Method::BootstrapPercentile,
            n: n as u64,
        }
    };
    (0..outputs.a_b.len())
        .map(|input| SobolIndices {
            first: estimate(input, first_order),
            total: estimate(input, total_order),
        })
        .collect()
}

/// Mean of f(B) (f(A_B) - f(A)) over the variance, on the given rows.
fn first_order(outputs: &SaltelliOutputs, input: usize, rows: &[usize]) -> Option<f64> {
    let (mean, variance) = mean_and_variance(outputs, rows)?;
    let crossed = &outputs.a_b[input];
    // Centring f(B) changes nothing in expectation and removes noise (Sobol' & Myshetskaya 2008).
    let term = |row: &usize| (outputs.b[*row] - mean) * (crossed[*row] - outputs.a[*row]);
    Some(rows.iter().map(term).sum::<f64>() / rows.len() as f64 / variance)
}

/// Half the mean of (f(A) - f(A_B))² over the variance, on the given rows.
fn total_order(outputs: &SaltelliOutputs, input: usize, rows: &[usize]) -> Option<f64> {
    let (_, variance) = mean_and_variance(outputs, rows)?;
    let crossed = &outputs.a_b[input];
    let term = |row: &usize| (outputs.a[*row] - crossed[*row]) * (outputs.a[*row] - crossed[*row]);
    Some(rows.iter().map(term).sum::<f64>() / rows.len() as f64 / 2.0 / variance)
}

/// Mean and variance of the outputs at A and B together, if they vary.
fn mean_and_variance(outputs: &SaltelliOutputs, rows: &[usize]) -> Option<(f64, f64)> {
    let both = || {
        rows.iter()
            .flat_map(|row| [outputs.a[*row], outputs.b[*row]])
    };
    let count = 2.0 * rows.len() as f64;
    let mean = both().sum::<f64>() / count;
    let variance = both()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / count;
    (variance > 0.0).then_some((mean, variance))
}

#[cfg(test)]
mod tests {
    use super::super::design::unit;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};
    use std::f64::consts::PI;

    fn run(
        n: usize,
        inputs: usize,
        f: impl Fn(&[f64]) -> f64,
        word: &mut impl FnMut() -> u64,
    ) -> SaltelliOutputs {
        let mut sample = || {
            (0..n)
                .map(|_| (0..inputs).map(|_| unit(word())).collect())
                .collect()
        };
        let (a, b): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (sample(), sample());
        let crossed = |input| {
            a.iter()
                .zip(&b)
                .map(|(a, b)| f(&crossed_row(a, b, input)))
                .collect()
        };
        SaltelliOutputs {
            a_b: (0..inputs).map(crossed).collect(),
            a: a.iter().map(|x| f(x)).collect(),
            b: b.iter().map(|x| f(x)).collect(),
        }
    }

    #[test]
    fn indices_of_two_rows_by_hand() {
        let outputs = SaltelliOutputs {
            a: vec![1.0, 3.0],
            b: vec![4.0, 8.0],
            a_b: vec![vec![2.0, 7.0]],
        };
        // Mean 4, variance (9 + 1 + 0 + 16) / 4 = 6.5; (0 * 1 + 4 * 4) / 2 and (1 + 16) / 2 / 2.
        let near = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-12;
        assert!(near(first_order(&outputs, 0, &[0, 1]), 8.0 / 6.5));
        assert!(near(total_order(&outputs, 0, &[0, 1]), 4.25 / 6.5));
    }

    #[test]
    fn ishigami() {
        // Ishigami & Homma (1990), a = 7, b = 0.1: S = (0.3139, 0.4424, 0), T = (0.5576, 0.4424, 0.2437).
        let mut source = ChaCha8Rng::seed_from_u64(5);
        let mut word = || source.next_u64();
        let f = |u: &[f64]| {
            let x: Vec<f64> = u.iter().map(|u| (2.0 * u - 1.0) * PI).collect();
            libm::sin(x[0]) * (1.0 + 0.1 * x[2].powi(4)) + 7.0 * libm::sin(x[1]).powi(2)
        };
        let outputs = run(4000, 3, f, &mut word);
        let found = sobol_indices(&outputs, 200, 0.999, &mut word);
        for (row, (first, total)) in
            found
                .iter()
                .zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)])
        {
            assert!(
                row.first.covers(first) && row.total.covers(total),
                "{row:?}"
            );
            assert!(
                row.first.interval().unwrap().width() < 0.4
                    && row.total.interval().unwrap().width() < 0.2
            );
        }
    }

    #[test]
    fn an_input_without_effect_has_total_zero_exactly() {
        let mut source = ChaCha8Rng::seed_from_u64(6);
        let mut word = || source.next_u64();
        let outputs = run(100, 2, |u| u[0], &mut word);
        let found = sobol_indices(&outputs, 50, 0.95, &mut word);
        assert_eq!(
            (found[1].total.value, found[1].total.high),
            (Some(0.0), Some(0.0))
        );
        let flat = run(100, 2, |_| 1.0, &mut word);
        assert_eq!(
            sobol_indices(&flat, 10, 0.95, &mut word)[0].first.value,
            None
        );
    }
}
