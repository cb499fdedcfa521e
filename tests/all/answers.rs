//! An answer is the same in the terminal, in Markdown and in JSON, ends with a line to cite, and has a
//! date that no file has.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

/// 29 February 2000, at noon.
const THEN: &str = "951825600";
const DAY: &str = "2000-02-29";

fn told(command: &str, format: &str, out: &Path) -> String {
    let done = Command::cargo_bin("offramp")
        .unwrap()
        .env("SOURCE_DATE_EPOCH", THEN)
        .env("COLUMNS", "10000")
        .args(command.split_whitespace())
        .args(["--format", format, "--out"])
        .arg(out)
        .output()
        .unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{command}: {told}");
    String::from_utf8(done.stdout).unwrap()
}

/// Text as Markdown shows it.
fn shown(markdown: &str) -> String {
    markdown.replace('\\', "")
}

#[test]
fn every_answer_comes_as_text_markdown_and_json() {
    let out = tempfile::tempdir().unwrap();
    for (command, cited, sentence) in [
        (
            "run kaesong-2020 --trials 1 --force",
            "kaesong-2020: baseline in 1 trial, seed 0",
            "1 trial places each of these shares within 98 in 100",
        ),
        (
            "run kaesong-2020 --policies baseline,grit --trials 300 --seed 4 --force",
            "kaesong-2020: 2 runs of 300 trials each, seed 4",
            "300 trials place each of these shares within 6 in 100",
        ),
        (
            "attribute kaesong-2020 --outcome minor_clash --trials 200 --force",
            "kaesong-2020: minor clash under baseline, 200 trials under each of 64 subsets of mechanisms, seed 0",
            "; whether incidents adds anything takes about ",
        ),
        (
            "exact exact/two-actors --force",
            "two-actors: baseline enumerated, no trials and no seed",
            "88 end in war",
        ),
        (
            "patterns kaesong-2020 --trials 200 --force",
            "kaesong-2020: 15 patterns in 200 paired trials each, seed 0",
            "In kaesong-2020, 8 of the 15 patterns that theory expects hold in 200 paired trials each.",
        ),
        (
            "compare kaesong-2020 --policies grit --trials 200 --force",
            "kaesong-2020: 2 policies in 200 paired trials each, seed 0",
            "Without a policy, ",
        ),
    ] {
        let place = out.path().join(if command.starts_with("patterns") {
            "patterns.csv"
        } else {
            "of"
        });
        let cite = format!("offramp {}, {cited}, {DAY}.", env!("CARGO_PKG_VERSION"));
        let text = told(command, "text", &place);
        assert!(text.contains(sentence), "{text}");
        assert!(text.lines().any(|line| line == cite), "{text}\n{cite}");
        let answer: Value = serde_json::from_str(&told(command, "json", &place)).unwrap();
        assert_eq!(answer["cite"], cite);
        let sentences = answer["answer"].as_array().unwrap();
        let markdown = shown(&told(command, "markdown", &place));
        for (sentence, line) in sentences.iter().zip(text.lines()) {
            assert_eq!(sentence, line);
            assert!(markdown.contains(line), "{markdown}");
        }
        assert!(
            !sentences.is_empty() && markdown.contains("\n|---|"),
            "{markdown}"
        );
        assert!(markdown.ends_with(&(cite + "\n")), "{markdown}");
        // Value, interval, level, method and n travel together, or a bound on the error does.
        let numbers = answer.to_string();
        let whole = ["\"value\"", "\"low\"", "\"level\"", "\"method\"", "\"n\""];
        let exact = ["\"probability\"", "\"error_bound\""];
        let has = |names: &[&str]| names.iter().all(|name| numbers.contains(name));
        assert!(has(&whole) || has(&exact), "{numbers}");
    }
}

#[test]
fn no_file_has_the_date() {
    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let out = tempfile::tempdir().unwrap();
    for command in [
        "run kaesong-2020 --trials 20",
        "attribute kaesong-2020 --trials 20",
        "exact exact/two-actors",
        "compare kaesong-2020 --policies grit --trials 20 --report",
    ] {
        assert!(told(command, "text", out.path()).contains(DAY));
    }
    let mut found = Vec::new();
    files(out.path(), &mut found);
    assert!(found.len() > 20, "files are not read");
    assert!(found.iter().all(|text| !text.contains(DAY)));
    // What stood already is told as it stands.
    let again = told("exact exact/two-actors", "text", out.path());
    assert!(
        !again.contains(DAY) && again.contains("no trials and no seed."),
        "{again}"
    );
}
