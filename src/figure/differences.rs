//! What each policy changes in the metrics beside the one that was asked for.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Choice, Figure, Grid};
use super::source::{Sheets, baseline};
use super::whiskers::{Whisker, whiskers};
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// A forest plot for each metric but the one that got verdicts, whose ranking says the same; by
/// metric, a figure for each scenario.
pub fn differences(source: &Sheets, sheet: &Sheet) -> Result<Vec<Choice>, ChartError> {
    let judged = |row: &Row| !row.text("verdict").is_empty();
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for row in sheet.rows() {
        let key = (row.text("scenario"), row.text("metric"));
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let asked = |key: &(&str, &str)| {
        let mut rows = sheet.rows().filter(judged);
        rows.any(|row| (row.text("scenario"), row.text("metric")) == *key)
    };
    keys.retain(|key| !asked(key));
    let mut choices: Vec<Choice> = Vec::new();
    for (scenario, metric) in keys {
        let Some(measure) = Measure::named(metric) else {
            continue;
        };
        let rows: Vec<Row> = sheet
            .rows()
            .filter(|row| row.text("scenario") == scenario && row.text("metric") == metric)
            .collect();
        let figure = forest(source, scenario, measure, &in_order(sheet, scenario, &rows))?;
        let name = source.marked(metric);
        match choices.iter_mut().find(|choice| choice.name == name) {
            Some(choice) => choice.figures.push(figure),
            None => choices.push(Choice {
                name,
                figures: vec![figure],
            }),
        }
    }
    Ok(choices)
}

/// The rows a chart shows: one a policy, with the joint interval where there is one, in the order of
/// the metric that was asked for.
fn in_order<'r>(sheet: &'r Sheet, scenario: &str, rows: &[Row<'r>]) -> Vec<Row<'r>> {
    let joint = |row: &&Row| row.text("ci_scope") != "pointwise";
    let any = rows.iter().any(|row| joint(&row));
    let shown = rows.iter().filter(|row| !any || joint(row));
    let mut shown: Vec<Row> = shown.copied().collect();
    let place = |row: &Row| {
        let mut judged = sheet.rows().filter(|row| !row.text("verdict").is_empty());
        let same = judged.find(|other| {
            other.text("scenario") == scenario && other.text("arm") == row.text("arm")
        });
        let value = same.and_then(|row| row.number("value")).unwrap_or(0.0);
        let measure = same.and_then(|row| Measure::named(row.text("metric")));
        match measure.map(Measure::better) {
            Some(Better::Higher) => -value,
            _ => value,
        }
    };
    shown.sort_by(|a, b| f64::total_cmp(&place(a), &place(b)));
    shown
}

fn forest(
    source: &Sheets,
    scenario: &str,
    measure: Measure,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let first = |column: &str| rows.first().map_or("", |row| row.text(column));
    let base = rows.first().and_then(|row| row.number("baseline_value"));
    let of = measure.of_how_many(base.unwrap_or_default());
    let scale = of.map_or(1.0, |of| of as f64);
    let unit = of.map_or("days".to_owned(), |of| format!("in {of}"));
    let scaled = |row: &Row, column| Some(scale * row.number(column)?);
    let whisker = |row: &Row| Whisker {
        label: row.text("arm").to_owned(),
        value: scaled(row, "difference"),
        low: scaled(row, "ci_low"),
        high: scaled(row, "ci_high"),
    };
    let drawn: Vec<Whisker> = rows.iter().map(whisker).collect();
    let signed = |x: Option<f64>| x.map_or(String::new(), |x| format!("{:+.1}", x + 0.0));
    let say = |row: &Whisker| {
        let [value, low, high] = [row.value, row.low, row.high].map(signed);
        format!("{} {value} {unit} (from {low} to {high})", row.label)
    };
    let mut grid = Grid::new(&["policy", &unit, "difference", "from", "to"]);
    for (row, whisker) in rows.iter().zip(&drawn) {
        let value = scaled(row, "value").map_or(String::new(), |x| format!("{x:.1}"));
        let mut cells = vec![whisker.label.clone(), value];
        cells.extend([whisker.value, whisker.low, whisker.high].map(signed));
        grid.rows.push(cells);
    }
    let title = format!("difference, {unit}");
    let axis = Axis {
        title: &title,
        percent: false,
    };
    let level = rows.first().and_then(|row| row.number("ci_level"));
    let level = level.map_or(String::new(), |level| format!("{:.2}%", 100.0 * level));
    let base = base.map_or(String::new(), |x| format!(", {:.1} {unit}", scale * x));
    Ok(Figure {
        title: format!(
            "{} in {scenario}, against {}",
            source.marked(measure.name()),
            rows.first().map_or("", |row| baseline(*row))
        ),
        text: drawn.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&drawn, axis, true, say)?),
        caption: format!(
            "Zero is {}{base}. Dot: paired difference; bar: its {} interval of level {level} ({}).",
            first("baseline"),
            first("ci_scope"),
            first("ci_method").replace('_', " ")
        ),
        grid,
    })
}
