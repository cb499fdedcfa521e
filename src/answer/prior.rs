//! What rests on data and what on assumption, as the scenario says it.

use crate::scenario::Scenario;
use crate::study::measure::Measure;

/// Why a measure of a scenario is a prior, if it is one.
pub(super) fn of(scenario: &Scenario, measure: Measure) -> Option<&str> {
    scenario.priors.get(measure.name())
}

/// Which shares of these scenarios are priors, and why.
pub(super) fn sentence(scenarios: &[&Scenario]) -> String {
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for scenario in scenarios {
        let words = words(scenario);
        match said.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(&scenario.name),
            None => said.push((words, vec![&scenario.name])),
        }
    }
    if let [(words, _)] = said.as_slice() {
        return words.clone();
    }
    let each = said.iter();
    let each = each.map(|(words, names)| format!("{}: {words}", names.join(", ")));
    each.collect::<Vec<_>>().join(" ")
}

fn words(scenario: &Scenario) -> String {
    let priors = Measure::ALL.into_iter();
    let priors = priors.filter_map(|measure| {
        let why = of(scenario, measure)?;
        Some(format!("{} ({why})", measure.label()))
    });
    let priors: Vec<String> = priors.collect();
    if priors.is_empty() {
        return "The scenario does not say which shares rest on data: take all of them as following from assumptions.".into();
    }
    format!("Priors, not findings: {}.", priors.join("; "))
}
