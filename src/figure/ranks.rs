//! Truths that are known, ranked among the draws that were fitted to cases simulated from them: whether
//! they lie anywhere alike.

use super::ChartError;
use super::chart::{Area, COLOURS, GRID, failed, line};
use super::fitted::{name, parts};
use super::panel::{Figure, Grid};
use super::tracks::{Room, Track, tracks};
use crate::stats::test::{uniformity_band, uniformity_test};
use crate::table::sheet::Sheet;
use plotters::prelude::*;

/// Of sound fits, the share in which the line of some parameter leaves its band.
const LEVEL: f64 = 0.05;

/// A parameter.
struct Ranked<'s> {
    path: &'s str,
    /// Where its truths lie among the draws, from 0 to 1, in order.
    places: Vec<f64>,
    /// Of the test that they lie anywhere alike.
    p_value: f64,
    /// The least p-value by which they do, and how far they may be from it then.
    least: f64,
    band: f64,
}

impl<'s> Ranked<'s> {
    /// The truths of a parameter, one of so many.
    fn of(path: &'s str, sheet: &Sheet, of: usize) -> Option<Self> {
        let rows = sheet.rows().filter(|row| row.text("path") == path);
        let mut places: Vec<f64> = rows
            .filter_map(|row| Some((row.number("rank")? + 0.5) / (row.number("draws")? + 1.0)))
            .collect();
        places.sort_by(f64::total_cmp);
        let least = LEVEL / of as f64;
        Some(Self {
            path,
            p_value: uniformity_test(&places)?.p_value,
            band: uniformity_band(places.len() as u64, least),
            least,
            places,
        })
    }

    fn is_even(&self) -> bool {
        self.p_value >= self.least
    }

    /// Along the draws, the share of truths that lie lower, less the share that should.
    fn line(&self) -> Vec<(f64, f64)> {
        let n = self.places.len() as f64;
        let steps = (0_u32..).map(f64::from).zip(&self.places);
        let steps = steps.flat_map(|(i, &x)| [(x, i / n - x), (x, (i + 1.0) / n - x)]);
        let ends = [(0.0, 0.0), (1.0, 0.0)];
        let mut line: Vec<(f64, f64)> = vec![ends[0]];
        line.extend(steps);
        line.push(ends[1]);
        line
    }

    /// How far it is from where it should be.
    fn far(&self) -> f64 {
        self.line().iter().fold(0.0, |far, (_, y)| y.abs().max(far))
    }

    fn says(&self) -> String {
        let verdict = if self.is_even() { "even" } else { "uneven" };
        let (truths, p) = (self.places.len(), p(self.p_value));
        format!(
            "{}: {truths} truths, {} in the lower half of the draws, {verdict}, p {p}",
            name(self.path),
            self.lower()
        )
    }

    fn lower(&self) -> usize {
        self.places.iter().filter(|place| **place < 0.5).count()
    }
}

/// A p-value, with its sign.
fn p(value: f64) -> String {
    match value {
        small if small < 0.001 => "< .001".into(),
        value => format!("= {value:.3}"),
    }
}

/// The parameters, and what rules add to them.
pub(super) fn figures(sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut paths: Vec<&str> = Vec::new();
    for row in sheet.rows() {
        if paths.last() != Some(&row.text("path")) {
            paths.push(row.text("path"));
        }
    }
    let all = paths.len();
    let of = |path| Ranked::of(path, sheet, all);
    let ranked = paths.into_iter().filter_map(of).collect();
    let figure = |part| figure(part, all);
    let parts = parts(ranked, |one: &Ranked| one.path);
    parts.into_iter().map(figure).collect()
}

fn figure((what, ranked): (&str, Vec<Ranked>), of: usize) -> Result<Figure, ChartError> {
    let mut grid = Grid::new(&["parameter", "truths", "lower half", "p_value"]);
    for one in &ranked {
        grid.rows.push(vec![
            one.path.into(),
            one.places.len().to_string(),
            one.lower().to_string(),
            format!("{:.4}", one.p_value),
        ]);
    }
    let words: Vec<String> = ranked.iter().map(Ranked::says).collect();
    let band = ranked.iter().fold(0.0, |band: f64, one| band.max(one.band));
    let even = ranked.iter().filter(|one| one.is_even()).count();
    Ok(Figure {
        title: format!("Ranks of known truths: {what}"),
        text: words.join("; "),
        svg: Some(drawn(&ranked)?),
        caption: format!(
            "{even} of {} stay in the band. Where all is sound, all {of} lines of the check do so in 95 of 100. The band reaches {:.0} percentage points up and down: more checks make it narrower. The number is p, that so uneven ranks are luck (Kolmogorov-Smirnov).",
            ranked.len(),
            100.0 * band
        ),
        grid,
    })
}

const LEGEND: [&str; 3] = [
    "where the line stays if the fit is sound",
    "truths so low among the draws, less expected",
    "uneven: the posterior says the wrong thing",
];
/// Pixels of a row's strip.
const HEIGHT: i32 = 34;

/// A line in its band for each.
fn drawn(ranked: &[Ranked]) -> Result<String, ChartError> {
    let track = |one: &Ranked| Track {
        label: name(one.path),
        number: p(one.p_value).trim_start_matches("= ").to_owned(),
        says: one.says(),
    };
    let rows: Vec<Track> = ranked.iter().map(track).collect();
    let most = |one: &Ranked| one.far().max(one.band);
    let most = ranked.iter().map(most).fold(0.0, f64::max);
    let sign = |area: &Area, i: usize, room: Room| match i {
        0 => band(area, room, 6),
        i => line(
            area,
            [(room.left, room.y), (room.right, room.y)],
            colour(i == 1),
            2,
        ),
    };
    tracks((&LEGEND, sign), &rows, HEIGHT, |area, row, room| {
        let one = &ranked[row];
        let pixels = |share: f64| (share / most * f64::from(HEIGHT / 2)).round() as i32;
        band(area, room, pixels(one.band))?;
        line(area, [(room.left, room.y), (room.right, room.y)], BLACK, 1)?;
        let points = one.line().into_iter();
        let points = points.map(|(x, y)| (room.at(x), room.y - pixels(y)));
        let style = colour(one.is_even()).stroke_width(2);
        let line = PathElement::new(points.collect::<Vec<_>>(), style);
        area.draw(&line).map_err(failed)
    })
}

fn colour(is_even: bool) -> RGBColor {
    COLOURS[usize::from(!is_even)]
}

fn band(area: &Area, room: Room, pixels: i32) -> Result<(), ChartError> {
    let corners = [(room.left, room.y - pixels), (room.right, room.y + pixels)];
    let band = Rectangle::new(corners, GRID.filled());
    area.draw(&band).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// A table of the ranks of truths among 99 draws, by parameter.
    fn sheet(of: &[(&str, Vec<Option<u64>>)]) -> Sheet {
        let mut text = String::from("path,check,truth,rank,draws\n");
        for (path, ranks) in of {
            for (check, rank) in ranks.iter().enumerate() {
                let rank = rank.map(|rank| rank.to_string()).unwrap_or_default();
                writeln!(text, "{path},{},0.5,{rank},99", check + 1).unwrap();
            }
        }
        Sheet::read(text.as_bytes(), &[], |_| true).unwrap()
    }

    #[test]
    fn truths_that_lie_too_low_leave_the_band() {
        let even = (0..40).map(|i| Some(i * 5 / 2)).chain([None]).collect();
        let low: Vec<Option<u64>> = (0..40).map(|i| Some(i * 5 / 4)).collect();
        let sheet = sheet(&[("law.even", even), ("cases.rule.some.shift.law.low", low)]);
        let [own, shifts] = figures(&sheet).unwrap().try_into().unwrap();
        assert!(own.text.starts_with(
            "law.even: 40 truths, 20 in the lower half of the draws, even, p = 1.000"
        ));
        assert!(own.caption.starts_with("1 of 1 stay in the band."));
        assert!(shifts.text.starts_with(
            "law.low (some): 40 truths, 40 in the lower half of the draws, uneven, p < .001"
        ));
        assert!(shifts.caption.starts_with("0 of 1 stay in the band."));
        assert_eq!(shifts.grid.rows[0][0], "cases.rule.some.shift.law.low");
        // The line of the legend, and that of the parameter.
        let uneven = |figure: &Figure| figure.svg.as_ref().unwrap().matches("#D55E00").count();
        assert_eq!([&own, &shifts].map(uneven), [1, 2]);
    }

    #[test]
    fn a_line_leaves_its_band_where_the_test_says_so() {
        for squeezed in 30..100_u64 {
            let ranks = (0..60).map(|i| Some(i * squeezed / 60)).collect();
            let sheet = sheet(&[("law.some", ranks)]);
            let ranked = Ranked::of("law.some", &sheet, 7).unwrap();
            assert_eq!(ranked.is_even(), ranked.far() <= ranked.band, "{squeezed}");
        }
    }

    #[test]
    fn nothing_is_drawn_of_what_ranks_nothing() {
        let sheet = sheet(&[("law.some", vec![None, None])]);
        assert!(figures(&sheet).unwrap().is_empty());
    }
}
