//! The map of modules in docs/architecture.md is what the imports of `src` say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn map() -> String {
    std::fs::read_to_string(root().join("docs/architecture.md")).unwrap()
}

/// The words in backticks of a text.
fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The cells of the rows of the table with that header.
fn table(text: &str, header: &str) -> Vec<Vec<String>> {
    text.lines()
        .skip_while(|line| !line.starts_with(header))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// Modules in their order, each with those it may use.
fn modules() -> Vec<(String, BTreeSet<String>)> {
    let rows = table(&map(), "| # | module |");
    assert!(rows.len() > 10, "the table of modules was not found");
    // The program stands below all modules and may use each of them.
    let names: BTreeSet<String> = rows.iter().map(|row| quoted(&row[1])[0].clone()).collect();
    rows.iter()
        .map(|row| {
            (
                quoted(&row[1])[0].clone(),
                quoted(&row[3]).into_iter().collect(),
            )
        })
        .chain([("cli".to_owned(), names)])
        .collect()
}

/// Every file of `src` that belongs to a module, with the module.
fn files() -> Vec<(String, PathBuf)> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    paths.sort();
    let module = |path: PathBuf| {
        let inner = path.strip_prefix(&src).unwrap();
        let first = inner.components().next().unwrap().as_os_str();
        let name = first.to_str().unwrap().trim_end_matches(".rs").to_owned();
        (name, path)
    };
    let named = paths.into_iter().map(module);
    named
        .filter(|(name, _)| name != "lib" && name != "main")
        .collect()
}

/// The code of a file: no comments, no tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let before_tests = text.split("#[cfg(test)]\nmod ").next().unwrap();
    before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules a text names after `crate::`, braces opened.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut used = BTreeSet::new();
    let paths = ["crate::", "offramp::"];
    for after in paths.iter().flat_map(|path| code.split(path).skip(1)) {
        let Some(list) = after.strip_prefix('{') else {
            used.insert(word(after));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (at, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    used.insert(word(&list[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    used
}

#[test]
fn nested_imports_are_read() {
    let code = "use crate::{a::{b, c}, d};\nlet x = crate::e::f();";
    let found: Vec<_> = used(code).into_iter().collect();
    assert_eq!(found, ["a", "d", "e"]);
}

#[test]
fn the_map_has_every_module_and_points_upwards_only() {
    let modules = modules();
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let built = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    assert!(
        built.clone().count() > 10,
        "modules of src/lib.rs are not read"
    );
    for name in built {
        let row = modules.iter().any(|(module, _)| module == name);
        assert!(row, "`{name}` has no row in docs/architecture.md");
    }
    for (at, (module, allowed)) in modules.iter().enumerate() {
        let above: BTreeSet<_> = modules[..at].iter().map(|(name, _)| name.clone()).collect();
        let below: Vec<_> = allowed.difference(&above).collect();
        assert!(
            below.is_empty(),
            "`{module}` may use {below:?}, not above it"
        );
    }
}

#[test]
fn a_module_uses_only_what_the_map_allows() {
    let allowed: BTreeMap<_, _> = modules().into_iter().collect();
    let mut wrong = Vec::new();
    let mut imports = 0;
    for (module, path) in files() {
        for name in used(&code(&path)) {
            // What the crate's front re-exports under a name of its own is no module.
            if !allowed.contains_key(&name) && name != "cli" {
                continue;
            }
            imports += 1;
            if name != module && !allowed[&module].contains(&name) {
                wrong.push(format!("{}: crate::{name}", path.display()));
            }
        }
    }
    assert!(imports > 50, "imports are not read");
    assert!(
        wrong.is_empty(),
        "not allowed by docs/architecture.md: {wrong:#?}"
    );
}

#[test]
fn crates_with_an_owner_are_used_by_it_alone() {
    let rows = table(&map(), "| crate | only in |");
    assert!(!rows.is_empty());
    for row in rows {
        let (name, mut owners) = (&quoted(&row[0])[0], quoted(&row[1]));
        owners.sort();
        let path = format!("{name}::");
        let mut users = BTreeSet::new();
        for (module, file) in files() {
            let code = code(&file);
            let at_a_word = |(at, _): (usize, &str)| {
                let before = code[..at].chars().next_back();
                before.is_none_or(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
            };
            if code.match_indices(&path).any(at_a_word) {
                users.insert(module);
            }
        }
        assert_eq!(users.into_iter().collect::<Vec<_>>(), owners, "{name}");
    }
}

#[test]
fn the_engine_does_no_input_and_output_and_only_the_command_line_prints() {
    let text = map();
    let line = text.split("Without input and output:").nth(1).unwrap();
    let quiet = quoted(line.split('.').next().unwrap());
    assert!(quiet.len() > 5);
    let io = [
        "std::fs",
        "std::env",
        "std::time",
        "std::process",
        "std::net",
        "stdin(",
        "stdout(",
        "stderr(",
    ];
    let prints = ["print!(", "println!(", "dbg!("];
    let mut wrong = Vec::new();
    for (module, path) in files() {
        let code = code(&path);
        let mut found: Vec<&&str> = Vec::new();
        if quiet.contains(&module) {
            found.extend(io.iter().filter(|word| code.contains(**word)));
        }
        if module != "cli" {
            found.extend(prints.iter().filter(|word| code.contains(**word)));
        }
        if !found.is_empty() {
            wrong.push(format!("{}: {found:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files of a room by the path one names them with inside it (`validate::fields`), each with
/// those of the same room that its code names.
fn links(room: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let named = |path: &Path| {
        let inner = path.strip_prefix(room).unwrap().with_extension("");
        let parts = inner
            .components()
            .map(|part| part.as_os_str().to_str().unwrap().to_owned());
        parts.collect::<Vec<String>>()
    };
    let all = files();
    let inside: Vec<(Vec<String>, &PathBuf)> = all
        .iter()
        .filter(|(_, path)| path.starts_with(room))
        .map(|(_, path)| (named(path), path))
        .collect();
    let names: BTreeSet<String> = inside.iter().map(|(name, _)| name.join("::")).collect();
    let room_name = room.file_name().unwrap().to_str().unwrap().to_owned();
    let mut links = BTreeMap::new();
    for (name, path) in &inside {
        // `super` of a file is its folder, `super` of a `mod.rs` the folder above.
        let is_front = name.last().is_some_and(|last| last == "mod");
        let folder = &name[..name.len() - 1];
        let mut found = BTreeSet::new();
        for used in named_paths(&code(path)) {
            let absolute = match used.split_first() {
                Some((first, rest)) if first == "super" => {
                    let mut up = folder.len() - usize::from(is_front).min(folder.len());
                    let mut rest = rest;
                    while rest.first().is_some_and(|part| part == "super") {
                        (up, rest) = (up.saturating_sub(1), &rest[1..]);
                    }
                    [&folder[..up], rest].concat()
                }
                Some((first, rest)) if first == "crate" || first == "offramp" => {
                    match rest.split_first() {
                        Some((top, rest)) if *top == room_name => rest.to_vec(),
                        _ => continue,
                    }
                }
                _ => continue,
            };
            // The longest beginning of the path that is a file.
            let file = (1..=absolute.len()).rev().find_map(|length| {
                let file = absolute[..length].join("::");
                names.contains(&file).then_some(file)
            });
            found.extend(file.filter(|file| *file != name.join("::")));
        }
        links.insert(name.join("::"), found);
    }
    links
}

/// The paths that a code names from `super`, `crate` or `offramp` on, braces opened.
fn named_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for start in ["super::", "crate::", "offramp::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            opened(&code[at..], &mut Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads one path, or, in braces, each of several that begin alike; returns the bytes read.
fn opened(text: &str, begun: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let mut at = 0;
    let depth = begun.len();
    loop {
        let rest = &text[at..];
        let length = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if length > 0 {
            begun.push(rest[..length].to_owned());
            at += length;
            if text[at..].starts_with("::") {
                at += 2;
                continue;
            }
        } else if rest.starts_with('{') {
            at += 1;
            loop {
                let rest = &text[at..];
                let skipped = rest
                    .find(|c: char| !c.is_whitespace() && c != ',')
                    .unwrap_or(rest.len());
                at += skipped;
                if text[at..].is_empty() || text[at..].starts_with('}') {
                    at = (at + 1).min(text.len());
                    break;
                }
                let read = opened(&text[at..], begun, paths);
                at += read.max(1);
            }
            begun.truncate(depth);
            return at;
        }
        paths.push(begun.clone());
        begun.truncate(depth);
        return at;
    }
}

#[test]
fn paths_are_read_with_their_braces() {
    let found = named_paths("use super::{a::{self, b}, c};\nlet x = crate::d::e();");
    let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["super::a::self", "super::a::b", "super::c", "crate::d::e"]
    );
}

#[test]
fn no_two_files_of_a_module_use_each_other_however_far_round() {
    let src = root().join("src");
    let rooms: BTreeSet<PathBuf> = files()
        .into_iter()
        .map(|(module, _)| src.join(module))
        .filter(|room| room.is_dir())
        .collect();
    let (mut circles, mut count) = (Vec::new(), 0);
    for room in rooms {
        let links = links(&room);
        count += links.values().map(BTreeSet::len).sum::<usize>();
        // A module's front re-exports what is below it, and lists it; what is below may name what
        // the front declares. Every other pair of files has one direction.
        let is_front = |file: &str| file == "mod" || file.ends_with("::mod");
        for start in links.keys().filter(|file| !is_front(file)) {
            let (mut seen, mut waiting) = (BTreeSet::new(), vec![start]);
            while let Some(file) = waiting.pop() {
                for next in links[file].iter().filter(|file| !is_front(file)) {
                    if next == start {
                        circles.push(format!("{}: {start} <- {file}", room.display()));
                    }
                    if seen.insert(next) {
                        waiting.push(next);
                    }
                }
            }
        }
    }
    assert!(count > 100, "links between files are not read: {count}");
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn the_engine_knows_no_country() {
    let words = [
        "Korea",
        "korea",
        "Kaesong",
        "kaesong",
        "Pyongyang",
        "Seoul",
        "Kargil",
        "Cuba",
    ];
    let mut wrong = Vec::new();
    for (module, path) in files() {
        // Examples in messages and in the codebook of commands name an actor that is shipped.
        let text = code(&path)
            .replace("actor.north-korea.resolve", "")
            .replace("`north-korea`", "");
        let found: Vec<_> = words.iter().filter(|word| text.contains(**word)).collect();
        if module != "cli" && !found.is_empty() {
            wrong.push(format!("{}: {found:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
