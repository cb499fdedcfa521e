//! Shapley values: a total shared fairly among the factors that make it.

use super::between::Between;
use super::interval::Estimate;
use super::method::Method;
use super::moments::Moments;
use serde::{Deserialize, Serialize};

/// Most factors for which all subsets are taken.
pub const MOST_FACTORS: usize = 10;

/// Shapley values as exact fractions with the common denominator m!.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapley {
    /// Numerator of each factor's value; they sum to
    /// `denominator * (v(all) - v(none))` exactly.
    pub numerators: Vec<i128>,
    /// m!, for m factors.
    pub denominator: i128,
}

impl Shapley {
    /// Values from the worth of every subset: bit i of the index says whether factor
    /// i is in. There are 2^m of them, m at most [`MOST_FACTORS`].
    pub fn of(worths: &[i64]) -> Self {
        SizeWeights::new(factors_of(worths)).apply(worths)
    }

    /// The value of `factor` divided by `unit` (for counts: the number of trials).
    pub fn value(&self, factor: usize, unit: f64) -> f64 {
        self.numerators[factor] as f64 / (self.denominator as f64 * unit)
    }
}

/// Shapley values averaged over trials, each with the worth of every subset.
///
/// The Shapley value is linear in the worths, so its mean over trials is the value
/// of the mean worths, and the spread of the per-trial values gives its interval,
/// with all pairing between subsets accounted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapleyMoments {
    weights: SizeWeights,
    factors: Vec<Moments>,
    total: Moments,
}

impl ShapleyMoments {
    /// An empty record for `factors` factors, at most [`MOST_FACTORS`].
    pub fn new(factors: usize) -> Self {
        Self {
            weights: SizeWeights::new(factors),
            factors: vec![Moments::default(); factors],
            total: Moments::default(),
        }
    }

    /// Counts a trial by the worth of each of its 2^m subsets.
    pub fn add(&mut self, worths: &[i64]) {
        debug_assert_eq!(
            worths.len(),
            1 << self.factors.len(),
            "invariant: one worth per subset"
        );
        let shapley = self.weights.apply(worths);
        for (moments, numerator) in self.factors.iter_mut().zip(shapley.numerators) {
            moments.add(numerator);
        }
        self.total.add(worths[worths.len() - 1] - worths[0]);
    }

    /// Adds the trials of `other`, a record of as many factors.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(
            self.factors.len(),
            other.factors.len(),
            "invariant: records of the same factors"
        );
        for (mine, theirs) in self.factors.iter_mut().zip(&other.factors) {
            mine.merge(theirs);
        }
        self.total.merge(&other.total);
    }

    /// Of records of groups, each by itself: how the values of the factors vary between groups beyond the
    /// luck within them, and after them the total. Nothing is known where [`Between::of`] says so.
    pub fn between(groups: &[Self]) -> Vec<Option<Between>> {
        let Some(first) = groups.first() else {
            return Vec::new();
        };
        let factor = |factor: usize| {
            let moments = groups.iter().map(|group| group.factors[factor]);
            let between = Between::of(&moments.collect::<Vec<_>>())?;
            Some(between.per(first.weights.denominator as f64))
        };
        let total: Vec<Moments> = groups.iter().map(|group| group.total).collect();
        let factors = (0..first.factors.len()).map(factor);
        factors.chain([Between::of(&total)]).collect()
    }

    /// Exact sums of each factor's numerators, over the denominator m!.
    pub fn sum(&self) -> Shapley {
        let numerators = self.factors.iter().map(|moments| moments.sum).collect();
        Shapley {
            numerators,
            denominator: self.weights.denominator,
        }
    }

    /// The mean value of each factor with Student's t interval, method `shapley_t`.
    /// Worths of one trial differ by at most `spread`, which bounds a factor that
    /// never varied (method `constant_sample`).
    pub fn values(&self, spread: u32, level: f64) -> Vec<Estimate> {
        let unit = self.weights.denominator;
        let most = i64::from(spread) * unit as i64;
        let estimate = |moments: &Moments| {
            moments.bounded_estimate((-most, most), unit as f64, level, Method::ShapleyT)
        };
        self.factors.iter().map(estimate).collect()
    }

    /// The mean of v(all) - v(none), which the values add up to.
    pub fn total(&self, spread: u32, level: f64) -> Estimate {
        let most = i64::from(spread);
        self.total
            .bounded_estimate((-most, most), 1.0, level, Method::ShapleyT)
    }
}

/// |S|! (m - |S| - 1)! by size of S: the orders in which exactly S comes before a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SizeWeights {
    orders: Vec<i128>,
    denominator: i128,
}

impl SizeWeights {
    fn new(factors: usize) -> Self {
        debug_assert!(
            factors <= MOST_FACTORS,
            "invariant: at most {MOST_FACTORS} factors, not {factors}"
        );
        let factorial = |k: usize| (1..=k as i128).product::<i128>();
        Self {
            orders: (0..factors)
                .map(|size| factorial(size) * factorial(factors - size - 1))
                .collect(),
            denominator: factorial(factors),
        }
    }

    fn apply(&self, worths: &[i64]) -> Shapley {
        let numerator = |factor: usize| {
            let with = 1 << factor;
            let without = (0..worths.len()).filter(|subset| subset & with == 0);
            without
                .map(|subset| {
                    let gain = i128::from(worths[subset | with]) - i128::from(worths[subset]);
                    self.orders[subset.count_ones() as usize] * gain
                })
                .sum()
        };
        Shapley {
            numerators: (0..self.orders.len()).map(numerator).collect(),
            denominator: self.denominator,
        }
    }
}

/// The m of 2^m worths.
fn factors_of(worths: &[i64]) -> usize {
    debug_assert!(
        worths.len().is_power_of_two(),
        "invariant: one worth per subset"
    );
    worths.len().ilog2() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glove_game() {
        // Shapley (1953): one left glove (factor 0), two right gloves: 2/3, 1/6, 1/6.
        let worth = |subset: usize| i64::from(subset & 1 != 0 && subset & 6 != 0);
        let shapley = Shapley::of(&(0..8).map(worth).collect::<Vec<_>>());
        assert_eq!(
            (shapley.numerators, shapley.denominator),
            (vec![4, 1, 1], 6)
        );
    }

    /// Worths that follow no pattern, the same on every run.
    fn scrambled(factors: u32, salt: u64) -> Vec<i64> {
        let word = |subset: u64| (subset + 1 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        (0..1_u64 << factors)
            .map(|subset| (word(subset) % 20_001) as i64 - 10_000)
            .collect()
    }

    #[test]
    fn values_add_up_exactly() {
        for factors in 0..=10 {
            let worths = scrambled(factors, 7);
            let shapley = Shapley::of(&worths);
            let total = i128::from(worths[worths.len() - 1] - worths[0]);
            assert_eq!(
                shapley.numerators.iter().sum::<i128>(),
                total * shapley.denominator
            );
        }
    }

    #[test]
    fn values_average_the_gains_over_all_orders() {
        let worths = scrambled(3, 3);
        let mut numerators = vec![0; 3];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut subset = 0;
            for factor in order {
                let joined = subset | 1 << factor;
                numerators[factor] += i128::from(worths[joined] - worths[subset]);
                subset = joined;
            }
        }
        assert_eq!(Shapley::of(&worths).numerators, numerators);
    }

    #[test]
    fn per_trial_values_sum_to_the_values_of_the_sums() {
        let (mut record, mut other) = (ShapleyMoments::new(4), ShapleyMoments::new(4));
        let mut sums = vec![0; 16];
        for trial in 0..50 {
            let worths = scrambled(4, trial * 31);
            sums.iter_mut()
                .zip(&worths)
                .for_each(|(sum, worth)| *sum += worth);
            if trial % 2 == 0 {
                &mut record
            } else {
                &mut other
            }
            .add(&worths);
        }
        record.merge(&other);
        assert_eq!(record.sum(), Shapley::of(&sums));
        let values = record.values(20_000, 0.95);
        let total = record.total(20_000, 0.95).value.unwrap();
        assert!(
            (values.iter().map(|value| value.value.unwrap()).sum::<f64>() - total).abs() < 1e-9
        );
        assert!((values[2].value.unwrap() - record.sum().value(2, 50.0)).abs() < 1e-9);
        assert_eq!((values[0].method, values[0].n), (Method::ShapleyT, 50));
    }

    #[test]
    fn a_factor_that_never_mattered_is_bounded() {
        let mut record = ShapleyMoments::new(2);
        for trial in 0..100 {
            let with_first = i64::from(trial % 3 == 0);
            record.add(&[0, with_first, 0, with_first]);
        }
        let values = record.values(1, 0.95);
        assert_eq!(
            (values[1].value, values[1].method),
            (Some(0.0), Method::ConstantSample)
        );
        let interval = values[1].interval().unwrap();
        assert!(interval.contains(0.0) && (interval.width() - 2.0 * 0.029_513).abs() < 1e-5);
        assert_eq!(values[0].method, Method::ShapleyT);
    }

    #[test]
    fn a_total_that_never_varied_is_bounded_on_both_sides() {
        let mut record = ShapleyMoments::new(1);
        (0..100).for_each(|_| record.add(&[2, 2]));
        let total = record.total(3, 0.95);
        assert_eq!(
            (total.value, total.method),
            (Some(0.0), Method::ConstantSample)
        );
        let interval = total.interval().unwrap();
        assert!(interval.contains(0.0) && (interval.width() - 6.0 * 0.029_513).abs() < 1e-4);
    }
}
