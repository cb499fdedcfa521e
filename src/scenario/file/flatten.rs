//! The scenario as it is run, with every default written out: a text that reads back to the
//! identical [`Scenario`], whatever files and overrides it was composed of. Its hash identifies
//! what was run.

use super::structure::{KINDS, RELATIONS};
use crate::scenario::act::Act;
use crate::scenario::distribution::Distribution;
use crate::scenario::feature;
use crate::scenario::parameter::{Closing, Group, NumberKind, Parameter};
use crate::scenario::payoff::Payoff;
use crate::scenario::policy::{Overlay, Policy, Rule, RuleEffect};
use crate::scenario::{
    Actor, Channel, Effect, Pair, Relation, Role, Scenario, TimelineEvent, Uncertain,
};
use std::fmt::Write;

/// The text of the scenario with every value of its own.
pub fn flatten(scenario: &Scenario) -> String {
    let mut text = Text(String::new());
    text.head(scenario);
    for (at, source) in scenario.sources.iter().enumerate() {
        text.line(&format!("source-{}", at + 1), &quoted(source));
    }
    if !scenario.priors.is_empty() {
        text.table("priors");
        for (measure, why) in scenario.priors.iter() {
            text.line(measure, &quoted(why));
        }
    }
    text.table("crisis");
    text.group::<Closing>(&scenario.closing);
    for rung in &scenario.rungs {
        text.table(&format!("rung.{}", rung.name));
        text.line("label", &quoted(&rung.label));
        text.line("violence", &rung.violence.to_string());
        text.line("deed", &rung.deed.to_string());
        text.line("cameo", &quoted(&rung.cameo));
    }
    scenario.actors.iter().for_each(|actor| text.actor(actor));
    scenario
        .pairs
        .iter()
        .for_each(|pair| text.pair(pair, scenario));
    for incident in &scenario.incidents {
        text.table(&format!("incident.{}", incident.name));
        text.line("label", &quoted(&incident.label));
        text.line("actor", &quoted(&scenario.actors[incident.actor].name));
        text.line("target", &quoted(&scenario.actors[incident.target].name));
        text.group(&incident.source);
    }
    text.trigger(scenario);
    let events: Vec<_> = scenario.timeline.iter().collect();
    events
        .chunk_by(|a, b| a.name == b.name)
        .for_each(|event| text.event(event, scenario));
    // `baseline` is the first and always exists.
    for policy in scenario.policies.iter().skip(1) {
        text.policy(policy, scenario);
    }
    for payoff in &scenario.payoffs {
        text.payoff(payoff, scenario);
    }
    let weights = scenario.payoffs.iter().flat_map(|payoff| &payoff.weights);
    let weighed = weights.filter_map(|weight| weight.range.as_ref());
    for range in scenario.uncertain.iter().chain(weighed) {
        text.table(&format!("uncertain.{}", quoted(&range.path)));
        text.range(range);
        if !range.source.is_empty() {
            text.line("source", &quoted(&range.source));
        }
    }
    text.0
}

/// The text of one policy of the scenario: its presets and what it extends as the rules they are,
/// with every number.
pub fn flatten_policy(policy: &Policy, scenario: &Scenario) -> String {
    let mut text = Text(String::new());
    text.policy(policy, scenario);
    text.0
}

struct Text(String);

impl Text {
    fn table(&mut self, path: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        writeln!(self.0, "{gap}[{path}]").expect("invariant: a string takes every write");
    }

    fn line(&mut self, key: &str, value: &str) {
        writeln!(self.0, "{key} = {value}").expect("invariant: a string takes every write");
    }

    /// What an uncertain parameter may be, and how probable it is held to be.
    fn range(&mut self, range: &Uncertain) {
        if let Distribution::Levels(levels) = &range.distribution {
            let levels: Vec<String> = levels.iter().map(|&level| number(level)).collect();
            return self.line("levels", &format!("[{}]", levels.join(", ")));
        }
        self.line("low", &number(range.low));
        self.line("high", &number(range.high));
        match range.distribution {
            Distribution::Uniform | Distribution::Levels(_) => {}
            Distribution::LogUniform => self.line("distribution", "\"log_uniform\""),
            Distribution::Triangular { mode } => {
                self.line("distribution", "\"triangular\"");
                self.line("mode", &number(mode));
            }
            Distribution::Beta { shape: (a, b) } => {
                self.line("distribution", "\"beta\"");
                self.line("shape", &format!("[{}, {}]", number(a), number(b)));
            }
        }
    }

    fn group<G: Group>(&mut self, group: &G) {
        for (row, value) in G::ROWS.iter().zip(group.values()) {
            self.line(row.key, &parameter(row, value));
        }
    }

    fn head(&mut self, scenario: &Scenario) {
        let names = |names: Vec<&str>| {
            format!(
                "[{}]",
                names
                    .iter()
                    .map(|name| quoted(name))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        self.line("schema", "1");
        self.line("name", &quoted(&scenario.name));
        self.line("title", &quoted(&scenario.title));
        self.line("question", &quoted(&scenario.question));
        self.line("onset", &scenario.onset.to_string());
        let actors = |all: &mut dyn Iterator<Item = usize>| {
            names(all.map(|a| scenario.actors[a].name.as_str()).collect())
        };
        self.line("actors", &actors(&mut (0..scenario.actors.len())));
        // A crisis of one actor leaves nobody to advise.
        if !scenario.deciders.is_empty() {
            self.line("deciders", &actors(&mut scenario.deciders.iter().copied()));
        }
        self.line(
            "rungs",
            &names(
                scenario
                    .rungs
                    .iter()
                    .map(|rung| rung.name.as_str())
                    .collect(),
            ),
        );
        self.line(
            "calm_rung",
            &quoted(&scenario.rungs[scenario.calm_rung].name),
        );
        if !scenario.sources.is_empty() {
            self.table("sources");
        }
    }

    fn actor(&mut self, actor: &Actor) {
        self.table(&format!("actor.{}", actor.name));
        self.line("label", &quoted(&actor.label));
        self.line("code", &quoted(&actor.code));
        self.line("kind", &quoted(KINDS[usize::from(!actor.is_party())]));
        self.group(&actor.response);
        self.group(&actor.perception);
        match &actor.role {
            Role::Party {
                belief,
                execution,
                campaign,
            } => {
                self.group(belief);
                self.group(execution);
                self.group(campaign);
            }
            Role::ThirdParty { influence } => self.group(influence),
        }
    }

    fn pair(&mut self, pair: &Pair, scenario: &Scenario) {
        let [a, b] = pair
            .parties
            .map(|party| quoted(&scenario.actors[party].name));
        self.table(&format!("pair.{}", pair.name));
        self.line("parties", &format!("[{a}, {b}]"));
        match &pair.relation {
            Relation::Allies => self.line("relation", &quoted(RELATIONS[1])),
            Relation::Adversaries { talks, channels } => {
                self.line("relation", &quoted(RELATIONS[0]));
                self.group(talks);
                for channel in channels {
                    self.channel(&pair.name, channel);
                }
            }
        }
    }

    fn channel(&mut self, pair: &str, channel: &Channel) {
        self.table(&format!("channel.{pair}.{}", channel.name));
        self.line("label", &quoted(&channel.label));
        self.group(&channel.line);
    }

    fn trigger(&mut self, scenario: &Scenario) {
        let trigger = &scenario.trigger;
        self.table("trigger");
        self.line("label", &quoted(&trigger.label));
        self.line("actor", &quoted(&scenario.actors[trigger.actor].name));
        self.line("target", &quoted(&scenario.actors[trigger.target].name));
        self.line("rung", &quoted(&scenario.rungs[trigger.rung].name));
        self.line("violence", &trigger.violence.to_string());
        self.line("deliberate", &trigger.deliberate.to_string());
        self.group(&trigger.onset);
    }

    /// One event, or those of one name, which differ in their channel only.
    fn event(&mut self, events: &[&TimelineEvent], scenario: &Scenario) {
        let [first, ..] = events else { return };
        self.table(&format!("timeline.{}", first.name));
        self.line("day", &first.day.to_string());
        self.line("label", &quoted(&first.label));
        let actor = |at: usize| quoted(&scenario.actors[at].name);
        match first.effect {
            Effect::Act {
                actor: who,
                target,
                act,
                rung,
            } => {
                self.line("act", &quoted(act.name()));
                self.line("actor", &actor(who));
                self.line("target", &actor(target));
                if let Some(rung) = rung {
                    self.line("rung", &quoted(&scenario.rungs[rung].name));
                }
            }
            Effect::Channel { up, .. } => {
                let lines: Vec<_> = events
                    .iter()
                    .filter_map(|event| line(event, scenario))
                    .collect();
                self.line(
                    if up { "restore" } else { "cut" },
                    &format!("[{}]", lines.join(", ")),
                );
            }
            Effect::Belief {
                holder,
                about,
                steps,
            } => {
                self.line("belief_steps", &steps.to_string());
                self.line("actor", &actor(holder));
                self.line("target", &actor(about));
            }
        }
    }

    fn policy(&mut self, policy: &Policy, scenario: &Scenario) {
        let path = format!("policy.{}", policy.name);
        self.table(&path);
        self.line("description", &quoted(&policy.description));
        for (actor, overlay) in &policy.overlays {
            let actor = &scenario.actors[*actor].name;
            self.overlay(&format!("{path}.{actor}"), overlay);
        }
    }

    fn payoff(&mut self, payoff: &Payoff, scenario: &Scenario) {
        self.table(&payoff.path(&scenario.actors[payoff.actor].name));
        if !payoff.description.is_empty() {
            self.line("description", &quoted(&payoff.description));
        }
        for weight in &payoff.weights {
            self.line(weight.term.row().key, &number(weight.value));
        }
    }

    fn overlay(&mut self, path: &str, overlay: &Overlay) {
        self.table(path);
        self.line("seeks_channels", &number(overlay.seeks_channels));
        for rule in &overlay.rules {
            self.table(&format!("{path}.rule.{}", rule.name));
            self.rule(rule);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let conditions = rule.when.iter().map(|condition| {
            let key = feature::of(condition.feature).key;
            format!(
                "{key} = {{ min = {}, max = {} }}",
                condition.low, condition.high
            )
        });
        let conditions: Vec<_> = conditions.collect();
        if !conditions.is_empty() {
            self.line("when", &format!("{{ {} }}", conditions.join(", ")));
        }
        let act = |act: Act| quoted(act.name());
        match rule.effect {
            RuleEffect::Forbid(ruled_out) => self.line("forbid", &act(ruled_out)),
            RuleEffect::Force(certain) => self.line("force", &act(certain)),
            RuleEffect::Shift {
                escalate,
                negotiate,
            } => {
                let (escalate, negotiate) = (number(escalate), number(negotiate));
                self.line(
                    "shift",
                    &format!("{{ escalate = {escalate}, negotiate = {negotiate} }}"),
                );
            }
        }
    }
}

/// A channel that an event cuts or restores, as `pair.channel`.
fn line(event: &TimelineEvent, scenario: &Scenario) -> Option<String> {
    let Effect::Channel { pair, channel, .. } = event.effect else {
        return None;
    };
    let pair = &scenario.pairs[pair];
    match &pair.relation {
        Relation::Adversaries { channels, .. } => {
            Some(quoted(&format!("{}.{}", pair.name, channels[channel].name)))
        }
        Relation::Allies => None,
    }
}

fn parameter(row: &Parameter, value: f64) -> String {
    match row.kind {
        NumberKind::Real => number(value),
        NumberKind::Count | NumberKind::Rung => format!("{value:.0}"),
        NumberKind::Switch => (value != 0.0).to_string(),
    }
}

/// The shortest text that reads back to the same number; always with a decimal point or exponent.
fn number(value: f64) -> String {
    // Zero has one text, whichever sign it came with.
    format!("{:?}", value + 0.0)
}

/// A string of TOML. Control characters are not escaped: names and labels have none.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
