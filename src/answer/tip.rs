//! Where an answer tips along what is uncertain.

use super::frequency::{capital, counted, listed};
use super::prior;
use super::statement::{Figures, Statement};
use crate::exploration::factor::{Domain, Factor, Level};
use crate::exploration::map::Map;
use crate::exploration::tip::{Target, Tip, TipAsked};
use crate::scenario::Scenario;
use crate::stats::crossing::{Course, Part, Side, Status};
use crate::study::measure::Measure;
use serde_json::{Value, json};

/// Factors that have a sentence; of more, the table tells.
const TOLD: usize = 4;

/// Where the answer tips along each factor, nearest to the scenario first.
pub fn tips(
    scenario: &Scenario,
    asked: &TipAsked,
    (tips, map): (&[Tip], Option<&Map>),
    idle: &[String],
) -> Statement {
    let mut order: Vec<&Tip> = tips.iter().collect();
    let near = |tip: &Tip| tip.distance().unwrap_or(f64::INFINITY);
    // Of those that do not tip, those first that might.
    let might = |tip: &Tip| usize::from(matches!(tip.course, Course::Stays(_)));
    order.sort_by(|a, b| near(a).total_cmp(&near(b)).then(might(a).cmp(&might(b))));
    let mut sentences: Vec<String> = Vec::new();
    if tips.len() > 1 {
        sentences.push(ranked(asked, &order));
    }
    let few = order.iter().take(if tips.len() > TOLD { 1 } else { TOLD });
    sentences.extend(few.map(|tip| one(asked, tip)));
    sentences.extend(map.map(|map| over_both(asked, map)));
    let mut notes = vec![format!(
        "Each value was looked at with {}, the same luck everywhere. Brackets hold every value at which the two cannot be told apart at 95%: the tipping point is in them as often. That there is one is sure at 95% of all values of a parameter together; a curve that crosses twice between two neighbouring values of {} looked at is not seen to.",
        counted(asked.sample.trials, "trial"),
        crate::exploration::tip::SCAN,
    )];
    if !idle.is_empty() {
        notes.push(format!("{}: moves nothing here.", listed(idle)));
    }
    notes.push(format!("{} Not a forecast.", prior::sentence(&[scenario])));
    Statement {
        sentences,
        figures: vec![figures(asked, &order)],
        notes,
        cite: format!(
            "offramp {}, {}: {} along {}, {} each, seed {}",
            env!("CARGO_PKG_VERSION"),
            scenario.name,
            between(asked),
            counted(tips.len() as u64, "parameter"),
            counted(asked.sample.trials, "trial"),
            asked.sample.seed,
        ),
        numbers: [
            ("metric", json!(asked.measure.name())),
            ("policies", json!(asked.policies)),
            ("reaches", json!(asked.target.reaches())),
            (
                "tips",
                order.iter().map(|tip| numbers(asked, tip)).collect(),
            ),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect(),
    }
}

/// "firm against grit on minor clash"
fn between(asked: &TipAsked) -> String {
    let (label, policies) = (asked.measure.label(), &asked.policies);
    match asked.target {
        Target::Difference => format!("{} against {} on {label}", policies[0], policies[1]),
        Target::Reaches(value) => format!("{label} under {} at {value}", policies[0]),
    }
}

/// How much of a map each has.
fn over_both(asked: &TipAsked, map: &Map) -> String {
    let shares = map.shares();
    let percent = |share: f64| format!("{:.0}%", 100.0 * share);
    let [across, up] = &map.factors;
    let side =
        |side: Side, share: f64| format!("{} in {} of it", state(asked, side), percent(share));
    format!(
        "Over {} and {} together, a map of {} by {} values: {}, {}; in the other {} it cannot be told.",
        across.name,
        up.name,
        map.values[0].len(),
        map.values[1].len(),
        side(Side::Below, shares.below),
        side(Side::Above, shares.above),
        percent(1.0 - shares.below - shares.above),
    )
}

/// What tips, what might, and what does not, of several factors.
fn ranked(asked: &TipAsked, order: &[&Tip]) -> String {
    let names = |is: &dyn Fn(&Course) -> bool| -> Vec<&str> {
        let tips = order.iter().filter(|tip| is(&tip.course));
        tips.map(|tip| tip.factor.name.as_str()).collect()
    };
    let tipping = names(&|course| matches!(course, Course::Crosses(_)));
    let might = names(&|course| matches!(course, Course::Fades(..) | Course::Untold));
    let mut said = match tipping.as_slice() {
        [] => format!(
            "{}: no one of {} parameters, alone and over its range, surely turns it.",
            capital(&between(asked)),
            order.len()
        ),
        some => format!(
            "{}: turned by {} of {} parameters, alone and over their ranges: {}, nearest to the scenario's own value first.",
            capital(&between(asked)),
            some.len(),
            order.len(),
            listed(some)
        ),
    };
    if !might.is_empty() {
        let trials = counted(asked.sample.trials, "trial");
        said.extend([
            " With ",
            &trials,
            " it cannot be told of ",
            &listed(&might),
            ".",
        ]);
    }
    said
}

/// What one factor does.
fn one(asked: &TipAsked, tip: &Tip) -> String {
    let name = &tip.factor.name;
    let (low, high) = tip.range();
    let over = format!(
        "{} to {}",
        shown(&tip.factor, low),
        shown(&tip.factor, high)
    );
    let mut said = match &tip.course {
        Course::Crosses(crossings) => {
            let mut parts = Vec::new();
            let mut from: Option<String> = None;
            for crossing in crossings {
                let end = at(
                    &tip.factor,
                    crossing.root,
                    crossing.set.low,
                    crossing.set.high,
                );
                let held = match &from {
                    None => format!("as long as {name} is below {end}"),
                    Some(from) => format!("from {from} to {end}"),
                };
                parts.push(format!("{} {held}", state(asked, crossing.before)));
                from = Some(end);
            }
            let last = crossings.last().map(|of| of.before.other());
            let from = from.unwrap_or_default();
            if let Some(side) = last {
                let side = match asked.target {
                    Target::Difference => {
                        format!("{} does", asked.before(Some(side)).unwrap_or_default())
                    }
                    Target::Reaches(_) => format!("it is {}", side.name()),
                };
                parts.push(format!("above {} {side}", first_word(&from)));
            }
            format!("{}.", capital(&parts.join("; ")))
        }
        Course::Stays(side) => {
            format!(
                "{} wherever {name} lies from {over}.",
                capital(&state(asked, *side))
            )
        }
        Course::Fades(side, parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    format!(
                        "{} to {}",
                        shown(&tip.factor, part.low),
                        shown(&tip.factor, part.high)
                    )
                })
                .collect();
            format!(
                "{} wherever {name} lies from {over}, but from {} it cannot be told.",
                capital(&state(asked, *side)),
                listed(&parts)
            )
        }
        Course::Untold => format!(
            "{}: it cannot be told anywhere from {over} of {name}.",
            capital(&between(asked))
        ),
    };
    if let Some(default) = tip.default {
        said.extend([" The scenario has ", &shown(&tip.factor, default), "."]);
    }
    if let Domain::Parameter { range, .. } = &tip.factor.domain
        && !range.source.is_empty()
    {
        let source = range.source.trim_end_matches('.');
        said.extend([" Why it is uncertain: ", source, "."]);
    }
    said
}

/// "grit sees fewer minor clashes than firm"
fn state(asked: &TipAsked, side: Side) -> String {
    let measure = asked.measure;
    match asked.target {
        Target::Difference => {
            let better = asked.before(Some(side)).unwrap_or_default();
            let other = asked.policies.iter().find(|policy| *policy != better);
            let other = other.map_or("", String::as_str);
            let more = match measure {
                Measure::Days => "sees shorter crises".to_owned(),
                Measure::Agreement | Measure::Unilateral | Measure::Calm => {
                    format!("sees more crises end in {}", measure.label())
                }
                _ => format!("sees fewer crises with {}", article(measure)),
            };
            format!("{better} {more} than {other}")
        }
        Target::Reaches(value) => {
            let side = side.name();
            format!(
                "{} under {} is {side} {value}",
                measure.label(),
                asked.policies[0]
            )
        }
    }
}

fn article(measure: Measure) -> String {
    match measure {
        Measure::War => "a war".into(),
        Measure::Unresolved => "no end before the horizon".into(),
        _ => format!("a {}", measure.label()),
    }
}

/// "1.3 [1.2, 1.4]"
fn at(factor: &Factor, root: f64, low: f64, high: f64) -> String {
    let [root, low, high] = [root, low, high].map(|value| shown(factor, value));
    format!("{root} [{low}, {high}]")
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// A value with so many digits that a thousandth of the range shows.
fn shown(factor: &Factor, value: f64) -> String {
    let [low, high] = factor.ends().map(Level::number);
    let digits = libm::ceil(3.0 - libm::log10(high - low)).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn figures(asked: &TipAsked, order: &[&Tip]) -> Figures {
    let rows = order.iter().flat_map(|tip| {
        let (low, high) = tip.range();
        let of = |value: f64| shown(&tip.factor, value);
        tip.course.parts().into_iter().map(move |row: Part| {
            let set = row.set.map_or_else(String::new, |set| {
                format!("[{}, {}]", of(set.low), of(set.high))
            });
            let behind = match row.status {
                Status::Crosses => row.before.map(Side::other),
                _ => row.before,
            };
            vec![
                tip.factor.name.clone(),
                format!("{} to {}", of(low), of(high)),
                tip.default.map_or_else(String::new, of),
                row.status.name().to_owned(),
                row.root.map_or_else(String::new, of),
                set,
                asked.before(row.before).unwrap_or_default().to_owned(),
                asked.before(behind).unwrap_or_default().to_owned(),
            ]
        })
    });
    let better = match asked.target {
        Target::Difference => "better",
        Target::Reaches(_) => "it is",
    };
    Figures {
        title: format!(
            "{}: where it tips along each parameter",
            capital(&between(asked))
        ),
        header: vec![
            "parameter".into(),
            "range".into(),
            "scenario".into(),
            "status".into(),
            "tips at".into(),
            "95%".into(),
            format!("{better} below"),
            format!("{better} above"),
        ],
        rows: rows.collect(),
        keep: 1,
        wrapped: true,
    }
}

fn numbers(asked: &TipAsked, tip: &Tip) -> Value {
    let row = |row: Part| {
        json!({
            "status": row.status.name(),
            "root": row.root,
            "ci_low": row.set.map(|set| set.low),
            "ci_high": row.set.map(|set| set.high),
            "before": asked.before(row.before),
        })
    };
    let (low, high) = tip.range();
    json!({
        "parameter": tip.factor.name,
        "low": low,
        "high": high,
        "default": tip.default,
        "distance": tip.distance(),
        "rows": tip.course.parts().into_iter().map(row).collect::<Vec<_>>(),
    })
}
