//! One table of the file, read key by key against its section: unknown keys are reported when it
//! is opened, wrong values when they are asked for.

use super::{Check, as_switch, suggestion};
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::file::structure::{Section, Takes};
use crate::scenario::file::tree::{KeyTable, Node, Value};
use crate::scenario::parameter::{NumberKind, Parameter};
use jiff::civil::Date;

/// A table and what may be written in it.
pub(super) struct FieldReader<'t> {
    section: &'static Section,
    pub path: String,
    pub table: &'t KeyTable,
    /// Where the table's name stands: where to point for what is missing in it.
    pub place: Place,
}

impl<'t> FieldReader<'t> {
    /// Opens a table and reports its unknown keys.
    pub fn new(
        check: &mut Check<'_>,
        section: &'static Section,
        path: &str,
        table: &'t KeyTable,
        place: Place,
    ) -> Self {
        Self::with_more(check, section, path, table, place, &[])
    }

    /// A table whose keys were gone through already.
    pub fn unopened(
        section: &'static Section,
        path: &str,
        table: &'t KeyTable,
        place: Place,
    ) -> Self {
        Self {
            section,
            path: path.to_owned(),
            table,
            place,
        }
    }

    /// Opens a table in which some more words are known.
    pub fn with_more(
        check: &mut Check<'_>,
        section: &'static Section,
        path: &str,
        table: &'t KeyTable,
        place: Place,
        more: &[&'static str],
    ) -> Self {
        let known: Vec<_> = section.words().chain(more.iter().copied()).collect();
        let fields = Self::unopened(section, path, table, place);
        for entry in &table.entries {
            if !known.contains(&entry.key.as_str()) {
                let at = fields.path_of(&entry.key);
                check.unknown_key(&at, entry, known.iter().copied());
            }
        }
        fields
    }

    /// The full path of a key.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Where a value stands, or the table if it is not there.
    pub fn place_of(&self, key: &str) -> Place {
        self.table.get(key).map_or(self.place, |node| node.place)
    }

    /// A value by its key; reported if it is required and not there.
    pub fn get(&self, check: &mut Check<'_>, key: &str) -> Option<&'t Node> {
        let row = self
            .section
            .key(key)
            .expect("invariant: only keys of the section are asked for");
        let node = self.table.get(key);
        if node.is_none() && row.required {
            check.missing(self.place, &format!("`{}`", self.path_of(key)));
        }
        node
    }

    pub fn text(&self, check: &mut Check<'_>, key: &str) -> Option<String> {
        let node = self.get(check, key)?;
        line(check, node, &self.path_of(key))
    }

    /// A label; the name of the thing if there is none.
    pub fn label(&self, check: &mut Check<'_>, name: &str) -> String {
        self.text(check, "label").unwrap_or_else(|| name.to_owned())
    }

    pub fn switch(&self, check: &mut Check<'_>, key: &str) -> Option<bool> {
        let node = self.get(check, key)?;
        let switch = as_switch(&node.value);
        if switch.is_none() {
            check.wrong_type(&self.path_of(key), node, "true or false");
        }
        switch
    }

    pub fn date(&self, check: &mut Check<'_>, key: &str) -> Option<Date> {
        let node = self.get(check, key)?;
        let date = match &node.value {
            Value::Date(date) => Some(*date),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        if date.is_none() {
            check.wrong_type(&self.path_of(key), node, "a date such as 2020-06-16");
        }
        date
    }

    pub fn whole(&self, check: &mut Check<'_>, key: &str) -> Option<i64> {
        let node = self.get(check, key)?;
        let Some(Takes::Whole(low, high)) = self.section.key(key).map(|key| key.takes) else {
            return None;
        };
        match whole(&node.value) {
            Some(number) if (low..=high).contains(&number) => Some(number),
            Some(_) => {
                out_of_bounds(
                    check,
                    &self.path_of(key),
                    node,
                    &format!("{low}"),
                    &format!("{high}"),
                    "",
                );
                None
            }
            None => {
                not_whole(check, &self.path_of(key), node);
                None
            }
        }
    }

    pub fn real(&self, check: &mut Check<'_>, key: &str) -> Option<f64> {
        let node = self.get(check, key)?;
        let Some(Takes::Real(low, high)) = self.section.key(key).map(|key| key.takes) else {
            return None;
        };
        bounded(check, &self.path_of(key), node, false, (low, high), "")
    }

    /// One of the words that the key takes, by its position.
    pub fn choice(&self, check: &mut Check<'_>, key: &str) -> Option<usize> {
        let node = self.get(check, key)?;
        let Some(Takes::Choice(words)) = self.section.key(key).map(|key| key.takes) else {
            return None;
        };
        let Some(text) = node.text() else {
            check.wrong_type(&self.path_of(key), node, "a string");
            return None;
        };
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let message = format!("`{}` cannot be `{text}`", self.path_of(key));
            let problem = Problem::new(Code::UnknownName, node.place, message);
            check.report(problem.help(suggestion(text, words.iter().copied())));
        }
        found
    }

    pub fn actor(&self, check: &mut Check<'_>, key: &str) -> Option<usize> {
        let node = self.get(check, key)?;
        let Some(text) = node.text() else {
            check.wrong_type(&self.path_of(key), node, "the name of an actor");
            return None;
        };
        check.find_actor(text, node.place)
    }

    /// A rung by name or number; war only where it is allowed.
    pub fn rung(&self, check: &mut Check<'_>, key: &str, war: bool) -> Option<usize> {
        let node = self.get(check, key)?;
        let rung = rung(check, node, &self.path_of(key))?;
        if rung + 1 == check.rungs.len() && !war {
            let message = format!(
                "`{}` cannot be war, which ends the crisis",
                self.path_of(key)
            );
            check.report(
                Problem::new(Code::OutOfBounds, node.place, message).label("the last rung"),
            );
            return None;
        }
        Some(rung)
    }

    /// A list of strings, each once, with their places; or one string if the key takes either.
    pub fn names(&self, check: &mut Check<'_>, key: &str) -> Vec<(&'t str, Place)> {
        let Some(node) = self.get(check, key) else {
            return Vec::new();
        };
        let path = self.path_of(key);
        let either = matches!(
            self.section.key(key).map(|key| key.takes),
            Some(Takes::References(_))
        );
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) if either => std::slice::from_ref(node),
            _ => {
                check.wrong_type(&path, node, "a list of names");
                return Vec::new();
            }
        };
        let mut names: Vec<(&str, Place)> = Vec::new();
        for item in items {
            let Some(name) = item.text() else {
                check.wrong_type(&path, item, "names");
                continue;
            };
            if let Some((_, first)) = names.iter().find(|(known, _)| *known == name) {
                let problem = Problem::new(
                    Code::Duplicate,
                    item.place,
                    format!("`{path}` has `{name}` twice"),
                );
                check.report(problem.label("again here").related(*first, "first here"));
                continue;
            }
            names.push((name, item.place));
        }
        names
    }

    /// The value of a parameter, if the table has it and it is right.
    pub fn number(&self, check: &mut Check<'_>, row: &'static Parameter) -> Option<f64> {
        let node = self.table.get(row.key)?;
        parameter(check, &self.path_of(row.key), node, row)
    }
}

/// The number a parameter's value stands for, if it is right.
pub(super) fn parameter(
    check: &mut Check<'_>,
    path: &str,
    node: &Node,
    row: &Parameter,
) -> Option<f64> {
    match row.kind {
        NumberKind::Switch => {
            let switch = as_switch(&node.value);
            if switch.is_none() {
                check.wrong_type(path, node, "true or false");
            }
            switch.map(|on| f64::from(u8::from(on)))
        }
        NumberKind::Real => bounded(check, path, node, false, (row.low, row.high), row.unit),
        NumberKind::Rung => rung(check, node, path).map(|rung| rung as f64),
        NumberKind::Count => bounded(check, path, node, true, (row.low, row.high), row.unit),
    }
}

/// A number within bounds.
pub(super) fn bounded(
    check: &mut Check<'_>,
    path: &str,
    node: &Node,
    must_be_whole: bool,
    (low, high): (f64, f64),
    unit: &str,
) -> Option<f64> {
    let number = match node.value {
        Value::Whole(number) => number as f64,
        // A number too large to be whole is shown as out of bounds, not as of the wrong type.
        Value::Real(number) if !must_be_whole || number.fract() == 0.0 || !number.is_finite() => {
            number
        }
        _ if must_be_whole => {
            not_whole(check, path, node);
            return None;
        }
        _ => {
            check.wrong_type(path, node, "a number");
            return None;
        }
    };
    if !(low..=high).contains(&number) {
        out_of_bounds(check, path, node, &low.to_string(), &high.to_string(), unit);
        return None;
    }
    Some(number)
}

fn out_of_bounds(
    check: &mut Check<'_>,
    path: &str,
    node: &Node,
    low: &str,
    high: &str,
    unit: &str,
) {
    let found = match node.value {
        Value::Whole(number) => number.to_string(),
        // 1e308, and not its 309 digits.
        Value::Real(number) if number.abs() >= 1e15 => format!("{number:e}"),
        Value::Real(number) => number.to_string(),
        _ => String::new(),
    };
    let problem = Problem::new(
        Code::OutOfBounds,
        node.place,
        format!("`{path}` is {found}, out of bounds"),
    );
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" ({unit})")
    };
    let range = if low == high {
        format!("must be {low}{unit}")
    } else {
        format!("must lie between {low} and {high}{unit}")
    };
    check.report(problem.label(range));
}

/// A whole number, however it is spelt: 180 or 180.0.
fn whole(value: &Value) -> Option<i64> {
    match *value {
        Value::Whole(number) => Some(number),
        Value::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(number as i64),
        _ => None,
    }
}

/// What is no whole number, with the number that it is.
fn not_whole(check: &mut Check<'_>, path: &str, node: &Node) {
    let Value::Real(number) = node.value else {
        return check.wrong_type(path, node, "a whole number");
    };
    let message = format!("`{path}` takes a whole number, not {number}");
    let problem = Problem::new(Code::WrongType, node.place, message);
    check.report(problem.label("expected a whole number"));
}

/// A rung by name or number.
pub(super) fn rung(check: &mut Check<'_>, node: &Node, path: &str) -> Option<usize> {
    match (&node.value, whole(&node.value)) {
        (Value::Text(name), _) => check.find_rung(name, node.place),
        (_, Some(number)) => {
            let count = check.rungs.len();
            let rung = usize::try_from(number).ok().filter(|rung| *rung < count);
            if rung.is_none() && count > 0 {
                out_of_bounds(check, path, node, "0", &(count - 1).to_string(), "rung");
            }
            rung
        }
        _ => {
            check.wrong_type(path, node, "the name or number of a rung");
            None
        }
    }
}

/// Whether a character is not seen, but changes what is: a control character, or one that turns
/// the direction of text, so that what is shown is not what is written.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A line of text.
pub(super) fn line(check: &mut Check<'_>, node: &Node, path: &str) -> Option<String> {
    let Some(text) = node.text() else {
        check.wrong_type(path, node, "a string");
        return None;
    };
    if text.trim().is_empty() || text.chars().any(is_hidden) {
        let message = format!(
            "`{path}` must be one line of text, not empty, without control characters or any that turn its direction"
        );
        check.report(Problem::new(Code::BadName, node.place, message));
        return None;
    }
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_direction_of_text_is_hidden() {
        assert!("a\u{202e}b".chars().any(is_hidden) && "\u{2069}".chars().any(is_hidden));
        assert!(!"Käsong – 개성, e\u{301}".chars().any(is_hidden));
    }
}
