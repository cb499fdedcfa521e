//! What began a crisis may have been a rung worse than was known: what that does, and that it does
//! nothing else.

use crate::support::{compile, scenario, solve};
use assert_cmd::Command;
use offramp::crisis::outcome::Outcome;
use offramp::diagnostic::Code;
use offramp::ensemble::{self, Plan};
use offramp::exact::{Distribution, LEVELS};
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::file::starter;
use offramp::scenario::{self, ReadError, Scenario};
use offramp::stats::test::binomial_test;
use offramp::trace::{Event, trace};
use offramp::trial::record::{Detail, Fields};

/// The starter, whose ladder has two rungs between the trigger and war.
fn mine(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    match scenario::parse("mine.toml", &starter::starter("mine"), &sets) {
        Ok(checked) => checked.scenario,
        Err(error) => panic!("{error}"),
    }
}

/// Every cell of every row.
fn rows(model: &Model, trials: u64) -> Vec<Vec<u32>> {
    let plan = Plan {
        seed: 17,
        first: 0,
        trials,
        detail: Detail::Full,
        daily: false,
    };
    let records = ensemble::chunk(model, &plan, 0..trials, &mut ());
    records.rows().map(|(_, row)| row.to_vec()).collect()
}

/// The number of the rung that the starter's trigger stands on, and the one above.
fn rungs(scenario: &Scenario) -> [u32; 2] {
    let known = scenario.trigger.rung as u32;
    assert!((known as usize) + 2 < scenario.rungs.len());
    [known, known + 1]
}

#[test]
fn a_trigger_that_is_always_worse_is_one_written_a_rung_higher() {
    let plain = mine(&[]);
    let [_, above] = rungs(&plain);
    let level = plain.rungs[above as usize].violence;
    assert!(level > plain.trigger.violence);
    let (rung, violence) = (
        format!("trigger.rung={above}"),
        format!("trigger.violence={level}"),
    );
    let (worse, higher) = (mine(&["worse=1"]), mine(&[&rung, &violence]));
    for policy in &plain.policies {
        let [one, two] = [&worse, &higher].map(|s| rows(&compile(s, &policy.name), 2_000));
        assert_eq!(one, two, "{}", policy.name);
        assert_ne!(one, rows(&compile(&plain, &policy.name), 2_000));
    }
}

/// Every probability that a distribution gives.
fn probabilities(law: &Distribution) -> Vec<f64> {
    let days = || 0..=law.horizon;
    let by_day = |outcome| days().map(move |day| law.cumulative(outcome, day));
    let outcomes = Outcome::ALL.into_iter().flat_map(by_day);
    let levels = LEVELS.flat_map(|level| {
        [
            law.violence_after_onset(level),
            law.violence_with_trigger(level),
        ]
    });
    outcomes
        .chain(levels)
        .chain(days().map(|day| law.running(day)))
        .collect()
}

#[test]
fn enumeration_mixes_what_was_known_with_what_is_worse() {
    for deliberate in ["trigger.deliberate=true", "trigger.deliberate=false"] {
        let law = |sets: &[&str]| {
            let sets = [sets, &["horizon_days=12", deliberate]].concat();
            solve(&compile(&scenario("exact/two-actors", &sets), "baseline"))
        };
        let [known, worse, mixed] = ["worse=0", "worse=1", "worse=0.25"].map(|set| law(&[set]));
        let bound = known.error_bound() + worse.error_bound() + mixed.error_bound();
        let [known, worse, mixed] = [known, worse, mixed].map(|law| probabilities(&law));
        assert_ne!(known, worse);
        for ((known, worse), mixed) in known.iter().zip(&worse).zip(&mixed) {
            let expected = 0.75 * known + 0.25 * worse;
            assert!(
                (mixed - expected).abs() <= bound + 1e-14,
                "{mixed} {expected}"
            );
        }
    }
}

#[test]
fn an_incident_that_was_worse_moves_nobody() {
    let incident = "trigger.deliberate=false";
    let plain = mine(&[incident]);
    let [_, above] = rungs(&plain);
    let level = plain.rungs[above as usize].violence;
    let known = rows(&compile(&plain, "baseline"), 500);
    let mut worse = rows(&compile(&mine(&[incident, "worse=1"]), "baseline"), 500);
    for (worse, known) in worse.iter_mut().zip(&known) {
        assert_eq!(known[Fields::TRIGGER], plain.trigger.violence);
        assert_eq!(worse[Fields::TRIGGER], level);
        worse[Fields::TRIGGER] = known[Fields::TRIGGER];
        assert_eq!(worse, known);
    }
}

#[test]
fn nothing_is_so_bad_that_it_is_war() {
    let text = starter::starter("mine");
    let model = |worse: &str| {
        let top = mine(&[]).top();
        let sets = [format!("trigger.rung={}", top - 1), worse.to_owned()];
        let checked = scenario::parse("mine.toml", &text, &sets).expect("it is sound");
        let baseline = &checked.scenario.policies[0];
        let model = Model::compile(&checked.scenario, baseline, Switches::default());
        (model, checked.warnings)
    };
    let ((known, silent), (worse, warned)) = (model("worse=0"), model("worse=1"));
    assert_eq!(known, worse);
    assert_eq!(silent, []);
    let [warning] = warned.as_slice() else {
        panic!("{warned:?}");
    };
    assert_eq!(warning.code, Code::Unused);
    assert!(warning.message.contains("changes nothing"), "{warned:?}");
}

#[test]
fn a_level_that_is_written_higher_than_its_rung_does_not_fall() {
    let sets = ["worse=1", "trigger.rung=0", "trigger.violence=3"];
    let found = rows(&compile(&mine(&sets), "baseline"), 50);
    assert!(found.iter().all(|row| row[Fields::TRIGGER] == 3));
}

#[test]
fn it_is_drawn_as_often_as_is_said_and_alike_under_every_policy() {
    let scenario = mine(&["worse=0.3"]);
    let [known, above] = rungs(&scenario);
    let drawn = |policy: &str| -> Vec<bool> {
        let model = compile(&scenario, policy);
        let fields = Fields::of(&model, Detail::Full);
        let place = fields
            .parties
            .iter()
            .position(|&p| p == scenario.trigger.actor);
        let place = fields.peak + place.expect("the trigger's actor is a party");
        let worse = |row: Vec<u32>| {
            let worse = row[Fields::TRIGGER] > scenario.trigger.violence;
            // The peak counts where one stood on day 0.
            assert!(row[place] >= if worse { above } else { known });
            worse
        };
        rows(&model, 20_000).into_iter().map(worse).collect()
    };
    let baseline = drawn("baseline");
    let worse = baseline.iter().filter(|&&worse| worse).count() as u64;
    let test = binomial_test(worse, 20_000, 0.3).expect("there are trials");
    assert!(test.p_value > 1e-6, "{worse}");
    for policy in &scenario.policies {
        assert_eq!(drawn(&policy.name), baseline, "{}", policy.name);
    }
}

#[test]
fn where_it_is_not_asked_for_it_is_not_played() {
    for scenario in [mine(&[]), mine(&["worse=0.3"])] {
        let baseline = &scenario.policies[0];
        let off = Switches::off(&[Mechanism::Severity]);
        let model = Model::compile(&scenario, baseline, off);
        assert_eq!(model.severity, None);
        assert_eq!(model, compile(&mine(&[]), "baseline"));
    }
}

#[test]
fn a_trace_tells_it_once_and_codes_the_trigger_as_it_was() {
    let scenario = mine(&["worse=0.3"]);
    let [known, above] = rungs(&scenario);
    let model = compile(&scenario, "baseline");
    let (actor, mut seen) = (scenario.trigger.actor, [0; 2]);
    for (trial, row) in rows(&model, 60).iter().enumerate() {
        let traced = trace(&scenario, &model, "baseline", 17, trial as u64);
        let told = traced
            .facts()
            .filter(|(_, fact)| matches!(fact, Event::Severity { .. }));
        let worse = row[Fields::TRIGGER] > scenario.trigger.violence;
        assert_eq!(told.count(), usize::from(worse), "{trial}");
        let rung = if worse { above } else { known };
        assert_eq!(traced.start[actor], Some(rung), "{trial}");
        let coded = offramp::trace::coded::events(&scenario, &traced);
        let name = &scenario.rungs[rung as usize].name;
        assert_eq!(coded[0].rung.as_ref(), Some(name), "{trial}");
        assert_eq!(coded[0].cameo, scenario.rungs[rung as usize].cameo);
        seen[usize::from(worse)] += 1;
    }
    assert!(seen.iter().all(|&trials| trials > 5), "{seen:?}");
    let mut command = Command::cargo_bin("offramp").unwrap();
    let args = ["trace", "kaesong-2020", "--trial", "3", "--set", "worse=1"];
    let told = command.args(args).assert().success().get_output().clone();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.contains("what began it was worse than known: "),
        "{told}"
    );
}

#[test]
fn what_is_no_probability_is_reported_where_it_stands() {
    let text = starter::starter("mine");
    let line = "worse = 0.0\n";
    assert!(text.contains(line));
    for (value, code) in [
        ("-1", Code::OutOfBounds),
        ("2", Code::OutOfBounds),
        ("\"x\"", Code::WrongType),
        ("nan", Code::OutOfBounds),
        ("[0.1]", Code::WrongType),
    ] {
        let file = text.replacen(line, &format!("worse = {value}\n"), 1);
        let by_file = scenario::parse("mine.toml", &file, &[]);
        let by_set = scenario::parse("mine.toml", &text, &[format!("trigger.worse={value}")]);
        for found in [by_file, by_set] {
            let Err(ReadError::Invalid(problems)) = found else {
                panic!("{value} was taken");
            };
            let [problem] = problems.list.as_slice() else {
                panic!("not one problem: {problems}");
            };
            let source = problems.sources.text(problem.place.source);
            assert_eq!(&source[problem.place.start..problem.place.end], value);
            assert_eq!(problem.code, code, "{problems}");
            assert!(problems.to_string().contains("trigger.worse"), "{problems}");
        }
    }
    for stray in ["[law]\nworse = 0.1\n", "[crisis]\nworse = 0.1\n"] {
        let table = stray.split('\n').next().expect("a line");
        let file = text.replacen(&format!("{table}\n"), stray, 1);
        let Err(ReadError::Invalid(problems)) = scenario::parse("mine.toml", &file, &[]) else {
            panic!("{stray} was taken");
        };
        let said = problems.to_string();
        assert!(said.contains("it belongs to `[trigger]`"), "{said}");
    }
}

#[test]
fn it_can_be_uncertain_by_its_key_and_by_its_path() {
    for path in ["worse", "trigger.worse"] {
        let text = starter::starter("mine") + &format!("\"{path}\" = [0, 0.4]\n");
        let checked = scenario::parse("mine.toml", &text, &[]).expect("it is sound");
        let ranges = checked.scenario.uncertain.iter();
        let range = ranges.rev().find(|range| range.path == path);
        let range = range.unwrap_or_else(|| panic!("{path} is no range"));
        assert_eq!((range.low, range.high), (0.0, 0.4));
    }
}
