//! `offramp tip` as a call: tipping points along factors, one after the other, into a run folder.

use super::files::SAID;
use super::folder::Begun;
use super::manifest::{Manifest, ScenarioEntry};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Statement};
use crate::ensemble::Progress;
use crate::exploration::map::map;
use crate::exploration::space::Space;
use crate::exploration::tip::{Tip, TipAsked, tip};
use crate::scenario::file::flatten::flatten;
use crate::table::tip as tables;
use std::path::PathBuf;

/// What is looked for, and along what.
#[derive(Debug, Clone)]
pub struct TipsAsked {
    /// The same scenario, with one factor that varies each; at least one.
    pub spaces: Vec<Space>,
    /// What is looked for.
    pub tip: TipAsked,
    /// What is uncertain and moves nothing.
    pub idle: Vec<String>,
    /// The same scenario with two factors that vary together, where a map of both was asked for.
    pub map: Option<Space>,
}

/// A folder of tipping points that stands.
#[derive(Debug)]
pub struct WrittenTips {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of them.
    pub answer: Answer<Statement>,
}

impl TipsAsked {
    /// The name of its run folder.
    pub fn name(&self) -> String {
        format!("{}-tip", self.spaces[0].bases[0].scenario.name)
    }

    /// What will be written, and the text of the scenario.
    fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let (base, sample) = (&self.spaces[0].bases[0], self.tip.sample);
        let mut manifest = Manifest::new("tip", sample.seed, sample.trials);
        manifest.policies.clone_from(&self.tip.policies);
        manifest.numbers = base.draft.numbers(&[], &base.sets).ok();
        let (file, text) = ("scenario.toml".to_owned(), flatten(&base.scenario));
        let name = &base.scenario.name;
        let entry = ScenarioEntry::new(name, None, &base.sets, &file, &text);
        manifest.scenarios.push(entry);
        let factors = self.spaces.iter().map(|space| space.factors[0].asked());
        let along = factors.collect::<Vec<_>>().join("; ");
        let settings = &mut manifest.settings;
        settings.insert("along".into(), along);
        if self.map.is_some() {
            settings.insert("map".into(), "true".into());
        }
        settings.insert("metric".into(), self.tip.measure.name().into());
        if let Some(value) = self.tip.target.reaches() {
            settings.insert("reaches".into(), value.to_string());
        }
        (manifest, vec![(file, text)])
    }
}

/// Finds where the answer tips along every factor, and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_tips(
    asked: &TipsAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenTips, OutputError> {
    let scenario = &asked.spaces[0].bases[0].scenario;
    let title = format!("{}: where the answer tips", scenario.title);
    let mut session = match Session::begin(target, &asked.name(), title, asked.manifest())? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenTips { folder, answer });
        }
    };
    let mut tips: Vec<Tip> = Vec::new();
    for space in &asked.spaces {
        tips.push(tip(space, &asked.tip, progress)?);
    }
    let map = match &asked.map {
        Some(space) => Some(map(space, &asked.tip, progress)?),
        None => None,
    };
    let looked: usize = tips.iter().map(|tip| tip.curve.len()).sum();
    let looked = looked + map.as_ref().map_or(0, |map| map.cells.len());
    session.table(&tables::tips(scenario, &asked.tip, &tips))?;
    session.table(&tables::curves(scenario, &asked.tip, &tips))?;
    if let Some(map) = &map {
        session.table(&crate::table::map::map(scenario, &asked.tip, map))?;
    }
    let said = answer::tips(scenario, &asked.tip, (&tips, map.as_ref()), &asked.idle);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    let played = (looked * asked.tip.policies.len()) as u64 * asked.tip.sample.trials;
    Ok(WrittenTips {
        folder: session.finish(played)?,
        answer: Answer::Found(said),
    })
}
