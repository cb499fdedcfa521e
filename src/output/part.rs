//! The folder of a part: a portion of what a command plays, played by itself, to be merged with the others.
//!
//! It has the manifest of the whole and the scenarios beside it, so that it says by itself what was asked,
//! and instead of tables a tally. It stands beside the run folder and takes no lock of that.

use super::files::{HOST, MANIFEST, ROWS, TALLY};
use super::folder::{Begun, Folder, FolderError};
use super::manifest::{Host, Manifest, hash};
use super::session::{OutputError, Target};
use super::tally::{Head, RowsOf, Summed, TallyWriter};
use crate::ensemble::Portion;
use crate::table::dialect::Dialect;
use crate::table::rows::Table;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

/// A part whose folder stands.
#[derive(Debug)]
pub struct WrittenPart {
    /// Its folder.
    pub folder: PathBuf,
    /// Whether it stood already.
    pub stood: bool,
}

/// The folder of a part in the making. Dropped before it is whole, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct PartFolder {
    folder: Folder,
    manifest: Manifest,
    texts: Vec<(String, String)>,
    tally: TallyWriter,
    started: Instant,
}

/// The folder in which the parts of a run folder stand.
pub fn parts_name(name: &str) -> String {
    format!("{name}.parts")
}

/// The name of the folder of a part, within that.
pub fn part_name(portion: Portion) -> String {
    let part = format!("{}-of-{}", portion.part(), portion.parts());
    match portion.begins() {
        0 => part,
        first => format!("{part}-beyond-{first}"),
    }
}

/// Writes a part of the folder `name` of a target: `fill` plays it, and says how many trials it played. A
/// part of the same that stands is kept.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub(super) fn write(
    (target, name, portion): (Target, &str, Portion),
    manifest: (Manifest, Vec<(String, String)>),
    fill: impl FnOnce(&mut PartFolder) -> Result<u64, OutputError>,
) -> Result<WrittenPart, OutputError> {
    let mut folder = match PartFolder::begin(target, name, portion, manifest)? {
        Begun::Making(folder) => folder,
        Begun::Stands(folder) => {
            let stood = true;
            return Ok(WrittenPart { folder, stood });
        }
    };
    let trials = fill(&mut folder)?;
    Ok(WrittenPart {
        folder: folder.finish(trials)?,
        stood: false,
    })
}

impl PartFolder {
    fn begin(
        target: Target,
        name: &str,
        portion: Portion,
        (mut manifest, texts): (Manifest, Vec<(String, String)>),
    ) -> Result<Begun<Self>, FolderError> {
        manifest.spelt(target.csv);
        let started = Instant::now();
        let place = target.out.join(parts_name(name)).join(part_name(portion));
        let folder = match Folder::begin(&place, &manifest, target.force)? {
            Begun::Stands(place) => return Ok(Begun::Stands(place)),
            Begun::Making(folder) => folder,
        };
        let head = Head {
            portion,
            manifest: hash(&manifest.text()),
        };
        let tally = TallyWriter::begin(folder.create(TALLY)?, &head);
        Ok(Begun::Making(Self {
            tally: tally.map_err(FolderError::io(&place.join(TALLY)))?,
            folder,
            manifest,
            texts,
            started,
        }))
    }

    /// Writes a table that says what is asked.
    pub fn table(&self, table: &Table) -> Result<(), FolderError> {
        self.folder.table(table, Dialect::Plain)
    }

    /// Where further rows go.
    pub fn rows(&self) -> Result<Summed<BufWriter<File>>, FolderError> {
        let rows = self
            .folder
            .open(OpenOptions::new().append(true).create(true), ROWS)?;
        Ok(Summed::new(rows))
    }

    /// An error of rows that could not be written.
    pub fn unwritten(&self, source: io::Error) -> FolderError {
        FolderError::io(&self.folder.place().join(ROWS))(source)
    }

    /// Writes a sum, with what it has of rows.
    pub fn sum(&mut self, sum: &impl Serialize, rows: RowsOf) -> Result<(), FolderError> {
        let written = self.tally.sum(sum, rows);
        written.map_err(FolderError::io(&self.folder.place().join(TALLY)))
    }

    fn finish(self, trials: u64) -> Result<PathBuf, FolderError> {
        let written = self.tally.finish();
        written.map_err(FolderError::io(&self.folder.place().join(TALLY)))?;
        for (file, text) in &self.texts {
            self.folder.text(file, text)?;
        }
        let host = Host::now(self.started.elapsed(), trials);
        self.folder.json(HOST, &host)?;
        self.folder.text(MANIFEST, &self.manifest.text())?;
        self.folder.finish()
    }
}

/// No rows.
pub(super) fn no_rows() -> RowsOf {
    Summed::new(io::sink()).rows()
}

/// Ends rows.
pub(super) fn end_rows(mut rows: Summed<impl Write>) -> io::Result<RowsOf> {
    rows.flush()?;
    Ok(rows.rows())
}
