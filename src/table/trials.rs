//! `trials.csv`, line by line as trials come, so that memory does not grow with their number.

use super::cell::Writer;
use super::dialect::Dialect;
use super::keys::RunKey;
use crate::crisis::outcome::Outcome;
use crate::trial::record::{Fields, Records, violence_with_trigger};

/// What every row of a scenario and policy has in common.
#[derive(Debug, Clone)]
pub struct Common {
    /// The keys.
    pub key: RunKey,
    /// Root seed.
    pub seed: u64,
    /// Places of the row.
    pub fields: Fields,
    /// How it is spelt.
    pub dialect: Dialect,
}

/// The lines of consecutive trials.
pub fn lines(common: &Common, records: &Records) -> csv::Result<Vec<u8>> {
    let (start, mut lines) = (start(common)?, Vec::new());
    for (trial, row) in records.rows() {
        lines.extend_from_slice(&start);
        line(&mut lines, common, trial, row);
    }
    Ok(lines)
}

/// How every line of a scenario and policy begins: its key and seed, quoted where they must be.
fn start(common: &Common) -> csv::Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new();
    let csv = csv.delimiter(common.dialect.delimiter());
    let mut csv = csv.from_writer(Vec::new());
    let (mut cells, mut text) = (Writer::new(common.dialect), String::new());
    for cell in common.key.cells() {
        text.clear();
        cells.write(&cell, &mut text);
        csv.write_field(&text)?;
    }
    csv.write_field(common.seed.to_string())?;
    csv.into_inner().map_err(|error| error.into_error().into())
}

/// Appends the rest of a line. These are numbers and the name of an outcome: there is nothing to
/// quote, and looking for it would take longer than writing.
fn line(text: &mut Vec<u8>, common: &Common, trial: u64, row: &[u32]) {
    let mut digits = itoa::Buffer::new();
    let mut cell = |cell: &str| {
        text.push(common.dialect.delimiter());
        text.extend_from_slice(cell.as_bytes());
    };
    cell(digits.format(trial));
    cell(Outcome::from_code(row[Fields::OUTCOME]).map_or("", Outcome::name));
    for number in [
        row[Fields::DAYS],
        violence_with_trigger(row),
        row[Fields::VIOLENCE],
    ] {
        cell(digits.format(number));
    }
    for &number in &row[common.fields.peak..common.fields.rules] {
        cell(digits.format(number));
    }
    text.push(b'\n');
}
