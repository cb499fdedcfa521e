//! Restraint policies as rules: conditions over what an actor sees, effects on what it decides.
//!
//! Presets are written as rules too, so that the engine knows one mechanism only.

use super::act::Act;

/// A named overlay on the decisions of one or more actors.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// Actors (by index, ascending, each at most once) and what they adopt.
    pub overlays: Vec<(usize, Overlay)>,
}

/// What one actor adopts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overlay {
    /// Rules, all of which apply at once: shifts add up; a forbidden act is forbidden; a forced
    /// act is done unless it is forbidden; of two forced acts the earlier rule's counts.
    pub rules: Vec<Rule>,
    /// Recovery of the actor's channels that are down is multiplied by it (1 changes nothing).
    pub seeks_channels: f64,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name, for dead-lever reports and traces.
    pub name: String,
    /// All of them must hold; none: always.
    pub when: Vec<Condition>,
    /// What it does then.
    pub effect: RuleEffect,
}

/// `low <= feature <= high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// What is looked at.
    pub feature: Feature,
    /// The lowest value for which it holds.
    pub low: i32,
    /// The highest value for which it holds.
    pub high: i32,
}

/// What a rule can look at. "Adversary" is the one the actor reacts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Own rung (0 for a third party).
    OwnRung,
    /// The adversary's rung.
    AdversaryRung,
    /// Own rung minus the adversary's.
    RungLead,
    /// The adversary's act as remembered: 0 none, 1 escalate, 2 restrain, 3 negotiate.
    Remembered,
    /// Own last act: 0 none yet, 1 escalate, 2 restrain, 3 negotiate.
    OwnLast,
    /// Belief that the adversary means to escalate, in half log-odds.
    Belief,
    /// Level of talks with the adversary.
    Talks,
    /// Whether a channel to the adversary that carries offers is up: 0 or 1.
    LineUp,
    /// Days without having seen an adversary escalate: 0 the day after one did, 255 where that is
    /// longer ago than any rule asks.
    DaysSinceProvoked,
    /// Own offers in a row that met no perceived offer in return.
    Initiatives,
    /// Whether a third party negotiated yesterday: 0 or 1.
    Mediated,
    /// Pressure felt, summed over third parties.
    Pressure,
    /// Days since the onset.
    Day,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RuleEffect {
    /// Adds to the log-odds of escalating and of negotiating.
    Shift {
        /// For escalation, in nat.
        escalate: f64,
        /// For negotiation, in nat.
        negotiate: f64,
    },
    /// Rules an act out: escalation or negotiation (restraint is always possible).
    Forbid(Act),
    /// Makes the act certain.
    Force(Act),
}

impl Policy {
    /// Whether it asks something, and nothing of any of these actors.
    pub fn asks_none_of(&self, actors: &[usize]) -> bool {
        let mut adopters = self.overlays.iter().map(|(actor, _)| actor);
        !self.overlays.is_empty() && adopters.all(|actor| !actors.contains(actor))
    }
}

impl Rule {
    /// The same rule where something else must hold as well; `None` if the two never do. There is one
    /// condition a feature afterwards.
    pub fn only_while(mut self, more: &[Condition]) -> Option<Self> {
        for condition in more {
            let mut own = self.when.iter_mut();
            match own.find(|own| own.feature == condition.feature) {
                None => self.when.push(*condition),
                Some(own) => {
                    own.low = own.low.max(condition.low);
                    own.high = own.high.min(condition.high);
                }
            }
        }
        let can_hold = self.when.iter().all(|when| when.low <= when.high);
        can_hold.then_some(self)
    }
}

impl RuleEffect {
    /// The acts that a rule can rule out: restraint is always possible.
    pub const FORBIDDEN: [Act; 2] = [Act::Escalate, Act::Negotiate];
    /// Their names, in the same order.
    pub const FORBIDDEN_NAMES: [&'static str; 2] = [Act::Escalate.name(), Act::Negotiate.name()];
}
