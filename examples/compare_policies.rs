//! Policies under common random numbers: differences from the baseline with simultaneous intervals,
//! and whether they survive the assumption that firmness deters.
//!
//!     cargo run --release --example compare_policies

use offramp::{Arm, Asked, Draft, Measure, Origin, Question, Size};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let draft = Draft::shipped("kaesong-2020")?;
    let scenario = draft.check(&[])?.scenario;
    let origin = Origin::new(&draft, &[]);
    let arm = |policy| Arm::new(&scenario, policy, origin.clone());
    let asked = Asked {
        arms: vec![
            arm("baseline")?,
            arm("maximum-restraint-joint")?,
            arm("grit")?,
            arm("firm")?,
        ],
        question: Question {
            measure: Measure::MinorClash,
            margin: None,
            seed: 0,
            size: Size::Fixed(10_000),
        },
        worlds: None,
    };
    let found = offramp::compare(&asked, &())?;
    for (place, arm) in found.arms.iter().enumerate().skip(1) {
        let joint = found.comparison.joint(place, Measure::MinorClash);
        let points = |x: Option<f64>| 100.0 * x.unwrap_or(f64::NAN);
        println!(
            "{:26} {:+5.1} points [{:+.1}, {:+.1}]  {}",
            arm.name,
            points(joint.difference.value),
            points(joint.difference.low),
            points(joint.difference.high),
            joint.verdict.map_or("", |verdict| verdict.name()),
        );
    }
    let duels = found.duels(Measure::MinorClash);
    let turned = duels.iter().filter(|duel| duel.turns()).count();
    println!(
        "{turned} of {} pairs turn round between the ends of what the record leaves open",
        duels.len()
    );
    Ok(())
}
