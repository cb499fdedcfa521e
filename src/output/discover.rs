//! `offramp discover` as a call: a sweep that stands is read, described by boxes, and told in a folder of
//! its own.

use super::files::SAID;
use super::folder::Begun;
use super::manifest::{Manifest, hash};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use super::swept::SweptFolder;
use crate::answer::{self, Statement};
use crate::exploration::discover::Discovery;
use crate::stats::discovery::BoxChoice;
use crate::table::discover as tables;
use crate::table::rows::Table;
use std::path::PathBuf;

/// A folder of boxes that stands.
#[derive(Debug)]
pub struct WrittenDiscovery {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of them.
    pub answer: Answer<Statement>,
}

/// The name of the run folder that describes a sweep.
fn name(swept: &SweptFolder) -> String {
    format!("{}-discover", swept.table.asked.scenarios[0])
}

/// What was asked, so that the same says the same: the points by their hash, what came of them by that of
/// the table of classified points.
fn manifest(swept: &SweptFolder, found: &Discovery, classified: &Table) -> Manifest {
    let sample = swept.table.asked.sample;
    let mut manifest = Manifest::new("discover", sample.seed, sample.trials);
    manifest.policies.clone_from(&swept.table.asked.policies);
    manifest.scenarios.clone_from(&swept.manifest.scenarios);
    manifest.numbers.clone_from(&swept.manifest.numbers);
    let mut set = |key: &str, value: String| manifest.settings.insert(key.into(), value);
    for key in ["vary", "design", "cube", "points", "points.csv"] {
        if let Some(value) = swept.manifest.settings.get(key) {
            set(key, value.clone());
        }
    }
    if let Some(posterior) = &swept.table.asked.posterior {
        set("posterior", posterior.clone());
    }
    let mut text = Vec::new();
    let written = classified.write(&mut text);
    written.expect("invariant: memory takes what is written");
    set("classified.csv", hash(&String::from_utf8_lossy(&text)));
    set("where", found.condition.words());
    set("metric", found.condition.measure.name().into());
    match found.search.choice {
        BoxChoice::Agreement => {}
        BoxChoice::Density(density) => {
            set("threshold", density.to_string());
        }
        BoxChoice::Step(step) => {
            set("box", step.to_string());
        }
    }
    set("boxes", found.search.boxes.to_string());
    set("peel", found.search.patience.peel.to_string());
    set("min-mass", found.search.patience.least.to_string());
    set("halves", found.search.halves.to_string());
    set("shuffles", found.search.shuffles.to_string());
    set("luck", found.seed.to_string());
    manifest
}

/// Writes what was found of a sweep into a run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_discovery(
    swept: &SweptFolder,
    found: &Discovery,
    target: Target,
) -> Result<WrittenDiscovery, OutputError> {
    let table = &swept.table;
    let title = format!(
        "{}: what such points have in common",
        swept.scenarios[0].title
    );
    let classified = tables::classified(table, found);
    let asked = (manifest(swept, found, &classified), swept.texts.clone());
    let mut session = match Session::begin(target, &name(swept), title, asked)? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenDiscovery { folder, answer });
        }
    };
    session.table(&tables::boxes(table, found))?;
    session.table(&tables::limits_table(table, found))?;
    session.table(&tables::peeling(table, found))?;
    session.table(&classified)?;
    let said = answer::discovery(&swept.scenarios, table, found);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    Ok(WrittenDiscovery {
        folder: session.finish(0)?,
        answer: Answer::Found(said),
    })
}
