//! What each policy costs: the metric asked for, days and concessions, side by side.

use super::ChartError;
use super::dots::{DotColumn, DotRow, dots};
use super::panel::{Figure, Grid};
use super::source::{Sheets, by_scenario};
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// An objective of the figure.
struct Objective {
    metric: &'static str,
    title: String,
    /// What one is.
    unit: String,
    /// What a value is multiplied by to be told in it.
    scale: f64,
    digits: usize,
}

/// A figure per scenario: every policy in the three objectives that decide which is dominated.
pub fn costs(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let figure = |(scenario, rows): (&str, Vec<Row>)| figure(source, scenario, &rows);
    by_scenario(sheet).into_iter().map(figure).collect()
}

/// The metric that got verdicts, and the baseline it was held against.
fn asked(source: &Sheets, scenario: &str) -> (Option<Measure>, String) {
    let mut judged = source.judged().into_iter();
    let found = judged.find(|[of, ..]| *of == scenario);
    found.map_or((None, String::new()), |[_, metric, baseline]| {
        (Measure::named(metric), baseline.to_owned())
    })
}

fn objectives(source: &Sheets, asked: Option<Measure>, rows: &[Row]) -> Vec<Objective> {
    let measure = asked.unwrap_or(Measure::MinorClash);
    let mut objectives = Vec::new();
    if measure != Measure::Days {
        let most = values(rows, measure.name()).fold(0.0_f64, f64::max);
        let of = measure.of_how_many(most).unwrap_or(100);
        let name = source.marked(measure.name());
        objectives.push(Objective {
            metric: measure.name(),
            title: format!("{name}, in {of} crises"),
            unit: format!("in {of}"),
            scale: of as f64,
            digits: 0,
        });
    }
    objectives.push(Objective {
        metric: Measure::Days.name(),
        title: "days of crisis, mean".into(),
        unit: "days".into(),
        scale: 1.0,
        digits: 0,
    });
    objectives.push(Objective {
        metric: "concessions",
        title: "days of seeking talks".into(),
        unit: "days of seeking talks".into(),
        scale: 1.0,
        digits: 1,
    });
    objectives
}

fn values<'r>(rows: &'r [Row], metric: &'r str) -> impl Iterator<Item = f64> + 'r {
    let of = rows.iter().filter(move |row| row.text("metric") == metric);
    of.filter_map(|row| row.number("value"))
}

fn figure(source: &Sheets, scenario: &str, rows: &[Row]) -> Result<Figure, ChartError> {
    let (asked, baseline) = asked(source, scenario);
    let objectives = objectives(source, asked, rows);
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.text("arm")) {
            names.push(row.text("arm"));
        }
    }
    let mut drawn: Vec<(bool, DotRow)> = names
        .iter()
        .map(|name| {
            let mine: Vec<Row> = rows
                .iter()
                .filter(|row| row.text("arm") == *name)
                .copied()
                .collect();
            row(source, name, &mine, &objectives)
        })
        .collect();
    let measure = asked.unwrap_or(Measure::MinorClash);
    let (sign, better) = match measure.better() {
        Better::Lower => (1.0, "Left is better in every column"),
        Better::Higher => (
            -1.0,
            "Right is better in the first column, left in the others",
        ),
    };
    let first = |row: &DotRow| row.cells.first().and_then(|cell| Some(sign * cell[0]?));
    let last = f64::INFINITY;
    drawn.sort_by(|(asks, a), (other, b)| {
        let by_value = f64::total_cmp(&first(a).unwrap_or(last), &first(b).unwrap_or(last));
        asks.cmp(other).then(by_value)
    });
    let mut grid = Grid::new(&["policy"]);
    let heads = objectives.iter().map(|objective| {
        if objective.title.contains(&objective.unit) {
            objective.title.clone()
        } else {
            format!("{} ({})", objective.title, objective.unit)
        }
    });
    grid.header.extend(heads);
    grid.header.push("not dominated".into());
    for (asks, row) in &drawn {
        let cell = |(cell, of): (&[Option<f64>; 3], &Objective)| {
            let digits = of.digits.max(1);
            cell[0].map_or(String::new(), |x| format!("{x:.digits$}"))
        };
        let mut cells = vec![row.label.clone()];
        cells.extend(row.cells.iter().zip(&objectives).map(cell));
        cells.push(
            if *asks {
                "not judged"
            } else if row.strong {
                "yes"
            } else {
                "no"
            }
            .into(),
        );
        grid.rows.push(cells);
    }
    let rows: Vec<DotRow> = drawn.into_iter().map(|(_, row)| row).collect();
    let columns = objectives.iter().map(|objective| DotColumn {
        title: objective.title.clone(),
        digits: objective.digits,
        end: None,
    });
    let reference = rows.iter().position(|row| row.label == baseline);
    let legend = ["not dominated", "the others"];
    let words: Vec<&str> = rows.iter().map(|row| row.says.as_str()).collect();
    Ok(Figure {
        title: format!("What each policy of {scenario} costs"),
        text: words.join("; "),
        svg: Some(dots(
            &columns.collect::<Vec<_>>(),
            &rows,
            reference,
            legend,
        )?),
        caption: format!(
            "{better}; the upright lines are {baseline}. Bars: 95% intervals, pointwise. Days of seeking talks are summed over those who did not begin it, in the first trials of each. Not dominated: no other policy is better in one column and worse in none, by differences that can be told from none, and it is not worse than {baseline} in the first column."
        ),
        grid,
    })
}

/// A policy as a row, and whether it asks something of the actor of the trigger.
fn row(source: &Sheets, name: &str, rows: &[Row], objectives: &[Objective]) -> (bool, DotRow) {
    let is = |column: &str| {
        let mut rows = rows.iter();
        rows.any(|row| row.optional(column) == Some("true"))
    };
    let cell = |of: &Objective| {
        let found = rows.iter().find(|row| row.text("metric") == of.metric);
        let scaled = |column| Some(of.scale * found?.number(column)?);
        ["value", "ci_low", "ci_high"].map(scaled)
    };
    let cells: Vec<[Option<f64>; 3]> = objectives.iter().map(cell).collect();
    let say = |(cell, of): (&[Option<f64>; 3], &Objective)| {
        let digits = of.digits;
        let value = cell[0].map_or("unknown".into(), |x| format!("{x:.digits$}"));
        format!("{value} {}", of.unit)
    };
    let said: Vec<String> = cells.iter().zip(objectives).map(say).collect();
    let (strong, asks) = (is("non_dominated"), is("asks_others"));
    let label = match (asks, strong) {
        (true, _) => format!("{name} (with {})", source.others),
        (false, _) => name.to_owned(),
    };
    let verdict = if strong { ", not dominated" } else { "" };
    let says = format!("{name}: {}{verdict}", said.join(", "));
    let row = DotRow {
        label,
        strong,
        cells,
        says,
    };
    (asks, row)
}
