//! From a tree to a checked scenario, or all that is wrong with it at once.
//!
//! Nothing here stops at a first problem: whatever cannot be read is replaced by something
//! harmless, the walk goes on, and the scenario is given out only if no problem was found.

mod cast;
mod fields;
mod history;
mod ladder;
mod payoffs;
mod policies;
mod ranges;
mod reach;
mod record;

use super::naming::{is_name, name_of, reads_otherwise};
use super::paths::own_table;
use super::structure::{ROOT, section};
use super::tree::{Entry, KeyTable, Node, Value};
use crate::diagnostic::{Code, Place, Problem, SourceId, nearest};
use crate::scenario::parameter::{self, Closing, Group, Parameter};
use crate::scenario::prior::{MEASURES, Priors};
use crate::scenario::template::Template;
use crate::scenario::{Pair, Relation, Scenario};
use fields::FieldReader;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// What stands in for a table that is not there.
static EMPTY: KeyTable = KeyTable {
    entries: Vec::new(),
};

/// What the file is besides its content.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// Its stem: the name of a scenario that does not say its own.
    pub stem: &'a str,
    /// Where to point for what is missing from the file as a whole.
    pub place: Place,
    /// Whether it is a base: what is missing may come later.
    pub is_abstract: bool,
    /// Texts from here on are overrides.
    pub overrides: SourceId,
}

/// What is known of the scenario so far, and what was found wrong.
struct Check<'t> {
    tree: &'t KeyTable,
    problems: Vec<Problem>,
    /// Whether required things may be missing.
    is_abstract: bool,
    /// Texts from here on are overrides.
    overrides: SourceId,
    onset: Option<Date>,
    rungs: Vec<String>,
    actors: Vec<String>,
    is_party: Vec<bool>,
    pairs: Vec<Known>,
    law: BTreeMap<&'static str, f64>,
    template: Option<Template>,
}

/// A pair as later sections need to know it.
struct Known {
    name: String,
    parties: [usize; 2],
    /// The names of its channels; `None` for allies.
    channels: Option<Vec<String>>,
}

/// What a merged tree says, where nothing is wrong with it.
pub struct Found {
    /// The scenario; of a base, what there is of it.
    pub scenario: Scenario,
    /// How rows of a table become scenarios, if it is a template.
    pub template: Option<Template>,
}

/// Checks a merged tree: what it says if nothing stands in the way, and all problems and warnings.
pub fn check(tree: &KeyTable, identity: &Identity<'_>) -> (Option<Found>, Vec<Problem>) {
    let mut check = Check {
        tree,
        problems: Vec::new(),
        is_abstract: identity.is_abstract,
        overrides: identity.overrides,
        onset: None,
        rungs: Vec::new(),
        actors: Vec::new(),
        is_party: Vec::new(),
        pairs: Vec::new(),
        law: BTreeMap::new(),
        template: None,
    };
    let scenario = check.scenario(identity);
    let stands = check.problems.iter().any(Problem::is_error);
    let found = (!stands).then_some(Found {
        scenario,
        template: check.template,
    });
    (found, check.problems)
}

impl<'t> Check<'t> {
    fn scenario(&mut self, identity: &Identity<'_>) -> Scenario {
        let root = FieldReader::new(self, &ROOT, "", self.tree, identity.place);
        root.whole(self, "schema");
        root.switch(self, "abstract");
        let name = self.name(&root, identity);
        let title = root.text(self, "title").unwrap_or_default();
        let question = root.text(self, "question").unwrap_or_default();
        self.onset = root.date(self, "onset");
        let sources = self.sources();
        let priors = self.priors();
        let rungs = self.ladder(&root);
        let calm = root.rung(self, "calm_rung", false);
        self.law();
        let closing: Closing = {
            let fields = self.optional_section("crisis", identity.place);
            self.fill(&fields)
        };
        let actors = self.cast(&root);
        let pairs = self.pairs();
        self.channels_without_pair(&pairs);
        let incidents = self.incidents();
        let trigger = self.trigger(&root);
        let deciders = self.deciders(&root, trigger.actor);
        let timeline = self.timeline(closing.horizon_days);
        let policies = self.policies();
        let payoffs = self.payoffs();
        let uncertain = self.uncertain();
        let observed = self.observed(identity.place);
        self.template = self.cases(identity.place);
        self.unreached();
        let onset = self.calendar(closing, root.place_of("onset"));
        let calm_rung = self.calm_rung(calm, &rungs, root.place_of("calm_rung"));
        Scenario {
            name,
            title,
            question,
            sources,
            priors,
            onset,
            closing,
            calm_rung,
            rungs,
            actors,
            deciders,
            pairs,
            incidents,
            trigger,
            timeline,
            policies,
            payoffs,
            uncertain,
            observed,
        }
    }

    /// The scenario's name, which becomes a folder and a key of tables.
    fn name(&mut self, root: &FieldReader<'t>, identity: &Identity<'_>) -> String {
        if let Some(name) = root.text(self, "name") {
            self.require_name(&name, root.place_of("name"), "the scenario");
            return name;
        }
        if is_name(identity.stem) || self.is_abstract {
            return identity.stem.to_owned();
        }
        let place = identity.place;
        let refused = format!(
            "the file's stem `{}` cannot name the scenario",
            identity.stem
        );
        let Some(name) = name_of(identity.stem) else {
            self.report(
                Problem::new(Code::BadName, place, refused)
                    .help("write `name = \"...\"` with lower-case letters, digits, `-` and `_`"),
            );
            return identity.stem.to_owned();
        };
        let message = format!("{refused}, which is called `{name}`");
        let problem = Problem::new(Code::BadName, place, message).warning();
        self.report(problem.help("write `name = \"...\"` to call it otherwise"));
        name
    }

    fn sources(&mut self) -> Vec<String> {
        let entries = self.named("sources");
        entries
            .iter()
            .filter_map(|entry| fields::line(self, &entry.node, &format!("sources.{}", entry.key)))
            .collect()
    }

    fn priors(&mut self) -> Priors {
        let mut priors = Vec::new();
        for entry in self.named("priors") {
            if !MEASURES.contains(&entry.key.as_str()) {
                let message = format!("no measure is called `{}`", entry.key);
                let problem = Problem::new(Code::UnknownName, entry.place, message);
                self.report(match nearest(&entry.key, MEASURES) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help(format!("it is one of {}", MEASURES.join(", "))),
                });
            }
            let path = format!("priors.{}", entry.key);
            if let Some(why) = fields::line(self, &entry.node, &path) {
                priors.push((entry.key.clone(), why));
            }
        }
        Priors::new(priors)
    }

    /// Days must have dates: the calendar ends with the year 9999.
    fn calendar(&mut self, closing: Closing, place: Place) -> Date {
        let onset = self.onset.unwrap_or_else(|| date(2000, 1, 1));
        let last = jiff::Span::new().try_days(i64::from(closing.horizon_days));
        if last.and_then(|days| onset.checked_add(days)).is_err() {
            let problem = Problem::new(
                Code::OutOfBounds,
                place,
                "the horizon lies beyond the calendar",
            );
            self.report(problem.label("too late for its horizon"));
        }
        onset
    }

    /// The law's values, checked once rather than for everybody who inherits them.
    fn law(&mut self) {
        let place = self.tree.entry("law").map(|entry| entry.place);
        let Some(place) = place else { return };
        let fields = self.optional_section("law", place);
        for row in section("law").rows() {
            if let Some(value) = fields.number(self, row) {
                self.law.insert(row.key, value);
            }
        }
    }

    /// The parameters of a section: its own values, else the law's, else the defaults.
    fn fill<G: Group>(&mut self, fields: &FieldReader<'t>) -> G {
        G::fill(|row| self.value(fields, row))
    }

    fn value(&mut self, fields: &FieldReader<'t>, row: &'static Parameter) -> f64 {
        let own = fields.number(self, row);
        own.or_else(|| self.law.get(row.key).copied())
            .unwrap_or(row.default)
    }

    /// A table of the root, empty if it is not there.
    fn optional_section(&mut self, name: &'static str, missing: Place) -> FieldReader<'t> {
        let (table, place) = match self.tree.entry(name) {
            None => (&EMPTY, missing),
            Some(entry) => (self.table(entry, name).unwrap_or(&EMPTY), entry.place),
        };
        FieldReader::new(self, section(name), name, table, place)
    }

    /// The entries of a table of the root that holds named things.
    fn named(&mut self, key: &str) -> &'t [Entry] {
        let tree = self.tree;
        let Some(entry) = tree.entry(key) else {
            return &[];
        };
        self.table(entry, key).map_or(&[], |table| &table.entries)
    }

    /// The table that an entry must be.
    fn table(&mut self, entry: &'t Entry, path: &str) -> Option<&'t KeyTable> {
        let table = entry.node.table();
        if table.is_none() {
            self.wrong_type(path, &entry.node, "a table");
        }
        table
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn wrong_type(&mut self, path: &str, node: &Node, expected: &str) {
        let found = node.value.type_name();
        let problem = Problem::new(
            Code::WrongType,
            node.place,
            format!("`{path}` takes {expected}, not {found}"),
        );
        self.report(problem.label(format!("expected {expected}")));
    }

    /// A key that nothing reads, with the nearest that is known.
    fn unknown_key<'a>(
        &mut self,
        path: &str,
        entry: &Entry,
        known: impl Iterator<Item = &'a str> + Clone,
    ) {
        let message = format!("`{path}` is not known");
        let problem = Problem::new(Code::UnknownKey, entry.place, message).label("unknown key");
        let elsewhere = parameter::rows().find(|row| row.key == entry.key);
        self.report(problem.help(match elsewhere.map(|row| row.scope) {
            Some(scope) if scope.is_single() => format!("it belongs to `[{}]`", own_table(scope)),
            Some(scope) => format!("it belongs to `[law]` or `[{}.<name>]`", own_table(scope)),
            None => suggestion(&entry.key, known),
        }));
    }

    /// Something required is not there; a base may leave it to those who extend it.
    fn missing(&mut self, place: Place, what: &str) {
        if !self.is_abstract {
            self.report(Problem::new(
                Code::Missing,
                place,
                format!("{what} is missing"),
            ));
        }
    }

    fn require_name(&mut self, name: &str, place: Place, what: &str) {
        if is_name(name) && reads_otherwise(name) {
            let message =
                format!("`{name}` names {what}, and readers of tables take it for something else");
            let problem = Problem::new(Code::BadName, place, message).warning();
            self.report(problem.label("read as missing, a number, a date or true or false").help(
                "choose a word, or tell the reader that names are text (pandas: `keep_default_na=False, dtype=str`)",
            ));
        }
        if !is_name(name) {
            let problem =
                Problem::new(Code::BadName, place, format!("`{name}` cannot name {what}"));
            self.report(problem.help(
                "names have at most 64 lower-case letters, digits, `-` and `_`, and begin with a letter or digit",
            ));
        }
    }

    /// The index of a name among those known. If none are known, their list is at fault, not this.
    fn find(&mut self, what: &str, known: &[String], name: &str, place: Place) -> Option<usize> {
        let found = known.iter().position(|known| known == name);
        if found.is_none() && !known.is_empty() {
            let problem = Problem::new(
                Code::UnknownName,
                place,
                format!("there is no {what} `{name}`"),
            );
            let problem = problem.label(format!("unknown {what}"));
            self.report(problem.help(suggestion(name, known.iter().map(String::as_str))));
        }
        found
    }

    fn find_actor(&mut self, name: &str, place: Place) -> Option<usize> {
        let actors = std::mem::take(&mut self.actors);
        let found = self.find("actor", &actors, name, place);
        self.actors = actors;
        found
    }

    fn find_rung(&mut self, name: &str, place: Place) -> Option<usize> {
        let rungs = std::mem::take(&mut self.rungs);
        let found = self.find("rung", &rungs, name, place);
        self.rungs = rungs;
        found
    }

    /// Whether two parties are declared adversaries.
    fn are_adversaries(&self, a: usize, b: usize) -> bool {
        let parties = [a.min(b), a.max(b)];
        self.pairs
            .iter()
            .any(|pair| pair.parties == parties && pair.channels.is_some())
    }

    /// Channels need a pair of adversaries to belong to.
    fn channels_without_pair(&mut self, pairs: &[Pair]) {
        let adversaries: Vec<_> = pairs
            .iter()
            .filter(|pair| matches!(pair.relation, Relation::Adversaries { .. }))
            .map(|pair| pair.name.clone())
            .collect();
        let declared: Vec<_> = self
            .named("pair")
            .iter()
            .map(|entry| entry.key.clone())
            .collect();
        for entry in self.named("channel") {
            if adversaries.contains(&entry.key) {
                continue;
            }
            if declared.contains(&entry.key) {
                let message = format!(
                    "`channel.{}` belongs to a pair that is not adversaries",
                    entry.key
                );
                self.report(Problem::new(Code::Inconsistent, entry.place, message));
            } else if self
                .find("pair", &declared, &entry.key, entry.place)
                .is_none()
                && declared.is_empty()
            {
                self.missing(entry.place, &format!("`pair.{}`", entry.key));
            }
        }
    }
}

/// "did you mean", or the list of what there is.
fn suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<_> = known.map(|word| format!("`{word}`")).collect();
    if all.is_empty() {
        "nothing of the kind is declared".to_owned()
    } else {
        format!("there is {}", all.join(", "))
    }
}

/// Whether a value is the text `true` would be: used where a number may be a switch.
fn as_switch(value: &Value) -> Option<bool> {
    match value {
        Value::Switch(switch) => Some(*switch),
        _ => None,
    }
}
