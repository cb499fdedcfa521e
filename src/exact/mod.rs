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
mod path;
mod propagation;
mod rows;

mod too_large;

pub use distribution::{Distribution, LEVELS, WHOLE};
pub use too_large::TooLarge;

use crate::crisis::outcome::Outcome;
use crate::crisis::outcome::ending_day;
use crate::model::Model;
use crate::scenario::policy::Feature;
use propagation::Propagation;

/// How far enumeration may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// States that may be held at once, at any stage of the day. They take up to 200 bytes each.
    pub max_states: usize,
    /// A state of a night with less probability than this is dropped, and what was dropped is
    /// added up in the error bound. 0 drops nothing.
    pub prune_below: f64,
}

impl Default for Limits {
    /// Ten million states, nothing pruned: below 4 GB and within minutes.
    fn default() -> Self {
        Self {
            max_states: 10_000_000,
            prune_below: 0.0,
        }
    }
}

/// The exact distribution of a model's crises.
///
/// # Errors
/// [`TooLarge`] as soon as more states are reached than `limits` allow.
pub fn solve(model: &Model, limits: Limits) -> Result<Distribution, TooLarge> {
    let mut found = Distribution::new(model);
    let mut mass = Propagation::new(model, limits.max_states);
    mass.onset();
    for day in 0..=model.crisis.horizon {
        if day > 0 {
            mass.next_day(ordinary(model, day));
        }
        if mass.crowded {
            let by_day = found.states_by_day;
            return Err(TooLarge::new(model, limits.max_states, by_day, mass.rows()));
        }
        for &(code, violence, mass) in &mass.ended {
            let outcome = Outcome::from_code(code).expect("the law knows its outcomes");
            found.end(outcome, ending_day(model, code, day), violence, mass);
        }
        found.pruned += prune(mass.night(), limits.prune_below);
        found.rounding = mass.rounding;
        let running = mass.night().iter().filter(|&&mass| mass > 0);
        found.nightfall(running.clone().count(), running.sum());
    }
    Ok(found)
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
