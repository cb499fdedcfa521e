//! The law fitted to cases: a posterior, what it was before, and how well it forecasts cases it has not
//! seen.

use super::case::Cases;
use super::fit::Fit;
use super::forecast::Forecast;
use super::hindcast::{Hindcast, divided, forecasts, judged};
use super::smc::{self, End, Population, Walk};
use super::vary::{Varied, VaryError};
use crate::ensemble::{Halt, Progress};
use crate::scenario::template::Prior;
use crate::stats::special::normal_upper;
use std::io;

/// What is asked.
#[derive(Debug, Clone)]
pub struct CalibrateAsked {
    /// Seed of the trials, of the sampler and of the folds.
    pub seed: u64,
    /// Trials of each onset at each place.
    pub trials: u64,
    /// How many draws.
    pub draws: usize,
    /// In how many folds cases are held out; 0: none are.
    pub folds: usize,
    /// Trials of each onset when its cases are forecast and scored, over all draws.
    pub scored: u64,
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
    /// It was stopped.
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// Remembers whole populations, so that what is broken off goes on after the last.
pub trait Memory {
    /// Populations that were kept, in order.
    fn kept(&mut self) -> Vec<Population> {
        Vec::new()
    }
    /// Keeps one.
    ///
    /// # Errors
    /// Where it could not be kept.
    fn keep(&mut self, _population: &Population) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody remembers.
impl Memory for () {}

/// A fitted law.
#[derive(Debug, Clone)]
pub struct Calibrated {
    /// Its parameters.
    pub parameters: Vec<Fitted>,
    /// The draws: values in the order of the parameters, and the log likelihood of all cases.
    pub draws: Vec<(Vec<f64>, f64)>,
    /// How the sampler came there.
    pub population: Population,
    /// Why it ended.
    pub end: End,
    /// How far the log likelihood at the middle of the posterior is off, for the number of trials: the
    /// standard deviation over other luck.
    pub error: f64,
    /// Cases forecast by the posterior itself: in sample.
    pub in_sample: Hindcast,
    /// Cases forecast by posteriors that have not seen their folds.
    pub held_out: Option<Hindcast>,
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
/// Other luck, to see how far a log likelihood is off.
const OTHER_LUCK: u64 = 8;

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
    let fit = fit(cases, asked)?;
    let n = cases.list.len();
    let (unseen, seen) = (vec![0.0; n], vec![1.0; n]);
    let mut kept = memory.kept().into_iter().peekable();
    let mut known = |number: u64| {
        let mut last = None;
        while let Some(next) = kept.next_if(|population| population.number == number) {
            last = Some(next);
        }
        last
    };
    let start = match known(0) {
        Some(population) => population,
        None => smc::prior(&fit, asked.draws, asked.walk, progress)?,
    };
    let keep = |population: &Population| memory.keep(population);
    let (population, end) = smc::walk(&fit, start, (&unseen, &seen), asked.walk, progress, keep)?;
    let values = |population: &Population| -> Vec<Vec<f64>> {
        population
            .draws
            .iter()
            .map(|draw| fit.values(&draw.place))
            .collect()
    };
    let all: Vec<usize> = (0..n).collect();
    let run = (asked.seed, asked.scored);
    let forecast = forecasts(&fit.varied, &values(&population), &all, run, progress)?;
    let folds = divided(&cases.list, asked.folds.max(2), asked.seed, 1);
    let in_sample = judged(cases, None, forecast, folds.clone(), asked.seed);
    let held_out = if asked.folds < 2 || end == End::Stalled {
        None
    } else {
        // Without anything that keeps cases together each is a fold of its own.
        let fold = folds.first().cloned().unwrap_or(all);
        let mut forecast = vec![Forecast::default(); n];
        for f in 0..=fold.iter().max().copied().unwrap_or(0) {
            let held: Vec<usize> = (0..n).filter(|&c| fold[c] == f).collect();
            let number = f as u64 + 1;
            let rest: Vec<f64> = fold
                .iter()
                .map(|&of| f64::from(u8::from(of != f)))
                .collect();
            let start = match known(number) {
                Some(population) => population,
                None => smc::again(&population, number),
            };
            let walk = Walk {
                number,
                ..asked.walk
            };
            let keep = |population: &Population| memory.keep(population);
            let (without, _) = smc::walk(&fit, start, (&seen, &rest), walk, progress, keep)?;
            let of = forecasts(&fit.varied, &values(&without), &held, run, progress)?;
            for &case in &held {
                forecast[case] = of[case].clone();
            }
        }
        Some(judged(cases, None, forecast, vec![fold], asked.seed))
    };
    let middle: Vec<f64> = (0..fit.priors.len())
        .map(|i| {
            population
                .draws
                .iter()
                .map(|draw| draw.place[i])
                .sum::<f64>()
        })
        .map(|sum| sum / population.draws.len() as f64)
        .collect();
    Ok(Calibrated {
        parameters: (0..fit.priors.len())
            .map(|i| fitted(&fit, &population, i))
            .collect(),
        draws: population
            .draws
            .iter()
            .map(|draw| (fit.values(&draw.place), draw.units.iter().sum()))
            .collect(),
        error: error(&fit, &middle),
        population,
        end,
        in_sample,
        held_out,
    })
}

/// What is fitted to what.
pub fn fit(cases: &Cases, asked: &CalibrateAsked) -> Result<Fit, CalibrateError> {
    let priors = cases.template.as_ref().map(|template| &template.priors[..]);
    let priors = priors.unwrap_or_default();
    if priors.is_empty() {
        return Err(CalibrateError::NoPriors);
    }
    let paths: Vec<String> = priors
        .iter()
        .map(|believed| believed.path.clone())
        .collect();
    let varied = Varied::new(cases, &paths)?;
    let beliefs = priors.iter().map(|believed| believed.prior).collect();
    Ok(Fit::new(cases, varied, beliefs, (asked.seed, asked.trials)))
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

/// The standard deviation of the log likelihood at a place over other luck.
fn error(fit: &Fit, place: &[f64]) -> f64 {
    use super::smc::Target;
    let found: Vec<f64> = (1..=OTHER_LUCK)
        .map(|luck| {
            let other = Fit {
                seed: fit.seed.wrapping_add(luck),
                ..fit.clone()
            };
            other.log_likelihoods(place).iter().sum()
        })
        .collect();
    let mean = found.iter().sum::<f64>() / OTHER_LUCK as f64;
    let square: f64 = found
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    libm::sqrt(square / (OTHER_LUCK - 1) as f64)
}
