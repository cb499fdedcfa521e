//! `offramp attribute` as a call: what caused an outcome, into a run folder.

use super::files::{POSTERIOR, SAID};
use super::folder::Begun;
use super::manifest::{self, ArmEntry, Manifest, PosteriorEntry, ScenarioEntry, WrittenEntry};
use super::merge::Parts;
use super::part::{self, WrittenPart, end_rows};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer;
use crate::ensemble::{Halt, Plan, Portion, Progress};
use crate::scenario::file::flatten::flatten;
use crate::scenario::file::written;
use crate::study::arms::Arm;
use crate::study::attribute::{self, Attribution, MECHANISMS};
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::table::attribution as tables;
use crate::table::dialect::Dialect;
use crate::table::keys::{Keys, RunKey};
use crate::table::rows::CsvRows;
use crate::table::schema::Schema;
use crate::trial::record::Detail;
use std::io::{self, Write};
use std::path::PathBuf;

/// What is attributed.
#[derive(Debug, Clone)]
pub struct AttributionAsked {
    /// A scenario under a policy.
    pub arm: Arm,
    /// The outcome; one that is yes or no.
    pub outcome: Measure,
    /// Trials under each subset of the mechanisms, and their luck.
    pub sample: Sample,
}

/// An attribution whose folder stands.
#[derive(Debug)]
pub struct Attributed {
    /// Its folder.
    pub folder: PathBuf,
    /// Its tables.
    pub files: [&'static str; 2],
    /// What was found.
    pub answer: Answer<Attribution>,
}

impl AttributionAsked {
    /// The name of the run folder.
    pub fn folder_name(&self) -> String {
        format!("{}-attribute", self.arm.scenario.name)
    }

    /// Trials under all subsets together.
    pub fn trials(&self) -> u64 {
        self.sample.trials << MECHANISMS.len()
    }

    fn keys(&self) -> Keys {
        let sets = &self.arm.origin.sets;
        Keys::of(false, [&sets[..]]).averaged(self.arm.drawn.is_some())
    }

    fn key(&self) -> RunKey {
        RunKey {
            scenario: self.arm.scenario.name.clone(),
            policy: self.arm.policy.name.clone(),
            variant: None,
            sets: self.keys().cells(&self.arm.origin.sets),
        }
    }

    /// The table of single trials.
    fn rows(&self) -> Schema {
        tables::trials_schema(&self.keys())
    }

    /// What will be written, and the texts of the scenario.
    pub(super) fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let Sample { seed, trials } = self.sample;
        let (arm, text) = (&self.arm, flatten(&self.arm.scenario));
        let mut manifest = Manifest::new("attribute", seed, trials);
        manifest.policies.push(arm.policy.name.clone());
        manifest.numbers = arm.numbers();
        let (file, sets) = ("scenario.toml".to_owned(), &arm.origin.sets);
        let entry = ScenarioEntry::new(&arm.scenario.name, None, sets, &file, &text);
        manifest.scenarios.push(entry);
        let outcome = self.outcome.name().to_string();
        manifest.settings.insert("outcome".into(), outcome);
        let mut texts = vec![(file.clone(), text)];
        let mut entry = ArmEntry {
            name: arm.name.clone(),
            file,
            source: arm.origin.words.clone(),
            policy: arm.policy.name.clone(),
            written: None,
        };
        if let Some(drawn) = &arm.drawn {
            // Draws change what was written.
            let text = written::text(&arm.origin.draft.written(&arm.scenario.name));
            let file = "scenario-written.toml".to_owned();
            entry.written = Some(WrittenEntry {
                file: file.clone(),
                hash: manifest::hash(&text),
                overrides: sets.clone(),
            });
            texts.push((file, text));
            let posterior = &drawn.posterior;
            manifest.posterior = Some(PosteriorEntry::new(posterior, trials));
            texts.push((POSTERIOR.into(), posterior.text().into()));
        }
        manifest.arms.push(entry);
        (manifest, texts)
    }

    /// Plays a portion of it. A row for each trial with the outcome goes to `rows` as it comes.
    fn play(
        &self,
        (portion, dialect): (Portion, Dialect),
        rows: &mut impl Write,
        progress: &impl Progress,
    ) -> Result<Attribution, Halt> {
        let Sample { seed, trials } = self.sample;
        let plan = Plan {
            seed,
            first: 0,
            trials,
            detail: Detail::Outcomes,
            daily: false,
        };
        let (key, outcome) = (self.key(), self.outcome);
        let mut rows = CsvRows::further(dialect, rows);
        let part = (&plan, portion);
        let found = attribute::play(&self.arm, outcome, part, progress, |trial, fate| {
            if !fate.happened() {
                return Ok(());
            }
            let row = tables::trial_row(&key, outcome.name(), seed, trial, fate);
            rows.row(&row).map_err(io::Error::other)
        })?;
        rows.finish().map_err(io::Error::other)?;
        Ok(found)
    }
}

/// Attributes an outcome and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_attribution(
    asked: &AttributionAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<Attributed, OutputError> {
    write(asked, target, |rows| {
        Ok(asked.play((Portion::ALL, target.csv), rows, progress)?)
    })
}

/// Writes the run folder of parts that were played by themselves, as [`write_attribution`] writes it.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn merge_attribution(
    asked: &AttributionAsked,
    target: Target,
    parts: &mut Parts,
) -> Result<Attributed, OutputError> {
    write(asked, target, |rows| Ok(parts.next(rows)?))
}

/// Plays a portion of the trials of an attribution into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_attribution_part(
    asked: &AttributionAsked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let place = (target, &*asked.folder_name(), portion);
    part::write(place, asked.manifest(), |folder| {
        let mut rows = folder.rows()?;
        let found = asked.play((portion, target.csv), &mut rows, progress)?;
        let rows = end_rows(rows).map_err(|source| folder.unwritten(source))?;
        folder.sum(&found, rows)?;
        Ok(found.trials << MECHANISMS.len())
    })
}

/// Begins a run folder, has the attribution made, its rows written, and writes the rest.
fn write(
    asked: &AttributionAsked,
    target: Target,
    make: impl FnOnce(&mut io::BufWriter<std::fs::File>) -> Result<Attribution, OutputError>,
) -> Result<Attributed, OutputError> {
    let (arm, keys, schema) = (&asked.arm, asked.keys(), asked.rows());
    let title = format!(
        "{}: what caused {}",
        arm.scenario.title,
        asked.outcome.name()
    );
    let files = [tables::attribution_schema(&keys).file, schema.file];
    let begun = Session::begin(target, &asked.folder_name(), title, asked.manifest())?;
    let mut session = match begun {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(Attributed {
                folder,
                files,
                answer,
            });
        }
    };
    let mut rows = session.further(&schema)?;
    let found = make(&mut rows)?;
    let written = rows.flush();
    written.map_err(|source| session.csv(schema.file, source.into()))?;
    session.table(&tables::attribution(&keys, &asked.key(), &found))?;
    session.describe(schema);
    let said = answer::attribution(arm, &found, asked.sample.seed);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.into());
    Ok(Attributed {
        folder: session.finish(asked.trials())?,
        files,
        answer: Answer::Found(found),
    })
}
