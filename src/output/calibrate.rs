//! `offramp calibrate` as a call: the law fitted to cases, into a run folder.

use super::files::SAID;
use super::folder::Begun;
use super::manifest::{Manifest, hash};
use super::populations::PopulationNotes;
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer;
use crate::ensemble::Progress;
use crate::history::calibrate::{CalibrateAsked, CalibrateError, Calibrated, calibrate};
use crate::history::case::Cases;
use crate::history::memory::Memory;
use crate::history::smc::Population;
use crate::table::{calibration, hindcast};
use std::io;
use std::path::PathBuf;

/// Cases as they were asked for.
#[derive(Debug, Clone)]
pub struct NamedCases {
    /// What they are called: the stem of their table, or of their folder.
    pub name: String,
    /// The cases.
    pub cases: Cases,
    /// What they were read from, by the files of the run folder that will hold it.
    pub texts: Vec<(String, String)>,
    /// Overrides under which they were read.
    pub sets: Vec<String>,
}

/// A calibration whose folder stands.
#[derive(Debug)]
pub struct WrittenCalibration {
    /// Its folder.
    pub folder: PathBuf,
    /// What was found.
    pub answer: Answer<Box<Calibrated>>,
}

/// Fits the law to cases and writes the run folder. `hear` is told of every population on the way.
///
/// # Errors
/// [`OutputError`]; populations that were noted are kept, and the same call goes on after them.
pub fn write_calibration(
    named: &NamedCases,
    asked: &CalibrateAsked,
    target: Target,
    progress: &impl Progress,
    hear: &mut dyn FnMut(&Population),
) -> Result<WrittenCalibration, OutputError> {
    let mut manifest = Manifest::new("calibrate", asked.seed, asked.trials);
    let settings = &mut manifest.settings;
    settings.extend(
        named
            .texts
            .iter()
            .map(|(file, text)| (file.clone(), hash(text))),
    );
    settings.insert("places".into(), asked.places.to_string());
    settings.insert("rounds".into(), asked.rounds.to_string());
    settings.insert("draws".into(), asked.draws.to_string());
    settings.insert("folds".into(), asked.folds.to_string());
    settings.insert("divisions".into(), asked.divisions.to_string());
    settings.insert("scored".into(), asked.scored.to_string());
    settings.insert("moves".into(), asked.walk.moves.to_string());
    if let Some(days) = asked.watched {
        settings.insert("watched".into(), days.to_string());
    }
    if asked.checks > 0 {
        settings.insert("check".into(), asked.checks.to_string());
    }
    if !named.sets.is_empty() {
        settings.insert("set".into(), named.sets.join(" "));
    }
    let name = format!("calibrate-{}", named.name);
    let title = format!("The law fitted to {}", named.name);
    let mut session = match Session::begin(target, &name, title, (manifest, named.texts.clone()))? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenCalibration { folder, answer });
        }
    };
    let mut notes = Heard {
        notes: PopulationNotes(&mut session),
        hear,
    };
    let found = calibrate(&named.cases, asked, progress, &mut notes);
    let found = found.map_err(|error| match error {
        CalibrateError::Halt(halt) => OutputError::from(halt),
        CalibrateError::Vary(error) => OutputError::Vary(error),
        other => OutputError::Calibrate(other),
    })?;
    for table in calibration::tables(&found) {
        session.table(&table)?;
    }
    // Forecasts of cases that the law has not seen, or, where none were held out, of those it has.
    let (cases, run) = (&named.cases, (asked.seed, asked.scored));
    let judged = found.held_out.as_ref().unwrap_or(&found.in_sample);
    session.table(&hindcast::hindcast(cases, judged, run))?;
    session.table(&hindcast::scores(judged, run))?;
    if let Some(table) = hindcast::folds(cases, judged) {
        session.table(&table)?;
    }
    let said = answer::calibration(&named.name, named.cases.list.len(), asked, &found);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.into());
    Ok(WrittenCalibration {
        folder: session.finish(0)?,
        answer: Answer::Found(Box::new(found)),
    })
}

/// Notes that somebody hears of.
struct Heard<'s, 'h> {
    notes: PopulationNotes<'s>,
    hear: &'h mut dyn FnMut(&Population),
}

impl Memory for Heard<'_, '_> {
    fn kept(&mut self) -> Vec<Population> {
        self.notes.kept()
    }

    fn keep(&mut self, population: &Population) -> io::Result<()> {
        (self.hear)(population);
        self.notes.keep(population)
    }
}
