//! What is kept of a trial: a row of small integers.

use crate::crisis::chance::Note;
use crate::model::Model;
use serde::{Deserialize, Serialize};

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Outcome, day and violence, that of the trigger apart: what comparisons need. The fastest.
    Outcomes,
    /// Everything that tables of a run show.
    Full,
}

/// The places of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Actors that are parties, in order: their peak rungs stand from `peak` on.
    pub parties: Vec<usize>,
    /// Peak rung after the onset, the rung of day 0 included, by party.
    pub peak: usize,
    /// Counts of the mechanisms in the order of [`Note::COUNTED`].
    pub mechanisms: usize,
    /// Days on which each actor escalated, restrained visibly, negotiated: three by actor.
    pub acts: usize,
    /// Days each channel was down, by channel of each dyad in order.
    pub down: usize,
    /// Days each rule of the policy held.
    pub rules: usize,
    /// Length of a row.
    pub width: usize,
}

/// The violence level a row's crisis reached, that of its trigger included.
pub fn violence_with_trigger(row: &[u32]) -> u32 {
    row[Fields::VIOLENCE].max(row[Fields::TRIGGER])
}

impl Fields {
    /// Outcome.
    pub const OUTCOME: usize = 0;
    /// Day of the ending: dated at the start of the spell for calm, the horizon if unresolved.
    pub const DAYS: usize = 1;
    /// Violence level reached by acts after the onset.
    pub const VIOLENCE: usize = 2;
    /// Violence level of the trigger itself.
    pub const TRIGGER: usize = 3;
    /// Places that every row has, and no others where outcomes are kept.
    pub const FIXED: usize = 4;

    /// The places of a model's rows.
    pub fn of(model: &Model, detail: Detail) -> Self {
        let parties: Vec<usize> = model.parties().map(|(a, _)| a).collect();
        let peak = Self::FIXED;
        let mechanisms = peak + parties.len();
        let acts = mechanisms + Note::COUNTED.len();
        let down = acts + 3 * model.actors.len();
        let lines: usize = model.dyads.iter().map(|dyad| dyad.lines.len()).sum();
        let rules = down + lines;
        let width = match detail {
            Detail::Outcomes => Self::FIXED,
            Detail::Full => rules + model.rules.len(),
        };
        Self {
            parties,
            peak,
            mechanisms,
            acts,
            down,
            rules,
            width,
        }
    }
}

/// Rows of consecutive trials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// The number of the first trial.
    pub first: u64,
    /// Length of a row.
    pub width: usize,
    /// Row after row.
    pub cells: Vec<u32>,
}

impl Records {
    /// Empty rows for trials `first..first + count`.
    pub fn new(first: u64, count: usize, width: usize) -> Self {
        Self {
            first,
            width,
            cells: vec![0; count * width],
        }
    }

    /// The row of a trial.
    pub fn row_mut(&mut self, trial: u64) -> &mut [u32] {
        let start = (trial - self.first) as usize * self.width;
        &mut self.cells[start..start + self.width]
    }

    /// Trials and their rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u64, &[u32])> {
        let rows = self.cells.chunks_exact(self.width);
        rows.enumerate()
            .map(|(i, row)| (self.first + i as u64, row))
    }
}
