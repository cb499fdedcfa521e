//! What an ensemble remembers of its trials: a histogram of every field of a row.

use super::Sum;
use super::daily::Daily;
use crate::crisis::outcome::Outcome;
use crate::model::Model;
use crate::trial::record::{Fields, Records, violence_with_trigger};
use serde::{Deserialize, Serialize};

/// Places of the ICB violence levels, which count from 1 to 4.
const LEVELS: usize = 5;

/// Integer counts over trials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Number of trials.
    pub trials: u64,
    /// The places of a row.
    pub fields: Fields,
    /// By field of a row: how many trials have the value 0, 1, 2, ...
    pub histograms: Vec<Vec<u64>>,
    /// How many trials ended on each day, by outcome.
    pub endings: Vec<[u64; Outcome::ALL.len()]>,
    /// How many trials reached each violence level, that of the trigger included.
    with_trigger: [u64; LEVELS],
    /// Day by day, where asked for.
    pub daily: Option<Daily>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(model: &Model, fields: Fields, daily: bool) -> Self {
        Self {
            trials: 0,
            histograms: vec![Vec::new(); fields.width],
            endings: vec![[0; Outcome::ALL.len()]; model.crisis.horizon as usize + 1],
            with_trigger: [0; LEVELS],
            daily: daily.then(|| Daily::new(model)),
            fields,
        }
    }

    /// Counts rows.
    pub fn add(&mut self, records: &Records) {
        for (_, row) in records.rows() {
            self.trials += 1;
            for (histogram, &value) in self.histograms.iter_mut().zip(row) {
                let value = value as usize;
                if value >= histogram.len() {
                    histogram.resize(value + 1, 0);
                }
                histogram[value] += 1;
            }
            let outcome = row[Fields::OUTCOME] as usize - 1;
            self.endings[row[Fields::DAYS] as usize][outcome] += 1;
            self.with_trigger[violence_with_trigger(row) as usize] += 1;
        }
    }

    /// How many trials have the value in the field.
    pub fn count(&self, field: usize, value: u32) -> u64 {
        self.histograms[field]
            .get(value as usize)
            .copied()
            .unwrap_or(0)
    }

    /// How many trials have at least the value in the field.
    pub fn at_least(&self, field: usize, value: u32) -> u64 {
        self.histograms[field].iter().skip(value as usize).sum()
    }

    /// How many trials reached this violence level and none above, the trigger included.
    pub fn violence_with_trigger(&self, level: u32) -> u64 {
        self.with_trigger[level as usize]
    }

    /// How many trials ended so.
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.count(Fields::OUTCOME, outcome as u32)
    }
}

/// Counts of other trials of the same model.
impl Sum for Tally {
    fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        for (mine, theirs) in self.histograms.iter_mut().zip(&other.histograms) {
            if theirs.len() > mine.len() {
                mine.resize(theirs.len(), 0);
            }
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        for (mine, theirs) in self.with_trigger.iter_mut().zip(other.with_trigger) {
            *mine += theirs;
        }
        let theirs = other.endings.as_flattened();
        for (mine, theirs) in self.endings.as_flattened_mut().iter_mut().zip(theirs) {
            *mine += theirs;
        }
        if let (Some(mine), Some(theirs)) = (&mut self.daily, &other.daily) {
            mine.merge(theirs);
        }
    }
}
