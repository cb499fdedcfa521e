//! A tempered sequential Monte Carlo sampler (Del Moral, Doucet & Jasra 2006): a population of draws
//! moved from one distribution to another in steps that adapt themselves.
//!
//! Every dimension is standard normal before anything is seen. What is seen are units, cases here,
//! each with a log likelihood; the path leads from units weighted `from` to units weighted `to`. So the
//! same walk goes from the prior to the posterior (all from 0 to 1), and from there to the posterior
//! without some units (those from 1 to 0), which is where cross-validation starts warm.

use crate::ensemble::{self, Halt, Progress};
use crate::stats::design::unit;
use crate::stats::effective::effective;
use crate::stats::linear::cholesky;
use crate::stats::special::normal_quantile_upper;
use crate::trial::words::words;

/// What draws are judged by.
pub trait Target: Sync {
    /// How many parameters there are.
    fn dimensions(&self) -> usize;
    /// The log likelihood of every unit at a place.
    fn log_likelihoods(&self, place: &[f64]) -> Vec<f64>;
}

/// A draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its place, in standard normals of the prior.
    pub place: Vec<f64>,
    /// Log likelihood by unit.
    pub units: Vec<f64>,
}

/// How to walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walk {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Tells walks of one seed apart.
    pub number: u64,
    /// Share of draws that has to stay effective in a step.
    pub effective: f64,
    /// Accepted moves of a draw to be reached after each step.
    pub moves: f64,
    /// Below this share of accepted moves the walk stops where it is.
    pub least_accepted: f64,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            seed: 1,
            number: 0,
            effective: 0.5,
            moves: 2.0,
            least_accepted: 0.01,
        }
    }
}

/// The most rounds of moves after a step.
const MOST_ROUNDS: u64 = 24;

/// A population on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// The walk it is on, by [`Walk::number`].
    pub number: u64,
    /// Its draws, equally weighted.
    pub draws: Vec<Draw>,
    /// How far it is: 0 at the start, 1 at the end.
    pub reached: f64,
    /// Steps made.
    pub steps: u64,
    /// Size of a move, in units of the population's own spread.
    pub size: f64,
    /// What happened in each step.
    pub log: Vec<Step>,
}

/// A step of a walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// How far it led.
    pub reached: f64,
    /// Effective number of draws before it was resampled.
    pub effective: f64,
    /// Share of moves that were accepted.
    pub accepted: f64,
    /// Rounds of moves.
    pub rounds: u64,
    /// Gain of the log of the evidence.
    pub evidence: f64,
}

/// Why a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is where it was to lead.
    Reached,
    /// Too few moves were accepted: the population is the last whole one.
    Stalled,
}

/// Places of so many draws of the prior of `d` parameters.
pub fn places(d: usize, draws: usize, seed: u64) -> Vec<Vec<f64>> {
    let place = |draw: usize| {
        let mut word = words("draw of a prior", seed, draw as u64);
        (0..d).map(|_| normal(&mut word)).collect()
    };
    (0..draws).map(place).collect()
}

/// A population at the start of a walk.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn start(
    target: &impl Target,
    places: Vec<Vec<f64>>,
    walk: Walk,
    progress: &impl Progress,
) -> Result<Population, Halt> {
    let draws = judged(target, places, progress)?;
    Ok(Population {
        number: walk.number,
        draws,
        reached: 0.0,
        steps: 0,
        size: 1.0,
        log: Vec::new(),
    })
}

/// A population that begins another walk, of that number.
pub fn again(population: &Population, number: u64) -> Population {
    Population {
        number,
        draws: population.draws.clone(),
        reached: 0.0,
        steps: 0,
        size: population.size,
        log: Vec::new(),
    }
}

/// Walks from units weighted `from` to units weighted `to`. `after` hears of each step.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop, or what `after` says.
pub fn walk(
    target: &impl Target,
    mut population: Population,
    (from, to): (&[f64], &[f64]),
    walk: Walk,
    progress: &impl Progress,
    mut after: impl FnMut(&Population) -> std::io::Result<()>,
) -> Result<(Population, End), Halt> {
    while population.reached < 1.0 {
        let next = step(target, &population, (from, to), walk, progress)?;
        let stalled = next
            .log
            .last()
            .is_some_and(|step| step.accepted < walk.least_accepted);
        if stalled {
            return Ok((population, End::Stalled));
        }
        population = next;
        after(&population)?;
    }
    Ok((population, End::Reached))
}

fn step(
    target: &impl Target,
    population: &Population,
    (from, to): (&[f64], &[f64]),
    walk: Walk,
    progress: &impl Progress,
) -> Result<Population, Halt> {
    let n = population.draws.len();
    let gain = |draw: &Draw| -> f64 {
        let units = draw.units.iter().zip(from.iter().zip(to));
        units.map(|(unit, (from, to))| unit * (to - from)).sum()
    };
    let gains: Vec<f64> = population.draws.iter().map(gain).collect();
    let reached = farthest(&gains, population.reached, walk.effective * n as f64);
    let by = reached - population.reached;
    let (weights, evidence) = weights(&gains, by);
    let effective = effective(&weights);
    let stream = |what: &str, number: u64| {
        let purpose = format!("{what} {} {}", walk.number, population.steps);
        words(&purpose, walk.seed, number)
    };
    let chosen = systematic(&weights, n, unit(stream("resampling", 0)()));
    let mut draws: Vec<Draw> = chosen
        .iter()
        .map(|&i| population.draws[i].clone())
        .collect();
    let weight: Vec<f64> = from
        .iter()
        .zip(to)
        .map(|(from, to)| from + reached * (to - from))
        .collect();
    let judge = |draw: &Draw| -> f64 {
        let seen: f64 = draw
            .units
            .iter()
            .zip(&weight)
            .map(|(unit, w)| unit * w)
            .sum();
        let prior: f64 = draw.place.iter().map(|z| z * z).sum();
        seen - prior / 2.0
    };
    let factor = cholesky(&covariance(&draws));
    let d = target.dimensions();
    let (mut size, mut accepted, mut rounds) = (population.size, 0.0, 0);
    while accepted < walk.moves && rounds < MOST_ROUNDS {
        let reach = size * 2.38 / libm::sqrt(d as f64);
        let proposal = |i: usize, draw: &Draw| {
            let mut word = stream("move", rounds * n as u64 + i as u64);
            let noise: Vec<f64> = (0..d).map(|_| normal(&mut word)).collect();
            let place = (0..d).map(|row| {
                let step: f64 = (0..=row).map(|c| factor[row][c] * noise[c]).sum();
                draw.place[row] + reach * step
            });
            (place.collect::<Vec<f64>>(), unit(word()))
        };
        let proposed: Vec<(Vec<f64>, f64)> = draws
            .iter()
            .enumerate()
            .map(|(i, draw)| proposal(i, draw))
            .collect();
        let (places, chances): (Vec<_>, Vec<_>) = proposed.into_iter().unzip();
        let judged = judged(target, places, progress)?;
        let mut taken = 0;
        for ((draw, new), chance) in draws.iter_mut().zip(judged).zip(chances) {
            if libm::log(chance) < judge(&new) - judge(draw) {
                *draw = new;
                taken += 1;
            }
        }
        let share = f64::from(taken) / n as f64;
        accepted += share;
        rounds += 1;
        size = (size * libm::exp(2.0 * (share - 0.25))).clamp(0.02, 2.0);
    }
    let mut log = population.log.clone();
    log.push(Step {
        reached,
        effective,
        accepted: accepted / rounds as f64,
        rounds,
        evidence,
    });
    Ok(Population {
        number: population.number,
        draws,
        reached,
        steps: population.steps + 1,
        size,
        log,
    })
}

fn judged(
    target: &impl Target,
    places: Vec<Vec<f64>>,
    progress: &impl Progress,
) -> Result<Vec<Draw>, Halt> {
    let mut draws = Vec::with_capacity(places.len());
    let work = |place: &Vec<f64>| {
        let units = target.log_likelihoods(place);
        progress.done(1);
        Draw {
            place: place.clone(),
            units,
        }
    };
    ensemble::in_order(places, progress, work, |draw| {
        draws.push(draw);
        Ok(())
    })?;
    Ok(draws)
}

/// A standard normal number.
pub(super) fn normal(word: &mut impl FnMut() -> u64) -> f64 {
    // Neither 0 nor 1, whose quantiles are infinite.
    let place = unit(word()) + f64::EPSILON / 4.0;
    -normal_quantile_upper(place.min(1.0 - f64::EPSILON))
}

/// How far one can go so that so many draws stay effective.
fn farthest(gains: &[f64], from: f64, least: f64) -> f64 {
    let stays = |to: f64| effective(&weights(gains, to - from).0) >= least;
    if stays(1.0) {
        return 1.0;
    }
    let (mut low, mut high) = (from, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if stays(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    // A step however small: draws that all but one exclude leave no other way.
    low.max(from + (1.0 - from) * 1e-9)
}

/// Weights that add up to one after gains times a part, and the log of their mean before that.
fn weights(gains: &[f64], part: f64) -> (Vec<f64>, f64) {
    let top = gains
        .iter()
        .map(|gain| gain * part)
        .fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = gains
        .iter()
        .map(|gain| libm::exp(gain * part - top))
        .collect();
    let sum: f64 = raw.iter().sum();
    let evidence = top + libm::log(sum / gains.len() as f64);
    (
        raw.into_iter().map(|weight| weight / sum).collect(),
        evidence,
    )
}

/// Systematic resampling: `count` of the weighted, at equal distances from a random place.
pub fn systematic(weights: &[f64], count: usize, place: f64) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let (mut chosen, mut at, mut passed) = (Vec::with_capacity(count), 0, weights[0] / sum);
    for i in 0..count {
        let mark = (i as f64 + place) / count as f64;
        while passed < mark && at + 1 < weights.len() {
            at += 1;
            passed += weights[at] / sum;
        }
        chosen.push(at);
    }
    chosen
}

fn covariance(draws: &[Draw]) -> Vec<Vec<f64>> {
    let (n, d) = (draws.len() as f64, draws[0].place.len());
    let mean: Vec<f64> = (0..d)
        .map(|i| draws.iter().map(|draw| draw.place[i]).sum::<f64>() / n)
        .collect();
    let entry = |i: usize, j: usize| {
        let product = |draw: &Draw| (draw.place[i] - mean[i]) * (draw.place[j] - mean[j]);
        let shared = draws.iter().map(product).sum::<f64>() / n;
        // A little of the prior keeps a population that collapsed moving.
        if i == j { shared + 1e-4 } else { shared * 0.98 }
    };
    (0..d)
        .map(|i| (0..d).map(|j| entry(i, j)).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units seen with noise of one: what is known of them by hand.
    struct Normal {
        seen: Vec<[f64; 2]>,
    }

    impl Target for Normal {
        fn dimensions(&self) -> usize {
            2
        }

        fn log_likelihoods(&self, place: &[f64]) -> Vec<f64> {
            let of = |seen: &[f64; 2]| -> f64 {
                let off = seen.iter().zip(place).map(|(y, z)| (y - z) * (y - z));
                -off.sum::<f64>() / 2.0 - libm::log(2.0 * std::f64::consts::PI)
            };
            self.seen.iter().map(of).collect()
        }
    }

    fn target() -> Normal {
        let mut word = words("what was seen", 5, 0);
        let seen = (0..12).map(|_| [normal(&mut word) + 1.0, normal(&mut word) - 0.5]);
        Normal {
            seen: seen.collect(),
        }
    }

    /// Mean and variance of a dimension of the draws.
    fn moments(draws: &[Draw], i: usize) -> (f64, f64) {
        let n = draws.len() as f64;
        let mean = draws.iter().map(|draw| draw.place[i]).sum::<f64>() / n;
        let square = |draw: &Draw| (draw.place[i] - mean) * (draw.place[i] - mean);
        (mean, draws.iter().map(square).sum::<f64>() / (n - 1.0))
    }

    /// The posterior of a mean under a standard normal prior and noise of one. Draws of moved
    /// populations are correlated: five standard errors of independent ones are about three of theirs,
    /// and a false alarm comes once in a few hundred seeds; the seed is fixed.
    fn agrees(draws: &[Draw], seen: &[[f64; 2]]) {
        let n = seen.len() as f64;
        for i in 0..2 {
            let sum: f64 = seen.iter().map(|seen| seen[i]).sum();
            let (mean, variance) = (sum / (n + 1.0), 1.0 / (n + 1.0));
            let (found, spread) = moments(draws, i);
            let error = libm::sqrt(variance / draws.len() as f64);
            assert!((found - mean).abs() < 5.0 * error, "mean {found} of {mean}");
            let ratio = spread / variance;
            assert!((0.75..1.33).contains(&ratio), "variance ratio {ratio}");
        }
    }

    #[test]
    fn a_walk_ends_in_the_posterior_that_is_known_and_goes_on_without_a_fold() {
        let target = target();
        let n = target.seen.len();
        let walk_of = Walk {
            seed: 3,
            moves: 4.0,
            ..Walk::default()
        };
        let start = start(
            &target,
            places(target.dimensions(), 600, walk_of.seed),
            walk_of,
            &(),
        )
        .unwrap();
        agrees(&start.draws, &[]);
        let (none, all) = (vec![0.0; n], vec![1.0; n]);
        let (posterior, end) =
            walk(&target, start, (&none, &all), walk_of, &(), |_| Ok(())).unwrap();
        assert_eq!(end, End::Reached);
        agrees(&posterior.draws, &target.seen);
        // The evidence of each dimension: normal with covariance I + 1 1'.
        let evidence: f64 = posterior.log.iter().map(|step| step.evidence).sum();
        let count = n as f64;
        let of = |i: usize| {
            let sum: f64 = target.seen.iter().map(|seen| seen[i]).sum();
            let squares: f64 = target.seen.iter().map(|seen| seen[i] * seen[i]).sum();
            let quadratic = squares - sum * sum / (count + 1.0);
            -(count * libm::log(2.0 * std::f64::consts::PI) + libm::log(count + 1.0) + quadratic)
                / 2.0
        };
        let known = of(0) + of(1);
        assert!((evidence - known).abs() < 0.5, "{evidence} of {known}");
        let mut rest = all.clone();
        rest[..4].fill(0.0);
        let walk_of = Walk {
            number: 1,
            ..walk_of
        };
        let (without, _) = walk(
            &target,
            again(&posterior, 1),
            (&all, &rest),
            walk_of,
            &(),
            |_| Ok(()),
        )
        .unwrap();
        agrees(&without.draws, &target.seen[4..]);
    }

    #[test]
    fn what_is_broken_off_ends_in_the_same_draws() {
        let target = target();
        let n = target.seen.len();
        let (none, all) = (vec![0.0; n], vec![1.0; n]);
        let walk_of = Walk::default();
        let go = |start, after: &mut dyn FnMut(&Population)| {
            let told = |population: &Population| {
                after(population);
                Ok(())
            };
            walk(&target, start, (&none, &all), walk_of, &(), told)
                .unwrap()
                .0
        };
        let mut noted = Vec::new();
        let start = start(
            &target,
            places(target.dimensions(), 40, walk_of.seed),
            walk_of,
            &(),
        )
        .unwrap();
        let whole = go(start, &mut |population| noted.push(population.clone()));
        assert!(noted.len() > 2);
        for population in noted {
            assert_eq!(go(population, &mut |_| {}), whole);
        }
    }

    #[test]
    fn a_target_that_nothing_moves_on_stalls_with_the_last_whole_population() {
        /// Finite in one half, and ever steeper towards its edge.
        struct Cliff;
        impl Target for Cliff {
            fn dimensions(&self) -> usize {
                1
            }
            fn log_likelihoods(&self, place: &[f64]) -> Vec<f64> {
                vec![-1e12 * libm::fabs(libm::sin(1e9 * place[0]))]
            }
        }
        let walk_of = Walk {
            least_accepted: 0.2,
            ..Walk::default()
        };
        let start = start(
            &Cliff,
            places(Cliff.dimensions(), 64, walk_of.seed),
            walk_of,
            &(),
        )
        .unwrap();
        let (population, end) =
            walk(&Cliff, start, (&[0.0], &[1.0]), walk_of, &(), |_| Ok(())).unwrap();
        assert_eq!(end, End::Stalled);
        assert_eq!(population.draws.len(), 64);
        assert!(population.reached < 1.0);
    }

    #[test]
    fn systematic_resampling_keeps_to_the_weights() {
        let chosen = systematic(&[0.1, 0.0, 0.6, 0.3], 10, 0.5);
        let count = |i| chosen.iter().filter(|&&c| c == i).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [1, 0, 6, 3]);
    }
}
