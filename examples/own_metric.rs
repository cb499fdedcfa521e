//! A metric of one's own, from the rows of trials as they come: in how many crises does anybody
//! escalate on more than ten days?
//!
//!     cargo run --release --example own_metric

use offramp::ensemble::{self, Plan};
use offramp::stats::share::share;
use offramp::trial::record::{Detail, Fields};
use offramp::{Draft, Model, Switches};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenario = Draft::shipped("kaesong-2020")?.check(&[])?.scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let plan = Plan {
        seed: 0,
        first: 0,
        trials: 10_000,
        detail: Detail::Full,
        daily: false,
    };
    // Days of each act stand three by actor from `acts` on, the first being those of escalation.
    let fields = Fields::of(&model, Detail::Full);
    let escalating = |row: &[u32], actor: usize| row[fields.acts + 3 * actor];
    let mut long = 0;
    let tally = ensemble::run(&model, &plan, &(), |records| {
        for (_trial, row) in records.rows() {
            long += u64::from(
                model
                    .parties()
                    .any(|(actor, _)| escalating(row, actor) > 10),
            );
        }
        Ok(())
    })?;
    let found = share(long, tally.trials, 0.95);
    println!(
        "somebody escalates on more than ten days in {:.1} % of crises [{:.1}, {:.1}]",
        100.0 * found.value.unwrap_or(f64::NAN),
        100.0 * found.low.unwrap_or(f64::NAN),
        100.0 * found.high.unwrap_or(f64::NAN),
    );
    Ok(())
}
