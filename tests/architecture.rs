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
    rows.iter()
        .map(|row| {
            (
                quoted(&row[1])[0].clone(),
                quoted(&row[3]).into_iter().collect(),
            )
        })
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
    for after in code.split("crate::").skip(1) {
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
        let (name, owner) = (&quoted(&row[0])[0], &quoted(&row[1])[0]);
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
        assert_eq!(
            users.into_iter().collect::<Vec<_>>(),
            [owner.as_str()],
            "{name}"
        );
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
