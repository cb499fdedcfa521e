//! What was believed of each parameter, and what cases leave of it.

use super::ChartError;
use super::chart::{Area, COLOURS, GRID, failed, line};
use super::fitted::{name, parts};
use super::panel::{Figure, Grid, number};
use super::tracks::{Room, Track, tracks};
use crate::table::sheet::{Row, Sheet};
use plotters::prelude::*;

/// A parameter: the middle nine tenths and the median, before and after.
struct Belief {
    path: String,
    unit: String,
    before: [f64; 3],
    after: [f64; 3],
    overlap: String,
    /// Whether cases say anything of it.
    told: bool,
}

impl Belief {
    fn of(row: Row) -> Option<Self> {
        let number = |column| row.number(column);
        let [b05, b50, b95] = ["prior_p05", "prior_p50", "prior_p95"].map(number);
        let [p05, p50, p95] = ["p05", "p50", "p95"].map(number);
        Some(Self {
            path: row.text("path").into(),
            unit: row.text("unit").into(),
            before: [b05?, b50?, b95?],
            after: [p05?, p50?, p95?],
            overlap: format!("{:.2}", row.number("overlap")?),
            told: row.text("identified") == "true",
        })
    }

    /// A value on the scale of the row: 0 and 1 are the ends of what was believed.
    fn place(&self, value: f64) -> f64 {
        let [low, _, high] = self.before;
        (value - low) / (high - low).max(f64::MIN_POSITIVE)
    }

    fn says(&self) -> String {
        let of = |[low, middle, high]: [f64; 3]| {
            let [low, middle, high] = [low, middle, high].map(|value| number(Some(value)));
            format!("{middle} [{low}, {high}]")
        };
        let silent = if self.told { "" } else { "; not identified" };
        format!(
            "{}: believed {}, fitted {}, overlap {}{silent}",
            name(&self.path),
            of(self.before),
            of(self.after),
            self.overlap
        )
    }
}

/// The parameters, and what rules add to them.
pub(super) fn figures(sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let beliefs = sheet.rows().filter_map(Belief::of).collect();
    let parts = parts(beliefs, |belief: &Belief| &belief.path);
    parts.into_iter().map(figure).collect()
}

fn figure((what, beliefs): (&str, Vec<Belief>)) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&[
        "parameter",
        "unit",
        "believed",
        "5%",
        "95%",
        "fitted",
        "5%",
        "95%",
        "overlap",
        "identified",
    ]);
    for belief in &beliefs {
        let mut cells = vec![belief.path.clone(), belief.unit.clone()];
        for [low, middle, high] in [belief.before, belief.after] {
            cells.extend([middle, low, high].map(|value| number(Some(value))));
        }
        cells.push(belief.overlap.clone());
        cells.push(if belief.told { "yes" } else { "no" }.into());
        grid.rows.push(cells);
    }
    let words: Vec<String> = beliefs.iter().map(Belief::says).collect();
    let (told, all) = (beliefs.iter().filter(|one| one.told).count(), beliefs.len());
    Ok(Figure {
        title: format!("Believed and fitted: {what}"),
        text: words.join("; "),
        svg: Some(drawn(&beliefs)?),
        caption: format!(
            "The cases identify {told} of {all}: there the posterior and what was believed have at most three quarters of their mass in common (overlap). The number is the middle of the posterior."
        ),
        grid,
    })
}

const LEGEND: [&str; 3] = [
    "90% of what was believed, and its middle",
    "90% and middle of the posterior",
    "the same, not identified by the cases",
];
/// Pixels of a row's strip.
const HEIGHT: i32 = 16;

/// Each on a scale of its own: what was believed is as wide in every row.
fn drawn(beliefs: &[Belief]) -> Result<String, ChartError> {
    let ends = |belief: &Belief| belief.after.map(|value| belief.place(value));
    let ends = beliefs.iter().flat_map(ends);
    let (low, high) = ends.fold((0.0, 1.0), |(low, high), x| (x.min(low), x.max(high)));
    let along = |place: f64| (place - low) / (high - low);
    let track = |belief: &Belief| Track {
        label: name(&belief.path),
        number: number(Some(belief.after[1])),
        says: belief.says(),
    };
    let rows: Vec<Track> = beliefs.iter().map(track).collect();
    let sign = |area: &Area, i: usize, room: Room| match i {
        0 => before(area, room, [0.0, 0.5, 1.0]),
        _ => after(area, room, [0.0, 0.5, 1.0], i == 1),
    };
    tracks((&LEGEND, sign), &rows, HEIGHT, |area, row, room| {
        let belief = &beliefs[row];
        let along = |value: f64| along(belief.place(value));
        before(area, room, belief.before.map(along))?;
        after(area, room, belief.after.map(along), belief.told)
    })
}

fn before(area: &Area, room: Room, [low, middle, high]: [f64; 3]) -> Result<(), ChartError> {
    let [top, bottom] = [room.y - HEIGHT / 2, room.y + HEIGHT / 2];
    let corners = [(room.at(low), top), (room.at(high), bottom)];
    let band = Rectangle::new(corners, GRID.filled());
    area.draw(&band).map_err(failed)?;
    let x = room.at(middle);
    line(area, [(x, top), (x, bottom)], BLACK, 1)
}

fn after(
    area: &Area,
    room: Room,
    [low, middle, high]: [f64; 3],
    told: bool,
) -> Result<(), ChartError> {
    let (colour, y) = (COLOURS[0], room.y);
    let width = if told { 4 } else { 1 };
    line(area, [(room.at(low), y), (room.at(high), y)], colour, width)?;
    let at = (room.at(middle), y);
    let dot = if told {
        Circle::new(at, 5, colour.filled())
    } else {
        Circle::new(at, 4, colour.stroke_width(2))
    };
    area.draw(&dot).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "path,unit,prior_p05,prior_p50,prior_p95,p05,p50,p95,overlap,identified
law.fear,nat,4,8,12,7,9,10,0.5,true
law.cool,probability per day,0.02,0.06,0.2,0.02,0.06,0.2,0.9,false
cases.rule.some.shift.law.fear,nat,-1,0,1,0.5,1,2,0.3,true
";

    #[test]
    fn what_cases_do_not_identify_is_told() {
        let sheet = Sheet::read(TABLE.as_bytes(), &[], |_| true).unwrap();
        let [own, shifts] = figures(&sheet).unwrap().try_into().unwrap();
        assert_eq!(
            own.text,
            "law.fear: believed 8.00 [4.00, 12.00], fitted 9.00 [7.00, 10.00], overlap 0.50; law.cool: believed 0.0600 [0.0200, 0.2000], fitted 0.0600 [0.0200, 0.2000], overlap 0.90; not identified"
        );
        assert!(own.caption.starts_with("The cases identify 1 of 2:"));
        assert_eq!(own.grid.rows[1][9], "no");
        assert_eq!(shifts.grid.rows[0][0], "cases.rule.some.shift.law.fear");
        // A ring in the legend, and one of the parameter.
        let ring = "r=\"4\" opacity=\"1\" fill=\"none\"";
        let rings = |figure: &Figure| figure.svg.as_ref().unwrap().matches(ring).count();
        assert_eq!([&own, &shifts].map(rings), [2, 1]);
    }
}
