//! `offramp run` as a user meets it: same bytes, whole folders, clear refusals.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn offramp() -> Command {
    let mut command = Command::cargo_bin("offramp").expect("the binary is built with the tests");
    command.env("NO_COLOR", "1");
    command
}

/// Runs with arguments and returns exit code, stdout and stderr.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = offramp().args(arguments).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    let code = output.status.code().expect("it ends by itself");
    (code, text(output.stdout), text(output.stderr))
}

/// Every file below a folder but `host.json`, which tells of the machine.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            for (name, bytes) in files(&path) {
                let parent = path
                    .file_name()
                    .expect("it has a name")
                    .to_string_lossy()
                    .into_owned();
                found.insert(format!("{parent}/{name}"), bytes);
            }
        } else if path.file_name().is_some_and(|name| name != "host.json") {
            let name = path
                .file_name()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            found.insert(name, fs::read(&path).expect("it can be read"));
        }
    }
    found
}

/// The rows of a table, by header.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("it is a table");
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

#[test]
fn the_summary_says_what_the_long_tables_say() {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().to_string_lossy().into_owned();
    let (code, _, stderr) = run(&[
        "run",
        "-q",
        "kaesong-2020",
        "--trials",
        "700",
        "--policies",
        "baseline,firm",
        "--set",
        "message_loss=0.2,0.7",
        "--out",
        &path,
    ]);
    assert_eq!(code, 0, "{stderr}");
    let folder = out.path().join("kaesong-2020");
    let summary = rows(&folder.join("summary.csv"));
    assert_eq!(summary.len(), 4);
    let same = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        ["scenario", "policy", "variant", "set:message_loss"]
            .iter()
            .all(|key| one[*key] == other[*key])
    };
    let long = rows(&folder.join("outcomes.csv"));
    let metrics = rows(&folder.join("metrics.csv"));
    for row in &summary {
        for of in long.iter().filter(|of| same(of, row)) {
            let outcome = &of["outcome"];
            let figure = |end: &str| &row[&format!("{outcome}{end}")];
            assert_eq!(
                [figure(""), figure("_low"), figure("_high")],
                [&of["share"], &of["ci_low"], &of["ci_high"]]
            );
            assert_eq!(row["share_ci_method"], of["ci_method"]);
        }
        for (name, statistic) in [("days", "restricted_mean"), ("median_days", "p50")] {
            let of = metrics
                .iter()
                .find(|of| same(of, row) && of["metric"] == "days" && of["statistic"] == statistic);
            let of = of.expect("days are estimated");
            assert_eq!(row[name], of["value"]);
            assert_eq!(row[&format!("{name}_high")], of["ci_high"]);
            assert!(of["subject"].is_empty());
        }
    }
}

#[test]
fn the_days_are_what_is_drawn_unless_all_are_asked_for() {
    let out = tempfile::tempdir().expect("a folder");
    let written = |name: &str, more: &[&str]| {
        let path = out.path().join(name).to_string_lossy().into_owned();
        let arguments = [
            "run",
            "-q",
            "kaesong-2020",
            "--trials",
            "900",
            "--out",
            &path,
        ];
        let (code, _, stderr) = run(&[&arguments, more].concat());
        assert_eq!(code, 0, "{stderr}");
        out.path().join(name).join("kaesong-2020")
    };
    let (few, all) = (written("few", &[]), written("all", &["--daily"]));
    let size = |folder: &Path| {
        fs::metadata(folder.join("daily.csv"))
            .expect("a file")
            .len()
    };
    assert!(
        3 * size(&few) < 2 * size(&all),
        "{} {}",
        size(&few),
        size(&all)
    );
    let key = |row: &BTreeMap<String, String>| {
        ["day", "subject", "metric", "statistic"].map(|column| row[column].clone())
    };
    let all_rows = rows(&all.join("daily.csv"));
    let all_of: BTreeMap<_, _> = all_rows.iter().map(|row| (key(row), row)).collect();
    assert!(all_rows.iter().any(|row| row["metric"] == "channel_down"));
    let drawn = rows(&few.join("daily.csv"));
    assert!(drawn.iter().any(|row| row["metric"] == "rung"));
    for row in &drawn {
        let whole = all_of[&key(row)];
        let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>();
        let (Ok(low), Ok(high)) = (number(whole, "ci_low"), number(whole, "ci_high")) else {
            assert_eq!(row, whole);
            continue;
        };
        for column in ["value", "ci_low", "ci_high"] {
            let [one, other] = [row, whole].map(|row| number(row, column).expect("a number"));
            assert!(
                (one - other).abs() <= 0.01 * (high - low),
                "{row:?} {whole:?}"
            );
        }
    }
    // Both replay to their own bytes.
    for folder in [few, all] {
        let manifest = folder.join("manifest.json").to_string_lossy().into_owned();
        let again = out.path().join("again").to_string_lossy().into_owned();
        let (code, _, stderr) = run(&[
            "run",
            "-q",
            "--force",
            "--manifest",
            &manifest,
            "--out",
            &again,
        ]);
        assert_eq!(code, 0, "{stderr}");
        assert_eq!(
            files(&out.path().join("again/kaesong-2020")),
            files(&folder)
        );
    }
}

const SCENARIOS: [&str; 2] = ["scenarios/kaesong-2020.toml", "scenarios/korea-2013.toml"];

#[test]
fn threads_change_no_byte() {
    let mut outputs = Vec::new();
    for threads in ["1", "2", "8"] {
        let out = tempfile::tempdir().expect("a folder");
        let mut arguments = vec![
            "run",
            "-q",
            "--trials",
            "1500",
            "--trials-csv",
            "--threads",
            threads,
        ];
        arguments.extend(SCENARIOS);
        arguments.extend(["--policy", "baseline", "--policy", "firm", "--out"]);
        let path = out.path().to_string_lossy().into_owned();
        arguments.push(&path);
        let (code, _, stderr) = run(&arguments);
        assert_eq!(code, 0, "{stderr}");
        outputs.push(files(out.path()));
    }
    assert!(
        outputs[0]
            .keys()
            .any(|name| name == "kaesong-2020/trials.csv")
    );
    assert_eq!(outputs[0].len(), 4 + 2 * 10);
    for other in &outputs[1..] {
        assert_eq!(
            outputs[0].keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &outputs[0] {
            assert!(bytes == &other[name], "{name} differs");
        }
    }
}

#[test]
fn more_trials_keep_the_rows_of_fewer() {
    let rows = |trials: &str| {
        let out = tempfile::tempdir().expect("a folder");
        let path = out.path().to_string_lossy().into_owned();
        let arguments = [
            "run",
            "-q",
            SCENARIOS[0],
            "--trials",
            trials,
            "--trials-csv",
            "--seed",
            "18446744073709551615",
            "--out",
            &path,
        ];
        assert_eq!(run(&arguments).0, 0);
        fs::read_to_string(out.path().join("kaesong-2020/trials.csv")).expect("rows")
    };
    let (few, many) = (rows("300"), rows("700"));
    assert_eq!(few.lines().count(), 301);
    assert!(many.starts_with(&few));
}

#[test]
fn a_replay_of_a_manifest_writes_the_same_bytes() {
    let out = tempfile::tempdir().expect("a folder");
    let [first, second] =
        ["first", "second"].map(|name| out.path().join(name).to_string_lossy().into_owned());
    let arguments = [
        "run",
        "-q",
        SCENARIOS[0],
        "--trials",
        "400",
        "--policy",
        "grit",
        "--set",
        "message_loss=0,0.3",
        "--out",
        &first,
    ];
    assert_eq!(run(&arguments).0, 0);
    let manifest = format!("{first}/kaesong-2020/manifest.json");
    let (code, _, stderr) = run(&["run", "-q", "--manifest", &manifest, "--out", &second]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(files(Path::new(&first)), files(Path::new(&second)));
    let scenario = format!("{first}/kaesong-2020/scenario-written.toml");
    let changed = fs::read_to_string(&scenario).expect("text") + "# edited\n";
    fs::write(&scenario, changed).expect("it can be written");
    let (code, _, stderr) = run(&["run", "-q", "--manifest", &manifest, "--out", &second]);
    assert_eq!(code, 2);
    assert!(stderr.contains("was changed since it was run"), "{stderr}");
}

#[test]
fn variants_stand_in_a_column_of_their_own() {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().to_string_lossy().into_owned();
    let arguments = [
        "run",
        "-q",
        SCENARIOS[0],
        "--trials",
        "300",
        "--set",
        "message_loss=0,.1,.3",
        "--out",
        &path,
    ];
    let (code, _, stderr) = run(&arguments);
    assert_eq!(code, 0, "{stderr}");
    let table = fs::read_to_string(out.path().join("outcomes.csv")).expect("a table");
    assert!(table.starts_with("scenario,policy,variant,set:message_loss,outcome,"));
    for variant in ["message_loss=0", "message_loss=.1", "message_loss=.3"] {
        let rows = table
            .lines()
            .filter(|row| row.split(',').nth(2) == Some(variant));
        assert_eq!(rows.count(), 5, "{variant}");
    }
}

#[test]
fn an_identical_run_is_kept_and_another_refused() {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().to_string_lossy().into_owned();
    let with = |seed: &str, more: &[&str]| {
        let mut arguments = vec![
            "run",
            "-q",
            SCENARIOS[0],
            "--trials",
            "300",
            "--seed",
            seed,
            "--out",
            &path,
        ];
        arguments.extend(more);
        run(&arguments)
    };
    assert_eq!(with("1", &[]).0, 0);
    let before = files(out.path());
    assert_eq!(with("1", &[]).0, 0);
    assert_eq!(files(out.path()), before);
    let (code, _, stderr) = with("2", &[]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("seed (1 there, 2 now)") && stderr.contains("--force"),
        "{stderr}"
    );
    assert_eq!(files(out.path()), before);
    assert_eq!(with("2", &["--force"]).0, 0);
    assert_ne!(files(out.path()), before);
    fs::write(out.path().join("kaesong-2020/notes.txt"), "mine").expect("it can be written");
    let (code, _, stderr) = with("2", &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("notes.txt"), "{stderr}");
    assert_eq!(with("2", &["--force"]).0, 0);
    assert!(
        out.path().join("kaesong-2020/notes.txt").exists(),
        "foreign files stay"
    );
}

#[test]
fn one_bad_scenario_does_not_sink_the_others() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().join("in");
    fs::create_dir(&folder).expect("a folder");
    fs::write(
        folder.join("a.toml"),
        "schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"a\"\n",
    )
    .expect("written");
    fs::write(
        folder.join("b.toml"),
        "schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"b\"\n[law]\nreciprocty = 2\n",
    )
    .expect("written");
    let [folder, results] =
        [folder, out.path().join("results")].map(|path| path.to_string_lossy().into_owned());
    let (code, _, stderr) = run(&["run", "-q", &folder, "--trials", "300", "--out", &results]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("reciprocty") && stderr.contains("reciprocity"),
        "{stderr}"
    );
    assert!(Path::new(&results).join("a/outcomes.csv").exists());
    assert!(!Path::new(&results).join("b").exists());
    fs::copy(
        Path::new(&folder).join("a.toml"),
        Path::new(&folder).join("c.toml"),
    )
    .expect("copied");
    let (code, _, stderr) = run(&["run", "-q", &folder, "--trials", "300", "--out", &results]);
    assert_eq!(code, 2);
    assert!(stderr.contains("two scenarios are called `a`"), "{stderr}");
    // The others are run all the same.
    fs::write(
        Path::new(&folder).join("d.toml"),
        "schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"d\"\n",
    )
    .expect("written");
    let (code, _, _) = run(&["run", "-q", &folder, "--trials", "300", "--out", &results]);
    assert_eq!(code, 2);
    assert!(Path::new(&results).join("d/outcomes.csv").exists());
}

#[test]
fn bad_arguments_are_refused_before_anything_runs() {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().join("results").to_string_lossy().into_owned();
    let cases: [(&[&str], i32, &str); 11] = [
        (&["kaesong-2020", "--threads", "999999"], 2, "1024"),
        (&["kaesong-2020", "--seed", "-1"], 2, "'-1' for '--seed"),
        (
            &["kaesong-2020", "--set", "law.inertia=1e308"],
            2,
            "is 1e308",
        ),
        (&["kaesong-2020", "--trials", "0"], 2, "0"),
        (&["no-such-scenario"], 2, "no-such-scenario"),
        (&["no-such-file.toml"], 3, "no-such-file.toml"),
        (
            &["kaesong-2020", "--policy", "tit-for-tt"],
            2,
            "tit-for-tat",
        ),
        (
            &["kaesong-2020", "--set", "law.misperception=1.5"],
            2,
            "misperception",
        ),
        (
            &["kaesong-2020", "--set", "law.misperception=nan"],
            2,
            "misperception",
        ),
        (
            &["kaesong-2020", "--set", "law.reciprocty=1"],
            2,
            "reciprocity",
        ),
        (&["base/korea"], 2, "base"),
    ];
    for (arguments, expected, word) in cases {
        let all = [&["run", "--out", &path], arguments].concat();
        let (code, _, stderr) = run(&all);
        assert_eq!(code, expected, "{arguments:?}: {stderr}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
        assert!(!Path::new(&path).exists(), "{arguments:?} wrote something");
    }
}

#[cfg(unix)]
#[test]
fn an_unwritable_place_is_said_and_nothing_is_left() {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("file");
    fs::write(&file, "in the way").expect("written");
    let path = file.join("results").to_string_lossy().into_owned();
    let (code, _, stderr) = run(&["run", "-q", SCENARIOS[0], "--trials", "300", "--out", &path]);
    assert_eq!(code, 3, "{stderr}");
    assert!(stderr.contains("cannot write"), "{stderr}");
    assert_eq!(files(out.path()).len(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_half_written_folder() {
    let out = tempfile::tempdir().expect("a folder");
    let path = out.path().to_string_lossy().into_owned();
    let binary = assert_cmd::cargo::cargo_bin("offramp");
    let mut child = std::process::Command::new(binary)
        .args([
            "run",
            SCENARIOS[0],
            "--trials",
            "500000000",
            "--trials-csv",
            "--out",
            &path,
        ])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    // Give it time to be in the middle of it.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(killed.success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert!(
        files(out.path()).is_empty(),
        "{:?}",
        files(out.path()).keys()
    );
}
