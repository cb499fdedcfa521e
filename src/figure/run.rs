//! Figures of a run: outcomes, violence, days, rungs.

use super::ChartError;
use super::chart::{Axis, COLOURS, Curve, FanDay, Whisker, curves, fan, whiskers};
use super::panel::{Figure, Grid, PageSection, number, percent};
use super::source::{ArmLabel, Sheets};
use crate::stats::share::share;
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::table::sheet::Row;

const SHARE: Axis = Axis {
    title: "share of trials",
    percent: true,
};
const INTERVAL: &str = "Dot: share of trials; bar: 95% Clopper-Pearson interval, pointwise.";
const QUANTILES: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];

/// Days whose rows stand in the table behind a daily chart: every week, and the last.
fn tabled(day: u64, horizon: Option<u64>) -> bool {
    day == 1 || day.is_multiple_of(7) || Some(day) == horizon
}

/// Every section of a run folder.
pub fn sections(source: &Sheets, drawn: usize) -> Result<Vec<PageSection>, ChartError> {
    let arms = source.arms("outcomes.csv");
    let shown = &arms[..arms.len().min(drawn)];
    let mut left_out = String::new();
    if shown.len() < arms.len() {
        left_out = format!(
            " Drawn for the first {} of {} policies and variants; daily.csv has the others.",
            shown.len(),
            arms.len()
        );
    }
    let days = "Line: median; dark band: the middle half of the trials; light band: 90% of them. These are quantiles of trials, not confidence intervals: daily.csv has the interval of each. Every trial counts; one that has ended keeps its last rung.";
    Ok([
        PageSection::of(
            "How it ends",
            "Shares of trials by the form of ending. † rests on assumptions, not on data: a prior.",
            outcomes(source, &arms)?,
        ),
        PageSection::of(
            "Violence after the onset",
            "Highest ICB violence level of acts after day 0: 2 minor clashes, 3 serious clashes, 4 full-scale war. † rests on assumptions, not on data: a prior.",
            violence(source, &arms)?,
        ),
        PageSection::of("Rungs day by day", &format!("{days}{left_out}"), fans(source, shown)?),
        PageSection::of(
            "Endings day by day",
            &format!("Share of trials that have ended so by that day.{left_out}"),
            endings(source, shown)?,
        ),
        PageSection::of(
            "How long it lasts",
            "Days from the onset to the ending. Trials still running at the horizon are censored there.",
            durations(source, &arms)?,
        ),
    ]
    .into_iter()
    .flatten()
    .collect())
}

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
        svg: Some(whiskers(&bars, SHARE, false)?),
        caption: INTERVAL.into(),
        grid,
    })
}

/// What a chart of shares says, in words.
fn read_out(rows: &[(Whisker, u64, u64)]) -> String {
    let say = |(row, _, _): &(Whisker, u64, u64)| {
        format!(
            "{} {} (from {} to {})",
            row.label,
            percent(row.value),
            percent(row.low),
            percent(row.high)
        )
    };
    rows.iter().map(say).collect::<Vec<_>>().join("; ")
}

/// One arm: its outcomes. Several: each outcome by arm.
fn outcomes(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
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

/// At least a minor clash, at least a serious one, by arm.
fn violence(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("violence.csv") else {
        return Ok(Vec::new());
    };
    let at_least = |arm: &ArmLabel, least: u64| {
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
        let label = arm.title();
        let whisker = Whisker {
            label,
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
        };
        (whisker, n, trials)
    };
    let levels = [Measure::MinorClash, Measure::SeriousClash].map(|measure| {
        let mark = if source.is_prior(measure) { " †" } else { "" };
        let title = capitalised(&format!("{} or worse{mark}", measure.label()));
        (measure.violence().unwrap_or(0), title)
    });
    if let [arm] = arms {
        let row = |(least, title): (u64, String)| {
            let (mut whisker, n, trials) = at_least(arm, least);
            whisker.label = title.to_lowercase();
            (whisker, n, trials)
        };
        let rows: Vec<_> = levels.into_iter().map(row).collect();
        let text = read_out(&rows);
        return Ok(vec![shares("violence", "Violence".into(), text, rows)?]);
    }
    let figure = |(least, title): (u64, String)| {
        let rows: Vec<_> = arms.iter().map(|arm| at_least(arm, least)).collect();
        let text = read_out(&rows);
        shares("policy", title, text, rows)
    };
    levels.into_iter().map(figure).collect()
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Rows of `daily.csv` of an arm.
fn daily<'s>(
    source: &'s Sheets,
    arm: &'s ArmLabel,
    metric: &'s str,
) -> impl Iterator<Item = Row<'s>> {
    source
        .daily
        .rows()
        .filter(move |row| row.text("metric") == metric && ArmLabel::of(*row) == *arm)
}

fn fans(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for arm in arms {
        let mut subjects: Vec<String> = Vec::new();
        let mut days: Vec<Vec<FanDay>> = Vec::new();
        for row in daily(source, arm, "rung") {
            let subject = row.text("subject");
            let place = subjects.iter().position(|name| name == subject);
            let place = place.unwrap_or_else(|| {
                subjects.push(subject.into());
                days.push(Vec::new());
                subjects.len() - 1
            });
            let (Some(day), Some(value)) = (row.number("day"), row.number("value")) else {
                continue;
            };
            if days[place].last().is_none_or(|last| last.day < day) {
                let quantiles = [value; 5];
                days[place].push(FanDay { day, quantiles });
            }
            let quantile = QUANTILES
                .iter()
                .position(|name| *name == row.text("statistic"));
            if let (Some(quantile), Some(last)) = (quantile, days[place].last_mut()) {
                last.quantiles[quantile] = value;
            }
        }
        for (subject, days) in subjects.iter().zip(&days) {
            figures.push(one_fan(source, arm, subject, days)?);
        }
    }
    Ok(figures)
}

fn one_fan(
    source: &Sheets,
    arm: &ArmLabel,
    subject: &str,
    days: &[FanDay],
) -> Result<Figure, ChartError> {
    let highest = days.iter().map(|day| day.quantiles[4]).fold(1.0, f64::max);
    let top = (source.rungs.len() as f64 - 1.0).max(highest);
    let mut header = vec!["day"];
    header.extend(QUANTILES);
    let mut grid = Grid::new(&header);
    let horizon = source.horizon();
    for day in days.iter().filter(|day| tabled(day.day as u64, horizon)) {
        let cells = day.quantiles.iter().map(|q| format!("{q:.0}"));
        grid.rows.push(
            std::iter::once(format!("{:.0}", day.day))
                .chain(cells)
                .collect(),
        );
    }
    let at = |day: Option<&FanDay>| {
        day.map_or_else(String::new, |day| {
            let [low, _, middle, _, high] = day.quantiles;
            format!(
                "day {:.0}: median rung {middle:.0}, 90% of trials from {low:.0} to {high:.0}",
                day.day
            )
        })
    };
    let middle = days.get(days.len() / 4);
    Ok(Figure {
        title: format!("{} under {}", source.actor(subject), arm.title()),
        text: format!(
            "Rung by day. {}; {}; {}.",
            at(days.first()),
            at(middle),
            at(days.last())
        ),
        svg: Some(fan(days, &source.rungs, top)?),
        caption: String::new(),
        grid,
    })
}

fn endings(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for arm in arms {
        let mut lines: Vec<Curve> = Vec::new();
        for row in daily(source, arm, "ended") {
            let label = source.marked(row.text("subject"));
            let place = lines.iter().position(|curve| curve.label == label);
            let place = place.unwrap_or_else(|| {
                let points = Vec::new();
                lines.push(Curve { label, points });
                lines.len() - 1
            });
            let values = ["day", "value", "ci_low", "ci_high"].map(|column| row.number(column));
            if let [Some(day), Some(value), Some(low), Some(high)] = values {
                lines[place].points.push([day, value, low, high]);
            }
        }
        if lines.is_empty() {
            continue;
        }
        figures.push(Figure {
            title: format!("Endings under {}", arm.title()),
            text: format!(
                "Share of trials that have ended so by the last day: {}.",
                last_shares(&lines)
            ),
            svg: Some(curves(&lines, "share of trials")?),
            caption: "Line: share; band: 95% Clopper-Pearson interval of each day, pointwise."
                .into(),
            grid: by_day(&lines, source.horizon()),
        });
    }
    Ok(figures)
}

fn last_shares(lines: &[Curve]) -> String {
    let say = |curve: &Curve| {
        let last = curve.points.last().map(|point| point[1]);
        format!("{} {}", curve.label, percent(last))
    };
    lines.iter().map(say).collect::<Vec<_>>().join(", ")
}

/// The values of curves by day, one column each.
fn by_day(lines: &[Curve], horizon: Option<u64>) -> Grid {
    let mut grid = Grid::new(&["day"]);
    grid.header
        .extend(lines.iter().map(|curve| curve.label.clone()));
    for (place, point) in lines[0].points.iter().enumerate() {
        if tabled(point[0] as u64, horizon) {
            let values = lines
                .iter()
                .map(|curve| percent(curve.points.get(place).map(|p| p[1])));
            grid.rows.push(
                std::iter::once(format!("{:.0}", point[0]))
                    .chain(values)
                    .collect(),
            );
        }
    }
    grid
}

/// How many trials are over by each day, all endings together, and the quantiles of the duration.
fn durations(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("metrics.csv") else {
        return Ok(Vec::new());
    };
    let of = |arm: &ArmLabel, statistic: &str| {
        sheet.rows().find(|row| {
            row.text("metric") == "days"
                && row.text("statistic") == statistic
                && ArmLabel::of(*row) == *arm
        })
    };
    let mut grid = Grid::new(&[
        "policy",
        "restricted mean",
        "from",
        "to",
        "5%",
        "25%",
        "median",
        "75%",
        "95%",
    ]);
    let mut rows = Vec::new();
    for arm in arms {
        let mean = of(arm, "restricted_mean");
        let cell = |column: &str| mean.and_then(|row| row.number(column));
        let ends = ["value", "ci_low", "ci_high"].map(cell);
        let mut cells = vec![arm.title()];
        cells.extend(ends.map(number));
        let quantile = |name: &&str| of(arm, name).and_then(|row| row.number("value"));
        cells.extend(QUANTILES.iter().map(|name| {
            quantile(name).map_or_else(|| "beyond the horizon".into(), |days| format!("{days:.0}"))
        }));
        grid.rows.push(cells);
        let [value, low, high] = ends;
        let label = arm.title();
        rows.push(Whisker {
            label,
            value,
            low,
            high,
        });
    }
    let say = |row: &Whisker| format!("{} {} days", row.label, number(row.value));
    let text = rows.iter().map(say).collect::<Vec<_>>().join("; ");
    let axis = Axis {
        title: "days, restricted to the horizon",
        percent: false,
    };
    let mut figures = vec![Figure {
        title: "Mean duration".into(),
        text,
        svg: Some(whiskers(&rows, axis, false)?),
        caption: "Dot: restricted mean; bar: its 95% interval (t).".into(),
        grid,
    }];
    figures.extend(over(source, arms)?);
    Ok(figures)
}

/// The distribution function of the duration: what no longer runs. What is unresolved at the
/// horizon runs on.
fn over(source: &Sheets, arms: &[ArmLabel]) -> Result<Option<Figure>, ChartError> {
    let mut lines: Vec<Curve> = Vec::new();
    for arm in arms {
        let point = |row: Row| {
            let values = ["day", "value", "ci_high", "ci_low"].map(|column| row.number(column));
            let [day, running, high, low] = values;
            Some([day?, 1.0 - running?, 1.0 - high?, 1.0 - low?])
        };
        let points = daily(source, arm, "running").filter_map(point);
        let points: Vec<[f64; 4]> = points.collect();
        let label = arm.title();
        if !points.is_empty() && lines.len() < COLOURS.len() {
            lines.push(Curve { label, points });
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let shown = if lines.len() < arms.len() {
        format!(
            " The first {} of {} policies and variants.",
            lines.len(),
            arms.len()
        )
    } else {
        String::new()
    };
    Ok(Some(Figure {
        title: "Over by that day".into(),
        text: format!(
            "Share of trials that are over by the day before the horizon: {}.",
            last_shares(&lines)
        ),
        svg: Some(curves(&lines, "share of trials over")?),
        caption: format!(
            "Distribution function of the duration, all endings together; band: 95% Clopper-Pearson interval of each day, pointwise.{shown}"
        ),
        grid: by_day(&lines, source.horizon()),
    }))
}
