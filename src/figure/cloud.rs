//! Points of a response over a factor, with their mean in slices of it.

use super::ChartError;
use super::chart::{
    Area, Axis, COLOURS, FONT, GRID, LETTER, LETTER_WIDTH, Mark, Plane, WIDTH, clipped, failed,
    letters, svg, write,
};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// A slice and the mean of its points.
#[derive(Debug, Clone, PartialEq)]
pub struct CloudSlice {
    /// Where it begins and ends.
    pub reach: [f64; 2],
    /// The mean.
    pub mean: f64,
    /// Its interval, if it has one.
    pub ends: Option<[f64; 2]>,
    /// What it says when pointed at.
    pub says: String,
}

/// A response over a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    /// The factor.
    pub title: String,
    /// Points: where they lie and what came of them.
    pub points: Vec<[f64; 2]>,
    /// The slices, from the lowest on.
    pub slices: Vec<CloudSlice>,
    /// Names of its places, 0, 1 and so on; none where they are numbers.
    pub names: Vec<String>,
    /// Whether the response is a difference, so that zero has a line.
    pub is_difference: bool,
}

const HEIGHT: u32 = 270;
/// Pixels above the plane, for the legend.
const TOP: u32 = 30;
/// Pixels of the names of numbers, left of the plane.
const LEFT: u32 = 64;
const RIGHT: u32 = 18;

/// Draws it.
pub fn cloud(cloud: &Cloud, y: Axis) -> Result<String, ChartError> {
    let [x_range, y_range] = [across(cloud), upwards(cloud)];
    svg(HEIGHT, |area| {
        legend(area, cloud.names.is_empty())?;
        let mut chart = ChartBuilder::on(area)
            .margin_right(RIGHT)
            .margin_top(TOP)
            .x_label_area_size(48)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(x_range[0]..x_range[1], y_range[0]..y_range[1])
            .map_err(failed)?;
        mesh(&mut chart, cloud, y, [x_range, y_range])?;
        if cloud.is_difference {
            let line = vec![(x_range[0], 0.0), (x_range[1], 0.0)];
            let zero = LineSeries::new(line, BLACK.stroke_width(2));
            chart.draw_series(zero).map_err(failed)?;
        }
        for [x, y] in &cloud.points {
            let dot = Circle::new((*x, *y), 2, COLOURS[0].mix(0.45).filled());
            chart.plotting_area().draw(&dot).map_err(failed)?;
        }
        if cloud.names.is_empty() {
            curve(&mut chart, cloud)?;
        } else {
            columns(&mut chart, cloud)?;
            names(area, &chart, cloud, y_range[0])?;
        }
        let mark = |slice: &CloudSlice| {
            let at = (middle(slice), slice.mean);
            Mark::around(chart.backend_coord(&at), slice.says.clone())
        };
        Ok(cloud.slices.iter().map(mark).collect())
    })
}

fn middle(slice: &CloudSlice) -> f64 {
    f64::midpoint(slice.reach[0], slice.reach[1])
}

/// From where to where the factor reaches.
fn across(cloud: &Cloud) -> [f64; 2] {
    if !cloud.names.is_empty() {
        return [-0.5, cloud.names.len() as f64 - 0.5];
    }
    let ends = cloud.slices.iter().flat_map(|slice| slice.reach);
    let [low, high] = ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
        [low.min(x), high.max(x)]
    });
    let pad = if high > low { 0.03 * (high - low) } else { 0.5 };
    [low - pad, high + pad]
}

/// From where to where the response reaches, zero within.
fn upwards(cloud: &Cloud) -> [f64; 2] {
    let ends = cloud.slices.iter().flat_map(|slice| {
        let [low, high] = slice.ends.unwrap_or([slice.mean; 2]);
        [low, slice.mean, high]
    });
    let all = cloud.points.iter().map(|point| point[1]).chain(ends);
    let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), y| {
        (low.min(y), high.max(y))
    });
    let pad = 0.06 * (high - low).max(1e-6);
    // Shares and days begin at zero, whatever an interval reaches.
    let low = if cloud.is_difference { low - pad } else { 0.0 };
    [low, high + pad]
}

fn mesh(
    chart: &mut Plane,
    cloud: &Cloud,
    y: Axis,
    ranges: [[f64; 2]; 2],
) -> Result<(), ChartError> {
    let [x_span, y_span] = ranges.map(|[low, high]| high - low);
    let x = Axis {
        title: &cloud.title,
        percent: false,
    };
    let is_named = !cloud.names.is_empty();
    let x_tick = |value: &f64| {
        if is_named {
            return String::new();
        }
        x.tick(*value, x_span)
    };
    let y_tick = |value: &f64| y.tick(*value, y_span);
    let style = (FONT, LETTER).into_font().color(&BLACK);
    let mut mesh = chart.configure_mesh();
    if is_named {
        mesh.disable_x_mesh()
            .set_tick_mark_size(LabelAreaPosition::Bottom, 0);
    }
    mesh.x_labels(5)
        .y_labels(5)
        .x_label_formatter(&x_tick)
        .y_label_formatter(&y_tick)
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(BLACK)
        .label_style(style.clone())
        .x_desc(x.title)
        .y_desc(y.title)
        .axis_desc_style(style)
        .draw()
        .map_err(failed)
}

/// The means as a line with the band of their intervals.
fn curve(chart: &mut Plane, cloud: &Cloud) -> Result<(), ChartError> {
    let colour = COLOURS[1];
    let ends = |slice: &CloudSlice| slice.ends.unwrap_or([slice.mean; 2]);
    let upper = cloud
        .slices
        .iter()
        .map(|slice| (middle(slice), ends(slice)[1]));
    let lower = cloud.slices.iter().rev();
    let lower = lower.map(|slice| (middle(slice), ends(slice)[0]));
    let band: Vec<(f64, f64)> = upper.chain(lower).collect();
    chart
        .draw_series([Polygon::new(band, colour.mix(0.25).filled())])
        .map_err(failed)?;
    let line = cloud.slices.iter().map(|slice| (middle(slice), slice.mean));
    chart
        .draw_series(LineSeries::new(line, colour.stroke_width(3)))
        .map_err(failed)?;
    for slice in &cloud.slices {
        let dot = Circle::new((middle(slice), slice.mean), 4, colour.filled());
        chart.plotting_area().draw(&dot).map_err(failed)?;
    }
    Ok(())
}

/// The means as bars across their columns, each with its interval.
fn columns(chart: &mut Plane, cloud: &Cloud) -> Result<(), ChartError> {
    let colour = COLOURS[1];
    for slice in &cloud.slices {
        let x = middle(slice);
        if let Some([low, high]) = slice.ends {
            let band = [(x - 0.35, low), (x + 0.35, high)];
            chart
                .draw_series([Rectangle::new(band, colour.mix(0.25).filled())])
                .map_err(failed)?;
        }
        let bar = vec![(x - 0.35, slice.mean), (x + 0.35, slice.mean)];
        chart
            .draw_series(LineSeries::new(bar, colour.stroke_width(3)))
            .map_err(failed)?;
    }
    Ok(())
}

/// The names under their columns, as much of each as there is room for.
fn names(area: &Area, chart: &Plane, cloud: &Cloud, floor: f64) -> Result<(), ChartError> {
    let room = f64::from(WIDTH - LEFT - RIGHT) / cloud.names.len() as f64;
    let most = (room / LETTER_WIDTH) as usize;
    for (at, name) in cloud.names.iter().enumerate().filter(|_| most > 1) {
        let (x, y) = chart.backend_coord(&(at as f64, floor));
        let style = letters(HPos::Center, VPos::Top);
        let text = Text::new(clipped(name, most), (x, y + 8), style);
        area.draw(&text).map_err(failed)?;
    }
    Ok(())
}

fn legend(area: &Area, is_curve: bool) -> Result<(), ChartError> {
    let left = LEFT as i32;
    let dot = Circle::new((left + 4, 13), 3, COLOURS[0].mix(0.45).filled());
    area.draw(&dot).map_err(failed)?;
    write(area, "a point", (left + 14, 6), HPos::Left)?;
    let colour = COLOURS[1];
    let x = left + 86;
    let band = Rectangle::new([(x, 7), (x + 22, 19)], colour.mix(0.25).filled());
    area.draw(&band).map_err(failed)?;
    let mean = PathElement::new(vec![(x, 13), (x + 22, 13)], colour.stroke_width(3));
    area.draw(&mean).map_err(failed)?;
    let of = if is_curve {
        "mean of a slice, 95%"
    } else {
        "mean, 95%"
    };
    write(area, of, (x + 30, 6), HPos::Left)
}
