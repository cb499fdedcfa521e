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
    assert!(why.contains("observed-hash"), "{why}");
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

/// A template with something to fit, one a shift, and three crises for it.
fn small(home: &Path) {
    let template = "schema = 1\nabstract = true\nextends = \"history/world-cases.toml\"\n\
        [crisis]\nhorizon_days = 80\n[law]\nfear = 8.0\n\
        [cases]\ncase = \"id\"\nonset = \"date\"\ntrigger = \"type\"\nviolence = \"level\"\ndays = \"days\"\n\
        [cases.rule.all]\nkind = \"any\"\nset = { \"trigger.rung\" = \"threat\", \"trigger.violence\" = 1 }\n\
        [cases.rule.loud]\nwhen = { type = \"loud\" }\nshift = { \"law.fear\" = 0.5 }\n\
        [cases.prior]\n\"law.resolve\" = { normal = [-3.0, 0.5] }\n\"law.fear\" = { normal = [8.0, 1.0] }\n\
        \"cases.rule.loud.shift.law.fear\" = { normal = [0.0, 0.5] }\n";
    fs::write(home.join("small.toml"), template).unwrap();
    let table = "id,date,type,level,days\n1,1950-05-01,loud,1,20\n2,1951-05-01,quiet,2,75\n3,1952-05-01,loud,1,9\n";
    fs::write(home.join("three.csv"), table).unwrap();
}

const THREE: &str = "--cases three.csv --template small.toml --seed 4";

fn rows(home: &Path, folder: &str) -> String {
    fs::read_to_string(home.join(folder).join("hindcast.csv")).unwrap()
}

#[test]
fn a_posterior_forecasts_as_it_did_when_it_was_fitted() {
    let home = TempDir::new().unwrap();
    small(home.path());
    let fit =
        "--draws 8 --places 60 --trials 16 --rounds 2 --folds 0 --scored 64 --moves 0.1 --quiet";
    done(home.path(), &format!("calibrate {THREE} {fit}"));
    let posterior = "results/calibrate-three/posterior.csv";
    let asked = format!("hindcast {THREE} --trials 64 --patterns 30 --posterior {posterior}");
    let said = done(home.path(), &asked);
    assert!(
        said.contains(&format!("averaged over 8 draws of {posterior}")),
        "{said}"
    );
    let fitted = rows(home.path(), "results/calibrate-three");
    assert_eq!(fitted, rows(home.path(), "results/hindcast-three"));
    let manifest = fs::read_to_string(home.path().join("results/hindcast-three/manifest.json"));
    let manifest: serde_json::Value = serde_json::from_str(&manifest.unwrap()).unwrap();
    assert_eq!(manifest["posterior"]["draws"], 8);
    let kept = home.path().join("results/hindcast-three/posterior.csv");
    assert!(fs::read(kept).unwrap() == fs::read(home.path().join(posterior)).unwrap());
    let patterns = |folder: &str| {
        fs::read_to_string(home.path().join(folder).join("patterns_history.csv")).unwrap()
    };
    let averaged = patterns("results/hindcast-three");
    done(home.path(), "report results/hindcast-three");
    let page = fs::read_to_string(home.path().join("results/hindcast-three/report.html")).unwrap();
    assert!(page.contains("8 draws of 8 trials"));
    // A draw of the numbers that the template has is the template.
    let now = "law,draw,weight,log_likelihood,law.fear,cases.rule.loud.shift.law.fear\n1,0,0.5,0,FEAR,0.5\n";
    let plain = format!("hindcast {THREE} --trials 50 --patterns 30 --quiet");
    done(home.path(), &format!("{plain} --out plain"));
    let scenario = fs::read_to_string(home.path().join("plain/hindcast-three/template.toml"));
    let scenario: toml::Table = scenario.unwrap().parse().unwrap();
    let fear = scenario["law"]["fear"].to_string();
    fs::write(home.path().join("now.csv"), now.replace("FEAR", &fear)).unwrap();
    done(
        home.path(),
        &format!("{plain} --posterior now.csv --out now"),
    );
    assert_eq!(
        rows(home.path(), "plain/hindcast-three"),
        rows(home.path(), "now/hindcast-three")
    );
    let [plain, now] = ["plain", "now"].map(|out| patterns(&format!("{out}/hindcast-three")));
    assert_eq!(plain, now);
    assert_ne!(plain, averaged);
}

#[test]
fn draws_count_by_their_weights_and_what_is_set_holds_in_all() {
    let home = TempDir::new().unwrap();
    small(home.path());
    let header =
        "law,draw,weight,log_likelihood,law.fear,law.resolve,cases.rule.loud.shift.law.fear";
    for (file, draws) in [
        (
            "three-draws.csv",
            "1,0,3,0,8,-3,0\n1,1,0,0,0,5,0\n1,2,1,0,2,-1,1\n",
        ),
        ("calm.csv", "1,0,1,0,8,-3,0\n"),
        ("rash.csv", "1,0,1,0,2,-1,1\n"),
    ] {
        fs::write(home.path().join(file), format!("{header}\n{draws}")).unwrap();
    }
    let asked = format!("hindcast {THREE} --trials 4000 --patterns 0");
    let p = |out: &str| -> Vec<f64> {
        let table = home.path().join(out).join("hindcast-three/hindcast.csv");
        let found = Rows::read(&table).numbers("p_violence_1");
        found.into_iter().map(Option::unwrap).collect()
    };
    let with = |out: &str, more: &str| done(home.path(), &format!("{asked} --out {out} {more}"));
    with("both", "--posterior three-draws.csv");
    let mut again = offramp(home.path(), &format!("{asked} --posterior three-draws.csv"));
    let told = again.assert().success().get_output().stderr.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(
        told.contains("its 3 draws come to about 2 unlike ones"),
        "{told}"
    );
    with("calm", "--posterior calm.csv");
    with("rash", "--posterior rash.csv");
    let (both, calm, rash) = (p("both"), p("calm"), p("rash"));
    for ((both, calm), rash) in both.iter().zip(&calm).zip(&rash) {
        let mixed = 0.75 * calm + 0.25 * rash;
        assert!(calm - rash > 0.3, "{calm} {rash}");
        assert!((both - mixed).abs() < 0.04, "{both} of {mixed}");
    }
    // A user's own number holds in every draw, and the posterior is told to be idle there.
    let set = "--set law.fear=8 --set law.resolve=-3";
    let said = with("set", &format!("{set} --posterior three-draws.csv"));
    assert!(
        said.contains("move nothing here") && said.contains("law.fear and law.resolve"),
        "{said}"
    );
}

#[test]
fn every_parameter_that_does_not_fit_is_said_at_once() {
    let home = TempDir::new().unwrap();
    small(home.path());
    let header = "law,draw,weight,log_likelihood,law.fera,law.fear,cases.rule.lout.shift.law.fear,cases.rule.loud.shift.law.fear,crisis.horizon_days";
    let wrong = format!("{header}\n1,0,1,0,8,8,0,0,90\n1,1,1,0,8,99,0,21,90\n");
    fs::write(home.path().join("wrong.csv"), wrong).unwrap();
    let why = refused(
        home.path(),
        &format!("hindcast {THREE} --posterior wrong.csv"),
    );
    for expected in [
        "wrong.csv:1:32",
        "did you mean `fear`?",
        "wrong.csv:3:11",
        "`law.fear` is 99, out of bounds",
        "wrong.csv:1:50",
        "did you mean `cases.rule.loud.shift.law.fear`?",
        "wrong.csv:3:16",
        "must lie from -20 to 20",
        "4 problems; nothing was run",
    ] {
        assert!(why.contains(expected), "{expected}\n{why}");
    }
    let idle = "law,draw,weight,log_likelihood,law.fear,trigger.violence\n1,0,1,0,8,2\n";
    fs::write(home.path().join("idle.csv"), idle).unwrap();
    let why = refused(
        home.path(),
        &format!("hindcast {THREE} --posterior idle.csv"),
    );
    assert!(
        why.contains("idle.csv:1:41") && why.contains("names no number"),
        "{why}"
    );
    // What is of a template moves nothing where there is none, and that is said.
    let shifted =
        "law,draw,weight,log_likelihood,law.fear,cases.rule.loud.shift.law.fear\n1,0,1,0,8,1\n";
    fs::write(home.path().join("shifted.csv"), shifted).unwrap();
    let said = done(
        home.path(),
        &format!("hindcast pueblo-1968 poplar-tree-1976 {FEW} --posterior shifted.csv"),
    );
    assert!(
        said.contains("move nothing here") && said.contains("cases.rule.loud"),
        "{said}"
    );
}
