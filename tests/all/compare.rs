//! Comparisons of policies: what must hold whatever the law says.

use offramp::model::Model;
use offramp::scenario::{Scenario, read_embedded};
use offramp::stats::Method;
use offramp::stats::crossing::{Course, Side};
use offramp::study::arms::{Arm, Origin};
use offramp::study::assumptions;
use offramp::study::compare::{Asked, compare};
use offramp::study::contrasts::{self, Comparison, Question, Size};
use offramp::study::levers;
use offramp::study::measure::Measure;
use offramp::study::stopping::{Goal, Verdict};

const TRIALS: u64 = 600;

fn scenario(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    read_embedded("kaesong-2020", &sets).unwrap().scenario
}

fn arms(scenario: &Scenario, policies: &[&str]) -> Vec<Arm> {
    let origin = Origin::of(scenario).unwrap();
    let arm = |name: &&str| Arm::new(scenario, name, origin.clone()).unwrap();
    policies.iter().map(arm).collect()
}

fn question(size: Size) -> Question {
    Question {
        measure: Measure::MinorClash,
        margin: None,
        seed: 7,
        size,
    }
}

fn run(arms: &[Arm], question: &Question) -> Comparison {
    let models: Vec<Model> = arms.iter().map(Arm::model).collect();
    contrasts::run(&models, question, &()).unwrap()
}

#[test]
fn the_same_policy_under_two_names_differs_in_nothing() {
    let mut arms = arms(&scenario(&[]), &["grit", "grit", "engage"]);
    arms[1].name = "grit again".into();
    let comparison = run(&arms, &question(Size::Fixed(TRIALS)));
    assert_eq!(comparison.pair(1).changed, 0);
    assert!(comparison.pair(2).changed > 0);
    for contrast in comparison.contrasts() {
        let difference = contrast.difference;
        if contrast.arm == 1 {
            let ends = (difference.value, difference.low, difference.high);
            assert_eq!(ends, (Some(0.0), Some(0.0), Some(0.0)));
            assert_eq!(
                (difference.method, contrast.flips),
                (Method::Identical, [0, 0])
            );
        } else {
            assert!(difference.low < difference.high, "{contrast:?}");
        }
    }
}

#[test]
fn no_flip_still_leaves_a_bound_where_models_differ() {
    // The rung is out of reach, so the rule never holds; but the model is another one.
    let scenario = scenario(&[]);
    let mut arms = arms(&scenario, &["baseline", "hotline-first"]);
    arms[1].policy.overlays = vec![(1, scenario.policy("ceiling").unwrap().overlays[0].1.clone())];
    for rule in &mut arms[1].policy.overlays[0].1.rules {
        for condition in &mut rule.when {
            (condition.low, condition.high) = (9, 9);
        }
    }
    let comparison = run(&arms, &question(Size::Fixed(TRIALS)));
    assert_eq!(comparison.pair(1).changed, 0);
    let contrast = comparison.joint(1, Measure::MinorClash);
    assert_eq!(contrast.difference.value, Some(0.0));
    assert!(contrast.difference.high.unwrap() > 0.0);
    assert_eq!(contrast.verdict, Some(Verdict::Undecided));
    let levers = levers::sample(&arms[1], 7, TRIALS, &()).unwrap();
    assert!(levers.rules.iter().all(|rule| rule.days == 0));
    let baseline = levers::sample(&arms[0], 7, TRIALS, &()).unwrap();
    assert_eq!(levers.concessions, baseline.concessions);
}

#[test]
fn one_more_policy_changes_no_estimate_of_the_others() {
    let scenario = scenario(&[]);
    let few = run(
        &arms(&scenario, &["baseline", "engage", "firm"]),
        &question(Size::Fixed(TRIALS)),
    );
    let many = run(
        &arms(&scenario, &["baseline", "firm", "grit", "engage"]),
        &question(Size::Fixed(TRIALS)),
    );
    for measure in Measure::ALL {
        for (few_arm, many_arm) in [(1, 3), (2, 1)] {
            let [one, other] = [(&few, few_arm), (&many, many_arm)].map(|(comparison, arm)| {
                assert_eq!(comparison.trials(), TRIALS);
                (
                    comparison.value(arm, measure),
                    comparison.difference(arm, 0, measure, 0.95),
                    comparison.pair(arm).clone(),
                )
            });
            assert_eq!(one, other, "{measure:?}");
            let width = |c: &Comparison, arm| c.joint(arm, measure).difference.interval();
            let (narrow, wide) = (width(&few, few_arm), width(&many, many_arm));
            assert!(narrow.unwrap().width() <= wide.unwrap().width());
        }
    }
}

#[test]
fn chunks_and_threads_do_not_matter() {
    let arms = arms(&scenario(&[]), &["baseline", "cooling-off"]);
    let whole = run(&arms, &question(Size::Fixed(2000)));
    let alone = offramp::ensemble::with_threads(1, || run(&arms, &question(Size::Fixed(2000))));
    assert_eq!(whole.all, alone.unwrap().all);
    // A rule that is not met looks at 1000 trials, then at 2000.
    let looked = run(&arms, &question(Size::Until(Goal::Width(1e-9), 2000)));
    assert_eq!(whole.all, looked.all);
    assert!(!looked.reached);
}

#[test]
fn a_rule_stops_when_everything_is_decided_and_says_when_it_is_not() {
    let arms = arms(&scenario(&[]), &["baseline", "maximum-restraint-joint"]);
    let goal = Goal::Decided(0.01);
    let decided = run(&arms, &question(Size::Until(goal, 20_000)));
    assert!(decided.reached && decided.trials() < 20_000);
    let contrast = decided.joint(1, Measure::MinorClash);
    assert_eq!(contrast.verdict, Some(Verdict::Better));
    assert_eq!(contrast.difference.method, Method::MultinomialSequence);
    let of_days = Question {
        measure: Measure::Days,
        ..question(Size::Until(Goal::Width(1.0), 3000))
    };
    let narrow = run(&arms, &of_days);
    let difference = narrow.joint(1, Measure::Days).difference;
    assert_eq!(difference.method, Method::EmpiricalBernsteinSequence);
    assert!(!narrow.reached && difference.interval().unwrap().width() > 1.0);
}

#[test]
fn values_are_those_of_a_run_of_the_policy_alone() {
    let arms = arms(&scenario(&[]), &["baseline", "firm"]);
    let comparison = run(&arms, &question(Size::Fixed(TRIALS)));
    let plan = offramp::ensemble::Plan {
        seed: 7,
        first: 0,
        trials: TRIALS,
        detail: offramp::trial::record::Detail::Full,
        daily: false,
    };
    let alone = offramp::ensemble::run(&arms[1].model(), &plan, &(), |_| Ok(())).unwrap();
    for measure in Measure::ALL {
        assert_eq!(comparison.value(1, measure), measure.estimate(&alone, 0.95));
    }
}

#[test]
fn deterrence_and_spiral_pull_firmness_apart_from_restraint() {
    let scenario = scenario(&[]);
    let compared = arms(&scenario, &["baseline", "maximum-restraint-joint", "firm"]);
    let found = assumptions::run(&compared, TRIALS, 7, Measure::MinorClash, &())
        .unwrap()
        .unwrap();
    let duels = found.duels(Measure::MinorClash);
    let pairs: Vec<_> = duels.iter().map(|duel| (duel.arm, duel.against)).collect();
    assert_eq!(pairs, [(1, 0), (2, 0), (1, 2)]);
    let [default, spiral, deterrence] =
        [0, 1, 2].map(|end| duels[2].differences[end].value.unwrap());
    assert!(deterrence > default, "{default} {deterrence}");
    assert!(duels[2].verdicts[1] == Verdict::Better && spiral < 0.0);
    // At the default the study of the ends is the comparison itself.
    let plain = run(&compared, &question(Size::Fixed(TRIALS)));
    assert_eq!(found.ends[0].1.all, plain.all);
    // Restraint alone meets the baseline at both ends; what tells no party what to do does not.
    let played = |policy| {
        let arms = arms(&scenario, &["baseline", policy]);
        let found = assumptions::run(&arms, TRIALS, 7, Measure::MinorClash, &()).unwrap();
        found.map(|found| found.duels(Measure::MinorClash).len())
    };
    assert_eq!(played("engage"), Some(1));
    assert_eq!(played("tit-for-tat"), Some(1));
    assert_eq!(played("pressure"), None);
}

/// On either side of where a verdict is said to turn, other luck has it on its sides; and looking for it
/// costs less than all else.
#[test]
fn verdicts_turn_where_they_are_said_to() {
    let sets =
        ["uncertain={\"law.deterrence\"={low=-3,high=3},\"law.exploitation\"={low=-1,high=3}}"];
    let names = [
        "baseline",
        "maximum-restraint-joint",
        "proportional",
        "grit",
    ];
    let asked = Asked {
        arms: arms(&scenario(&sets), &names),
        question: question(Size::Fixed(6000)),
        worlds: None,
    };
    let found = compare(&asked, &()).unwrap();
    let tipping = found.tipping.as_ref().expect("restraint turns");
    assert!(tipping.played > 0 && tipping.played < found.played - tipping.played);
    assert!((tipping.axis.exploitation(0.0) - 1.0).abs() < 1e-12);
    let turning = found.duels(Measure::MinorClash).iter();
    let turning: Vec<[usize; 2]> = turning
        .filter(|duel| duel.turns())
        .map(|duel| [duel.arm, duel.against])
        .collect();
    let looked: Vec<[usize; 2]> = tipping.turns.iter().map(|turn| turn.pair).collect();
    assert_eq!(looked, turning);
    for turn in &tipping.turns {
        let Course::Crosses(crossings) = &turn.course else {
            panic!("{turn:?}");
        };
        let [crossing] = crossings.as_slice() else {
            panic!("{turn:?}");
        };
        assert!(crossing.set.contains(crossing.root));
        let value = |deterrence: f64| {
            let terms = [deterrence, tipping.axis.exploitation(deterrence)];
            let end = assumptions::End {
                assumption: assumptions::Assumption::Default,
                terms: Some(terms),
            };
            let pair: Vec<Arm> = turn
                .pair
                .iter()
                .map(|&arm| end.apply(&asked.arms[arm]))
                .collect();
            let other = Question {
                seed: 8,
                ..question(Size::Fixed(6000))
            };
            let difference = run(&pair, &other).difference(0, 1, Measure::MinorClash, 0.95);
            difference.value.unwrap()
        };
        assert_eq!(
            crossing.before,
            Side::Below,
            "fewer where firmness provokes"
        );
        assert!(value(crossing.set.low - 0.1) < 0.0, "{turn:?}");
        assert!(value(crossing.set.high + 0.1) > 0.0, "{turn:?}");
    }

    let arms = arms(&scenario(&[]), &["baseline", "proportional"]);
    let asked = Asked { arms, ..asked };
    assert_eq!(compare(&asked, &()).unwrap().tipping, None);
}

#[test]
fn pairing_saves_two_thirds_of_the_trials_for_policies_that_act_late() {
    let late = [
        "baseline",
        "ceiling",
        "proportional",
        "no-first-escalation",
        "hotline-first",
    ];
    let arms = arms(&scenario(&[]), &late);
    let comparison = run(&arms, &question(Size::Fixed(4000)));
    for arm in 1..arms.len() {
        let ratio = comparison.joint(arm, Measure::MinorClash).variance_ratio;
        assert!(ratio.unwrap() >= 3.0, "{}: {ratio:?}", arms[arm].name);
    }
}

/// Dominance is judged on what the reader of a comparison sees, and only where it can be told.
#[test]
fn what_does_harm_or_asks_the_trigger_is_never_left_as_worth_its_cost() {
    let names = [
        "baseline",
        "firm",
        "maximum-restraint-joint",
        "all-maximum-restraint",
        "engage",
    ];
    let arms = arms(&scenario(&[]), &names);
    let compared = |trials: u64| {
        let asked = Asked {
            arms: arms.clone(),
            question: question(Size::Fixed(trials)),
            worlds: None,
        };
        compare(&asked, &()).unwrap().non_dominated
    };
    // `firm` seeks talks on the fewest days, and has twice the clashes; with `all-maximum-restraint`
    // nobody can be advised.
    assert_eq!(compared(1000), [false, false, true, false, false]);
    // Of two trials nothing can be told, so nothing dominates.
    assert_eq!(compared(2), [true, true, true, false, true]);
}
