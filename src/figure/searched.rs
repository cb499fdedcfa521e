//! A search: what was found here and elsewhere, what cannot be had together, and the way there.

use super::ChartError;
use super::chart::Axis;
use super::curves::{Curve, Places, curves};
use super::dots::{DotColumn, DotRow, dots};
use super::ending::capitalised;
use super::panel::{Figure, Grid, PageSection, number};
use super::source::Sheets;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// Rows of the front that are drawn at most.
const SHOWN: usize = 16;

/// What a quantity is told in.
struct Told {
    name: String,
    scale: f64,
    heading: String,
    digits: usize,
    is_share: bool,
}

impl Told {
    fn of(quantity: &str, rows: &[Row]) -> Self {
        let own = rows.iter().filter(|row| row.text("quantity") == quantity);
        let most = own.filter_map(|row| row.number("value"));
        let most = most.fold(0.0_f64, f64::max);
        let measure = Measure::named(quantity);
        let of = measure.and_then(|measure| measure.of_how_many(most));
        let label: &str = measure.map_or(quantity, |measure| measure.label());
        Self {
            name: quantity.to_owned(),
            scale: of.map_or(1.0, |of| of as f64),
            heading: of.map_or_else(|| label.to_owned(), |of| format!("{label} in {of}")),
            digits: usize::from(of.is_none()),
            is_share: of.is_some(),
        }
    }

    fn cell(&self, row: Option<&Row>) -> [Option<f64>; 3] {
        ["value", "ci_low", "ci_high"].map(|column| {
            let value = row.and_then(|row| row.number(column));
            value.map(|value| value * self.scale)
        })
    }

    fn figure(&self, value: Option<f64>) -> String {
        let digits = self.digits;
        value.map_or_else(String::new, |x| format!("{x:.digits$}"))
    }
}

/// Sections of a search, where its tables are there.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let Some(found) = source.table("found.csv") else {
        return Ok(Vec::new());
    };
    let rows: Vec<Row> = found.rows().collect();
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let goal = Told::of(first.text("quantity"), &rows);
    let mut sections = Vec::new();
    if let Some(places) = source.table("search_places.csv") {
        let lead = "What was found beside keeping to habit, where it was found, where the other side answers otherwise, at both ends of what the record leaves open, and in other scenarios: what was fitted to one crisis alone shows here.";
        let figure = elsewhere(&goal, &rows, places)?;
        sections.extend(PageSection::of("Here and elsewhere", lead, vec![figure]));
    }
    let lead =
        "Policies that no other beats in everything at once, and those that the answer speaks of.";
    let figure = front(&rows)?;
    sections.extend(PageSection::of(
        "What cannot be had together",
        lead,
        vec![figure],
    ));
    if let Some(course) = source.table("search_course.csv") {
        let lead = "What was best after each generation of a search, on luck that it had not seen. Where lines that began apart end apart, the search was too short.";
        let figure = way(&goal, course)?;
        sections.extend(PageSection::of("The way there", lead, vec![figure]));
    }
    Ok(sections)
}

/// The policies that the answer speaks of, habits first, with their rows in what is sought.
fn spoken<'r>(goal: &Told, rows: &'r [Row<'r>]) -> Vec<&'r Row<'r>> {
    let own = rows
        .iter()
        .filter(|row| row.text("quantity") == goal.name && !row.text("role").is_empty());
    let mut own: Vec<&Row> = own.collect();
    let order = |row: &&Row| {
        let role = row.text("role");
        let all = ["habits", "best", "simplest", "written"];
        all.iter().position(|known| role.contains(known))
    };
    own.sort_by_key(order);
    own
}

/// What a policy stands for in the answer.
fn stands_for(row: &Row) -> &'static str {
    match row.text("role") {
        role if role.contains("habits") => "habits",
        role if role.contains("best") => "best found",
        role if role.contains("simplest") => "simplest",
        _ => "best written",
    }
}

/// Where policies are looked at again, in order, and what a place is called.
fn called(row: &Row) -> String {
    let place = row.text("place");
    match (row.text("kind"), place) {
        ("answered", "habits") => "the other side keeps to habit".to_owned(),
        ("answered", "best-response") => "the other side answers in its own interest".to_owned(),
        ("answered", _) => "the other side does its worst".to_owned(),
        ("end", "spiral") => "if firmness provokes".to_owned(),
        ("end", _) => "if firmness deters".to_owned(),
        _ => place.to_owned(),
    }
}

fn elsewhere(goal: &Told, rows: &[Row], places: &Sheet) -> Result<Figure, ChartError> {
    let spoken = spoken(goal, rows);
    let names: Vec<&str> = spoken.iter().map(|row| row.text("policy")).collect();
    let mut header = vec!["where"];
    header.extend(&names);
    let mut grid = Grid::new(&header);
    let mut drawn = Vec::new();
    let mut add = |label: String, cells: Vec<[Option<f64>; 3]>, is_here: bool| {
        let figures: Vec<String> = cells.iter().map(|cell| goal.figure(cell[0])).collect();
        let told = names.iter().zip(&figures);
        let told: Vec<String> = told
            .map(|(name, figure)| format!("{name} {figure}"))
            .collect();
        grid.rows.push([vec![label.clone()], figures].concat());
        drawn.push(DotRow {
            says: format!("{label}: {} ({})", told.join(", "), goal.heading),
            label,
            strong: is_here,
            cells,
        });
    };
    let here = spoken.iter().map(|row| goal.cell(Some(row)));
    add("here".to_owned(), here.collect(), true);
    let own: Vec<Row> = places
        .rows()
        .filter(|row| row.text("quantity") == goal.name)
        .collect();
    for place in
        own.chunk_by(|a, b| a.text("kind") == b.text("kind") && a.text("place") == b.text("place"))
    {
        let cells = names.iter().map(|name| {
            let row = place.iter().find(|row| row.text("policy") == *name);
            goal.cell(row)
        });
        add(called(&place[0]), cells.collect(), false);
    }
    // One scale for all of them: they are read beside each other.
    let all = drawn.iter().flat_map(|row| &row.cells).flatten().flatten();
    let end = all.fold(0.0_f64, |most, value| most.max(*value));
    let columns: Vec<DotColumn> = spoken
        .iter()
        .map(|row| DotColumn {
            title: stands_for(row).to_owned(),
            digits: goal.digits,
            end: Some(end),
        })
        .collect();
    let who = spoken
        .iter()
        .map(|row| format!("{}: {}", stands_for(row), row.text("policy")));
    let who = who.collect::<Vec<_>>().join("; ");
    let words: Vec<&str> = drawn.iter().map(|row| row.says.as_str()).collect();
    Ok(Figure {
        title: goal.heading.clone(),
        text: words.join("; "),
        svg: Some(dots(
            &columns,
            &drawn,
            Some(0),
            ["here, held as upright lines", "elsewhere"],
        )?),
        caption: format!(
            "{}. 95% intervals, each by itself, on luck that nothing was chosen on.",
            capitalised(&who)
        ),
        grid,
    })
}

/// What stands on the front, and what the answer speaks of.
fn front(rows: &[Row]) -> Result<Figure, ChartError> {
    let mut quantities: Vec<&str> = Vec::new();
    let mut policies: Vec<&str> = Vec::new();
    for row in rows {
        if !quantities.contains(&row.text("quantity")) {
            quantities.push(row.text("quantity"));
        }
        let shown = row.text("front") == "true" || !row.text("role").is_empty();
        if shown && !policies.contains(&row.text("policy")) {
            policies.push(row.text("policy"));
        }
    }
    let told: Vec<Told> = quantities.iter().map(|name| Told::of(name, rows)).collect();
    let row = |policy: &str, quantity: &str| {
        let mut all = rows.iter();
        all.find(|row| row.text("policy") == policy && row.text("quantity") == quantity)
    };
    let value = |policy: &str| {
        let row = row(policy, quantities[0]);
        row.and_then(|row| row.number("value")).unwrap_or_default()
    };
    policies.sort_by(|a, b| value(a).total_cmp(&value(b)));
    let has_role =
        |policy: &str| row(policy, quantities[0]).is_some_and(|r| !r.text("role").is_empty());
    while policies.len() > SHOWN {
        let Some(last) = policies.iter().rposition(|policy| !has_role(policy)) else {
            break;
        };
        policies.remove(last);
    }
    let mut header = vec!["policy", "what it asks"];
    header.extend(told.iter().map(|told| told.heading.as_str()));
    let mut grid = Grid::new(&header);
    let mut drawn = Vec::new();
    for policy in policies {
        let cells: Vec<[Option<f64>; 3]> = told
            .iter()
            .map(|told| told.cell(row(policy, &told.name)))
            .collect();
        let asks = row(policy, quantities[0]).map_or("", |row| row.text("description"));
        let figures = told.iter().zip(&cells);
        let figures: Vec<String> = figures.map(|(told, cell)| told.figure(cell[0])).collect();
        let says = told.iter().zip(&figures);
        let says: Vec<String> = says
            .map(|(told, figure)| format!("{} {figure}", told.heading))
            .collect();
        grid.rows
            .push([vec![policy.to_owned(), asks.to_owned()], figures].concat());
        drawn.push(DotRow {
            label: policy.to_owned(),
            strong: has_role(policy),
            cells,
            says: format!("{policy}: {}. {asks}", says.join(", ")),
        });
    }
    let columns: Vec<DotColumn> = told
        .iter()
        .map(|told| DotColumn {
            title: told.heading.clone(),
            digits: told.digits,
            end: None,
        })
        .collect();
    let reference = drawn.iter().position(|row| row.label == "baseline");
    let words: Vec<&str> = drawn.iter().map(|row| row.says.as_str()).collect();
    Ok(Figure {
        title: format!("{} beside what it costs", told[0].heading),
        text: words.join("; "),
        svg: Some(dots(
            &columns,
            &drawn,
            reference,
            ["a policy that the answer speaks of", "another on the front; habits are held as upright lines"],
        )?),
        caption: "95% intervals, each by itself; the table has what each asks. Policies were chosen for the front on other luck than they are shown on.".into(),
        grid,
    })
}

/// What was best on the way of each search.
fn way(goal: &Told, course: &Sheet) -> Result<Figure, ChartError> {
    let rows: Vec<Row> = course.rows().collect();
    let mut grid = Grid::new(&[
        "search",
        "trials",
        "policies tried",
        "seen",
        &goal.heading,
        "best",
    ]);
    let mut lines: Vec<Curve> = Vec::new();
    let mut most = 0.0_f64;
    let value_scale = if goal.is_share { 1.0 } else { goal.scale };
    for row in &rows {
        let search = format!("search {}", row.text("search"));
        let (Some(trials), Some(judged)) = (row.number("trials"), row.number("judged")) else {
            continue;
        };
        most = most.max(trials);
        let seen = row.number("seen").map(|x| x * goal.scale);
        let told = goal.figure(Some(judged * goal.scale));
        grid.rows.push(vec![
            row.text("search").to_owned(),
            number(Some(trials)),
            row.text("tried").to_owned(),
            goal.figure(seen),
            told.clone(),
            row.text("description").to_owned(),
        ]);
        let value = judged * value_scale;
        let says = format!(
            "{search} after {} trials: {told} ({})",
            number(Some(trials)),
            goal.heading
        );
        if lines.last().is_none_or(|line| line.label != search) {
            lines.push(Curve {
                label: search,
                points: Vec::new(),
                says: Vec::new(),
            });
        }
        let line = lines.last_mut().expect("invariant: there is one by now");
        line.points.push([trials, value, value, value]);
        line.says.push(says);
    }
    let axis = Axis {
        title: if goal.is_share {
            "share"
        } else {
            &goal.heading
        },
        percent: goal.is_share,
    };
    let places = Places {
        title: "trials of the search".to_owned(),
        at: vec![(0.0, "0".to_owned()), (most, number(Some(most)))],
        shaded: Vec::new(),
    };
    let words: Vec<&str> = lines
        .iter()
        .flat_map(|l| l.says.iter().map(String::as_str))
        .collect();
    Ok(Figure {
        title: format!("{}: the best so far", goal.heading),
        text: words.join("; "),
        svg: Some(curves(&lines, &places, axis)?),
        caption: "Each point is judged on luck that no search has seen; the table has what the search itself saw, too.".into(),
        grid,
    })
}
