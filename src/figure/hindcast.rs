//! Forecasts of crises that happened: beside counting, whether they can be taken at their word, and
//! each of them.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, PageSection, number, percent};
use super::reliability::{Group, histogram, reliability};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::stats::share::share;
use crate::table::sheet::{Row, Sheet};

/// Scores that are drawn, as titles have them.
const SCORES: [(&str, &str); 4] = [
    ("log_violence", "Level of violence, log score"),
    ("rps_violence", "Level of violence, RPS"),
    ("crps_log_days", "Days, CRPS of their logarithm"),
    ("log_ending", "Ending, log score"),
];

/// Groups of forecasts of a probability.
const GROUPS: usize = 5;
/// Level of the intervals of shares that were seen.
const LEVEL: f64 = 0.95;

/// The sections of a hindcast; none where there was none.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let (Some(cases), Some(scores)) = (source.table("hindcast.csv"), source.table("scores.csv"))
    else {
        return Ok(Vec::new());
    };
    let sections = [
        PageSection::of(
            "Better than counting?",
            "The score of who counts cases minus the model's over the same cases: right of the line the model is better. Intervals resample cases, those that belong together at once.",
            SCORES
                .iter()
                .filter_map(|score| differences(scores, *score).transpose())
                .collect::<Result<_, _>>()?,
        ),
        PageSection::of(
            "Are probabilities what they say?",
            "Of crises forecast alike, the share in which it happened, the trigger's own violence included: on the line forecasts are right, below it they say too much. Intervals are Clopper-Pearson's and take crises as independent.",
            [2, 3]
                .into_iter()
                .filter_map(|level| at_least(cases, level).transpose())
                .collect::<Result<_, _>>()?,
        ),
        PageSection::of(
            "Are durations what they say?",
            "Where the days that were seen lie in their forecasts: as many in each part where forecasts are right. More at the left: forecasts are too long; more at both ends: they are too narrow.",
            places(cases)?.into_iter().collect(),
        ),
        PageSection::of(
            "Crisis by crisis",
            "What was forecast from the onset, and what came of it.",
            vec![each(cases)],
        ),
    ];
    Ok(sections.into_iter().flatten().collect())
}

/// Those who count beside the model in a score.
fn differences(sheet: &Sheet, (score, title): (&str, &str)) -> Result<Option<Figure>, ChartError> {
    let rows: Vec<Row> = sheet
        .rows()
        .filter(|row| row.text("score") == score && row.text("forecaster") != "model")
        .filter(|row| row.number("difference").is_some())
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let mut grid = Grid::new(&[
        "forecaster",
        "cases",
        "score",
        "minus the model's",
        "from",
        "to",
    ]);
    let mut bars = Vec::new();
    for row in rows {
        let label = row.text("forecaster").replace('_', " ");
        let columns = ["difference", "difference_low", "difference_high"];
        let [value, low, high] = columns.map(|column| row.number(column));
        let mut cells = vec![label.clone(), row.text("difference_cases").to_owned()];
        cells.extend([row.number("mean"), value, low, high].map(number));
        grid.rows.push(cells);
        bars.push(Whisker {
            label,
            value,
            low,
            high,
        });
    }
    let axis = Axis {
        title: "minus the model's score",
        percent: false,
    };
    let words: Vec<String> = bars.iter().map(told).collect();
    Ok(Some(Figure {
        title: title.to_owned(),
        text: words.join("; "),
        svg: Some(whiskers(&bars, axis, true, told)?),
        caption: String::new(),
        grid,
    }))
}

fn told(bar: &Whisker) -> String {
    let [value, low, high] = [bar.value, bar.low, bar.high].map(number);
    format!("{} {value} [{low}, {high}]", bar.label)
}

/// Forecasts of at least a level of violence, in groups, against what was seen.
fn at_least(sheet: &Sheet, level: u64) -> Result<Option<Figure>, ChartError> {
    let mut groups: Vec<Vec<(f64, bool)>> = vec![Vec::new(); GROUPS];
    for row in sheet.rows() {
        let levels = (level..=4).map(|level| row.number(&format!("p_violence_{level}")));
        let (Some(p), Some(seen)) = (levels.sum::<Option<f64>>(), row.count("observed_violence"))
        else {
            continue;
        };
        let group = ((p * GROUPS as f64) as usize).min(GROUPS - 1);
        groups[group].push((p, seen >= level));
    }
    groups.retain(|group| !group.is_empty());
    if groups.is_empty() {
        return Ok(None);
    }
    let mut grid = Grid::new(&["forecast", "crises", "seen", "share", "from", "to"]);
    let mut drawn = Vec::new();
    for group in &groups {
        let n = group.len() as u64;
        let k = group.iter().filter(|(_, happened)| *happened).count() as u64;
        let forecast = group.iter().map(|(p, _)| p).sum::<f64>() / n as f64;
        let found = share(k, n, LEVEL);
        let ends = [found.value, found.low, found.high];
        let says = format!(
            "forecast {}: seen in {k} of {n} crises, {} [{}, {}]",
            percent(Some(forecast)),
            percent(ends[0]),
            percent(ends[1]),
            percent(ends[2])
        );
        let mut cells = vec![percent(Some(forecast)), n.to_string(), k.to_string()];
        cells.extend(ends.map(percent));
        grid.rows.push(cells);
        drawn.push(Group {
            forecast,
            seen: ends.map(Option::unwrap_or_default),
            says,
        });
    }
    let what = if level == 2 { "minor" } else { "serious" };
    let words: Vec<&str> = drawn.iter().map(|group| group.says.as_str()).collect();
    Ok(Some(Figure {
        title: format!("At least a {what} clash"),
        text: words.join("; "),
        svg: Some(reliability(&drawn)?),
        caption: String::new(),
        grid,
    }))
}

/// Where the days that were seen lie in their forecasts.
fn places(sheet: &Sheet) -> Result<Option<Figure>, ChartError> {
    let pits: Vec<f64> = sheet
        .rows()
        .filter_map(|row| row.number("pit_days"))
        .collect();
    if pits.is_empty() {
        return Ok(None);
    }
    // Enough in each part to tell a part from another.
    let parts = if pits.len() < 60 { 5 } else { 10 };
    let mut counts = vec![0_u64; parts];
    for pit in &pits {
        counts[((pit * parts as f64) as usize).min(parts - 1)] += 1;
    }
    let says = |part: usize| {
        let [from, to] = [part, part + 1].map(|end| percent(Some(end as f64 / parts as f64)));
        format!("{from} to {to}: {} crises", counts[part])
    };
    let mut grid = Grid::new(&["part of the forecast", "crises"]);
    for (part, count) in counts.iter().enumerate() {
        let (place, _) = says(part)
            .split_once(": ")
            .map_or_else(Default::default, |(a, b)| (a.to_owned(), b.to_owned()));
        grid.rows.push(vec![place, count.to_string()]);
    }
    let words: Vec<String> = (0..parts).map(says).collect();
    let axis = Axis {
        title: "place in the forecast of days (PIT)",
        percent: true,
    };
    Ok(Some(Figure {
        title: "Days seen, in the forecast".into(),
        text: words.join("; "),
        svg: Some(histogram(&counts, axis, says)?),
        caption: format!(
            "The line is {:.1} crises in each part.",
            pits.len() as f64 / parts as f64
        ),
        grid,
    }))
}

/// A row for each crisis.
fn each(sheet: &Sheet) -> Figure {
    let mut grid = Grid::new(&[
        "crisis",
        "trigger",
        "violence seen",
        "P(1)",
        "P(2)",
        "P(3)",
        "P(4)",
        "log score",
        "days seen",
        "median",
        "5%",
        "95%",
        "CRPS",
        "ended",
        "P(ended so)",
    ]);
    for row in sheet.rows() {
        let mut cells: Vec<String> = ["title", "kind", "observed_violence"]
            .map(|column| row.text(column).to_owned())
            .to_vec();
        let levels = (1..=4).map(|level| percent(row.number(&format!("p_violence_{level}"))));
        cells.extend(levels);
        cells.push(number(row.number("log_violence")));
        cells.push(row.text("observed_days").to_owned());
        for column in ["days_p50", "days_p05", "days_p95"] {
            let days = row.text(column);
            cells.push(
                if days.is_empty() {
                    "beyond the horizon"
                } else {
                    days
                }
                .to_owned(),
            );
        }
        cells.push(number(row.number("crps_log_days")));
        cells.push(row.text("observed_ending").to_owned());
        cells.push(percent(row.number("p_observed_ending")));
        grid.rows.push(cells);
    }
    Figure {
        title: "Every crisis".into(),
        text: "An empty cell is unknown, or not scored.".into(),
        svg: None,
        caption: String::new(),
        grid,
    }
}
