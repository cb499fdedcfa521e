//! Rows with a name above, a number beside and room to draw in; what is drawn there each has a scale of
//! its own.

use super::ChartError;
use super::chart::{Area, Mark, WIDTH, clipped, svg, write};
use plotters::style::text_anchor::HPos;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Track {
    /// Its name.
    pub label: String,
    /// What stands beside.
    pub number: String,
    /// What it says when pointed at.
    pub says: String,
}

/// Where something is drawn: from left to right, and the middle between top and bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Left end.
    pub left: i32,
    /// Right end.
    pub right: i32,
    /// The middle, from above.
    pub y: i32,
}

impl Room {
    /// The pixel of a share of the way from left to right.
    pub fn at(self, share: f64) -> i32 {
        self.left + (share * f64::from(self.right - self.left)).round() as i32
    }
}

/// Pixels at both sides, and of the number.
const SIDE: i32 = 10;
const NUMBER: i32 = 50;
/// Pixels of a line of text, and letters that fit on one.
const LINE: i32 = 17;
const LETTERS: usize = 46;
/// Pixels of what a sign of the legend takes.
const SIGN: i32 = 22;

/// Draws them, each `height` pixels under its name, with a legend above: its words, before which `sign`
/// draws what they are of.
pub(super) fn tracks(
    (legend, sign): (
        &[&str],
        impl Fn(&Area, usize, Room) -> Result<(), ChartError>,
    ),
    rows: &[Track],
    height: i32,
    draw: impl Fn(&Area, usize, Room) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let top = legend.len() as i32 * LINE + 10;
    let row = LINE + height + 4;
    svg((top + rows.len() as i32 * row + 4) as u32, |area| {
        for (i, words) in legend.iter().enumerate() {
            let y = 2 + i as i32 * LINE;
            let room = Room {
                left: SIDE,
                right: SIDE + SIGN,
                y: y + 7,
            };
            sign(area, i, room)?;
            write(area, words, (room.right + 8, y), HPos::Left)?;
        }
        let mut marks = Vec::new();
        for (r, track) in rows.iter().enumerate() {
            let y = top + r as i32 * row;
            let label = clipped(&track.label, LETTERS);
            write(area, &label, (SIDE, y), HPos::Left)?;
            let room = Room {
                left: SIDE + NUMBER + 8,
                right: WIDTH as i32 - SIDE,
                y: y + LINE + height / 2,
            };
            draw(area, r, room)?;
            let at = (SIDE + NUMBER, room.y - 7);
            write(area, &track.number, at, HPos::Right)?;
            marks.push(Mark {
                at: [2, y - 2, WIDTH as i32 - 4, row],
                says: track.says.clone(),
            });
        }
        Ok(marks)
    })
}
