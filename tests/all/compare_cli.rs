//! `offramp compare` as a user meets it.

use assert_cmd::Command;
use std::collections::BTreeSet;
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
        "Without a policy, 37 in 100 crises like this one see at least a minor clash; under \
         maximum-restraint-joint (South Korea and the United States rule out every escalation), 14",
        "That turns with what the record does not settle: if firmness deters",
        "fewer, but more if firmness deters\n",
        "kaesong-2020: 3 policies in 400 paired trials each, seed 3",
        "Not a forecast",
        "comparisons.csv",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let aside = TempDir::new().unwrap();
    let wide = stdout(offramp(aside.path(), &args).arg("--wide"), 0);
    let brief = answer.split("\n\n").next().unwrap();
    assert!(wide.starts_with(brief), "{wide}");
    for part in [
        "2 against baseline in 400 paired trials each (seed 3)",
        "(baseline)",
        "Hsu 1984",
        "deterrence and exploitation",
        "--policy maximum-restraint-joint --against baseline",
    ] {
        assert!(
            wide.contains(part) && !answer.contains(part),
            "{part}: {wide}"
        );
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
    same_bytes(&folder, &again.path().join("kaesong-2020-compare"));
}

/// Restraint alone is asked at both ends as well; what asks something of the actor of the trigger
/// is told apart.
#[test]
fn what_turns_is_said_whoever_is_among_the_arms() {
    let out = TempDir::new().unwrap();
    let compare = |more: &[&str]| {
        let args = [
            "compare",
            "kaesong-2020",
            "--trials",
            "4000",
            "--force",
            "--policies",
        ];
        stdout(&mut offramp(out.path(), &[&args[..], more].concat()), 0)
    };
    let restraint = compare(&["maximum-restraint-joint,south-restraint-only"]);
    assert!(
        restraint.contains("if firmness deters and restraint is exploited, it is 5"),
        "{restraint}"
    );
    assert!(
        restraint.contains("Nothing here does better than no policy whichever holds."),
        "{restraint}"
    );
    let helps = compare(&["proportional,ceiling,maximum-restraint-joint"]);
    assert!(
        helps.contains("Whichever holds, proportional (34) and ceiling (35) do better"),
        "{helps}"
    );
    let alone = compare(&["firm"]);
    assert!(
        alone.contains("no other can be told to do better than no policy; firm (83) does worse."),
        "{alone}"
    );
    let with = compare(&["all-maximum-restraint,proportional"]);
    let (ranked, apart) = with.split_once(" if North Korea took part too\n").unwrap();
    assert!(!ranked.contains("all-maximum-restraint"), "{with}");
    assert!(
        apart.trim_start().starts_with("all-maximum-restraint"),
        "{with}"
    );
    let only = compare(&["all-maximum-restraint"]);
    let words = "Every other asks something of North Korea, to whom this is no advice: if that took part, under all-maximum-restraint it would be none.";
    assert!(only.contains(words), "{only}");
    // A scenario says who decides.
    let south = "deciders=[\"south-korea\"]";
    let alone = compare(&[
        "maximum-restraint-joint,south-restraint-only",
        "--set",
        south,
    ]);
    let (_, apart) = alone
        .split_once(" if United States took part too\n")
        .expect(&alone);
    assert!(
        apart.trim_start().starts_with("maximum-restraint-joint"),
        "{alone}"
    );
    let days = compare(&["engage", "--metric", "days"]);
    assert!(days.contains("a crisis like this one lasts 14"), "{days}");
    // Nobody is told what to do: nothing to ask at the ends.
    let neutral = compare(&["pressure"]);
    assert!(!neutral.contains("deters"), "{neutral}");
}

/// Markdown and JSON say what the terminal says, hostile names included.
#[test]
fn an_answer_comes_as_markdown_and_json() {
    let out = TempDir::new().unwrap();
    let told = |format: &str| {
        let args = [
            "compare",
            "--arm",
            "a|b*=kaesong-2020:ceiling",
            "--arm",
            "1 trial=kaesong-2020:firm",
            "--arm",
            "<none>=kaesong-2020",
            "--baseline",
            "<none>",
            "--trials",
            "400",
            "--force",
            "--format",
            format,
        ];
        stdout(&mut offramp(out.path(), &args), 0)
    };
    let text = told("text");
    let sentences: Vec<&str> = text.split("\n\n").next().unwrap().lines().collect();
    assert!(
        sentences[0].starts_with("Under <none>, 38 in 100 crises like this one"),
        "{text}"
    );
    let markdown = told("markdown");
    assert!(
        markdown.starts_with("Under \\<none\\>, 38 in 100"),
        "{markdown}"
    );
    assert!(
        markdown.contains("\n| a\\|b\\* | ") && markdown.contains("\n| 1 trial | "),
        "{markdown}"
    );
    assert!(markdown.contains("|---|--:|--:|--:|--:|\n"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&told("json")).unwrap();
    let words = |line: &serde_json::Value| line.as_str().unwrap().to_owned();
    let answer: Vec<String> = json["answer"]
        .as_array()
        .unwrap()
        .iter()
        .map(words)
        .collect();
    assert_eq!(answer, sentences);
    assert_eq!(json["arms"].as_array().unwrap().len(), 2);
    assert_eq!(json["arms"][1]["name"], "1 trial");
    assert_eq!(json["arms"][1]["verdict"], "worse");
    assert!(json["arms"][1]["difference"]["low"].as_f64().unwrap() > 0.3);
    assert_eq!(json["arms"][1]["ends"]["deterrence"]["verdict"], "worse");
}

/// Both folders hold the same files, but for `host.json`, which tells of the machine.
fn same_bytes(one: &Path, other: &Path) {
    let files = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| name != "host.json")
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(files(one), files(other));
    for name in files(one) {
        let read = |folder: &Path| std::fs::read(folder.join(&name)).unwrap();
        assert!(read(one) == read(other), "{}", name.display());
    }
}

#[test]
fn an_answer_fits_the_terminal_without_a_broken_word_or_figure() {
    for columns in ["60", "80", "160"] {
        let out = TempDir::new().unwrap();
        let args = ["compare", "kaesong-2020", "--trials", "60", "--wide"];
        let mut compare = offramp(out.path(), &args);
        let answer = stdout(compare.env("COLUMNS", columns), 0);
        let room: usize = columns.parse().unwrap();
        for line in answer.lines() {
            // A command stays whole, to be copied; so does a path.
            let whole = line.starts_with("  offramp trace") || line.contains("-compare:");
            assert!(whole || line.chars().count() <= room, "{columns}: {line}");
        }
        let path = out.path().join("kaesong-2020-compare");
        assert!(answer.contains(&format!("{}:", path.display())), "{answer}");
        for word in [
            "us-and-community-engage ",
            "(baseline)",
            "agreement %",
            "deterrence",
        ] {
            assert!(
                answer.contains(word),
                "{word} is broken at {columns}:\n{answer}"
            );
        }
        let mut rows = answer
            .lines()
            .filter(|line| line.trim_start().starts_with("firm "));
        assert!(rows.any(|row| row.contains("] ")), "{answer}");
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

#[cfg(unix)]
#[test]
fn the_commands_that_explain_flips_run_as_printed() {
    let out = TempDir::new().unwrap();
    let mine = out.path().join("my crisis.toml");
    std::fs::write(&mine, "extends = \"kaesong-2020.toml\"\nname = \"mine\"\n").unwrap();
    let mine = mine.to_str().unwrap();
    let arm = format!("odd={mine}:engage,misperception=0.1");
    let sets = ["--set", "title=\"war & peace\"", "--seed", "5"];
    let args = [
        "compare",
        mine,
        "--policies",
        "firm",
        "--trials",
        "200",
        "-q",
    ];
    let mut compare = offramp(out.path(), &args);
    let compare = compare.args(["--arm", &arm]).args(sets);
    compare.assert().success();
    let flips = rows(&out.path().join("mine-compare/flips.csv"));
    let binary = Path::new(env!("CARGO_BIN_EXE_offramp")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    for name in ["firm", "odd"] {
        let named = |row: &&csv::StringRecord| &row[4] == name && !row[9].is_empty();
        let row = flips.iter().find(named).expect("a trial flips");
        let mut shell = Command::new("sh");
        let said = stdout(shell.args(["-c", &row[10]]).env("PATH", &path), 0);
        let trial = format!("Trial {} of mine", &row[9]);
        assert!(said.contains(&trial) && said.contains("seed 5"), "{said}");
    }
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
        (["kaesong-2020", "--worlds", "15"], "a multiple of 10"),
        (["kaesong-2020", "--until", "nan"], "a number above 0"),
        (["kaesong-2020", "--until", "-1"], "a number above 0"),
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
}

#[test]
fn worlds_are_played_again_from_the_folder_to_the_byte() {
    // A base of its own, which is gone when the comparison is repeated; an override that holds in
    // every world and one that a world changes; two arms that are alike but for the worlds.
    let out = TempDir::new().unwrap();
    let own = out.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(
        own.join("base.toml"),
        "extends = \"kaesong-2020.toml\"\nabstract = true\n",
    )
    .unwrap();
    let mine = own.join("mine.toml");
    std::fs::write(
        &mine,
        "extends = \"base.toml\"\n[law]\nexploitation = 0.5\n",
    )
    .unwrap();
    let deaf = format!("deaf={},misperception=0.4", mine.display());
    let held = format!("held={},law.exploitation=0.5", mine.display());
    let args = [
        "compare",
        mine.to_str().unwrap(),
        "--policies",
        "engage",
        "--arm",
        &deaf,
        "--arm",
        &held,
        "--arm",
        "open=kaesong-2020-lines-open",
        "--trials",
        "60",
        "--worlds",
        "20",
        "--world-trials",
        "20",
        "--threshold",
        "0.3",
        "-q",
    ];
    offramp(out.path(), &args).assert().success();
    std::fs::remove_dir_all(&own).unwrap();
    let folder = out.path().join("mine-compare");
    let written = |file: &str| folder.join(file).exists();
    assert!(written("scenario-written.toml") && written("scenario-written-2.toml"));
    assert!(!written("scenario-written-3.toml"));
    let again = TempDir::new().unwrap();
    let manifest = folder.join("manifest.json");
    let replay = ["compare", "-q", "--manifest", manifest.to_str().unwrap()];
    offramp(again.path(), &replay).assert().success();
    same_bytes(&folder, &again.path().join("mine-compare"));
    let changed = folder.join("scenario-written.toml");
    let text = std::fs::read_to_string(&changed).unwrap();
    std::fs::write(&changed, text + "# a note\n").unwrap();
    let said = stderr(offramp(again.path(), &replay[..2]).args(&replay[2..]), 2);
    assert!(said.contains("was changed since it was run"), "{said}");
}

#[test]
fn a_manifest_changed_by_hand_is_checked_like_the_options() {
    let out = TempDir::new().unwrap();
    let args = ["compare", "kaesong-2020", "--policies", "engage", "-q"];
    let sized = ["--trials", "20", "--worlds", "20", "--world-trials", "2"];
    offramp(out.path(), &args).args(sized).assert().success();
    let file = out.path().join("kaesong-2020-compare/manifest.json");
    let manifest = std::fs::read_to_string(&file).unwrap();
    for (from, to, why) in [
        (
            "\"trials\": 20,",
            "\"trials\": 1,",
            "trials is 1; it must lie from 2",
        ),
        (
            "\"worlds\": \"20\"",
            "\"worlds\": \"7\"",
            "worlds is 7: it must be a multiple of 10",
        ),
        (
            "\"world-trials\": \"2\"",
            "\"world-trials\": \"x\"",
            "world-trials is x",
        ),
        ("\"minor_clash\"", "\"wars\"", "did you mean `war`?"),
        (
            "\"scenario.toml\",\n      \"source",
            "\"gone.toml\",\n      \"source",
            "has no scenario gone.toml",
        ),
        (
            "\"policy\": \"engage\"",
            "\"policy\": \"engag\"",
            "did you mean `engage`?",
        ),
        (
            "\"command\": \"compare\"",
            "\"command\": \"run\"",
            "is of `offramp run`",
        ),
    ] {
        let changed = manifest.replace(from, to);
        assert_ne!(changed, manifest, "{from}");
        std::fs::write(&file, changed).unwrap();
        let again = TempDir::new().unwrap();
        let replay = ["compare", "--manifest", file.to_str().unwrap()];
        let said = stderr(&mut offramp(again.path(), &replay), 2);
        assert!(said.contains(why), "{why} is not in\n{said}");
        assert_eq!(std::fs::read_dir(again.path()).unwrap().count(), 0);
    }
}

#[test]
fn several_scenarios_are_judged_together_as_well() {
    let out = TempDir::new().unwrap();
    let args = [
        "compare",
        "kaesong-2020",
        "cheonan-2010",
        "--policies",
        "engage,firm",
        "--trials",
        "200",
    ];
    let answer = stdout(&mut offramp(out.path(), &args), 0);
    assert!(answer.contains("Over 2 scenarios"), "{answer}");
    let folders = ["kaesong-2020-compare", "cheonan-2010-compare"];
    let value = |folder: &str| -> f64 {
        let table = rows(&out.path().join(folder).join("policies.csv"));
        let of = table
            .iter()
            .find(|row| &row[2] == "firm" && &row[4] == "minor_clash");
        of.unwrap()[7].parse().unwrap()
    };
    let mean = folders.map(value).iter().sum::<f64>() / 2.0;
    let robust = rows(&out.path().join("robustness.csv"));
    assert_eq!(robust.len(), 8 * 3 * 5);
    let firm = robust
        .iter()
        .find(|row| (&row[2], &row[4], &row[5]) == ("firm", "minor_clash", "mean"));
    let found: f64 = firm.unwrap()[9].parse().unwrap();
    assert!((found - mean).abs() < 1e-12);
}
