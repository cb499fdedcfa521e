//! Regression on many features with a ridge: coefficients are believed to be normal about zero, which
//! keeps those finite of which nothing speaks (Hoerl & Kennard 1970). Logistic from counts (le Cessie &
//! van Houwelingen 1992), and linear from numbers.

use super::linear::{cholesky, dot, solve};

/// Steps that a fit may take. It needs about eight.
const STEPS: usize = 40;
/// A gain of the log posterior below this, relative to its size, is none.
const STILL: f64 = 1e-9;

/// Who is shown rows: features, a constant among them if there is to be one, how many could, and how
/// many did.
pub type Show<'v> = dyn FnMut(&[f64], f64, f64) + 'v;

/// The most likely coefficients, by Newton's steps, halved where a whole one leads too far. `rows`
/// shows every row, made as it is shown: there are more than are well kept. `precision` is one over
/// the variance that each coefficient is believed to have.
pub fn ridge(rows: &impl Fn(&mut Show<'_>), precision: &[f64]) -> Vec<f64> {
    let p = precision.len();
    let mut now = vec![0.0; p];
    let mut level = judged(rows, precision, &now);
    for _ in 0..STEPS {
        let mut square: Vec<Vec<f64>> = vec![vec![0.0; p]; p];
        let mut slope: Vec<f64> = now.iter().zip(precision).map(|(b, l)| -b * l).collect();
        for (i, l) in precision.iter().enumerate() {
            square[i][i] = *l;
        }
        rows(&mut |features, could, did| {
            let share = chance(dot(&now, features));
            let (rest, weight) = (did - could * share, could * share * (1.0 - share));
            for (i, &x) in features.iter().enumerate().filter(|(_, x)| x.abs() > 0.0) {
                slope[i] += x * rest;
                let by = x * weight;
                for (entry, y) in square[i][..=i].iter_mut().zip(features) {
                    *entry += by * y;
                }
            }
        });
        let step = solve(&cholesky(&square), &slope);
        let mut by = 1.0;
        let (next, reached) = loop {
            let next: Vec<f64> = now.iter().zip(&step).map(|(b, s)| b + by * s).collect();
            let reached = judged(rows, precision, &next);
            if reached >= level || by < 1e-6 {
                break (next, reached);
            }
            by /= 2.0;
        };
        let gain = reached - level;
        if gain > 0.0 {
            (now, level) = (next, reached);
        }
        if gain <= STILL * (1.0 + level.abs()) {
            break;
        }
    }
    now
}

/// The most likely coefficients of numbers with an error of one, each with its features.
pub fn linear_ridge(rows: &[(Vec<f64>, f64)], precision: &[f64]) -> Vec<f64> {
    let features: Vec<&[f64]> = rows.iter().map(|(features, _)| &features[..]).collect();
    let numbers = rows.iter().map(|(_, number)| *number).collect();
    linear_ridges(&features, &[numbers], precision).remove(0)
}

/// The same of several lists of numbers that have the same features.
pub fn linear_ridges(
    features: &[&[f64]],
    numbers: &[Vec<f64>],
    precision: &[f64],
) -> Vec<Vec<f64>> {
    let p = precision.len();
    let mut square = vec![vec![0.0; p]; p];
    for (i, l) in precision.iter().enumerate() {
        square[i][i] = *l;
    }
    for row in features {
        for (i, &x) in row.iter().enumerate() {
            for (entry, y) in square[i][..=i].iter_mut().zip(*row) {
                *entry += x * y;
            }
        }
    }
    let square = cholesky(&square);
    let of = |numbers: &Vec<f64>| {
        let mut slope = vec![0.0; p];
        for (row, number) in features.iter().zip(numbers) {
            for (slope, x) in slope.iter_mut().zip(*row) {
                *slope += x * number;
            }
        }
        solve(&square, &slope)
    };
    numbers.iter().map(of).collect()
}

/// The logistic function.
pub fn chance(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// The log posterior, but for a constant.
fn judged(rows: &impl Fn(&mut Show<'_>), precision: &[f64], at: &[f64]) -> f64 {
    let mut seen = 0.0;
    rows(&mut |features, could, did| {
        let logit = dot(at, features);
        // log(1 + e^logit), without overflow.
        let size = libm::log1p(libm::exp(-logit.abs())) + logit.max(0.0);
        seen += did * logit - could * size;
    });
    let believed: f64 = at.iter().zip(precision).map(|(b, l)| b * b * l).sum();
    seen - believed / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(show: &mut Show<'_>) {
        for i in 0..60 {
            let (x, y) = (f64::from(i % 6) - 2.5, f64::from(i % 4) - 1.5);
            show(&[1.0, x, y], 50.0, 50.0 * chance(-0.4 + 0.8 * x - 0.3 * y));
        }
    }

    #[test]
    fn counts_that_follow_the_law_give_it_back() {
        let found = ridge(&rows, &[1e-9; 3]);
        for (found, known) in found.iter().zip([-0.4, 0.8, -0.3]) {
            assert!((found - known).abs() < 1e-4, "{found} {known}");
        }
    }

    #[test]
    fn numbers_on_a_plane_give_it_back_and_a_ridge_draws_to_nothing() {
        let row = |i: i32| {
            let (x, y) = (f64::from(i % 6) - 2.5, f64::from(i % 4) - 1.5);
            (vec![1.0, x, y], 2.0 - 0.5 * x + 0.25 * y)
        };
        let rows: Vec<_> = (0..60).map(row).collect();
        for (found, known) in linear_ridge(&rows, &[1e-9; 3])
            .iter()
            .zip([2.0, -0.5, 0.25])
        {
            assert!((found - known).abs() < 1e-6, "{found} {known}");
        }
        // Of ten numbers 3 with an error of one, and a belief as strong as ten more of zero: half.
        let three = vec![(vec![1.0], 3.0); 10];
        assert!((linear_ridge(&three, &[10.0])[0] - 1.5).abs() < 1e-12);
    }

    /// Where all did the likelihood has no maximum; the posterior has: slope and belief in balance.
    #[test]
    fn a_ridge_keeps_finite_what_counts_do_not() {
        let all = |show: &mut Show<'_>| show(&[1.0], 30.0, 30.0);
        let b = ridge(&all, &[0.5])[0];
        assert!((30.0 * (1.0 - chance(b)) - 0.5 * b).abs() < 1e-3, "{b}");
        assert_eq!(ridge(&|_: &mut Show<'_>| {}, &[1.0, 1.0]), [0.0, 0.0]);
    }
}
