//! `offramp search` as a call: policies searched, chosen and judged, into a run folder.

use super::files::{FOUND, POSTERIOR, SAID};
use super::folder::Begun;
use super::manifest::{Manifest, PosteriorEntry, ScenarioEntry};
use super::notes::SearchNotes;
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Statement};
use crate::ensemble::Progress;
use crate::scenario::file::flatten::flatten;
use crate::search::asked::SearchReady;
use crate::study::arms::Arm;
use crate::table::search as tables;
use std::path::PathBuf;

/// A search that shall be written.
#[derive(Debug)]
pub struct SearchToWrite {
    /// What is searched.
    pub ready: SearchReady,
    /// The scenario as it was read, habits kept.
    pub arm: Arm,
}

/// A folder of a search that stands.
#[derive(Debug)]
pub struct WrittenSearch {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of it.
    pub answer: Answer<Statement>,
}

impl SearchToWrite {
    /// The name of its run folder.
    pub fn name(&self) -> String {
        format!("{}-search", self.ready.asked.scenario.name)
    }

    /// What will be written, and the text of the scenario.
    fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let asked = &self.ready.asked;
        let mut manifest = Manifest::new("search", asked.seed, asked.trials.judged);
        let origin = &self.arm.origin;
        manifest.numbers = origin.numbers(&[]);
        let (file, text) = ("scenario.toml".to_owned(), flatten(&asked.scenario));
        let entry = ScenarioEntry::new(&asked.scenario.name, None, &origin.sets, &file, &text);
        manifest.scenarios.push(entry);
        let mut texts = vec![(file, text)];
        if let Some(drawn) = &self.arm.drawn {
            let posterior = &drawn.posterior;
            let (draws, trials) = (drawn.draws(), asked.trials.judged);
            manifest.posterior = Some(PosteriorEntry::over(posterior, draws, trials));
            texts.push((POSTERIOR.into(), posterior.text().into()));
        }
        let listed = |names: Vec<String>| names.join("; ");
        let settings = &mut manifest.settings;
        let goal = &asked.goal;
        let verb = match goal.better {
            crate::stats::decision::Better::Lower => "minimise",
            crate::stats::decision::Better::Higher => "maximise",
        };
        settings.insert("for".into(), asked.side.clone());
        settings.insert(verb.into(), goal.quantity.name().into());
        let bounds = asked.bounds.iter().map(ToString::to_string).collect();
        settings.insert("subject to".into(), listed(bounds));
        let front = self.ready.standard.front.iter();
        let front = front.map(|goal| goal.quantity.name().into()).collect();
        settings.insert("front".into(), listed(front));
        settings.insert("against".into(), asked.against.name().into());
        if let Some(other) = &asked.other {
            settings.insert("answered by".into(), other.clone());
        }
        settings.insert("worlds".into(), asked.worlds.len().to_string());
        settings.insert("rules".into(), asked.rules.to_string());
        settings.insert("searches".into(), asked.searches.to_string());
        settings.insert("budget".into(), asked.budget.to_string());
        settings.insert("trials of a choice".into(), asked.trials.choice.to_string());
        settings.insert("margin".into(), asked.margin.to_string());
        let places = asked.elsewhere.iter();
        let places = places.map(|scenario| scenario.name.clone()).collect();
        settings.insert("elsewhere".into(), listed(places));
        (manifest, texts)
    }
}

/// Searches, and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then but what was played, to be taken up again.
pub fn write_search(
    search: SearchToWrite,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenSearch, OutputError> {
    let title = format!("{}: policies searched", search.ready.asked.scenario.title);
    let mut session = match Session::begin(target, &search.name(), title, search.manifest())? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenSearch { folder, answer });
        }
    };
    let mut notes = SearchNotes::new(&mut session);
    let found = search.ready.search(progress, &mut notes)?;
    for table in [
        tables::found(&found),
        tables::places(&found),
        tables::course(&found),
    ] {
        session.table(&table)?;
    }
    if let Some(text) = found.toml() {
        session.text(FOUND, &text)?;
    }
    let said = answer::search(&found);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    Ok(WrittenSearch {
        folder: session.finish(found.trials)?,
        answer: Answer::Found(said),
    })
}
