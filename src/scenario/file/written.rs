//! A merged scenario as one text: what it extended is in it, no default and no override is. What an
//! override reaches depends on what is written, so this, and not the flattened text, is what worlds
//! are read from again.

use super::flatten::quoted;
use super::tree::{KeyTable, Value};
use std::fmt::{self, Write};

/// The table as TOML, comments left out. It reads back to the same keys and values in the same
/// order.
pub fn text(table: &KeyTable) -> String {
    let mut text = String::new();
    section(&mut text, "", table);
    text
}

/// A table under its header. A value cannot follow a header of another table, so tables that stand
/// before a value are written in one line.
fn section(text: &mut String, path: &str, table: &KeyTable) {
    if !path.is_empty() {
        line(text, format_args!("\n[{path}]"));
    }
    let last = table
        .entries
        .iter()
        .rposition(|entry| entry.node.table().is_none());
    let (lines, sections) = table.entries.split_at(last.map_or(0, |last| last + 1));
    for entry in lines {
        let (key, value) = (key(&entry.key), value(&entry.node.value));
        line(text, format_args!("{key} = {value}"));
    }
    for entry in sections {
        let path = match path {
            "" => key(&entry.key),
            _ => format!("{path}.{}", key(&entry.key)),
        };
        if let Value::Table(table) = &entry.node.value {
            section(text, &path, table);
        }
    }
}

fn line(text: &mut String, line: fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("invariant: a string takes every write");
}

fn key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn value(value: &Value) -> toml::Value {
    match value {
        Value::Text(text) => toml::Value::String(text.clone()),
        Value::Whole(number) => toml::Value::Integer(*number),
        Value::Real(number) => toml::Value::Float(*number),
        Value::Switch(switch) => toml::Value::Boolean(*switch),
        Value::Date(date) => moment(&date.to_string()),
        Value::Moment(text) => moment(text),
        Value::List(items) => {
            let items = items.iter().map(|item| self::value(&item.value));
            toml::Value::Array(items.collect())
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries = entries.map(|entry| (entry.key.clone(), self::value(&entry.node.value)));
            toml::Value::Table(entries.collect())
        }
    }
}

fn moment(text: &str) -> toml::Value {
    let moment = text.parse().expect("invariant: it was read from TOML");
    toml::Value::Datetime(moment)
}
