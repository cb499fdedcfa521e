//! A fan of rungs by day: bands around the median.

use super::ChartError;
use super::chart::{Axis, COLOURS, LETTER_WIDTH, Mark, clipped, failed, mesh, svg};
use plotters::prelude::*;

/// Quantiles 5, 25, 50, 75, 95% of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanDay {
    /// The day.
    pub day: f64,
    /// The quantiles.
    pub quantiles: [f64; 5],
}

/// Letters of a rung's name that fit beside the plane.
const NAME: usize = 13;
/// How many marks there are along the days.
const STOPS: usize = 13;

/// Draws it over `last` days. Rungs are steps, so the bands are drawn as steps, half a rung wide at
/// least.
pub fn fan(
    days: &[FanDay],
    last: f64,
    rungs: &[String],
    say: impl Fn(&FanDay) -> String,
) -> Result<String, ChartError> {
    let highest = days.iter().map(|day| day.quantiles[4]).fold(1.0, f64::max);
    let top = (rungs.len() as f64 - 1.0).max(highest);
    let lengths = rungs.iter().map(|rung| rung.chars().count());
    let longest = lengths.max().unwrap_or(2).min(NAME);
    let labels = (LETTER_WIDTH * longest as f64) as u32 + 20;
    let axis = Axis {
        title: "days since the onset",
        percent: false,
    };
    let name = |value: f64| {
        let near = value.round();
        let whole = (value - near).abs() < 0.01 && near >= 0.0;
        let rung = rungs.get(near as usize);
        let rung = rung.map_or_else(|| format!("{near:.0}"), |rung| clipped(rung, NAME));
        if whole { rung } else { String::new() }
    };
    svg(250, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(16)
            .x_label_area_size(48)
            .y_label_area_size(labels)
            .build_cartesian_2d(0.0..last, -0.3..top + 0.3)
            .map_err(failed)?;
        mesh(&mut chart, axis, "", top as usize + 1, &name, false)?;
        let colour = COLOURS[0];
        for (low, high, strength) in [(0, 4, 0.25), (1, 3, 0.45)] {
            let upper = steps(days, high, 0.12);
            let lower = steps(days, low, -0.12);
            let band: Vec<(f64, f64)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
            let band = Polygon::new(band, colour.mix(strength).filled());
            chart.draw_series([band]).map_err(failed)?;
        }
        let median = LineSeries::new(steps(days, 2, 0.0), colour.stroke_width(3));
        chart.draw_series(median).map_err(failed)?;
        let (_, bottom) = chart.backend_coord(&(0.0, -0.3));
        let between = (days.len() / STOPS).max(1);
        let mark = |day: &FanDay| {
            let (x, _) = chart.backend_coord(&(day.day, 0.0));
            let wide = (f64::from(bottom) / STOPS as f64) as i32;
            Mark {
                at: [x - wide / 2, 10, wide, bottom - 10],
                says: say(day),
            }
        };
        Ok(days.iter().step_by(between).map(mark).collect())
    })
}

/// The corners of a quantile's steps.
fn steps(days: &[FanDay], quantile: usize, shift: f64) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for day in days {
        let y = day.quantiles[quantile] + shift;
        if let Some(&(_, before)) = corners.last()
            && before.to_bits() != y.to_bits()
        {
            corners.push((day.day, before));
        }
        // What stays where it was needs no corner but the last.
        if corners.len() >= 2 && corners[corners.len() - 2].1.to_bits() == y.to_bits() {
            corners.pop();
        }
        corners.push((day.day, y));
    }
    corners
}
