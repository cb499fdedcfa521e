//! Where the verdicts of a comparison turn between firmness that provokes and firmness that deters.

use super::json::interval;
use crate::stats::crossing::{Course, Crossing};
use crate::study::LEVEL;
use crate::study::compare::Compared;
use crate::study::tipping::{Axis, Turn};
use serde_json::{Value, json};

/// Where an arm and another do equally well: "0.9 [0.7, 1.1]"; none where that was not looked for.
pub(super) fn place(found: &Compared, arm: usize, against: usize) -> Option<String> {
    let tipping = found.tipping.as_ref()?;
    let crossings = crossings(tipping.of(arm, against)?)?;
    let one = |crossing: &Crossing| {
        let (root, set) = (shown(tipping.axis, crossing.root), crossing.set);
        // Outwards, so that the interval is never said to be shorter than it is.
        let [low, high] = [
            (set.low, libm::floor as fn(f64) -> f64),
            (set.high, libm::ceil),
        ]
        .map(|(end, round)| rounded(tipping.axis, end, round));
        format!("{root} [{low}, {high}]")
    };
    Some(crossings.iter().map(one).collect::<Vec<_>>().join(" and "))
}

/// The same without intervals, for a column.
pub(super) fn root(found: &Compared, arm: usize) -> Option<String> {
    let tipping = found.tipping.as_ref()?;
    let crossings = crossings(tipping.of(arm, 0)?)?;
    let roots: Vec<String> = crossings
        .iter()
        .map(|crossing| shown(tipping.axis, crossing.root))
        .collect();
    Some(roots.join(", "))
}

/// Whether any arm turns against the baseline at a place that is known.
pub(super) fn against_baseline(found: &Compared) -> bool {
    (1..found.arms.len()).any(|arm| root(found, arm).is_some())
}

/// What places are of: "deterrence and exploitation (-3: firmness provokes; 3: it deters; the scenario
/// has 0)".
pub(super) fn axis(found: &Compared) -> Option<String> {
    let axis = found.tipping.as_ref()?.axis;
    let [from, to] = [axis.from, axis.to].map(|terms| terms[0]);
    let what = if axis.is_one_number() {
        "deterrence and exploitation"
    } else {
        "deterrence, with exploitation in step,"
    };
    let has = written(found).map_or_else(String::new, |value| {
        format!("; the scenario has {}", plain(axis, value))
    });
    Some(format!(
        "{what} ({}: firmness provokes; {}: it deters{has})",
        plain(axis, from),
        plain(axis, to)
    ))
}

/// Both terms as the scenario of the baseline has them, where they are one number for everybody.
fn written(found: &Compared) -> Option<f64> {
    let actors = found.arms[0].scenario.actors.iter();
    let mut terms =
        actors.flat_map(|actor| [actor.response.deterrence, actor.response.exploitation]);
    let first = terms.next()?;
    terms
        .all(|term| term.total_cmp(&first).is_eq())
        .then_some(first)
}

/// Every pair that turns, and where.
pub(super) fn json(found: &Compared) -> Vec<Value> {
    let Some(tipping) = &found.tipping else {
        return Vec::new();
    };
    let of = |turn: &Turn| {
        let [policy, against] = turn.pair.map(|arm| found.arms[arm].name.clone());
        let parts = turn.course.parts().into_iter();
        let told = parts.map(|part| {
            json!({
                "policy": policy,
                "against": against,
                "status": part.status.name(),
                "deterrence": interval(&part.estimate(LEVEL, tipping.trials)),
                "exploitation": part.root.map(|root| tipping.axis.exploitation(root)),
            })
        });
        told.collect::<Vec<_>>()
    };
    tipping.turns.iter().flat_map(of).collect()
}

fn crossings(course: &Course) -> Option<&[Crossing]> {
    match course {
        Course::Crosses(found) => Some(found),
        Course::Stays(_) | Course::Fades(..) | Course::Untold => None,
    }
}

/// A value with so many digits that a hundredth of the axis shows.
fn digits(axis: Axis) -> usize {
    let width = axis.to[0] - axis.from[0];
    libm::floor(2.0 - libm::log10(width)).clamp(0.0, 12.0) as usize
}

/// As it is written by hand, of an end of the axis or a value of the scenario.
fn plain(axis: Axis, value: f64) -> String {
    let text = shown(axis, value);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn shown(axis: Axis, value: f64) -> String {
    rounded(axis, value, libm::round)
}

fn rounded(axis: Axis, value: f64, round: fn(f64) -> f64) -> String {
    let digits = digits(axis);
    let scale = libm::pow(10.0, digits as f64);
    // What is a whole number of steps but for its last bits stays one.
    let steps = value * scale;
    let near = libm::round(steps);
    let steps = if (steps - near).abs() < 1e-6 {
        near
    } else {
        round(steps)
    };
    format!("{:.digits$}", steps / scale + 0.0)
}
