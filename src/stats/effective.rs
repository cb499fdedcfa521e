//! How many draws of one weight say as much as weighted ones, some of which are the same (Kish 1965).

use std::collections::BTreeMap;

/// The square of the sum of the weights over the sum of their squares; 0 where all are 0.
pub fn effective(weights: &[f64]) -> f64 {
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let sum: f64 = weights.iter().sum();
    if squares > 0.0 {
        sum * sum / squares
    } else {
        0.0
    }
}

/// The same of draws with their weights, where draws of the same numbers count as one.
pub fn unlike<D: IntoIterator<Item = f64>>(draws: impl IntoIterator<Item = (D, f64)>) -> f64 {
    let mut unlike: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
    for (numbers, weight) in draws {
        let numbers = numbers.into_iter().map(f64::to_bits).collect();
        *unlike.entry(numbers).or_default() += weight;
    }
    effective(&unlike.into_values().collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_one_weight_count_as_they_are_and_the_same_count_once() {
        assert!((effective(&[0.5, 0.5, 0.0]) - 2.0).abs() < 1e-12);
        assert!((effective(&[3.0, 1.0]) - 1.6).abs() < 1e-12);
        assert!(effective(&[0.0, 0.0]).abs() < 1e-12 && effective(&[]).abs() < 1e-12);
        let draws = [[1.0, 2.0], [1.0, 3.0], [1.0, 2.0], [1.0, 2.0]];
        assert!((unlike(draws.map(|draw| (draw, 1.0))) - 1.6).abs() < 1e-12);
        assert!((unlike(draws[..2].iter().map(|draw| (*draw, 0.5))) - 2.0).abs() < 1e-12);
    }
}
