//! Exact probabilities.

use super::frequency::{endings, thousands};
use super::statement::{Figures, Statement};
use crate::crisis::outcome::Outcome;
use crate::exact::Distribution;
use serde_json::{Map, Value, json};

/// A policy, enumerated.
#[derive(Debug, Clone)]
pub struct Law {
    /// Its name.
    pub policy: String,
    /// What was found.
    pub distribution: Distribution,
    /// Columns that were left out of the state, since nothing reads them.
    pub left_out: Vec<String>,
}

/// How the crises of a scenario end under each policy, exactly.
pub fn exact(scenario: &str, laws: &[Law]) -> Statement {
    let outcomes = Outcome::ALL.map(|outcome| format!("{} %", outcome.name()));
    let mut header: Vec<String> = vec!["scenario".into(), "policy".into()];
    header.extend(outcomes);
    header.push("days".into());
    let row = |law: &Law| {
        let mut cells = vec![scenario.to_owned(), law.policy.clone()];
        let law = &law.distribution;
        cells.extend(Outcome::ALL.map(|o| format!("{:.4}", 100.0 * law.probability(o))));
        cells.push(format!("{:.3}", law.mean_days()));
        cells
    };
    let policies: Vec<Value> = laws.iter().map(numbers).collect();
    let names: Vec<&str> = laws.iter().map(|law| law.policy.as_str()).collect();
    Statement {
        sentences: sentences(scenario, laws),
        figures: vec![Figures {
            title: String::new(),
            header,
            rows: laws.iter().map(row).collect(),
            keep: 2,
            wrapped: false,
        }],
        notes: bounds(laws).into_iter().chain(left_out(laws)).collect(),
        cite: format!(
            "offramp {}, {scenario}: {} enumerated, no trials and no seed",
            env!("CARGO_PKG_VERSION"),
            names.join(", ")
        ),
        numbers: Map::from_iter([
            ("scenario".to_owned(), json!(scenario)),
            ("policies".to_owned(), json!(policies)),
        ]),
    }
}

/// How exact it is, and what it took.
fn bounds(laws: &[Law]) -> Option<String> {
    let found = laws.iter().map(|law| &law.distribution);
    let error = found
        .clone()
        .map(Distribution::error_bound)
        .max_by(f64::total_cmp)?;
    let states = found.map(most_states).max()?;
    Some(format!(
        "Error bound of each probability: {error:.0e}; {} states on the day that has most.",
        thousands(states as u64)
    ))
}

/// States on the day that has most.
fn most_states(law: &Distribution) -> usize {
    law.states_by_day.iter().max().copied().unwrap_or(0)
}

/// The numbers of a policy. They are exact: in place of an interval they have the largest distance to
/// the law's own.
fn numbers(law: &Law) -> Value {
    let found = &law.distribution;
    let probability = |outcome: Outcome| {
        let value = found.probability(outcome);
        (outcome.name().to_owned(), json!(value))
    };
    json!({
        "policy": law.policy,
        "probability": Outcome::ALL.map(probability).into_iter().collect::<Map<_, _>>(),
        "days": found.mean_days(),
        "states": most_states(found),
        "error_bound": found.error_bound(),
    })
}

/// Columns that were left out of the state.
fn left_out(laws: &[Law]) -> Vec<String> {
    let mut lines = Vec::new();
    // Policies that leave out the same are named together, and not at all where all do.
    let mut said: Vec<(&[String], Vec<&str>)> = Vec::new();
    for law in laws.iter().filter(|law| !law.left_out.is_empty()) {
        match said
            .iter_mut()
            .find(|(columns, _)| *columns == law.left_out)
        {
            Some((_, policies)) => policies.push(&law.policy),
            None => said.push((&law.left_out, vec![&law.policy])),
        }
    }
    for (columns, policies) in said {
        let under = if policies.len() == laws.len() {
            String::new()
        } else {
            format!(" under {}", policies.join(", "))
        };
        let columns = columns.join(", ");
        lines.push(format!(
            "Left out of the state{under}, since no term and no rule reads them: {columns}."
        ));
    }
    lines
}

/// How the crises of a scenario end under each policy, in sentences.
fn sentences(scenario: &str, laws: &[Law]) -> Vec<String> {
    let told = |law: &Law| {
        let shares = Outcome::ALL.map(|outcome| (outcome, law.distribution.probability(outcome)));
        let (policy, endings) = (&law.policy, endings(shares));
        format!("Of 100 crises like {scenario} under {policy}, {endings}: computed, not sampled.")
    };
    laws.iter().map(told).collect()
}
