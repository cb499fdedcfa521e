//! The model against theory and against the record.

use offramp::crisis::outcome::Outcome;
use offramp::ensemble::{self, Plan, Tally};
use offramp::model::{Model, Switches};
use offramp::scenario::{Scenario, read_embedded};
use offramp::trial::record::{Detail, Fields};

fn tally(name: &str) -> (Scenario, Tally) {
    let scenario = read_embedded(name, &[]).expect("it is shipped").scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let plan = Plan {
        seed: 0,
        first: 0,
        trials: 4000,
        detail: Detail::Full,
        daily: false,
    };
    let tally = ensemble::run(&model, &plan, &(), |_| Ok(())).expect("nobody stops it");
    (scenario, tally)
}

/// The committed table is what the program writes today. `OFFRAMP_BLESS=1` writes it anew.
#[test]
fn the_reference_table_of_patterns_is_regenerated() {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/patterns.csv");
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("patterns.csv");
    assert_cmd::Command::cargo_bin("offramp")
        .expect("the binary is built with the tests")
        .args([
            "patterns",
            "kaesong-2020",
            "cuba-1962",
            "--trials",
            "10000",
            "-q",
            "--out",
        ])
        .arg(&out)
        .assert()
        .success();
    let written = std::fs::read_to_string(&out).expect("it was written");
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(reference, &written).expect("it can be written");
    }
    let committed = std::fs::read_to_string(reference).expect("it is committed");
    assert!(
        committed == written,
        "the patterns have moved; OFFRAMP_BLESS=1 writes them anew"
    );
    assert!(written.contains(",holds\n") && written.contains(",fails\n"));
}

/// The defaults were fitted by hand to the record of Korean crises, so the model has to stay near
/// it. Bands: about the 95% intervals of 11 to 15 cases (docs/model.md, patterns 8, 10 and 11).
#[test]
fn the_defaults_stay_near_the_korean_record() {
    for name in [
        "panmunjom-1976",
        "korea-2013",
        "yeonpyeong-2010",
        "cheonan-2010",
    ] {
        let (_, tally) = tally(name);
        let share = |n: u64| n as f64 / tally.trials as f64;
        let agreement = share(tally.outcome(Outcome::Agreement));
        assert!(
            (0.23..=0.83).contains(&agreement),
            "{name}: agreement {agreement}"
        );
        let unilateral = share(tally.outcome(Outcome::Unilateral));
        assert!(
            (0.002..=0.41).contains(&unilateral),
            "{name}: unilateral {unilateral}"
        );
        let clash = share(tally.at_least(Fields::VIOLENCE, 2));
        assert!(
            (0.21..=0.73).contains(&clash),
            "{name}: minor clash {clash}"
        );
        let serious = share(tally.at_least(Fields::VIOLENCE, 3));
        assert!(
            serious <= 0.204,
            "{name}: serious clash {serious}, above the bound of 0 of 15"
        );
        let mut below = 0;
        let days = &tally.histograms[Fields::DAYS];
        let half = days.iter().position(|count| {
            below += count;
            2 * below >= tally.trials
        });
        let median = half.expect("half of the trials have ended by some day");
        assert!((31..=461).contains(&median), "{name}: median {median} days");
    }
}

/// Pattern 6: most days an actor does nothing visible (.64 to .82 in ICEWS; those years are mostly
/// calm, so crisis days may be less silent, not more).
#[test]
fn most_days_are_silent() {
    let (scenario, tally) = tally("korea-2013");
    let total = |field: usize| -> u64 {
        let values = tally.histograms[field].iter().enumerate();
        values.map(|(value, count)| value as u64 * count).sum()
    };
    let days = total(Fields::DAYS);
    for actor in scenario.parties() {
        let acts: u64 = (0..3)
            .map(|kind| total(tally.fields.acts + 3 * actor + kind))
            .sum();
        let silent = 1.0 - acts as f64 / days as f64;
        assert!(
            (0.5..=0.95).contains(&silent),
            "{}: {silent}",
            scenario.actors[actor].name
        );
    }
}
