//! `patterns_history.csv`: patterns of events in simulated crises, beside those of the record.

use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::history::patterns::{PatternFinding, RecordBeside};

fn columns() -> Vec<TableColumn> {
    let words = |name: &str, doc: &str| column(name, Type::String, "", doc);
    let number = |name: &str, unit: &str, doc: &str| column(name, Type::Number, unit, doc);
    let mut columns = vec![
        column(
            "pattern",
            Type::Integer,
            "",
            "Number of the pattern (docs/model.md).",
        ),
        words("quantity", "What is measured of the pattern."),
        number(
            "tau",
            "probability",
            "Probability with which each visible act is recorded, as event data miss some; empty: no act is counted.",
        ),
        number(
            "value",
            "as in quantity",
            "What the simulated crises have; empty: unknown.",
        ),
    ];
    columns.extend(interval_columns("value"));
    columns.extend([
        column(
            "n",
            Type::Integer,
            "",
            "Responses, days or acts the value rests on; of how long crises last: trials.",
        ),
        words("record", "Whose crises the record is of."),
        number(
            "record_value",
            "as in quantity",
            "What the record has; empty: only a range is known.",
        ),
        number(
            "record_low",
            "as in quantity",
            "Lower end of the record's interval; empty: unknown.",
        ),
        number(
            "record_high",
            "as in quantity",
            "Upper end of the record's interval; empty: unknown.",
        ),
        words("record_basis", "What the record's interval is."),
        column(
            "record_n",
            Type::Integer,
            "",
            "Observations behind the record's value; empty: unknown.",
        ),
        words("record_source", "Where the record's value comes from."),
        words(
            "reading",
            "How the record's value may be read beside that of simulated crises.",
        ),
        column(
            "overlap",
            Type::Boolean,
            "",
            "Whether the intervals overlap; where the record is a lower bound: whether the upper end of the interval reaches it. Empty: an interval is unknown, or the two are not held against each other.",
        ),
        column(
            "scenarios",
            Type::Integer,
            "scenarios",
            "Scenarios whose trials are taken together, each trial counting alike.",
        ),
        column(
            "trials",
            Type::Integer,
            "trials",
            "Trials of a scenario, on average, by how many cases it stands for, under its baseline.",
        ),
        words("seed", "Root seed."),
    ]);
    columns
}

/// The table without rows.
pub fn table() -> Table {
    Table::new(Schema {
        file: "patterns_history.csv",
        doc: "Patterns of events in simulated crises, coded as event data are, beside those of the record: one row for each quantity, probability of recording, and figure of the record.",
        columns: columns(),
    })
}

/// Adds what was found of so many scenarios.
pub fn add(
    table: &mut Table,
    scenarios: usize,
    seed: u64,
    trials: u64,
    findings: &[PatternFinding],
) {
    for finding in findings {
        for RecordBeside { measured, overlap } in &finding.record {
            let interval = measured.interval();
            let mut row: Vec<Cell> = vec![
                finding.quantity.pattern().into(),
                finding.quantity.name().into(),
                finding.tau.into(),
            ];
            row.extend(estimate_cells(&finding.estimate));
            row.extend([
                finding.estimate.n.into(),
                measured.population.name().into(),
                measured.value().into(),
                interval.map(|interval| interval.low).into(),
                interval.map(|interval| interval.high).into(),
                measured.basis().name().into(),
                measured.n().into(),
                measured.source.into(),
                finding.quantity.reading().name().into(),
                (*overlap).into(),
                (scenarios as u64).into(),
                trials.into(),
                seed.to_string().into(),
            ]);
            table.push(row);
        }
    }
}
