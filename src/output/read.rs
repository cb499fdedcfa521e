//! Readers of what a run left: its tables, its manifest, its scenario.

use super::files::{MANIFEST, PACKAGE, SAID};
use super::manifest::Manifest;
use crate::scenario::file::text_file;
use crate::table::sheet::{Row, Sheet, SheetError};
use serde_json::{Map, Value};
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

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
    /// It is no manifest or data package of ours.
    #[error("{path} is none of a run: {source}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// It names a file that is not beside it.
    #[error("{path} names {file}: a manifest names files beside it and nothing else")]
    Elsewhere {
        /// The manifest.
        path: PathBuf,
        /// What it names.
        file: String,
    },
    /// A table that belongs to the run is not there.
    #[error("{0} is missing")]
    Missing(PathBuf),
    /// There is no run.
    #[error("{0} holds no run of offramp (no manifest.json in it, nor in a folder within)")]
    NoRun(PathBuf),
}

impl FolderReadError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
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

/// The rows of a table of a run folder for which `keep` holds; there must be one.
pub fn table(
    folder: &Path,
    file: &str,
    required: &[&str],
    keep: impl Fn(Row) -> bool,
) -> Result<Sheet, FolderReadError> {
    let path = folder.join(file);
    let found = sheet(&path, required, keep)?;
    found.ok_or(FolderReadError::Missing(path))
}

/// The path of a file that a manifest names: one beside it.
pub fn beside(folder: &Path, file: &str) -> Result<PathBuf, FolderReadError> {
    let mut parts = Path::new(file).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) => Ok(folder.join(name)),
        _ => Err(FolderReadError::Elsewhere {
            path: folder.join(MANIFEST),
            file: file.into(),
        }),
    }
}

/// The manifest of a run folder.
pub fn manifest(folder: &Path) -> Result<Manifest, FolderReadError> {
    let path = folder.join(MANIFEST);
    let text = text(&path)?;
    serde_json::from_str(&text).map_err(|source| FolderReadError::Manifest { path, source })
}

/// The data package of a run folder.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// The files of its tables.
    pub tables: Vec<String>,
    /// Whatever else it says.
    pub properties: Map<String, Value>,
}

/// The data package of a run folder.
pub fn package(folder: &Path) -> Result<Package, FolderReadError> {
    let path = folder.join(PACKAGE);
    let text = text(&path)?;
    let properties: Map<String, Value> =
        serde_json::from_str(&text).map_err(|source| FolderReadError::Manifest { path, source })?;
    let resources = properties.get("resources").and_then(Value::as_array);
    let resources = resources.into_iter().flatten();
    let tables = resources.filter_map(|resource| resource["path"].as_str());
    Ok(Package {
        tables: tables.map(String::from).collect(),
        properties,
    })
}

/// The answer in sentences, as the data package of a run folder has it; none where it has none.
pub fn said(folder: &Path) -> Vec<String> {
    let said = package(folder).ok();
    let said = said.and_then(|package| package.properties.get(SAID).cloned());
    serde_json::from_value(said.unwrap_or_default()).unwrap_or_default()
}

/// A text file.
pub fn text(path: &Path) -> Result<String, FolderReadError> {
    text_file::text(path, text_file::MANIFEST).map_err(FolderReadError::io(path))
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
