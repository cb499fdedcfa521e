//! What caused an outcome.

use super::averaged;
use super::enough;
use super::frequency::{Unit, capital, counted, listed, thousands};
use super::json::interval;
use super::prior;
use super::statement::{Figures, Statement};
use super::text::{percent, signed};
use crate::stats::Estimate;
use crate::stats::paired::Flips;
use crate::study::arms::Arm;
use crate::study::attribute::{Attribution, MECHANISMS, Part};
use crate::table::attribution::CAVEAT;
use serde_json::{Map, Value, json};

/// What each mechanism adds; `seed` is that of the draws.
pub fn attribution(arm: &Arm, found: &Attribution, seed: u64) -> Statement {
    let (scenario, policy) = (&arm.scenario.name, &arm.policy.name);
    let (label, trials) = (found.outcome.label(), counted(found.trials, "trial"));
    let [on, off] = [found.all_on(), found.all_off()].map(|estimate| percent(&estimate));
    let mut notes = vec![CAVEAT.to_owned()];
    let posterior = arm.drawn.as_ref().map(|drawn| &drawn.posterior);
    notes.extend(posterior.map(|posterior| averaged::note(posterior, found.trials)));
    if let Some(why) = prior::of(&arm.scenario, found.outcome) {
        notes.push(format!(
            "These are parts of a prior: {why}. Not a forecast."
        ));
    }
    Statement {
        sentences: sentences(found),
        figures: vec![Figures {
            title: format!(
                "{scenario}, {policy}: {label} in {on} % of {trials}; with every mechanism off in {off} %"
            ),
            ..figures(found)
        }],
        notes,
        cite: format!(
            "offramp {}, {scenario}: {label} under {policy}, {trials} under each of {} subsets of mechanisms, seed {seed}",
            env!("CARGO_PKG_VERSION"),
            found.bad.len()
        ),
        numbers: numbers(arm, found, seed),
    }
}

fn figures(found: &Attribution) -> Figures {
    let averaged = found.is_averaged();
    let header = [
        Some("mechanism"),
        Some("adds, points (Shapley) [95%]"),
        averaged.then_some("left open, points"),
        Some("of the total"),
        Some("vanish without it"),
        Some("stay"),
        Some("appear"),
    ];
    let row = |name: &str, part: &Part, flips: &Flips| {
        let cells = [
            Some(name.to_owned()),
            Some(signed(&part.value, found.outcome)),
            averaged.then(|| averaged::percents(part.open)),
            Some(
                part.share
                    .map_or_else(String::new, |s| format!("{:.0} %", 100.0 * s)),
            ),
            Some(flips.n10.to_string()),
            Some(flips.n11.to_string()),
            Some(flips.n01.to_string()),
        ];
        cells.into_iter().flatten().collect()
    };
    let parts = found.parts();
    let parts = parts.iter().zip(&found.flips).zip(MECHANISMS);
    let mut rows: Vec<Vec<String>> = parts
        .map(|((part, flips), mechanism)| row(mechanism.name(), part, flips))
        .collect();
    rows.push(row("all of them", &found.whole(), &found.total));
    Figures {
        title: String::new(),
        header: header.into_iter().flatten().map(str::to_owned).collect(),
        rows,
        keep: 1,
        wrapped: false,
    }
}

/// The numbers as the tables have them.
fn numbers(arm: &Arm, found: &Attribution, seed: u64) -> Map<String, Value> {
    let told = |part: &Part, flips: &Flips| {
        let mut value = interval(&part.value);
        if found.is_averaged() {
            value["posterior"] = averaged::json(part.open);
        }
        json!({
            "value": value,
            "of_total": part.share,
            "vanish": flips.n10,
            "stay": flips.n11,
            "appear": flips.n01,
        })
    };
    let parts = found.parts();
    let parts = parts.iter().zip(&found.flips).zip(MECHANISMS);
    let mechanisms: Map<String, Value> = parts
        .map(|((part, flips), mechanism)| (mechanism.name().to_owned(), told(part, flips)))
        .collect();
    let total = told(&found.whole(), &found.total);
    let numbers = [
        ("scenario", json!(arm.scenario.name)),
        ("policy", json!(arm.policy.name)),
        ("outcome", json!(found.outcome.name())),
        ("trials", json!(found.trials)),
        ("seed", json!(seed)),
        ("all_on", interval(&found.all_on())),
        ("all_off", interval(&found.all_off())),
        ("mechanisms", json!(mechanisms)),
        ("total", total),
    ];
    numbers
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// What an attribution found, and whether there were enough trials to say so.
fn sentences(found: &Attribution) -> Vec<String> {
    let [on, off] = [found.all_on(), found.all_off()].map(|x| x.value.unwrap_or_default());
    let unit = Unit::of(found.outcome, on);
    let share = |estimate: &Estimate| {
        let scaled =
            [estimate.value, estimate.low, estimate.high].map(|x| unit.scaled(x.unwrap_or(0.0)));
        let [value, low, high] = scaled;
        format!("{value:.1} ({low:.1} to {high:.1})")
    };
    let open = averaged::open(unit, found.open_all_on());
    let now = format!(
        "{} With every mechanism off, it is {}.",
        capital(&(unit.told(on, found.outcome) + &open + ".")),
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
    let mut sentences = vec![
        now,
        format!("Of the difference of {difference}, {what} (Shapley values, 95% intervals)."),
    ];
    let names = MECHANISMS.iter().map(|mechanism| mechanism.name());
    let named: Vec<(&str, Estimate)> = names.zip(parts.iter().map(|part| part.value)).collect();
    sentences.extend(enough::of_parts(&named, unit, &of));
    sentences
}
