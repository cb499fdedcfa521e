//! A hundred crises by day as layers: what has ended, by form, and what still runs. Layers share the
//! hundred between them, so what ended cannot be taken for what runs.

use super::ChartError;
use super::chart::{
    Area, Axis, COLOURS, GRID, LETTER, LETTER_WIDTH, Mark, Plane, WIDTH, clipped, failed, letters,
    mesh, svg, write,
};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// A layer: a share of the trials by day.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What it is of.
    pub label: String,
    /// Its colour.
    pub colour: RGBColor,
    /// Shares by place among the days.
    pub shares: Vec<f64>,
}

/// The layer of what still runs is the colour of the grid, which is paler than any ending.
pub const RUNNING: RGBColor = GRID;
/// The colours of endings: war, agreement, unilateral, calm.
pub const ENDINGS: [RGBColor; 4] = [COLOURS[1], COLOURS[2], COLOURS[5], COLOURS[3]];

/// How many marks there are along the days.
const STOPS: usize = 13;
/// Pixels at the right, for the names.
const NAMES: u32 = 136;
/// Pixels above and below the plane.
const TOP: u32 = 22;
const AXIS: u32 = 48;
const HEIGHT: u32 = 250;

/// What layers are drawn over.
pub struct Over<'a> {
    /// Its axis.
    pub axis: Axis<'a>,
    /// Its places, rising.
    pub at: &'a [f64],
    /// A place in words, by its number among them.
    pub says: &'a dyn Fn(usize) -> String,
}

/// Draws layers over days or the values of a number, the first at the bottom. `last_calm` is the day after
/// which no spell of calm is long enough to be told.
pub fn layers(over: &Over, layers: &[Layer], last_calm: Option<f64>) -> Result<String, ChartError> {
    let days = over.at;
    let [first, last] = [days.first(), days.last()].map(|at| at.copied().unwrap_or(1.0));
    svg(HEIGHT, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(TOP)
            .margin_right(NAMES)
            .x_label_area_size(AXIS)
            .y_label_area_size(40)
            .build_cartesian_2d(first..last, 0.0..100.0)
            .map_err(failed)?;
        let tick = |value: f64| format!("{value:.0}");
        mesh(&mut chart, over.axis, "", 5, &tick, false)?;
        let edges = edges(days.len(), layers);
        let kept = corners(&chart, days, &edges);
        for (layer, edges) in layers.iter().zip(edges.windows(2)) {
            let at = |edge: usize| kept.iter().map(move |&i| (days[i], edges[edge][i]));
            let outline: Vec<(f64, f64)> = at(1).chain(at(0).rev()).collect();
            chart
                .draw_series([Polygon::new(outline, layer.colour.filled())])
                .map_err(failed)?;
        }
        if let Some(day) = last_calm.filter(|day| (first + 1.0..last).contains(day)) {
            dashed(area, &chart, day)?;
        }
        named(area, &chart, layers)?;
        Ok(stops(&chart, over, layers))
    })
}

/// The edges between layers in hundredths, from the floor up.
fn edges(days: usize, layers: &[Layer]) -> Vec<Vec<f64>> {
    let mut edges = vec![vec![0.0; days]];
    for layer in layers {
        let below = &edges[edges.len() - 1];
        // A table that was cut off has fewer shares than days.
        let share = |day: usize| layer.shares.get(day).copied().unwrap_or(0.0);
        let above = below.iter().enumerate();
        let above = above.map(|(day, below)| below + 100.0 * share(day));
        edges.push(above.collect());
    }
    edges
}

/// The places among the days at which some edge is pixels from where it was: the same for all edges,
/// so that layers meet.
fn corners(chart: &Plane, days: &[f64], edges: &[Vec<f64>]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    let pixel = |i: usize, edge: &[f64]| chart.backend_coord(&(days[i], edge[i]));
    for i in 0..days.len() {
        let far = kept.last().is_none_or(|&k| {
            edges.iter().any(|edge| {
                let [(x, y), (was_x, was_y)] = [pixel(i, edge), pixel(k, edge)];
                (y - was_y).abs() >= 3 || x - was_x >= 16
            })
        });
        if far || i + 1 == days.len() {
            kept.push(i);
        }
    }
    kept
}

/// The line after which calm cannot be told, with its day.
fn dashed(area: &Area, chart: &Plane, day: f64) -> Result<(), ChartError> {
    let (x, bottom) = chart.backend_coord(&(day, 0.0));
    let (_, top) = chart.backend_coord(&(day, 100.0));
    for y in (top..bottom).step_by(7) {
        let dash = PathElement::new(vec![(x, y), (x, y + 4)], BLACK.stroke_width(1));
        area.draw(&dash).map_err(failed)?;
    }
    write(area, &format!("day {day:.0}"), (x, top - 16), HPos::Center)
}

/// Names at the right end of the layers with what they come to, pushed apart where they would
/// overlap.
fn named(area: &Area, chart: &Plane, layers: &[Layer]) -> Result<(), ChartError> {
    let (mut below, mut ends) = (0.0, Vec::new());
    for layer in layers {
        let share = 100.0 * layer.shares.last().copied().unwrap_or(0.0);
        if share > 0.0 {
            let (_, y) = chart.backend_coord(&(0.0, below + share / 2.0));
            ends.push((y, layer, share));
        }
        below += share;
    }
    let (_, floor) = chart.backend_coord(&(0.0, 0.0));
    let mut room = floor;
    for (y, _, _) in &mut ends {
        *y = (*y).min(room);
        room = *y - LETTER as i32;
    }
    let left = (WIDTH - NAMES) as i32;
    for (y, layer, share) in ends {
        let mark = Rectangle::new(
            [(left + 4, y - 5), (left + 13, y + 5)],
            layer.colour.filled(),
        );
        area.draw(&mark).map_err(failed)?;
        let name = format!("{} {}", whole(share), layer.label);
        let most = (f64::from(NAMES - 17) / LETTER_WIDTH) as usize;
        let name = Text::new(
            clipped(&name, most),
            (left + 17, y),
            letters(HPos::Left, VPos::Center),
        );
        area.draw(&name).map_err(failed)?;
    }
    Ok(())
}

/// How many of a hundred, where one that is rarer than that is not none.
fn whole(share: f64) -> String {
    if share < 0.5 {
        "<1".into()
    } else {
        format!("{share:.0}")
    }
}

fn stops(chart: &Plane, over: &Over, layers: &[Layer]) -> Vec<Mark> {
    let days = over.at;
    let between = (days.len() / STOPS).max(1);
    let first = days.first().copied().unwrap_or(0.0);
    let (left, bottom) = chart.backend_coord(&(first, 0.0));
    let (_, top) = chart.backend_coord(&(first, 100.0));
    let wide = (WIDTH as i32 - NAMES as i32 - left) / STOPS.min(days.len()) as i32;
    let mark = |i: usize| Mark {
        at: [
            chart.backend_coord(&(days[i], 0.0)).0 - wide / 2,
            top,
            wide,
            bottom - top,
        ],
        says: of_hundred(&(over.says)(i), i, layers),
    };
    (0..days.len()).step_by(between).map(mark).collect()
}

/// What a place comes to in words.
pub fn of_hundred(at: &str, place: usize, layers: &[Layer]) -> String {
    let say = |layer: &Layer| {
        let share = 100.0 * layer.shares.get(place).copied().unwrap_or(0.0);
        format!("{share:.1} {}", layer.label)
    };
    let said: Vec<String> = layers.iter().map(say).collect();
    format!("{at}, of 100 crises: {}", said.join(", "))
}
