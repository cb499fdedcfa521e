//! `[uncertain]`: parameters whose value is not known, with their range.

use super::Check;
use super::fields::{FieldReader, bounded, parameter};
use super::payoffs::is_of_a_payoff;
use crate::diagnostic::{Code, Place, Problem, nearest};
use crate::scenario::Uncertain;
use crate::scenario::distribution::{DISTRIBUTIONS, Distribution};
use crate::scenario::file::paths;
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::{Entry, Node, Value};
use crate::scenario::parameter::{self, NumberKind, Parameter};

impl<'t> Check<'t> {
    /// The ranges of parameters, in order of declaration. Those of weights stand beside the weights.
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
        if is_of_a_payoff(&keys) {
            return None;
        }
        let row = self.uncertain_row(entry, &keys);
        let range = self.bounds(entry, row)?;
        let (row, low, high) = (row?, range.low, range.high);
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
        (low < high).then_some(range)
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

    /// `[low, high]`, or a table with both or with levels.
    pub(super) fn bounds(
        &mut self,
        entry: &'t Entry,
        row: Option<&Parameter>,
    ) -> Option<Uncertain> {
        let path = format!("uncertain.\"{}\"", entry.key);
        let range = |low, high| Uncertain {
            path: entry.key.clone(),
            low,
            high,
            distribution: Distribution::Uniform,
            source: String::new(),
        };
        match &entry.node.value {
            Value::List(items) => {
                let [low, high] = items.as_slice() else {
                    self.wrong_type(&path, &entry.node, "a range [low, high]");
                    return None;
                };
                let number = |check: &mut Self, node| of_row(check, &path, node, row);
                let (low, high) = (number(self, low), number(self, high));
                Some(range(low?, high?))
            }
            Value::Table(table) => {
                let fields =
                    FieldReader::new(self, section("uncertain"), &path, table, entry.place);
                let source = fields.text(self, "source").unwrap_or_default();
                let found = if table.get("levels").is_some() {
                    self.levels(&fields, row)
                } else {
                    self.ends(&fields, row)
                };
                let (low, high, distribution) = found?;
                Some(Uncertain {
                    distribution,
                    source,
                    ..range(low, high)
                })
            }
            _ => {
                self.wrong_type(&path, &entry.node, "a range [low, high]");
                None
            }
        }
    }

    /// Both ends, and what lies how often between them.
    fn ends(
        &mut self,
        fields: &FieldReader<'t>,
        row: Option<&Parameter>,
    ) -> Option<(f64, f64, Distribution)> {
        let [low, high] = ["low", "high"].map(|key| {
            let Some(node) = fields.get(self, key) else {
                self.missing(fields.place, &format!("`{}`", fields.path_of(key)));
                return None;
            };
            of_row(self, &fields.path_of(key), node, row)
        });
        let named = fields.choice(self, "distribution");
        if fields.table.get("distribution").is_some() {
            named?;
        }
        let word = DISTRIBUTIONS[named.unwrap_or(0)];
        for (key, of) in [("mode", "triangular"), ("shape", "beta")] {
            let there = fields.table.entry(key);
            match there {
                Some(entry) if word != of => {
                    let message = format!("`{}` belongs to `{of}`", fields.path_of(key));
                    let problem = Problem::new(Code::Inconsistent, entry.place, message);
                    self.report(problem.help(format!("write `distribution = \"{of}\"`")));
                }
                None if word == of => {
                    self.missing(fields.place, &format!("`{}`", fields.path_of(key)));
                }
                _ => {}
            }
        }
        let (low, high) = (low?, high?);
        let distribution = match word {
            "log_uniform" => {
                if low <= 0.0 {
                    let place = fields.place_of("low");
                    let message = "a log_uniform range must begin above 0";
                    let problem = Problem::new(Code::OutOfBounds, place, message);
                    self.report(problem.label("it has no logarithm"));
                }
                Distribution::LogUniform
            }
            "triangular" => {
                let mode = of_row(
                    self,
                    &fields.path_of("mode"),
                    fields.table.get("mode")?,
                    row,
                )?;
                if !(low..=high).contains(&mode) && low <= high {
                    let message = format!("the mode {mode} lies outside {low} to {high}");
                    let place = fields.place_of("mode");
                    self.report(Problem::new(Code::Inconsistent, place, message));
                }
                Distribution::Triangular { mode }
            }
            "beta" => Distribution::Beta {
                shape: self.shape(fields)?,
            },
            _ => Distribution::Uniform,
        };
        Some((low, high, distribution))
    }

    /// The two shapes of a beta distribution.
    fn shape(&mut self, fields: &FieldReader<'t>) -> Option<(f64, f64)> {
        let (path, node) = (fields.path_of("shape"), fields.table.get("shape")?);
        let Value::List(items) = &node.value else {
            self.wrong_type(&path, node, "two numbers");
            return None;
        };
        let [a, b] = items.as_slice() else {
            self.wrong_type(&path, node, "two numbers");
            return None;
        };
        let [a, b] = [a, b].map(|item| bounded(self, &path, item, false, SHAPES, ""));
        Some((a?, b?))
    }

    /// Values in place of a range, in ascending order.
    fn levels(
        &mut self,
        fields: &FieldReader<'t>,
        row: Option<&Parameter>,
    ) -> Option<(f64, f64, Distribution)> {
        for key in ["low", "high", "distribution", "mode", "shape"] {
            if let Some(entry) = fields.table.entry(key) {
                let message = format!("`{}` has levels, and no `{key}`", fields.path);
                let problem = Problem::new(Code::Inconsistent, entry.place, message);
                self.report(problem.help("levels stand in place of a range"));
            }
        }
        let (path, node) = (fields.path_of("levels"), fields.table.get("levels")?);
        let Value::List(items) = &node.value else {
            self.wrong_type(&path, node, "a list of numbers");
            return None;
        };
        let number = |item| of_row(self, &path, item, row);
        let found: Vec<Option<f64>> = items.iter().map(number).collect();
        let mut levels: Vec<f64> = found.into_iter().collect::<Option<_>>()?;
        levels.sort_by(f64::total_cmp);
        if let Some([twice, ..]) = levels.windows(2).find(|pair| pair[0] >= pair[1]) {
            let message = format!("`{path}` has {twice} twice");
            self.report(Problem::new(Code::Duplicate, node.place, message));
        }
        let (Some(&low), Some(&high)) = (levels.first(), levels.last()) else {
            self.wrong_type(&path, node, "a list of numbers");
            return None;
        };
        Some((low, high, Distribution::Levels(levels)))
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

/// What the shapes of a beta distribution may be.
const SHAPES: (f64, f64) = (0.01, 1000.0);

/// A value of a parameter; of anything where nothing is known of it.
fn of_row(check: &mut Check<'_>, path: &str, node: &Node, row: Option<&Parameter>) -> Option<f64> {
    let whole = row.is_some_and(|row| row.kind.is_whole());
    let limits = row.map_or((-1e6, 1e6), |row| (row.low, row.high));
    bounded(
        check,
        path,
        node,
        whole,
        limits,
        row.map_or("", |row| row.unit),
    )
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

#[cfg(test)]
mod tests {
    use crate::scenario::distribution::Distribution;
    use crate::scenario::file::flatten::flatten;
    use crate::scenario::file::starter::starter;
    use crate::scenario::{ReadError, Uncertain, parse};

    /// The starter with other ranges.
    fn read(ranges: &str) -> Result<Vec<Uncertain>, ReadError> {
        let text = starter("mine");
        let (head, _) = text.split_once("[uncertain]").unwrap();
        let text = format!("{head}[uncertain]\n{ranges}");
        let scenario = parse("mine.toml", text.as_str(), &[])?.scenario;
        let again = parse("mine.toml", flatten(&scenario).as_str(), &[]).unwrap();
        assert_eq!(again.scenario.uncertain, scenario.uncertain);
        Ok(scenario.uncertain)
    }

    fn refused(ranges: &str) -> Vec<String> {
        match read(ranges) {
            Err(ReadError::Invalid(problems)) => {
                let told = problems.list.into_iter();
                told.map(|problem| problem.message).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_distribution_is_read_and_written_out() {
        let found = read(
            "\"law.deterrence\" = [-3, 3]\n\
             \"law.exploitation\" = { low = -3, high = 3, distribution = \"uniform\" }\n\
             \"law.fear\" = { low = 0.01, high = 8, distribution = \"log_uniform\", source = \"w\" }\n\
             \"message_loss\" = { low = 0, high = 1, distribution = \"triangular\", mode = 0.2 }\n\
             \"law.misperception\" = { low = 0, high = 1, distribution = \"beta\", shape = [2, 5] }\n\
             \"crisis.horizon_days\" = { levels = [360, 90, 180] }\n",
        );
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        let distributions: Vec<&Distribution> = found.iter().map(|r| &r.distribution).collect();
        assert_eq!(
            distributions,
            [
                &Distribution::Uniform,
                &Distribution::Uniform,
                &Distribution::LogUniform,
                &Distribution::Triangular { mode: 0.2 },
                &Distribution::Beta { shape: (2.0, 5.0) },
                &Distribution::Levels(vec![90.0, 180.0, 360.0]),
            ]
        );
        assert!((found[5].low - 90.0).abs() + (found[5].high - 360.0).abs() < 1e-12);
    }

    #[test]
    fn all_that_is_wrong_with_distributions_is_said_at_once() {
        let said = refused(
            "\"law.fear\" = { low = 0, high = 8, distribution = \"log_uniform\" }\n\
             \"law.deterrence\" = { low = -3, high = 3, distribution = \"triangular\" }\n\
             \"law.exploitation\" = { low = -3, high = 3, distribution = \"triangular\", mode = 4 }\n\
             \"law.message_loss\" = { low = 0, high = 1, distribution = \"beta\", shape = [0, 1] }\n\
             \"law.misperception\" = { low = 0, high = 1, distribution = \"beat\" }\n\
             \"law.hold\" = { low = 0, high = 1, mode = 0.5 }\n\
             \"law.climb\" = { levels = [0.5, 0.5] }\n\
             \"law.resolve\" = { levels = [0], low = -9 }\n",
        );
        println!("{}", said.join("\n"));
        for what in [
            "must begin above 0",
            "`uncertain.\"law.deterrence\".mode` is missing",
            "the mode 4 lies outside -3 to 3",
            "`uncertain.\"law.message_loss\".shape` is 0, out of bounds",
            "cannot be `beat`",
            "`uncertain.\"law.hold\".mode` belongs to `triangular`",
            "has 0.5 twice",
            "has levels, and no `low`",
        ] {
            let is_said = said.iter().any(|said| said.contains(what));
            assert!(is_said, "{what} not in {}", said.join("\n"));
        }
    }
}
