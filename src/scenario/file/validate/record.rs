//! What the record says: `[observed]`, and `[cases]` of a template.

use super::fields::FieldReader;
use super::{Check, suggestion};
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::events::{Population, Quantity};
use crate::scenario::file::paths;
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::{Entry, KeyTable, Node, Value};
use crate::scenario::observed::{Form, Observed};
use crate::scenario::parameter::NumberKind;
use crate::scenario::template::{
    Believed, CaseColumns, CaseRule, CaseTest, Known, PRIORS, Prior, Shift, Summary, Template,
};

impl<'t> Check<'t> {
    /// What came of it, if the file says so.
    pub(super) fn observed(&mut self, missing: Place) -> Option<Observed> {
        self.tree.entry("observed")?;
        let fields = self.optional_section("observed", missing);
        let small = |number: Option<i64>| number.map(|number| number as u32);
        Some(Observed {
            violence: small(fields.whole(self, "violence")),
            days: small(fields.whole(self, "days")),
            form: fields
                .choice(self, "ending")
                .map(|chosen| Form::ALL[chosen]),
            trigger: fields.text(self, "trigger").unwrap_or_default(),
            source: fields.text(self, "source").unwrap_or_default(),
        })
    }

    /// How rows of a table become scenarios, if the file says so.
    pub(super) fn cases(&mut self, missing: Place) -> Option<Template> {
        let entry = self.tree.entry("cases")?;
        if !self.is_abstract {
            let message = "`cases` makes a template, which is no scenario by itself";
            let problem = Problem::new(Code::Inconsistent, entry.place, message);
            self.report(problem.help("write `abstract = true`, or leave `cases` out"));
        }
        let fields = self.optional_section("cases", missing);
        let mut column = |key| fields.text(self, key).unwrap_or_default();
        let mut columns = CaseColumns {
            case: column("case"),
            title: column("title"),
            trigger: column("trigger"),
            together: column("together"),
            violence: column("violence"),
            days: column("days"),
            ending: column("ending"),
            source: column("source"),
            fitted: column("fitted"),
            onset: Vec::new(),
        };
        let onset = fields.names(self, "onset");
        columns.onset = onset.into_iter().map(|(name, _)| name.into()).collect();
        for (key, text) in [("case", &columns.case), ("trigger", &columns.trigger)] {
            if text.is_empty() {
                self.needed(&fields, key);
            }
        }
        if !(1..=2).contains(&columns.onset.len()) {
            self.needed(&fields, "onset");
        }
        let rules = fields.table.entry("rule");
        let rules = rules.and_then(|entry| self.table(entry, "cases.rule"));
        let rules = rules.map_or(&[][..], |table| &table.entries);
        let rules = rules
            .iter()
            .filter_map(|entry| self.case_rule(entry))
            .collect();
        let priors = self.part(&fields, "prior");
        let priors = priors
            .iter()
            .filter_map(|entry| self.believed(entry))
            .collect();
        let patterns = self.part(&fields, "pattern");
        let patterns = patterns
            .iter()
            .filter_map(|entry| self.summary(entry))
            .collect();
        Some(Template {
            columns,
            rules,
            priors,
            patterns,
        })
    }

    fn summary(&mut self, entry: &'t Entry) -> Option<Summary> {
        let path = format!("cases.pattern.{}", entry.key);
        let table = self.table(entry, &path)?;
        let fields = FieldReader::new(self, section("cases-pattern"), &path, table, entry.place);
        fields.text(self, "source");
        let of_acts = || {
            Quantity::ALL
                .iter()
                .filter(|quantity| quantity.is_of_acts())
        };
        let quantity = of_acts().find(|quantity| quantity.name() == entry.key);
        if quantity.is_none() {
            let message = format!("`{}` is no pattern of acts that can be fitted", entry.key);
            let problem = Problem::new(Code::UnknownName, entry.place, message);
            let names = of_acts().map(|quantity| quantity.name());
            self.report(problem.help(suggestion(&entry.key, names)));
        }
        let said = ["record", "normal"].map(|key| table.get(key));
        let known = match said {
            [Some(_), None] => {
                let population = fields.choice(self, "record");
                population.map(|at| Known::Record(Population::ALL[at]))
            }
            [None, Some(node)] => {
                let found = pair(node).filter(|(_, sd)| *sd > 0.0);
                if found.is_none() {
                    self.wrong_type(&format!("{path}.normal"), node, "[figure, standard error]");
                }
                found.map(|(figure, error)| Known::Normal(figure, error))
            }
            _ => {
                let message = format!("`{path}` needs one of record, normal");
                self.report(Problem::new(Code::Inconsistent, entry.place, message));
                None
            }
        };
        Some(Summary {
            quantity: *quantity?,
            known: known?,
        })
    }

    fn believed(&mut self, entry: &'t Entry) -> Option<Believed> {
        let path = format!("cases.prior.\"{}\"", entry.key);
        let table = self.table(entry, &path)?;
        let fields = FieldReader::new(self, section("cases-prior"), &path, table, entry.place);
        fields.text(self, "source");
        let said: Vec<(usize, &Node)> = PRIORS
            .iter()
            .enumerate()
            .filter_map(|(kind, word)| Some((kind, table.get(word)?)))
            .collect();
        let [(kind, node)] = said.as_slice() else {
            let message = format!("`{path}` needs one of {}", PRIORS.join(", "));
            self.report(Problem::new(Code::Inconsistent, entry.place, message));
            return None;
        };
        let prior = pair(node).and_then(|(a, b)| {
            let within = |p: f64| p > 0.0 && p < 1.0;
            match kind {
                0 if b > 0.0 => Some(Prior::Normal(a, b)),
                1 if within(a) && b > 0.0 => Some(Prior::LogitNormal(a, b)),
                2 if a > 0.0 && b > 0.0 => Some(Prior::LogNormal(a, b)),
                3 if a < b => Some(Prior::Uniform(a, b)),
                _ => None,
            }
        });
        if prior.is_none() {
            let expected = [
                "[mean, standard deviation]",
                "[median between 0 and 1, standard deviation of the log-odds]",
                "[median above 0, standard deviation of the logarithm]",
                "[low, high]",
            ];
            self.wrong_type(&format!("{path}.{}", PRIORS[*kind]), node, expected[*kind]);
        }
        Some(Believed {
            path: entry.key.clone(),
            prior: prior?,
        })
    }

    /// A template is not extended to be whole: what is missing is missing.
    fn needed(&mut self, fields: &FieldReader<'t>, key: &str) {
        let message = format!("`{}` is missing", fields.path_of(key));
        self.report(Problem::new(Code::Missing, fields.place, message));
    }

    fn case_rule(&mut self, entry: &'t Entry) -> Option<CaseRule> {
        self.require_name(&entry.key, entry.place, "a rule");
        let path = format!("cases.rule.{}", entry.key);
        let table = self.table(entry, &path)?;
        let fields = FieldReader::new(self, section("cases-rule"), &path, table, entry.place);
        fields.text(self, "doc");
        let kind = fields.text(self, "kind");
        let when = self.part(&fields, "when");
        let when = when
            .iter()
            .filter_map(|entry| Some((entry.key.clone(), self.case_test(entry, &path)?)))
            .collect();
        let set = self.part(&fields, "set");
        let set = set
            .iter()
            .map(|entry| (entry.key.clone(), entry.node.value.clone()))
            .collect();
        let shift = self.part(&fields, "shift");
        let shift = shift
            .iter()
            .filter_map(|entry| self.case_shift(entry, &path))
            .collect();
        Some(CaseRule {
            name: entry.key.clone(),
            when,
            kind,
            set,
            shift,
        })
    }

    /// The entries of a table within a rule.
    fn part(&mut self, fields: &FieldReader<'t>, key: &str) -> &'t [Entry] {
        let Some(entry) = fields.table.entry(key) else {
            return &[];
        };
        let table: Option<&'t KeyTable> = self.table(entry, &fields.path_of(key));
        table.map_or(&[], |table| &table.entries)
    }

    fn case_test(&mut self, entry: &Entry, rule: &str) -> Option<CaseTest> {
        let path = format!("{rule}.when.\"{}\"", entry.key);
        let word = |node: &Node| match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Whole(number) => Some(number.to_string()),
            _ => None,
        };
        let number = |node: &Node| match node.value {
            Value::Whole(number) => Some(number as f64),
            Value::Real(number) if number.is_finite() => Some(number),
            _ => None,
        };
        let expected = "a word, a list of words, or { min = ..., max = ... }";
        let test = match &entry.node.value {
            Value::List(items) => {
                let words: Option<Vec<_>> = items.iter().map(word).collect();
                words.filter(|words| !words.is_empty()).map(CaseTest::OneOf)
            }
            Value::Table(table) => {
                let known = |entry: &Entry| ["min", "max"].contains(&entry.key.as_str());
                let end = |key, none| table.get(key).map_or(Some(none), number);
                let ends = (end("min", f64::NEG_INFINITY), end("max", f64::INFINITY));
                match ends {
                    (Some(low), Some(high))
                        if low <= high
                            && !table.entries.is_empty()
                            && table.entries.iter().all(known) =>
                    {
                        Some(CaseTest::Between(low, high))
                    }
                    _ => None,
                }
            }
            _ => word(&entry.node).map(|word| CaseTest::OneOf(vec![word])),
        };
        if test.is_none() {
            self.wrong_type(&path, &entry.node, expected);
        }
        test
    }

    fn case_shift(&mut self, entry: &Entry, rule: &str) -> Option<Shift> {
        let keys: Vec<_> = paths::split(&entry.key)
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        let row = paths::row(&keys);
        if row.is_none_or(|row| row.kind != NumberKind::Real) {
            let message = format!("`{}` names no parameter that can be shifted", entry.key);
            let problem = Problem::new(Code::UnknownName, entry.place, message);
            self.report(problem.help("write the path of a number, such as `law.resolve`"));
            return None;
        }
        let by = match entry.node.value {
            Value::Whole(number) => number as f64,
            Value::Real(number) => number,
            _ => f64::NAN,
        };
        if !by.is_finite() || by.abs() > super::super::structure::MOST_SHIFT {
            let path = format!("{rule}.shift.\"{}\"", entry.key);
            self.wrong_type(&path, &entry.node, "a number from -20 to 20");
            return None;
        }
        Some(Shift {
            path: entry.key.clone(),
            by,
        })
    }
}

/// Two finite numbers.
fn pair(node: &Node) -> Option<(f64, f64)> {
    let Value::List(items) = &node.value else {
        return None;
    };
    let number = |node: &Node| match node.value {
        Value::Whole(number) => Some(number as f64),
        Value::Real(number) if number.is_finite() => Some(number),
        _ => None,
    };
    match items.as_slice() {
        [a, b] => Some((number(a)?, number(b)?)),
        _ => None,
    }
}
