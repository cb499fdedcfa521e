//! The table of what it would be worth to know what is uncertain.

use super::arm::{METRIC, count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, Type, column, interval_columns};
use crate::study::compare::Compared;
use crate::study::worlds::Worlds;

/// The name of all that is uncertain together.
pub const ALL: &str = "all";

/// `evppi.csv`.
pub fn evppi_schema() -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario of the arms."),
        text("metric", METRIC),
        text(
            "parameter",
            "Path of the parameter that would be known before choosing; all: everything in [uncertain].",
        ),
        number(
            "value",
            "as in metric",
            "How much better the choice of who knows is, on average over the worlds; not above the truth on average.",
        ),
    ];
    columns.extend(interval_columns("value"));
    columns.extend([
        column(
            "worlds",
            Type::Integer,
            "",
            "Worlds, in ten Latin hypercubes.",
        ),
        count("trials", "Trials of each world."),
        text("best", "The arm of who does not know."),
        column(
            "choices",
            Type::Integer,
            "",
            "How many arms are chosen somewhere by who knows.",
        ),
    ]);
    schema(
        "evppi.csv",
        "What knowing a parameter before choosing would be worth: the expected value of partial perfect information (Strong, Oakley & Brennan 2014) over the [uncertain] ranges, among the arms that ask nothing of others.",
        columns,
    )
}

/// `evppi.csv`.
pub fn evppi(found: &Compared, worlds: &Worlds) -> Table {
    let mut table = Table::new(evppi_schema());
    for (measure, findings) in &found.worth {
        for finding in findings {
            let worth = &finding.worth;
            let mut choices = worth.with.clone();
            choices.sort_unstable();
            choices.dedup();
            let mut row: Vec<Cell> = vec![
                found.arms[0].scenario.name.as_str().into(),
                measure.name().into(),
                finding.path.as_deref().unwrap_or(ALL).into(),
            ];
            row.extend(estimate_cells(&worth.estimate));
            row.extend([
                (worlds.design.worlds as u64).into(),
                worlds.trials.into(),
                found.arms[finding.without()].name.as_str().into(),
                (choices.len() as u64).into(),
            ]);
            table.push(row);
        }
    }
    table
}
