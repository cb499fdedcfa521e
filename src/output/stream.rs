//! Lines of a table on their way to the disk: a writer of its own behind a bounded channel, so that
//! the cores need not wait for it.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Batches of lines that may wait for the disk.
const WAITING: usize = 16;

/// A table in the making.
#[derive(Debug)]
pub(super) struct Stream<W> {
    lines: SyncSender<Vec<u8>>,
    writer: JoinHandle<io::Result<W>>,
}

impl<W: Write + Send + 'static> Stream<W> {
    /// Goes on with a table.
    pub fn begin(mut out: W) -> Self {
        let (lines, waiting) = sync_channel::<Vec<u8>>(WAITING);
        let writer = std::thread::spawn(move || {
            for lines in waiting {
                out.write_all(&lines)?;
            }
            out.flush()?;
            Ok(out)
        });
        Self { lines, writer }
    }

    /// Hands on further lines.
    pub fn send(&self, lines: Vec<u8>) -> io::Result<()> {
        let stopped = |_| io::Error::other("the writer has stopped");
        self.lines.send(lines).map_err(stopped)
    }

    /// Waits until everything is written, and gives back where it went; tells what went wrong if not.
    pub fn finish(self) -> io::Result<W> {
        drop(self.lines);
        let ended = self.writer.join();
        ended.expect("invariant: the writer does not panic")
    }
}
