//! A map of who is better over two parameters, with the border between them.

use super::ChartError;
use super::chart::{
    Area, COLOURS, GRID, LETTER_WIDTH, Mark, WIDTH, clipped, failed, line, svg, write,
};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// What is known of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Who is better by the estimate: the first or the second.
    pub estimated: Option<usize>,
    /// Whether that is sure.
    pub is_sure: bool,
    /// What it says when pointed at.
    pub says: String,
}

/// A side of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// What it is.
    pub title: String,
    /// Its values, rising.
    pub values: Vec<f64>,
    /// Its least, middle and greatest value as they are written.
    pub names: [String; 3],
    /// The value of the scenario.
    pub default: Option<f64>,
}

/// Colours of the two.
const SIDES: [usize; 2] = [0, 1];
/// Pixels: beside, above and below the field.
const LEFT: i32 = 52;
const TOP: i32 = 46;
const BELOW: i32 = 60;

/// Draws it, the least value down at the bottom; `places` are by row from the least value down on.
/// `names` are of the two.
pub fn border(
    across: &Edge,
    down: &Edge,
    names: [&str; 2],
    places: &[Vec<Place>],
) -> Result<String, ChartError> {
    let (columns, rows) = (across.values.len() as i32, down.values.len() as i32);
    let width = (WIDTH as i32 - LEFT - 12) / columns.max(1);
    let height = width.clamp(8, 24);
    let bottom = TOP + rows * height;
    svg((bottom + BELOW) as u32, |area| {
        legend(area, names)?;
        let corner = |row: i32, column: i32| (LEFT + column * width, bottom - (row + 1) * height);
        let mut marks = Vec::new();
        for (r, row) in places.iter().enumerate() {
            for (c, place) in row.iter().enumerate() {
                let (x, y) = corner(r as i32, c as i32);
                let colour = match place.estimated {
                    Some(who) if place.is_sure => COLOURS[SIDES[who]].mix(0.55),
                    Some(who) => COLOURS[SIDES[who]].mix(0.15),
                    None => GRID.mix(0.3),
                };
                let cell = Rectangle::new([(x, y), (x + width, y + height)], colour.filled());
                area.draw(&cell).map_err(failed)?;
                marks.push(Mark {
                    at: [x, y, width, height],
                    says: place.says.clone(),
                });
            }
        }
        for (r, row) in places.iter().enumerate() {
            for (c, place) in row.iter().enumerate() {
                let (x, y) = corner(r as i32, c as i32);
                let differs = |other: Option<&Place>| {
                    other.is_some_and(|other| other.estimated != place.estimated)
                };
                if differs(row.get(c + 1)) {
                    let ends = [(x + width, y), (x + width, y + height)];
                    line(area, ends, BLACK, 2)?;
                }
                if differs(places.get(r + 1).map(|row| &row[c])) {
                    line(area, [(x, y), (x + width, y)], BLACK, 2)?;
                }
            }
        }
        axes(area, across, down, (bottom, width * columns, height * rows))?;
        Ok(marks)
    })
}

fn legend(area: &Area, names: [&str; 2]) -> Result<(), ChartError> {
    for (who, name) in names.into_iter().enumerate() {
        let x = 8 + who as i32 * (WIDTH as i32 / 2);
        let colour = COLOURS[SIDES[who]].mix(0.55);
        let mark = Rectangle::new([(x, 4), (x + 12, 16)], colour.filled());
        area.draw(&mark).map_err(failed)?;
        write(area, &clipped(name, 24), (x + 16, 3), HPos::Left)?;
    }
    let pale = Rectangle::new([(8, 22), (20, 34)], COLOURS[SIDES[0]].mix(0.15).filled());
    area.draw(&pale).map_err(failed)?;
    write(area, "pale: it cannot be told", (24, 21), HPos::Left)
}

fn axes(
    area: &Area,
    across: &Edge,
    down: &Edge,
    (bottom, wide, high): (i32, i32, i32),
) -> Result<(), ChartError> {
    let places = [LEFT, LEFT + wide / 2, LEFT + wide];
    let sides = [HPos::Left, HPos::Center, HPos::Right];
    for ((name, x), side) in across.names.iter().zip(places).zip(sides) {
        write(area, &clipped(name, 10), (x, bottom + 4), side)?;
    }
    let letters = (f64::from(WIDTH as i32 - LEFT) / LETTER_WIDTH) as usize;
    for (said, y) in [("across", bottom + 22), ("up", bottom + 38)] {
        let edge = if said == "up" { down } else { across };
        let title = format!("{said}: {}", edge.title);
        write(area, &clipped(&title, letters), (LEFT, y), HPos::Left)?;
    }
    for (name, y) in down
        .names
        .iter()
        .zip([bottom - 14, bottom - high / 2 - 7, bottom - high])
    {
        write(area, &clipped(name, 6), (LEFT - 6, y), HPos::Right)?;
    }
    let place = |edge: &Edge, from: i32, length: i32| {
        let (low, high) = (edge.values.first()?, edge.values.last()?);
        let share = (edge.default? - low) / (high - low);
        // Values stand in the middle of their cells.
        let cells = edge.values.len() as f64;
        let share = (share * (cells - 1.0) + 0.5) / cells;
        (0.0..=1.0)
            .contains(&share)
            .then(|| from + (share * f64::from(length)).round() as i32)
    };
    let here = (place(across, LEFT, wide), place(down, bottom, -high));
    if let (Some(x), Some(y)) = here {
        let ring = Circle::new((x, y), 5, BLACK.stroke_width(2));
        area.draw(&ring).map_err(failed)?;
    }
    Ok(())
}
