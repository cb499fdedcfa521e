//! The model's forecasts of crises that happened, beside what counting cases says.

use super::averaged::{Averaged, Draws};
use super::case::{Case, Cases};
use super::folds::{clusters, folds};
use super::forecast::{Forecast, Happened, Score};
use super::play::{Ending, play};
use super::seen;
use super::vary::{Onset, Varied, VaryError};
use crate::ensemble::{self, Halt, Portion, Progress};
use crate::stats::test::{Test, uniformity_test};
use crate::stats::{Estimate, bootstrap};
use crate::study::LEVEL;
use crate::trial::words::words;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Resamples of every interval.
const RESAMPLES: usize = 2000;
/// How often cases are divided anew for counting in other folds.
const REPETITIONS: u64 = 5;

/// Who forecasts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Forecaster {
    /// The model, from the onset of each case.
    Model,
    /// Every level and every ending alike.
    Uniform,
    /// Counting all other cases: leave one out.
    OtherCases,
    /// Counting the other cases with the same kind of trigger: leave one out.
    SameTrigger,
    /// Counting the cases of other folds, in which no set of actors is that of the case.
    OtherFolds,
    /// Counting the cases of other folds with the same kind of trigger.
    SameTriggerOtherFolds,
    /// Counting the cases of the reference table, which are others.
    Reference,
    /// Counting the cases of the reference table with the same kind of trigger.
    ReferenceSameTrigger,
}

impl Forecaster {
    /// Every forecaster, in the order of tables.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it does, for the codebook.
    pub fn doc(self) -> &'static str {
        strum::EnumMessage::get_documentation(&self).unwrap_or_default()
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct HindcastAsked {
    /// Seed of the trials, the folds and the intervals.
    pub seed: u64,
    /// Trials of each onset; with draws, of all of them together.
    pub trials: u64,
    /// In how many folds cases are divided.
    pub folds: usize,
    /// The posterior that forecasts are averaged over, if they are.
    pub averaged: Option<Arc<Averaged>>,
}

/// Cases forecast and scored.
#[derive(Debug, Clone)]
pub struct Hindcast {
    /// By case, in their order.
    pub cases: Vec<Scored>,
    /// By forecaster and score: what could be scored.
    pub totals: Vec<Total>,
    /// The fold of each case; empty where cases are not divided.
    pub folds: Vec<usize>,
    /// Whether the places of what happened in the forecasts of days are uniform, as they would be if
    /// the forecasts were right.
    pub uniform: Option<Test>,
}

/// A case forecast by the model.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The model's forecast.
    pub forecast: Forecast,
    /// What happened.
    pub happened: Happened,
    /// The model's scores, in the order of [`Score::ALL`].
    pub scores: Vec<Option<f64>>,
    /// Where the days that happened lie in the forecast: 0 to 1.
    pub pit: Option<f64>,
}

/// A score of a forecaster over the cases it can be told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Who forecast.
    pub forecaster: Forecaster,
    /// The score.
    pub score: Score,
    /// Its mean.
    pub mean: Estimate,
    /// The forecaster's minus the model's over the same cases, where both have one: above zero the
    /// model is better.
    pub difference: Estimate,
}

/// Why cases are not scored.
#[derive(Debug, thiserror::Error)]
pub enum HindcastError {
    /// Their onsets cannot be read.
    #[error(transparent)]
    Vary(#[from] VaryError),
    /// It was stopped.
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// Forecasts every case and scores the forecasts. `reference` are other cases to count.
///
/// # Errors
/// [`HindcastError`].
pub fn hindcast(
    cases: &Cases,
    reference: Option<&Cases>,
    asked: &HindcastAsked,
    progress: &impl Progress,
) -> Result<Hindcast, HindcastError> {
    let forecast = portion(cases, asked, Portion::ALL, progress)?;
    Ok(told(cases, reference, asked, forecast))
}

/// Forecasts of cases, by their numbers.
pub type Forecasts = BTreeMap<usize, Forecast>;

/// Forecasts those cases whose onsets are in a portion of all.
///
/// # Errors
/// [`HindcastError`].
pub fn portion(
    cases: &Cases,
    asked: &HindcastAsked,
    portion: Portion,
    progress: &impl Progress,
) -> Result<Forecasts, HindcastError> {
    let alone;
    let none = Draws::default();
    let (varied, draws) = if let Some(over) = &asked.averaged {
        (&over.varied, &over.draws)
    } else {
        alone = Varied::new(cases, &[])?;
        (&alone, &none)
    };
    let Range { start, end } = portion.of(&(0..varied.onsets.len() as u64));
    let onsets = &varied.onsets[start as usize..end as usize];
    let wanted: Vec<usize> = onsets
        .iter()
        .flat_map(|onset| &onset.cases)
        .copied()
        .collect();
    let run = (asked.seed, asked.trials);
    let mut all = forecasts(varied, draws, &wanted, run, progress)?;
    let forecast = |case: usize| (case, std::mem::take(&mut all[case]));
    Ok(wanted.into_iter().map(forecast).collect())
}

/// Scores forecasts of all cases.
pub fn told(
    cases: &Cases,
    reference: Option<&Cases>,
    asked: &HindcastAsked,
    mut forecast: Forecasts,
) -> Hindcast {
    let every = 0..cases.list.len();
    let forecasts = every.map(|case| forecast.remove(&case).unwrap_or_default());
    let folds = divided(&cases.list, asked.folds, asked.seed, REPETITIONS);
    judged(cases, reference, &[forecasts.collect()], folds, asked.seed)
}

/// The folds of cases by repetition; none where nothing is said to belong together.
pub fn divided(cases: &[Case], count: usize, seed: u64, repetitions: u64) -> Vec<Vec<usize>> {
    if cases.iter().all(|case| case.together.is_empty()) {
        return Vec::new();
    }
    let cluster = clusters(cases);
    let fold = |repetition| folds(&cluster, count, seed, repetition);
    (0..repetitions).map(fold).collect()
}

/// Scores of forecasts beside those of counting. `forecasts` are one a case, or so for each of several
/// divisions into folds, over which the model's totals are means; rows of cases are of the first.
/// `folds` are divisions of the cases, over which counting in other folds is averaged.
pub fn judged(
    cases: &Cases,
    reference: Option<&Cases>,
    forecasts: &[Vec<Forecast>],
    folds: Vec<Vec<usize>>,
    seed: u64,
) -> Hindcast {
    let happened: Vec<Happened> = cases.list.iter().map(happened).collect();
    let cluster = clusters(&cases.list);
    let counting = Counting {
        cases: &cases.list,
        happened: &happened,
        folds: &folds,
        reference: reference.map(|other| &other.list[..]),
    };
    let mut scored: Vec<Scored> = Vec::new();
    for (forecast, happened) in forecasts[0].iter().zip(&happened) {
        let score = |score: &Score| forecast.score(*score, *happened);
        scored.push(Scored {
            scores: Score::ALL.iter().map(score).collect(),
            pit: happened.days.and_then(|days| forecast.pit(days)),
            happened: *happened,
            forecast: forecast.clone(),
        });
    }
    let mean = |c: usize, score: Score| {
        let of = forecasts.iter().map(|of| of[c].score(score, happened[c]));
        Some(of.sum::<Option<f64>>()? / forecasts.len() as f64)
    };
    let means: Vec<Vec<Option<f64>>> = (0..happened.len())
        .map(|c| Score::ALL.iter().map(|&score| mean(c, score)).collect())
        .collect();
    let mut totals = Vec::new();
    for &forecaster in Forecaster::ALL.iter().filter(|f| counting.knows(**f)) {
        for (s, &score) in Score::ALL.iter().enumerate() {
            let model = |c: usize| means[c][s];
            let of = |c: usize| match forecaster {
                Forecaster::Model => model(c),
                _ => counting.score(forecaster, c, score),
            };
            totals.push(total((forecaster, score), &cluster, of, model, seed));
        }
    }
    let mut pits: Vec<f64> = scored.iter().filter_map(|case| case.pit).collect();
    pits.sort_by(f64::total_cmp);
    Hindcast {
        uniform: uniformity_test(&pits),
        cases: scored,
        totals,
        folds: folds.into_iter().next().unwrap_or_default(),
    }
}

/// What came of a case, in the terms of forecasts.
pub fn happened(case: &Case) -> Happened {
    let seen = &case.observed;
    Happened {
        violence: seen.violence.map(|level| level as usize - 1),
        trigger: case.scenario.trigger.violence as usize - 1,
        ending: seen.form.and_then(seen::form),
        days: seen.days,
    }
}

/// The model's forecast of each case that is `wanted`, averaged over draws of the parameters that
/// vary. Cases that begin alike share their trials; the others
/// get an empty forecast. `trials` are those of an onset, over all draws.
///
/// # Errors
/// [`Halt`].
pub fn forecasts(
    varied: &Varied,
    draws: &Draws,
    wanted: &[usize],
    (seed, trials): (u64, u64),
    progress: &impl Progress,
) -> Result<Vec<Forecast>, Halt> {
    let is_wanted = |onset: &&Onset| onset.cases.iter().any(|case| wanted.contains(case));
    let onsets: Vec<&Onset> = varied.onsets.iter().filter(is_wanted).collect();
    let work = |onset: &&Onset| {
        let mut ended: Vec<Ending> = Vec::new();
        for (values, trials) in draws.turns(trials) {
            if progress.stop() {
                break;
            }
            let each = trials.end - trials.start;
            ended.extend(play(&varied.model(onset, values), seed, trials));
            progress.done(each);
        }
        (!ended.is_empty()).then(|| Forecast::of_trials(&ended))
    };
    let cases = varied.onsets.iter().flat_map(|onset| &onset.cases).max();
    let mut forecasts = vec![Forecast::default(); cases.map_or(0, |last| last + 1)];
    let mut done = onsets.iter();
    ensemble::in_order(onsets.iter().copied(), progress, work, |forecast| {
        let onset = done.next().expect("invariant: one forecast an onset");
        for &case in onset.cases.iter().filter(|case| wanted.contains(case)) {
            forecasts[case] = forecast.clone().unwrap_or_default();
        }
        Ok(())
    })?;
    Ok(forecasts)
}

/// Those who count.
struct Counting<'c> {
    cases: &'c [Case],
    happened: &'c [Happened],
    /// By repetition, the fold of each case.
    folds: &'c [Vec<usize>],
    reference: Option<&'c [Case]>,
}

impl Counting<'_> {
    /// Whether there is what a forecaster counts.
    fn knows(&self, forecaster: Forecaster) -> bool {
        match forecaster {
            Forecaster::OtherFolds | Forecaster::SameTriggerOtherFolds => !self.folds.is_empty(),
            Forecaster::Reference | Forecaster::ReferenceSameTrigger => self.reference.is_some(),
            _ => true,
        }
    }

    /// A forecaster's score of a case; in folds, the mean over repetitions.
    fn score(&self, forecaster: Forecaster, case: usize, score: Score) -> Option<f64> {
        let happened = self.happened[case];
        let one = |forecast: Forecast| forecast.score(score, happened);
        match forecaster {
            Forecaster::Model => None,
            Forecaster::Uniform => one(Forecast::uniform()),
            Forecaster::OtherCases => one(self.count(|other| other != case)),
            Forecaster::SameTrigger => {
                one(self.count(|other| other != case && self.same(other, case)))
            }
            Forecaster::OtherFolds => {
                self.mean(|fold| one(self.count(|other| fold[other] != fold[case])))
            }
            Forecaster::SameTriggerOtherFolds => self.mean(|fold| {
                one(self.count(|other| fold[other] != fold[case] && self.same(other, case)))
            }),
            Forecaster::Reference => one(self.refer(|_| true)),
            Forecaster::ReferenceSameTrigger => {
                one(self.refer(|other| other.kind == self.cases[case].kind))
            }
        }
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.cases[a].kind == self.cases[b].kind
    }

    fn count(&self, keep: impl Fn(usize) -> bool + Clone) -> Forecast {
        let kept = (0..self.cases.len()).filter(|&c| keep(c));
        Forecast::of_cases(kept.map(|c| &self.happened[c]))
    }

    fn refer(&self, keep: impl Fn(&Case) -> bool) -> Forecast {
        let cases = self.reference.unwrap_or_default().iter();
        let kept: Vec<Happened> = cases.filter(|case| keep(case)).map(happened).collect();
        Forecast::of_cases(kept.iter())
    }

    fn mean(&self, of: impl Fn(&[usize]) -> Option<f64>) -> Option<f64> {
        let scores: Option<Vec<f64>> = self.folds.iter().map(|fold| of(fold)).collect();
        let scores = scores.filter(|scores| !scores.is_empty())?;
        Some(scores.iter().sum::<f64>() / scores.len() as f64)
    }
}

fn total(
    (forecaster, score): (Forecaster, Score),
    cluster: &[usize],
    of: impl Fn(usize) -> Option<f64>,
    model: impl Fn(usize) -> Option<f64>,
    seed: u64,
) -> Total {
    let scores: Vec<(usize, f64)> = (0..cluster.len())
        .filter_map(|c| Some((c, of(c)?)))
        .collect();
    let paired: Vec<(usize, f64)> = scores
        .iter()
        .filter_map(|&(c, score)| Some((c, score - model(c)?)))
        .collect();
    let mean = |values: &[(usize, f64)]| {
        let own: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
        let of: Vec<usize> = values.iter().map(|(c, _)| cluster[*c]).collect();
        // The same resamples for every forecaster and score.
        let mut word = words("resamples of cases", seed, 0);
        bootstrap::mean(&own, &renumbered(&of), (LEVEL, RESAMPLES), &mut word)
    };
    let difference = match forecaster {
        Forecaster::Model => Estimate::identical(LEVEL, scores.len() as u64),
        _ => mean(&paired),
    };
    Total {
        forecaster,
        score,
        mean: mean(&scores),
        difference,
    }
}

/// Clusters numbered without gaps, in the order in which they come.
fn renumbered(cluster: &[usize]) -> Vec<usize> {
    let mut known: Vec<usize> = Vec::new();
    let mut number = |of: &usize| {
        known.iter().position(|k| k == of).unwrap_or_else(|| {
            known.push(*of);
            known.len() - 1
        })
    };
    cluster.iter().map(&mut number).collect()
}
