//! What it would be worth to know what is uncertain before choosing.

use super::frequency::{Unit, listed, thousands};
use super::json::interval;
use super::terms::unit;
use crate::stats::Estimate;
use crate::study::compare::Compared;
use crate::study::worth::WorthFinding;
use crate::table::worth::ALL;
use serde_json::{Value, json};

/// Unknowns that are told of.
const TOLD: usize = 3;
/// Stretches of an unknown that are told of.
const STRETCHES: usize = 3;

/// What is worth knowing, and what who knows it would choose; nothing where that was not looked at.
pub(super) fn worth(found: &Compared) -> Option<String> {
    let findings = found.worth(found.measure());
    let best = found.arms[findings.first()?.without()].name.as_str();
    let unit = unit(found);
    let (each, all): (Vec<&WorthFinding>, Vec<&WorthFinding>) =
        findings.iter().partition(|finding| finding.path.is_some());
    let pays = |finding: &&&WorthFinding| is_worth(&finding.worth.estimate);
    let paying: Vec<&&WorthFinding> = each.iter().filter(pays).collect();
    let told: Vec<String> = paying
        .iter()
        .take(TOLD)
        .map(|finding| {
            let path = finding.path.as_deref().unwrap_or(ALL);
            let figures = figures(unit, &finding.worth.estimate);
            format!("{path} {figures}{}", choices(found, finding))
        })
        .collect();
    let of = match unit {
        Unit::Of(of) => format!("in {} crises", thousands(of)),
        Unit::Days => "days".to_owned(),
    };
    let mut said = format!(
        "Worth knowing before one chooses, where {best} is best without ({of}, 95% by ten hypercubes): "
    );
    if told.is_empty() {
        said.push_str("nothing alone, as far as these worlds can tell");
    } else {
        said.push_str(&told.join("; "));
    }
    let more = paying.len().saturating_sub(TOLD);
    if more > 0 {
        said.extend(["; ", &more.to_string(), " more in evppi.csv"]);
    }
    for finding in all {
        said.extend([
            "; all of it together ",
            &figures(unit, &finding.worth.estimate),
        ]);
    }
    said.push('.');
    Some(said)
}

/// Whether it is worth something, as far as can be told.
fn is_worth(estimate: &Estimate) -> bool {
    estimate.low.is_some_and(|low| low > 0.0)
}

/// "2.1 [1.6, 2.7]"
fn figures(unit: Unit, estimate: &Estimate) -> String {
    let shown =
        |x: Option<f64>| x.map_or_else(String::new, |x| format!("{:.1}", unit.scaled(x) + 0.0));
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(shown);
    if low.is_empty() || high.is_empty() {
        value
    } else {
        format!("{value} [{low}, {high}]")
    }
}

/// ", choosing grit below 0.7 and firm above"
fn choices(found: &Compared, finding: &WorthFinding) -> String {
    let stretches = finding.stretches();
    let name = |arm: usize| found.arms[arm].name.as_str();
    if stretches.len() < 2 {
        return String::new();
    }
    if stretches.len() > STRETCHES {
        let mut arms: Vec<usize> = stretches.iter().map(|(_, arm)| *arm).collect();
        arms.sort_unstable();
        arms.dedup();
        let names: Vec<&str> = arms.into_iter().map(name).collect();
        return format!(", choosing among {}", listed(&names));
    }
    let ends: Vec<Option<String>> = stretches
        .iter()
        .map(|(from, _)| from.map(|from| format!("{from:.2}")))
        .collect();
    let part = |(place, (_, arm)): (usize, &(Option<f64>, usize))| {
        let until = ends.get(place + 1).and_then(Option::as_deref);
        let name = name(*arm);
        match (ends[place].as_deref(), until) {
            (None, Some(until)) => format!("{name} below {until}"),
            (Some(from), None) => format!("{name} above {from}"),
            (Some(from), Some(until)) => format!("{name} from {from} to {until}"),
            (None, None) => name.to_owned(),
        }
    };
    let parts: Vec<String> = stretches.iter().enumerate().map(part).collect();
    format!(", choosing {}", parts.join(", "))
}

/// What each unknown is worth in the measure asked for.
pub(super) fn json(found: &Compared) -> Vec<Value> {
    let findings = found.worth(found.measure()).iter();
    let of = |finding: &WorthFinding| {
        let stretches = finding.stretches().into_iter();
        let choices =
            stretches.map(|(from, arm)| json!({ "from": from, "policy": found.arms[arm].name }));
        json!({
            "parameter": finding.path.as_deref().unwrap_or(ALL),
            "value": interval(&finding.worth.estimate),
            "without": found.arms[finding.without()].name,
            "choices": choices.collect::<Vec<_>>(),
        })
    };
    findings.map(of).collect()
}
