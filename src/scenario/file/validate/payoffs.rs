//! `[payoff]`: what actors care about, each with its types and with the ranges of its weights.

use super::Check;
use super::fields::{FieldReader, bounded};
use crate::diagnostic::{Code, Problem};
use crate::scenario::file::paths;
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::Entry;
use crate::scenario::payoff::{MOST_WEIGHT, Payoff, TERMS, Term, Weight};

impl<'t> Check<'t> {
    /// By actor in the order of declaration: its own payoff, then its types.
    pub(super) fn payoffs(&mut self) -> Vec<Payoff> {
        let mut payoffs = Vec::new();
        for entry in self.named("payoff") {
            if let Some(actor) = self.find_actor(&entry.key, entry.place) {
                self.payoffs_of(entry, actor, &mut payoffs);
            }
        }
        self.weighed_ranges(&mut payoffs);
        payoffs
    }

    fn payoffs_of(&mut self, entry: &'t Entry, actor: usize, payoffs: &mut Vec<Payoff>) {
        let path = format!("payoff.{}", entry.key);
        let Some(table) = self.table(entry, &path) else {
            return;
        };
        let own = FieldReader::new(self, section("payoff"), &path, table, entry.place);
        payoffs.push(self.payoff(&own, actor, None));
        let types = own.table.entry("type");
        let path = own.path_of("type");
        let types = types.and_then(|types| self.table(types, &path));
        let types = types.map_or(&[] as &[Entry], |types| &types.entries);
        let written: Vec<String> = types
            .iter()
            .filter(|entry| !self.is_override(entry.place))
            .map(|entry| entry.key.clone())
            .collect();
        for entry in types {
            let path = format!("{path}.{}", entry.key);
            // An override weighs otherwise what there is: a word misspelt is no new type.
            if self.is_override(entry.place) {
                let of = &self.actors[actor];
                let message = format!("`{of}` has no type `{}`", entry.key);
                let problem = Problem::new(Code::UnknownName, entry.place, message);
                let help = super::suggestion(&entry.key, written.iter().map(String::as_str));
                self.report(problem.label("unknown type").help(help));
                continue;
            }
            self.require_name(&entry.key, entry.place, "a type");
            let Some(table) = self.table(entry, &path) else {
                continue;
            };
            let fields = FieldReader::new(self, section("payoff-type"), &path, table, entry.place);
            payoffs.push(self.payoff(&fields, actor, Some(entry.key.clone())));
        }
    }

    fn payoff(&mut self, fields: &FieldReader<'t>, actor: usize, kind: Option<String>) -> Payoff {
        let description = fields.text(self, "description").unwrap_or_default();
        let mut weights = Vec::new();
        let mut written = 0;
        for row in TERMS {
            let Some(entry) = fields.table.entry(row.key) else {
                continue;
            };
            written += 1;
            let path = fields.path_of(row.key);
            if row.parties_only && !self.is_party[actor] {
                let of = &self.actors[actor];
                let message = format!("`{path}` weighs what `{of}` does not have");
                let problem = Problem::new(Code::Inconsistent, entry.place, message);
                self.report(problem.label("a third party stands on no rung"));
            }
            let bounds = (-MOST_WEIGHT, MOST_WEIGHT);
            if let Some(value) = bounded(self, &path, &entry.node, false, bounds, row.unit) {
                weights.push(Weight {
                    term: row.term,
                    value,
                    range: None,
                });
            }
        }
        if written == 0 && !self.is_abstract {
            let message = format!("`{}` weighs nothing", fields.path);
            let problem = Problem::new(Code::Missing, fields.place, message).label("no weight");
            let help = "write a weight, such as `war = -100`; `offramp explain payoff` lists them";
            self.report(problem.help(help));
        }
        Payoff {
            actor,
            kind,
            description,
            weights,
        }
    }

    /// The ranges in `[uncertain]` that are of weights, put beside them: no trial depends on a weight, so
    /// they are none of the law's.
    fn weighed_ranges(&mut self, payoffs: &mut [Payoff]) {
        for entry in self.named("uncertain") {
            let keys: Vec<String> = paths::split(&entry.key)
                .into_iter()
                .map(|(key, _)| key)
                .collect();
            if is_of_a_payoff(&keys) {
                self.weighed_range(entry, &keys, payoffs);
            }
        }
    }

    fn weighed_range(&mut self, entry: &'t Entry, keys: &[String], payoffs: &mut [Payoff]) {
        let range = self.bounds(entry, None);
        let path: Vec<&str> = keys.iter().map(String::as_str).collect();
        let (whose, kind, key) = match path.as_slice() {
            ["payoff", actor, key] => (*actor, None, *key),
            ["payoff", actor, "type", kind, key] => (*actor, Some(*kind), *key),
            _ => {
                let message = format!("`{}` names no weight", entry.key);
                let problem = Problem::new(Code::UnknownKey, entry.place, message);
                let help = "write `payoff.<actor>.<term>` or `payoff.<actor>.type.<type>.<term>`, a weight each";
                return self.report(problem.label("no such weight").help(help));
            }
        };
        let Some(term) = Term::find(key) else {
            let message = format!("`{}` names no weight", entry.key);
            let problem = Problem::new(Code::UnknownKey, entry.place, message);
            let help = super::suggestion(key, TERMS.iter().map(|row| row.key));
            return self.report(problem.label("no such weight").help(help));
        };
        let Some(actor) = self.find_actor(whose, entry.place) else {
            return;
        };
        let of = |payoff: &&mut Payoff| payoff.actor == actor && payoff.kind.as_deref() == kind;
        let weight = payoffs.iter_mut().find(of).and_then(|payoff| {
            let mut weights = payoff.weights.iter_mut();
            weights.find(|weight| weight.term == term)
        });
        let Some(weight) = weight else {
            let there = self.tree.at(&path).is_some();
            if !self.is_abstract && !there {
                let message = format!("`{}` has a range and no value", entry.key);
                let problem = Problem::new(Code::UnknownName, entry.place, message);
                self.report(problem.label("no weight of that path is written"));
            }
            return;
        };
        let Some(range) = range else { return };
        let (low, high, value) = (range.low, range.high, weight.value);
        if low > high {
            let message = format!("the range of `{}` is upside down", entry.key);
            let problem = Problem::new(Code::Inconsistent, entry.node.place, message);
            return self.report(problem.label(format!("{high} is below {low}")));
        }
        if (low..=high).contains(&value) {
            // A range of one value says that it is known here, whatever a base says.
            weight.range = (low < high).then_some(range);
            return;
        }
        let present = self.tree.at(&path).map_or(entry.place, |node| node.place);
        if self.is_override(present) {
            let message = format!(
                "the range of `{}`, {low} to {high}, is set aside: it is {value} now",
                entry.key
            );
            let problem = Problem::new(Code::Inconsistent, present, message).warning();
            return self.report(problem.label("outside the range of what is not known"));
        }
        let message = format!(
            "the range of `{}` excludes its present value {value}",
            entry.key
        );
        let problem = Problem::new(Code::Inconsistent, entry.node.place, message).label("range");
        self.report(problem.related(present, "present value"));
    }
}

/// Whether the path of a range is one of a weight, and so no number of the law.
pub(super) fn is_of_a_payoff(keys: &[String]) -> bool {
    keys.first().is_some_and(|first| first == "payoff")
}
