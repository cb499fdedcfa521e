//! Parameters that vary: the onsets of cases compiled under any values, without a file between.

use super::case::{Case, Cases, onset_of};
use crate::model::{Model, Switches};
use crate::scenario::file::paths;
use crate::scenario::file::structure::MOST_SHIFT;
use crate::scenario::numbers::{each, with_numbers};
use crate::scenario::parameter::Parameter;
use crate::scenario::template::{CaseRule, Shift, Template};
use crate::scenario::{ReadError, Scenario};

/// A parameter that varies.
#[derive(Debug, Clone, PartialEq)]
pub struct Free {
    /// Its path: of a number of the scenario, or `cases.rule.<rule>.shift.<path>` of a template.
    pub path: String,
    /// The row of the number, or of the number that is shifted.
    pub row: &'static Parameter,
    /// The shift it is, by rule and place in it; none: a number of the scenario.
    shift: Option<(usize, usize)>,
}

/// An onset that some cases share.
#[derive(Debug, Clone)]
pub struct Onset {
    /// Its scenario, without what only names it.
    pub scenario: Scenario,
    /// The cases that begin so.
    pub cases: Vec<usize>,
    /// Its numbers that parameters or shifts reach, in the order of [`each`].
    pub cells: Vec<Cell>,
}

/// A number of an onset that parameters or shifts reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Which number it is, in the order of [`each`].
    pub at: usize,
    /// Its row.
    pub row: &'static Parameter,
    /// What it is where no parameter says so.
    base: f64,
    /// The parameter it is.
    free: Option<usize>,
    /// What shifts it: by how much, or which parameter says so.
    shifts: Vec<(f64, Option<usize>)>,
}

impl Cell {
    /// The number where the parameters have these values.
    pub fn value(&self, values: &[f64]) -> f64 {
        let number = self.free.map_or(self.base, |free| values[free]);
        let by = |(by, free): &(f64, Option<usize>)| free.map_or(*by, |free| values[free]);
        shifted(self.row, number, self.shifts.iter().map(by).sum())
    }

    /// Whether it hangs on a parameter.
    fn hangs_on(&self, free: usize) -> bool {
        self.free == Some(free) || self.shifts.iter().any(|shift| shift.1 == Some(free))
    }
}

/// Onsets of cases under parameters that vary.
#[derive(Debug, Clone)]
pub struct Varied {
    /// The parameters.
    pub free: Vec<Free>,
    /// The onsets, in the order of their first cases.
    pub onsets: Vec<Onset>,
}

/// Why a parameter cannot vary.
#[derive(Debug, thiserror::Error)]
pub enum VaryError {
    /// No parameter has that path.
    #[error("`{0}` names no parameter")]
    Unknown(String),
    /// It is one, and reaches nothing in any case.
    #[error("`{0}` reaches nothing in any case")]
    Nothing(String),
    /// A scenario cannot be read under it.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Free {
    /// What it may be: a shift as much as a rule may add.
    pub fn bounds(&self) -> (f64, f64) {
        match self.shift {
            Some(_) => SHIFTS,
            None => (self.row.low, self.row.high),
        }
    }
}

impl Varied {
    /// The onsets of cases, with parameters that vary by their paths, each of which moves something.
    ///
    /// # Errors
    /// [`VaryError`].
    pub fn new(cases: &Cases, paths: &[String]) -> Result<Self, VaryError> {
        let varied = Self::of(cases, paths)?;
        match varied.idle().into_iter().next() {
            Some(idle) => Err(VaryError::Nothing(idle)),
            None => Ok(varied),
        }
    }

    /// The same with parameters that may move nothing.
    ///
    /// # Errors
    /// [`VaryError`].
    pub fn of(cases: &Cases, paths: &[String]) -> Result<Self, VaryError> {
        let free: Vec<Free> = paths
            .iter()
            .map(|path| free(cases, path))
            .collect::<Result<_, _>>()?;
        let onsets: Vec<Onset> = cases
            .alike()
            .into_iter()
            .map(|alike| onset(cases, &free, alike))
            .collect::<Result<_, _>>()?;
        Ok(Self { free, onsets })
    }

    /// Paths of the parameters that move nothing in any case.
    pub fn idle(&self) -> Vec<String> {
        let moves = |f: usize, onset: &Onset| onset.cells.iter().any(|cell| cell.hangs_on(f));
        let idle = |(f, _): &(usize, &Free)| !self.onsets.iter().any(|onset| moves(*f, onset));
        let free = self.free.iter().enumerate().filter(idle);
        free.map(|(_, free)| free.path.clone()).collect()
    }

    /// The model of an onset where the parameters have these values.
    pub fn model(&self, onset: &Onset, values: &[f64]) -> Model {
        let scenario = self.scenario(onset, values);
        Model::compile(&scenario, &scenario.policies[0], Switches::default())
    }

    /// The scenario of an onset where the parameters have these values.
    pub fn scenario(&self, onset: &Onset, values: &[f64]) -> Scenario {
        let numbers = onset.cells.iter().map(|cell| (cell.at, cell.value(values)));
        with_numbers(&onset.scenario, numbers)
    }
}

/// What a shift may be.
pub(super) const SHIFTS: (f64, f64) = (-MOST_SHIFT, MOST_SHIFT);

/// Paths of the shifts of a template.
pub(super) fn shifts(template: &Template) -> impl Iterator<Item = String> + '_ {
    let of = |rule: &'_ CaseRule| {
        let name = rule.name.clone();
        let shifts = rule.shift.iter();
        shifts
            .map(move |shift| format!("cases.rule.{name}.shift.{}", shift.path))
            .collect::<Vec<_>>()
    };
    template.rules.iter().flat_map(of)
}

/// Whether a parameter is shifted on the scale of its log-odds.
pub(super) fn on_odds(row: &Parameter) -> bool {
    row.unit.starts_with("probability")
}

fn shifted(row: &Parameter, value: f64, by: f64) -> f64 {
    if by == 0.0 {
        return value.clamp(row.low, row.high);
    }
    let moved = if on_odds(row) {
        let odds = value / (1.0 - value) * libm::exp(by);
        if odds.is_finite() {
            odds / (1.0 + odds)
        } else {
            1.0
        }
    } else {
        value + by
    };
    moved.clamp(row.low, row.high)
}

/// The parameter of a path.
pub(super) fn free(cases: &Cases, path: &str) -> Result<Free, VaryError> {
    let unknown = || VaryError::Unknown(path.to_owned());
    let row = |path: &str| {
        let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
        paths::row(&keys)
    };
    let Some(rest) = path.strip_prefix("cases.rule.") else {
        return Ok(Free {
            path: path.to_owned(),
            row: row(path).ok_or_else(unknown)?,
            shift: None,
        });
    };
    let (rule, of) = rest.split_once(".shift.").ok_or_else(unknown)?;
    let template = cases.template.as_ref().ok_or_else(unknown)?;
    let r = template.rules.iter().position(|known| known.name == rule);
    let r = r.ok_or_else(unknown)?;
    let of = of.trim_matches('"');
    let s = template.rules[r]
        .shift
        .iter()
        .position(|shift| shift.path == of);
    Ok(Free {
        path: path.to_owned(),
        row: row(of).ok_or_else(unknown)?,
        shift: Some((r, s.ok_or_else(unknown)?)),
    })
}

fn onset(cases: &Cases, free: &[Free], alike: Vec<usize>) -> Result<Onset, VaryError> {
    let case = &cases.list[alike[0]];
    let held = |&r: &usize| {
        let rules = cases.template.as_ref().map(|template| &template.rules[r]);
        let shifts = rules.map_or(&[][..], |rule| &rule.shift);
        shifts
            .iter()
            .enumerate()
            .map(move |(s, shift)| ((r, s), shift))
    };
    let held: Vec<((usize, usize), &Shift)> = case.rules.iter().flat_map(held).collect();
    let numbers = free.iter().filter(|free| free.shift.is_none());
    // What its user sets is no longer free, and is shifted like any other number.
    let asked = numbers.map(|free| (free.path.as_str(), &cases.sets[..]));
    let shifted = held.iter().map(|(_, shift)| (shift.path.as_str(), &[][..]));
    let mut found = Vec::new();
    for (path, own) in asked.chain(shifted) {
        found.push(reach(case, path, own)?);
    }
    let mut found = found.into_iter();
    let mut next = || {
        found
            .next()
            .expect("invariant: one for each that was asked")
    };
    let scenario = onset_of(&case.scenario);
    let mut cells: Vec<Cell> = Vec::new();
    each(&mut scenario.clone(), |row, number| {
        cells.push(Cell {
            at: cells.len(),
            row,
            base: *number,
            free: None,
            shifts: Vec::new(),
        });
    });
    for (f, _) in free.iter().enumerate().filter(|(_, f)| f.shift.is_none()) {
        for at in next() {
            cells[at].free = Some(f);
        }
    }
    for (at, shift) in &held {
        let by = free.iter().position(|free| free.shift == Some(*at));
        for reached in next() {
            cells[reached].shifts.push((shift.by, by));
        }
    }
    cells.retain(|cell| cell.free.is_some() || !cell.shifts.is_empty());
    Ok(Onset {
        scenario,
        cases: alike,
        cells,
    })
}

/// Which numbers of a case's scenario a path reaches: those that follow where it is set before its user's
/// own overrides. So it means what an override of that path means, and theirs hold.
fn reach(case: &Case, path: &str, own: &[String]) -> Result<Vec<usize>, VaryError> {
    let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
    let Some(row) = paths::row(&keys) else {
        return Err(VaryError::Unknown(path.to_owned()));
    };
    let under = |value: f64| {
        let sets = [&[format!("{path}={value}")], own].concat();
        let mut scenario = case.draft.check(&sets)?.scenario;
        let mut numbers = Vec::new();
        each(&mut scenario, |_, number| numbers.push(*number));
        Ok::<_, ReadError>(numbers)
    };
    let (low, high) = (under(row.low)?, under(row.high)?);
    let moved = low.iter().zip(&high).enumerate();
    let moved = moved.filter(|(_, (low, high))| low.to_bits() != high.to_bits());
    Ok(moved.map(|(at, _)| at).collect())
}
