//! The ranking of a comparison as one picture: arms in groups of which the same can be said, each
//! with what it does now and at both assumption ends. Zero is the baseline at the same end, so an
//! arm that turns crosses the line.

use super::ChartError;
use super::chart::{Area, COLOURS, GRID, Mark, WIDTH, clipped, digits, line, step, svg, write};
use super::ends::{legend, mark};
use super::panel::{Figure, Grid};
use super::source::{Sheets, baseline};
use crate::stats::decision::Better;
use crate::study::assumptions::Assumption;
use crate::study::measure::Measure;
use crate::study::reliance::{Group, Reliance};
use crate::study::stopping::Verdict;
use crate::table::sheet::{Row, Sheet};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// An arm of the ranking.
struct Ranked {
    name: String,
    /// What can be said of it; the last of all asks something of others.
    group: (bool, Group, String),
    value: f64,
    /// Difference from the baseline, with the ends of its interval as far as known.
    now: [Option<f64>; 3],
    /// The difference at both ends.
    ends: Vec<(Assumption, f64)>,
}

/// The ranking of every scenario of a comparison, by the measure that got verdicts.
pub fn ranking(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let judged = |row: &Row| !row.text("verdict").is_empty() && row.text("ci_scope") != "pointwise";
    let rows: Vec<Row> = sheet.rows().filter(judged).collect();
    let mut keys: Vec<[&str; 2]> = Vec::new();
    for row in &rows {
        let key = [row.text("scenario"), row.text("metric")];
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let figure = |[scenario, metric]: &[&str; 2]| {
        let measure = Measure::named(metric)?;
        let mine = |row: &&Row| [row.text("scenario"), row.text("metric")] == [*scenario, *metric];
        let rows: Vec<Row> = rows.iter().filter(mine).copied().collect();
        Some(drawn(source, scenario, measure, &rows))
    };
    keys.iter().filter_map(figure).collect()
}

fn drawn(
    source: &Sheets,
    scenario: &str,
    measure: Measure,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let first = |column: &str| rows.first().map_or("", |row| row.text(column));
    let base = rows.first().map_or("", |row| baseline(*row));
    let base_value = rows.first().and_then(|row| row.number("baseline_value"));
    let base_value = base_value.unwrap_or_default();
    let of = measure.of_how_many(base_value);
    let scale = of.map_or(1.0, |of| of as f64);
    let mut arms: Vec<Ranked> = rows
        .iter()
        .filter_map(|row| ranked(source, measure, *row, scale))
        .collect();
    let sign = match measure.better() {
        Better::Lower => 1.0,
        Better::Higher => -1.0,
    };
    arms.sort_by(|a, b| {
        let order = a.group.cmp(&b.group);
        order.then(f64::total_cmp(&(sign * a.value), &(sign * b.value)))
    });
    let unit = of.map_or("days".to_owned(), |of| format!("in {of}"));
    let base_value = scale * base_value;
    let words = arms.iter().map(|arm| {
        format!(
            "{} ({}): {:.0} {unit}, {}",
            arm.name,
            arm.group.2,
            arm.value,
            told(arm)
        )
    });
    let mut grid = Grid::new(&["policy", &unit, "difference", "from", "to"]);
    let ends = [Assumption::Spiral, Assumption::Deterrence];
    let has_ends = arms.iter().any(|arm| !arm.ends.is_empty());
    if has_ends {
        let ends = ends.map(|end| end.condition().to_owned());
        grid.header.extend(ends);
    }
    grid.header.push("what can be said".into());
    for arm in &arms {
        let cell = |x: Option<f64>| x.map_or(String::new(), |x| format!("{:+.1}", x + 0.0));
        let mut cells = vec![arm.name.clone(), format!("{:.1}", arm.value)];
        cells.extend(arm.now.map(cell));
        if has_ends {
            cells.extend(ends.map(|end| cell(at(arm, end))));
        }
        cells.push(arm.group.2.clone());
        grid.rows.push(cells);
    }
    Ok(Figure {
        title: format!(
            "Ranking by {} in {scenario}, against {base}",
            source.marked(measure.name())
        ),
        text: words.collect::<Vec<_>>().join("; "),
        svg: Some(picture(&arms, &unit, has_ends)?),
        caption: format!(
            "Beside each name: {unit}, against {base_value:.0} under {base}. Dot and bar: the paired difference now, with its {} 95% interval{}. Zero is {base} under the same assumption{}: what crosses the line turns.",
            first("ci_scope"),
            if has_ends {
                "; ring: if firmness provokes and restraint is met; triangle: if firmness deters and restraint is exploited"
            } else {
                ""
            },
            base_at_ends(source, scenario, measure, base, scale)
        ),
        grid,
    })
}

fn at(arm: &Ranked, end: Assumption) -> Option<f64> {
    let found = arm.ends.iter().find(|(of, _)| *of == end);
    found.map(|(_, difference)| *difference)
}

/// What the baseline itself comes to at both ends: " (18 if firmness provokes, 23 if it deters)".
fn base_at_ends(
    source: &Sheets,
    scenario: &str,
    measure: Measure,
    base: &str,
    scale: f64,
) -> String {
    let rows = source
        .table("assumptions.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    let of_base = |row: &Row| {
        [
            row.text("scenario"),
            row.text("metric"),
            row.text("against"),
        ] == [scenario, measure.name(), base]
    };
    let rows: Vec<Row> = rows.filter(of_base).collect();
    let at = |end: Assumption| {
        let mut rows = rows.iter();
        let row = rows.find(|row| row.text("assumption") == end.name())?;
        let value = scale * row.number("against_value")?;
        Some(format!("{value:.0} {}", end.condition()))
    };
    let ends = [Assumption::Spiral, Assumption::Deterrence].map(at);
    match ends {
        [Some(spiral), Some(deterrence)] => format!(" ({spiral}, {deterrence})"),
        _ => String::new(),
    }
}

/// The differences of an arm in words.
fn told(arm: &Ranked) -> String {
    let ends = arm.ends.iter();
    let ends = ends.map(|(end, x)| format!(", {x:+.0} {}", end.condition()));
    let now = arm.now[0].map_or("unknown".into(), |x| format!("{x:+.1}"));
    format!("{now} now{}", ends.collect::<String>())
}

fn ranked(source: &Sheets, measure: Measure, row: Row, scale: f64) -> Option<Ranked> {
    let name = row.text("arm").to_owned();
    let here = |other: &Row| {
        let same = ["scenario", "metric"]
            .iter()
            .all(|column| other.text(column) == row.text(column));
        same && other.text("restraint") == name && other.text("against") == baseline(row)
    };
    let sheet = source.table("assumptions.csv").into_iter();
    let ends: Vec<(Assumption, Verdict, f64)> = sheet
        .flat_map(Sheet::rows)
        .filter(here)
        .filter_map(|row| {
            let assumption = row.text("assumption").parse().ok()?;
            let verdict = row.text("verdict").parse().ok()?;
            let difference = row.number("difference")?;
            (assumption != Assumption::Default).then_some((assumption, verdict, difference))
        })
        .collect();
    let reliance = Reliance {
        now: row.text("verdict").parse().ok()?,
        ends: ends
            .iter()
            .map(|(end, verdict, _)| (*end, *verdict))
            .collect(),
    };
    let mut policies = source
        .table("policies.csv")
        .into_iter()
        .flat_map(Sheet::rows);
    let asks = policies
        .any(|policy| policy.text("arm") == name && policy.optional("asks_others") == Some("true"));
    let (group, heading) = reliance.heading(measure);
    let group = if asks {
        let heading = format!("if {} took part too", source.others);
        (true, Group::Open, heading)
    } else {
        (false, group, heading)
    };
    Some(Ranked {
        name,
        group,
        value: scale * row.number("value")?,
        now: ["difference", "ci_low", "ci_high"].map(|column| Some(scale * row.number(column)?)),
        ends: ends.iter().map(|(end, _, x)| (*end, scale * x)).collect(),
    })
}

/// Pixels of an arm, of which the name takes the upper half.
const ARM: i32 = 44;
/// Pixels from its upper end to the middle of its marks: nearer to its own name than to the next.
const MARKS: i32 = 25;
/// Pixels of the heading of a group.
const HEADING: i32 = 34;
/// Pixels above the first group, for the legend, and below the last arm, for the axis.
const LEGEND: i32 = 52;
const AXIS: i32 = 28;
/// Pixels left and right of the plane.
const SIDE: i32 = 22;

fn picture(arms: &[Ranked], unit: &str, has_ends: bool) -> Result<String, ChartError> {
    let reach = arms.iter().flat_map(|arm| {
        let ends = arm.ends.iter().map(|(_, x)| *x);
        ends.chain(arm.now.into_iter().flatten())
    });
    let (low, high) = reach.fold((0.0_f64, 0.0_f64), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let step = step(high - low, 3.0);
    let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
    let high = if high > low { high } else { low + step };
    let place = |x: f64| {
        let across = f64::from(WIDTH as i32 - 2 * SIDE);
        SIDE + ((x - low) / (high - low) * across).round() as i32
    };
    let bottom = spans(arms).last().map_or(LEGEND, |(_, end)| *end);
    svg((bottom + AXIS) as u32, |area| {
        let ticks = ((high - low) / step).round() as i32;
        let digits = digits(step);
        for tick in 0..=ticks {
            let value = low + f64::from(tick) * step;
            let x = place(value);
            let is_zero = value.abs() < step / 2.0;
            // Headings and names are not crossed out.
            for (top, end) in spans(arms) {
                line(
                    area,
                    [(x, top), (x, end)],
                    if is_zero { BLACK } else { GRID },
                    1,
                )?;
            }
            let text = if is_zero {
                "0".to_owned()
            } else {
                format!("{value:+.digits$}")
            };
            // A long ranking has its scale at both ends.
            write(area, &text, (x, LEGEND - 22), HPos::Center)?;
            write(area, &text, (x, bottom + 6), HPos::Center)?;
        }
        legend(area, 12, has_ends)?;
        let (mut y, mut last, mut marks) = (LEGEND, None, Vec::new());
        for arm in arms {
            if last.replace(&arm.group) != Some(&arm.group) {
                write(area, &arm.group.2, (SIDE, y + 10), HPos::Left)?;
                line(
                    area,
                    [
                        (SIDE, y + HEADING - 5),
                        (WIDTH as i32 - SIDE, y + HEADING - 5),
                    ],
                    GRID,
                    2,
                )?;
                y += HEADING;
            }
            ranked_arm(area, arm, y, place)?;
            marks.push(Mark {
                at: [SIDE - 8, y - 2, WIDTH as i32 - 2 * SIDE + 16, ARM],
                says: format!("{}: {:.0} {unit}, {}", arm.name, arm.value, told(arm)),
            });
            y += ARM;
        }
        Ok(marks)
    })
}

/// Where lines run down: through the marks of each arm.
fn spans(arms: &[Ranked]) -> Vec<(i32, i32)> {
    let (mut spans, mut y): (Vec<(i32, i32)>, i32) = (Vec::new(), LEGEND);
    for (i, arm) in arms.iter().enumerate() {
        let begins = i == 0 || arms[i - 1].group != arm.group;
        y += if begins { HEADING } else { 0 };
        spans.push((y + MARKS - 9, y + MARKS + 9));
        y += ARM;
    }
    spans
}

fn ranked_arm(
    area: &Area,
    arm: &Ranked,
    y: i32,
    place: impl Fn(f64) -> i32,
) -> Result<(), ChartError> {
    write(area, &clipped(&arm.name, 34), (SIDE + 8, y), HPos::Left)?;
    let value = format!("{:.0}", arm.value);
    write(area, &value, (WIDTH as i32 - SIDE, y), HPos::Right)?;
    let y = y + MARKS;
    for (end, x) in &arm.ends {
        mark(area, Some(*end), (place(*x), y))?;
    }
    if let [_, Some(low), Some(high)] = arm.now {
        line(area, [(place(low), y), (place(high), y)], COLOURS[0], 3)?;
    }
    if let Some(now) = arm.now[0] {
        mark(area, None, (place(now), y))?;
    }
    Ok(())
}
