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
use offramp::trial::record::Detail;
use offramp::{Model, Outcome, Scenario, Switches};
use std::sync::LazyLock;

#[path = "../tests/all/row_hash.rs"]
mod row_hash;

/// Every shipped scenario that can be run, in the order of their paths.
static SHIPPED: LazyLock<Vec<Scenario>> = LazyLock::new(row_hash::shipped);

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

/// The first eight bytes of the hash of so many rows; 0 where there is no such scenario or policy.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint(scenario: u32, policy: u32, seed: u64, trials: u32) -> u64 {
    let Some(model) = model(scenario, policy) else {
        return 0;
    };
    row_hash::row_hash(&model, seed, trials.into())
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
