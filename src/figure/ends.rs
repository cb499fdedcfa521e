//! The marks of assumption ends: the same in every figure that has them.

use super::ChartError;
use super::chart::{Area, COLOURS, LETTER_WIDTH, failed, write};
use crate::study::assumptions::Assumption;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// What the marks mean, from `left` on in the first line.
pub(super) fn legend(area: &Area, left: i32, has_ends: bool) -> Result<(), ChartError> {
    let mut marks = vec![(None, "now")];
    if has_ends {
        marks.extend([
            (Some(Assumption::Spiral), "firmness provokes"),
            (Some(Assumption::Deterrence), "firmness deters"),
        ]);
    }
    let mut x = left;
    for (end, words) in marks {
        mark(area, end, (x, 12))?;
        write(area, words, (x + 10, 5), HPos::Left)?;
        x += 30 + (LETTER_WIDTH * words.len() as f64) as i32;
    }
    Ok(())
}

/// A dot for now, a ring for the spiral end, a triangle for the deterrence end.
pub(super) fn mark(area: &Area, end: Option<Assumption>, at: (i32, i32)) -> Result<(), ChartError> {
    let drawn = match end {
        None | Some(Assumption::Default) => area.draw(&Circle::new(at, 5, COLOURS[0].filled())),
        Some(Assumption::Spiral) => area.draw(&Circle::new(at, 5, COLOURS[2].stroke_width(2))),
        Some(Assumption::Deterrence) => area.draw(&TriangleMarker::new(at, 7, COLOURS[1].filled())),
    };
    drawn.map_err(failed)
}
