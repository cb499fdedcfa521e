//! Payoffs in scenario files: read, overridden, written out, kept apart from the law, refused.

use offramp::ensemble::{self, Plan};
use offramp::exploration::asked::{PointsAsked, Request};
use offramp::exploration::space::Base;
use offramp::model::{Model, Switches};
use offramp::scenario::file::flatten::flatten;
use offramp::scenario::payoff::{Payoff, TERMS, Term};
use offramp::scenario::{Checked, Draft, ReadError, parse};
use offramp::strategy::utility::Columns;
use offramp::trace::{Event, Trace, trace};
use offramp::trial::record::{Detail, Fields};

const BASE: &str = include_str!("../../scenarios/exact/mediator.toml");

/// Small payoffs with a type and two ranges.
const PAYOFFS: &str = "\n[payoff.red]\ndescription = \"Red wants a hearing\"\nwar = -100\nothers_offers = 0.5\nown_rung = 1\n\
    [payoff.red.type.hawk]\nwar = -10\n[payoff.mediator]\nwar = -50\nagreement = 20\n\
    [uncertain]\n\"law.fear\" = [2, 4]\n\"payoff.red.war\" = { low = -200, high = -50, source = \"assumed\" }\n\
    \"payoff.red.type.hawk.war\" = [-20, 0]\n";

fn read(payoffs: &str, sets: &[&str]) -> Result<Checked, ReadError> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    // The tests write payoffs of their own.
    let (base, _) = BASE.split_once("\n[payoff").unwrap_or((BASE, ""));
    parse("a.toml", &format!("{base}{payoffs}"), &sets)
}

fn payoffs(sets: &[&str]) -> Vec<Payoff> {
    let checked = read(PAYOFFS, sets).unwrap_or_else(|error| panic!("{error}"));
    checked.scenario.payoffs
}

/// Everything that is wrong with it, as people read it.
fn refused(payoffs: &str, sets: &[&str]) -> String {
    match read(payoffs, sets) {
        Err(ReadError::Invalid(problems)) => problems.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn own_payoffs_come_before_types_and_what_is_not_written_counts_for_nothing() {
    let found = payoffs(&[]);
    let paths: Vec<String> = found
        .iter()
        .map(|payoff| payoff.path(["red", "blue", "mediator"][payoff.actor]))
        .collect();
    assert_eq!(
        paths,
        ["payoff.red", "payoff.red.type.hawk", "payoff.mediator"]
    );
    assert_eq!(found[0].description, "Red wants a hearing");
    let weight = |at: usize, term| found[at].weight(term);
    let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(close(weight(0, Term::OthersOffers), 0.5));
    assert!(close(weight(1, Term::OthersOffers), 0.0));
    assert!(close(weight(1, Term::War), -10.0));
    let range = found[0].weights[0].range.as_ref().expect("war has one");
    assert_eq!(
        (range.path.as_str(), range.source.as_str()),
        ("payoff.red.war", "assumed")
    );
}

#[test]
fn a_scenario_with_payoffs_reads_back_from_what_was_run() {
    let scenario = read(PAYOFFS, &[]).unwrap().scenario;
    let again = parse("a.toml", &flatten(&scenario), &[]).unwrap().scenario;
    assert_eq!(again, scenario);
    // Ranges of weights are none of the law's.
    let paths: Vec<&str> = scenario.uncertain.iter().map(|r| r.path.as_str()).collect();
    assert_eq!(paths, ["law.fear"]);
}

#[test]
fn weights_are_no_numbers_of_the_law() {
    let with = read(PAYOFFS, &[]).unwrap().numbers();
    let without = read("\n[uncertain]\n\"law.fear\" = [2, 4]\n", &[])
        .unwrap()
        .numbers();
    assert_eq!(with.len(), without.len());
}

#[test]
fn overrides_weigh_anew_and_set_ranges_aside() {
    let found = payoffs(&["payoff.red.war=-60", "payoff.red.type.hawk.war=5"]);
    assert!((found[0].weight(Term::War) + 60.0).abs() < 1e-12);
    assert!(found[0].weights[0].range.is_some());
    assert!((found[1].weight(Term::War) - 5.0).abs() < 1e-12);
    assert_eq!(found[1].weights[0].range, None);
    let checked = read(PAYOFFS, &["payoff.red.type.hawk.war=5"]).unwrap();
    assert!(checked.warnings[0].message.contains("is set aside"));
    let all = payoffs(&["payoff.*.war=-70"]);
    assert!((all[2].weight(Term::War) + 70.0).abs() < 1e-12);
    // An actor without a payoff may be given one.
    assert_eq!(payoffs(&["payoff.blue.war=-70"]).len(), 4);
}

#[test]
fn what_is_wrong_is_said_with_what_was_meant() {
    for (sets, what) in [
        ("payoff.red.wra=1", "did you mean `war`?"),
        ("payoff.rde.war=1", "did you mean `red`?"),
        ("payoff.red.type.hwak.war=1", "did you mean `hawk`?"),
        ("payof.red.war=1", "did you mean `payoff`?"),
        ("payoff.red.war=2e6", "out of bounds"),
        ("payoff.red.war=nan", "out of bounds"),
        ("payoff.red.war=much", "takes a number"),
        (
            "payoff.mediator.own_rung=1",
            "a third party stands on no rung",
        ),
        ("uncertain.payoff.red.wra=[0, 1]", "did you mean `war`?"),
        ("uncertain.payoff.red.type.war=[0, 1]", "names no weight"),
        (
            "uncertain.payoff.red.days=[0, 1]",
            "has a range and no value",
        ),
        ("uncertain.payoff.red.war=[0, 1]", "excludes its present"),
        ("uncertain.payoff.red.war=[1, -200]", "upside down"),
    ] {
        let said = refused(PAYOFFS, &[sets]);
        assert!(said.contains(what), "{sets}: {said}");
    }
    for none in [
        "\n[payoff.red]\ndescription = \"none\"\n",
        "\n[payoff.red.type.hawk]\nwar = -1\n",
    ] {
        let said = refused(none, &[]);
        assert!(said.contains("`payoff.red` weighs nothing"), "{said}");
    }
}

/// Where a payoff is refused, its reader is sent to the list of terms.
#[test]
fn explaining_payoffs_lists_what_can_be_weighed() {
    let entries = offramp::scenario::file::explain::codebook();
    let payoff = entries.iter().find(|entry| entry.name == "payoff");
    let text = &payoff.expect("it is a table").text;
    assert!(TERMS.iter().all(|row| text.contains(row.key)), "{text}");
    let war = entries.iter().filter(|entry| entry.name == "war").count();
    assert_eq!(war, 1);
}

#[test]
fn every_term_can_be_weighed_by_a_party() {
    let mut text = "\n[payoff.blue]\n".to_owned();
    for row in TERMS {
        text.extend([row.key, " = -1.5\n"]);
    }
    let scenario = read(&text, &[]).unwrap().scenario;
    assert_eq!(scenario.payoffs[0].weights.len(), TERMS.len());
}

/// What varies in a sweep or is followed to a tipping point must move a trial.
#[test]
fn a_weight_does_not_vary() {
    let base = || {
        let text = format!("{BASE}{PAYOFFS}");
        let draft = Draft::text("a", &text).unwrap();
        let scenario = draft.check(&[]).unwrap().scenario;
        Base::new(draft, Vec::new(), scenario)
    };
    let request = |vary: &[&str]| Request {
        bases: vec![base()],
        policies: vec!["baseline".into()],
        vary: vary.iter().map(ToString::to_string).collect(),
        option: "--vary",
        points: PointsAsked::Design(None, None),
        posterior: None,
        seed: 0,
    };
    for path in ["payoff.red.war", "payoff.red.war=-5:5"] {
        let said = request(&[path])
            .check()
            .map(|_| ())
            .unwrap_err()
            .to_string();
        let why = "a payoff moves no trial; `offramp game` reads it";
        assert!(said.contains(why), "{said}");
    }
    let all = request(&[]).check().unwrap_or_else(|e| panic!("{e}"));
    let names: Vec<&str> = all.space.factors.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["law.fear"]);
}

/// The days of a trial that begin with talks under way between two actors, and all of its days.
fn days_of_talks(trace: &Trace, between: [&str; 2]) -> (i64, i64) {
    let (mut level, mut days) = (0, 0);
    let lived = trace.days.iter().filter(|day| day.day > 0);
    for day in lived.clone() {
        days += i64::from(level > 0);
        for placed in &day.facts {
            if let Event::Talks { pair, to, .. } = &placed.fact
                && between.iter().all(|name| pair.contains(name))
            {
                level = *to;
            }
        }
    }
    (days, lived.count() as i64)
}

/// Counting talks moves no trial, under habits and under a policy with rules of its own, and what is
/// counted are the days that the trace has. A third party weighs no talks.
#[test]
fn days_with_talks_are_those_that_a_trace_has() {
    let weighs =
        "\n[payoff.blue]\ntalks = 1\nagreement = 10\nown_offers = 1\n[payoff.red]\ntalks = -1\n";
    let scenario = read(weighs, &[]).unwrap().scenario;
    let columns = Columns::new(&scenario);
    let talks: Vec<usize> = (0..columns.columns.len())
        .filter(|at| columns.columns[*at].term == Term::Talks)
        .collect();
    assert_eq!(talks.len(), 2);
    let mut seen = 0;
    for policy in &scenario.policies {
        let plain = Model::compile(&scenario, policy, Switches::default());
        let model = columns.model(&scenario, policy.clone());
        let reader = columns.reader(&scenario, &model);
        let plan = Plan {
            seed: 7,
            first: 0,
            trials: 100,
            detail: Detail::Full,
            daily: false,
        };
        let here = ensemble::chunk(&model, &plan, 0..100, &mut ());
        let there = ensemble::chunk(&plain, &plan, 0..100, &mut ());
        let before = Fields::of(&plain, Detail::Full).rules;
        let mut values = vec![0; columns.columns.len()];
        for ((trial, row), (_, other)) in here.rows().zip(there.rows()) {
            assert_eq!(row[..before], other[..before]);
            reader.read(row, &mut values);
            let told = trace(&scenario, &plain, &policy.name, 7, trial);
            let (days, all) = days_of_talks(&told, ["red", "blue"]);
            assert!(talks.iter().all(|at| values[*at] == days), "{trial}");
            seen += i64::from(0 < days && days < all);
        }
    }
    assert!(seen > 50, "{seen}");
    let told = refused("\n[payoff.mediator]\ntalks = 1\n", &[]);
    assert!(told.contains("talks"), "{told}");
}
