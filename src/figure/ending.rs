//! How crises end, and how violent they become: shares with intervals.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, percent};
use super::source::{ArmLabel, Sheets};
use super::whiskers::{Whisker, whiskers};
use crate::stats::share::share;
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

const SHARE: Axis = Axis {
    title: "share of trials",
    percent: true,
};
const INTERVAL: &str = "Dot: share of trials; bar: 95% Clopper-Pearson interval, pointwise.";

fn whisker(label: String, row: Row) -> Whisker {
    Whisker {
        label,
        value: row.number("share"),
        low: row.number("ci_low"),
        high: row.number("ci_high"),
    }
}

/// A figure of shares with intervals.
fn shares(
    of: &str,
    title: String,
    text: String,
    rows: Vec<(Whisker, u64, u64)>,
) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&[of, "share", "from", "to", "trials", "of all"]);
    for (whisker, n, trials) in &rows {
        grid.rows.push(vec![
            whisker.label.clone(),
            percent(whisker.value),
            percent(whisker.low),
            percent(whisker.high),
            n.to_string(),
            trials.to_string(),
        ]);
    }
    let bars: Vec<Whisker> = rows.into_iter().map(|(whisker, _, _)| whisker).collect();
    Ok(Figure {
        title,
        text,
        svg: Some(whiskers(&bars, SHARE, false, told)?),
        caption: INTERVAL.into(),
        grid,
    })
}

/// A share in words.
fn told(row: &Whisker) -> String {
    let [value, low, high] = [row.value, row.low, row.high].map(percent);
    format!("{} {value} (from {low} to {high})", row.label)
}

/// What a chart of shares says, in words.
fn read_out(rows: &[(Whisker, u64, u64)]) -> String {
    rows.iter()
        .map(|(row, _, _)| told(row))
        .collect::<Vec<_>>()
        .join("; ")
}

/// One arm: its outcomes. Several: each outcome by arm.
pub(super) fn outcomes(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("outcomes.csv") else {
        return Ok(Vec::new());
    };
    let counted = |label: String, row: Row| {
        let count = |column| row.count(column).unwrap_or(0);
        (whisker(label, row), count("n"), count("trials"))
    };
    if arms.len() == 1 {
        let rows: Vec<_> = sheet
            .rows()
            .map(|row| counted(source.marked(row.text("outcome")), row))
            .collect();
        let text = read_out(&rows);
        return Ok(vec![shares("outcome", "Outcomes".into(), text, rows)?]);
    }
    let mut names: Vec<&str> = Vec::new();
    for row in sheet.rows() {
        if !names.contains(&row.text("outcome")) {
            names.push(row.text("outcome"));
        }
    }
    let figure = |name: &&str| {
        let of = sheet.rows().filter(|row| row.text("outcome") == *name);
        let rows: Vec<_> = of
            .map(|row| counted(ArmLabel::of(row).title(), row))
            .collect();
        let text = read_out(&rows);
        shares("policy", source.marked(name), text, rows)
    };
    names.iter().map(figure).collect()
}

/// The share of the trials of an arm that reached a level of violence after the onset, with their
/// number and that of all.
pub(super) fn at_least(sheet: &Sheet, arm: &ArmLabel, least: u64) -> (Whisker, u64, u64) {
    let rows = sheet
        .rows()
        .filter(|row| row.text("since") == "after_onset" && ArmLabel::of(*row) == *arm);
    let (mut n, mut trials, mut level) = (0, 0, LEVEL);
    for row in rows {
        trials = row.count("trials").unwrap_or(0);
        level = row.number("ci_level").unwrap_or(level);
        if row.count("violence").is_some_and(|v| v >= least) {
            n += row.count("n").unwrap_or(0);
        }
    }
    let estimate = share(n.min(trials), trials, level);
    let whisker = Whisker {
        label: arm.title(),
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
    };
    (whisker, n, trials)
}

/// At least a minor clash, at least a serious one, by arm.
pub(super) fn violence(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("violence.csv") else {
        return Ok(Vec::new());
    };
    let levels = [Measure::MinorClash, Measure::SeriousClash].map(|measure| {
        let mark = if source.is_prior(measure) { " †" } else { "" };
        let title = capitalised(&format!("{} or worse{mark}", measure.label()));
        (measure.violence().unwrap_or(0), title)
    });
    if let [arm] = arms {
        let row = |(least, title): (u64, String)| {
            let (mut whisker, n, trials) = at_least(sheet, arm, least);
            whisker.label = title.to_lowercase();
            (whisker, n, trials)
        };
        let rows: Vec<_> = levels.into_iter().map(row).collect();
        let text = read_out(&rows);
        return Ok(vec![shares("violence", "Violence".into(), text, rows)?]);
    }
    let figure = |(least, title): (u64, String)| {
        let rows: Vec<_> = arms.iter().map(|arm| at_least(sheet, arm, least)).collect();
        let text = read_out(&rows);
        shares("policy", title, text, rows)
    };
    levels.into_iter().map(figure).collect()
}

pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
