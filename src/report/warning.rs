//! What a reader must not overlook.

use crate::figure::panel::percent;
use crate::figure::source::{ArmLabel, Sheets, baseline};
use crate::table::sheet::{Row, Sheet};
use serde::Serialize;

/// A kind of warning: one line, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What to mind.
    pub line: String,
    /// Each case of it; empty where the line says it all.
    pub cases: Vec<String>,
}

impl Warning {
    /// One line for all cases; a single case speaks for itself.
    fn of(mut cases: Vec<String>, all: impl Fn(usize) -> String) -> Option<Self> {
        match cases.len() {
            0 => None,
            1 => Some(Self {
                line: cases.remove(0),
                cases,
            }),
            n => Some(Self {
                line: all(n),
                cases,
            }),
        }
    }
}

/// Warnings of a run folder by kind, the gravest first.
pub fn warnings(source: &Sheets) -> Vec<Warning> {
    let kinds = [
        Warning::of(dead_levers(source), |n| {
            format!("DEAD LEVERS: {n} POLICIES CHANGED NOTHING.")
        }),
        Warning::of(turning(source), |n| {
            format!(
                "{n} verdicts turn with what is assumed of deterrence and exploitation, and the record does not settle which end is nearer."
            )
        }),
        Warning::of(undecided(source), |n| {
            format!("{n} differences are too close to tell from none.")
        }),
        Warning::of(never(source), |n| {
            format!(
                "{n} outcomes never happened under some policy: that is no proof that they cannot."
            )
        }),
        Warning::of(beyond(source).into_iter().collect(), |_| String::new()),
    ];
    kinds.into_iter().flatten().collect()
}

fn dead_levers(source: &Sheets) -> Vec<String> {
    let mut said = Vec::new();
    for row in source.table("levers.csv").into_iter().flat_map(Sheet::rows) {
        let line = format!(
            "DEAD LEVER: {} CHANGED NONE OF {} TRIALS.",
            row.text("arm"),
            row.text("trials")
        );
        if row.count("changed") == Some(0) && !said.contains(&line) {
            said.push(line);
        }
    }
    said
}

/// Rankings that one assumption turns round and the record does not settle.
fn turning(source: &Sheets) -> Vec<String> {
    let sheet = source.table("assumptions.csv");
    let rows = || sheet.into_iter().flat_map(Sheet::rows);
    let key =
        |row: &Row| ["scenario", "metric", "restraint", "against"].map(|c| row.text(c).to_owned());
    let turned = |row: &Row| {
        let worse = |two: Row| two.text("verdict") == "worse" && key(&two) == key(row);
        row.text("verdict") == "better" && rows().any(worse)
    };
    let mut said = Vec::new();
    for row in rows().filter(turned) {
        let line = format!(
            "Turns with the assumption: whether {} does better than {} in {}. It does at one end of deterrence and exploitation and does worse at another, and the record does not settle which is nearer.",
            row.text("restraint"),
            row.text("against"),
            source.marked(row.text("metric"))
        );
        if !said.contains(&line) {
            said.push(line);
        }
    }
    said
}

fn undecided(source: &Sheets) -> Vec<String> {
    let rows = source
        .table("comparisons.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    rows.filter(|row| row.text("verdict") == "undecided")
        .map(|row| {
            format!(
                "Undecided: whether {} differs from {} in {}. Its interval allows both.",
                row.text("arm"),
                baseline(row),
                source.marked(row.text("metric"))
            )
        })
        .collect()
}

/// Outcomes that never happened, with the bound on how rare they are.
fn never(source: &Sheets) -> Vec<String> {
    let rows = source
        .table("outcomes.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    let mut by_outcome: Vec<(String, Vec<String>, String, f64)> = Vec::new();
    for row in rows.filter(|row| row.count("n") == Some(0)) {
        let (outcome, trials) = (row.text("outcome"), row.text("trials"));
        let bound = row.number("ci_high").unwrap_or(1.0);
        let known = by_outcome
            .iter_mut()
            .find(|(name, _, of, _)| name == outcome && of == trials);
        let arm = ArmLabel::of(row).title();
        if let Some((_, arms, _, _)) = known {
            arms.push(arm);
        } else {
            by_outcome.push((outcome.into(), vec![arm], trials.into(), bound));
        }
    }
    by_outcome
        .into_iter()
        .map(|(outcome, arms, trials, bound)| {
            format!(
                "{} happened in none of {trials} trials under {}: that is no proof that it cannot; its share may be up to {}.",
                source.marked(&outcome),
                arms.join(", "),
                percent(Some(bound))
            )
        })
        .collect()
}

/// Durations whose quantiles the horizon hides.
fn beyond(source: &Sheets) -> Option<String> {
    let rows = source
        .table("metrics.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    let hidden = rows.filter(|row| {
        row.text("metric") == "days"
            && row.text("statistic").starts_with('p')
            && row.text("value").is_empty()
    });
    let n = hidden.count();
    (n > 0).then(|| {
        format!(
            "{n} quantile{} of the duration lie{} beyond the horizon and {} left empty.",
            if n == 1 { "" } else { "s" },
            if n == 1 { "s" } else { "" },
            if n == 1 { "is" } else { "are" }
        )
    })
}
