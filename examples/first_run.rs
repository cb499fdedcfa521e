//! A shipped scenario under one policy: how its crises end, with intervals, and one of them told.
//!
//!     cargo run --release --example first_run

use offramp::trace::account::{Telling, account};
use offramp::{Arm, Draft, Measure, Origin, Sample};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let draft = Draft::shipped("kaesong-2020")?;
    let scenario = draft.check(&[])?.scenario;
    let arm = Arm::new(&scenario, "baseline", Origin::new(&draft, &[]))?;
    let sample = Sample {
        seed: 0,
        trials: 10_000,
    };
    let run = offramp::run(&arm, sample, &(), |_| Ok(()))?;
    for (outcome, share) in &run.outcomes {
        let of = share.estimate;
        let [value, low, high] = [of.value, of.low, of.high].map(|x| 100.0 * x.unwrap_or(f64::NAN));
        let name = outcome.name();
        println!(
            "{name:12} {value:5.1} % [{low:.1}, {high:.1}]  {}",
            of.method
        );
    }
    let days = run.measure(Measure::Days);
    println!("days         {:5.1}", days.value.unwrap_or(f64::NAN));

    let trace = offramp::trace(&scenario, &arm.model(), "baseline", sample.seed, 3);
    println!("\n{}", account(&scenario, &trace, Telling::Short));
    Ok(())
}
