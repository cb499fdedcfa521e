//! What happens by itself or by script: incidents, the trigger, the timeline.

use super::Check;
use super::fields::FieldReader;
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::file::structure::section;
use crate::scenario::file::tree::Entry;
use crate::scenario::parameter::{Group, Onset};
use crate::scenario::{Act, Effect, Incident, TimelineEvent, Trigger};

const INCIDENTS: usize = 2;

/// The four things an event can do, of which it does one.
const EFFECTS: &[&str] = &["act", "cut", "restore", "belief_steps"];

impl<'t> Check<'t> {
    /// The sources of incidents, in order of declaration.
    pub(super) fn incidents(&mut self) -> Vec<Incident> {
        let mut incidents: Vec<Incident> = Vec::new();
        for entry in self.named("incident") {
            self.require_name(&entry.key, entry.place, "an incident");
            let path = format!("incident.{}", entry.key);
            let Some(table) = self.table(entry, &path) else {
                continue;
            };
            let fields = FieldReader::new(self, section("incident"), &path, table, entry.place);
            let label = fields.label(self, &entry.key);
            let source = self.fill(&fields);
            let (actor, target) = (fields.actor(self, "actor"), fields.actor(self, "target"));
            let (Some(actor), Some(target)) = (actor, target) else {
                continue;
            };
            self.require_adversary(actor, target, &fields);
            if incidents
                .iter()
                .filter(|other| other.actor == actor)
                .count()
                == INCIDENTS
            {
                let message = format!(
                    "`{}` is the source of more than {INCIDENTS} incidents",
                    self.actors[actor]
                );
                self.report(Problem::new(
                    Code::TooMany,
                    fields.place_of("actor"),
                    message,
                ));
            }
            incidents.push(Incident {
                name: entry.key.clone(),
                label,
                actor,
                target,
                source,
            });
        }
        incidents
    }

    fn require_adversary(&mut self, actor: usize, target: usize, fields: &FieldReader<'t>) {
        if self.are_adversaries(actor, target) {
            return;
        }
        let [a, b] = [actor, target].map(|at| self.actors[at].clone());
        let message = format!("`{b}` is not an adversary of `{a}`");
        let adversaries: Vec<_> = (0..self.actors.len())
            .filter(|&other| self.are_adversaries(actor, other))
            .collect();
        let names: Vec<_> = adversaries
            .iter()
            .map(|&at| format!("`{}`", self.actors[at]))
            .collect();
        let help = match names.as_slice() {
            [] => format!(
                "`{a}` has no adversaries: declare a pair with `relation = \"adversaries\"`"
            ),
            names => format!("its adversaries are {}", names.join(", ")),
        };
        let problem = Problem::new(Code::Inconsistent, fields.place_of("target"), message);
        self.report(problem.label("must be an adversary").help(help));
    }

    /// The act that began the crisis.
    pub(super) fn trigger(&mut self, root: &FieldReader<'t>) -> Trigger {
        let place = root.place;
        if root.get(self, "trigger").is_none() {
            return blank();
        }
        let fields = self.optional_section("trigger", place);
        let (actor, target) = (fields.actor(self, "actor"), fields.actor(self, "target"));
        if let (Some(actor), Some(target)) = (actor, target) {
            // An actor alone can only be the target of its own trigger.
            let alone =
                actor == target && self.is_party.iter().filter(|party| **party).count() == 1;
            if !self.is_party[actor] {
                let message = format!(
                    "`{}` is a third party and cannot begin a crisis",
                    self.actors[actor]
                );
                self.report(
                    Problem::new(Code::Inconsistent, fields.place_of("actor"), message)
                        .label("must be a party"),
                );
            } else if !alone {
                self.require_adversary(actor, target, &fields);
            }
        }
        let rung = fields.rung(self, "rung", false).unwrap_or(0);
        let onset: Onset = self.fill(&fields);
        if onset.worse > 0.0 && rung + 2 == self.rungs.len() {
            let message = "`trigger.worse` changes nothing: only war is a rung above the trigger";
            let problem = Problem::new(Code::Unused, fields.place_of("worse"), message);
            self.report(problem.warning());
        }
        Trigger {
            label: fields.text(self, "label").unwrap_or_default(),
            actor: actor.unwrap_or(0),
            target: target.unwrap_or(0),
            rung,
            violence: fields.whole(self, "violence").unwrap_or(1) as u32,
            deliberate: fields.switch(self, "deliberate").unwrap_or(true),
            onset,
        }
    }

    /// What is scripted, by day and then in order of declaration.
    pub(super) fn timeline(&mut self, horizon: u32) -> Vec<TimelineEvent> {
        let mut events = Vec::new();
        for entry in self.named("timeline") {
            self.event(entry, horizon, &mut events);
        }
        events.sort_by_key(|event| event.day);
        events
    }

    fn event(&mut self, entry: &'t Entry, horizon: u32, events: &mut Vec<TimelineEvent>) {
        self.require_name(&entry.key, entry.place, "an event");
        let path = format!("timeline.{}", entry.key);
        let Some(table) = self.table(entry, &path) else {
            return;
        };
        let fields = FieldReader::new(self, section("timeline"), &path, table, entry.place);
        let label = fields.label(self, &entry.key);
        let day = self.day(&fields, horizon);
        let effects = match self.one_of(&fields, EFFECTS) {
            Some("act") => self.act(&fields).into_iter().collect(),
            Some("cut") => self.lines(&fields, "cut", false),
            Some("restore") => self.lines(&fields, "restore", true),
            Some("belief_steps") => self.belief(&fields).into_iter().collect(),
            _ => Vec::new(),
        };
        let happens = fields.switch(self, "happens").unwrap_or(true);
        let Some(day) = day.filter(|_| happens) else {
            return;
        };
        events.extend(effects.into_iter().map(|effect| TimelineEvent {
            name: entry.key.clone(),
            label: label.clone(),
            day,
            effect,
        }));
    }

    /// The one of several keys that a table has.
    pub(super) fn one_of(
        &mut self,
        fields: &FieldReader<'t>,
        keys: &'static [&'static str],
    ) -> Option<&'static str> {
        let found: Vec<_> = keys
            .iter()
            .copied()
            .filter(|key| fields.table.get(key).is_some())
            .collect();
        let known: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        match found.as_slice() {
            [one] => Some(one),
            [] => {
                self.missing(
                    fields.place,
                    &format!("one of {} in `{}`", known.join(", "), fields.path),
                );
                None
            }
            [first, second, ..] => {
                let message = format!("`{}` has `{first}` and `{second}`", fields.path);
                let problem = Problem::new(Code::Inconsistent, fields.place_of(second), message);
                let problem = problem.related(fields.place_of(first), "first here");
                self.report(
                    problem
                        .label("one too many")
                        .help(format!("write one of {}", known.join(", "))),
                );
                None
            }
        }
    }

    /// The day of an event, by number or by date.
    fn day(&mut self, fields: &FieldReader<'t>, horizon: u32) -> Option<i32> {
        let (day, place) = match self.one_of(fields, &["date", "day"])? {
            "date" => {
                let date = fields.date(self, "date")?;
                (self.days_since_onset(date)?, fields.place_of("date"))
            }
            _ => (fields.whole(self, "day")?, fields.place_of("day")),
        };
        if !(-3650..=i64::from(horizon)).contains(&day) {
            let problem = Problem::new(
                Code::OutOfBounds,
                place,
                format!("`{}` lies on day {day}", fields.path),
            );
            self.report(problem.label(format!(
                "must lie between day -3650 and the horizon, day {horizon}"
            )));
            return None;
        }
        Some(day as i32)
    }

    fn days_since_onset(&self, date: jiff::civil::Date) -> Option<i64> {
        let days = self.onset?.until(date).ok()?.get_days();
        Some(i64::from(days))
    }

    fn act(&mut self, fields: &FieldReader<'t>) -> Option<Effect> {
        let act = fields.choice(self, "act").map(|act| Act::DECIDED[act]);
        let (actor, target) = self.both(fields);
        let (act, actor, target) = (act?, actor?, target?);
        if self.is_party[actor] {
            self.require_adversary(actor, target, fields);
        } else if !self.is_party[target] {
            let message = format!(
                "`{}` is a third party: nobody acts towards it",
                self.actors[target]
            );
            self.report(
                Problem::new(Code::Inconsistent, fields.place_of("target"), message)
                    .label("must be a party"),
            );
        }
        let climbs = act == Act::Escalate && self.is_party[actor];
        if fields.table.get("rung").is_some() && !climbs {
            let message = format!(
                "`{}` has a rung, but only an escalation by a party goes to one",
                fields.path
            );
            self.report(Problem::new(
                Code::Inconsistent,
                fields.place_of("rung"),
                message,
            ));
            return None;
        }
        let rung = fields.rung(self, "rung", false);
        Some(Effect::Act {
            actor,
            target,
            act,
            rung,
        })
    }

    fn lines(&mut self, fields: &FieldReader<'t>, key: &'static str, up: bool) -> Vec<Effect> {
        let names = fields.names(self, key);
        let strays = ["actor", "target", "rung"];
        self.not_with(fields, key, &strays);
        let effects = names
            .into_iter()
            .filter_map(|(name, place)| self.line(name, place, up));
        effects.collect()
    }

    /// A channel by `pair.channel`.
    fn line(&mut self, name: &str, place: Place, up: bool) -> Option<Effect> {
        let known = self.pairs.iter().flat_map(|pair| {
            let channels = pair.channels.iter().flatten();
            channels.map(|channel| format!("{}.{channel}", pair.name))
        });
        let known: Vec<_> = known.collect();
        self.find("channel", &known, name, place)?;
        let (pair, channel) = name.split_once('.')?;
        let pair = self.pairs.iter().position(|known| known.name == pair)?;
        let channels = self.pairs[pair].channels.as_ref()?;
        let channel = channels.iter().position(|known| known == channel)?;
        Some(Effect::Channel { pair, channel, up })
    }

    fn belief(&mut self, fields: &FieldReader<'t>) -> Option<Effect> {
        let steps = fields.whole(self, "belief_steps");
        self.not_with(fields, "belief_steps", &["rung"]);
        let (holder, about) = self.both(fields);
        let (steps, holder, about) = (steps?, holder?, about?);
        self.require_adversary(holder, about, fields);
        Some(Effect::Belief {
            holder,
            about,
            steps: steps as i32,
        })
    }

    /// Who does something and to whom: both are needed where either is.
    fn both(&mut self, fields: &FieldReader<'t>) -> (Option<usize>, Option<usize>) {
        for key in ["actor", "target"] {
            if fields.table.get(key).is_none() {
                self.missing(fields.place, &format!("`{}`", fields.path_of(key)));
            }
        }
        (fields.actor(self, "actor"), fields.actor(self, "target"))
    }

    /// Keys that mean nothing beside another.
    fn not_with(&mut self, fields: &FieldReader<'t>, key: &str, strays: &[&str]) {
        for stray in strays {
            if let Some(entry) = fields.table.entry(stray) {
                let message = format!("`{}` means nothing beside `{key}`", fields.path_of(stray));
                self.report(Problem::new(Code::Inconsistent, entry.place, message));
            }
        }
    }
}

fn blank() -> Trigger {
    Trigger {
        label: String::new(),
        actor: 0,
        target: 0,
        rung: 0,
        violence: 1,
        deliberate: true,
        onset: Onset::fill(|row| row.default),
    }
}
