//! `trials.csv`, streamed: a writer of its own behind a bounded channel, so that memory does not
//! grow with the number of trials and the cores need not wait for the disk.

use super::schema::Schema;
use super::table::{Cell, CsvRows};
use super::tables::{Key, key_cells, trial_row};
use crate::trial::record::{Fields, Records};
use std::fs::File;
use std::io::{self, BufWriter};
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
            let mut csv = CsvRows::new(&schema, out)?;
            let mut cells: Vec<Cell> = Vec::new();
            for (common, records) in waiting {
                let key = key_cells(&common.key);
                for (trial, row) in records.rows() {
                    cells.clear();
                    cells.extend_from_slice(&key);
                    trial_row(&mut cells, &common, trial, row);
                    csv.row(&cells)?;
                }
            }
            csv.finish()
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
