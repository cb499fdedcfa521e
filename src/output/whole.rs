//! What parts make, of whatever command they are: what was asked is read off their manifest, and the run
//! folder of one process is written.

use super::attribute::{Attributed, AttributionAsked, merge_attribution};
use super::compare::{WrittenComparison, folder_name, merge_comparison};
use super::hindcast::{CasesAsked, Hindcasted, merge_hindcast};
use super::merge::Parts;
use super::replay::{self, Replay, ReplayError};
use super::run::{Finished, RunAsked, merge_run};
use super::sensitivity::{WrittenSensitivity, merge_sensitivity};
use super::session::{OutputError, Target};
use super::sweep::{SweepAsked, WrittenSweep, merge_sweep};
use crate::ensemble::Progress;
use crate::exploration::sensitivity::SensitivityAsked;
use crate::study::compare::{self, turning_trials};
use crate::table::dialect::Dialect;
use std::path::Path;

/// Parts that make a run folder, and what was asked.
#[derive(Debug)]
pub struct Whole {
    parts: Parts,
    asked: WholeAsked,
    csv: Dialect,
}

/// What was asked of parts.
#[derive(Debug)]
enum WholeAsked {
    Run(Box<RunAsked>),
    Comparison(Box<compare::Asked>),
    Attribution(Box<AttributionAsked>),
    Sweep(Box<SweepAsked>),
    Sensitivity(Box<SensitivityAsked>),
    Hindcast(Box<CasesAsked>),
}

/// A run folder that was made of parts.
#[derive(Debug)]
pub enum Merged {
    /// Of a run.
    Run(Box<RunAsked>, Finished),
    /// Of a comparison.
    Comparison(Box<WrittenComparison>),
    /// Of an attribution.
    Attribution(Box<AttributionAsked>, Box<Attributed>),
    /// Of a sweep.
    Sweep(WrittenSweep),
    /// Of an analysis of sensitivity.
    Sensitivity(WrittenSensitivity),
    /// Of a hindcast.
    Hindcast(Box<CasesAsked>, Box<Hindcasted>),
}

impl Whole {
    /// What was asked of parts that belong together.
    ///
    /// # Errors
    /// [`ReplayError`].
    pub fn read(parts: Parts) -> Result<Self, ReplayError> {
        let file = parts.manifest_file();
        let (asked, csv) = match parts.manifest.command.as_str() {
            "compare" => known(replay::comparison(&file)?, WholeAsked::Comparison),
            "attribute" => known(replay::attribution(&file)?, WholeAsked::Attribution),
            "sweep" => known(replay::sweep(&file)?, WholeAsked::Sweep),
            "sensitivity" => known(replay::sensitivity(&file)?, WholeAsked::Sensitivity),
            "hindcast" => known(replay::hindcast(&file)?, WholeAsked::Hindcast),
            _ => known(replay::run(&file)?, WholeAsked::Run),
        };
        Ok(Self { parts, asked, csv })
    }

    /// The name of the run folder.
    pub fn name(&self) -> String {
        match &self.asked {
            WholeAsked::Run(asked) => asked.name().into(),
            WholeAsked::Comparison(asked) => folder_name(asked),
            WholeAsked::Attribution(asked) => asked.folder_name(),
            WholeAsked::Sweep(asked) => asked.name(),
            WholeAsked::Sensitivity(asked) => asked.name(),
            WholeAsked::Hindcast(asked) => asked.folder_name(),
        }
    }

    /// The folder beside which the parts stand.
    pub fn beside(&self) -> &Path {
        self.parts.beside()
    }

    /// Trials that follow from what was played, and are played only now.
    pub fn trials(&self) -> u64 {
        match &self.asked {
            WholeAsked::Comparison(asked) => turning_trials(asked),
            // What cannot be read is told when it is written.
            WholeAsked::Hindcast(asked) => asked.pattern_trials().unwrap_or(0),
            _ => 0,
        }
    }

    /// Writes the run folder into the folder `out`; `force` replaces what stands there.
    ///
    /// # Errors
    /// [`OutputError`], and where a part is not as it was written; nothing is left behind then.
    pub fn write(
        mut self,
        (out, force): (&Path, bool),
        progress: &impl Progress,
    ) -> Result<Merged, OutputError> {
        let csv = self.csv;
        let (target, parts) = (Target { out, force, csv }, &mut self.parts);
        Ok(match self.asked {
            WholeAsked::Run(asked) => {
                let finished = merge_run(&asked, target, parts)?;
                Merged::Run(asked, finished)
            }
            WholeAsked::Comparison(asked) => {
                let written = merge_comparison(&asked, target, (parts, progress))?;
                Merged::Comparison(Box::new(written))
            }
            WholeAsked::Attribution(asked) => {
                let done = merge_attribution(&asked, target, parts)?;
                Merged::Attribution(asked, Box::new(done))
            }
            WholeAsked::Sweep(asked) => Merged::Sweep(merge_sweep(&asked, target, parts)?),
            WholeAsked::Sensitivity(asked) => {
                Merged::Sensitivity(merge_sensitivity(&asked, target, parts)?)
            }
            WholeAsked::Hindcast(asked) => {
                let done = merge_hindcast(&asked, target, (parts, progress))?;
                Merged::Hindcast(asked, Box::new(done))
            }
        })
    }
}

/// What was asked, and how its tables are spelt.
fn known<T>(replay: Replay<T>, kind: impl FnOnce(Box<T>) -> WholeAsked) -> (WholeAsked, Dialect) {
    (kind(Box::new(replay.asked)), replay.csv)
}

impl Merged {
    /// Where it is.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Run(_, done) => &done.folder,
            Self::Comparison(done) => &done.folder,
            Self::Attribution(_, done) => &done.folder,
            Self::Sweep(done) => &done.folder,
            Self::Sensitivity(done) => &done.folder,
            Self::Hindcast(_, done) => &done.folder,
        }
    }
}
