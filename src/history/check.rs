//! Simulation-based calibration near the record (Talts, Betancourt, Simpson, Vehtari & Gelman 2018;
//! Säilynoja, Schmitt, Bürkner & Vehtari 2025): does the fit find parameters that are known?
//!
//! A truth is a draw of the posterior. All cases are simulated once more from it, by the law and not by
//! its emulator, and the fit goes on to what the record and these cases say together. Where everything
//! is sound, the truth lies anywhere among the draws: its rank is uniform. Where the emulator is off,
//! or the sampler too sure, it is not. Each check has luck of its own.

use super::fit::{Emulated, Fit};
use super::likelihood::Seen;
use super::memory::Notes;
use super::play::play;
use super::smc::{self, Population, Target, Walk};
use super::summaries;
use crate::crisis::outcome::Outcome;
use crate::ensemble::{Halt, Progress};
use crate::stats::test::{Test, uniformity_test};
use crate::trial::words::words;
use std::sync::Arc;

/// Walks of checks are numbered from here: more than there are folds.
pub const FIRST: u64 = 1 << 32;
/// Trials, at least, that say what the law says of patterns at a truth.
const PATTERNS: usize = 20_000;

/// Truths beside the draws that were fitted to cases simulated from them.
#[derive(Debug, Clone)]
pub struct Checked {
    /// How many draws each truth was ranked among.
    pub draws: usize,
    /// Checks whose sampler stopped before it was there, or of whose patterns nothing could be
    /// simulated: they rank nothing.
    pub stalled: usize,
    /// By parameter.
    pub parameters: Vec<CheckedParameter>,
}

/// What came of the checks of a parameter.
#[derive(Debug, Clone)]
pub struct CheckedParameter {
    /// Its path.
    pub path: String,
    /// By check: the truth, and how many draws lie below it.
    pub ranks: Vec<(f64, Option<usize>)>,
    /// Whether the ranks are uniform.
    pub uniform: Option<Test>,
}

/// Checks so often whether the fit finds a draw of its own posterior.
///
/// # Errors
/// [`Halt`].
pub fn check(
    target: &Emulated<'_>,
    posterior: &Population,
    (checks, walk): (u64, Walk),
    progress: &impl Progress,
    notes: &mut Notes<'_>,
) -> Result<Checked, Halt> {
    let fit = target.fit;
    let cases = fit.seen.len();
    let mut checked = Checked {
        draws: 0,
        stalled: 0,
        parameters: Vec::new(),
    };
    let mut ranks: Vec<Vec<(f64, Option<usize>)>> = vec![Vec::new(); fit.priors.len()];
    for number in 0..checks {
        let mut luck = words("luck of a check", walk.seed, number);
        let truth = &posterior.draws[(luck() % posterior.draws.len() as u64) as usize].place;
        let population = if let Some(population) = notes.known(FIRST + number) {
            population
        } else {
            let Some(twice) = twice(fit, truth, luck()) else {
                // The law at this truth shows no acts to measure.
                checked.stalled += 1;
                continue;
            };
            let target = Emulated {
                fit: &twice,
                law: Arc::clone(&target.law),
                patterns: target.patterns.clone(),
            };
            let walk = Walk {
                seed: luck(),
                number: FIRST + number,
                ..walk
            };
            // The truth itself is not among those that look for it.
            let others = posterior.draws.iter().map(|draw| &draw.place);
            let others: Vec<Vec<f64>> = others.filter(|place| *place != truth).cloned().collect();
            if others.is_empty() {
                checked.stalled += 1;
                continue;
            }
            let mut from = twice.weights(|case| f64::from(u8::from(case < cases)));
            // The record's own patterns are known, those that were simulated are not yet.
            let records = from.len() - fit.figures.len();
            from[records..].fill(0.0);
            let population = places(went_on(&target, others, &from, walk, progress)?);
            notes.keep(&population)?;
            population
        };
        checked.draws = population.draws.len();
        let there = population.reached >= 1.0;
        checked.stalled += usize::from(!there);
        for (i, value) in fit.values(truth).into_iter().enumerate() {
            let rank = there.then(|| below(&population, i, truth[i]));
            ranks[i].push((value, rank));
        }
    }
    let draws = checked.draws;
    let parameter = |(ranks, i): (Vec<(f64, Option<usize>)>, usize)| CheckedParameter {
        path: fit.varied.free[i].path.clone(),
        uniform: uniform(ranks.iter().filter_map(|(_, rank)| *rank), draws),
        ranks,
    };
    checked.parameters = ranks.into_iter().zip(0..).map(parameter).collect();
    Ok(checked)
}

/// The cases of a fit, and once more with what was simulated of them, and of their patterns.
fn twice(fit: &Fit, truth: &[f64], luck: u64) -> Option<Fit> {
    let mut twice = fit.clone();
    let cases = fit.seen.len();
    twice.seen.extend(simulated(fit, truth, luck));
    for figures in &fit.figures {
        let values = fit.values(truth);
        let simulated = summaries::simulated(&fit.varied, &values, luck, PATTERNS, figures);
        twice.figures.push(simulated?);
    }
    for onset in &mut twice.varied.onsets {
        let again: Vec<usize> = onset.cases.iter().map(|case| case + cases).collect();
        onset.cases.extend(again);
    }
    Some(twice)
}

/// What could have come of the cases if the truth were there: as much is known of each as is of it.
fn simulated(fit: &Fit, truth: &[f64], luck: u64) -> Vec<Seen> {
    let values = fit.values(truth);
    let mut seen = fit.seen.clone();
    let mut first = 0;
    for onset in &fit.varied.onsets {
        let trials = first..first + onset.cases.len() as u64;
        first = trials.end;
        let played = play(&fit.varied.model(onset, &values), luck, trials);
        for (&case, trial) in onset.cases.iter().zip(played) {
            let (of, known) = (Seen::of_trial(trial), seen[case]);
            // What still runs at the horizon lies beyond it, a day.
            let beyond = (trial.outcome == Outcome::Unresolved).then_some(trial.days + 1);
            seen[case] = Seen {
                violence: known.violence.and(of.violence),
                ending: known.ending.and(of.ending),
                days: known.days.and(of.days.or(beyond)),
            };
        }
    }
    seen
}

/// Where draws that know units by these weights go when they know all, or how far they come.
fn went_on(
    target: &impl Target,
    places: Vec<Vec<f64>>,
    from: &[f64],
    walk: Walk,
    progress: &impl Progress,
) -> Result<Population, Halt> {
    let start = smc::start(target, places, walk, progress)?;
    let to = vec![1.0; from.len()];
    let nothing = |_: &Population| Ok(());
    let (population, _) = smc::walk(target, start, (from, &to), walk, progress, nothing)?;
    Ok(population)
}

/// A population without its likelihoods, of which nothing more is asked.
fn places(mut population: Population) -> Population {
    for draw in &mut population.draws {
        draw.units.clear();
    }
    population
}

/// How many draws lie below a truth.
fn below(population: &Population, i: usize, truth: f64) -> usize {
    let draws = population.draws.iter();
    draws.filter(|draw| draw.place[i] < truth).count()
}

/// Whether ranks among so many draws are uniform: each in the middle of its part of the unit interval.
fn uniform(ranks: impl Iterator<Item = usize>, draws: usize) -> Option<Test> {
    let place = |rank: usize| (rank as f64 + 0.5) / (draws as f64 + 1.0);
    let mut places: Vec<f64> = ranks.map(place).collect();
    places.sort_by(f64::total_cmp);
    uniformity_test(&places)
}

#[cfg(test)]
mod tests {
    use super::super::smc::normal;
    use super::*;

    /// A mean seen several times with noise of one, by somebody who takes what was seen so seriously.
    struct Mean {
        seen: Vec<f64>,
        seriously: f64,
    }

    impl Target for Mean {
        fn dimensions(&self) -> usize {
            1
        }
        fn log_likelihoods(&self, place: &[f64]) -> Vec<f64> {
            let of = |seen: &f64| -self.seriously * (seen - place[0]) * (seen - place[0]) / 2.0;
            self.seen.iter().map(of).collect()
        }
    }

    /// The p-value that the ranks of truths are uniform.
    fn p_value(seriously: f64) -> f64 {
        let rank = |number: u64| {
            let mut word = words("a truth to be found", 7, number);
            let truth = normal(&mut word);
            let seen = (0..5).map(|_| truth + normal(&mut word)).collect();
            let walk = Walk {
                seed: word(),
                ..Walk::default()
            };
            let target = Mean { seen, seriously };
            let places = smc::places(1, 60, walk.seed);
            let found = went_on(&target, places, &[0.0; 5], walk, &()).unwrap();
            assert!(found.reached >= 1.0);
            below(&found, 0, truth)
        };
        uniform((0..150).map(rank), 60).unwrap().p_value
    }

    #[test]
    fn ranks_are_uniform_where_the_fit_is_sound_and_not_where_it_is_too_sure() {
        assert!(p_value(1.0) > 0.05);
        assert!(p_value(6.0) < 1e-3);
    }
}
