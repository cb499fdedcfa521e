//! The JSON Schema (draft 2020-12) of scenario files, for completion and checks in editors.
//!
//! It is generated from the tables that check a file, so it cannot say anything else than they
//! do. It knows shapes, types and bounds; what refers to what only the full check knows. It
//! requires nothing, since what a file must have may stand in the file it extends.

use super::structure::{KeyRow, MOST_SHIFT, ROOT, Section, Takes, section};
use crate::scenario::act::Act;
use crate::scenario::feature::{FEATURES, FeatureRow};
use crate::scenario::parameter::{NumberKind, Parameter};
use crate::scenario::preset::{PRESETS, Setting};
use serde_json::{Map, Value, json};

const ID: &str = "urn:offramp:scenario:1";

const NAME: &str = "^[a-z0-9][a-z0-9_-]{0,63}$";

/// The schema of a scenario file.
pub fn schema() -> Value {
    let mut schema = table(&ROOT);
    let head = [
        (
            "$schema",
            json!("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("$id", json!(ID)),
        ("title", json!("offramp scenario, schema 1")),
    ];
    for (key, value) in head.into_iter().rev() {
        schema.shift_insert(0, key.to_owned(), value);
    }
    Value::Object(schema)
}

/// A section as an object that takes its own keys and no others.
fn table(section: &Section) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in section.keys {
        properties.insert(key.key.to_owned(), described(value(key), key.doc));
    }
    for row in section.rows() {
        properties.insert(row.key.to_owned(), parameter(row));
    }
    let mut object = object(section.doc, properties);
    match section.name {
        "policy" => {
            let overlay = Value::Object(table(self::section("overlay")));
            object.insert("additionalProperties".to_owned(), overlay);
        }
        "overlay" | "part" => settings(&mut object),
        _ => {}
    }
    object
}

fn object(doc: &str, properties: Map<String, Value>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("description".to_owned(), json!(doc));
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

/// Settings of every preset; which go with which preset only the full check tells apart.
fn settings(overlay: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = overlay.get_mut("properties") else {
        return;
    };
    for setting in PRESETS.iter().flat_map(|preset| preset.settings) {
        let users = PRESETS
            .iter()
            .filter(|preset| preset.settings.iter().any(|own| own.key == setting.key));
        let docs = users.flat_map(|preset| {
            let own = preset.settings.iter().filter(|own| own.key == setting.key);
            own.map(|own| format!("{}: {} ({})", preset.name, own.doc, own.unit))
        });
        let docs: Vec<_> = docs.collect();
        let properties = properties.entry(setting.key).or_insert_with(|| {
            // Presets may bound a setting of one name differently: the widest bounds hold here.
            let same = || {
                PRESETS
                    .iter()
                    .flat_map(|preset| preset.settings)
                    .filter(|own| own.key == setting.key)
            };
            let low = same().map(|own| own.low).fold(f64::INFINITY, f64::min);
            let high = same().map(|own| own.high).fold(f64::NEG_INFINITY, f64::max);
            setting_value(setting, low, high)
        });
        properties["description"] = json!(docs.join("\n"));
    }
}

fn setting_value(setting: &Setting, low: f64, high: f64) -> Value {
    let kind = if setting.kind.is_whole() {
        "integer"
    } else {
        "number"
    };
    let number = json!({ "type": kind, "minimum": low, "maximum": high });
    if setting.kind == NumberKind::Rung {
        json!({ "anyOf": [number, text()] })
    } else {
        number
    }
}

fn described(mut value: Value, doc: &str) -> Value {
    value["description"] = json!(doc);
    value
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn name() -> Value {
    json!({ "type": "string", "pattern": NAME })
}

/// Named tables, each such a section.
fn named(section: &str) -> Value {
    let inner = match section {
        "uncertain" => uncertain(),
        _ => Value::Object(table(self::section(section))),
    };
    // The paths of uncertain parameters are no names.
    if section == "uncertain" {
        return json!({ "type": "object", "additionalProperties": inner });
    }
    json!({ "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": inner })
}

fn uncertain() -> Value {
    let range =
        json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    let mut object = table(section("uncertain"));
    let either = json!([{ "required": ["low", "high"] }, { "required": ["levels"] }]);
    object.insert("anyOf".to_owned(), either);
    json!({ "anyOf": [range, object] })
}

fn value(key: &KeyRow) -> Value {
    match key.takes {
        Takes::Text => text(),
        Takes::Names => json!({ "type": "array", "items": name(), "uniqueItems": true }),
        Takes::Reference("rung") => json!({ "type": ["string", "integer"] }),
        Takes::Reference("preset") => {
            let choices = PRESETS
                .iter()
                .map(|preset| json!({ "const": preset.name, "description": preset.doc }));
            json!({ "oneOf": choices.collect::<Vec<_>>() })
        }
        Takes::Name | Takes::Reference(_) => name(),
        Takes::References(_) => {
            json!({ "type": ["string", "array"], "items": text(), "uniqueItems": true })
        }
        Takes::Paths => json!({ "type": "array", "items": text() }),
        Takes::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Takes::Switch => json!({ "type": "boolean" }),
        Takes::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Takes::Real(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
        Takes::Choice(words) => json!({ "enum": words }),
        Takes::Section(name) => Value::Object(table(section(name))),
        Takes::Named(name) => named(name),
        Takes::NamedTwice(name) => json!({
            "type": "object",
            "propertyNames": { "pattern": NAME },
            "additionalProperties": named(name),
        }),
        Takes::Texts => json!({ "type": "object", "additionalProperties": text() }),
        Takes::Conditions => conditions(),
        Takes::Shifts => shifts(),
        Takes::Pair => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })
        }
        Takes::RealList => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "uniqueItems": true })
        }
        Takes::Tests => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "integer", "array", "object"] } })
        }
        Takes::Values => json!({ "type": "object" }),
        Takes::Numbers => json!({ "type": "object", "additionalProperties": { "type": "number" } }),
    }
}

fn parameter(row: &Parameter) -> Value {
    let unit = if row.unit.is_empty() {
        String::new()
    } else {
        format!(" ({})", row.unit)
    };
    let doc = format!(
        "{}{unit} Default: {}. Source: {}",
        row.doc,
        default(row),
        row.rests_on()
    );
    let value = match row.kind {
        NumberKind::Switch => json!({ "type": "boolean", "default": row.default != 0.0 }),
        NumberKind::Real => {
            json!({ "type": "number", "minimum": row.low, "maximum": row.high, "default": row.default })
        }
        NumberKind::Count | NumberKind::Rung => {
            let [low, high, default] = [row.low, row.high, row.default].map(|number| number as i64);
            let number =
                json!({ "type": "integer", "minimum": low, "maximum": high, "default": default });
            if row.kind == NumberKind::Rung {
                json!({ "anyOf": [number, text()] })
            } else {
                number
            }
        }
    };
    described(value, &doc)
}

/// A parameter's default as a file would write it.
pub fn default(row: &Parameter) -> String {
    match row.kind {
        NumberKind::Switch => (row.default != 0.0).to_string(),
        NumberKind::Real | NumberKind::Count | NumberKind::Rung => row.default.to_string(),
    }
}

fn conditions() -> Value {
    let properties = FEATURES
        .iter()
        .map(|row| (row.key.to_owned(), described(condition(row), row.doc)));
    json!({ "type": "object", "properties": properties.collect::<Map<_, _>>(), "additionalProperties": false })
}

fn condition(row: &FeatureRow) -> Value {
    let mut ways = vec![json!({ "type": "integer", "minimum": row.low, "maximum": row.high })];
    if row.is_switch() {
        ways.push(json!({ "type": "boolean" }));
    }
    if row.is_rung() {
        ways.push(text());
    } else if !row.words.is_empty() {
        ways.push(json!({ "enum": row.words }));
    }
    let one = json!({ "anyOf": ways.clone() });
    ways.push(json!({
        "type": "object",
        "properties": { "min": one.clone(), "max": one },
        "additionalProperties": false,
    }));
    json!({ "anyOf": ways })
}

fn shifts() -> Value {
    let shift = json!({ "type": "number", "minimum": -MOST_SHIFT, "maximum": MOST_SHIFT });
    json!({
        "type": "object",
        "properties": { Act::Escalate.name(): shift.clone(), Act::Negotiate.name(): shift },
        "additionalProperties": false,
    })
}
