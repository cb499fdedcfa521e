//! Many trials on all cores, tallied in integers.
//!
//! Trials are run in chunks of fixed size and tallied in the order of their numbers. A tally is a
//! sum of integers, so it is the same whatever the threads. Memory does not grow with the number
//! of trials: rows are handed on as they come.

mod daily;
mod tally;
mod threads;

pub use daily::{Daily, RUNGS};
pub use tally::Tally;
pub use threads::{NoThreads, threads, with_threads};

use crate::model::Model;
#[cfg(target_arch = "x86_64")]
use crate::trial::dispatch::{Avx2, Avx512};
use crate::trial::dispatch::{Baseline, Kernels};
use crate::trial::lanes;
use crate::trial::record::{Detail, Fields, Records};
use std::ops::Range;

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Root seed of the draws.
    pub seed: u64,
    /// The trials, by number.
    pub first: u64,
    /// How many of them.
    pub trials: u64,
    /// How much is kept of each.
    pub detail: Detail,
    /// Whether every day is tallied.
    pub daily: bool,
}

/// Hears how far the work is, and can stop it. Called from any thread.
pub trait Progress: Sync {
    /// So many more trials are done.
    fn done(&self, _trials: u64) {}
    /// Whether to stop as soon as possible.
    fn stop(&self) -> bool {
        false
    }
}

/// Nobody listens.
impl Progress for () {}

/// Why an ensemble has no tally.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    /// Somebody asked it to stop.
    #[error("stopped before the last trial")]
    Stopped,
    /// The rows could not be handed on.
    #[error(transparent)]
    Rows(#[from] std::io::Error),
}

/// Trials of one chunk: large enough that refilled lanes rarely idle, small enough that every
/// core has work. A function of the plan alone.
fn chunk_of(trials: u64) -> u64 {
    (trials / 16).clamp(256, 2048)
}

/// Trials in lock step. Enough to spread the cost of calling a stage; more would only make more
/// lanes idle at the end of a chunk.
pub const LANES: usize = 32;

/// Runs trials on the current thread, with the widest instructions there are.
pub fn chunk(
    model: &Model,
    plan: &Plan,
    trials: Range<u64>,
    observer: &mut impl lanes::Observer,
) -> Records {
    let (seed, detail) = (plan.seed, plan.detail);
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(avx512) = Avx512::detect() {
            return lanes::run::<LANES>(model, seed, trials, detail, avx512, observer);
        }
        if let Some(avx2) = Avx2::detect() {
            return lanes::run::<LANES>(model, seed, trials, detail, avx2, observer);
        }
    }
    lanes::run::<LANES>(model, seed, trials, detail, Baseline::new(), observer)
}

/// The instruction set that [`chunk`] uses here.
pub fn instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if Avx512::detect().is_some() {
            return Avx512::NAME;
        }
        if Avx2::detect().is_some() {
            return Avx2::NAME;
        }
    }
    Baseline::NAME
}

/// Does `work` on every item on all cores, and hands on what comes of it in the order of the
/// items. Memory holds a bounded number of items and results at a time.
pub fn in_order<I: Send + Sync, T: Send>(
    items: impl IntoIterator<Item = I>,
    progress: &impl Progress,
    work: impl Fn(&I) -> T + Sync,
    mut hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<(), Halt> {
    let mut items = items.into_iter();
    loop {
        let wave: Vec<I> = items.by_ref().take(threads::WAVE).collect();
        if wave.is_empty() {
            return Ok(());
        }
        let done = threads::map(&wave, |item| (!progress.stop()).then(|| work(item)));
        for part in done {
            hand_on(part.ok_or(Halt::Stopped)?)?;
        }
    }
}

impl Plan {
    /// The trials in chunks of fixed size, in order.
    pub fn chunks(&self) -> impl Iterator<Item = Range<u64>> + use<> {
        let (size, end) = (chunk_of(self.trials), self.first + self.trials);
        (self.first..end)
            .step_by(size as usize)
            .map(move |start| start..(start + size).min(end))
    }
}

/// Runs an ensemble. `rows` is given the records of consecutive trials, in order.
pub fn run(
    model: &Model,
    plan: &Plan,
    progress: &impl Progress,
    mut rows: impl FnMut(Records) -> std::io::Result<()>,
) -> Result<Tally, Halt> {
    let fields = Fields::of(model, plan.detail);
    let mut tally = Tally::new(model, fields.clone(), plan.daily);
    let work = |trials: &Range<u64>| {
        let mut part = Tally::new(model, fields.clone(), plan.daily);
        let records = match &mut part.daily {
            Some(daily) => chunk(model, plan, trials.clone(), daily),
            None => chunk(model, plan, trials.clone(), &mut ()),
        };
        part.add(&records);
        progress.done(trials.end - trials.start);
        (records, part)
    };
    in_order(plan.chunks(), progress, work, |(records, part)| {
        tally.merge(&part);
        rows(records)
    })?;
    Ok(tally)
}
