//! Policies over many worlds: what they come to on average, at worst, and how far from the best.

use super::ChartError;
use super::dots::{DotColumn, DotRow, dots};
use super::panel::{Figure, Grid};
use super::source::Sheets;
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// The criteria that are drawn, with their titles; the table has all.
const DRAWN: [(&str, &str); 3] = [
    ("mean", "mean of the worlds"),
    ("maximin", "worst world"),
    ("minimax_regret", "farthest from the best"),
];

/// A figure per scenario, in the metric that was asked for.
pub fn worlds(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for [scenario, metric, _] in source.judged() {
        let rows: Vec<Row> = sheet
            .rows()
            .filter(|row| [row.text("scenario"), row.text("metric")] == [scenario, metric])
            .collect();
        if let (Some(measure), false) = (Measure::named(metric), rows.is_empty()) {
            figures.push(figure(source, scenario, measure, &rows)?);
        }
    }
    Ok(figures)
}

fn figure(
    source: &Sheets,
    scenario: &str,
    measure: Measure,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let is_share = measure.is_binary();
    let (scale, unit) = if is_share {
        (100.0, "in 100")
    } else {
        (1.0, "days")
    };
    let mut names: Vec<&str> = Vec::new();
    let mut criteria: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.text("arm")) {
            names.push(row.text("arm"));
        }
        if !criteria.contains(&row.text("criterion")) {
            criteria.push(row.text("criterion"));
        }
    }
    let mut drawn: Vec<DotRow> = names
        .iter()
        .map(|name| dot_row(rows, name, (scale, unit)))
        .collect();
    let regret = |row: &DotRow| row.cells[2][0].unwrap_or(f64::INFINITY);
    drawn.sort_by(|a, b| f64::total_cmp(&regret(a), &regret(b)));
    if let Some(first) = drawn.first_mut() {
        first.strong = true;
    }
    let mut grid = Grid::new(&["policy"]);
    let is_of_worlds = |criterion: &str| ["starr_domain", "threshold"].contains(&criterion);
    for criterion in &criteria {
        let unit = if is_of_worlds(criterion) {
            "in 100 worlds"
        } else {
            unit
        };
        grid.header
            .push(format!("{}, {unit}", criterion.replace('_', " ")));
    }
    for row in &drawn {
        let mut cells = vec![row.label.clone()];
        for criterion in &criteria {
            let scale = if is_of_worlds(criterion) {
                100.0
            } else {
                scale
            };
            let value = found(rows, &row.label, criterion).and_then(|row| row.number("value"));
            cells.push(value.map_or(String::new(), |x| format!("{:.1}", scale * x)));
        }
        grid.rows.push(cells);
    }
    let count = |column: &str| rows.first().map_or("", |row| row.text(column));
    let columns = DRAWN.map(|(_, title)| DotColumn {
        title: format!("{title}, {unit}"),
        digits: 0,
        end: None,
    });
    let words: Vec<&str> = drawn.iter().map(|row| row.says.as_str()).collect();
    let side = match measure.better() {
        Better::Lower => "Left is better in every column.",
        Better::Higher => "Right is better in the first two columns, left in the third.",
    };
    Ok(Figure {
        title: format!(
            "{} in {scenario} over {} worlds",
            source.marked(measure.name()),
            count("worlds")
        ),
        text: words.join("; "),
        svg: Some(dots(
            &columns,
            &drawn,
            None,
            ["never far from the best: least regret", "the others"],
        )?),
        caption: format!(
            "{side} {} trials in each world; values are means over ten hypercubes of worlds, bars their 95% intervals (Student). Farthest from the best: the largest distance to the best policy of the same world (regret).",
            count("trials")
        ),
        grid,
    })
}

/// The row of a policy in a criterion.
fn found<'r, 's>(rows: &'r [Row<'s>], name: &str, criterion: &str) -> Option<&'r Row<'s>> {
    let of = |row: &&Row| row.text("arm") == name && row.text("criterion") == criterion;
    rows.iter().find(of)
}

/// A policy in the criteria that are drawn.
fn dot_row(rows: &[Row], name: &str, (scale, unit): (f64, &str)) -> DotRow {
    let cell = |criterion: &str| {
        let row = found(rows, name, criterion);
        ["value", "ci_low", "ci_high"].map(|column| Some(scale * row?.number(column)?))
    };
    let cells: Vec<[Option<f64>; 3]> = DRAWN.iter().map(|(criterion, _)| cell(criterion)).collect();
    let say = |((_, title), cell): (&(&str, &str), &[Option<f64>; 3])| {
        let [value, low, high] = cell.map(|x| x.map_or("unknown".into(), |x| format!("{x:.1}")));
        format!("{title} {value} {unit} ({low} to {high})")
    };
    let said: Vec<String> = DRAWN.iter().zip(&cells).map(say).collect();
    DotRow {
        label: name.to_owned(),
        strong: false,
        says: format!("{name}: {}", said.join(", ")),
        cells,
    }
}
