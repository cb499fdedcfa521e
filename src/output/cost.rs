//! What a run takes, before it is paid: bytes on the disk, and parts that stand already.
//!
//! Bytes are estimated from the rows that will be written; text of names makes them a tenth more or
//! less. What is certain not to fit is refused before anything is played.

use super::folder::{Folder, FolderError};
use super::run::RunAsked;
use super::session::{OutputError, Target};
use crate::crisis::outcome::Outcome;
use crate::scenario::{Act, Scenario};
use crate::study::QUANTILES;
use crate::study::estimates::lines;
use std::path::Path;

/// Bytes of a row of `daily.csv`, of one of `trials.csv`, and of the other tables of a variant under
/// a policy, as measured on the shipped scenarios.
const DAILY_ROW: u64 = 130;
const TRIAL_ROW: u64 = 110;
const OTHERS: u64 = 100_000;

/// What a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Variants times policies.
    pub parts: u64,
    /// Of these, parts that stand already.
    pub kept: u64,
    /// Trials that are left to play.
    pub trials: u64,
    /// Bytes that are left to write, about.
    pub bytes: u64,
}

impl Cost {
    /// What a run into a target takes.
    ///
    /// # Errors
    /// [`OutputError`], as when it is run: where something else stands there.
    pub fn of(asked: &RunAsked, target: Target) -> Result<Self, OutputError> {
        let (mut manifest, _) = asked.manifest()?;
        manifest.spelt(target.csv);
        let place = target.out.join(asked.name());
        let parts = asked.parts();
        let kept = Folder::peek(&place, &manifest, target.force)?;
        let kept = kept.unwrap_or(parts).min(parts);
        let left = parts - kept;
        let trials = asked.sample.trials.saturating_mul(left);
        let of_trials = if asked.trials_csv {
            trials.saturating_mul(TRIAL_ROW)
        } else {
            0
        };
        // The tables of the batch are those of the folder once more, without its days.
        let part = daily_rows(&asked.scenario) * DAILY_ROW + OTHERS;
        Ok(Self {
            parts,
            kept,
            trials,
            bytes: part.saturating_mul(left).saturating_add(of_trials),
        })
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            parts: self.parts + other.parts,
            kept: self.kept + other.kept,
            trials: self.trials.saturating_add(other.trials),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }

    /// Refuses what is certain not to fit on the disk: twice what is there, since this is an
    /// estimate.
    ///
    /// # Errors
    /// [`FolderError::TooLarge`].
    pub fn fits(&self, out: &Path) -> Result<(), FolderError> {
        let mut there = out.ancestors().filter(|folder| folder.exists());
        let there = there.next().unwrap_or(Path::new("."));
        match fs4::available_space(there) {
            Ok(room) if self.bytes / 2 > room => Err(FolderError::TooLarge {
                path: out.into(),
                bytes: self.bytes,
                room,
            }),
            // Where the system does not say, the disk will.
            _ => Ok(()),
        }
    }
}

/// Rows of `daily.csv` of a variant under a policy.
fn daily_rows(scenario: &Scenario) -> u64 {
    let rungs = scenario.parties().count() * (1 + QUANTILES.len());
    let acts = scenario.actors.len() * Act::NAMES.len();
    let a_day = 1 + rungs + acts + lines(scenario).count() + Outcome::ALL.len();
    u64::from(scenario.closing.horizon_days) * a_day as u64
}
