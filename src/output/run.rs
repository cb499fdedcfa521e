//! `offramp run` as a call: a scenario, its variants and policies, into a run folder.
//!
//! Each variant under each policy is a part of its own: its rows go to the disk when it is played,
//! so memory does not grow with their number, and what is broken off goes on after the last of them.

use super::files::{POSTERIOR, SAID};
use super::folder::Begun;
use super::headlines::headlines;
use super::manifest::{ALL, DAILY, Manifest, PosteriorEntry, ScenarioEntry, WrittenEntry, hash};
use super::merge::Parts;
use super::part::{self, PartFolder, WrittenPart, end_rows, no_rows};
use super::session::{OutputError, Session, Target};
use super::stream::Stream;
use super::tally::RowsOf;
use crate::answer;
use crate::ensemble::{self, Halt, Portion, Progress};
use crate::scenario::file::flatten::flatten;
use crate::scenario::file::written;
use crate::scenario::{Draft, ReadError, Scenario};
use crate::study::StudyError;
use crate::study::arms::{Arm, Origin};
use crate::study::daily::Curves;
use crate::study::posterior::Posterior;
use crate::study::run::{self, Headline, Played, Sample};
use crate::table::dialect::Dialect;
use crate::table::events::{add_storyline, storylines_schema};
use crate::table::keys::{Keys, RunKey};
use crate::table::rows::Lines;
use crate::table::run::{RunTables, trials_schema};
use crate::table::schema::Schema;
use crate::table::trials::{self, Common};
use crate::trial::record::{Detail, Fields};
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// One scenario under one set of overrides.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What tables call it, where there are several.
    pub name: Option<String>,
    /// What it is read from.
    pub draft: Draft,
    /// The overrides under which that is checked.
    pub sets: Vec<String>,
    /// The overrides as given; they differ where those are written into the draft already.
    pub given: Vec<String>,
    /// Hash of the scenario that comes of it: two variants of one hash are one scenario.
    pub hash: String,
}

impl Variant {
    /// A variant whose scenario was found to be sound: its name, the overrides under which it was
    /// checked, and those that were given.
    pub fn new(
        draft: Draft,
        scenario: &Scenario,
        (name, sets, given): (Option<String>, Vec<String>, Vec<String>),
    ) -> Self {
        Self {
            name,
            draft,
            sets,
            given,
            hash: hash(&flatten(scenario)),
        }
    }

    /// The scenario, read again.
    ///
    /// # Errors
    /// [`ReadError`], as when it was first checked.
    pub fn scenario(&self) -> Result<Scenario, ReadError> {
        Ok(self.draft.check(&self.sets)?.scenario)
    }
}

/// What is run.
#[derive(Debug, Clone)]
pub struct RunAsked {
    /// The scenario, as the first variant has it.
    pub scenario: Scenario,
    /// The variants; at least one. All are of one scenario and have the same policies.
    pub variants: Vec<Variant>,
    /// Names of policies; at least one.
    pub policies: Vec<String>,
    /// How many trials of each variant and policy, and of what luck.
    pub sample: Sample,
    /// Whether to write one row for each trial as well.
    pub trials_csv: bool,
    /// Which curves `daily.csv` has.
    pub daily: Curves,
    /// What numbers are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
}

/// Why a run cannot go on after its first trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoneBeyond {
    /// It has no more.
    #[error("nothing of {0} trials lies beyond them; ask for more trials")]
    Trials(u64),
    /// Its trials would be others.
    #[error(
        "the draws of a posterior share the trials, so that more of them are others; play all of them"
    )]
    Draws,
}

impl RunAsked {
    /// The name of the scenario, and of the run folder.
    pub fn name(&self) -> &str {
        &self.scenario.name
    }

    /// How many times the trials are played: variants times policies.
    pub fn parts(&self) -> u64 {
        (self.variants.len() * self.policies.len()) as u64
    }

    /// Trials of all variants and policies together.
    pub fn trials(&self) -> u64 {
        self.sample.trials.saturating_mul(self.parts())
    }

    /// Whether a run of the first so many trials, if any, can be raised to this one.
    ///
    /// # Errors
    /// [`NoneBeyond`].
    pub fn goes_on_after(&self, first: u64) -> Result<(), NoneBeyond> {
        match first {
            0 => Ok(()),
            _ if first >= self.sample.trials => Err(NoneBeyond::Trials(self.sample.trials)),
            _ if self.posterior.is_some() => Err(NoneBeyond::Draws),
            _ => Ok(()),
        }
    }

    /// What its tables have as keys.
    pub fn keys(&self) -> Keys {
        let given = self.variants.iter().map(|variant| &variant.given[..]);
        Keys::of(self.several(), given).averaged(self.posterior.is_some())
    }

    /// A policy of a variant, as it is played.
    ///
    /// # Errors
    /// [`OutputError`] where the posterior does not fit it.
    pub fn arm(&self, variant: &Variant, policy: &str) -> Result<Arm, OutputError> {
        let origin = Origin::new(&variant.draft, &variant.sets);
        let arm = Arm::new(&variant.scenario()?, policy, origin)?;
        match &self.posterior {
            None => Ok(arm),
            Some(posterior) => {
                let played = (self.sample.trials, self.sample.seed);
                Ok(arm.averaged(posterior, played)?)
            }
        }
    }

    /// Every variant under every policy, in the order of the tables.
    fn each(&self) -> impl Iterator<Item = (&Variant, &str)> {
        self.variants.iter().flat_map(|variant| {
            let policies = self.policies.iter();
            policies.map(move |policy| (variant, policy.as_str()))
        })
    }

    fn several(&self) -> bool {
        self.variants.iter().any(|variant| variant.name.is_some())
    }

    /// What will be written, and the texts of the scenarios. A variant is its overrides; one file
    /// has the text that all of them are made of.
    pub(super) fn manifest(&self) -> Result<(Manifest, Vec<(String, String)>), ReadError> {
        let Sample { seed, trials } = self.sample;
        let mut manifest = Manifest::new("run", seed, trials);
        manifest.policies.clone_from(&self.policies);
        manifest.trials_csv = self.trials_csv;
        if self.daily == Curves::All {
            manifest.settings.insert(DAILY.into(), ALL.into());
        }
        let draft = &self.variants[0].draft;
        let posterior = self.posterior.as_deref();
        let drawn = posterior.map_or_else(Vec::new, |posterior| posterior.sets(0));
        manifest.numbers = Some(draft.numbers(&drawn, &self.variants[0].sets)?);
        let mut of_one_text = self.variants.iter().map(|variant| variant.draft.is(draft));
        // Draws change what was written, as variants do.
        let made_anew = self.several() || posterior.is_some();
        let text = (made_anew && of_one_text.all(|is| is))
            .then(|| written::text(&draft.written(self.name())));
        let mut texts = Vec::new();
        if let Some(posterior) = posterior {
            manifest.posterior = Some(PosteriorEntry::new(posterior, trials));
            texts.push((POSTERIOR.into(), posterior.text().into()));
        }
        for (i, variant) in self.variants.iter().enumerate() {
            let mut entry = ScenarioEntry {
                name: self.name().into(),
                variant: variant.name.clone(),
                overrides: variant.given.clone(),
                file: None,
                hash: variant.hash.clone(),
                written: None,
            };
            if let Some(text) = &text {
                entry.written = Some(WrittenEntry {
                    file: WRITTEN.into(),
                    hash: hash(text),
                    overrides: variant.sets.clone(),
                });
            } else {
                let file = match variant.name {
                    Some(_) => format!("scenario-{}.toml", i + 1),
                    None => "scenario.toml".into(),
                };
                texts.push((file.clone(), flatten(&variant.scenario()?)));
                entry.file = Some(file);
            }
            manifest.scenarios.push(entry);
        }
        texts.extend(text.map(|text| (WRITTEN.into(), text)));
        Ok((manifest, texts))
    }
}

/// The text that variants are made of.
const WRITTEN: &str = "scenario-written.toml";

/// A run whose folder stands.
#[derive(Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// By variant and policy.
    pub headlines: Vec<Headline>,
    /// Parts that were there already.
    pub kept: u64,
}

/// Plays every variant under every policy and writes the run folder; what is there of the same
/// already is kept.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then but finished parts, to be taken up again.
pub fn write_run(
    asked: &RunAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<Finished, OutputError> {
    write(asked, target, |session| play(asked, session, progress))
}

/// Writes the run folder of parts that were played by themselves, as [`write_run`] writes it.
///
/// # Errors
/// As [`write_run`], and where a part is not as it was written.
pub fn merge_run(
    asked: &RunAsked,
    target: Target,
    parts: &mut Parts,
) -> Result<Finished, OutputError> {
    write(asked, target, |session| merge(asked, session, parts))
}

/// Plays a portion of every variant under every policy into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_run_part(
    asked: &RunAsked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let place = (target, asked.name(), portion);
    part::write(place, asked.manifest()?, |folder| {
        let keys = asked.keys();
        for of in asked.each() {
            let part = Part::new(asked, &keys, target.csv, of)?;
            let (played, rows) = play_portion(&part, portion, folder, progress)?;
            folder.sum(&played, rows)?;
        }
        let Range { start, end } = portion.of(&(0..asked.sample.trials));
        Ok((end - start).saturating_mul(asked.parts()))
    })
}

/// Plays a portion of a variant under a policy; rows go to the disk as they come.
fn play_portion(
    part: &Part,
    portion: Portion,
    folder: &PartFolder,
    progress: &impl Progress,
) -> Result<(Played, RowsOf), OutputError> {
    if !part.asked.trials_csv {
        return Ok((part.play(portion, progress, |_| Ok(()))?, no_rows()));
    }
    let file = Stream::begin(folder.rows()?);
    let played = part.play(portion, progress, |lines| file.send(lines));
    let written = file.finish().and_then(end_rows);
    if let Err(stopped @ OutputError::Study(StudyError::Halt(Halt::Stopped))) = played {
        return Err(stopped);
    }
    // The writer knows why it stopped; the sender only that it did.
    let rows = written.map_err(|source| folder.unwritten(source))?;
    Ok((played?, rows))
}

/// Begins a run folder, has it filled, and finishes it.
fn write(
    asked: &RunAsked,
    target: Target,
    fill: impl FnOnce(&mut Session) -> Result<(), OutputError>,
) -> Result<Finished, OutputError> {
    let title = asked.scenario.title.clone();
    let (folder, kept) = match Session::begin(target, asked.name(), title, asked.manifest()?)? {
        Begun::Stands(folder) => (folder, asked.parts()),
        Begun::Making(mut session) => {
            let kept = session.parts();
            describe(asked, &mut session);
            fill(&mut session)?;
            describe_trials(asked, &mut session)?;
            let found = headlines(session.draft())?;
            let found: Vec<&Headline> = found.iter().collect();
            let said = answer::run_sentences(asked.name(), &found);
            session.property(SAID, said.into());
            (session.finish(asked.trials())?, kept)
        }
    };
    Ok(Finished {
        headlines: headlines(&folder)?,
        folder,
        kept,
    })
}

/// Trials of a part up to which whole parts are played beside one another, their rows in memory;
/// beyond it, one part after the other is played on all cores.
const BESIDE: u64 = 20_000;

fn play(
    asked: &RunAsked,
    session: &mut Session,
    progress: &impl Progress,
) -> Result<(), OutputError> {
    let (keys, dialect) = (asked.keys(), session.dialect());
    let (sample, kept) = (asked.sample, session.parts());
    progress.done(sample.trials.saturating_mul(kept));
    let parts = asked.each().skip(kept as usize);
    if asked.parts() > 1 && sample.trials <= BESIDE {
        let play = |&part: &(&Variant, &str)| {
            let part = Part::new(asked, &keys, dialect, part)?;
            let mut trials = Vec::new();
            let played = part.play(Portion::ALL, progress, |lines| {
                trials.extend(lines);
                Ok(())
            })?;
            let mut tables = part.tables(played);
            tables.extend(asked.trials_csv.then_some((part.trials, trials)));
            Ok(tables)
        };
        let mut refused = None;
        let played = ensemble::large_in_order(parts, progress, play, |tables| {
            let written = tables.and_then(|tables| finish_part(session, &tables));
            written.map_err(|error| {
                refused = Some(error);
                io::Error::other("a part has failed")
            })
        });
        match refused {
            Some(error) => return Err(error),
            None => played?,
        }
    } else {
        for part in parts {
            let part = Part::new(asked, &keys, dialect, part)?;
            let played = play_streaming(&part, session, progress)?;
            finish_part(session, &part.tables(played))?;
        }
    }
    Ok(())
}

/// Makes of what parts of the run came to what playing it makes.
fn merge(asked: &RunAsked, session: &mut Session, parts: &mut Parts) -> Result<(), OutputError> {
    let (keys, dialect) = (asked.keys(), session.dialect());
    let kept = session.parts() as usize;
    for _ in 0..kept {
        parts.pass::<Played>()?;
    }
    for of in asked.each().skip(kept) {
        let part = Part::new(asked, &keys, dialect, of)?;
        let played = if asked.trials_csv {
            let mut rows = session.further(&part.trials)?;
            let played = parts.next(&mut rows)?;
            let written = rows.flush();
            written.map_err(|source| session.csv(part.trials.file, source.into()))?;
            played
        } else {
            parts.next(&mut io::sink())?
        };
        finish_part(session, &part.tables(played))?;
    }
    Ok(())
}

/// Says what the tables of every variant under every policy are.
fn describe(asked: &RunAsked, session: &mut Session) {
    let keys = asked.keys();
    for table in RunTables::new(&keys, session.dialect()).all() {
        session.describe(table.schema);
    }
    session.describe(storylines_schema(&keys));
}

/// The same of single trials, if they are asked for.
fn describe_trials(asked: &RunAsked, session: &mut Session) -> Result<(), OutputError> {
    if let (true, Some(of)) = (asked.trials_csv, asked.each().next()) {
        let keys = asked.keys();
        let part = Part::new(asked, &keys, session.dialect(), of)?;
        session.describe(part.trials);
    }
    Ok(())
}

/// Lines of tables, in the order of the folder.
type Tables = Vec<(Schema, Vec<u8>)>;

fn finish_part(session: &mut Session, tables: &Tables) -> Result<(), OutputError> {
    for (schema, lines) in tables {
        session.lines(schema, lines)?;
    }
    Ok(session.part()?)
}

/// Plays a part whose trials are too many for memory: their rows go to the disk as they come.
fn play_streaming(
    part: &Part,
    session: &Session,
    progress: &impl Progress,
) -> Result<Played, OutputError> {
    if !part.asked.trials_csv {
        return part.play(Portion::ALL, progress, |_| Ok(()));
    }
    let file = Stream::begin(session.further(&part.trials)?);
    let played = part.play(Portion::ALL, progress, |lines| file.send(lines));
    // The writer knows why it stopped; the sender only that it did.
    let written = file.finish();
    if !matches!(
        &played,
        Err(OutputError::Study(StudyError::Halt(Halt::Stopped)))
    ) {
        written.map_err(|source| session.csv(part.trials.file, source.into()))?;
    }
    played
}

/// A variant under a policy.
struct Part<'a> {
    asked: &'a RunAsked,
    keys: &'a Keys,
    arm: Arm,
    common: Common,
    /// The columns of `trials.csv`.
    trials: Schema,
}

impl<'a> Part<'a> {
    fn new(
        asked: &'a RunAsked,
        keys: &'a Keys,
        dialect: Dialect,
        (variant, policy): (&Variant, &str),
    ) -> Result<Self, OutputError> {
        let arm = asked.arm(variant, policy)?;
        let name = || variant.name.clone().unwrap_or_default();
        let common = Common {
            key: RunKey {
                scenario: asked.name().into(),
                policy: policy.into(),
                variant: keys.variants.then(name),
                sets: keys.cells(&variant.given),
            },
            seed: asked.sample.seed,
            fields: Fields::of(&arm.model(), Detail::Full),
            dialect,
        };
        Ok(Self {
            asked,
            keys,
            trials: trials_schema(&arm.scenario, &common.fields, keys),
            common,
            arm,
        })
    }

    /// Plays a portion of it, and hands on the lines of its trials if they are asked for.
    fn play(
        &self,
        portion: Portion,
        progress: &impl Progress,
        mut hand_on: impl FnMut(Vec<u8>) -> io::Result<()>,
    ) -> Result<Played, OutputError> {
        let lines = |records| {
            if self.asked.trials_csv {
                trials::lines(&self.common, &records)
            } else {
                Ok(Vec::new())
            }
        };
        let hand_on = |lines: csv::Result<Vec<u8>>| hand_on(lines.map_err(io::Error::other)?);
        let part = (self.asked.sample, portion);
        Ok(run::play(&self.arm, part, progress, lines, hand_on)?)
    }

    /// The lines of its tables but that of its trials, all of which were played.
    fn tables(&self, played: Played) -> Tables {
        let (key, dialect) = (&self.common.key, self.common.dialect);
        let found = run::told(&self.arm, self.asked.sample, played);
        let mut tables = RunTables::new(self.keys, dialect);
        tables.add(key, &self.arm.scenario, &found, self.asked.daily);
        let mut storylines = Lines::new(storylines_schema(self.keys), dialect);
        for (storyline, trace) in &found.storylines {
            let name = storyline.name();
            add_storyline(&mut storylines, key, name, &self.arm.scenario, trace);
        }
        let tables = tables.all().into_iter().chain([storylines]);
        let text = |table: Lines| (table.schema.clone(), table.into_bytes());
        tables.map(text).collect()
    }
}
