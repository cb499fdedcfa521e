//! `events.csv` and `storylines.csv`: single trials as event data and as stories.

use super::dialect::Dialect;
use super::keys::{Keys, RunKey};
use super::rows::{Cell, Lines, Table, header};
use super::schema::{Schema, TableColumn, Type, column};
use super::sheet::Sheet;
use crate::scenario::{Actor, Scenario};
use crate::trace::account::matters;
use crate::trace::coded::{CodedEvent, events, goldstein};
use crate::trace::event::{Act, Cause, Day, Delivery, Event, Trace};
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
            "act, with its columns; standing: the rung an actor begins on; cooled: the rung it comes down to without an act; or what else happened: severity, decision, campaign, belief, scripted, incident, channel, offer, perceived, talks, pressure, ended.",
        ),
    ];
    rest.extend(event_columns());
    rest.push(column(
        "detail",
        Type::String,
        "",
        "Of severity (what began the crisis was worse than known) the rung that it was; of an act what its execution added: unauthorised, overshoot; of an offer its fate: delivered, lost, unsent; of a channel why it changed: before, cut, failed, restored; of a campaign begins, ends, stands-down, closes; of a decision the intent; of what is perceived as what it was read; of a belief hostile or peaceful; of talks the pair, the level and the level needed; of pressure its level; of what is scripted and of an incident its name for people; of an ending the outcome and the day it is dated.",
    ));
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
    let mut rungs = trace.start.clone();
    for day in &trace.days {
        if day.day == 0 {
            for cells in standings(narrator, scenario, trace) {
                table.push([begun("standing"), cells].concat());
            }
        }
        let told = day.facts.iter().map(|entry| &entry.fact).filter(|fact| {
            let prior = day.day == 0 && matches!(fact, Event::Belief { .. });
            matters(fact) && !prior && !matches!(fact, Event::Acted { .. })
        });
        let early = |fact: &&Event| {
            matches!(
                fact,
                Event::Severity { .. } | Event::Campaign { .. } | Event::Decided(_)
            )
        };
        let (before, after): (Vec<&Event>, Vec<&Event>) = told.partition(early);
        let row = |fact: &&Event| {
            let cells = other_cells(scenario, trace.trial, day, fact);
            let said = vec![detail(fact).into(), narrator.narrate(fact).into()];
            [begun(kind(fact)), cells, said].concat()
        };
        let today = events.iter().filter(|event| event.day == day.day);
        let acts = today.map(|event| {
            let cells = event_cells(scenario, trace.trial, event);
            let executed = executed(scenario, day, event);
            let text = sentence(narrator, scenario, day, event);
            let said = vec![executed.map(detail).into(), text.into()];
            [begun("act"), cells, said].concat()
        });
        let cooled = cooled(narrator, scenario, trace.trial, day, &mut rungs);
        let cooled = cooled
            .into_iter()
            .map(|cells| [begun("cooled"), cells].concat());
        let (before, after) = (before.iter().map(row), after.iter().map(row));
        let rows = before.chain(acts).chain(cooled).chain(after);
        rows.for_each(|row| table.push(row));
    }
}

/// Storylines as a page reads them back from a run folder.
pub fn storyline_sheet(scenario: &Scenario, stories: &[(RunKey, &str, &Trace)]) -> Sheet {
    let schema = storylines_schema(&Keys::default());
    let mut text =
        header(&schema, Dialect::Plain).expect("invariant: memory takes what is written");
    let mut lines = Lines::new(schema, Dialect::Plain);
    for (key, storyline, trace) in stories {
        add_storyline(&mut lines, key, storyline, scenario, trace);
    }
    text.extend(lines.into_bytes());
    Sheet::read(text.as_slice(), &[], |_| true).expect("invariant: what was written is a table")
}

/// Where everybody stands when the crisis begins, in the order of the scenario: the cells after
/// the kind.
fn standings(narrator: Narrator, scenario: &Scenario, trace: &Trace) -> Vec<Vec<Cell>> {
    let row = |(actor, rung): (&Actor, &Option<u32>)| {
        let rung = rung.map(|rung| &scenario.rungs[rung as usize]);
        let name = narrator.actor(&actor.name);
        let text = match rung {
            Some(rung) => format!("{name} stands at {}", rung.label),
            None => format!("{name} stands on no rung: it can press and mediate"),
        };
        let onset = scenario.onset.to_string();
        let rung = rung.map(|rung| rung.name.as_str());
        standing_cells(trace.trial, (0, &onset), actor, rung, text)
    };
    scenario.actors.iter().zip(&trace.start).map(row).collect()
}

/// Who came down to another rung on a day without an act: the cells after the kind. `rungs` are
/// those of the evening before.
fn cooled(
    narrator: Narrator,
    scenario: &Scenario,
    trial: u64,
    day: &Day,
    rungs: &mut [Option<u32>],
) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let actors = scenario.actors.iter().zip(rungs);
    for (standing, (actor, before)) in day.dusk.iter().zip(actors) {
        let moved = std::mem::replace(before, standing.rung);
        let (Some(from), Some(to)) = (moved, standing.rung) else {
            continue;
        };
        if from == to || standing.act != Act::Silence {
            continue;
        }
        let [from, to] = [from, to].map(|rung| &scenario.rungs[rung as usize]);
        let name = narrator.actor(&actor.name);
        let text = format!("{name} cools from {} to {}", from.label, to.label);
        rows.push(standing_cells(
            trial,
            (day.day, &day.date),
            actor,
            Some(&to.name),
            text,
        ));
    }
    rows
}

/// The cells of where an actor stands.
fn standing_cells(
    trial: u64,
    (day, date): (u32, &str),
    actor: &Actor,
    rung: Option<&str>,
    text: String,
) -> Vec<Cell> {
    let mut cells = vec![
        trial.into(),
        day.into(),
        date.into(),
        actor.name.as_str().into(),
        actor.code.as_str().into(),
    ];
    cells.extend((0..3).map(|_| Cell::Empty));
    cells.push(rung.into());
    cells.extend((0..4).map(|_| Cell::Empty));
    cells.push(text.into());
    cells
}

/// How an act was executed, unless the scenario scripts it.
fn executed<'d>(scenario: &Scenario, day: &'d Day, event: &CodedEvent) -> Option<&'d Event> {
    let name = &scenario.actors[event.actor].name;
    let facts = day.facts.iter().map(|entry| &entry.fact);
    facts.into_iter().find(|fact| {
        matches!(fact, Event::Acted { actor, act, .. } if actor == name && *act == event.act)
    })
}

/// The sentence of an act: how it was executed, or, where the scenario scripts it, what it is.
fn sentence(narrator: Narrator, scenario: &Scenario, day: &Day, event: &CodedEvent) -> String {
    if day.day == 0 {
        return scenario.trigger.label.clone();
    }
    let actor = narrator.actor(&scenario.actors[event.actor].name);
    let target = &scenario.actors[event.target].label;
    executed(scenario, day, event).map_or_else(
        || format!("{actor}: {} towards {target}", event.act.name()),
        |fact| narrator.narrate(fact),
    )
}

/// What a fact adds to its kind, in a word or two.
fn detail(fact: &Event) -> Option<String> {
    let said = match fact {
        Event::Severity {
            rungs: [_, was], ..
        } => was.clone(),
        Event::Campaign {
            on,
            stands_down,
            closes,
            ..
        } => match (on, stands_down, closes) {
            (true, ..) => "begins",
            (_, _, true) => "closes",
            (_, true, _) => "stands-down",
            _ => "ends",
        }
        .into(),
        Event::Belief { to, .. } => if *to < 0 { "peaceful" } else { "hostile" }.into(),
        Event::Decided(decided) => decided.intent.name().into(),
        Event::Acted {
            overshoot,
            unauthorised,
            ..
        } => match (unauthorised, overshoot) {
            (false, false) => return None,
            (true, false) => "unauthorised",
            (false, true) => "overshoot",
            (true, true) => "unauthorised overshoot",
        }
        .into(),
        Event::Scripted { label } | Event::Incident { label, .. } => label.clone(),
        Event::Channel { cause, .. } => match cause {
            Cause::Before => "before",
            Cause::Cut => "cut",
            Cause::Failed => "failed",
            Cause::Restored => "restored",
        }
        .into(),
        Event::Offer { fate, .. } => match fate {
            Delivery::Delivered => "delivered",
            Delivery::Lost => "lost",
            Delivery::Unsent => "unsent",
        }
        .into(),
        Event::Perceived { read, .. } => read.name().into(),
        Event::Forgotten { .. } => return None,
        Event::Talks {
            pair, to, needed, ..
        } => format!("{pair}: {to} of {needed}"),
        Event::Pressure { to, .. } => to.to_string(),
        Event::Ended { outcome, dated } => format!("{outcome} on day {dated}"),
    };
    Some(said)
}

fn kind(fact: &Event) -> &'static str {
    match fact {
        Event::Severity { .. } => "severity",
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
        Event::Severity { actor, .. } | Event::Campaign { actor, .. } => (Some(actor), None),
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
