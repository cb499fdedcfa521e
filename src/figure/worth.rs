//! What it would be worth to know what is uncertain before choosing.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, number, percent};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use crate::table::worth::ALL;

/// Unknowns that are drawn; the table has all.
const DRAWN: usize = 12;

/// A figure per scenario, in the metric that was asked for.
pub fn worth(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for [scenario, metric, _] in source.judged() {
        let rows: Vec<Row> = sheet
            .rows()
            .filter(|row| [row.text("scenario"), row.text("metric")] == [scenario, metric])
            .collect();
        if let (Some(measure), false) = (Measure::named(metric), rows.is_empty()) {
            figures.push(figure(scenario, measure, &rows)?);
        }
    }
    Ok(figures)
}

fn figure(scenario: &str, measure: Measure, rows: &[Row]) -> Result<Figure, ChartError> {
    let shown = |x: Option<f64>| {
        if measure.is_binary() {
            percent(x)
        } else {
            number(x)
        }
    };
    let bar = |row: &Row| {
        let name = row.text("parameter");
        let label = if name == ALL {
            "all of it together".to_owned()
        } else {
            name.to_owned()
        };
        let [value, low, high] = ["value", "ci_low", "ci_high"].map(|at| row.number(at));
        Whisker {
            label,
            value,
            low,
            high,
        }
    };
    let bars: Vec<Whisker> = rows.iter().map(bar).collect();
    let mut grid = Grid::new(&["known before", "worth", "from", "to"]);
    let cells = |bar: &Whisker| {
        let figures = [bar.value, bar.low, bar.high].map(shown);
        [vec![bar.label.clone()], figures.to_vec()].concat()
    };
    grid.rows = bars.iter().map(cells).collect();
    // All of it stands last and is drawn in any case. What changes no choice has no interval.
    let alone = bars.len() - usize::from(rows.len() > 1);
    let changing = bars[..alone].iter().filter(|bar| bar.low.is_some());
    let mut drawn: Vec<Whisker> = changing.take(DRAWN).cloned().collect();
    let left_out = match alone - drawn.len() {
        0 => String::new(),
        1 => " One more changes no choice or stands in the table alone.".to_owned(),
        more => format!(" {more} more change no choice or stand in the table alone."),
    };
    drawn.extend(bars[alone..].iter().cloned());
    let axis = Axis {
        title: if measure.is_binary() {
            "share of crises"
        } else {
            "days"
        },
        percent: measure.is_binary(),
    };
    let say = |bar: &Whisker| {
        let [value, low, high] = [bar.value, bar.low, bar.high].map(shown);
        format!("{}: {value} ({low} to {high})", bar.label)
    };
    let best = rows[0].text("best");
    Ok(Figure {
        title: format!("What would be worth knowing in {scenario}"),
        text: drawn.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&drawn, axis, true, say)?),
        caption: format!(
            "By how much {} would be better on average if one knew this and chose by it, where {best} is best without. Values are not above the truth on average; bars are 95% intervals over ten hypercubes; what covers zero cannot be told from worth nothing.{left_out}",
            measure.label()
        ),
        grid,
    })
}
