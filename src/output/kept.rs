//! A run folder in memory: for hosts that hand on what came of a run, and write it down where they are asked
//! to.

use super::files::MANIFEST;
use super::folder::{Begun, Folder, FolderError};
use super::manifest::Manifest;
use super::place::{names, ours, tables};
use super::read::{self, FolderReadError};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Every file of a run folder, or of a part of one, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFolder {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl KeptFolder {
    /// Reads a run folder: what a run left there, and nothing else that lies in it.
    ///
    /// # Errors
    /// [`FolderReadError`].
    pub fn read(place: &Path) -> Result<Self, FolderReadError> {
        let tables = match read::package(place) {
            Err(FolderReadError::Io { .. }) => return Err(FolderReadError::NoRun(place.into())),
            package => package?.tables,
        };
        let kept = Self::read_ours(place, &tables)?;
        let missing = tables.iter().find(|table| !kept.files.contains_key(*table));
        match missing {
            Some(table) => Err(FolderReadError::Missing(place.join(table))),
            None => kept.manifest(place).map(|_| kept),
        }
    }

    /// Reads the folder of a part.
    ///
    /// # Errors
    /// [`FolderReadError`].
    pub fn read_part(place: &Path) -> Result<Self, FolderReadError> {
        let kept = Self::read_ours(place, &tables(place))?;
        kept.manifest(place).map(|_| kept)
    }

    /// Reads what a run that left these tables left beside them, and these.
    fn read_ours(place: &Path, tables: &[String]) -> Result<Self, FolderReadError> {
        let files = names(place).map_err(FolderReadError::io(place))?;
        let ours = files.into_iter().filter(|file| ours(file, tables));
        let bytes = |file: String| {
            let path = place.join(&file);
            let bytes = fs::read(&path).map_err(FolderReadError::io(&path))?;
            Ok((file, bytes))
        };
        Ok(Self {
            files: ours.map(bytes).collect::<Result<_, _>>()?,
        })
    }

    /// What was run. `place` is what messages name.
    ///
    /// # Errors
    /// [`FolderReadError`].
    pub fn manifest(&self, place: &Path) -> Result<Manifest, FolderReadError> {
        let path = place.join(MANIFEST);
        match self.files.get(MANIFEST) {
            None => Err(FolderReadError::Missing(path)),
            Some(bytes) => serde_json::from_slice(bytes)
                .map_err(|source| FolderReadError::Manifest { path, source }),
        }
    }

    /// Writes it as the run folder `place`, whole or not at all. What stands there of the same run stays.
    ///
    /// # Errors
    /// [`FolderError`] where something else stands there, unless `force`.
    pub fn write(
        &self,
        manifest: &Manifest,
        place: &Path,
        force: bool,
    ) -> Result<PathBuf, FolderError> {
        let folder = match Folder::begin(place, manifest, force)? {
            Begun::Stands(place) => return Ok(place),
            Begun::Making(folder) => folder,
        };
        for (file, bytes) in &self.files {
            let mut out = folder.create(file)?;
            let written = out.write_all(bytes).and_then(|()| out.flush());
            written.map_err(FolderError::io(&place.join(file)))?;
        }
        folder.finish()
    }
}
