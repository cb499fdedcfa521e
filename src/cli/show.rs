//! Tables for the terminal.

use super::run::Finished;
use crate::output::table::{Cell, Table};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, TableComponent};
use std::path::PathBuf;

/// A table that fits the terminal.
pub fn table(header: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY);
    table.remove_style(TableComponent::HorizontalLines);
    table.remove_style(TableComponent::MiddleIntersections);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

/// A share with its interval, in percent.
pub fn percent(value: &Cell, low: &Cell, high: &Cell) -> String {
    match (value, low, high) {
        (Cell::Number(value), Cell::Number(low), Cell::Number(high)) => {
            let digits = if *high < 0.01 { 2 } else { 1 };
            let [value, low, high] = [value, low, high].map(|x| 100.0 * x);
            format!("{value:.digits$} [{low:.digits$}, {high:.digits$}]")
        }
        _ => String::new(),
    }
}

fn text(cell: &Cell) -> String {
    let mut text = String::new();
    cell.write(&mut text);
    text
}

/// Rows of a table as a lookup by header.
fn place(table: &Table, column: &str) -> usize {
    let header = table.schema.header();
    let place = header.iter().position(|name| *name == column);
    place.expect("the column is in the schema")
}

/// Outcome shares of the batch, and where everything was written.
pub fn summary(done: &[Finished], combined: &[PathBuf]) {
    let mut shown = table(&[
        "scenario",
        "policy",
        "war %",
        "agreement %",
        "unilateral %",
        "calm %",
        "unresolved %",
        "minor clash % *",
    ]);
    for column in 2..8 {
        if let Some(column) = shown.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for finished in done {
        rows(finished, &mut shown);
    }
    anstream::println!("{shown}");
    anstream::println!(
        "Shares of trials with 95% Clopper-Pearson intervals.  * ICB violence level 2 or more after the onset."
    );
    anstream::println!(
        "War and serious clashes have no case in the Korean record: those shares are priors, not findings. Not a forecast."
    );
    for finished in done {
        anstream::println!("{}", finished.folder.display());
    }
    let paths: Vec<String> = combined
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    anstream::println!("{}", paths.join("  "));
}

fn rows(finished: &Finished, shown: &mut comfy_table::Table) {
    let outcomes = &finished.tables.outcomes;
    let (share, outcome) = (place(outcomes, "share"), place(outcomes, "outcome"));
    let clash = clashes(&finished.tables.violence);
    for (i, rows) in outcomes
        .rows
        .chunk_by(|a, b| a[..outcome] == b[..outcome])
        .enumerate()
    {
        let mut cells = vec![text(&rows[0][0])];
        let policy: Vec<String> = rows[0][1..outcome].iter().map(text).collect();
        cells.push(policy.join(" "));
        cells.extend(
            rows.iter()
                .map(|row| percent(&row[share], &row[share + 1], &row[share + 2])),
        );
        cells.push(clash.get(i).cloned().unwrap_or_default());
        shown.add_row(cells);
    }
}

/// The share of at least a minor clash after the onset, by scenario and policy.
fn clashes(violence: &Table) -> Vec<String> {
    let (since, level) = (place(violence, "since"), place(violence, "violence"));
    let (n, trials) = (place(violence, "n"), place(violence, "trials"));
    let number = |cell: &Cell| {
        if let Cell::Integer(n) = cell {
            *n as u64
        } else {
            0
        }
    };
    violence
        .rows
        .chunk_by(|a, b| a[..since] == b[..since])
        .map(|rows| {
            let after = rows
                .iter()
                .filter(|row| row[since] == Cell::from("after_onset"));
            let clash = after.filter(|row| number(&row[level]) >= 2);
            let count = clash.map(|row| number(&row[n])).sum();
            let estimate = crate::stats::share::share(count, number(&rows[0][trials]), 0.95);
            percent(
                &estimate.value.into(),
                &estimate.low.into(),
                &estimate.high.into(),
            )
        })
        .collect()
}
