//! What caused an outcome.

use super::frequency::{Unit, listed, thousands};
use super::prior;
use super::text::{TextLayout, percent, signed};
use crate::stats::Estimate;
use crate::study::arms::Arm;
use crate::study::attribute::{Attribution, MECHANISMS};
use crate::table::attribution::CAVEAT;

/// What each mechanism adds.
pub fn attribution(arm: &Arm, found: &Attribution, layout: TextLayout) -> String {
    let (label, n) = (found.outcome.label(), found.trials);
    let [on, off] = [found.all_on(), found.all_off()].map(|estimate| percent(&estimate));
    let title = format!(
        "{}, {}: {label} in {on} % of {n} trials; with every mechanism off in {off} %",
        arm.scenario.name, arm.policy.name
    );
    let header = [
        "mechanism",
        "adds, points (Shapley) [95%]",
        "of the total",
        "vanish without it",
        "stay",
        "appear",
    ];
    let mut rows = Vec::new();
    for (m, part) in found.parts().iter().enumerate() {
        let flips = found.flips[m];
        rows.push(vec![
            MECHANISMS[m].to_string(),
            signed(&part.value, found.outcome),
            part.share
                .map_or_else(String::new, |s| format!("{:.0} %", 100.0 * s)),
            flips.n10.to_string(),
            flips.n11.to_string(),
            flips.n01.to_string(),
        ]);
    }
    let total = found.total;
    rows.push(vec![
        "all of them".to_string(),
        signed(&found.difference(), found.outcome),
        String::new(),
        total.n10.to_string(),
        total.n11.to_string(),
        total.n01.to_string(),
    ]);
    let mut lines: Vec<String> = attribution_sentences(found)
        .iter()
        .map(|sentence| layout.sentence(sentence))
        .collect();
    lines.extend([
        layout.sentence(&title),
        layout.figures(&header, &rows, 1),
        layout.sentence(CAVEAT),
    ]);
    if let Some(why) = prior::of(&arm.scenario, found.outcome) {
        let prior = format!("These are parts of a prior: {why}. Not a forecast.");
        lines.push(layout.sentence(&prior));
    }
    lines.join("\n")
}

/// What an attribution found, in two sentences.
pub fn attribution_sentences(found: &Attribution) -> Vec<String> {
    let [on, off] = [found.all_on(), found.all_off()].map(|x| x.value.unwrap_or_default());
    let unit = Unit::of(found.outcome, on);
    let share = |estimate: &Estimate| {
        let scaled =
            [estimate.value, estimate.low, estimate.high].map(|x| unit.scaled(x.unwrap_or(0.0)));
        let [value, low, high] = scaled;
        format!("{value:.1} ({low:.1} to {high:.1})")
    };
    let now = format!(
        "{} With every mechanism off, it is {}.",
        capital(&(unit.told(on, found.outcome) + ".")),
        unit.whole(off)
    );
    let parts = found.parts();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let value = |m: usize| parts[m].value.value.unwrap_or_default();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    let adds = |m: usize| parts[m].value.low.is_some_and(|low| low > 0.0);
    let named: Vec<String> = order
        .into_iter()
        .filter(|&m| adds(m))
        .map(|m| format!("{} {}", MECHANISMS[m], share(&parts[m].value)))
        .collect();
    let what = match named.as_slice() {
        [] => "no mechanism can be told to add to it".to_owned(),
        _ => format!("what adds to it is {}", listed(&named)),
    };
    let of = match unit {
        Unit::Of(of) => format!(" in {}", thousands(of)),
        Unit::Days => " days".into(),
    };
    let difference = share(&found.difference()).replacen(" (", &format!("{of} ("), 1);
    vec![
        now,
        format!("Of the difference of {difference}, {what} (Shapley values, 95% intervals)."),
    ]
}

/// A sentence begins with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
