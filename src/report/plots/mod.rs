//! A script that draws a run folder, in a language of the reader's own: it holds no numbers, finds
//! policies, actors and days in the tables, and has what they are called from the scenario.

mod language;

use super::ReportError;
use super::source;
use crate::figure::source::Sheets;
use crate::output::manifest::CSV;
use crate::output::read::{self, FolderReadError};
use crate::table::dialect::Dialect;
use crate::table::sheet::{Row, Sheet};
pub use language::Language;
use language::one_line;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a script draws and what it calls things.
#[derive(Debug, Serialize)]
struct Drawing {
    folder: String,
    /// A table that is there, to tell the scenario by.
    first: &'static str,
    scenario: String,
    title: String,
    labels: Vec<(String, String)>,
    rungs: Vec<String>,
    others: String,
    /// Parameters that vary, the one of the axis first.
    swept: Vec<String>,
    /// The metric that a comparison was asked for.
    metric: String,
    /// What the folder has, by the names of [`PARTS`].
    #[serde(flatten)]
    has: BTreeMap<&'static str, bool>,
}

/// What a template asks of a folder: how its tables are spelt, and the figures that they make.
const PARTS: [&str; 9] = [
    "semicolon",
    "variants",
    "outcomes",
    "sweep",
    "daily",
    "ranking",
    "assumptions",
    "attribution",
    "exact",
];

/// Tables one of which every folder that can be drawn has.
const FIRST: [&str; 4] = [
    "outcomes.csv",
    "comparisons.csv",
    "attribution.csv",
    "exact.csv",
];

/// A script that draws the run folder.
///
/// # Errors
/// [`ReportError`] where the folder cannot be read, has nothing to draw, or is spelt as the
/// language cannot read.
pub fn script(folder: &Path, language: Language) -> Result<String, ReportError> {
    let drawing = Drawing::of(folder)?;
    if drawing.has["semicolon"] && language == Language::Gnuplot {
        return Err(ReportError::DecimalComma(folder.into()));
    }
    written(&drawing, language)
}

impl Drawing {
    fn of(folder: &Path) -> Result<Self, ReportError> {
        let manifest = read::manifest(folder)?;
        let has = |file: &str| has_rows(folder, file);
        let mut first = None;
        for file in FIRST {
            if first.is_none() && has(file)? {
                first = Some(file);
            }
        }
        let first = first.ok_or_else(|| ReportError::NothingToDraw(folder.into()))?;
        let outcomes = read::sheet(&folder.join("outcomes.csv"), &[], |_| true)?;
        let outcomes = outcomes.unwrap_or_default();
        let swept = swept(&outcomes);
        let is_sweep = swept
            .first()
            .is_some_and(|column| is_number(&outcomes, column));
        let metric = asked_metric(folder)?;
        let written = source::scenario(folder, &manifest);
        let source = source::names(&written);
        let scenario = manifest.scenarios.first();
        let is_semicolon = |csv: &String| csv == Dialect::ExcelSemicolon.name();
        let is_there = [
            manifest.settings.get(CSV).is_some_and(is_semicolon),
            outcomes.columns.iter().any(|column| column == "variant"),
            !outcomes.rows.is_empty() && !is_sweep,
            is_sweep,
            has("daily.csv")? && !source.rungs.is_empty(),
            metric.is_some() && has("policies.csv")?,
            has("assumptions.csv")?,
            has("attribution.csv")?,
            has("exact.csv")? && has("exact_daily.csv")?,
        ];
        let swept = swept
            .iter()
            .filter_map(|column| column.strip_prefix("set:"));
        Ok(Self {
            folder: folder.display().to_string(),
            first,
            scenario: scenario.map_or_else(String::new, |entry| entry.name.clone()),
            title: source.title.clone(),
            labels: labels(&source),
            rungs: source.rungs,
            others: source.others,
            swept: swept.map(str::to_owned).collect(),
            metric: metric.unwrap_or_default(),
            has: PARTS.into_iter().zip(is_there).collect(),
        })
    }
}

/// Whether a table is there and has a row.
fn has_rows(folder: &Path, file: &str) -> Result<bool, FolderReadError> {
    let is_first = std::cell::Cell::new(true);
    let rows = read::sheet(&folder.join(file), &[], |_| is_first.replace(false))?;
    Ok(rows.is_some_and(|sheet| !sheet.rows.is_empty()))
}

/// The metric that a comparison was asked for: the one with verdicts.
fn asked_metric(folder: &Path) -> Result<Option<String>, FolderReadError> {
    let is_asked = |row: Row| !row.text("verdict").is_empty();
    let path = folder.join("comparisons.csv");
    let sheet = read::sheet(&path, &["metric", "verdict"], is_asked)?;
    let first = sheet
        .as_ref()
        .and_then(|sheet| Some(sheet.rows().next()?.text("metric").to_owned()));
    Ok(first)
}

/// Columns of overridden parameters that have several values.
fn swept(sheet: &Sheet) -> Vec<String> {
    let columns = sheet.columns.iter().enumerate();
    let varies = |at: usize| sheet.rows.iter().any(|row| row[at] != sheet.rows[0][at]);
    let found = columns.filter(|(at, column)| column.starts_with("set:") && varies(*at));
    found.map(|(_, column)| column.clone()).collect()
}

fn is_number(sheet: &Sheet, column: &str) -> bool {
    let is_one = |row: Row| row.number(column).is_some();
    sheet.rows().all(is_one)
}

/// What actors are called, and measures that are priors. Two that are called the same are told
/// apart by their names.
fn labels(source: &Sheets) -> Vec<(String, String)> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for label in source.labels.values() {
        *times.entry(label).or_default() += 1;
    }
    let actors = source.labels.iter().map(|(name, label)| {
        let label = match times[label.as_str()] {
            1 => label.clone(),
            _ => format!("{label} ({name})"),
        };
        (name.clone(), label)
    });
    let clash = ("minor_clash".to_owned(), "minor clash or worse".to_owned());
    let priors = source.priors.keys().filter(|name| **name != clash.0);
    let priors = priors.map(|name| (name.clone(), format!("{} (a prior)", source.marked(name))));
    let measures = std::iter::once(clash.clone()).chain(priors);
    actors.chain(measures).collect()
}

/// The script: whatever the template is given is written as a literal of the language, unless it
/// goes into a comment.
fn written(drawing: &Drawing, language: Language) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    let lines = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()?;
    environment.set_syntax(lines);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(move |out: &mut Output, _: &mut State, value: &Value| {
        match value.as_str().filter(|_| !value.is_safe()) {
            Some(text) => out.write_str(&language.quoted(text)),
            None => out.write_str(&value.to_string()),
        }
        .map_err(Error::from)
    });
    environment.add_filter("line", |text: &str| Value::from_safe_string(one_line(text)));
    Ok(environment.render_str(language.template(), Serde(drawing))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_scenario_names_leaves_its_quotes() {
        let hostile = "x\"; system(\"id\") '\n`id` \\";
        let drawing = Drawing {
            folder: hostile.into(),
            first: "outcomes.csv",
            scenario: hostile.into(),
            title: hostile.into(),
            labels: vec![(hostile.into(), hostile.into())],
            rungs: vec![hostile.into()],
            others: hostile.into(),
            swept: vec![hostile.into(), hostile.into()],
            metric: hostile.into(),
            has: PARTS.map(|part| (part, part != "semicolon")).into(),
        };
        for language in Language::ALL {
            let script = written(&drawing, language).unwrap();
            let quoted = language.quoted(hostile);
            assert!(script.matches(&quoted).count() >= 5, "{language:?}");
            // What is left is the comment, on a line of its own.
            let rest = script.replace(&quoted, "");
            let named: Vec<&str> = rest
                .lines()
                .filter(|line| line.contains("system(\"id\")"))
                .collect();
            assert_eq!(named.len(), 1, "{language:?}");
            assert!(named[0].starts_with("# ") && !named[0].ends_with('\\'));
        }
    }
}
