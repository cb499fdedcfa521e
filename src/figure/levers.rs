//! Whether the policies did anything.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, percent};
use super::source::{Sheets, by_scenario};
use super::whiskers::{Whisker, whiskers};
use crate::table::sheet::{Row, Sheet};

/// A figure per scenario: in how many trials each policy changed something.
pub fn levers(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let figure = |(scenario, rows): (&str, Vec<Row>)| figure(source, scenario, &rows);
    by_scenario(sheet).into_iter().map(figure).collect()
}

fn figure(source: &Sheets, scenario: &str, rows: &[Row]) -> Result<Figure, ChartError> {
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        // The baseline has nothing that it could have changed.
        if !row.text("changed").is_empty() && !names.contains(&row.text("arm")) {
            names.push(row.text("arm"));
        }
    }
    let mut grid = Grid::new(&["policy", "trials changed", "of all", "its rules"]);
    let mut drawn: Vec<(Whisker, Vec<String>)> = names
        .iter()
        .map(|name| {
            let mine: Vec<&Row> = rows.iter().filter(|row| row.text("arm") == *name).collect();
            let share = mine.first().and_then(|row| {
                let (changed, trials) = (row.number("changed")?, row.number("trials")?);
                (trials > 0.0).then(|| changed / trials)
            });
            let rules: Vec<String> = mine.iter().filter_map(|row| rule(source, row)).collect();
            let text = |column: &str| mine.first().map_or("", |row| row.text(column)).to_owned();
            let cells = vec![
                (*name).to_owned(),
                text("changed"),
                text("trials"),
                rules.join("; "),
            ];
            let whisker = Whisker {
                label: (*name).to_owned(),
                value: share,
                low: None,
                high: None,
            };
            (whisker, cells)
        })
        .collect();
    let share = |row: &Whisker| -row.value.unwrap_or(0.0);
    drawn.sort_by(|(a, _), (b, _)| f64::total_cmp(&share(a), &share(b)));
    let (drawn, rows): (Vec<Whisker>, Vec<Vec<String>>) = drawn.into_iter().unzip();
    grid.rows = rows;
    let say = |row: &Whisker| format!("{} changed {} of the trials", row.label, percent(row.value));
    let axis = Axis {
        title: "trials that went otherwise",
        percent: true,
    };
    Ok(Figure {
        title: format!("Trials that each policy of {scenario} changed"),
        text: drawn.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&drawn, axis, false, say)?),
        caption: "Trials in which outcome, days or violence differ from the same trial under the baseline. The table has how often each rule held.".into(),
        grid,
    })
}

/// How often a rule held.
fn rule(source: &Sheets, row: &Row) -> Option<String> {
    let (held, sampled) = (row.count("held_trials")?, row.count("sampled")?);
    let days = row.number("held_days")? / sampled.max(1) as f64;
    Some(format!(
        "{} of {}: held in {held} of {sampled} trials, on {days:.1} days of each on average",
        row.text("rule"),
        source.actor(row.text("actor"))
    ))
}
