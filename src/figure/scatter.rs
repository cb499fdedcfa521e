//! Points of two kinds over two factors, with the box that describes one kind.

use super::ChartError;
use super::chart::{Axis, COLOURS, LETTER_WIDTH, Mark, WIDTH, clipped, failed, mesh, svg, write};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Where it is, across and up.
    pub at: [f64; 2],
    /// Whether it is of the kind that is described.
    pub such: bool,
    /// What it says when pointed at.
    pub says: String,
}

/// A factor along a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its name.
    pub title: String,
    /// Its least and its greatest place.
    pub reach: [f64; 2],
    /// The parts that the box holds; an end that it leaves open is that of the plane.
    pub held: Vec<[Option<f64>; 2]>,
    /// Names of its places, 0, 1 and so on; none where they are numbers.
    pub names: Vec<String>,
}

/// Points over two factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Scattered {
    /// The points.
    pub points: Vec<Placed>,
    /// The factor across: numbers.
    pub across: Side,
    /// The factor upwards.
    pub down: Side,
}

const HEIGHT: u32 = 350;
/// Pixels above the plane, for the legend.
const TOP: u32 = 34;
/// Letters of a name beside the plane.
const LETTERS: usize = 12;
/// Points that say something when pointed at: more would lie upon each other.
const SAYING: usize = 2000;

/// Draws them.
pub fn scatter(scattered: &Scattered) -> Result<String, ChartError> {
    let Scattered {
        points,
        across,
        down,
    } = scattered;
    let [x_range, y_range] = [across, down].map(plane);
    let axis = Axis {
        title: &across.title,
        percent: false,
    };
    let y_axis = Axis {
        title: "",
        percent: false,
    };
    let names = down.names.iter().map(|name| name.chars().count());
    let letters = names.max().map_or(6, |longest| longest.min(LETTERS)) as f64;
    let left = 24 + (letters * LETTER_WIDTH) as u32;
    svg(HEIGHT, |area| {
        legend(area)?;
        let mut chart = ChartBuilder::on(area)
            .margin_right(22)
            .margin_top(TOP)
            .x_label_area_size(48)
            .y_label_area_size(left)
            .build_cartesian_2d(x_range[0]..x_range[1], y_range[0]..y_range[1])
            .map_err(failed)?;
        let span = y_range[1] - y_range[0];
        let tick = |value: f64| {
            if down.names.is_empty() {
                return y_axis.tick(value, span);
            }
            let is_place = (value - value.round()).abs() < 1e-9 && value > -0.5;
            let name = down.names.get(value.round() as usize).filter(|_| is_place);
            name.map_or_else(String::new, |name| clipped(name, LETTERS))
        };
        mesh(&mut chart, axis, &down.title, 5, &tick, false)?;
        let plane = chart.plotting_area();
        let [rest, such] = [false, true].map(|such| points.iter().filter(move |p| p.such == such));
        for point in rest {
            let ring = Circle::new((point.at[0], point.at[1]), 3, COLOURS[0].stroke_width(1));
            plane.draw(&ring).map_err(failed)?;
        }
        for point in such {
            let dot = Circle::new((point.at[0], point.at[1]), 3, COLOURS[1].filled());
            plane.draw(&dot).map_err(failed)?;
        }
        for [x_low, x_high] in &across.held {
            for [y_low, y_high] in &down.held {
                let corners = [
                    (x_low.unwrap_or(x_range[0]), y_low.unwrap_or(y_range[0])),
                    (x_high.unwrap_or(x_range[1]), y_high.unwrap_or(y_range[1])),
                ];
                let frame = Rectangle::new(corners, BLACK.stroke_width(2));
                plane.draw(&frame).map_err(failed)?;
            }
        }
        let mark = |point: &Placed| {
            let (x, y) = chart.backend_coord(&(point.at[0], point.at[1]));
            Mark {
                at: [x - 4, y - 4, 8, 8],
                says: point.says.clone(),
            }
        };
        Ok(points.iter().take(SAYING).map(mark).collect())
    })
}

/// From which place to which a side is drawn.
fn plane(side: &Side) -> [f64; 2] {
    let [least, most] = side.reach;
    let pad = 0.03 * (most - least).max(1e-9);
    [least - pad, most + pad]
}

fn legend(area: &super::chart::Area) -> Result<(), ChartError> {
    let dot = Circle::new((16, 13), 4, COLOURS[1].filled());
    area.draw(&dot).map_err(failed)?;
    write(area, "it holds", (26, 6), HPos::Left)?;
    let ring = Circle::new((110, 13), 4, COLOURS[0].stroke_width(1));
    area.draw(&ring).map_err(failed)?;
    write(area, "it does not", (120, 6), HPos::Left)?;
    let frame = [(WIDTH as i32 - 128, 7), (WIDTH as i32 - 112, 19)];
    area.draw(&Rectangle::new(frame, BLACK.stroke_width(2)))
        .map_err(failed)?;
    write(area, "the box", (WIDTH as i32 - 104, 6), HPos::Left)
}
