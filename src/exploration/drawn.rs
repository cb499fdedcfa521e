//! Factors that come from a posterior: of each point they take a draw, all of them the same, so that what
//! goes together in the posterior goes together at the points.

use super::design::{Design, NoDesign, Point};
use super::factor::{Domain, Factor, Level, is_whole};
use super::space::Base;
use super::vary;
use crate::diagnostic::{Code, Place, Problem, Problems, nearest};
use crate::scenario::distribution::Distribution;
use crate::scenario::file::paths;
use crate::scenario::{ReadError, Uncertain, parameter};
use crate::study::posterior::Posterior;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the place of a point among the draws is called among the places of its factors.
const DRAW: &str = "posterior";

/// The parameters of a posterior that scenarios have and their user does not set.
#[derive(Debug, Clone)]
pub struct DrawnFactors {
    /// What they come from.
    pub posterior: Arc<Posterior>,
    /// The factors, in its order.
    pub factors: Vec<Factor>,
    /// What of it no factor is, and why, and what it probably does not mean; render with its sources.
    pub warnings: Vec<Problem>,
    /// Its column of each factor.
    columns: Vec<usize>,
    /// All that it speaks on and the scenarios have: their places in the first of them.
    spoken: BTreeSet<Vec<String>>,
    /// The share of the weight of the draws up to each.
    shares: Vec<f64>,
}

impl DrawnFactors {
    /// What a posterior says of scenarios.
    ///
    /// # Errors
    /// Where it has no parameter of theirs, or they do not take its values.
    pub fn new(posterior: Arc<Posterior>, bases: &[Base]) -> Result<Self, Problems> {
        let mut found = Self {
            factors: Vec::new(),
            warnings: Vec::new(),
            columns: Vec::new(),
            spoken: BTreeSet::new(),
            shares: shares(&posterior),
            posterior,
        };
        found.have(bases).map_err(invalid)?;
        found.follow(bases).map_err(invalid)?;
        if found.factors.is_empty() {
            let names = bases.iter().map(|base| base.scenario.name.as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            let message = format!("no parameter of it varies in {names}");
            let place = found.posterior.header();
            let problem = Problem::new(Code::Missing, place, message);
            let why = found.warnings.first();
            let why = why.map_or("it has none", |warning| warning.label.as_str());
            return Err(invalid(found.posterior.invalid(vec![problem.label(why)])));
        }
        Ok(found)
    }

    /// Takes the parameters that every scenario has, with what they may be there.
    fn have(&mut self, bases: &[Base]) -> Result<(), ReadError> {
        let posterior = Arc::clone(&self.posterior);
        let mut problems = Vec::new();
        for (at, path) in posterior.of_scenarios() {
            let place = posterior.column(at);
            let Some(row) = vary::row(path) else {
                problems.push(unknown(path, place));
                continue;
            };
            let lacks = bases
                .iter()
                .find(|base| !posterior.is_in(at, &base.draft, &base.sets));
            if let Some(base) = lacks {
                let name = &base.scenario.name;
                self.leave_out(at, format!("{name} has no such parameter"));
                continue;
            }
            let values = (0..posterior.len()).map(|draw| posterior.value(draw, at));
            let whole = |value: &f64| !is_whole(row) || value.fract() == 0.0;
            if let Some(draw) = values.clone().position(|value| !whole(&value)) {
                let message = format!("`{}` takes whole numbers", row.key);
                let place = posterior.cell(draw, at);
                problems.push(Problem::new(Code::WrongType, place, message));
            }
            let of_weight = values
                .zip(posterior.weights())
                .filter(|(_, weight)| *weight > 0.0);
            let (low, high) = of_weight.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, (x, _)| {
                (ends.0.min(x), ends.1.max(x))
            });
            let range = Uncertain {
                path: path.to_owned(),
                low,
                high,
                distribution: Distribution::Uniform,
                source: posterior.name.clone(),
            };
            self.factors.push(Factor {
                name: path.to_owned(),
                domain: Domain::Parameter { row, range },
                drawn: true,
            });
            self.columns.push(at);
            let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
            let tree = bases[0].draft.check(&bases[0].sets)?.tree;
            self.spoken.extend(paths::reach(&tree.root, &keys));
        }
        if !problems.is_empty() {
            return Err(posterior.invalid(problems));
        }
        for base in bases {
            let asked = |path: &str| self.factors.iter().any(|factor| factor.name == path);
            let warnings = posterior.fits_in(&base.draft, &base.sets, asked)?;
            self.warnings.extend(warnings);
        }
        Ok(())
    }

    /// Leaves out what moves nothing in a scenario: its user says what it is, or everybody it is about has
    /// a value of their own.
    fn follow(&mut self, bases: &[Base]) -> Result<(), ReadError> {
        for base in bases {
            let idle = base.clone().follow(&self.factors)?;
            for at in idle.into_iter().rev() {
                self.factors.remove(at);
                let column = self.columns.remove(at);
                let name = &base.scenario.name;
                let why = format!(
                    "nothing of {name} follows it: --set or values of its own say what it is"
                );
                self.leave_out(column, why);
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, column: usize, why: String) {
        let place = self.posterior.column(column);
        let problem = Problem::new(Code::Unused, place, "it is left out of what varies");
        let path = self.posterior.all_paths().nth(column).unwrap_or_default();
        let problem = Problem {
            message: format!("`{path}` of the posterior does not vary"),
            ..problem
        };
        self.warnings.push(problem.label(why).warning());
    }

    /// Whether it speaks on what a path is about in the first scenario.
    pub fn speaks_on(&self, base: &Base, path: &str) -> bool {
        let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
        let Ok(checked) = base.draft.check(&base.sets) else {
            return false;
        };
        let reached = paths::reach(&checked.tree.root, &keys);
        reached.iter().any(|place| self.spoken.contains(place))
    }

    /// The first `count` points over its factors and others, which stand after them. The draw of a point is
    /// chosen as any factor is, by a place of its own in the design: each draw as often as its weight says,
    /// and more points leave the first as they are.
    ///
    /// # Errors
    /// As [`Design::points`].
    pub fn points(
        &self,
        design: Design,
        others: &[Factor],
        (count, seed): (usize, u64),
    ) -> Result<Vec<Point>, NoDesign> {
        let names = others.iter().map(|factor| factor.name.as_str());
        let names: Vec<&str> = std::iter::once(DRAW).chain(names).collect();
        let places = design.places(&names, count, seed)?;
        let point = |point: usize| {
            let draw = self.draw(places[0][point]);
            let value = |&column: &usize| Level::Number(self.posterior.value(draw, column));
            let rest = others.iter().zip(&places[1..]);
            let rest = rest.map(|(factor, places)| factor.at(places[point]));
            self.columns.iter().map(value).chain(rest).collect()
        };
        Ok((0..count).map(point).collect())
    }

    /// The draw up to which so much of the weight lies.
    fn draw(&self, place: f64) -> usize {
        let last = self.posterior.weights().collect::<Vec<f64>>();
        let last = last.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
        self.shares
            .partition_point(|share| *share <= place)
            .min(last)
    }

    /// That no draw among points makes a scenario that is not sound, though each of its numbers is.
    ///
    /// # Errors
    /// What is wrong with the first that does.
    pub fn sound(&self, points: &[Point], bases: &[Base]) -> Result<(), Problems> {
        let mut known: BTreeSet<Vec<u64>> = BTreeSet::new();
        for point in points {
            let levels = self.factors.iter().zip(point);
            let bits = levels.clone().map(|(_, level)| level.number().to_bits());
            if !known.insert(bits.collect()) {
                continue;
            }
            let set = |(factor, level): (&Factor, &Level)| {
                format!("{}={}", factor.name, factor.shown(*level))
            };
            let sets: Vec<String> = levels.map(set).collect();
            for base in bases {
                let sets = [&sets[..], &base.sets].concat();
                if let Err(ReadError::Invalid(problems)) = base.draft.check(&sets) {
                    let first = problems.list.iter().find(|problem| problem.is_error());
                    let why = first.map_or("", |problem| problem.message.as_str());
                    let message = format!("a draw does not fit {}: {why}", base.scenario.name);
                    let place = self.posterior.header();
                    let problem = Problem::new(Code::Inconsistent, place, message);
                    let problem = problem.label(format!("the draw with {}", sets.join(", ")));
                    return Err(invalid(self.posterior.invalid(vec![problem])));
                }
            }
        }
        Ok(())
    }

    /// How many unlike draws points take.
    pub fn unlike(&self, points: &[Point]) -> usize {
        let drawn = self.factors.len();
        let bits = |point: &Point| -> Vec<u64> {
            let levels = point[..drawn].iter();
            levels.map(|level| level.number().to_bits()).collect()
        };
        points.iter().map(bits).collect::<BTreeSet<_>>().len()
    }
}

/// The share of the weight of the draws up to each; of very large weights too.
fn shares(posterior: &Posterior) -> Vec<f64> {
    let largest = posterior.weights().fold(0.0, f64::max);
    let total: f64 = posterior.weights().map(|weight| weight / largest).sum();
    let mut sum = 0.0;
    let share = |weight: f64| {
        sum += weight / largest;
        sum / total
    };
    posterior.weights().map(share).collect()
}

fn unknown(path: &str, place: Place) -> Problem {
    if path.starts_with("policy.") {
        let message = format!("`{path}` belongs to a policy");
        let problem = Problem::new(Code::Inconsistent, place, message);
        return problem.label("policies are chosen, not fitted");
    }
    let problem = Problem::new(
        Code::UnknownName,
        place,
        format!("`{path}` names no parameter"),
    );
    let (table, last) = path.rsplit_once('.').unwrap_or(("", path));
    match nearest(last, parameter::rows().map(|row| row.key)) {
        Some(near) if table.is_empty() => problem.help(format!("did you mean `{near}`?")),
        Some(near) => problem.help(format!("did you mean `{table}.{near}`?")),
        None => problem.help("`offramp parameters` lists them"),
    }
}

/// Problems of an error that points at something; of others, none is met here.
fn invalid(error: ReadError) -> Problems {
    match error {
        ReadError::Invalid(problems) => problems,
        other => {
            let mut sources = crate::diagnostic::Sources::default();
            let source = sources.add("--posterior", DRAW);
            let place = Place::new(source, 0..DRAW.len());
            let problem = Problem::new(Code::Inconsistent, place, other.to_string());
            Problems {
                list: vec![problem],
                sources,
            }
        }
    }
}
