//! Parts of a run, a comparison and an attribution: played anywhere, in any order, they make the bytes of
//! one process, and what does not belong together is refused.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub fn offramp(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.args(arguments).output().unwrap()
}

pub fn done(arguments: &[&str]) -> String {
    let output = offramp(arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// What is said of what is refused.
pub fn refused(arguments: &[&str]) -> String {
    let output = offramp(arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    error
}

/// Every file below a folder but `host.json`, which tells of the machine.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn below(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(root, &path, found);
            } else if path.file_name().unwrap() != "host.json" {
                let name = path.strip_prefix(root).unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    below(folder, folder, &mut found);
    found
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Plays parts of a command into a folder, the last of them first and with unlike threads; returns where
/// they stand.
pub fn play(command: &[&str], parts: u64, out: &Path) -> PathBuf {
    let mut folder = None;
    for part in (1..=parts).rev() {
        let (portion, threads) = (format!("{part}/{parts}"), (part % 3 + 1).to_string());
        let more = [
            "--part",
            &portion,
            "--threads",
            &threads,
            "--out",
            text(out),
        ];
        let said = done(&[command, &more].concat());
        let stands = PathBuf::from(said.trim_end());
        assert!(stands.ends_with(format!("{part}-of-{parts}")), "{said}");
        folder = stands.parent().map(Path::to_owned);
    }
    folder.unwrap()
}

/// Whether parts of a command make the bytes of one process, however many they are.
pub fn same_bytes(command: &[&str], cuts: &[u64]) {
    let alone = TempDir::new().unwrap();
    done(&[command, &["--quiet", "--out", text(alone.path())]].concat());
    let expected = files(alone.path());
    assert!(expected.len() > 5, "{:?}", expected.keys());
    for &parts in cuts {
        let [played, merged] = [(); 2].map(|()| TempDir::new().unwrap());
        let folder = play(command, parts, played.path());
        let more = ["--quiet", "--out", text(merged.path())];
        done(&[&["merge", text(&folder)], &more[..]].concat());
        let found = files(merged.path());
        let (names, found_names) = (expected.keys(), found.keys());
        assert!(names.eq(found_names), "{:?}", found.keys());
        for (name, bytes) in &found {
            assert!(
                *bytes == expected[name],
                "{parts} parts: {}",
                name.display()
            );
        }
    }
}

/// A posterior of a few draws, some of them heavy.
pub fn posterior(folder: &Path) -> String {
    let mut table = "law,draw,weight,log_likelihood,law.fear\n".to_owned();
    for (draw, (weight, fear)) in [(1.0, 0.5), (2.0, 1.5), (0.0, 19.0), (1.5, 3.0)]
        .iter()
        .enumerate()
    {
        writeln!(table, "1,{draw},{weight},-1,{fear}").unwrap();
    }
    let path = folder.join("fit.csv");
    fs::write(&path, table).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn parts_of_a_run_make_its_bytes() {
    same_bytes(
        &[
            "run",
            "kaesong-2020",
            "--policies=baseline,firm",
            "--set=message_loss=0.1,0.3",
            "--trials=2501",
            "--seed=7",
            "--trials-csv",
            "--daily",
        ],
        &[1, 3, 7],
    );
    // More parts than trials: some play nothing.
    same_bytes(&["run", "exact/two-actors", "--trials=5"], &[7]);
    same_bytes(
        &[
            "run",
            "exact/mediator",
            "--trials=25000",
            "--trials-csv",
            "--csv=excel-semicolon",
        ],
        &[3],
    );
}

#[test]
fn parts_of_a_run_over_a_posterior_make_its_bytes() {
    let folder = TempDir::new().unwrap();
    let fit = posterior(folder.path());
    let command = ["run", "kaesong-2020", "--trials=1003", "--posterior", &fit];
    same_bytes(&[&command[..], &["--trials-csv"]].concat(), &[1, 3, 7]);
}

#[test]
fn a_run_is_raised_by_what_is_missing() {
    let [alone, parts, merged] = [(); 3].map(|()| TempDir::new().unwrap());
    let command = [
        "run",
        "kaesong-2020",
        "--policies=baseline,firm",
        "--set=message_loss=0.1,0.3",
        "--trials-csv",
        "--seed=7",
    ];
    let whole = ["--trials=2501", "--quiet", "--out", text(alone.path())];
    done(&[&command[..], &whole].concat());
    let folder = play(&[&command[..], &["--trials=700"]].concat(), 2, parts.path());
    // Merged by themselves, they are the run of fewer trials, which the raised one replaces.
    let out = text(merged.path());
    done(&["merge", text(&folder), "-q", "--out", out]);
    let more = |trials: &str, beyond: &str, part: &str| {
        let more = [trials, beyond, part, "--quiet", "--out", text(parts.path())];
        [&command[..], &more].concat().join(" ")
    };
    let further = |line: &str| done(&line.split(' ').collect::<Vec<_>>());
    further(&more("--trials=1900", "--beyond=700", "--part=1/1"));
    for part in ["--part=3/3", "--part=1/3"] {
        further(&more("--trials=2501", "--beyond=1900", part));
    }
    let said = refused(&["merge", text(&folder), "--out", out]);
    assert!(
        said.contains("of 3 parts in") && said.contains("one is missing: 2"),
        "{said}"
    );
    further(&more("--trials=2501", "--beyond=1900", "--part=2/3"));
    let said = refused(&["merge", text(&folder), "--out", out]);
    assert!(said.contains("trials (700 there, 2501 now)"), "{said}");
    done(&["merge", text(&folder), "-q", "--force", "--out", out]);
    let (found, expected) = (files(merged.path()), files(alone.path()));
    assert!(found.keys().eq(expected.keys()), "{:?}", found.keys());
    for (name, bytes) in &found {
        assert!(*bytes == expected[name], "{}", name.display());
    }
    // Without what lies between, and with what is of another seed.
    fs::rename(
        folder.join("1-of-1-beyond-700"),
        parts.path().join("between"),
    )
    .unwrap();
    let said = refused(&["merge", text(&folder), "--out", out]);
    assert!(
        said.contains("goes on after 1900 trials, and the parts before it have 700"),
        "{said}"
    );
    let other = more("--trials=1900", "--beyond=700", "--part=1/1").replace("--seed=7", "--seed=8");
    further(&other);
    let said = refused(&["merge", text(&folder), "--out", out]);
    assert!(said.contains("parts of different things (seed ("), "{said}");
}

#[test]
fn what_cannot_be_raised_is_refused() {
    let folder = TempDir::new().unwrap();
    let fit = posterior(folder.path());
    let command = ["run", "exact/two-actors", "--trials=100"];
    for (more, why) in [
        (&["--beyond=50"][..], "--part <I/N>"),
        (
            &["--beyond=100", "--part=1/2"],
            "nothing of 100 trials lies beyond them",
        ),
        (&["--beyond=0", "--part=1/2"], "from 1 to"),
        (
            &["--beyond=50", "--part=1/2", "--posterior", &fit],
            "cannot be used with",
        ),
    ] {
        let said = refused(&[&command[..], more, &["--out", text(folder.path())]].concat());
        assert!(said.contains(why), "{more:?}: {said}");
    }
    let played = play(&command, 1, folder.path());
    let raised = [
        "run",
        "exact/two-actors",
        "--trials=200",
        "--beyond=150",
        "--part=1/1",
        "--out",
    ];
    done(&[&raised[..], &[text(folder.path())]].concat());
    let said = refused(&["merge", text(&played)]);
    assert!(
        said.contains("name the parts of a run of 150 trials as well"),
        "{said}"
    );
    let said = refused(&["merge", text(&played.join("1-of-1-beyond-150"))]);
    assert!(said.contains("nothing before it is there"), "{said}");
}

#[test]
fn parts_of_a_comparison_make_its_bytes() {
    let command = ["compare", "kaesong-2020", "--trials=1501", "--seed=3"];
    let policies = "--policies=maximum-restraint-joint,firm";
    same_bytes(&[&command[..], &[policies]].concat(), &[1, 3, 7]);
    let worlds = [
        "--worlds=20",
        "--world-trials=50",
        "--threshold=0.3",
        "--margin=0.02",
    ];
    same_bytes(&[&command[..], &[policies], &worlds].concat(), &[3]);
    let arms = [
        "--arm=loud=kaesong-2020:baseline,message_loss=0",
        "--metric=days",
    ];
    same_bytes(&[&command[..], &arms].concat(), &[3]);
    // More parts than trials.
    let few = ["compare", "exact/mediator", "--all-policies", "--trials=4"];
    same_bytes(&few, &[7]);
}

#[test]
fn parts_of_a_comparison_over_a_posterior_make_its_bytes() {
    let folder = TempDir::new().unwrap();
    let fit = posterior(folder.path());
    let command = [
        "compare",
        "kaesong-2020",
        "--policies=maximum-restraint-joint,firm",
        "--trials=1003",
        "--worlds=20",
        "--world-trials=20",
        "--posterior",
        &fit,
    ];
    same_bytes(&command, &[1, 3, 7]);
}

#[test]
fn parts_of_an_attribution_make_its_bytes() {
    let command = [
        "attribute",
        "kaesong-2020",
        "--outcome=minor_clash",
        "--trials=301",
    ];
    same_bytes(
        &[&command[..], &["--set=message_loss=0.2"]].concat(),
        &[1, 3, 7],
    );
    let folder = TempDir::new().unwrap();
    let fit = posterior(folder.path());
    same_bytes(
        &[&command[..], &["--policy=firm", "--posterior", &fit]].concat(),
        &[3],
    );
}

#[test]
fn scenarios_of_a_batch_are_merged_together_with_their_tables() {
    let batch = ["run", "exact/two-actors", "exact/mediator", "--trials=300"];
    let [alone, parts] = [(); 2].map(|()| TempDir::new().unwrap());
    done(&[&batch[..], &["--quiet", "--out", text(alone.path())]].concat());
    for part in ["1/2", "2/2"] {
        let more = ["--quiet", "--out", text(parts.path()), "--part", part];
        done(&[&batch[..], &more].concat());
    }
    let folders = ["exact-two-actors", "exact-mediator"];
    let names: Vec<PathBuf> = files(alone.path()).into_keys().collect();
    let stands = |name: &str| alone.path().join(name).exists();
    let name = |of: &str| {
        if stands(of) {
            of.to_owned()
        } else {
            of.replace("exact-", "")
        }
    };
    let places = folders.map(|of| parts.path().join(format!("{}.parts", name(of))));
    // Beside the parts, where nothing else is said.
    done(&["merge", text(&places[0]), text(&places[1])]);
    let mut merged = files(parts.path());
    merged.retain(|path, _| !path.to_string_lossy().contains(".parts"));
    assert_eq!(merged.keys().cloned().collect::<Vec<_>>(), names);
    assert!(merged == files(alone.path()));
}

/// Three parts of a run, and where they stand.
fn three() -> (TempDir, PathBuf) {
    let out = TempDir::new().unwrap();
    let folder = play(&SMALL, 3, out.path());
    (out, folder)
}

const SMALL: [&str; 4] = ["run", "exact/two-actors", "--trials=100", "--trials-csv"];

#[test]
fn a_merge_says_what_is_missing_or_twice() {
    let (out, folder) = three();
    let part = |name: &str| text(&folder.join(name)).to_owned();
    let [one, two, three] = ["1-of-3", "2-of-3", "3-of-3"].map(part);
    let said = refused(&["merge", &two]);
    assert!(
        said.contains("of 3 parts in ") && said.contains("2 are missing: 1,3"),
        "{said}"
    );
    let said = refused(&["merge", &two, &one]);
    assert!(said.contains("one is missing: 3"), "{said}");
    let said = refused(&["merge", &one, &two, &three, &two]);
    assert!(said.contains("part 2/3 is there twice"), "{said}");
    play(&SMALL, 2, out.path());
    let said = refused(&["merge", text(&folder)]);
    assert!(said.contains("name those of one cut alone"), "{said}");
    let said = refused(&["merge", text(out.path())]);
    assert!(said.contains("holds no part"), "{said}");
    let nowhere = offramp(&["merge", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(3));
    // Named alone they do, in any order, and once more.
    done(&["merge", &three, &one, &two, "-q"]);
    let again = offramp(&["merge", &three, &one, &two]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("kept: 1 of 1"));
}

#[test]
fn a_merge_refuses_parts_of_different_things() {
    for (other, differs) in [
        (&["--trials=100", "--seed=1"][..], "seed (1"),
        (&["--trials=101"], "trials ("),
        (&["--trials=100", "--daily"], "daily"),
        (&["--trials=100", "--set=message_loss=0.5"], "scenarios"),
    ] {
        let [here, there] = [(); 2].map(|()| TempDir::new().unwrap());
        let command = ["run", "exact/two-actors"];
        let one = [
            &command[..],
            &["--trials=100", "--part=1/2", "--out", text(here.path())],
        ];
        let two = [
            &command[..],
            other,
            &["--part=2/2", "--out", text(there.path())],
        ];
        let [one, two] = [done(&one.concat()), done(&two.concat())];
        let said = refused(&["merge", one.trim_end(), two.trim_end()]);
        assert!(said.contains("parts of different things"), "{said}");
        assert!(said.contains(differs), "{differs}: {said}");
        // Neither is a part of that kept in the place of the other.
        let twice = [
            &command[..],
            other,
            &["--part=1/2", "--out", text(here.path())],
        ]
        .concat();
        assert!(refused(&twice).contains("say --force"));
        done(&[&twice[..], &["--force"]].concat());
    }
}

#[test]
fn a_merge_refuses_what_was_cut_short_or_changed() {
    let cut: fn(&Path) = |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
    };
    let changed: fn(&Path) = |path| {
        let mut bytes = fs::read(path).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let spoilt = [
        ("tally.bin", cut),
        ("tally.bin", changed),
        ("trials.rows", cut),
        ("trials.rows", changed),
        ("manifest.json", cut),
    ];
    for (file, spoil) in spoilt {
        let (out, folder) = three();
        spoil(&folder.join("2-of-3").join(file));
        let said = refused(&["merge", text(&folder)]);
        assert!(said.contains("cut short or changed"), "{said}");
        assert!(said.contains(&format!("2-of-3/{file}")), "{said}");
        let new = out.path().join("new/deep");
        refused(&["merge", text(&folder), "--out", text(&new)]);
        // Nothing but the parts is there, played again they do.
        let left = fs::read_dir(out.path()).unwrap().count();
        assert_eq!(left, 1, "{file}");
        let more = [
            "--part=2/3",
            "--force",
            "--quiet",
            "--out",
            text(out.path()),
        ];
        done(&[&SMALL[..], &more].concat());
        done(&["merge", "-q", text(&folder)]);
    }
    let (_out, folder) = three();
    let tally = folder.join("3-of-3/tally.bin");
    let bytes = fs::read(&tally).unwrap();
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap();
    let head = std::str::from_utf8(&bytes[..line]).unwrap();
    let older = head.replacen(&format!(" {} ", env!("CARGO_PKG_VERSION")), " 0.0.1 ", 1);
    fs::write(&tally, [older.as_bytes(), &bytes[line..]].concat()).unwrap();
    let said = refused(&["merge", text(&folder)]);
    assert!(said.contains("was written by version 0.0.1"), "{said}");
    // A scenario beside the manifest that is not what was played.
    fs::write(&tally, bytes).unwrap();
    changed(&folder.join("1-of-3/scenario.toml"));
    assert!(refused(&["merge", text(&folder)]).contains("changed since it was run"));
}

#[test]
fn a_part_that_stands_is_kept() {
    let out = TempDir::new().unwrap();
    let command = [&SMALL[..], &["--part=1/2", "--out", text(out.path())]].concat();
    let folder = PathBuf::from(done(&command).trim_end());
    let written = |file: &str| fs::metadata(folder.join(file)).unwrap().modified().unwrap();
    let before = written("tally.bin");
    let again = offramp(&command);
    assert!(String::from_utf8_lossy(&again.stderr).contains("kept: this part"));
    assert_eq!(written("tally.bin"), before);
    done(&[&command[..], &["--force"]].concat());
    assert!(written("tally.bin") > before);
}

#[test]
fn a_part_that_is_broken_off_leaves_nothing() {
    for signal in ["-TERM", "-KILL"] {
        let out = TempDir::new().unwrap();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("offramp"));
        let arguments = [
            "run",
            "kaesong-2020",
            "--trials=50000000",
            "--trials-csv",
            "--part=2/9",
        ];
        command.args(arguments).arg("--out").arg(out.path());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap();
        let folder = out.path().join("kaesong-2020.parts");
        while !folder.join(".offramp-2-of-9/trials.rows").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let kill = [signal, &child.id().to_string()].map(str::to_owned);
        assert!(
            std::process::Command::new("kill")
                .args(kill)
                .status()
                .unwrap()
                .success()
        );
        child.wait().unwrap();
        if signal == "-KILL" {
            // What a part that was killed left hidden is no part, and the next one clears it.
            assert!(refused(&["merge", text(&folder)]).contains("holds no part"));
            let other = [
                "run",
                "kaesong-2020",
                "--trials=100",
                "--part=1/9",
                "-q",
                "--out",
            ];
            done(&[&other[..], &[text(out.path())]].concat());
            let entries = fs::read_dir(&folder).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name());
            assert_eq!(names.collect::<Vec<_>>(), ["1-of-9"]);
        } else {
            assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
        }
    }
}

#[test]
fn shares_that_are_none_are_refused() {
    for (part, why) in [
        ("0/3", "there is no part 0 of 3"),
        ("4/3", "there is no part 4 of 3"),
        ("1/0", "from 1 to 100000 parts"),
        ("1/100001", "from 1 to 100000 parts"),
        ("one/3", "two whole numbers"),
        ("3", "two whole numbers"),
        ("-1/3", "two whole numbers"),
    ] {
        let out = TempDir::new().unwrap();
        for command in [
            &["run", "exact/mediator"][..],
            &["compare", "exact/mediator"],
            &["sweep", "kaesong-2020"],
            &["sensitivity", "kaesong-2020"],
            &["hindcast", "history"],
        ] {
            let more = [&format!("--part={part}"), "--out", text(out.path())];
            let said = refused(&[command, &more].concat());
            assert!(said.contains(why), "{part}: {said}");
        }
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_part_asks_for_its_room_first() {
    let out = TempDir::new().unwrap();
    let command = "run exact/mediator --trials 1e12 --trials-csv --part 1/3 --out";
    let words: Vec<&str> = command.split(' ').chain([text(out.path())]).collect();
    let output = offramp(&words);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(error.contains("would take about"), "{error}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn what_adapts_has_no_parts_and_says_why() {
    for command in ["calibrate", "game", "search", "tip", "discover"] {
        let said = refused(&[command, "--part=1/3"]);
        assert!(said.contains("follows from what it has played"), "{said}");
    }
    let until = [
        "compare",
        "kaesong-2020",
        "--policies=firm",
        "--until=0.01",
        "--part=1/3",
    ];
    let said = refused(&until);
    assert!(said.contains("say --trials instead"), "{said}");
    for flag in ["--dry-run", "--report"] {
        let said = refused(&["run", "kaesong-2020", "--part=1/3", flag]);
        assert!(said.contains("cannot be used with"), "{said}");
    }
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clusters.md");

/// docs/clusters.md shows what a plan prints; `OFFRAMP_BLESS=1` writes it anew.
#[test]
fn the_page_shows_the_plan_that_is_printed() {
    let command = "plan --parts 100 --for slurm run kaesong-2020 --all-policies --trials 1e9";
    let script = done(&command.split(' ').collect::<Vec<_>>());
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once("<!-- plan: slurm -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end: plan -->").unwrap();
    let expected = format!(
        "{before}<!-- plan: slurm -->\n\n```text\n{script}```\n\n<!-- end: plan -->{after}"
    );
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        fs::write(PAGE, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(PAGE).unwrap() == expected,
        "bless docs/clusters.md"
    );
}

#[test]
fn a_plan_is_of_a_sound_command_that_has_parts() {
    let plan = |rest: &[&str]| refused(&[&["plan", "--parts=3", "--for=make"], rest].concat());
    assert!(plan(&["run", "kaesong-2021"]).contains("did you mean"));
    assert!(plan(&["run", "kaesong-2020", "--trials=0"]).contains("--trials"));
    assert!(plan(&["run", "kaesong-2020", "--part=1/3"]).contains("--part"));
    assert!(plan(&["tip", "kaesong-2020"]).contains("follows from what it has played"));
    assert!(plan(&["compare", "kaesong-2020", "--until=0.01"]).contains("--trials instead"));
    assert!(plan(&["check", "kaesong-2020"]).contains("--part"));
    let none = ["plan", "--parts=0", "--for=make", "run", "kaesong-2020"];
    assert!(refused(&none).contains("from 1 to 100000"));
}

/// Plans are played to the end by shells that stand in for a scheduler: quotes and all, they come to the
/// bytes of one process. Real ones: `tests/cluster`.
#[cfg(unix)]
#[test]
fn plans_that_are_played_make_the_bytes_of_one_process() {
    use std::os::unix::fs::PermissionsExt;
    let stub = |folder: &Path, name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let program = assert_cmd::cargo::cargo_bin("offramp");
    let bin = TempDir::new().unwrap();
    // An array of jobs, one after the other; a job without one at once. Like the real one it hands on
    // nothing of its own standard input but the script.
    let sbatch = "#!/bin/sh\nset -eu\nscript=$(mktemp)\ncat >\"$script\"\narray=1-1\n\
        for word; do case $word in --array=*) array=${word#--array=} ;; esac; done\n\
        for task in $(seq \"${array%-*}\" \"${array#*-}\"); do\n\
        SLURM_ARRAY_TASK_ID=$task SLURM_CPUS_PER_TASK=1 sh \"$script\" >/dev/null </dev/null\ndone\n\
        rm \"$script\"\necho 17\n";
    // The last two words are the file and the place of the argument.
    let parallel = "#!/bin/sh\nset -eu\nwhile [ $# -gt 2 ]; do shift; done\nfile=$1\n\
        while read -r line; do sh \"$file\" \"$line\" >/dev/null </dev/null; done\n";
    stub(bin.path(), "sbatch", sbatch);
    stub(bin.path(), "parallel", parallel);
    // Arrays of two jobs at most, so that there are two of them.
    stub(
        bin.path(),
        "scontrol",
        "#!/bin/sh\necho 'MaxArraySize            = 3'\n",
    );
    let path = format!(
        "{}:{}",
        bin.path().display(),
        std::env::var("PATH").unwrap()
    );
    let folder = TempDir::new().unwrap();
    let alone = folder.path().join("alone");
    let command = [
        "run",
        "exact/two-actors",
        "exact/mediator",
        "--trials=120",
        "--trials-csv",
    ];
    let command = [
        &command[..],
        &["--set", "uncertain.message_loss={ low = 0, high = 0.5 }"],
    ];
    let command = command.concat();
    done(&[&command[..], &["-q", "--out", text(&alone)]].concat());
    for (by, run) in [
        ("slurm", &["sh"][..]),
        ("parallel", &["sh"]),
        ("make", &["make", "-j2", "-f"]),
    ] {
        // A folder with a letter that shells and make mind; make splits its targets at spaces alone.
        let out = folder.path().join(format!("it's $5 by {by}"));
        let planned = [
            &["plan", "--parts=3", "--for", by],
            &command[..],
            &["--out", text(&out)],
        ];
        let script = folder.path().join(format!("plan {by}"));
        fs::write(&script, done(&planned.concat())).unwrap();
        let played = std::process::Command::new(run[0])
            .args(&run[1..])
            .arg(&script)
            .env("PATH", &path)
            .env("OFFRAMP", &program)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&played.stderr).into_owned();
        assert!(played.status.success(), "{by}: {said}");
        let mut merged = files(&out);
        merged.retain(|path, _| {
            let path = path.to_string_lossy();
            !path.contains(".parts/") && !path.contains(".logs/")
        });
        let (names, others) = (merged.keys(), files(&alone));
        assert!(names.clone().eq(others.keys()), "{by}: {:?}", merged.keys());
        assert!(merged == others, "{by}");
    }
}
