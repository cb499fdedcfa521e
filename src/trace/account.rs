//! A trial as a text to be read, day by day; and two side by side.

use super::event::{Act, Contribution, Day, Decided, Event, Trace};
use super::narration::{Narrator, short};
use super::parting::parting;
use crate::scenario::Scenario;
use serde_json::json;
use std::fmt::Write;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Decisions to escalate or negotiate, deeds, misreadings, what was lost or cut, the ending.
    Short,
    /// Everything, with every term of every decision.
    Everything,
}

/// Whether a fact is worth telling in short.
pub fn matters(fact: &Event) -> bool {
    match fact {
        Event::Decided(decided) => matches!(decided.intent, Act::Escalate | Act::Negotiate),
        Event::Belief { from, to, .. } => (*from < 0) != (*to < 0),
        Event::Perceived { misread, .. } => *misread,
        Event::Forgotten { .. } => false,
        Event::Pressure { from, to, .. } => to > from,
        // Every step up is told, also one that repeats a rung; else what differs from the decision.
        Event::Acted {
            intent, act, rungs, ..
        } => {
            let moved = rungs.as_ref().is_some_and(|[from, to]| from != to);
            *act == Act::Escalate || moved || (act != intent && *act != Act::Silence)
        }
        _ => true,
    }
}

/// One trial.
pub fn account(scenario: &Scenario, trace: &Trace, telling: Telling) -> String {
    let narrator = Narrator::new(scenario);
    let mut text = heading(scenario, trace);
    for day in &trace.days {
        let lines = told(narrator, day, telling);
        if !lines.is_empty() {
            let _ = writeln!(text, "\nDay {}  {}", day.day, day.date);
            for line in lines {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
    text
}

fn heading(scenario: &Scenario, trace: &Trace) -> String {
    format!(
        "Trial {} of {} under {}, seed {}: {} on day {}, ICB violence level {} after the onset.\n\
         One of many trials under stated assumptions, not a forecast.\n\
         Onset {}: {}\n",
        trace.trial,
        trace.scenario,
        trace.policy,
        trace.seed,
        trace.outcome,
        trace.ending_day,
        trace.violence_after_onset,
        scenario.onset,
        scenario.trigger.label
    )
}

fn told(narrator: Narrator, day: &Day, telling: Telling) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in &day.facts {
        // Priors are told in full only: nothing has happened yet.
        let prior = day.day == 0 && matches!(entry.fact, Event::Belief { .. });
        if telling == Telling::Short && (prior || !matters(&entry.fact)) {
            continue;
        }
        lines.push(narrator.narrate(&entry.fact));
        if let Event::Decided(decided) = &entry.fact {
            lines.extend(odds(decided, telling));
        }
    }
    lines
}

/// The probabilities of a decision and what each came from.
fn odds(decided: &Decided, telling: Telling) -> Vec<String> {
    let [e, r, n] = decided.probabilities.map(short);
    let chosen = format!("    escalate {e}, restrain {r}, negotiate {n}");
    let sides = [
        ("escalate", contributed(decided, |term| term.escalate)),
        ("negotiate", contributed(decided, |term| term.negotiate)),
    ];
    let asked = |act: &str| telling == Telling::Everything || decided.intent.name() == act;
    let sums = sides
        .into_iter()
        .filter(|(act, _)| asked(act))
        .map(|(act, sum)| format!("    {act} {sum}"));
    std::iter::once(chosen).chain(sums).collect()
}

/// A utility as the sum of its terms.
fn contributed(decided: &Decided, of: impl Fn(&Contribution) -> f64) -> String {
    let parts: Vec<String> = decided
        .terms
        .iter()
        .map(|term| (term, of(term)))
        .filter(|(_, nat)| *nat != 0.0)
        .map(|(term, nat)| format!("{} {nat:+.2}", term.name))
        .collect();
    let sum: f64 = decided.terms.iter().map(of).sum();
    format!("{sum:+.2} nat = {}", parts.join(", "))
}

/// What two trials that part do not say.
const FLIPS: &str = "Which trials flip is a property of the shared draws, not of the law alone.\n";

/// How trials end, and where the first two part: a sentence each. `names` are those of the trials.
pub fn gist(scenario: &Scenario, traces: &[&Trace], names: &[&str]) -> Vec<String> {
    let ends = traces.iter().zip(names).map(|(trace, name)| {
        format!(
            "Under {name}: {} on day {}; {} after the onset (ICB violence level {}).",
            trace.outcome,
            trace.ending_day,
            match trace.violence_after_onset {
                2 => "minor clashes",
                3 => "serious clashes",
                4 => "full-scale war",
                _ => "no clashes",
            },
            trace.violence_after_onset
        )
    });
    let mut said: Vec<String> = ends.collect();
    if let ([here, there], [one, two]) = (traces, names) {
        match parting(here, there) {
            Some(parting) => {
                said.push(Narrator::new(scenario).parting(&parting, [one, two]));
            }
            None => said.push(
                "The two trials are the same: nothing that differs between them ever mattered."
                    .into(),
            ),
        }
    }
    said
}

/// Two trials under the same luck: where they part, then the days from there on side by side.
pub fn against(scenario: &Scenario, here: &Trace, there: &Trace, names: [&str; 2]) -> String {
    let narrator = Narrator::new(scenario);
    let mut text = gist(scenario, &[here, there], &names).join("\n") + "\n";
    let Some(parting) = parting(here, there) else {
        return text;
    };
    text += FLIPS;
    let days = here.days.len().max(there.days.len());
    for day in parting.day as usize..days {
        let sides = [here, there].map(|trace| {
            let facts = trace.days.get(day).into_iter().flat_map(|day| &day.facts);
            let told = facts.filter(|entry| matters(&entry.fact));
            told.map(|entry| narrator.narrate(&entry.fact))
                .collect::<Vec<_>>()
        });
        if sides.iter().all(Vec::is_empty) {
            continue;
        }
        let dated = here.days.get(day).or(there.days.get(day));
        let _ = writeln!(text, "\nDay {day}  {}", dated.map_or("", |day| &day.date));
        for line in sides[0].iter().filter(|line| sides[1].contains(line)) {
            let _ = writeln!(text, "  both: {line}");
        }
        for (side, other) in [(0, 1), (1, 0)] {
            for line in sides[side]
                .iter()
                .filter(|line| !sides[other].contains(line))
            {
                let _ = writeln!(text, "  {}: {line}", names[side]);
            }
        }
    }
    text
}

/// Traces as JSON, with where the first two part.
pub fn json(scenario: &Scenario, traces: &[Trace]) -> String {
    let parted = match traces {
        [here, there] => parting(here, there).map(|parting| {
            let text = Narrator::new(scenario).parting(&parting, [&here.policy, &there.policy]);
            json!({ "day": parting.day, "here": parting.here, "there": parting.there, "text": text })
        }),
        _ => None,
    };
    let whole = json!({ "trials": traces, "parting": parted });
    let text = serde_json::to_string_pretty(&whole);
    text.expect("invariant: a trace has nothing JSON cannot say") + "\n"
}
