//! Boxes that describe the points of a sweep: the way to each, what each asks, and the points in and
//! outside of it.

use super::ChartError;
use super::bars::{AskedRow, asked_bars};
use super::panel::{Figure, Grid, PageSection, number, percent};
use super::peeling::{Peel, peeling};
use super::scatter::{Placed, Scattered, Side, scatter};
use super::source::Sheets;
use crate::table::sheet::{Row, Sheet};

/// A factor and what a box asks of it.
struct Asked<'s> {
    name: &'s str,
    row: Row<'s>,
    /// Whether its points have numbers.
    numbers: Option<Vec<f64>>,
    /// The least of its quasi-p-values.
    quasi_p: Option<f64>,
}

/// Every box, with its way.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let tables = ["boxes.csv", "limits.csv", "peeling.csv", "classified.csv"];
    let tables = tables.map(|file| source.table(file));
    let [Some(boxes), Some(limits), Some(way), Some(points)] = tables else {
        return Ok(Vec::new());
    };
    let mut sections = Vec::new();
    for one in boxes.rows() {
        let number = one.text("box");
        let own = limits.rows().filter(|row| row.text("box") == number);
        let asked: Vec<Asked> = own.map(|row| asked(row, points)).collect();
        let mut figures = vec![the_way(way, number)?, the_bars(&asked, points)?];
        figures.extend(the_points(&asked, points, number)?);
        let chance = super::panel::number(one.number("chance_p"));
        let lead = match one.text("limits") {
            "" => format!(
                "Nothing sets the points where {} apart more surely than luck would.",
                one.text("condition")
            ),
            limits => format!(
                "Of the points where {}, {} lie where {}; of the points there {} are such. Against chance: p = {chance}. A box describes the sweep and is no forecast.",
                one.text("condition"),
                percent(one.number("coverage")),
                rounded(limits),
                percent(one.number("density")),
            ),
        };
        sections.extend(PageSection::of(&format!("Box {number}"), &lead, figures));
    }
    Ok(sections)
}

fn asked<'s>(row: Row<'s>, points: &Sheet) -> Asked<'s> {
    let name = row.text("factor");
    let numbers = points
        .rows()
        .map(|point| point.optional(name)?.parse().ok());
    let ends = ["quasi_p_low", "quasi_p_high", "quasi_p_among"];
    let known = ends.iter().filter_map(|end| row.number(end));
    Asked {
        numbers: numbers.collect(),
        quasi_p: known.reduce(f64::min),
        name,
        row,
    }
}

/// Coverage against density, step by step.
fn the_way(way: &Sheet, number: &str) -> Result<Figure, ChartError> {
    let own = || way.rows().filter(|row| row.text("box") == number);
    let peel = |row: Row| Peel {
        coverage: row.number("coverage").unwrap_or(0.0),
        density: row.number("density").unwrap_or(0.0),
        restricted: row.count("restricted").unwrap_or(0) as usize,
        told: row.text("told") == "true",
        freed: row.text("kind") == "freed",
        says: format!(
            "step {} ({}): coverage {}, density {}, {}",
            row.text("step"),
            row.text("kind"),
            percent(row.number("coverage")),
            percent(row.number("density")),
            match row.text("limits") {
                "" => "all points",
                limits => limits,
            },
        ),
    };
    let steps: Vec<Peel> = own().map(peel).collect();
    let mut grid = Grid::new(&[
        "step",
        "kind",
        "coverage",
        "density",
        "mass",
        "restricted",
        "told",
    ]);
    for row in own() {
        let mut cells = vec![row.text("step").to_owned(), row.text("kind").to_owned()];
        cells.extend(["coverage", "density", "mass"].map(|column| percent(row.number(column))));
        cells.push(row.text("restricted").to_owned());
        cells.push(if row.text("told") == "true" {
            "yes".into()
        } else {
            String::new()
        });
        grid.rows.push(cells);
    }
    let told = steps.iter().find(|step| step.told);
    let told = told.map_or_else(String::new, |step| step.says.clone());
    Ok(Figure {
        title: format!("The way to box {number}"),
        text: format!("{} steps from all points to ever denser boxes; told is {told}", steps.len()),
        svg: Some(peeling(&steps)?),
        caption: "Each dot is a box on the way, from all points at the lower right; the ringed one is told. Colour: factors of which it asks something.".into(),
        grid,
    })
}

/// Words with their numbers shortened.
fn rounded(words: &str) -> String {
    let short = |word: &str| match word.trim_end_matches(';').parse::<f64>() {
        Ok(value) if word.len() > 6 => {
            let end = if word.ends_with(';') { ";" } else { "" };
            format!("{}{end}", number(Some(value)))
        }
        _ => word.to_owned(),
    };
    words.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

/// What the box asks of each factor, on its range.
fn the_bars(asked: &[Asked], points: &Sheet) -> Result<Figure, ChartError> {
    let all: Vec<AskedRow> = asked.iter().map(|one| bar(one, points)).collect();
    let (rows, rest): (Vec<AskedRow>, Vec<AskedRow>) = all.into_iter().partition(|row| row.asks);
    let rest = match rest.len() {
        0 => String::new(),
        _ if rows.is_empty() => "It asks nothing of any factor. ".to_owned(),
        1 => "Of the other factor it asks nothing. ".to_owned(),
        more => format!("Of the other {more} factors it asks nothing. "),
    };
    let mut grid = Grid::new(&[
        "factor",
        "from",
        "to",
        "among",
        "quasi-p",
        "restricted in halves",
    ]);
    for one in asked {
        grid.rows.push(vec![
            one.name.to_owned(),
            number(one.row.number("low")),
            number(one.row.number("high")),
            one.row.text("among").replace('|', ", "),
            spelt(one.quasi_p),
            percent(one.row.number("restricted_share")),
        ]);
    }
    let said: Vec<String> = rows.iter().map(|row| row.says.clone()).collect();
    Ok(Figure {
        title: "What it asks of each factor".into(),
        text: said.join("; "),
        svg: Some(asked_bars(&rows)?),
        caption: rest
            + "Bars: what of its range, or which of its choices, the box holds. Right: the quasi-p-value, how probable so many such points would be without the limit, and the share of halves in which the factor is restricted.",
        grid,
    })
}

/// A quasi-p-value.
fn spelt(p: Option<f64>) -> String {
    match p {
        None => String::new(),
        Some(p) if p < 0.0001 => "<0.0001".into(),
        Some(p) => format!("{p:.4}"),
    }
}

fn bar(one: &Asked, points: &Sheet) -> AskedRow {
    let share = one.row.number("restricted_share");
    let tail = match (one.quasi_p, share) {
        (Some(_), Some(share)) => {
            format!("p {}, {:.0}%", spelt(one.quasi_p), 100.0 * share)
        }
        (Some(_), None) => format!("p {}", spelt(one.quasi_p)),
        _ => "anything".to_owned(),
    };
    let (parts, ends) = if let Some(numbers) = &one.numbers {
        let [least, most] = reach(numbers);
        let place = |value: f64| ((value - least) / (most - least).max(1e-300)).clamp(0.0, 1.0);
        let (low, high) = (one.row.number("low"), one.row.number("high"));
        let part = [low.map_or(0.0, place), high.map_or(1.0, place)];
        let ends = [low.unwrap_or(least), high.unwrap_or(most)];
        (vec![part], ends.map(|end| number(Some(end))).to_vec())
    } else {
        let names = names(one.name, points);
        let count = names.len().max(1) as f64;
        let among: Vec<&str> = one.row.text("among").split('|').collect();
        let is_in = |name: &str| among == [""] || among.contains(&name);
        let allowed = names.iter().enumerate().filter(|(_, name)| is_in(name));
        let (parts, held): (Vec<_>, Vec<_>) = allowed
            .map(|(at, name)| {
                let ends = [at as f64 / count, (at + 1) as f64 / count];
                (ends, (*name).to_owned())
            })
            .unzip();
        (parts, vec![held.join(", ")])
    };
    AskedRow {
        label: one.name.to_owned(),
        says: format!("{}: {}, {tail}", one.name, ends.join(" to ")),
        asks: one.row.text("restricted") == "true",
        parts,
        ends,
        tail,
    }
}

/// The choices of a factor, in their order.
fn names<'s>(factor: &str, points: &'s Sheet) -> Vec<&'s str> {
    let mut names: Vec<&str> = points
        .rows()
        .filter_map(|row| row.optional(factor))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn reach(numbers: &[f64]) -> [f64; 2] {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    [least, most]
}

/// The points over the two factors on which the box hangs most; none where there is but one factor, or no
/// number among them.
fn the_points(asked: &[Asked], points: &Sheet, number: &str) -> Result<Option<Figure>, ChartError> {
    let mut order: Vec<&Asked> = asked.iter().collect();
    let first = |one: &Asked| one.quasi_p.unwrap_or(f64::INFINITY);
    let share = |one: &Asked| one.row.number("restricted_share").unwrap_or(0.0);
    order.sort_by(|a, b| {
        first(a)
            .total_cmp(&first(b))
            .then(share(b).total_cmp(&share(a)))
    });
    let Some(&across) = order.iter().find(|one| one.numbers.is_some()) else {
        return Ok(None);
    };
    let Some(&down) = order.iter().find(|one| one.name != across.name) else {
        return Ok(None);
    };
    let [across, down] = [side(across, points), side(down, points)];
    // Those that earlier boxes hold are no longer looked at.
    let held = |row: &Row| {
        row.count("box")
            .filter(|held| Some(*held) < number.parse().ok())
    };
    let rows = points.rows().enumerate();
    let rows = rows.filter(|(_, row)| held(row).is_none());
    let mut counts = [[0_u64; 2]; 2];
    let rows = rows.map(|(at, row)| Placed {
        at: [across.places[at], down.places[at]],
        such: row.text("such") == "true",
        says: format!(
            "point {}: {} {}, {} {}; {}",
            row.text("point"),
            across.side.title,
            row.text(&across.side.title),
            down.side.title,
            row.text(&down.side.title),
            super::panel::number(row.number("value")),
        ),
    });
    let scattered = Scattered {
        points: rows.collect(),
        across: across.side,
        down: down.side,
    };
    let count = scattered.points.iter().filter(|point| point.such).count();
    for row in points.rows().filter(|row| held(row).is_none()) {
        let is_in = usize::from(row.text("box") == number);
        counts[is_in][usize::from(row.text("such") == "true")] += 1;
    }
    let mut grid = Grid::new(&["in the box", "points", "it holds at"]);
    for (name, [rest, such]) in [("yes", counts[1]), ("no", counts[0])] {
        let cells = [name.to_owned(), (rest + such).to_string(), such.to_string()];
        grid.rows.push(cells.to_vec());
    }
    let (x, y) = (&scattered.across.title, &scattered.down.title);
    Ok(Some(Figure {
        title: format!("Points over {x} and {y}"),
        text: format!(
            "{} points over {x} and {y}, of which the condition holds at {count}; the box is drawn as a frame",
            scattered.points.len()
        ),
        svg: Some(scatter(&scattered)?),
        caption: "Filled: the condition holds. Rings: it does not. The frame is the box, in the two factors on which it hangs most; what it asks of others is not drawn.".into(),
        grid,
    }))
}

/// Where the points lie along a factor, and what the box asks there.
struct SideOf {
    side: Side,
    places: Vec<f64>,
}

fn side(one: &Asked, points: &Sheet) -> SideOf {
    let title = one.name.to_owned();
    if let Some(numbers) = &one.numbers {
        let held = [one.row.number("low"), one.row.number("high")];
        return SideOf {
            side: Side {
                title,
                reach: reach(numbers),
                held: vec![held],
                names: Vec::new(),
            },
            places: numbers.clone(),
        };
    }
    let names = names(one.name, points);
    let among: Vec<&str> = one.row.text("among").split('|').collect();
    let allowed = (0..names.len()).filter(|at| among == [""] || among.contains(&names[*at]));
    let held = allowed.map(|at| [-0.45, 0.45].map(|half| Some(at as f64 + half)));
    // Points of a choice lie beside each other, so that they can be told apart.
    let beside = |at: usize| 0.7 * ((at as f64 * 0.618_033_988_749_895).fract() - 0.5);
    let place = |(at, row): (usize, Row)| {
        let name = row.optional(one.name).unwrap_or_default();
        let choice = names.iter().position(|known| *known == name).unwrap_or(0);
        choice as f64 + beside(at)
    };
    SideOf {
        places: points.rows().enumerate().map(place).collect(),
        side: Side {
            title,
            reach: [-0.5, names.len() as f64 - 0.5],
            held: held.collect(),
            names: names.into_iter().map(String::from).collect(),
        },
    }
}
