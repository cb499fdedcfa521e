//! `manifest.json`: what was run, so that it can be run again to the byte; and `host.json`: where
//! and how fast, which differs from run to run.

use super::files::POSTERIOR;
use crate::crisis::LAW;
use crate::scenario::file::provenance::Tally;
use crate::study::drawn;
use crate::study::posterior::Posterior;
use crate::table::FORMAT;
use crate::table::dialect::Dialect;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was run. Two runs with equal manifests write equal files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Version of the file formats.
    pub format: u32,
    /// What was done: run, compare, ...
    pub command: String,
    /// The scenarios, with the hash of each as run.
    pub scenarios: Vec<ScenarioEntry>,
    /// How many numbers are in force in the first of them, and where they come from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numbers: Option<Tally>,
    /// Policies, in the order of the tables.
    pub policies: Vec<String>,
    /// Root seed.
    pub seed: u64,
    /// Trials of each scenario and policy.
    pub trials: u64,
    /// Whether rows of single trials were written.
    pub trials_csv: bool,
    /// Arms of a comparison, the baseline first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub arms: Vec<ArmEntry>,
    /// What numbers were averaged over, if they were.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub posterior: Option<PosteriorEntry>,
    /// Whatever else the command was asked for, by the name of its option.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub settings: BTreeMap<String, String>,
}

/// The setting that says which curves by day were written, and its value where all were.
pub(super) const DAILY: &str = "daily";
pub(super) const ALL: &str = "all";

/// An arm of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmEntry {
    /// What tables call it.
    pub name: String,
    /// The file in this folder that holds its scenario.
    pub file: String,
    /// Where that came from, as words of a command line.
    pub source: String,
    /// Its policy.
    pub policy: String,
    /// The scenario before its defaults, where worlds were played: what a world changes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<WrittenEntry>,
}

/// A posterior over which numbers were averaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosteriorEntry {
    /// The file as it was named.
    pub source: String,
    /// The file in this folder that holds it.
    pub file: String,
    /// BLAKE3 hash of that file.
    pub hash: String,
    /// Version of the law under which it was fitted.
    pub law: u32,
    /// Draws that were played, chosen by their weights.
    pub draws: u64,
    /// Trials of each, at least: what is left over goes to some of them. Where draws that weigh more
    /// play more trials: their mean.
    pub trials_of_each: u64,
}

impl PosteriorEntry {
    /// An entry for a posterior that so many trials are averaged over.
    pub fn new(posterior: &Posterior, trials: u64) -> Self {
        Self::over(posterior, drawn::draws(trials), trials)
    }

    /// An entry for a posterior of which so many draws share so many trials.
    pub fn over(posterior: &Posterior, draws: u64, trials: u64) -> Self {
        Self {
            source: posterior.name.clone(),
            file: POSTERIOR.into(),
            hash: hash(posterior.text()),
            law: LAW,
            draws,
            trials_of_each: trials / draws,
        }
    }
}

/// A scenario as it was written: merged with what it extends, no default and no override in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenEntry {
    /// The file in this folder that holds it.
    pub file: String,
    /// BLAKE3 hash of that file.
    pub hash: String,
    /// The overrides under which it is read, as given.
    pub overrides: Vec<String>,
}

/// A scenario as it was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioEntry {
    /// Its name.
    pub name: String,
    /// The variant, where there are several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub variant: Option<String>,
    /// Overrides, as given.
    #[serde(default)]
    pub overrides: Vec<String>,
    /// The file in this folder that holds it, every default written out; none where
    /// [`written`](Self::written) says how it is made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// BLAKE3 hash of the scenario with every default written out.
    pub hash: String,
    /// What it is made of, where several are made of one text or its numbers are varied.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<WrittenEntry>,
}

impl ScenarioEntry {
    /// An entry for a flattened scenario.
    pub fn new(
        name: &str,
        variant: Option<String>,
        overrides: &[String],
        file: &str,
        flattened: &str,
    ) -> Self {
        Self {
            name: name.into(),
            variant,
            overrides: overrides.to_vec(),
            file: Some(file.into()),
            hash: hash(flattened),
            written: None,
        }
    }

    /// The file that says most of it: title, actors, rungs.
    pub fn text_file(&self) -> Option<&str> {
        let written = self.written.as_ref().map(|written| &written.file);
        self.file.as_ref().or(written).map(String::as_str)
    }
}

/// The setting that says how tables are spelt.
pub const CSV: &str = "csv";

/// The hash that identifies a text.
pub fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

impl Manifest {
    /// A manifest of this version of the program.
    pub fn new(command: &str, seed: u64, trials: u64) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
            format: FORMAT,
            command: command.into(),
            scenarios: Vec::new(),
            numbers: None,
            policies: Vec::new(),
            seed,
            trials,
            trials_csv: false,
            arms: Vec::new(),
            posterior: None,
            settings: BTreeMap::new(),
        }
    }

    /// Notes how its tables are spelt.
    pub fn spelt(&mut self, csv: Dialect) {
        if csv != Dialect::Plain {
            self.settings.insert(CSV.into(), csv.name().into());
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest has nothing JSON cannot say");
        text.push('\n');
        text
    }

    /// Names of the entries and settings in which two manifests differ, with both values.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let (mine, theirs) = (self.flat(), other.flat());
        // What is empty is not written: it may stand in one alone.
        let only_theirs = theirs.keys().filter(|key| !mine.contains_key(*key));
        mine.iter()
            .filter(|(key, value)| theirs.get(*key) != Some(value))
            .map(|(key, value)| match (key.as_str(), theirs.get(key)) {
                ("scenarios", _) | (_, None) => key.clone(),
                (_, Some(other)) => match [value, other].map(shown) {
                    // Long values say nothing at a glance.
                    [mine, theirs] if mine.len() + theirs.len() > 80 => key.clone(),
                    [mine, theirs] => format!("{key} ({theirs} there, {mine} now)"),
                },
            })
            .chain(only_theirs.cloned())
            .collect()
    }

    /// Its entries, settings among them.
    fn flat(&self) -> Map<String, Value> {
        let value = serde_json::to_value(self).expect("as above");
        let Value::Object(mut entries) = value else {
            return Map::new();
        };
        if let Some(Value::Object(settings)) = entries.remove("settings") {
            for (key, value) in settings {
                entries.entry(key).or_insert(value);
            }
        }
        entries
    }
}

/// A value as it is told.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Where and how fast it was run: differs from run to run, and is no part of the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// The command line.
    pub command_line: Vec<String>,
    /// Threads of the pool.
    pub threads: usize,
    /// Seconds from reading the scenario to the last table.
    pub seconds: f64,
    /// Trials a second.
    pub trials_per_second: f64,
    /// Operating system and processor.
    pub machine: String,
    /// Instruction set of the lanes.
    pub instructions: String,
}

impl Host {
    /// Describes the run that took so long for so many trials.
    pub fn now(elapsed: std::time::Duration, trials: u64) -> Self {
        let seconds = elapsed.as_secs_f64();
        Self {
            command_line: words(),
            threads: crate::ensemble::threads(),
            seconds,
            trials_per_second: trials as f64 / seconds.max(1e-9),
            machine: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            instructions: crate::ensemble::instructions().into(),
        }
    }
}

/// The words of the command line; what is no text in them is replaced.
pub fn words() -> Vec<String> {
    let words = std::env::args_os();
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}
