//! How the crises of a batch ended.

use super::frequency::{Unit, endings};
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
    let headlines: Vec<&Headline> = headlines.into_iter().collect();
    let rows: Vec<Vec<String>> = headlines.iter().copied().map(row).collect();
    let told = scenarios.iter();
    let told = told.filter_map(|scenario| run_sentence(&scenario.name, &headlines));
    let mut lines: Vec<String> = told.map(|told| layout.sentence(&told)).collect();
    lines.push(layout.figures(&header, &rows, 2));
    let method = "Shares of trials with 95% Clopper-Pearson intervals.  * ICB violence level 2 or more after the onset.";
    lines.push(layout.sentence(method));
    lines.push(layout.sentence(&format!("{} Not a forecast.", prior::sentence(scenarios))));
    lines.join("\n")
}

/// How the crises of a scenario end, in a sentence; of several runs of it, where they lie apart.
pub fn run_sentence(name: &str, headlines: &[&Headline]) -> Option<String> {
    let of = headlines.iter().filter(|one| one.scenario == name);
    let of: Vec<&Headline> = of.copied().collect();
    let clashes = |one: &Headline| one.minor_clash.value.unwrap_or_default();
    if let [one] = of.as_slice() {
        let shares = one.outcomes.iter();
        let shares = shares.map(|(outcome, share)| (*outcome, share.estimate.value.unwrap_or(0.0)));
        let many = Unit::Of(100).whole(clashes(one));
        let see = if many == "1" { "sees" } else { "see" };
        return Some(format!(
            "Of 100 crises like {name} under {}, {}. Of the same 100, {many} {see} at least a minor clash.",
            one.policy,
            endings(shares)
        ));
    }
    let order = |a: &&&Headline, b: &&&Headline| clashes(a).total_cmp(&clashes(b));
    let [least, most] = [of.iter().min_by(order)?, of.iter().max_by(order)?];
    let unit = Unit::Of(100);
    let called = |one: &Headline| match &one.variant {
        Some(variant) => format!("{} with {variant}", one.policy),
        None => one.policy.clone(),
    };
    Some(format!(
        "Of 100 crises like {name}, at least a minor clash is seen by {} under {} and by {} under {}, the least and the most of {} runs.",
        unit.whole(clashes(least)),
        called(least),
        unit.whole(clashes(most)),
        called(most),
        of.len()
    ))
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
