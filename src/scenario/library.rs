//! The texts of the shipped scenarios, which travel in the binary.

use include_dir::{Dir, include_dir};
use std::path::Path;

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

/// The paths of the scenario files directly in a shipped folder, in order; none: there is no such folder.
pub fn folder(name: &str) -> Vec<&'static str> {
    let name = name.strip_prefix("scenarios/").unwrap_or(name);
    let name = name.trim_end_matches('/');
    let directly = |path: &&str| {
        path.rsplit_once('/')
            .is_some_and(|(folder, _)| folder == name)
    };
    paths().into_iter().filter(directly).collect()
}

/// The paths of the shipped bases, in order, and the first sentence that each says of itself.
pub fn bases() -> impl Iterator<Item = (&'static str, String)> {
    folder("base").into_iter().map(|path| {
        let lines = text(path).unwrap_or_default().lines();
        let comment: Vec<&str> = lines.map_while(|line| line.strip_prefix("# ")).collect();
        let comment = comment.join(" ");
        let first = comment.split_inclusive(". ").next().unwrap_or_default();
        (path, first.trim_end().to_owned())
    })
}

/// The name and the text of a shipped posterior, by its file's stem.
pub fn posterior(name: &str) -> Option<(&'static str, &'static str)> {
    let files = FOLDER.get_dir(POSTERIORS)?.files();
    let found = by_stem(files.filter_map(|file| file.path().to_str()), name)?;
    Some((found, text(found)?))
}

/// Names of the shipped posteriors, in order.
pub fn posteriors() -> Vec<&'static str> {
    let files = FOLDER.get_dir(POSTERIORS).into_iter();
    let paths = files
        .flat_map(Dir::files)
        .filter_map(|file| file.path().to_str());
    let mut names: Vec<&str> = paths.filter_map(posterior_stem).collect();
    names.sort_unstable();
    names
}

/// Where posteriors are among the shipped files.
const POSTERIORS: &str = "posterior";

fn by_stem<'p>(mut paths: impl Iterator<Item = &'p str>, name: &str) -> Option<&'p str> {
    paths.find(|path| posterior_stem(path) == Some(name))
}

/// What a posterior is called by.
fn posterior_stem(path: &str) -> Option<&str> {
    let (_, file) = path.rsplit_once('/').unwrap_or(("", path));
    file.strip_suffix(".csv")
}

/// The text of a shipped table of cases, by its path or its file's stem.
pub fn table(name: &str) -> Option<&'static str> {
    let folder = FOLDER.get_dir("history")?;
    let file = folder.files().find(|file| {
        let stem = file.path().file_stem().unwrap_or_default();
        is_table(file.path()) && (file.path() == Path::new(name) || stem == name)
    });
    file?.contents_utf8()
}

fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "csv")
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
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posterior_is_found_by_the_stem_of_its_file() {
        let files = [
            "posterior/README.md",
            "posterior/korea.csv",
            "posterior/world.csv",
        ];
        let found = |name| by_stem(files.into_iter(), name);
        assert_eq!(found("korea"), Some("posterior/korea.csv"));
        assert_eq!(found("README"), None);
        assert_eq!(found("korea.csv"), None);
        // Whatever is shipped is found by the name it is listed under.
        assert!(posteriors().iter().all(|name| posterior(name).is_some()));
        assert_eq!(posterior("no-such-thing"), None);
    }
}
