//! Forecasts held against what happened: points that should lie on a line, and bars that should be of
//! one height.

use super::ChartError;
use super::chart::{Axis, COLOURS, GRID, Mark, failed, mesh, svg};
use plotters::prelude::*;

/// Cases that were forecast alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The mean of what was forecast.
    pub forecast: f64,
    /// The share of them in which it happened, and the ends of its interval.
    pub seen: [f64; 3],
    /// What it says when pointed at.
    pub says: String,
}

/// Pixels from top to bottom.
const HEIGHT: u32 = 300;

/// What was forecast against what was seen: on the line where forecasts are right.
pub fn reliability(groups: &[Group]) -> Result<String, ChartError> {
    let share = Axis {
        title: "forecast probability",
        percent: true,
    };
    svg(HEIGHT, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(22)
            .margin_top(10)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .map_err(failed)?;
        let tick = |value: f64| share.tick(value, 1.0);
        mesh(&mut chart, share, "share that was seen", 5, &tick, false)?;
        let line = vec![(0.0, 0.0), (1.0, 1.0)];
        chart
            .draw_series(LineSeries::new(line, BLACK.stroke_width(1)))
            .map_err(failed)?;
        let (plane, colour) = (chart.plotting_area(), COLOURS[0]);
        let mut marks = Vec::new();
        for group in groups {
            let (x, [seen, low, high]) = (group.forecast, group.seen);
            let interval = PathElement::new(vec![(x, low), (x, high)], colour.stroke_width(3));
            plane.draw(&interval).map_err(failed)?;
            let point = Circle::new((x, seen), 5, colour.filled());
            plane.draw(&point).map_err(failed)?;
            let at = chart.backend_coord(&(x, seen));
            marks.push(Mark::around(at, group.says.clone()));
        }
        Ok(marks)
    })
}

/// How many of something lie in each of some parts of equal width, beside as many in each: `says` of a
/// part what it shows.
pub fn histogram(
    counts: &[u64],
    axis: Axis,
    says: impl Fn(usize) -> String,
) -> Result<String, ChartError> {
    let parts = counts.len().max(1) as f64;
    let even = counts.iter().sum::<u64>() as f64 / parts;
    let most = counts
        .iter()
        .map(|count| *count as f64)
        .fold(even, f64::max);
    svg(HEIGHT, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(22)
            .margin_top(10)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..1.0, 0.0..1.1 * most)
            .map_err(failed)?;
        let tick = |value: f64| format!("{value:.0}");
        mesh(&mut chart, axis, "crises", 5, &tick, false)?;
        let plane = chart.plotting_area();
        let mut marks = Vec::new();
        for (part, &count) in counts.iter().enumerate() {
            let ends = [part, part + 1].map(|end| end as f64 / parts);
            let corners = [(ends[0], 0.0), (ends[1], count as f64)];
            for style in [COLOURS[5].filled(), GRID.stroke_width(1)] {
                plane
                    .draw(&Rectangle::new(corners, style))
                    .map_err(failed)?;
            }
            let [left, right] = ends.map(|x| chart.backend_coord(&(x, 0.0)));
            let (_, top) = chart.backend_coord(&(0.0, count as f64));
            marks.push(Mark {
                at: [
                    left.0,
                    top.min(left.1 - 18),
                    right.0 - left.0,
                    (left.1 - top).max(18),
                ],
                says: says(part),
            });
        }
        let line = vec![(0.0, even), (1.0, even)];
        chart
            .draw_series(LineSeries::new(line, BLACK.stroke_width(1)))
            .map_err(failed)?;
        Ok(marks)
    })
}
