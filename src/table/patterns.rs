//! `patterns.csv`: claims of the literature, measured on the model.

use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::study::patterns::ClaimFinding;

fn columns() -> Vec<TableColumn> {
    let mut columns = vec![
        column("scenario", Type::String, "", "Name of the scenario."),
        column("claim", Type::String, "", "What is claimed of a change."),
        column("source", Type::String, "", "Who claims it."),
        column("metric", Type::String, "", "What is measured."),
        column(
            "expected",
            Type::String,
            "",
            "up or down: the direction the claim states for the metric.",
        ),
        column("seed", Type::String, "", "Root seed."),
        column(
            "trials",
            Type::Integer,
            "trials",
            "Trials of each arm, paired.",
        ),
        column(
            "without",
            Type::Number,
            "",
            "The metric without the change.",
        ),
        column("with", Type::Number, "", "The metric with it."),
        column(
            "effect",
            Type::Number,
            "",
            "With the change minus without it.",
        ),
    ];
    let simultaneous = "Simultaneous over the claims of a scenario, at 0.99 together.";
    columns.extend(interval_columns("effect").into_iter().map(|mut column| {
        if column.name == "ci_level" {
            column.doc = format!("Nominal coverage of the interval. {simultaneous}");
        }
        column
    }));
    columns.push(column(
        "verdict",
        Type::String,
        "",
        "holds, fails, or undecided: the interval covers zero.",
    ));
    columns
}

/// The table without rows.
pub fn table() -> Table {
    Table::new(Schema {
        file: "patterns.csv",
        doc: "Comparative statics that theory states, measured on the model.",
        columns: columns(),
    })
}

/// Adds the findings of a scenario.
pub fn add(table: &mut Table, scenario: &str, seed: u64, trials: u64, findings: &[ClaimFinding]) {
    for finding in findings {
        let mut row: Vec<Cell> = vec![
            scenario.into(),
            finding.claim.into(),
            finding.source.into(),
            finding.measure.name().into(),
            finding.expected.name().into(),
            seed.to_string().into(),
            trials.into(),
            finding.values[0].into(),
            finding.values[1].into(),
        ];
        row.extend(estimate_cells(&finding.effect));
        row.push(finding.verdict.name().into());
        table.push(row);
    }
}
