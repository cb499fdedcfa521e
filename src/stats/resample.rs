//! What would have been found with other observations of the same kind: the bootstrap (Efron &
//! Tibshirani 1993) over clusters, within strata.

use super::design::below;
use super::histogram::ceiling_of_product;
use super::interval::{Estimate, tail};
use super::method::Method;

/// How often each cluster is in a resample: of every stratum as many clusters as it has, drawn with
/// replacement. Strata stand one after the other; `word` gives uniform 64-bit words.
pub fn resample(strata: &[usize], word: &mut impl FnMut() -> u64) -> Vec<u32> {
    let mut times = vec![0; strata.iter().sum()];
    let mut rest = times.as_mut_slice();
    for &clusters in strata {
        let (stratum, further) = rest.split_at_mut(clusters);
        for _ in 0..clusters {
            stratum[below(clusters as u64, word) as usize] += 1;
        }
        rest = further;
    }
    times
}

/// A value of `n` observations with the percentile interval over its replicates (method
/// `cluster_bootstrap`). A replicate in which the value is not known could lie anywhere, so it
/// counts as the smallest for the lower end and as the largest for the upper one.
pub fn percentile_interval(
    value: Option<f64>,
    replicates: &[Option<f64>],
    level: f64,
    n: u64,
) -> Estimate {
    let end = |p: f64, unknown: f64| {
        let known = replicates.iter().map(|found| found.unwrap_or(unknown));
        let mut sorted: Vec<f64> = known.collect();
        sorted.sort_by(f64::total_cmp);
        percentile(&sorted, p).filter(|end| end.is_finite())
    };
    Estimate {
        value,
        low: value.and_then(|_| end(tail(level), f64::NEG_INFINITY)),
        high: value.and_then(|_| end(1.0 - tail(level), f64::INFINITY)),
        level,
        method: Method::ClusterBootstrap,
        n,
    }
}

/// The inverse empirical distribution function of sorted values.
pub(super) fn percentile(sorted: &[f64], p: f64) -> Option<f64> {
    let rank = match sorted.len() as u64 {
        0 => return None,
        n => ceiling_of_product(n, p),
    };
    sorted.get(rank as usize - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn every_stratum_keeps_its_size_and_every_cluster_its_chance() {
        let mut source = ChaCha8Rng::seed_from_u64(1);
        let mut word = || source.next_u64();
        let strata = [3, 0, 5];
        let (mut total, rounds) = ([0_u32; 8], 20_000);
        for _ in 0..rounds {
            let times = resample(&strata, &mut word);
            assert_eq!(times[..3].iter().sum::<u32>(), 3);
            assert_eq!(times[3..].iter().sum::<u32>(), 5);
            for (total, times) in total.iter_mut().zip(times) {
                *total += times;
            }
        }
        // Binomial counts around `rounds`, variance below it: 6 deviations, false alarm 2e-8 with 8.
        let far = 6.0 * f64::from(rounds).sqrt();
        for total in total {
            assert!(
                (f64::from(total) - f64::from(rounds)).abs() < far,
                "{total}"
            );
        }
    }

    #[test]
    fn ends_are_percentiles_and_what_is_unknown_lies_at_both() {
        let known: Vec<Option<f64>> = (1..=1000).map(|i| Some(f64::from(i))).collect();
        let found = percentile_interval(Some(7.0), &known, 0.95, 3);
        assert_eq!((found.low, found.high), (Some(25.0), Some(975.0)));
        assert_eq!((found.value, found.n), (Some(7.0), 3));
        let few = [vec![None; 10], known[10..].to_vec()].concat();
        let found = percentile_interval(Some(7.0), &few, 0.95, 3);
        assert_eq!((found.low, found.high), (Some(25.0), Some(985.0)));
        let many = [vec![None; 30], known[30..].to_vec()].concat();
        let found = percentile_interval(Some(7.0), &many, 0.95, 3);
        assert_eq!((found.low, found.high), (None, None));
        assert_eq!(percentile_interval(None, &known, 0.95, 0).low, None);
        assert_eq!(percentile_interval(Some(1.0), &[], 0.95, 1).high, None);
    }
}
