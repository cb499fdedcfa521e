//! `events.csv` and `storylines.csv`: single trials as event data and as stories.

use super::keys::{Keys, RunKey};
use super::rows::{Cell, Lines, Table};
use super::schema::{Schema, TableColumn, Type, column};
use crate::scenario::Scenario;
use crate::trace::account::matters;
use crate::trace::coded::{CodedEvent, events, goldstein};
use crate::trace::event::{Day, Event, Trace};
use crate::trace::narration::Narrator;

fn event_columns() -> Vec<TableColumn> {
    let text = |name: &str, doc: &str| column(name, Type::String, "", doc);
    vec![
        column("trial", Type::Integer, "", "Number of the trial."),
        column("day", Type::Integer, "days", "Days since the onset."),
        column("date", Type::Date, "", "The calendar day."),
        text("actor", "Who acted."),
        text("actor_code", "Its code in event data."),
        text("target", "Towards whom."),
        text("target_code", "Its code in event data."),
        text("act", "escalate, restrain (visibly) or negotiate."),
        text(
            "rung",
            "The actor's rung after the act; empty: it stands on none.",
        ),
        text("cameo", "CAMEO code of the act."),
        text("cameo_root", "CAMEO root code: its first two digits."),
        column(
            "goldstein",
            Type::Number,
            "Goldstein scale",
            "Goldstein score of the code, -10 (conflict) to 10 (cooperation).",
        ),
    ]
}

/// `events.csv`.
pub fn events_schema() -> Schema {
    let doc =
        "Visible acts of a trial in the conventions of event data: one row per act and target.";
    Schema::keyed("events.csv", doc, &Keys::default(), event_columns())
}

/// `storylines.csv`.
pub fn storylines_schema(keys: &Keys) -> Schema {
    let mut rest = vec![
        column(
            "storyline",
            Type::String,
            "",
            "typical: the first trial with the most frequent outcome that ended nearest to its median day; bad: the first trial with the highest violence after the onset.",
        ),
        column(
            "kind",
            Type::String,
            "",
            "act, with its columns; or what else happened: decision, campaign, belief, scripted, incident, channel, offer, perceived, talks, pressure, ended.",
        ),
    ];
    rest.extend(event_columns());
    rest.push(column(
        "text",
        Type::String,
        "",
        "What happened, in a sentence.",
    ));
    let doc = "A typical and a bad trial of each scenario and policy, as they went.";
    Schema::keyed("storylines.csv", doc, keys, rest)
}

/// The event cells of an act.
fn event_cells(scenario: &Scenario, trial: u64, event: &CodedEvent) -> Vec<Cell> {
    let (actor, target) = (
        &scenario.actors[event.actor],
        &scenario.actors[event.target],
    );
    vec![
        trial.into(),
        event.day.into(),
        event.date.as_str().into(),
        actor.name.as_str().into(),
        actor.code.as_str().into(),
        target.name.as_str().into(),
        target.code.as_str().into(),
        event.act.name().into(),
        event.rung.clone().into(),
        event.cameo.as_str().into(),
        event.root().into(),
        goldstein(&event.cameo).into(),
    ]
}

/// Adds the acts of a trial to a table of [`events_schema`].
pub fn add_events(table: &mut Table, key: &RunKey, scenario: &Scenario, trace: &Trace) {
    for event in events(scenario, trace) {
        let cells = event_cells(scenario, trace.trial, &event);
        table.push([key.cells(), cells].concat());
    }
}

/// Adds a trial to the lines of [`storylines_schema`].
pub fn add_storyline(
    table: &mut Lines,
    key: &RunKey,
    storyline: &str,
    scenario: &Scenario,
    trace: &Trace,
) {
    let narrator = Narrator::new(scenario);
    let events = events(scenario, trace);
    let begun = |kind: &str| [key.cells(), vec![storyline.into(), kind.into()]].concat();
    for day in &trace.days {
        let told = day.facts.iter().map(|entry| &entry.fact).filter(|fact| {
            let prior = day.day == 0 && matches!(fact, Event::Belief { .. });
            matters(fact) && !prior && !matches!(fact, Event::Acted { .. })
        });
        let early = |fact: &&Event| matches!(fact, Event::Campaign { .. } | Event::Decided(_));
        let (before, after): (Vec<&Event>, Vec<&Event>) = told.partition(early);
        let row = |fact: &&Event| {
            let cells = other_cells(scenario, trace.trial, day, fact);
            [
                begun(kind(fact)),
                cells,
                vec![narrator.narrate(fact).into()],
            ]
            .concat()
        };
        let today = events.iter().filter(|event| event.day == day.day);
        let acts = today.map(|event| {
            let cells = event_cells(scenario, trace.trial, event);
            let text = sentence(narrator, scenario, day, event);
            [begun("act"), cells, vec![text.into()]].concat()
        });
        let rows = before
            .iter()
            .map(row)
            .chain(acts)
            .chain(after.iter().map(row));
        rows.for_each(|row| table.push(row));
    }
}

/// The sentence of an act: how it was executed, or, where the scenario scripts it, what it is.
fn sentence(narrator: Narrator, scenario: &Scenario, day: &Day, event: &CodedEvent) -> String {
    if day.day == 0 {
        return scenario.trigger.label.clone();
    }
    let name = &scenario.actors[event.actor].name;
    let executed = day.facts.iter().find(|entry| {
        matches!(&entry.fact, Event::Acted { actor, act, .. } if actor == name && *act == event.act)
    });
    let (actor, target) = (narrator.actor(name), &scenario.actors[event.target].label);
    executed.map_or_else(
        || format!("{actor}: {} towards {target}", event.act.name()),
        |entry| narrator.narrate(&entry.fact),
    )
}

fn kind(fact: &Event) -> &'static str {
    match fact {
        Event::Campaign { .. } => "campaign",
        Event::Belief { .. } => "belief",
        Event::Decided(_) => "decision",
        Event::Acted { .. } => "act",
        Event::Scripted { .. } => "scripted",
        Event::Incident { .. } => "incident",
        Event::Channel { .. } => "channel",
        Event::Offer { .. } => "offer",
        Event::Perceived { .. } => "perceived",
        Event::Forgotten { .. } => "forgotten",
        Event::Talks { .. } => "talks",
        Event::Pressure { .. } => "pressure",
        Event::Ended { .. } => "ended",
    }
}

/// The same columns for what is no act: who and whom, and no code.
fn other_cells(scenario: &Scenario, trial: u64, day: &Day, fact: &Event) -> Vec<Cell> {
    let (who, whom) = match fact {
        Event::Campaign { actor, .. } => (Some(actor), None),
        Event::Belief { holder, about, .. } => (Some(holder), Some(about)),
        Event::Decided(decided) => (Some(&decided.actor), Some(&decided.target)),
        Event::Perceived {
            observer, subject, ..
        } => (Some(observer), Some(subject)),
        Event::Incident { actor, target, .. }
        | Event::Offer { actor, target, .. }
        | Event::Pressure { actor, target, .. } => (Some(actor), Some(target)),
        _ => (None, None),
    };
    let code = |name: Option<&String>| {
        let actor = scenario
            .actors
            .iter()
            .find(|actor| Some(&actor.name) == name);
        actor.map(|actor| actor.code.clone())
    };
    let mut cells = vec![
        trial.into(),
        day.day.into(),
        day.date.as_str().into(),
        who.cloned().into(),
        code(who).into(),
        whom.cloned().into(),
        code(whom).into(),
    ];
    cells.extend((0..5).map(|_| Cell::Empty));
    cells
}
