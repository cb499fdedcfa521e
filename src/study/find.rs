//! Finding a trial worth reading.

use super::run::Sample;
use crate::ensemble::{self, Halt, Plan, Progress};
use crate::model::Model;
use crate::trace::choose::{Finder, Flip};
use crate::trial::record::{Detail, Records};

/// Which trial is worth reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The first with the highest violence after the onset.
    Worst,
    /// The first whose violence, or else outcome, differs most between two models.
    Flipped,
    /// The first with the most frequent outcome, ended nearest to its median day.
    Typical,
}

/// The number of such a trial among the sample of the first model, or of the first two. `None`: no
/// trial flips, or there is no second model to flip to.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn find(
    models: &[&Model],
    wanted: Wanted,
    sample: Sample,
    progress: &impl Progress,
) -> Result<Option<u64>, Halt> {
    let plan = Plan {
        seed: sample.seed,
        first: 0,
        trials: sample.trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let rows = |model: &Model, see: &mut dyn FnMut(Records)| {
        let hand_on = |rows| {
            see(rows);
            Ok(())
        };
        ensemble::run(model, &plan, progress, hand_on).map(|_| ())
    };
    match (wanted, models) {
        (Wanted::Flipped, [here, there, ..]) => {
            let mut waiting = Vec::new();
            rows(here, &mut |rows| waiting.push(rows))?;
            let (mut flip, mut waiting) = (Flip::default(), waiting.into_iter());
            rows(there, &mut |rows| {
                if let Some(here) = waiting.next() {
                    flip.add(&here, &rows);
                }
            })?;
            Ok(flip.trial())
        }
        (Wanted::Worst | Wanted::Typical, [model, ..]) => {
            let mut finder = Finder::default();
            rows(model, &mut |rows| finder.add(&rows))?;
            Ok(match wanted {
                Wanted::Worst => finder.bad(),
                _ => finder.typical(),
            })
        }
        _ => Ok(None),
    }
}
