//! What a response does over each factor of a sweep: its mean in slices of the factor, and how much of
//! its variance over the points lies between them.

use super::design::Point;
use super::factor::{Factor, Level};
use super::indices::SLICES;
use crate::stats::Estimate;
use crate::stats::decision::replicate_mean;
use crate::stats::sensitivity::Resampling;
use crate::stats::sensitivity::pawn::{share_between, slices};
use crate::study::LEVEL;
use crate::trial::words::words;

/// Resamples behind an interval: fewer where points are so many that it is short anyway.
const RESAMPLES: usize = 1000;
const LEAST_RESAMPLES: usize = 100;
/// Points that are resampled in all.
const RESAMPLED: usize = 20_000_000;

/// A response over the factors.
#[derive(Debug, Clone, PartialEq)]
pub struct SlicedResponse {
    /// The policy whose metric it is; none where policies vary.
    pub policy: Option<String>,
    /// The policy whose metric is taken from it at each point, if one is.
    pub against: Option<String>,
    /// The factors, those first with which it goes most.
    pub factors: Vec<SlicedFactor>,
}

/// A response over a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct SlicedFactor {
    /// The factor, by its place.
    pub factor: usize,
    /// The share of the variance of the response that lies between the slices.
    pub between: Estimate,
    /// The slices, from the lowest on.
    pub slices: Vec<FactorSlice>,
}

/// A slice of a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorSlice {
    /// The least level of its points.
    pub low: Level,
    /// The greatest.
    pub high: Level,
    /// The mean of the response over its points.
    pub mean: Estimate,
}

/// What a response that has `values` at the points, where it is known, does over the factors.
pub fn sliced(
    (factors, points): (&[Factor], &[Point]),
    values: &[Option<f64>],
    seed: u64,
) -> Vec<SlicedFactor> {
    let known = points.iter().zip(values);
    let (points, outputs): (Vec<&Point>, Vec<f64>) = known
        .filter_map(|(point, value)| Some((point, (*value)?)))
        .unzip();
    let one = |at: usize| {
        let levels: Vec<Level> = points.iter().map(|point| point[at]).collect();
        let numbers: Vec<f64> = levels.iter().map(|level| level.number()).collect();
        let slice = slices(&numbers, SLICES);
        let resampling = Resampling {
            resamples: (RESAMPLED / outputs.len().max(1)).clamp(LEAST_RESAMPLES, RESAMPLES),
            level: LEVEL,
        };
        let mut word = words("resamples of slices", seed, outputs.len() as u64);
        SlicedFactor {
            factor: at,
            between: share_between(&slice, &outputs, resampling, &mut word),
            slices: means(&slice, &levels, &outputs),
        }
    };
    let mut found: Vec<SlicedFactor> = (0..factors.len()).map(one).collect();
    let share = |of: &SlicedFactor| of.between.value.unwrap_or(f64::NEG_INFINITY);
    found.sort_by(|a, b| share(b).total_cmp(&share(a)));
    found
}

/// The mean of each slice that has points.
fn means(slice: &[usize], levels: &[Level], outputs: &[f64]) -> Vec<FactorSlice> {
    let count = slice.iter().max().map_or(0, |last| last + 1);
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (point, slice) in slice.iter().enumerate() {
        of[*slice].push(point);
    }
    let mean = |own: Vec<usize>| {
        let values: Vec<f64> = own.iter().map(|&point| outputs[point]).collect();
        let mut own: Vec<Level> = own.into_iter().map(|point| levels[point]).collect();
        own.sort_by(|a, b| a.number().total_cmp(&b.number()));
        Some(FactorSlice {
            low: *own.first()?,
            high: *own.last()?,
            mean: replicate_mean(&values, LEVEL),
        })
    };
    of.into_iter().filter_map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exploration::swept::factor;

    /// 200 points of u + v / 10: u first, the means of its slices in a line.
    #[test]
    fn what_it_goes_with_most_comes_first_and_slices_rise() {
        let factors = ["law.fear=0:1", "message_loss=0:1"].map(|text| factor(text).unwrap());
        let place = |at: usize, step: usize| ((at * step) % 200) as f64 / 200.0;
        let points: Vec<Point> = (0..200)
            .map(|at| vec![place(at, 37), place(at, 113)])
            .map(|point| point.into_iter().map(Level::Number).collect())
            .collect();
        let value = |point: &Point| Some(point[1].number() + point[0].number() / 10.0);
        let mut values: Vec<Option<f64>> = points.iter().map(value).collect();
        values[7] = None;
        let found = sliced((&factors, &points), &values, 0);
        assert_eq!([found[0].factor, found[1].factor], [1, 0]);
        assert!(found[0].between.low > Some(0.9), "{:?}", found[0].between);
        assert!(found[1].between.value < Some(0.1), "{:?}", found[1].between);
        let means: Vec<f64> = found[0]
            .slices
            .iter()
            .filter_map(|of| of.mean.value)
            .collect();
        assert_eq!(means.len(), SLICES);
        assert!(means.is_sorted());
        let counted: u64 = found[0].slices.iter().map(|of| of.mean.n).sum();
        assert_eq!(counted, 199);
    }
}
