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

    /// A table of figures, none of them broken. Columns that there is no room for follow in another
    /// table, beside the first `keep` columns again.
    pub fn figures(self, header: &[&str], rows: &[Vec<String>], keep: usize) -> String {
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

/// A share with its interval, in percent.
pub fn percent(estimate: &Estimate) -> String {
    match (estimate.value, estimate.low, estimate.high) {
        (Some(value), Some(low), Some(high)) => {
            let digits = if high < 0.01 { 2 } else { 1 };
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
