//! Input that is not what it seems, and places that cannot take what is written.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::process::Stdio;

fn offramp(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("offramp").unwrap();
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output.status.code(), out, err)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn hidden_files_in_a_folder_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    put(
        "a.toml",
        b"schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"a\"\n",
    );
    put(".taplo.toml", b"[[rule]]\n");
    put("._a.toml", b"\0\x05\x16\x07");
    put(".#a.toml", b"");
    let (code, out, err) = offramp(&["check", &folder.path().to_string_lossy()]);
    assert_eq!(code, Some(0), "{err}");
    let sound = out.lines().filter(|line| line.contains(": sound")).count();
    assert_eq!(sound, 1, "{out}");
}

#[test]
fn files_that_are_too_large_and_bases_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("large.toml", &"# a comment\n".repeat(1 << 20));
    let (code, _, err) = offramp(&["check", &path(folder.path(), "large.toml")]);
    assert_eq!(code, Some(3));
    assert!(err.contains("larger than 4 MiB"), "{err}");
    for (base, why) in [
        ("large.toml", "larger than 4 MiB"),
        ("notes.txt", "a file that ends in `.toml`"),
        ("/etc/passwd", "a file that ends in `.toml`"),
        ("folder.toml", "no file"),
    ] {
        fs::create_dir_all(folder.path().join("folder.toml")).unwrap();
        put("notes.txt", "a secret");
        put(
            "a.toml",
            &format!("schema = 1\nextends = \"{base}\"\nname = \"a\"\n"),
        );
        let (code, _, err) = offramp(&["check", &path(folder.path(), "a.toml")]);
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains(why) && !err.contains("secret"), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn devices_are_refused_and_pipes_are_read() {
    let (code, _, err) = offramp(&["check", "/dev/zero"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("it is a device"), "{err}");
    let folder = tempfile::tempdir().unwrap();
    let base = path(folder.path(), "zero.toml");
    std::os::unix::fs::symlink("/dev/zero", &base).unwrap();
    let text = "schema = 1\nextends = \"zero.toml\"\nname = \"a\"\n";
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let (code, _, err) = offramp(&["check", &path(folder.path(), "a.toml")]);
    assert_eq!(code, Some(2), "{err}");
    // A pipe that nobody writes to stands in a folder of scenarios.
    let pipe = path(folder.path(), "pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    fs::remove_file(folder.path().join("a.toml")).unwrap();
    fs::remove_file(&base).unwrap();
    let good = "schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"good\"\n";
    fs::write(folder.path().join("good.toml"), good).unwrap();
    let (code, _, err) = offramp(&["check", &folder.path().to_string_lossy()]);
    assert_eq!(code, Some(0), "{err}");
    // Standard input is read to its end.
    let mut command = Command::cargo_bin("offramp").unwrap();
    let checked = command
        .args(["check", "/dev/stdin"])
        .write_stdin(good)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_shown_changes_the_code_and_not_the_work() {
    let out = tempfile::tempdir().unwrap();
    let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let run = |name: &str| {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("offramp"));
        command.args(["run", "exact/two-actors", "--trials=50", "--out"]);
        command
            .arg(out.path().join(name))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let told = run("told").stdout(full()).status().unwrap();
    assert_eq!(told.code(), Some(3));
    let untold = run("untold").stderr(full()).status().unwrap();
    assert_eq!(untold.code(), Some(0));
    for name in ["told", "untold"] {
        let table = fs::read_to_string(out.path().join(name).join("two-actors/outcomes.csv"));
        assert_eq!(table.unwrap().lines().count(), 6, "{name}");
    }
    for command in ["parameters", "scenarios", "schema"] {
        let binary = assert_cmd::cargo::cargo_bin("offramp");
        let mut child = std::process::Command::new(binary);
        let child = child.arg(command).stdout(full()).stderr(Stdio::null());
        assert_eq!(child.status().unwrap().code(), Some(3), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_has_gone_is_no_error() {
    let commands: [&[&str]; 4] = [
        &["trace", "kaesong-2020", "--trial", "3", "--format", "json"],
        &["trace", "kaesong-2020", "--trial", "3"],
        &["parameters"],
        &["completions", "bash"],
    ];
    for arguments in commands {
        let binary = assert_cmd::cargo::cargo_bin("offramp");
        let mut child = std::process::Command::new(binary)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
        assert!(ended.stderr.is_empty(), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_not_utf8_takes_the_tables() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join(std::ffi::OsStr::from_bytes(b"o\xff"));
    let mut command = Command::cargo_bin("offramp").unwrap();
    let command = command.args(["run", "exact/two-actors", "--trials=50", "-q", "--out"]);
    assert_eq!(command.arg(&out).output().unwrap().status.code(), Some(0));
    assert!(out.join("two-actors/manifest.json").exists());
}

#[test]
fn numbers_may_be_spelt_as_people_do() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    for trials in ["1e2", "100.0", "1_00"] {
        let run = [
            "run",
            "exact/two-actors",
            "--trials",
            trials,
            "-q",
            "--out",
            &place,
        ];
        let (code, _, err) = offramp(&run);
        assert_eq!(code, Some(0), "{trials}: {err}");
    }
    let (code, _, err) = offramp(&["run", "exact/two-actors", "--seed", "-1", "--out", &place]);
    assert_eq!(code, Some(2));
    assert!(err.contains("a whole number from 0"), "{err}");
}

#[test]
fn what_is_certain_not_to_fit_is_refused_at_once() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    let values = |n: i32| {
        (0..n)
            .map(|i| format!("0.{i:04}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let sweeps = [400, 300].map(values);
    let sets = [
        format!("--set=message_loss={}", sweeps[0]),
        format!("--set=overshoot={}", sweeps[1]),
    ];
    let disk = [
        "run",
        "kaesong-2020",
        "--trials=1e12",
        "--trials-csv",
        "--out",
        &place,
    ];
    let worlds = [
        "compare",
        "kaesong-2020",
        "--worlds=1000000000",
        "--out",
        &place,
    ];
    let variants = ["run", "kaesong-2020", &sets[0], &sets[1], "--out", &place];
    for (arguments, code, why) in [
        (&disk[..], 3, "has room for"),
        (&worlds, 2, "worlds fit"),
        (&variants, 2, "make 120000 variants"),
    ] {
        let (found, _, err) = offramp(arguments);
        assert_eq!(found, Some(code), "{err}");
        assert!(err.contains(why), "{err}");
    }
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn a_dry_run_says_what_would_be_and_does_nothing() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    let run = |more: &[&str]| {
        let asked = [
            "run",
            "exact/two-actors",
            "--set=message_loss=0,.5",
            "--trials=100",
        ];
        offramp(&[&asked[..], &["--out", &place], more].concat())
    };
    let (code, said, err) = run(&["--dry-run"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        said.contains("2 x 1 (variants x policies) of 100 trials\n"),
        "{said}"
    );
    assert!(said.contains("200 trials to play"), "{said}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    assert_eq!(run(&["-q"]).0, Some(0));
    let (_, said, _) = run(&["--dry-run"]);
    assert!(
        said.contains("all of it kept") && said.contains("0 trials to play"),
        "{said}"
    );
    // What it says of the room is near what is taken.
    let taken: u64 = fs::read_dir(out.path().join("two-actors"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    let (_, said, _) = run(&["--dry-run", "--force"]);
    let mib: f64 = said
        .split("; ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let ratio = mib * f64::from(1 << 20) / taken as f64;
    assert!((0.3..3.0).contains(&ratio), "{ratio}: {said}");
    let (code, _, err) = run(&["--dry-run", "--seed=3"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("holds another run"), "{err}");
}

/// Studies say so as well: before, and when they stand.
#[test]
fn a_dry_run_of_a_study_says_what_it_would_play() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    let said = |study: &[&str], more: &[&str]| {
        let (code, said, err) = offramp(&[study, &["--out", &place], more].concat());
        assert_eq!(code, Some(0), "{err}");
        said
    };
    let compare = [
        "compare",
        "kaesong-2020",
        "--policies=baseline,firm",
        "--trials=100",
        "--worlds=20",
        "--world-trials=10",
    ];
    let attribute = ["attribute", "kaesong-2020", "--trials=10"];
    // The comparison, its sample of levers and the default with both ends, of two arms; three quarters
    // of that at most, to see where it turns; worlds.
    let compared = 2 * (100 + 100 + 3 * 100) / 4 * 7 + 2 * 20 * 10;
    for (study, trials) in [(&compare[..], compared), (&attribute, 64 * 10)] {
        let before = said(study, &["--dry-run"]);
        let names = fs::read_dir(out.path()).unwrap();
        assert!(
            !names
                .flatten()
                .any(|file| file.file_name().to_string_lossy().contains(study[0]))
        );
        assert!(
            before.contains(&format!("{trials} trials to play, about")),
            "{before}"
        );
        said(study, &["-q"]);
        let after = said(study, &["--dry-run"]);
        assert!(
            after.contains("all of it kept") && after.contains("0 trials to play;"),
            "{after}"
        );
    }
}

/// What is set within a policy that is not played would change nothing.
#[test]
fn an_override_in_a_policy_nobody_plays_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    let set = "--set=policy.no-first-escalation.south-korea.seeks_channels=2";
    let code = |command: &[&str]| {
        let (code, _, err) =
            offramp(&[command, &[set, "--trials=10", "-q", "--out", &place]].concat());
        let told = err.contains("none of the policies that are played (baseline");
        assert_eq!(code == Some(2), told, "{err}");
        code
    };
    let run = ["run", "kaesong-2020"];
    assert_eq!(code(&run), Some(2));
    assert_eq!(
        code(&[&run[..], &["--policy=no-first-escalation"]].concat()),
        Some(0)
    );
    assert_eq!(code(&["attribute", "kaesong-2020"]), Some(2));
    let compare = ["compare", "kaesong-2020"];
    assert_eq!(
        code(&[&compare[..], &["--policies=ceiling"]].concat()),
        Some(2)
    );
    assert_eq!(
        code(&[&compare[..], &["--policies=no-first-escalation"]].concat()),
        Some(0)
    );
}

/// Policies, numbers and lists are spelt alike in every command.
#[test]
fn flags_are_one_language() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_string_lossy().into_owned();
    let said = |command: &str, code: i32| {
        let words: Vec<&str> = command.split('|').collect();
        let (found, said, err) = offramp(&[&words[..], &["--force", "--out", &place]].concat());
        assert_eq!(found, Some(code), "{command}: {err}");
        said + &err
    };
    for policies in [
        "--policy|ceiling|--policy|firm",
        "--policies|ceiling,firm",
        "--policies|ceiling, firm",
        "--policy|ceiling,firm",
    ] {
        let ran = said(&format!("run|kaesong-2020|--trials|20|{policies}"), 0);
        assert!(ran.contains(" ceiling ") && ran.contains(" firm "), "{ran}");
        said(
            &format!("compare|kaesong-2020|--trials|20|{policies}|-q"),
            0,
        );
    }
    said("run|kaesong-2020|--trials|20|--policies|ceiling,|-q", 2);
    for trials in ["1_000", "1,000", "1e3", "1000.0"] {
        let ran = said(
            &format!("run|exact/two-actors|--dry-run|--trials|{trials}"),
            0,
        );
        assert!(ran.contains(" of 1000 trials"), "{trials}: {ran}");
    }
    for wrong in ["1,00", "1,0000", ",100", "1.5"] {
        said(
            &format!("run|exact/two-actors|--dry-run|--trials|{wrong}"),
            2,
        );
    }
    let swept = "run|exact/two-actors|--trials|20|--set|message_loss=0:0.4:3|-q";
    said(swept, 0);
    let table = fs::read_to_string(out.path().join("two-actors/outcomes.csv")).unwrap();
    for variant in ["message_loss=0,", "message_loss=0.2,", "message_loss=0.4,"] {
        assert!(table.contains(variant), "{table}");
    }
    for study in ["compare", "attribute", "exact"] {
        for values in ["0:0.4:3", "0,0.4"] {
            let refused = said(
                &format!("{study}|exact/two-actors|--set|message_loss={values}"),
                2,
            );
            assert!(
                refused.contains("several values, and here one is meant"),
                "{refused}"
            );
        }
    }
    let (code, _, err) = offramp(&["trace", "kaesong-2020"]);
    assert!(code == Some(2) && err.contains("--find typical"), "{err}");
}
