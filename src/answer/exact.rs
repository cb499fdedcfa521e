//! Exact probabilities.

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
    let mut lines = vec![layout.figures(&header, &rows, 2)];
    let left_out: Vec<&str> = laws
        .iter()
        .flat_map(|law| &law.left_out)
        .map(String::as_str)
        .collect();
    let everywhere = |name: &&&str| {
        laws.iter()
            .all(|law| law.left_out.iter().any(|n| n == **name))
    };
    let mut names: Vec<&str> = left_out.iter().filter(everywhere).copied().collect();
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        let names = names.join(", ");
        let said = format!("Left out of the state, since no term and no rule reads them: {names}.");
        lines.push(layout.sentence(&said));
    }
    lines.join("\n")
}
