//! `offramp sensitivity`: indices are where enumeration has them, luck is no effect, what is dead is named
//! with the reason, the same bytes come of any number of threads, and what cannot be is refused.

use assert_cmd::Command;
use offramp::crisis::outcome::Outcome;
use offramp::exact::{Limits, solve};
use offramp::exploration::asked::{PointsAsked, Request};
use offramp::exploration::design::Design;
use offramp::exploration::grouped::grouped;
use offramp::exploration::indices::{Index, IndexStatus};
use offramp::exploration::sensitivity::{
    Sensitivity, SensitivityAsked, SensitivityMethod, sensitivity,
};
use offramp::exploration::space::Base;
use offramp::model::{Model, Switches};
use offramp::scenario::Draft;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const VARY: [&str; 4] = [
    "law.resolve=-3,-1.5,0",
    "message_loss=0,0.5,1",
    "law.reciprocity=0,2",
    "law.hostile_share=0.2,0.8",
];
/// So little of each that luck is no small part of what moves.
const LITTLE: [&str; 2] = ["law.resolve=-1.55,-1.45", "message_loss=0.25,0.35"];
/// Nothing is misread, so the last moves nothing.
const SET: &str = "misperception=0";

fn asked(method: SensitivityMethod, policies: &[&str], groups: &[&str]) -> SensitivityAsked {
    varied(&VARY, method, policies, groups)
}

fn varied(
    vary: &[&str],
    method: SensitivityMethod,
    policies: &[&str],
    groups: &[&str],
) -> SensitivityAsked {
    let draft = Draft::shipped("exact/two-actors").unwrap();
    let sets = vec![SET.to_owned()];
    let scenario = draft.check(&sets).unwrap().scenario;
    let request = Request {
        bases: vec![Base::new(draft, sets, scenario)],
        policies: policies.iter().map(ToString::to_string).collect(),
        vary: vary.iter().map(ToString::to_string).collect(),
        option: "--vary",
        points: PointsAsked::Design(Some(Design::Random), Some(1)),
        posterior: None,
        seed: 0,
    };
    let space = request
        .check()
        .map_err(|found| found.to_string())
        .unwrap()
        .space;
    let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
    SensitivityAsked {
        groups: grouped(&space.factors, &groups).unwrap(),
        space,
        method,
        measure: Measure::Agreement,
        bases: method.usual(),
        precision: None,
        sample: Sample {
            seed: 1,
            trials: 400,
        },
    }
}

/// The response at every combination of levels, by enumeration, with the places of the levels.
type Enumerated = Vec<(Vec<usize>, f64)>;

fn exactly(vary: &[&str], policies: &[&str]) -> Enumerated {
    let draft = Draft::shipped("exact/two-actors").unwrap();
    let values = vary.iter().map(|text| {
        let (path, values) = text.split_once('=').unwrap();
        let set = |value: &str| format!("{path}={value}");
        values.split(',').map(set).collect::<Vec<String>>()
    });
    let values: Vec<Vec<String>> = values.collect();
    let mut found = Vec::new();
    for number in 0..values.iter().map(Vec::len).product() {
        let mut rest = number;
        let mut sets = vec![SET.to_owned()];
        let mut at = Vec::new();
        for values in &values {
            at.push(rest % values.len());
            sets.push(values[rest % values.len()].clone());
            rest /= values.len();
        }
        let scenario = draft.check(&sets).unwrap().scenario;
        let of = |policy: &&str| {
            let policy = scenario.policy(policy).unwrap();
            let model = Model::compile(&scenario, policy, Switches::default());
            solve(&model, Limits::default())
                .unwrap()
                .probability(Outcome::Agreement)
        };
        let each: Vec<f64> = policies.iter().map(of).collect();
        found.push((at, each[0] - each.get(1).unwrap_or(&0.0)));
    }
    found
}

/// The variance of the mean response where what `key` picks of a place is the same.
fn variance_of_means(all: &Enumerated, key: impl Fn(&[usize]) -> Vec<usize>) -> f64 {
    let mut groups: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
    for (at, value) in all {
        groups.entry(key(at)).or_default().push(*value);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let values: Vec<f64> = all.iter().map(|(_, value)| *value).collect();
    let centre = mean(&values);
    let share = |of: &Vec<f64>| of.len() as f64 / all.len() as f64;
    let part = |of: &Vec<f64>| share(of) * (mean(of) - centre) * (mean(of) - centre);
    groups.values().map(part).sum()
}

/// First and total index of some factors, by their definition.
fn truth(all: &Enumerated, members: &[usize]) -> [f64; 2] {
    let whole = variance_of_means(all, <[usize]>::to_vec);
    let own = |at: &[usize]| members.iter().map(|&member| at[member]).collect();
    let others = |at: &[usize]| {
        let rest = (0..at.len()).filter(|place| !members.contains(place));
        rest.map(|place| at[place]).collect()
    };
    [
        variance_of_means(all, own) / whole,
        1.0 - variance_of_means(all, others) / whole,
    ]
}

fn found(asked: &SensitivityAsked) -> Sensitivity {
    sensitivity(asked, &()).unwrap()
}

/// Of a level and of a paired difference, factors alone and as a group: over 24 seeds at least 20 of the
/// intervals of each index hold what enumeration has (fewer come by chance once in 400 at 95%, and the
/// intervals are conservative), and the means are within .05 of it.
#[test]
fn indices_are_what_enumeration_has() {
    let joint = ["joint-tit-for-tat"];
    let both = ["joint-tit-for-tat", "blue-restraint"];
    for (policies, groups) in [
        (&joint[..], vec![]),
        (&both[..], vec!["acts=law.resolve,law.reciprocity"]),
    ] {
        let all = exactly(&VARY, policies);
        let mut asked = asked(SensitivityMethod::Sobol, policies, &groups);
        asked.bases = 128;
        let known: Vec<[f64; 2]> = asked
            .groups
            .iter()
            .map(|group| truth(&all, &group.members))
            .collect();
        let mut held = vec![[0; 2]; asked.groups.len()];
        let mut sums = vec![[0.0; 2]; asked.groups.len()];
        for seed in 0..24 {
            asked.sample.seed = seed;
            let found = found(&asked);
            for (at, group) in asked.groups.iter().enumerate() {
                for (which, index) in [Index::First, Index::Total].into_iter().enumerate() {
                    let estimate = found.of(&group.name, index).unwrap().estimate;
                    let near = known[at][which].abs() < 1e-12 && estimate.covers(0.0);
                    held[at][which] += u32::from(near || estimate.covers(known[at][which]));
                    sums[at][which] += estimate.value.unwrap() / 24.0;
                }
            }
        }
        println!("{known:?} {held:?} {sums:?}");
        for ((known, held), sums) in known.iter().zip(held).zip(sums) {
            for which in 0..2 {
                assert!(held[which] >= 20, "{held:?} of 24 hold {known:?}");
                assert!(
                    (known[which] - sums[which]).abs() < 0.05,
                    "{known:?} {sums:?}"
                );
            }
        }
    }
}

/// Where factors move little and trials are few, the plain total indices have luck in them, which goes to
/// whatever moves anything; those with luck kept apart have not.
#[test]
fn luck_is_kept_apart_from_what_factors_do() {
    let policies = ["joint-tit-for-tat"];
    let all = exactly(&LITTLE, &policies);
    let known = [0, 1].map(|at| truth(&all, &[at])[1]);
    let mut asked = varied(&LITTLE, SensitivityMethod::Sobol, &policies, &[]);
    asked.sample.trials = 6_400;
    let (mut apart, mut played, mut noise) = ([0.0; 2], [0.0; 2], 0.0);
    for seed in 0..60 {
        asked.sample.seed = seed;
        let found = found(&asked);
        for (at, name) in ["law.resolve", "message_loss"].into_iter().enumerate() {
            let of = |index| found.of(name, index).unwrap().estimate.value;
            apart[at] += of(Index::Total).unwrap() / 60.0;
            played[at] += of(Index::TotalPlayed).unwrap() / 60.0;
        }
        noise += found.noise().unwrap().estimate.value.unwrap() / 60.0;
    }
    println!("{known:?} {apart:?} {played:?} {noise}");
    assert!((0.01..0.1).contains(&noise), "{noise}");
    for at in 0..2 {
        assert!((apart[at] - known[at]).abs() < 0.03, "{known:?} {apart:?}");
    }
    // Luck is shared alike, so the smaller one gains by it.
    assert!(played[0] > apart[0], "{played:?} {apart:?}");
}

#[test]
fn morris_and_pawn_find_what_moves_and_what_does_not() {
    let all = exactly(&VARY, &["joint-tit-for-tat"]);
    for method in [SensitivityMethod::Morris, SensitivityMethod::Pawn] {
        let asked = asked(method, &["joint-tit-for-tat"], &[]);
        let found = found(&asked);
        let index = match method {
            SensitivityMethod::Morris => Index::MuStar,
            _ => Index::PawnMax,
        };
        let of = |factor: &str| found.of(factor, index).unwrap();
        let value = |factor: &str| of(factor).estimate.value.unwrap();
        assert_eq!(of("law.resolve").status, Some(IndexStatus::Told));
        assert_eq!(of("law.hostile_share").status, Some(IndexStatus::Dead));
        assert_eq!(found.dead.len(), 1);
        // The one with the largest total index is first here, too.
        let totals: Vec<f64> = (0..3).map(|at| truth(&all, &[at])[1]).collect();
        let values = ["law.resolve", "message_loss", "law.reciprocity"].map(value);
        let largest = |values: &[f64]| {
            let all = values.iter().enumerate();
            all.max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at)
        };
        assert_eq!(largest(&totals), largest(&values), "{totals:?} {values:?}");
    }
}

#[test]
fn points_are_doubled_until_it_is_precise_or_enough() {
    let mut asked = asked(SensitivityMethod::Sobol, &["joint-tit-for-tat"], &[]);
    asked.bases = 32;
    asked.precision = Some((0.25, 1024));
    let reached = found(&asked);
    assert!(reached.bases > 32 && reached.widest().unwrap() <= 0.25);
    asked.precision = Some((0.01, 128));
    let stopped = found(&asked);
    assert_eq!(stopped.bases, 128);
    assert!(stopped.widest().unwrap() > 0.01);
    // What came first is as it was without more.
    asked.precision = None;
    let first = found(&asked);
    assert_eq!(first.seen[..], stopped.seen[..first.seen.len()]);
    assert_eq!(stopped.convergence[0], (32, first.rows));
}

fn command() -> Command {
    Command::cargo_bin("offramp").unwrap()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

const FILES: [&str; 9] = [
    "indices.csv",
    "convergence.csv",
    "points.csv",
    "design.csv",
    "responses.csv",
    "luck.csv",
    "answer.txt",
    "datapackage.json",
    "manifest.json",
];

#[test]
fn the_command_says_what_drives_and_writes_the_same_bytes_on_any_threads() {
    let home = tempfile::tempdir().unwrap();
    let run = |threads: &str| {
        let out = home.path().join(threads);
        let done = command()
            .args(["sensitivity", "exact/two-actors", "--metric", "agreement"])
            .args(["--of", "joint-tit-for-tat-blue-restraint", "--set", SET])
            .args(VARY.iter().flat_map(|vary| ["--vary", vary]))
            .args([
                "--points",
                "64",
                "--trials",
                "400",
                "--threads",
                threads,
                "--out",
            ])
            .arg(&out)
            .assert()
            .success();
        let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        (said, out.join("two-actors-sensitivity"))
    };
    let ((said, one), (_, two)) = (run("1"), run("2"));
    for file in FILES {
        let [one, two] = [&one, &two].map(|folder| fs::read(folder.join(file)).unwrap());
        assert!(one == two, "threads move {file}");
    }
    let expected = "law.hostile_share moves nothing, at any point: while misperception is 0, nothing is ever misread.";
    for said_of in [
        expected,
        "the difference in agreement between joint-tit-for-tat and blue-restraint",
        "Luck is ",
    ] {
        assert!(said.contains(said_of), "{said}");
    }
    let indices = rows(&one.join("indices.csv"));
    for row in &indices {
        let number = |column: &str| row[column].parse::<f64>().ok();
        let (low, high) = (number("ci_low"), number("ci_high"));
        let holds = low <= Some(0.0) && Some(0.0) <= high;
        let expected = match row["status"].as_str() {
            "told" => !holds,
            "indistinguishable" | "dead" => holds,
            _ => row["index"] == "noise",
        };
        assert!(expected, "{row:?}");
        assert_eq!(
            (row["n"].as_str(), row["ci_level"].as_str()),
            ("64", "0.95")
        );
    }
    // Points and responses are joined by number, and each response is the mean of its replicates.
    let (design, luck) = (rows(&one.join("design.csv")), rows(&one.join("luck.csv")));
    assert_eq!((design.len(), luck.len()), (64 * 6, 64 * 6));
    assert_eq!(rows(&one.join("responses.csv")).len(), 2 * 64 * 6);
    for row in luck {
        let replicates = (1..=8).map(|at| row[&format!("replicate_{at}")].parse::<f64>().unwrap());
        let value: f64 = row["value"].parse().unwrap();
        assert!((replicates.sum::<f64>() / 8.0 - value).abs() < 1e-12);
    }
    let converged = rows(&one.join("convergence.csv"));
    let counts: std::collections::BTreeSet<&str> =
        converged.iter().map(|row| row["n"].as_str()).collect();
    assert_eq!(counts, ["32", "64"].into());
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let two = ["--vary", "law.fear=0:9", "--vary", "message_loss=0:1"];
    let of_two = |more: &[&'static str]| [&two[..], more].concat();
    for (arguments, expected) in [
        (vec!["--vary", "law.fear=0:9"], "the one thing that varies"),
        (
            vec!["--vary", "law.fera=0:9", "--vary", "cut=0:1"],
            "did you mean `law.fear`?",
        ),
        (vec![], "has no [uncertain] ranges"),
        (of_two(&["--of", "baselin"]), "did you mean `baseline`?"),
        (
            of_two(&["--of", "baseline-blue-restrain"]),
            "did you mean `blue-restraint`?",
        ),
        (
            of_two(&["--of", "baseline-baseline"]),
            "less itself is zero",
        ),
        (
            of_two(&[
                "--of",
                "baseline",
                "--vary",
                "policy=baseline,blue-restraint",
            ]),
            "leave out one of them",
        ),
        (of_two(&["--points", "8"]), "at least 32"),
        (
            of_two(&["--points", "4", "--method", "morris"]),
            "at least 8",
        ),
        (of_two(&["--trials", "10"]), "at least 64"),
        (of_two(&["--precision", "0"]), "wider than 0"),
        (of_two(&["--precision=-1"]), "wider than 0"),
        (
            of_two(&["--precision", "0.1", "--method", "pawn"]),
            "--method sobol",
        ),
        (
            of_two(&["--precision", "0.1", "--most-points", "64"]),
            "below the 256",
        ),
        (of_two(&["--method", "sobl"]), "sobol"),
        (of_two(&["--metric", "wra"]), "did you mean `war`?"),
        (of_two(&["--group", "law.fear"]), "write NAME=PATH,PATH"),
        (
            of_two(&["--group", "g=law.fea"]),
            "did you mean `law.fear`?",
        ),
        (
            of_two(&["--group", "g=law.fear,law.fear"]),
            "in a group already",
        ),
        (
            of_two(&["--group", "g=law.fear", "--group", "h=law.fear"]),
            "in a group already",
        ),
        (
            of_two(&["--group", "g=law.fear", "--group", "g=message_loss"]),
            "two things of that name",
        ),
        (
            of_two(&["--group", "message_loss=law.fear"]),
            "two things of that name",
        ),
        (
            of_two(&["--group", "g=law.fear,message_loss"]),
            "the one thing that varies",
        ),
        (
            of_two(&["--group", "g=law.fear", "--method", "pawn"]),
            "--group is of sobol and morris",
        ),
    ] {
        let done = command()
            .args(["sensitivity", "exact/two-actors"])
            .args(&arguments)
            .arg("--out")
            .arg(home.path())
            .assert()
            .code(2);
        let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert!(fs::read_dir(home.path()).unwrap().next().is_none());
    }
}

#[test]
fn points_of_a_sweep_say_what_needs_no_design() {
    let home = tempfile::tempdir().unwrap();
    let offramp = |arguments: &[&str]| {
        let mut command = command();
        command.current_dir(home.path()).args(arguments);
        command
    };
    let swept = |more: &[&str]| {
        let common = [
            "sweep",
            "exact/two-actors",
            "--vary",
            "law.resolve=-4:0",
            "--vary",
            "message_loss=0:1",
        ];
        let policies = [
            "--policies",
            "joint-tit-for-tat,blue-restraint",
            "--trials",
            "200",
            "--quiet",
        ];
        offramp(&[&common[..], &policies, more].concat())
            .assert()
            .success();
    };
    swept(&["--points", "256"]);
    let sweep = "results/two-actors-sweep";
    let common = ["sensitivity", "--from", sweep, "--metric", "agreement"];
    let more = ["--of", "joint-tit-for-tat - blue-restraint", "--report"];
    let done = offramp(&[&common[..], &more].concat()).assert().success();
    let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(
        said.contains("The points are those of two-actors-sweep"),
        "{said}"
    );
    let folder = home.path().join("results/two-actors-sensitivity");
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("What drives it") && page.contains("<svg"));
    let indices = rows(&folder.join("indices.csv"));
    assert_eq!(indices.len(), 2 * 3);
    assert!(
        indices
            .iter()
            .all(|row| row["n"] == "256" && row["trials"] == "200")
    );
    // Responses belong to points by number: shuffled rows say the same.
    let file = home.path().join(sweep).join("responses.csv");
    let text = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    let again = ["--out", "again"];
    offramp(&[&common[..], &more, &again].concat())
        .assert()
        .success();
    let second = home.path().join("again/two-actors-sensitivity/indices.csv");
    assert_eq!(
        fs::read(folder.join("indices.csv")).unwrap(),
        fs::read(second).unwrap()
    );
    let refused = |arguments: &[&str], expected: &str| {
        let done = offramp(&[&common[..], arguments].concat()).assert().code(2);
        let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    refused(&["--method", "sobol"], "needs some that differ in one");
    refused(&["--of", "baseline"], "there is no policy `baseline`");
    refused(&["--points", "512"], "cannot be used with");
    refused(&["--seed", "3"], "cannot be used with");
    swept(&["--points", "64", "--force"]);
    refused(&["--force"], "64 points are too few for pawn");
}
