//! What shall be explored: factors, points and policies, with all that is wrong with them said at once,
//! before anything is played.

use super::design::{Design, NoDesign, Point};
use super::drawn::DrawnFactors;
use super::factor::{Domain, Factor, Level, POLICY, SCENARIO};
use super::sheet::{PointCell, PointSheet};
use super::space::{Base, Space};
use super::vary::{self, Reading, Word};
use crate::diagnostic::{Code, Place, Problem, Problems, Sources, nearest};
use crate::scenario::ReadError;
use crate::study::posterior::Posterior;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Points of a design where nobody says how many.
pub const POINTS: usize = 256;

/// The column of a table of points that numbers them.
const NUMBER: &str = "point";

/// Problems of a table that are told; of more, only how many.
const TOLD: usize = 25;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Scenarios; at least one. Several make a factor.
    pub bases: Vec<Base>,
    /// Policies under which each point is played, where no factor says which.
    pub policies: Vec<String>,
    /// What shall vary, as words of a command line; none: all that the first scenario calls uncertain.
    pub vary: Vec<String>,
    /// The option that those words come after, for problems to point at.
    pub option: &'static str,
    /// How points are chosen.
    pub points: PointsAsked,
    /// What some factors are draws of; those it speaks on are left out of all that is uncertain.
    pub posterior: Option<Arc<Posterior>>,
    /// Seed of the design.
    pub seed: u64,
}

/// How points are chosen.
#[derive(Debug, Clone)]
pub enum PointsAsked {
    /// By a design; none said: a grid where all factors have levels, else a Sobol' sequence. Of so many
    /// points, if anybody says.
    Design(Option<Design>, Option<usize>),
    /// They are listed.
    Listed(PointSheet),
}

/// What is explored, checked.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// Scenarios, factors and policies.
    pub space: Space,
    /// How its points were chosen; none: they were listed.
    pub design: Option<Design>,
    /// The points, in the order in which they are played.
    pub points: Vec<Point>,
    /// What the first of its factors are draws of, if any are.
    pub drawn: Option<DrawnFactors>,
}

/// Points of an experiment that was checked before.
#[derive(Debug, Clone)]
pub enum PointsKnown {
    /// So many points of a design; of a grid, which has as many as it has, all.
    Design(Design, usize),
    /// They are listed.
    Listed(Vec<Point>),
}

impl Experiment {
    /// An experiment that was checked before: its factors are known. `seed` is that of the design.
    ///
    /// # Errors
    /// [`ReadError`] where its scenarios are not what they were.
    pub fn again(
        mut space: Space,
        points: PointsKnown,
        posterior: Option<Arc<Posterior>>,
        seed: u64,
    ) -> Result<Self, ReadError> {
        let drawn = posterior.map(|posterior| DrawnFactors::new(posterior, &space.bases));
        let drawn = drawn.transpose().map_err(ReadError::Invalid)?;
        space.follow()?;
        let (design, points) = match points {
            PointsKnown::Listed(points) => (None, points),
            PointsKnown::Design(design, count) => {
                let count = (design != Design::Grid).then_some(count);
                let (factors, asked) =
                    ((&space.factors[..], drawn.as_ref()), (Some(design), count));
                let found = designed(factors, asked, seed, Sources::default());
                let (design, points) = found.map_err(ReadError::Invalid)?;
                (Some(design), points)
            }
        };
        Ok(Self {
            space,
            design,
            points,
            drawn,
        })
    }
}

impl Request {
    /// Reads factors and points, and finds what they reach in every scenario.
    ///
    /// # Errors
    /// All that is wrong at once.
    pub fn check(self) -> Result<Experiment, Problems> {
        let Request {
            mut bases,
            policies,
            vary,
            option,
            points,
            posterior,
            seed,
        } = self;
        let sources = match &points {
            PointsAsked::Listed(sheet) => sheet.sources.clone(),
            PointsAsked::Design(..) => Sources::default(),
        };
        let mut reading = Reading {
            bases: &bases,
            option,
            sources,
            problems: Vec::new(),
        };
        let (mut factors, listed) = reading.all(&vary, &points, posterior.as_ref());
        let drawn = match posterior {
            Some(posterior) if reading.problems.is_empty() => {
                let drawn = DrawnFactors::new(posterior, &bases)?;
                reading.apart(&drawn, &mut factors, vary.is_empty());
                Some(drawn)
            }
            _ => None,
        };
        if let Some(drawn) = &drawn {
            let place = reading.placed("--posterior", &drawn.posterior.name);
            let drawn = drawn.factors.iter().map(|factor| (factor.clone(), place));
            factors.splice(0..0, drawn);
        }
        let Reading {
            sources,
            mut problems,
            ..
        } = reading;
        if problems.is_empty() {
            let places: Vec<Place> = factors.iter().map(|(_, place)| *place).collect();
            let all: Vec<Factor> = factors.iter().map(|(factor, _)| factor.clone()).collect();
            for base in &mut bases {
                problems.extend(followed(base, &all, &places));
            }
        }
        let factors: Vec<Factor> = factors.into_iter().map(|(factor, _)| factor).collect();
        if !problems.is_empty() {
            return Err(told(problems, sources));
        }
        let (design, points) = match (points, listed) {
            (PointsAsked::Design(design, count), _) => {
                let drawn = drawn.as_ref();
                let (design, points) = designed((&factors, drawn), (design, count), seed, sources)?;
                if let Some(drawn) = drawn {
                    drawn.sound(&points, &bases)?;
                }
                (Some(design), points)
            }
            (PointsAsked::Listed(_), listed) => (None, listed.unwrap_or_default()),
        };
        let chosen = factors.iter().find(|factor| factor.name == POLICY);
        let policies = match chosen.map(|factor| &factor.domain) {
            Some(Domain::Choice(names)) => names.clone(),
            _ => policies,
        };
        let space = Space {
            bases,
            factors,
            policies,
        };
        Ok(Experiment {
            space,
            design,
            points,
            drawn,
        })
    }
}

/// The points of a design over factors, of which the first may be drawn, or why there are none.
fn designed(
    (factors, drawn): (&[Factor], Option<&DrawnFactors>),
    (design, count): (Option<Design>, Option<usize>),
    seed: u64,
    mut sources: Sources,
) -> Result<(Design, Vec<Point>), Problems> {
    let is_counted = factors.iter().all(|factor| factor.levels().is_some());
    let design = design.unwrap_or(match (is_counted, count) {
        (true, None) if drawn.is_none() => Design::Grid,
        _ => Design::Sobol,
    });
    let points = count.unwrap_or(POINTS);
    let found: Result<Vec<Point>, String> = match (design, drawn) {
        (Design::Grid, Some(_)) => Err(
            "a grid crosses levels, and draws of a posterior have none: take sobol, lhs or random"
                .into(),
        ),
        (Design::Grid, None) if count.is_some() => {
            Err("a grid has as many points as its levels make: leave out --points".into())
        }
        _ => {
            let found: Result<Vec<Point>, NoDesign> = match drawn {
                Some(drawn) => {
                    let others = &factors[drawn.factors.len()..];
                    drawn.points(design, others, (points, seed))
                }
                None => design.points(factors, points, seed),
            };
            found.map_err(|why| why.to_string())
        }
    };
    found.map(|points| (design, points)).map_err(|why| {
        let count = count.map_or_else(String::new, |count| format!(" --points {count}"));
        let option = format!("--design {}{count}", design.name());
        let source = sources.add("the command", option.as_str());
        let place = Place::new(source, 0..option.len());
        Problems {
            list: vec![Problem::new(Code::Override, place, why)],
            sources,
        }
    })
}

/// The factor of several scenarios.
fn scenarios(bases: &[Base]) -> Option<Factor> {
    let names = bases.iter().map(|base| base.scenario.name.clone());
    (bases.len() > 1).then(|| Factor {
        name: SCENARIO.into(),
        domain: Domain::Choice(names.collect()),
        drawn: false,
    })
}

/// Problems in the order of their places; of very many, the first and how many more.
fn told(mut list: Vec<Problem>, sources: Sources) -> Problems {
    list.sort_by_key(|problem| problem.place);
    let more = list.split_off(list.len().min(TOLD));
    if let Some(first) = more.first() {
        let message = format!("and {} more", more.len());
        let problem = Problem::new(Code::TooMany, first.place, message);
        list.push(problem.label("the next of them"));
    }
    Problems { list, sources }
}

/// Finds what factors reach in a scenario, or why they do not.
fn followed(base: &mut Base, factors: &[Factor], places: &[Place]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = base.scenario.name.clone();
    for (factor, place) in factors.iter().zip(places) {
        // Each by itself first, so that what is wrong is said where it is asked for.
        for end in factor.row().iter().flat_map(|_| factor.ends()) {
            let set = format!("{}={}", factor.name, factor.shown(end));
            let sets = [std::slice::from_ref(&set), &base.sets].concat();
            if let Err(ReadError::Invalid(found)) = base.draft.check(&sets) {
                let errors = found.list.into_iter().filter(Problem::is_error);
                problems.extend(errors.take(1).map(|problem| Problem {
                    place: *place,
                    related: Vec::new(),
                    label: format!("{name} is not sound under `{set}`"),
                    ..problem
                }));
                break;
            }
        }
    }
    if !problems.is_empty() {
        return problems;
    }
    match base.follow(factors) {
        Ok(idle) => {
            let problem = |at: usize| {
                let message = format!("`{}` moves nothing in {name}", factors[at].name);
                let problem = Problem::new(Code::Unused, places[at], message);
                problem.help("everybody it is about has a value of their own, or `--set` or another factor says what it is")
            };
            problems.extend(idle.into_iter().map(problem));
        }
        Err(error) => {
            let place = places.first().copied();
            let message = format!("{name} cannot be read under all factors together: {error}");
            let place = place.expect("invariant: without factors there is nothing to refuse");
            problems.push(Problem::new(Code::Inconsistent, place, message));
        }
    }
    problems
}

impl Reading<'_> {
    /// What varies, and the points, if they are listed.
    fn all(
        &mut self,
        vary: &[String],
        points: &PointsAsked,
        posterior: Option<&Arc<Posterior>>,
    ) -> (Vec<(Factor, Place)>, Option<Vec<Point>>) {
        let mut factors = self.factors(vary);
        if let (PointsAsked::Listed(sheet), Some(posterior)) = (points, posterior) {
            let place = self.placed("--posterior", &posterior.name);
            let message = "points are listed, and the draws of a posterior are points of their own";
            let problem = Problem::new(Code::Inconsistent, place, message);
            let problem = problem.related(header(sheet), "listed here");
            self.report(problem.help("leave out --posterior, or the file of --design"));
            return (factors, None);
        }
        if let PointsAsked::Listed(sheet) = points {
            if vary.is_empty() {
                factors = self.columns(sheet);
            } else {
                let refused = !self.problems.is_empty();
                self.same_columns(sheet, &factors, refused);
            }
            let points = self.rows(sheet, &mut factors);
            return (factors, Some(points));
        }
        if vary.is_empty() {
            factors = self.uncertain(posterior.is_some());
        }
        // Several scenarios vary without a word.
        if let Some(scenario) = scenarios(self.bases) {
            let names = scenario.asked();
            let source = self.sources.add("the command", names.as_str());
            factors.insert(0, (scenario, Place::new(source, 0..names.len())));
        }
        (factors, None)
    }

    /// What texts say shall vary, each once.
    fn factors(&mut self, texts: &[String]) -> Vec<(Factor, Place)> {
        let mut factors: Vec<(Factor, Place)> = Vec::new();
        for text in texts {
            let Some((factor, place)) = self.factor(text) else {
                continue;
            };
            let mut earlier = factors.iter();
            if let Some((_, first)) = earlier.find(|(other, _)| other.name == factor.name) {
                let message = format!("`{}` varies twice", factor.name);
                let problem = Problem::new(Code::Duplicate, place, message).label("again here");
                let first = *first;
                self.report(problem.related(first, "first here"));
                continue;
            }
            factors.push((factor, place));
        }
        factors
    }

    /// Where a text stands that an option was given.
    fn placed(&mut self, option: &str, text: &str) -> Place {
        let source = self.sources.add(option, text);
        Place::new(source, 0..text.len())
    }

    /// Keeps factors apart from what a posterior speaks on: of all that is uncertain those are left out
    /// that it speaks on, and what is named cannot vary besides.
    fn apart(&mut self, drawn: &DrawnFactors, factors: &mut Vec<(Factor, Place)>, all: bool) {
        let base = &self.bases[0];
        let spoken =
            |factor: &Factor| factor.row().is_some() && drawn.speaks_on(base, &factor.name);
        if all {
            factors.retain(|(factor, _)| !spoken(factor));
            return;
        }
        let twice: Vec<(String, Place)> = factors
            .iter()
            .filter(|(factor, _)| spoken(factor))
            .map(|(factor, place)| (factor.name.clone(), *place))
            .collect();
        for (name, place) in twice {
            let message = format!("`{name}` varies, and the posterior says what it is");
            let problem = Problem::new(Code::Duplicate, place, message);
            let path = &drawn.posterior.name;
            let problem = problem.label(format!("{path} has draws of it"));
            self.report(
                problem.help("leave out this --vary, or let everything vary without --posterior"),
            );
        }
    }

    /// All that the first scenario calls uncertain; nothing is enough where other factors come besides.
    fn uncertain(&mut self, besides: bool) -> Vec<(Factor, Place)> {
        let ranges = self.bases[0].scenario.uncertain.clone();
        if ranges.is_empty() && self.bases.len() == 1 && !besides {
            let name = &self.bases[0].scenario.name;
            let source = self
                .sources
                .add("the command", format!("offramp sweep {name}"));
            let place = Place::new(source, 0..13);
            let problem = Problem::new(Code::Missing, place, "nothing varies");
            let help = format!("{name} has no [uncertain] ranges: write `--vary PATH=LOW:HIGH`");
            self.report(problem.help(help));
        }
        let mut factors = Vec::new();
        for range in ranges {
            let source = self.sources.add("[uncertain]", range.path.as_str());
            let place = Place::new(source, 0..range.path.len());
            let row = vary::row(&range.path).expect("invariant: ranges are of parameters");
            let (name, domain) = (range.path.clone(), Domain::Parameter { row, range });
            factors.push((
                Factor {
                    name,
                    domain,
                    drawn: false,
                },
                place,
            ));
        }
        factors
    }

    /// Factors by the columns of a table: what each may be, its rows say.
    fn columns(&mut self, sheet: &PointSheet) -> Vec<(Factor, Place)> {
        let mut factors = Vec::new();
        for cell in sheet.header.iter().filter(|cell| cell.text != NUMBER) {
            let word = word(cell);
            let domain = match cell.text.as_str() {
                SCENARIO | POLICY => Domain::Choice(Vec::new()),
                _ => match self.row(word) {
                    Some(row) => vary::parameter(word.text, row, vary::levels(vec![row.low])),
                    None => continue,
                },
            };
            let name = cell.text.clone();
            factors.push((
                Factor {
                    name,
                    domain,
                    drawn: false,
                },
                cell.place,
            ));
        }
        if self.bases.len() > 1 && !factors.iter().any(|(factor, _)| factor.name == SCENARIO) {
            let message = "no column says of which scenario a point is";
            let place = header(sheet);
            let problem = Problem::new(Code::Missing, place, message);
            self.report(problem.help("add a column `scenario`"));
        }
        factors
    }

    /// That a table has a column for each factor, and no other.
    fn same_columns(&mut self, sheet: &PointSheet, factors: &[(Factor, Place)], refused: bool) {
        for (factor, place) in factors {
            if sheet.header.iter().any(|cell| cell.text == factor.name) {
                continue;
            }
            let message = format!("there is no column `{}`, which shall vary", factor.name);
            let problem = Problem::new(Code::Missing, header(sheet), message).label("the header");
            let known = sheet.header.iter().map(|cell| cell.text.as_str());
            let problem = problem.related(*place, "asked for here");
            self.report(match nearest(&factor.name, known) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
        // What was refused may have been meant for one of them.
        for cell in sheet
            .header
            .iter()
            .filter(|cell| cell.text != NUMBER && !refused)
        {
            if factors.iter().any(|(factor, _)| factor.name == cell.text) {
                continue;
            }
            let message = format!("the column `{}` is not among what shall vary", cell.text);
            let problem = Problem::new(Code::UnknownName, cell.place, message);
            self.report(problem.help("leave out --vary: the columns say what varies"));
        }
    }

    /// The points of a table, each once. Factors become what their columns hold.
    fn rows(&mut self, sheet: &PointSheet, factors: &mut [(Factor, Place)]) -> Vec<Point> {
        if sheet.rows.is_empty() {
            let problem = Problem::new(Code::Missing, header(sheet), "the table has no points");
            self.report(problem);
        }
        let mut columns: Vec<Vec<Option<Level>>> = Vec::new();
        for (factor, _) in factors.iter_mut() {
            let at = sheet
                .header
                .iter()
                .position(|cell| cell.text == factor.name);
            let Some(at) = at else {
                continue;
            };
            let cells = sheet.rows.iter().map(|row| &row[at]);
            columns.push(self.column(factor, cells));
        }
        let mut points: Vec<Point> = Vec::new();
        let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        for (number, row) in sheet.rows.iter().enumerate() {
            let levels = columns.iter().map(|column| column[number]);
            let Some(point) = levels.collect::<Option<Point>>() else {
                continue;
            };
            let bits: Vec<u64> = point
                .iter()
                .map(|level| (level.number() + 0.0).to_bits())
                .collect();
            match known.get(&bits) {
                Some(&first) if !point.is_empty() => {
                    let message = format!("point {number} is point {first} again");
                    let problem = Problem::new(Code::Duplicate, row[0].place, message);
                    self.report(problem.related(sheet.rows[first][0].place, "first here"));
                }
                _ => {
                    known.insert(bits, number);
                }
            }
            points.push(point);
        }
        points
    }

    /// The levels of a column; what is wrong with a cell is said.
    fn column<'c>(
        &mut self,
        factor: &mut Factor,
        cells: impl Iterator<Item = &'c PointCell> + Clone,
    ) -> Vec<Option<Level>> {
        match &mut factor.domain {
            Domain::Choice(names) => {
                let mut words: Vec<Word> = Vec::new();
                for cell in cells.clone() {
                    if !words.iter().any(|known| known.text == cell.text) {
                        words.push(word(cell));
                    }
                }
                *names = if factor.name == SCENARIO {
                    self.bases
                        .iter()
                        .map(|base| base.scenario.name.clone())
                        .collect()
                } else {
                    self.policies(&words).unwrap_or_default()
                };
                if factor.name == SCENARIO {
                    self.named_scenarios(&words);
                }
                let level = |cell: &PointCell| {
                    let place = names.iter().position(|name| *name == cell.text);
                    place.map(Level::Choice)
                };
                cells.map(level).collect()
            }
            Domain::Parameter { row, range } => {
                let row = *row;
                let found: Vec<Option<f64>> =
                    cells.map(|cell| self.number(row, word(cell))).collect();
                let numbers: Vec<f64> = found.iter().copied().flatten().collect();
                if !numbers.is_empty() {
                    let (low, high, distribution) = vary::levels(numbers);
                    (range.low, range.high, range.distribution) = (low, high, distribution);
                }
                found
                    .into_iter()
                    .map(|number| number.map(Level::Number))
                    .collect()
            }
        }
    }

    /// That scenarios of a table are among those that were named.
    fn named_scenarios(&mut self, words: &[Word]) {
        let names = self.bases.iter().map(|base| base.scenario.name.as_str());
        let names: Vec<&str> = names.collect();
        for word in words.iter().filter(|word| !names.contains(&word.text)) {
            let message = format!("`{}` is not among the scenarios that are swept", word.text);
            let problem = Problem::new(Code::UnknownName, word.place, message);
            self.problems
                .push(match nearest(word.text, names.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help(format!("there is {}", names.join(", "))),
                });
        }
    }
}

fn word(cell: &PointCell) -> Word<'_> {
    Word {
        text: &cell.text,
        place: cell.place,
    }
}

/// Where a table has its header.
fn header(sheet: &PointSheet) -> Place {
    let first = sheet.header.first().map(|cell| cell.place);
    let last = sheet.header.last().map(|cell| cell.place);
    match (first, last) {
        (Some(first), Some(last)) => Place::new(sheet.source, first.start..last.end),
        _ => Place::new(sheet.source, 0..0),
    }
}
