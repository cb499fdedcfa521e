//! The shipped scenarios, which travel in the binary.

use super::load::{self, ReadError};
use include_dir::{Dir, include_dir};

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// A shipped scenario that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// Its name.
    pub name: String,
    /// Its path in the library, such as `kaesong-2020.toml`.
    pub path: String,
    /// One line for lists.
    pub title: String,
    /// The question it was written to answer.
    pub question: String,
}

/// The text of a shipped file by its path, bases included.
pub fn text(path: &str) -> Option<&'static str> {
    FOLDER.get_file(path)?.contents_utf8()
}

/// The path of a shipped scenario, by its path, its path without ending, or its file's stem.
pub fn find(name: &str) -> Option<&'static str> {
    let stem = |path: &'static str| {
        path.rsplit('/')
            .next()
            .and_then(|file| file.strip_suffix(".toml"))
    };
    let paths = paths();
    let by_path = paths
        .iter()
        .find(|path| **path == name || path.strip_suffix(".toml") == Some(name));
    by_path
        .or_else(|| paths.iter().find(|path| stem(path) == Some(name)))
        .copied()
}

/// Every scenario that can be run, by path. Bases are left out.
///
/// # Errors
/// If a shipped scenario is invalid, which a test rules out.
pub fn list() -> Result<Vec<Shipped>, ReadError> {
    let mut list = Vec::new();
    for path in paths() {
        match load::read_embedded(path, &[]) {
            Ok(checked) => list.push(Shipped {
                name: checked.scenario.name,
                path: path.to_owned(),
                title: checked.scenario.title,
                question: checked.scenario.question,
            }),
            Err(ReadError::Abstract { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(list)
}

/// The paths of all scenario files, in order.
pub fn paths() -> Vec<&'static str> {
    fn collect(dir: &'static Dir<'static>, paths: &mut Vec<&'static str>) {
        paths.extend(
            dir.files()
                .filter_map(|file| file.path().to_str())
                .filter(|path| is_scenario(path)),
        );
        dir.dirs().for_each(|dir| collect(dir, paths));
    }
    let mut paths = Vec::new();
    collect(&FOLDER, &mut paths);
    paths.sort_unstable();
    paths
}

fn is_scenario(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "toml")
}
