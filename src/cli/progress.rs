//! Bars on a terminal, plain lines elsewhere, nothing when told to be quiet; and Ctrl-C.

use super::say::tell;
use indicatif::{
    HumanCount, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};
use offramp::ensemble::Progress;
use offramp::exact::Listener;
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

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
        let template = "{msg:28} {bar:24} {human_pos}/{human_len} trials  {rate}  {eta} left";
        self.bar(name, trials, template, "trials")
    }

    /// The enumeration of a scenario begins: so many days of all its policies.
    pub fn enumeration(&self, name: &str, days: u64) -> Bar {
        let template = "{msg:28} {bar:24} {human_pos}/{human_len} days";
        self.bar(name, days, template, "days")
    }

    fn bar(&self, name: &str, all: u64, template: &str, unit: &'static str) -> Bar {
        let bar = self.bars.as_ref().map(|bars| {
            let style = ProgressStyle::with_template(template);
            let style = style.expect("the template is well formed");
            let bar = bars.insert(0, ProgressBar::new(all));
            bar.set_style(style.with_key("rate", rate));
            bar.set_message(name.to_string());
            bar
        });
        let log = self.plain.then(|| Log::new(name, all, unit));
        Bar { bar, log }
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

/// Trials a second, in the digits that mean something: 33,900/s.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    let _ = write!(out, "{}/s", HumanCount(three_digits(state.per_sec())));
}

/// A number rounded to its first three digits.
fn three_digits(number: f64) -> u64 {
    let mut unit = 1.0;
    while number / unit >= 1_000.0 {
        unit *= 10.0;
    }
    ((number / unit).round() * unit) as u64
}

/// The progress of one scenario.
pub struct Bar {
    bar: Option<ProgressBar>,
    log: Option<Log>,
}

/// Lines in a log, where there is no terminal: one every few seconds, with the share that is done
/// and the time left.
struct Log {
    name: String,
    /// How many of the unit there are.
    all: u64,
    unit: &'static str,
    /// What stands already is not run, and not said to be.
    running: Once,
    done: AtomicU64,
    begun: Instant,
    /// Milliseconds after the beginning when the next line is due.
    due: AtomicU64,
}

/// Milliseconds to the first line, and from line to line.
const FIRST: u64 = 2_000;
const EVERY: u64 = 10_000;

impl Log {
    fn new(name: &str, all: u64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            all,
            unit,
            running: Once::new(),
            done: AtomicU64::new(0),
            begun: Instant::now(),
            due: AtomicU64::new(FIRST),
        }
    }

    fn begins(&self) {
        let (name, all) = (&self.name, HumanCount(self.all));
        self.running
            .call_once(|| tell!("running {name}: {all} {}", self.unit));
    }

    fn done(&self, more: u64) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        let now = self.begun.elapsed();
        let (millis, due) = (now.as_millis() as u64, self.due.load(Ordering::Relaxed));
        let next = millis + EVERY;
        let mine = || {
            let swapped =
                (self.due).compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
            swapped.is_ok()
        };
        if millis < due || done >= self.all || !mine() {
            return;
        }
        let share = done as f64 / self.all as f64;
        let left = duration(now.as_secs_f64() * (1.0 / share - 1.0));
        let (name, percent) = (&self.name, 100.0 * share);
        tell!(
            "{name}: {percent:.0}% of {} {}, about {left} left",
            HumanCount(self.all),
            self.unit
        );
    }
}

/// Seconds for people.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.5 => "a second".into(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} hours", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

impl Progress for Bar {
    fn done(&self, trials: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(trials);
        }
        if let Some(log) = &self.log {
            log.done(trials);
        }
    }

    fn stop(&self) -> bool {
        if let Some(log) = &self.log {
            log.begins();
        }
        interrupted()
    }
}

impl Listener for Bar {
    fn day(&self) {
        Progress::done(self, 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_three_digits() {
        let of = |rate: f64| HumanCount(three_digits(rate)).to_string();
        assert_eq!(of(33_912.7), "33,900");
        assert_eq!(of(0.4), "0");
        assert_eq!(of(999.6), "1,000");
        assert_eq!(of(1_234_567.0), "1,230,000");
    }
}
