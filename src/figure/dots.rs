//! Several measures side by side, one row for each of what is measured: the same dots as a scatter
//! of several dimensions, with the names beside them.

use super::ChartError;
use super::chart::{
    Area, COLOURS, GRID, LETTER_WIDTH, Mark, WIDTH, clipped, failed, line, svg, wrapped, write,
};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// What is measured, one column of dots.
#[derive(Debug, Clone, PartialEq)]
pub struct DotColumn {
    /// Its title.
    pub title: String,
    /// Digits behind the point.
    pub digits: usize,
    /// The value at its end, where it is not the largest of the column: columns of one scale.
    pub end: Option<f64>,
}

/// Something that is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub label: String,
    /// Whether it stands out.
    pub strong: bool,
    /// By column: the value and the ends of its interval, as far as known.
    pub cells: Vec<[Option<f64>; 3]>,
    /// What it says when pointed at.
    pub says: String,
}

/// Pixels at both sides, and between columns.
const SIDE: i32 = 10;
const GAP: i32 = 14;
/// Pixels of the number before the dots.
const NUMBER: i32 = 32;
/// Pixels of a row, the upper half of which takes the name.
const ROW: i32 = 36;
/// Pixels of a line of text.
const LINE: i32 = 16;

/// Draws them. `reference` is the row whose values go down as lines; `legend` says what a filled
/// dot means and what a ring.
pub fn dots(
    columns: &[DotColumn],
    rows: &[DotRow],
    reference: Option<usize>,
    legend: [&str; 2],
) -> Result<String, ChartError> {
    let count = columns.len().max(1) as i32;
    let width = (WIDTH as i32 - 2 * SIDE - (count - 1) * GAP) / count;
    let left = |column: usize| SIDE + column as i32 * (width + GAP);
    let strip = |column: usize| left(column) + NUMBER + 8;
    let letters = (f64::from(width) / LETTER_WIDTH) as usize + 1;
    let titles: Vec<Vec<String>> = columns
        .iter()
        .map(|column| wrapped(&column.title, letters))
        .collect();
    let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0) as i32;
    let top = 2 * LINE + 6 + title_lines * LINE + 10;
    let reach = |column: usize| {
        let values = rows.iter().filter_map(|row| row.cells.get(column));
        let most = values.flatten().flatten().fold(0.0_f64, |x, y| x.max(*y));
        columns[column].end.unwrap_or(most)
    };
    let place = |column: usize, value: f64| {
        let share = value / reach(column).max(1e-9);
        strip(column) + (share * f64::from(width - NUMBER - 8)).round() as i32
    };
    let bottom = top + rows.len() as i32 * ROW;
    svg((bottom + 6) as u32, |area| {
        explained(area, legend)?;
        for (c, lines) in titles.iter().enumerate() {
            for (i, words) in lines.iter().enumerate() {
                let y = 2 * LINE + 6 + i as i32 * LINE;
                write(area, words, (left(c), y), HPos::Left)?;
            }
            line(
                area,
                [(left(c), top - 4), (left(c) + width, top - 4)],
                BLACK,
                1,
            )?;
        }
        let mut marks = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            let y = top + r as i32 * ROW;
            write(area, &clipped(&row.label, 46), (SIDE, y + 1), HPos::Left)?;
            let y = y + ROW - 10;
            for (c, cell) in row.cells.iter().enumerate() {
                line(area, [(strip(c), y), (left(c) + width, y)], GRID, 1)?;
                let held = reference.and_then(|r| rows[r].cells[c][0]);
                if let Some(held) = held {
                    let x = place(c, held);
                    line(area, [(x, y - 8), (x, y + 9)], BLACK, 1)?;
                }
                if let Some(value) = cell[0] {
                    let text = format!("{value:.digits$}", digits = columns[c].digits);
                    write(area, &text, (left(c) + NUMBER, y - 7), HPos::Right)?;
                }
                let colour = COLOURS[0];
                if let [_, Some(low), Some(high)] = *cell {
                    line(area, [(place(c, low), y), (place(c, high), y)], colour, 3)?;
                }
                if let Some(value) = cell[0] {
                    dot(area, row.strong, (place(c, value), y))?;
                }
            }
            marks.push(Mark {
                at: [2, y + 10 - ROW, WIDTH as i32 - 4, ROW],
                says: row.says.clone(),
            });
        }
        Ok(marks)
    })
}

fn explained(area: &Area, legend: [&str; 2]) -> Result<(), ChartError> {
    for (i, words) in legend.into_iter().enumerate() {
        let y = 2 + i as i32 * LINE;
        dot(area, i == 0, (SIDE + 5, y + 7))?;
        write(area, words, (SIDE + 18, y), HPos::Left)?;
    }
    Ok(())
}

fn dot(area: &Area, strong: bool, at: (i32, i32)) -> Result<(), ChartError> {
    let drawn = if strong {
        area.draw(&Circle::new(at, 5, COLOURS[0].filled()))
    } else {
        area.draw(&Circle::new(at, 4, COLOURS[0].stroke_width(2)))
    };
    drawn.map_err(failed)
}
