//! The texts of the shipped scenarios, which travel in the binary.

use include_dir::{Dir, include_dir};

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The text of a shipped file by its path, bases included.
pub fn text(path: &str) -> Option<&'static str> {
    FOLDER.get_file(path)?.contents_utf8()
}

/// What the defaults of the law were fitted to, in words.
pub fn reference_record() -> &'static str {
    let text = text("reference-record.txt");
    text.expect("invariant: it travels with the scenarios")
        .trim_end()
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
