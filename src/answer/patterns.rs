//! What theory expects, and what the model does.

use super::text::{TextLayout, signed};
use crate::study::patterns::ClaimFinding;

/// Every claim of some scenarios, by name, with what was measured over so many trials.
pub fn patterns(found: &[(&str, &[ClaimFinding])], trials: u64, layout: TextLayout) -> String {
    let mut lines = Vec::new();
    for (scenario, findings) in found {
        let mut shown = layout.table(&[scenario, "expected", "effect", "verdict"]);
        for finding in *findings {
            shown.add_row([
                &format!("{}\nSource: {}", finding.claim, finding.source),
                &format!("{} {}", finding.measure.label(), finding.expected.name()),
                &signed(&finding.effect, finding.measure),
                finding.verdict.name(),
            ]);
        }
        // Claims give way to a narrow terminal, figures do not.
        for column in shown.column_iter_mut().skip(1) {
            column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
        }
        lines.push(shown.to_string());
    }
    let effect = format!(
        "Effect: with the change minus without it, in points or days, paired, {trials} trials; intervals hold together at 99% per scenario."
    );
    lines.push(layout.sentence(&effect));
    let holds = "A claim that holds says that the model behaves as the theory does, not that the world does.";
    lines.push(layout.sentence(holds));
    lines.join("\n")
}
