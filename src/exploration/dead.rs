//! What moved nothing at any point, and the likely reason, where the model knows one.

use super::design::Point;
use super::factor::{Factor, Level};
use super::space::Space;
use crate::scenario::Scenario;
use crate::scenario::gates::{GATES, Gate};
use crate::scenario::numbers::each;

/// Why something moves nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// Under it, nobody reads it.
    Shut(&'static Gate),
    /// What is played is the same wherever it lies: nobody whom it is about takes it.
    Untaken,
    /// None is known.
    Unknown,
}

/// Points at which models are compared.
const COMPARED: usize = 16;

/// The likely reason why a factor moves nothing, of points where it was looked at.
pub fn reason(space: &Space, factor: usize, points: &[&Point]) -> Reason {
    let points = &points[..points.len().min(COMPARED)];
    let gates = GATES.iter().filter(|gate| {
        space.factors[factor]
            .row()
            .is_some_and(|row| row.key == gate.key)
    });
    let shut = |gate: &&Gate| {
        let scenarios = points.iter().map(|point| space.base(point).at(point));
        scenarios
            .into_iter()
            .all(|scenario| is_shut(gate, scenario))
    };
    if let Some(gate) = gates.into_iter().find(shut) {
        return Reason::Shut(gate);
    }
    if is_untaken(space, factor, points) {
        Reason::Untaken
    } else {
        Reason::Unknown
    }
}

/// Whether what is played is the same wherever a factor lies.
pub fn is_untaken(space: &Space, factor: usize, points: &[&Point]) -> bool {
    let same = |point: &&Point| {
        let with = |level: Level| {
            let mut point = (*point).clone();
            point[factor] = level;
            space.models(&point)
        };
        let [low, high] = Factor::ends(&space.factors[factor]).map(with);
        low == high
    };
    points.iter().take(COMPARED).all(same)
}

/// Whether every number that a gate names has the value that shuts it.
fn is_shut(gate: &Gate, mut scenario: Scenario) -> bool {
    let mut shut = true;
    each(&mut scenario, |row, number| {
        let named = gate.shut.iter().find(|(key, _)| *key == row.key);
        shut &= named.is_none_or(|(_, value)| number.total_cmp(value).is_eq());
    });
    shut
}
