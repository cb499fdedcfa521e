//! Many trials on all cores, tallied in integers.
//!
//! Trials are run in chunks of fixed size. A tally is a sum of integers, added up where it is made
//! and merged once at the end, so it is the same whatever the threads. Rows are handed on in the
//! order of trials as they come, so memory does not grow with their number.

mod daily;
mod portion;
mod tally;
mod threads;

pub use daily::{Daily, RUNGS};
pub use portion::{MOST_PARTS, NoPortion, Portion};
pub use tally::Tally;
pub use threads::{NoThreads, threads, with_threads};

use crate::model::Model;
#[cfg(target_arch = "x86_64")]
use crate::trial::dispatch::{Avx2, Avx512};
use crate::trial::dispatch::{Baseline, Kernels};
use crate::trial::lanes;
use crate::trial::record::{Detail, Fields, Records};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

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
/// The same where a register holds twice as many.
pub const WIDE: usize = 2 * LANES;

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
            return lanes::run::<WIDE>(model, seed, trials, detail, avx512, observer);
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
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `hand_on` failed.
pub fn in_order<I: Send, T: Send>(
    items: impl IntoIterator<Item = I>,
    progress: &impl Progress,
    work: impl Fn(&I) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<(), Halt> {
    let work = |(): &mut (), item: &I| work(item);
    gather(items, progress, || (), work, hand_on)
}

/// The same for items whose results are large: no more of them wait than one.
///
/// # Errors
/// As [`in_order`].
pub fn large_in_order<I: Send, T: Send>(
    items: impl IntoIterator<Item = I>,
    progress: &impl Progress,
    work: impl Fn(&I) -> T + Sync,
    mut hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<(), Halt> {
    let work = |item: I| (!progress.stop()).then(|| work(&item));
    threads::flow(items.into_iter(), 1, work, |done| {
        hand_on(done.ok_or(Halt::Stopped)?)?;
        Ok(())
    })
}

/// What is added up of items, the same in whatever order: each thread has one of its own.
pub trait Sum: Send {
    /// Adds what was added up of other items.
    fn merge(&mut self, other: &Self);
}

impl Sum for () {
    fn merge(&mut self, (): &Self) {}
}

impl<A: Sum, B: Sum> Sum for (A, B) {
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
        self.1.merge(&other.1);
    }
}

/// Nothing yet, or a sum.
impl<S: Sum + Clone> Sum for Option<S> {
    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (_, None) => {}
            (Some(mine), Some(theirs)) => mine.merge(theirs),
            (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
        }
    }
}

/// Adds up sums of several things, each by its key.
pub fn merge_by_key<K: Ord + Clone, S: Sum + Clone>(
    mine: &mut BTreeMap<K, S>,
    theirs: &BTreeMap<K, S>,
) {
    for (key, theirs) in theirs {
        match mine.get_mut(key) {
            Some(mine) => mine.merge(theirs),
            None => drop(mine.insert(key.clone(), theirs.clone())),
        }
    }
}

/// As [`in_order`], and adds up on the way what merges in any order, where it is made. `new` begins
/// a sum.
///
/// # Errors
/// As [`in_order`].
pub fn gather<I: Send, S: Sum, T: Send>(
    items: impl IntoIterator<Item = I>,
    progress: &impl Progress,
    new: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &I) -> T + Sync,
    mut hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<S, Halt> {
    // Sums that nobody is adding to.
    let free: Mutex<Vec<S>> = Mutex::new(Vec::new());
    let lock = || free.lock().expect("invariant: nobody panics with the lock");
    let work = |item: I| {
        if progress.stop() {
            return None;
        }
        let taken = lock().pop();
        let mut sum = taken.unwrap_or_else(&new);
        let done = work(&mut sum, &item);
        lock().push(sum);
        Some(done)
    };
    threads::flow(items.into_iter(), threads() + 2, work, |done| {
        hand_on(done.ok_or(Halt::Stopped)?)?;
        Ok(())
    })?;
    let mut sums = free.into_inner().expect("invariant: as above").into_iter();
    let mut all = sums.next().unwrap_or_else(new);
    sums.for_each(|sum| all.merge(&sum));
    Ok(all)
}

impl Plan {
    /// A portion of it.
    #[must_use]
    pub fn portion(self, portion: Portion) -> Self {
        let Range { start, end } = portion.of(&(self.first..self.first + self.trials));
        Self {
            first: start,
            trials: end - start,
            ..self
        }
    }

    /// The trials in chunks of fixed size, in order.
    pub fn chunks(&self) -> impl Iterator<Item = Range<u64>> + use<> {
        let (size, end) = (chunk_of(self.trials), self.first + self.trials);
        (self.first..end)
            .step_by(size as usize)
            .map(move |start| start..(start + size).min(end))
    }
}

/// Runs an ensemble. `rows` is given the records of consecutive trials, in order.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `rows` failed.
pub fn run(
    model: &Model,
    plan: &Plan,
    progress: &impl Progress,
    rows: impl FnMut(Records) -> std::io::Result<()>,
) -> Result<Tally, Halt> {
    let made = run_with(model, plan, progress, || (), |(), records| records, rows)?;
    Ok(made.0)
}

/// The same, with more that is added up of the records of a chunk and made of them where they were
/// played, so that only handing it on is left to do one by one.
///
/// # Errors
/// As [`run`].
pub fn run_with<S: Sum, T: Send>(
    model: &Model,
    plan: &Plan,
    progress: &impl Progress,
    new: impl Fn() -> S + Sync,
    make: impl Fn(&mut S, Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<(Tally, S), Halt> {
    let fields = Fields::of(model, plan.detail);
    let new = || (Tally::new(model, fields.clone(), plan.daily), new());
    let work = |(tally, more): &mut (Tally, S), trials: &Range<u64>| {
        let records = match &mut tally.daily {
            Some(daily) => chunk(model, plan, trials.clone(), daily),
            None => chunk(model, plan, trials.clone(), &mut ()),
        };
        tally.add(&records);
        progress.done(trials.end - trials.start);
        make(more, records)
    };
    gather(plan.chunks(), progress, new, work, hand_on)
}
