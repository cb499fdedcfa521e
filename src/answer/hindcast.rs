//! How good forecasts of crises that happened were, beside counting cases.

use super::averaged;
use super::frequency::{counted, listed, thousands};
use super::json::interval;
use super::statement::{Figures, Statement};
use crate::history::averaged::Averaged;
use crate::history::case::Cases;
use crate::history::forecast::Score;
use crate::history::hindcast::{Forecaster, Hindcast, Total};
use crate::scenario::library;
use crate::scenario::parameter::WORLD_RECORD;
use crate::stats::Estimate;
use crate::study::run::Sample;
use serde_json::{Map, Value, json};

/// Cases that were forecast and scored.
#[derive(Debug, Clone, Copy)]
pub struct Scoring<'h> {
    /// What they are called together.
    pub name: &'h str,
    /// The cases.
    pub cases: &'h Cases,
    /// What was found.
    pub found: &'h Hindcast,
    /// Scenarios that do not say what came of them, and were left out.
    pub without: &'h [String],
    /// What forecasts are averaged over, if they are.
    pub averaged: Option<&'h Averaged>,
    /// Seed, and trials of each kind of onset.
    pub sample: Sample,
}

/// Scores that the sentences and the table tell, with what they are called there.
const TOLD: [(Score, &str, &str); 4] = [
    (Score::LogViolence, "log score of violence", "log level"),
    (Score::RpsViolence, "RPS of violence", "RPS level"),
    (Score::CrpsLogDays, "CRPS of log days", "CRPS days"),
    (Score::LogEnding, "log score of the ending", "log ending"),
];

/// Of fewer cases than these, a resampled interval is too narrow (docs/statistics.md).
const FEW: usize = 20;

/// Of a PIT, the level of the test.
const SELDOM: f64 = 0.05;

/// Whether the model is better than counting, and where it is not.
pub fn hindcast(scoring: &Scoring<'_>) -> Statement {
    let all = crises(scoring.cases.list.len() as u64);
    let trials = counted(scoring.sample.trials, "trial");
    let mut sentences: Vec<String> = TOLD
        .iter()
        .filter(|(score, ..)| *score != Score::RpsViolence)
        .filter_map(|(score, called, _)| beside_counting(scoring.found, *score, called))
        .collect();
    sentences.extend(places(scoring.found));
    sentences.extend(averaged_over(scoring));
    sentences.extend(fitted(scoring));
    Statement {
        sentences,
        figures: vec![figures(scoring.found)],
        notes: notes(scoring),
        cite: format!(
            "offramp {}, {}: {all} forecast from the onset, {trials} of each kind of onset, seed {}{}",
            env!("CARGO_PKG_VERSION"),
            scoring.name,
            scoring.sample.seed,
            over(scoring).map_or_else(String::new, |over| format!(", averaged over {over}"))
        ),
        numbers: numbers(scoring),
    }
}

fn total(found: &Hindcast, forecaster: Forecaster, score: Score) -> Option<&Total> {
    let mut totals = found.totals.iter();
    totals.find(|total| (total.forecaster, total.score) == (forecaster, score))
}

/// Who counts that knows nothing of the case it forecasts and most of what is like it: first who is
/// told of the score at all.
fn rival(found: &Hindcast, score: Score) -> Option<&Total> {
    let divided = found.totals.iter();
    let divided = divided
        .clone()
        .any(|total| total.forecaster == Forecaster::SameTriggerOtherFolds);
    let own = if divided {
        Forecaster::SameTriggerOtherFolds
    } else {
        Forecaster::SameTrigger
    };
    // One case has no others to count.
    let own = (found.cases.len() > 1).then_some(own);
    let mut rivals = own.into_iter().chain([Forecaster::ReferenceSameTrigger]);
    rivals.find_map(|rival| total(found, rival, score).filter(|total| total.mean.n > 0))
}

fn counting(forecaster: Forecaster) -> &'static str {
    match forecaster {
        Forecaster::SameTriggerOtherFolds => {
            "counting crises of other folds that have the same kind of trigger"
        }
        Forecaster::ReferenceSameTrigger => {
            "counting crises of the world that have the same kind of trigger"
        }
        _ => "counting the others that have the same kind of trigger",
    }
}

/// Cases below which nothing is said of a difference.
const FEWEST: u64 = 8;

/// The model beside counting in a score, over the cases that both are told of.
fn beside_counting(found: &Hindcast, score: Score, called: &str) -> Option<String> {
    let rival = rival(found, score)?;
    let (theirs, apart) = (rival.mean.value?, rival.difference.value?);
    let (model, by) = (theirs - apart, counting(rival.forecaster));
    let n = rival.difference.n;
    let cases = crises(n);
    let what = format!(
        "On {cases} the model's {called} is {model:.2}; {by} gives {theirs:.2} (lower is better)."
    );
    // Of a handful of cases the interval is much too narrow.
    let ends = rival.difference.interval().filter(|_| n >= FEWEST);
    let Some(ends) = ends else {
        return Some(format!(
            "{what} Whether the difference is luck, so few cannot tell."
        ));
    };
    let verdict = if ends.low > 0.0 {
        "is more than luck: the model is better than counting".to_owned()
    } else if ends.high < 0.0 {
        "is more than luck: counting is better than the model".to_owned()
    } else {
        format!("could be luck: {cases} cannot tell which is better")
    };
    Some(format!(
        "{what} The difference, {apart:.2} [{:.2}, {:.2}], {verdict}.",
        ends.low, ends.high
    ))
}

/// "1 crisis", "11 crises".
fn crises(number: u64) -> String {
    match number {
        1 => "1 crisis".into(),
        number => format!("{} crises", thousands(number)),
    }
}

/// Where the days that were seen lie in their forecasts.
fn places(found: &Hindcast) -> Option<String> {
    let test = found.uniform?;
    let [n, below, within] = spread(found);
    let verdict = if test.p_value < SELDOM {
        "forecasts that are right would seldom give that"
    } else {
        "that does not show the forecasts to be wrong"
    };
    Some(format!(
        "Of {}, {below} lie in the lower half of their forecast and {within} between its 5% and 95% points: {verdict} (uniformity of the PIT, Kolmogorov-Smirnov, {}).",
        counted(n, "duration"),
        chance(test.p_value)
    ))
}

fn chance(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".into()
    } else {
        format!("p = {p:.3}")
    }
}

/// Durations that were forecast; those in the lower half; those within the middle nine tenths.
fn spread(found: &Hindcast) -> [u64; 3] {
    let pits = || found.cases.iter().filter_map(|case| case.pit);
    let within = |low: f64, high: f64| pits().filter(|pit| (low..=high).contains(pit)).count();
    [within(0.0, 1.0), within(0.0, 0.5), within(0.05, 0.95)].map(|count| count as u64)
}

/// What forecasts are averaged over.
fn averaged_over(scoring: &Scoring<'_>) -> Option<String> {
    Some(format!(
        "Forecasts are averaged over {}, and in sample where that was fitted to these crises.",
        over(scoring)?
    ))
}

/// "400 draws of posterior.csv"
fn over(scoring: &Scoring<'_>) -> Option<String> {
    let posterior = &scoring.averaged?.posterior;
    Some(format!(
        "{} of {}",
        counted(played(scoring), "draw"),
        posterior.name
    ))
}

/// How many draws of the posterior are played.
fn played(scoring: &Scoring<'_>) -> u64 {
    let draws = scoring.averaged.map(|over| &over.draws);
    draws.map_or(0, |draws| draws.turns(scoring.sample.trials).len() as u64)
}

/// That what the law was fitted to is no test.
fn fitted(scoring: &Scoring<'_>) -> Option<String> {
    let any = !scoring.cases.list.is_empty();
    any.then(|| {
        let template = scoring.cases.template.as_ref();
        let said = template.map(|template| template.columns.fitted.as_str());
        let own = said.filter(|said| !said.is_empty()).map_or_else(String::new, |said| {
            format!("The numbers of the template were fitted to {said}. ")
        });
        format!(
            "{own}The defaults were fitted to {WORLD_RECORD} and {}: scores of cases that the law was fitted to are in sample, and no test.",
            library::reference_record()
        )
    })
}

/// Forecasters by score; the lowest of each score is marked.
fn figures(found: &Hindcast) -> Figures {
    let header = TOLD.iter().map(|(_, _, heading)| (*heading).to_owned());
    let forecasters: Vec<Forecaster> = Forecaster::ALL
        .iter()
        .copied()
        .filter(|forecaster| {
            let mut totals = found.totals.iter();
            totals.any(|total| total.forecaster == *forecaster)
        })
        .collect();
    let mean = |forecaster, score| total(found, forecaster, score)?.mean.value;
    let lowest = |score| {
        let means = forecasters.iter().filter_map(|f| mean(*f, score));
        means.min_by(f64::total_cmp)
    };
    let cell = |forecaster, score| {
        let Some(total) = total(found, forecaster, score) else {
            return String::new();
        };
        let best = total.mean.value.is_some() && total.mean.value == lowest(score);
        told(&total.mean, if best { "*" } else { "" })
    };
    let row = |forecaster: &Forecaster| {
        let scores = TOLD.iter().map(|(score, ..)| cell(*forecaster, *score));
        std::iter::once(forecaster.name().to_owned())
            .chain(scores)
            .collect()
    };
    Figures {
        title: String::new(),
        header: std::iter::once("forecaster".to_owned())
            .chain(header)
            .collect(),
        rows: forecasters.iter().map(row).collect(),
        keep: 1,
        wrapped: false,
    }
}

fn told(mean: &Estimate, mark: &str) -> String {
    match (mean.value, mean.interval()) {
        (Some(value), Some(ends)) => {
            format!("{value:.3}{mark} [{:.3}, {:.3}]", ends.low, ends.high)
        }
        (Some(value), None) => format!("{value:.3}{mark}"),
        _ => String::new(),
    }
}

fn notes(scoring: &Scoring<'_>) -> Vec<String> {
    let mut notes = vec![
        "Lower is better; * marks the lowest. Scores given the trigger's own level of violence, and differences with their intervals: scores.csv.".to_owned(),
        "A war ends a trial and not the crisis: its days are censored there, and its mass moves to the trials that lasted longer (Kaplan & Meier 1958). Endings are forecast given that there is no war.".to_owned(),
    ];
    if scoring.cases.list.len() < FEW {
        notes.push(format!(
            "Of so few cases intervals are too narrow: of {} at 95%, about nine in ten hold the truth.",
            scoring.cases.list.len()
        ));
    }
    notes.extend(unknown(scoring.found));
    if let Some(over) = scoring.averaged {
        notes.push(averaged::forecasts(&over.posterior));
        if !over.idle.is_empty() {
            let idle: Vec<&str> = over.idle.iter().map(String::as_str).collect();
            notes.push(format!(
                "Of the posterior these move nothing here, since no crisis meets their rule or --set says otherwise: {}.",
                listed(&idle)
            ));
        }
    }
    if !scoring.without.is_empty() {
        let names: Vec<&str> = scoring.without.iter().map(String::as_str).collect();
        let do_not = if names.len() == 1 { "does" } else { "do" };
        notes.push(format!(
            "Left out, since they {do_not} not say what came of them: {}.",
            listed(&names)
        ));
    }
    notes.push("Forecasts are of the past, made from what was known at the onset; they say how good the law is, and nothing of what comes.".into());
    notes
}

/// What could not be scored.
fn unknown(found: &Hindcast) -> Option<String> {
    let happened = || found.cases.iter().map(|case| case.happened);
    let missing = [
        (
            "violence",
            happened().filter(|h| h.violence.is_none()).count(),
        ),
        ("days", happened().filter(|h| h.days.is_none()).count()),
        (
            "an ending that is scored",
            happened().filter(|h| h.ending.is_none()).count(),
        ),
    ];
    let without = |(what, count): &(&str, usize)| {
        let have = if *count == 1 { "has" } else { "have" };
        (*count > 0).then(|| {
            format!(
                "{} {have} no {}",
                crises(*count as u64),
                what.trim_start_matches("an ")
            )
        })
    };
    let parts: Vec<String> = missing.iter().filter_map(without).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Scored on what is there: {} (other forms of ending are not scored).",
            listed(&parts)
        )
    })
}

/// The numbers as the tables have them.
fn numbers(scoring: &Scoring<'_>) -> Map<String, Value> {
    let found = scoring.found;
    let score = |total: &Total| {
        json!({
            "forecaster": total.forecaster.name(),
            "score": total.score.name(),
            "mean": interval(&total.mean),
            "difference": interval(&total.difference),
        })
    };
    let scores: Vec<Value> = found.totals.iter().map(score).collect();
    let [durations, lower_half, within] = spread(found);
    let numbers = [
        ("cases", json!(scoring.cases.list.len())),
        ("left_out", json!(scoring.without)),
        ("trials", json!(scoring.sample.trials)),
        ("seed", json!(scoring.sample.seed)),
        ("scores", json!(scores)),
        (
            "pit",
            json!({
                "durations": durations,
                "lower_half": lower_half,
                "within_05_95": within,
                "statistic": found.uniform.map(|test| test.statistic),
                "p_value": found.uniform.map(|test| test.p_value),
            }),
        ),
    ];
    let over = scoring.averaged.map(|over| &over.posterior);
    let over = over.map(|over| {
        [
            ("posterior", json!(over.name)),
            ("draws", json!(played(scoring))),
        ]
    });
    let all = numbers.into_iter().chain(over.into_iter().flatten());
    all.map(|(name, value)| (name.to_owned(), value)).collect()
}
