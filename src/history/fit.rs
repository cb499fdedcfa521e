//! The law fitted to cases: how likely it makes what came of them, at any place of the prior.

use super::case::Cases;
use super::likelihood::{Seen, Smoothed};
use super::play::play;
use super::smc::Target;
use super::vary::Varied;
use crate::scenario::template::Prior;

/// What is fitted to what.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The onsets, and the parameters that vary.
    pub varied: Varied,
    /// What is believed of each parameter.
    pub priors: Vec<Prior>,
    /// What came of each case.
    pub seen: Vec<Seen>,
    /// The seed of the trials: the same luck at every place.
    pub seed: u64,
    /// Trials of each onset.
    pub trials: u64,
}

impl Fit {
    /// Parameters and priors against cases.
    pub fn new(
        cases: &Cases,
        varied: Varied,
        priors: Vec<Prior>,
        (seed, trials): (u64, u64),
    ) -> Self {
        Self {
            varied,
            priors,
            seen: cases.list.iter().map(Seen::of).collect(),
            seed,
            trials,
        }
    }

    /// The values of the parameters at a place.
    pub fn values(&self, place: &[f64]) -> Vec<f64> {
        let free = self.varied.free.iter().zip(&self.priors).zip(place);
        free.map(|((free, prior), z)| prior.within(free, *z))
            .collect()
    }
}

impl Target for Fit {
    fn dimensions(&self) -> usize {
        self.priors.len()
    }

    fn log_likelihoods(&self, place: &[f64]) -> Vec<f64> {
        let values = self.values(place);
        let mut found = vec![0.0; self.seen.len()];
        for onset in &self.varied.onsets {
            let model = self.varied.model(onset, &values);
            let trials = play(&model, self.seed, 0..self.trials);
            let smoothed = Smoothed::new(&trials, model.crisis.horizon);
            for &case in &onset.cases {
                found[case] = smoothed.log_likelihood(self.seen[case]);
            }
        }
        found
    }
}
