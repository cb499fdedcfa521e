//! **The enumerated interpreter**: the same law of one day, its probabilities computed instead of
//! sampled.
//!
//! The state is finite, so a distribution over states can be carried from day to day: each stage
//! is played once for every state and every path of answers that has mass, equal states merge, and
//! crises that end are taken out. Masses are whole numbers that add up to one, which is checked
//! every day.
//!
//! A day that the scenario scripts nothing for moves a state in the same way whenever it comes, so
//! what each stage makes of each state is worked out once and kept.

mod distribution;
mod limits;
mod path;
mod propagation;
mod rows;
mod too_large;

pub use distribution::{Distribution, LEVELS, WHOLE};
pub use limits::Limits;
pub use too_large::{Bound, TooLarge};

use crate::crisis::outcome::Outcome;
use crate::crisis::outcome::ending_day;
use crate::model::Model;
use crate::scenario::policy::Feature;
use propagation::{Halted, Propagation};

/// The exact distribution of a model's crises.
///
/// # Errors
/// [`TooLarge`] as soon as more states are reached than `limits` allow.
pub fn solve(model: &Model, limits: Limits) -> Result<Distribution, TooLarge> {
    match solve_unless(model, limits, &()) {
        Ok(found) => Ok(found),
        Err(Unsolved::TooLarge(why)) => Err(why),
        Err(Unsolved::Stopped) => unreachable!("nobody asks it to stop"),
    }
}

/// Why there is no distribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// There are too many states.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Somebody asked it to stop.
    #[error("stopped before the last day")]
    Stopped,
}

/// Who listens to an enumeration.
pub trait Listener {
    /// One more day is played.
    fn day(&self) {}
    /// Whether to stop as soon as possible; it is asked again and again.
    fn stop(&self) -> bool {
        false
    }
}

/// Nobody listens.
impl Listener for () {}

/// The same, unless the listener asks for an end.
///
/// # Errors
/// [`Unsolved`].
pub fn solve_unless(
    model: &Model,
    limits: Limits,
    listener: &dyn Listener,
) -> Result<Distribution, Unsolved> {
    let mut found = Distribution::new(model);
    let stop = || listener.stop();
    let mut mass = Propagation::new(model, limits, &stop);
    mass.onset();
    for day in 0..=model.crisis.horizon {
        if day > 0 {
            mass.next_day(ordinary(model, day));
        }
        let bound = match mass.halted {
            None => None,
            Some(Halted::Stopped) => return Err(Unsolved::Stopped),
            Some(Halted::States) => Some(Bound::States(limits.max_states)),
            Some(Halted::Memory) => Some(Bound::Memory(limits.memory)),
        };
        if let Some(bound) = bound {
            let by_day = found.states_by_day;
            return Err(TooLarge::new(model, bound, by_day, mass.rows()).into());
        }
        for ended in &mass.ended {
            let outcome = Outcome::from_code(ended.outcome).expect("the law knows its outcomes");
            found.end(outcome, ending_day(model, ended.outcome, day), ended);
        }
        found.pruned += prune(mass.night(), limits.prune_below);
        found.rounding = mass.rounding;
        let running = mass.night().iter().filter(|&&mass| mass > 0);
        found.nightfall(running.clone().count(), running.sum());
        listener.day();
    }
    Ok(found)
}

/// What enumeration leaves out of the state, since nothing reads it, by the names of the columns.
pub fn left_out(model: &Model) -> Vec<String> {
    let name = |column| model.layout.name(column).to_owned();
    model.unread().into_iter().map(name).collect()
}

/// Whether a day moves every state as other such days do.
fn ordinary(model: &Model, day: u32) -> bool {
    let rules = model.actors.iter().flat_map(|actor| &actor.decision.rules);
    let mut conditions = rules.flat_map(|rule| &rule.when);
    let dated = conditions.any(|condition| condition.feature == Feature::Day);
    let scripted = model.script.iter().any(|event| event.day == day);
    !dated && !scripted && day < model.crisis.horizon
}

/// Drops states with less probability than `least`. Returns the mass dropped.
fn prune(masses: &mut [u128], least: f64) -> u128 {
    let least = (least * WHOLE as f64) as u128;
    let small = masses.iter_mut().filter(|mass| **mass < least);
    small.map(std::mem::take).sum()
}
