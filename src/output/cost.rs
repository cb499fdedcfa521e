//! What a command takes, before it is paid: bytes on the disk, and parts that stand already.
//!
//! Bytes are estimated from the rows that will be written; text of names makes them a tenth more or
//! less. What is certain not to fit is refused before anything is played.

use super::attribute::AttributionAsked;
use super::compare;
use super::folder::{Folder, FolderError};
use super::manifest::Manifest;
use super::notes::TOGETHER;
use super::run::RunAsked;
use super::session::{OutputError, Target};
use crate::crisis::outcome::Outcome;
use crate::ensemble::Portion;
use crate::scenario::{Act, Scenario};
use crate::study::QUANTILES;
use crate::study::compare::{Asked, trials_with_ends};
use crate::study::daily::Curves;
use crate::study::estimates::lines;
use std::ops::Range;
use std::path::Path;

/// Bytes of a row of `daily.csv`, of one of `trials.csv`, of one of `worlds.csv`, and of the other
/// tables of a variant under a policy or of a study, or of the tally of a part, as measured on the
/// shipped scenarios.
const DAILY_ROW: u64 = 130;
const TRIAL_ROW: u64 = 110;
const WORLD_ROW: u64 = 480;
const OTHERS: u64 = 100_000;

/// What a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Variants times policies of a run; worlds of a comparison that has some; else 1.
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
        let (manifest, _) = asked.manifest()?;
        let parts = asked.parts();
        let kept = peek(asked.name(), manifest, target)?;
        let kept = kept.unwrap_or(parts).min(parts);
        let left = parts - kept;
        let trials = asked.sample.trials.saturating_mul(left);
        let of_trials = if asked.trials_csv {
            trials.saturating_mul(TRIAL_ROW)
        } else {
            0
        };
        // The tables of the batch are those of the folder once more, without its days.
        let part = daily_rows(&asked.scenario, asked.daily) * DAILY_ROW + OTHERS;
        Ok(Self {
            parts,
            kept,
            trials,
            bytes: part.saturating_mul(left).saturating_add(of_trials),
        })
    }

    /// What a part of a run takes, at most.
    pub fn of_part(asked: &RunAsked, portion: Portion) -> Self {
        let Range { start, end } = portion.of(&(0..asked.sample.trials));
        let trials = (end - start).saturating_mul(asked.parts());
        let rows = if asked.trials_csv { trials } else { 0 };
        let sums = asked.parts().saturating_mul(OTHERS);
        Self {
            parts: asked.parts(),
            kept: 0,
            trials,
            bytes: rows.saturating_mul(TRIAL_ROW).saturating_add(sums),
        }
    }

    /// What a comparison into a target takes, at most: how soon it is decided is not known before.
    ///
    /// # Errors
    /// As [`Cost::of`].
    pub fn of_comparison(asked: &Asked, target: Target) -> Result<Self, OutputError> {
        let (manifest, _) = compare::manifest(asked);
        let kept = peek(&compare::folder_name(asked), manifest, target)?;
        let (arms, worlds) = (asked.arms.len() as u64, asked.worlds);
        let parts = worlds.map_or(1, |worlds| worlds.worlds as u64);
        let Some(noted) = kept else {
            return Ok(Self::stands(parts));
        };
        let kept = noted * TOGETHER;
        let in_worlds = worlds.map_or(0, |worlds| (parts - kept).saturating_mul(worlds.trials));
        let rows = worlds.map_or(0, |_| parts.saturating_mul(arms));
        Ok(Self {
            parts,
            kept,
            trials: trials_with_ends(asked).saturating_add(in_worlds.saturating_mul(arms)),
            bytes: rows.saturating_mul(WORLD_ROW).saturating_add(OTHERS),
        })
    }

    /// What an attribution into a target takes.
    ///
    /// # Errors
    /// As [`Cost::of`].
    pub fn of_attribution(asked: &AttributionAsked, target: Target) -> Result<Self, OutputError> {
        let (manifest, _) = asked.manifest();
        Ok(match peek(&asked.folder_name(), manifest, target)? {
            None => Self::stands(1),
            Some(_) => Self {
                parts: 1,
                kept: 0,
                trials: asked.trials(),
                bytes: OTHERS,
            },
        })
    }

    /// All of it stands already.
    fn stands(parts: u64) -> Self {
        Self {
            parts,
            kept: parts,
            ..Self::default()
        }
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

/// How many parts are finished of a folder; `None` where all of it stands.
fn peek(name: &str, mut manifest: Manifest, target: Target) -> Result<Option<u64>, FolderError> {
    manifest.spelt(target.csv);
    Folder::peek(&target.out.join(name), &manifest, target.force)
}

/// Rows of `daily.csv` of a variant under a policy.
fn daily_rows(scenario: &Scenario, curves: Curves) -> u64 {
    let parties = scenario.parties().count();
    let mut a_day = 1 + parties * QUANTILES.len() + Outcome::ALL.len();
    if curves == Curves::All {
        let acts = scenario.actors.len() * Act::NAMES.len();
        a_day += parties + acts + lines(scenario).count();
    }
    u64::from(scenario.closing.horizon_days) * a_day as u64
}
