//! How long crises last.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, number};
use super::source::{ArmLabel, Sheets};
use super::whiskers::{Whisker, whiskers};

const QUANTILES: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];

/// The restricted mean of the duration by arm, with its quantiles in the table.
pub(super) fn durations(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("metrics.csv") else {
        return Ok(Vec::new());
    };
    let of = |arm: &ArmLabel, statistic: &str| {
        sheet.rows().find(|row| {
            row.text("metric") == "days"
                && row.text("statistic") == statistic
                && ArmLabel::of(*row) == *arm
        })
    };
    let mut grid = Grid::new(&[
        "policy",
        "restricted mean",
        "from",
        "to",
        "5%",
        "25%",
        "median",
        "75%",
        "95%",
    ]);
    let mut rows = Vec::new();
    for arm in arms {
        let mean = of(arm, "restricted_mean");
        let cell = |column: &str| mean.and_then(|row| row.number(column));
        let ends = ["value", "ci_low", "ci_high"].map(cell);
        let mut cells = vec![arm.title()];
        cells.extend(ends.map(number));
        let quantile = |name: &&str| of(arm, name).and_then(|row| row.number("value"));
        cells.extend(QUANTILES.iter().map(|name| {
            quantile(name).map_or_else(|| "beyond the horizon".into(), |days| format!("{days:.0}"))
        }));
        grid.rows.push(cells);
        let [value, low, high] = ends;
        let label = arm.title();
        rows.push(Whisker {
            label,
            value,
            low,
            high,
        });
    }
    let text = rows.iter().map(told).collect::<Vec<_>>().join("; ");
    let axis = Axis {
        title: "days, restricted to the horizon",
        percent: false,
    };
    Ok(vec![Figure {
        title: "Mean duration".into(),
        text,
        svg: Some(whiskers(&rows, axis, false, told)?),
        caption: "Dot: restricted mean; bar: its 95% interval (t).".into(),
        grid,
    }])
}

/// A mean in words.
fn told(row: &Whisker) -> String {
    let [value, low, high] = [row.value, row.low, row.high].map(number);
    format!("{} {value} days (from {low} to {high})", row.label)
}
