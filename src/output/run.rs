//! `offramp run` as a call: a scenario, its variants and policies, into a run folder.

use super::folder::{FolderError, replace_file};
use super::manifest::{Manifest, ScenarioEntry};
use super::session::{OutputError, Session, Target};
use super::stream::Stream;
use crate::ensemble::{Halt, Progress};
use crate::scenario::Scenario;
use crate::scenario::file::flatten::flatten;
use crate::study::arms::Arm;
use crate::study::measure::Measure;
use crate::study::run::{self, Headline, Run, Sample};
use crate::table::events::{add_storyline, storylines_schema};
use crate::table::rows::Table;
use crate::table::run::{RunKey, RunTables, trials_schema};
use crate::table::schema::Schema;
use crate::table::trials::{self, Common};
use crate::trial::record::{Detail, Fields};
use std::io;
use std::path::{Path, PathBuf};

/// One scenario under one set of overrides and each of its policies.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What tables call it, where there are several.
    pub name: Option<String>,
    /// The overrides, as given.
    pub sets: Vec<String>,
    /// One arm for each policy; at least one.
    pub arms: Vec<Arm>,
}

/// What is run.
#[derive(Debug, Clone)]
pub struct RunAsked {
    /// The variants; at least one. All are of one scenario and have the same policies.
    pub variants: Vec<Variant>,
    /// How many trials of each arm, and of what luck.
    pub sample: Sample,
    /// Whether to write one row for each trial as well.
    pub trials_csv: bool,
}

impl RunAsked {
    /// The name of the scenario, and of the run folder.
    pub fn name(&self) -> &str {
        &self.first().scenario.name
    }

    /// Trials of all variants and policies together.
    pub fn trials(&self) -> u64 {
        let arms: usize = self.variants.iter().map(|variant| variant.arms.len()).sum();
        self.sample.trials * arms as u64
    }

    /// The scenario, as the first variant has it.
    pub fn scenario(&self) -> &Scenario {
        &self.first().scenario
    }

    fn first(&self) -> &Arm {
        &self.variants[0].arms[0]
    }

    fn several(&self) -> bool {
        self.variants.iter().any(|variant| variant.name.is_some())
    }

    /// What will be written, and the texts of the scenarios.
    fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let Sample { seed, trials } = self.sample;
        let mut manifest = Manifest::new("run", seed, trials);
        let policies = self.variants[0].arms.iter().map(|arm| &arm.policy.name);
        manifest.policies = policies.cloned().collect();
        manifest.trials_csv = self.trials_csv;
        let mut texts = Vec::new();
        for (i, variant) in self.variants.iter().enumerate() {
            let file = match variant.name {
                Some(_) => format!("scenario-{}.toml", i + 1),
                None => "scenario.toml".into(),
            };
            let text = flatten(&variant.arms[0].scenario);
            manifest.scenarios.push(ScenarioEntry::new(
                self.name(),
                variant.name.clone(),
                &variant.sets,
                file.clone(),
                &text,
            ));
            texts.push((file, text));
        }
        (manifest, texts)
    }
}

/// A run whose folder stands.
#[derive(Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// By variant and policy.
    pub headlines: Vec<Headline>,
    /// Whether it has variants.
    several: bool,
    /// The tables that a batch has together.
    tables: RunTables,
}

/// Plays every variant under every policy and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_run(
    asked: &RunAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<Finished, OutputError> {
    let title = asked.first().scenario.title.clone();
    let mut session = Session::begin(target, asked.name(), title, asked.manifest())?;
    let several = asked.several();
    let mut written = RunInMaking {
        tables: RunTables::new(several),
        storylines: Table::new(storylines_schema(several)),
        headlines: Vec::new(),
        trials: None,
    };
    written.play(asked, &session, progress)?;
    for table in written
        .tables
        .all()
        .into_iter()
        .chain([&written.storylines])
    {
        session.table(table)?;
    }
    if let Some((_, schema)) = written.trials {
        session.describe(schema);
    }
    written.tables.daily.rows = Vec::new();
    Ok(Finished {
        folder: session.finish(asked.trials())?,
        headlines: written.headlines,
        several,
        tables: written.tables,
    })
}

/// What a run leaves, in the making.
struct RunInMaking {
    tables: RunTables,
    storylines: Table,
    headlines: Vec<Headline>,
    trials: Option<(Option<Stream>, Schema)>,
}

impl RunInMaking {
    fn play(
        &mut self,
        asked: &RunAsked,
        session: &Session,
        progress: &impl Progress,
    ) -> Result<(), OutputError> {
        let several = asked.several();
        'all: for variant in &asked.variants {
            for arm in &variant.arms {
                let key = RunKey {
                    scenario: asked.name().into(),
                    policy: arm.policy.name.clone(),
                    variant: several.then(|| variant.name.clone().unwrap_or_default()),
                };
                let common = Common {
                    key: key.clone(),
                    seed: asked.sample.seed,
                    trigger_violence: arm.scenario.trigger.violence,
                    fields: Fields::of(&arm.model(), Detail::Full),
                };
                if asked.trials_csv && self.trials.is_none() {
                    let schema = trials_schema(&arm.scenario, &common.fields, several);
                    let file = session.create(schema.file)?;
                    let header = trials::header(&schema);
                    let header = header.map_err(|source| session.csv(schema.file, source))?;
                    self.trials = Some((Some(Stream::begin(header, file)), schema));
                }
                let file = self.trials.as_ref().and_then(|(file, _)| file.as_ref());
                let lines = |records| match file {
                    Some(_) => trials::lines(&common, &records),
                    None => Ok(Vec::new()),
                };
                let hand_on = |lines: csv::Result<Vec<u8>>| match file {
                    Some(file) => file.send(lines.map_err(io::Error::other)?),
                    None => Ok(()),
                };
                let found = run::run_with(arm, asked.sample, progress, lines, hand_on);
                match found {
                    // The writer knows why it stopped; the sender only that it did.
                    Err(Halt::Rows(_)) if file.is_some() => break 'all,
                    found => self.add(key, arm, found?),
                }
            }
        }
        if let Some((file, schema)) = &mut self.trials {
            let written = file.take().map_or(Ok(()), Stream::finish);
            written.map_err(|source| session.csv(schema.file, source.into()))?;
        }
        Ok(())
    }

    fn add(&mut self, key: RunKey, arm: &Arm, found: Run) {
        self.tables.add(&key, &arm.scenario, &found);
        for (storyline, trace) in &found.storylines {
            let (table, name) = (&mut self.storylines, storyline.name());
            add_storyline(table, &key, name, &arm.scenario, trace);
        }
        self.headlines.push(Headline {
            scenario: key.scenario,
            policy: key.policy,
            variant: key.variant,
            minor_clash: found.measure(Measure::MinorClash),
            outcomes: found.outcomes,
        });
    }
}

/// Writes the tables of a whole batch beside its run folders. Returns where they are.
///
/// # Errors
/// [`FolderError`].
pub fn write_summary(out: &Path, done: &[Finished]) -> Result<Vec<PathBuf>, FolderError> {
    let mut all = RunTables::new(done.iter().any(|finished| finished.several));
    for finished in done {
        all.outcomes.extend(&finished.tables.outcomes);
        all.violence.extend(&finished.tables.violence);
        all.metrics.extend(&finished.tables.metrics);
    }
    let mut paths = Vec::new();
    for table in [&all.outcomes, &all.violence, &all.metrics] {
        let path = out.join(table.schema.file);
        replace_file(&path, |file| table.write(file))?;
        paths.push(path);
    }
    Ok(paths)
}
