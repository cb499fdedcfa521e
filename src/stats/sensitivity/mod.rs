//! Which input drives the output: shares of its variance ([`sobol`]), elementary effects ([`morris`]),
//! distances between distributions ([`pawn`]).
//!
//! An output that is itself the mean of random trials varies for two reasons, inputs and luck. Where the
//! trials fall into replicates, each of a luck of its own and the same at every point, products of two
//! different replicates have no luck in common: [`Weights::product`] averages them, and what is left of
//! the variance is that of the inputs. Its errors are resampled over points and over replicates.

pub mod morris;
pub mod pawn;
pub mod sobol;

use super::interval::Estimate;
use super::method::Method;
use super::resample::{percentile_interval, resample};

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampling {
    /// How many resamples.
    pub resamples: usize,
    /// Nominal coverage.
    pub level: f64,
}

/// How often each of some units is in a resample of them.
fn times(units: usize, word: &mut impl FnMut() -> u64) -> Vec<f64> {
    let times = resample(&[units], word);
    times.into_iter().map(f64::from).collect()
}

/// How often each replicate of an output counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    of: Vec<f64>,
    sum: f64,
    /// The weight of all pairs of different replicates.
    pairs: f64,
}

impl Weights {
    /// Each once; at least two.
    pub fn all(replicates: usize) -> Self {
        Self::new(vec![1.0; replicates])
    }

    /// Drawn with replacement, until two of them are different. Fewer than four are not drawn: as good
    /// as no resample of them has what they have.
    fn drawn(replicates: usize, word: &mut impl FnMut() -> u64) -> Self {
        if replicates < 4 {
            return Self::all(replicates);
        }
        loop {
            let drawn = Self::new(times(replicates, word));
            if drawn.pairs > 0.0 {
                return drawn;
            }
        }
    }

    fn new(of: Vec<f64>) -> Self {
        let sum: f64 = of.iter().sum();
        let pairs = sum * sum - of.iter().map(|weight| weight * weight).sum::<f64>();
        Self { of, sum, pairs }
    }

    /// The mean of u of one replicate times v of another, over all pairs of different ones: its
    /// expectation is the product of the expectations of u and of v.
    pub fn product(&self, of: impl Fn(usize) -> (f64, f64)) -> f64 {
        let (mut first, mut second, mut same) = (0.0, 0.0, 0.0);
        for (replicate, weight) in self.of.iter().enumerate() {
            let (u, v) = of(replicate);
            first += weight * u;
            second += weight * v;
            same += weight * weight * (u * v);
        }
        (first * second - same) / self.pairs
    }

    /// The mean of a number of each replicate.
    fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        let each = self.of.iter().enumerate();
        each.map(|(replicate, weight)| weight * of(replicate))
            .sum::<f64>()
            / self.sum
    }

    /// How many there are.
    fn replicates(&self) -> f64 {
        self.of.len() as f64
    }
}

/// Values of all points, and of resamples of points and replicates, as estimates with percentile
/// intervals. `of` gives as many values for any weights of `units` points and of replicates.
fn two_way(
    (units, replicates): (usize, usize),
    Resampling { resamples, level }: Resampling,
    word: &mut impl FnMut() -> u64,
    of: impl Fn(&[f64], &Weights) -> Vec<Option<f64>>,
) -> Vec<Estimate> {
    let values = of(&vec![1.0; units], &Weights::all(replicates));
    let draws: Vec<Vec<Option<f64>>> = (0..resamples)
        .map(|_| {
            let points = times(units, word);
            of(&points, &Weights::drawn(replicates, word))
        })
        .collect();
    let estimate = |(at, value): (usize, &Option<f64>)| {
        let replicates: Vec<Option<f64>> = draws.iter().map(|draw| draw[at]).collect();
        Estimate {
            method: Method::TwoWayBootstrap,
            ..percentile_interval(*value, &replicates, level, units as u64)
        }
    };
    values.iter().enumerate().map(estimate).collect()
}

/// Values of all points and of resamples of points, as estimates with percentile intervals.
fn one_way(
    units: usize,
    Resampling { resamples, level }: Resampling,
    word: &mut impl FnMut() -> u64,
    of: impl Fn(&[f64]) -> Vec<Option<f64>>,
) -> Vec<Estimate> {
    let values = of(&vec![1.0; units]);
    let draws: Vec<Vec<Option<f64>>> = (0..resamples).map(|_| of(&times(units, word))).collect();
    let estimate = |(at, value): (usize, &Option<f64>)| {
        let replicates: Vec<Option<f64>> = draws.iter().map(|draw| draw[at]).collect();
        Estimate {
            method: Method::BootstrapPercentile,
            ..percentile_interval(*value, &replicates, level, units as u64)
        }
    };
    values.iter().enumerate().map(estimate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_of_different_replicates_alone() {
        let (u, v) = ([1.0, 2.0, 4.0], [3.0, 5.0, 7.0]);
        let mut by_hand = 0.0;
        for (i, u) in u.iter().enumerate() {
            for (j, v) in v.iter().enumerate() {
                if i != j {
                    by_hand += u * v / 6.0;
                }
            }
        }
        let found = Weights::all(3).product(|at| (u[at], v[at]));
        assert!((found - by_hand).abs() < 1e-12);
        // Twice the first, the second once: pairs of the first with itself stay out.
        let found = Weights::new(vec![2.0, 1.0, 0.0]).product(|at| (u[at], v[at]));
        assert!((found - (2.0 * 1.0 * 5.0 + 2.0 * 2.0 * 3.0) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn resamples_hold_two_different_replicates() {
        let mut count = 0_u64;
        // A source that gives the same replicate eight times, and then others.
        let mut word = || {
            count += 1;
            if count <= 8 { 0 } else { count << 59 }
        };
        assert!(Weights::drawn(8, &mut word).pairs > 0.0);
        assert_eq!(Weights::drawn(2, &mut word), Weights::all(2));
    }
}
