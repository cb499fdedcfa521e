//! Whatever stands in a file, its reader says what is wrong with it: none panics, none goes on with a
//! half of it. Bytes are mangled as disks, editors and merges do it, and at random.

use offramp::output::{read, replay};
use offramp::report::RunFolder;
use offramp::scenario::{self, library};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A run folder and a folder of a comparison, made once.
fn folders() -> &'static [PathBuf; 2] {
    static MADE: OnceLock<(tempfile::TempDir, [PathBuf; 2])> = OnceLock::new();
    &MADE
        .get_or_init(|| {
            let out = tempfile::tempdir().unwrap();
            for command in [
                &[
                    "run",
                    "exact/two-actors",
                    "--set=message_loss=0,.5",
                    "--trials=30",
                ][..],
                &["compare", "exact/two-actors", "--trials=30"],
            ] {
                assert_cmd::Command::cargo_bin("offramp")
                    .unwrap()
                    .args(command)
                    .arg("-q")
                    .arg("--out")
                    .arg(out.path())
                    .assert()
                    .success();
            }
            let folders = ["two-actors", "two-actors-compare"].map(|name| out.path().join(name));
            (out, folders)
        })
        .1
}

/// One change of a file.
#[derive(Debug, Clone)]
enum Mangle {
    Cut(usize),
    Flip(usize, u8),
    Put(usize, String),
    Drop(usize, usize),
    Twice(usize, usize),
}

fn mangle() -> impl Strategy<Value = Mangle> {
    let word = prop_oneof![
        Just("\"".to_owned()),
        Just("[[[[".to_owned()),
        Just("{".to_owned()),
        Just("1e999".to_owned()),
        Just("-1".to_owned()),
        Just("NaN".to_owned()),
        Just("\0".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("\n".to_owned()),
        Just(",".to_owned()),
        Just("../../x".to_owned()),
        "\\PC{0,12}",
    ];
    let at = || 0_usize..100_000;
    prop_oneof![
        at().prop_map(Mangle::Cut),
        (at(), any::<u8>()).prop_map(|(at, byte)| Mangle::Flip(at, byte)),
        (at(), word).prop_map(|(at, word)| Mangle::Put(at, word)),
        (at(), 1_usize..40).prop_map(|(at, n)| Mangle::Drop(at, n)),
        (at(), 1_usize..40).prop_map(|(at, n)| Mangle::Twice(at, n)),
    ]
}

fn mangled(mut bytes: Vec<u8>, mangles: &[Mangle]) -> Vec<u8> {
    for mangle in mangles {
        let length = bytes.len().max(1);
        match mangle {
            Mangle::Cut(at) => bytes.truncate(at % length),
            Mangle::Flip(at, byte) => {
                if let Some(place) = bytes.get_mut(at % length) {
                    *place = *byte;
                }
            }
            Mangle::Put(at, word) => {
                let at = (at % length).min(bytes.len());
                bytes.splice(at..at, word.bytes());
            }
            Mangle::Drop(at, n) => {
                let at = (at % length).min(bytes.len());
                bytes.drain(at..(at + n).min(bytes.len()));
            }
            Mangle::Twice(at, n) => {
                let at = (at % length).min(bytes.len());
                let part = bytes[at..(at + n).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// A copy of a folder in which one file is mangled.
fn copy(folder: &Path, which: usize, mangles: &[Mangle]) -> (tempfile::TempDir, String) {
    let copy = tempfile::tempdir().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    let chosen = which % names.len();
    for (i, name) in names.iter().enumerate() {
        let mut bytes = fs::read(folder.join(name)).unwrap();
        if i == chosen {
            bytes = mangled(bytes, mangles);
        }
        fs::write(copy.path().join(name), bytes).unwrap();
    }
    (copy, names[chosen].to_string_lossy().into_owned())
}

fn cases() -> ProptestConfig {
    // The long suite asks for more.
    let asked = std::env::var("OFFRAMP_CASES").ok();
    let cases = asked.and_then(|n| n.parse().ok()).unwrap_or(300);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_mangled_folder_is_read_or_refused(
        compared in any::<bool>(),
        which in 0_usize..100,
        mangles in prop::collection::vec(mangle(), 1..4),
    ) {
        let (folder, file) = copy(&folders()[usize::from(compared)], which, &mangles);
        let manifest = folder.path().join("manifest.json");
        let _ = read::manifest(folder.path());
        let _ = read::package(folder.path());
        if let Ok(found) = RunFolder::read(folder.path(), 6) {
            // What could be read can be shown.
            prop_assert!(offramp::report::html(&[found]).is_ok(), "{file}");
        }
        // What is replayed is what was run: a scenario that was changed is not.
        let replayed = if compared {
            replay::comparison(&manifest).is_ok()
        } else {
            replay::run(&manifest).is_ok()
        };
        if replayed && file.starts_with("scenario") {
            let original = fs::read(folders()[usize::from(compared)].join(&file)).unwrap();
            prop_assert_eq!(fs::read(folder.path().join(&file)).unwrap(), original);
        }
    }

    #[test]
    fn a_mangled_scenario_and_override_are_read_or_refused(
        which in 0_usize..100,
        mangles in prop::collection::vec(mangle(), 0..4),
        set in prop_oneof![
            "\\PC{0,20}",
            "[a-z_.*\"]{1,30}=\\PC{0,12}",
            "(law|actor|channel|uncertain|policy)[.][a-z_.*]{1,20}=[-0-9.e]{1,8}",
        ],
    ) {
        let paths = library::paths();
        let path = paths[which % paths.len()];
        let text = library::text(path).unwrap();
        let bytes = mangled(text.as_bytes().to_vec(), &mangles);
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = scenario::parse("mangled", &text, &[set]);
        }
    }
}
