//! Exact probabilities.

use super::frequency::endings;
use super::text::TextLayout;
use crate::crisis::outcome::Outcome;
use crate::exact::Distribution;

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
pub fn exact(scenario: &str, laws: &[Law], layout: TextLayout) -> String {
    let outcomes = Outcome::ALL.map(|outcome| format!("{} %", outcome.name()));
    let mut header = vec!["scenario", "policy"];
    header.extend(outcomes.iter().map(String::as_str));
    header.extend(["days", "states", "error bound"]);
    let row = |law: &Law| {
        let mut cells = vec![scenario.to_owned(), law.policy.clone()];
        let law = &law.distribution;
        cells.extend(Outcome::ALL.map(|o| format!("{:.4}", 100.0 * law.probability(o))));
        cells.push(format!("{:.3}", law.mean_days()));
        cells.push(law.states_by_day.iter().max().unwrap_or(&0).to_string());
        cells.push(format!("{:.0e}", law.error_bound()));
        cells
    };
    let rows: Vec<Vec<String>> = laws.iter().map(row).collect();
    let told = exact_sentences(scenario, laws);
    let mut lines: Vec<String> = told.iter().map(|line| layout.sentence(line)).collect();
    lines.push(layout.figures(&header, &rows, 2));
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
        lines.push(layout.sentence(&format!(
            "Left out of the state{under}, since no term and no rule reads them: {columns}."
        )));
    }
    lines.join("\n")
}

/// How the crises of a scenario end under each policy, in sentences.
pub fn exact_sentences(scenario: &str, laws: &[Law]) -> Vec<String> {
    let told = |law: &Law| {
        let shares = Outcome::ALL.map(|outcome| (outcome, law.distribution.probability(outcome)));
        let (policy, endings) = (&law.policy, endings(shares));
        format!("Of 100 crises like {scenario} under {policy}, {endings}: computed, not sampled.")
    };
    laws.iter().map(told).collect()
}
