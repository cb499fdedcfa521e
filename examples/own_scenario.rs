//! A scenario built in code, changed by overrides and by hand.
//!
//!     cargo run --release --example own_scenario

use offramp::{Arm, Draft, Measure, Origin, Sample};

/// Two parties over an island, and one line between them. All other numbers are defaults.
const ISLAND: &str = r#"
schema = 1
title = "Two parties and an island"
question = "Does the line matter?"
onset = 2031-05-01
actors = ["north", "south"]
rungs = ["routine", "protest", "show-of-force", "minor-clash", "serious-clash", "war"]

[rung.routine]
label = "routine"
violence = 1
deed = false
cameo = "010"
[rung.protest]
label = "protest"
violence = 1
deed = false
cameo = "111"
[rung.show-of-force]
label = "show of force"
violence = 1
deed = true
cameo = "150"
[rung.minor-clash]
label = "minor clash"
violence = 2
deed = true
cameo = "190"
[rung.serious-clash]
label = "serious clash"
violence = 3
deed = true
cameo = "194"
[rung.war]
label = "war"
violence = 4
deed = true
cameo = "195"

[actor.north]
label = "the North"
code = "NTH"
kind = "party"
[actor.south]
label = "the South"
code = "STH"
kind = "party"

[pair.the-two]
parties = ["north", "south"]
relation = "adversaries"

[channel.the-two.line]
label = "the line"

[trigger]
label = "the island is shelled"
actor = "north"
target = "south"
rung = "show-of-force"
violence = 1
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let draft = Draft::text("island", ISLAND)?;
    let sample = Sample {
        seed: 0,
        trials: 5_000,
    };
    // By overrides, as many as one likes without reading anything again.
    for loss in [0.0, 0.5, 1.0] {
        let sets = [format!("channel.the-two.line.message_loss={loss}")];
        let scenario = draft.check(&sets)?.scenario;
        let arm = Arm::new(&scenario, "baseline", Origin::new(&draft, &sets))?;
        let run = offramp::run(&arm, sample, &(), |_| Ok(()))?;
        let agreed = run.measure(Measure::Agreement).value.unwrap_or(f64::NAN);
        println!(
            "{loss:.1} of the messages lost: agreement {:.1} %",
            100.0 * agreed
        );
    }
    // By hand: everything of a scenario is a public field. What was changed is checked once more.
    let mut scenario = draft.check(&[])?.scenario;
    for actor in &mut scenario.actors {
        actor.response.fear = 0.0;
    }
    let arm = Arm::new(&scenario, "baseline", Origin::of(&scenario)?)?;
    let run = offramp::run(&arm, sample, &(), |_| Ok(()))?;
    let war = run.measure(Measure::War).value.unwrap_or(f64::NAN);
    println!("nobody fears the brink: war {:.1} %", 100.0 * war);
    Ok(())
}
