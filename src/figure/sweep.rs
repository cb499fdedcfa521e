//! Variants as what they are: values of one or two parameters. One parameter is an axis with a line
//! for each policy; two are a field of cells. More are told apart by name only.

use super::ChartError;
use super::chart::{Axis, COLOURS};
use super::curves::{Curve, Places, curves};
use super::ending::{at_least, capitalised};
use super::heat::{HeatCell, Side, heat};
use super::panel::{Choice, Figure, Grid, PageSection, number, percent};
use super::source::{ArmLabel, Sheets};
use super::whiskers::{Whisker, whiskers};
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};

/// What a column of an override is called.
const SET: &str = "set:";

/// A parameter that the variants differ in.
struct Varied {
    path: String,
    /// Its values in their order: as numbers, where all are.
    values: Vec<String>,
}

/// An arm and where it stands among the values of each parameter.
struct Placed<'a> {
    arm: &'a ArmLabel,
    at: Vec<usize>,
}

/// What the variants of a run differ in, and what follows; none where there are no variants.
pub fn section(source: &Sheets, arms: &[ArmLabel]) -> Result<Option<PageSection>, ChartError> {
    let Some(sheet) = source.table("outcomes.csv") else {
        return Ok(None);
    };
    if arms.iter().all(|arm| arm.variant.is_empty()) {
        return Ok(None);
    }
    let varied = varied(sheet);
    let placed: Vec<Placed> = arms.iter().map(|arm| placed(sheet, arm, &varied)).collect();
    let paths: Vec<&str> = varied.iter().map(|varied| varied.path.as_str()).collect();
    let sweep = Sweep {
        source,
        varied: &varied,
        placed: &placed,
    };
    let title = match &paths[..] {
        [] => "What the variants change".to_owned(),
        paths => format!("What follows from {}", paths.join(" and ")),
    };
    let of = |draw: &dyn Fn(Measure) -> Result<Figure, ChartError>| {
        let figures: Result<Vec<Figure>, ChartError> = Measure::ALL.into_iter().map(draw).collect();
        figures
    };
    Ok(match varied.len() {
        1 => {
            let lead = "Lines over the values that were run; bands are 95% intervals of each value, pointwise. Between the values nothing was run.";
            PageSection::of(&title, lead, of(&|measure| sweep.lines(measure))?)
        }
        2 => {
            let lead = "One cell for each pair of values that was run, the darker the larger. Intervals stand in the tables.";
            let policies = sweep.policies();
            let choice = |policy: &&str| {
                let figures = of(&|measure| sweep.field(measure, policy))?;
                let name = (*policy).to_owned();
                Ok(Choice { name, figures })
            };
            let choices: Result<Vec<Choice>, ChartError> = policies.iter().map(choice).collect();
            PageSection::choosing(&title, lead, Vec::new(), ("Cells of", choices?))
        }
        _ => {
            let lead = "Variants by name; bars are 95% intervals, pointwise.";
            PageSection::of(&title, lead, of(&|measure| sweep.named(measure))?)
        }
    })
}

/// The parameters of which the rows have more than one value.
fn varied(sheet: &Sheet) -> Vec<Varied> {
    let paths = sheet.columns.iter().filter(|name| name.starts_with(SET));
    let of = |column: &String| {
        let mut values: Vec<String> = Vec::new();
        for row in sheet.rows() {
            let value = row.text(column);
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        let numbers: Option<Vec<f64>> = values.iter().map(|value| value.parse().ok()).collect();
        if numbers.is_some() {
            let number = |value: &String| value.parse().unwrap_or(0.0);
            values.sort_by(|a, b| f64::total_cmp(&number(a), &number(b)));
        }
        let path = column.trim_start_matches(SET).to_owned();
        (values.len() > 1).then_some(Varied { path, values })
    };
    paths.filter_map(of).collect()
}

fn placed<'a>(sheet: &Sheet, arm: &'a ArmLabel, varied: &[Varied]) -> Placed<'a> {
    let row = sheet.rows().find(|row| ArmLabel::of(*row) == *arm);
    let place = |varied: &Varied| {
        let value = row.map_or("", |row| row.text(&format!("{SET}{}", varied.path)));
        let mut values = varied.values.iter();
        values.position(|known| known == value).unwrap_or(0)
    };
    let at = varied.iter().map(place).collect();
    Placed { arm, at }
}

impl Varied {
    /// The names of its values: floats without their noise.
    fn names(&self) -> Vec<String> {
        let name = |value: &String| match value.parse::<f64>() {
            Ok(x) if value.len() > 6 => format!("{x:.4}")
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned(),
            _ if value.is_empty() => "as written".to_owned(),
            _ => value.clone(),
        };
        self.values.iter().map(name).collect()
    }

    /// Where its values stand: numbers where they are, others one after another.
    fn places(&self) -> Places {
        let numbers: Option<Vec<f64>> = self.values.iter().map(|x| x.parse().ok()).collect();
        let in_order = || (0..self.values.len()).map(|i| i as f64).collect();
        let at = numbers.unwrap_or_else(in_order).into_iter();
        Places {
            title: self.path.clone(),
            at: at.zip(self.names()).collect(),
            shaded: Vec::new(),
        }
    }
}

/// A run with variants.
struct Sweep<'a> {
    source: &'a Sheets,
    varied: &'a [Varied],
    placed: &'a [Placed<'a>],
}

impl Sweep<'_> {
    /// The policies, in their order.
    fn policies(&self) -> Vec<&str> {
        let mut policies: Vec<&str> = Vec::new();
        for placed in self.placed {
            let policy = placed.arm.policy.as_str();
            if !policies.contains(&policy) {
                policies.push(policy);
            }
        }
        policies
    }

    /// What an arm came to in a measure, with its interval.
    fn value(&self, arm: &ArmLabel, measure: Measure) -> Whisker {
        if let Some(least) = measure.violence() {
            let sheet = self.source.table("violence.csv");
            return sheet.map_or_else(|| nothing(arm), |sheet| at_least(sheet, arm, least).0);
        }
        let (file, value) = match measure {
            Measure::Days => ("metrics.csv", "value"),
            _ => ("outcomes.csv", "share"),
        };
        let of = |row: &Row| match measure {
            Measure::Days => {
                row.text("metric") == "days" && row.text("statistic") == "restricted_mean"
            }
            _ => row.text("outcome") == measure.name(),
        };
        let mut rows = self.source.table(file).into_iter().flat_map(Sheet::rows);
        let row = rows.find(|row| of(row) && ArmLabel::of(*row) == *arm);
        row.map_or_else(
            || nothing(arm),
            |row| Whisker {
                label: arm.title(),
                value: row.number(value),
                low: row.number("ci_low"),
                high: row.number("ci_high"),
            },
        )
    }

    fn title(&self, measure: Measure) -> String {
        let mark = if self.source.is_prior(measure) {
            " †"
        } else {
            ""
        };
        let or_worse = if measure.violence().is_some() {
            " or worse"
        } else {
            ""
        };
        capitalised(&format!("{}{or_worse}{mark}", measure.label()))
    }

    /// What a point says.
    fn told(&self, placed: &Placed, measure: Measure, found: &Whisker) -> String {
        let at = self.varied.iter().zip(&placed.at);
        let at = at.map(|(varied, &place)| format!("{} {}", varied.path, varied.names()[place]));
        let at: Vec<String> = at.collect();
        let [value, low, high] = [found.value, found.low, found.high].map(|x| spelt(measure, x));
        format!(
            "{}, {}: {value} ({low} to {high})",
            placed.arm.policy,
            at.join(", ")
        )
    }

    /// Every arm of some, in words and in a table.
    fn behind(&self, measure: Measure, policy: Option<&str>) -> (String, Grid) {
        let mut grid = Grid::new(&["policy"]);
        grid.header
            .extend(self.varied.iter().map(|varied| varied.path.clone()));
        let unit = if measure.is_binary() { "share" } else { "days" };
        grid.header.extend([unit, "from", "to"].map(String::from));
        let mut words = Vec::new();
        let mine = |placed: &&Placed| policy.is_none_or(|policy| placed.arm.policy == policy);
        for placed in self.placed.iter().filter(mine) {
            let found = self.value(placed.arm, measure);
            let mut cells = vec![placed.arm.policy.clone()];
            if self.varied.is_empty() {
                cells[0] = placed.arm.title();
            }
            let at = self.varied.iter().zip(&placed.at);
            cells.extend(at.map(|(varied, &place)| varied.names()[place].clone()));
            cells.extend([found.value, found.low, found.high].map(|x| spelt(measure, x)));
            grid.rows.push(cells);
            words.push(self.told(placed, measure, &found));
        }
        (words.join("; "), grid)
    }

    /// One parameter: a line for each policy.
    fn lines(&self, measure: Measure) -> Result<Figure, ChartError> {
        let places = self.varied[0].places();
        let policies = self.policies();
        let drawn = &policies[..policies.len().min(COLOURS.len())];
        let curve = |policy: &&str| {
            let mut mine: Vec<&Placed> = self
                .placed
                .iter()
                .filter(|placed| placed.arm.policy == **policy)
                .collect();
            mine.sort_by_key(|placed| placed.at[0]);
            let (mut points, mut says) = (Vec::new(), Vec::new());
            for placed in mine {
                let found = self.value(placed.arm, measure);
                if let Some(value) = found.value {
                    let (low, high) = (found.low.unwrap_or(value), found.high.unwrap_or(value));
                    points.push([places.at[placed.at[0]].0, value, low, high]);
                    says.push(self.told(placed, measure, &found));
                }
            }
            let label = (*policy).to_owned();
            Curve {
                label,
                points,
                says,
            }
        };
        let lines: Vec<Curve> = drawn.iter().map(curve).collect();
        let (text, grid) = self.behind(measure, None);
        let axis = Axis {
            title: measure.unit(),
            percent: measure.is_binary(),
        };
        let left_out = if drawn.len() < policies.len() {
            format!(
                "The first {} of {} policies; the table has all. ",
                drawn.len(),
                policies.len()
            )
        } else {
            String::new()
        };
        Ok(Figure {
            title: self.title(measure),
            text,
            svg: Some(curves(&lines, &places, axis)?),
            caption: format!(
                "{left_out}{}",
                if measure.is_binary() {
                    "Share of trials."
                } else {
                    "Mean days, restricted to the horizon."
                }
            ),
            grid,
        })
    }

    /// Two parameters: a field of cells for a policy.
    fn field(&self, measure: Measure, policy: &str) -> Result<Figure, ChartError> {
        let [across, down] = [&self.varied[0], &self.varied[1]].map(|varied| Side {
            title: varied.path.clone(),
            names: varied.names(),
        });
        let mine = || {
            self.placed
                .iter()
                .filter(|placed| placed.arm.policy == policy)
        };
        let values = self
            .placed
            .iter()
            .filter_map(|placed| self.value(placed.arm, measure).value);
        let most = values.fold(0.0_f64, f64::max);
        let mut cells: Vec<Vec<Option<HeatCell>>> =
            vec![vec![None; across.names.len()]; down.names.len()];
        for placed in mine() {
            let found = self.value(placed.arm, measure);
            let Some(value) = found.value else { continue };
            let text = if measure.is_binary() {
                format!("{:.0}%", 100.0 * value)
            } else {
                format!("{value:.0}")
            };
            cells[placed.at[1]][placed.at[0]] = Some(HeatCell {
                strength: if most > 0.0 { value / most } else { 0.0 },
                text,
                edges: [false; 2],
                points: [None; 2],
                says: self.told(placed, measure, &found),
            });
        }
        let (text, grid) = self.behind(measure, Some(policy));
        let several = self.policies().len() > 1;
        let under = if several {
            format!(" under {policy}")
        } else {
            String::new()
        };
        Ok(Figure {
            title: format!("{}{under}", self.title(measure)),
            text,
            svg: Some(heat(&across, &down, &cells)?),
            caption: if measure.is_binary() {
                "Share of trials.".into()
            } else {
                "Mean days, restricted to the horizon.".into()
            },
            grid,
        })
    }

    /// Variants that are told apart by name only.
    fn named(&self, measure: Measure) -> Result<Figure, ChartError> {
        let rows: Vec<Whisker> = self
            .placed
            .iter()
            .map(|placed| self.value(placed.arm, measure))
            .collect();
        let axis = Axis {
            title: if measure.is_binary() {
                "share of trials"
            } else {
                "days"
            },
            percent: measure.is_binary(),
        };
        let say = |row: &Whisker| {
            let [value, low, high] = [row.value, row.low, row.high].map(|x| spelt(measure, x));
            format!("{}: {value} ({low} to {high})", row.label)
        };
        let (text, grid) = self.behind(measure, None);
        Ok(Figure {
            title: self.title(measure),
            text,
            svg: Some(whiskers(&rows, axis, false, say)?),
            caption: String::new(),
            grid,
        })
    }
}

fn nothing(arm: &ArmLabel) -> Whisker {
    let label = arm.title();
    let (value, low, high) = (None, None, None);
    Whisker {
        label,
        value,
        low,
        high,
    }
}

fn spelt(measure: Measure, value: Option<f64>) -> String {
    if measure.is_binary() {
        percent(value)
    } else {
        number(value)
    }
}
