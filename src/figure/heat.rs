//! A value over two parameters: a table whose cells are the darker the larger the value is.

use super::ChartError;
use super::chart::{
    Area, COLOURS, LETTER_WIDTH, Mark, WIDTH, clipped, failed, letters, line, svg, write,
};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::cmp::Ordering;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// How dark it is, from 0 to 1.
    pub strength: f64,
    /// What it shows.
    pub text: String,
    /// Whether it stands out to the left, and below.
    pub edges: [bool; 2],
    /// Where it points in its column and in its row: to what comes before, or after.
    pub points: [Option<Ordering>; 2],
    /// What it says when pointed at.
    pub says: String,
}

/// Names of the places along a side, with what they are places of.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// What they are places of.
    pub title: String,
    /// Their names.
    pub names: Vec<String>,
}

/// Pixels of a row.
const ROW: i32 = 30;
/// Pixels from the middle of an arrow to its end.
const ARROW: i32 = 3;
/// The darkest, so that figures on it can still be read in both themes.
const DARKEST: f64 = 0.55;

/// Draws it, the first row at the top; `cells` are by row, then column, and empty where nothing was
/// run.
pub fn heat(
    across: &Side,
    down: &Side,
    cells: &[Vec<Option<HeatCell>>],
) -> Result<String, ChartError> {
    let lengths = down.names.iter().map(|name| name.chars().count());
    let longest = lengths.max().unwrap_or(0).min(14);
    let left = (LETTER_WIDTH * longest as f64) as i32 + 24;
    let columns = across.names.len().max(1) as i32;
    let width = (WIDTH as i32 - left - 8) / columns;
    let top = 44;
    let height = top + ROW * down.names.len() as i32 + 30;
    svg(height as u32, |area| {
        write(
            area,
            &clipped(&format!("{} (down)", down.title), 52),
            (8, 2),
            HPos::Left,
        )?;
        let letters_in = ((f64::from(width) - 4.0) / LETTER_WIDTH) as usize;
        for (c, name) in across.names.iter().enumerate() {
            let x = left + c as i32 * width + width / 2;
            let name = clipped(name, letters_in.max(2));
            write(area, &name, (x, top - 18), HPos::Center)?;
        }
        let mut marks = Vec::new();
        for (r, name) in down.names.iter().enumerate() {
            let y = top + r as i32 * ROW;
            centred(
                area,
                &clipped(name, 14),
                (left - 8, y + ROW / 2),
                HPos::Right,
            )?;
            for (c, cell) in cells[r].iter().enumerate() {
                let x = left + c as i32 * width;
                let Some(cell) = cell else { continue };
                let strength = DARKEST * cell.strength.clamp(0.0, 1.0);
                let corners = [(x + 1, y + 1), (x + width - 1, y + ROW - 1)];
                let field = Rectangle::new(corners, COLOURS[0].mix(strength).filled());
                area.draw(&field).map_err(failed)?;
                let [x0, y0] = [x + 2, y + 2];
                let [x1, y1] = [x + width - 2, y + ROW - 2];
                if cell.edges[0] {
                    line(area, [(x0, y0), (x0, y1)], BLACK, 3)?;
                }
                if cell.edges[1] {
                    line(area, [(x0, y1), (x1, y1)], BLACK, 3)?;
                }
                if let Some(way) = cell.points[0] {
                    arrow(area, (x0 + ARROW, y + ROW / 2), way, [0, 1])?;
                }
                if let Some(way) = cell.points[1] {
                    arrow(area, (x + width / 2, y1 - ARROW), way, [1, 0])?;
                }
                let text = clipped(&cell.text, letters_in.max(2));
                centred(area, &text, (x + width / 2, y + ROW / 2), HPos::Center)?;
                marks.push(Mark {
                    at: [x + 1, y + 1, width - 2, ROW - 2],
                    says: cell.says.clone(),
                });
            }
        }
        let title = format!("{} (across)", across.title);
        write(
            area,
            &clipped(&title, 52),
            (WIDTH as i32 - 8, height - 20),
            HPos::Right,
        )?;
        Ok(marks)
    })
}

/// A small arrow along an axis.
fn arrow(
    area: &Area,
    (x, y): (i32, i32),
    way: Ordering,
    along: [i32; 2],
) -> Result<(), ChartError> {
    let sign = if way == Ordering::Less { -ARROW } else { ARROW };
    let at = |forth: i32, aside: i32| {
        let [right, down] = along;
        (
            x + sign * forth * right + ARROW * aside * down,
            y + sign * forth * down + ARROW * aside * right,
        )
    };
    let corners = vec![at(1, 0), at(-1, 1), at(-1, -1)];
    area.draw(&Polygon::new(corners, BLACK.filled()))
        .map_err(failed)
}

fn centred(area: &Area, text: &str, at: (i32, i32), side: HPos) -> Result<(), ChartError> {
    let text = Text::new(text.to_owned(), at, letters(side, VPos::Center));
    area.draw(&text).map_err(failed)
}
