//! Where a run folder shall stand, and what stands there.

use super::error::FolderError;
use super::files::{
    ANSWER, CASES, FOUND, HOST, MANIFEST, NFG, PACKAGE, POINTS, POSTERIOR, ROWS, TALLY, TEMPLATE,
};
use super::manifest::Manifest;
use super::read;
use std::fs;
use std::io;
use std::path::Path;

/// Whether the same run stands here, whole. Refuses where something else does.
pub(super) fn stands(place: &Path, manifest: &Manifest) -> Result<bool, FolderError> {
    let files = match names(place) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(FolderError::io(place)(error)),
    };
    let tables = tables(place);
    let foreign = files
        .iter()
        .find(|file| !ours(file, &tables) && !is_hidden(file) && !place.join(file).is_dir());
    let refused = |found: &String| FolderError::Foreign {
        path: place.into(),
        found: found.clone(),
    };
    if let Some(found) = foreign {
        return Err(refused(found));
    }
    let Some(first) = files.iter().find(|file| !is_hidden(file)) else {
        return Ok(false);
    };
    let Ok(text) = fs::read_to_string(place.join(MANIFEST)) else {
        return Err(refused(first));
    };
    let differs = match serde_json::from_str::<Manifest>(&text) {
        Ok(old) => manifest.differences(&old).join(", "),
        Err(_) => "its manifest is of another kind".into(),
    };
    if !differs.is_empty() {
        return Err(FolderError::Differs {
            path: place.into(),
            differs,
        });
    }
    let is_there = |file: &str| files.iter().any(|found| found == file);
    if is_there(TALLY) {
        return Ok(true);
    }
    let answered = manifest.command == "run" || is_there(ANSWER);
    Ok(answered && is_there(PACKAGE) && tables.iter().all(|table| is_there(table)))
}

/// Refuses where something stands in the place of a single file, unless `force`: asked before any
/// work is done.
///
/// # Errors
/// [`FolderError::Stands`].
pub fn refuse_standing(path: &Path, force: bool) -> Result<(), FolderError> {
    match path.symlink_metadata() {
        Ok(_) if !force => Err(FolderError::Stands { path: path.into() }),
        _ => Ok(()),
    }
}

/// Removes the files of an earlier run, the manifest first.
pub(super) fn clear(place: &Path) -> Result<(), FolderError> {
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

/// Names of what stands in a folder, in order.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    let name = |entry: io::Result<fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = entries.map(name).collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

/// Whether a file is one that desktops and editors leave, and nobody put there.
fn is_hidden(file: &str) -> bool {
    file.starts_with('.') || ["Thumbs.db", "desktop.ini"].contains(&file)
}

/// Tables that a run of ours left in a folder: those that its data package names, or, in that of a part,
/// the points that were asked for.
pub(super) fn tables(place: &Path) -> Vec<String> {
    if place.join(TALLY).exists() {
        return vec![POINTS.into()];
    }
    read::package(place).unwrap_or_default().tables
}

/// Whether a file is one that a run of ours leaves, beside those tables.
pub(super) fn ours(file: &str, tables: &[String]) -> bool {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    match ending {
        "csv" => [POSTERIOR, CASES].contains(&file) || tables.iter().any(|table| table == file),
        "json" => [MANIFEST, HOST, PACKAGE].contains(&file),
        "toml" => {
            [TEMPLATE, FOUND].contains(&file) || stem == "scenario" || stem.starts_with("scenario-")
        }
        "html" => stem == "report",
        "txt" => file == ANSWER,
        "nfg" => file == NFG,
        "bin" => file == TALLY,
        "rows" => file == ROWS,
        _ => false,
    }
}
