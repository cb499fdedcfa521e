//! The law fitted to cases: a posterior, what it was before, and how well it forecasts cases it has not
//! seen.

use super::averaged::Draws;
use super::case::Cases;
use super::check::{Checked, check};
use super::emulator::Emulator;
use super::fit::{Emulated, Fit};
use super::forecast::Forecast;
use super::hindcast::{Hindcast, divided, forecasts, judged};
use super::memory::{Memory, Notes};
use super::places::Sown;
use super::predictive::{Predicted, predictive};
use super::smc::{self, End, Population, Walk};
use super::summaries::{self, Summaries, SummaryError};
use super::vary::{Varied, VaryError};
use crate::ensemble::{self, Halt, Progress};
use crate::scenario::template::{Prior, Template};
use crate::stats::effective::unlike;
use crate::stats::special::normal_upper;
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone)]
pub struct CalibrateAsked {
    /// Seed of the trials, of the sampler and of the folds.
    pub seed: u64,
    /// Trials at each place from which the law is learnt.
    pub trials: u64,
    /// Places for each kind of onset.
    pub places: usize,
    /// How often the law is learnt anew, where the last fit led.
    pub rounds: u64,
    /// Days after which these trials end; what lasts longer counts as beyond. None: at the horizon.
    pub watched: Option<u32>,
    /// How many draws.
    pub draws: usize,
    /// In how many folds cases are held out; 0: none are.
    pub folds: usize,
    /// How often cases are divided into folds anew; scores are means.
    pub divisions: u64,
    /// Trials of each onset when its cases are forecast and scored, over all draws.
    pub scored: u64,
    /// How often the sampler is checked on cases simulated from a truth that is known.
    pub checks: u64,
    /// How the sampler walks.
    pub walk: Walk,
}

/// Why nothing is fitted.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// The template says nothing of what to fit.
    #[error(
        "the template has no `[cases.prior.\"<path>\"]`: nothing says what to fit, and what was believed of it"
    )]
    NoPriors,
    /// A parameter cannot vary.
    #[error(transparent)]
    Vary(#[from] VaryError),
    /// A pattern of events cannot be fitted.
    #[error(transparent)]
    Pattern(SummaryError),
    /// It was stopped.
    #[error(transparent)]
    Halt(#[from] Halt),
}

impl From<SummaryError> for CalibrateError {
    fn from(error: SummaryError) -> Self {
        match error {
            SummaryError::Halt(halt) => Self::Halt(halt),
            other => Self::Pattern(other),
        }
    }
}

/// A fitted law.
#[derive(Debug, Clone)]
pub struct Calibrated {
    /// Its parameters.
    pub parameters: Vec<Fitted>,
    /// The draws: values in the order of the parameters, and the log likelihood of all cases.
    pub draws: Vec<(Vec<f64>, f64)>,
    /// How the sampler came there.
    pub population: Population,
    /// How many draws of equal weight, no two the same, say as much: those that were never moved apart
    /// after they were resampled count as one.
    pub effective: f64,
    /// Why it ended.
    pub end: End,
    /// How far the emulated log likelihood is off from draw to draw: a standard deviation, in nat.
    pub error: f64,
    /// Cases forecast by the posterior itself: in sample.
    pub in_sample: Hindcast,
    /// Cases forecast by posteriors that have not seen their folds.
    pub held_out: Option<Hindcast>,
    /// The cases beside the same cases simulated from the draws.
    pub predictive: Vec<Predicted>,
    /// Patterns of events that were fitted, beside what the law says of them.
    pub patterns: Vec<summaries::Fitted>,
    /// How the sampler does where the truth is known, where that was asked.
    pub checked: Option<Checked>,
}

/// A parameter that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// What was believed.
    pub prior: Prior,
    /// 5%, 50% and 95% of what was believed.
    pub before: [f64; 3],
    /// Mean of the draws.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// 5%, 25%, 50%, 75% and 95% of the draws.
    pub after: [f64; 5],
    /// How much of the belief is left: the mass that prior and posterior share, 0 to 1.
    pub overlap: f64,
}

/// Shares of the draws that are reported.
const AFTER: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Above this overlap the data do not say.
const SILENT: f64 = 0.75;
/// Bins of the overlap, each a tenth of the prior.
const BINS: usize = 10;
/// How much farther than the draws lie the places are sown from which the law is learnt.
const WIDER: f64 = 1.5;
/// Draws at which the emulator is held against trials, and at most so many trials of each onset.
const CHECKED: usize = 24;
const CHECKED_BY: u64 = 4096;

impl Fitted {
    /// Whether the cases say anything of it.
    pub fn is_identified(&self) -> bool {
        self.overlap <= SILENT
    }
}

/// Fits what the template has priors of to the cases.
///
/// # Errors
/// [`CalibrateError`].
pub fn calibrate(
    cases: &Cases,
    asked: &CalibrateAsked,
    progress: &impl Progress,
    memory: &mut impl Memory,
) -> Result<Calibrated, CalibrateError> {
    let fit = fit(cases)?;
    let mut notes = Notes::of(memory);
    let (target, population, end) = rounds(&fit, asked, progress, &mut notes)?;
    let all: Vec<usize> = (0..cases.list.len()).collect();
    let run = (asked.seed, asked.scored);
    let draws = values(&fit, &population);
    let forecast = forecasts(&fit.varied, &Draws::alike(draws), &all, run, progress)?;
    let folds = divided(&cases.list, asked.folds.max(2), asked.seed, asked.divisions);
    let in_sample = judged(cases, None, &[forecast], folds.clone(), asked.seed);
    let held_out = if asked.folds < 2 || end == End::Stalled {
        None
    } else {
        // Without anything that keeps cases together each is a fold of its own.
        let folds = if folds.is_empty() { vec![all] } else { folds };
        let mut forecasts = Vec::new();
        let mut number = asked.rounds;
        for fold in &folds {
            let walks = (
                asked.scored,
                Walk {
                    number,
                    ..asked.walk
                },
            );
            let of = held(&target, &population, fold, walks, progress, &mut notes)?;
            number += 1 + fold.iter().max().copied().unwrap_or(0) as u64;
            forecasts.push(of);
        }
        Some(judged(cases, None, &forecasts, folds, asked.seed))
    };
    let checked = if asked.checks == 0 || end == End::Stalled {
        None
    } else {
        let checks = (asked.checks, asked.walk);
        Some(check(&target, &population, checks, progress, &mut notes)?)
    };
    let draws: Vec<(Vec<f64>, f64)> = population
        .draws
        .iter()
        .map(|draw| (fit.values(&draw.place), draw.units.iter().sum()))
        .collect();
    let drawn: Vec<&[f64]> = draws.iter().map(|(values, _)| &values[..]).collect();
    let predictive = predictive(cases, &fit.varied, &drawn, asked.seed, progress)?;
    let places: Vec<&[f64]> = population
        .draws
        .iter()
        .map(|draw| &draw.place[..])
        .collect();
    let patterns = target.patterns.as_ref().zip(fit.figures.first());
    let patterns = patterns.map_or_else(Vec::new, |(law, of)| law.fitted(&places, of));
    Ok(Calibrated {
        parameters: (0..fit.priors.len())
            .map(|i| fitted(&fit, &population, i))
            .collect(),
        draws,
        predictive,
        patterns,
        checked,
        error: error(&target, &population, asked, progress)?,
        effective: unlike(
            population
                .draws
                .iter()
                .map(|draw| (draw.place.iter().copied(), 1.0)),
        ),
        population,
        end,
        in_sample,
        held_out,
    })
}

/// Round after round the law is learnt where the draws of the last one lie, and fitted.
fn rounds<'f>(
    fit: &'f Fit,
    asked: &CalibrateAsked,
    progress: &impl Progress,
    notes: &mut Notes<'_>,
) -> Result<(Emulated<'f>, Population, End), CalibrateError> {
    let seen = fit.weights(|_| 1.0);
    let unseen = vec![0.0; seen.len()];
    let first = smc::places(fit.priors.len(), asked.draws, asked.seed);
    let mut around = first.clone();
    let mut round = 0;
    loop {
        let start = notes.known(round);
        let is_last = round + 1 == asked.rounds;
        if let Some(whole) = start.as_ref().filter(|it| !is_last && it.reached >= 1.0) {
            around = places(whole);
            round += 1;
            continue;
        }
        let sown = Sown {
            places: asked.places,
            trials: asked.trials,
            watched: asked.watched.unwrap_or(u32::MAX),
            spread: if round == 0 { 1.0 } else { WIDER },
            seed: asked.seed.wrapping_add(round),
        };
        let draws: Vec<Vec<f64>> = around.iter().map(|place| fit.values(place)).collect();
        let law = Emulator::learn(&fit.varied, &draws, sown, progress)?;
        let target = Emulated {
            fit,
            law: Arc::new(law),
            patterns: patterns(fit, &around, sown, progress)?.map(Arc::new),
        };
        let walk = Walk {
            number: round,
            ..asked.walk
        };
        let start = match start {
            Some(population) => population,
            None => smc::start(&target, first.clone(), walk, progress)?,
        };
        let keep = |population: &Population| notes.keep(population);
        let ends = (&unseen[..], &seen[..]);
        let (population, end) = smc::walk(&target, start, ends, walk, progress, keep)?;
        if is_last || end == End::Stalled {
            return Ok((target, population, end));
        }
        around = places(&population);
        round += 1;
    }
}

/// What the law says of patterns of events around places, where any are known.
fn patterns(
    fit: &Fit,
    around: &[Vec<f64>],
    sown: Sown,
    progress: &impl Progress,
) -> Result<Option<Summaries>, SummaryError> {
    let Some(figures) = fit.figures.first() else {
        return Ok(None);
    };
    let law = (&fit.varied, &|place: &[f64]| fit.values(place));
    Summaries::learn(law, figures, around, sown, progress).map(Some)
}

/// The forecast of each case by draws that have not seen its fold.
fn held(
    target: &Emulated<'_>,
    population: &Population,
    fold: &[usize],
    (scored, first): (u64, Walk),
    progress: &impl Progress,
    notes: &mut Notes<'_>,
) -> Result<Vec<Forecast>, Halt> {
    let n = fold.len();
    let seen = target.fit.weights(|_| 1.0);
    let mut forecast = vec![Forecast::default(); n];
    for f in 0..=fold.iter().max().copied().unwrap_or(0) {
        let held: Vec<usize> = (0..n).filter(|&c| fold[c] == f).collect();
        let number = first.number + f as u64;
        let rest = target
            .fit
            .weights(|case| f64::from(u8::from(fold[case] != f)));
        let start = match notes.known(number) {
            Some(population) => population,
            None => smc::again(population, number),
        };
        let walk = Walk { number, ..first };
        let keep = |population: &Population| notes.keep(population);
        let (without, _) = smc::walk(target, start, (&seen, &rest), walk, progress, keep)?;
        let draws = Draws::alike(values(target.fit, &without));
        let run = (first.seed, scored);
        let of = forecasts(&target.fit.varied, &draws, &held, run, progress)?;
        for &case in &held {
            forecast[case] = of[case].clone();
        }
    }
    Ok(forecast)
}

/// The places of draws.
fn places(population: &Population) -> Vec<Vec<f64>> {
    let draws = population.draws.iter();
    draws.map(|draw| draw.place.clone()).collect()
}

/// The values of the parameters in each draw.
fn values(fit: &Fit, population: &Population) -> Vec<Vec<f64>> {
    let draws = population.draws.iter();
    draws.map(|draw| fit.values(&draw.place)).collect()
}

/// What is fitted to what.
fn fit(cases: &Cases) -> Result<Fit, CalibrateError> {
    let template = cases.template.as_ref();
    let template = template.filter(|template| !template.priors.is_empty());
    let Template {
        priors, patterns, ..
    } = template.ok_or(CalibrateError::NoPriors)?;
    let paths: Vec<String> = priors
        .iter()
        .map(|believed| believed.path.clone())
        .collect();
    let varied = Varied::new(cases, &paths)?;
    let beliefs = priors.iter().map(|believed| believed.prior).collect();
    let figures = summaries::figures(patterns)?;
    Ok(Fit::new(cases, varied, beliefs, figures))
}

fn fitted(fit: &Fit, population: &Population, i: usize) -> Fitted {
    let (free, prior) = (&fit.varied.free[i], fit.priors[i]);
    let mut values: Vec<f64> = population
        .draws
        .iter()
        .map(|draw| prior.within(free, draw.place[i]))
        .collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let quantile = |share: f64| values[((share * n) as usize).min(values.len() - 1)];
    let mut bins = [0.0; BINS];
    for draw in &population.draws {
        let below = normal_upper(-draw.place[i]);
        bins[((below * BINS as f64) as usize).min(BINS - 1)] += 1.0 / n;
    }
    Fitted {
        path: free.path.clone(),
        unit: free.row.unit,
        prior,
        before: [-1.644_853_626_951_472_2, 0.0, 1.644_853_626_951_472_2]
            .map(|z| prior.within(free, z)),
        mean,
        sd: libm::sqrt(square / (n - 1.0).max(1.0)),
        after: AFTER.map(quantile),
        overlap: bins
            .iter()
            .map(|share: &f64| share.min(1.0 / BINS as f64))
            .sum(),
    }
}

/// How far the emulated log likelihood of all cases is off from draw to draw: the standard deviation of
/// its difference from the one that is estimated from trials. The trials' own luck is taken out: it is
/// not shared by two estimates, and what they share is the emulator's.
fn error(
    target: &Emulated<'_>,
    population: &Population,
    asked: &CalibrateAsked,
    progress: &impl Progress,
) -> Result<f64, Halt> {
    let draws = &population.draws;
    let fit = target.fit;
    let trials = (asked.trials * asked.places as u64 / 16).min(CHECKED_BY);
    let chosen: Vec<usize> = (0..CHECKED.min(draws.len()))
        .map(|i| i * draws.len() / CHECKED.min(draws.len()))
        .collect();
    let off = |&draw: &usize| {
        let draw = &draws[draw];
        let emulated: f64 = draw.units.iter().sum();
        let values = fit.values(&draw.place);
        [1, 2].map(|luck| {
            let run = (asked.seed.wrapping_add(luck), trials);
            let watched = asked.watched.unwrap_or(u32::MAX);
            let played: f64 = fit.played(&values, run, watched).iter().sum();
            emulated - played
        })
    };
    let mut found = Vec::new();
    ensemble::in_order(chosen, progress, off, |pair| {
        found.push(pair);
        Ok(())
    })?;
    let n = found.len() as f64;
    let mean = [0, 1].map(|i| found.iter().map(|pair| pair[i]).sum::<f64>() / n);
    let product = |pair: &[f64; 2]| (pair[0] - mean[0]) * (pair[1] - mean[1]);
    let shared = found.iter().map(product).sum::<f64>() / (n - 1.0).max(1.0);
    Ok(libm::sqrt(shared.max(0.0)))
}
