//! What drives a response: its factors, the largest first, with their indices and intervals.

use super::ChartError;
use super::chart::Axis;
use super::curves::{Curve, Places, curves};
use super::panel::{Figure, Grid, PageSection, number};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::table::sheet::{Row, Sheet};

/// Indices that are drawn, with what they are and what their axis says.
const DRAWN: [(&str, &str, &str); 5] = [
    ("total", "Alone and with others", "share of the variance"),
    ("first", "Alone", "share of the variance"),
    (
        "mu_star",
        "How far it moves the response, end to end",
        "as the response",
    ),
    (
        "pawn_median",
        "How far it moves the distribution",
        "distance, 0 to 1",
    ),
    (
        "pawn_max",
        "How far it moves it at most",
        "distance, 0 to 1",
    ),
];

/// Factors whose index is drawn as it settles.
const SETTLING: usize = 5;

/// The section of a sensitivity analysis; none where there was none.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let Some(sheet) = source.table("indices.csv") else {
        return Ok(Vec::new());
    };
    let figures = DRAWN
        .iter()
        .filter_map(|index| tornado(sheet, *index).transpose())
        .collect::<Result<Vec<_>, ChartError>>();
    let mut figures: Vec<Figure> = figures?;
    if let Some(sheet) = source.table("convergence.csv") {
        let settle = DRAWN.iter().take(4).filter(|index| index.0 != "first");
        for index in settle {
            figures.extend(settling(sheet, *index)?);
        }
    }
    let lead = "Each factor with its index and a 95% interval, the largest first. What cannot be told from nothing has its interval alone; what is dead moved nothing at any point.";
    Ok(PageSection::of("What drives it", lead, figures)
        .into_iter()
        .collect())
}

/// The factors of an index, the largest first.
fn tornado(
    sheet: &Sheet,
    (index, title, axis): (&str, &str, &'static str),
) -> Result<Option<Figure>, ChartError> {
    let is_it = |row: &Row| row.text("index") == index && !row.text("factor").is_empty();
    let mut rows: Vec<Row> = sheet.rows().filter(is_it).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let value = |row: &Row| row.number("value").unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| value(b).total_cmp(&value(a)));
    let mut grid = Grid::new(&["factor", "index", "from", "to", "dummy", "says"]);
    let mut bars = Vec::new();
    for row in rows {
        let [value, low, high] = ["value", "ci_low", "ci_high"].map(|column| row.number(column));
        let (label, status) = (row.text("factor").to_owned(), row.text("status"));
        let told = status == "told";
        let mut cells = vec![label.clone()];
        cells.extend([value.filter(|_| told), low, high, row.number("dummy")].map(number));
        cells.push(status.to_owned());
        grid.rows.push(cells);
        bars.push(Whisker {
            label,
            value: value.filter(|_| told),
            low,
            high,
        });
    }
    let axis = Axis {
        title: axis,
        percent: false,
    };
    let words: Vec<String> = bars.iter().map(told).collect();
    Ok(Some(Figure {
        title: title.to_owned(),
        text: words.join("; "),
        svg: Some(whiskers(&bars, axis, true, told)?),
        caption: meaning(index).to_owned(),
        grid,
    }))
}

/// What an index is, where its title does not say it.
fn meaning(index: &str) -> &'static str {
    match index {
        "total" => "The share of the variance that would be left if all others were known.",
        "first" => "The share of the variance that would vanish if this alone were known.",
        _ => "",
    }
}

/// How the largest indices settle with the number of points.
fn settling(
    sheet: &Sheet,
    (index, title, axis): (&str, &str, &'static str),
) -> Result<Option<Figure>, ChartError> {
    let is_it = |row: &Row| row.text("index") == index && row.number("value").is_some();
    let rows: Vec<Row> = sheet.rows().filter(is_it).collect();
    let mut counts: Vec<u64> = rows.iter().filter_map(|row| row.count("n")).collect();
    counts.sort_unstable();
    counts.dedup();
    let Some(&all) = counts.last().filter(|_| counts.len() > 1) else {
        return Ok(None);
    };
    let mut last: Vec<&Row> = rows
        .iter()
        .filter(|row| row.count("n") == Some(all))
        .collect();
    let value = |row: &Row| row.number("value").unwrap_or_default();
    last.sort_by(|a, b| value(b).total_cmp(&value(a)));
    let mut grid = Grid::new(&["factor", "points", "index", "from", "to"]);
    let mut drawn = Vec::new();
    for factor in last.iter().take(SETTLING).map(|row| row.text("factor")) {
        let mut curve = Curve {
            label: factor.to_owned(),
            points: Vec::new(),
            says: Vec::new(),
        };
        for row in rows.iter().filter(|row| row.text("factor") == factor) {
            let ends = ["value", "ci_low", "ci_high"].map(|column| row.number(column));
            let count = row.text("n").to_owned();
            let [value, low, high] = ends.map(number);
            curve
                .says
                .push(format!("{factor}, {count} points: {value} [{low}, {high}]"));
            grid.rows
                .push(vec![factor.to_owned(), count, value, low, high]);
            // The plane begins at zero; the table has what lies below.
            let [value, low, high] = ends.map(|end| end.unwrap_or_default().max(0.0));
            let place = libm::log2(row.count("n").unwrap_or(1) as f64);
            curve.points.push([place, value, low, high]);
        }
        drawn.push(curve);
    }
    let x = Places {
        title: "base points".into(),
        at: counts
            .iter()
            .map(|&count| (libm::log2(count as f64), count.to_string()))
            .collect(),
        shaded: Vec::new(),
    };
    let words: Vec<&str> = drawn
        .iter()
        .flat_map(|curve| &curve.says)
        .map(String::as_str)
        .collect();
    let axis = Axis {
        title: axis,
        percent: false,
    };
    Ok(Some(Figure {
        title: format!("{title}: how it settles"),
        text: words.join("; "),
        svg: Some(curves(&drawn, &x, axis)?),
        caption: "The same index from the first points alone, of the largest.".into(),
        grid,
    }))
}

fn told(bar: &Whisker) -> String {
    let [value, low, high] = [bar.value, bar.low, bar.high].map(number);
    if bar.value.is_some() {
        format!("{} {value} [{low}, {high}]", bar.label)
    } else {
        format!("{}: not told from nothing [{low}, {high}]", bar.label)
    }
}
