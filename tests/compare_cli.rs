//! `offramp compare` as a user meets it.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

fn offramp(out: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.args(args).arg("--out").arg(out);
    command
}

fn stdout(command: &mut Command, code: i32) -> String {
    let done = command.assert().code(code);
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn stderr(command: &mut Command, code: i32) -> String {
    let done = command.assert().code(code);
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

fn rows(file: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn a_comparison_answers_and_writes_a_folder_that_runs_again_to_the_byte() {
    let out = TempDir::new().unwrap();
    let args = [
        "compare",
        "kaesong-2020",
        "--policies",
        "maximum-restraint-joint,firm",
        "--trials",
        "400",
        "--seed",
        "3",
    ];
    let answer = stdout(&mut offramp(out.path(), &args), 0);
    for part in [
        "2 against baseline in 400 paired trials each (seed 3)",
        "(baseline)",
        "Hsu 1984",
        "deterrence and exploitation",
        "--policy maximum-restraint-joint --against baseline",
        "Not a forecast",
        "comparisons.csv",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let folder = out.path().join("kaesong-2020-compare");
    let header = std::fs::read_to_string(folder.join("comparisons.csv")).unwrap();
    let columns = "scenario,metric,policy,baseline,arm,baseline_arm,trials,value,baseline_value,\
        difference,ci_low,ci_high,ci_level,ci_method,ci_scope,correlation,variance_ratio,\
        flips_better,flips_worse,verdict";
    assert_eq!(header.lines().next(), Some(columns));
    // Eight metrics, two arms, pointwise and simultaneous.
    assert_eq!(rows(&folder.join("comparisons.csv")).len(), 8 * 2 * 2);
    assert_eq!(rows(&folder.join("policies.csv")).len(), 8 * 3 + 3);
    let again = TempDir::new().unwrap();
    let manifest = folder.join("manifest.json");
    let replay = ["compare", "-q", "--manifest", manifest.to_str().unwrap()];
    offramp(again.path(), &replay).assert().success();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name();
        if name == "host.json" {
            continue;
        }
        let there = again.path().join("kaesong-2020-compare").join(&name);
        let same = std::fs::read(folder.join(&name)).unwrap() == std::fs::read(there).unwrap();
        assert!(same, "{}", name.display());
    }
}

#[test]
fn arms_compare_scenarios_and_overrides() {
    let out = TempDir::new().unwrap();
    let args = [
        "compare",
        "kaesong-2020",
        "--arm",
        "lines-open=kaesong-2020-lines-open",
        "--arm",
        "loud=kaesong-2020:engage,misperception=0",
        "--trials",
        "300",
        "--metric",
        "days",
        "-q",
    ];
    offramp(out.path(), &args).assert().success();
    let folder = out.path().join("kaesong-2020-compare");
    let flips = rows(&folder.join("flips.csv"));
    let command = flips
        .iter()
        .find(|row| &row[4] == "loud" && !row[9].is_empty());
    let command = &command.unwrap()[10];
    assert!(
        command.contains("kaesong-2020 --set misperception=0 --trial")
            && command.contains("; offramp trace kaesong-2020 --trial"),
        "{command}"
    );
    let scenarios = ["scenario.toml", "scenario-2.toml", "scenario-3.toml"];
    assert!(scenarios.iter().all(|file| folder.join(file).exists()));
}

#[test]
fn what_cannot_be_paired_is_refused_with_the_reason() {
    let out = TempDir::new().unwrap();
    for (args, why) in [
        (
            ["kaesong-2020", "--arm", "cuba=cuba-1962"],
            "do not share their actors",
        ),
        (
            ["kaesong-2020", "--policies", "maximum-restrain"],
            "did you mean `maximum-restraint`?",
        ),
        (["kaesong-2020", "--metric", "wars"], "did you mean `war`?"),
        (
            ["kaesong-2020", "--arm", "x"],
            "write NAME=SCENARIO[:POLICY]",
        ),
        (["kaesong-2020", "--policies", "baseline"], "only one arm"),
        (["kaesong-2020", "--baseline", "none"], "no arm is called"),
    ] {
        let said = stderr(offramp(out.path(), &["compare"]).args(args), 2);
        assert!(said.contains(why), "{why} is not in\n{said}");
    }
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn an_undecided_rule_ends_with_code_one_and_its_tables() {
    let out = TempDir::new().unwrap();
    let args = [
        "compare",
        "kaesong-2020",
        "--policies",
        "pressure",
        "--until-decided",
        "--margin",
        "0.0001",
        "--max-trials",
        "1500",
    ];
    let said = stderr(&mut offramp(out.path(), &args), 1);
    assert!(
        said.contains("undecided: kaesong-2020 after 1500 trials"),
        "{said}"
    );
    let table = rows(&out.path().join("kaesong-2020-compare/comparisons.csv"));
    let joint: Vec<_> = table
        .iter()
        .filter(|row| &row[14] == "sequential")
        .collect();
    assert_eq!(joint.len(), 1);
    assert_eq!((&joint[0][1], &joint[0][19]), ("minor_clash", "undecided"));
}

#[test]
fn worlds_are_the_same_for_every_arm_and_their_table_says_what_they_are() {
    let out = TempDir::new().unwrap();
    let args = [
        "compare",
        "kaesong-2020",
        "--policies",
        "maximum-restraint-joint",
        "--arm",
        "open=kaesong-2020-lines-open",
        "--trials",
        "100",
        "--worlds",
        "20",
        "--world-trials",
        "40",
        "--threshold",
        "0.3",
    ];
    let answer = stdout(&mut offramp(out.path(), &args), 0);
    assert!(
        answer.contains("Over 20 worlds") && answer.contains("starr_domain"),
        "{answer}"
    );
    let folder = out.path().join("kaesong-2020-compare");
    let mut reader = csv::Reader::from_path(folder.join("worlds.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let worlds: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(worlds.len(), 20 * 3);
    let (deterrence, cut) = (
        place("set:law.deterrence"),
        place("set:channel.north-south.liaison.cut"),
    );
    for world in worlds.chunks(3) {
        assert_eq!(world[0][deterrence], world[2][deterrence]);
        // The twin with open lines has no range for cutting them.
        assert!(!world[0][cut].is_empty() && world[2][cut].is_empty());
    }
    let robust = rows(&folder.join("robustness.csv"));
    // Eight metrics by five criteria, and the threshold for the metric asked for.
    assert_eq!(robust.len(), 3 * (8 * 5 + 1));
    let shares = robust.iter().filter(|row| &row[5] == "threshold");
    for row in shares {
        assert!((0.0..=1.0).contains(&row[9].parse::<f64>().unwrap()));
        assert_eq!(&row[6], "0.3");
    }
    let manifest = folder.join("manifest.json");
    let again = ["compare", "--manifest", manifest.to_str().unwrap()];
    let said = stderr(&mut offramp(out.path(), &again), 2);
    assert!(said.contains("host.json"), "{said}");
}
