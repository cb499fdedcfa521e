//! Points that are played, all with the same luck: trial 7 meets the same draws at every point and under
//! every policy, so that what differs is what was varied.

use super::design::Point;
use super::space::Space;
use crate::ensemble::{self, Halt, Plan, Progress, Sum};
use crate::model::Model;
use crate::study::run::Sample;
use crate::trial::record::{Detail, Records};
use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Trials that are played at a time: enough that lanes rarely idle at the end.
const CHUNK: u64 = 2048;

/// Some trials of a point under one of its policies.
#[derive(Debug)]
pub struct Played<'m> {
    /// What was played.
    pub model: &'m Model,
    /// What came of each trial: outcome, days and violence.
    pub records: Records,
}

/// Plays the points from the `first` on, on all cores, each compiled once. `make` is given the same
/// trials of a point under each of its policies, in their order, and makes of them what adds up over
/// trials; `hand_on` is given what came of whole points, in order.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `hand_on` failed.
pub fn play<S: Sum>(
    (space, points): (&Space, &[Point]),
    first: usize,
    sample: Sample,
    progress: &impl Progress,
    make: impl Fn(&[Played]) -> S + Sync,
    mut hand_on: impl FnMut(usize, S) -> io::Result<()>,
) -> Result<(), Halt> {
    let plan = Plan {
        seed: sample.seed,
        first: 0,
        trials: sample.trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let chunks = chunks(sample.trials);
    let items = (first..points.len()).flat_map(|point| {
        let models = Arc::new(OnceLock::new());
        let of = move |trials: Range<u64>| (point, Arc::clone(&models), trials);
        chunks.clone().into_iter().map(of)
    });
    let work = |(point, models, trials): &(usize, Arc<OnceLock<Vec<Model>>>, Range<u64>)| {
        let models = models.get_or_init(|| space.models(&points[*point]));
        let played = |model| Played {
            model,
            records: ensemble::chunk(model, &plan, trials.clone(), &mut ()),
        };
        let played: Vec<Played> = models.iter().map(played).collect();
        progress.done((trials.end - trials.start) * played.len() as u64);
        (*point, trials.end, make(&played))
    };
    let mut sum: Option<S> = None;
    ensemble::in_order(items, progress, work, |(point, end, made)| {
        let whole = match sum.take() {
            Some(mut earlier) => {
                earlier.merge(&made);
                earlier
            }
            None => made,
        };
        if end < sample.trials {
            sum = Some(whole);
            return Ok(());
        }
        hand_on(point, whole)
    })
}

/// The trials in runs of nearly the same length.
fn chunks(trials: u64) -> Vec<Range<u64>> {
    let count = trials.div_ceil(CHUNK);
    let start = |chunk: u64| chunk * trials / count;
    (0..count)
        .map(|chunk| start(chunk)..start(chunk + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_is_in_one_chunk() {
        for trials in [1, 2047, 2048, 2049, 10_000, 123_457] {
            let chunks = chunks(trials);
            assert_eq!((chunks[0].start, chunks[chunks.len() - 1].end), (0, trials));
            assert!(chunks.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(
                chunks
                    .iter()
                    .all(|chunk| (1..=CHUNK).contains(&(chunk.end - chunk.start)))
            );
        }
    }
}
