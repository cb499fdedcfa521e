//! The tables of docs/validation.md are those of docs/reference/hindcast.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all validation_page` writes them anew.

use offramp::table::sheet::Sheet;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const SCORES: [&str; 4] = [
    "log_violence",
    "rps_violence",
    "crps_log_days",
    "log_ending",
];

fn table(rows: &[(String, [String; 4])]) -> String {
    let mut text = String::from(
        "\n| forecaster | log of the level | RPS of the level | CRPS of log days | log of the ending |\n|---|--:|--:|--:|--:|\n",
    );
    for (forecaster, cells) in rows {
        writeln!(text, "| {forecaster} | {} |", cells.join(" | ")).unwrap();
    }
    text + "\n"
}

/// The means of a table of scores, with their intervals.
fn of_scores(file: &str) -> String {
    let text = read(&format!("reference/hindcast/{file}"));
    let required = ["forecaster", "score", "mean", "ci_low", "ci_high"];
    let sheet = Sheet::read(text.as_bytes(), &required, |_| true).unwrap();
    let mut order: Vec<String> = Vec::new();
    let mut cells: BTreeMap<(String, String), String> = BTreeMap::new();
    for row in sheet.rows() {
        let (forecaster, score) = (
            row.text("forecaster").to_owned(),
            row.text("score").to_owned(),
        );
        if !order.contains(&forecaster) {
            order.push(forecaster.clone());
        }
        if let (Some(mean), Some(low), Some(high)) = (
            row.number("mean"),
            row.number("ci_low"),
            row.number("ci_high"),
        ) {
            cells.insert(
                (forecaster, score),
                format!("{mean:.3} [{low:.3}, {high:.3}]"),
            );
        }
    }
    let rows: Vec<(String, [String; 4])> = order
        .into_iter()
        .map(|forecaster| {
            let cell = |score: &str| cells.get(&(forecaster.clone(), score.to_owned())).cloned();
            let row = SCORES.map(|score| cell(score).unwrap_or_default());
            (forecaster, row)
        })
        .collect();
    table(&rows)
}

/// The first table of penalties in what a calibration said: of held-out cases.
fn of_answer(file: &str) -> String {
    let text = read(&format!("reference/hindcast/{file}"));
    let (_, held) = text
        .split_once("Held out: penalties")
        .expect("a table of held-out cases");
    let (held, _) = held.split_once("In sample").expect("a table after it");
    // Laid out for eighty columns: a name, and its numbers on the line below.
    let lines: Vec<Vec<&str>> = held
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let is_number = |cell: &&str| cell.parse::<f64>().is_ok();
    let mut rows: Vec<(String, [String; 4])> = Vec::new();
    for pair in lines.windows(2) {
        let ([name], numbers) = (&pair[0][..], &pair[1]) else {
            continue;
        };
        let cells = match numbers[..] {
            [log, rps, days, ending] => [log, rps, days, ending],
            // Who says nothing of days has a number less.
            [log, rps, ending] => [log, rps, "", ending],
            _ => continue,
        };
        if numbers.iter().all(is_number) {
            rows.push(((*name).to_owned(), cells.map(str::to_owned)));
        }
    }
    assert!(rows.iter().any(|(name, _)| name == "model"));
    table(&rows)
}

#[test]
fn its_tables_are_those_of_the_reference() {
    let mut page = read("validation.md");
    let before = page.clone();
    for file in [
        "korea-scores.csv",
        "world-scores.csv",
        "world-calibration.txt",
    ] {
        let mark = format!("<!-- {file} -->\n");
        let start = page.find(&mark).expect("a mark") + mark.len();
        let end = start + page[start..].find("<!-- end -->").expect("its end");
        let table = match file.strip_suffix(".csv") {
            Some(_) => of_scores(file),
            None => of_answer(file),
        };
        page.replace_range(start..end, &table);
    }
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        return std::fs::write(root().join("validation.md"), page).unwrap();
    }
    assert!(
        page == before,
        "docs/validation.md is not its tables; OFFRAMP_BLESS=1 writes it anew"
    );
}

/// What the text says of the held-out scores is what the table has.
#[test]
fn its_sentences_are_those_of_the_tables() {
    let page = read("validation.md");
    let said = read("reference/hindcast/world-calibration.txt");
    let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for (told, found) in [
        (".052 [.001, .109]", "0.052 [0.001, 0.109]"),
        ("p = .16", "p = 0.16"),
        (".966 against .973", "0.9658"),
        (".808 against .803", "0.8078"),
    ] {
        assert!(page.contains(told), "{told}");
        assert!(joined.contains(found), "{found}");
    }
}
