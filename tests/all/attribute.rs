//! Attribution: what must hold whatever the law says.

use assert_cmd::Command;
use offramp::ensemble::{self, Plan};
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::read_embedded;
use offramp::study::arms::{Arm, Origin};
use offramp::study::attribute::{self, Attribution, BySubset, MECHANISMS};
use offramp::study::measure::Measure;
use offramp::trial::record::Detail;
use tempfile::TempDir;

fn arm(name: &str) -> Arm {
    let scenario = read_embedded(name, &[]).unwrap().scenario;
    Arm::new(&scenario, "baseline", Origin::of(&scenario).unwrap()).unwrap()
}

fn plan(trials: u64) -> Plan {
    Plan {
        seed: 11,
        first: 0,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    }
}

fn run(arm: &Arm, outcome: Measure, trials: u64) -> (Attribution, Vec<(u64, BySubset)>) {
    let mut fates = Vec::new();
    let found = attribute::attribute(arm, outcome, &plan(trials), &(), |trial, fate| {
        fates.push((trial, fate));
        Ok(())
    });
    (found.unwrap(), fates)
}

#[test]
fn shapley_values_add_up_exactly_to_all_on_minus_all_off() {
    let (found, fates) = run(&arm("kaesong-2020"), Measure::MinorClash, 300);
    let exact = found.exact();
    let difference = i128::from(found.bad[63]) - i128::from(found.bad[0]);
    assert_eq!(
        exact.numerators.iter().sum::<i128>(),
        difference * exact.denominator
    );
    assert_eq!(found.difference().value, Some(difference as f64 / 300.0));
    assert!(
        found
            .parts()
            .iter()
            .any(|part| part.value.value != Some(0.0))
    );
    let numbers: Vec<u64> = fates.iter().map(|(trial, _)| *trial).collect();
    assert_eq!(numbers, (0..300).collect::<Vec<_>>());
}

#[test]
fn every_subset_is_the_ensemble_with_those_switches() {
    let arm = arm("kaesong-2020");
    let (found, _) = run(&arm, Measure::MinorClash, 300);
    for (on, off) in [
        (63, vec![]),
        (0, MECHANISMS.to_vec()),
        (0b11_1011, vec![Mechanism::Misperception]),
        (0b11_1110, vec![Mechanism::MessageLoss]),
    ] {
        let model = Model::compile(&arm.scenario, &arm.policy, Switches::off(&off));
        let tally = ensemble::run(&model, &plan(300), &(), |_| Ok(())).unwrap();
        assert_eq!(found.bad[on], Measure::MinorClash.count(&tally), "{off:?}");
    }
}

#[test]
fn threads_do_not_matter() {
    let arm = arm("kaesong-2020");
    let two = run(&arm, Measure::War, 600);
    let one = ensemble::with_threads(1, || run(&arm, Measure::War, 600)).unwrap();
    assert_eq!(two, one);
}

#[test]
fn the_command_writes_parts_and_a_row_for_every_trial_with_the_outcome() {
    let out = TempDir::new().unwrap();
    let args = ["attribute", "kaesong-2020", "--outcome", "minor_clash"];
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.args(args).args(["--trials", "200", "--out"]);
    let done = command.arg(out.path()).assert().success();
    let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(said.contains("Oberst & Sontag 2019"), "{said}");
    let folder = out.path().join("kaesong-2020-attribute");
    let rows = |file: &str| -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
        reader.records().map(Result::unwrap).collect()
    };
    let parts = rows("attribution.csv");
    assert_eq!(parts.len(), MECHANISMS.len() + 1);
    let bad: usize = parts[0][5].parse().unwrap();
    let trials = rows("attribution_trials.csv");
    assert!(bad > 0 && trials.len() == bad);
    // A trial that everything off removes has a set that removes it.
    assert!(
        trials
            .iter()
            .all(|row| &row[6] == "true" || !row[5].is_empty())
    );
    let days = ["attribute", "kaesong-2020", "--outcome", "days"];
    let mut refused = Command::cargo_bin("offramp").unwrap();
    refused.args(days).arg("--out").arg(out.path());
    refused.assert().code(2);
}
