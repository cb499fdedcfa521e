//! The table of a map of who is better over two factors.

use super::arm::{METRIC, count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, interval_columns};
use crate::exploration::map::Map;
use crate::exploration::tip::TipAsked;
use crate::scenario::Scenario;

/// `map.csv`.
pub fn map_schema() -> Schema {
    let parameter = |name: &str, doc: &str| number(name, "as the parameter", doc);
    let mut columns = vec![
        text("scenario", "Scenario."),
        text("policy_a", "Policy that is followed."),
        text(
            "policy_b",
            "Policy it is compared with; empty: its own metric is held against a value.",
        ),
        text("metric", METRIC),
        number(
            "reaches",
            "share or days",
            "The value that the metric is held against; empty: two policies are compared.",
        ),
        text("across", "Path of the parameter across."),
        parameter("across_value", "Its value."),
        text("up", "Path of the parameter up."),
        parameter("up_value", "Its value."),
        number(
            "difference",
            "share or days",
            "The first policy's metric minus the second's, or minus the value.",
        ),
    ];
    columns.extend(interval_columns("difference"));
    columns.extend([
        text(
            "better",
            "Policy that is surely better there, all places considered; with `reaches`: whether the metric is above or below; empty: it cannot be told.",
        ),
        count("trials", "Trials of each policy at each place."),
    ]);
    schema(
        "map.csv",
        "Who is better over two parameters: a grid of places, all played with the same luck.",
        columns,
    )
}

/// `map.csv`.
pub fn map(scenario: &Scenario, asked: &TipAsked, map: &Map) -> Table {
    let mut table = Table::new(map_schema());
    let [across, up] = &map.factors;
    for cell in &map.cells {
        let mut row: Vec<Cell> = vec![
            scenario.name.as_str().into(),
            asked.policies[0].as_str().into(),
            asked.policies.get(1).map(String::as_str).into(),
            asked.measure.name().into(),
            asked.target.reaches().into(),
            across.name.as_str().into(),
            cell.at[0].into(),
            up.name.as_str().into(),
            cell.at[1].into(),
        ];
        row.extend(estimate_cells(&cell.difference));
        row.extend([asked.before(cell.side).into(), asked.sample.trials.into()]);
        table.push(row);
    }
    table
}
