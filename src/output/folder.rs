//! A folder is written beside its place and moved there when it is complete.

use super::manifest::Manifest;
use crate::table::rows::Table;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// The data package's file.
pub const PACKAGE: &str = "datapackage.json";
/// The file that says where and how fast it was run.
pub const HOST: &str = "host.json";

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system refused.
    #[error("cannot write {path}: {source}")]
    Io {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table could not be written.
    #[error("cannot write {path}: {source}")]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: csv::Error,
    },
    /// There is another run in the folder.
    #[error(
        "{path} holds another run ({differs}); say --force to replace it, or --out for another place"
    )]
    Differs {
        /// The folder.
        path: PathBuf,
        /// In what it differs.
        differs: String,
    },
    /// There is something in the folder that is no run of ours.
    #[error(
        "{path} is not empty and holds no run of offramp (found {found}); say --force to write into it, or --out for another place"
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// One of the files.
        found: String,
    },
}

impl FolderError {
    /// Tells which file the system refused.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.into(),
            source,
        }
    }
}

/// A folder in the making. Dropped before [`Folder::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    draft: TempDir,
}

impl Folder {
    /// Begins a folder that shall stand at `place`. Refuses, before any work is done, where
    /// something else stands there, unless `force`.
    pub fn begin(place: &Path, manifest: &Manifest, force: bool) -> Result<Self, FolderError> {
        if !force {
            vacant(place, manifest)?;
        }
        let parent = place.parent().filter(|p| !p.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(FolderError::io(parent))?;
        let draft = tempfile::Builder::new()
            .prefix(".offramp-")
            .tempdir_in(parent)
            .map_err(FolderError::io(place))?;
        Ok(Self {
            place: place.into(),
            draft,
        })
    }

    /// A file of the draft, to be written piece by piece.
    pub fn create(&self, file: &str) -> Result<BufWriter<File>, FolderError> {
        let path = self.draft.path().join(file);
        let created = File::create(&path).map_err(FolderError::io(&self.place.join(file)))?;
        Ok(BufWriter::with_capacity(1 << 16, created))
    }

    /// Writes a text.
    pub fn text(&self, file: &str, text: &str) -> Result<(), FolderError> {
        let mut out = self.create(file)?;
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(FolderError::io(&self.place.join(file)))
    }

    /// Writes a JSON value.
    pub fn json(&self, file: &str, value: &impl serde::Serialize) -> Result<(), FolderError> {
        let text = serde_json::to_string_pretty(value)
            .expect("what is described has nothing JSON cannot say");
        self.text(file, &(text + "\n"))
    }

    /// Writes a table.
    pub fn table(&self, table: &Table) -> Result<(), FolderError> {
        let file = table.schema.file;
        let out = self.create(file)?;
        table.write(out).map_err(|source| self.csv(file, source))
    }

    /// The error of a table that could not be written.
    pub fn csv(&self, file: &str, source: csv::Error) -> FolderError {
        FolderError::Csv {
            path: self.place.join(file),
            source,
        }
    }

    /// Puts the files in their place, the manifest last: a folder without one is not complete.
    pub fn finish(self) -> Result<PathBuf, FolderError> {
        let place = &self.place;
        fs::create_dir_all(place).map_err(FolderError::io(place))?;
        let old = place.join(MANIFEST);
        if old.exists() {
            clear(place)?;
        }
        let mut files = names(self.draft.path()).map_err(FolderError::io(place))?;
        files.sort_by_key(|file| (file == MANIFEST, file.clone()));
        for file in files {
            let to = place.join(&file);
            fs::rename(self.draft.path().join(&file), &to).map_err(FolderError::io(&to))?;
        }
        Ok(self.place)
    }
}

/// Writes a file beside its place and moves it there when it is whole.
pub fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> csv::Result<()>,
) -> Result<(), FolderError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let draft = tempfile::Builder::new()
        .prefix(".offramp-")
        .tempfile_in(parent.unwrap_or(Path::new(".")))
        .map_err(FolderError::io(path))?;
    let mut out = BufWriter::new(draft.as_file());
    write(&mut out).map_err(|source| FolderError::Csv {
        path: path.into(),
        source,
    })?;
    out.flush().map_err(FolderError::io(path))?;
    drop(out);
    let moved = draft
        .persist(path)
        .map_err(|error| FolderError::io(path)(error.error))?;
    readable(&moved).map_err(FolderError::io(path))
}

/// Temporary files are private; tables are for everybody who may read the folder.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Tables that the data package of a folder names: what a run of ours left there.
fn tables(place: &Path) -> Vec<String> {
    let text = fs::read_to_string(place.join(PACKAGE)).unwrap_or_default();
    let package: Value = serde_json::from_str(&text).unwrap_or_default();
    let resources = package["resources"].as_array().into_iter().flatten();
    let paths = resources.filter_map(|resource| resource["path"].as_str());
    paths.map(String::from).collect()
}

/// Whether a file is one that a run of ours leaves, beside those tables.
fn ours(file: &str, tables: &[String]) -> bool {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    match ending {
        "csv" => tables.iter().any(|table| table == file),
        "json" => [MANIFEST, HOST, PACKAGE].contains(&file),
        "toml" => stem == "scenario" || stem.starts_with("scenario-"),
        "html" => stem == "report",
        _ => false,
    }
}

/// Removes the files of an earlier run, the manifest first.
fn clear(place: &Path) -> Result<(), FolderError> {
    let mut files = names(place).map_err(FolderError::io(place))?;
    let tables = tables(place);
    files.retain(|file| ours(file, &tables));
    files.sort_by_key(|file| (file != MANIFEST, file.clone()));
    for file in files {
        let path = place.join(file);
        fs::remove_file(&path).map_err(FolderError::io(&path))?;
    }
    Ok(())
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    let name = |entry: io::Result<fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = entries.map(name).collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

/// Whether a run may be written here: nothing is there, or the same run.
fn vacant(place: &Path, manifest: &Manifest) -> Result<(), FolderError> {
    let files = match names(place) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(FolderError::io(place)(error)),
    };
    let tables = tables(place);
    let foreign = files
        .iter()
        .find(|file| !ours(file, &tables) && !place.join(file).is_dir());
    if let Some(found) = foreign {
        return Err(FolderError::Foreign {
            path: place.into(),
            found: found.clone(),
        });
    }
    if files.is_empty() {
        return Ok(());
    }
    let path = place.join(MANIFEST);
    let Ok(text) = fs::read_to_string(&path) else {
        let found = files[0].clone();
        return Err(FolderError::Foreign {
            path: place.into(),
            found,
        });
    };
    let differs = match serde_json::from_str::<Manifest>(&text) {
        Ok(old) => manifest.differences(&old).join(", "),
        Err(_) => "its manifest is of another kind".into(),
    };
    if differs.is_empty() {
        Ok(())
    } else {
        Err(FolderError::Differs {
            path: place.into(),
            differs,
        })
    }
}
