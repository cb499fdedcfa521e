//! Parts of a sweep, of an analysis of sensitivity and of a hindcast, which are points and cases: they make
//! the bytes of one process; and their manifests lead back to what was asked.

use super::parts::{done, files, offramp, play, posterior, refused, same_bytes, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Words of a command line.
fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Whether the manifest of what a command writes, and what stands beside it, come to the same again.
fn leads_back(command: &[&str]) {
    let [first, again] = [(); 2].map(|()| TempDir::new().unwrap());
    done(&[command, &["--quiet", "--out", text(first.path())]].concat());
    let folder = fs::read_dir(first.path()).unwrap().next().unwrap();
    let manifest = folder.unwrap().path().join("manifest.json");
    let more = ["--quiet", "--out", text(again.path())];
    done(&[&[command[0], "--manifest", text(&manifest)], &more[..]].concat());
    assert!(files(first.path()) == files(again.path()), "{command:?}");
}

#[test]
fn parts_of_a_sweep_make_its_bytes() {
    let command = "sweep kaesong-2020 --vary message_loss=0:0.5 --vary law.fear=0.5:4 --points 33 --trials 101 --seed 5 --policies baseline,firm --set crisis.horizon_days=40";
    same_bytes(&words(command), &[1, 3, 7]);
    let grid = "sweep kaesong-2020 --vary message_loss=0:0.4:3 --vary policy=baseline,firm --trials 60 --metric days";
    same_bytes(&words(grid), &[4]);
    let cubes = "sweep kaesong-2020 yeonpyeong-2010 --vary message_loss=0:0.5 --design lhs --points 20 --cube 10 --trials 50 --csv excel-semicolon";
    same_bytes(&words(cubes), &[3]);
    // More parts than points.
    same_bytes(
        &words("sweep kaesong-2020 --points 4 --design random --trials 30"),
        &[7],
    );
}

#[test]
fn parts_of_a_sweep_of_listed_points_and_of_draws_make_its_bytes() {
    let folder = TempDir::new().unwrap();
    let points = folder.path().join("points.csv");
    fs::write(
        &points,
        "message_loss,policy,law.fear\n0.1,firm,2\n0.3,baseline,1\n0.1,baseline,0.5\n0.2,firm,3\n",
    )
    .unwrap();
    let listed = ["sweep", "kaesong-2020", "--trials=70", "--design"];
    let listed = [&listed[..], &[text(&points)]].concat();
    same_bytes(&listed, &[3]);
    leads_back(&listed);
    let fit = posterior(folder.path());
    let drawn = "sweep kaesong-2020 --vary message_loss=0:0.5 --points 24 --trials 40 --posterior";
    let drawn = [&words(drawn)[..], &[&fit]].concat();
    same_bytes(&drawn, &[5]);
    leads_back(&drawn);
    // The points that a part was asked to play, changed.
    let played = TempDir::new().unwrap();
    let parts = play(&listed, 2, played.path());
    let own = parts.join("1-of-2/points.csv");
    let table = fs::read_to_string(&own).unwrap();
    fs::write(&own, table.replace("0.3", "0.4")).unwrap();
    let said = refused(&["merge", text(&parts)]);
    assert!(said.contains("points.csv was changed"), "{said}");
    assert_eq!(fs::read_dir(played.path()).unwrap().count(), 1);
}

#[test]
fn points_of_two_designs_make_no_sweep() {
    let out = TempDir::new().unwrap();
    for (points, part) in [("4", "1/2"), ("5", "2/2")] {
        let command = ["sweep", "kaesong-2020", "--trials=10", "--points", points];
        let more = ["--part", part, "-q", "--out", text(out.path())];
        done(&[&command[..], &more].concat());
    }
    let said = refused(&["merge", text(&out.path().join("kaesong-2020-sweep.parts"))]);
    let either = ["points (5 there, 4 now)", "points (4 there, 5 now)"];
    assert!(either.iter().any(|told| said.contains(told)), "{said}");
}

#[test]
fn a_merge_begins_anew_where_a_sweep_was_broken_off() {
    let command = "sweep exact/two-actors --vary message_loss=0:0.5 --points 12 --trials 60000";
    let [alone, out] = [(); 2].map(|()| TempDir::new().unwrap());
    let folder = play(&words(command), 2, out.path());
    let mut program = Command::new(assert_cmd::cargo::cargo_bin("offramp"));
    program.args(words(command)).arg("--out").arg(out.path());
    let mut child = program
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let name = folder
        .file_name()
        .unwrap()
        .to_string_lossy()
        .replace(".parts", "");
    let noted = out.path().join(format!(".offramp-{name}/parts.json"));
    while !noted.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        noted.exists(),
        "it came to its end before it was broken off"
    );
    done(&["merge", "-q", text(&folder)]);
    done(&[&words(command)[..], &["-q", "--out", text(alone.path())]].concat());
    let merged = files(&out.path().join(&name));
    assert!(merged == files(&alone.path().join(&name)));
}

#[test]
fn parts_of_an_analysis_of_sensitivity_make_its_bytes() {
    let vary = "--vary message_loss=0:0.5 --vary law.fear=0.5:4 --vary law.deterrence=-2:2";
    let sobol = format!(
        "sensitivity kaesong-2020 {vary} --group both=message_loss,law.fear --points 32 --trials 64 --seed 2"
    );
    same_bytes(&words(&sobol), &[1, 3, 7]);
    leads_back(&words(&sobol));
    let morris = format!(
        "sensitivity kaesong-2020 yeonpyeong-2010 {vary} --method morris --points 8 --trials 64 --of firm-baseline --metric days"
    );
    same_bytes(&words(&morris), &[3]);
    leads_back(&words(&morris));
    let pawn = format!("sensitivity kaesong-2020 {vary} --method pawn --points 128 --trials 64");
    same_bytes(&words(&pawn), &[3]);
    let said = refused(&words(&format!("{sobol} --precision 0.5 --part 1/3")));
    assert!(said.contains("say --points instead"), "{said}");
    // What is doubled until it is precise leads back all the same.
    leads_back(&words(&format!("{sobol} --precision 0.5 --most-points 64")));
}

#[test]
fn parts_of_a_hindcast_make_its_bytes() {
    let scenarios = "hindcast history --trials 150 --patterns 20 --seed 4 --set message_loss=0.2";
    same_bytes(&words(scenarios), &[1, 3]);
    leads_back(&words(scenarios));
    let table =
        "hindcast --cases korea_crises_1968_2013 --template korea-cases --trials 60 --patterns 0";
    // More parts than kinds of onset.
    same_bytes(&words(table), &[3, 40]);
    leads_back(&words(table));
    let folder = TempDir::new().unwrap();
    let fit = posterior(folder.path());
    let averaged = [&words(table)[..], &["--posterior", &fit]].concat();
    same_bytes(&averaged, &[3]);
    leads_back(&averaged);
    let world = "hindcast --cases crises_world_1945_2017 --template world-cases --trials 12 --patterns 1 --folds 4";
    same_bytes(&words(world), &[5]);
    leads_back(&words(world));
}

#[test]
fn a_manifest_that_leads_nowhere_is_refused() {
    let out = TempDir::new().unwrap();
    let command = "sweep kaesong-2020 --vary message_loss=0:0.5 --points 4 --trials 30 -q --out";
    done(&[&words(command)[..], &[text(out.path())]].concat());
    let folder = out.path().join("kaesong-2020-sweep");
    let manifest = folder.join("manifest.json");
    let said = fs::read_to_string(&manifest).unwrap();
    let refused_as = |from: &str, to: &str| {
        assert!(said.contains(from), "{from}");
        fs::write(&manifest, said.replace(from, to)).unwrap();
        let again = out.path().join("again");
        let why = refused(&[
            "sweep",
            "--manifest",
            text(&manifest),
            "--out",
            text(&again),
        ]);
        assert!(!again.exists());
        why
    };
    for (from, to, why) in [
        ("\"sobol\"", "\"solo\"", "design is solo"),
        (
            "\"points\": \"4\"",
            "\"points\": \"5\"",
            "does not lead back",
        ),
        (
            "message_loss=0:0.5",
            "message_los=0:0.5",
            "names no factors",
        ),
        (
            "\"metric\": \"minor_clash\"",
            "\"metric\": \"peace\"",
            "peace",
        ),
        ("\"sweep\"", "\"run\"", "is of `offramp run`"),
        ("\"seed\": 0", "\"seed\": 1", "does not lead back"),
    ] {
        let found = refused_as(from, to);
        assert!(found.contains(why), "{from}: {found}");
    }
    fs::write(&manifest, &said).unwrap();
    let written: PathBuf = folder.join("scenario-written.toml");
    let text_of = fs::read_to_string(&written).unwrap();
    fs::write(&written, text_of + "\n# a note\n").unwrap();
    let why = refused(&[
        "sweep",
        "--manifest",
        text(&manifest),
        "--out",
        text(out.path()),
    ]);
    assert!(why.contains("changed since it was run"), "{why}");
    let gone = offramp(&["sweep", "--manifest", text(Path::new("nowhere.json"))]);
    assert_eq!(gone.status.code(), Some(3));
}
