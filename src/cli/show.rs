//! Tables for the terminal.

use super::run::Finished;
use crate::output::table::{Cell, Table};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, TableComponent};
use std::path::PathBuf;

/// Letters that fit in a line, where there is a terminal or `COLUMNS` says so. What goes into a file
/// or a pipe is not broken.
pub fn width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.parse().ok());
    let asked = comfy_table::Table::new().width().map(usize::from);
    said.or(asked).map(|width: usize| width.max(20))
}

/// A sentence, broken between words only; its further lines are indented as its first.
pub fn sentence(text: &str) -> String {
    let Some(width) = width() else {
        return text.to_owned();
    };
    let indent = &text[..text.len() - text.trim_start().len()];
    let how = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, how)
}

/// A table of figures, none of them broken. Columns that the terminal has no room for follow in
/// another table, beside the first `keep` columns again.
pub fn figures(header: &[&str], rows: &[Vec<String>], keep: usize) -> String {
    let wide = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells
            .chain([header[column].chars().count()])
            .max()
            .unwrap_or(0)
            + 3
    };
    let room = width().unwrap_or(usize::MAX);
    let kept: usize = (0..keep).map(wide).sum();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut left = 0;
    for column in keep..header.len() {
        if parts.is_empty() || wide(column) > left {
            parts.push((0..keep).collect());
            left = room.saturating_sub(kept);
        }
        left = left.saturating_sub(wide(column));
        parts
            .last_mut()
            .expect("invariant: a part was begun")
            .push(column);
    }
    let part = |columns: &Vec<usize>| {
        let mut shown = table(&columns.iter().map(|&c| header[c]).collect::<Vec<_>>());
        shown.set_content_arrangement(ContentArrangement::Disabled);
        for row in rows {
            shown.add_row(columns.iter().map(|&c| &row[c]));
        }
        for column in shown.column_iter_mut().skip(keep) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        shown.to_string()
    };
    parts.iter().map(part).collect::<Vec<_>>().join("\n")
}

/// A table that fits the terminal.
pub fn table(header: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY);
    table.remove_style(TableComponent::HorizontalLines);
    table.remove_style(TableComponent::MiddleIntersections);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width() {
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
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
    let header = [
        "scenario",
        "policy",
        "war %",
        "agreement %",
        "unilateral %",
        "calm %",
        "unresolved %",
        "minor clash % *",
    ];
    let rows: Vec<Vec<String>> = done.iter().flat_map(rows).collect();
    anstream::println!("{}", figures(&header, &rows, 2));
    for line in [
        "Shares of trials with 95% Clopper-Pearson intervals.  * ICB violence level 2 or more after the onset.",
        "War and serious clashes have no case in the Korean record: those shares are priors, not findings. Not a forecast.",
    ] {
        anstream::println!("{}", sentence(line));
    }
    for finished in done {
        anstream::println!("{}", finished.folder.display());
    }
    let paths: Vec<String> = combined
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    anstream::println!("{}", paths.join("  "));
}

fn rows(finished: &Finished) -> Vec<Vec<String>> {
    let outcomes = &finished.tables.outcomes;
    let (share, outcome) = (place(outcomes, "share"), place(outcomes, "outcome"));
    let clash = clashes(&finished.tables.violence);
    let ensembles = outcomes
        .rows
        .chunk_by(|a, b| a[..outcome] == b[..outcome])
        .enumerate();
    ensembles
        .map(|(i, rows)| {
            let mut cells = vec![text(&rows[0][0])];
            let policy: Vec<String> = rows[0][1..outcome].iter().map(text).collect();
            cells.push(policy.join(" "));
            cells.extend(
                rows.iter()
                    .map(|row| percent(&row[share], &row[share + 1], &row[share + 2])),
            );
            cells.push(clash.get(i).cloned().unwrap_or_default());
            cells
        })
        .collect()
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
