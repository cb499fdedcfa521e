//! docs/file-formats.md is what the code writes, both ways.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all file_formats` writes the generated parts anew.

use offramp::model::{Model, Switches};
use offramp::output::manifest::{
    ArmEntry, Host, Manifest, PosteriorEntry, ScenarioEntry, WrittenEntry,
};
use offramp::scenario::file::provenance::Tally;
use offramp::scenario::{Scenario, read_embedded};
use offramp::study::CODEBOOK;
use offramp::study::posterior::Posterior;
use offramp::table::dialect::Dialect;
use offramp::table::exact::ExactTables;
use offramp::table::keys::Keys;
use offramp::table::run::trials_schema;
use offramp::table::schema::{self, Schema, Type};
use offramp::table::{
    FORMAT, attribution, comparison, events, hindcast, package, robustness, summary,
};
use offramp::trial::record::{Detail, Fields};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/file-formats.md")
}

fn page() -> String {
    std::fs::read_to_string(path()).unwrap()
}

fn scenario() -> Scenario {
    read_embedded("exact/two-actors", &[]).unwrap().scenario
}

fn is_csv(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|end| end == "csv")
}

/// One override, and the column that names variants where there are some.
fn with_keys(variants: bool, posterior: bool) -> Keys {
    let sets = vec![("message_loss".to_owned(), Type::Number)];
    Keys {
        variants,
        sets,
        posterior,
    }
}

/// Every table of a run, a comparison and an attribution, with every key it can have; with what a
/// posterior adds, or without.
fn schemas(posterior: bool) -> Vec<Schema> {
    let keys = [true, false].map(|variants| with_keys(variants, posterior));
    let [run, one] = &keys;
    let scenario = scenario();
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let fields = Fields::of(&model, Detail::Full);
    vec![
        schema::outcomes(run),
        schema::violence(run),
        summary::run_schema(run),
        schema::metrics(run),
        schema::daily(run),
        trials_schema(&scenario, &fields, run),
        events::storylines_schema(run),
        events::events_schema(),
        summary::comparison_schema(posterior),
        comparison::comparisons_schema(posterior),
        comparison::policies_schema(posterior),
        comparison::flips_schema(),
        comparison::levers_schema(),
        comparison::assumptions_schema(),
        offramp::table::turning::turns_schema(),
        comparison::endings_schema(),
        robustness::robustness_schema(),
        robustness::worlds_schema(posterior, ["<path>"].into_iter()),
        offramp::table::worth::evppi_schema(),
        attribution::attribution_schema(one),
        attribution::trials_schema(one),
        offramp::table::patterns::table().schema,
        offramp::table::sweep::points_schema(&[]),
        offramp::table::sweep::responses_schema(),
        offramp::table::slices::slices_schema(),
        offramp::table::tip::tips_schema(),
        offramp::table::map::map_schema(),
        offramp::table::tip::curves_schema(),
        offramp::table::game::profiles_schema(),
        offramp::table::game::payoffs_schema(),
        offramp::table::game::responses_schema(),
        offramp::table::game::equilibria_schema(),
        offramp::table::game::quantal_schema(),
        offramp::table::game::exploitability_schema(),
        offramp::table::game::weights_schema(),
        offramp::table::game::outlooks_schema(),
        offramp::table::game_worlds::robustness_schema(),
        offramp::table::game_worlds::worlds_schema(posterior, ["<path>"].into_iter()),
        offramp::table::search::found_schema(),
        offramp::table::search::places_schema(),
        offramp::table::search::course_schema(),
        offramp::table::discover::boxes_schema(),
        offramp::table::discover::limits_schema(),
        offramp::table::discover::peeling_schema(),
        offramp::table::discover::classified_schema(&[]),
        offramp::table::sensitivity::indices_schema(),
        offramp::table::sensitivity::convergence_schema(),
        offramp::table::sensitivity::design_schema(),
        offramp::table::sensitivity::luck_schema(),
        hindcast::hindcast_schema(),
        hindcast::scores_schema(),
        hindcast::folds_schema(),
        offramp::table::patterns_history::table().schema,
        offramp::table::calibration::summary_schema(),
        offramp::table::calibration::sampler_schema(),
        offramp::table::calibration::predictive_schema(),
        offramp::table::calibration::patterns_schema(),
        offramp::table::calibration::checks_schema(),
    ]
}

/// A column's name and meaning with placeholders for the scenario's own names.
fn general(name: &str, doc: &str) -> (String, String) {
    let Some((metric, subject)) = name.split_once(':') else {
        return (name.to_owned(), doc.to_owned());
    };
    let placeholder = match metric {
        "peak_rung" => "<party>",
        "days_down" => "<pair>.<channel>",
        "set" => "<path>",
        _ => "<actor>",
    };
    (
        format!("{metric}:{placeholder}"),
        doc.replace(subject, placeholder),
    )
}

/// Every table of an enumeration.
fn exact_schemas() -> Vec<Schema> {
    let tables = ExactTables::new(&with_keys(false, false));
    tables.all().map(|table| table.schema.clone()).to_vec()
}

fn tables(schemas: Vec<Schema>) -> String {
    let mut text = String::new();
    for schema in schemas {
        write!(text, "\n### `{}`\n\n{}\n\n", schema.file, schema.doc).unwrap();
        text += "| column | type | unit | meaning |\n|---|---|---|---|\n";
        let mut seen = BTreeSet::new();
        for column in &schema.columns {
            let (name, doc) = general(&column.name, &column.doc);
            if seen.insert(name.clone()) {
                let (kind, unit) = (column.kind, &column.unit);
                writeln!(text, "| `{name}` | {kind} | {unit} | {doc} |").unwrap();
            }
        }
    }
    text
}

fn metrics() -> String {
    let mut text = "\n| metric | meaning |\n|---|---|\n".to_owned();
    for (name, doc) in CODEBOOK {
        writeln!(text, "| `{name}` | {doc} |").unwrap();
    }
    text
}

#[test]
fn the_generated_parts_are_what_the_code_declares() {
    let mut page = page();
    let before = page.clone();
    for (name, text) in [
        ("tables", tables(schemas(true))),
        ("exact", tables(exact_schemas())),
        ("metrics", metrics()),
    ] {
        let (begin, end) = (
            format!("<!-- generated: {name} -->\n"),
            format!("<!-- end: {name} -->"),
        );
        let from = page.find(&begin).unwrap() + begin.len();
        let to = page.find(&end).unwrap();
        page.replace_range(from..to, &format!("{text}\n"));
    }
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(path(), &page).unwrap();
        return;
    }
    assert!(
        page == before,
        "docs/file-formats.md is not what the code declares; OFFRAMP_BLESS=1 writes it anew"
    );
}

#[test]
fn every_csv_file_of_the_code_has_a_section() {
    let page = page();
    let output = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table");
    let mut named = BTreeSet::new();
    for entry in std::fs::read_dir(output).unwrap() {
        let code = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for literal in code.split('"').skip(1).step_by(2) {
            if literal != ".csv" && is_csv(literal) {
                named.insert(literal.to_owned());
            }
        }
    }
    assert!(named.contains("outcomes.csv") && named.contains("trials.csv"));
    for file in named {
        assert!(page.contains(&format!("### `{file}`\n")), "{file}");
    }
}

/// The keys in the table of a section, in order.
fn keys(section: &str) -> Vec<String> {
    let page = page();
    let heading = format!("## {section}\n");
    let text = page.split(&heading).nth(1).unwrap();
    let text = text.split("\n## ").next().unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned())
        .collect()
}

/// The keys of a JSON value; those of objects in arrays as `key[].inner`.
fn json_keys(value: &Value) -> Vec<String> {
    let mut keys = Vec::new();
    for (key, value) in value.as_object().unwrap() {
        keys.push(key.clone());
        let first = value.as_array().and_then(|array| array.first());
        if let Some(inner) = first.filter(|first| first.is_object()) {
            let inner = json_keys(inner).into_iter();
            keys.extend(inner.map(|inner| format!("{key}[].{inner}")));
        }
    }
    keys
}

#[test]
fn the_keys_of_the_json_files_are_documented_in_their_order() {
    let mut manifest = Manifest::new("run", 0, 1);
    let text = String::new;
    let mut entry = ScenarioEntry::new("x", Some("a=1".into()), &[], "x.toml", "");
    entry.written = Some(WrittenEntry {
        file: text(),
        hash: text(),
        overrides: Vec::new(),
    });
    manifest.scenarios.push(entry);
    manifest.arms.push(ArmEntry {
        name: text(),
        file: text(),
        source: text(),
        policy: text(),
        written: Some(WrittenEntry {
            file: text(),
            hash: text(),
            overrides: Vec::new(),
        }),
    });
    let posterior = b"law,draw,weight,log_likelihood,law.fear\n1,0,1,0,1\n".to_vec();
    let posterior = Posterior::parse("p.csv", posterior).unwrap();
    manifest.posterior = Some(PosteriorEntry::new(&posterior, 1000));
    manifest.settings.insert(text(), text());
    manifest.numbers = Some(Tally::default());
    let manifest = serde_json::from_str(&manifest.text()).unwrap();
    assert_eq!(keys("`manifest.json`"), json_keys(&manifest));
    let host = json!(Host::now(std::time::Duration::from_secs(1), 1));
    assert_eq!(keys("`host.json`"), json_keys(&host));
    let package = package::describe(
        "x",
        "X",
        &[&schema::outcomes(&Keys::default())],
        Dialect::Plain,
    );
    let page = page();
    let described = page.split("## `datapackage.json`").nth(1).unwrap();
    for key in package.as_object().unwrap().keys() {
        assert!(described.contains(&format!("`{key}`")), "{key}");
    }
    assert!(page.contains(&format!("This is version {FORMAT} of the formats")));
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = assert_cmd::Command::cargo_bin("offramp")
        .unwrap()
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let words = help.split("Exit codes:").nth(1).unwrap();
    let codes = words
        .split(|c: char| !c.is_ascii_digit())
        .filter(|word| !word.is_empty());
    let page = page();
    let section = page.split("## Exit codes").nth(1).unwrap();
    let documented: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .filter(|cell| cell.chars().all(|c| c.is_ascii_digit()))
        .collect();
    assert_eq!(codes.collect::<Vec<_>>(), documented);
}

#[test]
fn a_run_writes_the_files_and_headers_that_are_documented() {
    let out = tempfile::tempdir().unwrap();
    assert_cmd::Command::cargo_bin("offramp")
        .unwrap()
        .args(["run", "exact/two-actors", "--trials", "40"])
        .args(["--set", "message_loss=0,0.5", "--trials-csv", "--quiet"])
        .arg("--out")
        .arg(out.path())
        .assert()
        .success();
    let page = page();
    let mut files = 0;
    for entry in std::fs::read_dir(out.path().join("two-actors")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        files += 1;
        if is_csv(&name) {
            let text = std::fs::read_to_string(&file).unwrap();
            let schemas = schemas(false);
            let schema = schemas.iter().find(|schema| schema.file == name);
            let header = schema.unwrap().header().join(",");
            assert_eq!(text.lines().next().unwrap(), header, "{name}");
            assert!(!text.contains('\r'), "{name}");
        } else {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }
    assert_eq!(files, 11);
    for table in ["summary.csv", "outcomes.csv", "violence.csv", "metrics.csv"] {
        let whole = std::fs::read_to_string(out.path().join(table)).unwrap();
        let one = std::fs::read_to_string(out.path().join("two-actors").join(table)).unwrap();
        assert_eq!(whole, one);
    }
}

/// Every cell of a table, whatever parts them and marks its beginning.
fn cells(path: &Path, delimiter: u8) -> Vec<Vec<String>> {
    let bytes = std::fs::read(path).unwrap();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(text);
    let rows = reader.records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// The same tables for people who open them by double click: what is spelt differently is read back
/// to the same, by our own reader too.
#[test]
fn spellings_for_spreadsheets_say_the_same() {
    let out = tempfile::tempdir().unwrap();
    let run = |asked: &[&str], place: &str| {
        let place = out.path().join(place);
        let mut command = assert_cmd::Command::cargo_bin("offramp").unwrap();
        let command = command.args(asked).arg("--quiet").arg("--out").arg(&place);
        command.assert().success();
        place
    };
    let commands: [(&[&str], &str); 4] = [
        (
            &[
                "run",
                "exact/two-actors",
                "--trials=60",
                "--set=message_loss=0.25,.5",
                "--trials-csv",
            ],
            "two-actors",
        ),
        (
            &["compare", "exact/two-actors", "--trials=60"],
            "two-actors-compare",
        ),
        (
            &["attribute", "exact/two-actors", "--trials=30"],
            "two-actors-attribute",
        ),
        (
            &["exact", "exact/two-actors", "--set=horizon_days=3"],
            "two-actors-exact",
        ),
    ];
    for (command, folder) in commands {
        let plain = run(command, "plain").join(folder);
        for (spelling, delimiter) in [("excel", b','), ("excel-semicolon", b';')] {
            let spelt = [command, &["--csv", spelling]].concat();
            let other = run(&spelt, spelling).join(folder);
            let mut tables = 0;
            for entry in std::fs::read_dir(&plain).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if !is_csv(&name) {
                    continue;
                }
                tables += 1;
                let bytes = std::fs::read(other.join(&name)).unwrap();
                assert!(bytes.starts_with(b"\xef\xbb\xbf"), "{name}");
                let [known, found] = [
                    cells(&plain.join(&name), b','),
                    cells(&other.join(&name), delimiter),
                ];
                assert_eq!(known.len(), found.len(), "{spelling} {name}");
                for (known, found) in known.iter().flatten().zip(found.iter().flatten()) {
                    let number = known.contains('.') && known.parse::<f64>().is_ok();
                    let expected = if number && delimiter == b';' {
                        known.replace('.', ",")
                    } else {
                        known.clone()
                    };
                    assert_eq!(*found, expected, "{spelling} {name}");
                }
            }
            assert!(tables > 1, "{folder}");
            // The page reads it as it reads the other, and the same again is kept.
            let pages = [&plain, &other].map(|folder| {
                let read = offramp::report::RunFolder::read(folder, 6).unwrap();
                format!("{:?}", read.source)
            });
            assert_eq!(pages[0], pages[1], "{spelling} {folder}");
            run(&spelt, spelling);
        }
    }
    // A manifest says how it was spelt, and a replay spells it so.
    let manifest = out.path().join("excel-semicolon/two-actors/manifest.json");
    let again = run(&["run", "--manifest", &manifest.to_string_lossy()], "again");
    let table = |place: &Path| std::fs::read(place.join("two-actors/trials.csv")).unwrap();
    assert!(table(&again) == table(&out.path().join("excel-semicolon")));
    let whole = std::fs::read(again.join("outcomes.csv")).unwrap();
    assert!(whole == std::fs::read(again.join("two-actors/outcomes.csv")).unwrap());
}
