//! What tests/fingerprints.tsv has of shipped scenarios: hashes of the rows of their trials. The
//! engine in a host (examples/embed.rs) is held against the same.

use offramp::ensemble::{self, Plan};
use offramp::model::Model;
use offramp::scenario::{Draft, Scenario, library};
use offramp::trial::record::{Detail, Fields};

/// Every shipped scenario that can be run, in the order of their paths.
pub fn shipped() -> Vec<Scenario> {
    let read = |path| Draft::shipped(path).and_then(|draft| draft.check(&[]));
    let scenario = |path: &'static str| {
        let mut scenario = read(path).ok()?.scenario;
        // Crises of the record are for forecasts; what a policy does is seen in the others.
        if path.starts_with("history/") {
            scenario.policies.truncate(1);
        }
        Some(scenario)
    };
    library::paths().into_iter().filter_map(scenario).collect()
}

/// The first eight bytes of the hash of so many rows, trial by trial, every cell. The level of the
/// trigger is part of them where it is drawn; else it is no result.
pub fn row_hash(model: &Model, seed: u64, trials: u64) -> u64 {
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Full,
        daily: false,
    };
    let mut hasher = blake3::Hasher::new();
    for (trial, row) in ensemble::chunk(model, &plan, 0..trials, &mut ()).rows() {
        hasher.update(&trial.to_le_bytes());
        let drawn = |place: usize| place != Fields::TRIGGER || model.severity.is_some();
        for (_, cell) in row.iter().enumerate().filter(|&(place, _)| drawn(place)) {
            hasher.update(&cell.to_le_bytes());
        }
    }
    let hash = *hasher.finalize().as_bytes();
    u64::from_be_bytes(std::array::from_fn(|byte| hash[byte]))
}
