//! What of a crisis both the record and a trial know, in the same terms.

use super::play::Ending;
use crate::crisis::outcome::Outcome;
use crate::scenario::observed::Form;

/// Levels of violence.
pub const LEVELS: usize = 4;
/// Forms of ending that both know.
pub const ENDINGS: usize = 3;

/// The forms of ending that both know, in order.
pub const FORMS: [Outcome; ENDINGS] = [Outcome::Agreement, Outcome::Unilateral, Outcome::Calm];

/// The place of an outcome among [`FORMS`]. A war ends a trial and not the crisis: how that ended is
/// not known, and neither is it at the horizon.
pub fn ending(outcome: Outcome) -> Option<usize> {
    FORMS.iter().position(|form| *form == outcome)
}

/// What a form of the record is in our terms: the one place that says so.
pub fn form(form: Form) -> Option<usize> {
    let outcome = match form {
        Form::Formal | Form::SemiFormal | Form::Tacit | Form::Imposed | Form::Agreement => {
            Outcome::Agreement
        }
        Form::UnilateralAct | Form::Unilateral => Outcome::Unilateral,
        Form::Faded | Form::Calm => Outcome::Calm,
        Form::Other => return None,
    };
    ending(outcome)
}

/// How long a trial's crisis lasted: as long as it did, or, where it went on when the trial ended, as
/// long as those that lasted longer.
#[derive(Debug, Clone)]
pub enum Lasting {
    /// So many days.
    Known(u32),
    /// Days and their masses, which add up to one.
    Spread(std::sync::Arc<[(u32, f64)]>),
}

impl Lasting {
    /// Days with the mass that each has.
    pub fn each(&self, mut with: impl FnMut(u32, f64)) {
        match self {
            Self::Known(days) => with(*days, 1.0),
            Self::Spread(days) => days.iter().for_each(|&(days, mass)| with(days, mass)),
        }
    }
}

/// How long the crisis of each trial lasted. A war ends the trial: its crisis goes on as long as those
/// do that were still running on that day, which is the estimate of Kaplan & Meier (1958) written as
/// mass that moves to the right (Efron 1967). What still runs at the horizon lies beyond it, a day.
pub fn lasting(trials: &[Ending]) -> Vec<Lasting> {
    let mut order: Vec<usize> = (0..trials.len()).collect();
    // Of one day, what ended comes before what was censored.
    order.sort_by_key(|&t| (trials[t].days, trials[t].is_censored()));
    let mut lasting: Vec<Lasting> = trials.iter().map(|t| Lasting::Known(t.days)).collect();
    // From the last backwards: what lies to the right, and how much of it there is.
    let mut right: Vec<(u32, f64)> = Vec::new();
    let mut mass = 0.0;
    for &t in order.iter().rev() {
        let trial = trials[t];
        match trial.outcome {
            Outcome::Unresolved => add(&mut right, trial.days + 1, 1.0),
            Outcome::War if mass == 0.0 => {
                // Nothing is known to have lasted longer.
                lasting[t] = Lasting::Known(trial.days);
                add(&mut right, trial.days, 1.0);
                mass += 1.0;
                continue;
            }
            Outcome::War => {
                let spread: Vec<(u32, f64)> =
                    right.iter().map(|&(days, m)| (days, m / mass)).collect();
                for (own, more) in right.iter_mut().zip(&spread) {
                    own.1 += more.1;
                }
                lasting[t] = Lasting::Spread(spread.into());
                mass += 1.0;
                continue;
            }
            _ => add(&mut right, trial.days, 1.0),
        }
        if trial.outcome == Outcome::Unresolved {
            lasting[t] = Lasting::Known(trial.days + 1);
        }
        mass += 1.0;
    }
    lasting
}

/// Adds mass at a day that is not after the earliest there is.
fn add(right: &mut Vec<(u32, f64)>, days: u32, mass: f64) {
    match right.last_mut() {
        Some(last) if last.0 == days => last.1 += mass,
        _ => right.push((days, mass)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(trials: &[(u32, Outcome)]) -> Vec<(u32, f64)> {
        let trials: Vec<Ending> = trials
            .iter()
            .map(|&(days, outcome)| Ending {
                violence: 1,
                outcome,
                days,
            })
            .collect();
        let mut masses = std::collections::BTreeMap::new();
        for lasting in lasting(&trials) {
            lasting.each(|days, mass| *masses.entry(days).or_default() += mass);
        }
        masses.into_iter().collect()
    }

    /// Deaths at 1, 3 and 5 of five, censored at 2 and at 5: the steps of Kaplan & Meier are .2,
    /// .8/3 and .8/3, and what is censored with the last has the rest.
    #[test]
    fn what_a_war_censors_moves_to_those_that_lasted_longer() {
        use Outcome::{Calm, War};
        let found = days(&[(1, Calm), (5, War), (3, Calm), (2, War), (5, Calm)]);
        let expected = [(1, 0.2), (3, 0.8 / 3.0), (5, 1.6 / 3.0)];
        assert_eq!(found.len(), expected.len());
        for ((day, mass), (known, share)) in found.into_iter().zip(expected) {
            assert_eq!(day, known);
            assert!((mass / 5.0 - share).abs() < 1e-12, "{day}: {mass}");
        }
    }

    #[test]
    fn what_runs_at_the_horizon_lies_beyond_it_and_no_mass_is_lost() {
        use Outcome::{Agreement, Unresolved, War};
        let found = days(&[(101, Unresolved), (40, War), (7, Agreement), (101, War)]);
        assert_eq!(found.first(), Some(&(7, 1.0)));
        let all: f64 = found.iter().map(|(_, mass)| mass).sum();
        assert!((all - 4.0).abs() < 1e-12);
        assert_eq!(days(&[(9, War), (4, War)]), [(9, 2.0)]);
    }
}
