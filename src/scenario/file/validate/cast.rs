//! Who takes part, who is whose adversary, and the lines between them.

use super::fields::FieldReader;
use super::{Check, EMPTY, Known};
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::Entry;
use crate::scenario::parameter::Scope;
use crate::scenario::{Actor, Channel, Pair, Relation, Role};
use std::collections::BTreeMap;

/// How many there may be, by the layout of the random draws.
const ACTORS: usize = 8;
const PARTIES: usize = 7;
const THIRD_PARTIES: usize = 4;
const CHANNELS: usize = 4;

/// Words that a policy's table has for itself, so that no actor can have them.
const RESERVED: &[&str] = &["description", "extends"];

impl<'t> Check<'t> {
    /// The actors in the order of the scenario's list.
    pub(super) fn cast(&mut self, root: &FieldReader<'t>) -> Vec<Actor> {
        let names = root.names(self, "actors");
        let place = root.place_of("actors");
        self.actors = names.iter().map(|(name, _)| (*name).to_owned()).collect();
        for entry in self.named("actor") {
            self.find_actor(&entry.key, entry.place);
        }
        let mut codes = BTreeMap::new();
        let mut actors = Vec::new();
        for &(name, at) in &names {
            self.require_name(name, at, "an actor");
            if RESERVED.contains(&name) {
                let message = format!("an actor cannot be called `{name}`, a key of policies");
                self.report(Problem::new(Code::BadName, at, message));
            }
            let actor = self.actor(name, at, &mut codes);
            self.is_party.push(actor.is_party());
            actors.push(actor);
        }
        let parties = actors.iter().filter(|actor| actor.is_party()).count();
        let counts = [
            (actors.len(), 1, ACTORS, "actors"),
            (parties, 1, PARTIES, "parties"),
            (actors.len() - parties, 0, THIRD_PARTIES, "third parties"),
        ];
        for (count, low, high, what) in counts {
            if root.table.get("actors").is_some() && !(low..=high).contains(&count) {
                let problem = Problem::new(
                    Code::TooMany,
                    place,
                    format!("the scenario has {count} {what}"),
                );
                self.report(problem.label(format!("must be {low} to {high} {what}")));
            }
        }
        actors
    }

    /// Who is advised; everybody but the actor of the trigger where nothing is said.
    pub(super) fn deciders(&mut self, root: &FieldReader<'t>, trigger: usize) -> Vec<usize> {
        if root.table.get("deciders").is_none() {
            return (0..self.actors.len()).filter(|&a| a != trigger).collect();
        }
        let names = root.names(self, "deciders");
        if names.is_empty() {
            let place = root.place_of("deciders");
            let problem = Problem::new(Code::Missing, place, "`deciders` names nobody");
            self.report(problem.help("leave it out, or name an actor whose policies are ranked"));
        }
        let found = names.into_iter();
        let mut found: Vec<usize> = found
            .filter_map(|(name, place)| self.find_actor(name, place))
            .collect();
        found.sort_unstable();
        found
    }

    fn actor(&mut self, name: &str, at: Place, codes: &mut BTreeMap<String, Place>) -> Actor {
        let path = format!("actor.{name}");
        let entry = self
            .tree
            .table("actor")
            .and_then(|actors| actors.entry(name));
        let table = entry.and_then(|entry| self.table(entry, &path));
        let (Some(entry), Some(table)) = (entry, table) else {
            if entry.is_none() {
                self.missing(at, &format!("the table `[{path}]`"));
            }
            return self.blank_actor(name, at);
        };
        let fields = FieldReader::new(self, section("actor"), &path, table, entry.place);
        let is_party = fields.choice(self, "kind") != Some(1);
        let (stray, whose) = if is_party {
            (Scope::ThirdParty, "third parties")
        } else {
            (Scope::Party, "parties")
        };
        self.belongs_to_others(&fields, stray, whose);
        let code = fields.text(self, "code").unwrap_or_default();
        self.code(&code, &fields, codes);
        let role = if is_party {
            let (belief, execution) = (self.fill(&fields), self.fill(&fields));
            Role::Party {
                belief,
                execution,
                campaign: self.fill(&fields),
            }
        } else {
            Role::ThirdParty {
                influence: self.fill(&fields),
            }
        };
        Actor {
            name: name.to_owned(),
            label: fields.label(self, name),
            code,
            response: self.fill(&fields),
            perception: self.fill(&fields),
            role,
        }
    }

    /// An actor of whom only the name is known.
    fn blank_actor(&mut self, name: &str, at: Place) -> Actor {
        let none = FieldReader::unopened(section("actor"), "actor", &EMPTY, at);
        let (belief, execution) = (self.fill(&none), self.fill(&none));
        Actor {
            name: name.to_owned(),
            label: name.to_owned(),
            code: String::new(),
            response: self.fill(&none),
            perception: self.fill(&none),
            role: Role::Party {
                belief,
                execution,
                campaign: self.fill(&none),
            },
        }
    }

    /// Event data tell actors apart by their code.
    fn code(&mut self, code: &str, fields: &FieldReader<'t>, codes: &mut BTreeMap<String, Place>) {
        let place = fields.place_of("code");
        if code.is_empty() {
            return;
        }
        if code.len() != 3 || !code.chars().all(|c| c.is_ascii_uppercase()) {
            let message = format!("`{}` is `{code}`", fields.path_of("code"));
            self.report(
                Problem::new(Code::BadName, place, message).label("must be three capital letters"),
            );
        }
        if let Some(first) = codes.insert(code.to_owned(), place) {
            let problem = Problem::new(
                Code::Duplicate,
                place,
                format!("two actors have the code `{code}`"),
            );
            self.report(problem.label("again here").related(first, "first here"));
        }
    }

    /// Parameters in a table that only tables of another kind have.
    pub(super) fn belongs_to_others(
        &mut self,
        fields: &FieldReader<'t>,
        scope: Scope,
        whose: &str,
    ) {
        let rows = crate::scenario::parameter::rows().filter(|row| row.scope == scope);
        for row in rows {
            if let Some(entry) = fields.table.entry(row.key) {
                let message = format!("`{}` is a parameter of {whose}", fields.path_of(row.key));
                self.report(
                    Problem::new(Code::UnknownKey, entry.place, message).label("not known here"),
                );
            }
        }
    }

    /// The pairs in order of declaration, each two parties once.
    pub(super) fn pairs(&mut self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        let mut places: BTreeMap<[usize; 2], Place> = BTreeMap::new();
        for entry in self.named("pair") {
            let Some((pair, place)) = self.pair(entry) else {
                continue;
            };
            if let Some(first) = places.insert(pair.parties, place) {
                let [a, b] = pair.parties.map(|party| self.actors[party].clone());
                let problem = Problem::new(
                    Code::Duplicate,
                    place,
                    format!("`{a}` and `{b}` are a pair already"),
                );
                self.report(problem.label("again here").related(first, "first here"));
                continue;
            }
            self.pairs.push(Known {
                name: pair.name.clone(),
                parties: pair.parties,
                channels: match &pair.relation {
                    Relation::Allies => None,
                    Relation::Adversaries { channels, .. } => Some(
                        channels
                            .iter()
                            .map(|channel| channel.name.clone())
                            .collect(),
                    ),
                },
            });
            pairs.push(pair);
        }
        pairs
    }

    fn pair(&mut self, entry: &'t Entry) -> Option<(Pair, Place)> {
        self.require_name(&entry.key, entry.place, "a pair");
        let path = format!("pair.{}", entry.key);
        let table = self.table(entry, &path)?;
        let fields = FieldReader::new(self, section("pair"), &path, table, entry.place);
        let relation = if fields.choice(self, "relation") == Some(1) {
            self.belongs_to_others(&fields, Scope::Pair, "adversaries");
            Relation::Allies
        } else {
            let talks = self.fill(&fields);
            Relation::Adversaries {
                talks,
                channels: self.channels(&entry.key),
            }
        };
        let names = fields.names(self, "parties");
        let place = fields.place_of("parties");
        if names.len() != 2 && table.get("parties").is_some() {
            let message = format!("`{path}.parties` must name two parties");
            self.report(Problem::new(Code::Inconsistent, place, message));
        }
        let mut parties = Vec::new();
        for (name, at) in names {
            let Some(party) = self.find_actor(name, at) else {
                continue;
            };
            if self.is_party[party] {
                parties.push(party);
            } else {
                let message = format!("`{name}` is a third party and cannot be in a pair");
                self.report(Problem::new(Code::Inconsistent, at, message).label("must be a party"));
            }
        }
        parties.sort_unstable();
        let parties = parties.try_into().ok()?;
        Some((
            Pair {
                name: entry.key.clone(),
                parties,
                relation,
            },
            place,
        ))
    }

    /// The channels of a pair of adversaries, in order of declaration.
    fn channels(&mut self, pair: &str) -> Vec<Channel> {
        let path = format!("channel.{pair}");
        let entry = self
            .tree
            .table("channel")
            .and_then(|channels| channels.entry(pair));
        let Some(table) = entry.and_then(|entry| self.table(entry, &path)) else {
            return Vec::new();
        };
        if let Some(extra) = table.entries.get(CHANNELS) {
            let message = format!("`{path}` has {} channels", table.entries.len());
            self.report(
                Problem::new(Code::TooMany, extra.place, message)
                    .label(format!("a pair has at most {CHANNELS}")),
            );
        }
        let mut channels = Vec::new();
        for entry in &table.entries {
            self.require_name(&entry.key, entry.place, "a channel");
            let path = format!("{path}.{}", entry.key);
            let Some(table) = self.table(entry, &path) else {
                continue;
            };
            let fields = FieldReader::new(self, section("channel"), &path, table, entry.place);
            channels.push(Channel {
                name: entry.key.clone(),
                label: fields.label(self, &entry.key),
                line: self.fill(&fields),
            });
        }
        channels
    }
}
