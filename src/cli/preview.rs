//! What a command would do, where it is asked to do nothing.

use super::exit::Failure;
use super::progress::duration;
use super::say::sayln;
use offramp::output::Cost;
use offramp::study::arms::Arm;
use offramp::study::run::{self, Sample};
use std::path::Path;
use std::time::Instant;

/// What of it stands already, in words to follow a list.
pub fn standing(cost: Cost) -> String {
    match (cost.kept, cost.parts) {
        (0, _) => String::new(),
        (kept, parts) if kept == parts => ", all of it kept".into(),
        (kept, parts) => format!(", {kept} of {parts} kept"),
    }
}

/// Says how long it would take and how large it would be, and refuses what does not fit on the
/// disk. The speed is measured on a few trials of an arm.
pub fn tell(whole: Cost, arm: &Arm, sample: Sample, out: &Path) -> Result<(), Failure> {
    let trials = sample.trials.clamp(1_000, 20_000);
    let begun = Instant::now();
    run::run(arm, Sample { trials, ..sample }, &(), |_| Ok(()))?;
    let speed = trials as f64 / begun.elapsed().as_secs_f64().max(1e-6);
    let takes = match whole.trials {
        0 => String::new(),
        trials => format!(", about {}", duration(trials as f64 / speed)),
    };
    sayln!(
        "{} trials to play{takes}; {:.1} MiB to write. Nothing was played or written.",
        whole.trials,
        whole.bytes as f64 / f64::from(1 << 20)
    );
    Ok(whole.fits(out)?)
}
