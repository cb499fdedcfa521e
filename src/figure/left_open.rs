//! What a posterior leaves open: how far the draws lie apart with luck left out, beside how far luck
//! reaches.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, PageSection};
use super::source::{ArmLabel, Sheets, baseline, by_scenario};
use super::whiskers::{Whisker, whiskers};
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::Row;

const TITLE: &str = "What the data leave open";
const LEAD: &str = "The parameters are not known for certain. A bar is where 95% of the draws of the posterior lie with the luck within them left out; how far luck reaches given these draws is in the table.";

/// A row with what luck and the posterior say of its value.
struct Open {
    /// With what the posterior leaves open as its bar.
    bar: Whisker,
    luck: [Option<f64>; 2],
    /// Share of the draws in which it is better than the baseline, of a difference.
    better: Option<f64>,
}

/// The endings of every policy and variant of a run; nothing where none is averaged over a posterior.
pub(super) fn of_run(source: &Sheets) -> Result<Option<PageSection>, ChartError> {
    let Some(sheet) = source.table("outcomes.csv") else {
        return Ok(None);
    };
    let mut figures = Vec::new();
    let arms = source.arms("outcomes.csv");
    for arm in &arms {
        let rows = sheet.rows().filter(|row| ArmLabel::of(*row) == *arm);
        let open: Vec<Open> = rows
            .filter_map(|row| open(source.marked(row.text("outcome")), row, "share", 100.0))
            .collect();
        let title = match arms.len() {
            1 => "Endings over the draws".to_owned(),
            _ => format!("Endings over the draws, {}", arm.title()),
        };
        figures.extend(figure(title, ("ending", "in 100"), false, open)?);
    }
    Ok(PageSection::of(TITLE, LEAD, figures))
}

/// The differences of a comparison from its baseline, in the metric that was asked for.
pub(super) fn of_comparison(source: &Sheets) -> Result<Option<PageSection>, ChartError> {
    let Some(sheet) = source.table("comparisons.csv") else {
        return Ok(None);
    };
    let mut figures = Vec::new();
    for (scenario, mut rows) in by_scenario(sheet) {
        rows.retain(|row| !row.text("verdict").is_empty());
        let Some(first) = rows.first().copied() else {
            continue;
        };
        let base = first.number("baseline_value").unwrap_or_default();
        let measure = Measure::named(first.text("metric"));
        let of = measure.and_then(|measure| measure.of_how_many(base));
        let scale = of.map_or(1.0, |of| of as f64);
        let unit = of.map_or("days".to_owned(), |of| format!("in {of}"));
        // Best first.
        let sign = match measure.map(Measure::better) {
            Some(Better::Higher) => -1.0,
            _ => 1.0,
        };
        let place = |row: &Row| sign * row.number("difference").unwrap_or_default();
        rows.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let open: Vec<Open> = rows
            .iter()
            .filter_map(|row| open(row.text("arm").to_owned(), *row, "difference", scale))
            .collect();
        let metric = source.marked(first.text("metric"));
        let title = format!(
            "{metric} in {scenario} over the draws, against {}",
            baseline(first)
        );
        figures.extend(figure(title, ("policy", &unit), true, open)?);
    }
    Ok(PageSection::of(TITLE, LEAD, figures))
}

/// A row, if it says what a posterior leaves open of its value.
fn open(label: String, row: Row, value: &str, scale: f64) -> Option<Open> {
    let known = |column: &str| {
        let cell = row.optional(column)?.parse::<f64>().ok()?;
        Some(scale * cell)
    };
    let bar = Whisker {
        label,
        value: known(value),
        low: Some(known("posterior_low")?),
        high: Some(known("posterior_high")?),
    };
    Some(Open {
        bar,
        luck: [known("ci_low"), known("ci_high")],
        better: known("posterior_better").map(|share| share / scale),
    })
}

fn figure(
    title: String,
    (of, unit): (&str, &str),
    signed: bool,
    rows: Vec<Open>,
) -> Result<Option<Figure>, ChartError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let told = |x: Option<f64>| match x {
        Some(x) if signed => format!("{:+.1}", x + 0.0),
        Some(x) => format!("{x:.1}"),
        None => String::new(),
    };
    let better = rows.iter().any(|row| row.better.is_some());
    let mut header = vec![of, unit, "luck from", "luck to", "data from", "data to"];
    header.extend(better.then_some("better in, of 100 draws"));
    let mut grid = Grid::new(&header);
    for row in &rows {
        let [low, high] = row.luck;
        let (bar, mut cells) = (&row.bar, vec![row.bar.label.clone()]);
        cells.extend([bar.value, low, high, bar.low, bar.high].map(told));
        let share = row
            .better
            .map_or_else(String::new, |share| format!("{:.0}", 100.0 * share));
        cells.extend(better.then_some(share));
        grid.rows.push(cells);
    }
    let say = |row: &Whisker| {
        let [value, low, high] = [row.value, row.low, row.high].map(told);
        format!(
            "{} {value} {unit} (from {low} to {high} if one counts what the data leave open)",
            row.label
        )
    };
    let bars: Vec<Whisker> = rows.into_iter().map(|row| row.bar).collect();
    let axis_title = if signed {
        format!("difference, {unit}")
    } else {
        unit.to_owned()
    };
    let axis = Axis {
        title: &axis_title,
        percent: false,
    };
    Ok(Some(Figure {
        title,
        text: bars.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&bars, axis, signed, say)?),
        caption:
            "Dot: mean over the draws; bar: 95% of the draws, luck left out (docs/statistics.md)."
                .into(),
        grid,
    }))
}
