//! The sampled law against the enumerated one, and both against closed forms worked by hand.
//!
//! Seeds are fixed, so these tests always give the same answer. What a failure would mean is said
//! by the family-wise false-alarm rate: were the draws replaced by truly random ones, a correct
//! program would fail any of the tests of this file with probability at most [`FALSE_ALARM`].

use crate::support::{Check, Sample, agreement, compile, sample, scenario, solve};
use offramp::crisis::outcome::Outcome;
use offramp::crisis::state::State;
use offramp::ensemble::{self, Plan};
use offramp::exact::{Bound, LEVELS, Limits};
use offramp::model::Model;
use offramp::scenario::{Scenario, parse};
use offramp::stats::test::binomial_test;
use offramp::trial::lanes::Observer;
use offramp::trial::record::Detail;

/// The chance that a correct program fails anywhere in this file.
const FALSE_ALARM: f64 = 1e-6;
/// Tests of this file, at most (Bonferroni).
const TESTS: f64 = 200.0;
/// Trials of each comparison; of the longest a million.
const TRIALS: u64 = 400_000;

fn accept(p_value: f64, what: &str) {
    assert!(p_value >= FALSE_ALARM / TESTS, "{what}: p = {p_value:e}");
}

/// Every policy of a scenario: sampled and enumerated.
fn agrees(name: &str, sets: &[&str]) {
    agrees_within(name, sets, Limits::default(), TRIALS);
}

fn agrees_within(name: &str, sets: &[&str], limits: Limits, trials: u64) {
    let scenario = scenario(name, sets);
    for (number, policy) in scenario.policies.iter().enumerate() {
        let model = compile(&scenario, &policy.name);
        let law = offramp::exact::solve(&model, limits).expect("the model is small");
        assert!(law.error_bound() < 1e-12, "{name}: {}", law.error_bound());
        let sample = sample(&model, 1000 + number as u64, trials);
        for check in Check::ALL {
            let what = format!("{name} {} {check:?}", policy.name);
            accept(check.p_value(&law, &sample), &what);
        }
    }
}

#[test]
fn two_actors_over_one_line() {
    agrees("exact/two-actors", &[]);
}

#[test]
fn two_actors_and_a_mediator() {
    agrees("exact/mediator", &[]);
}

#[test]
fn what_began_it_may_have_been_worse_than_known() {
    agrees("exact/two-actors", &["worse=0.3"]);
    let incident = ["trigger.worse=0.3", "trigger.deliberate=false"];
    agrees("exact/two-actors", &incident);
}

#[test]
fn every_mechanism() {
    agrees("exact/every-mechanism", &["crisis.horizon_days=3"]);
}

#[test]
#[ignore = "minutes, and 2 GB: cargo test --release --test all agreement:: -- --ignored"]
fn every_mechanism_over_its_whole_horizon() {
    let limits = Limits {
        memory: 4 << 30,
        ..Limits::default()
    };
    // A worse onset mixes two laws, to the last digit (`severity`), and would double the states.
    agrees_within("exact/every-mechanism", &["worse=0"], limits, 1_000_000);
}

/// Two parties of which nobody reacts to anybody: each escalates and negotiates with constant
/// probabilities, beliefs and plans stand still, nothing is misread or lost. Overrides follow.
fn indifferent(sets: &[&str]) -> Scenario {
    let flat = [
        "reciprocity",
        "reciprocity_n",
        "answer_r",
        "inertia",
        "inertia_n",
        "threat",
        "trust",
        "parity",
        "fear",
        "relief",
        "cost_of_conceding",
        "campaign",
        "allies",
        "momentum",
        "misperception",
        "misread_silence",
        "message_loss",
        "cool",
    ];
    let mut all: Vec<String> = flat.iter().map(|key| format!("{key}=0")).collect();
    all.extend(["climb=1", "calm_days=255"].map(String::from));
    all.extend(sets.iter().map(|&set| set.to_owned()));
    match parse("indifferent", INDIFFERENT, &all) {
        Ok(checked) => checked.scenario,
        Err(error) => panic!("{error}"),
    }
}

const INDIFFERENT: &str = r#"
schema = 1
title = "Nobody reacts"
question = "Does the law give what can be worked out by hand?"
onset = 2000-01-01
actors = ["red", "blue"]
rungs = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "war"]
[sources]
construction = "by hand"
[crisis]
horizon_days = 30
[law]
prior_spread = 0
rise = 0.0
fall = 0.0
fall_r = 0.0
drift = 0.0
campaign_at_onset = 0.0
campaign_begins = 0.0
overshoot = 0.0
unauthorised = 0.0
cut = 0.0
fails = 0.0
recovers = 0.0
resolve = -1.5
openness = -2.0
[rung.r0]
label = "r0"
violence = 1
deed = false
cameo = "010"
[rung.r1]
label = "r1"
violence = 1
deed = false
cameo = "010"
[rung.r2]
label = "r2"
violence = 1
deed = false
cameo = "010"
[rung.r3]
label = "r3"
violence = 1
deed = false
cameo = "010"
[rung.r4]
label = "r4"
violence = 2
deed = true
cameo = "190"
[rung.r5]
label = "r5"
violence = 2
deed = true
cameo = "190"
[rung.r6]
label = "r6"
violence = 3
deed = true
cameo = "190"
[rung.war]
label = "war"
violence = 4
deed = true
cameo = "190"
[actor.red]
label = "Red"
code = "RED"
kind = "party"
[actor.blue]
label = "Blue"
code = "BLU"
kind = "party"
[pair.red-blue]
parties = ["red", "blue"]
relation = "adversaries"
talks_needed = 3
offer_days = 1
[channel.red-blue.line]
label = "line"
up_at_onset = false
recovery_by_talks = 1.0
[trigger]
label = "Red acts"
actor = "red"
target = "blue"
rung = "r6"
violence = 1
deliberate = true
[policy.red-alone]
description = "Blue does nothing."
[policy.red-alone.blue.rule.still]
force = "restrain"
[policy.talk]
description = "Both talk every day."
[policy.talk.red.rule.talk]
force = "negotiate"
[policy.talk.blue.rule.talk]
force = "negotiate"
"#;

/// The share of escalation for constant utilities.
fn escalates(resolve: f64, openness: f64) -> f64 {
    resolve.exp() / (1.0 + resolve.exp() + openness.exp())
}

/// Enumeration must be the closed form up to the quantum of the law (weights and shares are
/// single precision: 2^-23 a day), and the sample must agree with it.
fn matches(name: &str, model: &Model, closed: &[Vec<f64>; 5]) {
    let law = solve(model);
    for (outcome, by_day) in Outcome::ALL.into_iter().zip(closed) {
        let mut cumulative = 0.0;
        for (day, p) in (0..).zip(by_day) {
            cumulative += p;
            let found = law.cumulative(outcome, day);
            let distance = (found - cumulative).abs();
            assert!(
                distance < 1e-5,
                "{name}: {} by day {day} is {found}, by hand {cumulative}",
                outcome.name()
            );
        }
    }
    let sample = sample(model, 7, TRIALS);
    let groups: Vec<(&[u64], &[f64])> = sample
        .ended
        .iter()
        .zip(closed)
        .map(|(found, law)| (found.as_slice(), law.as_slice()))
        .collect();
    accept(agreement(&groups), name);
    for check in Check::ALL {
        accept(check.p_value(&law, &sample), name);
    }
}

fn nothing(horizon: u32) -> [Vec<f64>; 5] {
    std::array::from_fn(|_| vec![0.0; horizon as usize + 1])
}

#[test]
fn one_actor_with_constant_probabilities_waits_a_geometric_time() {
    let scenario = indifferent(&[]);
    let model = compile(&scenario, "red-alone");
    let horizon = model.crisis.horizon;
    // Red stands a rung below war and every escalation climbs one.
    let p = escalates(-1.5, -2.0);
    let mut closed = nothing(horizon);
    for day in 1..=horizon {
        closed[Outcome::War.index()][day as usize] = p * (1.0 - p).powi(day as i32 - 1);
    }
    closed[Outcome::Unresolved.index()][horizon as usize] = (1.0 - p).powi(horizon as i32);
    matches("geometric", &model, &closed);
    // The restricted mean of a geometric time.
    let mean = (1.0 - (1.0 - p).powi(horizon as i32)) / p;
    assert!((solve(&model).mean_days() - mean).abs() < 1e-4);
}

#[test]
fn two_actors_without_reaction_multiply() {
    let sets = ["actor.blue.resolve=-0.5", "trigger.rung=r5"];
    let scenario = indifferent(&sets);
    let model = compile(&scenario, "baseline");
    let horizon = model.crisis.horizon;
    let (red, blue) = (escalates(-1.5, -2.0), escalates(-0.5, -2.0));
    // Short of war: fewer than 2 escalations by Red, fewer than 7 by Blue.
    let fewer = |k: i32, days: i32, p: f64| -> f64 {
        let binomial = |j: i32| {
            (0..j)
                .map(|i| f64::from(days - i) / f64::from(i + 1))
                .product::<f64>()
        };
        (0..k.min(days + 1))
            .map(|j| binomial(j) * p.powi(j) * (1.0 - p).powi(days - j))
            .sum()
    };
    let peace = |day: u32| fewer(2, day as i32, red) * fewer(7, day as i32, blue);
    let mut closed = nothing(horizon);
    for day in 1..=horizon {
        closed[Outcome::War.index()][day as usize] = peace(day - 1) - peace(day);
    }
    closed[Outcome::Unresolved.index()][horizon as usize] = peace(horizon);
    matches("product", &model, &closed);
}

/// Probability that the line is up on `day`, given how it is on day 0: a two-state chain that
/// fails with probability `f` and recovers with `r`.
fn up(day: u32, at_onset: bool, f: f64, r: f64) -> f64 {
    let rest = r / (f + r);
    let start = f64::from(u8::from(at_onset));
    rest + (start - rest) * (1.0 - f - r).powi(day as i32)
}

#[test]
fn a_channel_is_a_two_state_chain() {
    let (f, r) = (0.3, 0.2);
    for at_onset in [false, true] {
        let sets = [
            "fails=0.3",
            "recovers=0.2",
            &format!("up_at_onset={at_onset}"),
        ];
        let scenario = indifferent(&sets);
        // Both talk every day, so the third day on which the line is up is the day they agree.
        let model = compile(&scenario, "talk");
        let horizon = model.crisis.horizon;
        let mut closed = nothing(horizon);
        let mut days_up = [[0.0; 2]; 3]; // by days up so far (fewer than 3) and state of the line
        days_up[0][usize::from(at_onset)] = 1.0;
        for day in 1..=horizon {
            let mut next = [[0.0; 2]; 3];
            for (count, [down, working]) in days_up.into_iter().enumerate() {
                next[count][0] += down * (1.0 - r) + working * f;
                let rises = down * r + working * (1.0 - f);
                match next.get_mut(count + 1) {
                    Some(next) => next[1] += rises,
                    None => closed[Outcome::Agreement.index()][day as usize] = rises,
                }
            }
            days_up = next;
        }
        closed[Outcome::Unresolved.index()][horizon as usize] = days_up.iter().flatten().sum();
        matches("channel", &model, &closed);
        // Day by day the sampled line itself, while nothing can end the crisis.
        let sets = [
            &sets[..],
            &["talks_needed=12", "resolve=-8", "trigger.rung=r1"],
        ]
        .concat();
        let model = compile(&indifferent(&sets), "red-alone");
        let mut lines = Lines(vec![[0; 2]; horizon as usize + 1]);
        let plan = Plan {
            seed: 3,
            first: 0,
            trials: 100_000,
            detail: Detail::Outcomes,
            daily: false,
        };
        ensemble::chunk(&model, &plan, 0..plan.trials, &mut lines);
        for (day, [n, found]) in (1..).zip(lines.0.into_iter().skip(1)) {
            let test = binomial_test(found, n, up(day, at_onset, f, r));
            accept(test.expect("there are trials").p_value, "line by day");
        }
    }
}

/// By day: trials that run, and those among them with the line up.
struct Lines(Vec<[u64; 2]>);

impl Observer for Lines {
    fn dusk<const L: usize>(&mut self, model: &Model, state: &State<L>, live: &[bool; L]) {
        let (day, up) = (state[model.crisis.day], state[model.dyads[0].lines[0].up]);
        for l in (0..L).filter(|&l| live[l]) {
            let counts = &mut self.0[day[l] as usize];
            counts[0] += 1;
            counts[1] += u64::from(up[l]);
        }
    }
}

#[test]
fn the_ladder_is_a_gamblers_ruin() {
    // Up a rung with probability p, down with q, from rung 3 of 7; calm at the bottom at once.
    let sets = [
        "cool=0.3",
        "calm_days=1",
        "trigger.rung=r3",
        "resolve=-1",
        "crisis.horizon_days=900",
    ];
    let scenario = indifferent(&sets);
    let model = compile(&scenario, "red-alone");
    let p = escalates(-1.0, -2.0);
    let q = (1.0 - p) * 0.3;
    let (ratio, start, top) = (q / p, 3, 7);
    let war = (1.0 - ratio.powi(start)) / (1.0 - ratio.powi(top));
    let law = solve(&model);
    let near = |found: f64, closed: f64, tolerance: f64| {
        assert!(
            (found - closed).abs() < tolerance,
            "{found}, by hand {closed}"
        );
    };
    near(law.probability(Outcome::War), war, 1e-6);
    near(law.probability(Outcome::Calm), 1.0 - war, 1e-6);
    // Wald: the expected time follows from the expected way.
    let days = (f64::from(top) * war - f64::from(start)) / (p - q);
    near(law.mean_days(), days, 1e-4);
    let sample = sample(&model, 11, TRIALS);
    let observed = sample.ended.each_ref().map(|days| days.iter().sum());
    accept(
        agreement(&[(&observed, &[war, 0.0, 0.0, 1.0 - war, 0.0])]),
        "ruin",
    );
    for check in Check::ALL {
        accept(check.p_value(&law, &sample), "ruin");
    }
}

#[test]
fn masses_and_levels_add_up() {
    let scenario = scenario("exact/mediator", &[]);
    let law = solve(&compile(&scenario, "baseline"));
    let sum = |shares: &mut dyn Iterator<Item = f64>| shares.sum::<f64>();
    let one = [
        sum(&mut Outcome::ALL.iter().map(|&o| law.probability(o))),
        sum(&mut LEVELS.map(|level| law.violence_after_onset(level))),
        sum(&mut LEVELS.map(|level| law.violence_with_trigger(level))),
    ];
    for sum in one {
        assert!((sum - 1.0).abs() < 1e-15, "{sum}");
    }
}

#[test]
fn pruning_is_accounted_for() {
    let scenario = scenario("exact/two-actors", &[]);
    let model = compile(&scenario, "blue-restraint");
    let whole = solve(&model);
    let limits = Limits {
        prune_below: 1e-6,
        ..Limits::default()
    };
    let pruned = offramp::exact::solve(&model, limits).expect("the model is small");
    assert!(pruned.pruned() > 1e-6 && pruned.error_bound() >= pruned.pruned());
    assert!(pruned.error_bound() < 0.05, "{}", pruned.error_bound());
    for outcome in Outcome::ALL {
        let (all, some) = (whole.probability(outcome), pruned.probability(outcome));
        assert!(
            (all - some).abs() <= pruned.error_bound(),
            "{}",
            outcome.name()
        );
    }
}

#[test]
fn too_large_a_model_is_refused_with_reasons() {
    let scenario = scenario("exact/every-mechanism", &["worse=0"]);
    let model = compile(&scenario, "baseline");
    let limits = Limits {
        max_states: 10_000,
        ..Limits::default()
    };
    let refused = offramp::exact::solve(&model, limits).expect_err("it has more states");
    assert_eq!(refused.by_day[..2], [2, 1720]);
    assert_eq!(refused.bound, Bound::States(10_000));
    assert!(refused.values > 2 && !refused.column.is_empty());
    let said = refused.to_string();
    assert!(
        said.contains("more than 10000 states during day 2"),
        "{said}"
    );
}

/// What nothing reads is no part of the state, and the distribution is the same without it: to
/// the rounding of masses, which is another where states merge.
#[test]
fn columns_that_nothing_reads_change_no_probability() {
    // Two that answer to nothing: no term looks at a belief, a memory, or talks.
    let deaf = [
        "horizon_days=4",
        "threat=0",
        "trust=0",
        "reciprocity=0",
        "reciprocity_n=0",
        "answer_r=0",
        "deterrence=0",
        "exploitation=0",
        "momentum=0",
        "inertia=0",
        "inertia_n=0",
    ];
    let some: Vec<&[&str]> = vec![
        &["horizon_days=4"],
        &deaf,
        &deaf[..3],
        &["horizon_days=4", "momentum=0", "threat=0"],
    ];
    let mut left_out = 0;
    for name in [
        "exact/two-actors",
        "exact/mediator",
        "exact/every-mechanism",
    ] {
        for sets in &some {
            let short = [sets.to_vec(), vec!["horizon_days=2"]].concat();
            let heavy = name.ends_with("mechanism");
            let scenario = scenario(name, if heavy { &short } else { sets });
            let policies = if heavy { 1 } else { 3 };
            for policy in scenario.policies.iter().take(policies) {
                let model = compile(&scenario, &policy.name);
                let whole = Limits {
                    whole_states: true,
                    ..Limits::default()
                };
                let [all, some] = [whole, Limits::default()]
                    .map(|limits| offramp::exact::solve(&model, limits).expect("it is small"));
                left_out += model.unread().len();
                let bound = all.error_bound() + some.error_bound();
                assert!(bound < 1e-12, "{name} {sets:?}");
                for outcome in Outcome::ALL {
                    for day in 0..=all.horizon {
                        let [p, q] = [&all, &some].map(|law| law.cumulative(outcome, day));
                        let what = (name, sets, &policy.name, outcome, day);
                        assert!((p - q).abs() <= bound, "{what:?}: {p} and {q}");
                    }
                }
                for level in LEVELS {
                    let [p, q] = [&all, &some].map(|law| law.violence_after_onset(level));
                    assert!((p - q).abs() <= bound, "{name} {sets:?} {level}");
                    let [p, q] = [&all, &some].map(|law| law.violence_with_trigger(level));
                    assert!((p - q).abs() <= bound, "{name} {sets:?} {level}");
                }
                let most = |law: &offramp::exact::Distribution| {
                    law.states_by_day.iter().max().copied().unwrap_or(0)
                };
                assert!(most(&some) <= most(&all));
                if sets.len() > 10 {
                    let beliefs = model.dyads[0].beliefs.iter().map(|belief| belief.column);
                    let unread = model.unread();
                    assert!(beliefs.into_iter().all(|belief| unread.contains(&belief)));
                }
            }
        }
    }
    assert!(left_out > 0);
}

#[test]
fn a_sample_of_nothing_is_no_agreement() {
    let scenario = scenario("exact/mediator", &[]);
    let law = solve(&compile(&scenario, "baseline"));
    let mut impossible = Sample::new(law.horizon);
    for day in 1..=10 {
        impossible.add(Outcome::Unilateral as u32, day, [1, 1]);
    }
    assert!(Check::Outcomes.p_value(&law, &impossible) <= 0.0);
}
