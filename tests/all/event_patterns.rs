//! Patterns of events on crises whose acts are known: forced, drawn from a law without memory, or
//! told by the trace.

use offramp::history::patterns::{PatternFinding, TAUS, measure};
use offramp::history::record::{Population, Quantity, RECORD, Reading};
use offramp::model::{Model, Switches};
use offramp::scenario::{Relation, Scenario, parse, read_embedded};
use offramp::trace::coded::events;
use offramp::{Act, trace};

/// A crisis of 30 days whose two sides do the same every day: Red escalates at the rung of the
/// trigger, Blue does what the text says.
fn forced(blue: &str, trigger: &str, violence: u32) -> Scenario {
    let known = include_str!("../../scenarios/exact/two-actors.toml");
    let text = known
        .replace(
            "rung = \"threat\"\nviolence = 1",
            &format!("rung = \"{trigger}\"\nviolence = {violence}"),
        )
        .replace("climb = 0.4", "climb = 0.0");
    let rules = format!(
        "\n[policy.forced]\ndescription = \"The same every day.\"\n\
         [policy.forced.red.rule.always]\nforce = \"escalate\"\n\
         [policy.forced.blue.rule.always]\nforce = \"{blue}\"\n"
    );
    let mut scenario = parse("forced", &(text + &rules), &[]).unwrap().scenario;
    scenario.policies[0] = scenario.policy("forced").unwrap().clone();
    scenario
}

/// Red and Blue draw their acts anew every day, whatever happened.
fn without_memory() -> Scenario {
    let law = "reciprocity inertia answer_r campaign fear parity threat reciprocity_n inertia_n mediation \
        relief cost_of_conceding trust momentum climb cool";
    let mut sets: Vec<String> = law
        .split_whitespace()
        .map(|key| format!("{key}=0"))
        .collect();
    sets.extend(["message_loss=1", "horizon_days=200", "calm_days=200"].map(str::to_owned));
    sets.extend(["resolve=-1.5", "openness=-2"].map(str::to_owned));
    read_embedded("exact/two-actors", &sets).unwrap().scenario
}

fn found(scenario: &Scenario, seed: u64, trials: u64) -> Vec<PatternFinding> {
    measure(&[scenario], seed, trials, &TAUS, &()).unwrap()
}

fn of(findings: &[PatternFinding], quantity: Quantity, tau: f64) -> &PatternFinding {
    let is_of = |finding: &&PatternFinding| {
        finding.quantity == quantity && finding.tau.is_none_or(|at| (at - tau).abs() < 1e-9)
    };
    findings.iter().find(is_of).unwrap()
}

#[test]
fn where_every_act_is_known_and_recorded_patterns_are_exact() {
    let trials = 20;
    // Red's threats on days 0 to 30, Blue's offers on days 1 to 30.
    let findings = found(&forced("negotiate", "threat", 1), 3, trials);
    let days = 30 * trials;
    for (quantity, value, n) in [
        (Quantity::EAfterE, Some(0.0), days),
        (Quantity::EAfterN, Some(1.0), days - trials),
        (Quantity::NAfterN, Some(0.0), days - trials),
        // No law of two features tells the sides apart without certainty.
        (Quantity::LogitOtherE, None, 2 * days - trials),
        (Quantity::DaysToE, Some(1.0), days - trials),
        (Quantity::DaysToN, Some(1.0), days),
        (Quantity::EWithinWeek, Some(1.0), days - trials),
        (Quantity::SilentDays, Some(0.0), 2 * days),
        (Quantity::EDayAfterE, Some(0.0), days),
        // Blue has not spoken on the day of the trigger.
        (Quantity::EDayAfterSilence, Some(1.0), trials),
        (Quantity::ThreatsAndDeeds, Some(1.0), days),
        (Quantity::PhysicalAfterPhysical, None, 0),
        (Quantity::PhysicalAfterAnyDay, Some(0.0), 2 * 24 * trials),
        (Quantity::GapVariation, None, 0),
        // Nobody knows when it would have ended.
        (Quantity::DaysOfCrisis, None, trials),
    ] {
        let estimate = of(&findings, quantity, 1.0).estimate;
        assert_eq!((estimate.value, estimate.n), (value, n), "{quantity:?}");
        assert!(
            value.is_some() || estimate.interval().is_none(),
            "{quantity:?}"
        );
    }
    // What never varied is still not certain: 20 trials leave 1 - 0.025^(1/20).
    let share = of(&findings, Quantity::EAfterN, 1.0).estimate;
    assert!((share.low.unwrap() - 0.025_f64.powf(0.05)).abs() < 1e-9);
}

#[test]
fn physical_acts_are_those_of_force() {
    let trials = 10;
    // Red clashes on days 0 to 30; Blue climbs to a threat, which is an escalation without force.
    let findings = found(&forced("escalate", "clash", 2), 3, trials);
    let value = |quantity| of(&findings, quantity, 1.0).estimate.value;
    assert_eq!(value(Quantity::EAfterE), Some(1.0));
    assert_eq!(value(Quantity::EAfterN), None);
    assert_eq!(value(Quantity::PhysicalAfterPhysical), Some(0.0));
    assert_eq!(value(Quantity::PhysicalAfterAnyDay), Some(0.5));
    assert_eq!(value(Quantity::GapVariation), Some(0.0));
    let gaps = of(&findings, Quantity::GapVariation, 1.0).estimate.n;
    assert_eq!(gaps, 30 * trials);
}

/// The trigger is a threat that is a clash in a quarter of trials; both sides only threaten after it.
#[test]
fn a_trigger_may_have_been_worse_than_was_known() {
    let known = include_str!("../../scenarios/exact/two-actors.toml");
    let worse = known.replace("deliberate = true", "deliberate = true\nworse = 0.25");
    let sets = ["resolve=-8", "openness=-8", "calm_days=30", "signalled=0"].map(str::to_owned);
    let scenario = parse("worse", &worse, &sets).unwrap().scenario;
    let trials = 400;
    let findings = found(&scenario, 2, trials);
    // Each such trigger is one physical act that nobody answers.
    let answered = of(&findings, Quantity::PhysicalAfterPhysical, 0.15).estimate;
    let far = 6.0 * (trials as f64 * 0.25 * 0.75).sqrt();
    assert!(
        (answered.n as f64 - 0.25 * trials as f64).abs() < far,
        "{}",
        answered.n
    );
}

#[test]
fn a_probability_of_recording_thins_acts_by_itself() {
    let trials = 400;
    let findings = found(&forced("negotiate", "threat", 1), 7, trials);
    let all = 30.0 * trials as f64;
    let mut before = 0;
    for tau in TAUS {
        let n = of(&findings, Quantity::ThreatsAndDeeds, tau).estimate.n;
        // A binomial count within 6 deviations: a false alarm of 2e-9.
        let far = 6.0 * (all * tau * (1.0 - tau)).sqrt();
        assert!((n as f64 - all * tau).abs() <= far, "{tau}: {n}");
        let silent = of(&findings, Quantity::SilentDays, tau).estimate.value;
        assert!((silent.unwrap() - 1.0 + tau).abs() <= far / all, "{tau}");
        assert!(n > before);
        before = n;
        // Gaps between recorded acts of a day each are geometric: the variation is sqrt(1 - tau).
        let clashes = found(&forced("escalate", "clash", 2), 7, 40);
        let variation = of(&clashes, Quantity::GapVariation, tau)
            .estimate
            .value
            .unwrap();
        assert!(
            (variation - (1.0 - tau).sqrt()).abs() < 0.1,
            "{tau}: {variation}"
        );
    }
}

#[test]
fn a_law_without_memory_shows_none() {
    let findings = found(&without_memory(), 1, 200);
    let [e, n] = [-1.5, -2.0].map(f64::exp);
    let (of_acts, of_days) = (e / (e + n), e / (e + n + 1.0));
    for tau in TAUS {
        for (quantity, known) in [
            (Quantity::EAfterE, of_acts),
            (Quantity::EAfterN, of_acts),
            (Quantity::NAfterN, 1.0 - of_acts),
            (Quantity::LogitConstant, 0.5),
            (Quantity::LogitOtherE, 0.0),
            (Quantity::LogitOwnE, 0.0),
            (Quantity::EDayAfterE, tau * of_days),
            (Quantity::EDayAfterSilence, tau * of_days),
            (Quantity::SilentDays, 1.0 - tau * (e + n) / (e + n + 1.0)),
        ] {
            let estimate = of(&findings, quantity, tau).estimate;
            let deviation = estimate.interval().unwrap().width() / (2.0 * 1.96);
            let off = (estimate.value.unwrap() - known).abs();
            // 27 of them within 5 deviations: a false alarm of 2e-5.
            assert!(off < 5.0 * deviation, "{quantity:?} at {tau}: {off}");
        }
    }
}

/// The trace tells the same trials through another interpreter and codes their events by itself.
#[test]
fn acts_are_those_that_the_trace_codes() {
    for name in ["cheonan-2010", "kaesong-2020"] {
        let scenario = read_embedded(name, &[]).unwrap().scenario;
        let (seed, trials) = (11, 30);
        let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
        let adversaries = |one: usize, other: usize| {
            scenario.pairs.iter().any(|pair| {
                let both = pair.parties == [one, other] || pair.parties == [other, one];
                both && matches!(pair.relation, Relation::Adversaries { .. })
            })
        };
        let (mut escalations, mut offers, mut strong, mut days) = (0, 0, 0, 0);
        for trial in 0..trials {
            let told = trace(&scenario, &model, "baseline", seed, trial);
            days += u64::from(told.ending_day);
            for event in events(&scenario, &told) {
                let within = (1..=told.ending_day).contains(&event.day);
                if !within || !adversaries(event.actor, event.target) {
                    continue;
                }
                match event.act {
                    Act::Escalate => {
                        escalations += 1;
                        strong += u64::from(event.rung.as_deref() != Some("protest"));
                    }
                    Act::Negotiate => offers += 1,
                    _ => {}
                }
            }
        }
        let pairs = 4;
        let findings = found(&scenario, seed, trials);
        let finding = |quantity| of(&findings, quantity, 1.0).estimate;
        let silent = finding(Quantity::SilentDays);
        assert_eq!(silent.n, pairs * days, "{name}");
        let acts = pairs * days - (silent.value.unwrap() * silent.n as f64).round() as u64;
        assert_eq!(acts, escalations + offers, "{name}");
        let threats = finding(Quantity::ThreatsAndDeeds);
        assert_eq!(threats.n, escalations, "{name}");
        let share = strong as f64 / escalations as f64;
        assert_eq!(threats.value, Some(share), "{name}");
        assert!(escalations > 100 && offers > 50 && strong < escalations);
    }
}

#[test]
fn findings_depend_on_seed_trials_and_tau_alone() {
    let scenarios = ["cheonan-2010", "kaesong-2020"];
    let scenarios = scenarios.map(|name| read_embedded(name, &[]).unwrap().scenario);
    let both = [&scenarios[0], &scenarios[1]];
    let all = measure(&both, 5, 40, &TAUS, &()).unwrap();
    for threads in [1, 2] {
        let measured = || measure(&both, 5, 40, &TAUS, &()).unwrap();
        #[cfg(not(feature = "parallel"))]
        let threads = threads.min(1);
        assert!(offramp::ensemble::with_threads(threads, measured).unwrap() == all);
    }
    // Acts are recorded alike whatever other probabilities are tried.
    let one = measure(&both, 5, 40, &TAUS[1..2], &()).unwrap();
    let same = all
        .iter()
        .filter(|f| f.tau.is_none_or(|tau| tau == TAUS[1]));
    assert!(one.iter().eq(same));
    // One trial of each scenario says nothing of how trials differ.
    let single = measure(&both, 5, 1, &TAUS, &()).unwrap();
    let is_open = |finding: &PatternFinding| match finding.estimate.value {
        Some(share) if finding.quantity.is_share() => share > 0.0 && share < 1.0,
        _ => true,
    };
    let open = single.iter().filter(|finding| is_open(finding));
    assert!(open.clone().count() > 20);
    assert!(open.clone().all(|f| f.estimate.interval().is_none()));
    // What was counted of two scenarios is what was counted of each.
    let n = |findings: &[PatternFinding]| of(findings, Quantity::EAfterE, 0.4).estimate.n;
    let each = both.map(|scenario| n(&measure(&[scenario], 5, 40, &TAUS, &()).unwrap()));
    assert_eq!(n(&all), each[0] + each[1]);
}

#[test]
fn the_record_stands_beside_what_may_be_held_against_it() {
    let findings = found(&read_embedded("cheonan-2010", &[]).unwrap().scenario, 0, 60);
    let rows = findings.iter().map(|finding| finding.record.len());
    let of_acts = RECORD
        .iter()
        .filter(|row| row.quantity.is_of_acts())
        .count();
    assert_eq!(
        rows.sum::<usize>(),
        RECORD.len() + (TAUS.len() - 1) * of_acts
    );
    for finding in &findings {
        for beside in &finding.record {
            let (Some(model), Some(record)) =
                (finding.estimate.interval(), beside.measured.interval())
            else {
                assert_eq!(beside.overlap, None);
                continue;
            };
            let apart = model.high < record.low;
            let expected = match finding.quantity.reading() {
                Reading::Alike => Some(!apart && model.low <= record.high),
                Reading::LowerBound => Some(!apart),
                Reading::QuietYears => None,
            };
            assert_eq!(beside.overlap, expected, "{finding:?}");
        }
    }
    let reciprocity = of(&findings, Quantity::EAfterE, 1.0);
    let reference = reciprocity.record.iter();
    let reference = reference.filter(|row| row.measured.population == Population::Reference);
    assert!(reference.clone().count() == 1 && reciprocity.estimate.value > Some(0.7));
}
