//! Variance-based sensitivity: shares of the variance of the output.

use super::super::interval::Estimate;
use super::{Resampling, Weights, one_way, two_way};

/// Outputs of a Saltelli design over n base points and k inputs.
#[derive(Clone, Debug, Default, PartialEq)]
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

/// First-order and total Sobol' indices of each input, with percentile intervals over resamples of the
/// base points.
///
/// The rows of A and of B must be independent. Estimates are not cut to [0, 1]: a
/// value outside shows its own error. `word` gives uniform 64-bit words. Where the
/// output does not vary the indices are unknown.
pub fn sobol_indices(
    outputs: &SaltelliOutputs,
    resampling: Resampling,
    word: &mut impl FnMut() -> u64,
) -> Vec<SobolIndices> {
    let inputs = outputs.a_b.len();
    // All inputs share the resamples, so that their intervals are comparable.
    let all = one_way(outputs.a.len(), resampling, word, |times| {
        let centre = mean_and_variance(outputs, times);
        let of = |index: Index| {
            (0..inputs).map(move |input| centre.map(|centre| index(outputs, input, times, centre)))
        };
        of(first_order).chain(of(total_order)).collect()
    });
    paired(&all, inputs)
}

/// The first and the total index of each input, from all first and then all total ones.
fn paired(all: &[Estimate], inputs: usize) -> Vec<SobolIndices> {
    let of = |input: usize| SobolIndices {
        first: all[input],
        total: all[inputs + input],
    };
    (0..inputs).map(of).collect()
}

/// An index of an input, on rows taken so many times, about this mean and over this variance.
type Index = fn(&SaltelliOutputs, usize, &[f64], (f64, f64)) -> f64;

/// Mean of f(B) (f(A_B) - f(A)) over the variance.
fn first_order(
    outputs: &SaltelliOutputs,
    input: usize,
    times: &[f64],
    (mean, variance): (f64, f64),
) -> f64 {
    let crossed = &outputs.a_b[input];
    // Centring f(B) changes nothing in expectation and removes noise (Sobol' & Myshetskaya 2008).
    let term = |row: usize| (outputs.b[row] - mean) * (crossed[row] - outputs.a[row]);
    mean_over(times, term) / variance
}

/// Half the mean of (f(A) - f(A_B))² over the variance.
fn total_order(
    outputs: &SaltelliOutputs,
    input: usize,
    times: &[f64],
    (_, variance): (f64, f64),
) -> f64 {
    let crossed = &outputs.a_b[input];
    let term = |row: usize| (outputs.a[row] - crossed[row]) * (outputs.a[row] - crossed[row]);
    mean_over(times, term) / 2.0 / variance
}

/// Mean and variance of the outputs at A and B together, if they vary.
fn mean_and_variance(outputs: &SaltelliOutputs, times: &[f64]) -> Option<(f64, f64)> {
    let mean = mean_over(times, |row| f64::midpoint(outputs.a[row], outputs.b[row]));
    let square = |value: f64| (value - mean) * (value - mean);
    let variance = mean_over(times, |row| {
        f64::midpoint(square(outputs.a[row]), square(outputs.b[row]))
    });
    (variance > 0.0).then_some((mean, variance))
}

/// The mean of a number of each row, on rows taken so many times.
fn mean_over(times: &[f64], of: impl Fn(usize) -> f64) -> f64 {
    let taken = times.iter().enumerate().filter(|(_, times)| **times > 0.0);
    let (mut sum, mut count) = (0.0, 0.0);
    for (row, times) in taken {
        sum += times * of(row);
        count += times;
    }
    sum / count
}

/// Outputs of a Saltelli design that are means over trials, by replicates of the trials: `a[row][r]` is
/// the output at a row of A under luck r, which is the same luck at every point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplicatedOutputs {
    /// Outputs at A.
    pub a: Vec<Vec<f64>>,
    /// Outputs at B.
    pub b: Vec<Vec<f64>>,
    /// `a_b[i]`: outputs at A with input i taken from B.
    pub a_b: Vec<Vec<Vec<f64>>>,
}

/// What is said of replicated outputs: of the expected output, luck left out.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicatedIndices {
    /// The indices of each input, method `two_way_bootstrap`.
    pub inputs: Vec<SobolIndices>,
    /// The first-order index that an input which moves nothing would be given where f(A) f(B) takes the
    /// place of f(B) f(A_B) (Sobol' 1993; Khorashadi Zadeh et al. 2017): the covariance of f(A) and f(B)
    /// over the variance, zero but for the error of the design.
    pub dummy: Estimate,
    /// The share of luck in the variance of the means of all replicates over the points.
    pub noise: Estimate,
}

impl ReplicatedOutputs {
    /// The outputs at the first rows alone.
    #[must_use]
    pub fn first(&self, rows: usize) -> Self {
        Self {
            a: self.a[..rows].to_vec(),
            b: self.b[..rows].to_vec(),
            a_b: self.a_b.iter().map(|rest| rest[..rows].to_vec()).collect(),
        }
    }
}

/// First-order and total Sobol' indices of the expected output: products are of different replicates,
/// so that no luck is in them. Unknown where the inputs move the output less than luck does.
pub fn replicated_indices(
    outputs: &ReplicatedOutputs,
    resampling: Resampling,
    word: &mut impl FnMut() -> u64,
) -> ReplicatedIndices {
    let inputs = outputs.a_b.len();
    let units = (outputs.a.len(), outputs.a.first().map_or(2, Vec::len));
    let all = two_way(units, resampling, word, |times, weights| {
        apart(outputs, times, weights)
    });
    ReplicatedIndices {
        inputs: paired(&all, inputs),
        dummy: all[2 * inputs],
        noise: all[2 * inputs + 1],
    }
}

/// All first-order indices, all total ones, that of a dummy, and the share of noise.
fn apart(outputs: &ReplicatedOutputs, times: &[f64], weights: &Weights) -> Vec<Option<f64>> {
    let ReplicatedOutputs { a, b, a_b } = outputs;
    let centre: Vec<f64> = (0..weights.of.len())
        .map(|r| mean_over(times, |row| f64::midpoint(a[row][r], b[row][r])))
        .collect();
    let off = |outputs: &[Vec<f64>], row: usize, r: usize| outputs[row][r] - centre[r];
    let both = |of: &dyn Fn(&[Vec<f64>], usize) -> f64| {
        mean_over(times, |row| f64::midpoint(of(a, row), of(b, row)))
    };
    let variance =
        both(&|outputs, row| weights.product(|r| (off(outputs, row, r), off(outputs, row, r))));
    let single =
        both(&|outputs, row| weights.mean(|r| off(outputs, row, r) * off(outputs, row, r)));
    let noise = ((single - variance) / weights.replicates()).max(0.0);
    let share = |part: f64| (variance > 0.0).then_some(part / variance);
    let first = a_b.iter().map(|crossed| {
        share(mean_over(times, |row| {
            weights.product(|r| (off(b, row, r), crossed[row][r] - a[row][r]))
        }))
    });
    let total = a_b.iter().map(|crossed| {
        let moved = |row: usize, r: usize| crossed[row][r] - a[row][r];
        let half = mean_over(times, |row| {
            weights.product(|r| (moved(row, r), moved(row, r)))
        });
        share(half / 2.0)
    });
    let dummy = mean_over(times, |row| {
        weights.product(|r| (off(a, row, r), off(b, row, r)))
    });
    let whole = variance.max(0.0) + noise;
    let rest = [share(dummy), (whole > 0.0).then(|| noise / whole)];
    first.chain(total).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::design::unit;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};
    use std::f64::consts::PI;

    fn resampling(resamples: usize, level: f64) -> Resampling {
        Resampling { resamples, level }
    }

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
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-12;
        let times = [1.0, 1.0];
        let centre = mean_and_variance(&outputs, &times).unwrap();
        assert!(near(first_order(&outputs, 0, &times, centre), 8.0 / 6.5));
        assert!(near(total_order(&outputs, 0, &times, centre), 4.25 / 6.5));
        // Rows that are taken twice count twice.
        let twice = SaltelliOutputs {
            a: vec![1.0, 1.0, 3.0],
            b: vec![4.0, 4.0, 8.0],
            a_b: vec![vec![2.0, 2.0, 7.0]],
        };
        let (times, alike) = ([2.0, 1.0], [1.0; 3]);
        let weighted = mean_and_variance(&outputs, &times).unwrap();
        let listed = mean_and_variance(&twice, &alike).unwrap();
        assert!(near(weighted.1, listed.1));
        assert!(near(
            first_order(&outputs, 0, &times, weighted),
            first_order(&twice, 0, &alike, listed)
        ));
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
        let found = sobol_indices(&outputs, resampling(200, 0.999), &mut word);
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
        let found = sobol_indices(&outputs, resampling(50, 0.95), &mut word);
        assert_eq!(
            (found[1].total.value, found[1].total.high),
            (Some(0.0), Some(0.0))
        );
        let flat = run(100, 2, |_| 1.0, &mut word);
        assert_eq!(
            sobol_indices(&flat, resampling(10, 0.95), &mut word)[0]
                .first
                .value,
            None
        );
    }

    /// Sobol' g (Saltelli & Sobol' 1995) with a = 0, 1, 4.5, 9: partial variances 1 / (3 (1 + a)²).
    const G: [f64; 4] = [0.0, 1.0, 4.5, 9.0];

    fn g(u: &[f64]) -> f64 {
        let factor = |(u, a): (&f64, f64)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a);
        u.iter().zip(G).map(factor).product()
    }

    fn g_indices() -> Vec<(f64, f64)> {
        let parts = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let whole: f64 = parts.iter().map(|part| 1.0 + part).product();
        let rest = |part: f64| part * whole / (1.0 + part);
        let of = |part: f64| (part / (whole - 1.0), rest(part) / (whole - 1.0));
        parts.into_iter().map(of).collect()
    }

    /// A scrambled sequence of 4,096 points: all eight indices within .02 of their formulas.
    #[test]
    fn sobol_g_on_a_scrambled_sequence() {
        use super::super::super::design::sobol;
        let mut source = ChaCha8Rng::seed_from_u64(7);
        let scrambles: Vec<u32> = (0..8).map(|_| source.next_u32()).collect();
        let at = |row: usize, from: usize| -> Vec<f64> {
            let place = |input: usize| sobol(row, from + input, scrambles[from + input]);
            (0..4).map(place).collect()
        };
        let rows: Vec<(Vec<f64>, Vec<f64>)> =
            (0..4096).map(|row| (at(row, 0), at(row, 4))).collect();
        let crossed = |input| {
            rows.iter()
                .map(|(a, b)| g(&crossed_row(a, b, input)))
                .collect()
        };
        let outputs = SaltelliOutputs {
            a: rows.iter().map(|(a, _)| g(a)).collect(),
            b: rows.iter().map(|(_, b)| g(b)).collect(),
            a_b: (0..4).map(crossed).collect(),
        };
        let mut word = || source.next_u64();
        let found = sobol_indices(&outputs, resampling(100, 0.95), &mut word);
        for (found, (first, total)) in found.iter().zip(g_indices()) {
            for (found, known) in [(found.first, first), (found.total, total)] {
                assert!(
                    (found.value.unwrap() - known).abs() < 0.02,
                    "{found:?} {known}"
                );
                assert!(found.interval().unwrap().width() < 0.2);
            }
        }
    }

    /// An additive output, x and half of y, and a third that moves nothing; luck adds as much again, the
    /// same at every point but for how much x there is of it.
    fn noisy(rows: usize, word: &mut impl FnMut() -> u64) -> ReplicatedOutputs {
        let mut sample = |count: usize, width: usize| -> Vec<Vec<f64>> {
            let row = |_| (0..width).map(|_| unit(word())).collect();
            (0..count).map(row).collect()
        };
        let (a, b) = (sample(rows, 3), sample(rows, 3));
        let luck = sample(8, 2);
        let at = |x: &[f64]| -> Vec<f64> {
            let under = |luck: &Vec<f64>| {
                let wave = libm::sin(40.0 * (x[0] + luck[1])) + luck[0];
                x[0] + 0.5 * x[1] + wave
            };
            luck.iter().map(under).collect()
        };
        let crossed = |input| {
            let rows = a.iter().zip(&b);
            rows.map(|(a, b)| at(&crossed_row(a, b, input))).collect()
        };
        ReplicatedOutputs {
            a_b: (0..3).map(crossed).collect(),
            a: a.iter().map(|x| at(x)).collect(),
            b: b.iter().map(|x| at(x)).collect(),
        }
    }

    /// Variances 1/12 and 1/48: indices 0.8 and 0.2, whatever luck adds. A nominal 95% interval holds
    /// each in at least 88 of 100 runs.
    #[test]
    fn luck_is_no_effect_of_an_input() {
        let mut source = ChaCha8Rng::seed_from_u64(8);
        let mut word = || source.next_u64();
        let (mut held, mut played, mut noise) = ([0; 4], [0.0; 2], 0.0);
        for _ in 0..100 {
            let outputs = noisy(128, &mut word);
            let found = replicated_indices(&outputs, resampling(200, 0.95), &mut word);
            for (input, known) in [0.8, 0.2].into_iter().enumerate() {
                held[2 * input] += usize::from(found.inputs[input].first.covers(known));
                held[2 * input + 1] += usize::from(found.inputs[input].total.covers(known));
            }
            assert_eq!(found.inputs[2].total.value, Some(0.0));
            noise += found.noise.value.unwrap() / 100.0;
            let mean = |rows: &[Vec<f64>]| -> Vec<f64> {
                rows.iter()
                    .map(|row| row.iter().sum::<f64>() / 8.0)
                    .collect()
            };
            let means = SaltelliOutputs {
                a: mean(&outputs.a),
                b: mean(&outputs.b),
                a_b: outputs.a_b.iter().map(|rest| mean(rest)).collect(),
            };
            let plain = sobol_indices(&means, resampling(2, 0.95), &mut word);
            for (sum, input) in played.iter_mut().zip(plain) {
                *sum += input.total.value.unwrap() / 100.0;
            }
        }
        assert!(held.iter().all(|&held| held >= 88), "{held:?}");
        // 1/16 of luck beside 5/48 of the inputs; the mean of ratios lies a little above their 0.375.
        assert!((noise - 0.375).abs() < 0.1, "{noise}");
        // Left in, it goes to whom it goes with.
        assert!(played[1] < 0.17, "{played:?}");
    }

    #[test]
    fn a_dummy_is_zero_but_for_the_design() {
        let mut source = ChaCha8Rng::seed_from_u64(9);
        let mut word = || source.next_u64();
        let found = replicated_indices(&noisy(500, &mut word), resampling(200, 0.99), &mut word);
        assert!(found.dummy.covers(0.0), "{:?}", found.dummy);
        assert!(found.dummy.value.unwrap().abs() < 0.2);
        // Without luck there is no noise, and both ways are one.
        let plain = run(200, 2, |u| u[0] + u[1] * u[1], &mut word);
        let twice = |values: &[f64]| values.iter().map(|value| vec![*value; 2]).collect();
        let outputs = ReplicatedOutputs {
            a: twice(&plain.a),
            b: twice(&plain.b),
            a_b: plain.a_b.iter().map(|rest| twice(rest)).collect(),
        };
        let found = replicated_indices(&outputs, resampling(5, 0.95), &mut word);
        assert!(found.noise.value.unwrap() < 1e-12);
        let alike = sobol_indices(&plain, resampling(5, 0.95), &mut word);
        for (one, other) in found.inputs.iter().zip(alike) {
            assert!((one.first.value.unwrap() - other.first.value.unwrap()).abs() < 1e-12);
            assert!((one.total.value.unwrap() - other.total.value.unwrap()).abs() < 1e-12);
        }
        // The first rows alone are a design of their own.
        assert_eq!(outputs.first(50).a_b[1].len(), 50);
    }
}
