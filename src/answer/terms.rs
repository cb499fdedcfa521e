//! What arms, assumptions and values of a comparison are called, wherever they are told of.

use super::frequency::{Unit, listed};
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;

/// What the values of a comparison are counted in: the unit in which the baseline is a number.
pub(super) fn unit(found: &Compared) -> Unit {
    let measure = found.comparison.question.measure;
    let values = (0..found.arms.len()).map(|arm| found.comparison.value(arm, measure).value);
    let known: Vec<f64> = values.map(Option::unwrap_or_default).collect();
    let largest = known.iter().copied().fold(0.0, f64::max);
    let base = known.first().copied().filter(|base| *base > 0.0);
    Unit::of(measure, base.unwrap_or(largest))
}

/// Arms that are advised, best first: not the baseline, and not what asks something of others.
pub(super) fn advised(found: &Compared) -> Vec<usize> {
    let ranking = found.comparison.ranking(found.comparison.question.measure);
    let is_advised = |arm: &usize| *arm > 0 && !found.asks_others(*arm);
    ranking.into_iter().filter(is_advised).collect()
}

/// Who would have to take part without being advised.
pub(super) fn others(found: &Compared) -> String {
    listed(&found.others().into_iter().collect::<Vec<_>>())
}

/// What having no policy is called, after "against", "than" or "as".
pub(super) fn baseline(found: &Compared) -> &str {
    let arm = &found.arms[0];
    if arm.policy.overlays.is_empty() && arm.name == "baseline" {
        "no policy"
    } else {
        &arm.name
    }
}

/// An assumption as a condition.
pub(super) fn condition(assumption: Assumption) -> &'static str {
    match assumption {
        Assumption::Default => "as the scenario stands",
        Assumption::Spiral => "if firmness provokes and restraint is met",
        Assumption::Deterrence => "if firmness deters and restraint is exploited",
    }
}
