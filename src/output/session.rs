//! One run folder from beginning to end: what every command that leaves a folder does, once.
//!
//! The manifest is known before anything is played, so that a folder which holds something else is
//! refused at once. Tables follow as they are finished; scenarios, data package, host and manifest
//! come last, and then the whole is moved to its place.

use super::error::PartError;
use super::files::{ANSWER, HOST, MANIFEST, PACKAGE};
use super::folder::{Begun, Folder, FolderError};
use super::manifest::{Host, Manifest};
use super::read::{self, FolderReadError};
use crate::answer::TextLayout;
use crate::ensemble::Halt;
use crate::exact::TooLarge;
use crate::history::calibrate::CalibrateError;
use crate::history::vary::VaryError;
use crate::scenario::ReadError;
use crate::study::StudyError;
use crate::study::arms::UnknownPolicy;
use crate::table::dialect::Dialect;
use crate::table::package;
use crate::table::rows::Table;
use crate::table::schema::Schema;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Why there is no run folder.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// What stands there could not be read.
    #[error(transparent)]
    Read(FolderReadError),
    /// Parts do not make one.
    #[error(transparent)]
    Part(#[from] PartError),
    /// There is no result.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A policy that the scenario does not have.
    #[error(transparent)]
    Policy(#[from] UnknownPolicy),
    /// A parameter that was to be fitted cannot vary.
    #[error(transparent)]
    Vary(VaryError),
    /// Nothing says what to fit, or a pattern of events cannot be.
    #[error(transparent)]
    Calibrate(CalibrateError),
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

impl From<FolderReadError> for OutputError {
    fn from(error: FolderReadError) -> Self {
        Self::Read(error)
    }
}

/// What a command found; or, where its folder stood already, what was said when that was made.
#[derive(Debug)]
pub enum Answer<T> {
    /// Found now.
    Found(T),
    /// The text that stands in the folder.
    Stood(String),
}

impl<T> Answer<T> {
    /// The answer that stands in a folder.
    ///
    /// # Errors
    /// [`FolderReadError`].
    pub fn read(folder: &Path) -> Result<Self, FolderReadError> {
        Ok(Self::Stood(read::text(&folder.join(ANSWER))?))
    }
}

/// Answers in files are laid out for a terminal of the usual width.
pub(super) const IN_FILES: TextLayout = TextLayout { width: Some(80) };

/// Where a folder goes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'p> {
    /// The folder of the run folders.
    pub out: &'p Path,
    /// Whether to replace what stands there.
    pub force: bool,
    /// How tables are spelt.
    pub csv: Dialect,
}

/// A run folder in the making. Dropped before [`Session::finish`], it leaves nothing behind but
/// finished parts.
#[derive(Debug)]
pub struct Session {
    folder: Folder,
    manifest: Manifest,
    name: String,
    title: String,
    /// Scenario files, with their texts.
    texts: Vec<(String, String)>,
    schemas: Vec<Schema>,
    properties: Map<String, Value>,
    dialect: Dialect,
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
        (mut manifest, texts): (Manifest, Vec<(String, String)>),
    ) -> Result<Begun<Self>, FolderError> {
        manifest.spelt(target.csv);
        let started = Instant::now();
        let place = target.out.join(name);
        let folder = match Folder::begin(&place, &manifest, target.force)? {
            Begun::Stands(place) => return Ok(Begun::Stands(place)),
            Begun::Making(folder) => folder,
        };
        Ok(Begun::Making(Self {
            folder,
            manifest,
            name: name.into(),
            title,
            texts,
            schemas: Vec::new(),
            properties: Map::new(),
            dialect: target.csv,
            started,
        }))
    }

    /// Parts that were finished before this was broken off.
    pub fn parts(&self) -> u64 {
        self.folder.parts()
    }

    /// Begins anew where it was broken off: what was noted is of no use to what fills it now.
    pub(super) fn afresh(&mut self) -> Result<(), FolderError> {
        self.folder.afresh()
    }

    /// Notes that a part is finished.
    pub fn part(&mut self) -> Result<(), FolderError> {
        self.folder.part()
    }

    /// What earlier parts noted, that were finished; not in the folder once it is whole.
    pub(super) fn noted(&self, file: &str) -> Vec<u8> {
        self.folder.noted(file)
    }

    /// Notes further bytes; with the next [`Session::part`] they stand.
    pub(super) fn append(&self, file: &str, bytes: &[u8]) -> io::Result<()> {
        self.folder.append(file, bytes)
    }

    /// Where it is while it is in the making.
    pub(super) fn draft(&self) -> &Path {
        self.folder.draft()
    }

    /// Writes a table.
    pub fn table(&mut self, table: &Table) -> Result<(), FolderError> {
        self.folder.table(table, self.dialect)?;
        self.describe(table.schema.clone());
        Ok(())
    }

    /// Writes lines of a table, under its header where they are the first; [`Session::describe`]
    /// says what its columns are.
    pub fn lines(&self, schema: &Schema, lines: &[u8]) -> Result<(), FolderError> {
        self.folder.lines(schema, lines, self.dialect)
    }

    /// A table to which lines are added piece by piece, as with [`Session::lines`].
    pub fn further(&self, schema: &Schema) -> Result<BufWriter<File>, FolderError> {
        self.folder.further(schema, self.dialect)
    }

    /// A file to be written piece by piece, and described like the rows of a table.
    pub fn create(&self, file: &str) -> Result<BufWriter<File>, FolderError> {
        self.folder.create(file)
    }

    /// How its tables are spelt.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Writes the answer as it is told.
    pub fn answer(&self, text: &str) -> Result<(), FolderError> {
        self.folder.text(ANSWER, text)
    }

    /// Writes a file of text.
    pub fn text(&self, file: &str, text: &str) -> Result<(), FolderError> {
        self.folder.text(file, text)
    }

    /// Adds a table to the data package.
    pub fn describe(&mut self, schema: Schema) {
        self.schemas.push(schema);
    }

    /// Says something more in the data package.
    pub fn property(&mut self, name: &str, value: Value) {
        self.properties.insert(name.into(), value);
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
        let mut described = package::describe(&self.name, &self.title, &schemas, self.dialect);
        for (name, value) in self.properties {
            described[name] = value;
        }
        self.folder.json(PACKAGE, &described)?;
        let host = Host::now(self.started.elapsed(), trials);
        self.folder.json(HOST, &host)?;
        self.folder.text(MANIFEST, &self.manifest.text())?;
        self.folder.finish()
    }
}
