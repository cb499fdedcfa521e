//! A space of scenarios: one or several, each read once, whose numbers follow a point.

use super::design::Point;
use super::factor::{Domain, Factor, Level, POLICY, SCENARIO};
use crate::model::{Model, Switches};
use crate::scenario::numbers::{each, with_numbers};
use crate::scenario::policy::Policy;
use crate::scenario::{Draft, ReadError, Scenario};

/// A scenario that is explored, as it was read.
#[derive(Debug, Clone)]
pub struct Base {
    /// What it was read from.
    pub draft: Draft,
    /// The overrides of its user, which hold at every point.
    pub sets: Vec<String>,
    /// What came of both.
    pub scenario: Scenario,
    /// Its numbers that factors move, in the order of [`each`], each with its factor.
    cells: Vec<(usize, usize)>,
}

/// What is explored: scenarios, what varies, and the policies under which each point is played.
#[derive(Debug, Clone)]
pub struct Space {
    /// Scenarios; at least one. Where there are several, a factor says which.
    pub bases: Vec<Base>,
    /// What varies.
    pub factors: Vec<Factor>,
    /// Names of policies that every scenario has. Where a factor says which is played, all it may say.
    pub policies: Vec<String>,
}

impl Base {
    /// A scenario, checked under the overrides of its user.
    pub fn new(draft: Draft, sets: Vec<String>, scenario: Scenario) -> Self {
        Self {
            draft,
            sets,
            scenario,
            cells: Vec::new(),
        }
    }

    /// Its numbers, with some factors at their least level and others at their greatest. What its user
    /// sets holds.
    fn numbers(
        &self,
        factors: &[Factor],
        high: impl Fn(usize) -> bool,
    ) -> Result<Vec<f64>, ReadError> {
        let set = |(at, factor): (usize, &Factor)| {
            let level = apart(factor)[usize::from(high(at))];
            format!("{}={}", factor.name, factor.shown(level))
        };
        let parameters = factors.iter().enumerate();
        let parameters = parameters.filter(|(_, factor)| factor.row().is_some());
        let sets: Vec<String> = parameters
            .map(set)
            .chain(self.sets.iter().cloned())
            .collect();
        let mut scenario = self.draft.check(&sets)?.scenario;
        let mut numbers = Vec::new();
        each(&mut scenario, |_, number| numbers.push(*number));
        Ok(numbers)
    }

    /// Finds which numbers each factor moves: those that follow it while all others are set as well, so
    /// that it means what an override of its path means. Returns the factors that move none.
    ///
    /// # Errors
    /// [`ReadError`] where the scenario cannot be read under them.
    pub(super) fn follow(&mut self, factors: &[Factor]) -> Result<Vec<usize>, ReadError> {
        let low = self.numbers(factors, |_| false)?;
        let (mut cells, mut idle) = (Vec::new(), Vec::new());
        for (at, _) in factors
            .iter()
            .enumerate()
            .filter(|(_, f)| f.row().is_some())
        {
            let high = self.numbers(factors, |other| other == at)?;
            let moved = low.iter().zip(&high).enumerate();
            let moved = moved.filter(|(_, (low, high))| low.to_bits() != high.to_bits());
            let known = cells.len();
            cells.extend(moved.map(|(number, _)| (number, at)));
            if cells.len() == known {
                idle.push(at);
            }
        }
        cells.sort_unstable();
        self.cells = cells;
        Ok(idle)
    }

    /// What a factor is where nothing varies, if all numbers that it moves are the same.
    pub fn value(&self, factor: usize) -> Option<f64> {
        let mut numbers = Vec::new();
        each(&mut self.scenario.clone(), |_, number| {
            numbers.push(*number);
        });
        let moved = self.cells.iter().filter(|cell| cell.1 == factor);
        let mut values = moved.map(|cell| numbers[cell.0]);
        let first = values.next()?;
        values
            .all(|value| value.total_cmp(&first).is_eq())
            .then_some(first)
    }

    /// The scenario at a point.
    pub fn at(&self, point: &Point) -> Scenario {
        let value = |&(number, factor): &(usize, usize)| (number, point[factor].number());
        with_numbers(&self.scenario, self.cells.iter().map(value))
    }
}

/// Two levels of a factor that differ: its ends, or, where a table of points has it at one value
/// alone, that one and another that its parameter may be.
fn apart(factor: &Factor) -> [Level; 2] {
    match (factor.ends(), factor.row()) {
        ([Level::Number(low), Level::Number(high)], Some(row)) if low >= high => {
            let other = if low > row.low { row.low } else { row.high };
            [low, other].map(Level::Number)
        }
        (ends, _) => ends,
    }
}

impl Space {
    /// Finds which numbers each factor moves in each scenario.
    ///
    /// # Errors
    /// [`ReadError`] where a scenario cannot be read under all of them.
    pub fn follow(&mut self) -> Result<(), ReadError> {
        for base in &mut self.bases {
            base.follow(&self.factors)?;
        }
        Ok(())
    }

    /// The place of a factor among the factors, by its name.
    fn place(&self, name: &str) -> Option<usize> {
        let choice = |factor: &Factor| matches!(factor.domain, Domain::Choice(_));
        let mut factors = self.factors.iter();
        factors.position(|factor| factor.name == name && choice(factor))
    }

    /// The scenario, before it is varied, of a point.
    pub fn base(&self, point: &Point) -> &Base {
        match self.place(SCENARIO).map(|at| point[at]) {
            Some(Level::Choice(place)) => &self.bases[place],
            _ => &self.bases[0],
        }
    }

    /// The policies under which a point is played.
    pub fn policies(&self, point: &Point) -> &[String] {
        match self.place(POLICY).map(|at| point[at]) {
            Some(Level::Choice(place)) => &self.policies[place..=place],
            _ => &self.policies,
        }
    }

    /// Whether a factor says which policy is played.
    pub fn varies_policy(&self) -> bool {
        self.place(POLICY).is_some()
    }

    /// How often the trials of a point are played, at every point alike.
    pub fn arms(&self) -> usize {
        match self.place(POLICY) {
            Some(_) => 1,
            None => self.policies.len(),
        }
    }

    /// The models of a point, one for each of its policies.
    pub fn models(&self, point: &Point) -> Vec<Model> {
        let scenario = self.base(point).at(point);
        let of = |name: &String| {
            let policy: Option<&Policy> = scenario.policy(name);
            let policy = policy.expect("invariant: every scenario has every policy");
            Model::compile(&scenario, policy, Switches::default())
        };
        self.policies(point).iter().map(of).collect()
    }
}
