//! The tables of a batch: those of its run folders, one below the other.

use super::folder::{FolderError, replace_file};
use super::read;
use super::run::Finished;
use crate::table::sheet::Row;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The tables that a batch has together.
const TOGETHER: [&str; 4] = ["summary.csv", "outcomes.csv", "violence.csv", "metrics.csv"];

/// The tables of a batch.
#[derive(Debug)]
pub struct Summary {
    /// Where they are.
    pub tables: Vec<PathBuf>,
    /// Scenarios that stood in them before and do so no more.
    pub dropped: Vec<String>,
}

/// Writes the tables of a whole batch beside its run folders, from those in them.
///
/// # Errors
/// [`FolderError`].
pub fn write_summary(out: &Path, done: &[Finished]) -> Result<Summary, FolderError> {
    let names = |path: &Path| -> BTreeSet<String> {
        let names = RefCell::new(BTreeSet::new());
        let note = |row: Row| {
            let name = row.text("scenario");
            if !names.borrow().contains(name) {
                names.borrow_mut().insert(name.to_owned());
            }
            // Names are all that is asked for, of tables of any size.
            false
        };
        // What cannot be read says nothing of what stood there.
        let _ = read::sheet(path, &["scenario"], note);
        names.into_inner()
    };
    let mut summary = Summary {
        tables: Vec::new(),
        dropped: Vec::new(),
    };
    for table in TOGETHER {
        let path = out.join(table);
        let before = names(&path);
        replace_file(&path, |out| {
            for (i, finished) in done.iter().enumerate() {
                let mut rows = BufReader::new(File::open(finished.folder.join(table))?);
                let mut header = Vec::new();
                rows.read_until(b'\n', &mut header)?;
                if i == 0 {
                    out.write_all(&header)?;
                }
                io::copy(&mut rows, out)?;
            }
            Ok(())
        })?;
        let now = names(&path);
        summary.dropped.extend(before.difference(&now).cloned());
        summary.tables.push(path);
    }
    summary.dropped.sort();
    summary.dropped.dedup();
    Ok(summary)
}
