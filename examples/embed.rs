//! The engine in a host without files, threads or a terminal: plain numbers in, plain numbers out.
//!
//!     cargo build --release --no-default-features --example embed --target wasm32-unknown-unknown
//!     node tests/wasm/embed.mjs
//!
//! The script holds the rows of every shipped scenario and policy against those of the native
//! program (`tests/fingerprints.tsv`).
#![allow(unsafe_code)] // names that a host can call
#![allow(missing_docs)]

use offramp::ensemble::{self, Plan};
use offramp::scenario::library;
use offramp::trial::record::{Detail, Fields};
use offramp::{Draft, Model, Outcome, Scenario, Switches};
use std::sync::LazyLock;

/// Every shipped scenario that can be run, in the order of their paths.
static SHIPPED: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let read = |path| Draft::shipped(path).and_then(|draft| draft.check(&[]));
    let scenario = |path: &'static str| {
        let mut scenario = read(path).ok()?.scenario;
        // As tests/all/fingerprints.rs: crises of the record under their baseline alone.
        if path.starts_with("history/") {
            scenario.policies.truncate(1);
        }
        Some(scenario)
    };
    library::paths().into_iter().filter_map(scenario).collect()
});

fn model(scenario: u32, policy: u32) -> Option<Model> {
    let scenario = SHIPPED.get(scenario as usize)?;
    let policy = scenario.policies.get(policy as usize)?;
    Some(Model::compile(scenario, policy, Switches::default()))
}

/// How many scenarios there are.
#[unsafe(no_mangle)]
pub extern "C" fn scenarios() -> u32 {
    SHIPPED.len() as u32
}

/// How many policies a scenario has; 0 where there is no such scenario.
#[unsafe(no_mangle)]
pub extern "C" fn policies(scenario: u32) -> u32 {
    let found = SHIPPED.get(scenario as usize);
    found.map_or(0, |scenario| scenario.policies.len() as u32)
}

/// The first eight bytes of the hash of so many rows, as tests/all/fingerprints.rs makes it; 0 where
/// there is no such scenario or policy.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint(scenario: u32, policy: u32, seed: u64, trials: u32) -> u64 {
    let Some(model) = model(scenario, policy) else {
        return 0;
    };
    let trials = u64::from(trials);
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Full,
        daily: false,
    };
    let mut hasher = blake3::Hasher::new();
    for (trial, row) in ensemble::chunk(&model, &plan, 0..trials, &mut ()).rows() {
        hasher.update(&trial.to_le_bytes());
        let drawn = |place: usize| place != Fields::TRIGGER || model.severity.is_some();
        for (_, cell) in row.iter().enumerate().filter(|&(place, _)| drawn(place)) {
            hasher.update(&cell.to_le_bytes());
        }
    }
    let hash = *hasher.finalize().as_bytes();
    u64::from_be_bytes(std::array::from_fn(|byte| hash[byte]))
}

/// How many of so many trials end in war.
#[unsafe(no_mangle)]
pub extern "C" fn wars(scenario: u32, policy: u32, seed: u64, trials: u32) -> u64 {
    let Some(model) = model(scenario, policy) else {
        return 0;
    };
    let plan = Plan {
        seed,
        first: 0,
        trials: u64::from(trials),
        detail: Detail::Outcomes,
        daily: false,
    };
    let tally = ensemble::run(&model, &plan, &(), |_| Ok(()));
    tally.map_or(0, |tally| tally.outcome(Outcome::War))
}
