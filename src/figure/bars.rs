//! What a box asks of each of several factors: one line for each, the part that it holds as a bar.

use super::ChartError;
use super::chart::{COLOURS, GRID, LETTER_WIDTH, Mark, WIDTH, clipped, failed, line, svg, write};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// A factor.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedRow {
    /// Its name.
    pub label: String,
    /// Whether the box asks anything of it.
    pub asks: bool,
    /// The parts of it that the box holds, from 0 to 1.
    pub parts: Vec<[f64; 2]>,
    /// What stands at the ends of the bar; of choices, one text.
    pub ends: Vec<String>,
    /// What stands behind the name.
    pub tail: String,
    /// What it says when pointed at.
    pub says: String,
}

const SIDE: i32 = 12;
const ROW: i32 = 64;
/// From the top of a row to its bar, and pixels of the bar.
const BAR: i32 = 22;
const THICK: i32 = 10;

/// Draws them, one below the other.
pub fn asked_bars(rows: &[AskedRow]) -> Result<String, ChartError> {
    let width = WIDTH as i32 - 2 * SIDE;
    let letters = (f64::from(width) / LETTER_WIDTH) as usize;
    let place = |share: f64| SIDE + (share * f64::from(width)).round() as i32;
    svg((rows.len() as i32 * ROW + 4) as u32, |area| {
        let mut marks = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let top = at as i32 * ROW;
            let room = letters.saturating_sub(row.tail.chars().count() + 2);
            write(
                area,
                &clipped(&row.label, room.max(8)),
                (SIDE, top),
                HPos::Left,
            )?;
            write(area, &row.tail, (SIDE + width, top), HPos::Right)?;
            let y = top + BAR + THICK / 2;
            line(area, [(SIDE, y), (SIDE + width, y)], GRID, 3)?;
            for part in &row.parts {
                let colour = if row.asks { COLOURS[0] } else { GRID };
                let ends = [part[0], part[1]].map(place);
                let corners = [
                    (ends[0], top + BAR),
                    (ends[1].max(ends[0] + 2), top + BAR + THICK),
                ];
                area.draw(&Rectangle::new(corners, colour.filled()))
                    .map_err(failed)?;
            }
            let below = top + BAR + THICK + 3;
            match row.ends.as_slice() {
                [low, high] => {
                    let [from, to] = row.parts.first().copied().unwrap_or([0.0, 1.0]).map(place);
                    // Near a side, or near each other, they keep apart.
                    let wide = |text: &str| (text.len() as f64 * LETTER_WIDTH) as i32 + 8;
                    let low_at = from.min(SIDE + width - wide(low) - wide(high));
                    let high_at = to.max(low_at + wide(low) + wide(high)).min(SIDE + width);
                    write(area, low, (low_at, below), HPos::Left)?;
                    write(area, high, (high_at, below), HPos::Right)?;
                }
                texts => {
                    let text = clipped(&texts.join(", "), letters);
                    write(area, &text, (SIDE, below), HPos::Left)?;
                }
            }
            marks.push(Mark {
                at: [SIDE, top, width, ROW - 6],
                says: row.says.clone(),
            });
        }
        Ok(marks)
    })
}
