//! One crisis day by day, or the same under two policies.

use super::names::sheets;
use super::refusal::Refusal;
use super::state::Opened;
use super::told;
use crate::figure::storylines;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::study::arms::Arm;
use crate::study::find::{self, Wanted};
use crate::study::run::Sample;
use crate::table::events::storyline_sheet;
use crate::table::keys::RunKey;
use crate::trace::account::{gist, matters};
use crate::trace::event::Decided;
use crate::trace::narration::{Narrator, instead, probability};
use crate::trace::{Act, Event, Trace, parting, trace};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The number of a trial that is worth reading among so many.
///
/// # Errors
/// [`Refusal`].
pub fn find(opened: &Opened, arms: &[Arm], wanted: Wanted, trials: u64) -> Result<Value, Refusal> {
    let models: Vec<Model> = arms.iter().map(Arm::model).collect();
    let sample = Sample {
        seed: opened.seed,
        trials,
    };
    let models: Vec<&Model> = models.iter().collect();
    let found = find::find(&models, wanted, sample, &())?;
    Ok(json!({ "trial": found.map(|trial| trial.to_string()) }))
}

/// A trial, or two of the same number.
pub fn told(opened: &Opened, arms: &[Arm], trial: u64) -> Value {
    let scenario = opened.scenario();
    let traced = |arm: &Arm| trace(scenario, &arm.model(), &arm.name, opened.seed, trial);
    let traces: Vec<Trace> = arms.iter().map(traced).collect();
    let (all, names): (Vec<&Trace>, Vec<&str>) = traces
        .iter()
        .zip(arms)
        .map(|(trace, arm)| (trace, arm.name.as_str()))
        .unzip();
    let parts = match all[..] {
        [here, there] => parting(here, there),
        _ => None,
    };
    let narrator = Narrator::new(scenario);
    let parted = parts.map(|parts| {
        let said = narrator.parting(&parts, [names[0], names[1]]);
        json!({ "day": parts.day, "said": said })
    });
    let day = parts.map(|parts| u64::from(parts.day));
    json!({
        "gist": gist(scenario, &all, &names),
        "strips": strips(scenario, arms, &traces, day),
        "parts": parted,
        "trials": traces.iter().map(|trace| days(narrator, trace)).collect::<Vec<_>>(),
        "command": command(opened, &names, trial),
    })
}

fn strips(scenario: &Scenario, arms: &[Arm], traces: &[Trace], parts: Option<u64>) -> Vec<Value> {
    let key = |arm: &Arm| RunKey {
        scenario: scenario.name.clone(),
        policy: arm.name.clone(),
        variant: None,
        sets: Vec::new(),
    };
    // Two trials under one policy are still two.
    let stories = ["asked", "beside"].into_iter().zip(arms).zip(traces);
    let stories: Vec<(RunKey, &str, &Trace)> = stories
        .map(|((story, arm), trace)| (key(arm), story, trace))
        .collect();
    let mut source = sheets(scenario);
    source
        .tables
        .insert("storylines.csv", storyline_sheet(scenario, &stories));
    let drawn = storylines::asked(&source, "", parts);
    drawn
        .iter()
        .flat_map(|section| &section.strips)
        .map(told::figure)
        .collect()
}

fn days(narrator: Narrator, trace: &Trace) -> Value {
    let mut memory = Memory::default();
    let mut days = Vec::new();
    for day in &trace.days {
        let (mut said, mut why) = (Vec::new(), Vec::new());
        for fact in day.facts.iter().map(|placed| &placed.fact) {
            memory.hears(day.day, fact);
            // Priors are no news, and what was decided is told with its reasons.
            let is_prior = day.day == 0 && matches!(fact, Event::Belief { .. });
            match fact {
                Event::Decided(decided) => why.push(reasons(narrator, decided, &memory)),
                fact if matters(fact) && !is_prior => said.push(narrator.narrate(fact)),
                _ => {}
            }
        }
        days.push(json!({ "day": day.day, "date": day.date, "said": said, "why": why }));
    }
    json!({
        "policy": trace.policy,
        "outcome": trace.outcome,
        "ending_day": trace.ending_day,
        "days": days,
    })
}

/// A decision, and why.
fn reasons(narrator: Narrator, decided: &Decided, memory: &Memory) -> Value {
    let term = |(term, says, nat): (&str, String, f64)| {
        let remembers = ["reciprocity", "reciprocity_n", "answer_r"].contains(&term);
        let misread = memory.misread(decided).filter(|_| remembers);
        let says = misread.map_or(says.clone(), |(day, fact)| {
            format!("{says} (day {day}: {})", narrator.narrate(fact))
        });
        json!({ "says": says, "nat": nat })
    };
    json!({
        "actor": decided.actor,
        "said": narrator.resolved(decided),
        "chosen": decided.intent.name(),
        "quiet": !matches!(decided.intent, Act::Escalate | Act::Negotiate),
        "instead": instead(decided).map(Act::name),
        "p": probability(decided),
        "terms": narrator.reasons(decided).into_iter().map(term).collect::<Vec<_>>(),
    })
}

/// Who remembers whom by an act that was another: by observer and subject, the day and what happened.
#[derive(Default)]
struct Memory<'t> {
    misread: BTreeMap<(&'t str, &'t str), (u32, &'t Event)>,
}

impl<'t> Memory<'t> {
    /// What is seen takes the place of what was; silence that passes for silence does not.
    fn hears(&mut self, day: u32, fact: &'t Event) {
        match fact {
            Event::Perceived {
                observer,
                subject,
                misread,
                read,
                ..
            } if *misread || *read != Act::Silence => {
                let key = (observer.as_str(), subject.as_str());
                if *misread {
                    self.misread.insert(key, (day, fact));
                } else {
                    self.misread.remove(&key);
                }
            }
            Event::Forgotten { observer, subject } => {
                self.misread.remove(&(observer.as_str(), subject.as_str()));
            }
            _ => {}
        }
    }

    fn misread(&self, decided: &Decided) -> Option<(u32, &'t Event)> {
        let key = (decided.actor.as_str(), decided.target.as_str());
        self.misread.get(&key).copied()
    }
}

/// The command that tells the same.
fn command(opened: &Opened, names: &[&str], trial: u64) -> String {
    let (words, seed) = (&opened.origin.words, opened.seeded());
    let against = names
        .get(1)
        .map_or_else(String::new, |name| format!(" --against {name}"));
    format!(
        "offramp trace {words}{seed} --trial {trial} --policy {}{against}",
        names[0]
    )
}
