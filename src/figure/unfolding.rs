//! How crises unfold day by day: what has ended and how, and where those stand that still run.

use super::ChartError;
use super::chart::Axis;
use super::fan::{FanDay, fan};
use super::layers::{ENDINGS, Layer, Over, RUNNING, layers, of_hundred};
use super::panel::{Choice, Figure, Grid, PageSection, percent};
use super::source::{ArmLabel, Sheets};
use crate::table::sheet::Row;
use plotters::style::RGBColor;
use std::collections::BTreeMap;

const QUANTILES: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];
/// Endings as layers from the bottom up; what still runs comes below war, the last.
const LAYERS: [(&str, &str); 4] = [
    ("agreement", "agreement"),
    ("unilateral", "stand-down"),
    ("calm", "calm"),
    ("war", "war"),
];

/// Their colours.
const COLOURS: [RGBColor; 4] = [ENDINGS[1], ENDINGS[2], ENDINGS[3], ENDINGS[0]];

/// Layers for every arm side by side, and rungs of one arm at a time.
pub fn section(
    source: &Sheets,
    arms: &[ArmLabel],
    drawn: usize,
) -> Result<Option<PageSection>, ChartError> {
    let shown = &arms[..arms.len().min(drawn)];
    let daily = Daily::of(source);
    let mut lead = String::from(
        "Of 100 crises, by day: how many have ended, and how, and how many still run.",
    );
    if shown.len() < arms.len() {
        let (drawn, all) = (shown.len(), arms.len());
        let left_out = format!(
            " Drawn for the first {drawn} of {all} policies and variants; daily.csv has the others."
        );
        lead.push_str(&left_out);
    }
    let (mut figures, mut choices): (Vec<Figure>, Vec<Choice>) = (Vec::new(), Vec::new());
    for arm in shown {
        if let Some(mut figure) = endings(source, &daily, arm)? {
            // What holds of all is said once.
            if figures
                .first()
                .is_some_and(|first| first.caption == figure.caption)
            {
                figure.caption = "The dashed line is that of the first figure.".into();
            }
            figures.push(figure);
        }
        choices.push(Choice {
            name: arm.title(),
            figures: rungs(source, &daily, arm)?,
        });
    }
    if choices.iter().any(|choice| !choice.figures.is_empty()) {
        lead += " Below: the rungs of those that still run, beside those of all, in which one that has ended keeps its last rung. A crisis in a calm that is not yet long enough counts as running there. Line: median; dark band: the middle half; light band: 90%. These are quantiles of trials and no confidence intervals, which daily.csv has.";
    }
    let chosen = ("Rungs under", choices);
    Ok(PageSection::choosing(
        "How it unfolds",
        &lead,
        figures,
        chosen,
    ))
}

/// Days whose rows stand in the table behind a chart: every week, and the last.
fn tabled(day: u64, last: u64) -> bool {
    day == 1 || day.is_multiple_of(7) || day == last
}

/// The rows of a metric by subject, subjects in their order.
type BySubject<'s> = Vec<(&'s str, Vec<Row<'s>>)>;

/// The rows of `daily.csv` by arm and metric.
struct Daily<'s> {
    by_arm: BTreeMap<(ArmLabel, &'s str), BySubject<'s>>,
}

impl<'s> Daily<'s> {
    fn of(source: &'s Sheets) -> Self {
        let mut by_arm: BTreeMap<_, BySubject> = BTreeMap::new();
        for row in source.daily.rows() {
            let key = (ArmLabel::of(row), row.text("metric"));
            let subjects = by_arm.entry(key).or_default();
            let subject = row.text("subject");
            match subjects.iter_mut().find(|(name, _)| *name == subject) {
                Some((_, rows)) => rows.push(row),
                None => subjects.push((subject, vec![row])),
            }
        }
        Self { by_arm }
    }

    fn get(&self, arm: &ArmLabel, metric: &'static str) -> &[(&'s str, Vec<Row<'s>>)] {
        let found = self.by_arm.get(&(arm.clone(), metric));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Endings as layers of a hundred crises.
fn endings(source: &Sheets, daily: &Daily, arm: &ArmLabel) -> Result<Option<Figure>, ChartError> {
    let subjects = daily.get(arm, "ended");
    let shares = |name: &str| -> Vec<f64> {
        let found = subjects.iter().find(|(subject, _)| *subject == name);
        let rows = found.into_iter().flat_map(|(_, rows)| rows);
        let values = rows.map(|row| row.number("value").unwrap_or(0.0));
        std::iter::once(0.0).chain(values).collect()
    };
    // On the day of the onset everything runs.
    let tallied = subjects.first().into_iter().flat_map(|(_, rows)| rows);
    let tallied = tallied.filter_map(|row| row.number("day"));
    let days: Vec<f64> = std::iter::once(0.0).chain(tallied).collect();
    if days.len() < 2 {
        return Ok(None);
    }
    let title = format!("100 crises under {}", arm.title());
    hundred(source, title, &days, shares).map(Some)
}

/// A hundred crises by day; `shares` are those that have ended so by each of the days.
pub(super) fn hundred(
    source: &Sheets,
    title: String,
    days: &[f64],
    shares: impl Fn(&str) -> Vec<f64>,
) -> Result<Figure, ChartError> {
    let drawn = ended(source, days.len(), shares);
    let mut grid = Grid::new(&["day"]);
    grid.header
        .extend(drawn.iter().map(|layer| layer.label.clone()));
    let last = days.last().map_or(0, |day| *day as u64);
    for (place, day) in days.iter().enumerate() {
        if tabled(*day as u64, last) {
            let values = drawn
                .iter()
                .map(|layer| percent(layer.shares.get(place).copied()));
            let day = std::iter::once(format!("{day:.0}"));
            grid.rows.push(day.chain(values).collect());
        }
    }
    let last_calm = source.last_calm();
    let says = |place: usize| format!("day {:.0}", days[place]);
    let places = [days.len() / 12, days.len() / 4, days.len() - 1];
    let words = places.map(|place| of_hundred(&says(place), place, &drawn));
    let over = Over {
        axis: Axis {
            title: "days since the onset",
            percent: false,
        },
        at: days,
        says: &says,
    };
    Ok(Figure {
        title,
        text: words.join("; "),
        svg: Some(layers(&over, &drawn, last_calm.map(|day| day as f64))?),
        caption: calm_words(source.calm_days, last_calm),
        grid,
    })
}

/// What has ended, by form, and what still runs, as layers; `shares` are those that have ended so at each
/// of so many places.
pub(super) fn ended(
    source: &Sheets,
    places: usize,
    shares: impl Fn(&str) -> Vec<f64>,
) -> Vec<Layer> {
    let layer = |((name, label), colour): (&(&str, &str), RGBColor)| Layer {
        label: (*label).to_owned()
            + if source.priors.contains_key(*name) {
                " †"
            } else {
                ""
            },
        colour,
        shares: shares(name),
    };
    let mut drawn: Vec<Layer> = LAYERS.iter().zip(COLOURS).map(layer).collect();
    let ended = |place: usize| -> f64 {
        let shares = drawn.iter().map(|layer| layer.shares.get(place));
        shares.flatten().sum()
    };
    let running = Layer {
        label: "still running".into(),
        colour: RUNNING,
        shares: (0..places)
            .map(|place| (1.0 - ended(place)).max(0.0))
            .collect(),
    };
    drawn.insert(LAYERS.len() - 1, running);
    drawn
}

/// Why calm levels off before the horizon.
fn calm_words(days: Option<u64>, last: Option<u64>) -> String {
    match (days, last) {
        (Some(days), Some(last)) => format!(
            "Calm takes {days} quiet days in a row and is dated at the first of them, so a spell that begins after day {last} (dashed) is not told before the horizon: calm levels off there, and some that still run are calm already."
        ),
        _ => "Calm takes a spell of quiet days and is dated at the first of them, so a spell that begins late is not told before the horizon: calm levels off there, and some that still run are calm already.".into(),
    }
}

/// The rungs of every actor: of what still runs, and of all.
fn rungs(source: &Sheets, daily: &Daily, arm: &ArmLabel) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for (metric, whose) in [
        ("rung_running", "crises still running"),
        ("rung", "all crises"),
    ] {
        for (subject, rows) in daily.get(arm, metric) {
            let days = fan_days(rows);
            if !days.is_empty() {
                let actor = source.actor(subject);
                let title = format!("{actor}, {whose} under {}", arm.title());
                figures.push(one_fan(source, title, whose, &days)?);
            }
        }
    }
    Ok(figures)
}

/// Quantiles by day, as far as they are known: where none runs there are none.
fn fan_days(rows: &[Row]) -> Vec<FanDay> {
    let mut days: Vec<FanDay> = Vec::new();
    for row in rows {
        let (Some(day), Some(value)) = (row.number("day"), row.number("value")) else {
            continue;
        };
        if days.last().is_none_or(|last| last.day < day) {
            let quantiles = [value; 5];
            days.push(FanDay { day, quantiles });
        }
        let statistic = row.text("statistic");
        let quantile = QUANTILES.iter().position(|name| *name == statistic);
        if let (Some(quantile), Some(last)) = (quantile, days.last_mut()) {
            last.quantiles[quantile] = value;
        }
    }
    days
}

fn one_fan(
    source: &Sheets,
    title: String,
    whose: &str,
    days: &[FanDay],
) -> Result<Figure, ChartError> {
    let mut header = vec!["day"];
    header.extend(QUANTILES);
    let mut grid = Grid::new(&header);
    let rung = |value: f64| {
        let name = source.rungs.get(value.round() as usize);
        name.cloned().unwrap_or_else(|| format!("{value:.0}"))
    };
    let known = days.last().map_or(0, |day| day.day as u64);
    let last = source.last_day().unwrap_or(known).max(known);
    for day in days.iter().filter(|day| tabled(day.day as u64, known)) {
        let cells = day.quantiles.iter().map(|q| rung(*q));
        let day = format!("{:.0}", day.day);
        grid.rows.push(std::iter::once(day).chain(cells).collect());
    }
    let say = |day: &FanDay| {
        let [low, _, middle, _, high] = day.quantiles.map(rung);
        format!(
            "day {:.0}, {whose}: half are at {middle} or below, 90% from {low} to {high}",
            day.day
        )
    };
    let words: Vec<String> = [days.first(), days.get(days.len() / 4), days.last()]
        .into_iter()
        .flatten()
        .map(say)
        .collect();
    Ok(Figure {
        title,
        text: words.join("; "),
        svg: Some(fan(days, last as f64, &source.rungs, say)?),
        caption: String::new(),
        grid,
    })
}
