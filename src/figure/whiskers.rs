//! Values with intervals, one below the other.

use super::ChartError;
use super::chart::{
    Axis, COLOURS, LETTER_WIDTH, Mark, Plane, WIDTH, clipped, failed, letters, mesh, svg,
};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// A value with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Whisker {
    /// What it is of.
    pub label: String,
    /// The value and the ends of its interval, as far as known.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Letters of a label that fit beside the plane.
const LABEL: usize = 24;
/// Pixels of a row.
const ROW: u32 = 24;

/// Draws them; `zero` draws the line that they are held against. Each says what `say` makes of it.
pub fn whiskers(
    rows: &[Whisker],
    axis: Axis,
    zero: bool,
    say: impl Fn(&Whisker) -> String,
) -> Result<String, ChartError> {
    let ends = rows
        .iter()
        .flat_map(|row| [row.low, row.value, row.high])
        .flatten();
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let high = if high > low { high } else { low + 1.0 };
    let pad = 0.04 * (high - low);
    let range = (if low < 0.0 { low - pad } else { 0.0 })..high + pad;
    let lengths = rows.iter().map(|row| row.label.chars().count());
    let longest = lengths.max().unwrap_or(0).min(LABEL);
    let labels = (LETTER_WIDTH * longest as f64) as u32 + 16;
    svg(rows.len() as u32 * ROW + 62, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(16)
            .margin_top(6)
            .x_label_area_size(48)
            .y_label_area_size(labels.max(40))
            .build_cartesian_2d(range, 0.0..rows.len() as f64)
            .map_err(failed)?;
        mesh(&mut chart, axis, "", 5, &|_| String::new(), true)?;
        if zero {
            let line = vec![(0.0, 0.0), (0.0, rows.len() as f64)];
            chart
                .draw_series(LineSeries::new(line, BLACK.stroke_width(1)))
                .map_err(failed)?;
        }
        let mut marks = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let y = rows.len() as f64 - 0.5 - place as f64;
            whisker(&chart, row, y)?;
            let (_, pixel) = chart.backend_coord(&(0.0, y));
            let at = (labels.max(40) as i32 - 8, pixel);
            let style = letters(HPos::Right, VPos::Center);
            let label = Text::new(clipped(&row.label, LABEL), at, style);
            area.draw(&label).map_err(failed)?;
            marks.push(Mark {
                at: [2, pixel - ROW as i32 / 2, WIDTH as i32 - 4, ROW as i32],
                says: say(row),
            });
        }
        Ok(marks)
    })
}

fn whisker(chart: &Plane, row: &Whisker, y: f64) -> Result<(), ChartError> {
    let colour = COLOURS[0];
    let plane = chart.plotting_area();
    if let (Some(low), Some(high)) = (row.low, row.high) {
        let line = PathElement::new(vec![(low, y), (high, y)], colour.stroke_width(3));
        plane.draw(&line).map_err(failed)?;
        for end in [low, high] {
            let cap =
                PathElement::new(vec![(end, y - 0.2), (end, y + 0.2)], colour.stroke_width(2));
            plane.draw(&cap).map_err(failed)?;
        }
    }
    if let Some(value) = row.value {
        plane
            .draw(&Circle::new((value, y), 5, colour.filled()))
            .map_err(failed)?;
    }
    Ok(())
}
