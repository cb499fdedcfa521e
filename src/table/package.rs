//! `datapackage.json`: the tables described for machines (Frictionless Data Package).

use super::schema::Schema;
use serde_json::{Value, json};

/// Describes the tables of a folder.
pub fn describe(name: &str, title: &str, tables: &[&Schema]) -> Value {
    let resources: Vec<Value> = tables.iter().map(|schema| resource(schema)).collect();
    json!({
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": resources,
    })
}

fn resource(schema: &Schema) -> Value {
    let fields: Vec<Value> = schema
        .columns
        .iter()
        .map(|column| {
            let mut field = json!({
                "name": column.name,
                "type": column.kind.to_string(),
                "description": column.doc,
            });
            if !column.unit.is_empty() {
                field["unit"] = json!(column.unit);
            }
            field
        })
        .collect();
    json!({
        "profile": "tabular-data-resource",
        "name": schema.file.trim_end_matches(".csv"),
        "path": schema.file,
        "description": schema.doc,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": { "fields": fields, "missingValues": [""] },
    })
}
