//! What it would be worth to know something before choosing: the expected value of partial perfect
//! information, by regression (Strong, Oakley & Brennan 2014, doi:10.1177/0272989X13505910).
//!
//! What an option comes to, given what is known, is regressed on that over a sample of worlds; the best
//! option by the regression is the choice of who knows. Judged by the worlds that it was learnt from
//! such a choice looks better than it is, so it is learnt from all replicates but one and judged in that
//! one. The estimate is then, on average, never above the value of knowing, and comes near it with the
//! number of worlds.

use super::decision::replicate_mean;
use super::interval::Estimate;
use super::linear::dot;
use super::ridge::linear_ridges;

/// Values of a feature up to which each has a mean of its own; more follow a curve.
const GROUPS: usize = 6;
/// Places of the knots of a curve (Harrell 2001, section 2.4.6, five knots), in shares of the worlds.
const KNOTS: [f64; 5] = [0.05, 0.275, 0.5, 0.725, 0.95];
/// One over the variance that coefficients are believed to have, where there are few.
const FREE: f64 = 1e-9;
/// The same where there are many.
const HELD: f64 = 1.0;

/// What knowing is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// How much more the choice of who knows comes to, in the unit of the gains.
    pub estimate: Estimate,
    /// The option of who does not know, over all worlds.
    pub without: usize,
    /// By world: the option of who knows.
    pub with: Vec<usize>,
}

/// What is known of worlds, as features of a regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// By world.
    rows: Vec<Vec<f64>>,
    precision: Vec<f64>,
}

impl Known {
    /// One unknown, by its value in every world.
    pub fn one(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut distinct = sorted.clone();
        distinct.dedup_by(|a, b| a.total_cmp(b).is_eq());
        let rows: Vec<Vec<f64>> = if distinct.len() <= GROUPS {
            let is = |value: f64, of: f64| f64::from(u8::from(value.total_cmp(&of).is_eq()));
            let row = |value: &f64| distinct.iter().map(|of| is(*value, *of)).collect();
            values.iter().map(row).collect()
        } else {
            let last = sorted.len() - 1;
            let knots = KNOTS.map(|share| sorted[libm::round(share * last as f64) as usize]);
            values.iter().map(|value| curve(*value, &knots)).collect()
        };
        let precision = vec![FREE; rows.first().map_or(0, Vec::len)];
        Self { rows, precision }
    }

    /// Several unknowns together, each in [0, 1) by its rank: their sum of lines and parabolas.
    pub fn several(places: &[Vec<f64>]) -> Self {
        let worlds = places.first().map_or(0, Vec::len);
        let row = |world: usize| {
            let each = places.iter().flat_map(|of| {
                let x = of[world] - 0.5;
                [x, x * x - 1.0 / 12.0]
            });
            std::iter::once(1.0).chain(each).collect()
        };
        let mut precision = vec![HELD; 1 + 2 * places.len()];
        precision[0] = FREE;
        Self {
            rows: (0..worlds).map(row).collect(),
            precision,
        }
    }
}

/// A constant and a restricted cubic spline: cubic between knots, a line beyond them.
fn curve(x: f64, knots: &[f64; 5]) -> Vec<f64> {
    let [first, .., before, last] = *knots;
    let scale = (last - first) * (last - first);
    let cube = |x: f64| {
        let x = x.max(0.0);
        x * x * x
    };
    let mut row = vec![1.0, (x - first) / (last - first)];
    if before >= last || scale <= 0.0 {
        return row;
    }
    row.extend(knots[..3].iter().map(|knot| {
        let bent = cube(x - knot) - cube(x - before) * (last - knot) / (last - before)
            + cube(x - last) * (before - knot) / (last - before);
        bent / scale / (last - first)
    }));
    row
}

/// What it is worth to know of each world what `known` says, where `gains` has by option what it comes to
/// in each world, more being better. Worlds come in so many `replicates` of the same length, each a sample
/// by itself.
pub fn worth(gains: &[Vec<f64>], known: &Known, replicates: usize, level: f64) -> Worth {
    let worlds = known.rows.len();
    let length = worlds / replicates;
    let mut found = Vec::with_capacity(replicates);
    for replicate in 0..replicates {
        let own = replicate * length..(replicate + 1) * length;
        let others: Vec<usize> = (0..worlds).filter(|world| !own.contains(world)).collect();
        let choice = Choice::learnt(gains, known, &others);
        let more = own.map(|world| {
            let with = choice.with(&known.rows[world]);
            gains[with][world] - gains[choice.without][world]
        });
        found.push(more.sum::<f64>() / length as f64);
    }
    let all: Vec<usize> = (0..worlds).collect();
    let choice = Choice::learnt(gains, known, &all);
    Worth {
        estimate: replicate_mean(&found, level),
        without: choice.without,
        with: known.rows.iter().map(|row| choice.with(row)).collect(),
    }
}

/// What is chosen, as learnt from some worlds.
struct Choice {
    without: usize,
    /// Coefficients by option.
    options: Vec<Vec<f64>>,
}

impl Choice {
    fn learnt(gains: &[Vec<f64>], known: &Known, worlds: &[usize]) -> Self {
        let mean = |option: &Vec<f64>| worlds.iter().map(|&world| option[world]).sum::<f64>();
        let means: Vec<f64> = gains.iter().map(mean).collect();
        let rows: Vec<&[f64]> = worlds.iter().map(|&world| &known.rows[world][..]).collect();
        let own = |option: &Vec<f64>| worlds.iter().map(|&world| option[world]).collect();
        let gains: Vec<Vec<f64>> = gains.iter().map(own).collect();
        Self {
            without: best(&means, 0),
            options: linear_ridges(&rows, &gains, &known.precision),
        }
    }

    fn with(&self, row: &[f64]) -> usize {
        let told: Vec<f64> = self.options.iter().map(|of| dot(of, row)).collect();
        best(&told, self.without)
    }
}

/// The option of the largest value; of equal ones this first.
fn best(values: &[f64], first: usize) -> usize {
    let mut best = first;
    for (option, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = option;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::design::{latin_hypercube, unit};
    use super::super::special::normal_quantile_upper;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// Ten hypercubes of two unknowns in [0, 1).
    fn places(worlds: usize, word: &mut impl FnMut() -> u64) -> [Vec<f64>; 2] {
        let points: Vec<Vec<f64>> = (0..10)
            .flat_map(|_| latin_hypercube(worlds / 10, 2, word))
            .collect();
        [0, 1].map(|of| points.iter().map(|point| point[of]).collect())
    }

    /// Options worth 0, and x + y - 1.1 with x in [0, 1), y in [0, 1): without knowing, the first; who
    /// knows x takes the second above .6 and gains .4² / 2 = .08; who knows both gains .9³ / 6.
    #[test]
    fn what_is_known_by_hand_is_found_and_never_told_too_high() {
        let mut source = ChaCha8Rng::seed_from_u64(5);
        let (mut x_alone, mut both, mut nothing, mut held) = (0.0, 0.0, 0.0, 0);
        let runs = 60;
        for _ in 0..runs {
            let mut word = || source.next_u64();
            let [x, y] = places(400, &mut word);
            let luck = |word: &mut dyn FnMut() -> u64| {
                0.1 * normal_quantile_upper(unit(word()).clamp(1e-12, 1.0 - 1e-12))
            };
            let second = x.iter().zip(&y).map(|(x, y)| x + y - 1.1);
            let second: Vec<f64> = second.map(|gain| gain + luck(&mut word)).collect();
            let gains = [vec![0.0; 400], second];
            let other: Vec<f64> = (0..400).map(|_| unit(word())).collect();
            let of = |known: &Known| worth(&gains, known, 10, 0.95);
            let alone = of(&Known::one(&x));
            assert_eq!(alone.without, 0);
            for (world, &choice) in alone.with.iter().enumerate() {
                let near = (x[world] - 0.6).abs() < 0.15;
                assert!(
                    near || choice == usize::from(x[world] > 0.6),
                    "{}",
                    x[world]
                );
            }
            held += usize::from(alone.estimate.covers(0.08));
            x_alone += alone.estimate.value.unwrap() / f64::from(runs);
            nothing += of(&Known::one(&other)).estimate.value.unwrap() / f64::from(runs);
            let found = of(&Known::several(&[x, y])).estimate;
            both += found.value.unwrap() / f64::from(runs);
        }
        assert!((0.078..0.0805).contains(&x_alone), "{x_alone}");
        assert!((0.12..0.1216).contains(&both), "{both}");
        // Who knows what does not matter loses a little by believing that it does.
        assert!((-0.004..1e-9).contains(&nothing), "{nothing}");
        // Of 60 intervals at 95%, fewer than 50 hold it once in a thousand.
        assert!(held >= 50, "{held}");
    }

    #[test]
    fn few_values_have_a_mean_each_and_many_a_curve() {
        let known = Known::one(&[1.0, 2.0, 1.0, 4.0]);
        assert_eq!(known.rows[0], [1.0, 0.0, 0.0]);
        assert_eq!(known.rows[3], [0.0, 0.0, 1.0]);
        let values: Vec<f64> = (0..101).map(f64::from).collect();
        let known = Known::one(&values);
        // Beyond the last knot every column is a line.
        let at = |world: usize, column: usize| known.rows[world][column];
        for column in 0..5 {
            let bend = at(98, column) - 2.0 * at(99, column) + at(100, column);
            assert!(bend.abs() < 1e-9, "{column}: {bend}");
            assert!(at(3, column).abs() <= 1.0 || column == 1);
        }
    }
}
