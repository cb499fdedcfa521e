//! The results of today: a short hash of the rows of every shipped scenario and policy.
//!
//! Same version, scenario and seed give the same rows; a change of the law, of a scenario or of the
//! draws gives others. That must be meant, and CHANGELOG.md must say so:
//! `OFFRAMP_BLESS=1 cargo test --test all fingerprints` writes the table anew.

use crate::row_hash::{row_hash, shipped};
use offramp::model::{Model, Switches};
use std::fmt::Write;
use std::path::PathBuf;

const TRIALS: u64 = 64;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fingerprints.tsv")
}

#[test]
fn results_are_those_of_the_last_version() {
    let mut table = String::from("scenario\tpolicy\trows\n");
    for scenario in shipped() {
        for (p, policy) in scenario.policies.iter().enumerate() {
            let model = Model::compile(&scenario, policy, Switches::default());
            let rows = row_hash(&model, p as u64, TRIALS);
            writeln!(table, "{}\t{}\t{rows:016x}", scenario.name, policy.name).unwrap();
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
