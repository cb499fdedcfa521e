//! Trials worth reading: a typical one, a bad one, one that flips.

use crate::crisis::outcome::Outcome;
use crate::trial::record::{Fields, Records};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Looks at rows, in any order, and remembers candidates, never the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finder {
    /// By outcome: how many trials ended on each day, and the first of them.
    endings: [BTreeMap<u32, (u64, u64)>; Outcome::ALL.len()],
    /// The highest violence after the onset and the first trial that reached it.
    worst: Option<(u32, u64)>,
}

impl Finder {
    /// Looks at the rows of further trials.
    pub fn add(&mut self, records: &Records) {
        for (trial, row) in records.rows() {
            let (outcome, days) = (row[Fields::OUTCOME] as usize - 1, row[Fields::DAYS]);
            self.ending(outcome, days, (1, trial));
            self.violent(row[Fields::VIOLENCE], trial);
        }
    }

    /// Adds what another has seen of other trials.
    pub fn merge(&mut self, other: &Self) {
        for (outcome, days) in other.endings.iter().enumerate() {
            for (&days, &seen) in days {
                self.ending(outcome, days, seen);
            }
        }
        if let Some((violence, trial)) = other.worst {
            self.violent(violence, trial);
        }
    }

    /// So many trials ended so on a day, the first of them this one.
    fn ending(&mut self, outcome: usize, days: u32, (count, trial): (u64, u64)) {
        let ending = self.endings[outcome].entry(days).or_insert((0, trial));
        ending.0 += count;
        ending.1 = ending.1.min(trial);
    }

    fn violent(&mut self, violence: u32, trial: u64) {
        let higher = |(worst, first)| (violence, Reverse(trial)) > (worst, Reverse(first));
        if self.worst.is_none_or(higher) {
            self.worst = Some((violence, trial));
        }
    }

    /// The first trial with the highest violence after the onset.
    pub fn bad(&self) -> Option<u64> {
        self.worst.map(|(_, trial)| trial)
    }

    /// The first trial that has the most frequent outcome and ended nearest to the median day of
    /// that outcome; ties go to the outcome listed first and to the earlier day.
    pub fn typical(&self) -> Option<u64> {
        let count = |days: &BTreeMap<u32, (u64, u64)>| days.values().map(|(n, _)| n).sum::<u64>();
        let modal = self.endings.iter().rev().max_by_key(|days| count(days))?;
        let half = count(modal).div_ceil(2);
        let mut so_far = 0;
        let median = modal.iter().find(|(_, (n, _))| {
            so_far += n;
            so_far >= half
        });
        median.map(|(_, &(_, trial))| trial)
    }
}

/// The first trial whose violence differs most between two runs of the same trials; where none
/// does, the first whose outcome differs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flip {
    /// How much violence differs, and the trial.
    found: Option<(u32, u64)>,
}

impl Flip {
    /// Looks at the rows of the same trials under both.
    pub fn add(&mut self, here: &Records, there: &Records) {
        for ((trial, one), (_, two)) in here.rows().zip(there.rows()) {
            let violence = one[Fields::VIOLENCE].abs_diff(two[Fields::VIOLENCE]);
            let differs = violence > 0 || one[Fields::OUTCOME] != two[Fields::OUTCOME];
            if differs && self.found.is_none_or(|(most, _)| violence > most) {
                self.found = Some((violence, trial));
            }
        }
    }

    /// The trial, if any flipped.
    pub fn trial(&self) -> Option<u64> {
        self.found.map(|(_, trial)| trial)
    }
}
