//! Points that somebody lists in a table of their own.

use super::case_file;
use crate::diagnostic::Problems;
use crate::exploration::sheet::{PointCell, PointSheet};

/// Reads a table of points from the bytes of a CSV file, under the name that problems show.
///
/// # Errors
/// All that is wrong with its shape.
pub fn read(name: &str, bytes: &[u8]) -> Result<PointSheet, Problems> {
    let read = case_file::read(name, bytes)?;
    let cell = |cell: crate::history::sheet::Cell| PointCell {
        text: cell.text,
        place: cell.place,
    };
    let row = |row: Vec<_>| row.into_iter().map(cell).collect();
    Ok(PointSheet {
        header: row(read.header),
        rows: read.rows.into_iter().map(row).collect(),
        sources: read.sources,
        source: read.source,
    })
}
