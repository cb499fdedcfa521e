//! The clear refusal: what grew, and how to shrink it.

use super::rows::Rows;
use crate::model::Model;
use crate::model::layout::Column;
use std::fmt;

/// A scenario has more states than the limit allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "more than {bound} during day {}; states at the end of each day before: {growth}{most}: {advice}",
    .by_day.len(),
    most = most(.column, *.values),
    growth = .by_day.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
)]
pub struct TooLarge {
    /// What was allowed.
    pub bound: Bound,
    /// States with mass after each day that was finished, the onset first.
    pub by_day: Vec<usize>,
    /// The part of the state that takes the most values.
    pub column: String,
    /// How many it takes.
    pub values: usize,
    /// How to make the state smaller.
    pub advice: &'static str,
}

/// What enumeration may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// So many states at once.
    States(usize),
    /// So many bytes.
    Memory(usize),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::States(states) => write!(f, "{states} states"),
            Bound::Memory(bytes) => write!(f, "{} MiB of states", bytes >> 20),
        }
    }
}

impl TooLarge {
    /// Finds the column that grows `rows` most.
    pub(super) fn new(model: &Model, bound: Bound, by_day: Vec<usize>, rows: &Rows) -> Self {
        let values = |column: usize| {
            let mut seen = [false; 256];
            for number in 0..rows.len() {
                seen[usize::from(rows.row(number)[column])] = true;
            }
            seen.into_iter().filter(|&seen| seen).count()
        };
        // Of columns that take as many values, the one declared first.
        let columns = (0..model.layout.night).map(|column| (values(column), column));
        let (values, column) = columns
            .max_by_key(|&(values, column)| (values, std::cmp::Reverse(column)))
            .expect("the state has columns");
        let column = model.layout.name(Column(column as u16)).to_owned();
        let advice = advice(&column);
        Self {
            bound,
            by_day,
            column,
            values,
            advice,
        }
    }
}

/// What grew, if anything did.
fn most(column: &str, values: usize) -> String {
    match values {
        0 | 1 => String::new(),
        _ => format!("; {column} grows them most, to {values} values"),
    }
}

/// What makes a column take fewer values.
fn advice(column: &str) -> &'static str {
    let about = column.split(' ').next().unwrap_or_default();
    match about {
        "calm" => "lower calm_days, or shorten horizon_days",
        "rung" => "give the ladder fewer rungs, or shorten horizon_days",
        "belief" => {
            "coarsen beliefs (prior_spread = 0; rise, fall, fall_r and drift = 0 hold a party's still), or shorten horizon_days"
        }
        "talks" => "lower talks_needed, or shorten horizon_days",
        "offer" => "lower offer_days, or shorten horizon_days",
        "pressure" => "lower pressure_levels, or shorten horizon_days",
        "heat" | "initiatives" => {
            "choose a policy whose rules count fewer days, or shorten horizon_days"
        }
        _ => "shorten horizon_days, switch mechanisms off or leave an actor out",
    }
}
