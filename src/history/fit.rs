//! The law fitted to cases: how likely it makes what came of them, at any place of the prior.

use super::case::Cases;
use super::emulator::Emulator;
use super::likelihood::{Chances, Seen};
use super::play::play;
use super::smc::Target;
use super::summaries::{self, Figure, Summaries};
use super::vary::Varied;
use crate::scenario::template::Prior;
use std::sync::Arc;

/// Trials of all cases together that say enough of patterns, whatever is asked of single cases.
const PATTERNS: usize = 20_000;

/// Parameters that vary, what is believed of them, and the cases that speak on them.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The onsets, and the parameters that vary.
    pub varied: Varied,
    /// What is believed of each parameter.
    pub priors: Vec<Prior>,
    /// What came of each case.
    pub seen: Vec<Seen>,
    /// What is known of patterns of events in all cases: by record, if there is any.
    pub figures: Vec<Vec<Figure>>,
}

impl Fit {
    /// Parameters and priors against cases and figures of all of them, if there are any.
    pub fn new(cases: &Cases, varied: Varied, priors: Vec<Prior>, figures: Vec<Figure>) -> Self {
        let known = !figures.is_empty();
        Self {
            varied,
            priors,
            seen: cases.list.iter().map(Seen::of).collect(),
            figures: known.then_some(figures).into_iter().collect(),
        }
    }

    /// Weights of what the likelihood is of: of each case its own, and all of each record of patterns.
    pub fn weights(&self, case: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut weights: Vec<f64> = (0..self.seen.len()).map(case).collect();
        weights.resize(self.seen.len() + self.figures.len(), 1.0);
        weights
    }

    /// The values of the parameters at a place.
    pub fn values(&self, place: &[f64]) -> Vec<f64> {
        let free = self.varied.free.iter().zip(&self.priors).zip(place);
        free.map(|((free, prior), z)| prior.within(free, *z))
            .collect()
    }

    /// The log likelihood of every case, from the chances of what can be seen of each onset.
    fn log_likelihoods(&self, chances: impl Fn(usize) -> Chances) -> Vec<f64> {
        let mut found = vec![0.0; self.seen.len()];
        for (o, onset) in self.varied.onsets.iter().enumerate() {
            let chances = chances(o);
            for &case in &onset.cases {
                found[case] = chances.log_likelihood(self.seen[case]);
            }
        }
        found
    }

    /// The log likelihood of every case and record where the parameters have these values, from so many
    /// trials of each onset, watched for so many days.
    pub fn played(&self, values: &[f64], (seed, trials): (u64, u64), watched: u32) -> Vec<f64> {
        let mut found = self.log_likelihoods(|o| {
            let mut model = self.varied.model(&self.varied.onsets[o], values);
            model.crisis.horizon = model.crisis.horizon.min(watched);
            Chances::of_trials(&play(&model, seed, 0..trials), model.crisis.horizon)
        });
        let run = (
            seed,
            PATTERNS.min(trials as usize * self.varied.onsets.len()),
        );
        let figures = self.figures.iter();
        found.extend(figures.map(|of| summaries::played(&self.varied, values, run, watched, of)));
        found
    }
}

/// A fit whose law is emulated.
#[derive(Debug)]
pub struct Emulated<'f> {
    /// What is fitted to what.
    pub fit: &'f Fit,
    /// The law, as it was learnt.
    pub law: Arc<Emulator>,
    /// What it says of patterns of events, where those are known.
    pub patterns: Option<Arc<Summaries>>,
}

impl Target for Emulated<'_> {
    fn dimensions(&self) -> usize {
        self.fit.priors.len()
    }

    fn log_likelihoods(&self, place: &[f64]) -> Vec<f64> {
        let values = self.fit.values(place);
        let fit = self.fit;
        let mut found = fit.log_likelihoods(|o| self.law.chances(&fit.varied, o, &values));
        if let Some(patterns) = &self.patterns {
            let figures = fit.figures.iter();
            found.extend(figures.map(|of| patterns.log_likelihood(place, of)));
        }
        found
    }
}
