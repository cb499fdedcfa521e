//! What the law says of an onset: trials of it, with how violent, how long and how they ended.

use crate::crisis::outcome::Outcome;
use crate::ensemble::{self, Plan};
use crate::model::Model;
use crate::trial::record::{Detail, Fields, violence_with_trigger};
use std::ops::Range;

/// A trial as it is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The highest ICB violence level, the trigger's included: 1 to 4.
    pub violence: u8,
    /// How it ended.
    pub outcome: Outcome,
    /// Days as the record counts them, the first and the last included.
    pub days: u32,
}

impl Ending {
    /// Whether the crisis went on after the trial ended: at the horizon, or into a war.
    pub fn is_censored(self) -> bool {
        matches!(self.outcome, Outcome::War | Outcome::Unresolved)
    }
}

/// Plays trials of a model on this thread.
pub fn play(model: &Model, seed: u64, trials: Range<u64>) -> Vec<Ending> {
    let plan = Plan {
        seed,
        first: trials.start,
        trials: trials.end - trials.start,
        detail: Detail::Outcomes,
        daily: false,
    };
    let records = ensemble::chunk(model, &plan, trials, &mut ());
    let ending = |(_, row): (u64, &[u32])| Ending {
        violence: violence_with_trigger(row) as u8,
        outcome: Outcome::ALL[row[Fields::OUTCOME] as usize - 1],
        days: row[Fields::DAYS] + 1,
    };
    records.rows().map(ending).collect()
}
