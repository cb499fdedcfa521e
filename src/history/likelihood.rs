//! How likely chances of what can be seen of a case make what was seen of it.
//!
//! Of a case, what is known of violence, ending and duration counts: the level of violence; the ending
//! given that level; the logarithm of the duration given that level. No chance is none: one case in
//! some hundreds is something that no law says.

use super::case::Case;
use super::play::Ending;
use super::seen::{self, ENDINGS, LEVELS};

/// Bins of the logarithm of the days, between one day and the horizon; one more lies beyond it. Each is
/// about a fifth of the spread of durations.
pub const BINS: usize = 24;
/// The share of cases that are spread over all that can be seen, whatever the law says.
const LAPSE: f64 = 0.005;
/// Trials at a level that count as much there as what is known at any level.
const BORROWED: f64 = 5.0;

/// What of a case the likelihood looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The level of violence, from 0.
    pub violence: Option<usize>,
    /// The form of ending, by [`seen::ending`].
    pub ending: Option<usize>,
    /// Days, the first and the last included.
    pub days: Option<u32>,
}

impl Seen {
    /// What came of a case.
    pub fn of(case: &Case) -> Self {
        let seen = &case.observed;
        Self {
            violence: seen.violence.map(|level| level as usize - 1),
            ending: seen.form.and_then(seen::form),
            days: seen.days,
        }
    }

    /// What came of a trial: as if it had been a case. Whatever is censored leaves days and ending
    /// unknown.
    pub fn of_trial(trial: Ending) -> Self {
        let known = !trial.is_censored();
        Self {
            violence: Some(usize::from(trial.violence) - 1),
            ending: seen::ending(trial.outcome),
            days: known.then_some(trial.days),
        }
    }
}

/// Chances of what can be seen of a case.
#[derive(Debug, Clone)]
pub struct Chances {
    /// Of each level of violence.
    pub violence: [f64; LEVELS],
    /// By level: of each ending.
    pub endings: [[f64; ENDINGS]; LEVELS],
    /// By level: of each bin of days, the last beyond the horizon.
    pub days: [[f64; BINS + 1]; LEVELS],
    /// The bins.
    pub scale: Scale,
}

/// Bins of log days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    horizon: u32,
    width: f64,
}

impl Scale {
    /// Days as the record counts them go from 1 to one more than the horizon.
    pub fn new(horizon: u32) -> Self {
        Self {
            horizon: horizon + 1,
            width: libm::log(f64::from(horizon) + 2.0) / BINS as f64,
        }
    }

    /// The bin of so many days.
    pub fn bin(self, days: u32) -> usize {
        if days > self.horizon {
            return BINS;
        }
        let at = libm::log(f64::from(days.max(1))) / self.width;
        (at as usize).min(BINS - 1)
    }
}

impl Chances {
    /// From the trials of an onset, at least one.
    pub fn of_trials(trials: &[Ending], horizon: u32) -> Self {
        let scale = Scale::new(horizon);
        let n = trials.len() as f64;
        let mut levels = [0.0; LEVELS];
        let mut endings = [[0.0; ENDINGS]; LEVELS];
        for trial in trials {
            let level = usize::from(trial.violence) - 1;
            levels[level] += 1.0;
            if let Some(ending) = seen::ending(trial.outcome) {
                endings[level][ending] += 1.0;
            }
        }
        let violence = levels.map(|count| (count + 1.0 / LEVELS as f64) / (n + 1.0));
        let all: [f64; ENDINGS] = std::array::from_fn(|e| endings.iter().map(|of| of[e]).sum());
        let any = shares(&all, 1.0, &[1.0 / ENDINGS as f64; ENDINGS]);
        let endings = endings.map(|of| shares(&of, BORROWED, &any));
        let lasting: Vec<seen::Lasting> = seen::lasting(trials);
        let mut masses = [[0.0; BINS + 1]; LEVELS];
        for (trial, lasting) in trials.iter().zip(&lasting) {
            let of = &mut masses[usize::from(trial.violence) - 1];
            lasting.each(|days, mass| of[scale.bin(days)] += mass);
        }
        let all: [f64; BINS + 1] = std::array::from_fn(|b| masses.iter().map(|of| of[b]).sum());
        let flat = [1.0 / (BINS + 1) as f64; BINS + 1];
        let any = shares(&all, 1.0, &flat);
        let days = masses.map(|of| shares(&of, BORROWED, &any));
        Self {
            violence,
            endings,
            days,
            scale,
        }
    }

    /// The log likelihood of what was seen.
    pub fn log_likelihood(&self, seen: Seen) -> f64 {
        let violence = |level: usize| lapsed(self.violence[level], LEVELS);
        let at = |of: &dyn Fn(usize) -> f64| match seen.violence {
            Some(level) => of(level),
            // What is not known is averaged over.
            None => (0..LEVELS).map(|level| violence(level) * of(level)).sum(),
        };
        let ending = seen.ending.map_or(1.0, |ending| {
            at(&|level| lapsed(self.endings[level][ending], ENDINGS))
        });
        let days = seen.days.map_or(1.0, |days| {
            let bin = self.scale.bin(days);
            at(&|level| lapsed(self.days[level][bin], BINS + 1))
        });
        let violence = seen.violence.map_or(1.0, violence);
        libm::log(violence) + libm::log(ending) + libm::log(days)
    }
}

/// A chance among so many, where one case in some hundreds is anything at all.
fn lapsed(chance: f64, of: usize) -> f64 {
    (1.0 - LAPSE) * chance + LAPSE / of as f64
}

/// Counts as shares, with so many more counts spread as `prior` says.
fn shares<const N: usize>(counts: &[f64; N], more: f64, prior: &[f64; N]) -> [f64; N] {
    let n: f64 = counts.iter().sum();
    std::array::from_fn(|i| (counts[i] + more * prior[i]) / (n + more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::outcome::Outcome;

    fn trial(violence: u8, outcome: Outcome, days: u32) -> Ending {
        Ending {
            violence,
            outcome,
            days,
        }
    }

    fn trials() -> Vec<Ending> {
        let mut trials = vec![
            trial(1, Outcome::Calm, 20),
            trial(1, Outcome::Agreement, 60),
            trial(2, Outcome::Unilateral, 9),
            trial(4, Outcome::War, 30),
            trial(3, Outcome::Unresolved, 101),
        ];
        trials.extend((1..40).map(|day| trial(2, Outcome::Agreement, 2 * day)));
        trials
    }

    /// All that could be seen adds up to one: it is a distribution.
    #[test]
    fn what_could_be_seen_adds_up_to_one() {
        let smoothed = Chances::of_trials(&trials(), 100);
        let scale = Scale::new(100);
        let mut day_of: Vec<u32> = Vec::new();
        for days in 1..=200 {
            if !day_of
                .iter()
                .any(|&known| scale.bin(known) == scale.bin(days))
            {
                day_of.push(days);
            }
        }
        let mut reached = 0.0;
        for level in 0..LEVELS {
            for ending in 0..ENDINGS {
                for &days in &day_of {
                    reached += libm::exp(smoothed.log_likelihood(Seen {
                        violence: Some(level),
                        ending: Some(ending),
                        days: Some(days),
                    }));
                }
            }
        }
        let empty: f64 = (0..LEVELS)
            .map(|level| {
                let known: f64 = day_of
                    .iter()
                    .map(|&d| lapsed(smoothed.days[level][scale.bin(d)], BINS + 1))
                    .sum();
                lapsed(smoothed.violence[level], LEVELS) * (1.0 - known)
            })
            .sum();
        // Bins that hold no whole day cannot be seen.
        assert!(
            (reached + empty - 1.0).abs() < 1e-9,
            "{reached} and {empty}"
        );
    }

    #[test]
    fn what_is_not_known_is_averaged_over() {
        let smoothed = Chances::of_trials(&trials(), 100);
        let of = |violence| {
            libm::exp(smoothed.log_likelihood(Seen {
                violence,
                ending: Some(0),
                days: None,
            }))
        };
        let known: f64 = (0..LEVELS).map(|level| of(Some(level))).sum();
        assert!((of(None) - known).abs() < 1e-12);
        let nothing = Seen {
            violence: None,
            ending: None,
            days: None,
        };
        assert!(smoothed.log_likelihood(nothing).abs() < 1e-12);
    }

    #[test]
    fn no_trial_excludes_anything() {
        let one = Chances::of_trials(&[trial(1, Outcome::Calm, 10)], 100);
        let rare = Seen {
            violence: Some(3),
            ending: Some(1),
            days: Some(90),
        };
        assert!(one.log_likelihood(rare).is_finite());
    }
}
