//! Cases in folds that keep together what belongs together.

use super::case::Case;
use crate::stats::design::below;
use crate::trial::words::words;
use std::collections::BTreeMap;

/// Clusters of cases, by case, numbered from 0: cases that share all their words are one; a case
/// without words is alone.
pub fn clusters(cases: &[Case]) -> Vec<usize> {
    let mut known: BTreeMap<&[String], usize> = BTreeMap::new();
    let mut used = 0;
    let mut new = || {
        used += 1;
        used - 1
    };
    let mut numbers = Vec::with_capacity(cases.len());
    for case in cases {
        numbers.push(match case.together.as_slice() {
            [] => new(),
            words => *known.entry(words).or_insert_with(&mut new),
        });
    }
    numbers
}

/// The fold of each case: clusters in random order, each to the fold that has the fewest cases. At
/// most one fold a cluster.
pub fn folds(cluster: &[usize], folds: usize, seed: u64, repetition: u64) -> Vec<usize> {
    let clusters = cluster.iter().max().map_or(0, |last| last + 1);
    let mut word = words("folds of cases", seed, repetition);
    let mut order: Vec<usize> = (0..clusters).collect();
    for last in (1..clusters).rev() {
        order.swap(last, below(last as u64 + 1, &mut word) as usize);
    }
    let mut sizes = vec![0_usize; folds.min(clusters).max(1)];
    let mut fold_of = vec![0; clusters];
    for c in order {
        let least = (0..sizes.len()).min_by_key(|&fold| sizes[fold]);
        let fold = least.expect("invariant: there is a fold");
        fold_of[c] = fold;
        sizes[fold] += cluster.iter().filter(|&&of| of == c).count();
    }
    cluster.iter().map(|&c| fold_of[c]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cluster_is_in_two_folds_and_folds_are_even() {
        let cluster: Vec<usize> = (0..239).map(|i| (i * 7) % 150).collect();
        for repetition in 0..5 {
            let fold = folds(&cluster, 10, 3, repetition);
            let mut of: BTreeMap<usize, usize> = BTreeMap::new();
            for (c, f) in cluster.iter().zip(&fold) {
                assert_eq!(*of.entry(*c).or_insert(*f), *f);
            }
            for f in 0..10 {
                let size = fold.iter().filter(|of| **of == f).count();
                assert!((22..=26).contains(&size), "{size}");
            }
        }
        assert_ne!(folds(&cluster, 10, 3, 0), folds(&cluster, 10, 3, 1));
        assert_eq!(folds(&[0, 1], 10, 3, 0).len(), 2);
    }
}
