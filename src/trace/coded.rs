//! A trial as event data: who did what to whom on which day, with CAMEO code and Goldstein score.
//!
//! Scores (Goldstein 1992, in the version for CAMEO codes) are those of the table that comes with
//! the R package `icews` by Andreas Beger, MIT licence; `goldstein.csv` beside this file is that
//! table.

use super::event::{Act, Event, Trace};
use crate::scenario::Scenario;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// CAMEO code of an offer to talk: express intent to meet or negotiate.
const OFFER: &str = "036";
/// CAMEO code of a visible act of restraint: express intent to yield.
const RESTRAINT: &str = "035";
/// CAMEO code of a third party's good offices: mediate.
const MEDIATION: &str = "045";
/// CAMEO code of a third party's pressure: impose embargo, boycott or sanctions.
const PRESSURE: &str = "163";

static SCORES: LazyLock<BTreeMap<&str, f64>> = LazyLock::new(|| {
    let lines = include_str!("goldstein.csv").lines().skip(1);
    let parse = |line: &'static str| {
        let (code, _) = line.split_once(',')?;
        let (_, score) = line.rsplit_once(',')?;
        Some((code, score.parse().ok()?))
    };
    lines.filter_map(parse).collect()
});

/// The Goldstein score of a CAMEO code, -10 (conflict) to 10 (cooperation); of a longer code that
/// has none, that of the code it refines.
pub fn goldstein(cameo: &str) -> Option<f64> {
    (2..=cameo.len())
        .rev()
        .find_map(|length| SCORES.get(cameo.get(..length)?).copied())
}

/// One act of one actor towards another. Actors by index.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedEvent {
    /// Days since the onset.
    pub day: u32,
    /// The calendar day.
    pub date: String,
    /// Who acted.
    pub actor: usize,
    /// Towards whom.
    pub target: usize,
    /// What was done.
    pub act: Act,
    /// Name of the actor's rung after the act; third parties stand on none.
    pub rung: Option<String>,
    /// CAMEO code.
    pub cameo: String,
}

impl CodedEvent {
    /// The CAMEO root code: its first two digits.
    pub fn root(&self) -> &str {
        self.cameo.get(..2).unwrap_or(&self.cameo)
    }
}

/// The visible acts of a trial, by day, in the order of the actors. The trigger is the first.
pub fn events(scenario: &Scenario, trace: &Trace) -> Vec<CodedEvent> {
    let index = |name: &str| {
        let place = scenario.actors.iter().position(|actor| actor.name == name);
        place.expect("invariant: a trace names actors of its scenario")
    };
    let trigger = &scenario.trigger;
    let worse = trace.facts().find_map(|(_, fact)| match fact {
        Event::Severity {
            rungs: [_, was], ..
        } => Some(was),
        _ => None,
    });
    let rung = worse.and_then(|was| scenario.rungs.iter().find(|rung| rung.name == *was));
    let rung = rung.unwrap_or(&scenario.rungs[trigger.rung]);
    let mut events = vec![CodedEvent {
        day: 0,
        date: scenario.onset.to_string(),
        actor: trigger.actor,
        target: trigger.target,
        act: Act::Escalate,
        rung: Some(rung.name.clone()),
        cameo: rung.cameo.clone(),
    }];
    for day in &trace.days {
        for standing in &day.dusk {
            let actor = index(&standing.actor);
            let rung = standing.rung.map(|rung| &scenario.rungs[rung as usize]);
            let cameo = match (standing.act, rung) {
                (Act::Silence, _) => continue,
                (Act::Escalate, Some(rung)) => &rung.cameo,
                (Act::Escalate, None) => PRESSURE,
                (Act::Restrain, _) => RESTRAINT,
                (Act::Negotiate, Some(_)) => OFFER,
                (Act::Negotiate, None) => MEDIATION,
            };
            let offers = day.facts.iter().filter_map(|entry| match &entry.fact {
                Event::Offer { actor, target, .. } if *actor == standing.actor => Some(target),
                _ => None,
            });
            // An offer goes to every adversary; every other act has one target.
            let mut targets: Vec<&String> = offers.collect();
            if targets.is_empty() {
                targets.push(&standing.target);
            }
            events.extend(targets.into_iter().map(|target| CodedEvent {
                day: day.day,
                date: day.date.clone(),
                actor,
                target: index(target),
                act: standing.act,
                rung: rung.map(|rung| rung.name.clone()),
                cameo: cameo.into(),
            }));
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::goldstein;

    #[test]
    fn scores_are_found_and_longer_codes_take_those_they_refine() {
        assert_eq!(goldstein("170"), Some(-7.0));
        assert_eq!(goldstein("036"), Some(4.0));
        assert_eq!(goldstein("1999"), goldstein("19"));
        assert_eq!(goldstein("99"), None);
    }
}
