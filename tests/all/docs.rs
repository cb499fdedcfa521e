//! Docs that could rot: commands, links, the list of scenarios, the table of parameters.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all docs` writes docs/parameters.md anew.

use offramp::scenario::file::catalog;
use offramp::scenario::parameter::{self, NumberKind, Parameter, Scope};
use offramp::scenario::read_embedded;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page of the repository: the top, `docs`, `scenarios`, `results`.
fn pages() -> Vec<PathBuf> {
    fn collect(dir: &Path, deep: bool, pages: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && deep {
                collect(&path, true, pages);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    let mut pages = Vec::new();
    collect(root(), false, &mut pages);
    for folder in ["docs", "scenarios", "results"] {
        collect(&root().join(folder), folder == "docs", &mut pages);
    }
    pages.sort();
    pages
}

fn shown(page: &Path) -> String {
    page.strip_prefix(root()).unwrap().display().to_string()
}

/// The text of a page without its blocks of code.
fn prose(text: &str) -> String {
    let (mut prose, mut code) = (String::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code && !line.starts_with("    ") {
            prose += line;
            prose.push('\n');
        }
    }
    prose
}

#[test]
fn links_between_pages_resolve() {
    let mut broken = Vec::new();
    let mut links = 0;
    for page in pages() {
        let text = prose(&std::fs::read_to_string(&page).unwrap());
        for after in text.split("](").skip(1) {
            let target = after.split([')', ' ']).next().unwrap();
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            links += 1;
            let to = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            let there = to.exists() && (anchor.is_empty() || anchors(&to).contains(anchor));
            if !there {
                broken.push(format!("{}: {target}", shown(&page)));
            }
        }
    }
    assert!(links > 20, "links are not read");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The anchors of a page's headings, as repository hosts make them.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = prose(&std::fs::read_to_string(page).unwrap());
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

#[test]
fn the_map_of_docs_has_every_page() {
    let map = std::fs::read_to_string(root().join("docs/README.md")).unwrap();
    let index = std::fs::read_to_string(root().join("docs/decisions/README.md")).unwrap();
    for page in pages() {
        let name = page.file_name().unwrap().to_str().unwrap();
        let inner = shown(&page);
        let listed = match inner.strip_prefix("docs/") {
            _ if name == "README.md" || name == "SUMMARY.md" => true,
            Some(inner) if inner.starts_with("decisions/") => index.contains(&format!("({name})")),
            Some(inner) => map.contains(&format!("({inner})")),
            None => true,
        };
        assert!(listed, "{inner} is in no list");
    }
}

#[test]
fn the_book_has_every_page() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    for page in pages() {
        let inner = shown(&page);
        let Some(inner) = inner
            .strip_prefix("docs/")
            .filter(|inner| *inner != "SUMMARY.md")
        else {
            continue;
        };
        assert!(
            summary.contains(&format!("({inner})")),
            "{inner} is not in docs/SUMMARY.md"
        );
    }
}

/// The commands of the `sh` blocks of every page: page and command, continued lines joined.
fn commands() -> Vec<(String, String)> {
    let mut commands = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for block in text.split("```sh\n").skip(1) {
            let block = block.split("```").next().unwrap().replace("\\\n", " ");
            for line in block.lines() {
                let command = line.split(" #").next().unwrap().trim();
                let first = [" | ", " > ", " && "]
                    .iter()
                    .fold(command, |whole, mark| whole.split(mark).next().unwrap());
                if !first.is_empty() && !first.starts_with('#') {
                    commands.push((shown(&page), first.trim().to_owned()));
                }
            }
        }
    }
    commands
}

/// Words as a shell parts them, quotes taken off.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in command.chars() {
        match (letter, quote) {
            ('\'' | '"', None) => quote = Some(letter),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.push(std::mem::take(&mut word)),
            _ => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The arguments of an `offramp` command, however it is called.
fn arguments(command: &str) -> Option<Vec<String>> {
    let arguments = ["offramp ", "cargo run --release -- "]
        .iter()
        .find_map(|call| command.strip_prefix(call))?;
    Some(words(arguments))
}

/// The same run, small and elsewhere.
fn small(arguments: &[String], out: &Path) -> Vec<String> {
    let mut small = Vec::new();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--trials" | "--out" => drop(rest.next()),
            "--beyond" => {
                rest.next();
                small.extend(["--beyond", "3"].map(str::to_owned));
            }
            "--quiet" | "-q" => {}
            _ => small.push(word.clone()),
        }
    }
    let out = out.to_str().unwrap();
    small.extend(["--trials", "8", "--quiet", "--out", out].map(str::to_owned));
    small
}

fn offramp(arguments: &[String]) -> std::process::Output {
    assert_cmd::Command::cargo_bin("offramp")
        .unwrap()
        .current_dir(root())
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn commands_of_the_docs_work() {
    let (mut failed, mut tried) = (Vec::new(), 0);
    let mut made = BTreeSet::new();
    // The tutorial is played whole, in its order, by tests of its own.
    let apart = |(page, _): &(String, String)| page != "docs/tutorial.md";
    for (page, command) in commands().into_iter().filter(apart) {
        let Some(arguments) = arguments(&command) else {
            continue;
        };
        tried += 1;
        let out = tempfile::tempdir().unwrap();
        let cheap = [
            "check",
            "explain",
            "parameters",
            "policies",
            "scenarios",
            "schema",
        ];
        if arguments[0] == "new" {
            made.extend(arguments.get(1).map(|name| format!("{name}.toml")));
        }
        // What an earlier command of the docs would have left is not there.
        let earlier = |word: &String| word == "--manifest" || made.contains(word);
        let alone = !arguments.iter().any(earlier);
        let given = match arguments[0].as_str() {
            "run" if alone => small(&arguments, out.path()),
            name if alone && cheap.contains(&name) => arguments.clone(),
            // Not run: only understood.
            _ => [arguments.clone(), vec!["--help".into()]].concat(),
        };
        let done = offramp(&given);
        if !done.status.success() {
            let why = String::from_utf8_lossy(&done.stderr).into_owned();
            failed.push(format!("{page}: {command}\n{why}"));
        }
    }
    assert!(tried > 1, "commands are not read");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn recipes_and_test_targets_that_docs_name_exist() {
    let recipes = std::fs::read_to_string(root().join("justfile")).unwrap();
    for (page, command) in commands() {
        let words = words(&command);
        match words[0].as_str() {
            "just" => {
                let recipe = words.get(1).map_or("check", String::as_str);
                let there = recipes
                    .lines()
                    .any(|line| line.split([' ', ':']).next() == Some(recipe));
                assert!(there, "{page}: {command}");
            }
            "cargo" => {
                for (flag, folder) in [("--test", "tests"), ("--example", "examples")] {
                    let mut after = words.iter().skip_while(|word| *word != flag);
                    if let Some(name) = after.nth(1) {
                        let file = root().join(folder).join(format!("{name}.rs"));
                        assert!(file.exists(), "{page}: {command}");
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_table_of_scenarios_is_the_folder() {
    let text = std::fs::read_to_string(root().join("scenarios/README.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let listed: BTreeSet<String> = rows
        .iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect();
    assert_eq!(listed.len(), rows.len(), "a scenario is listed twice");
    let shipped = catalog::list().unwrap();
    let paths = shipped.iter().map(|one| one.path.clone());
    // Crises of the record are written by one rule, which their own page states.
    let there: BTreeSet<String> = paths.filter(|path| !path.starts_with("history/")).collect();
    assert_eq!(listed, there);
    for row in rows {
        let path = row[0].trim_matches('`');
        let scenario = read_embedded(path, &[]).unwrap().scenario;
        assert_eq!(row[1], scenario.question, "{path}");
        assert!(row[2..].iter().all(|cell| !cell.is_empty()), "{path}");
        for policy in row[3].split('`').skip(1).step_by(2) {
            let another = there.contains(&format!("{policy}.toml"));
            assert!(
                another || scenario.policy(policy).is_some(),
                "{path}: no policy `{policy}`"
            );
        }
    }
}

fn default(row: &Parameter) -> String {
    match row.kind {
        NumberKind::Switch => (row.default != 0.0).to_string(),
        NumberKind::Real | NumberKind::Count | NumberKind::Rung => row.default.to_string(),
    }
}

fn parameters() -> String {
    let mut text = "# Parameters\n\n\
        Every number that a scenario can set, with its default, bounds and what the default rests on. Written by\n\
        `tests/all/docs.rs` from the table in `src/scenario/parameter.rs`; do not edit it here. What a parameter does in the\n\
        law is said in [model.md](model.md), where it may be written in [scenario-format.md](scenario-format.md).\n\n\
        A source that says \"calibrated\" means the median of a posterior, fitted together with the others to crises of the\n\
        world ([validation.md](validation.md)); \"fitted\" means a joint fit by hand to the patterns of the eleven Korean crises\n\
        listed in [model.md](model.md#patterns). Neither is an estimate of this number alone. \"Assumed\" and \"not identified\" mean that the data do not say: such a number is to\n\
        be varied, not believed. A rate per day is a probability, not an intensity.\n"
        .to_owned();
    let scopes = [
        (Scope::Crisis, "The crisis"),
        (Scope::Actor, "Every actor"),
        (Scope::Party, "Parties"),
        (Scope::ThirdParty, "Third parties"),
        (Scope::Pair, "Pairs of adversaries"),
        (Scope::Channel, "Channels"),
        (Scope::Incident, "Sources of incidents"),
        (Scope::Trigger, "The trigger"),
    ];
    for (scope, title) in scopes {
        write!(text, "\n## {title}\n\n").unwrap();
        text += "| parameter | default | bounds | unit | meaning | default rests on |\n|---|---|---|---|---|---|\n";
        for row in parameter::rows().filter(|row| row.scope == scope) {
            let bounds = match row.kind {
                NumberKind::Switch => "true, false".to_owned(),
                NumberKind::Real | NumberKind::Count | NumberKind::Rung => {
                    format!("{} to {}", row.low, row.high)
                }
            };
            let (key, default, unit, doc, source) =
                (row.key, default(row), row.unit, row.doc, row.rests_on());
            writeln!(
                text,
                "| `{key}` | {default} | {bounds} | {unit} | {doc} | {source} |"
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn the_reference_of_parameters_is_the_table() {
    let path = root().join("docs/parameters.md");
    let text = parameters();
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
        return;
    }
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(
        page == text,
        "docs/parameters.md is not the table; OFFRAMP_BLESS=1 writes it anew"
    );
    for row in parameter::rows() {
        assert!(text.contains(&format!("| `{}` |", row.key)), "{}", row.key);
    }
}
