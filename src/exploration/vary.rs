//! `--vary PATH=LOW:HIGH`: what shall vary, read from the words of a command line.

use super::factor::{Domain, Factor, POLICY, SCENARIO, is_whole};
use super::space::Base;
use crate::diagnostic::{Code, Place, Problem, SourceId, Sources, nearest};
use crate::scenario::distribution::Distribution;
use crate::scenario::file::paths;
use crate::scenario::parameter::{self, NumberKind, Parameter};
use crate::scenario::{Scenario, Uncertain};
use std::ops::Range;

/// The most levels of a range.
const MOST_LEVELS: usize = 100_000;

/// What is being read: problems point into its texts.
pub(super) struct Reading<'b> {
    pub bases: &'b [Base],
    pub option: &'static str,
    pub sources: Sources,
    pub problems: Vec<Problem>,
}

/// A part of a text, without space around it.
#[derive(Clone, Copy)]
pub(super) struct Word<'t> {
    pub text: &'t str,
    pub place: Place,
}

impl<'t> Word<'t> {
    pub fn new(source: SourceId, whole: &'t str, span: Range<usize>) -> Self {
        let text = whole[span.clone()].trim();
        let start = span.start + whole[span].find(text).unwrap_or(0);
        // What is empty is pointed at by what follows.
        let end = (start + text.len()).max(start + 1);
        Self {
            text,
            place: Place::new(source, start..end),
        }
    }
}

/// The parts of a span of a text between separators.
fn parts(source: SourceId, text: &str, span: Range<usize>, by: char) -> Vec<Word<'_>> {
    let mut start = span.start;
    let part = |part: &str| {
        let own = start..start + part.len();
        start = own.end + by.len_utf8();
        Word::new(source, text, own)
    };
    text[span].split(by).map(part).collect()
}

/// The row of a path, if it is that of a parameter.
pub(super) fn row(path: &str) -> Option<&'static Parameter> {
    let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
    paths::row(&keys)
}

impl Reading<'_> {
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The scenario that ranges and names are read off: the first.
    fn first(&self) -> &Scenario {
        &self.bases[0].scenario
    }

    /// What one text says shall vary, with where it says so.
    pub fn factor(&mut self, text: &str) -> Option<(Factor, Place)> {
        let source = self.sources.add(self.option, text);
        let (path, value) = match text.find('=') {
            Some(at) => (0..at, Some(at + 1..text.len())),
            None => (0..text.len(), None),
        };
        let name = Word::new(source, text, path);
        let values = value.map(|span| {
            let by = if text[span.clone()].contains(':') {
                ':'
            } else {
                ','
            };
            (by, parts(source, text, span, by))
        });
        let domain = match (name.text, values) {
            (SCENARIO, _) => {
                let problem =
                    Problem::new(Code::Override, name.place, "scenarios are not varied so");
                self.report(problem.help("name several: `offramp sweep ONE OTHER --vary ...`"));
                return None;
            }
            (POLICY, Some((_, words))) => Domain::Choice(self.policies(&words)?),
            (POLICY, None) => {
                let problem = Problem::new(Code::Missing, name.place, "no policies are named");
                self.report(problem.help("write `policy=A,B`"));
                return None;
            }
            (_, None) => self.declared(name)?,
            (_, Some((by, words))) => {
                let row = self.row(name)?;
                let distribution = match by {
                    ':' => self.range(row, &words, text)?,
                    _ => self.levels(row, &words)?,
                };
                parameter(name.text, row, distribution)
            }
        };
        let name = name.text.to_owned();
        Some((
            Factor {
                name,
                domain,
                drawn: false,
            },
            Place::new(source, 0..text.len()),
        ))
    }

    /// The parameter that a word names.
    pub fn row(&mut self, name: Word) -> Option<&'static Parameter> {
        if let Some(row) = row(name.text) {
            return Some(row);
        }
        let message = format!("`{}` names no parameter", name.text);
        let problem = Problem::new(Code::UnknownName, name.place, message);
        let known = self.first().uncertain.iter();
        let known = known.map(|range| range.path.clone()).chain([POLICY.into()]);
        // The same path with the nearest key at its end.
        let (table, last) = name.text.rsplit_once('.').unwrap_or(("", name.text));
        let near = nearest(last, parameter::rows().map(|row| row.key)).map(|key| match table {
            "" => key.to_owned(),
            table => format!("{table}.{key}"),
        });
        let near = near.filter(|path| self::row(path).is_some());
        let known: Vec<String> = known.chain(near).collect();
        let help = if name.text.starts_with("policy.") {
            "policies are varied whole, by name: `policy=A,B`".to_owned()
        } else if name.text.starts_with("payoff.") {
            "a payoff moves no trial; `offramp game` reads it".to_owned()
        } else {
            match nearest(name.text, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `law.<key>` or a full path such as `actor.north-korea.resolve`; `offramp parameters` lists them".to_owned(),
            }
        };
        self.report(problem.label("no such parameter").help(help));
        None
    }

    /// What the scenario says that a parameter may be.
    fn declared(&mut self, name: Word) -> Option<Domain> {
        let row = self.row(name)?;
        let mut ranges = self.first().uncertain.iter();
        if let Some(range) = ranges.find(|range| range.path == name.text) {
            let range = range.clone();
            return Some(Domain::Parameter { row, range });
        }
        let message = format!("`{}` has no range in [uncertain]", name.text);
        let problem = Problem::new(Code::Missing, name.place, message);
        let (path, low, high) = (name.text, row.low, row.high);
        self.report(problem.help(format!(
            "write `{path}=LOW:HIGH`, within {low} to {high}, or `{path}=A,B,C`"
        )));
        None
    }

    /// Policies by name, each once and in every scenario.
    pub fn policies(&mut self, words: &[Word]) -> Option<Vec<String>> {
        let known = self.problems.len();
        for (at, word) in words.iter().enumerate() {
            for base in self.bases {
                let scenario = &base.scenario;
                if scenario.policy(word.text).is_some() {
                    continue;
                }
                let message = format!("{} has no policy `{}`", scenario.name, word.text);
                let problem = Problem::new(Code::UnknownName, word.place, message);
                let names = scenario.policies.iter().map(|policy| policy.name.as_str());
                self.problems.push(match nearest(word.text, names.clone()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => {
                        problem.help(format!("it has {}", names.collect::<Vec<_>>().join(", ")))
                    }
                });
            }
            self.twice(&words[..at], *word);
        }
        let names = words.iter().map(|word| word.text.to_owned());
        (self.problems.len() == known).then(|| names.collect())
    }

    fn twice(&mut self, earlier: &[Word], word: Word) {
        if let Some(first) = earlier.iter().find(|other| other.text == word.text) {
            let message = format!("`{}` is there twice", word.text);
            let problem = Problem::new(Code::Duplicate, word.place, message).label("again here");
            self.report(problem.related(first.place, "first here"));
        }
    }

    /// The number of a word, if a parameter may be that.
    pub fn number(&mut self, row: &Parameter, word: Word) -> Option<f64> {
        let number = match (row.kind, word.text) {
            (NumberKind::Switch, "true") => Some(1.0),
            (NumberKind::Switch, "false") => Some(0.0),
            (NumberKind::Switch, _) => None,
            (NumberKind::Rung, name) => {
                let mut rungs = self.first().rungs.iter();
                let named = rungs.position(|rung| rung.name == name);
                named.map(|rung| rung as f64).or_else(|| name.parse().ok())
            }
            (_, text) => text.parse().ok(),
        };
        let Some(number) = number.filter(|number: &f64| !number.is_nan()) else {
            let expected = match row.kind {
                NumberKind::Switch => "true or false",
                NumberKind::Rung => "the name or number of a rung",
                NumberKind::Real | NumberKind::Count => "a number",
            };
            let message = match word.text {
                "" => format!("`{}` is empty here", row.key),
                text => format!("`{}` takes {expected}, not `{text}`", row.key),
            };
            let problem = Problem::new(Code::WrongType, word.place, message);
            self.report(problem.label(format!("expected {expected}")));
            return None;
        };
        if !(row.low..=row.high).contains(&number) {
            let message = format!("`{}` is {}, out of bounds", row.key, word.text);
            let problem = Problem::new(Code::OutOfBounds, word.place, message);
            let unit = if row.unit.is_empty() {
                String::new()
            } else {
                format!(" ({})", row.unit)
            };
            self.report(problem.label(format!(
                "must lie between {} and {}{unit}",
                row.low, row.high
            )));
            return None;
        }
        if is_whole(row) && number.fract() != 0.0 {
            let message = format!("`{}` takes a whole number, not {number}", row.key);
            self.report(Problem::new(Code::WrongType, word.place, message));
            return None;
        }
        Some(number)
    }

    /// `LOW:HIGH`, or `LOW:HIGH:N` for so many levels from one end to the other.
    fn range(&mut self, row: &Parameter, words: &[Word], text: &str) -> Option<Distributed> {
        let (low, high, count) = match words {
            [low, high] => (*low, *high, None),
            [low, high, count] => (*low, *high, Some(*count)),
            _ => {
                let source = words.first()?.place.source;
                let place = Place::new(source, 0..text.len());
                let problem = Problem::new(Code::Override, place, "a range has two ends");
                self.report(
                    problem.help("write `PATH=LOW:HIGH`, or `PATH=LOW:HIGH:N` for N levels"),
                );
                return None;
            }
        };
        let (from, to) = (self.number(row, low), self.number(row, high));
        let count = match count {
            Some(word) => Some(self.count(word)?),
            None => None,
        };
        let (from, to) = (from?, to?);
        if from >= to {
            let place = Place::new(high.place.source, low.place.start..high.place.end);
            let (message, label) = if from > to {
                ("the range is upside down", format!("{to} is below {from}"))
            } else {
                ("nothing varies", "both ends are one".to_owned())
            };
            let problem = Problem::new(Code::Inconsistent, place, message);
            self.report(problem.label(label));
            return None;
        }
        let Some(count) = count else {
            return Some((from, to, Distribution::Uniform));
        };
        let step = |at: usize| from + (to - from) * (at as f64 / (count - 1) as f64);
        let mut levels: Vec<f64> = (0..count).map(step).collect();
        if is_whole(row) {
            for level in &mut levels {
                *level = libm::round(*level);
            }
        }
        levels[count - 1] = to;
        if levels.windows(2).any(|pair| pair[0] >= pair[1]) {
            let message = format!("there are no {count} different levels from {from} to {to}");
            self.report(Problem::new(Code::TooMany, words[2].place, message));
            return None;
        }
        Some((from, to, Distribution::Levels(levels)))
    }

    fn count(&mut self, word: Word) -> Option<usize> {
        let count = word.text.parse().ok();
        let count = count.filter(|count| (2..=MOST_LEVELS).contains(count));
        if count.is_none() {
            let message = format!("`{}` is no number of levels", word.text);
            let problem = Problem::new(Code::OutOfBounds, word.place, message);
            self.report(problem.label(format!("must lie between 2 and {MOST_LEVELS}")));
        }
        count
    }

    /// `A,B,C`.
    fn levels(&mut self, row: &Parameter, words: &[Word]) -> Option<Distributed> {
        let known = self.problems.len();
        let mut found: Vec<(f64, Word)> = Vec::new();
        for word in words {
            let Some(number) = self.number(row, *word) else {
                continue;
            };
            let mut earlier = found.iter();
            if let Some((_, first)) = earlier.find(|(other, _)| other.total_cmp(&number).is_eq()) {
                let message = format!("`{}` is there twice", word.text);
                let problem =
                    Problem::new(Code::Duplicate, word.place, message).label("again here");
                let first = first.place;
                self.report(problem.related(first, "first here"));
            }
            found.push((number, *word));
        }
        if let ([only], true) = (words, self.problems.len() == known) {
            let problem = Problem::new(Code::TooFew, only.place, "one value does not vary");
            self.report(problem.help("write `LOW:HIGH`, or two values or more; `--set` fixes one"));
        }
        if self.problems.len() > known {
            return None;
        }
        Some(levels(
            found.into_iter().map(|(number, _)| number).collect(),
        ))
    }
}

/// Two ends and what lies how often between them.
type Distributed = (f64, f64, Distribution);

/// Levels that are each as probable, in ascending order, none twice; at least one.
pub(super) fn levels(mut levels: Vec<f64>) -> Distributed {
    levels.sort_by(f64::total_cmp);
    levels.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let (low, high) = (levels[0], levels[levels.len() - 1]);
    (low, high, Distribution::Levels(levels))
}

/// A parameter over a range.
pub(super) fn parameter(
    path: &str,
    row: &'static Parameter,
    (low, high, distribution): Distributed,
) -> Domain {
    let range = Uncertain {
        path: path.to_owned(),
        low,
        high,
        distribution,
        source: String::new(),
    };
    Domain::Parameter { row, range }
}
