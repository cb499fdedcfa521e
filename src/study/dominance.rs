//! Which policies no other beats at no cost: judged on what is asked, on days and on concessions, the
//! three that a reader of a comparison sees side by side.

use super::LEVEL;
use super::contrasts::Comparison;
use super::levers::Levers;
use super::measure::Measure;
use crate::stats::Estimate;
use crate::stats::decision::{self, Better};
use crate::stats::multiplicity::bonferroni_level;
use std::cmp::Ordering;

/// Which arms are not dominated, the baseline first. An arm is dominated where a rival is better in
/// the measure asked for, in days or in concessions and worse in none of them, by differences that
/// can be told from none at a level that holds for all of them.
///
/// An arm that is worse than the baseline in the measure asked for is out as well: harm there is not
/// bought with fewer concessions. `rivals` are those that can be chosen; no other is judged or
/// stands in the way of one.
pub fn non_dominated(comparison: &Comparison, levers: &[Levers], rivals: &[bool]) -> Vec<bool> {
    let chosen: Vec<usize> = (0..comparison.arms()).filter(|&arm| rivals[arm]).collect();
    let pairs = chosen.len() * chosen.len().saturating_sub(1) / 2;
    let asked = comparison.question.measure;
    let mut measures = vec![asked];
    measures.extend((asked != Measure::Days).then_some(Measure::Days));
    let level = bonferroni_level(LEVEL, (pairs * (measures.len() + 1)).max(1));
    let compare = |a: usize, b: usize, objective: usize| {
        let (a, b) = (chosen[a], chosen[b]);
        match measures.get(objective) {
            Some(&measure) => told(&comparison.to_tell(a, b, measure, level), measure.better()),
            None => told(
                &levers[a].concessions_minus(&levers[b], level),
                Better::Lower,
            ),
        }
    };
    let found = decision::non_dominated(chosen.len(), measures.len() + 1, compare);
    let mut stands = vec![false; comparison.arms()];
    for (&arm, found) in chosen.iter().zip(found) {
        let against = |arm| comparison.joint(arm, asked).difference;
        let harms = arm != 0 && told(&against(arm), asked.better()) == Ordering::Less;
        stands[arm] = found && !harms;
    }
    stands
}

/// Whether a difference is for the better, for the worse, or cannot be told from none.
fn told(difference: &Estimate, better: Better) -> Ordering {
    let side = match (difference.low, difference.high) {
        (Some(low), _) if low > 0.0 => Ordering::Greater,
        (_, Some(high)) if high < 0.0 => Ordering::Less,
        _ => Ordering::Equal,
    };
    match better {
        Better::Higher => side,
        Better::Lower => side.reverse(),
    }
}
