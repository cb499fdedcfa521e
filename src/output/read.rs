//! Readers of what a run left: tables by the names of their columns, and the manifest.

use super::folder::MANIFEST;
use super::manifest::Manifest;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Why a run folder could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no table.
    #[error("cannot read {path}: {source}")]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: csv::Error,
    },
    /// It is no manifest of ours.
    #[error("{path} is no manifest of a run: {source}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// There is no run.
    #[error("{0} holds no run of offramp (no manifest.json in it, nor in a folder within)")]
    NoRun(PathBuf),
}

impl ReadError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.into(),
            source,
        }
    }
}

/// A table as it was read: texts, found by column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Headers in order.
    pub columns: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// A row of a [`Sheet`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'s> {
    columns: &'s [String],
    cells: &'s [String],
}

impl<'s> Row<'s> {
    /// The text under a header; empty where there is none.
    pub fn text(&self, column: &str) -> &'s str {
        let place = self.columns.iter().position(|name| name == column);
        place
            .and_then(|place| self.cells.get(place))
            .map_or("", String::as_str)
    }

    /// The number under a header, if one is known.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column)
            .parse()
            .ok()
            .filter(|x: &f64| x.is_finite())
    }

    /// The count under a header, if one is known.
    pub fn count(&self, column: &str) -> Option<u64> {
        self.text(column).parse().ok()
    }
}

impl Sheet {
    /// Rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            columns: &self.columns,
            cells,
        })
    }

    /// Whether there is such a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// Reads the rows of a file for which `keep` holds; `None` if there is no such file.
    pub fn read(path: &Path, keep: impl Fn(Row) -> bool) -> Result<Option<Self>, ReadError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ReadError::io(path)(error)),
        };
        let csv_error = |source| ReadError::Csv {
            path: path.into(),
            source,
        };
        let mut reader = csv::Reader::from_reader(file);
        let texts = |record: &csv::StringRecord| record.iter().map(String::from).collect();
        let columns: Vec<String> = texts(reader.headers().map_err(csv_error)?);
        let mut rows = Vec::new();
        for record in reader.records() {
            let cells: Vec<String> = texts(&record.map_err(csv_error)?);
            let row = Row {
                columns: &columns,
                cells: &cells,
            };
            if keep(row) {
                rows.push(cells);
            }
        }
        Ok(Some(Self { columns, rows }))
    }
}

/// The manifest of a run folder.
pub fn manifest(folder: &Path) -> Result<Manifest, ReadError> {
    let path = folder.join(MANIFEST);
    let text = text(&path)?;
    serde_json::from_str(&text).map_err(|source| ReadError::Manifest { path, source })
}

/// A text file.
pub fn text(path: &Path) -> Result<String, ReadError> {
    std::fs::read_to_string(path).map_err(ReadError::io(path))
}

/// Run folders that `folder` is or directly holds, by name.
pub fn run_folders(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if folder.join(MANIFEST).is_file() {
        return Ok(vec![folder.into()]);
    }
    let entries = std::fs::read_dir(folder).map_err(ReadError::io(folder))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(ReadError::io(folder))?.path();
        if path.join(MANIFEST).is_file() {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(ReadError::NoRun(folder.into()));
    }
    Ok(found)
}
