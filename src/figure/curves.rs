//! Lines with bands over the values of a parameter.

use super::ChartError;
use super::chart::{
    Area, Axis, COLOURS, LETTER, LETTER_WIDTH, Mark, Plane, WIDTH, clipped, failed, letters, svg,
};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// A curve with the band of its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it is of.
    pub label: String,
    /// Place, value, lower and upper end.
    pub points: Vec<[f64; 4]>,
    /// What each point says when pointed at.
    pub says: Vec<String>,
}

/// Places along an axis, with what stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// What they are places of.
    pub title: String,
    /// Places, rising, with their names.
    pub at: Vec<(f64, String)>,
    /// Stretches that are shaded behind the curves, with a place within that has a line.
    pub shaded: Vec<Shaded>,
}

/// A stretch of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shaded {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The place that has a line.
    pub at: Option<f64>,
}

/// Letters of the name of a curve that fit beside it.
const NAME: usize = 13;

/// Draws curves over places. Where there is but one curve, it needs no name.
pub fn curves(curves: &[Curve], x: &Places, y: Axis) -> Result<String, ChartError> {
    let values = curves.iter().flat_map(|curve| &curve.points);
    let top = values.fold(0.0_f64, |top, p| top.max(p[3]).max(p[1]));
    let top = if top > 0.0 { top * 1.06 } else { 1.0 };
    let [first, last] = [x.at.first(), x.at.last()].map(|at| at.map_or(0.0, |(at, _)| *at));
    let pad = if last > first {
        0.05 * (last - first)
    } else {
        0.5
    };
    let names = match curves {
        [_] => 12,
        _ => (LETTER_WIDTH * NAME as f64) as u32 + 18,
    };
    svg(230, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(names)
            .x_label_area_size(48)
            .y_label_area_size(52)
            .build_cartesian_2d(first - pad..last + pad, 0.0..top)
            .map_err(failed)?;
        let none = |_: &f64| String::new();
        let tick = |value: &f64| y.tick(*value, top);
        let style = (super::chart::FONT, LETTER).into_font().color(&BLACK);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(2)
            .y_labels(5)
            .x_label_formatter(&none)
            .y_label_formatter(&tick)
            .light_line_style(TRANSPARENT)
            .bold_line_style(super::chart::GRID)
            .axis_style(BLACK)
            .label_style(style.clone())
            .x_desc(&x.title)
            .axis_desc_style(style)
            .set_tick_mark_size(LabelAreaPosition::Bottom, 0)
            .draw()
            .map_err(failed)?;
        for part in &x.shaded {
            let ends = [(part.from, 0.0), (part.to, top)];
            chart
                .draw_series([Rectangle::new(ends, BLACK.mix(0.12).filled())])
                .map_err(failed)?;
            if let Some(at) = part.at {
                let line = vec![(at, 0.0), (at, top)];
                chart
                    .draw_series(LineSeries::new(line, BLACK.stroke_width(1)))
                    .map_err(failed)?;
            }
        }
        places(area, &chart, x)?;
        let mut marks = Vec::new();
        for (c, curve) in curves.iter().enumerate() {
            let colour = COLOURS[c % COLOURS.len()];
            let upper = curve.points.iter().map(|p| (p[0], p[3]));
            let lower = curve.points.iter().rev().map(|p| (p[0], p[2]));
            let band: Vec<(f64, f64)> = upper.chain(lower).collect();
            chart
                .draw_series([Polygon::new(band, colour.mix(0.25).filled())])
                .map_err(failed)?;
            let line = curve.points.iter().map(|p| (p[0], p[1]));
            chart
                .draw_series(LineSeries::new(line, colour.stroke_width(2)))
                .map_err(failed)?;
            for (point, says) in curve.points.iter().zip(&curve.says) {
                let at = (point[0], point[1]);
                let dot = Circle::new(at, 4, colour.filled());
                chart.plotting_area().draw(&dot).map_err(failed)?;
                marks.push(Mark::around(chart.backend_coord(&at), says.clone()));
            }
        }
        if curves.len() > 1 {
            named(area, &chart, curves)?;
        }
        Ok(marks)
    })
}

/// The names of places below the axis, as many as there is room for.
fn places(area: &Area, chart: &Plane, x: &Places) -> Result<(), ChartError> {
    let mut free = i32::MIN;
    for (at, name) in &x.at {
        let (px, py) = chart.backend_coord(&(*at, 0.0));
        let name = clipped(name, 12);
        let half = (LETTER_WIDTH * name.chars().count() as f64 / 2.0) as i32;
        if px - half <= free {
            continue;
        }
        let tick = PathElement::new(vec![(px, py), (px, py + 4)], BLACK.stroke_width(1));
        area.draw(&tick).map_err(failed)?;
        let text = Text::new(name, (px, py + 8), letters(HPos::Center, VPos::Top));
        area.draw(&text).map_err(failed)?;
        free = px + half + 6;
    }
    Ok(())
}

/// Names of the curves at their right ends, pushed apart where they would overlap.
fn named(area: &Area, chart: &Plane, curves: &[Curve]) -> Result<(), ChartError> {
    let end = |(c, curve): (usize, &Curve)| {
        let last = curve.points.last()?;
        let (_, y) = chart.backend_coord(&(last[0], last[1]));
        Some((y, c))
    };
    let mut ends: Vec<(i32, usize)> = curves.iter().enumerate().filter_map(end).collect();
    ends.sort_unstable();
    // From the lowest up, so that nothing is pushed into the axis.
    let mut room = i32::MAX;
    for (y, _) in ends.iter_mut().rev() {
        *y = (*y).min(room);
        room = *y - LETTER as i32;
    }
    let x = WIDTH as i32 - (LETTER_WIDTH * NAME as f64) as i32 - 16;
    for (y, c) in ends {
        let colour = COLOURS[c % COLOURS.len()];
        let mark = Rectangle::new([(x, y - 2), (x + 8, y + 2)], colour.filled());
        area.draw(&mark).map_err(failed)?;
        let style = letters(HPos::Left, VPos::Center);
        let name = Text::new(clipped(&curves[c].label, NAME), (x + 11, y), style);
        area.draw(&name).map_err(failed)?;
    }
    Ok(())
}
