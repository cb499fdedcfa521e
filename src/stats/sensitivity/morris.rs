//! Elementary effects: how far the output moves where one input alone does (Morris 1991).

use super::super::interval::Estimate;
use super::{Resampling, Weights, one_way, two_way};

/// What one input did on each trajectory: the change of the output per unit of the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// Of the output as it was played.
    pub played: Vec<f64>,
    /// Of each replicate of it, under a luck of its own; empty where there are none.
    pub replicates: Vec<Vec<f64>>,
}

/// What the elementary effects of an input say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MorrisIndices {
    /// Mean of their sizes (Campolongo et al. 2007), noise included.
    pub mu_star: Estimate,
    /// Their mean: noise is none of it.
    pub mu: Estimate,
    /// Their standard deviation over trajectories, noise included: far from zero where the input acts
    /// with others or not in a line.
    pub sigma: Estimate,
    /// Mean of their squares by products of different replicates, noise left out; zero of an input that
    /// moves nothing, and by chance below.
    pub mean_square: Estimate,
    /// Root mean square of the noise of an effect.
    pub noise: Estimate,
}

/// What effects say, with percentile intervals over resamples of trajectories (`mean_square` and `noise`:
/// of replicates as well).
pub fn morris_indices(
    effects: &Effects,
    resampling: Resampling,
    word: &mut impl FnMut() -> u64,
) -> MorrisIndices {
    let n = effects.played.len();
    let plain = one_way(n, resampling, word, |times| {
        let [mu_star, mu, sigma] = moments(&effects.played, times);
        vec![mu_star, mu, sigma]
    });
    let replicates = effects.replicates.first().map_or(0, Vec::len);
    let apart = if replicates < 2 {
        let nothing = Estimate {
            value: None,
            low: None,
            high: None,
            ..plain[0]
        };
        vec![nothing; 2]
    } else {
        two_way((n, replicates), resampling, word, |times, weights| {
            let [square, noise] = apart(&effects.replicates, times, weights);
            vec![Some(square), Some(noise)]
        })
    };
    MorrisIndices {
        mu_star: plain[0],
        mu: plain[1],
        sigma: plain[2],
        mean_square: apart[0],
        noise: apart[1],
    }
}

/// Mean size, mean and standard deviation (n - 1) of effects taken so many times.
fn moments(effects: &[f64], times: &[f64]) -> [Option<f64>; 3] {
    let n: f64 = times.iter().sum();
    let mean = |of: &dyn Fn(f64) -> f64| {
        let all = effects.iter().zip(times);
        all.map(|(effect, times)| times * of(*effect)).sum::<f64>() / n
    };
    let (size, centre) = (mean(&f64::abs), mean(&|effect| effect));
    let spread = mean(&|effect| (effect - centre) * (effect - centre));
    let sigma = (n > 1.0).then(|| libm::sqrt(spread * n / (n - 1.0)));
    [
        (n > 0.0).then_some(size),
        (n > 0.0).then_some(centre),
        sigma,
    ]
}

/// Mean square without noise, and root mean square of the noise.
fn apart(effects: &[Vec<f64>], times: &[f64], weights: &Weights) -> [f64; 2] {
    let (mut square, mut single, mut count) = (0.0, 0.0, 0.0);
    for (effect, times) in effects.iter().zip(times) {
        square += times * weights.product(|r| (effect[r], effect[r]));
        single += times * weights.mean(|r| effect[r] * effect[r]);
        count += times;
    }
    let noise = ((single - square) / count / weights.replicates()).max(0.0);
    [square / count, libm::sqrt(noise)]
}

#[cfg(test)]
mod tests {
    use super::super::super::design::unit;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    const RESAMPLING: Resampling = Resampling {
        resamples: 200,
        level: 0.95,
    };

    #[test]
    fn moments_of_three_effects_by_hand() {
        let effects = Effects {
            played: vec![2.0, -1.0, 5.0],
            replicates: Vec::new(),
        };
        let mut source = ChaCha8Rng::seed_from_u64(1);
        let found = morris_indices(&effects, RESAMPLING, &mut || source.next_u64());
        let near = |found: Estimate, known: f64| (found.value.unwrap() - known).abs() < 1e-12;
        assert!(near(found.mu_star, 8.0 / 3.0) && near(found.mu, 2.0) && near(found.sigma, 3.0));
        assert_eq!(found.mean_square.value, None);
    }

    /// Effects of size 1 or -1 under a noise of standard deviation 1 / √8, and none under the same.
    #[test]
    fn noise_is_kept_apart_from_effects() {
        let mut source = ChaCha8Rng::seed_from_u64(2);
        let mut word = || source.next_u64();
        let mut noise = || libm::sqrt(12.0) * (unit(word()) - 0.5);
        let mut effects = |size: f64| {
            let replicates: Vec<Vec<f64>> = (0..400)
                .map(|at| {
                    let effect = if at % 2 == 0 { size } else { -size };
                    (0..8).map(|_| effect + noise()).collect()
                })
                .collect();
            let mean = |row: &Vec<f64>| row.iter().sum::<f64>() / 8.0;
            Effects {
                played: replicates.iter().map(mean).collect(),
                replicates,
            }
        };
        let (some, none) = (effects(1.0), effects(0.0));
        let some = morris_indices(&some, RESAMPLING, &mut word);
        let none = morris_indices(&none, RESAMPLING, &mut word);
        let near = |found: Estimate, known: f64, within: f64| {
            assert!((found.value.unwrap() - known).abs() < within, "{found:?}");
        };
        near(some.mu_star, 1.0, 0.05);
        near(some.mu, 0.0, 0.1);
        near(some.mean_square, 1.0, 0.06);
        near(some.noise, 1.0 / libm::sqrt(8.0), 0.02);
        // The mean size of noise alone is far from zero; the mean square without it is not.
        near(none.mu_star, 0.28, 0.04);
        near(none.mean_square, 0.0, 0.02);
        assert!(none.mean_square.covers(0.0) && !some.mean_square.covers(0.0));
        assert!(!none.mu_star.covers(0.0));
    }
}
