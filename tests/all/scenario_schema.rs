//! The JSON Schema says what the tables say, and takes what is shipped.

use offramp::scenario::file::schema::schema;
use offramp::scenario::file::starter;
use offramp::scenario::file::tree::{KeyTable, Node, Value as Written};
use offramp::scenario::parameter::{self, NumberKind, Scope};
use offramp::scenario::preset::PRESETS;
use offramp::scenario::{ReadError, library, parse};
use serde_json::Value;

/// Whether a value fits a schema: the keywords that ours uses, and no others.
fn fits(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    for (keyword, says) in schema.as_object().ok_or("a schema is an object")? {
        let list = || says.as_array().into_iter().flatten();
        let fine = match keyword.as_str() {
            // `properties` are gone through below; that names are names is left to the full check.
            "$schema" | "$id" | "title" | "description" | "default" | "properties" | "pattern"
            | "propertyNames" => true,
            "type" => list()
                .chain(Some(says))
                .any(|kind| is(value, kind.as_str().unwrap_or_default())),
            "enum" => list().any(|choice| choice == value),
            "const" => says == value,
            "minimum" => value
                .as_f64()
                .zip(says.as_f64())
                .is_none_or(|(value, low)| value >= low),
            "maximum" => value
                .as_f64()
                .zip(says.as_f64())
                .is_none_or(|(value, high)| value <= high),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= says.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 <= says.as_u64().unwrap()),
            "uniqueItems" => value
                .as_array()
                .is_none_or(|items| (1..items.len()).all(|at| !items[..at].contains(&items[at]))),
            "required" => list().all(|key| value.get(key.as_str().unwrap()).is_some()),
            "items" => value
                .as_array()
                .into_iter()
                .flatten()
                .all(|item| fits(says, item, path).is_ok()),
            "anyOf" | "oneOf" => list().any(|way| fits(way, value, path).is_ok()),
            "additionalProperties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    let at = format!("{path}.{key}");
                    match schema["properties"].get(key) {
                        Some(known) => fits(known, inner, &at)?,
                        None if says == &Value::Bool(false) => {
                            return Err(format!("{at} is not known"));
                        }
                        None => fits(says, inner, &at)?,
                    }
                }
                true
            }
            other => return Err(format!("unexpected keyword {other}")),
        };
        if !fine {
            return Err(format!("{path} = {value} against {keyword} {says}"));
        }
    }
    Ok(())
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    }
}

fn json(table: &KeyTable) -> Value {
    table
        .entries
        .iter()
        .map(|entry| (entry.key.clone(), value(&entry.node)))
        .collect()
}

fn value(node: &Node) -> Value {
    match &node.value {
        Written::Text(text) | Written::Moment(text) => text.as_str().into(),
        Written::Whole(number) => (*number).into(),
        Written::Real(number) => (*number).into(),
        Written::Switch(on) => (*on).into(),
        Written::Date(date) => date.to_string().into(),
        Written::List(items) => items.iter().map(value).collect(),
        Written::Table(table) => json(table),
    }
}

#[test]
fn what_is_shipped_fits_and_what_is_wrong_does_not() {
    let schema = schema();
    let texts = library::paths()
        .into_iter()
        .filter_map(|path| Some((path, library::text(path)?.to_owned())));
    for (path, text) in texts.chain([("starter", starter::starter("mine"))]) {
        match parse("mine.toml", &text, &[]) {
            Ok(checked) => fits(&schema, &json(&checked.tree.root), path).unwrap(),
            Err(ReadError::Abstract { .. }) => {}
            // Files in a folder of their own reach their base by another path.
            Err(error) => assert!(path.contains('/'), "{error}"),
        }
    }
    let sound = json(
        &parse("mine.toml", &starter::starter("mine"), &[])
            .unwrap()
            .tree
            .root,
    );
    for (path, wrong) in [
        ("/law/misperception", Value::from("much")),
        ("/law/misperception", 1.5.into()),
        ("/crisis/horizon_days", 0.into()),
        ("/actor/red/kind", "partie".into()),
        ("/policy/blue-restraint/blue/preset", "maximum".into()),
        ("/uncertain/law.deterrence", Value::from(vec![1.0])),
        ("/trigger", serde_json::json!({ "actr": "red" })),
        (
            "/policy/hold-below-clash/blue/rule/hold-fire/when",
            serde_json::json!({ "rung": 1 }),
        ),
    ] {
        let mut broken = sound.clone();
        *broken.pointer_mut(path).unwrap() = wrong;
        assert!(fits(&schema, &broken, "").is_err(), "{path}");
    }
}

#[test]
fn every_parameter_stands_where_it_may_be_written_with_its_bounds() {
    let schema = schema();
    for row in parameter::rows() {
        let own = match row.scope {
            Scope::Crisis => "/properties/crisis",
            Scope::Actor | Scope::Party | Scope::ThirdParty => {
                "/properties/actor/additionalProperties"
            }
            Scope::Pair => "/properties/pair/additionalProperties",
            Scope::Channel => "/properties/channel/additionalProperties/additionalProperties",
            Scope::Incident => "/properties/incident/additionalProperties",
            Scope::Trigger => "/properties/trigger",
        };
        let law = row.inherits().then_some("/properties/law");
        for place in [Some(own), law].into_iter().flatten() {
            let property = schema.pointer(&format!("{place}/properties/{}", row.key));
            let property = property.unwrap_or_else(|| panic!("{place} has no {}", row.key));
            assert!(
                property["description"]
                    .as_str()
                    .unwrap()
                    .starts_with(row.doc)
            );
            let number = property.pointer("/anyOf/0").unwrap_or(property);
            if row.kind != NumberKind::Switch {
                let bounds =
                    ["minimum", "maximum"].map(|key| number[key].as_f64().unwrap().to_bits());
                assert_eq!(
                    bounds,
                    [row.low.to_bits(), row.high.to_bits()],
                    "{}",
                    row.key
                );
            }
        }
    }
}

#[test]
fn every_preset_can_be_completed_with_its_settings() {
    let schema = schema();
    let overlay = "/properties/policy/additionalProperties/additionalProperties/properties";
    let choices = schema
        .pointer(&format!("{overlay}/preset/oneOf"))
        .unwrap()
        .as_array()
        .unwrap();
    let names: Vec<_> = choices
        .iter()
        .map(|choice| choice["const"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>()
    );
    for setting in PRESETS.iter().flat_map(|preset| preset.settings) {
        let property = schema
            .pointer(&format!("{overlay}/{}", setting.key))
            .unwrap();
        assert!(
            property["description"]
                .as_str()
                .unwrap()
                .contains(setting.doc)
        );
    }
}
