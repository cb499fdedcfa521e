//! One run folder from beginning to end: what every command that leaves a folder does, once.
//!
//! The manifest is known before anything is played, so that a folder which holds something else is
//! refused at once. Tables follow as they are finished; scenarios, data package, host and manifest
//! come last, and then the whole is moved to its place.

use super::folder::{Folder, FolderError, HOST, MANIFEST, PACKAGE};
use super::manifest::{Host, Manifest};
use crate::ensemble::Halt;
use crate::exact::TooLarge;
use crate::scenario::ReadError;
use crate::study::StudyError;
use crate::study::arms::UnknownPolicy;
use crate::table::package;
use crate::table::rows::Table;
use crate::table::schema::Schema;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Why there is no run folder.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// There is no result.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A policy that the scenario does not have.
    #[error(transparent)]
    Policy(#[from] UnknownPolicy),
    /// A scenario has too many states to enumerate.
    #[error("policy {policy}: {source}")]
    TooLarge {
        /// Under which policy.
        policy: String,
        /// What grew.
        source: TooLarge,
    },
}

impl From<Halt> for OutputError {
    fn from(halt: Halt) -> Self {
        Self::Study(halt.into())
    }
}

impl From<ReadError> for OutputError {
    fn from(error: ReadError) -> Self {
        Self::Study(error.into())
    }
}

/// Where a folder goes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'p> {
    /// The folder of the run folders.
    pub out: &'p Path,
    /// Whether to replace what stands there.
    pub force: bool,
}

/// A run folder in the making. Dropped before [`Session::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Session {
    folder: Folder,
    manifest: Manifest,
    name: String,
    title: String,
    /// Scenario files, with their texts.
    texts: Vec<(String, String)>,
    schemas: Vec<Schema>,
    started: Instant,
}

impl Session {
    /// Begins the folder `name` of a target. `title` is for the data package; `texts` are the
    /// scenario files that the manifest names.
    ///
    /// # Errors
    /// [`FolderError`], before any work is done, where something else stands there.
    pub fn begin(
        target: Target,
        name: &str,
        title: String,
        (manifest, texts): (Manifest, Vec<(String, String)>),
    ) -> Result<Self, FolderError> {
        let started = Instant::now();
        Ok(Self {
            folder: Folder::begin(&target.out.join(name), &manifest, target.force)?,
            manifest,
            name: name.into(),
            title,
            texts,
            schemas: Vec::new(),
            started,
        })
    }

    /// Writes a table.
    pub fn table(&mut self, table: &Table) -> Result<(), FolderError> {
        self.folder.table(table)?;
        self.describe(table.schema.clone());
        Ok(())
    }

    /// A file to be written piece by piece; [`Session::describe`] says what its columns are.
    pub fn create(&self, file: &str) -> Result<BufWriter<File>, FolderError> {
        self.folder.create(file)
    }

    /// Adds a table to the data package.
    pub fn describe(&mut self, schema: Schema) {
        self.schemas.push(schema);
    }

    /// An error of a table that is written piece by piece.
    pub fn csv(&self, file: &str, source: csv::Error) -> FolderError {
        self.folder.csv(file, source)
    }

    /// Puts the folder in its place. `trials` is how many were played, for the speed.
    pub fn finish(self, trials: u64) -> Result<PathBuf, FolderError> {
        for (file, text) in &self.texts {
            self.folder.text(file, text)?;
        }
        let schemas: Vec<&Schema> = self.schemas.iter().collect();
        let described = package::describe(&self.name, &self.title, &schemas);
        self.folder.json(PACKAGE, &described)?;
        let host = Host::now(self.started.elapsed(), trials);
        self.folder.json(HOST, &host)?;
        self.folder.text(MANIFEST, &self.manifest.text())?;
        self.folder.finish()
    }
}
