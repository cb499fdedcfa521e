//! Bars on a terminal, plain lines elsewhere, nothing when told to be quiet; and Ctrl-C.

use super::say::tell;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use offramp::ensemble::Progress;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C asks the work to stop; a second one ends at once.
pub fn catch_interrupts() {
    // Fails only if a handler is already there, and then that one serves.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// The progress of a batch.
pub struct Batch {
    bars: Option<MultiProgress>,
    total: Option<ProgressBar>,
    plain: bool,
}

impl Batch {
    /// A batch of so many scenarios.
    pub fn new(scenarios: usize, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bars = (terminal && !quiet)
            .then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(8)));
        let total = bars.as_ref().filter(|_| scenarios > 1).map(|bars| {
            let style = ProgressStyle::with_template("batch {pos}/{len} scenarios {bar:24}");
            let bar = bars.add(ProgressBar::new(scenarios as u64));
            bar.set_style(style.expect("the template is well formed"));
            bar
        });
        Self {
            bars,
            total,
            plain: !terminal && !quiet,
        }
    }

    /// A scenario begins.
    pub fn scenario(&self, name: &str, trials: u64) -> Bar {
        if self.plain {
            tell!("running {name}: {trials} trials");
        }
        let bar = self.bars.as_ref().map(|bars| {
            let template = "{msg:28} {bar:24} {pos}/{len} trials  {per_sec}  {eta} left";
            let style = ProgressStyle::with_template(template);
            let bar = bars.insert(0, ProgressBar::new(trials));
            bar.set_style(style.expect("the template is well formed"));
            bar.set_message(name.to_string());
            bar
        });
        Bar { bar }
    }

    /// A scenario is done.
    pub fn next(&self) {
        if let Some(total) = &self.total {
            total.inc(1);
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some(bars) = &self.bars {
            // A terminal that is gone cannot be cleared, and that is no failure of the work.
            let _ = bars.clear();
        }
    }
}

/// The progress of one scenario.
pub struct Bar {
    bar: Option<ProgressBar>,
}

impl Progress for Bar {
    fn done(&self, trials: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(trials);
        }
    }

    fn stop(&self) -> bool {
        interrupted()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
