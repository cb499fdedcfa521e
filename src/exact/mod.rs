//! **The enumerated interpreter**: the same law of one day, its probabilities computed instead of
//! sampled.
//!
//! The state is finite, so a distribution over states can be carried from day to day: each stage
//! is played once for every state and every path of answers that has mass, equal states merge, and
//! crises that end are taken out. Masses are whole numbers that add up to one, which is checked
//! every day.
//!
//! A day that the scenario scripts nothing for moves a state in the same way whenever it comes, so
//! it is played once per state and its moves are kept.

mod distribution;
mod path;
mod rows;
mod spread;
mod too_large;

pub use distribution::{Distribution, LEVELS, WHOLE};
pub use too_large::TooLarge;

use crate::crisis::outcome::Outcome;
use crate::model::Model;
use crate::scenario::policy::Feature;
use crate::trial::lanes::ending_day;
use rows::Rows;
use spread::{ONE, SHIFT, Spread};
use std::ops::Range;

/// How far enumeration may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// States that may be reached.
    pub max_states: usize,
    /// A state of a night with less probability than this is dropped, and what was dropped is
    /// added up in the error bound. 0 drops nothing.
    pub prune_below: f64,
}

impl Default for Limits {
    /// A million states, nothing pruned: below 4 GiB and within minutes.
    fn default() -> Self {
        Self {
            max_states: 1_000_000,
            prune_below: 0.0,
        }
    }
}

/// Moves that are kept: 12 bytes each, so at most 1.2 GB. What finds no room is played again.
const KEPT: usize = 100_000_000;

/// The exact distribution of a model's crises.
///
/// # Errors
/// [`TooLarge`] as soon as more states are reached than `limits` allow.
pub fn solve(model: &Model, limits: Limits) -> Result<Distribution, TooLarge> {
    let mut solver = Solver::new(model, limits);
    solver.onset()?;
    for day in 1..=model.crisis.horizon {
        solver.day(day)?;
    }
    Ok(solver.found)
}

struct Solver<'m> {
    model: &'m Model,
    limits: Limits,
    /// Whether a rule of the policy looks at the day.
    dated: bool,
    spread: Spread<'m>,
    /// Every state that some night has seen.
    nights: Rows,
    /// Mass of each.
    mass: Vec<u128>,
    moves: Moves,
    found: Distribution,
}

/// Where days lead.
#[derive(Debug, Default)]
struct Moves {
    /// By state: its moves. An empty list where it was not played yet.
    known: Vec<Onward>,
    /// A state of the night, or an ending.
    to: Vec<To>,
    /// Mass of [`ONE`] up to and including each move.
    upto: Vec<u64>,
}

/// The moves of one state.
#[derive(Debug, Clone, Default)]
struct Onward {
    list: Range<usize>,
    /// Cuts at which their masses were rounded.
    rounded: u64,
}

/// Where a day leads.
#[derive(Debug, Clone, Copy)]
enum To {
    Night(u32),
    End { outcome: u8, violence: u8 },
}

impl<'m> Solver<'m> {
    fn new(model: &'m Model, limits: Limits) -> Self {
        let rules = model.actors.iter().flat_map(|actor| &actor.decision.rules);
        let mut conditions = rules.flat_map(|rule| &rule.when);
        Self {
            model,
            limits,
            dated: conditions.any(|condition| condition.feature == Feature::Day),
            spread: Spread::new(model, limits.max_states),
            nights: Rows::new(model.layout.night),
            mass: Vec::new(),
            moves: Moves::default(),
            found: Distribution::new(model),
        }
    }

    fn onset(&mut self) -> Result<(), TooLarge> {
        self.spread.onset();
        self.fits()?;
        self.mass.clear();
        for (row, mass) in self.spread.reached() {
            let (night, new) = self.nights.insert_row(row);
            if new {
                self.mass.push(0);
            }
            self.mass[night] += u128::from(mass) * (WHOLE >> SHIFT);
        }
        self.found.rounding += u128::from(self.spread.rounded()) * (WHOLE >> SHIFT);
        self.nightfall();
        Ok(())
    }

    /// Whether days like this one move every state as other such days do.
    fn ordinary(&self, day: u32) -> bool {
        let scripted = self.model.script.iter().any(|event| event.day == day);
        !self.dated && !scripted && day < self.model.crisis.horizon
    }

    fn day(&mut self, day: u32) -> Result<(), TooLarge> {
        let today = std::mem::take(&mut self.mass);
        self.mass.resize(self.nights.len(), 0);
        let ordinary = self.ordinary(day);
        for (night, &mass) in today.iter().enumerate().filter(|(_, mass)| **mass > 0) {
            if let Some(known) = self.moves.known(night).filter(|_| ordinary) {
                self.go(mass, known, day);
                continue;
            }
            let moves = self.play(night, day)?;
            self.go(mass, moves.clone(), day);
            if ordinary && self.moves.to.len() <= KEPT {
                self.moves.keep(night, moves);
            } else {
                self.moves.forget(moves.list.start);
            }
        }
        self.prune();
        self.nightfall();
        Ok(())
    }

    /// Plays a day from one state and lists where it leads.
    fn play(&mut self, night: usize, day: u32) -> Result<Onward, TooLarge> {
        self.spread.day(&self.nights, night, day);
        self.fits()?;
        let start = self.moves.to.len();
        let mut upto = 0;
        let mut list = |to: To, mass: u64| {
            upto += mass;
            self.moves.to.push(to);
            self.moves.upto.push(upto);
        };
        for &(outcome, violence, mass) in &self.spread.ended {
            let (outcome, violence) = (outcome as u8, violence as u8);
            list(To::End { outcome, violence }, mass);
        }
        for (row, mass) in self.spread.reached() {
            let (next, new) = self.nights.insert_row(row);
            if new {
                self.mass.push(0);
            }
            list(To::Night(next as u32), mass);
        }
        assert_eq!(upto, ONE, "invariant: a day leads somewhere");
        self.fits()?;
        Ok(Onward {
            list: start..self.moves.to.len(),
            rounded: self.spread.rounded(),
        })
    }

    /// Moves a mass to where a day leads.
    fn go(&mut self, mass: u128, moves: Onward, day: u32) {
        let mut before = 0;
        let inexact = (part(mass, 1) + 1) * u128::from(moves.rounded);
        self.found.rounding += inexact + moves.list.len() as u128;
        for number in moves.list {
            let upto = part(mass, self.moves.upto[number]);
            let share = upto - before;
            before = upto;
            match self.moves.to[number] {
                To::Night(night) => self.mass[night as usize] += share,
                To::End { outcome, violence } => {
                    let code = u32::from(outcome);
                    let outcome = Outcome::from_code(code).expect("the law knows its outcomes");
                    let day = ending_day(self.model, code, day);
                    self.found.end(outcome, day, u32::from(violence), share);
                }
            }
        }
    }

    /// Drops states below the limit of pruning.
    fn prune(&mut self) {
        let least = (self.limits.prune_below * WHOLE as f64) as u128;
        for mass in self.mass.iter_mut().filter(|mass| **mass < least) {
            self.found.pruned += *mass;
            *mass = 0;
        }
    }

    fn nightfall(&mut self) {
        let states = self.mass.iter().filter(|&&mass| mass > 0).count();
        self.found.nightfall(states, self.mass.iter().sum());
    }

    fn fits(&self) -> Result<(), TooLarge> {
        let limit = self.limits.max_states;
        if !self.spread.crowded && self.nights.len() <= limit {
            return Ok(());
        }
        let rows = if self.spread.crowded {
            self.spread.rows()
        } else {
            &self.nights
        };
        let by_day = self.found.states_by_day.clone();
        Err(TooLarge::new(self.model, limit, by_day, rows))
    }
}

impl Moves {
    fn known(&self, night: usize) -> Option<Onward> {
        let known = self.known.get(night).cloned();
        known.filter(|moves| !moves.list.is_empty())
    }

    fn keep(&mut self, night: usize, moves: Onward) {
        if self.known.len() <= night {
            self.known.resize(night + 1, Onward::default());
        }
        self.known[night] = moves;
    }

    fn forget(&mut self, start: usize) {
        self.to.truncate(start);
        self.upto.truncate(start);
    }
}

/// `mass * share / ONE`, rounded down.
fn part(mass: u128, share: u64) -> u128 {
    let (high, low) = (mass >> SHIFT, mass & u128::from(ONE - 1));
    high * u128::from(share) + ((low * u128::from(share)) >> SHIFT)
}
