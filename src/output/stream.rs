//! Rows of trials on their way to the disk: a writer of its own behind a bounded channel, so that
//! the cores need not wait for it.

use crate::table::schema::Schema;
use crate::table::trials::{Common, TrialRows};
use crate::trial::record::Records;
use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Batches of rows that may wait for the disk.
const WAITING: usize = 16;

/// `trials.csv` in the making.
#[derive(Debug)]
pub(super) struct TrialsFile {
    rows: SyncSender<(Common, Records)>,
    writer: JoinHandle<csv::Result<()>>,
}

impl TrialsFile {
    /// Begins the file with its header.
    pub fn begin(schema: Schema, out: BufWriter<File>) -> Self {
        let (rows, waiting) = sync_channel::<(Common, Records)>(WAITING);
        let writer = std::thread::spawn(move || {
            let mut file = TrialRows::begin(schema, out)?;
            for (common, records) in waiting {
                file.write(&common, &records)?;
            }
            file.finish()
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
            .expect("invariant: the writer of rows does not panic")
    }
}
