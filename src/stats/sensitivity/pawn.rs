//! Distances between distributions: of all outputs, and of those where an input lies in a slice of its
//! range (Pianosi & Wagener 2015; from any points, 2018). They need no particular design.

use super::super::design::below;
use super::super::interval::Estimate;
use super::{Resampling, one_way};

/// What the distances of the slices of an input say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PawnIndices {
    /// Their median.
    pub median: Estimate,
    /// The largest.
    pub max: Estimate,
    /// The share of the variance that lies between slices, freed of what chance alone puts there: the
    /// first-order index from given points (correlation ratio, Pearson 1905; adjusted, Kelley 1935).
    pub first: Estimate,
}

/// The slice of each point: as many as there are values, if these are few; else about `slices` with
/// as many points each, equal values together.
///
/// Slice s begins at the quantile s / `slices` of the values, by linear interpolation.
pub fn slices(values: &[f64], slices: usize) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut different = sorted.clone();
    different.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let starts: Vec<f64> = if different.len() <= slices {
        different.split_off(1.min(different.len()))
    } else {
        let quantile = |slice: usize| {
            let place = (sorted.len() - 1) as f64 * slice as f64 / slices as f64;
            let below = place as usize;
            let next = sorted[(below + 1).min(sorted.len() - 1)];
            sorted[below] + (next - sorted[below]) * (place - below as f64)
        };
        (1..slices).map(quantile).collect()
    };
    let slice = |value: &f64| starts.partition_point(|start| start <= value);
    values.iter().map(slice).collect()
}

/// Median and maximum of the Kolmogorov-Smirnov distances of the slices of an input, with percentile
/// intervals over resamples of the points. `slice` numbers the slice of each point.
///
/// A distance is never below zero and larger the fewer points a slice has: what chance alone makes of
/// it, [`chance`] says. Resampled distances are larger than those they resample, so intervals lie high.
pub fn pawn_indices(
    slice: &[usize],
    outputs: &[f64],
    resampling: Resampling,
    word: &mut impl FnMut() -> u64,
) -> PawnIndices {
    let order = Order::new(outputs);
    let found = one_way(outputs.len(), resampling, word, |times| {
        let distances = distances(slice, &order, times);
        let [median, max] = summary(distances);
        vec![median, max, between(slice, outputs, times)]
    });
    PawnIndices {
        median: found[0],
        max: found[1],
        first: found[2],
    }
}

/// The share of the variance that lies between slices, as in [`PawnIndices::first`], without the distances.
pub fn share_between(
    slice: &[usize],
    outputs: &[f64],
    resampling: Resampling,
    word: &mut impl FnMut() -> u64,
) -> Estimate {
    let of = |times: &[f64]| vec![between(slice, outputs, times)];
    one_way(outputs.len(), resampling, word, of)[0]
}

/// What chance alone makes of median and maximum: of so many slices handed out to the points at random,
/// the value that a share `level` of them stay below. An input that moves nothing lies below it as often.
pub fn chance(
    slice: &[usize],
    outputs: &[f64],
    Resampling { resamples, level }: Resampling,
    word: &mut impl FnMut() -> u64,
) -> [Option<f64>; 2] {
    let order = Order::new(outputs);
    let times = vec![1.0; outputs.len()];
    let mut dealt = slice.to_vec();
    let mut found: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..resamples {
        for last in (1..dealt.len()).rev() {
            dealt.swap(last, below(last as u64 + 1, word) as usize);
        }
        for (found, value) in found
            .iter_mut()
            .zip(summary(distances(&dealt, &order, &times)))
        {
            found.extend(value);
        }
    }
    found.map(|mut found| {
        found.sort_by(f64::total_cmp);
        super::super::resample::percentile(&found, level)
    })
}

/// Points in the order of their outputs; runs of equal ones belong together.
struct Order {
    points: Vec<usize>,
    /// Whether the next in order has another output.
    last_of_run: Vec<bool>,
}

impl Order {
    fn new(outputs: &[f64]) -> Self {
        let mut points: Vec<usize> = (0..outputs.len()).collect();
        points.sort_by(|&a, &b| outputs[a].total_cmp(&outputs[b]));
        let last_of_run = (0..points.len())
            .map(|at| {
                let next = points.get(at + 1);
                next.is_none_or(|&next| outputs[next].total_cmp(&outputs[points[at]]).is_ne())
            })
            .collect();
        Self {
            points,
            last_of_run,
        }
    }
}

/// The largest distance of the distribution function of each slice from that of all, on points taken so
/// many times; nothing of a slice without points.
fn distances(slice: &[usize], order: &Order, times: &[f64]) -> Vec<f64> {
    let count = slice.iter().max().map_or(0, |last| last + 1);
    let mut sizes = vec![0.0; count];
    for (slice, times) in slice.iter().zip(times) {
        sizes[*slice] += times;
    }
    let all: f64 = sizes.iter().sum();
    let (mut seen, mut seen_all) = (vec![0.0; count], 0.0);
    let mut far = vec![0.0_f64; count];
    for (&point, &ends) in order.points.iter().zip(&order.last_of_run) {
        seen[slice[point]] += times[point];
        seen_all += times[point];
        if ends {
            for ((far, seen), size) in far.iter_mut().zip(&seen).zip(&sizes) {
                *far = far.max((seen / size - seen_all / all).abs());
            }
        }
    }
    let some = far.into_iter().zip(sizes).filter(|(_, size)| *size > 0.0);
    some.map(|(far, _)| far).collect()
}

/// Median and maximum.
fn summary(mut distances: Vec<f64>) -> [Option<f64>; 2] {
    distances.sort_by(f64::total_cmp);
    let Some(max) = distances.last().copied() else {
        return [None, None];
    };
    let n = distances.len();
    let median = f64::midpoint(distances[(n - 1) / 2], distances[n / 2]);
    [Some(median), Some(max)]
}

/// 1 - within / whole, each over its degrees of freedom; nothing where the outputs do not vary.
fn between(slice: &[usize], outputs: &[f64], times: &[f64]) -> Option<f64> {
    let count = slice.iter().max().map_or(0, |last| last + 1);
    let mut sums = vec![(0.0, 0.0); count];
    for ((slice, output), times) in slice.iter().zip(outputs).zip(times) {
        sums[*slice].0 += times * output;
        sums[*slice].1 += times;
    }
    let n: f64 = sums.iter().map(|sum| sum.1).sum();
    let mean = sums.iter().map(|sum| sum.0).sum::<f64>() / n;
    let (mut within, mut whole) = (0.0, 0.0);
    for ((slice, output), times) in slice.iter().zip(outputs).zip(times) {
        let (sum, count) = sums[*slice];
        if count > 0.0 {
            within += times * (output - sum / count) * (output - sum / count);
            whole += times * (output - mean) * (output - mean);
        }
    }
    let groups = sums.iter().filter(|sum| sum.1 > 0.0).count() as f64;
    (whole > 0.0 && n > groups).then(|| 1.0 - within / whole * (n - 1.0) / (n - groups))
}

#[cfg(test)]
mod tests {
    use super::super::super::design::unit;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    const RESAMPLING: Resampling = Resampling {
        resamples: 100,
        level: 0.95,
    };

    #[test]
    fn slices_hold_alike_and_keep_equal_values_together() {
        let values: Vec<f64> = (0..100).map(|at| f64::from(at * 37 % 100)).collect();
        let found = slices(&values, 10);
        for slice in 0..10 {
            assert_eq!(found.iter().filter(|of| **of == slice).count(), 10);
        }
        assert!(
            values
                .iter()
                .zip(&found)
                .all(|(v, s)| *v as usize / 10 == *s)
        );
        let few: Vec<f64> = (0..30).map(|at| f64::from(at % 3)).collect();
        assert_eq!(slices(&few, 10)[..4], [0, 1, 2, 0]);
        assert_eq!(slices(&[4.0, 4.0], 10), [0, 0]);
    }

    #[test]
    fn distances_by_hand() {
        // All: 1, 2, 2, 3. The first slice has 1 and 2, the other 2 and 3.
        let outputs = [1.0, 2.0, 2.0, 3.0];
        let order = Order::new(&outputs);
        let found = distances(&[0, 0, 1, 1], &order, &[1.0; 4]);
        assert!(found.iter().all(|far| (far - 0.25).abs() < 1e-12));
        assert_eq!(summary(vec![0.1, 0.4, 0.2, 0.3]), [Some(0.25), Some(0.4)]);
        // Within: .25 twice in each; whole: 1 / 2 of 4 points about 2.
        let ratio = between(&[0, 0, 1, 1], &outputs, &[1.0; 4]).unwrap();
        assert!((ratio - (1.0 - 1.0 / 2.0 * 3.0 / 2.0)).abs() < 1e-12);
    }

    /// 2,000 points of u + v / 4 and of w that moves nothing. The first-order index of u is 16/17. Where
    /// u lies in its first tenth the output is surely below a third, so its distance is near 9/10.
    #[test]
    fn what_moves_the_output_lies_above_chance_and_a_dummy_below() {
        let mut source = ChaCha8Rng::seed_from_u64(3);
        let mut word = || source.next_u64();
        let points: Vec<[f64; 3]> = (0..2000).map(|_| [0; 3].map(|_| unit(word()))).collect();
        let outputs: Vec<f64> = points.iter().map(|[u, v, _]| u + v / 4.0).collect();
        let of = |input: usize| {
            let values: Vec<f64> = points.iter().map(|point| point[input]).collect();
            slices(&values, 10)
        };
        let u = pawn_indices(&of(0), &outputs, RESAMPLING, &mut word);
        let w = pawn_indices(&of(2), &outputs, RESAMPLING, &mut word);
        let strict = Resampling {
            level: 0.999,
            resamples: 2000,
        };
        let [median, max] = chance(&of(2), &outputs, strict, &mut word);
        assert!(u.median.low > median && u.max.low > max);
        assert!(w.median.value < median && w.max.value < max);
        assert!((u.max.value.unwrap() - 0.8).abs() < 0.06, "{:?}", u.max);
        assert!((u.first.value.unwrap() - 16.0 / 17.0).abs() < 0.02);
        assert!(w.first.covers(0.0) && w.first.value.unwrap().abs() < 0.02);
        let alone = share_between(&of(0), &outputs, RESAMPLING, &mut word);
        assert_eq!(alone.value, u.first.value);
    }
}
