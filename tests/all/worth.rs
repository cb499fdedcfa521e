//! What knowing an unknown is worth, beside enumeration.

use offramp::crisis::outcome::Outcome;
use offramp::exact::{Limits, solve};
use offramp::model::{Model, Switches};
use offramp::scenario::{Draft, read_embedded};
use offramp::study::arms::{Arm, Origin};
use offramp::study::compare::{Asked, Compared, WorldsAsked, compare};
use offramp::study::contrasts::{Question, Size};
use offramp::study::measure::Measure;

const POLICIES: [&str; 2] = ["joint-tit-for-tat", "blue-restraint"];
const UNCERTAIN: &str = r#"uncertain={"law.resolve"={low=-5,high=-1},"law.trust"={low=0,high=3}}"#;

/// Both are advised, so that both policies can be chosen.
const DECIDERS: &str = r#"deciders=["red","blue"]"#;

fn compared(seed: u64, worlds: usize) -> Compared {
    let (draft, sets) = (
        Draft::shipped("exact/two-actors").unwrap(),
        [UNCERTAIN, DECIDERS].map(String::from),
    );
    let scenario = draft.check(&sets).unwrap().scenario;
    let origin = Origin::new(&draft, &sets);
    let arm = |name: &&str| Arm::new(&scenario, name, origin.clone()).unwrap();
    let asked = Asked {
        arms: POLICIES.iter().map(arm).collect(),
        question: Question {
            measure: Measure::Agreement,
            margin: None,
            seed,
            size: Size::Fixed(100),
        },
        worlds: Some(WorldsAsked {
            worlds,
            trials: 300,
            threshold: None,
        }),
    };
    compare(&asked, &()).unwrap()
}

/// The middles of so many parts of a range.
fn middles(low: f64, high: f64, parts: usize) -> Vec<f64> {
    let middle = |part| low + (high - low) * (f64::from(part) + 0.5) / parts as f64;
    (0..parts as i32).map(middle).collect()
}

/// What knowing one of two unknowns is worth, by the gain of the second policy over the first in every
/// cell of a grid: the better on average within each row less the better of all.
fn by_hand(gain: &[Vec<f64>]) -> f64 {
    let mean = |row: &Vec<f64>| row.iter().sum::<f64>() / row.len() as f64;
    let rows: Vec<f64> = gain.iter().map(mean).collect();
    let chosen = rows.iter().map(|gain| gain.max(0.0)).collect();
    mean(&chosen) - mean(&rows).max(0.0)
}

/// Of 3 intervals at 95% one holds it at least: none comes by chance once in 8,000.
#[test]
fn knowing_is_worth_what_enumeration_says() {
    worth_what_enumeration_says(3, 1);
}

/// Of 8 at least 5: fewer come by chance about once in three thousand.
#[test]
#[ignore = "a minute: cargo test --release --test all worth:: -- --ignored"]
fn knowing_is_worth_what_enumeration_says_time_and_again() {
    worth_what_enumeration_says(8, 5);
}

fn worth_what_enumeration_says(runs: u32, least: usize) {
    let exactly = |resolve: f64, trust: f64| {
        let sets = [
            format!("law.resolve={resolve}"),
            format!("law.trust={trust}"),
        ];
        let scenario = read_embedded("exact/two-actors", &sets).unwrap().scenario;
        let of = |policy: &str| {
            let policy = scenario.policy(policy).unwrap();
            let model = Model::compile(&scenario, policy, Switches::default());
            let found = solve(&model, Limits::default()).unwrap();
            found.probability(Outcome::Agreement)
        };
        of(POLICIES[1]) - of(POLICIES[0])
    };
    let (resolve, trust) = (middles(-5.0, -1.0, 20), middles(0.0, 3.0, 4));
    let row = |&r: &f64| trust.iter().map(|t| exactly(r, *t)).collect::<Vec<f64>>();
    let gain: Vec<Vec<f64>> = resolve.iter().map(row).collect();
    let column = |t: usize| gain.iter().map(|row| row[t]).collect::<Vec<f64>>();
    let turned: Vec<Vec<f64>> = (0..trust.len()).map(column).collect();
    let known = [by_hand(&gain), by_hand(&turned)];
    let everything: f64 = {
        let all: Vec<Vec<f64>> = gain.iter().flatten().map(|x| vec![*x]).collect();
        by_hand(&all)
    };
    assert!(known[0] > 0.01 && known[1] < known[0] / 4.0, "{known:?}");

    let (mut sums, mut held) = ([0.0; 3], 0);
    for seed in 0..runs {
        let found = compared(u64::from(seed), 200);
        let findings = found.worth(Measure::Agreement);
        let paths = ["law.resolve", "law.trust"]
            .map(Some)
            .into_iter()
            .chain([None]);
        for (sum, path) in sums.iter_mut().zip(paths) {
            let mut of = findings.iter();
            let finding = of.find(|finding| finding.path.as_deref() == path).unwrap();
            *sum += finding.worth.estimate.value.unwrap() / f64::from(runs);
            held +=
                usize::from(path == Some("law.resolve") && finding.worth.estimate.covers(known[0]));
        }
        // Who knows how resolved they are chooses by that, once.
        let first = &findings[0];
        assert_eq!(first.path.as_deref(), Some("law.resolve"));
        assert!(
            (2..=3).contains(&first.stretches().len()),
            "{:?}",
            first.stretches()
        );
    }
    // Never above the truth but for luck, and not far below.
    for (found, known) in sums.iter().zip([known[0], known[1], everything]) {
        assert!(
            *found < known + 0.003 && *found > 0.8 * known - 0.006,
            "{sums:?} {known}"
        );
    }
    assert!(held >= least, "{held}");
}

#[test]
fn where_there_is_no_choice_or_too_few_worlds_nothing_is_said() {
    let few = compared(0, 40);
    assert!(few.worth(Measure::Agreement).is_empty());
    let enough = compared(0, 50);
    assert_eq!(enough.worth(Measure::Agreement).len(), 3);
}
