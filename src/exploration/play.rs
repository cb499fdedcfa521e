//! Points that are played, all with the same luck: trial 7 meets the same draws at every point and under
//! every policy, so that what differs is what was varied.

use super::design::Point;
use super::space::Space;
use crate::ensemble::{self, Halt, Plan, Progress, Sum};
use crate::model::Model;
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

/// Plays the points from the `first` on, on all cores, each compiled once: these `trials` of that seed, at
/// every point. `make` is given the same trials of a point under each of its policies, in their order,
/// and makes of them what adds up over trials; `hand_on` is given what came of whole points, in order.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `hand_on` failed.
pub fn play<S: Sum>(
    (space, points): (&Space, &[Point]),
    first: usize,
    (seed, trials): (u64, Range<u64>),
    progress: &impl Progress,
    make: impl Fn(&[Played]) -> S + Sync,
    mut hand_on: impl FnMut(usize, S) -> io::Result<()>,
) -> Result<(), Halt> {
    let plan = Plan {
        seed,
        first: trials.start,
        trials: trials.end - trials.start,
        detail: Detail::Outcomes,
        daily: false,
    };
    let (chunks, last) = (chunks(&trials), trials.end);
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
        if end < last {
            sum = Some(whole);
            return Ok(());
        }
        hand_on(point, whole)
    })
}

/// The trials in runs of nearly the same length; at least one of them.
fn chunks(trials: &Range<u64>) -> Vec<Range<u64>> {
    let all = trials.end - trials.start;
    let count = all.div_ceil(CHUNK);
    let start = |chunk: u64| trials.start + chunk * all / count;
    (0..count)
        .map(|chunk| start(chunk)..start(chunk + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_is_in_one_chunk() {
        for trials in [0..1, 0..2047, 5..2053, 0..2049, 0..10_000, 7..123_457] {
            let chunks = chunks(&trials);
            let ends = chunks[0].start..chunks[chunks.len() - 1].end;
            assert_eq!(ends, trials);
            assert!(chunks.windows(2).all(|pair| pair[0].end == pair[1].start));
            let length = |chunk: &Range<u64>| chunk.end - chunk.start;
            assert!(
                chunks
                    .iter()
                    .all(|chunk| (1..=CHUNK).contains(&length(chunk)))
            );
        }
    }
}
