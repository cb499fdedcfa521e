//! Exact probabilities.

use super::text::TextLayout;
use crate::crisis::outcome::Outcome;
use crate::exact::Distribution;

/// How the crises of a scenario end under each policy, exactly.
pub fn exact(scenario: &str, laws: &[(String, Distribution)], layout: TextLayout) -> String {
    let outcomes = Outcome::ALL.map(|outcome| format!("{} %", outcome.name()));
    let mut header = vec!["scenario", "policy"];
    header.extend(outcomes.iter().map(String::as_str));
    header.extend(["days", "states", "error bound"]);
    let row = |(policy, law): &(String, Distribution)| {
        let mut cells = vec![scenario.to_owned(), policy.clone()];
        cells.extend(Outcome::ALL.map(|o| format!("{:.4}", 100.0 * law.probability(o))));
        cells.push(format!("{:.3}", law.mean_days()));
        cells.push(law.states_by_day.iter().max().unwrap_or(&0).to_string());
        cells.push(format!("{:.0e}", law.error_bound()));
        cells
    };
    let rows: Vec<Vec<String>> = laws.iter().map(row).collect();
    layout.figures(&header, &rows, 2)
}
