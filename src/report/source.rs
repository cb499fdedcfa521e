//! A run folder in memory: what was run, and the rows that a report shows.

use crate::output::manifest::Manifest;
use crate::output::read::{self, ReadError, Row, Sheet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Tables that are read as they are; `daily.csv` is filtered.
const TABLES: [&str; 10] = [
    "outcomes.csv",
    "violence.csv",
    "metrics.csv",
    "storylines.csv",
    "comparisons.csv",
    "policies.csv",
    "robustness.csv",
    "assumptions.csv",
    "levers.csv",
    "attribution.csv",
];

/// What one scenario, policy and variant of a table are called together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arm {
    /// Scenario.
    pub scenario: String,
    /// Variant; empty where the run has none.
    pub variant: String,
    /// Policy.
    pub policy: String,
}

impl Arm {
    /// Of a row.
    pub fn of(row: Row) -> Self {
        Self {
            scenario: row.text("scenario").into(),
            variant: row.text("variant").into(),
            policy: row.text("policy").into(),
        }
    }

    /// Its title within its scenario.
    pub fn title(&self) -> String {
        if self.variant.is_empty() {
            self.policy.clone()
        } else {
            format!("{} ({})", self.policy, self.variant)
        }
    }
}

/// A run folder.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is.
    pub folder: PathBuf,
    /// What was run.
    pub manifest: Manifest,
    /// Title of the scenario, if the folder says.
    pub title: String,
    /// The question it was written to answer.
    pub question: String,
    /// Names of the rungs, lowest first.
    pub rungs: Vec<String>,
    /// Labels of the actors.
    labels: BTreeMap<String, String>,
    tables: BTreeMap<&'static str, Sheet>,
    /// The rows of `daily.csv` that are drawn: rungs by quantile, endings, what still runs.
    pub daily: Sheet,
}

impl Source {
    /// Reads a run folder. Figures by day are kept for the first `drawn` policies only.
    pub fn read(folder: &Path, drawn: usize) -> Result<Self, ReadError> {
        let manifest = read::manifest(folder)?;
        let mut tables = BTreeMap::new();
        for file in TABLES {
            if let Some(sheet) = Sheet::read(&folder.join(file), |_| true)? {
                tables.insert(file, sheet);
            }
        }
        let policies: Vec<String> = manifest.policies.iter().take(drawn).cloned().collect();
        let keep = |row: Row| {
            let shown = match row.text("metric") {
                "rung" => row.text("statistic") != "mean",
                metric => ["ended", "running"].contains(&metric),
            };
            shown && policies.iter().any(|policy| policy == row.text("policy"))
        };
        let daily = Sheet::read(&folder.join("daily.csv"), keep)?.unwrap_or_default();
        let scenario = match manifest.scenarios.first() {
            Some(entry) => read::text(&folder.join(&entry.file)).unwrap_or_default(),
            None => String::new(),
        };
        let scenario: toml::Table = scenario.parse().unwrap_or_default();
        let word = |key: &str| {
            scenario
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or("")
        };
        Ok(Self {
            folder: folder.into(),
            title: word("title").into(),
            question: word("question").into(),
            rungs: names(scenario.get("rungs")),
            labels: labels(scenario.get("actor")),
            manifest,
            tables,
            daily,
        })
    }

    /// A table, if the folder has it and it has rows.
    pub fn table(&self, file: &str) -> Option<&Sheet> {
        self.tables.get(file).filter(|sheet| !sheet.rows.is_empty())
    }

    /// The label of an actor, or its name.
    pub fn actor<'s>(&'s self, name: &'s str) -> &'s str {
        self.labels.get(name).map_or(name, String::as_str)
    }

    /// Scenario, variant and policy of the rows of a table, in its order.
    pub fn arms(&self, file: &str) -> Vec<Arm> {
        let mut arms: Vec<Arm> = Vec::new();
        for row in self.table(file).into_iter().flat_map(Sheet::rows) {
            let arm = Arm::of(row);
            if arms.last() != Some(&arm) && !arms.contains(&arm) {
                arms.push(arm);
            }
        }
        arms
    }

    /// The last day that was simulated, if days were tallied.
    pub fn horizon(&self) -> Option<u64> {
        self.daily.rows().filter_map(|row| row.count("day")).max()
    }
}

fn names(value: Option<&toml::Value>) -> Vec<String> {
    let list = value.and_then(toml::Value::as_array);
    let texts = list.into_iter().flatten().filter_map(toml::Value::as_str);
    texts.map(String::from).collect()
}

fn labels(actors: Option<&toml::Value>) -> BTreeMap<String, String> {
    let table = actors.and_then(toml::Value::as_table);
    let label = |(name, actor): (&String, &toml::Value)| {
        let label = actor.get("label").and_then(toml::Value::as_str)?;
        Some((name.clone(), label.to_string()))
    };
    table.into_iter().flatten().filter_map(label).collect()
}
