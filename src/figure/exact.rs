//! What was computed instead of sampled: probabilities without intervals.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid, PageSection, percent};
use super::source::{ArmLabel, Sheets};
use super::unfolding;
use super::whiskers::{Whisker, whiskers};
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

const AXIS: Axis = Axis {
    title: "probability",
    percent: true,
};

/// The sections of an enumeration; none where there was none.
pub fn sections(source: &Sheets, drawn: usize) -> Result<Vec<PageSection>, ChartError> {
    let Some(sheet) = source.table("exact.csv") else {
        return Ok(Vec::new());
    };
    let arms = source.arms("exact.csv");
    let lead = format!(
        "Probabilities of the law, enumerated and not sampled, so they have no interval. Pruning and rounding move them by less than {}.",
        error_bound(sheet)
    );
    let sections = [
        PageSection::of(
            "How it ends, exactly",
            &lead,
            endings(source, sheet, &arms)?,
        ),
        PageSection::of(
            "Violence after the onset, exactly",
            "Highest ICB violence level of acts after day 0.",
            violence(source, &arms)?,
        ),
        unfolding::section(source, &arms, drawn)?,
        PageSection::of(
            "How long it lasts, exactly",
            "Expected days from the onset to the ending, the horizon where there is none.",
            days(source, &arms)?,
        ),
    ];
    Ok(sections.into_iter().flatten().collect())
}

/// The largest error bound of a table, in few digits.
fn error_bound(sheet: &Sheet) -> String {
    let bounds = sheet.rows().filter_map(|row| row.number("error_bound"));
    let most = bounds.fold(0.0_f64, f64::max);
    format!("{most:.0e}")
}

/// A figure of values without intervals: one arm by name, or several.
fn figure(
    title: String,
    of: &str,
    rows: Vec<(String, Option<f64>)>,
    axis: Axis,
    spell: impl Fn(Option<f64>) -> String,
) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&[of, axis.title]);
    let say = |label: &str, value| format!("{label} {}", spell(value));
    for (label, value) in &rows {
        grid.rows.push(vec![label.clone(), spell(*value)]);
    }
    let words: Vec<String> = rows
        .iter()
        .map(|(label, value)| say(label, *value))
        .collect();
    let bars: Vec<Whisker> = rows
        .into_iter()
        .map(|(label, value)| Whisker {
            label,
            value,
            low: None,
            high: None,
        })
        .collect();
    Ok(Figure {
        title,
        text: words.join("; "),
        svg: Some(whiskers(&bars, axis, false, |row| {
            say(&row.label, row.value)
        })?),
        caption: String::new(),
        grid,
    })
}

/// One arm: its outcomes. Several: each outcome by arm.
fn endings(source: &Sheets, sheet: &Sheet, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let mut names: Vec<&str> = Vec::new();
    for row in sheet.rows() {
        if !names.contains(&row.text("outcome")) {
            names.push(row.text("outcome"));
        }
    }
    let value = |arm: &ArmLabel, name: &str| {
        let mut rows = sheet.rows();
        let row = rows.find(|row| row.text("outcome") == name && ArmLabel::of(*row) == *arm);
        row.and_then(|row| row.number("probability"))
    };
    if let [arm] = arms {
        let rows = names
            .iter()
            .map(|name| (source.marked(name), value(arm, name)));
        let title = format!("Probability of each ending under {}", arm.title());
        return Ok(vec![figure(
            title,
            "outcome",
            rows.collect(),
            AXIS,
            percent,
        )?]);
    }
    let by_arm = |name: &&str| {
        let rows = arms.iter().map(|arm| (arm.title(), value(arm, name)));
        let title = format!("Probability of {}", source.marked(name));
        figure(title, "policy", rows.collect(), AXIS, percent)
    };
    names.iter().map(by_arm).collect()
}

fn violence(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let Some(sheet) = source.table("exact_violence.csv") else {
        return Ok(Vec::new());
    };
    let at_least = |arm: &ArmLabel, least: u64| {
        let mine = |row: &Row| {
            let level = row.count("violence").is_some_and(|level| level >= least);
            level && row.text("since") == "after_onset" && ArmLabel::of(*row) == *arm
        };
        let rows = sheet.rows().filter(mine);
        Some(rows.filter_map(|row| row.number("probability")).sum())
    };
    let levels = [Measure::MinorClash, Measure::SeriousClash].map(|measure| {
        let mark = if source.is_prior(measure) { " †" } else { "" };
        let name = format!("{} or worse{mark}", measure.label());
        (measure.violence().unwrap_or(0), name)
    });
    if let [arm] = arms {
        let rows = levels
            .into_iter()
            .map(|(least, name)| (name, at_least(arm, least)));
        let title = format!("Probability of violence under {}", arm.title());
        return Ok(vec![figure(
            title,
            "violence",
            rows.collect(),
            AXIS,
            percent,
        )?]);
    }
    let by_arm = |(least, name): (u64, String)| {
        let rows = arms.iter().map(|arm| (arm.title(), at_least(arm, least)));
        let title = format!("Probability of a {name}");
        figure(title, "policy", rows.collect(), AXIS, percent)
    };
    levels.into_iter().map(by_arm).collect()
}

fn days(source: &Sheets, arms: &[ArmLabel]) -> Result<Vec<Figure>, ChartError> {
    let sheet = source.table("exact_metrics.csv");
    let value = |arm: &ArmLabel| {
        let mut rows = sheet.into_iter().flat_map(Sheet::rows);
        let row = rows.find(|row| row.text("metric") == "days" && ArmLabel::of(*row) == *arm);
        row.and_then(|row| row.number("value"))
    };
    let rows = arms.iter().map(|arm| (arm.title(), value(arm)));
    let axis = Axis {
        title: "expected days",
        percent: false,
    };
    let spell = |days: Option<f64>| days.map_or(String::new(), |days| format!("{days:.2}"));
    let drawn = figure(
        "Expected days".into(),
        "policy",
        rows.collect(),
        axis,
        spell,
    )?;
    Ok(if sheet.is_some() {
        vec![drawn]
    } else {
        Vec::new()
    })
}
