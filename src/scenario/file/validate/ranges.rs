//! `[uncertain]`: parameters whose value is not known, with their range.

use super::Check;
use super::fields::{FieldReader, bounded, parameter};
use crate::diagnostic::{Code, Place, Problem, nearest};
use crate::scenario::Uncertain;
use crate::scenario::file::paths;
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::{Entry, Node, Value};
use crate::scenario::parameter::{self, NumberKind, Parameter};

impl<'t> Check<'t> {
    /// The ranges, in order of declaration.
    pub(super) fn uncertain(&mut self) -> Vec<Uncertain> {
        let entries = self.named("uncertain");
        entries
            .iter()
            .filter_map(|entry| self.range(entry))
            .collect()
    }

    fn range(&mut self, entry: &'t Entry) -> Option<Uncertain> {
        let path = entry.key.as_str();
        let keys: Vec<_> = paths::split(path).into_iter().map(|(key, _)| key).collect();
        let row = self.uncertain_row(entry, &keys);
        let (low, high, source) = self.bounds(entry, row)?;
        let row = row?;
        if low > high {
            let place = upper_end(entry);
            let message = format!("the range of `{path}` is upside down");
            let problem = Problem::new(Code::Inconsistent, place, message);
            self.report(problem.label(format!("{high} is below {low}")));
            return None;
        }
        let reached = paths::reach(self.tree, &keys);
        let exist = |path: &Vec<String>| {
            let tables: Vec<_> = path[..path.len() - 1].iter().map(String::as_str).collect();
            ["law", "crisis"].contains(&tables[0]) || self.tree.at(&tables).is_some()
        };
        if reached.is_empty() || !reached.iter().all(exist) {
            let problem = Problem::new(
                Code::UnknownName,
                entry.place,
                format!("`{path}` names nothing in this scenario"),
            );
            if !self.is_abstract {
                self.report(problem.label("no such place"));
            }
            return None;
        }
        if keys.len() > 1 && keys[0] == "law" && !self.is_abstract {
            self.reaches_somebody(entry, row);
        }
        let mut holds = true;
        for place in &reached {
            holds &= self.contains_present(entry, row, place, (low, high));
        }
        if !holds {
            return None;
        }
        // A range of one value says that the value is known here, whatever a base says.
        (low < high).then(|| Uncertain {
            path: path.to_owned(),
            low,
            high,
            source,
        })
    }

    /// The parameter that a range is for.
    fn uncertain_row(&mut self, entry: &Entry, keys: &[String]) -> Option<&'static Parameter> {
        let path = &entry.key;
        let row = paths::row(keys);
        match row {
            Some(row) if row.kind == NumberKind::Switch => {
                let message = format!("`{path}` is true or false and has no range");
                self.report(Problem::new(Code::WrongType, entry.place, message));
                return None;
            }
            Some(_) => {}
            None => {
                let problem = Problem::new(
                    Code::UnknownKey,
                    entry.place,
                    format!("`{path}` names no parameter"),
                );
                let last = keys.last().map_or("", String::as_str);
                let help = match nearest(last, parameter::rows().map(|row| row.key)) {
                    Some(near) if near == last => format!("write `{}`", full_path(near)),
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write `law.<key>` or a full path such as `actor.north-korea.resolve`"
                        .to_owned(),
                };
                self.report(problem.label("no such parameter").help(help));
            }
        }
        row
    }

    /// `[low, high]` or a table with both.
    fn bounds(&mut self, entry: &'t Entry, row: Option<&Parameter>) -> Option<(f64, f64, String)> {
        let path = format!("uncertain.\"{}\"", entry.key);
        let whole = row.is_some_and(|row| row.kind.is_whole());
        let limits = row.map_or((-1e6, 1e6), |row| (row.low, row.high));
        let number = |check: &mut Self, node: &Node| {
            bounded(
                check,
                &path,
                node,
                whole,
                limits,
                row.map_or("", |row| row.unit),
            )
        };
        match &entry.node.value {
            Value::List(items) => {
                let [low, high] = items.as_slice() else {
                    self.wrong_type(&path, &entry.node, "a range [low, high]");
                    return None;
                };
                let (low, high) = (number(self, low), number(self, high));
                Some((low?, high?, String::new()))
            }
            Value::Table(table) => {
                let fields =
                    FieldReader::new(self, section("uncertain"), &path, table, entry.place);
                let [low, high] = ["low", "high"].map(|key| fields.get(self, key));
                let source = fields.text(self, "source").unwrap_or_default();
                let (low, high) = (
                    low.and_then(|node| number(self, node)),
                    high.and_then(|node| number(self, node)),
                );
                Some((low?, high?, source))
            }
            _ => {
                self.wrong_type(&path, &entry.node, "a range [low, high]");
                None
            }
        }
    }

    /// A range of the law that nobody inherits would be played and change nothing.
    fn reaches_somebody(&mut self, entry: &Entry, row: &'static Parameter) {
        if self.is_dead(row) {
            let message = format!("`{}` reaches nobody", entry.key);
            let problem = Problem::new(Code::Unused, entry.place, message)
                .label("everybody it belongs to has a value of their own");
            let key = row.key;
            self.report(problem.help(format!(
                "write `{key}`, which reaches every value there is of it"
            )));
        }
    }

    /// The value that is written now, or inherited, lies within its range. False where the range is
    /// set aside, because somebody overrode the value to another: that is what they asked for.
    fn contains_present(
        &mut self,
        entry: &Entry,
        row: &'static Parameter,
        path: &[String],
        (low, high): (f64, f64),
    ) -> bool {
        let keys: Vec<_> = path.iter().map(String::as_str).collect();
        let own = self.tree.at(&keys);
        if own.is_none() && path[0] == "law" && self.is_nobodys(row) {
            return true;
        }
        let silent = self.problems.len();
        let value = own.and_then(|node| parameter(self, "", node, row));
        // A wrong value has been reported where it is read.
        self.problems.truncate(silent);
        if own.is_some() && value.is_none() {
            return true;
        }
        let inherited = self.tree.at(&["law", row.key]);
        let written = own.or(inherited.filter(|_| path[0] != "crisis"));
        let value = value
            .or_else(|| self.law.get(row.key).copied())
            .unwrap_or(row.default);
        let is_outside = !(low..=high).contains(&value);
        if let Some(node) = written.filter(|node| is_outside && self.is_override(node.place)) {
            let message = format!(
                "the range of `{}`, {low} to {high}, is set aside: it is {value} now",
                entry.key
            );
            let problem = Problem::new(Code::Inconsistent, node.place, message).warning();
            self.report(problem.label("outside the range of what is not known"));
            return false;
        }
        if is_outside {
            let message = format!(
                "the range of `{}` excludes its present value {value}",
                entry.key
            );
            let problem =
                Problem::new(Code::Inconsistent, entry.node.place, message).label("range");
            self.report(match own {
                Some(node) => problem.related(node.place, "present value"),
                None => problem.help(format!(
                    "`{}` is {value} where nothing is written",
                    path.join(".")
                )),
            });
        }
        true
    }
}

/// Where the upper end of a range stands.
fn upper_end(entry: &Entry) -> Place {
    let node = match &entry.node.value {
        Value::List(items) => items.last(),
        Value::Table(table) => table.get("high"),
        _ => None,
    };
    node.unwrap_or(&entry.node).place
}

/// Where a parameter can be written for everybody.
fn full_path(key: &str) -> String {
    let row = parameter::rows().find(|row| row.key == key);
    if row.is_some_and(Parameter::inherits) {
        format!("law.{key}")
    } else {
        format!("crisis.{key}")
    }
}
