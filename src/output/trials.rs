//! `trials.csv`, streamed: a writer of its own behind a bounded channel, so that memory does not
//! grow with the number of trials and the cores need not wait for the disk.

use super::schema::Schema;
use super::table::Table;
use super::tables::{Key, key_cells};
use crate::crisis::outcome::Outcome;
use crate::trial::record::{Fields, Records};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Batches of rows that may wait for the disk.
const WAITING: usize = 16;

/// What every row of a scenario and policy has in common.
#[derive(Debug, Clone)]
pub struct Common {
    /// The keys.
    pub key: Key,
    /// Root seed.
    pub seed: u64,
    /// Violence level of the trigger.
    pub trigger_violence: u32,
    /// Places of the row.
    pub fields: Fields,
}

/// The file in the making.
#[derive(Debug)]
pub struct TrialsFile {
    rows: SyncSender<(Common, Records)>,
    writer: JoinHandle<csv::Result<()>>,
}

impl TrialsFile {
    /// Begins the file with its header.
    pub fn begin(schema: Schema, out: BufWriter<File>) -> Self {
        let (rows, waiting) = sync_channel::<(Common, Records)>(WAITING);
        let writer = std::thread::spawn(move || {
            let mut out = out;
            Table::new(schema).write(&mut out)?;
            let mut lines = Vec::new();
            for (common, records) in waiting {
                let start = start(&common)?;
                lines.clear();
                for (trial, row) in records.rows() {
                    lines.extend_from_slice(&start);
                    line(&mut lines, &common, trial, row);
                }
                out.write_all(&lines)?;
            }
            Ok(out.flush()?)
        });
        Self { rows, writer }
    }

    /// Hands on the rows of consecutive trials.
    pub fn send(&self, common: &Common, records: Records) -> io::Result<()> {
        let stopped = |_| io::Error::other("the writer of trials.csv has stopped");
        self.rows.send((common.clone(), records)).map_err(stopped)
    }

    /// Waits until everything is written; tells what went wrong if not.
    pub fn finish(self) -> csv::Result<()> {
        drop(self.rows);
        self.writer
            .join()
            .expect("the writer of rows does not panic")
    }
}

/// How every line of a scenario and policy begins: its key and seed, quoted where they must be.
fn start(common: &Common) -> csv::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut text = String::new();
    for cell in key_cells(&common.key) {
        text.clear();
        cell.write(&mut text);
        csv.write_field(&text)?;
    }
    csv.write_field(common.seed.to_string())?;
    csv.into_inner().map_err(|error| error.into_error().into())
}

/// Appends the rest of a line. These are numbers and the name of an outcome: there is nothing to
/// quote, and looking for it would take longer than writing.
fn line(text: &mut Vec<u8>, common: &Common, trial: u64, row: &[u32]) {
    let (mut digits, violence) = (itoa::Buffer::new(), row[Fields::VIOLENCE]);
    let mut cell = |cell: &str| {
        text.push(b',');
        text.extend_from_slice(cell.as_bytes());
    };
    cell(digits.format(trial));
    cell(Outcome::from_code(row[Fields::OUTCOME]).map_or("", Outcome::name));
    for number in [
        row[Fields::DAYS],
        violence.max(common.trigger_violence),
        violence,
    ] {
        cell(digits.format(number));
    }
    for &number in &row[common.fields.peak..common.fields.rules] {
        cell(digits.format(number));
    }
    text.push(b'\n');
}
