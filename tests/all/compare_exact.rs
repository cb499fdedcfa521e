//! Comparison and attribution of small scenarios against enumeration.

use crate::support::{scenario, solve};
use offramp::crisis::outcome::Outcome;
use offramp::ensemble::Plan;
use offramp::exact::Distribution;
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::Scenario;
use offramp::stats::shapley::Shapley;
use offramp::study::arms::{Arm, Origin};
use offramp::study::attribute::{self, MECHANISMS};
use offramp::study::contrasts::{self, Comparison, Question, Size};
use offramp::study::measure::Measure;
use offramp::trial::record::Detail;

/// Seeds are fixed. Were the draws truly random, a correct program would fall outside one of the
/// fewer than 300 intervals below with probability under 0.0003.
const LEVEL: f64 = 1.0 - 1e-6;

fn exact(law: &Distribution, measure: Measure) -> f64 {
    let violence = |from: u32| (from..=4).map(|v| law.violence_after_onset(v)).sum();
    match measure {
        Measure::MinorClash => violence(2),
        Measure::SeriousClash => violence(3),
        Measure::War => law.probability(Outcome::War),
        Measure::Agreement => law.probability(Outcome::Agreement),
        Measure::Unilateral => law.probability(Outcome::Unilateral),
        Measure::Calm => law.probability(Outcome::Calm),
        Measure::Unresolved => law.probability(Outcome::Unresolved),
        Measure::Days => law.mean_days(),
    }
}

fn arms(scenario: &Scenario) -> Vec<Arm> {
    let origin = Origin::of(scenario).expect("it was read");
    let arm = |policy| Arm::of(scenario, policy, origin.clone());
    scenario.policies.iter().map(arm).collect()
}

fn compared(models: &[Model], trials: u64) -> Comparison {
    let question = Question {
        measure: Measure::MinorClash,
        margin: None,
        seed: 5,
        size: Size::Fixed(trials),
    };
    contrasts::run(models, &question, &()).unwrap()
}

#[test]
fn paired_differences_cover_the_enumerated_ones() {
    for name in ["exact/two-actors", "exact/mediator"] {
        let arms = arms(&scenario(name, &[]));
        let models: Vec<Model> = arms.iter().map(Arm::model).collect();
        let laws: Vec<Distribution> = models.iter().map(solve).collect();
        let comparison = compared(&models, 200_000);
        for measure in Measure::ALL {
            for x in 1..arms.len() {
                for y in 0..x {
                    let truth = exact(&laws[x], measure) - exact(&laws[y], measure);
                    let found = comparison.difference(x, y, measure, LEVEL);
                    assert!(
                        found.covers(truth),
                        "{name}: {measure:?} of {} and {}: {truth} {found:?}",
                        arms[x].name,
                        arms[y].name
                    );
                }
            }
        }
    }
}

#[test]
fn shapley_values_cover_the_enumerated_ones() {
    // Mechanisms that the scenario does not have change no model, so few laws need solving.
    let sets = [
        "overshoot=0.1",
        "unauthorised=0.02",
        "crisis.horizon_days=12",
    ];
    let scenario = scenario("exact/two-actors", &sets);
    let arm = arms(&scenario).swap_remove(0);
    let mut solved: Vec<(Model, f64)> = Vec::new();
    let mut worths = Vec::new();
    for on in 0..1_usize << MECHANISMS.len() {
        let names = MECHANISMS.iter().enumerate();
        let off: Vec<Mechanism> = names
            .filter(|(m, _)| on >> m & 1 == 0)
            .map(|(_, mechanism)| *mechanism)
            .collect();
        let model = Model::compile(&arm.scenario, &arm.policy, Switches::off(&off));
        let known = solved.iter().find(|(other, _)| *other == model);
        let share = if let Some((_, share)) = known {
            *share
        } else {
            let share = exact(&solve(&model), Measure::MinorClash);
            solved.push((model, share));
            share
        };
        worths.push((share * 1e15).round() as i64);
    }
    assert!(solved.len() >= 8, "{} laws", solved.len());
    let truth = Shapley::of(&worths);
    let plan = Plan {
        seed: 5,
        first: 0,
        trials: 40_000,
        detail: Detail::Outcomes,
        daily: false,
    };
    let found = attribute::attribute(&arm, Measure::MinorClash, &plan, &(), |_, _| Ok(())).unwrap();
    let mut moved = 0;
    for (m, part) in found.parts().iter().enumerate() {
        let truth = truth.value(m, 1e15);
        let (value, interval) = (part.value.value.unwrap(), part.value.interval().unwrap());
        // The interval at 95% widened to 5 standard errors.
        let reach = interval.width() / 2.0 / 1.96 * 5.0;
        assert!(
            (value - truth).abs() <= reach,
            "{}: {truth} {part:?}",
            MECHANISMS[m]
        );
        moved += usize::from(truth.abs() > 0.005);
    }
    assert!(moved >= 2, "the scenario has mechanisms that matter");
}
