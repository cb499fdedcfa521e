//! Where the verdicts of a comparison turn between firmness that provokes and firmness that deters.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, number};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::table::sheet::{Row, Sheet};

/// A figure for each scenario in which something turns.
pub fn turning(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for [scenario, _, baseline] in source.judged() {
        let mine =
            |row: &Row| row.text("scenario") == scenario && row.number("deterrence").is_some();
        let mut rows: Vec<Row> = sheet.rows().filter(mine).collect();
        let root = |row: &Row| row.number("deterrence").unwrap_or_default();
        rows.sort_by(|a, b| root(a).total_cmp(&root(b)));
        if !rows.is_empty() {
            figures.push(figure(source, scenario, baseline, &rows)?);
        }
    }
    Ok(figures)
}

fn figure(
    source: &Sheets,
    scenario: &str,
    baseline: &str,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&["pair", "better below", "deterrence", "from", "to"]);
    let mut bars = Vec::new();
    for row in rows {
        let [arm, other] = [row.text("policy_a"), row.text("policy_b")];
        let label = if other == baseline {
            arm.to_owned()
        } else {
            format!("{arm} against {other}")
        };
        let [value, low, high] = ["deterrence", "ci_low", "ci_high"].map(|at| row.number(at));
        let figures = [value, low, high].map(number);
        let mut cells = vec![label.clone(), row.text("before").to_owned()];
        cells.extend(figures);
        grid.rows.push(cells);
        bars.push(Whisker {
            label,
            value,
            low,
            high,
        });
    }
    let say = |bar: &Whisker| {
        let [value, low, high] = [bar.value, bar.low, bar.high].map(number);
        format!("{}: {value} ({low} to {high})", bar.label)
    };
    let ends = [rows[0].number("low"), rows[0].number("high")].map(number);
    let axis = Axis {
        title: "deterrence",
        percent: false,
    };
    let of = if source.judged().len() > 1 {
        format!(": {scenario}")
    } else {
        String::new()
    };
    Ok(Figure {
        title: format!("Where verdicts turn{of}"),
        text: bars.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&bars, axis, true, say)?),
        caption: format!(
            "The deterrence, with exploitation in step, at which the two do equally well, from {} where firmness provokes and restraint is met to {} where firmness deters and restraint is exploited; against {baseline} where nothing else is said. 95% intervals, each by itself.",
            ends[0], ends[1]
        ),
        grid,
    })
}
