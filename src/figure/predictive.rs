//! Cases simulated anew from the posterior beside what came of them: statistics of all cases and of
//! those of each kind of trigger.

use super::ChartError;
use super::chart::{
    Area, Axis, COLOURS, GRID, Mark, WIDTH, clipped, failed, line, step, svg, write,
};
use super::panel::{Figure, Grid, number, percent};
use crate::table::sheet::{Row, Sheet};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// Of a statistic beyond this on either side the law is off: as the answer counts them.
const TAIL: f64 = 0.05;

/// Statistics that are drawn on one axis, by their names in the table and for people.
struct Part {
    title: &'static str,
    axis: Axis<'static>,
    statistics: &'static [(&'static str, &'static str)],
}

const PARTS: [Part; 3] = [
    Part {
        title: "Simulated anew: violence",
        axis: Axis {
            title: "share of cases",
            percent: true,
        },
        statistics: &[
            ("share_level_1", "no violence"),
            ("share_level_2", "minor clashes"),
            ("share_level_3", "serious clashes"),
            ("share_level_4", "full-scale war"),
        ],
    },
    Part {
        title: "Simulated anew: endings",
        axis: Axis {
            title: "share of known endings, wars aside",
            percent: true,
        },
        statistics: &[
            ("share_agreement", "agreement"),
            ("share_unilateral", "unilateral"),
            ("share_calm", "calm"),
        ],
    },
    Part {
        title: "Simulated anew: days",
        axis: Axis {
            title: "natural logarithm of days",
            percent: false,
        },
        statistics: &[
            ("median_log_days", "median"),
            ("sd_log_days", "std. deviation"),
        ],
    },
];

/// A statistic of some cases.
struct Beside {
    name: &'static str,
    axis: Axis<'static>,
    /// 5%, 50% and 95% of the simulated sets of cases.
    simulated: [f64; 3],
    observed: f64,
    is_off: bool,
}

impl Beside {
    fn of(row: Row, part: &Part) -> Option<Self> {
        let named = |(name, _): &&(&str, &str)| *name == row.text("statistic");
        let (_, name) = part.statistics.iter().find(named)?;
        let [low, middle, high] = ["p05", "p50", "p95"].map(|column| row.number(column));
        let p_value = row.number("p_value")?;
        Some(Self {
            name,
            axis: part.axis,
            simulated: [low?, middle?, high?],
            observed: row.number("observed")?,
            is_off: !(TAIL..=1.0 - TAIL).contains(&p_value),
        })
    }

    fn number(&self, value: f64) -> String {
        if self.axis.percent {
            percent(Some(value))
        } else {
            number(Some(value))
        }
    }

    fn says(&self) -> String {
        let [low, middle, high] = self.simulated.map(|value| self.number(value));
        let off = if self.is_off { ": off" } else { "" };
        let seen = self.number(self.observed);
        format!(
            "{} {seen}, simulated {middle} [{low}, {high}]{off}",
            self.name
        )
    }
}

/// Statistics of cases of a kind, with what they are called.
type Kind = (String, Vec<Beside>);

/// A figure for each axis.
pub(super) fn figures(sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let figures = PARTS.iter().map(|part| figure(sheet, part).transpose());
    figures.flatten().collect()
}

fn figure(sheet: &Sheet, part: &Part) -> Result<Option<Figure>, ChartError> {
    let mut grid = Grid::new(&[
        "kind",
        "statistic",
        "cases",
        "observed",
        "simulated anew",
        "5%",
        "95%",
        "p_value",
    ]);
    let mut kinds: Vec<Kind> = Vec::new();
    for row in sheet.rows() {
        let Some(beside) = Beside::of(row, part) else {
            continue;
        };
        let kind = match row.text("kind") {
            "" => "all",
            kind => kind,
        };
        let mut cells = vec![kind.into(), row.text("statistic").into()];
        cells.push(row.text("cases").into());
        let [low, middle, high] = beside.simulated;
        let values = [beside.observed, middle, low, high];
        cells.extend(values.map(|value| beside.number(value)));
        cells.push(number(row.number("p_value")));
        grid.rows.push(cells);
        let title = format!("{kind}, {} cases", row.text("cases"));
        match kinds.last_mut() {
            Some((known, all)) if *known == title => all.push(beside),
            _ => kinds.push((title, vec![beside])),
        }
    }
    let all = || kinds.iter().flat_map(|(_, besides)| besides);
    if all().next().is_none() {
        return Ok(None);
    }
    let words = kinds.iter().map(|(title, besides)| {
        let besides: Vec<String> = besides.iter().map(Beside::says).collect();
        format!("{title}: {}", besides.join(", "))
    });
    let (off, n) = (all().filter(|one| one.is_off).count(), all().count());
    Ok(Some(Figure {
        title: part.title.into(),
        text: words.collect::<Vec<_>>().join("; "),
        svg: Some(drawn(&kinds, part.axis)?),
        caption: format!("Off: {off} of {n}."),
        grid,
    }))
}

/// Pixels of a row, of names beside the axis and right of it, of a line of the legend, of the legend.
const ROW: i32 = 22;
const NAMES: i32 = 116;
const SIDE: i32 = 22;
const LINE: i32 = 17;
const LEGEND: i32 = 58;

/// A title for each kind, and a row for each statistic of it, on one axis.
fn drawn(kinds: &[Kind], axis: Axis) -> Result<String, ChartError> {
    let all = || kinds.iter().flat_map(|(_, besides)| besides);
    let ends = all().flat_map(|one| [one.simulated[2], one.observed]);
    let most = ends.fold(0.0, f64::max).max(1e-9);
    let width = WIDTH as i32 - NAMES - SIDE;
    let x = |value: f64| NAMES + (value / most * f64::from(width)).round() as i32;
    let apart = step(most, 3.0);
    let ticks: Vec<f64> = (0..=(most / apart + 1e-9) as u32)
        .map(|tick| f64::from(tick) * apart)
        .collect();
    let rows = (kinds.len() + all().count()) as i32;
    let bottom = LEGEND + rows * ROW + 4;
    svg((bottom + 42) as u32, |area| {
        explained(area)?;
        let mut marks = Vec::new();
        let mut y = LEGEND;
        for (title, besides) in kinds {
            write(area, &clipped(title, 46), (SIDE / 2, y + 4), HPos::Left)?;
            y += ROW;
            let end = y + besides.len() as i32 * ROW;
            for tick in &ticks {
                line(area, [(x(*tick), y), (x(*tick), end)], GRID, 1)?;
            }
            line(area, [(NAMES, y), (NAMES, end)], BLACK, 1)?;
            for one in besides {
                let middle = y + ROW / 2;
                write(area, one.name, (NAMES - 8, middle - 7), HPos::Right)?;
                interval(area, one.simulated.map(x), middle)?;
                record(area, one.is_off, (x(one.observed), middle))?;
                marks.push(Mark {
                    at: [2, y, WIDTH as i32 - 4, ROW],
                    says: one.says(),
                });
                y += ROW;
            }
        }
        for tick in ticks {
            let text = axis.tick(tick, most);
            write(area, &text, (x(tick), bottom), HPos::Center)?;
        }
        let middle = NAMES + width / 2;
        write(area, axis.title, (middle, bottom + 20), HPos::Center)?;
        Ok(marks)
    })
}

fn explained(area: &Area) -> Result<(), ChartError> {
    let words = [
        "90% and middle of the cases simulated anew",
        "the record",
        "the record, off: p below .05 or above .95",
    ];
    for (i, words) in words.into_iter().enumerate() {
        let y = 2 + i as i32 * LINE;
        match i {
            0 => interval(area, [8, 18, 28], y + 7)?,
            i => record(area, i == 2, (18, y + 7))?,
        }
        write(area, words, (38, y), HPos::Left)?;
    }
    Ok(())
}

/// A bar with its middle.
fn interval(area: &Area, [low, middle, high]: [i32; 3], y: i32) -> Result<(), ChartError> {
    let bar = Rectangle::new([(low, y - 7), (high, y + 7)], GRID.filled());
    area.draw(&bar).map_err(failed)?;
    line(area, [(middle, y - 7), (middle, y + 7)], BLACK, 1)
}

/// A dot, or a diamond where it is off.
fn record(area: &Area, is_off: bool, (x, y): (i32, i32)) -> Result<(), ChartError> {
    if is_off {
        let corners = [(x - 7, y), (x, y - 7), (x + 7, y), (x, y + 7)];
        let diamond = Polygon::new(corners.to_vec(), COLOURS[1].filled());
        return area.draw(&diamond).map_err(failed);
    }
    let dot = Circle::new((x, y), 5, COLOURS[0].filled());
    area.draw(&dot).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::predictive::Statistic;

    const HEADER: &str = "kind,statistic,cases,observed,p05,p50,p95,p_value";

    #[test]
    fn what_is_off_is_told_of_its_kind() {
        let table = format!(
            "{HEADER}\n,share_level_1,20,0.5,0.3,0.45,0.6,0.4\n,sd_log_days,20,1.5,1,1.2,1.4,0.01\nother,share_level_1,9,0.7,0.2,0.4,0.6,0.02\n"
        );
        let sheet = Sheet::read(table.as_bytes(), &[], |_| true).unwrap();
        let [violence, days] = figures(&sheet).unwrap().try_into().unwrap();
        assert_eq!(
            violence.text,
            "all, 20 cases: no violence 50.0%, simulated 45.0% [30.0%, 60.0%]; other, 9 cases: no violence 70.0%, simulated 40.0% [20.0%, 60.0%]: off"
        );
        assert_eq!(violence.caption, "Off: 1 of 2.");
        assert_eq!(violence.grid.rows.len(), 2);
        assert!(days.text.contains("1.50, simulated 1.20 [1.00, 1.40]: off"));
        // One in the legend, one of the row.
        let diamonds = |figure: &Figure| figure.svg.as_ref().unwrap().matches("<polygon").count();
        assert_eq!([&violence, &days].map(diamonds), [2, 2]);
    }

    #[test]
    fn every_statistic_has_its_place() {
        let drawn = PARTS.iter().flat_map(|part| part.statistics);
        let drawn: Vec<&str> = drawn.map(|(name, _)| *name).collect();
        let all = Statistic::ALL.iter().map(|statistic| statistic.name());
        assert_eq!(drawn, all.collect::<Vec<_>>());
    }
}
