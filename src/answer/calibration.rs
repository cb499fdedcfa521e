//! What a calibration says: what the cases tell of each parameter, and how well the fitted law forecasts
//! cases it has not seen.

use super::frequency::listed;
use super::statement::{Figures, Statement};
use crate::history::calibrate::{CalibrateAsked, Calibrated, Fitted};
use crate::history::forecast::Score;
use crate::history::hindcast::{Forecaster, Hindcast, Total};
use crate::history::smc::End;
use crate::study::posterior::FEW;
use serde_json::{Map, Value, json};

/// More nat than this, and two places whose likelihoods differ so much less cannot be told apart.
const ROUGH: f64 = 1.5;

/// What was found on so many cases of a name.
pub fn calibration(
    name: &str,
    cases: usize,
    asked: &CalibrateAsked,
    found: &Calibrated,
) -> Statement {
    let mut figures = vec![parameters(&found.parameters)];
    figures.extend(found.held_out.as_ref().map(|held| scores("Held out", held)));
    figures.push(scores("In sample, which is no test", &found.in_sample));
    let numbers = [
        ("cases", json!(cases)),
        (
            "parameters",
            found.parameters.iter().map(parameter).collect(),
        ),
        ("log_likelihood_sd", json!(found.error)),
        ("effective", json!(found.effective)),
    ];
    Statement {
        sentences: sentences(name, cases, found),
        figures,
        notes: notes(found),
        cite: format!(
            "offramp {}, {name}: {} parameters fitted to {cases} cases with {} draws, the law learnt in {} rounds from {} trials at each of {} places, seed {}",
            env!("CARGO_PKG_VERSION"),
            found.parameters.len(),
            asked.draws,
            asked.rounds,
            asked.trials,
            asked.places,
            asked.seed
        ),
        numbers: Map::from_iter(numbers.map(|(name, value)| (name.to_owned(), value))),
    }
}

fn sentences(name: &str, cases: usize, found: &Calibrated) -> Vec<String> {
    let mut said = Vec::new();
    if found.end == End::Stalled {
        said.push(format!(
            "The sampler stopped at {:.0}% of the way from what was believed to what {name} says: too few moves were accepted. What follows is the last whole population, and no posterior.",
            100.0 * found.population.reached
        ));
    }
    let (told, silent): (Vec<&Fitted>, Vec<&Fitted>) = found
        .parameters
        .iter()
        .partition(|fitted| fitted.is_identified());
    let names = |of: &[&Fitted]| {
        let names: Vec<&str> = of.iter().map(|fitted| fitted.path.as_str()).collect();
        listed(&names)
    };
    if !told.is_empty() {
        said.push(format!(
            "The {cases} cases say something of {}.",
            names(&told)
        ));
    }
    if !silent.is_empty() {
        said.push(format!(
            "They do not identify {}: what was believed is what is left.",
            names(&silent)
        ));
    }
    if found.effective < FEW {
        said.push(format!(
            "Few draws: the {} of the end come to about {:.0} that are unlike, and quantiles rest on a few of them. More --draws say more, and more --moves where draws were not moved apart.",
            found.draws.len(),
            found.effective
        ));
    }
    if let Some(held) = &found.held_out {
        let of = |score, what| against(held, score, what);
        said.extend(of(Score::LogViolence, "how violent"));
        said.extend(of(Score::CrpsLogDays, "how long"));
        said.extend(of(Score::LogEnding, "how they end"));
    }
    said
}

/// The fitted law against counting, on cases that neither has seen.
fn against(held: &Hindcast, score: Score, what: &str) -> Option<String> {
    let find = |forecaster| -> Option<&Total> {
        let mut all = held.totals.iter();
        all.find(|total| total.forecaster == forecaster && total.score == score)
    };
    let model = find(Forecaster::Model)?.mean.value?;
    let rival = find(Forecaster::SameTriggerOtherFolds).or(find(Forecaster::SameTrigger))?;
    let (other, difference) = (rival.mean.value?, &rival.difference);
    let (by, low, high) = (difference.value?, difference.low?, difference.high?);
    let verdict = if low > 0.0 {
        "the law is better than counting"
    } else if high < 0.0 {
        "the law is worse than counting"
    } else {
        "the cases cannot tell which is better"
    };
    Some(format!(
        "On cases it has not seen, of {what}: {verdict}. Its penalty is {model:.3}, that of counting cases with the same kind of trigger {other:.3}: a difference of {by:.3} [{low:.3}, {high:.3}]."
    ))
}

fn parameters(fitted: &[Fitted]) -> Figures {
    let row = |of: &Fitted| {
        vec![
            of.path.clone(),
            short(of.before[1]),
            short(of.after[2]),
            format!("[{}, {}]", short(of.after[0]), short(of.after[4])),
            format!("{:.2}", of.overlap),
        ]
    };
    let header = ["parameter", "believed", "fitted", "90%", "overlap"];
    Figures {
        title: "Middle of what was believed and of the posterior, with 90% of it; overlap is the share of the belief that is left.".into(),
        header: header.map(str::to_owned).to_vec(),
        rows: fitted.iter().map(row).collect(),
        keep: 1,
        wrapped: true,
    }
}

/// A number in three digits.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn scores(title: &str, found: &Hindcast) -> Figures {
    let shown = [
        Score::LogViolence,
        Score::RpsViolence,
        Score::CrpsLogDays,
        Score::LogEnding,
    ];
    let cell = |forecaster: Forecaster, score: Score| {
        let mut all = found.totals.iter();
        let total = all.find(|total| total.forecaster == forecaster && total.score == score);
        let value = total.and_then(|total| total.mean.value);
        value.map_or_else(String::new, |value| format!("{value:.4}"))
    };
    let row = |&forecaster: &Forecaster| {
        let cells = shown.map(|score| cell(forecaster, score));
        let row = std::iter::once(forecaster.name().to_owned()).chain(cells);
        row.collect::<Vec<_>>()
    };
    let known = |forecaster: &&Forecaster| !cell(**forecaster, Score::LogViolence).is_empty();
    let header = std::iter::once("forecaster").chain(shown.map(Score::name));
    Figures {
        title: format!("{title}: penalties, lower is better."),
        header: header.map(str::to_owned).collect(),
        rows: Forecaster::ALL.iter().filter(known).map(row).collect(),
        keep: 1,
        wrapped: false,
    }
}

fn notes(found: &Calibrated) -> Vec<String> {
    let mut notes = vec![format!(
        "The likelihood is emulated: held against trials at draws of the posterior, its logarithm is off by {:.1} nat from draw to draw{}.",
        found.error,
        if found.error > ROUGH {
            ", which is more than what tells draws apart: more places or rounds are needed"
        } else {
            ""
        }
    )];
    let forecasts = found.held_out.as_ref();
    if let Some(test) = forecasts.and_then(|held| held.uniform.as_ref()) {
        notes.push(format!(
            "Where the days of held-out cases lie in their forecasts: p = {:.2} that they are uniform (Kolmogorov-Smirnov), as they would be if the forecasts were right.",
            test.p_value
        ));
    }
    notes.push(
        "The likelihood is of the level of violence, and of ending and duration given that level; a war's days are censored."
            .into(),
    );
    notes
}

fn parameter(of: &Fitted) -> Value {
    json!({
        "path": of.path,
        "unit": of.unit,
        "prior": of.before,
        "posterior": of.after,
        "mean": of.mean,
        "sd": of.sd,
        "overlap": of.overlap,
        "identified": of.is_identified(),
    })
}
