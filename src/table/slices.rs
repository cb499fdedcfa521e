//! `slices.csv`: what the response of a sweep does over each factor.

use super::arm::{METRIC, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, Type, column, interval_columns};
use crate::exploration::factor::{Factor, Level};
use crate::exploration::sliced::{FactorSlice, SlicedFactor, SlicedResponse};
use crate::scenario::parameter::NumberKind;
use crate::study::measure::Measure;

/// Its columns.
pub fn slices_schema() -> Schema {
    let share = |name: &str, doc: &str| number(name, "share of variance", doc);
    let mut columns = vec![
        text(
            "policy_a",
            "Policy whose metric is the response; empty: policies vary.",
        ),
        text(
            "policy_b",
            "Policy whose metric is taken from it at each point; empty: the response is a level.",
        ),
        text("metric", METRIC),
        text("factor", "Path of the parameter, `policy` or `scenario`."),
        column(
            "drawn",
            Type::Boolean,
            "",
            "Whether it is a draw of a posterior, with which others of them go together.",
        ),
        share(
            "between",
            "Share of the variance of the response over the points that lies between slices of the factor, as first_played in indices.csv; below zero by chance alone.",
        ),
        share(
            "between_low",
            "Lower end of its 95% interval, by resampling points.",
        ),
        share("between_high", "Upper end of its 95% interval."),
        column(
            "slice",
            Type::Integer,
            "",
            "Number of the slice, from 0 on: as many as there are values, if these are few; else ten with about as many points each.",
        ),
        number(
            "low",
            "as the factor",
            "Least value of its points; empty: they have a name.",
        ),
        number(
            "high",
            "as the factor",
            "Greatest value of its points; empty: they have a name.",
        ),
        text("among", "What its points have, where that is a name."),
        number(
            "value",
            "share or days",
            "Mean of the response over its points; their intervals and the luck that they share are not in its interval.",
        ),
    ];
    columns.extend(interval_columns("value"));
    columns.push(column("n", Type::Integer, "points", "Points of the slice."));
    schema(
        "slices.csv",
        "What the response of a sweep does over each factor, in the metric of its answer: the mean in slices of the factor. Factors first with which it goes most.",
        columns,
    )
}

/// The table.
pub fn slices(factors: &[Factor], measure: Measure, found: &[SlicedResponse]) -> Table {
    let mut table = Table::new(slices_schema());
    for response in found {
        for of in &response.factors {
            for (at, slice) in of.slices.iter().enumerate() {
                table.push(row(factors, measure, (response, of), (at, slice)));
            }
        }
    }
    table
}

fn row(
    factors: &[Factor],
    measure: Measure,
    (response, of): (&SlicedResponse, &SlicedFactor),
    (at, slice): (usize, &FactorSlice),
) -> Vec<Cell> {
    let factor = &factors[of.factor];
    let has_name = factor
        .row()
        .is_none_or(|row| row.kind == NumberKind::Switch);
    let end = |level: Level| Some(level.number()).filter(|_| !has_name);
    let mut cells: Vec<Cell> = vec![
        response.policy.as_deref().into(),
        response.against.as_deref().into(),
        measure.name().into(),
        factor.name.as_str().into(),
        Cell::Boolean(factor.drawn),
        of.between.value.into(),
        of.between.low.into(),
        of.between.high.into(),
        (at as u64).into(),
        end(slice.low).into(),
        end(slice.high).into(),
    ];
    cells.push(if has_name {
        factor.shown(slice.low).into()
    } else {
        Cell::Empty
    });
    cells.extend(estimate_cells(&slice.mean));
    cells.push(slice.mean.n.into());
    cells
}
