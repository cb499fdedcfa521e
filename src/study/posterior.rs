//! What a calibration found, as it is handed on: weighted draws of parameters, in a table of which all
//! that is wrong is said at once.
//!
//! `law,draw,weight,log_likelihood`, then a column for each parameter, by its path. The table holds
//! numbers alone, so no cell needs quotes; where each stands is kept, to be pointed at.

use crate::crisis::LAW;
use crate::diagnostic::{Code, Place, Problem, Problems, SourceId, Sources, nearest};
use crate::scenario::{Draft, ReadError};
use crate::stats::effective::unlike;
use std::collections::BTreeMap;
use std::ops::Range;

/// The largest table that is read, in bytes.
pub const LARGEST: u64 = 64 << 20;

/// Columns that every table has, in their usual order.
const REQUIRED: [&str; 4] = ["law", "draw", "weight", "log_likelihood"];

/// What paths of a template of cases begin with: nothing that a scenario has, so only cases are asked of it.
const CASES: &str = "cases.";

/// Draws of equal weight below which what lies far out rests on a few.
pub const FEW: f64 = 50.0;

/// Problems that are told; of more, only how many.
const TOLD: usize = 25;

/// Weighted draws of parameters.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// What it is called: the file as it was named.
    pub name: String,
    sources: Sources,
    source: SourceId,
    columns: Vec<ParameterColumn>,
    draws: Vec<PosteriorDraw>,
}

/// A column of values of a parameter.
#[derive(Debug, Clone)]
struct ParameterColumn {
    path: String,
    place: Place,
}

impl ParameterColumn {
    fn is_of_cases(&self) -> bool {
        self.path.starts_with(CASES)
    }
}

/// A draw: a row of the table.
#[derive(Debug, Clone)]
struct PosteriorDraw {
    weight: f64,
    /// Values with their places, by column.
    values: Vec<(f64, Place)>,
    line: Place,
}

/// A cell as it stands, without space and quotes around it.
#[derive(Debug, Clone, Copy)]
struct TextCell<'t> {
    text: &'t str,
    place: Place,
}

impl Posterior {
    /// Reads a table that is called so.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(name: &str, bytes: Vec<u8>) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let (text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(at))
            }
        };
        let source = sources.add(name, text);
        let text = sources.text(source).to_owned();
        let mut found = Findings::default();
        if let Some(at) = broken {
            let place = Place::new(source, at..at + 3);
            found.add(Problem::new(Code::Syntax, place, "the file is not UTF-8"));
            return Err(found.told(sources));
        }
        let (columns, draws) = read(&text, source, &mut found);
        if !found.0.is_empty() {
            return Err(found.told(sources));
        }
        Ok(Self {
            name: name.to_owned(),
            sources,
            source,
            columns,
            draws,
        })
    }

    /// What its problems point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The table as it was read.
    pub fn text(&self) -> &str {
        self.sources.text(self.source)
    }

    /// Number of draws, whatever their weights.
    pub fn len(&self) -> usize {
        self.draws.len()
    }

    /// Whether it has no draws: never, once it was read.
    pub fn is_empty(&self) -> bool {
        self.draws.is_empty()
    }

    /// The weights of the draws, not all zero.
    pub fn weights(&self) -> impl Iterator<Item = f64> + '_ {
        self.draws.iter().map(|draw| draw.weight)
    }

    /// How many draws of one weight, no two the same, say as much.
    pub fn effective_draws(&self) -> f64 {
        let largest = self.weights().fold(0.0, f64::max);
        let weights = self.weights().enumerate();
        unlike(weights.map(|(draw, weight)| (self.values(draw), weight / largest)))
    }

    /// That it has few draws that are unlike, where it has more than one and few.
    pub fn warning(&self) -> Option<Problem> {
        let effective = self.effective_draws();
        if effective >= FEW || self.len() < 2 {
            return None;
        }
        let all = self.len();
        let place = self.header();
        let message = format!(
            "its {all} draws come to about {effective:.0} unlike ones of equal weight: what they leave open is told roughly"
        );
        let problem = Problem::new(Code::TooFew, place, message).warning();
        Some(problem.help("calibrate with more --draws, or more --moves where draws are the same"))
    }

    /// Paths of the parameters that it speaks on and a scenario can have, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.of_scenarios().map(|(_, path)| path)
    }

    /// Every path that it speaks on, those of a template of cases included.
    pub fn all_paths(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.path.as_str())
    }

    /// The values of a draw, in the order of [`Posterior::all_paths`].
    pub fn values(&self, draw: usize) -> impl Iterator<Item = f64> + '_ {
        self.draws[draw].values.iter().map(|(value, _)| *value)
    }

    /// The paths that a scenario can have, each with its place among [`Posterior::all_paths`].
    pub fn of_scenarios(&self) -> impl Iterator<Item = (usize, &str)> {
        let columns = self.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| !column.is_of_cases());
        columns.map(|(at, column)| (at, column.path.as_str()))
    }

    /// The value of a draw, by its place among [`Posterior::all_paths`].
    pub fn value(&self, draw: usize, at: usize) -> f64 {
        self.draws[draw].values[at].0
    }

    /// Where its columns are named.
    pub fn header(&self) -> Place {
        Place::new(self.source, 0..self.text().find('\n').unwrap_or(0))
    }

    /// A draw as overrides of a scenario.
    pub fn sets(&self, draw: usize) -> Vec<String> {
        let values = &self.draws[draw].values;
        let set = |(at, path): (usize, &str)| format!("{path}={}", values[at].0);
        self.of_scenarios().map(set).collect()
    }

    /// Whether two draws are the same parameters of a scenario.
    pub fn is_same(&self, one: usize, other: usize) -> bool {
        self.of_scenarios()
            .map(|(at, _)| (self.value(one, at), self.value(other, at)))
            .all(|(one, other)| one.total_cmp(&other).is_eq())
    }

    /// Where a column is named, by its place among [`Posterior::all_paths`].
    pub fn column(&self, at: usize) -> Place {
        self.columns[at].place
    }

    /// Where a draw has its value of a column.
    pub fn cell(&self, draw: usize, at: usize) -> Place {
        self.draws[draw].values[at].1
    }

    /// Problems at places of the table, as an error: each once.
    pub fn invalid(&self, problems: Vec<Problem>) -> ReadError {
        let mut found = Findings::default();
        for problem in problems {
            if !found.0.contains(&problem) {
                found.add(problem);
            }
        }
        ReadError::Invalid(found.told(self.sources.clone()))
    }

    /// Checks that a scenario, sound under the overrides of its user, has every parameter and takes every
    /// value of it. Returns what it probably does not mean, such as a parameter that reaches some only of
    /// those who have it; render with [`Posterior::sources`].
    ///
    /// # Errors
    /// [`ReadError::Invalid`], with all that does not fit.
    pub fn fits(&self, draft: &Draft, own: &[String]) -> Result<Vec<Problem>, ReadError> {
        self.fits_in(draft, own, |_| true)
    }

    /// The same of some of its parameters.
    ///
    /// # Errors
    /// As [`Posterior::fits`].
    pub fn fits_in(
        &self,
        draft: &Draft,
        own: &[String],
        asked: impl Fn(&str) -> bool,
    ) -> Result<Vec<Problem>, ReadError> {
        let (mut found, mut warnings) = (Findings::default(), Vec::new());
        if self.paths().next().is_none() {
            let problem = Problem::new(Code::Missing, self.header(), "no column is a parameter");
            found.add(problem.help("a column by the path of each, such as `law.fear`"));
        }
        for (at, path) in self.of_scenarios().filter(|(_, path)| asked(path)) {
            let column = &self.columns[at];
            if path.trim_start().starts_with("policy.") {
                let message = format!("`{path}` belongs to a policy");
                let problem = Problem::new(Code::Inconsistent, column.place, message);
                found.add(problem.label("policies are chosen, not fitted"));
                continue;
            }
            let values = || self.draws.iter().map(|draw| draw.values[at].0);
            let ends = [
                values().fold(f64::INFINITY, f64::min),
                values().fold(f64::NEG_INFINITY, f64::max),
            ];
            let refused = |value: f64| refused(draft, &format!("{path}={value}"), own);
            let Some(problem) = ends.into_iter().find_map(refused) else {
                let set = format!("{path}={}", ends[0]);
                let warned = warned(draft, &set, own).into_iter();
                warnings.extend(warned.map(|warning| moved(warning, column.place)));
                continue;
            };
            if !matches!(problem.code, Code::OutOfBounds | Code::WrongType) {
                found.add(moved(problem, column.place));
                continue;
            }
            // Between sound ends all is sound; here some values are not.
            let mut known: BTreeMap<u64, Option<Problem>> = BTreeMap::new();
            for draw in &self.draws {
                let (value, place) = draw.values[at];
                let judged = known.entry(value.to_bits());
                if let Some(problem) = judged.or_insert_with(|| refused(value)) {
                    found.add(moved(problem.clone(), place));
                }
                if found.0.len() > 4 * TOLD {
                    break;
                }
            }
        }
        if found.0.is_empty() {
            return Ok(warnings);
        }
        Err(ReadError::Invalid(found.told(self.sources.clone())))
    }

    /// Whether a scenario, sound under the overrides of its user, has the parameter of a column, whatever
    /// values it takes.
    pub fn is_in(&self, at: usize, draft: &Draft, own: &[String]) -> bool {
        let set = format!("{}={}", self.columns[at].path, self.value(0, at));
        let problem = refused(draft, &set, own);
        problem.is_none_or(|problem| matches!(problem.code, Code::OutOfBounds | Code::WrongType))
    }

    /// That a draw as a whole does not fit a scenario, as an error at its line.
    pub fn refused(&self, draw: usize, why: &str) -> ReadError {
        let message = format!("draw {draw} does not fit the scenario: {why}");
        let problem = Problem::new(Code::Inconsistent, self.draws[draw].line, message);
        self.invalid(vec![problem])
    }
}

/// What is wrong with a scenario under an override that comes before its user's own.
fn refused(draft: &Draft, set: &str, own: &[String]) -> Option<Problem> {
    let sets = [&[set.to_owned()], own].concat();
    match draft.check(&sets) {
        Err(ReadError::Invalid(problems)) => problems.list.into_iter().find(Problem::is_error),
        _ => None,
    }
}

/// What is warned of an override that comes before its user's own.
fn warned(draft: &Draft, set: &str, own: &[String]) -> Vec<Problem> {
    let sets = [&[set.to_owned()], own].concat();
    let Ok(checked) = draft.check(&sets) else {
        return Vec::new();
    };
    let sources = &checked.tree.sources;
    let of_it = |warning: &Problem| sources.text(warning.place.source) == set;
    checked.warnings.into_iter().filter(of_it).collect()
}

/// The same problem where the table has it.
fn moved(problem: Problem, place: Place) -> Problem {
    Problem {
        place,
        related: Vec::new(),
        ..problem
    }
}

/// What was found to be wrong.
#[derive(Default)]
struct Findings(Vec<Problem>);

impl Findings {
    fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// The first of them, in order, and how many more there are.
    fn told(mut self, sources: Sources) -> Problems {
        self.0.sort_by_key(|problem| problem.place);
        let more = self.0.split_off(self.0.len().min(TOLD));
        if let Some(first) = more.first() {
            let message = match more.len() {
                1 => "and one problem more".to_owned(),
                more => format!("and {more} problems more"),
            };
            let problem = Problem::new(Code::TooMany, first.place, message);
            self.0.push(problem.label("the next of them"));
        }
        Problems {
            list: self.0,
            sources,
        }
    }
}

/// The bytes of the lines of a text that are not blank.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let spans = text.split_inclusive('\n').map(move |line| {
        let span = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        span
    });
    spans.filter(|span| !text[span.clone()].trim().is_empty())
}

/// The cells of a line.
fn cells(text: &str, line: Range<usize>, source: SourceId) -> Vec<TextCell<'_>> {
    let mut start = line.start;
    let cell = |cell: &'_ str| {
        let place = start..start + cell.len();
        start += cell.len() + 1;
        place
    };
    let spans: Vec<Range<usize>> = text[line].split(',').map(cell).collect();
    let bare = |span: Range<usize>| {
        let whole = &text[span.clone()];
        let cell = whole.trim().trim_matches('"');
        let at = span.start + whole.find(cell).unwrap_or(0);
        TextCell {
            text: cell,
            // An empty cell is pointed at by what parts it from its neighbour.
            place: Place::new(source, at..(at + cell.len()).max(at + 1)),
        }
    };
    spans.into_iter().map(bare).collect()
}

/// Header and rows, with all that is wrong with them.
fn read(
    text: &str,
    source: SourceId,
    found: &mut Findings,
) -> (Vec<ParameterColumn>, Vec<PosteriorDraw>) {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = lines(text);
    let Some(first) = lines.next() else {
        let problem = Problem::new(Code::Missing, Place::new(source, 0..0), "the file is empty");
        found.add(problem.help("its first line is `law,draw,weight,log_likelihood,<path>,...`"));
        return (Vec::new(), Vec::new());
    };
    let header = cells(text, first.start.max(mark)..first.end, source);
    let known = found.0.len();
    read_header(&header, Place::new(source, first.clone()), found);
    if found.0.len() > known {
        // What stands in which column is not known.
        return (Vec::new(), Vec::new());
    }
    let is_parameter = |name: &str| !REQUIRED.contains(&name);
    let (mut draws, mut laws, mut wrong) = (Vec::new(), Vec::new(), 0);
    for line in lines {
        let whole = Place::new(source, line.clone());
        let row = cells(text, line, source);
        if row.len() != header.len() {
            let (cells, columns) = (row.len(), header.len());
            let message = format!("the line has {cells} cells, and the header has {columns}");
            found.add(Problem::new(Code::Inconsistent, whole, message));
            wrong += 1;
            continue;
        }
        let mut draw = PosteriorDraw {
            weight: 0.0,
            values: Vec::new(),
            line: whole,
        };
        for (name, cell) in header.iter().map(|cell| cell.text).zip(row) {
            match name {
                "law" if cell.text.parse() == Ok(LAW) => {}
                "law" => laws.push(cell),
                "draw" => {
                    let due = draws.len() + wrong;
                    if cell.text.parse() != Ok(due) {
                        let message = format!("draws are counted from 0: this is {due}");
                        found.add(Problem::new(Code::Inconsistent, cell.place, message));
                    }
                }
                _ => {
                    let value = number(name, cell, found);
                    if name == "weight" {
                        draw.weight = value.unwrap_or(1.0);
                        if draw.weight < 0.0 {
                            let message = format!("a weight is {}", cell.text);
                            let problem = Problem::new(Code::OutOfBounds, cell.place, message);
                            found.add(problem.label("must be 0 or more"));
                        }
                    } else if is_parameter(name) {
                        draw.values.push((value.unwrap_or_default(), cell.place));
                    }
                }
            }
        }
        draws.push(draw);
    }
    other_law(&laws, found);
    let end = Place::new(source, first);
    if draws.is_empty() && wrong == 0 {
        found.add(Problem::new(
            Code::Missing,
            end,
            "there are no draws under the header",
        ));
    } else if !draws.is_empty() && draws.iter().all(|draw| draw.weight == 0.0) {
        let weight = header.iter().find(|cell| cell.text == "weight");
        let place = weight.map_or(end, |cell| cell.place);
        found.add(Problem::new(
            Code::OutOfBounds,
            place,
            "every weight is zero",
        ));
    }
    let columns = header.iter().filter(|cell| is_parameter(cell.text));
    let column = |cell: &TextCell| ParameterColumn {
        path: cell.text.to_owned(),
        place: cell.place,
    };
    (columns.map(column).collect(), draws)
}

fn read_header(header: &[TextCell], whole: Place, found: &mut Findings) {
    let names: Vec<&str> = header.iter().map(|cell| cell.text).collect();
    for required in REQUIRED {
        if !names.contains(&required) {
            let message = format!("there is no column `{required}`");
            let problem = Problem::new(Code::Missing, whole, message);
            let near = nearest(required, names.iter().copied());
            found.add(match near.filter(|near| !REQUIRED.contains(near)) {
                Some(near) => problem.help(format!("is it `{near}`?")),
                None => problem.help("columns are parted by commas"),
            });
        }
    }
    for (at, cell) in header.iter().enumerate() {
        if cell.text.is_empty() {
            let problem = Problem::new(Code::BadName, cell.place, "a column has no name");
            found.add(problem);
        } else if let Some(first) = names[..at].iter().position(|name| *name == cell.text) {
            let message = format!("there are two columns `{}`", cell.text);
            let problem = Problem::new(Code::Duplicate, cell.place, message);
            found.add(problem.related(header[first].place, "the first"));
        }
    }
}

/// A finite number of a column.
fn number(column: &str, cell: TextCell, found: &mut Findings) -> Option<f64> {
    match cell.text.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        Ok(_) => {
            let message = format!("`{column}` is {}", cell.text);
            let problem = Problem::new(Code::OutOfBounds, cell.place, message);
            found.add(problem.label("must be a finite number"));
            None
        }
        Err(_) => {
            let message = format!("`{column}` takes a number");
            let problem = Problem::new(Code::WrongType, cell.place, message);
            found.add(problem.label("expected a number"));
            None
        }
    }
}

/// Draws of another law: one problem for all of them, for they are of one file.
fn other_law(laws: &[TextCell], found: &mut Findings) {
    let Some(first) = laws.first() else {
        return;
    };
    let message = match first.text.parse::<u32>() {
        Ok(law) => format!("it was fitted under law {law}, and this program plays law {LAW}"),
        Err(_) => "`law` takes the number of a law".to_owned(),
    };
    let label = match laws.len() {
        1 => String::new(),
        more => format!("and in {} lines more", more - 1),
    };
    let problem = Problem::new(Code::Inconsistent, first.place, message).label(label);
    found.add(problem.help("calibrate anew: numbers fitted under one law say nothing of another"));
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "law,draw,weight,log_likelihood,law.fear,cases.spread\n";

    fn parse(text: &str) -> Result<Posterior, Vec<String>> {
        let read = Posterior::parse("p.csv", text.as_bytes().to_vec());
        read.map_err(|problems| {
            let told = problems.list.iter().map(|problem| {
                let (line, column) = problems.sources.line_column(problem.place);
                format!("{line}:{column} {}", problem.message)
            });
            told.collect()
        })
    }

    #[test]
    fn a_table_is_read_with_what_belongs_to_a_template_kept_apart() {
        let text = format!("\u{feff}{HEADER}1,0,2,-3.5,0.25,9\r\n\n1, 1 ,6,-4,\"1.5\",9\n");
        let found = parse(&text).unwrap();
        assert_eq!(found.paths().collect::<Vec<_>>(), ["law.fear"]);
        assert_eq!(found.sets(0), ["law.fear=0.25"]);
        assert_eq!(found.sets(1), ["law.fear=1.5"]);
        assert_eq!(
            found.all_paths().collect::<Vec<_>>(),
            ["law.fear", "cases.spread"]
        );
        assert_eq!(found.values(1).collect::<Vec<_>>(), [1.5, 9.0]);
        assert_eq!(found.weights().collect::<Vec<_>>(), [2.0, 6.0]);
        assert!((found.effective_draws() - 1.6).abs() < 1e-12);
        assert!(!found.is_same(0, 1) && found.is_same(1, 1));
    }

    #[test]
    fn draws_that_are_the_same_count_as_one() {
        let rows = "1,0,2,0,0.5,9\n1,1,2,0,0.5,9\n1,2,4,0,0.5,8\n1,3,0,0,7,7\n";
        let found = parse(&format!("{HEADER}{rows}")).unwrap();
        assert!((found.effective_draws() - 2.0).abs() < 1e-12);
        // To a scenario they are one, and to cases two.
        assert!(found.is_same(0, 2));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_with_line_and_column() {
        let text = format!("{HEADER}2,0,nan,-3,1,1\n1,2,-1,-3,x,1\n1,2\n1,3,0,-inf,,1\n");
        assert_eq!(
            parse(&text).unwrap_err(),
            [
                "2:1 it was fitted under law 2, and this program plays law 1",
                "2:5 `weight` is nan",
                "3:3 draws are counted from 0: this is 1",
                "3:5 a weight is -1",
                "3:11 `law.fear` takes a number",
                "4:1 the line has 2 cells, and the header has 6",
                "5:7 `log_likelihood` is -inf",
                "5:12 `law.fear` takes a number",
            ]
        );
        let header = "law,draw,wieght,law.fear,law.fear,\n1,0,1,1,1,1\n";
        assert_eq!(
            parse(header).unwrap_err(),
            [
                "1:1 there is no column `weight`",
                "1:1 there is no column `log_likelihood`",
                "1:26 there are two columns `law.fear`",
                "1:35 a column has no name",
            ]
        );
    }

    #[test]
    fn nothing_and_no_weight_are_no_posterior() {
        assert_eq!(parse("").unwrap_err(), ["1:1 the file is empty"]);
        assert_eq!(parse("\n \n").unwrap_err(), ["1:1 the file is empty"]);
        let none = ["1:1 there are no draws under the header"];
        assert_eq!(parse(HEADER).unwrap_err(), none);
        let zero = format!("{HEADER}1,0,0,0,1,1\n1,1,0,0,2,1\n");
        assert_eq!(parse(&zero).unwrap_err(), ["1:10 every weight is zero"]);
        let bytes = Posterior::parse("p.csv", vec![b'a', 0xff, b'\n']).unwrap_err();
        assert_eq!(bytes.list[0].message, "the file is not UTF-8");
    }

    #[test]
    fn of_very_many_problems_some_are_told_and_the_rest_counted() {
        let rows = |law: u32, weight: i32, draws: usize| {
            let row = |draw| format!("{law},{draw},{weight},0,1,1");
            HEADER.to_owned() + &(0..draws).map(row).collect::<Vec<_>>().join("\n")
        };
        let told = parse(&rows(1, -1, 1000)).unwrap_err();
        assert_eq!(told.len(), TOLD + 1);
        assert_eq!(told[TOLD], "27:6 and 975 problems more");
        assert_eq!(parse(&rows(3, 1, 9)).unwrap_err().len(), 1);
    }

    #[test]
    fn what_a_scenario_does_not_have_or_take_is_pointed_at_in_the_table() {
        let draft = Draft::shipped("kaesong-2020").unwrap();
        let text = "law,draw,weight,log_likelihood,law.fera,actor.north-korea.resolve,law.fear,policy.firm.x\n\
                    1,0,1,0,1,0.5,-3,0\n1,1,1,0,1,0.5,2,0\n1,2,1,0,1,0.5,99,0\n";
        let read = Posterior::parse("p.csv", text.as_bytes().to_vec()).unwrap();
        let Err(ReadError::Invalid(problems)) = read.fits(&draft, &[]) else {
            panic!("it does not fit");
        };
        let told = problems.list.iter().map(|problem| {
            let (line, column) = problems.sources.line_column(problem.place);
            format!("{line}:{column} {} ({})", problem.message, problem.help)
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "1:32 `law.fera` is not known (did you mean `fear`?)",
                "1:76 `policy.firm.x` belongs to a policy ()",
                "2:15 `law.fear` is -3, out of bounds ()",
                "4:15 `law.fear` is 99, out of bounds ()",
            ]
        );
        let sound = "law,draw,weight,log_likelihood,law.fear\n1,0,1,0,1\n";
        let sound = Posterior::parse("p.csv", sound.as_bytes().to_vec()).unwrap();
        let warnings = sound.fits(&draft, &["law.deterrence=1".into()]);
        assert_eq!(warnings.unwrap(), []);
        // Another actor has a value of its own, which the draws leave as it is.
        let some = "law,draw,weight,log_likelihood,law.campaign_at_onset\n1,0,1,0,0.2\n";
        let some = Posterior::parse("p.csv", some.as_bytes().to_vec()).unwrap();
        let warnings = some.fits(&draft, &[]).unwrap();
        assert!(warnings[0].message.contains("only"), "{warnings:?}");
        assert_eq!(some.sources().line_column(warnings[0].place), (1, 32));
        let none = "law,draw,weight,log_likelihood,cases.a\n1,0,1,0,1\n";
        let none = Posterior::parse("p.csv", none.as_bytes().to_vec()).unwrap();
        assert!(none.fits(&draft, &[]).is_err());
    }
}
