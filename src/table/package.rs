//! `datapackage.json`: the tables described for machines (Frictionless Data Package).

use super::dialect::Dialect;
use super::schema::{Schema, Type};
use serde_json::{Value, json};

/// Describes the tables of a folder.
pub fn describe(name: &str, title: &str, tables: &[&Schema], dialect: Dialect) -> Value {
    let resource = |schema: &&Schema| resource(schema, dialect);
    let resources: Vec<Value> = tables.iter().map(resource).collect();
    json!({
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": resources,
    })
}

fn resource(schema: &Schema, dialect: Dialect) -> Value {
    let fields: Vec<Value> = schema
        .columns
        .iter()
        .map(|column| {
            let mut field = json!({
                "name": column.name,
                "type": column.kind.to_string(),
                "description": column.doc,
            });
            if dialect.has_decimal_comma() && column.kind == Type::Number {
                field["decimalChar"] = json!(",");
            }
            if !column.unit.is_empty() {
                field["unit"] = json!(column.unit);
            }
            field
        })
        .collect();
    let encoding = if dialect == Dialect::Plain {
        "utf-8"
    } else {
        "utf-8-sig"
    };
    let mut described = json!({
        "profile": "tabular-data-resource",
        "name": schema.file.trim_end_matches(".csv"),
        "path": schema.file,
        "description": schema.doc,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": encoding,
        "schema": { "fields": fields, "missingValues": [""] },
    });
    if dialect.delimiter() != b',' {
        described["dialect"] = json!({ "delimiter": ";" });
    }
    described
}
