//! `offramp hindcast` as a call: crises that happened, forecast and scored, into a run folder.

use super::calibrate::NamedCases;
use super::files::{POSTERIOR, SAID};
use super::folder::Begun;
use super::manifest::{Manifest, PosteriorEntry, ScenarioEntry, WrittenEntry, hash};
use super::merge::Parts;
use super::part::{self, WrittenPart, no_rows};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Scoring};
use crate::ensemble::{Portion, Progress};
use crate::history::case::{Case, Cases};
use crate::history::hindcast::{self, Forecasts, Hindcast, HindcastAsked, HindcastError};
use crate::history::patterns::{self, Stratum, TAUS};
use crate::history::vary::{Onset, Varied, VaryError};
use crate::scenario::file::flatten::flatten;
use crate::scenario::file::written;
use crate::scenario::{Draft, ReadError, Scenario, library};
use crate::study::drawn;
use crate::study::run::Sample;
use crate::table::{case_file, hindcast as tables, patterns_history};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The shipped table that others are held against, and its template.
const REFERENCE: [&str; 2] = ["crises_world_1945_2017", "world-cases"];

/// Crises to be forecast and scored.
#[derive(Debug, Clone)]
pub struct CasesAsked {
    /// The cases; what they were read from, where that is a table.
    pub named: NamedCases,
    /// Scenarios that do not say what came of them.
    pub without: Vec<String>,
    /// How they are forecast.
    pub asked: HindcastAsked,
    /// Trials in which patterns of events are measured, of a scenario on average, by how many cases it
    /// stands for; none: they are not.
    pub patterns: u64,
}

/// A hindcast whose folder stands.
#[derive(Debug)]
pub struct Hindcasted {
    /// Its folder.
    pub folder: PathBuf,
    /// What was found.
    pub answer: Answer<Hindcast>,
}

impl CasesAsked {
    /// The name of the run folder.
    pub fn folder_name(&self) -> String {
        format!("hindcast-{}", self.named.name)
    }

    /// How many trials will be played.
    ///
    /// # Errors
    /// [`OutputError`] where a shift of a template leads out of what a scenario can say.
    pub fn trials(&self) -> Result<u64, OutputError> {
        let onsets = self.named.cases.alike().len() as u64;
        Ok(onsets * self.asked.trials + self.pattern_trials()?)
    }

    /// How many of them measure patterns of events.
    ///
    /// # Errors
    /// As [`CasesAsked::trials`].
    pub fn pattern_trials(&self) -> Result<u64, OutputError> {
        Ok(self.shared(&self.played()?).iter().sum())
    }

    /// What was found, to be told.
    pub fn scoring<'s>(&'s self, found: &'s Hindcast) -> Scoring<'s> {
        Scoring {
            name: &self.named.name,
            cases: &self.named.cases,
            found,
            without: &self.without,
            averaged: self.asked.averaged.as_deref(),
            sample: self.sample(),
        }
    }

    /// What is known of how it is played.
    pub fn sample(&self) -> Sample {
        Sample {
            seed: self.asked.seed,
            trials: self.asked.trials,
        }
    }

    /// The scenarios that are played, and how many cases each stands for: that of each case, or of a
    /// table one for each kind of onset.
    pub(super) fn played(&self) -> Result<Vec<(Scenario, usize)>, VaryError> {
        let list = &self.named.cases.list;
        if self.named.texts.is_empty() {
            return Ok(list.iter().map(|case| (case.scenario.clone(), 1)).collect());
        }
        let varied = Varied::new(&self.named.cases, &[])?;
        let of = |onset: &Onset| {
            let scenario = varied.scenario(onset, &[]);
            let scenario = called(scenario, &list[onset.cases[0]].scenario);
            (scenario, onset.cases.len())
        };
        Ok(varied.onsets.iter().map(of).collect())
    }

    /// Trials in which the patterns of each scenario are measured: each case of the record counts alike.
    fn shared(&self, played: &[(Scenario, usize)]) -> Vec<u64> {
        let all: usize = played.iter().map(|(_, cases)| cases).sum();
        let trials = self.patterns * played.len() as u64;
        let share = |(_, cases): &(Scenario, usize)| {
            let share = *cases as f64 / all as f64 * trials as f64;
            (share.round() as u64).max(u64::from(trials > 0))
        };
        played.iter().map(share).collect()
    }

    /// What patterns are measured on: the scenarios that are played, each under as many draws as its
    /// trials take.
    fn strata(&self, played: &[(Scenario, usize)]) -> Vec<Stratum> {
        let each = played.iter().zip(self.shared(played));
        let each = each.map(|((scenario, _), trials)| (scenario, trials));
        let Some(over) = &self.asked.averaged else {
            return each
                .map(|(scenario, trials)| vec![(scenario.clone(), 0..trials)])
                .collect();
        };
        let some = over.draws.some(drawn::draws(self.patterns));
        let list = &self.named.cases.list;
        let stratum = |(scenario, trials): (&Scenario, u64)| {
            let is_of = |onset: &&Onset| {
                let mut cases = onset.cases.iter();
                cases.any(|&case| list[case].scenario.name == scenario.name)
            };
            let onset = over.varied.onsets.iter().find(is_of);
            let onset = onset.expect("invariant: what is played is the onset of a case");
            let turns = some.turns(trials).into_iter();
            turns
                .map(|(values, trials)| {
                    (
                        called(over.varied.scenario(onset, values), scenario),
                        trials,
                    )
                })
                .collect()
        };
        each.map(stratum).collect()
    }

    /// What will be written, and the texts of the scenarios.
    pub(super) fn manifest(
        &self,
        played: &[(Scenario, usize)],
    ) -> (Manifest, Vec<(String, String)>) {
        let (named, asked) = (&self.named, &self.asked);
        let mut manifest = Manifest::new("hindcast", asked.seed, asked.trials);
        let mut texts = named.texts.clone();
        let mut drawn = Vec::new();
        if let Some(over) = &asked.averaged {
            let (posterior, draws) = (&over.posterior, over.draws.turns(asked.trials).len());
            let entry = PosteriorEntry::over(posterior, draws as u64, asked.trials);
            manifest.posterior = Some(entry);
            texts.push((POSTERIOR.into(), posterior.text().into()));
            drawn = posterior.sets(0);
        }
        for (scenario, _) in played {
            let file = format!("scenario-{}.toml", scenario.name);
            let text = flatten(scenario);
            let entry = ScenarioEntry::new(&scenario.name, None, &named.sets, &file, &text);
            manifest.scenarios.push(entry);
            texts.push((file, text));
        }
        // Of a table its text and its template stand beside it.
        for (case, entry) in named.cases.list.iter().zip(&mut manifest.scenarios) {
            if !named.texts.is_empty() {
                break;
            }
            let file = format!("scenario-written-{}.toml", entry.name);
            let text = written::text(&case.draft.written(&entry.name));
            entry.written = Some(WrittenEntry {
                file: file.clone(),
                hash: hash(&text),
                overrides: named.sets.clone(),
            });
            texts.push((file, text));
        }
        if let Some(first) = named.cases.list.first() {
            let policy = first.scenario.policies[0].name.clone();
            manifest.policies.push(policy);
            manifest.numbers = first.draft.numbers(&drawn, &named.sets).ok();
        }
        let mut set = |name: &str, value: String| manifest.settings.insert(name.into(), value);
        // What came of them is no part of a scenario as it is run.
        set("observed-hash", hash(&observed(&named.cases.list)));
        set("cases", named.name.clone());
        set("folds", asked.folds.to_string());
        set("patterns", self.patterns.to_string());
        for (file, text) in &named.texts {
            set(file, hash(text));
        }
        if !self.without.is_empty() {
            set("left-out", self.without.join(","));
        }
        (manifest, texts)
    }
}

/// A scenario that is called what another is.
fn called(scenario: Scenario, names: &Scenario) -> Scenario {
    let names = names.clone();
    Scenario {
        name: names.name,
        title: names.title,
        question: names.question,
        sources: names.sources,
        onset: names.onset,
        ..scenario
    }
}

/// What is known of cases beside their scenarios, as a text to be hashed.
fn observed(list: &[Case]) -> String {
    let line = |case: &Case| {
        let (kind, together) = (&case.kind, &case.together);
        format!("{} {kind} {together:?} {:?}\n", case.id, case.observed)
    };
    list.iter().map(line).collect()
}

/// Other cases to count: those of the shipped table that are not among these.
///
/// # Errors
/// [`ReadError`], which the shipped table gives no reason for.
pub fn reference(asked: &CasesAsked) -> Result<Option<Cases>, ReadError> {
    let [table, template] = REFERENCE;
    let text = library::table(table).expect("invariant: the table is shipped");
    if asked.named.texts.iter().any(|(_, own)| own == text) {
        return Ok(None);
    }
    let sheet = case_file::read(table, text.as_bytes()).map_err(ReadError::Invalid)?;
    let mut cases = Cases::of_table(&Draft::shipped(template)?, &sheet, &[])?;
    let own = asked.named.cases.list.iter();
    let own: BTreeSet<&str> = own.map(|case| case.observed.source.as_str()).collect();
    cases
        .list
        .retain(|case| !own.contains(case.observed.source.as_str()));
    Ok((!cases.list.is_empty()).then_some(cases))
}

/// Forecasts the cases, scores the forecasts and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_hindcast(
    asked: &CasesAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<Hindcasted, OutputError> {
    write(asked, target, progress, || {
        let cases = &asked.named.cases;
        Ok(hindcast::portion(
            cases,
            &asked.asked,
            Portion::ALL,
            progress,
        )?)
    })
}

/// Writes the run folder of parts that were played by themselves, as [`write_hindcast`] writes it: patterns
/// of events, measured in few trials, are played now.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub(super) fn merge_hindcast(
    asked: &CasesAsked,
    target: Target,
    (parts, progress): (&mut Parts, &impl Progress),
) -> Result<Hindcasted, OutputError> {
    write(asked, target, progress, || {
        let mut all = Forecasts::new();
        parts.in_turn(|mut forecasts: Forecasts| all.append(&mut forecasts))?;
        Ok(all)
    })
}

/// Forecasts a portion of the onsets into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_hindcast_part(
    asked: &CasesAsked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let (name, manifest) = (asked.folder_name(), asked.manifest(&asked.played()?));
    part::write((target, &name, portion), manifest, |folder| {
        let cases = &asked.named.cases;
        let forecasts = hindcast::portion(cases, &asked.asked, portion, progress)?;
        folder.sum(&forecasts, no_rows())?;
        let onsets = portion.of(&(0..cases.alike().len() as u64));
        Ok((onsets.end - onsets.start) * asked.asked.trials)
    })
}

/// Begins a run folder, has the cases forecast, and writes it.
fn write(
    asked: &CasesAsked,
    target: Target,
    progress: &impl Progress,
    forecast: impl FnOnce() -> Result<Forecasts, OutputError>,
) -> Result<Hindcasted, OutputError> {
    let (played, cases) = (asked.played()?, &asked.named.cases);
    let title = format!("Crises of {}, forecast from their onsets", asked.named.name);
    let begun = Session::begin(target, &asked.folder_name(), title, asked.manifest(&played))?;
    let mut session = match begun {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(Hindcasted { folder, answer });
        }
    };
    let reference = reference(asked)?;
    let found = hindcast::told(cases, reference.as_ref(), &asked.asked, forecast()?);
    let (seed, trials) = (asked.asked.seed, asked.asked.trials);
    session.table(&tables::hindcast(cases, &found, (seed, trials)))?;
    session.table(&tables::scores(&found, (seed, trials)))?;
    if let Some(folds) = tables::folds(cases, &found) {
        session.table(&folds)?;
    }
    if asked.patterns > 0 {
        let findings = patterns::averaged(&asked.strata(&played), seed, &TAUS, progress)?;
        let mut table = patterns_history::table();
        patterns_history::add(&mut table, played.len(), seed, asked.patterns, &findings);
        session.table(&table)?;
    }
    let said = answer::hindcast(&asked.scoring(&found));
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.into());
    Ok(Hindcasted {
        folder: session.finish(asked.trials()?)?,
        answer: Answer::Found(found),
    })
}

impl From<HindcastError> for OutputError {
    fn from(error: HindcastError) -> Self {
        match error {
            HindcastError::Halt(halt) => halt.into(),
            HindcastError::Vary(error) => error.into(),
        }
    }
}

impl From<VaryError> for OutputError {
    fn from(error: VaryError) -> Self {
        match error {
            VaryError::Read(error) => error.into(),
            other => Self::Vary(other),
        }
    }
}
