//! Scenario discovery: what the points of a sweep at which something is so have in common (Bryant &
//! Lempert 2010). Points are described by boxes over the factors; nothing is played.

use super::condition::{Classified, Condition, ConditionError};
use super::factor::{Domain, Factor, Level};
use super::swept::SweptTable;
use crate::stats::boxes::{BoxColumn, Inside, Limit, PointBox, among};
use crate::stats::discovery::{self, BoxSearch, FoundBox, NoBox};
use crate::stats::prim::Described;
use crate::trial::words::words;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// Which points are described.
    pub condition: Condition,
    /// The points, by whether it holds there.
    pub classified: Classified,
    /// What they are, factor by factor.
    pub columns: Vec<BoxColumn>,
    /// How boxes were looked for.
    pub search: BoxSearch,
    /// Of what luck shuffles and halves are.
    pub seed: u64,
    /// The boxes, in the order in which they were found.
    pub boxes: Vec<FoundBox>,
}

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// No points are meant.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// The box asked for is not there.
    #[error("{0}")]
    NoBox(#[from] NoBox),
}

/// Describes the points of a sweep at which a condition holds.
///
/// # Errors
/// [`DiscoverError`].
pub fn discover(
    table: &SweptTable,
    condition: &Condition,
    search: BoxSearch,
    seed: u64,
) -> Result<Discovery, DiscoverError> {
    let classified = condition.classify(table)?;
    let factors = table.asked.factors.iter().enumerate();
    let columns: Vec<BoxColumn> = factors
        .map(|(at, factor)| column(factor, table.points.iter().map(|point| point[at])))
        .collect();
    let points: Vec<usize> = (0..table.points.len()).collect();
    let described = Described {
        columns: &columns,
        such: &classified.such,
        points: &points,
    };
    let mut word = words("shuffles and halves of the points of a sweep", seed, 0);
    let boxes = discovery::discover(described, search, &mut word)?;
    Ok(Discovery {
        condition: condition.clone(),
        columns,
        search,
        seed,
        boxes,
        classified,
    })
}

fn column(factor: &Factor, levels: impl Iterator<Item = Level>) -> BoxColumn {
    match &factor.domain {
        Domain::Parameter { .. } => BoxColumn::Numbers(levels.map(Level::number).collect()),
        Domain::Choice(names) => BoxColumn::Choices {
            of: names.len(),
            each: levels.map(|level| level.number() as usize).collect(),
        },
    }
}

impl Discovery {
    /// All points.
    pub fn all(&self) -> Inside {
        let points: Vec<usize> = (0..self.classified.such.len()).collect();
        among(&self.classified.such, &points)
    }

    /// The points that are told from the value, inside a box and all.
    pub fn sure(&self, found: &FoundBox) -> (Inside, Inside) {
        let such = &self.classified.such;
        let sure = self.classified.sure.iter().enumerate();
        let sure: Vec<usize> = sure.filter(|(_, sure)| **sure).map(|(at, _)| at).collect();
        let inside = found.step().limits.inside(&self.columns, such, &sure);
        (inside, among(such, &sure))
    }

    /// The first box that holds a point, by its place.
    pub fn holder(&self, point: usize) -> Option<usize> {
        let holds = |found: &FoundBox| found.step().limits.holds(&self.columns, point);
        self.boxes.iter().position(holds)
    }

    /// Whether a box asks anything, and is more than what chance finds.
    pub fn is_finding(found: &FoundBox) -> bool {
        found.step().limits.restricted() > 0 && found.chance <= discovery::CHANCE
    }
}

/// What a limit asks of a factor, in words; nothing where it asks nothing. Numbers are spelt by `shown`.
pub fn asked(factor: &Factor, limit: &Limit, shown: impl Fn(f64) -> String) -> Option<String> {
    let name = &factor.name;
    match (limit, &factor.domain) {
        (limit, _) if !limit.is_restricted() => None,
        (Limit::Among(allowed), Domain::Choice(names)) => {
            let names = names.iter().zip(allowed).filter(|(_, allowed)| **allowed);
            let names: Vec<String> = names.map(|(name, _)| name.clone()).collect();
            Some(format!("{name} is {}", either(&names)))
        }
        (Limit::Range { low, high }, _) => {
            let is_in = |level: &Level| {
                let number = level.number();
                low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high)
            };
            let levels: Option<Vec<Level>> = factor
                .levels()
                .map(|levels| levels.into_iter().filter(is_in).collect());
            Some(match (levels, low, high) {
                (Some(levels), ..) if levels.len() <= LISTED => {
                    let levels = levels.into_iter().map(|level| factor.shown(level));
                    format!("{name} is {}", either(&levels.collect::<Vec<_>>()))
                }
                (_, Some(low), Some(high)) => {
                    format!("{name} lies from {} to {}", shown(*low), shown(*high))
                }
                (_, Some(low), None) => format!("{name} is above {}", shown(*low)),
                (_, None, Some(high)) => format!("{name} is below {}", shown(*high)),
                (_, None, None) => return None,
            })
        }
        _ => None,
    }
}

/// Levels that are listed one by one.
const LISTED: usize = 6;

/// All that a box asks, in words.
pub fn limits(
    factors: &[Factor],
    asks: &PointBox,
    shown: impl Fn(&Factor, f64) -> String,
) -> Vec<String> {
    let both = factors.iter().zip(&asks.0);
    both.filter_map(|(factor, limit)| asked(factor, limit, |number| shown(factor, number)))
        .collect()
}

/// "a, b or c".
fn either(items: &[String]) -> String {
    match items {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        items => items.concat(),
    }
}
