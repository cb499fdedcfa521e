//! A summary with small bar charts, for those who stay in the shell.

use super::source::{RunFolder, is_of_cases};
use super::warning::warnings;
use crate::figure::panel::percent;
use crate::figure::source::{ArmLabel, Sheets};
use crate::table::sheet::Sheet;
use std::fmt::Write;

/// Eighths of a cell, so that bars are finer than letters.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Bold and colours of outcomes, as escape sequences; whoever prints strips them where they are
/// not wanted.
const COLOURS: [&str; 5] = ["\x1b[31m", "\x1b[36m", "\x1b[32m", "\x1b[34m", "\x1b[33m"];
const PLAIN: &str = "\x1b[0m";
const BOLD: &str = "\x1b[1m";

/// A bar for a share, `width` cells for 1.
fn bar(share: f64, width: usize) -> String {
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    // What happened at all is to be seen.
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// The summary of run folders, in lines of at most `columns` letters.
pub fn summary(folders: &[RunFolder], columns: usize) -> String {
    let mut text = String::new();
    for folder in folders {
        let source = &folder.source;
        let name = folder.name();
        let of = if is_of_cases(&folder.manifest) {
            folder.manifest.command.clone()
        } else {
            format!("{} trials of each policy", folder.manifest.trials)
        };
        let _ = writeln!(text, "{BOLD}{name}{PLAIN}  {of}");
        for arm in source.arms("outcomes.csv") {
            let _ = writeln!(text, "  {}", arm.title());
            text += &outcomes(source, &arm, columns);
        }
        for warning in warnings(source) {
            text += &wrapped(&format!("! {}", warning.line), columns);
        }
    }
    text += &wrapped(
        "† a prior: follows from assumptions, not from data. Not a forecast.",
        columns,
    );
    text
}

fn outcomes(source: &Sheets, arm: &ArmLabel, columns: usize) -> String {
    let rows = source
        .table("outcomes.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    let mut text = String::new();
    // Label, value and interval; in a narrow terminal the interval goes first, then the bar.
    let (label, value, interval) = (14, 7, 18);
    let room = columns.saturating_sub(2 + label + value);
    let with_interval = room >= interval + 6;
    let taken = if with_interval { interval } else { 0 };
    let width = (room - taken).min(40);
    for (row, colour) in rows.filter(|row| ArmLabel::of(*row) == *arm).zip(COLOURS) {
        let share = row.number("share").unwrap_or(0.0);
        let ends = ["ci_low", "ci_high"].map(|column| percent(row.number(column)));
        let ends = if with_interval {
            format!(" {:<17}", format!("[{}]", ends.join(", ")))
        } else {
            String::new()
        };
        let name = source.marked(row.text("outcome"));
        let drawn = bar(share, width);
        let _ = writeln!(
            text,
            "    {name:<12}{:>7}{ends}{colour}{drawn}{PLAIN}",
            percent(row.number("share"))
        );
    }
    text
}

fn wrapped(words: &str, columns: usize) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in words.split(' ') {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > columns {
            text.push('\n');
            length = 0;
        }
        if length > 0 {
            text.push(' ');
            length += 1;
        }
        text += word;
        length += letters;
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_share_and_never_hide_what_happened() {
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(0.0001, 10), "▏");
        assert_eq!(bar(0.0, 10), "");
    }

    #[test]
    fn lines_are_no_longer_than_the_terminal() {
        let text = wrapped(
            "a summary of many words that has to be broken somewhere",
            20,
        );
        assert!(
            text.lines().all(|line| line.chars().count() <= 20),
            "{text}"
        );
    }
}
