//! Work without the interpreter: other Python threads go on, Ctrl-C stops it, and a callback hears how far it
//! is.

use offramp::ensemble::{self, Progress};
use offramp::exact::Listener;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How often the interpreter is asked whether somebody pressed Ctrl-C.
const TICK: Duration = Duration::from_millis(50);

/// How far the work is, and whether it shall stop.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Progress for Watch {
    fn done(&self, trials: u64) {
        self.done.fetch_add(trials, Ordering::Relaxed);
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Listener for Watch {
    fn day(&self) {
        Progress::done(self, 1);
    }

    fn stop(&self) -> bool {
        Progress::stop(self)
    }
}

/// How a call is to be played.
#[derive(Debug, FromPyObject)]
pub struct Manner {
    /// Threads, 0 for all cores.
    pub threads: usize,
    /// Called with what is done and what there is to do.
    pub progress: Option<Py<PyAny>>,
}

/// Does `work` on a thread of its own; this one, which belongs to the interpreter, listens to it. `total` is
/// how much there is to do.
pub fn play<T: Send>(
    py: Python<'_>,
    manner: &Manner,
    total: u64,
    work: impl FnOnce(&Watch) -> T + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let (found, refused) = py.detach(|| {
        thread::scope(|scope| {
            let (to, from) = channel();
            let watch = &watch;
            scope.spawn(move || {
                // Nobody is gone who could not hear it.
                let _ = to.send(ensemble::with_threads(manner.threads, || work(watch)));
            });
            let mut refused = None;
            loop {
                match from.recv_timeout(TICK) {
                    Ok(found) => break (Some(found), refused),
                    // Its panic goes on where the scope ends.
                    Err(RecvTimeoutError::Disconnected) => break (None, refused),
                    Err(RecvTimeoutError::Timeout) if refused.is_some() => {}
                    Err(RecvTimeoutError::Timeout) => {
                        let done = watch.done.load(Ordering::Relaxed);
                        refused =
                            Python::attach(|py| tell(py, manner, done.min(total), total)).err();
                        watch.stop.store(refused.is_some(), Ordering::Relaxed);
                    }
                }
            }
        })
    });
    if let Some(why) = refused {
        return Err(why);
    }
    tell(py, manner, total, total)?;
    let found = found.expect("invariant: a panic in the work goes on");
    found.map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// Asks for Ctrl-C, and says how far the work is.
fn tell(py: Python<'_>, manner: &Manner, done: u64, total: u64) -> PyResult<()> {
    py.check_signals()?;
    match &manner.progress {
        Some(progress) => progress.call1(py, (done, total)).map(|_| ()),
        None => Ok(()),
    }
}
