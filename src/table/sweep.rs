//! Tables of a sweep: its points, and what came of each.

use super::arm::{METRIC, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::exploration::design::Point;
use crate::exploration::factor::{Factor, Level};
use crate::exploration::response::Response;
use crate::scenario::parameter::NumberKind;

pub(super) fn point() -> TableColumn {
    let doc = "Number of the point, from 0 on in the order in which they are played.";
    column("point", Type::Integer, "", doc)
}

/// `points.csv`: its columns follow what varies.
pub fn points_schema(factors: &[Factor]) -> Schema {
    let columns = std::iter::once(point()).chain(factor_columns(factors));
    schema(
        "points.csv",
        "Where a sweep looked: a row for each point, a column for each factor, by the path of its parameter, `policy` or `scenario`. It can be the --design of another sweep.",
        columns.collect(),
    )
}

/// A column for each factor.
pub(super) fn factor_columns(factors: &[Factor]) -> impl Iterator<Item = TableColumn> {
    factors.iter().map(|factor| {
        let name = factor.name.as_str();
        if let Some(row) = factor.row() {
            return column(name, kind(row.kind), row.unit, row.doc);
        }
        column(name, Type::String, "", format!("The {name} of the point."))
    })
}

/// What each factor is at a point.
pub(super) fn factor_cells(factors: &[Factor], point: &Point) -> impl Iterator<Item = Cell> {
    let cell = |(factor, level): (&Factor, &Level)| match (factor.row(), level) {
        (Some(row), Level::Number(value)) => match kind(row.kind) {
            Type::Integer => Cell::Integer(*value as i64),
            Type::Boolean => Cell::Boolean(*value > 0.5),
            _ => Cell::Number(*value),
        },
        _ => factor.shown(*level).into(),
    };
    factors.iter().zip(point).map(cell)
}

fn kind(kind: NumberKind) -> Type {
    match kind {
        NumberKind::Real => Type::Number,
        NumberKind::Count | NumberKind::Rung => Type::Integer,
        NumberKind::Switch => Type::Boolean,
    }
}

/// `points.csv`.
pub fn points(factors: &[Factor], points: &[Point]) -> Table {
    let mut table = Table::new(points_schema(factors));
    for (number, point) in points.iter().enumerate() {
        let cells = factor_cells(factors, point);
        table.push(std::iter::once(Cell::from(number as u64)).chain(cells));
    }
    table
}

/// `responses.csv`.
pub fn responses_schema() -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario of the point."),
        point(),
        text("policy", "Policy under which it was played."),
        text("metric", METRIC),
        number(
            "value",
            "share or days",
            "Share of the trials, or mean days.",
        ),
    ];
    columns.extend(interval_columns("value"));
    let doc = "Trials the estimate rests on: the same, with the same luck, at every point.";
    columns.push(column("n", Type::Integer, "trials", doc));
    schema(
        "responses.csv",
        "What came of each point under each policy, in every metric.",
        columns,
    )
}

/// A row of `responses.csv`.
pub fn response(found: &Response) -> impl Iterator<Item = Cell> + use<> {
    let key: [Cell; 4] = [
        found.scenario.into(),
        (found.point as u64).into(),
        found.policy.into(),
        found.measure.name().into(),
    ];
    let rest = estimate_cells(&found.estimate);
    let n = std::iter::once(Cell::from(found.estimate.n));
    key.into_iter().chain(rest).chain(n)
}
