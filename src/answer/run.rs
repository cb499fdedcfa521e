//! How the crises of a batch ended.

use super::prior;
use super::text::{TextLayout, percent};
use crate::scenario::Scenario;
use crate::study::run::Headline;

/// Outcome shares of a batch, and what they rest on.
pub fn run<'a>(
    headlines: impl IntoIterator<Item = &'a Headline>,
    scenarios: &[&Scenario],
    layout: TextLayout,
) -> String {
    let header = [
        "scenario",
        "policy",
        "war %",
        "agreement %",
        "unilateral %",
        "calm %",
        "unresolved %",
        "minor clash % *",
    ];
    let rows: Vec<Vec<String>> = headlines.into_iter().map(row).collect();
    let mut lines = vec![layout.figures(&header, &rows, 2)];
    let method = "Shares of trials with 95% Clopper-Pearson intervals.  * ICB violence level 2 or more after the onset.";
    lines.push(layout.sentence(method));
    lines.push(layout.sentence(&format!("{} Not a forecast.", prior::sentence(scenarios))));
    lines.join("\n")
}

fn row(headline: &Headline) -> Vec<String> {
    let policy = match &headline.variant {
        Some(variant) => format!("{} {variant}", headline.policy),
        None => headline.policy.clone(),
    };
    let mut cells = vec![headline.scenario.clone(), policy];
    let outcomes = headline.outcomes.iter();
    cells.extend(outcomes.map(|(_, share)| percent(&share.estimate)));
    cells.push(percent(&headline.minor_clash));
    cells
}
