//! What it would be worth to know what is uncertain before choosing an arm, from the worlds of a
//! comparison.

use super::LEVEL;
use super::arms::Arm;
use super::measure::Measure;
use super::worlds::{HYPERCUBES, Worlds};
use crate::stats::decision::Better;
use crate::stats::evppi::{Known, Worth, worth};

/// Worlds of a hypercube below which a choice is not learnt from the others.
const LEAST: usize = 5;

/// What knowing is worth in a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct WorthFinding {
    /// The path of what would be known; none: all that is uncertain.
    pub path: Option<String>,
    /// What it is worth, in the unit of the measure, and who would choose what. Options are places in
    /// [`WorthFinding::options`].
    pub worth: Worth,
    /// The arms among which there is a choice, by their place.
    pub options: Vec<usize>,
    /// By world: the value of what is known in the scenario of the first arm; empty where it is all.
    pub values: Vec<f64>,
}

impl WorthFinding {
    /// The arm of who does not know.
    pub fn without(&self) -> usize {
        self.options[self.worth.without]
    }

    /// Which arm is chosen where, from the least value known to the greatest: the value from which on it
    /// is, halfway between two worlds; none: from the least on.
    pub fn stretches(&self) -> Vec<(Option<f64>, usize)> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|a, b| self.values[*a].total_cmp(&self.values[*b]));
        let mut found: Vec<(Option<f64>, usize)> = Vec::new();
        let mut last: Option<f64> = None;
        for world in order {
            let (value, arm) = (self.values[world], self.options[self.worth.with[world]]);
            if found.last().is_none_or(|(_, other)| *other != arm) {
                found.push((last.map(|last| f64::midpoint(last, value)), arm));
            }
            last = Some(value);
        }
        found
    }
}

/// What each unknown is worth in a measure, most first, and at last all of them together; nothing
/// where there is no choice or there are too few worlds. What asks something of those who are not
/// advised is no option.
pub fn findings(arms: &[Arm], worlds: &Worlds, measure: Measure) -> Vec<WorthFinding> {
    let count = worlds.values.len();
    let options = (0..arms.len()).filter(|arm| arms[*arm].asks_others().next().is_none());
    let options: Vec<usize> = options.collect();
    if options.len() < 2 || count < LEAST * HYPERCUBES {
        return Vec::new();
    }
    let sign = match measure.better() {
        Better::Lower => -1.0,
        Better::Higher => 1.0,
    };
    let gains = |&arm: &usize| -> Vec<f64> {
        let all = worlds.values.iter().map(|world| world[arm][1]);
        all.map(|figures| sign * figures[measure as usize])
            .collect()
    };
    let gains: Vec<Vec<f64>> = options.iter().map(gains).collect();
    let mut found = Vec::new();
    let mut places = Vec::new();
    for path in worlds.design.paths() {
        let value = |world: usize| worlds.design.value(world, &arms[0], path);
        let Some(values) = (0..count).map(value).collect::<Option<Vec<f64>>>() else {
            continue;
        };
        places.extend(worlds.design.places(path).map(<[f64]>::to_vec));
        found.push(WorthFinding {
            path: Some(path.to_owned()),
            worth: worth(&gains, &Known::one(&values), HYPERCUBES, LEVEL),
            options: options.clone(),
            values,
        });
    }
    let most = |of: &WorthFinding| of.worth.estimate.value.unwrap_or(0.0);
    found.sort_by(|a, b| most(b).total_cmp(&most(a)));
    if found.len() > 1 {
        found.push(WorthFinding {
            path: None,
            worth: worth(&gains, &Known::several(&places), HYPERCUBES, LEVEL),
            options,
            values: Vec::new(),
        });
    }
    found
}
