//! A run folder read into memory: what was run, and the rows that a page shows.

use crate::figure::source::{self, DAILY, POINTS, READ, RESPONSES, Sheets, is_dot, is_drawn};
use crate::output::manifest::{Manifest, ScenarioEntry};
use crate::output::read::{self, FolderReadError};
use crate::table::sheet::{Row, Sheet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A run folder.
#[derive(Debug, Clone)]
pub struct RunFolder {
    /// Where it is.
    pub place: PathBuf,
    /// What was run.
    pub manifest: Manifest,
    /// The answer in sentences.
    pub said: Vec<String>,
    /// What its figures are made of.
    pub source: Sheets,
}

impl RunFolder {
    /// Reads a run folder. Figures by day are kept for the first `drawn` policies only.
    ///
    /// # Errors
    /// [`FolderReadError`] where a file is not what it should be; one that is not there is no error.
    pub fn read(place: &Path, drawn: usize) -> Result<Self, FolderReadError> {
        let manifest = read::manifest(place)?;
        let mut tables = BTreeMap::new();
        for (file, columns) in READ {
            if let Some(sheet) = read::sheet(&place.join(file), columns, |_| true)? {
                tables.insert(file, sheet);
            }
        }
        let policies: Vec<String> = manifest.policies.iter().take(drawn).cloned().collect();
        let keep =
            |row: Row| is_drawn(row) && policies.iter().any(|policy| policy == row.text("policy"));
        let mut daily = read::sheet(&place.join("daily.csv"), DAILY, keep)?;
        if daily.is_none() {
            daily = read::sheet(&place.join("exact_daily.csv"), DAILY, keep)?;
        }
        let [points, responses] = dots(place, &manifest)?;
        // What is of many crises is called by what they are together.
        let scenario = if is_of_cases(&manifest) {
            toml::Table::from_iter([("title".into(), title(place))])
        } else {
            scenario(place, &manifest)
        };
        // Variants may have other days than the scenario they were made of.
        let overridden = |key: &str| {
            let mut sets = manifest.scenarios.iter().flat_map(|entry| &entry.overrides);
            manifest.scenarios.len() > 1 && sets.any(|set| set.contains(key))
        };
        let days = |key: &str| {
            if overridden(key) {
                return None;
            }
            let crisis = scenario.get("crisis").and_then(toml::Value::as_table);
            let days = crisis?.get(key)?.as_integer()?;
            u64::try_from(days).ok()
        };
        Ok(Self {
            place: place.into(),
            source: Sheets {
                horizon: days("horizon_days"),
                calm_days: days("calm_days"),
                tables,
                daily: daily.unwrap_or_default(),
                points,
                responses,
                ..names(&scenario)
            },
            said: read::said(place),
            manifest,
        })
    }

    /// The name of its scenario, or of its cases.
    pub fn name(&self) -> String {
        if is_of_cases(&self.manifest) {
            let name = self.place.file_name().unwrap_or_default();
            return name.to_string_lossy().into_owned();
        }
        let first = self.manifest.scenarios.first();
        first.map_or_else(String::new, |entry| entry.name.clone())
    }
}

/// The points of a sweep that are drawn, and what came of them; nothing of other folders.
fn dots(place: &Path, manifest: &Manifest) -> Result<[Sheet; 2], FolderReadError> {
    if manifest.command != "sweep" {
        return Ok([Sheet::default(), Sheet::default()]);
    }
    let metric = manifest.settings.get("metric").map_or("", String::as_str);
    let is_response = |row: Row| is_dot(row) && row.text("metric") == metric;
    let points = read::sheet(&place.join("points.csv"), POINTS, is_dot)?;
    let responses = read::sheet(&place.join("responses.csv"), RESPONSES, is_response)?;
    Ok([points, responses].map(Option::unwrap_or_default))
}

/// Whether a folder has many crises, as those of some commands do.
pub(super) fn is_of_cases(manifest: &Manifest) -> bool {
    ["hindcast", "calibrate"].contains(&manifest.command.as_str())
}

/// What the data package of a folder says that it is.
fn title(place: &Path) -> toml::Value {
    let package = read::package(place).unwrap_or_default();
    let title = package
        .properties
        .get("title")
        .and_then(|title| title.as_str());
    title.unwrap_or_default().into()
}

/// The scenario of a run folder; empty where it cannot be read.
pub(super) fn scenario(place: &Path, manifest: &Manifest) -> toml::Table {
    let first = manifest.scenarios.first();
    let file = first.and_then(ScenarioEntry::text_file);
    let text = file.map(|file| read::beside(place, file).and_then(|path| read::text(&path)));
    let text = text.and_then(Result::ok).unwrap_or_default();
    text.parse().unwrap_or_default()
}

/// What a scenario calls things, without any table.
pub(super) fn names(scenario: &toml::Table) -> Sheets {
    let word = |key: &str| {
        let text = scenario.get(key).and_then(toml::Value::as_str);
        text.unwrap_or("").to_owned()
    };
    let labels = of_each(scenario.get("actor"), "label");
    Sheets {
        policies: of_each(scenario.get("policy"), "description"),
        title: word("title"),
        question: word("question"),
        violent: violent(scenario),
        rungs: list(scenario.get("rungs")),
        others: others(scenario, &labels),
        labels,
        priors: texts(scenario.get("priors")),
        ..Sheets::default()
    }
}

/// Who is not advised: whom `deciders` leaves out, else the actor of the trigger.
fn others(scenario: &toml::Table, labels: &BTreeMap<String, String>) -> String {
    let deciders = list(scenario.get("deciders"));
    let trigger = scenario
        .get("trigger")
        .and_then(|trigger| trigger.get("actor"));
    let trigger = trigger.and_then(toml::Value::as_str);
    let is_other = |name: &String| match deciders.as_slice() {
        [] => Some(name.as_str()) == trigger,
        deciders => !deciders.contains(name),
    };
    let others = list(scenario.get("actors")).into_iter().filter(is_other);
    let others: Vec<String> = others
        .map(|name| labels.get(&name).cloned().unwrap_or(name))
        .collect();
    others.join(" or ")
}

/// The lowest rung of violence.
fn violent(scenario: &toml::Table) -> Option<usize> {
    let violence = |name: String| {
        let level = scenario.get("rung")?.get(&name)?.get("violence")?;
        u64::try_from(level.as_integer()?).ok()
    };
    let rungs = list(scenario.get("rungs")).into_iter();
    source::violent(rungs.map(|name| violence(name).unwrap_or(0)))
}

fn list(value: Option<&toml::Value>) -> Vec<String> {
    let items = value.and_then(toml::Value::as_array);
    let texts = items.into_iter().flatten().filter_map(toml::Value::as_str);
    texts.map(String::from).collect()
}

fn texts(table: Option<&toml::Value>) -> BTreeMap<String, String> {
    let table = table.and_then(toml::Value::as_table);
    let text = |(name, text): (&String, &toml::Value)| Some((name.clone(), text.as_str()?.into()));
    table.into_iter().flatten().filter_map(text).collect()
}

/// A text that each entry of a table has, by the name of the entry.
fn of_each(table: Option<&toml::Value>, key: &str) -> BTreeMap<String, String> {
    let table = table.and_then(toml::Value::as_table);
    let text = |(name, entry): (&String, &toml::Value)| {
        let text = entry.get(key).and_then(toml::Value::as_str)?;
        Some((name.clone(), text.to_string()))
    };
    table.into_iter().flatten().filter_map(text).collect()
}
