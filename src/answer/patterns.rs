//! What theory expects, and what the model does.

use super::frequency::{counted, listed};
use super::json::interval;
use super::statement::{Figures, Statement};
use super::text::signed;
use crate::study::patterns::{ClaimFinding, ClaimVerdict};
use crate::study::run::Sample;
use serde_json::{Map, Value, json};

/// Every claim of some scenarios, by name, with what was measured over so many trials.
pub fn patterns(found: &[(&str, &[ClaimFinding])], sample: Sample) -> Statement {
    let trials = counted(sample.trials, "paired trial");
    let sentences = found.iter();
    let sentences = sentences.flat_map(|(scenario, findings)| told(scenario, findings, &trials));
    let effect = format!(
        "Effect: with the change minus without it, in points or days, {trials}; intervals hold together at 99% per scenario."
    );
    let holds = "A claim that holds says that the model behaves as the theory does, not that the world does.";
    let names: Vec<&str> = found.iter().map(|(scenario, _)| *scenario).collect();
    let claims = found.first().map_or(0, |(_, findings)| findings.len());
    let rows = found.iter();
    let rows = rows
        .flat_map(|(scenario, findings)| findings.iter().map(|finding| numbers(scenario, finding)));
    let numbers = [
        ("trials", json!(sample.trials)),
        ("seed", json!(sample.seed)),
        ("patterns", json!(rows.collect::<Vec<_>>())),
    ];
    Statement {
        sentences: sentences.collect(),
        figures: found.iter().map(figures).collect(),
        notes: vec![effect, holds.into()],
        cite: format!(
            "offramp {}, {}: {claims} patterns in {trials} each, seed {}",
            env!("CARGO_PKG_VERSION"),
            listed(&names),
            sample.seed
        ),
        numbers: Map::from_iter(numbers.map(|(name, value)| (name.to_owned(), value))),
    }
}

/// How many patterns hold in a scenario, and which do not.
fn told(scenario: &str, findings: &[ClaimFinding], trials: &str) -> Vec<String> {
    let with = |verdict: ClaimVerdict| -> Vec<&str> {
        let of = findings.iter().filter(|finding| finding.verdict == verdict);
        of.map(|finding| finding.claim).collect()
    };
    let hold = with(ClaimVerdict::Holds).len();
    let verb = if hold == 1 { "holds" } else { "hold" };
    let held = format!(
        "In {scenario}, {hold} of the {} patterns that theory expects {verb} in {trials} each.",
        findings.len()
    );
    let others = [
        (ClaimVerdict::Fails, "fails", "fail"),
        (ClaimVerdict::Undecided, "cannot be told", "cannot be told"),
    ];
    let others = others.into_iter().filter_map(|(verdict, one, many)| {
        let claims = with(verdict);
        let verb = if claims.len() == 1 { one } else { many };
        let told = format!("{} {verb}: {}.", claims.len(), claims.join("; "));
        (!claims.is_empty()).then_some(told)
    });
    std::iter::once(held).chain(others).collect()
}

fn figures((scenario, findings): &(&str, &[ClaimFinding])) -> Figures {
    let row = |finding: &ClaimFinding| {
        vec![
            format!("{}\nSource: {}", finding.claim, finding.source),
            format!("{} {}", finding.measure.label(), finding.expected.name()),
            signed(&finding.effect, finding.measure),
            finding.verdict.name().to_owned(),
        ]
    };
    let header = [scenario, "expected", "effect", "verdict"];
    Figures {
        title: String::new(),
        header: header.map(str::to_owned).to_vec(),
        rows: findings.iter().map(row).collect(),
        keep: 1,
        wrapped: true,
    }
}

/// The numbers of a claim as the table has them.
fn numbers(scenario: &str, finding: &ClaimFinding) -> Value {
    let [without, with] = finding.values;
    json!({
        "scenario": scenario,
        "claim": finding.claim,
        "source": finding.source,
        "metric": finding.measure.name(),
        "expected": finding.expected.name(),
        "without": without,
        "with": with,
        "effect": interval(&finding.effect),
        "verdict": finding.verdict.name(),
    })
}
