//! Answers that are averaged over a posterior.

use assert_cmd::Command;
use offramp::ensemble::Plan;
use offramp::scenario::Draft;
use offramp::study::arms::{self, Arm, Origin};
use offramp::study::compare::{Asked, Compared};
use offramp::study::contrasts::{Question, Size};
use offramp::study::measure::Measure;
use offramp::study::posterior::Posterior;
use offramp::study::run::{Run, Sample};
use offramp::trial::record::Detail;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const SCENARIO: &str = "kaesong-2020";

/// A table of draws of the fear of the brink, each with its weight.
fn table(draws: &[(f64, f64)]) -> String {
    let mut text = "law,draw,weight,log_likelihood,law.fear\n".to_owned();
    for (draw, (weight, fear)) in draws.iter().enumerate() {
        writeln!(text, "1,{draw},{weight},-1,{fear}").unwrap();
    }
    text
}

fn posterior(draws: &[(f64, f64)]) -> Arc<Posterior> {
    Arc::new(Posterior::parse("p.csv", table(draws).into_bytes()).unwrap())
}

fn arm(policy: &str, sets: &[String]) -> Arm {
    let draft = Draft::shipped(SCENARIO).unwrap();
    let scenario = draft.check(sets).unwrap().scenario;
    Arm::new(&scenario, policy, Origin::new(&draft, sets)).unwrap()
}

fn run(arm: &Arm, trials: u64) -> Run {
    offramp::run(arm, Sample { seed: 5, trials }, &(), |_| Ok(())).unwrap()
}

/// The fear of the brink as the scenario has it.
fn present() -> f64 {
    arm("baseline", &[]).scenario.actors[0].response.fear
}

#[test]
fn one_draw_of_the_present_numbers_is_the_plain_run() {
    let plain = arm("baseline", &[]);
    let one = posterior(&[(0.3, present())]);
    let averaged = plain.clone().averaged(&one, (3001, 5)).unwrap();
    let (plain, averaged) = (run(&plain, 3001), run(&averaged, 3001));
    assert_eq!(plain.tally, averaged.tally);
    assert_eq!(plain.measures, averaged.measures);
    assert_eq!(plain.storylines, averaged.storylines);
    assert!(plain.open.iter().all(Option::is_none));
    for ((_, estimate), open) in averaged.measures.iter().zip(&averaged.open) {
        let open = open.unwrap();
        // A draw alone leaves nothing open.
        assert_eq!(
            (Some(open.low), Some(open.high)),
            (estimate.value, estimate.value)
        );
    }
}

#[test]
fn luck_alone_does_not_widen_the_range() {
    // Draws that are told apart by their values, and differ by nothing that matters.
    let draws: Vec<(f64, f64)> = (0..400)
        .map(|i| (1.0, present() + f64::from(i) * 1e-9))
        .collect();
    let averaged = arm("baseline", &[])
        .averaged(&posterior(&draws), (20_000, 5))
        .unwrap();
    assert_eq!(averaged.drawn.as_ref().unwrap().len(), 100);
    let found = run(&averaged, 20_000);
    for ((measure, estimate), open) in found.measures.iter().zip(&found.open) {
        if !measure.is_binary() {
            continue;
        }
        let (value, open) = (estimate.value.unwrap(), open.unwrap());
        // Half of what the luck of 200 trials would reach.
        let luck = 1.96 * libm::sqrt(value * (1.0 - value) / 200.0);
        assert!(open.contains(value), "{measure:?} {value} {open:?}");
        assert!(open.width() <= luck, "{measure:?} {value} {open:?}");
    }
}

#[test]
fn draws_far_apart_span_the_range_and_the_value_lies_between() {
    let (low, high) = (0.0, 6.0);
    let averaged = arm("baseline", &[]).averaged(&posterior(&[(1.0, low), (3.0, high)]), (8000, 5));
    let found = run(&averaged.unwrap(), 8000);
    let alone = |fear: f64| run(&arm("baseline", &[format!("law.fear={fear}")]), 8000);
    let (at_low, at_high) = (alone(low), alone(high));
    for measure in [Measure::War, Measure::MinorClash, Measure::Days] {
        let open = found.open[measure as usize].unwrap();
        let value = |run: &Run| run.measure(measure).value.unwrap();
        let ends = [value(&at_low), value(&at_high)];
        let near = 0.1 * (ends[0] - ends[1]).abs();
        let (least, most) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        assert!(
            (open.low - least).abs() < near,
            "{measure:?} {open:?} {ends:?}"
        );
        assert!(
            (open.high - most).abs() < near,
            "{measure:?} {open:?} {ends:?}"
        );
        let mixed = 0.25 * ends[0] + 0.75 * ends[1];
        assert!((value(&found) - mixed).abs() < near, "{measure:?}");
    }
}

#[test]
fn what_the_user_overrides_holds_in_every_draw() {
    let own = ["law.fear=2".to_owned()];
    let averaged = arm("baseline", &own).averaged(&posterior(&[(1.0, 0.0), (1.0, 6.0)]), (1000, 5));
    assert_eq!(
        run(&averaged.unwrap(), 1000).tally,
        run(&arm("baseline", &own), 1000).tally
    );
}

fn offramp(out: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.args(args).arg("--out").arg(out);
    command
}

fn printed(command: &mut Command, code: i32) -> (String, String) {
    let done = command.assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        text(&done.get_output().stdout),
        text(&done.get_output().stderr),
    )
}

fn written(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("fit.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// The files of a folder by name, without where and how fast it was run.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .filter(|(name, _)| name != "host.json")
        .collect();
    files.sort();
    files
}

fn column(file: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|header| header == name);
    let at = at.unwrap_or_else(|| panic!("{name} is not in {}", file.display()));
    reader
        .records()
        .map(|row| row.unwrap()[at].to_owned())
        .collect()
}

const SPREAD: [(f64, f64); 4] = [(1.0, 0.5), (2.0, 1.5), (0.0, 19.0), (1.5, 3.0)];

#[test]
fn a_run_says_both_and_runs_again_to_the_byte_whatever_the_threads() {
    let out = TempDir::new().unwrap();
    let file = written(out.path(), &table(&SPREAD));
    let file = file.to_str().unwrap();
    let args = [
        "run",
        SCENARIO,
        "--posterior",
        file,
        "--trials",
        "2000",
        "--trials-csv",
    ];
    let (answer, _) = printed(&mut offramp(&out.path().join("a"), &args), 0);
    for part in [
        " if one counts what the data leave open.\n",
        "what the data leave open  ",
        "Averaged over 40 draws of ",
        ", 50 trials of each. Intervals say how far luck reaches given these draws",
        "Its 4 draws come to about 3 unlike ones of equal weight",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let folder = out.path().join("a").join(SCENARIO);
    for table in ["outcomes.csv", "violence.csv"] {
        let [low, share, high] = ["posterior_low", "share", "posterior_high"]
            .map(|name| column(&folder.join(table), name));
        for ((low, share), high) in low.iter().zip(&share).zip(&high) {
            let [low, share, high] = [low, share, high].map(|cell| cell.parse::<f64>().unwrap());
            assert!(
                low <= share && share <= high,
                "{table}: {low} {share} {high}"
            );
        }
    }
    let summary = folder.join("summary.csv");
    assert_eq!(
        column(&summary, "minor_clash_posterior_low"),
        column(&folder.join("../summary.csv"), "minor_clash_posterior_low")
    );
    let trials = column(&folder.join("trials.csv"), "trial");
    assert_eq!(
        trials,
        (0..2000).map(|trial| trial.to_string()).collect::<Vec<_>>()
    );
    let manifest = folder.join("manifest.json");
    let again = [
        "run",
        "--threads",
        "1",
        "--manifest",
        manifest.to_str().unwrap(),
    ];
    printed(&mut offramp(&out.path().join("b"), &again), 0);
    assert_eq!(files(&folder), files(&out.path().join("b").join(SCENARIO)));
    // The same again is kept, and told as it stood.
    let (kept, said) = printed(&mut offramp(&out.path().join("a"), &args), 0);
    assert!(said.contains("kept: 1 of 1"), "{said}");
    assert_eq!(kept, answer);
    // Another posterior is another run, and takes its place where that is asked for.
    std::fs::write(file, table(&SPREAD[..2])).unwrap();
    let (_, refused) = printed(&mut offramp(&out.path().join("a"), &args), 2);
    assert!(refused.contains("posterior"), "{refused}");
    printed(offramp(&out.path().join("a"), &args).arg("--force"), 0);
    std::fs::write(folder.join("posterior.csv"), "changed").unwrap();
    let (_, changed) = printed(&mut offramp(&out.path().join("c"), &again), 2);
    assert!(
        changed.contains("was changed since it was run"),
        "{changed}"
    );
}

#[test]
fn variants_and_json_have_what_the_data_leave_open() {
    let out = TempDir::new().unwrap();
    let file = written(out.path(), &table(&SPREAD));
    let file = file.to_str().unwrap();
    let args = [
        "run",
        SCENARIO,
        "--posterior",
        file,
        "--trials",
        "500",
        "--format",
        "json",
    ];
    let (answer, _) = printed(
        offramp(out.path(), &args).args(["--set", "message_loss=0.1,0.6"]),
        0,
    );
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    for run in answer["runs"].as_array().unwrap() {
        let clash = &run["minor_clash"];
        let of = |value: &serde_json::Value| value.as_f64().unwrap();
        let open = &clash["posterior"];
        assert!(
            of(&open["low"]) <= of(&clash["value"]) && of(&clash["value"]) <= of(&open["high"])
        );
    }
    let told = answer["answer"][0].as_str().unwrap();
    assert!(
        told.contains("if one counts what the data leave open)"),
        "{told}"
    );
    let rows = column(
        &out.path().join(SCENARIO).join("outcomes.csv"),
        "posterior_low",
    );
    assert!(rows.len() == 10 && rows.iter().all(|cell| !cell.is_empty()));
    // A number that the user gives and the posterior speaks on is said once, as given.
    let manifest =
        std::fs::read_to_string(out.path().join(SCENARIO).join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["numbers"]["drawn"], 1);
    assert_eq!(manifest["posterior"]["draws"], 10);
}

#[test]
fn bad_posteriors_are_refused_with_line_and_column_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let refused = |text: &str, parts: &[&str]| {
        let file = written(folder.path(), text);
        let out = folder.path().join("out");
        let args = [
            "run",
            SCENARIO,
            "--posterior",
            file.to_str().unwrap(),
            "--trials",
            "100",
        ];
        let (_, said) = printed(&mut offramp(&out, &args), 2);
        for part in parts {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
        assert!(!out.join(SCENARIO).exists());
    };
    refused("", &["the file is empty", "1 problem; nothing was run"]);
    refused(
        "law,draw,weight,log_likelihood,law.fear\n9,0,nan,0,1\n1,1,1,0\n",
        &[
            "under law 9",
            "fit.csv:2:1",
            "`weight` is nan",
            "has 4 cells",
            "3 problems",
        ],
    );
    refused(
        "law,draw,weight,log_likelihood,law.fera,law.cool\n1,0,1,0,1,7\n",
        &[
            "`law.fera` is not known",
            "did you mean `fear`?",
            "fit.csv:2:11",
            "out of bounds",
        ],
    );
    refused(
        "a;b\n1;2\n",
        &["no column `law`", "columns are parted by commas"],
    );
    let missing = ["run", SCENARIO, "--posterior", "./none.csv"];
    let (_, said) = printed(&mut offramp(folder.path(), &missing), 3);
    assert!(said.contains("cannot read ./none.csv"), "{said}");
    let unknown = ["run", SCENARIO, "--posterior", "nowhere"];
    let (_, said) = printed(&mut offramp(folder.path(), &unknown), 2);
    assert!(
        said.contains("no shipped posterior is called `nowhere`"),
        "{said}"
    );
}

fn compared(arms: Vec<Arm>, trials: u64) -> Compared {
    let asked = Asked {
        arms,
        question: Question {
            measure: Measure::MinorClash,
            margin: None,
            seed: 5,
            size: Size::Fixed(trials),
        },
        worlds: None,
    };
    offramp::compare(&asked, &()).unwrap()
}

fn two_arms(sets: &[String]) -> Vec<Arm> {
    ["baseline", "maximum-restraint-joint"]
        .map(|policy| arm(policy, sets))
        .to_vec()
}

#[test]
fn a_comparison_over_one_draw_of_the_present_numbers_is_the_plain_one() {
    let one = posterior(&[(1.0, present())]);
    let averaged = arms::averaged(two_arms(&[]), &one, (1500, 5)).unwrap();
    let (plain, averaged) = (compared(two_arms(&[]), 1500), compared(averaged, 1500));
    assert_eq!(plain.comparison.all, averaged.comparison.all);
    assert_eq!(plain.contrasts, averaged.contrasts);
    let ends = |found: &Compared| {
        let ends = &found.assumptions.as_ref().unwrap().ends;
        ends.iter()
            .map(|(_, there)| there.all.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ends(&plain), ends(&averaged));
    assert_eq!(plain.levers, averaged.levers);
    assert!(!plain.comparison.is_averaged());
    assert_eq!(plain.comparison.open(1, Measure::War), None);
    let open = averaged
        .comparison
        .open_difference(1, Measure::MinorClash)
        .unwrap();
    assert_eq!(Some(open.range.low), averaged.contrasts[0].difference.value);
    assert!((open.better - 1.0).abs() < 1e-12);
}

#[test]
fn differences_are_taken_within_draws_and_span_them() {
    let draws = [(1.0, 0.5), (1.0, 19.0)];
    let averaged = arms::averaged(two_arms(&[]), &posterior(&draws), (20_000, 5)).unwrap();
    let found = compared(averaged, 20_000);
    let mut ends = draws.map(|(_, fear)| {
        let alone = compared(two_arms(&[format!("law.fear={fear}")]), 20_000);
        let of = |found: &Compared| found.comparison.joint(1, Measure::MinorClash).difference;
        of(&alone).value.unwrap()
    });
    ends.sort_by(f64::total_cmp);
    let open = found
        .comparison
        .open_difference(1, Measure::MinorClash)
        .unwrap();
    assert!((open.range.low - ends[0]).abs() < 0.02, "{open:?} {ends:?}");
    assert!(
        (open.range.high - ends[1]).abs() < 0.02,
        "{open:?} {ends:?}"
    );
    assert!(ends[0] + 0.05 < ends[1], "{ends:?}");
    // Trials that are named are explained under the draw that played them.
    let command = found.explain(1, 7);
    let place = found.arms[1]
        .drawn
        .as_ref()
        .unwrap()
        .of_trial(7, 20_000)
        .unwrap();
    let set = &found.arms[1].drawn.as_ref().unwrap().sets(place)[0];
    assert!(command.contains(&format!("--set {set} ")), "{command}");
    let days = found.comparison.open_difference(1, Measure::Days).unwrap();
    let value = found
        .comparison
        .joint(1, Measure::Days)
        .difference
        .value
        .unwrap();
    assert!(days.range.contains(value), "{days:?} {value}");
}

#[test]
fn a_comparison_says_both_and_runs_again_to_the_byte_with_its_worlds() {
    let out = TempDir::new().unwrap();
    // Far apart, so that few trials tell the draws apart.
    let draws = [(1.0, 0.5), (2.0, 1.5), (0.0, 19.0), (1.5, 12.0)];
    let file = written(out.path(), &table(&draws));
    let args = [
        "compare",
        SCENARIO,
        "--posterior",
        file.to_str().unwrap(),
        "--policies",
        "maximum-restraint-joint,firm",
        "--trials",
        "1000",
        "--worlds",
        "20",
        "--world-trials",
        "20",
        "--report",
    ];
    let (answer, _) = printed(&mut offramp(&out.path().join("a"), &args), 0);
    for part in [
        " if one counts what the data leave open; under ",
        "If one counts what the data leave open, that is ",
        " is better in ",
        "left open",
        "Averaged over 20 draws of ",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let folder = out.path().join("a").join("kaesong-2020-compare");
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("What the data leave open") && page.contains("over the draws"));
    std::fs::remove_file(folder.join("report.html")).unwrap();
    let comparisons = folder.join("comparisons.csv");
    let numbers = |name: &str| -> Vec<f64> {
        let cells = column(&comparisons, name);
        cells.iter().map(|cell| cell.parse().unwrap()).collect()
    };
    let [low, value, high] = ["posterior_low", "difference", "posterior_high"].map(numbers);
    for ((low, value), high) in low.iter().zip(&value).zip(&high) {
        assert!(
            low <= &(value + 1e-12) && value <= &(high + 1e-12),
            "{low} {value} {high}"
        );
    }
    assert!(
        numbers("posterior_better")
            .iter()
            .all(|share| (0.0..=1.0).contains(share))
    );
    let better = column(&folder.join("summary.csv"), "difference_posterior_better");
    assert!(better[0].is_empty() && !better[1].is_empty());
    let draws = column(&folder.join("worlds.csv"), "draw");
    assert!(
        draws.len() == 60
            && draws
                .iter()
                .all(|draw| ["0", "1", "3"].contains(&draw.as_str()))
    );
    let manifest = folder.join("manifest.json");
    let again = [
        "compare",
        "--threads",
        "1",
        "--manifest",
        manifest.to_str().unwrap(),
    ];
    printed(&mut offramp(&out.path().join("b"), &again), 0);
    let other = out.path().join("b").join("kaesong-2020-compare");
    assert_eq!(files(&folder), files(&other));
    let until = [&args[..6], &["--until", "0.1"]].concat();
    let (_, refused) = printed(&mut offramp(out.path(), &until), 2);
    assert!(
        refused.contains("--posterior <FILE>' cannot be used with '--until"),
        "{refused}"
    );
}

#[test]
fn an_attribution_adds_up_within_every_draw() {
    let plain = arm("baseline", &[]);
    let plan = Plan {
        seed: 5,
        first: 0,
        trials: 600,
        detail: Detail::Outcomes,
        daily: false,
    };
    let attribute = |arm: &Arm| {
        let mut heard = 0;
        let found = offramp::attribute(arm, Measure::MinorClash, &plan, &(), |trial, _| {
            assert_eq!(trial, heard);
            heard += 1;
            Ok(())
        });
        found.unwrap()
    };
    let one = plain
        .clone()
        .averaged(&posterior(&[(1.0, present())]), (600, 5))
        .unwrap();
    let (plain, one) = (attribute(&plain), attribute(&one));
    assert_eq!(
        (&plain.bad, &plain.flips, plain.exact()),
        (&one.bad, &one.flips, one.exact())
    );
    assert!(plain.open().iter().all(Option::is_none) && !plain.is_averaged());
    for (part, open) in one.parts().iter().zip(one.open()) {
        let (value, open) = (part.value.value.unwrap(), open.unwrap());
        assert!((open.low - value).abs() < 1e-12 && (open.high - value).abs() < 1e-12);
    }
    let out = TempDir::new().unwrap();
    let file = written(out.path(), &table(&SPREAD));
    let args = [
        "attribute",
        SCENARIO,
        "--outcome",
        "minor_clash",
        "--posterior",
        file.to_str().unwrap(),
        "--trials",
        "400",
    ];
    let (answer, _) = printed(&mut offramp(out.path(), &args), 0);
    for part in [
        "left open, points",
        "what the data leave open ",
        "Averaged over 8 draws",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let attribution = out.path().join("kaesong-2020-attribute/attribution.csv");
    let [low, value, high] =
        ["posterior_low", "value", "posterior_high"].map(|name| column(&attribution, name));
    assert_eq!(value.len(), 7);
    for ((low, value), high) in low.iter().zip(&value).zip(&high) {
        let [low, value, high] = [low, value, high].map(|cell| cell.parse::<f64>().unwrap());
        assert!(
            low <= value + 1e-12 && value <= high + 1e-12,
            "{low} {value} {high}"
        );
    }
}

/// A posterior that travels with the program speaks on every scenario of its base, on none of what a
/// scenario itself knows of its onset.
#[test]
fn the_shipped_posterior_is_of_the_base_of_its_name() {
    let (name, text) = offramp::scenario::library::posterior("korea").unwrap();
    let shipped = Posterior::parse(name, text.as_bytes().to_vec()).unwrap();
    assert_eq!(shipped.len(), 100);
    assert!(shipped.effective_draws() > 99.0);
    assert!(
        shipped
            .paths()
            .all(|path| !path.contains("onset") && !path.starts_with("trigger."))
    );
    let mut scenarios = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let draft = Draft::file(&path).unwrap();
        if draft
            .check(&[])
            .unwrap()
            .scenario
            .actors
            .iter()
            .any(|actor| actor.name == "north-korea")
        {
            assert!(
                shipped.fits(&draft, &[]).unwrap().is_empty(),
                "{}",
                path.display()
            );
            scenarios += 1;
        }
    }
    assert!(scenarios > 8, "{scenarios}");
}
