//! What varies: parameters over their ranges, policies, scenarios.

use crate::scenario::Uncertain;
use crate::scenario::distribution::Distribution;
use crate::scenario::parameter::{NumberKind, Parameter};
use crate::study::ranges;

/// What the factor of policies is called.
pub const POLICY: &str = "policy";
/// What the factor of scenarios is called.
pub const SCENARIO: &str = "scenario";

/// How the line of a factor ends whose values are those of draws.
pub const DRAWN: &str = " drawn";

/// Whole numbers of a range that are levels without being listed.
const MOST_WHOLE: f64 = 1000.0;

/// Something that varies.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// The path of its parameter, [`POLICY`] or [`SCENARIO`].
    pub name: String,
    /// What it may be.
    pub domain: Domain,
    /// Whether its values are those of draws of a posterior, from which all such factors of a point take
    /// the same: it does not vary by itself.
    pub drawn: bool,
}

/// What a factor may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// A number of the scenario.
    Parameter {
        /// Its row.
        row: &'static Parameter,
        /// Its range, and how probable each value of it is held to be.
        range: Uncertain,
    },
    /// One of several, by name.
    Choice(Vec<String>),
}

/// What a factor is at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    /// The value of a parameter.
    Number(f64),
    /// One of the choices, by its place.
    Choice(usize),
}

impl Level {
    /// As a number, for regressions and boxes: choices count from 0.
    pub fn number(self) -> f64 {
        match self {
            Level::Number(value) => value,
            Level::Choice(place) => place as f64,
        }
    }
}

impl Factor {
    /// What it is where so much of its distribution, a `place` in [0, 1], lies below.
    pub fn at(&self, place: f64) -> Level {
        match &self.domain {
            Domain::Parameter { row, range } => {
                Level::Number(ranges::value(range, is_whole(row), place))
            }
            Domain::Choice(names) => {
                Level::Choice(((place * names.len() as f64) as usize).min(names.len() - 1))
            }
        }
    }

    /// All that it may be, in order, where that can be counted: choices, listed levels, whole numbers.
    pub fn levels(&self) -> Option<Vec<Level>> {
        match &self.domain {
            Domain::Choice(names) => Some((0..names.len()).map(Level::Choice).collect()),
            Domain::Parameter { row, range } => match &range.distribution {
                Distribution::Levels(levels) => {
                    Some(levels.iter().copied().map(Level::Number).collect())
                }
                _ if is_whole(row) && range.high - range.low < MOST_WHOLE => {
                    let whole = range.low as i64..=range.high as i64;
                    Some(whole.map(|number| Level::Number(number as f64)).collect())
                }
                _ => None,
            },
        }
    }

    /// Its least and its greatest level.
    pub fn ends(&self) -> [Level; 2] {
        match &self.domain {
            Domain::Parameter { range, .. } => [range.low, range.high].map(Level::Number),
            Domain::Choice(names) => [0, names.len() - 1].map(Level::Choice),
        }
    }

    /// A level as tables and overrides spell it.
    pub fn shown(&self, level: Level) -> String {
        match (&self.domain, level) {
            (Domain::Choice(names), Level::Choice(place)) => names[place].clone(),
            (Domain::Parameter { row, .. }, level) if row.kind == NumberKind::Switch => {
                (level.number() > 0.5).to_string()
            }
            (_, level) => (level.number() + 0.0).to_string(),
        }
    }

    /// The row of its parameter, if it is one.
    pub fn row(&self) -> Option<&'static Parameter> {
        match &self.domain {
            Domain::Parameter { row, .. } => Some(row),
            Domain::Choice(_) => None,
        }
    }

    /// What it is and what it may be, in a line that reads back with `--vary` where there is such a
    /// line: `law.deterrence=-3:3`.
    pub fn asked(&self) -> String {
        let listed = |levels: Vec<Level>| {
            let levels = levels.into_iter().map(|level| self.shown(level));
            levels.collect::<Vec<_>>().join(",")
        };
        let what = match &self.domain {
            Domain::Choice(names) => names.join(","),
            Domain::Parameter { range, .. } => {
                let [low, high] = self.ends().map(|end| self.shown(end));
                match &range.distribution {
                    Distribution::Levels(levels) => {
                        listed(levels.iter().copied().map(Level::Number).collect())
                    }
                    Distribution::Uniform => format!("{low}:{high}"),
                    Distribution::LogUniform => format!("{low}:{high} log_uniform"),
                    Distribution::Triangular { mode } => format!("{low}:{high} triangular {mode}"),
                    Distribution::Beta { shape: (a, b) } => format!("{low}:{high} beta {a},{b}"),
                }
            }
        };
        let drawn = if self.drawn { DRAWN } else { "" };
        format!("{}={what}{drawn}", self.name)
    }
}

/// Whether a parameter takes whole numbers only: yes and no are two of them.
pub(super) fn is_whole(row: &Parameter) -> bool {
    row.kind.is_whole() || row.kind == NumberKind::Switch
}
