//! Work that is broken off, at any moment and by anything, and taken up again: nothing half-written,
//! nothing lost that was finished, the same bytes in the end.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A run of six parts: two policies in three variants.
const SWEEP: [&str; 10] = [
    "run",
    "exact/mediator",
    "--policy=baseline",
    "--policy=blue-restraint",
    "--set=message_loss=0,0.2,0.4",
    "--trials=60000",
    "--threads=2",
    "--trials-csv",
    "--seed=7",
    "--out",
];

fn start(arguments: &[&str], out: &Path) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("offramp"))
        .args(arguments)
        .arg(out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn whole(arguments: &[&str], out: &Path) -> Output {
    start(arguments, out).wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder but `host.json`, which tells of the machine.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().unwrap() != "host.json" {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}

/// The same, by their places in the folder.
fn inside(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name =
        |(path, bytes): (PathBuf, Vec<u8>)| (path.strip_prefix(folder).unwrap().to_owned(), bytes);
    files(folder).into_iter().map(name).collect()
}

fn hidden(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('.')).collect()
}

#[test]
fn killed_again_and_again_it_comes_to_the_same_bytes() {
    killed_and_taken_up(20);
}

#[test]
#[ignore = "cargo test --release --test all broken_off:: -- --ignored"]
fn killed_two_hundred_times_it_comes_to_the_same_bytes() {
    killed_and_taken_up(200);
}

/// So many times a run is killed at some moment and begun again where it was; each that gets to its end
/// in between has the bytes of one that was let alone, and leaves nothing hidden behind.
fn killed_and_taken_up(times: u32) {
    let alone = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    assert!(whole(&SWEEP, alone.path()).status.success());
    let (expected, takes) = (inside(alone.path()), begun.elapsed());
    let (mut kills, mut taken_up, mut moment) = (0, 0_u32, 1_u64);
    while kills < times {
        let out = tempfile::tempdir().unwrap();
        loop {
            // Knuth's generator, so that it is the same moments each time: up to a third of a run.
            moment = moment
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let part = (moment >> 40) as f64 / f64::from(1 << 24);
            let mut child = start(&SWEEP, out.path());
            std::thread::sleep(takes.mul_f64(part / 3.0));
            child.kill().unwrap();
            if child.wait().unwrap().success() {
                break;
            }
            kills += 1;
            let name = out.path().join("mediator");
            let whole = !name.exists() || name.join("manifest.json").exists();
            assert!(whole, "a folder without a manifest");
            if kills >= times || name.exists() {
                break;
            }
        }
        let last = whole(&SWEEP, out.path());
        assert!(last.status.success(), "{}", said(&last));
        taken_up += u32::from(said(&last).contains("kept: "));
        assert!(inside(out.path()) == expected, "after {kills} kills");
        assert_eq!(hidden(out.path()), [""; 0], "after {kills} kills");
    }
    assert!(taken_up > 0, "no run was taken up again in the middle");
}

/// A search that is killed goes on after what it had noted, to the same bytes.
#[test]
fn a_search_goes_on_where_it_was() {
    let search = [
        "search",
        "exact/two-actors",
        "--for=blue",
        "--maximise=agreement",
        "--budget=100000",
        "--trials=1000",
        "--out",
    ];
    goes_on(&search, ".offramp-two-actors-search");
}

#[test]
fn a_game_goes_on_after_its_rounds() {
    let game = [
        "game",
        "kaesong-2020",
        "--policies-of=north-korea=probe",
        "--policies-of=south-korea+united-states=grit,firm",
        "--trials=12000",
        "--out",
    ];
    goes_on(&game, ".offramp-kaesong-2020-game");
}

/// Killed whenever it has noted something more, it ends with the bytes of one that was not.
fn goes_on(command: &[&str], draft: &str) {
    let alone = tempfile::tempdir().unwrap();
    let first = whole(command, alone.path());
    assert!(first.status.success(), "{}", said(&first));
    let out = tempfile::tempdir().unwrap();
    let journal = out.path().join(draft).join("parts.json");
    let noted = || fs::read(&journal).ok();
    for _ in 0..3 {
        let before = noted();
        let mut child = start(command, out.path());
        while noted() == before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            noted() != before && noted().is_some(),
            "it ended before it could be killed"
        );
    }
    let last = whole(command, out.path());
    assert!(last.status.success(), "{}", said(&last));
    assert!(inside(out.path()) == inside(alone.path()));
    assert_eq!(hidden(out.path()), [""; 0]);
}

/// What plays worlds and is killed goes on after those it had noted, to the same bytes.
fn worlds_are_kept(command: &[&str], folder: &str) {
    let alone = tempfile::tempdir().unwrap();
    assert!(whole(command, alone.path()).status.success());
    let mut kept = Vec::new();
    for kills in [1, 3] {
        let out = tempfile::tempdir().unwrap();
        let journal = out.path().join(format!(".offramp-{folder}/parts.json"));
        let noted = || fs::read(&journal).ok();
        for _ in 0..kills {
            let before = noted();
            let mut child = start(command, out.path());
            while noted() == before && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let last = whole(command, out.path());
        assert!(last.status.success(), "{}", said(&last));
        assert!(inside(out.path()) == inside(alone.path()), "{kills} kills");
        assert_eq!(hidden(out.path()), [""; 0]);
        kept.push(said(&last));
    }
    for said in kept {
        assert!(said.contains("of 200 worlds"), "{said}");
    }
}

#[test]
fn worlds_of_a_comparison_are_kept() {
    let compare = [
        "compare",
        "kaesong-2020",
        "--policies=baseline,firm",
        "--trials=200",
        "--worlds=200",
        "--world-trials=100",
        "--out",
    ];
    worlds_are_kept(&compare, "kaesong-2020-compare");
}

#[test]
fn worlds_of_a_game_are_kept() {
    let game = [
        "game",
        "kaesong-2020",
        "--policies-of=north-korea=probe",
        "--policies-of=south-korea+united-states=grit,firm",
        "--trials=200",
        "--worlds=200",
        "--world-trials=40",
        "--out",
    ];
    worlds_are_kept(&game, "kaesong-2020-game");
}

#[test]
fn of_two_into_one_place_the_second_hears_who_is_there() {
    let out = tempfile::tempdir().unwrap();
    let long = [
        "run",
        "exact/two-actors",
        "--trials=100000000",
        "-q",
        "--out",
    ];
    let mut first = start(&long, out.path());
    let lock = out.path().join(".offramp-two-actors.lock");
    while !fs::read_to_string(&lock).is_ok_and(|text| !text.is_empty()) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let short = [
        "run",
        "exact/two-actors",
        "--trials=10",
        "--seed=2",
        "-q",
        "--out",
    ];
    let second = whole(&short, out.path());
    let who = format!("process {}", first.id());
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.status.code(), Some(3));
    assert!(said(&second).contains(&who), "{}", said(&second));
    // The owner is gone, and with it what it left.
    let third = whole(&short, out.path());
    assert!(third.status.success(), "{}", said(&third));
    assert_eq!(hidden(out.path()), [""; 0]);
}

#[cfg(unix)]
#[test]
fn interrupted_in_a_sweep_it_keeps_the_variants_that_are_finished() {
    for signal in ["-INT", "-TERM"] {
        let out = tempfile::tempdir().unwrap();
        let sweep = [
            "run",
            "exact/two-actors",
            "--set=message_loss=0,0.1,0.2,0.3,0.4,0.5",
            "--trials=300000",
            "--threads=1",
            "--out",
        ];
        let child = start(&sweep, out.path());
        let parts = out.path().join(".offramp-two-actors/parts.json");
        while !parts.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let stopped = child.wait_with_output().unwrap();
        assert_eq!(stopped.status.code(), Some(130), "{}", said(&stopped));
        assert!(
            said(&stopped).contains("goes on from there"),
            "{}",
            said(&stopped)
        );
        let again = whole(&sweep, out.path());
        assert!(again.status.success());
        assert!(said(&again).contains(" of 6 scenarios"), "{}", said(&again));
    }
}

#[test]
fn what_stands_is_kept_and_said_and_made_anew_when_forced() {
    let commands: [&[&str]; 4] = [
        &[
            "run",
            "exact/two-actors",
            "exact/mediator",
            "--trials=50",
            "--out",
        ],
        &["attribute", "exact/two-actors", "--trials=50", "--out"],
        &["exact", "exact/two-actors", "--set=horizon_days=3", "--out"],
        &["compare", "exact/two-actors", "--trials=50", "--out"],
    ];
    for command in commands {
        let out = tempfile::tempdir().unwrap();
        let first = whole(command, out.path());
        assert!(first.status.success(), "{command:?}: {}", said(&first));
        let before = files(out.path());
        let again = whole(command, out.path());
        assert!(!said(&again).contains("running"), "{}", said(&again));
        assert!(
            said(&again).contains("kept: "),
            "{command:?}: {}",
            said(&again)
        );
        assert_eq!(again.status.code(), first.status.code());
        // What was asked is answered, though nothing was played.
        let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
        let words = |text: String| {
            text.split_whitespace()
                .map(String::from)
                .collect::<Vec<_>>()
        };
        let places = out.path().to_string_lossy().into_owned();
        assert!(text(&again).contains(&places));
        if command[0] == "run" {
            assert_eq!(words(text(&again)), words(text(&first)), "{command:?}");
        }
        assert_eq!(files(out.path()), before, "{command:?}");
        let (last, rest) = command.split_last().unwrap();
        let forced = whole(&[rest, &["--force", last]].concat(), out.path());
        assert!(!said(&forced).contains("kept: "), "{command:?}");
        assert_eq!(files(out.path()), before, "{command:?}");
    }
}

#[test]
fn a_batch_keeps_what_it_has_and_makes_the_rest() {
    let out = tempfile::tempdir().unwrap();
    let one = ["run", "exact/two-actors", "--trials=50", "--out"];
    assert!(whole(&one, out.path()).status.success());
    let both = [
        "run",
        "exact/mediator",
        "exact/two-actors",
        "--trials=50",
        "--out",
    ];
    let second = whole(&both, out.path());
    assert!(said(&second).contains("kept: 1 of 2"), "{}", said(&second));
    let table = fs::read_to_string(out.path().join("outcomes.csv")).unwrap();
    assert_eq!(table.lines().count(), 11);
    // The other way round, what is dropped from the tables of the batch is said.
    let third = whole(&one, out.path());
    assert!(
        said(&third).contains("the rows of mediator"),
        "{}",
        said(&third)
    );
}

#[test]
fn what_desktops_leave_in_a_folder_is_no_reason_to_refuse_it() {
    let out = tempfile::tempdir().unwrap();
    let run = ["run", "exact/two-actors", "--trials=50", "-q", "--out"];
    assert!(whole(&run, out.path()).status.success());
    let foreign = out.path().join("two-actors/.DS_Store");
    fs::write(&foreign, "x").unwrap();
    assert!(whole(&run, out.path()).status.success());
    let other = [
        "run",
        "exact/two-actors",
        "--trials=60",
        "-q",
        "--force",
        "--out",
    ];
    assert!(whole(&other, out.path()).status.success());
    assert!(foreign.exists(), "what is not ours stays");
}

/// Folders of version 0.1.0 had a scenario file for each variant and no columns of overrides.
#[test]
fn folders_with_a_file_for_each_variant_are_read_and_replayed() {
    let out = tempfile::tempdir().unwrap();
    let old = out.path().join("old/two-actors");
    let run = |more: &[&str], place: &str| {
        let asked = [
            &["run", "exact/two-actors", "--trials=50", "-q"],
            more,
            &["--out"],
        ]
        .concat();
        let done = whole(&asked, &out.path().join(place));
        assert!(done.status.success(), "{}", said(&done));
    };
    run(&["--set=message_loss=0.1,0.4"], "old");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(old.join("manifest.json")).unwrap()).unwrap();
    for (i, loss) in ["0.1", "0.4"].into_iter().enumerate() {
        run(&[&format!("--set=message_loss={loss}")], loss);
        let file = format!("scenario-{}.toml", i + 1);
        let text = out.path().join(loss).join("two-actors/scenario.toml");
        fs::copy(text, old.join(&file)).unwrap();
        let entry = manifest["scenarios"][i].as_object_mut().unwrap();
        entry.remove("written");
        entry.insert("file".into(), file.into());
    }
    fs::remove_file(old.join("scenario-written.toml")).unwrap();
    let text = serde_json::to_string_pretty(&manifest).unwrap();
    fs::write(old.join("manifest.json"), text).unwrap();
    let manifest = old.join("manifest.json").to_string_lossy().into_owned();
    let replay = ["run", "--manifest", &manifest, "-q", "--report", "--out"];
    let replayed = whole(&replay, &out.path().join("again"));
    assert!(replayed.status.success(), "{}", said(&replayed));
    let table = |place: &str| fs::read(out.path().join(place).join("outcomes.csv")).unwrap();
    assert!(table("again") == table("old"));
    let report = whole(&["report", "-q", "--out"], &out.path().join("page.html"));
    assert!(!report.status.success(), "it names no folder");
    let page = out.path().join("page.html").to_string_lossy().into_owned();
    let report = whole(&["report", "-q", "--out", &page], &old);
    assert!(report.status.success(), "{}", said(&report));
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .contains("message_loss=0.4")
    );
    // What a manifest names lies beside it.
    let elsewhere = fs::read_to_string(&manifest).unwrap();
    let elsewhere = elsewhere.replace(
        "\"scenario-1.toml\"",
        "\"../../0.1/two-actors/scenario.toml\"",
    );
    fs::write(&manifest, elsewhere).unwrap();
    let refused = whole(&replay, &out.path().join("elsewhere"));
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("beside it"), "{}", said(&refused));
}

#[test]
fn variants_that_are_one_scenario_are_said_or_refused() {
    let run = |sets: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        let asked = [
            &["run", "exact/two-actors", "--trials=50", "-q"],
            sets,
            &["--out"],
        ]
        .concat();
        let done = whole(&asked, out.path());
        let table = fs::read_to_string(out.path().join("outcomes.csv")).unwrap_or_default();
        (done.status.code(), said(&done), table.lines().count())
    };
    let (code, said, rows) = run(&["--set=message_loss=0.1,.10,1e-1"]);
    assert_eq!((code, rows), (Some(0), 6), "{said}");
    assert!(
        said.contains("`message_loss=.10` is `message_loss=0.1` again"),
        "{said}"
    );
    let (code, said, rows) = run(&["--set=message_loss=0,-0"]);
    assert_eq!((code, rows), (Some(0), 6), "{said}");
    for sets in [
        ["--set=actor.red.resolve=-5,-4", "--set=resolve=-3"],
        ["--set=resolve=-3,-4", "--set=resolve=-5,-6"],
    ] {
        let (code, said, rows) = run(&sets);
        assert_eq!((code, rows), (Some(2), 0), "{said}");
        assert!(said.contains("one and the same scenario"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn an_enumeration_that_is_stopped_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let child = start(
        &["exact", "kaesong-2020", "--max-memory=8GiB", "--out"],
        out.path(),
    );
    while !out.path().join(".offramp-kaesong-2020-exact").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let stopped = child.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(130), "{}", said(&stopped));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}
