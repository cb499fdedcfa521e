//! All cores, or one: the only place that knows. What comes of it is the same either way.

/// The threads asked for cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot start threads: {0}")]
pub struct NoThreads(String);

#[cfg(feature = "parallel")]
mod many {
    use super::NoThreads;
    use rayon::prelude::*;

    /// Items that are in memory at once.
    pub const WAVE: usize = 32;

    /// What `work` makes of each item, in their order.
    pub fn map<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
        items.par_iter().map(&work).collect()
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
    use super::NoThreads;

    /// Items that are in memory at once.
    pub const WAVE: usize = 1;

    /// What `work` makes of each item, in their order.
    pub fn map<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
        items.iter().map(work).collect()
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
pub use many::{WAVE, map, threads, with_threads};
#[cfg(not(feature = "parallel"))]
pub use one::{WAVE, map, threads, with_threads};
