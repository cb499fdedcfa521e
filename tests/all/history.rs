//! Cases of the record: tables read by templates, and the scenarios they become.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all history` writes the scenarios of `scenarios/history` anew.

use offramp::history::case::Cases;
use offramp::history::forecast::Score;
use offramp::history::hindcast::{Forecaster, HindcastAsked, hindcast};
use offramp::history::vary::Varied;
use offramp::scenario::file::flatten::flatten;
use offramp::table::case_file;
use offramp::{Draft, ReadError};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/history")
}

fn cases(template: &str, table: &str) -> Cases {
    let template = Draft::file(folder().join(template)).unwrap();
    let bytes = std::fs::read(folder().join(table)).unwrap();
    let sheet = case_file::read(table, &bytes).unwrap();
    Cases::of_table(&template, &sheet, &[]).unwrap()
}

fn korea() -> Cases {
    cases("korea-cases.toml", "korea_crises_1968_2013.csv")
}

fn world() -> Cases {
    cases("world-cases.toml", "crises_world_1945_2017.csv")
}

fn scenario_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter(|path| {
            !path
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .ends_with("-cases")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_scenarios_of_history_are_what_the_template_writes() {
    let blessing = std::env::var_os("OFFRAMP_BLESS").is_some();
    let cases = korea();
    assert_eq!(cases.list.len(), 11);
    for case in &cases.list {
        let text = format!(
            "# Written by the rules of korea-cases.toml from its row of korea_crises_1968_2013.csv.\n\
             schema = 1\nextends = \"korea-cases.toml\"\n{}",
            case.text
        );
        let path = folder().join(format!("{}.toml", case.scenario.name));
        if blessing {
            std::fs::write(&path, &text).unwrap();
        }
        let stands = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            stands,
            text,
            "{}: OFFRAMP_BLESS=1 writes it anew",
            path.display()
        );
        let read = Draft::file(&path).unwrap().check(&[]).unwrap().scenario;
        assert_eq!(read, case.scenario);
    }
    assert_eq!(
        scenario_files().len(),
        cases.list.len(),
        "a scenario that no row writes"
    );
}

/// What came of a crisis is not in the scenario as it is run, and no trial knows it.
#[test]
fn what_was_observed_moves_no_simulated_byte() {
    for path in scenario_files() {
        let draft = Draft::file(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let told = draft.check(&[]).unwrap().scenario;
        let other = "[observed]\nviolence = 4\ndays = 9\nending = \"other\"\n";
        let other = draft.extended(&name, &format!("name = \"{name}\"\n{other}"));
        let other = other.unwrap().check(&[]).unwrap().scenario;
        assert_ne!(told.observed, other.observed);
        assert_eq!(flatten(&told), flatten(&other));
        let rows = |scenario| {
            let model = offramp::model::Model::compile(
                scenario,
                &scenario.policies[0],
                offramp::model::Switches::default(),
            );
            offramp::history::play::play(&model, 7, 0..64)
        };
        assert_eq!(rows(&told), rows(&other), "{name}");
    }
}

/// The reference scores of counting, computed from the same tables by another program.
#[test]
fn counting_scores_what_another_program_found() {
    let asked = HindcastAsked {
        seed: 1,
        trials: 200,
        folds: 10,
        averaged: None,
    };
    let found = hindcast(&korea(), None, &asked, &()).unwrap();
    let mean = |forecaster, score| {
        let total = found
            .totals
            .iter()
            .find(|t| (t.forecaster, t.score) == (forecaster, score));
        total.unwrap().mean.value.unwrap()
    };
    for (forecaster, score, expected) in [
        (Forecaster::Uniform, Score::LogViolence, 1.386),
        (Forecaster::Uniform, Score::RpsViolence, 0.2008),
        (Forecaster::OtherCases, Score::LogViolence, 0.836),
        (Forecaster::OtherCases, Score::RpsViolence, 0.0993),
        (Forecaster::OtherCases, Score::CrpsLogDays, 0.754),
        (Forecaster::SameTrigger, Score::LogViolence, 0.536),
        (Forecaster::SameTrigger, Score::RpsViolence, 0.0486),
    ] {
        let found = mean(forecaster, score);
        let last = if expected < 0.2008 { 0.000_05 } else { 0.0005 };
        assert!(
            (found - expected).abs() <= last,
            "{forecaster:?} {score:?}: {found}"
        );
    }
    let found = hindcast(&world(), None, &asked, &()).unwrap();
    let mean = |forecaster, score| {
        let total = found
            .totals
            .iter()
            .find(|t| (t.forecaster, t.score) == (forecaster, score));
        total.unwrap().mean.value.unwrap()
    };
    // Five other divisions into ten folds: within what divisions differ by.
    for (score, expected, apart) in [
        (Score::LogViolence, 1.125, 0.01),
        (Score::RpsViolence, 0.1418, 0.001),
        (Score::CrpsLogDays, 0.798, 0.01),
    ] {
        let found = mean(Forecaster::SameTriggerOtherFolds, score);
        assert!((found - expected).abs() < apart, "{score:?}: {found}");
    }
}

#[test]
fn a_parameter_that_varies_means_what_an_override_means() {
    // No rule of this template shifts anything.
    let cases = korea();
    let paths = ["law.reciprocity", "actor.nobody.climb"].map(String::from);
    assert!(Varied::new(&cases, &paths).is_err());
    let paths = ["law.reciprocity", "actor.north-korea.campaign_ends"].map(String::from);
    let varied = Varied::new(&cases, &paths).unwrap();
    for onset in &varied.onsets {
        let case = &cases.list[onset.cases[0]];
        let sets = ["law.reciprocity=1.5", "actor.north-korea.campaign_ends=0.2"].map(String::from);
        let set = case.draft.check(&sets).unwrap().scenario;
        let varied = varied.scenario(onset, &[1.5, 0.2]);
        assert!(set.actors == varied.actors && set.pairs == varied.pairs);
    }
}

/// Shifts of the rules that hold add up, on the scale of log-odds where they are of probabilities.
#[test]
fn shifts_of_rules_add_up() {
    let cases = world();
    let template = cases.template.as_ref().unwrap();
    let varied = Varied::new(&cases, &[]).unwrap();
    for onset in &varied.onsets {
        let case = &cases.list[onset.cases[0]];
        let by = |path: &str| -> f64 {
            let rules = case.rules.iter().map(|&r| &template.rules[r]);
            let shifts = rules.flat_map(|rule| &rule.shift);
            shifts
                .filter(|shift| shift.path == path)
                .map(|shift| shift.by)
                .sum()
        };
        let played = varied.scenario(onset, &[]);
        let (was, is) = (
            &case.scenario.actors[0].response,
            &played.actors[0].response,
        );
        assert!((is.openness - was.openness - by("law.openness")).abs() < 1e-12);
        let logit = |p: f64| (p / (1.0 - p)).ln();
        let (was, is) = (
            case.scenario.trigger.onset.worse,
            played.trigger.onset.worse,
        );
        assert!((logit(is) - logit(was) - by("trigger.worse")).abs() < 1e-9);
    }
}

#[test]
fn tables_that_do_not_fit_are_refused_with_all_that_is_wrong() {
    let template = Draft::file(folder().join("world-cases.toml")).unwrap();
    let header = "icb_crisis,name,trigger_year,trigger_month,duration_days,trigger_type,crisis_actors,icb_violence,form_of_outcome,contiguous";
    let said = |rows: &str| {
        let sheet = case_file::read("cases.csv", format!("{header}\n{rows}").as_bytes()).unwrap();
        match Cases::of_table(&template, &sheet, &[]) {
            Err(ReadError::Invalid(problems)) => problems.render(false),
            Err(other) => other.to_string(),
            Ok(cases) => format!("{} cases", cases.list.len()),
        }
    };
    assert_eq!(
        said("1,A,1950,5,10,violent act,USA;RUS,2,other,1\n"),
        "1 cases"
    );
    // What is not known is not scored.
    assert_eq!(said("1,A,1950,,,violent act,,,,\n"), "1 cases");
    let wrong = said(
        "1,A,1950,13,0,violent act,USA,2,other,1\n\
         1,B,1950,5,-3,violet act,USA,5,faded,1\n\
         2,C,,5,x,political act,USA,0,other,1\n",
    );
    for expected in [
        "cases.csv:2:5",
        "`1950` is no date",
        "`0` is no number of days",
        "`-3` is no number of days",
        "`x` is no number of days",
        "no rule says what kind of trigger `violet act` is",
        "did you mean `violent act`?",
        "`5` is no ICB violence level",
        "`0` is no ICB violence level",
        "`faded` is no form of ending",
        "it is one of formal agreement",
        "the case has no onset",
    ] {
        assert!(wrong.contains(expected), "{expected}\n{wrong}");
    }
    assert!(
        said("1,A,1950,5,10,violent act,USA,2,other,1\n1,A,1951,5,10,violent act,USA,2,other,1\n")
            .contains("there twice")
    );
    let sheet = case_file::read("cases.csv", b"icb_crisis,nam\n1,A\n").unwrap();
    let Err(ReadError::Invalid(problems)) = Cases::of_table(&template, &sheet, &[]) else {
        panic!("a table without columns was taken");
    };
    let text = problems.render(false);
    assert!(
        text.contains("there is no column `name`") && text.contains("did you mean `nam`?"),
        "{text}"
    );
    let korea = Draft::file(folder().join("../kaesong-2020.toml")).unwrap();
    let no_template = Cases::of_table(&korea, &sheet, &[])
        .unwrap_err()
        .to_string();
    assert!(no_template.contains("no template"), "{no_template}");
}
