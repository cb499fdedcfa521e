//! How crises unfold under the policies of a comparison: the baseline, and another beside it.

use super::ChartError;
use super::panel::{Choice, Figure, PageSection};
use super::source::Sheets;
use super::unfolding::hundred;
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use std::collections::BTreeMap;

/// A hundred crises under the baseline, and under one other policy at a time, the best first.
pub fn section(source: &Sheets, sheet: &Sheet) -> Result<Option<PageSection>, ChartError> {
    let mut rows: BTreeMap<(&str, &str), Vec<Row>> = BTreeMap::new();
    let mut arms: Vec<(&str, &str)> = Vec::new();
    for row in sheet.rows() {
        let arm = (row.text("scenario"), row.text("arm"));
        if !arms.contains(&arm) {
            arms.push(arm);
        }
        rows.entry(arm).or_default().push(row);
    }
    let Some((&baseline, others)) = arms.split_first() else {
        return Ok(None);
    };
    let mut others = others.to_vec();
    others.sort_by(|a, b| f64::total_cmp(&place(source, *a), &place(source, *b)));
    let figures = vec![figure(source, baseline, &rows[&baseline])?];
    let choice = |arm: &(&str, &str)| {
        let mut figure = figure(source, *arm, &rows[arm])?;
        // What holds of all is said once, beside the baseline.
        figure.caption = "The dashed line is that of the baseline.".into();
        Ok(Choice {
            name: arm.1.to_owned(),
            figures: vec![figure],
        })
    };
    let choices: Result<Vec<Choice>, ChartError> = others.iter().map(choice).collect();
    Ok(PageSection::choosing(
        "How it unfolds",
        "Of 100 crises, by day: how many have ended, and how, and how many still run. The baseline, and below it one policy at a time, the best in what was asked first.",
        figures,
        ("Under", choices?),
    ))
}

/// Where an arm stands among the others: by the metric asked for, the best first; what asks something
/// of the actor of the trigger comes last.
fn place(source: &Sheets, (scenario, arm): (&str, &str)) -> f64 {
    let same = |row: &Row| row.text("scenario") == scenario && row.text("arm") == arm;
    let rows = |file| source.table(file).into_iter().flat_map(Sheet::rows);
    let asks = rows("policies.csv")
        .find(same)
        .is_some_and(|row| row.optional("asks_others") == Some("true"));
    let judged = rows("comparisons.csv").find(|row| same(row) && !row.text("verdict").is_empty());
    let value = judged.and_then(|row| {
        let measure = Measure::named(row.text("metric"))?;
        let value = row.number("value")?;
        Some(match measure.better() {
            Better::Lower => value,
            Better::Higher => -value,
        })
    });
    value.filter(|_| !asks).unwrap_or(f64::INFINITY)
}

fn figure(
    source: &Sheets,
    (scenario, arm): (&str, &str),
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let known = rows.iter().filter_map(|row| row.count("day")).max();
    let last = known.unwrap_or(0);
    let days: Vec<f64> = (0..=last).map(|day| day as f64).collect();
    // Between two rows nothing changes.
    let shares = |name: &str| -> Vec<f64> {
        let (mut share, mut rows) = (0.0, rows.iter().peekable());
        let day = |day: u64| {
            while let Some(row) = rows.next_if(|row| row.count("day").is_some_and(|of| of <= day)) {
                let (ended, trials) = (row.number(name), row.number("trials"));
                share = ended.unwrap_or(0.0) / trials.unwrap_or(1.0).max(1.0);
            }
            share
        };
        (0..=last).map(day).collect()
    };
    let mut figure = hundred(
        source,
        format!("100 crises of {scenario} under {arm}"),
        &days,
        shares,
    )?;
    // A table of weeks for every policy would be most of the page, and endings.csv has the days.
    let kept = figure.grid.rows.iter().enumerate();
    let end = figure.grid.rows.len() - 1;
    let kept = kept.filter(|(i, _)| i % 4 == 0 || *i == end);
    figure.grid.rows = kept.map(|(_, row)| row.clone()).collect();
    Ok(figure)
}
