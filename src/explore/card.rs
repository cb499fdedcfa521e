//! What can be looked at: the shipped scenarios, and of one its policies and what can be moved.

use super::refusal::Refusal;
use super::state::Opened;
use crate::model::Mechanism;
use crate::scenario::file::catalog;
use crate::scenario::file::paths;
use crate::scenario::file::provenance::InForce;
use crate::scenario::parameter::{NumberKind, Parameter};
use crate::scenario::policy::Policy;
use crate::scenario::{Actor, Scenario, Uncertain};
use crate::stats::decision::Better;
use crate::study::measure::Measure;
use serde_json::{Value, json};

/// Parameters of what goes wrong, those that are asked for first in front.
const NOISE: [&str; 9] = [
    "message_loss",
    "misperception",
    "fails",
    "recovers",
    "overshoot",
    "unauthorised",
    "cut",
    "mediator_loss",
    "hostile_share",
];

/// The shipped scenarios and the measures.
///
/// # Errors
/// [`Refusal`] where a shipped scenario is invalid, which a test rules out.
pub fn catalog() -> Result<Value, Refusal> {
    let measure = |measure: Measure| {
        json!({
            "name": measure.name(),
            "label": measure.label(),
            "unit": measure.unit(),
            "better": match measure.better() {
                Better::Lower => "lower",
                Better::Higher => "higher",
            },
        })
    };
    let shipped = catalog::list()?.into_iter().map(|shipped| {
        let name = shipped.path.trim_end_matches(".toml").to_owned();
        json!({ "name": name, "title": shipped.title, "question": shipped.question })
    });
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenarios": shipped.collect::<Vec<_>>(),
        "measures": Measure::ALL.map(measure),
    }))
}

/// A scenario: who is in it, what may be done and what can be moved.
pub fn card(opened: &Opened) -> Value {
    let scenario = opened.scenario();
    let actor = |(place, actor): (usize, &Actor)| {
        json!({
            "name": actor.name,
            "label": actor.label,
            "party": actor.is_party(),
            "decides": scenario.deciders.contains(&place),
        })
    };
    let priors = Measure::ALL.into_iter().filter_map(|measure| {
        let why = scenario.priors.get(measure.name())?;
        Some((measure.name().to_owned(), Value::from(why)))
    });
    json!({
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "date": scenario.onset.to_string(),
        "trigger": scenario.trigger.label,
        "horizon": scenario.closing.horizon_days,
        "rungs": scenario.rungs.iter().map(|rung| &rung.label).collect::<Vec<_>>(),
        "actors": scenario.actors.iter().enumerate().map(actor).collect::<Vec<_>>(),
        "policies": scenario.policies.iter().map(|p| policy(scenario, p)).collect::<Vec<_>>(),
        "usual": opened.usual(),
        "switches": Mechanism::ALL.iter().filter_map(|&m| switch(scenario, m)).collect::<Vec<_>>(),
        "factors": factors(opened),
        "priors": priors.collect::<serde_json::Map<_, _>>(),
    })
}

fn policy(scenario: &Scenario, policy: &Policy) -> Value {
    let who = policy.overlays.iter().map(|(actor, _)| *actor);
    let names = who.clone().map(|actor| &scenario.actors[actor].name);
    json!({
        "name": policy.name,
        "description": policy.description,
        "who": names.collect::<Vec<_>>(),
        "others": who.clone().any(|actor| !scenario.deciders.contains(&actor)),
    })
}

/// What can be switched off as a whole, where it changes anything.
fn switch(scenario: &Scenario, mechanism: Mechanism) -> Option<Value> {
    let sets = mechanism.overrides(scenario)?;
    let doc = strum::EnumMessage::get_documentation(&mechanism).unwrap_or_default();
    let what = json!({ "name": mechanism.name(), "doc": doc, "sets": sets });
    (!sets.is_empty()).then_some(what)
}

/// What can be moved: what goes wrong, and then what the scenario says is uncertain.
fn factors(opened: &Opened) -> Vec<Value> {
    let numbers = opened.checked.numbers();
    let scenario = opened.scenario();
    let declared = |key: &str| {
        let mut ranges = scenario.uncertain.iter();
        ranges.find(|range| general(&range.path) == Some(key))
    };
    let noise = NOISE.into_iter().filter_map(|key| {
        let row = numbers.iter().find(|number| number.row.key == key)?.row;
        Some(factor("noise", row, key, declared(key), &numbers))
    });
    let unknown = scenario.uncertain.iter().filter_map(|range| {
        let noise = general(&range.path).is_some_and(|key| NOISE.contains(&key));
        let keys: Vec<String> = paths::split(&range.path)
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        let row = paths::row(&keys).filter(|_| !noise)?;
        Some(factor("unknown", row, &range.path, Some(range), &numbers))
    });
    noise.chain(unknown).collect()
}

/// The key of a path that reaches all who have it.
fn general(path: &str) -> Option<&str> {
    let key = path.rsplit('.').next()?;
    let whole = [
        key.to_owned(),
        format!("law.{key}"),
        format!("actor.*.{key}"),
    ];
    whole.iter().any(|whole| whole == path).then_some(key)
}

fn factor(
    group: &str,
    row: &Parameter,
    path: &str,
    declared: Option<&Uncertain>,
    numbers: &[InForce],
) -> Value {
    let (low, high) = match (declared, group) {
        // What goes wrong may be looked at over all that it can be.
        (Some(range), "unknown") => (range.low, range.high),
        _ => (row.low, row.high),
    };
    let [least, most] = in_force(path, row, numbers).map_or([None; 2], |ends| ends.map(Some));
    json!({
        "path": path,
        "key": row.key,
        "label": row.key.replace('_', " "),
        "unit": row.unit,
        "doc": row.doc,
        "source": declared.map_or("", |range| range.source.as_str()),
        "rests_on": row.rests_on(),
        "low": low,
        "high": high,
        // Those whom it reaches may differ.
        "value": least.filter(|_| least == most),
        "least": least,
        "most": most,
        "kind": match row.kind {
            NumberKind::Real => "real",
            NumberKind::Switch => "switch",
            NumberKind::Count | NumberKind::Rung => "count",
        },
        "group": group,
    })
}

/// The least and the greatest value that a path has among those whom it reaches.
fn in_force(path: &str, row: &Parameter, numbers: &[InForce]) -> Option<[f64; 2]> {
    let of_row = numbers.iter().filter(|number| number.row.key == row.key);
    let whose = path
        .strip_suffix(row.key)
        .and_then(|rest| rest.strip_suffix('.'));
    let whose = whose.and_then(|rest| Some(rest.split_once('.')?.1));
    let reached = of_row.filter(|number| whose.is_none_or(|of| of == "*" || number.whose == of));
    let values = reached.filter_map(|number| match number.value.as_str() {
        "true" => Some(1.0),
        "false" => Some(0.0),
        text => text.parse().ok(),
    });
    let values: Vec<f64> = values.collect();
    let least = values.iter().copied().reduce(f64::min)?;
    let most = values.iter().copied().reduce(f64::max)?;
    Some([least, most])
}
