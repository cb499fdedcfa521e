//! Figures of a comparison or an attribution, where their tables are there.

use super::ChartError;
use super::chart::{Axis, Spot, Whisker, scatter, whiskers};
use super::panel::{Figure, Grid, PageSection, number};
use super::ranking::ranking;
use super::source::Sheets;
use crate::table::sheet::{Row, Sheet};

/// Every section of a study.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let mut sections = Vec::new();
    if let Some(sheet) = source.table("comparisons.csv") {
        let lead = "Grouped by what can be relied on, best first in each group.";
        sections.extend(PageSection::of(
            "What does best",
            lead,
            ranking(source, sheet)?,
        ));
        let lead = "Policy minus baseline over the same trials under the same luck. Left of the line: less of it. Which trials flip is a property of the shared draws; the difference is not.";
        sections.extend(PageSection::of(
            "Policies compared",
            lead,
            comparisons(source, sheet)?,
        ));
    }
    if let Some(sheet) = source.table("policies.csv") {
        let lead = "A policy is dominated where another is at least as good in war, serious clash, days, agreement and concessions, and better in one. Restraint can cost something.";
        sections.extend(PageSection::of(
            "What each policy costs",
            lead,
            trade_offs(source, sheet)?,
        ));
    }
    if let Some(sheet) = source.table("attribution.csv") {
        let lead = "Shapley value of each mechanism: what it adds to the share of trials with the outcome. The values add up to the difference between everything on and everything off. They depend on the law alone; which trials vanish or appear depends on the coupling of the draws as well (Oberst & Sontag 2019).";
        sections.extend(PageSection::of(
            "What it comes from",
            lead,
            attribution(sheet)?,
        ));
    }
    for (file, title, lead) in [
        (
            "assumptions.csv",
            "Assumptions that decide",
            "Restraint against firmness at both ends of what the record leaves open: spiral and deterrence.",
        ),
        (
            "robustness.csv",
            "Other worlds",
            "The policies over the ranges of what is not known.",
        ),
        (
            "levers.csv",
            "Did the policies do anything?",
            "How many trials each policy changed, and how often its rules held.",
        ),
    ] {
        if let Some(sheet) = source.table(file) {
            sections.extend(PageSection::of(title, lead, vec![as_it_is(file, sheet)]));
        }
    }
    Ok(sections)
}

/// A forest plot per scenario and metric.
fn comparisons(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut keys: Vec<(String, String)> = Vec::new();
    for row in sheet.rows() {
        let key = (
            row.text("scenario").to_string(),
            row.text("metric").to_string(),
        );
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let figure = |(scenario, metric): &(String, String)| {
        let rows: Vec<Row> = sheet
            .rows()
            .filter(|row| row.text("scenario") == scenario && row.text("metric") == metric)
            .collect();
        forest(source, scenario, metric, &rows)
    };
    keys.iter().map(figure).collect()
}

/// The name of the arm of a comparison.
fn arm(row: Row) -> String {
    let name = row.text("arm");
    if name.is_empty() {
        row.text("policy")
    } else {
        name
    }
    .into()
}

/// The rows a chart shows: one a policy, with the joint interval where there is one. The pointwise
/// intervals of the same differences stand in the table.
fn drawn<'r>(rows: &[Row<'r>]) -> Vec<Row<'r>> {
    let joint = |row: &&Row| row.text("ci_scope") != "pointwise";
    let any = rows.iter().any(|row| joint(&row));
    let shown = rows.iter().filter(|row| !any || joint(row));
    shown.copied().collect()
}

fn forest(
    source: &Sheets,
    scenario: &str,
    metric: &str,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let shown = drawn(rows);
    let whisker = |row: &Row| Whisker {
        label: arm(*row),
        value: row.number("difference"),
        low: row.number("ci_low"),
        high: row.number("ci_high"),
    };
    let whiskered: Vec<Whisker> = shown.iter().map(whisker).collect();
    let days = metric == "days";
    let axis = Axis {
        title: if days {
            "difference in days"
        } else {
            "difference in percentage points"
        },
        percent: !days,
    };
    let first = |column: &str| shown.first().map_or("", |row| row.text(column));
    let say = |w: &Whisker| {
        let [value, low, high] = [w.value, w.low, w.high].map(number);
        format!("{} {value} (from {low} to {high})", w.label)
    };
    Ok(Figure {
        title: format!(
            "{} in {scenario}, against {}",
            source.marked(metric),
            first("baseline")
        ),
        text: whiskered.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&whiskered, axis, true)?),
        caption: format!(
            "Dot: paired difference; bar: its interval ({}, level {}, {}).",
            first("ci_scope"),
            number(shown.first().and_then(|row| row.number("ci_level"))),
            first("ci_method").replace('_', " ")
        ),
        grid: differences(rows),
    })
}

/// Every row of a metric, pointwise and joint.
fn differences(rows: &[Row]) -> Grid {
    let mut grid = Grid::new(&[
        "policy",
        "value",
        "baseline",
        "difference",
        "from",
        "to",
        "interval",
        "level",
        "better",
        "worse",
        "correlation",
        "verdict",
    ]);
    for row in rows {
        let columns = ["value", "baseline_value", "difference", "ci_low", "ci_high"];
        let mut cells = vec![arm(*row)];
        cells.extend(columns.map(|column| number(row.number(column))));
        cells.push(row.text("ci_scope").into());
        cells.push(number(row.number("ci_level")));
        cells.extend(["flips_better", "flips_worse"].map(|column| row.text(column).into()));
        cells.push(number(row.number("correlation")));
        cells.push(row.text("verdict").into());
        grid.rows.push(cells);
    }
    grid
}

/// Days against minor clashes, the violence the record informs, by policy; and every metric.
fn trade_offs(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let (mut metrics, mut names): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for row in sheet.rows() {
        if !metrics.contains(&row.text("metric")) {
            metrics.push(row.text("metric"));
        }
        if !names.contains(&arm(row)) {
            names.push(arm(row));
        }
    }
    let mut grid = Grid::new(&["number", "policy", "not dominated"]);
    grid.header
        .extend(metrics.iter().map(|metric| source.marked(metric)));
    let mut spots = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let mine: Vec<Row> = sheet.rows().filter(|row| arm(*row) == *name).collect();
        let strong = mine
            .first()
            .is_some_and(|row| row.text("non_dominated") == "true");
        let value = |metric: &str| {
            let row = mine.iter().find(|row| row.text("metric") == metric);
            row.and_then(|row| row.number("value"))
        };
        let answer = if strong { "yes" } else { "no" };
        let mut cells = vec![(place + 1).to_string(), name.clone(), answer.into()];
        cells.extend(metrics.iter().map(|metric| number(value(metric))));
        grid.rows.push(cells);
        if let (Some(days), Some(clash)) = (value("days"), value("minor_clash")) {
            let at = [days, clash];
            let number = place + 1;
            spots.push(Spot { number, at, strong });
        }
    }
    let days = Axis {
        title: "mean days, restricted to the horizon",
        percent: false,
    };
    let clash = Axis {
        title: "minor clash or worse",
        percent: true,
    };
    let svg = if spots.is_empty() {
        None
    } else {
        Some(scatter(&spots, days, clash)?)
    };
    let say = |spot: &Spot| {
        let [days, clash] = spot.at;
        format!(
            "{} {days:.0} days, {:.1}%",
            names[spot.number - 1],
            100.0 * clash
        )
    };
    let text = spots.iter().map(say).collect::<Vec<_>>().join("; ");
    Ok(vec![Figure {
        title: "Days against minor clashes".into(),
        text,
        svg,
        caption: "Each number is a policy of the table below; filled: not dominated, by the estimates. Their intervals are in policies.csv. † is a prior.".into(),
        grid,
    }])
}

fn attribution(sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let rows: Vec<Whisker> = sheet
        .rows()
        .map(|row| Whisker {
            label: row.text("mechanism").replace(['_', '-'], " "),
            value: row.number("value"),
            low: row.number("ci_low"),
            high: row.number("ci_high"),
        })
        .collect();
    let axis = Axis {
        title: "added to the share of trials",
        percent: true,
    };
    let mut figure = as_it_is("attribution.csv", sheet);
    figure.svg = Some(whiskers(&rows, axis, true)?);
    figure.title = "Mechanisms".into();
    Ok(vec![figure])
}

/// A cell with no more digits than can be read; words and counts stay as they are.
fn readable(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(value) if cell.contains('.') => number(Some(value)),
        _ => cell.into(),
    }
}

/// A table as the folder has it.
fn as_it_is(file: &str, sheet: &Sheet) -> Figure {
    Figure {
        title: file.into(),
        text: format!("The rows of {file}."),
        svg: None,
        caption: String::new(),
        grid: Grid {
            header: sheet
                .columns
                .iter()
                .map(|name| name.replace('_', " "))
                .collect(),
            rows: sheet
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| readable(cell)).collect())
                .collect(),
        },
    }
}
