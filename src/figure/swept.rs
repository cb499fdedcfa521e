//! What the response of a sweep does over each factor: the factors by how much it goes with them, and
//! its points over those with which it goes most.

use super::ChartError;
use super::chart::Axis;
use super::cloud::{Cloud, CloudSlice, cloud};
use super::ending::capitalised;
use super::panel::{Choice, Figure, Grid, PageSection, number, percent};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use std::collections::BTreeMap;

/// Factors whose points are drawn, at most and at least, and those that are ranked.
const DRAWN: usize = 6;
const LEAST_DRAWN: usize = 2;
const RANKED: usize = 20;

/// A response: the metric under a policy, or the difference from another.
struct Response<'s> {
    policy: &'s str,
    against: &'s str,
    measure: Measure,
    /// By factor, those first with which it goes most.
    factors: Vec<(&'s str, Vec<Row<'s>>)>,
}

/// Levels under each policy, and differences; none where nothing was swept.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let Some(sheet) = source.table("slices.csv") else {
        return Ok(Vec::new());
    };
    let responses = responses(sheet);
    let drawn = sheet.rows().any(|row| row.text("drawn") == "true");
    let mut sections = Vec::new();
    for is_difference in [false, true] {
        let own = responses
            .iter()
            .filter(|of| of.against.is_empty() != is_difference);
        let choices = own.map(|response| {
            Ok(Choice {
                name: response.policy.to_owned(),
                figures: figures(source, response)?,
            })
        });
        let mut choices: Vec<Choice> = choices.collect::<Result<_, ChartError>>()?;
        let first = responses
            .iter()
            .find(|of| of.against.is_empty() != is_difference);
        let Some(first) = first else { continue };
        let (title, lead) = told(first, source.is_prior(first.measure), drawn);
        sections.extend(if choices.len() == 1 {
            PageSection::of(&title, &lead, choices.remove(0).figures)
        } else {
            PageSection::choosing(
                &title,
                &lead,
                Vec::new(),
                (
                    if is_difference {
                        "Difference of"
                    } else {
                        "Under"
                    },
                    choices,
                ),
            )
        });
    }
    Ok(sections)
}

fn responses(sheet: &Sheet) -> Vec<Response<'_>> {
    let mut responses: Vec<Response> = Vec::new();
    for row in sheet.rows() {
        let (policy, against) = (row.text("policy_a"), row.text("policy_b"));
        let is_it = |of: &&mut Response| (of.policy, of.against) == (policy, against);
        if responses.iter_mut().find(is_it).is_none() {
            responses.push(Response {
                policy,
                against,
                measure: Measure::named(row.text("metric")).unwrap_or(Measure::MinorClash),
                factors: Vec::new(),
            });
        }
        let own = responses.iter_mut().find(is_it);
        let factors = own.map(|of| &mut of.factors).into_iter();
        for factors in factors {
            match factors.last_mut() {
                Some((name, rows)) if *name == row.text("factor") => rows.push(row),
                _ => factors.push((row.text("factor"), vec![row])),
            }
        }
    }
    responses
}

/// The heading of a section, and how to read it.
fn told(response: &Response, is_prior: bool, drawn: bool) -> (String, String) {
    let mark = if is_prior { " †" } else { "" };
    let metric = &format!("{}{mark}", response.measure.label());
    let against = response.against;
    let title = if against.is_empty() {
        format!("{} over each factor", capitalised(metric))
    } else {
        format!("What a policy changes against {against}")
    };
    let what = if against.is_empty() {
        "The factors first with which it goes most: by the share of its variance over the points that lies between slices of a factor.".to_owned()
    } else {
        format!(
            "{} under the policy less the same under {against}, point by point under the same luck. Below the line of zero the policy sees less of it. The factors first with which the difference goes most.",
            capitalised(metric)
        )
    };
    let together = if drawn {
        " Factors that are draws of a posterior are correlated: a slice of one brings along where the others lie then."
    } else {
        ""
    };
    let lead = format!(
        "{what}{together} slices.csv has every factor, points.csv and responses.csv have the points."
    );
    (title, lead)
}

impl Response<'_> {
    /// "under firm", "firm less baseline"; nothing where policies vary.
    fn name(&self) -> String {
        match (self.policy, self.against) {
            ("", _) => String::new(),
            (policy, "") => format!("under {policy}"),
            (policy, against) => format!("{policy} less {against}"),
        }
    }

    fn titled(&self, what: &str) -> String {
        match self.name().as_str() {
            "" => what.to_owned(),
            name => format!("{what}, {name}"),
        }
    }

    /// A value of it, for people.
    fn shown(&self, value: Option<f64>) -> String {
        match (self.measure.is_binary(), self.against) {
            (false, _) => number(value),
            (true, "") => percent(value),
            // The difference of two shares is in points.
            (true, _) => {
                value.map_or_else(String::new, |value| format!("{:.1}", 100.0 * value + 0.0))
            }
        }
    }
}

fn figures(source: &Sheets, response: &Response) -> Result<Vec<Figure>, ChartError> {
    let mut figures = Vec::new();
    if response.factors.len() > 1 {
        figures.push(ranking(response)?);
    }
    let values = values(source, response);
    let told = response
        .factors
        .iter()
        .filter(|(_, rows)| is_told(between(&rows[0])));
    // Of many, those are drawn that say something.
    let drawn = match response.factors.len() {
        few if few <= DRAWN => few,
        _ => told.count().clamp(LEAST_DRAWN, DRAWN),
    };
    for (factor, rows) in response.factors.iter().take(drawn) {
        figures.push(over(source, response, (factor, rows), &values)?);
    }
    Ok(figures)
}

/// The share of its variance that lies between slices, and the ends of the interval.
fn between(row: &Row) -> [Option<f64>; 3] {
    ["between", "between_low", "between_high"].map(|column| row.number(column))
}

/// Whether it is told from zero.
fn is_told([_, low, _]: [Option<f64>; 3]) -> bool {
    low.is_some_and(|low| low > 0.0)
}

/// The factors, those first with which it goes most.
fn ranking(response: &Response) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&["factor", "share of the variance", "from", "to"]);
    let mut bars = Vec::new();
    for (factor, rows) in &response.factors {
        let found = between(&rows[0]);
        let [value, low, high] = found;
        let value = value.filter(|_| is_told(found));
        let mut cells = vec![(*factor).to_owned()];
        cells.extend([value, low, high].map(percent));
        grid.rows.push(cells);
        bars.push(Whisker {
            label: (*factor).to_owned(),
            value,
            low,
            high,
        });
    }
    let say = |bar: &Whisker| {
        let [value, low, high] = [bar.value, bar.low, bar.high].map(percent);
        match bar.value {
            Some(_) => format!("{}: {value} ({low} to {high})", bar.label),
            None => format!("{}: not told from nothing ({low} to {high})", bar.label),
        }
    };
    let words: Vec<String> = bars.iter().map(say).collect();
    let all = bars.len();
    bars.truncate(RANKED);
    let title = match bars.iter().find(|bar| bar.value.is_some()) {
        Some(first) => format!("{} goes most with it", first.label),
        None => "No factor is told from luck".to_owned(),
    };
    let rest = if all > RANKED {
        format!("The first {RANKED} of {all} factors; the table has all. ")
    } else {
        String::new()
    };
    let axis = Axis {
        title: "share of the variance",
        percent: true,
    };
    Ok(Figure {
        title: response.titled(&title),
        text: words.join("; "),
        svg: Some(whiskers(&bars, axis, true, say)?),
        caption: format!(
            "{rest}What a factor does alone, with 95% intervals by resampling points; without a dot: not told from nothing. What two do together is in neither."
        ),
        grid,
    })
}

/// The values of a response, by point: of those that are drawn.
fn values(source: &Sheets, response: &Response) -> BTreeMap<u64, f64> {
    let of = |policy: &str| -> BTreeMap<u64, f64> {
        let rows = source.responses.rows();
        let own = rows.filter(|row| policy.is_empty() || row.text("policy") == policy);
        own.filter_map(|row| Some((row.count("point")?, row.number("value")?)))
            .collect()
    };
    let values = of(response.policy);
    if response.against.is_empty() {
        return values;
    }
    let against = of(response.against);
    let less = |(point, value)| Some((point, value - against.get(&point)?));
    values.into_iter().filter_map(less).collect()
}

/// Its points over a factor, and the means of its slices.
fn over(
    source: &Sheets,
    response: &Response,
    (factor, rows): (&str, &[Row]),
    values: &BTreeMap<u64, f64>,
) -> Result<Figure, ChartError> {
    let names: Vec<String> = rows
        .iter()
        .map(|row| row.text("among").to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let mut grid = Grid::new(&[factor, "to", "mean", "from", "to", "points"]);
    if !names.is_empty() {
        grid.header.remove(1);
    }
    let mut slices = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let [low, high] = ["low", "high"].map(|end| row.number(end));
        let figures = ["value", "ci_low", "ci_high"].map(|column| row.number(column));
        let [mean, from, to] = figures.map(|value| response.shown(value));
        let place = place(row);
        let mut cells = match names.get(at) {
            Some(name) => vec![name.clone()],
            None => [low, high]
                .map(|end| end.map_or_else(String::new, plain))
                .to_vec(),
        };
        cells.extend([mean.clone(), from.clone(), to.clone()]);
        cells.push(row.text("n").to_owned());
        grid.rows.push(cells);
        let Some(value) = figures[0] else { continue };
        let interval = match from.as_str() {
            "" => String::new(),
            from => format!(" ({from} to {to})"),
        };
        let here = at as f64;
        slices.push(CloudSlice {
            reach: match (names.is_empty(), low, high) {
                (true, Some(low), Some(high)) => [low, high],
                _ => [here, here],
            },
            mean: value,
            ends: figures[1].zip(figures[2]).map(|(low, high)| [low, high]),
            says: format!(
                "{factor} {place}: {mean}{interval}, {} points",
                row.text("n")
            ),
        });
    }
    let words: Vec<&str> = slices.iter().map(|slice| slice.says.as_str()).collect();
    let text = words.join("; ");
    let is_difference = !response.against.is_empty();
    let of = Cloud {
        title: factor.to_owned(),
        points: points(source, factor, &names, values),
        slices,
        names,
        is_difference,
    };
    let unit = match (is_difference, response.measure.is_binary()) {
        (false, _) => capitalised(response.measure.label()),
        (true, true) => "difference, points".into(),
        (true, false) => "difference, days".into(),
    };
    let axis = Axis {
        title: &unit,
        percent: response.measure.is_binary() && !is_difference,
    };
    let drawn = if is_difference && response.measure.is_binary() {
        scaled(&of)
    } else {
        of.clone()
    };
    Ok(Figure {
        title: response.titled(factor),
        text,
        svg: Some(cloud(&drawn, axis)?),
        caption: said(response, factor, rows, source, of.points.len()),
        grid,
    })
}

/// A cloud of shares in points.
fn scaled(of: &Cloud) -> Cloud {
    let mut of = of.clone();
    for point in &mut of.points {
        point[1] *= 100.0;
    }
    for slice in &mut of.slices {
        slice.mean *= 100.0;
        slice.ends = slice.ends.map(|ends| ends.map(|end| 100.0 * end));
    }
    of
}

/// Where the points lie along a factor, and what came of them.
fn points(
    source: &Sheets,
    factor: &str,
    names: &[String],
    values: &BTreeMap<u64, f64>,
) -> Vec<[f64; 2]> {
    // Points of a name lie beside each other, so that they can be told apart.
    let beside = |point: u64| 0.6 * ((point as f64 * 0.618_033_988_749_895).fract() - 0.5);
    let place = |row: &Row, point: u64| {
        let text = row.optional(factor)?;
        match names.iter().position(|name| name == text) {
            Some(at) => Some(at as f64 + beside(point)),
            None => text.parse().ok(),
        }
    };
    let rows = source.points.rows();
    let one = |row: Row| {
        let point = row.count("point")?;
        Some([place(&row, point)?, *values.get(&point)?])
    };
    rows.filter_map(one).collect()
}

/// Where a slice lies.
fn place(row: &Row) -> String {
    let [low, high] = ["low", "high"].map(|end| row.number(end).map_or_else(String::new, plain));
    match row.text("among") {
        "" if low == high => low,
        "" => format!("{low} to {high}"),
        name => name.to_owned(),
    }
}

/// A number with three digits that say something.
fn plain(value: f64) -> String {
    let size = if value.abs() < 1e-12 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    let text = format!(
        "{value:.digits$}",
        digits = (2 - size).clamp(0, 12) as usize
    );
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

/// From where to where the mean goes, and how much that says.
fn said(response: &Response, factor: &str, rows: &[Row], source: &Sheets, drawn: usize) -> String {
    let found = between(&rows[0]);
    let [value, low, high] = found.map(percent);
    let by_mean = |a: &&Row, b: &&Row| {
        let of = |row: &Row| row.number("value").unwrap_or(f64::NAN);
        of(a).total_cmp(&of(b))
    };
    let ends = [rows.iter().min_by(by_mean), rows.iter().max_by(by_mean)];
    let mut said = match ends {
        [Some(least), Some(most)] if is_told(found) => {
            let [least, most] = [least, most].map(|row| {
                let mean = response.shown(row.number("value"));
                format!("{mean} (at {})", place(row))
            });
            let unit = match (response.measure.is_binary(), response.against) {
                (false, _) => " days",
                (true, "") => "",
                (true, _) => " points",
            };
            format!(
                "The mean goes from {least} to {most}{unit}; {value} [{low}, {high}] of the variance."
            )
        }
        _ if low.is_empty() => format!("Too few points to say how much goes with {factor}."),
        _ => format!(
            "That it goes with {factor} is not told from luck: [{low}, {high}] of the variance."
        ),
    };
    let all: u64 = rows.iter().filter_map(|row| row.count("n")).sum();
    if (drawn as u64) < all && !source.points.rows.is_empty() {
        let drawn = format!(" Drawn are the first {drawn} of {all} points; the mean is of all.");
        said.push_str(&drawn);
    }
    said
}
