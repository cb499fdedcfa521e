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
use crate::trace::event::Day;
use crate::trace::narration::{Narrator, probability};
use crate::trace::{Act, Event, Trace, parting, trace};
use serde_json::{Value, json};

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
    let day = |day: &Day| {
        let facts = || day.facts.iter().map(|placed| &placed.fact);
        // Priors are no news.
        let is_prior = |fact: &Event| day.day == 0 && matches!(fact, Event::Belief { .. });
        let news = facts().filter(|fact| matters(fact) && !is_prior(fact));
        let why = facts().filter_map(|fact| {
            let Event::Decided(decided) = fact else {
                return None;
            };
            let terms = narrator.reasons(decided).into_iter();
            let terms = terms.map(|(says, nat)| json!({ "says": says, "nat": nat }));
            Some(json!({
                "actor": decided.actor,
                "said": narrator.decided(decided),
                "chosen": decided.intent.name(),
                "quiet": !matches!(decided.intent, Act::Escalate | Act::Negotiate),
                "p": probability(decided),
                "terms": terms.collect::<Vec<_>>(),
            }))
        });
        json!({
            "day": day.day,
            "date": day.date,
            "said": news.map(|fact| narrator.narrate(fact)).collect::<Vec<_>>(),
            "why": why.collect::<Vec<_>>(),
        })
    };
    json!({
        "policy": trace.policy,
        "outcome": trace.outcome,
        "ending_day": trace.ending_day,
        "days": trace.days.iter().map(day).collect::<Vec<_>>(),
    })
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
