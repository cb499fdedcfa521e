//! Facts in plain sentences, without the day.

use super::event::{Act, Cause, Contribution, Decided, Delivery, Event};
use super::parting::Parting;
use crate::scenario::{Relation, Scenario};
use std::fmt::Write;

/// Terms that a sentence names, at most.
const NAMED: usize = 4;
/// Terms smaller than this, in nat, are not worth a word.
const SMALL: f64 = 0.05;

/// Speaks of a scenario's actors and channels by their labels.
#[derive(Debug, Clone, Copy)]
pub struct Narrator<'s> {
    scenario: &'s Scenario,
}

impl<'s> Narrator<'s> {
    /// Of this scenario.
    pub fn new(scenario: &'s Scenario) -> Self {
        Self { scenario }
    }

    /// The label of an actor.
    pub fn actor(self, name: &str) -> &'s str {
        let actor = self.scenario.actors.iter().find(|a| a.name == name);
        actor.map_or("somebody", |actor| &actor.label)
    }

    fn rung(self, name: &str) -> &'s str {
        let rung = self.scenario.rungs.iter().find(|r| r.name == name);
        rung.map_or("", |rung| &rung.label)
    }

    fn channel(self, path: &str) -> String {
        for pair in &self.scenario.pairs {
            let Relation::Adversaries { channels, .. } = &pair.relation else {
                continue;
            };
            for channel in channels {
                if format!("{}.{}", pair.name, channel.name) == path {
                    return format!("{} ({})", channel.label, pair.name);
                }
            }
        }
        path.into()
    }

    /// One sentence.
    pub fn narrate(self, fact: &Event) -> String {
        let name = |actor: &str| self.actor(actor);
        match fact {
            Event::Severity {
                rungs, violence, ..
            } => self.severity(rungs, *violence),
            Event::Campaign {
                actor,
                on,
                stands_down,
                closes,
            } => campaign(name(actor), [*on, *stands_down, *closes]),
            Event::Belief {
                holder,
                about,
                from,
                to,
            } => belief([name(holder), name(about)], [*from, *to]),
            Event::Decided(decided) => self.decided(decided),
            Event::Acted { .. } => self.acted(fact),
            Event::Scripted { label } => format!("as the scenario says: {label}"),
            Event::Incident {
                label,
                actor,
                target,
            } => format!(
                "incident: {label}; {} takes it for an act of {}",
                name(target),
                name(actor)
            ),
            Event::Channel { channel, cause } => {
                let channel = self.channel(channel);
                match cause {
                    Cause::Before => format!("{channel} is down"),
                    Cause::Cut => format!("{channel} is cut"),
                    Cause::Failed => format!("{channel} fails"),
                    Cause::Restored => format!("{channel} is restored"),
                }
            }
            Event::Offer {
                actor,
                target,
                fate,
            } => {
                format!(
                    "{}'s offer to {} {}",
                    name(actor),
                    name(target),
                    became(*fate)
                )
            }
            Event::Perceived {
                observer,
                subject,
                shown,
                read,
                misread,
            } => {
                let (observer, subject) = (name(observer), name(subject));
                let (read, shown) = (noun(*read), noun(*shown));
                if *misread {
                    format!("{observer} misreads {subject}'s {shown} as {read}")
                } else {
                    format!("{observer} sees {subject}'s {read}")
                }
            }
            Event::Forgotten { observer, subject } => format!(
                "{} no longer thinks of {}'s last act",
                name(observer),
                name(subject)
            ),
            Event::Talks {
                pair,
                from,
                to,
                needed,
            } => {
                let moved = if to > from { "advance" } else { "fall back" };
                format!("talks of {pair} {moved} to {to} of {needed}")
            }
            Event::Pressure {
                actor,
                target,
                from,
                to,
            } => {
                let moved = if to > from { "rises" } else { "falls" };
                format!(
                    "pressure of {} on {} {moved} to {to}",
                    name(actor),
                    name(target)
                )
            }
            Event::Ended { outcome, dated } => format!("the crisis ends: {outcome} (day {dated})"),
        }
    }

    /// How bad what began the crisis was, against what was known.
    fn severity(self, [known, was]: &[String; 2], violence: u32) -> String {
        let (known, was) = (self.rung(known), self.rung(was));
        format!(
            "what began it was worse than known: {was}, not {known} (ICB violence level {violence})"
        )
    }

    fn acted(self, fact: &Event) -> String {
        let Event::Acted {
            actor,
            target,
            intent,
            act,
            rungs,
            overshoot,
            unauthorised,
        } = fact
        else {
            return String::new();
        };
        let (actor, target) = (self.actor(actor), self.actor(target));
        let third = rungs.is_none();
        let mut said = match (act, intent) {
            (Act::Silence, _) => format!("{actor} does nothing visible"),
            (Act::Escalate, _) if *unauthorised => {
                format!("{actor} escalates against {target} though nobody ordered it")
            }
            (act, _) => format!("{actor} {}", deed(*act, third, target)),
        };
        if let Some([from, to]) = rungs {
            let (was, now) = (self.rung(from), self.rung(to));
            let moved = match (act, from == to) {
                (Act::Escalate, true) => format!(", again at {now}"),
                (Act::Escalate, false) if *overshoot => {
                    format!(", two rungs at once: from {was} to {now}")
                }
                (Act::Escalate, false) => format!(", up from {was} to {now}"),
                (_, false) => format!(" and cools from {was} to {now}"),
                (_, true) => String::new(),
            };
            said += &moved;
        }
        said
    }

    /// What was decided, without why.
    pub fn resolved(self, decided: &Decided) -> String {
        let (actor, target) = (self.actor(&decided.actor), self.actor(&decided.target));
        let mut actors = self.scenario.actors.iter();
        let third = actors.any(|a| a.name == decided.actor && !a.is_party());
        format!("{actor} {}", resolve(decided.intent, third, target))
    }

    /// A decision, with the terms that weigh most and its probability.
    pub fn decided(self, decided: &Decided) -> String {
        let reasons = reasons(decided, self.actor(&decided.target));
        let because = if reasons.is_empty() {
            String::new()
        } else {
            format!(": {}", reasons.join(", "))
        };
        let (resolved, p) = (self.resolved(decided), short(probability(decided)));
        format!("{resolved}{because} (p = {p})")
    }

    /// Every term that weighs in a decision: which it is, in words too, and its weight for or against what was
    /// chosen, or where that was restraint, against what was not ([`instead`]), in nat, the largest first.
    pub fn reasons(self, decided: &Decided) -> Vec<(&str, String, f64)> {
        let target = self.actor(&decided.target);
        let mut all = Vec::new();
        for (term, nat) in weighed(decided) {
            let (why, ruled) = (phrase(term, target), ruled(term));
            let said = match ruled.as_slice() {
                [] => why,
                ruled => format!("{why} ({})", ruled.join(", ")),
            };
            all.push((term.name.as_str(), said, nat));
        }
        all
    }

    /// Why two trials part, in one or two sentences. `names` are those of the two.
    pub fn parting(self, parting: &Parting, names: [&str; 2]) -> String {
        let side = |fact: Option<&Event>| {
            fact.map_or_else(
                || "nothing of the kind happens".into(),
                |fact| self.narrate(fact),
            )
        };
        let mut said = format!(
            "The two part on day {}. Under {}: {}. Under {}: {}.",
            parting.day,
            names[0],
            side(parting.here),
            names[1],
            side(parting.there)
        );
        if let (Some(Event::Decided(one)), Some(Event::Decided(two))) =
            (parting.here, parting.there)
        {
            let _ = write!(
                said,
                " The same draw, {}, met P(escalate) {} and {}, P(negotiate) {} and {}.",
                short(one.draw),
                short(one.probabilities[0]),
                short(two.probabilities[0]),
                short(one.probabilities[2]),
                short(two.probabilities[2]),
            );
            let differ = difference(one, two);
            if !differ.is_empty() {
                let _ = write!(said, " What differs: {}.", differ.join("; "));
            }
        }
        said
    }
}

/// A belief, in steps of 1/2 of log-odds of hostility, before and after.
fn belief([holder, about]: [&str; 2], steps: [i32; 2]) -> String {
    let [before, after] = steps.map(|steps| 100.0 / (1.0 + libm::exp(-f64::from(steps) / 2.0)));
    format!("{holder} believes {about} hostile with {after:.0}% (before: {before:.0}%)")
}

/// A campaign that begins, or ends: by a stand-down, which may close the crisis.
fn campaign(actor: &str, [on, stands_down, closes]: [bool; 3]) -> String {
    match (on, stands_down, closes) {
        (true, ..) => format!("{actor} is in a campaign from now on"),
        (_, _, true) => {
            format!("{actor} stands down by its own decision, which closes the crisis")
        }
        (_, true, _) => format!("{actor} stands down"),
        _ => format!("the campaign of {actor} ends"),
    }
}

/// What became of an offer.
fn became(fate: Delivery) -> &'static str {
    match fate {
        Delivery::Delivered => "arrives",
        Delivery::Lost => "is lost on the way",
        Delivery::Unsent => "finds no open line",
    }
}

/// What restraint was chosen instead of: the likelier of the other two. It has no terms of its own, so that
/// whatever speaks against that speaks for it.
pub fn instead(decided: &Decided) -> Option<Act> {
    let likelier = if decided.probabilities[0] >= decided.probabilities[2] {
        Act::Escalate
    } else {
        Act::Negotiate
    };
    let chosen = matches!(decided.intent, Act::Escalate | Act::Negotiate);
    (!chosen).then_some(likelier)
}

/// The terms for or against what was chosen with their weight, in nat, the largest first; what a rule of the
/// policy rules out or makes certain stands before all.
fn weighed(decided: &Decided) -> Vec<(&Contribution, f64)> {
    let weight = |term: &Contribution| match (decided.intent, instead(decided)) {
        (Act::Escalate, _) => term.escalate,
        (Act::Negotiate, _) => term.negotiate,
        (_, Some(Act::Negotiate)) => -term.negotiate,
        _ => -term.escalate,
    };
    let mut terms: Vec<(&Contribution, f64)> = decided
        .terms
        .iter()
        .map(|term| (term, weight(term)))
        .filter(|(term, weight)| weight.abs() >= SMALL || rules(term))
        .collect();
    terms.sort_by(|(a, x), (b, y)| rules(b).cmp(&rules(a)).then(y.abs().total_cmp(&x.abs())));
    terms
}

/// The terms that weigh most for or against what was chosen, the largest first.
fn reasons(decided: &Decided, target: &str) -> Vec<String> {
    let say = |(term, weight): (&Contribution, f64)| {
        let (why, mut what) = (phrase(term, target), ruled(term));
        if weight.abs() >= SMALL {
            what.push(format!("{weight:+.1}"));
        }
        format!("{why} ({})", what.join(", "))
    };
    weighed(decided).into_iter().take(NAMED).map(say).collect()
}

/// What a contribution rules out or makes certain.
fn ruled(term: &Contribution) -> Vec<String> {
    let forbids = term.forbids.iter();
    let forbids = forbids.map(|act| format!("forbids to {}", act.name()));
    let forces = term.forces.iter();
    let forces = forces.map(|act| format!("forces to {}", act.name()));
    forbids.chain(forces).collect()
}

/// Whether a contribution rules an act out or makes it certain.
fn rules(term: &Contribution) -> bool {
    !term.forbids.is_empty() || term.forces.is_some()
}

/// The probability of what was chosen.
pub fn probability(decided: &Decided) -> f64 {
    match decided.intent {
        Act::Escalate => decided.probabilities[0],
        Act::Negotiate => decided.probabilities[2],
        Act::Restrain | Act::Silence => decided.probabilities[1],
    }
}

/// A probability in at least two digits that tell it from 0 and 1.
pub fn short(p: f64) -> String {
    if p <= 0.0 || p >= 1.0 {
        return format!("{p:.0}");
    }
    let rare = p.min(1.0 - p);
    let digits = if rare < 0.000_5 {
        return if p < 0.5 { "<.001" } else { ">.999" }.into();
    } else if rare < 0.01 {
        3
    } else {
        2
    };
    format!("{p:.digits$}").trim_start_matches('0').into()
}

/// Terms that are not the same in two decisions.
fn difference(one: &Decided, two: &Decided) -> Vec<String> {
    let of = |decided: &Decided, name: &str| {
        let term = decided.terms.iter().find(|term| term.name == name);
        term.map(|t| (t.escalate, t.negotiate, t.forbids.clone(), t.forces))
    };
    let mut names: Vec<&str> = Vec::new();
    for term in one.terms.iter().chain(&two.terms) {
        if !names.contains(&term.name.as_str()) {
            names.push(&term.name);
        }
    }
    let show = |term: Option<(f64, f64, Vec<Act>, Option<Act>)>| match term {
        None => "absent".into(),
        Some((e, n, forbids, forces)) => {
            let acts = forbids
                .iter()
                .map(|act| format!("forbids to {}", act.name()));
            let acts = acts.chain(forces.map(|act| format!("forces to {}", act.name())));
            let numbers = [(e, "E"), (n, "N")].into_iter().filter(|(x, _)| *x != 0.0);
            let parts: Vec<String> = acts
                .chain(numbers.map(|(x, act)| format!("{act} {x:+.2}")))
                .collect();
            parts.join(" ")
        }
    };
    names
        .into_iter()
        .filter(|name| of(one, name) != of(two, name))
        .map(|name| {
            format!(
                "{name} ({} against {})",
                show(of(one, name)),
                show(of(two, name))
            )
        })
        .collect()
}

fn noun(act: Act) -> &'static str {
    match act {
        Act::Silence => "silence",
        Act::Escalate => "escalation",
        Act::Restrain => "restraint",
        Act::Negotiate => "offer to talk",
    }
}

fn deed(act: Act, third: bool, target: &str) -> String {
    match (act, third) {
        (Act::Silence, _) => "does nothing visible".into(),
        (Act::Escalate, false) => format!("escalates against {target}"),
        (Act::Escalate, true) => format!("presses {target}"),
        (Act::Restrain, _) => "shows restraint".into(),
        (Act::Negotiate, false) => "offers to talk".into(),
        (Act::Negotiate, true) => "mediates".into(),
    }
}

fn resolve(act: Act, third: bool, target: &str) -> String {
    match (act, third) {
        (Act::Escalate, false) => format!("decides to escalate against {target}"),
        (Act::Escalate, true) => format!("decides to press {target}"),
        (Act::Negotiate, false) => "decides to offer talks".into(),
        (Act::Negotiate, true) => "decides to mediate".into(),
        (Act::Restrain | Act::Silence, false) => "decides to restrain".into(),
        (Act::Restrain | Act::Silence, true) => "decides to watch".into(),
    }
}

/// What a term stands for, to be followed by what it contributes.
fn phrase(term: &Contribution, target: &str) -> String {
    let (e, n) = (term.escalate, term.negotiate);
    match term.name.as_str() {
        "resolve" if e > 0.0 => "quick to escalate by habit".into(),
        "resolve" => "slow to escalate by habit".into(),
        "openness" if n > 0.0 => "open to talks by habit".into(),
        "openness" => "slow to talk by habit".into(),
        "inertia" => "it escalated last".into(),
        "inertia_n" => "it offered talks last".into(),
        "reciprocity" => format!("it remembers {target} escalating"),
        "reciprocity_n" => format!("it remembers an offer of {target}"),
        "answer_r" => format!("it remembers {target} restraining itself"),
        "campaign" => "in a campaign".into(),
        "deterrence" if e > 0.0 => format!("provoked by {target}'s firmness"),
        "deterrence" => format!("deterred by {target}"),
        "exploitation" => format!("sees {target} conciliatory"),
        "mediation" => "a third party mediated".into(),
        "parity" if e > 0.0 => format!("{target} stands higher"),
        "parity" => format!("it stands higher than {target}"),
        "fear" => "fear of what comes next".into(),
        "relief" => "wants off its rung".into(),
        "cost_of_conceding" => "cost of conceding".into(),
        "threat" if e > 0.0 => format!("believes {target} hostile"),
        "threat" => format!("believes {target} peaceful"),
        "trust" if n > 0.0 => format!("trusts {target}"),
        "trust" => format!("distrusts {target}"),
        "momentum" => "talks are under way".into(),
        "allies" => "what its allies do".into(),
        "pressure_effect" => "pressure on it".into(),
        other => other.into(),
    }
}
