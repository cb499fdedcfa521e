//! The tables of a sweep, read back: cells that are what their columns say, each point and response once.

use super::sheet::{Row, Sheet};
use super::sweep::points as points_table;
use crate::diagnostic::nearest;
use crate::exploration::design::Point;
use crate::exploration::factor::{Domain, Factor, Level};
use crate::exploration::swept::{NotJoined, SweptAsked, SweptResponse, SweptTable, level};
use crate::scenario::parameter::{NumberKind, Parameter};
use crate::stats::{Estimate, Method};
use crate::study::LEVEL;
use crate::study::measure::Measure;

/// Columns of `responses.csv` that are read.
pub const RESPONSES: &[&str] = &[
    "scenario",
    "point",
    "policy",
    "metric",
    "value",
    "ci_low",
    "ci_high",
    "ci_level",
    "ci_method",
    "n",
];

/// Why tables are none of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SweptError {
    /// A cell that is not what its column holds.
    #[error("{file}, row {row}: `{column}` is `{text}`, and should be {expected}")]
    Cell {
        /// The file.
        file: &'static str,
        /// The row, from 1 on below the header.
        row: usize,
        /// The column.
        column: String,
        /// What it says.
        text: String,
        /// What it should be.
        expected: String,
    },
    /// A point that is there twice.
    #[error("points.csv has point {0} twice")]
    Twice(usize),
    /// Points that are not there.
    #[error("points.csv has {found} points, and {expected} were played")]
    Count {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// Points are not those that were played.
    #[error("points.csv was changed since it was swept")]
    Changed,
    /// A response that is of no point, or a point without one.
    #[error("responses.csv: {0}")]
    Joined(#[from] NotJoined),
}

/// Columns of `points.csv` that are read.
pub fn points_columns(factors: &[Factor]) -> Vec<&str> {
    let names = factors.iter().map(|factor| factor.name.as_str());
    std::iter::once("point").chain(names).collect()
}

/// The points of `points.csv`, by their number: so many of them. `is_same` is given the table as the
/// sweep wrote it, and says whether it was that one.
///
/// # Errors
/// [`SweptError`].
pub fn points(
    factors: &[Factor],
    count: usize,
    sheet: &Sheet,
    is_same: impl FnOnce(&str) -> bool,
) -> Result<Vec<Point>, SweptError> {
    let mut points: Vec<Option<Point>> = vec![None; count];
    for (at, row) in sheet.rows().enumerate() {
        let cell = |column: &str, expected: String| SweptError::Cell {
            file: "points.csv",
            row: at + 1,
            column: column.to_owned(),
            text: row.text(column).to_owned(),
            expected,
        };
        let number = row.count("point").map(|number| number as usize);
        let last = count.saturating_sub(1);
        let number = number.filter(|number| *number < count);
        let number =
            number.ok_or_else(|| cell("point", format!("a whole number from 0 to {last}")))?;
        let of = |factor: &Factor| {
            let text = row.text(&factor.name);
            read(factor, text).map_err(|expected| cell(&factor.name, expected))
        };
        let point: Point = factors.iter().map(of).collect::<Result<_, _>>()?;
        if points[number].replace(point).is_some() {
            return Err(SweptError::Twice(number));
        }
    }
    let found = points.iter().flatten().count();
    let points: Option<Vec<Point>> = points.into_iter().collect();
    let points = points.ok_or(SweptError::Count {
        found,
        expected: count,
    })?;
    let mut text = Vec::new();
    let written = points_table(factors, &points).write(&mut text);
    written.expect("invariant: memory takes what is written");
    if is_same(&String::from_utf8_lossy(&text)) {
        Ok(points)
    } else {
        Err(SweptError::Changed)
    }
}

/// The level that a cell says, or what it should say.
fn read(factor: &Factor, text: &str) -> Result<Level, String> {
    match &factor.domain {
        Domain::Choice(names) => {
            let place = names.iter().position(|name| name == text);
            place.map(Level::Choice).ok_or_else(|| {
                match nearest(text, names.iter().map(String::as_str)) {
                    Some(near) => format!("`{near}`, perhaps"),
                    None => format!("one of {}", names.join(", ")),
                }
            })
        }
        Domain::Parameter { row, .. } => level(row, text)
            .map(Level::Number)
            .ok_or_else(|| expected(row).to_owned()),
    }
}

fn expected(row: &Parameter) -> &'static str {
    match row.kind {
        NumberKind::Switch => "true or false",
        _ => "a number",
    }
}

/// Whether a row of `responses.csv` is read for these measures: what names no measure is, to be refused.
pub fn is_read(row: Row, measures: &[Measure]) -> bool {
    Measure::named(row.text("metric")).is_none_or(|measure| measures.contains(&measure))
}

/// Points and the rows of `responses.csv` for some measures, joined by name.
///
/// # Errors
/// [`SweptError`].
pub fn join(
    asked: SweptAsked,
    points: Vec<Point>,
    measures: &[Measure],
    sheet: &Sheet,
) -> Result<SweptTable, SweptError> {
    let rows = sheet.rows().enumerate();
    let found: Result<Vec<SweptResponse>, SweptError> =
        rows.map(|(at, row)| response(at, row)).collect();
    Ok(SweptTable::join(asked, points, measures, found?)?)
}

fn response(at: usize, row: Row) -> Result<SweptResponse, SweptError> {
    let cell = |column: &str, expected: &str| SweptError::Cell {
        file: "responses.csv",
        row: at + 1,
        column: column.to_owned(),
        text: row.text(column).to_owned(),
        expected: expected.to_owned(),
    };
    let count = |column: &str| {
        row.count(column)
            .ok_or_else(|| cell(column, "a whole number"))
    };
    let number = |column: &str| match (row.text(column), row.number(column)) {
        ("", _) => Ok(None),
        (_, None) => Err(cell(column, "a number, or nothing")),
        (_, some) => Ok(some),
    };
    let named = Measure::named(row.text("metric"));
    let measure = named.ok_or_else(|| cell("metric", "the name of a metric"))?;
    let method = row.text("ci_method");
    let known = Method::ALL.iter().find(|known| known.name() == method);
    let method = match (method, known) {
        ("", _) => Method::ClopperPearson,
        (_, Some(known)) => *known,
        (_, None) => return Err(cell("ci_method", "the name of a method")),
    };
    Ok(SweptResponse {
        scenario: row.text("scenario").to_owned(),
        point: count("point")? as usize,
        policy: row.text("policy").to_owned(),
        measure,
        estimate: Estimate {
            value: number("value")?,
            low: number("ci_low")?,
            high: number("ci_high")?,
            level: number("ci_level")?.unwrap_or(LEVEL),
            method,
            n: count("n")?,
        },
    })
}
