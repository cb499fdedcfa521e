//! What a calibration says: what the cases tell of each parameter, and how well the fitted law forecasts
//! cases it has not seen.

use super::frequency::listed;
use super::statement::{Figures, Statement};
use crate::history::calibrate::{CalibrateAsked, Calibrated, Fitted};
use crate::history::check::{Checked, CheckedParameter};
use crate::history::forecast::Score;
use crate::history::hindcast::{Forecaster, Hindcast, Total};
use crate::history::predictive::Predicted;
use crate::history::smc::End;
use crate::history::summaries;
use crate::study::posterior::FEW;
use serde_json::{Value, json};

/// More nat than this, and two places whose likelihoods differ so much less cannot be told apart.
const ROUGH: f64 = 1.5;
/// Of ranks, the level of the test of all parameters together (Bonferroni).
const SELDOM: f64 = 0.05;
/// Standard errors within which a figure is as the law has it, one in twenty by chance not.
const CERTAIN: f64 = 1.96;
/// How many statistics that are off a sentence tells.
const FEW_TOLD: usize = 5;

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
    figures.push(predicted(found));
    if !found.patterns.is_empty() {
        figures.push(patterns(&found.patterns));
    }
    figures.extend(found.checked.as_ref().map(ranks));
    let numbers = [
        ("cases", json!(cases)),
        (
            "parameters",
            found.parameters.iter().map(parameter).collect(),
        ),
        ("log_likelihood_sd", json!(found.error)),
        (
            "predictive",
            found.predictive.iter().map(statistic).collect(),
        ),
        ("patterns", found.patterns.iter().map(pattern).collect()),
        ("effective", json!(found.effective)),
    ];
    let checks = found.checked.as_ref().map(|checked| {
        let checks = checked.parameters.iter().map(parameter_checked).collect();
        ("checks", Value::Array(checks))
    });
    let numbers = numbers.into_iter().chain(checks);
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
        numbers: numbers
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
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
    said.extend(events(&found.patterns));
    said.push(off(&found.predictive));
    said.extend(found.checked.as_ref().map(sound));
    said
}

/// Where the record lies outside what the fitted law makes of the cases.
fn off(predicted: &[Predicted]) -> String {
    let told = |of: &Predicted| {
        let kind = of.kind.as_ref();
        let kind = kind.map_or_else(|| "all cases".into(), |kind| format!("kind {kind}"));
        let [low, _, high] = of.predicted.map(short);
        let (name, observed) = (of.statistic.name(), short(of.observed));
        format!("{name} of {kind} ({observed}; simulated {low} to {high})")
    };
    let off: Vec<String> = predicted
        .iter()
        .filter(|of| of.is_off())
        .map(told)
        .collect();
    let (n, few) = (off.len(), off.iter().take(FEW_TOLD).map(String::as_str));
    let all = predicted.len();
    if n == 0 {
        return format!(
            "Simulated anew from the posterior, the cases are like the record in each of {all} statistics."
        );
    }
    let first = if n > FEW_TOLD {
        "first among them "
    } else {
        ""
    };
    format!(
        "Simulated anew from the posterior, the cases are unlike the record in {n} of {all} statistics, where one in ten is by chance: {first}{}.",
        listed(&few.collect::<Vec<_>>())
    )
}

/// Whether the law makes the patterns of events that were fitted, where it most likely records acts.
fn events(fitted: &[summaries::Fitted]) -> Option<String> {
    let tau = fitted.iter().max_by(|a, b| a.likely.total_cmp(&b.likely))?;
    let here = fitted
        .iter()
        .filter(|of| of.tau.to_bits() == tau.tau.to_bits());
    let told = here.filter_map(|of| {
        let (figure, [low, _, high]) = (of.figure, of.law?);
        let sure = CERTAIN * figure.error;
        let is_off = high < figure.value - sure || low > figure.value + sure;
        let range = format!(
            "{} of the law {} to {}, of the record {} ± {}",
            figure.quantity.name(),
            short(low),
            short(high),
            short(figure.value),
            short(figure.error)
        );
        Some((is_off, range))
    });
    let (off, near): (Vec<_>, Vec<_>) = told.partition(|(is_off, _)| *is_off);
    let all = |of: &[(bool, String)]| {
        let ranges: Vec<&str> = of.iter().map(|(_, range)| range.as_str()).collect();
        listed(&ranges)
    };
    let mut said = format!(
        "Of patterns of events, acts recorded with probability {} (likelier than what else was tried, {:.2}):",
        tau.tau, tau.likely
    );
    if !near.is_empty() {
        said.extend([
            " the fitted law has what the record has in ",
            &all(&near),
            ".",
        ]);
    }
    if !off.is_empty() {
        said.extend([" the fitted law does not make ", &all(&off), "."]);
    }
    Some(said)
}

/// Whether the sampler finds what is known.
fn sound(checked: &Checked) -> String {
    let m = checked.parameters.len() as f64;
    let p = |of: &CheckedParameter| of.uniform.map_or(1.0, |test| test.p_value);
    let uneven: Vec<&str> = checked
        .parameters
        .iter()
        .filter(|of| p(of) * m < SELDOM)
        .map(|of| of.path.as_str())
        .collect();
    let least = checked.parameters.iter().map(p).fold(1.0, f64::min);
    let checks = checked.parameters.first().map_or(0, |of| of.ranks.len());
    let how = format!(
        "Simulation-based calibration: the fit went on to cases simulated from {checks} truths drawn from the posterior"
    );
    let found = if uneven.is_empty() {
        format!(
            "the ranks of the truths among {} draws are as even as so many can show (least p = {least:.3} of {m} parameters)",
            checked.draws
        )
    } else {
        format!(
            "the ranks of the truths are uneven for {} (p < {:.4}): of these the posterior says the wrong thing",
            listed(&uneven),
            SELDOM / m
        )
    };
    let stalled = match checked.stalled {
        0 => String::new(),
        some => format!(" In {some} the sampler stopped on its way; they rank nothing."),
    };
    format!("{how}; {found}.{stalled}")
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

/// The cases beside themselves simulated anew; by kind of trigger: predictive.csv.
fn predicted(found: &Calibrated) -> Figures {
    let row = |of: &Predicted| {
        let [low, middle, high] = of.predicted.map(short);
        vec![
            of.statistic.name().to_owned(),
            of.cases.to_string(),
            short(of.observed),
            middle,
            format!("[{low}, {high}]"),
            format!("{:.3}", of.p_value),
        ]
    };
    let header = [
        "statistic",
        "cases",
        "observed",
        "simulated anew",
        "90%",
        "p_value",
    ];
    let all = found.predictive.iter().filter(|of| of.kind.is_none());
    Figures {
        title: "All cases beside the same cases simulated anew from the posterior; by kind of trigger: predictive.csv.".into(),
        header: header.map(str::to_owned).to_vec(),
        rows: all.map(row).collect(),
        keep: 1,
        wrapped: false,
    }
}

/// Patterns that were fitted, beside what the law says of them.
fn patterns(fitted: &[summaries::Fitted]) -> Figures {
    let row = |of: &summaries::Fitted| {
        let [low, middle, high] = of.law.map_or_else(Default::default, |law| law.map(short));
        let range = of
            .law
            .map_or_else(String::new, |_| format!("[{low}, {high}]"));
        vec![
            of.figure.quantity.name().to_owned(),
            format!("{} ± {}", short(of.figure.value), short(of.figure.error)),
            format!("{} ({:.2})", of.tau, of.likely),
            middle,
            range,
        ]
    };
    let header = [
        "quantity",
        "record",
        "tau (probability)",
        "fitted law",
        "90%",
    ];
    Figures {
        title: "Patterns of events in the fit, by the probability tau with which an act is recorded; how likely that is in brackets.".into(),
        header: header.map(str::to_owned).to_vec(),
        rows: fitted.iter().map(row).collect(),
        keep: 1,
        wrapped: false,
    }
}

/// Ranks of truths that are known, by parameter.
fn ranks(checked: &Checked) -> Figures {
    let row = |of: &CheckedParameter| {
        let ranks: Vec<usize> = of.ranks.iter().filter_map(|(_, rank)| *rank).collect();
        let lower = ranks
            .iter()
            .filter(|rank| **rank <= checked.draws / 2)
            .count();
        let p_value = of.uniform.map(|test| format!("{:.3}", test.p_value));
        vec![
            of.path.clone(),
            ranks.len().to_string(),
            lower.to_string(),
            p_value.unwrap_or_default(),
        ]
    };
    let header = ["parameter", "checks", "lower half", "p_value"];
    Figures {
        title: "Ranks of known truths among the draws fitted to cases simulated from them: how many lie in the lower half, and p that they are uniform (Kolmogorov-Smirnov).".into(),
        header: header.map(str::to_owned).to_vec(),
        rows: checked.parameters.iter().map(row).collect(),
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

fn statistic(of: &Predicted) -> Value {
    let [p05, p50, p95] = of.predicted;
    json!({
        "kind": of.kind,
        "statistic": of.statistic.name(),
        "cases": of.cases,
        "observed": of.observed,
        "p05": p05,
        "p50": p50,
        "p95": p95,
        "p_value": of.p_value,
    })
}

fn pattern(of: &summaries::Fitted) -> Value {
    json!({
        "quantity": of.figure.quantity.name(),
        "tau": of.tau,
        "tau_probability": of.likely,
        "figure": of.figure.value,
        "standard_error": of.figure.error,
        "law": of.law,
    })
}

fn parameter_checked(of: &CheckedParameter) -> Value {
    json!({
        "path": of.path,
        "ranks": of.ranks.iter().map(|(_, rank)| *rank).collect::<Vec<_>>(),
        "p_value": of.uniform.map(|test| test.p_value),
    })
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
