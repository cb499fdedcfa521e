//! All cores, or one: the only place that knows. What comes of it is the same either way.
//!
//! Work flows: a bounded number of items is in the making, they end in whatever order they like, and
//! results are handed on in the order of the items. No item waits for the slowest of its neighbours.

use super::Halt;

/// The threads asked for cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot start threads: {0}")]
pub struct NoThreads(String);

#[cfg(feature = "parallel")]
mod many {
    use super::{Halt, NoThreads};
    use rayon::Yield;
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{Sender, channel};

    /// What became of an item. It is sent when it is dropped, so that one whose work panics is
    /// heard of as well: then there is nothing in it.
    struct Outcome<T> {
        place: usize,
        done: Option<T>,
        to: Sender<(usize, Option<T>)>,
    }

    impl<T> Outcome<T> {
        fn of(mut self, work: impl FnOnce() -> T) {
            self.done = Some(work());
        }
    }

    impl<T> Drop for Outcome<T> {
        fn drop(&mut self) {
            // Nobody listens any more where the flow has halted.
            let _ = self.to.send((self.place, self.done.take()));
        }
    }

    /// Does `work` on every item and hands on what comes of it in the order of the items, on this
    /// thread, which works like the others while there is nothing to hand on. There are `ahead`
    /// more items in the making, or waiting, than threads.
    pub fn flow<I: Send, T: Send>(
        items: impl Iterator<Item = I>,
        ahead: usize,
        work: impl Fn(I) -> T + Sync,
        mut hand_on: impl FnMut(T) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let most = threads() + ahead;
        let (to, from) = channel();
        let halted = AtomicBool::new(false);
        rayon::in_place_scope(|scope| {
            let mut items = items.enumerate();
            let (mut making, mut next) = (0, 0);
            let mut waiting: BTreeMap<usize, T> = BTreeMap::new();
            let ended = loop {
                while making + waiting.len() < most {
                    let Some((place, item)) = items.next() else {
                        break;
                    };
                    let (work, halted) = (&work, &halted);
                    let (done, to) = (None, to.clone());
                    let outcome = Outcome { place, done, to };
                    scope.spawn(move |_| {
                        if !halted.load(Ordering::Relaxed) {
                            outcome.of(|| work(item));
                        }
                    });
                    making += 1;
                }
                if let Some(done) = waiting.remove(&next) {
                    next += 1;
                    match hand_on(done) {
                        Ok(()) => continue,
                        Err(halt) => break Err(halt),
                    }
                }
                if making == 0 {
                    break Ok(());
                }
                let ended = from.try_recv().ok().or_else(|| match rayon::yield_now() {
                    Some(Yield::Executed) => None,
                    _ => from.recv().ok(),
                });
                match ended {
                    Some((place, Some(done))) => {
                        making -= 1;
                        waiting.insert(place, done);
                    }
                    // Its panic goes on where the scope ends.
                    Some((_, None)) => break Ok(()),
                    None => {}
                }
            };
            halted.store(true, Ordering::Relaxed);
            ended
        })
    }

    /// Does `work` with so many threads (0: as many as there are cores).
    ///
    /// # Errors
    /// [`NoThreads`].
    pub fn with_threads<R: Send>(
        threads: usize,
        work: impl FnOnce() -> R + Send,
    ) -> Result<R, NoThreads> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| NoThreads(error.to_string()))?;
        Ok(pool.install(work))
    }

    /// Threads the current pool has.
    pub fn threads() -> usize {
        rayon::current_num_threads()
    }
}

#[cfg(not(feature = "parallel"))]
mod one {
    use super::{Halt, NoThreads};

    /// Does `work` on every item and hands on what comes of it.
    pub fn flow<I: Send, T: Send>(
        mut items: impl Iterator<Item = I>,
        _ahead: usize,
        work: impl Fn(I) -> T + Sync,
        mut hand_on: impl FnMut(T) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        items.try_for_each(|item| hand_on(work(item)))
    }

    /// Does `work`, on the one thread there is.
    ///
    /// # Errors
    /// [`NoThreads`] where more than one is asked for.
    pub fn with_threads<R: Send>(
        threads: usize,
        work: impl FnOnce() -> R + Send,
    ) -> Result<R, NoThreads> {
        if threads > 1 {
            return Err(NoThreads("built without the feature `parallel`".into()));
        }
        Ok(work())
    }

    /// Threads there are.
    pub fn threads() -> usize {
        1
    }
}

#[cfg(feature = "parallel")]
pub use many::{flow, threads, with_threads};
#[cfg(not(feature = "parallel"))]
pub use one::{flow, threads, with_threads};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_takes_long() {
        for threads in [1, 2, 4] {
            let flowed = || {
                let mut found = Vec::new();
                // The first of every seven takes longer than the others together.
                let work = |item: u64| {
                    let rounds = if item.is_multiple_of(7) { 200_000 } else { 10 };
                    (0..rounds).fold(item, |sum, round| std::hint::black_box(sum ^ (round & 1)))
                };
                flow(
                    0..200,
                    threads,
                    |item| (item, work(item)),
                    |(item, _)| {
                        found.push(item);
                        Ok(())
                    },
                )
                .unwrap();
                found
            };
            #[cfg(not(feature = "parallel"))]
            let threads = threads.min(1);
            let found = with_threads(threads, flowed).unwrap();
            assert_eq!(found, (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_flow_that_halts_hands_on_nothing_more() {
        let mut handed = 0;
        let ended = flow(
            0..1000,
            2,
            |item| item,
            |item| {
                handed += 1;
                if item == 10 {
                    Err(Halt::Stopped)
                } else {
                    Ok(())
                }
            },
        );
        assert!(matches!(ended, Err(Halt::Stopped)));
        assert_eq!(handed, 11);
    }

    #[test]
    #[should_panic(expected = "in the work")]
    fn a_panic_in_the_work_goes_on_where_it_was_asked_for() {
        let work = |item: u64| assert!(item < 5, "in the work");
        let _ = flow(0..100, 2, work, |()| Ok(()));
    }
}
