//! The generated parts of docs/scenario-format.md are what the tables say today.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all scenario_docs` writes them anew.

use offramp::diagnostic::Code;
use offramp::scenario::feature::FEATURES;
use offramp::scenario::file::schema::default;
use offramp::scenario::file::structure::SECTIONS;
use offramp::scenario::parameter::{self, Scope};
use offramp::scenario::preset::PRESETS;
use offramp::scenario::{ReadError, parse};
use std::fmt::Write;
use std::path::Path;

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario-format.md")
}

fn sections() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        let title = if section.path.is_empty() {
            "The top of the file".to_owned()
        } else {
            format!("`[{}]`", section.path)
        };
        write!(text, "\n### {title}\n\n{}\n", section.doc).unwrap();
        if !section.keys.is_empty() {
            text += "\n| key | required | meaning |\n|---|---|---|\n";
        }
        for key in section.keys {
            let required = if key.required { "yes" } else { "" };
            writeln!(text, "| `{}` | {required} | {} |", key.key, key.doc).unwrap();
        }
    }
    text
}

fn parameters() -> String {
    let mut text = String::new();
    let scopes = [
        (Scope::Crisis, "The crisis", "`crisis.<key>`"),
        (
            Scope::Actor,
            "Every actor",
            "`law.<key>`, `actor.<name>.<key>`",
        ),
        (Scope::Party, "Parties", "`law.<key>`, `actor.<name>.<key>`"),
        (
            Scope::ThirdParty,
            "Third parties",
            "`law.<key>`, `actor.<name>.<key>`",
        ),
        (
            Scope::Pair,
            "Pairs of adversaries",
            "`law.<key>`, `pair.<name>.<key>`",
        ),
        (
            Scope::Channel,
            "Channels",
            "`law.<key>`, `channel.<pair>.<name>.<key>`",
        ),
        (
            Scope::Incident,
            "Incidents",
            "`law.<key>`, `incident.<name>.<key>`",
        ),
        (Scope::Trigger, "The trigger", "`trigger.<key>`"),
    ];
    for (scope, title, place) in scopes {
        write!(text, "\n### {title}\n\nWritten as {place}.\n\n").unwrap();
        text += "| key | default | bounds | unit | meaning | source |\n|---|---|---|---|---|---|\n";
        for row in parameter::rows().filter(|row| row.scope == scope) {
            let (key, default, doc, source) = (row.key, default(row), row.doc, row.rests_on());
            let (low, high, unit) = (row.low, row.high, row.unit);
            writeln!(
                text,
                "| `{key}` | {default} | {low} to {high} | {unit} | {doc} | {source} |"
            )
            .unwrap();
        }
    }
    text
}

fn presets() -> String {
    let mut text =
        "\n| preset | for | meaning | settings | after |\n|---|---|---|---|---|\n".to_owned();
    for preset in PRESETS {
        let settings = preset.settings.iter().map(|setting| {
            let default = setting
                .default
                .map_or_else(|| "required".to_owned(), |default| default.to_string());
            let (low, high, unit) = (setting.low, setting.high, setting.unit);
            format!(
                "`{}` ({default}; {low} to {high} {unit}): {}",
                setting.key, setting.doc
            )
        });
        let settings = settings.collect::<Vec<_>>().join("<br>");
        let (name, adopters, doc, source) = (
            preset.name,
            preset.adopters.name(),
            preset.doc,
            preset.source,
        );
        writeln!(
            text,
            "| `{name}` | {adopters} | {doc} | {settings} | {source} |"
        )
        .unwrap();
    }
    text
}

fn features() -> String {
    let mut text = "\n| feature | values | meaning |\n|---|---|---|\n".to_owned();
    for row in FEATURES {
        let words = row
            .words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let values = if words.is_empty() {
            format!("{} to {}", row.low, row.high)
        } else {
            words
        };
        let values = if row.is_switch() {
            "`true`, `false`".to_owned()
        } else {
            values
        };
        writeln!(text, "| `{}` | {values} | {} |", row.key, row.doc).unwrap();
    }
    text
}

fn codes() -> String {
    let mut text = "\n| code | meaning |\n|---|---|\n".to_owned();
    for code in Code::ALL {
        writeln!(text, "| `{}` | {} |", code.name(), code.doc()).unwrap();
    }
    text
}

/// The document with what stands between each pair of marks generated anew.
fn generated(document: &str) -> String {
    let parts = [
        ("sections", sections()),
        ("parameters", parameters()),
        ("presets", presets()),
        ("features", features()),
        ("codes", codes()),
    ];
    parts
        .into_iter()
        .fold(document.to_owned(), |document, (name, part)| {
            let (open, close) = (
                format!("<!-- generated: {name} -->\n"),
                format!("<!-- end: {name} -->"),
            );
            let (before, rest) = document
                .split_once(&open)
                .unwrap_or_else(|| panic!("no mark {open}"));
            let (_, after) = rest
                .split_once(&close)
                .unwrap_or_else(|| panic!("no mark {close}"));
            format!("{before}{open}{part}\n{close}{after}")
        })
}

#[test]
fn the_generated_parts_are_what_the_tables_say() {
    let document = std::fs::read_to_string(path()).unwrap();
    let fresh = generated(&document);
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(path(), &fresh).unwrap();
    } else {
        let differs = document
            .lines()
            .zip(fresh.lines())
            .find(|(old, new)| old != new);
        assert!(
            document == fresh,
            "docs/scenario-format.md is stale at {differs:?}; run with OFFRAMP_BLESS=1"
        );
    }
}

#[test]
fn the_examples_in_the_document_check() {
    let document = std::fs::read_to_string(path()).unwrap();
    let examples: Vec<_> = document
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .collect();
    assert!(examples.len() >= 3);
    for (example, _) in examples {
        // An example without a head of its own is a part of a Korean scenario.
        let text = if example.contains("schema = 1") {
            example.to_owned()
        } else {
            format!("extends = \"kaesong-2020.toml\"\n{example}")
        };
        match parse("example.toml", &text, &[]) {
            Ok(_) | Err(ReadError::Abstract { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
