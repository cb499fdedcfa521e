//! What a scenario calls things, for figures.

use crate::figure::source::{Sheets, violent};
use crate::scenario::{Actor, Scenario};
use crate::study::measure::Measure;

/// The names of a scenario, without any table.
pub fn sheets(scenario: &Scenario) -> Sheets {
    let violence = scenario.rungs.iter().map(|rung| u64::from(rung.violence));
    let label = |actor: &Actor| (actor.name.clone(), actor.label.clone());
    let others = scenario.actors.iter().enumerate();
    let others = others.filter(|(actor, _)| !scenario.deciders.contains(actor));
    let others: Vec<&str> = others.map(|(_, actor)| actor.label.as_str()).collect();
    let policies = scenario.policies.iter();
    let prior = |measure: Measure| {
        let why = scenario.priors.get(measure.name())?;
        Some((measure.name().to_owned(), why.to_owned()))
    };
    Sheets {
        title: scenario.title.clone(),
        question: scenario.question.clone(),
        rungs: scenario
            .rungs
            .iter()
            .map(|rung| rung.name.clone())
            .collect(),
        violent: violent(violence),
        labels: scenario.actors.iter().map(label).collect(),
        policies: policies
            .map(|policy| (policy.name.clone(), policy.description.clone()))
            .collect(),
        others: others.join(" or "),
        horizon: Some(u64::from(scenario.closing.horizon_days)),
        calm_days: Some(u64::from(scenario.closing.calm_days)),
        priors: Measure::ALL.into_iter().filter_map(prior).collect(),
        ..Sheets::default()
    }
}
