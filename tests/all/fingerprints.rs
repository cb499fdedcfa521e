//! The results of today: a short hash of the rows of every shipped scenario and policy.
//!
//! Same version, scenario and seed give the same rows; a change of the law, of a scenario or of the
//! draws gives others. That must be meant, and CHANGELOG.md must say so:
//! `OFFRAMP_BLESS=1 cargo test --test all fingerprints` writes the table anew.

use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::{self, Scenario, library};
use offramp::trial::record::{Detail, Fields};
use std::fmt::Write;
use std::path::PathBuf;

const TRIALS: u64 = 64;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fingerprints.tsv")
}

fn shipped() -> Vec<Scenario> {
    let read = |file: &str| scenario::read_embedded(file, &[]);
    let scenario = |file| {
        let mut scenario = read(file).ok()?.scenario;
        // Crises of the record are for forecasts; what a policy does is seen in the others.
        if file.starts_with("history/") {
            scenario.policies.truncate(1);
        }
        Some(scenario)
    };
    library::paths().into_iter().filter_map(scenario).collect()
}

/// The first half of the hash of all rows, trial by trial, every cell. The level of the trigger is
/// part of them where it is drawn; else it is no result.
fn fingerprint(model: &Model, seed: u64) -> String {
    let plan = Plan {
        seed,
        first: 0,
        trials: TRIALS,
        detail: Detail::Full,
        daily: false,
    };
    let records = ensemble::chunk(model, &plan, 0..TRIALS, &mut ());
    let mut hasher = blake3::Hasher::new();
    for (trial, row) in records.rows() {
        hasher.update(&trial.to_le_bytes());
        let drawn = |place: usize| place != Fields::TRIGGER || model.severity.is_some();
        for (_, cell) in row.iter().enumerate().filter(|&(place, _)| drawn(place)) {
            hasher.update(&cell.to_le_bytes());
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

#[test]
fn results_are_those_of_the_last_version() {
    let mut table = String::from("scenario\tpolicy\trows\n");
    for scenario in shipped() {
        for (p, policy) in scenario.policies.iter().enumerate() {
            let model = Model::compile(&scenario, policy, Switches::default());
            let rows = fingerprint(&model, p as u64);
            writeln!(table, "{}\t{}\t{rows}", scenario.name, policy.name).unwrap();
        }
    }
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        return std::fs::write(path(), table).unwrap();
    }
    let known = std::fs::read_to_string(path()).unwrap();
    let differ: Vec<&str> = table
        .lines()
        .filter(|line| !known.lines().any(|k| k == *line))
        .collect();
    assert!(
        differ.is_empty() && known == table,
        "results have changed for {} of {} scenarios and policies, first {:?}; if that is meant, say so in \
         CHANGELOG.md and write the table anew with OFFRAMP_BLESS=1",
        differ.len(),
        table.lines().count() - 1,
        differ.first()
    );
}
