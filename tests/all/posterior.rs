//! Answers that are averaged over a posterior.

use assert_cmd::Command;
use offramp::scenario::Draft;
use offramp::study::arms::{Arm, Origin};
use offramp::study::measure::Measure;
use offramp::study::posterior::Posterior;
use offramp::study::run::{Run, Sample};
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
        "The weights of 4 draws come to about 3 of equal weight",
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
