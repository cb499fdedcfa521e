//! Where every number that is in force comes from: the scenario itself, a base, `--set`, or a
//! default; and what it rests on.

use super::paths::{self, own_table};
use super::schema::default;
use super::tree::{Node, Tree, Value};
use crate::diagnostic::SourceId;
use crate::scenario::parameter::{self, Basis, Parameter};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// It stands in the scenario itself.
    Own,
    /// It stands in a file that the scenario extends, by the name that messages show.
    Inherited(String),
    /// It was given with the command.
    Override,
    /// Nobody wrote it.
    Default,
}

/// A number in force.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// What it is.
    pub row: &'static Parameter,
    /// Whose it is: an actor, a pair, a channel, an incident; empty of the crisis and its trigger.
    pub whose: String,
    /// The value, as a file would say it.
    pub value: String,
    /// Where it comes from.
    pub from: Provenance,
    /// The text it stands in and the byte where; none of a default.
    at: Option<(SourceId, usize)>,
    /// The line it stands in, counted from 1; none of a default.
    pub line: Option<usize>,
    /// What it rests on: of a default, what the table of parameters says; else what `[sources]` says
    /// of it by its key, if it does.
    pub rests_on: Vec<String>,
}

/// A scenario as it was written, and which of its texts is which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'t> {
    /// Merged with what it extends, overrides written in.
    pub tree: &'t Tree,
    /// The text itself; bases are others.
    pub own: SourceId,
    /// The first override: whatever follows is one too.
    pub overrides: SourceId,
}

/// Every number in force, in the order of the table of parameters.
pub(super) fn numbers(written: Written<'_>) -> Vec<InForce> {
    parameter::rows()
        .flat_map(|row| of_row(written, row))
        .collect()
}

fn of_row(of: Written<'_>, row: &'static Parameter) -> Vec<InForce> {
    let root = &of.tree.root;
    let holders = match row.scope {
        scope if scope.is_single() => vec![vec![own_table(scope).to_owned()]],
        _ => paths::holders(root, row),
    };
    let law = row.inherits().then(|| root.at(&["law", row.key])).flatten();
    let number = |holder: Vec<String>| {
        let mut path: Vec<&str> = holder.iter().map(String::as_str).collect();
        path.push(row.key);
        let written = root.at(&path).or(law);
        InForce {
            row,
            whose: holder[1..].join("."),
            value: written.map_or_else(|| default(row), text),
            from: written.map_or(Provenance::Default, |node| provenance(of, node)),
            at: written.map(|node| (node.place.source, node.place.start)),
            line: written.map(|node| of.tree.sources.line_column(node.place).0),
            rests_on: match written {
                None => vec![row.rests_on()],
                Some(_) => sources(of, row.key, &path.join(".")),
            },
        }
    };
    holders.into_iter().map(number).collect()
}

fn provenance(of: Written<'_>, node: &Node) -> Provenance {
    let source = node.place.source;
    if source == of.own {
        Provenance::Own
    } else if source >= of.overrides {
        Provenance::Override
    } else {
        Provenance::Inherited(of.tree.sources.name(source).to_owned())
    }
}

/// What `[sources]` says of a parameter: under its key or path, or in words that name it.
fn sources(of: Written<'_>, key: &str, path: &str) -> Vec<String> {
    let entries = of.tree.root.table("sources");
    let entries = entries.iter().flat_map(|table| &table.entries);
    let names = |text: &str| {
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| word == key)
    };
    let says = entries.filter_map(|entry| {
        let text = entry.node.text()?;
        (entry.key == key || entry.key == path || names(text)).then(|| text.to_owned())
    });
    says.collect()
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Switch(yes) => yes.to_string(),
        // A checked scenario has no such number.
        _ => String::new(),
    }
}

/// How many numbers are in force, and where they come from. A number that several inherit, from
/// `[law]` or as a default, is one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All of them.
    pub all: usize,
    /// Written in the scenario itself.
    pub own: usize,
    /// By the file name of the base, in order of the table of parameters.
    pub inherited: Vec<(String, usize)>,
    /// Given with the command.
    pub overridden: usize,
    /// Drawn from a posterior.
    #[serde(default, skip_serializing_if = "is_none")]
    pub drawn: usize,
    /// Defaults, by what they rest on.
    pub defaults: BTreeMap<Basis, usize>,
}

/// What is none is not written: most scenarios are played as they stand.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands it so
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Tally {
    /// The same of numbers, of which those that stand in these texts were drawn from a posterior and not
    /// given with the command.
    pub(super) fn with_drawn(mut self, numbers: &[InForce], texts: &BTreeSet<SourceId>) -> Self {
        let places = numbers
            .iter()
            .filter_map(|number| Some((number.row.key, number.at?)));
        let drawn: BTreeSet<_> = places
            .filter(|(_, (text, _))| texts.contains(text))
            .collect();
        self.overridden -= drawn.len();
        self.drawn += drawn.len();
        self
    }

    /// Of these numbers.
    pub fn of(numbers: &[InForce]) -> Self {
        let mut tally = Self::default();
        let mut seen = BTreeSet::new();
        for number in numbers {
            if !seen.insert((number.row.key, number.at)) {
                continue;
            }
            tally.all += 1;
            match &number.from {
                Provenance::Own => tally.own += 1,
                Provenance::Override => tally.overridden += 1,
                Provenance::Default => {
                    *tally.defaults.entry(number.row.basis()).or_default() += 1;
                }
                Provenance::Inherited(base) => {
                    // Where it lies differs from machine to machine.
                    let base = base.rsplit(['/', '\\', ':']).next().unwrap_or(base);
                    match tally.inherited.iter_mut().find(|(known, _)| known == base) {
                        Some((_, count)) => *count += 1,
                        None => tally.inherited.push((base.to_owned(), 1)),
                    }
                }
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    const BASE: &str = include_str!("../../../scenarios/exact/two-actors.toml");

    fn read(more: &str, sets: &[&str]) -> Vec<InForce> {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let text = format!("{more}\n{BASE}");
        parse("a", &text, &sets).expect("it is sound").numbers()
    }

    fn tally(numbers: &[InForce]) -> (usize, usize, usize) {
        let tally = Tally::of(numbers);
        let defaults: usize = tally.defaults.values().sum();
        let inherited: usize = tally.inherited.iter().map(|(_, n)| n).sum();
        assert_eq!(
            tally.all,
            tally.own + tally.overridden + defaults + inherited
        );
        (tally.own, tally.overridden, defaults)
    }

    #[test]
    fn an_override_takes_a_number_from_the_file_or_from_the_defaults() {
        let (own, none, defaults) = tally(&read("", &[]));
        assert!(own > 0 && defaults > 0);
        assert_eq!(none, 0);
        let (_, one, left) = tally(&read("", &["law.pressure_effect=0.5"]));
        assert_eq!((one, left), (1, defaults - 1));
    }

    #[test]
    fn what_the_sources_say_of_a_key_stands_beside_the_number() {
        let found = read("", &["crisis.calm_days=44"]);
        let calm = |number: &&InForce| number.row.key == "calm_days";
        let calm = found.iter().find(calm).expect("everybody has calm days");
        assert_eq!((calm.value.as_str(), calm.whose.as_str()), ("44", ""));
        assert_eq!((&calm.from, calm.line), (&Provenance::Override, Some(1)));
        assert!(calm.rests_on.is_empty());
    }
}
