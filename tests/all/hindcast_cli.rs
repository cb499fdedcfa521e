//! `offramp hindcast`: from scenarios or a table of crises to scores, and what is said where it
//! cannot be.

use assert_cmd::Command;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn shipped(file: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/history");
    folder.join(file)
}

fn offramp(home: &Path, arguments: &str) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.current_dir(home).args(arguments.split(' '));
    command
}

fn done(home: &Path, arguments: &str) -> String {
    let done = offramp(home, arguments).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn refused(home: &Path, arguments: &str) -> String {
    let done = offramp(home, arguments).assert().code(2);
    assert!(!home.join("results").exists(), "something was written");
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

/// A table by the names of its columns.
struct Rows(Vec<BTreeMap<String, String>>);

impl Rows {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let rows = reader.deserialize().map(Result::unwrap);
        Self(rows.collect())
    }

    fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.0.iter().map(|row| row[column].parse().ok()).collect()
    }

    fn texts(&self, column: &str) -> Vec<&str> {
        self.0.iter().map(|row| row[column].as_str()).collect()
    }

    /// The row of a forecaster and score.
    fn total(&self, forecaster: &str, score: &str) -> Option<&BTreeMap<String, String>> {
        let mut rows = self.0.iter();
        rows.find(|row| row["forecaster"] == forecaster && row["score"] == score)
    }
}

/// Some crises of the world under numbers that the shipped table does not have.
fn unseen(crises: usize) -> String {
    let table = fs::read_to_string(shipped("crises_world_1945_2017.csv")).unwrap();
    let mut lines = table.lines();
    let mut text = format!("{}\n", lines.next().unwrap());
    for line in lines.step_by(3).take(crises) {
        writeln!(text, "9{line}").unwrap();
    }
    text
}

const FEW: &str = "--trials 40 --patterns 0";

#[test]
fn a_table_of_unseen_crises_is_scored() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("unseen.csv"), unseen(74)).unwrap();
    let asked = format!("hindcast --cases unseen.csv --template world-cases {FEW}");
    let said = done(home.path(), &asked);
    assert!(
        said.contains("On 74 crises the model's log score"),
        "{said}"
    );
    let folder = home.path().join("results/hindcast-unseen");
    let cases = Rows::read(&folder.join("hindcast.csv"));
    assert_eq!(cases.0.len(), 74);
    for row in &cases.0 {
        let p = |level: u32| -> f64 { row[&format!("p_violence_{level}")].parse().unwrap() };
        let levels: f64 = (1..=4).map(p).sum();
        assert!((levels - 1.0).abs() < 1e-12, "{row:?}");
        let seen = p(row["observed_violence"].parse().unwrap());
        let log: f64 = row["log_violence"].parse().unwrap();
        assert!((log + seen.ln()).abs() < 1e-12, "{row:?}");
        let form = row["observed_ending"].as_str();
        if !form.is_empty() {
            assert_eq!(row[&format!("p_{form}")], row["p_observed_ending"]);
        }
    }
    // Means are those of the rows, and the crises of the shipped table are others.
    let scores = Rows::read(&folder.join("scores.csv"));
    for score in ["log_violence", "crps_log_days", "log_ending"] {
        let known: Vec<f64> = cases.numbers(score).into_iter().flatten().collect();
        let total = scores.total("model", score).unwrap();
        let mean: f64 = total["mean"].parse().unwrap();
        assert_eq!(total["cases"], known.len().to_string());
        assert!((mean - known.iter().sum::<f64>() / known.len() as f64).abs() < 1e-12);
    }
    let counted = scores.total("reference_same_trigger", "log_violence");
    assert!(!counted.unwrap()["difference_low"].is_empty());
    // Crises of the same actors are in one fold.
    let folds = Rows::read(&folder.join("folds.csv"));
    assert_eq!(folds.texts("case"), cases.texts("case"));
    assert_eq!(folds.texts("fold"), cases.texts("fold"));
    let mut table = csv::Reader::from_path(home.path().join("unseen.csv")).unwrap();
    let mut of: BTreeMap<BTreeSet<String>, &str> = BTreeMap::new();
    for (row, fold) in table.records().zip(folds.texts("fold")) {
        let actors = row.unwrap()[7].split(';').map(str::to_owned).collect();
        assert_eq!(*of.entry(actors).or_insert(fold), fold);
    }
    assert_eq!(of.values().collect::<BTreeSet<_>>().len(), 10);
    // The same on one core, and the page.
    done(
        home.path(),
        &format!("{asked} --threads 1 --quiet --out alone"),
    );
    for file in ["hindcast.csv", "scores.csv", "folds.csv", "answer.txt"] {
        let there = home.path().join("alone/hindcast-unseen").join(file);
        assert!(
            fs::read(folder.join(file)).unwrap() == fs::read(there).unwrap(),
            "{file}"
        );
    }
    done(home.path(), "report results/hindcast-unseen");
}

#[test]
fn a_table_of_korean_crises_is_scored_on_what_it_says() {
    let home = TempDir::new().unwrap();
    let table = fs::read_to_string(shipped("korea_crises_1968_2013.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    let pueblo = lines[1].replace(",2,imposed agreement,", ",,other,");
    assert_ne!(pueblo, lines[1]);
    let unknown = format!("{}\n9{pueblo}\n9{}\n9{}\n", lines[0], lines[2], lines[4]);
    fs::write(home.path().join("four.csv"), unknown).unwrap();
    let asked = format!("hindcast --cases four.csv --template korea-cases {FEW}");
    let said = done(home.path(), &asked);
    assert!(said.contains("On 2 crises the model's log score"), "{said}");
    assert!(said.contains("1 crisis has no violence"), "{said}");
    let folder = home.path().join("results/hindcast-four");
    assert!(!folder.join("folds.csv").exists());
    let cases = Rows::read(&folder.join("hindcast.csv"));
    let first = &cases.0[0];
    for empty in [
        "observed_violence",
        "log_violence",
        "rps_violence",
        "log_ending",
        "fold",
    ] {
        assert_eq!(first[empty], "", "{empty}");
    }
    assert!(!first["crps_log_days"].is_empty() && !first["p_violence_4"].is_empty());
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("four.csv"), table).unwrap();
    let why = refused(home.path(), &format!("{asked} --folds 5"));
    assert!(why.contains("together"), "{why}");
}

#[test]
fn scenarios_are_scored_wherever_they_are_read_from() {
    let home = TempDir::new().unwrap();
    let fast = "--trials 30 --patterns 4 --seed 7";
    let said = done(home.path(), &format!("hindcast history {fast}"));
    assert!(said.contains("On 11 crises"), "{said}");
    assert!(said.contains("cannot tell which is better"), "{said}");
    let clone = shipped("");
    let clone = clone.to_str().unwrap().trim_end_matches('/');
    done(home.path(), &format!("hindcast {clone} {fast} --out clone"));
    let tables = ["hindcast.csv", "scores.csv", "patterns_history.csv"];
    for table in tables {
        let [one, other] = ["results", "clone"].map(|out| {
            let folder = home.path().join(out).join("hindcast-history");
            fs::read(folder.join(table)).unwrap()
        });
        assert!(one == other, "{table}");
    }
    // Again it is kept, and its answer told.
    let again = done(home.path(), &format!("hindcast history {fast}"));
    assert!(again.contains("On 11 crises"), "{again}");
    let json = done(
        home.path(),
        &format!("hindcast history {fast} --format json --force"),
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let scores = Rows::read(&home.path().join("results/hindcast-history/scores.csv"));
    let rows = json["scores"].as_array().unwrap();
    assert_eq!(rows.len(), scores.0.len());
    for (told, row) in rows.iter().zip(scores.numbers("mean")) {
        let told = told["mean"]["value"].as_f64();
        assert_eq!(told.is_some(), row.is_some());
        assert!((told.unwrap_or(0.0) - row.unwrap_or(0.0)).abs() < 1e-12);
    }
    done(home.path(), "report results/hindcast-history");
}

#[test]
fn what_does_not_say_what_came_of_it_is_named_and_left_out() {
    let home = TempDir::new().unwrap();
    let said = done(
        home.path(),
        &format!("hindcast kaesong-2020 pueblo-1968 {FEW}"),
    );
    assert!(
        said.contains("does not say what came of them: kaesong-2020"),
        "{said}"
    );
    assert!(home.path().join("results/hindcast-pueblo-1968").is_dir());
    // What came of it is not in the scenario as it is run, and still makes another hindcast.
    let text = fs::read_to_string(shipped("pueblo-1968.toml")).unwrap();
    let text = text.replace("korea-cases.toml\"", "history/korea-cases.toml\"");
    let text = text.replace("days = 338", "days = 3");
    fs::write(home.path().join("pueblo-1968.toml"), text).unwrap();
    let twice = format!("hindcast kaesong-2020 ./pueblo-1968.toml {FEW}");
    let refused_twice = offramp(home.path(), &twice).assert().code(2);
    let why = String::from_utf8_lossy(&refused_twice.get_output().stderr).into_owned();
    assert!(why.contains("settings"), "{why}");
    let home = TempDir::new().unwrap();
    let why = refused(home.path(), "hindcast kaesong-2020 cuba-1962");
    assert!(
        why.contains("[observed]") && why.contains("--cases"),
        "{why}"
    );
    let why = refused(home.path(), "hindcast world-cases");
    assert!(why.contains("--template world-cases"), "{why}");
}

#[test]
fn everything_wrong_is_said_at_once_and_nothing_is_written() {
    let home = TempDir::new().unwrap();
    let table = "icb_crisis,name,trigger_year,trigger_month,duration_days,trigger_type,crisis_actors,icb_violence,form_of_outcome,contiguous,protracted\n\
        1,A,1950,13,0,violent act,USA,2,other,0,0\n\
        2,B,1950,5,-3,violet act,USA,5,faded,0,0\n";
    fs::write(home.path().join("wrong.csv"), table).unwrap();
    let why = refused(
        home.path(),
        "hindcast --cases wrong.csv --template world-cases",
    );
    for expected in [
        "wrong.csv:2:5",
        "wrong.csv:2:13",
        "wrong.csv:3:12",
        "did you mean `violent act`?",
        "`5` is no ICB violence level",
        "`faded` is no form of ending",
        "6 problems; nothing was run",
    ] {
        assert!(why.contains(expected), "{expected}\n{why}");
    }
    let why = refused(
        home.path(),
        "hindcast --cases wrong.csv --template kaesong-2020",
    );
    assert!(why.contains("it is no template"), "{why}");
    let why = refused(home.path(), "hindcast --cases wrong.csv");
    assert!(why.contains("--template"), "{why}");
    fs::write(home.path().join("one.toml"), "schema = 1\nnonsense = 2\n").unwrap();
    fs::write(home.path().join("two.toml"), "schema = 1\nactors = 3\n").unwrap();
    let why = refused(home.path(), "hindcast one.toml two.toml");
    assert!(
        why.contains("one.toml:2") && why.contains("two.toml:2"),
        "{why}"
    );
    let mut missing = offramp(
        home.path(),
        "hindcast --cases none.csv --template world-cases",
    );
    let missing = missing.assert().code(3);
    let why = String::from_utf8_lossy(&missing.get_output().stderr).into_owned();
    assert!(why.contains("cannot read none.csv"), "{why}");
}
