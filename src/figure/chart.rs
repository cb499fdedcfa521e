//! Charts as SVG. Colours are those of Okabe & Ito (2008), which readers with any colour vision
//! tell apart; black and grey are ink and grid, which the page recolours in the dark.

use super::ChartError;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Display;

/// Okabe & Ito without yellow, which is too light for lines.
pub const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];
pub(super) const GRID: RGBColor = RGBColor(221, 221, 221);
/// Width of every chart, so that letters are equally large and still legible on a phone.
pub(super) const WIDTH: u32 = 420;
/// Size of the letters as the library counts it: about 13 pixels.
const LETTER: u32 = 16;
const FONT: &str = "sans-serif";

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(super) fn failed(error: impl Display) -> ChartError {
    ChartError(error.to_string())
}

pub(super) fn letters(h: HPos, v: VPos) -> TextStyle<'static> {
    (FONT, LETTER)
        .into_text_style(&(WIDTH, WIDTH))
        .color(&BLACK)
        .pos(Pos::new(h, v))
}

/// Draws into an SVG of that height. It is hidden from screen readers: the figure around it has
/// the text.
pub(super) fn svg(
    height: u32,
    draw: impl FnOnce(&Area) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        draw(&area)?;
        area.present().map_err(failed)?;
    }
    Ok(text.replacen("<svg ", "<svg aria-hidden=\"true\" focusable=\"false\" ", 1))
}

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

/// What an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whether numbers are shares to be shown in percent.
    pub percent: bool,
}

impl Axis<'_> {
    fn tick(&self, value: f64, span: f64) -> String {
        let (value, span) = if self.percent {
            (100.0 * value, 100.0 * span)
        } else {
            (value, span)
        };
        let digits = if span < 0.05 {
            3
        } else if span < 0.5 {
            2
        } else {
            usize::from(span < 5.0)
        };
        // Adding zero turns a negative zero into zero.
        let value = (value * 1000.0).round() / 1000.0 + 0.0;
        format!("{value:.digits$}{}", if self.percent { "%" } else { "" })
    }
}

/// Values with intervals, one below the other; `zero` draws the line that they are held against.
pub fn whiskers(rows: &[Whisker], axis: Axis, zero: bool) -> Result<String, ChartError> {
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
    let longest = rows
        .iter()
        .map(|row| row.label.chars().count())
        .max()
        .unwrap_or(0);
    let labels = (longest.min(26) as u32 * 8 + 12).max(40);
    let height = rows.len() as u32 * 24 + 62;
    svg(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(14)
            .margin_top(6)
            .x_label_area_size(48)
            .y_label_area_size(labels)
            .build_cartesian_2d(range, 0.0..rows.len() as f64)
            .map_err(failed)?;
        mesh(&mut chart, axis, "", 5, &|_| String::new(), true)?;
        if zero {
            let line = vec![(0.0, 0.0), (0.0, rows.len() as f64)];
            chart
                .draw_series(LineSeries::new(line, BLACK.stroke_width(1)))
                .map_err(failed)?;
        }
        for (place, row) in rows.iter().enumerate() {
            let y = rows.len() as f64 - 0.5 - place as f64;
            whisker(&chart, row, y)?;
            let (_, pixel) = chart.backend_coord(&(0.0, y));
            let style = letters(HPos::Right, VPos::Center);
            let label = Text::new(clipped(&row.label, 26), (labels as i32 - 8, pixel), style);
            area.draw(&label).map_err(failed)?;
        }
        Ok(())
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

fn mesh(
    chart: &mut Plane,
    x: Axis,
    y_title: &str,
    y_ticks: usize,
    y_tick: &dyn Fn(f64) -> String,
    rows: bool,
) -> Result<(), ChartError> {
    let range = chart.as_coord_spec().get_x_range();
    let span = range.end - range.start;
    let x_tick = |value: &f64| x.tick(*value, span);
    let y_tick = |value: &f64| y_tick(*value);
    let mut mesh = chart.configure_mesh();
    mesh.x_desc(x.title)
        .y_desc(y_title)
        .x_labels(4)
        .y_labels(y_ticks)
        .x_label_formatter(&x_tick)
        .y_label_formatter(&y_tick)
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(BLACK)
        .label_style((FONT, LETTER).into_font().color(&BLACK))
        .axis_desc_style((FONT, LETTER).into_font().color(&BLACK));
    if rows {
        mesh.disable_y_mesh()
            .set_tick_mark_size(LabelAreaPosition::Left, 0);
    }
    mesh.draw().map_err(failed)
}

/// A label that fits.
pub(super) fn clipped(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.into();
    }
    let mut kept: String = label.chars().take(most - 1).collect();
    kept.push('…');
    kept
}

/// A curve with the band of its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it is of.
    pub label: String,
    /// Day, value, lower and upper end.
    pub points: Vec<[f64; 4]>,
}

/// Shares against days.
pub fn curves(curves: &[Curve], title: &str) -> Result<String, ChartError> {
    let ends = curves.iter().flat_map(|curve| &curve.points);
    let (days, top) = ends.fold((1.0_f64, 0.01_f64), |(days, top), p| {
        (days.max(p[0]), top.max(p[3]))
    });
    let top = (top * 1.05).min(1.0);
    let axis = Axis {
        title: "days since the onset",
        percent: false,
    };
    svg(320, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(98)
            .x_label_area_size(48)
            .y_label_area_size(62)
            .build_cartesian_2d(0.0..days, 0.0..top)
            .map_err(failed)?;
        let percent = Axis {
            title,
            percent: true,
        };
        mesh(
            &mut chart,
            axis,
            title,
            5,
            &|value| percent.tick(value, top),
            false,
        )?;
        for (c, curve) in curves.iter().enumerate() {
            let colour = COLOURS[c % COLOURS.len()];
            let upper = curve.points.iter().map(|p| (p[0], p[3].min(top)));
            let lower = curve.points.iter().rev().map(|p| (p[0], p[2]));
            let band = Polygon::new(
                upper.chain(lower).collect::<Vec<_>>(),
                colour.mix(0.25).filled(),
            );
            chart.draw_series([band]).map_err(failed)?;
            let line = curve.points.iter().map(|p| (p[0], p[1]));
            chart
                .draw_series(LineSeries::new(line, colour.stroke_width(2)))
                .map_err(failed)?;
        }
        named(area, &chart, curves)
    })
}

/// Names of the curves at their right ends, pushed apart where they would overlap.
fn named(area: &Area, chart: &Plane, curves: &[Curve]) -> Result<(), ChartError> {
    let end = |(c, curve): (usize, &Curve)| {
        let last = curve.points.last()?;
        let (x, y) = chart.backend_coord(&(last[0], last[1]));
        Some((y, x, c))
    };
    let mut ends: Vec<(i32, i32, usize)> = curves.iter().enumerate().filter_map(end).collect();
    ends.sort_unstable();
    // From the lowest up, so that nothing is pushed into the axis.
    let mut room = i32::MAX;
    for (y, _, _) in ends.iter_mut().rev() {
        *y = (*y).min(room);
        room = *y - LETTER as i32 - 1;
    }
    for (y, x, c) in ends {
        let colour = COLOURS[c % COLOURS.len()];
        let mark = Rectangle::new([(x + 4, y - 2), (x + 12, y + 2)], colour.filled());
        area.draw(&mark).map_err(failed)?;
        let style = letters(HPos::Left, VPos::Center);
        area.draw(&Text::new(
            clipped(&curves[c].label, 11),
            (x + 16, y),
            style,
        ))
        .map_err(failed)?;
    }
    Ok(())
}

/// Quantiles 5, 25, 50, 75, 95% by day: bands around the median.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanDay {
    /// The day.
    pub day: f64,
    /// The quantiles.
    pub quantiles: [f64; 5],
}

/// A fan of rungs. Rungs are steps, so the bands are drawn as steps, half a rung wide at least.
pub fn fan(days: &[FanDay], rungs: &[String], top: f64) -> Result<String, ChartError> {
    let last = days.last().map_or(1.0, |day| day.day);
    let longest = rungs
        .iter()
        .map(|rung| rung.chars().count())
        .max()
        .unwrap_or(2);
    let labels = longest.min(14) as u32 * 8 + 14;
    let axis = Axis {
        title: "days since the onset",
        percent: false,
    };
    let name = |value: f64| {
        let near = value.round();
        let whole = (value - near).abs() < 0.01 && near >= 0.0;
        let number = || format!("{near:.0}");
        let rung = || {
            rungs
                .get(near as usize)
                .map_or_else(number, |rung| clipped(rung, 14))
        };
        if whole { rung() } else { String::new() }
    };
    svg(300, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(14)
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
        Ok(())
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
        corners.push((day.day, y));
    }
    corners
}

/// A point with the number it goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Its number.
    pub number: usize,
    /// Where it lies.
    pub at: [f64; 2],
    /// Whether it stands out.
    pub strong: bool,
}

/// Points by number; those that stand out are filled.
pub fn scatter(spots: &[Spot], x: Axis, y: Axis) -> Result<String, ChartError> {
    let reach = |axis: usize| {
        let values = spots.iter().map(|spot| spot.at[axis]);
        values.fold(0.0_f64, f64::max).max(1e-9) * 1.1
    };
    let (right, top) = (reach(0), reach(1));
    svg(320, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(10)
            .margin_right(20)
            .x_label_area_size(48)
            .y_label_area_size(62)
            .build_cartesian_2d(0.0..right, 0.0..top)
            .map_err(failed)?;
        mesh(
            &mut chart,
            x,
            y.title,
            5,
            &|value| y.tick(value, top),
            false,
        )?;
        for spot in spots {
            let place = (spot.at[0], spot.at[1]);
            let style = if spot.strong {
                COLOURS[1].filled()
            } else {
                COLOURS[0].stroke_width(2)
            };
            let dot = Circle::new(place, 5, style);
            chart.plotting_area().draw(&dot).map_err(failed)?;
            let (px, py) = chart.backend_coord(&place);
            let style = letters(HPos::Left, VPos::Center);
            let name = Text::new(spot.number.to_string(), (px + 8, py), style);
            area.draw(&name).map_err(failed)?;
        }
        Ok(())
    })
}
