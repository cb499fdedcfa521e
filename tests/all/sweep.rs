//! `offramp sweep`: the designs keep what they promise, points are what overrides make of a scenario, and
//! the same bytes come of whatever happens on the way.

use assert_cmd::Command;
use offramp::exploration::asked::{Experiment, PointsAsked, Request};
use offramp::exploration::design::{Design, NoDesign, Point};
use offramp::exploration::factor::{Domain, Factor, Level};
use offramp::exploration::response::responses;
use offramp::exploration::space::Base;
use offramp::scenario::Draft;
use offramp::study::arms::{Arm, Origin};
use offramp::study::measure::Measure;
use offramp::study::run::{self, Sample};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

fn base(name: &str, sets: &[&str]) -> Base {
    let draft = Draft::shipped(name).unwrap();
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let scenario = draft.check(&sets).unwrap().scenario;
    Base::new(draft, sets, scenario)
}

/// What words say of a scenario under its baseline.
fn asked(base: Base, vary: &[&str], points: PointsAsked) -> Result<Experiment, String> {
    let request = Request {
        bases: vec![base],
        policies: vec!["baseline".into()],
        vary: vary.iter().map(ToString::to_string).collect(),
        option: "--vary",
        points,
        posterior: None,
        seed: 0,
    };
    request.check().map_err(|problems| problems.to_string())
}

fn designed(vary: &[&str], design: Design, points: usize) -> Experiment {
    let points = PointsAsked::Design(
        Some(design),
        Some(points).filter(|_| design != Design::Grid),
    );
    asked(base("kaesong-2020", &[]), vary, points).unwrap()
}

/// Six factors of every kind that a path and a scenario can say.
const MANY: [&str; 6] = [
    "law.deterrence",
    "law.fear=1:16",
    "message_loss=0:1",
    "crisis.horizon_days=90:365",
    "actor.north-korea.campaign_at_onset=0.1,0.2,0.7",
    "policy=baseline,firm,grit",
];

#[test]
fn more_points_leave_the_first_as_they_are() {
    for design in [Design::Sobol, Design::Random, Design::Latin(40)] {
        let [few, many] = [40, 120].map(|points| designed(&MANY, design, points).points);
        assert_eq!(few, many[..40], "{design:?}");
        let unlike: BTreeSet<String> = many.iter().map(|point| format!("{point:?}")).collect();
        assert_eq!(unlike.len(), 120, "{design:?}");
    }
    // Alone or among others, a factor lies where it lies.
    for design in [Design::Random, Design::Latin(40)] {
        let alone = designed(&MANY[1..2], design, 40).points;
        let among = designed(&MANY, design, 40).points;
        let column = |points: &[Point], at: usize| -> Vec<Level> {
            points.iter().map(|point| point[at]).collect()
        };
        assert_eq!(column(&alone, 0), column(&among, 1), "{design:?}");
    }
}

#[test]
fn each_hypercube_and_each_run_of_a_sequence_has_a_point_in_every_stratum() {
    for (design, run) in [(Design::Latin(50), 50), (Design::Sobol, 64)] {
        let found = designed(&MANY[..3], design, 2 * run);
        let ends: Vec<[f64; 2]> = found
            .space
            .factors
            .iter()
            .map(|f| f.ends().map(Level::number))
            .collect();
        for (factor, [low, high]) in ends.into_iter().enumerate() {
            for points in found.points.chunks(run) {
                let strata = points.iter().map(|point| {
                    let share = (point[factor].number() - low) / (high - low);
                    (share * run as f64) as usize
                });
                let strata: BTreeSet<usize> = strata.collect();
                assert_eq!(strata.len(), run, "{design:?} {factor}");
            }
        }
    }
}

#[test]
fn a_grid_has_every_combination_once_and_begins_anywhere() {
    let vary = [
        "law.deterrence=-3:3:7",
        "law.fear=1,2,4,8",
        "policy=baseline,firm",
    ];
    let points = designed(&vary, Design::Grid, 0).points;
    let unlike: BTreeSet<String> = points.iter().map(|point| format!("{point:?}")).collect();
    assert_eq!((points.len(), unlike.len()), (56, 56));
    // A quarter of it has every level of every factor.
    for factor in 0..3 {
        let of = |points: &[Point]| -> BTreeSet<String> {
            let levels = points.iter().map(|point| format!("{:?}", point[factor]));
            levels.collect()
        };
        assert_eq!(of(&points), of(&points[..28]), "{factor}");
    }
    let range = designed(&["law.fear=1:16"], Design::Random, 2);
    let refused = Design::Grid.points(&range.space.factors, 0, 0);
    assert!(matches!(refused, Err(NoDesign::NoLevels { .. })));
}

#[test]
fn choices_and_levels_come_alike() {
    let found = designed(&MANY, Design::Sobol, 192);
    for (factor, at) in found.space.factors.iter().zip(0..).skip(4) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for point in &found.points {
            *counts.entry(factor.shown(point[at])).or_default() += 1;
        }
        assert_eq!(counts.len(), 3);
        assert!(
            counts.values().all(|&count| (60..=68).contains(&count)),
            "{counts:?}"
        );
    }
}

/// The scenario at a point, as its overrides make it; what is uncertain is no part of what is simulated.
fn overridden(experiment: &Experiment, point: &Point) -> offramp::Scenario {
    let base = experiment.space.base(point);
    let parameters = experiment.space.factors.iter().zip(point);
    let parameters = parameters.filter(|(factor, _)| factor.row().is_some());
    let sets =
        parameters.map(|(factor, level)| format!("{}={}", factor.name, factor.shown(*level)));
    let sets: Vec<String> = sets.chain(base.sets.iter().cloned()).collect();
    let mut scenario = base.draft.check(&sets).unwrap().scenario;
    scenario.uncertain.clone_from(&base.scenario.uncertain);
    scenario
}

#[test]
fn a_point_is_what_its_overrides_make_of_the_scenario() {
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("kaesong-2020", &[], &[]),
        ("kaesong-2020", &["actor.south-korea.deterrence=1"], &MANY),
        // The more special path holds, whatever came first; bare keys reach all there is.
        (
            "kaesong-2020",
            &[],
            &[
                "actor.south-korea.deterrence=0:1",
                "law.deterrence=-3:3",
                "message_loss=0:1",
            ],
        ),
        (
            "cuba-1962",
            &[],
            &[
                "resolve=-4:0",
                "trigger.worse=0:1",
                "crisis.calm_days=20:60",
            ],
        ),
        (
            "exact/mediator",
            &["message_loss=0.1"],
            &["law.misperception=0:0.5", "cut=0:1"],
        ),
    ];
    for (name, sets, vary) in cases {
        let points = PointsAsked::Design(Some(Design::Random), Some(6));
        let found = asked(base(name, sets), vary, points).unwrap_or_else(|why| panic!("{why}"));
        for point in &found.points {
            let scenario = found.space.base(point).at(point);
            assert_eq!(scenario, overridden(&found, point), "{name} {point:?}");
        }
    }
}

#[test]
fn a_response_is_what_a_run_of_the_same_overrides_finds() {
    let vary = [
        "law.deterrence=-3:3",
        "message_loss=0:1",
        "policy=baseline,firm",
    ];
    let found = designed(&vary, Design::Sobol, 4);
    let sample = Sample {
        seed: 5,
        trials: 2100,
    };
    let mut seen = Vec::new();
    let keep = |point: usize, of: &[offramp::exploration::response::Response]| {
        seen.extend(of.iter().map(|response| {
            (
                point,
                response.policy.to_owned(),
                response.measure,
                response.estimate,
            )
        }));
        Ok(())
    };
    responses((&found.space, &found.points), 0, sample, &(), keep).unwrap();
    assert_eq!(seen.len(), 4 * Measure::ALL.len());
    for (point, policy, measure, estimate) in seen {
        let scenario = overridden(&found, &found.points[point]);
        let arm = Arm::new(&scenario, &policy, Origin::of(&scenario).unwrap()).unwrap();
        let alone = run::run(&arm, sample, &(), |_| Ok(())).unwrap();
        assert_eq!(
            estimate,
            alone.measure(measure),
            "{point} {policy} {measure:?}"
        );
    }
}

#[test]
fn what_a_scenario_says_of_its_ranges_holds() {
    let found = asked(
        base(
            "kaesong-2020",
            &["uncertain.law.deterrence={ levels = [-3, 0, 1] }"],
        ),
        &["law.deterrence"],
        PointsAsked::Design(None, None),
    );
    let found = found.unwrap();
    assert_eq!((found.design, found.points.len()), (Some(Design::Grid), 3));
    let Factor {
        domain: Domain::Parameter { range, .. },
        ..
    } = &found.space.factors[0]
    else {
        panic!("it is a parameter");
    };
    assert!((range.high - 1.0).abs() < 1e-12);
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

/// Every file of a run folder but `host.json`, which tells of the machine.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path()).map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    files.filter(|(name, _)| name != "host.json").collect()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

const MEDIATOR: &str =
    "sweep exact/mediator --vary message_loss=0:1 --vary law.misperception=0:0.4 --all-policies";

#[test]
fn the_same_bytes_come_of_any_number_of_threads() {
    let home = TempDir::new().unwrap();
    let swept = |out: &str, threads: u8| {
        let more = format!("--points 33 --trials 2500 --threads {threads} --out {out}");
        done(home.path(), &format!("{MEDIATOR} {more}"));
        files(&home.path().join(out).join("mediator-sweep"))
    };
    let one = swept("one", 1);
    assert_eq!(one, swept("three", 3));
    let names: Vec<&str> = one.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "answer.txt",
            "datapackage.json",
            "manifest.json",
            "points.csv",
            "responses.csv",
            "scenario-written.toml",
            "scenario.toml",
            "slices.csv"
        ]
    );
    let found = rows(&home.path().join("one/mediator-sweep/responses.csv"));
    assert_eq!(found.len(), 33 * 4 * Measure::ALL.len());
    assert!(found.iter().all(|row| row["n"] == "2500"));
    // The same again is kept, and told as it was.
    let again = format!("{MEDIATOR} --points 33 --trials 2500 --out one");
    let again = offramp(home.path(), &again).assert().success();
    let said = String::from_utf8_lossy(&again.get_output().stderr).into_owned();
    assert!(said.contains("kept: 33 of 33 points"), "{said}");
    // More points go on.
    done(
        home.path(),
        &format!("{MEDIATOR} --points 40 --trials 2500 --out more"),
    );
    let more = rows(&home.path().join("more/mediator-sweep/responses.csv"));
    assert_eq!(more[..found.len()], found);
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_bytes() {
    let home = TempDir::new().unwrap();
    let swept = format!("{MEDIATOR} --points 200 --trials 4000 --threads 2");
    done(home.path(), &format!("{swept} --out alone"));
    let alone = files(&home.path().join("alone/mediator-sweep"));
    let draft = home.path().join("killed/.offramp-mediator-sweep");
    let noted = || fs::read(draft.join("parts.json")).ok();
    let mut taken_up = 0;
    for kills in 0..20_u32 {
        let before = noted();
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("offramp"))
            .current_dir(home.path())
            .args(format!("{swept} --out killed").split(' '))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Some as soon as a part is noted, some at whatever moment.
        if kills % 2 == 0 {
            while noted() == before && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
        } else {
            std::thread::sleep(Duration::from_millis(u64::from(7 * kills % 60)));
        }
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            break;
        }
        taken_up += u32::from(before.is_some());
        // Half a part that was not noted, as a kill within a write leaves it.
        if let (Some(_), Ok(mut half)) = (noted(), fs::read(draft.join("responses.csv"))) {
            half.extend_from_slice(b"mediator,199,base");
            fs::write(draft.join("responses.csv"), half).unwrap();
        }
    }
    assert!(taken_up > 3, "it was taken up {taken_up} times");
    done(home.path(), &format!("{swept} --out killed"));
    assert!(files(&home.path().join("killed/mediator-sweep")) == alone);
    assert!(!draft.exists());
}

#[test]
fn points_of_a_sweep_are_the_design_of_another() {
    let home = TempDir::new().unwrap();
    let vary =
        "--vary law.deterrence=-3:3 --vary policy=baseline,firm --vary crisis.horizon_days=90,180";
    let common = "--trials 100 --quiet";
    let names = "sweep kaesong-2020 kaesong-2020-lines-open";
    done(
        home.path(),
        &format!("{names} {vary} {common} --design lhs --points 12 --cube 6"),
    );
    let first = home.path().join("results/kaesong-2020-sweep");
    let points = rows(&first.join("points.csv"));
    assert_eq!(points.len(), 12);
    let scenarios: BTreeSet<&str> = points.iter().map(|row| row["scenario"].as_str()).collect();
    assert_eq!(scenarios.len(), 2);
    let listed = format!(
        "{names} --design {} {common} --out listed",
        first.join("points.csv").display()
    );
    done(home.path(), &listed);
    let second = home.path().join("listed/kaesong-2020-sweep");
    for file in ["points.csv", "responses.csv"] {
        assert_eq!(
            fs::read_to_string(first.join(file)).unwrap(),
            fs::read_to_string(second.join(file)).unwrap()
        );
    }
    for row in rows(&first.join("responses.csv")) {
        let point = &points[row["point"].parse::<usize>().unwrap()];
        assert_eq!(
            (&row["scenario"], &row["policy"]),
            (&point["scenario"], &point["policy"])
        );
    }
}

#[test]
fn the_answer_names_the_least_and_the_most() {
    let home = TempDir::new().unwrap();
    let swept =
        "sweep kaesong-2020 --vary law.deterrence=-3:3:5 --policies baseline,firm --trials 200";
    let said = done(home.path(), &format!("{swept} --format json"));
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let found = rows(&home.path().join("results/kaesong-2020-sweep/responses.csv"));
    for told in said["policies"].as_array().unwrap() {
        let of = found.iter().filter(|row| row["metric"] == "minor_clash");
        let of = of.filter(|row| row["policy"] == told["policy"].as_str().unwrap());
        let values: Vec<f64> = of.map(|row| row["value"].parse().unwrap()).collect();
        assert_eq!(values.len(), 5);
        let (least, most) = (
            values.iter().copied().fold(f64::INFINITY, f64::min),
            values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        );
        for (end, value) in [("least", least), ("most", most)] {
            assert_eq!(told[end]["value"]["value"].as_f64(), Some(value), "{told}");
            let point = told[end]["point"].as_u64().unwrap() as usize;
            assert!((values[point] - value).abs() < 1e-12);
        }
    }
    let answer = said["answer"].as_array().unwrap();
    let first = answer[0].as_str().unwrap();
    assert!(
        first.starts_with("law.deterrence is -3, -1.5, 0, 1.5 or 3: 5 points"),
        "{first}"
    );
    assert!(
        answer[1]
            .as_str()
            .unwrap()
            .contains("Under baseline, from "),
        "{answer:?}"
    );
}

#[test]
fn all_that_is_wrong_is_said_before_anything_is_played() {
    let home = TempDir::new().unwrap();
    let said = refused(
        home.path(),
        "sweep kaesong-2020 --vary law.deterence=-3:3 --vary law.exploitation=3:-3 --vary message_loss=0:2 --vary policy=firm,frim --vary law.answer_r=0:x --vary law.fear --vary law.relief=1 --vary law.parity=0:0 --vary law.trust=1,1 --vary crisis.horizon_days=1.5:3 --vary law.threat=0:1:1 --vary actor.north-korea.resolv=0:1 --vary policy.firm.x=1:2 --vary scenario=a,b",
    );
    for what in [
        "`law.deterence` names no parameter",
        "did you mean `law.deterrence`?",
        "-3 is below 3",
        "must lie between 0 and 1 (probability)",
        "has no policy `frim`",
        "takes a number, not `x`",
        "`law.fear` has no range in [uncertain]",
        "one value does not vary",
        "both ends are one",
        "`1` is there twice",
        "takes a whole number, not 1.5",
        "`1` is no number of levels",
        "did you mean `actor.north-korea.resolve`?",
        "policies are varied whole",
        "offramp sweep ONE OTHER",
        "14 problems; nothing was run",
    ] {
        assert!(said.contains(what), "{what} not in {said}");
    }
    let listed = |text: &str, more: &str| {
        fs::write(home.path().join("points.csv"), text).unwrap();
        refused(
            home.path(),
            &format!("sweep kaesong-2020 --design points.csv{more}"),
        )
    };
    let said = listed("law.deterrence,polici,law.fear\n1,firm,0\nx,firm,\n", "");
    for what in [
        "`polici` names no parameter",
        "did you mean `policy`?",
        "takes a number, not `x`",
        "`fear` is empty here",
        "points.csv:3:1",
    ] {
        assert!(said.contains(what), "{what} not in {said}");
    }
    let said = listed(
        "law.deterrence,policy\n1,firm\n2,frim\n1,firm\n",
        " --vary law.deterrence=0:1 --vary law.fear=0:1",
    );
    for what in [
        "no column `law.fear`",
        "the column `policy` is not among",
        "point 2 is point 0 again",
        "3 problems",
    ] {
        assert!(said.contains(what), "{what} not in {said}");
    }
    assert!(listed("law.deterrence,policy\n2,frim\n", "").contains("did you mean `firm`?"));
    assert!(listed("law.deterrence\n", "").contains("the table has no points"));
    assert!(listed("law.deterrence\n1,2\n", "").contains("the row has 2 cells"));
    assert!(listed("law.deterrence\n1\n", " --points 3").contains("leave out --points"));
    let one = "--vary law.deterrence=0:1";
    for (arguments, what) in [
        ("--design grid", "write law.deterrence=LOW:HIGH:N"),
        ("--design sobl", "did you mean `sobol`?"),
        (
            "--design lhs --points 30 --cube 7",
            "no whole number of hypercubes of 7",
        ),
        ("--design sobol --points 70000", "at most 65536 points"),
        ("--design random --points 0", "whole number from 1"),
        ("--set law.deterrence=1", "`law.deterrence` moves nothing"),
        ("--vary deterrence=0:1", "`law.deterrence` moves nothing"),
        ("--vary law.deterrence=0:2", "varies twice"),
        ("--vary law.message_loss=0:1", "reaches nobody"),
        (
            "--vary policy=baseline,firm --policies grit",
            "leave out --policies",
        ),
        ("--cube 4", "--design lhs"),
    ] {
        let said = refused(
            home.path(),
            &format!("sweep kaesong-2020 {one} {arguments}"),
        );
        assert!(said.contains(what), "{arguments}: {said}");
    }
    let said = refused(home.path(), "sweep exact/two-actors");
    assert!(said.contains("has no [uncertain] ranges"), "{said}");
}

/// A posterior of two parameters that go together, and of one that is not of the scenario.
fn posterior(home: &Path, draws: usize, weight: impl Fn(usize) -> f64) {
    let mut text = String::from(
        "law,draw,weight,log_likelihood,law.fear,law.deterrence,actor.nobody.resolve\n",
    );
    for draw in 0..draws {
        let x = ((draw * 37) % draws) as f64 / draws as f64;
        let row = format!(
            "1,{draw},{},0,{},{},0\n",
            weight(draw),
            5.0 + 6.0 * x,
            2.0 - 4.0 * x
        );
        text.push_str(&row);
    }
    fs::write(home.join("p.csv"), text).unwrap();
}

const DRAWN: &str =
    "sweep kaesong-2020 --posterior p.csv --trials 100 --quiet --vary message_loss=0:0.6";

fn numbers(rows: &[BTreeMap<String, String>], column: &str) -> Vec<f64> {
    rows.iter()
        .map(|row| row[column].parse().unwrap())
        .collect()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        let (ma, mb) = (mean(a), mean(b));
        a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum()
    };
    product(one, other) / (product(one, one) * product(other, other)).sqrt()
}

#[test]
fn draws_of_a_posterior_keep_together_what_goes_together() {
    let home = TempDir::new().unwrap();
    // The later half of the draws weighs three times as much, and the last nothing.
    posterior(home.path(), 101, |draw| match draw {
        0..50 => 1.0,
        50..100 => 3.0,
        _ => 0.0,
    });
    let known: BTreeMap<String, String> = rows(&home.path().join("p.csv"))
        .into_iter()
        .map(|row| (row["law.fear"].clone(), row["draw"].clone()))
        .collect();
    for design in ["sobol", "lhs --cube 64", "random"] {
        let swept = |points: usize| {
            let out = format!("{}-{points}", &design[..3]);
            let more = format!("--design {design} --points {points} --out {out}");
            done(home.path(), &format!("{DRAWN} {more}"));
            rows(&home.path().join(out).join("kaesong-2020-sweep/points.csv"))
        };
        let (few, many) = (swept(64), swept(256));
        assert_eq!(few, many[..64], "{design}");
        let [fear, deterrence, loss] =
            ["law.fear", "law.deterrence", "message_loss"].map(|of| numbers(&many, of));
        for (fear, deterrence) in fear.iter().zip(&deterrence) {
            let x = (fear - 5.0) / 6.0;
            assert!((deterrence - (2.0 - 4.0 * x)).abs() < 1e-9, "{design}");
        }
        // Each point is a draw, none of weight zero, and the heavy ones come as often as they weigh.
        let draws = many
            .iter()
            .map(|row| known[&row["law.fear"]].parse::<usize>().unwrap());
        let draws: Vec<usize> = draws.collect();
        assert!(!draws.contains(&100));
        let heavy = draws.iter().filter(|draw| **draw >= 50).count();
        let due = if design == "random" {
            160..=224
        } else {
            190..=194
        };
        assert!(due.contains(&heavy), "{design}: {heavy} of 256");
        // What varies beside them lies over all of its range, wherever they lie.
        let beside = correlation(&fear, &loss);
        assert!(beside.abs() < 0.2, "{design}: {beside}");
        assert!(loss.iter().any(|x| *x < 0.05) && loss.iter().any(|x| *x > 0.55));
    }
}

#[test]
fn a_sweep_by_a_posterior_says_so_and_all_that_follows_does() {
    let home = TempDir::new().unwrap();
    posterior(home.path(), 100, |_| 1.0);
    let swept =
        "sweep kaesong-2020 --posterior p.csv --trials 200 --points 256 --policies baseline,firm";
    let run = offramp(home.path(), swept).assert().success();
    let (said, warned) = (&run.get_output().stdout, &run.get_output().stderr);
    let [said, warned] = [said, warned].map(|text| String::from_utf8_lossy(text).into_owned());
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let base = base("kaesong-2020", &[]);
    let uncertain = &base.scenario.uncertain;
    let told = format!(
        "law.fear and law.deterrence are draws of the posterior p.csv, and go together as it has them; {} other factors vary",
        uncertain.len() - 1
    );
    assert!(flat(&said).contains(&told), "{said}");
    assert!(
        flat(&said).contains("The 256 points take 100 unlike draws"),
        "{said}"
    );
    assert!(
        warned.contains("`actor.nobody.resolve` of the posterior does not vary"),
        "{warned}"
    );
    let folder = home.path().join("results/kaesong-2020-sweep");
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let entry = &manifest["posterior"];
    assert_eq!(
        (
            entry["source"].as_str(),
            entry["draws"].as_u64(),
            entry["trials_of_each"].as_u64()
        ),
        (Some("p.csv"), Some(100), Some(200))
    );
    assert_eq!(
        fs::read(folder.join("posterior.csv")).unwrap(),
        fs::read(home.path().join("p.csv")).unwrap()
    );
    // All of [uncertain] varies beside them, but what they speak on.
    let points = rows(&folder.join("points.csv"));
    assert!(uncertain.iter().any(|range| range.path == "law.deterrence"));
    assert_eq!(points[0].len(), 1 + 2 + uncertain.len() - 1);
    // Another posterior of that name is another sweep.
    posterior(home.path(), 90, |_| 1.0);
    let other = offramp(home.path(), swept).assert().code(2);
    let said = String::from_utf8_lossy(&other.get_output().stderr).into_owned();
    assert!(
        said.contains("posterior") && said.contains("--force"),
        "{said}"
    );

    let said = flat(&done(
        home.path(),
        "sensitivity --from results/kaesong-2020-sweep",
    ));
    assert!(said.contains("of the posterior p.csv, and go together as it has them: they are correlated, so a slice of one of them brings along"), "{said}");
    let said = flat(&done(
        home.path(),
        "discover results/kaesong-2020-sweep --where minor_clash>0.1 --policy firm --halves 4 --shuffles 19",
    ));
    assert!(
        said.contains("they are correlated, so a limit of one of them brings along"),
        "{said}"
    );
}

#[test]
fn a_sweep_by_a_posterior_goes_on_where_it_was_killed() {
    let home = TempDir::new().unwrap();
    posterior(home.path(), 60, |draw| 1.0 + (draw % 3) as f64);
    let swept = "sweep kaesong-2020 --posterior p.csv --trials 2000 --points 60 --threads 2";
    done(home.path(), &format!("{swept} --out alone"));
    let draft = home
        .path()
        .join("killed/.offramp-kaesong-2020-sweep/parts.json");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("offramp"))
        .current_dir(home.path())
        .args(format!("{swept} --out killed").split(' '))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !draft.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was too fast to kill");
    done(home.path(), &format!("{swept} --out killed"));
    let [alone, killed] =
        ["alone", "killed"].map(|out| files(&home.path().join(out).join("kaesong-2020-sweep")));
    assert!(alone == killed);
}

#[test]
fn a_posterior_that_cannot_be_swept_is_refused() {
    let home = TempDir::new().unwrap();
    posterior(home.path(), 60, |_| 1.0);
    let sweep = "sweep kaesong-2020 --posterior p.csv";
    fs::write(home.path().join("points.csv"), "message_loss\n0\n1\n").unwrap();
    for (arguments, what) in [
        (
            "--vary law.fear=1:2",
            "`law.fear` varies, and the posterior says what it is",
        ),
        ("--vary fear=1:2", "`fear` varies, and the posterior"),
        (
            "--design grid --vary message_loss=0:1:3",
            "a grid crosses levels",
        ),
        (
            "--design points.csv",
            "points are listed, and the draws of a posterior are points of their own",
        ),
        (
            "--set law.fear=1 --set law.deterrence=0 --vary message_loss=0:1",
            "no parameter of it varies in kaesong-2020",
        ),
    ] {
        let said = refused(home.path(), &format!("{sweep} {arguments}"));
        assert!(said.contains(what), "{arguments}: {said}");
    }
    let table = |header: &str, value: &str| {
        let text =
            format!("law,draw,weight,log_likelihood,{header}\n1,0,1,0,{value}\n1,1,1,0,{value}\n");
        fs::write(home.path().join("p.csv"), text).unwrap();
        refused(home.path(), sweep)
    };
    assert!(
        table("actor.nobody.resolve", "1").contains("no parameter of it varies in kaesong-2020")
    );
    assert!(table("law.faer", "1").contains("did you mean `law.fear`?"));
    assert!(table("message_loss", "2").contains("p.csv:2:"));
    assert!(table("crisis.horizon_days", "90.5").contains("takes whole numbers"));
    assert!(table("policy.firm.x", "1").contains("policies are chosen, not fitted"));
    // What its user sets holds at every draw, and is no factor.
    posterior(home.path(), 60, |_| 1.0);
    done(
        home.path(),
        &format!("{sweep} --set law.fear=7 --points 4 --trials 100 --vary message_loss=0:1"),
    );
    let points = rows(&home.path().join("results/kaesong-2020-sweep/points.csv"));
    let columns: Vec<&str> = points[0].keys().map(String::as_str).collect();
    assert_eq!(columns, ["law.deterrence", "message_loss", "point"]);
}

#[test]
fn slices_are_means_of_the_points_and_differences_are_paired() {
    let home = TempDir::new().unwrap();
    let swept = "sweep kaesong-2020 --vary law.deterrence=-3:3 --vary crisis.horizon_days=90,180 --policies baseline,firm --points 64 --trials 100 --quiet";
    done(home.path(), swept);
    let folder = home.path().join("results/kaesong-2020-sweep");
    let points = rows(&folder.join("points.csv"));
    let responses = rows(&folder.join("responses.csv"));
    let value = |point: usize, policy: &str| -> f64 {
        let is_it = |row: &&BTreeMap<String, String>| {
            row["point"] == point.to_string()
                && row["policy"] == policy
                && row["metric"] == "minor_clash"
        };
        responses.iter().find(is_it).unwrap()["value"]
            .parse()
            .unwrap()
    };
    let slices = rows(&folder.join("slices.csv"));
    // Two levels and one difference, ten slices of a range and two levels.
    assert_eq!(slices.len(), 3 * 12);
    let mut last = (String::new(), f64::INFINITY);
    for slice in &slices {
        let number = |column: &str| slice[column].parse::<f64>().unwrap();
        let (low, high) = (number("low"), number("high"));
        let factor = &slice["factor"];
        let within = (0..points.len()).filter(|&point| {
            let x: f64 = points[point][factor].parse().unwrap();
            (low..=high).contains(&x)
        });
        let values = within.map(|point| match slice["policy_b"].as_str() {
            "" => value(point, &slice["policy_a"]),
            against => value(point, &slice["policy_a"]) - value(point, against),
        });
        let values: Vec<f64> = values.collect();
        assert_eq!(values.len().to_string(), slice["n"]);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((mean - number("value")).abs() < 1e-12, "{slice:?}");
        assert!(number("ci_low") <= mean && mean <= number("ci_high"));
        // Within a response, what it goes with most comes first.
        let response = format!("{} {}", slice["policy_a"], slice["policy_b"]);
        assert!(response != last.0 || number("between") <= last.1);
        last = (response, number("between"));
    }
}
