//! Sentences and tables of text, in lines of a width.

use crate::stats::Estimate;
use crate::study::measure::Measure;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, TableComponent};

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLayout {
    /// Letters that fit in a line; `None` breaks no line, as in a file or a pipe.
    pub width: Option<usize>,
}

impl TextLayout {
    /// A sentence, broken between words only; its further lines are indented as its first.
    pub fn sentence(self, text: &str) -> String {
        let Some(width) = self.width else {
            return text.to_owned();
        };
        let indent = &text[..text.len() - text.trim_start().len()];
        let how = textwrap::Options::new(width)
            .subsequent_indent(indent)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(text, how)
    }

    /// A table of figures, none of them broken. Where there is no room, intervals are left out; then
    /// the first `keep` columns stand in a line of their own above the figures of each row. Columns
    /// that there is no room for even so follow in another table.
    pub fn figures(self, header: &[&str], rows: &[Vec<String>], keep: usize) -> String {
        let room = self.width.unwrap_or(usize::MAX);
        if width(header, rows, 0) <= room {
            return self.all_figures(header, rows, keep);
        }
        let bare = |cell: &str| cell.split(" [").next().unwrap_or(cell).to_owned();
        let header: Vec<String> = header.iter().map(|name| bare(name)).collect();
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let shortened = rows.iter().flatten().any(|cell| cell.contains(" ["));
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| bare(cell)).collect())
            .collect();
        let mut text = if width(&header, &rows, 0) > room && width(&header, &rows, keep) <= room {
            self.under_names(&header, &rows, keep)
        } else {
            self.all_figures(&header, &rows, keep)
        };
        if shortened {
            let where_else =
                "Intervals are in the tables, with --format json, and in a wider terminal.";
            text = format!("{text}\n{}", self.sentence(where_else));
        }
        text
    }

    /// A table whose rows have what the first `keep` columns say in a line above their figures.
    fn under_names(self, header: &[&str], rows: &[Vec<String>], keep: usize) -> String {
        let figures: Vec<Vec<String>> = rows.iter().map(|row| row[keep..].to_vec()).collect();
        let table = self.all_figures(&header[keep..], &figures, 0);
        // A rule, the header and a rule come before the rows, and a rule after them.
        let names = rows
            .iter()
            .map(|row| format!(" {}", row[..keep].join("  ")));
        let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
        for (at, name) in names.enumerate() {
            lines.insert(3 + 2 * at, name);
        }
        lines.join("\n")
    }

    /// A table of all figures: columns that there is no room for follow in another table, beside the first `keep`
    /// columns again.
    pub fn all_figures(self, header: &[&str], rows: &[Vec<String>], keep: usize) -> String {
        let wide = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            let widest = cells.chain([header[column].chars().count()]).max();
            widest.unwrap_or(0) + 3
        };
        let room = self.width.unwrap_or(usize::MAX);
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
            let mut shown = self.table(&columns.iter().map(|&c| header[c]).collect::<Vec<_>>());
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

    /// A table that fits the width: words are broken, figures are not for it.
    pub fn table(self, header: &[&str]) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.load_preset(UTF8_HORIZONTAL_ONLY);
        table.remove_style(TableComponent::HorizontalLines);
        table.remove_style(TableComponent::MiddleIntersections);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = self.width {
            table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        }
        table.set_header(header);
        table
    }
}

/// Letters that a table takes whose first columns stand elsewhere.
fn width(header: &[&str], rows: &[Vec<String>], elsewhere: usize) -> usize {
    let wide = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].chars().count()]).max()
    };
    let columns = elsewhere..header.len();
    columns.map(|column| wide(column).unwrap_or(0) + 3).sum()
}

/// A share with its interval, in percent.
pub fn percent(estimate: &Estimate) -> String {
    in_percent(estimate, digits(estimate))
}

/// Shares of a column with their intervals, in percent, with as many digits as the one that needs the
/// most.
pub fn percents(column: &[Estimate]) -> Vec<String> {
    let most = column.iter().map(digits).max();
    let cell = |estimate: &Estimate| in_percent(estimate, most.unwrap_or(1));
    column.iter().map(cell).collect()
}

/// Digits after the point that say something of a share in percent.
fn digits(estimate: &Estimate) -> usize {
    let small = estimate.high.is_some_and(|high| high < 0.01);
    if small { 2 } else { 1 }
}

fn in_percent(estimate: &Estimate, digits: usize) -> String {
    match (estimate.value, estimate.low, estimate.high) {
        (Some(value), Some(low), Some(high)) => {
            let [value, low, high] = [value, low, high].map(|x| 100.0 * x);
            format!("{value:.digits$} [{low:.digits$}, {high:.digits$}]")
        }
        _ => String::new(),
    }
}

/// A signed number with its interval: points, or days.
pub fn signed(estimate: &Estimate, measure: Measure) -> String {
    let scale = if measure.is_binary() { 100.0 } else { 1.0 };
    let (Some(value), Some(low), Some(high)) = (estimate.value, estimate.low, estimate.high) else {
        return "unknown".into();
    };
    let [value, low, high] = [value, low, high].map(|x| scale * x);
    let digits = if (high - low) < 0.5 { 2 } else { 1 };
    format!("{value:+.digits$} [{low:+.digits$}, {high:+.digits$}]")
}
