//! `offramp attribute` as a call: what caused an outcome, into a run folder.

use super::files::{POSTERIOR, SAID};
use super::folder::Begun;
use super::manifest::{Manifest, PosteriorEntry, ScenarioEntry};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer;
use crate::ensemble::{Plan, Progress};
use crate::scenario::file::flatten::flatten;
use crate::study::arms::Arm;
use crate::study::attribute::{self, Attribution, MECHANISMS};
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::table::attribution as tables;
use crate::table::keys::{Keys, RunKey};
use crate::table::rows::CsvRows;
use crate::trial::record::Detail;
use std::io;
use std::path::PathBuf;

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

/// The name of the run folder of an attribution.
pub(super) fn folder_name(arm: &Arm) -> String {
    format!("{}-attribute", arm.scenario.name)
}

/// What will be written, and the text of the scenario.
pub(super) fn manifest(
    arm: &Arm,
    outcome: Measure,
    sample: Sample,
) -> (Manifest, Vec<(String, String)>) {
    let text = flatten(&arm.scenario);
    let mut manifest = Manifest::new("attribute", sample.seed, sample.trials);
    manifest.policies.push(arm.policy.name.clone());
    manifest.numbers = arm.numbers();
    let (file, sets) = ("scenario.toml".to_owned(), &arm.origin.sets);
    let entry = ScenarioEntry::new(&arm.scenario.name, None, sets, &file, &text);
    manifest.scenarios.push(entry);
    let setting = outcome.name().to_string();
    manifest.settings.insert("outcome".into(), setting);
    let mut texts = vec![(file, text)];
    if let Some(drawn) = &arm.drawn {
        let posterior = &drawn.posterior;
        manifest.posterior = Some(PosteriorEntry::new(posterior, sample.trials));
        texts.push((POSTERIOR.into(), posterior.text().into()));
    }
    (manifest, texts)
}

/// Attributes `outcome` of an arm and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_attribution(
    arm: &Arm,
    outcome: Measure,
    sample: Sample,
    target: Target,
    progress: &impl Progress,
) -> Result<Attributed, OutputError> {
    let (scenario, policy) = (arm.scenario.name.as_str(), arm.policy.name.as_str());
    let (manifest, texts) = manifest(arm, outcome, sample);
    let title = format!("{}: what caused {}", arm.scenario.title, outcome.name());
    let (name, sets) = (folder_name(arm), &arm.origin.sets);
    let keys = Keys::of(false, [&sets[..]]).averaged(arm.drawn.is_some());
    let key = RunKey {
        scenario: scenario.into(),
        policy: policy.into(),
        variant: None,
        sets: keys.cells(sets),
    };
    let schema = tables::trials_schema(&keys);
    let files = [tables::attribution_schema(&keys).file, schema.file];
    let begun = Session::begin(target, &name, title, (manifest, texts))?;
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
    let csv = |session: &Session, source| session.csv(schema.file, source);
    let mut trials = CsvRows::new(&schema, session.dialect(), session.create(schema.file)?)
        .map_err(|error| csv(&session, error))?;
    let plan = Plan {
        seed: sample.seed,
        first: 0,
        trials: sample.trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let found = attribute::attribute(arm, outcome, &plan, progress, |trial, fate| {
        if !fate.happened() {
            return Ok(());
        }
        let row = tables::trial_row(&key, outcome.name(), sample.seed, trial, fate);
        trials.row(&row).map_err(io::Error::other)
    })?;
    trials.finish().map_err(|error| csv(&session, error))?;
    session.table(&tables::attribution(&keys, &key, &found))?;
    session.describe(schema);
    let said = answer::attribution(arm, &found, sample.seed);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.into());
    Ok(Attributed {
        folder: session.finish(sample.trials << MECHANISMS.len())?,
        files,
        answer: Answer::Found(found),
    })
}
