//! Restraint against firmness at the default and at both assumption ends.

use super::ChartError;
use super::chart::{COLOURS, GRID, Mark, WIDTH, clipped, digits, line, step, svg, write};
use super::ends::{legend, mark};
use super::panel::{Figure, Grid};
use super::source::Sheets;
use crate::study::assumptions::Assumption;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use plotters::prelude::BLACK;
use plotters::style::text_anchor::HPos;

/// A pair, with the difference at each end.
struct Pair {
    name: String,
    ends: Vec<(Assumption, f64, String)>,
}

/// Pixels of a pair, of its legend and its axis, and at the sides.
const PAIR: i32 = 38;
const LEGEND: i32 = 30;
const AXIS: i32 = 24;
const SIDE: i32 = 22;

/// A figure per scenario: each pair of the metric asked for that is not against the baseline, which
/// the ranking has.
pub fn duels(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    for [scenario, metric, baseline] in source.judged() {
        let mine = |row: &Row| {
            [row.text("scenario"), row.text("metric")] == [scenario, metric]
                && row.text("against") != baseline
        };
        let rows: Vec<Row> = sheet.rows().filter(mine).collect();
        if let (Some(measure), false) = (Measure::named(metric), rows.is_empty()) {
            figures.push(figure(source, scenario, measure, &rows)?);
        }
    }
    Ok(figures)
}

fn figure(
    source: &Sheets,
    scenario: &str,
    measure: Measure,
    rows: &[Row],
) -> Result<Figure, ChartError> {
    let differences = rows.iter().filter_map(|row| row.number("difference"));
    let largest = differences.fold(0.0_f64, |most, x| most.max(x.abs()));
    let of = measure.of_how_many(largest);
    let scale = of.map_or(1.0, |of| of as f64);
    let unit = of.map_or("days".to_owned(), |of| format!("in {of}"));
    let mut pairs: Vec<Pair> = Vec::new();
    for row in rows {
        let name = format!("{} against {}", row.text("restraint"), row.text("against"));
        let (Some(difference), Ok(end)) =
            (row.number("difference"), row.text("assumption").parse())
        else {
            continue;
        };
        let found = (end, scale * difference, row.text("verdict").to_owned());
        match pairs.iter_mut().find(|pair| pair.name == name) {
            Some(pair) => pair.ends.push(found),
            None => pairs.push(Pair {
                name,
                ends: vec![found],
            }),
        }
    }
    let ends = [
        Assumption::Default,
        Assumption::Spiral,
        Assumption::Deterrence,
    ];
    let at = |pair: &Pair, end: Assumption| {
        let mut found = pair.ends.iter();
        found.find(|(of, ..)| *of == end).cloned()
    };
    let mut grid = Grid::new(&["pair"]);
    for end in ends {
        let condition = condition(end);
        grid.header.push(format!("{condition}, {unit}"));
        grid.header.push(format!("{condition}: verdict"));
    }
    for pair in &pairs {
        let mut cells = vec![pair.name.clone()];
        for end in ends {
            let found = at(pair, end);
            cells.push(
                found
                    .as_ref()
                    .map_or(String::new(), |(_, x, _)| format!("{x:+.1}")),
            );
            cells.push(found.map_or(String::new(), |(.., verdict)| verdict));
        }
        grid.rows.push(cells);
    }
    let words: Vec<String> = pairs.iter().map(|pair| told(pair, &unit)).collect();
    Ok(Figure {
        title: format!(
            "Restraint against firmness in {scenario}: {}, {unit}",
            source.marked(measure.name())
        ),
        text: words.join("; "),
        svg: Some(picture(&pairs, &unit)?),
        caption: format!(
            "The difference of each pair: left of the line, the first of the two has less. {} What turns against the baseline is in the ranking above, not here.",
            turning(&pairs)
        ),
        grid,
    })
}

/// How many pairs turn with the assumption.
fn turning(pairs: &[Pair]) -> String {
    let turns = |pair: &&Pair| {
        let has = |wanted: &str| pair.ends.iter().any(|(.., verdict)| verdict == wanted);
        has("better") && has("worse")
    };
    match pairs.iter().filter(turns).count() {
        0 => "None of these pairs turns with the assumption.".into(),
        1 => "One of these pairs turns with the assumption: it crosses the line.".into(),
        n => format!("{n} of these pairs turn with the assumption: they cross the line."),
    }
}

fn condition(end: Assumption) -> &'static str {
    match end {
        Assumption::Default => "now",
        end => end.condition(),
    }
}

fn told(pair: &Pair, unit: &str) -> String {
    let say = |(end, x, verdict): &(Assumption, f64, String)| {
        format!("{x:+.1} {unit} {} ({verdict})", condition(*end))
    };
    let said: Vec<String> = pair.ends.iter().map(say).collect();
    format!("{}: {}", pair.name, said.join(", "))
}

fn picture(pairs: &[Pair], unit: &str) -> Result<String, ChartError> {
    let values = pairs.iter().flat_map(|pair| &pair.ends);
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), (_, x, _)| {
        (low.min(*x), high.max(*x))
    });
    let step = step(high - low, 3.0);
    let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
    let high = if high > low { high } else { low + step };
    let place = |x: f64| {
        let across = f64::from(WIDTH as i32 - 2 * SIDE);
        SIDE + ((x - low) / (high - low) * across).round() as i32
    };
    let bottom = LEGEND + PAIR * pairs.len() as i32;
    svg((bottom + AXIS) as u32, |area| {
        legend(area, 12, true)?;
        let ticks = ((high - low) / step).round() as i32;
        let digits = digits(step);
        for tick in 0..=ticks {
            let value = low + f64::from(tick) * step;
            let is_zero = value.abs() < step / 2.0;
            for pair in 0..pairs.len() as i32 {
                let end = LEGEND + PAIR * (pair + 1);
                let ends = [(place(value), end - PAIR / 2), (place(value), end)];
                line(area, ends, if is_zero { BLACK } else { GRID }, 1)?;
            }
            let text = if is_zero {
                "0".to_owned()
            } else {
                format!("{value:+.digits$}")
            };
            write(area, &text, (place(value), bottom + 4), HPos::Center)?;
        }
        let mut marks = Vec::new();
        for (p, pair) in pairs.iter().enumerate() {
            let top = LEGEND + PAIR * p as i32;
            write(area, &clipped(&pair.name, 46), (SIDE, top + 1), HPos::Left)?;
            let y = top + PAIR - 10;
            let places = pair.ends.iter().map(|(_, x, _)| place(*x));
            if let (Some(first), Some(last)) = (places.clone().min(), places.max()) {
                line(area, [(first, y), (last, y)], COLOURS[5], 2)?;
            }
            for (end, x, _) in &pair.ends {
                mark(
                    area,
                    (*end != Assumption::Default).then_some(*end),
                    (place(*x), y),
                )?;
            }
            marks.push(Mark {
                at: [2, top, WIDTH as i32 - 4, PAIR],
                says: told(pair, unit),
            });
        }
        Ok(marks)
    })
}
