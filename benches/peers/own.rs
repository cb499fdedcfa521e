//! offramp itself, measured as its peers are: one thread, the seconds that the trials take.
//!
//!     cargo run --release --example peer -- SCENARIO TRIALS SEED outcomes|tables

use offramp::crisis::outcome::Outcome;
use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::trial::record::Detail;
use serde_json::json;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [scenario, trials, seed, kept] = arguments.as_slice() else {
        panic!("expected SCENARIO TRIALS SEED outcomes|tables, got {arguments:?}");
    };
    let number = |text: &str| text.parse::<u64>().expect("a whole number");
    let scenario = read_embedded(scenario, &[])
        .expect("a shipped scenario")
        .scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let tables = kept == "tables";
    let plan = Plan {
        seed: number(seed),
        first: 0,
        trials: number(trials),
        detail: if tables {
            Detail::Full
        } else {
            Detail::Outcomes
        },
        daily: tables,
    };
    let started = Instant::now();
    let run = || ensemble::run(&model, &plan, &(), |_| Ok(()));
    let tally = ensemble::with_threads(1, run)
        .expect("a thread")
        .expect("nobody stops it");
    let seconds = started.elapsed().as_secs_f64();
    let counts = Outcome::ALL.map(|outcome| tally.outcome(outcome));
    println!(
        "{}",
        json!({ "trials": plan.trials, "seconds": seconds, "counts": counts })
    );
}
