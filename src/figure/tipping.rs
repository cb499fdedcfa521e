//! Curves of policies along a parameter, and where they cross.

use super::ChartError;
use super::border::{Edge, Place, border};
use super::chart::Axis;
use super::curves::{Curve, Places, Shaded, curves};
use super::ending::capitalised;
use super::panel::{Figure, Grid, PageSection, number, percent};
use super::source::Sheets;
use crate::stats::crossing::Status;
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// Points of a curve that are drawn at most: where a curve was looked at closely, some.
const DRAWN: f64 = 60.0;

/// A section for each parameter, in the order of the table.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let (Some(tips), Some(points)) = (source.table("tips.csv"), source.table("curves.csv")) else {
        return Ok(Vec::new());
    };
    let mut parameters: Vec<&str> = Vec::new();
    for row in tips.rows() {
        if !parameters.contains(&row.text("parameter")) {
            parameters.push(row.text("parameter"));
        }
    }
    // What tips nearest to the scenario first, as the answer has it.
    let near = |parameter: &&str| {
        let rows = tips
            .rows()
            .filter(|row| row.text("parameter") == *parameter);
        let all = rows.filter_map(|row| row.number("distance"));
        all.min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
    };
    parameters.sort_by(|a, b| near(a).total_cmp(&near(b)));
    let mut sections = Vec::new();
    if let Some(sheet) = source.table("map.csv") {
        let lead = "Every place was played with the same luck. Full colours: surely better there, all places considered; pale: it cannot be told; the line is where the estimated difference is zero, the ring is the scenario.";
        let figures = vec![map(sheet, tips)?];
        sections.extend(PageSection::of("Over both together", lead, figures));
    }
    for parameter in parameters {
        let rows: Vec<Row> = tips
            .rows()
            .filter(|row| row.text("parameter") == parameter)
            .collect();
        let lead = "Every value was looked at with the same luck. The shaded stretch holds every value at which the two cannot be told apart; the line in it is the tipping point.";
        let figures = vec![figure(parameter, &rows, points)?];
        sections.extend(PageSection::of(
            &format!("Along {parameter}"),
            lead,
            figures,
        ));
    }
    Ok(sections)
}

fn figure(parameter: &str, rows: &[Row], points: &Sheet) -> Result<Figure, ChartError> {
    let first = rows[0];
    let measure = Measure::named(first.text("metric")).unwrap_or(Measure::MinorClash);
    let shown = |x: Option<f64>| {
        if measure.is_binary() {
            percent(x)
        } else {
            number(x)
        }
    };
    let mut grid = Grid::new(&["policy", parameter, measure.unit(), "from", "to"]);
    let [low, high] = ["low", "high"].map(|end| first.number(end).unwrap_or_default());
    let mut lines = Vec::new();
    let policies = [first.text("policy_a"), first.text("policy_b")];
    for policy in policies.into_iter().filter(|policy| !policy.is_empty()) {
        let is_own = |row: &Row| {
            row.text("parameter") == parameter
                && row.text("policy_a") == policy
                && row.text("policy_b").is_empty()
        };
        let mut curve = Curve {
            label: policy.to_owned(),
            points: Vec::new(),
            says: Vec::new(),
        };
        for row in points.rows().filter(is_own) {
            let figures = ["at", "value", "ci_low", "ci_high"].map(|column| row.number(column));
            let [Some(at), Some(value), from, to] = figures else {
                continue;
            };
            let [said, low_end, high_end] = [Some(value), from, to].map(shown);
            let cells = [policy.to_owned(), number(Some(at)), said.clone()];
            grid.rows
                .push([cells.to_vec(), vec![low_end.clone(), high_end.clone()]].concat());
            let last = curve.points.last().map(|point: &[f64; 4]| point[0]);
            if last.is_some_and(|last| at - last < (high - low) / DRAWN) {
                continue;
            }
            curve
                .points
                .push([at, value, from.unwrap_or(value), to.unwrap_or(value)]);
            let at = number(Some(at));
            curve.says.push(format!(
                "{policy}, {parameter} {at}: {said} ({low_end} to {high_end})"
            ));
        }
        lines.push(curve);
    }
    let axis = Axis {
        title: measure.unit(),
        percent: measure.is_binary(),
    };
    let default = first.number("default");
    let mut at = vec![(low, plain(low)), (high, plain(high))];
    at.extend(default.map(|value| (value, format!("now {}", plain(value)))));
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let places = Places {
        title: parameter.to_owned(),
        at,
        shaded: rows.iter().filter_map(|row| shaded(row)).collect(),
    };
    let said: Vec<String> = rows.iter().map(|row| told(parameter, row)).collect();
    Ok(Figure {
        title: capitalised(&said.join("; ")),
        text: lines.iter().flat_map(|line| line.says.clone()).collect::<Vec<_>>().join("; "),
        svg: Some(curves(&lines, &places, axis)?),
        caption: "Bands are 95% intervals of each value, pointwise and each of one policy: under the same luck the difference is known better than they say.".into(),
        grid,
    })
}

/// Who is better over both parameters.
fn map(sheet: &Sheet, tips: &Sheet) -> Result<Figure, ChartError> {
    let rows: Vec<Row> = sheet.rows().collect();
    let first = rows[0];
    let measure = Measure::named(first.text("metric")).unwrap_or(Measure::MinorClash);
    let edge = |path: &str, value: &str| {
        let mut values: Vec<f64> = rows.iter().filter_map(|row| row.number(value)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup_by(|a, b| a.total_cmp(b).is_eq());
        let title = first.text(path).to_owned();
        let mut all = tips.rows();
        let default = all.find(|row| row.text("parameter") == title);
        let (low, high) = (values[0], values[values.len() - 1]);
        let names = [low, f64::midpoint(low, high), high].map(plain);
        Edge {
            default: default.and_then(|row| row.number("default")),
            title,
            values,
            names,
        }
    };
    let (across, up) = (edge("across", "across_value"), edge("up", "up_value"));
    let reaches = first.number("reaches");
    let names = if reaches.is_some() {
        ["below", "above"]
    } else if measure.better() == Better::Lower {
        [first.text("policy_a"), first.text("policy_b")]
    } else {
        [first.text("policy_b"), first.text("policy_a")]
    };
    let mut grid = Grid::new(&[
        &across.title,
        &up.title,
        "difference",
        "from",
        "to",
        "better",
    ]);
    let mut places: Vec<Vec<Place>> = Vec::new();
    for row in rows.chunks(across.values.len()) {
        let place = |row: &Row| {
            let at = ["across_value", "up_value"].map(|at| number(row.number(at)));
            let figures = ["difference", "ci_low", "ci_high"].map(|at| {
                let x = row.number(at);
                if measure.is_binary() {
                    percent(x)
                } else {
                    number(x)
                }
            });
            let better = row.text("better");
            let says = format!(
                "{} {}, {} {}: {} ({} to {}){}",
                across.title,
                at[0],
                up.title,
                at[1],
                figures[0],
                figures[1],
                figures[2],
                if better.is_empty() {
                    String::new()
                } else {
                    format!(": {better}")
                }
            );
            let cells = [at.to_vec(), figures.to_vec(), vec![better.to_owned()]].concat();
            let estimated = row.number("difference").and_then(|x| match x {
                x if x < 0.0 => Some(0),
                x if x > 0.0 => Some(1),
                _ => None,
            });
            let place = Place {
                estimated,
                is_sure: !better.is_empty(),
                says,
            };
            (place, cells)
        };
        let (own, cells): (Vec<Place>, Vec<Vec<String>>) = row.iter().map(place).unzip();
        places.push(own);
        grid.rows.extend(cells);
    }
    let share = |name: &str| {
        let rows = rows.iter().filter(|row| row.text("better") == name);
        rows.count() as f64 / sheet.rows().count() as f64
    };
    let [one, other] = names.map(|name| format!("{name} in {}", percent(Some(share(name)))));
    let text = format!("{one}, {other}, of the rest it cannot be told");
    Ok(Figure {
        title: format!(
            "{} over {} and {}",
            capitalised(measure.label()),
            across.title,
            up.title
        ),
        caption: format!("Of all places: {text}."),
        svg: Some(border(&across, &up, names, &places)?),
        text,
        grid,
    })
}

/// A value without the zeros at its end.
fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Where the two cannot be told apart.
fn shaded(row: &Row) -> Option<Shaded> {
    Some(Shaded {
        from: row.number("ci_low")?,
        to: row.number("ci_high")?,
        at: row.number("root"),
    })
}

/// What a row says, in a few words.
fn told(parameter: &str, row: &Row) -> String {
    let of = |column: &str| number(row.number(column));
    let before = row.text("before");
    let better = if row.number("reaches").is_some() {
        format!("it is {before} {}", of("reaches"))
    } else {
        format!("{before} is better")
    };
    let status = row.text("status");
    if status == Status::Crosses.name() {
        let [root, low, high] = ["root", "ci_low", "ci_high"].map(of);
        format!("{better} below {parameter} {root} [{low}, {high}]")
    } else if status == Status::Fades.name() {
        let [low, high] = ["ci_low", "ci_high"].map(of);
        format!("{better}, but from {low} to {high} it cannot be told")
    } else if status == Status::Stays.name() {
        format!("{better} all over the range")
    } else {
        "it cannot be told anywhere in the range".to_owned()
    }
}
