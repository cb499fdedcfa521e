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

#[test]
fn its_tables_are_those_of_the_reference() {
    let mut page = read("validation.md");
    let before = page.clone();
    for file in [
        "korea-scores.csv",
        "world-scores.csv",
        "world-held-out-scores.csv",
        "korea-held-out-scores.csv",
    ] {
        let mark = format!("<!-- {file} -->\n");
        let start = page.find(&mark).expect("a mark") + mark.len();
        let end = start + page[start..].find("<!-- end -->").expect("its end");
        page.replace_range(start..end, &of_scores(file));
    }
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        return std::fs::write(root().join("validation.md"), page).unwrap();
    }
    assert!(
        page == before,
        "docs/validation.md is not its tables; OFFRAMP_BLESS=1 writes it anew"
    );
}

/// What the text says of held-out scores is what the tables have: the model's, that of counting, and
/// the difference with its interval.
#[test]
fn its_sentences_are_those_of_the_tables() {
    let page = read("validation.md");
    for (file, rival) in [
        ("world", "same_trigger_other_folds"),
        ("korea", "same_trigger"),
    ] {
        let text = read(&format!("reference/hindcast/{file}-held-out-scores.csv"));
        let required = ["forecaster", "score", "mean"];
        let sheet = Sheet::read(text.as_bytes(), &required, |_| true).unwrap();
        for score in SCORES {
            let number = |forecaster: &str, column: &str| {
                let mut rows = sheet.rows();
                let row = rows
                    .find(|row| row.text("forecaster") == forecaster && row.text("score") == score);
                row.and_then(|row| row.number(column)).expect("a score")
            };
            let told = format!(
                "{:.3} against {:.3}, a difference of {:.3} [{:.3}, {:.3}]",
                number("model", "mean"),
                number(rival, "mean"),
                number(rival, "difference"),
                number(rival, "difference_low"),
                number(rival, "difference_high"),
            );
            let joined = page.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(joined.contains(&told), "{file}, {score}: {told}");
        }
    }
}
