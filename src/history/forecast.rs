//! A forecast of a case: how violent, how it ends, how long.

use super::play::Ending;
use super::seen::{self, ENDINGS, LEVELS};
use crate::stats::score::{crps_weighted, log_score, ranked_probability};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A forecast. What its maker knows nothing of is not there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Forecast {
    /// Probability of each level of violence, the trigger's included.
    pub violence: Option<[f64; LEVELS]>,
    /// Probability of each form of ending, in the order of [`seen::FORMS`].
    pub endings: Option<[f64; ENDINGS]>,
    /// Days, ascending, each with its mass.
    pub days: Vec<(u32, f64)>,
}

/// What came of a case, in the terms of forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// Level of violence, from 0.
    pub violence: Option<usize>,
    /// The level the trigger had by itself, from 0.
    pub trigger: usize,
    /// Form of ending, in the order of [`seen::FORMS`].
    pub ending: Option<usize>,
    /// Days, the first and the last included.
    pub days: Option<u32>,
}

/// What forecasts are scored by; all are penalties.
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
pub enum Score {
    /// Logarithmic score of the level of violence, the trigger's included.
    LogViolence,
    /// Ranked probability score of the level of violence, the trigger's included: mean over thresholds.
    RpsViolence,
    /// Logarithmic score of the level of violence, given that it is at least the trigger's own.
    LogViolenceGiven,
    /// Ranked probability score of the level of violence, given that it is at least the trigger's own.
    RpsViolenceGiven,
    /// Continuous ranked probability score of the natural logarithm of the days.
    CrpsLogDays,
    /// Logarithmic score of the form of ending, given that it is not a war.
    LogEnding,
}

impl Score {
    /// Every score, in the order of tables.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it means, for the codebook.
    pub fn doc(self) -> &'static str {
        strum::EnumMessage::get_documentation(&self).unwrap_or_default()
    }
}

impl Forecast {
    /// What trials say, at least one: with one pseudo-case spread over the levels and one over the
    /// endings, so that nothing is excluded.
    pub fn of_trials(trials: &[Ending]) -> Self {
        let (mut levels, mut endings) = ([0.0; LEVELS], [0.0; ENDINGS]);
        for trial in trials {
            levels[usize::from(trial.violence) - 1] += 1.0;
            if let Some(ending) = seen::ending(trial.outcome) {
                endings[ending] += 1.0;
            }
        }
        let mut days: BTreeMap<u32, f64> = BTreeMap::new();
        for lasting in seen::lasting(trials) {
            lasting.each(|day, mass| *days.entry(day).or_default() += mass);
        }
        Self {
            violence: Some(with_pseudo_case(&levels)),
            endings: Some(with_pseudo_case(&endings)),
            days: days.into_iter().collect(),
        }
    }

    /// What counting cases says: with a pseudo-case as above. Of days, those that were seen; nothing
    /// where none were.
    pub fn of_cases<'h>(cases: impl Iterator<Item = &'h Happened> + Clone) -> Self {
        let (mut levels, mut endings) = ([0.0; LEVELS], [0.0; ENDINGS]);
        let mut days: BTreeMap<u32, f64> = BTreeMap::new();
        for case in cases {
            case.violence
                .into_iter()
                .for_each(|level| levels[level] += 1.0);
            case.ending
                .into_iter()
                .for_each(|ending| endings[ending] += 1.0);
            case.days
                .into_iter()
                .for_each(|day| *days.entry(day).or_default() += 1.0);
        }
        Self {
            violence: Some(with_pseudo_case(&levels)),
            endings: Some(with_pseudo_case(&endings)),
            days: days.into_iter().collect(),
        }
    }

    /// Every level and every ending alike, and no word of days.
    pub fn uniform() -> Self {
        Self {
            violence: Some([1.0 / LEVELS as f64; LEVELS]),
            endings: Some([1.0 / ENDINGS as f64; ENDINGS]),
            days: Vec::new(),
        }
    }

    /// A score against what happened; none where either says nothing of it.
    pub fn score(&self, score: Score, happened: Happened) -> Option<f64> {
        let level = happened.violence;
        match score {
            Score::LogViolence => log_score(self.violence?[level?]),
            Score::RpsViolence => ranked_probability(&self.violence?, level?),
            Score::LogViolenceGiven => log_score(self.given(happened)?[level?]),
            Score::RpsViolenceGiven => ranked_probability(&self.given(happened)?, level?),
            Score::CrpsLogDays => {
                let log = |days: u32| libm::log(f64::from(days));
                let masses: Vec<(f64, f64)> = self.days.iter().map(|&(d, m)| (log(d), m)).collect();
                crps_weighted(&masses, log(happened.days?))
            }
            Score::LogEnding => log_score(self.endings?[happened.ending?]),
        }
    }

    /// Levels of violence given that they are at least the trigger's own, which the record counts in.
    fn given(&self, happened: Happened) -> Option<[f64; LEVELS]> {
        let mut levels = self.violence?;
        levels[..happened.trigger].fill(0.0);
        let sum: f64 = levels.iter().sum();
        Some(levels.map(|p| p / sum))
    }

    /// Where the days that happened lie in the forecast: the mass below them and half of that on them.
    pub fn pit(&self, days: u32) -> Option<f64> {
        let all: f64 = self.days.iter().map(|(_, mass)| mass).sum();
        let mass = |keep: &dyn Fn(u32) -> bool| -> f64 {
            let kept = self.days.iter().filter(|(day, _)| keep(*day));
            kept.map(|(_, mass)| mass).sum()
        };
        (all > 0.0).then(|| (mass(&|day| day < days) + mass(&|day| day == days) / 2.0) / all)
    }

    /// The day below which a share of the mass lies.
    pub fn quantile(&self, share: f64) -> Option<u32> {
        let all: f64 = self.days.iter().map(|(_, mass)| mass).sum();
        let mut below = 0.0;
        self.days.iter().find_map(|&(day, mass)| {
            below += mass;
            (below >= share * all).then_some(day)
        })
    }
}

/// Counts as shares with one more case spread evenly: Dirichlet with a total of one.
fn with_pseudo_case<const N: usize>(counts: &[f64; N]) -> [f64; N] {
    let n: f64 = counts.iter().sum();
    counts.map(|count| (count + 1.0 / N as f64) / (n + 1.0))
}
