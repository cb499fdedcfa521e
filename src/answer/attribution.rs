//! What caused an outcome.

use super::prior;
use super::text::{TextLayout, percent, signed};
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
    let mut lines = vec![
        layout.sentence(&title),
        layout.figures(&header, &rows, 1),
        layout.sentence(CAVEAT),
    ];
    if let Some(why) = prior::of(&arm.scenario, found.outcome) {
        let prior = format!("These are parts of a prior: {why}. Not a forecast.");
        lines.push(layout.sentence(&prior));
    }
    lines.join("\n")
}
