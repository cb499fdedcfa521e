//! Readers of what a run left: its tables, its manifest, its scenario.

use super::folder::MANIFEST;
use super::manifest::Manifest;
use crate::table::sheet::{Row, Sheet, SheetError};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Why a run folder could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderReadError {
    /// The system refused.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no table of ours.
    #[error("cannot read {path}: {source}")]
    Sheet {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: SheetError,
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

impl FolderReadError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.into(),
            source,
        }
    }
}

/// The rows of a table for which `keep` holds; `None` if there is no such file. It must have the
/// columns `required`.
pub fn sheet(
    path: &Path,
    required: &[&str],
    keep: impl Fn(Row) -> bool,
) -> Result<Option<Sheet>, FolderReadError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FolderReadError::io(path)(error)),
    };
    let sheet = Sheet::read(file, required, keep);
    sheet.map(Some).map_err(|source| FolderReadError::Sheet {
        path: path.into(),
        source,
    })
}

/// The manifest of a run folder.
pub fn manifest(folder: &Path) -> Result<Manifest, FolderReadError> {
    let path = folder.join(MANIFEST);
    let text = text(&path)?;
    serde_json::from_str(&text).map_err(|source| FolderReadError::Manifest { path, source })
}

/// A text file.
pub fn text(path: &Path) -> Result<String, FolderReadError> {
    std::fs::read_to_string(path).map_err(FolderReadError::io(path))
}

/// Run folders that `folder` is or directly holds, by name.
pub fn run_folders(folder: &Path) -> Result<Vec<PathBuf>, FolderReadError> {
    if folder.join(MANIFEST).is_file() {
        return Ok(vec![folder.into()]);
    }
    let entries = std::fs::read_dir(folder).map_err(FolderReadError::io(folder))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(FolderReadError::io(folder))?.path();
        if path.join(MANIFEST).is_file() {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(FolderReadError::NoRun(folder.into()));
    }
    Ok(found)
}
