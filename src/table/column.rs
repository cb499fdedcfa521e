//! What a column is.

use std::fmt;

/// What a column holds, in the words of Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Words.
    String,
    /// A whole number.
    Integer,
    /// A real number.
    Number,
    /// A calendar date, ISO 8601.
    Date,
    /// `true` or `false`.
    Boolean,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Date => "date",
            Type::Boolean => "boolean",
        })
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its header.
    pub name: String,
    /// What it holds.
    pub kind: Type,
    /// Its unit, where it has one.
    pub unit: String,
    /// What it means.
    pub doc: String,
}

/// A column from its parts.
pub fn column(
    name: impl Into<String>,
    kind: Type,
    unit: &str,
    doc: impl Into<String>,
) -> TableColumn {
    TableColumn {
        name: name.into(),
        kind,
        unit: unit.into(),
        doc: doc.into(),
    }
}
