//! Designs of experiments: where in the unit cube to look.

use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

/// A number of [0, 1) with 53 random bits of a word.
pub fn unit(word: u64) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    (word >> 11) as f64 * STEP
}

/// A number of 0..`bound`, each equally probable (Lemire 2019). `bound` at least one.
pub fn below(bound: u64, word: &mut impl FnMut() -> u64) -> u64 {
    debug_assert!(bound > 0, "invariant: a bound is positive");
    // Words whose low half falls in the incomplete last stretch would favour some
    // numbers, so they are drawn again.
    let incomplete = bound.wrapping_neg() % bound;
    loop {
        let product = u128::from(word()) * u128::from(bound);
        if product as u64 >= incomplete {
            return (product >> 64) as u64;
        }
    }
}

/// A Latin hypercube (McKay, Beckman & Conover 1979): `points` points in
/// [0, 1)^`dimensions`, exactly one in each of `points` equal strata of every
/// dimension, at a uniform place within its stratum.
///
/// The mean of a function over it is unbiased; its variance cannot be read off one
/// hypercube, so intervals take several. `word` gives uniform 64-bit words;
/// the same words give the same design.
pub fn latin_hypercube(
    points: usize,
    dimensions: usize,
    word: &mut impl FnMut() -> u64,
) -> Vec<Vec<f64>> {
    let mut design = vec![vec![0.0; dimensions]; points];
    for dimension in 0..dimensions {
        let mut strata: Vec<usize> = (0..points).collect();
        for last in (1..points).rev() {
            strata.swap(last, below(last as u64 + 1, word) as usize);
        }
        for (point, stratum) in design.iter_mut().zip(strata) {
            point[dimension] = within_stratum(stratum, points, unit(word()));
        }
    }
    design
}

/// Points that [`sobol`] has, and dimensions of each.
pub const SOBOL: (usize, usize) = (1 << 16, sobol_burley::NUM_DIMENSIONS as usize);

/// A coordinate of a point of the Sobol' sequence (Sobol' 1967, direction numbers of Joe & Kuo 2008)
/// under a random Owen scrambling (Owen 1997), which a uniform `scramble` chooses; each dimension
/// takes one of its own. In the middle of one of 2^32 strata, so never 0 or 1.
///
/// Each aligned run of 2^m points has one in each of 2^m equal strata of every dimension. Any number
/// of first points is a design; more of them leave the first as they are.
pub fn sobol(point: usize, dimension: usize, scramble: u32) -> f64 {
    debug_assert!(
        point < SOBOL.0,
        "invariant: the sequence has so many points"
    );
    let plain = sobol_rev((point as u32).reverse_bits(), dimension as u32);
    middle(owen_scramble_rev(plain, scramble).reverse_bits())
}

/// The middle of one of 2^32 strata.
fn middle(stratum: u32) -> f64 {
    (f64::from(stratum) + 0.5) / 4_294_967_296.0
}

/// (stratum + place) / strata, where rounding up may not leave the stratum.
fn within_stratum(stratum: usize, strata: usize, place: f64) -> f64 {
    let end = (stratum + 1) as f64 / strata as f64;
    ((stratum as f64 + place) / strata as f64).min(end.next_down())
}

#[cfg(test)]
mod tests {
    use super::super::special::chi_squared_upper;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn every_stratum_of_every_dimension_holds_one_point() {
        let mut source = ChaCha8Rng::seed_from_u64(1);
        for points in [1, 2, 20, 97] {
            let design = latin_hypercube(points, 5, &mut || source.next_u64());
            assert_eq!((design.len(), design[0].len()), (points, 5));
            for dimension in 0..5 {
                let mut strata: Vec<usize> = design
                    .iter()
                    .map(|point| (point[dimension] * points as f64) as usize)
                    .collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..points).collect::<Vec<_>>());
            }
        }
    }

    /// False alarm for one in a million sources of words.
    #[test]
    fn every_order_of_the_strata_is_as_likely() {
        let mut source = ChaCha8Rng::seed_from_u64(2);
        let mut orders = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let design = latin_hypercube(3, 1, &mut || source.next_u64());
            let order: Vec<usize> = design.iter().map(|p| (p[0] * 3.0) as usize).collect();
            *orders.entry(order).or_insert(0.0) += 1.0;
        }
        assert_eq!(orders.len(), 6);
        let off = |found: &f64| (found - 1000.0) * (found - 1000.0) / 1000.0;
        let statistic: f64 = orders.values().map(off).sum();
        assert!(chi_squared_upper(5.0, statistic) > 1e-6, "{orders:?}");
    }

    #[test]
    fn only_words_of_the_incomplete_stretch_are_drawn_again() {
        // 2^64 = 3 * 6148914691236517205 + 1: of all words, one is too many.
        let mut words = [0, 1, u64::MAX].into_iter();
        let mut word = || words.next().expect("a word is left");
        assert_eq!(below(3, &mut word), 0);
        assert_eq!(below(3, &mut word), 2);
        assert_eq!(words.next(), None);
    }

    #[test]
    fn extreme_places_stay_inside_their_stratum() {
        for strata in [1, 3, 49, 1000] {
            for stratum in 0..strata {
                for place in [unit(0), unit(u64::MAX)] {
                    let u = within_stratum(stratum, strata, place);
                    let (start, end) = (
                        stratum as f64 / strata as f64,
                        (stratum + 1) as f64 / strata as f64,
                    );
                    assert!(start <= u && u < end, "{stratum} of {strata}: {u}");
                }
            }
        }
    }

    /// `scipy.stats.qmc.Sobol(6, scramble=False).random(8)`, scipy 1.17, which goes through each run of
    /// 2^m points in the order of a Gray code.
    #[test]
    fn the_plain_sequence_is_that_of_scipy() {
        const SCIPY: [[f64; 6]; 8] = [
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25, 0.25, 0.75, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375, 0.125],
            [0.875, 0.875, 0.125, 0.375, 0.875, 0.625],
            [0.625, 0.125, 0.875, 0.625, 0.625, 0.875],
            [0.125, 0.625, 0.375, 0.125, 0.125, 0.375],
        ];
        for (i, expected) in SCIPY.iter().enumerate() {
            let gray = (i ^ (i >> 1)) as u32;
            for (dimension, value) in expected.iter().enumerate() {
                let plain = sobol_rev(gray.reverse_bits(), dimension as u32);
                let found = middle(plain.reverse_bits()) - middle(0);
                assert!((found - value).abs() < 1e-15, "{i}");
            }
        }
    }

    /// The hash of Burley 2020, as improved by Vegdahl, worked out in Python: designs of old sweeps hang
    /// on it.
    #[test]
    fn the_scrambling_is_fixed() {
        let strata = (0..4).map(|i| (sobol(i, 0, 0x9e37_79b9) * 4_294_967_296.0) as u32);
        assert_eq!(
            strata.collect::<Vec<_>>(),
            [2_237_511_484, 602_616_143, 3_250_239_115, 2_112_299_129]
        );
    }

    /// Centred L2 discrepancy (Hickernell 1998).
    fn discrepancy(points: &[Vec<f64>]) -> f64 {
        let (n, s) = (points.len() as f64, points[0].len() as i32);
        let off = |x: f64| (x - 0.5).abs();
        let alone = |x: &f64| 1.0 + 0.5 * off(*x) - 0.5 * off(*x) * off(*x);
        let both = |(x, y): (&f64, &f64)| 1.0 + 0.5 * (off(*x) + off(*y) - (x - y).abs());
        let single: f64 = points
            .iter()
            .map(|p| p.iter().map(alone).product::<f64>())
            .sum();
        let pair = |p: &Vec<f64>| -> f64 {
            let with = |q: &Vec<f64>| p.iter().zip(q).map(both).product::<f64>();
            points.iter().map(with).sum()
        };
        let pairs: f64 = points.iter().map(pair).sum();
        (13.0_f64 / 12.0).powi(s) - 2.0 / n * single + pairs / (n * n)
    }

    #[test]
    fn a_scrambled_sequence_is_stratified_and_covers_better_than_luck() {
        let mut source = ChaCha8Rng::seed_from_u64(4);
        for _ in 0..20 {
            let scrambles: [u32; 5] = std::array::from_fn(|_| source.next_u32());
            let point = |i| {
                let of = |(d, &scramble): (usize, &u32)| sobol(i, d, scramble);
                scrambles.iter().enumerate().map(of).collect::<Vec<f64>>()
            };
            let points: Vec<Vec<f64>> = (0..256).map(point).collect();
            for dimension in 0..5 {
                for run in points.chunks(64) {
                    let strata = run.iter().map(|point| (point[dimension] * 64.0) as usize);
                    let strata: std::collections::BTreeSet<usize> = strata.collect();
                    assert_eq!(strata.len(), 64);
                }
            }
            let random: Vec<Vec<f64>> = (0..256)
                .map(|_| (0..5).map(|_| unit(source.next_u64())).collect())
                .collect();
            assert!(discrepancy(&points) < discrepancy(&random) / 4.0);
        }
    }

    #[test]
    fn scrambles_put_a_point_anywhere() {
        let mut source = ChaCha8Rng::seed_from_u64(5);
        let mut counts = [0_u32; 16];
        for _ in 0..16_000 {
            counts[(sobol(0, 3, source.next_u32()) * 16.0) as usize] += 1;
        }
        let off = |count: &u32| (f64::from(*count) - 1e3).powi(2) / 1e3;
        let statistic: f64 = counts.iter().map(off).sum();
        assert!(chi_squared_upper(15.0, statistic) > 1e-4, "{counts:?}");
    }

    #[test]
    fn bounded_numbers_are_uniform() {
        let mut source = ChaCha8Rng::seed_from_u64(2);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[below(7, &mut || source.next_u64()) as usize] += 1;
        }
        let statistic: f64 = counts
            .iter()
            .map(|count| (f64::from(*count) - 1e4).powi(2) / 1e4)
            .sum();
        assert!(chi_squared_upper(6.0, statistic) > 1e-4, "{counts:?}");
    }

    #[test]
    fn additive_functions_vary_less_than_under_plain_sampling() {
        let mut source = ChaCha8Rng::seed_from_u64(3);
        let mut word = || source.next_u64();
        let designs: Vec<_> = (0..200)
            .map(|_| latin_hypercube(20, 3, &mut word))
            .collect();
        let mean = |design: &Vec<Vec<f64>>| design.iter().flatten().sum::<f64>() / 20.0;
        let spread = |means: &[f64]| {
            let centre = means.iter().sum::<f64>() / means.len() as f64;
            means.iter().map(|m| (m - centre).powi(2)).sum::<f64>() / means.len() as f64
        };
        let stratified: Vec<f64> = designs.iter().map(mean).collect();
        let plain: Vec<f64> = (0..200)
            .map(|_| (0..60).map(|_| unit(word())).sum::<f64>() / 20.0)
            .collect();
        // Theory: 1/400 of the variance of plain sampling for this function.
        assert!(spread(&stratified) < spread(&plain) / 100.0);
        assert_ne!(designs[0], designs[1]);
    }
}
