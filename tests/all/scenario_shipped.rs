//! The shipped scenarios: all sound, listed, and the same after a round trip through their
//! flattened text.

use offramp::scenario::file::catalog;
use offramp::scenario::file::flatten::flatten;
use offramp::scenario::file::written;
use offramp::scenario::policy::Policy;
use offramp::scenario::{self, Draft, Effect, ReadError, Scenario, library, parse, read_embedded};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

#[test]
fn every_shipped_file_checks_from_disk_and_from_the_library() {
    for path in library::paths() {
        let from_disk = scenario::read(&folder().join(path), &[]);
        let embedded = scenario::read_embedded(path, &[]);
        match (from_disk, embedded) {
            (Ok(disk), Ok(embedded)) => {
                assert_eq!(disk.scenario, embedded.scenario);
                assert_eq!(disk.warnings, [], "{path}");
            }
            (Err(ReadError::Abstract { .. }), Err(ReadError::Abstract { .. })) => {}
            (Err(error), _) | (_, Err(error)) => panic!("{path}: {error}"),
        }
    }
}

#[test]
fn the_library_is_the_folder() {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&folder(), &mut found);
    let mut embedded: Vec<_> = library::paths()
        .iter()
        .map(|path| folder().join(path))
        .collect();
    found.sort();
    embedded.sort();
    assert_eq!(found, embedded);
}

#[test]
fn the_list_has_names_and_no_bases() {
    let list = catalog::list().unwrap();
    assert!(list.iter().any(|shipped| shipped.name == "kaesong-2020"));
    assert!(
        list.iter()
            .all(|shipped| !shipped.path.starts_with("base/"))
    );
    assert!(
        list.iter().all(|shipped| shipped.question.ends_with('?')),
        "{list:?}"
    );
}

#[test]
fn flattened_scenarios_read_back_to_the_same_and_to_the_same_text() {
    for shipped in catalog::list().unwrap() {
        let scenario = scenario::read_embedded(&shipped.path, &[])
            .unwrap()
            .scenario;
        let text = flatten(&scenario);
        let again =
            scenario::parse("flattened.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        // What came of a crisis is no part of what is run.
        let run = scenario::Scenario {
            observed: None,
            ..scenario
        };
        assert!(again.scenario == run, "{}", shipped.path);
        assert_eq!(flatten(&again.scenario), text);
    }
}

#[test]
fn the_flattened_text_does_not_depend_on_how_a_value_was_written() {
    let set = |sets: &[&str]| {
        let sets: Vec<_> = sets.iter().map(|set| (*set).to_owned()).collect();
        flatten(
            &scenario::read_embedded("kaesong-2020", &sets)
                .unwrap()
                .scenario,
        )
    };
    assert_eq!(set(&[]), set(&["law.reciprocity=2"]));
    assert_ne!(set(&[]), set(&["law.reciprocity=2.1"]));
    assert_eq!(
        set(&["channel.north-south.liaison.cut_rung=2"]),
        set(&["channel.north-south.liaison.cut_rung=threat"])
    );
    assert_eq!(
        set(&["message_loss=.5"]),
        set(&["channel.*.*.message_loss=0.5"])
    );
}

#[test]
fn kaesong_begins_with_the_lines_down_and_a_plan() {
    let scenario = scenario::read_embedded("kaesong-2020", &[])
        .unwrap()
        .scenario;
    assert_eq!(scenario.onset.to_string(), "2020-06-16");
    assert!(
        scenario
            .timeline
            .iter()
            .all(|event| (-16..=0).contains(&event.day))
    );
    let cuts: Vec<_> = scenario
        .timeline
        .iter()
        .filter_map(|event| match event.effect {
            Effect::Channel {
                pair,
                channel,
                up: false,
            } => Some((event.day, pair, channel)),
            _ => None,
        })
        .collect();
    assert_eq!(cuts, [(-7, 0, 0), (-7, 0, 1)]);
    assert_eq!(scenario.policies[0].name, "baseline");
    for policy in [
        "all-maximum-restraint",
        "south-restraint-only",
        "us-and-community-engage",
    ] {
        assert!(!scenario.policy(policy).unwrap().overlays.is_empty());
    }
}

/// Policies of a scenario that exactly these kinds of actors adopt: named parties, or third
/// parties alone.
fn adopted(scenario: &Scenario, by: impl Fn(&[&str]) -> bool) -> usize {
    let adopters = |policy: &Policy| -> Vec<&str> {
        let actors = policy.overlays.iter().map(|(actor, _)| *actor);
        actors
            .map(|actor| scenario.actors[actor].name.as_str())
            .collect()
    };
    scenario
        .policies
        .iter()
        .filter(|policy| by(&adopters(policy)))
        .count()
}

#[test]
fn every_scenario_ships_policies_worth_comparing() {
    let shipped = catalog::list().expect("the library is sound");
    for shipped in shipped.iter().filter(|shipped| !shipped.path.contains('/')) {
        let read = scenario::read_embedded(&shipped.path, &[]).expect("it is sound");
        let scenario = &read.scenario;
        let third = |name: &str| {
            scenario
                .actors
                .iter()
                .any(|a| a.name == name && !a.is_party())
        };
        let parties = adopted(scenario, |by| by.iter().any(|name| !third(name)));
        let others = adopted(scenario, |by| {
            !by.is_empty() && by.iter().all(|name| third(name))
        });
        assert!(
            parties >= 6,
            "{}: {parties} policies of parties",
            scenario.name
        );
        assert!(
            others >= 2,
            "{}: {others} policies of third parties",
            scenario.name
        );
        if scenario
            .actors
            .iter()
            .any(|actor| actor.name == "south-korea")
        {
            let (south, us) = ("south-korea", "united-states");
            let kinds: [(&str, &[&str]); 3] = [
                ("jointly", &[south, us]),
                ("South alone", &[south]),
                ("US alone", &[us]),
            ];
            for (kind, who) in kinds {
                let count = adopted(scenario, |by| by == who);
                assert!(count >= 6, "{}: {count} policies {kind}", scenario.name);
            }
        }
    }
}

#[test]
fn a_scenario_as_written_reads_back_to_the_same_without_what_it_extends() {
    for path in library::paths() {
        let draft = Draft::shipped(path).unwrap();
        let Ok(checked) = draft.check(&[]) else {
            continue;
        };
        let text = written::text(&draft.written(&checked.scenario.name));
        let redraft = Draft::text("elsewhere", &text).unwrap();
        let again = redraft
            .check(&[])
            .unwrap_or_else(|why| panic!("{path}: {why}"));
        assert_eq!(
            flatten(&again.scenario),
            flatten(&checked.scenario),
            "{path}"
        );
        assert!(again.scenario == checked.scenario, "{path}");
        let name = &again.scenario.name;
        assert_eq!(written::text(&redraft.written(name)), text, "{path}");
        // What an override reaches is what it reached before.
        let sets = ["law.deterrence=-2".into(), "law.misperception=0.15".into()];
        let one = read_embedded(path, &sets).unwrap().scenario;
        let other = parse("elsewhere", &text, &sets).unwrap().scenario;
        assert!(one == other, "{path} under overrides");
    }
}

/// What a command prints, and its exit code.
fn said(arguments: &[&str]) -> (i32, String) {
    let mut command = assert_cmd::Command::cargo_bin("offramp").unwrap();
    let output = command
        .env("NO_COLOR", "1")
        .args(arguments)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

#[test]
fn the_numbers_of_a_scenario_say_where_they_come_from() {
    let (code, own) = said(&["parameters", "kaesong-2020", "--from", "own"]);
    assert_eq!(code, 0, "{own}");
    assert!(own.contains("0.9  north-korea: its own, line "), "{own}");
    assert!(
        own.contains("(The choice of campaign_at_onset rests on own coding"),
        "{own}"
    );
    assert!(!own.contains("\nresolve"), "{own}");
    let (_, base) = said(&[
        "parameters",
        "kaesong-2020",
        "--from",
        "base",
        "--find",
        "resolve",
    ]);
    assert!(base.contains("shipped:base/korea.toml, line "), "{base}");
    let (_, all) = said(&["parameters", "kaesong-2020"]);
    let (_, checked) = said(&["check", "kaesong-2020"]);
    let numbers = checked.lines().nth(1).unwrap().trim();
    assert!(
        numbers.starts_with("Of ") && all.contains(numbers),
        "{checked}"
    );
    let (code, none) = said(&["parameters", "--find", "xyzzy"]);
    assert_eq!(code, 2, "{none}");
}
