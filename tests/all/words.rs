//! `explain` knows every word that a command prints: the headers of its tables, their verdicts and
//! labels, the legends under them, and the headers and categories of the tables it writes.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all words` writes docs/glossary.md anew.

use assert_cmd::Command;
use offramp::codebook::{self, CodebookEntry, EntryKind, Lookup};
use offramp::scenario::{Relation, Scenario, read_embedded};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Words of plain English that legends are written in, which nobody has to look up; people and months
/// are no words.
const PLAIN: &str = "a about asks believe came furthest numbers partly side you after all allow alone an and any are as at away be because been before beside \
    between both but by can chance column columns computed contain could counting depend depends did \
    differ differs different distance do does each else empty enough every first for found from full \
    given goes half happens has have held here how however if in independent instead into is it its \
    itself laplace larger largest least left less lie lies long make makes many matter mean measured \
    minus most near nearer need never no none not nothing number oberst of on once one ones only or other \
    others out over own pair pairs part parts per percentile places principle raise read reads reason \
    insufficient rests row rows runs said same saw say says see sees settle shown since so some sontag \
    still stop such take takes tell told than that the their them then there these they this those through \
    ties times to together too twice until use used was well were what when where which while who whose why \
    will with within without would write writes yes begins brackets behaves best called change compare \
    come comes offramp overlap plays says seeking suffice tells theory under again another care cares go goes hold surely \
    meets nobody open";

/// What a command printed or wrote, with where each phrase stood.
struct Gathered<'a> {
    codebook: &'a [CodebookEntry],
    /// Names that a scenario gives, which only it explains.
    names: BTreeSet<String>,
    /// Phrases that were taken apart: a table says the same a thousand times.
    seen: BTreeSet<String>,
    known: BTreeSet<String>,
    unknown: BTreeMap<String, String>,
}

impl<'a> Gathered<'a> {
    fn new(codebook: &'a [CodebookEntry], scenario: &str) -> Self {
        let scenario = read_embedded(scenario, &[]).unwrap().scenario;
        Self {
            codebook,
            names: names(&scenario),
            seen: BTreeSet::new(),
            known: BTreeSet::new(),
            unknown: BTreeMap::new(),
        }
    }

    /// Takes a phrase apart into the longest words that are known.
    fn phrase(&mut self, phrase: &str, place: &str) {
        if !self.seen.insert(phrase.to_owned()) {
            return;
        }
        let clean = |word: &str| {
            let marks = |c: char| !(c.is_alphanumeric() || "†_-".contains(c));
            word.trim_matches(marks).trim_end_matches("'s").to_owned()
        };
        let mut words: Vec<String> = phrase.split_whitespace().map(clean).collect();
        words.retain(|word| !word.is_empty());
        let mut at = 0;
        while at < words.len() {
            let longest = (at + 1..=words.len().min(at + 8))
                .rev()
                .find(|&end| is_known(self.codebook, &words[at..end].join(" ")));
            if let Some(end) = longest {
                self.known.insert(words[at..end].join(" "));
                at = end;
                continue;
            }
            let word = &words[at];
            let is_number = word.contains(|c: char| c.is_ascii_digit());
            let is_plain = PLAIN.split_whitespace().any(|p| p == word.to_lowercase());
            if !(is_number || is_plain || self.names.contains(word)) {
                self.unknown.insert(word.clone(), place.to_owned());
            }
            at += 1;
        }
    }

    /// A cell of a printed table: nothing to look up in numbers, names and sentences.
    fn cell(&mut self, cell: &str, place: &str) {
        let is_number = cell.contains(|c: char| c.is_ascii_digit());
        let is_name = self.names.contains(cell.trim_matches(['(', ')']));
        let is_name = is_name && !is_known(self.codebook, cell);
        if !is_number && !is_name && cell.split_whitespace().count() <= 3 {
            self.phrase(cell, place);
        }
    }

    /// What a command said: headers and cells of its tables, and what stands under them.
    fn said(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        let is_rule = |line: &str| line.starts_with(['─', '═']);
        let (mut in_table, mut after) = (false, false);
        for (at, line) in lines.iter().copied().enumerate() {
            let next = lines.get(at + 1).copied().unwrap_or_default();
            if is_rule(line) {
                (in_table, after) = (true, true);
                continue;
            }
            // The ranking has its header above its first rule.
            let starts = !in_table && line.starts_with(' ') && is_rule(next);
            let is_header = next.starts_with('═') || starts;
            let is_table = is_header || (in_table && line.starts_with(' '));
            if !is_table {
                in_table = false;
                if after && is_legend(line) {
                    self.phrase(line, line);
                }
                continue;
            }
            let cells = line.split("  ").map(str::trim);
            let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let is_group = cells.len() == 1 && !line.starts_with(" Source:");
            for cell in cells {
                if (is_header || is_group) && !self.names.contains(cell) {
                    self.phrase(cell, line);
                } else {
                    self.cell(cell, line);
                }
            }
        }
    }

    /// Every table of a folder, and the names of its files.
    fn folder(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                self.folder(&path);
                continue;
            }
            self.phrase(&name, "a file");
            if path.extension().is_some_and(|end| end == "csv") {
                self.table(&path, &name);
            }
        }
    }

    fn table(&mut self, path: &Path, name: &str) {
        /// Columns that hold names, codes and sentences.
        const FREE: &str = "scenario policy arm baseline baseline_arm variant text command claim source \
            actor target actor_code target_code rung rule restraint against cameo cameo_root seed date record_source \
            case title condition limits among factor description";
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        header.iter().for_each(|column| self.phrase(column, name));
        for row in reader.records() {
            let row = row.unwrap();
            // What is scripted and what is an incident have names that the scenario gives.
            let is_named = row
                .iter()
                .any(|cell| ["scripted", "incident"].contains(&cell));
            for (column, cell) in header.iter().zip(&row) {
                if column == "detail" && is_named {
                    continue;
                }
                let is_free = FREE.split_whitespace().any(|free| free == column);
                let is_value = cell.parse::<f64>().is_ok() || ["true", "false"].contains(&cell);
                if is_free || is_value || column.starts_with("set:") {
                    continue;
                }
                for part in cell.split(['|', '+']) {
                    let about = part.split(':').next().unwrap();
                    if !self.names.contains(about) {
                        self.phrase(about, &format!("{name}, {column}"));
                    }
                }
            }
        }
    }

    /// The keys of an answer in JSON.
    fn keys(&mut self, answer: &Value) {
        match answer {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                if !self.names.contains(key) {
                    self.phrase(key, "a key in JSON");
                }
                self.keys(value);
            }),
            Value::Array(values) => values.iter().for_each(|value| self.keys(value)),
            _ => {}
        }
    }

    /// Headers of the tables of a page.
    fn page(&mut self, path: &Path) {
        let html = std::fs::read_to_string(path).unwrap();
        for cell in html.split("<th").skip(1) {
            let Some((_, text)) = cell.split_once('>') else {
                continue;
            };
            let text = text.split('<').next().unwrap().trim();
            if !self.names.contains(text) {
                self.phrase(text, "a header of the page");
            }
        }
    }

    /// Fails where a word is not known, or where too few were gathered to say so.
    fn all_known(self, command: &str, at_least: usize) {
        let (known, unknown) = (self.known.len(), self.unknown);
        assert!(
            unknown.is_empty(),
            "explain does not know, of {command}: {unknown:#?}"
        );
        assert!(
            known >= at_least,
            "of {command} only {known}: {:?}",
            self.known
        );
    }
}

fn is_known(codebook: &[CodebookEntry], word: &str) -> bool {
    matches!(codebook::lookup(codebook, word), Lookup::Found(_))
}

/// What stands under a table and is no path, no command and no text of a scenario.
fn is_legend(line: &str) -> bool {
    let is_of_the_scenario = ["Priors,", "* Priors,", "offramp ", "  offramp "]
        .iter()
        .any(|begins| line.starts_with(begins));
    !is_of_the_scenario && !line.contains(".csv") && !line.starts_with('/')
}

/// Every name that a scenario gives to something.
fn names(scenario: &Scenario) -> BTreeSet<String> {
    let mut names = BTreeSet::from([scenario.name.clone()]);
    names.extend(scenario.policies.iter().map(|policy| policy.name.clone()));
    let overlays = scenario.policies.iter().flat_map(|policy| &policy.overlays);
    let rules = overlays.flat_map(|(_, overlay)| &overlay.rules);
    names.extend(rules.map(|rule| rule.name.clone()));
    names.extend(scenario.actors.iter().map(|actor| actor.name.clone()));
    let labels = scenario
        .actors
        .iter()
        .flat_map(|actor| actor.label.split(' '));
    names.extend(labels.map(str::to_owned));
    for pair in &scenario.pairs {
        names.insert(pair.name.clone());
        if let Relation::Adversaries { channels, .. } = &pair.relation {
            let of = |name: &String| format!("{}.{name}", pair.name);
            names.extend(channels.iter().map(|channel| of(&channel.name)));
        }
    }
    names
}

fn offramp(args: &[&str]) -> String {
    let done = Command::cargo_bin("offramp").unwrap().args(args).output();
    let done = done.unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{args:?}: {told}");
    said
}

/// An answer in JSON.
fn json(args: &[&str]) -> Value {
    let said = offramp(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&said).unwrap()
}

/// The entry of a word, as the glossary has it: parameters stand on a page of their own.
fn row(entry: &CodebookEntry) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', "<br>");
    let kind = entry.kind.name();
    if entry.kind == EntryKind::Parameter {
        let name = &entry.name;
        return format!("| `{name}` | {kind} | [parameters.md](parameters.md) |");
    }
    let also = if entry.also.is_empty() {
        String::new()
    } else {
        format!("<br>Also: {}.", entry.also.join(", "))
    };
    let text = cell(&entry.text) + &cell(&also);
    match entry.kind {
        EntryKind::Word("concept") => format!("| {} | {kind} | {text} |", entry.name),
        _ => format!("| `{}` | {kind} | {text} |", entry.name),
    }
}

/// docs/glossary.md, from the codebook.
fn glossary() -> String {
    let mut page = "# Glossary\n\n\
        Every word that a command prints or a table of results holds, and every parameter and preset. `offramp explain WORD`\n\
        says the same, and explains keys of scenario files, conditions of rules and shipped scenarios as well. Written by\n\
        `tests/all/words.rs` from the codebook of the program (`src/codebook`); do not edit it here.\n"
        .to_owned();
    let of_scenarios = [
        EntryKind::Setting,
        EntryKind::Feature,
        EntryKind::Section,
        EntryKind::Key,
        EntryKind::Word("shipped scenario"),
        EntryKind::Word("problem of a scenario file"),
    ];
    let mut entries = codebook::entries();
    entries.retain(|entry| !of_scenarios.contains(&entry.kind));
    let order = |entry: &CodebookEntry| entry.name.to_lowercase().replace(['-', '_'], " ");
    entries.sort_by_cached_key(order);
    let mut letter = None;
    for entry in &entries {
        let first = entry.name.chars().next().map(|c| c.to_ascii_uppercase());
        if first != letter {
            letter = first;
            let heading = first.unwrap_or_default();
            write!(
                page,
                "\n## {heading}\n\n| word | what it is | meaning |\n|---|---|---|\n"
            )
            .unwrap();
        }
        page += &row(entry);
        page.push('\n');
    }
    page
}

#[test]
fn the_glossary_is_the_codebook() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/glossary.md");
    let text = glossary();
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
        return;
    }
    let page = std::fs::read_to_string(path).unwrap();
    assert!(
        page == text,
        "docs/glossary.md is not the codebook; OFFRAMP_BLESS=1 writes it anew"
    );
}

#[test]
fn nonsense_is_unknown() {
    let codebook = codebook::entries();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.said("─\n frobnication   war % \n═\n north-korea   2.0 \n─\nQuux of trials.\n");
    let unknown: Vec<&String> = gathered.unknown.keys().collect();
    assert_eq!(unknown, ["Quux", "frobnication"]);
    assert!(gathered.known.contains("war"));
}

#[test]
fn explain_knows_the_words_of_runs_and_pages() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let args = [
        "run",
        "kaesong-2020",
        "--policies",
        "baseline,grit",
        "--trials",
        "40",
    ];
    gathered.said(&offramp(
        &[&args[..], &["--trials-csv", "--out", path]].concat(),
    ));
    gathered.folder(out.path());
    let again = [&args[..], &["--trials-csv", "--out", path]].concat();
    gathered.keys(&json(&again));
    gathered.all_known("run", 90);

    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let said = offramp(&["report", &format!("{path}/kaesong-2020")]);
    for line in said.lines().filter(|line| line.starts_with("    ")) {
        gathered.phrase(line.split_whitespace().next().unwrap(), line);
    }
    gathered.page(&out.path().join("kaesong-2020/report.html"));
    gathered.all_known("report", 15);
}

#[test]
fn explain_knows_the_words_of_comparisons() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let args = "compare kaesong-2020 --policies grit,firm,engage,south-restraint-only,no-first-escalation --wide \
        --trials 200 --worlds 20 --world-trials 10 --report --out";
    let args: Vec<&str> = args.split_whitespace().chain([path]).collect();
    gathered.said(&offramp(&args));
    gathered.folder(out.path());
    gathered.page(&out.path().join("kaesong-2020-compare/report.html"));
    let args = "compare kaesong-2020 --policies grit --trials 20 --force --out";
    let args: Vec<&str> = args.split_whitespace().chain([path]).collect();
    gathered.keys(&json(&args));
    gathered.all_known("compare", 120);
}

#[test]
fn explain_knows_the_words_of_what_is_averaged_over_a_posterior() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let posterior = out.path().join("fit.csv");
    let draws = "law,draw,weight,log_likelihood,law.fear\n1,0,1,-1,1\n1,1,2,-1,3\n";
    std::fs::write(&posterior, draws).unwrap();
    let more = ["--posterior", posterior.to_str().unwrap(), "--out", path];
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    for (command, tables) in [
        (
            "run kaesong-2020 --trials 200 --report",
            &["outcomes", "summary"][..],
        ),
        (
            "compare kaesong-2020 --policies grit --trials 200 --worlds 20 --world-trials 10 --report",
            &["comparisons", "policies", "summary", "worlds"],
        ),
        (
            "attribute kaesong-2020 --outcome minor_clash --trials 60",
            &["attribution"],
        ),
    ] {
        let args: Vec<&str> = command.split_whitespace().chain(more).collect();
        offramp(&args);
        let name = args[0].replace("run", "");
        let dash = if name.is_empty() { "" } else { "-" };
        let folder = out.path().join(format!("kaesong-2020{dash}{name}"));
        for table in tables {
            let file = format!("{table}.csv");
            gathered.table(&folder.join(&file), &file);
        }
        if args.contains(&"--report") {
            gathered.page(&folder.join("report.html"));
        }
        let mut again = args.clone();
        again.retain(|word| *word != "--report");
        again.push("--force");
        gathered.keys(&json(&again));
    }
    for word in [
        "posterior",
        "left open",
        "posterior_low",
        "posterior_better",
    ] {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("--posterior", 60);
}

#[test]
fn explain_knows_the_words_of_hindcasts() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let args = "hindcast --cases crises_world_1945_2017 --template world-cases --trials 40 --patterns 4 --out";
    let args: Vec<&str> = args
        .split(' ')
        .chain([out.path().to_str().unwrap()])
        .collect();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.keys(&json(&args));
    let folder = out.path().join("hindcast-crises_world_1945_2017");
    for table in ["hindcast", "scores", "folds", "patterns_history"] {
        let file = format!("{table}.csv");
        gathered.table(&folder.join(&file), &file);
    }
    let told = [
        "log level",
        "RPS level",
        "CRPS days",
        "log ending",
        "PIT",
        "in sample",
        "counting",
    ];
    for word in told.into_iter().chain(["hindcast", "censored", "fold"]) {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("hindcast", 80);
}

#[test]
fn explain_knows_the_words_of_sweeps() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let args = "sweep kaesong-2020 --vary law.deterrence --vary policy=baseline,firm --points 8 --trials 40 --out";
    let args: Vec<&str> = args.split(' ').chain([path]).collect();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.said(&offramp(&args));
    gathered.folder(out.path());
    gathered.keys(&json(&[&args[..], &["--force"]].concat()));
    for word in ["sweep", "factor", "design", "lhs", "sobol", "grid"] {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("sweep", 30);
}

#[test]
fn explain_knows_the_words_of_games() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let args = "game kaesong-2020 --policies-of north-korea=probe,stand-down --trials 200 --report \
        --worlds 20 --world-trials 10 \
        --policies-of south-korea+united-states=grit,firm,maximum-restraint-joint --out";
    let args: Vec<&str> = args.split_whitespace().chain([path]).collect();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered
        .names
        .insert("south-korea+united-states".to_owned());
    gathered.said(&offramp(&args));
    let folder = out.path().join("kaesong-2020-game");
    gathered.page(&folder.join("report.html"));
    std::fs::remove_file(folder.join("report.html")).unwrap();
    gathered.folder(&folder);
    let again = args.iter().copied().filter(|word| *word != "--report");
    gathered.keys(&json(&again.chain(["--force"]).collect::<Vec<_>>()));
    for word in [
        "game",
        "player",
        "strategy",
        "profile",
        "equilibrium",
        "best response",
        "regret",
    ] {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("game", 40);
}

#[test]
fn explain_knows_the_words_of_searches() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let args = "search kaesong-2020 --for south-korea --minimise minor_clash --budget 5000 --trials 400 --report --out";
    let args: Vec<&str> = args.split_whitespace().chain([path]).collect();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.said(&offramp(&args));
    let folder = out.path().join("kaesong-2020-search");
    gathered.page(&folder.join("report.html"));
    std::fs::remove_file(folder.join("report.html")).unwrap();
    gathered.folder(&folder);
    let again = args.iter().copied().filter(|word| *word != "--report");
    gathered.keys(&json(&again.chain(["--force"]).collect::<Vec<_>>()));
    for word in ["search", "found", "winner's curse", "front", "concessions"] {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("search", 30);
}

#[test]
fn explain_knows_the_words_of_discoveries() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let path = out.path().to_str().unwrap();
    let swept = "sweep kaesong-2020 --vary law.deterrence=-3:3 --vary policy=baseline,firm --points 60 --trials 60 --quiet --out";
    offramp(&swept.split(' ').chain([path]).collect::<Vec<_>>());
    let sweep = format!("{path}/kaesong-2020-sweep");
    let args = [
        "discover",
        &sweep,
        "--where",
        "serious_clash > 0.4",
        "--halves",
        "5",
    ];
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.said(&offramp(&args));
    let folder = out.path().join("kaesong-2020-discover");
    offramp(&["report", folder.to_str().unwrap(), "--quiet"]);
    gathered.page(&folder.join("report.html"));
    std::fs::remove_file(folder.join("report.html")).unwrap();
    gathered.folder(&folder);
    gathered.keys(&json(&[&args[..], &["--force"]].concat()));
    for word in ["PRIM", "coverage", "density", "quasi-p", "peeling.csv"] {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("discover", 30);
}

#[test]
fn explain_knows_the_words_of_calibrations() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let args = "calibrate --cases korea_crises_1968_2013 --template korea-cases --draws 8 --places 16 --trials 4 --rounds 1 --folds 0 --scored 16 --moves 0.1 --check 1 --set crisis.horizon_days=60 --out";
    let args: Vec<&str> = args
        .split(' ')
        .chain([out.path().to_str().unwrap()])
        .collect();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.keys(&json(&args));
    let folder = out.path().join("calibrate-korea_crises_1968_2013");
    for table in ["posterior_summary", "sampler", "predictive", "sbc"] {
        let file = format!("{table}.csv");
        gathered.table(&folder.join(&file), &file);
    }
    let told = [
        "posterior",
        "prior",
        "draw",
        "overlap",
        "identified",
        "held out",
        "in sample",
        "simulation-based calibration",
        "posterior predictive",
    ];
    for word in told {
        assert!(is_known(&codebook, word), "{word}");
    }
    gathered.all_known("calibrate", 20);
}

#[test]
fn explain_knows_the_words_of_attributions_patterns_and_exact_results() {
    let (codebook, out) = (codebook::entries(), tempfile::tempdir().unwrap());
    let commands = [
        (
            "attribute",
            "kaesong-2020",
            "--outcome minor_clash --trials 60",
            36,
        ),
        ("patterns", "kaesong-2020", "--trials 60", 24),
        ("exact", "exact/two-actors", "", 40),
    ];
    for (command, scenario, options, at_least) in commands {
        let folder = out.path().join(command);
        std::fs::create_dir(&folder).unwrap();
        let place = if command == "patterns" {
            folder.join("patterns.csv")
        } else {
            folder.clone()
        };
        let mut args = vec![command, scenario];
        args.extend(options.split_whitespace());
        args.extend(["--out", place.to_str().unwrap()]);
        let mut gathered = Gathered::new(&codebook, scenario);
        gathered.said(&offramp(&args));
        gathered.folder(&folder);
        args.push("--force");
        gathered.keys(&json(&args));
        gathered.all_known(command, at_least);
    }
}

#[test]
fn explain_knows_the_words_of_traces_and_lists() {
    let codebook = codebook::entries();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let trial = ["trace", "kaesong-2020", "--trial", "3"];
    let told = offramp(&[&trial[..], &["--verbose"]].concat());
    for sum in told.lines().filter_map(|line| line.split_once(" nat = ")) {
        for term in sum
            .1
            .split(',')
            .filter_map(|term| term.split_whitespace().next())
        {
            gathered.phrase(term, sum.1);
        }
    }
    let csv = offramp(&[&trial[..], &["--format", "csv"]].concat());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), csv).unwrap();
    gathered.table(file.path(), "events.csv");
    gathered.all_known("trace", 24);

    // Lists are short: their headers, and the words in their first columns.
    for (command, at_least) in [
        ("scenarios", 3),
        ("policies", 12),
        ("policies kaesong-2020", 3),
    ] {
        let args: Vec<&str> = command.split_whitespace().collect();
        let said = offramp(&args);
        let mut gathered = Gathered::new(&codebook, "kaesong-2020");
        let lines = said.lines().filter(|line| !line.starts_with(['─', '═']));
        for (at, line) in lines.enumerate() {
            let cells = line.split("  ").map(str::trim);
            let mut cells = cells.filter(|cell| !cell.is_empty());
            if at == 0 {
                cells.for_each(|cell| gathered.phrase(cell, line));
            } else if let Some(first) = cells.next() {
                gathered.cell(first, line);
            }
        }
        gathered.all_known(command, at_least);
    }
}

#[test]
fn explain_knows_the_words_about_numbers() {
    let codebook = codebook::entries();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let said = offramp(&["parameters"]);
    for line in said.lines().filter(|line| !line.starts_with('`')) {
        // A heading, a parameter, or what it means and rests on.
        match line.strip_prefix("  ") {
            None => gathered.phrase(line.split(':').next().unwrap(), line),
            Some(named) if !named.starts_with(' ') => {
                gathered.phrase(named.split(' ').next().unwrap(), line);
            }
            Some(_) => {}
        }
    }
    gathered.all_known("parameters", 50);

    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    for line in offramp(&["parameters", "kaesong-2020"]).lines() {
        let (named, rest) = line.split_once(": ").unwrap_or((line, ""));
        if !line.starts_with(' ') {
            gathered.phrase(named.split(' ').next().unwrap(), line);
        } else if line.starts_with("    ") && !rest.contains(".toml") {
            gathered.phrase(rest.split([',', '(']).next().unwrap(), line);
        }
    }
    gathered.all_known("parameters of a scenario", 40);

    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    let said = offramp(&["check", "kaesong-2020", "--set", "law.fear=0.4"]);
    let said = said.replace("korea.toml", "kaesong-2020");
    let (sound, numbers) = said.split_once('\n').unwrap();
    gathered.phrase(sound, sound);
    gathered.phrase(numbers.split(':').next().unwrap(), numbers);
    gathered.all_known("check", 8);
}

#[test]
fn explain_knows_the_words_of_patterns_of_events() {
    use offramp::history::patterns::{TAUS, measure};
    use offramp::table::patterns_history;
    let scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
    let findings = measure(&[&scenario], 0, 20, &TAUS, &()).unwrap();
    let mut table = patterns_history::table();
    patterns_history::add(&mut table, 1, 0, 20, &findings);
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("patterns_history.csv")).unwrap();
    table.write(file).unwrap();
    let codebook = codebook::entries();
    let mut gathered = Gathered::new(&codebook, "kaesong-2020");
    gathered.folder(folder.path());
    gathered.all_known("patterns of events", 45);
}
