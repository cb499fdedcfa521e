//! A scenario under a policy, compiled: indexed tables and nothing to look up by name.
//!
//! [`Model::compile`] cannot fail for a checked scenario. The model is immutable; the day of
//! [`crate::crisis`] reads it and writes only the state.

mod compile;
pub mod decision;
pub mod layout;
pub mod probability;
mod switches;
mod unread;

use decision::{Decision, Weights};
use layout::{Column, Layout, Sites};
pub use switches::{Mechanism, Switches};

/// A compiled scenario. Equal models play every trial alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Columns of the state and their values at the onset.
    pub layout: Layout,
    /// Sites of the draws.
    pub sites: Sites,
    /// Table of weights.
    pub weights: Weights,
    /// Crisis-wide columns and limits.
    pub crisis: Crisis,
    /// How what began the crisis may have been worse than was known, if it can.
    pub severity: Option<Severity>,
    /// Actors in the scenario's order.
    pub actors: Vec<CompiledActor>,
    /// Pairs of adversaries.
    pub dyads: Vec<Dyad>,
    /// Who watches whom.
    pub watches: Vec<Watch>,
    /// Third parties and parties, and the pressure between them.
    pub presses: Vec<Press>,
    /// Sources of incidents.
    pub incidents: Vec<CompiledIncident>,
    /// Scripted events after the onset.
    pub script: Vec<Scripted>,
    /// Names of the policy's rules, by number: actor and rule.
    pub rules: Vec<(usize, String)>,
}

/// What concerns the crisis as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Crisis {
    /// A column that is always 0.
    pub zero: Column,
    /// Days since the onset.
    pub day: Column,
    /// Days of calm in a row.
    pub calm: Column,
    /// Outcome, 0 while there is none.
    pub outcome: Column,
    /// Violence level reached by acts after the onset.
    pub violence: Column,
    /// Whether a stand-down closes the crisis today.
    pub closing: Column,
    /// Violence level of the trigger itself.
    pub trigger: Column,
    /// Days simulated.
    pub horizon: u32,
    /// Days of calm that end it.
    pub calm_days: u32,
    /// The highest calm rung.
    pub calm_rung: u32,
    /// The rung that is war.
    pub top: u32,
    /// Violence level by rung.
    pub violence_of: [u32; 16],
}

/// What began the crisis, where it may have been a rung worse than was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Severity {
    /// Probability that it was.
    pub worse: u32,
    /// Whose act it was.
    pub actor: usize,
    /// Whether it was meant: then its actor stands where it acted.
    pub deliberate: bool,
    /// The rung above the one that was known; it is below war.
    pub rung: u32,
    /// The violence level of the trigger then.
    pub violence: u32,
}

/// An actor.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledActor {
    /// Its decision.
    pub decision: Decision,
    /// What it decided today.
    pub intent: Column,
    /// Whom it reacts to today, by index of the actor.
    pub target: Column,
    /// What it visibly did today.
    pub act: Column,
    /// Own last act.
    pub last: Column,
    /// What only a party has.
    pub party: Option<Party>,
    /// Incoming: what it perceived of each adversary today, and whether it was hostile to itself.
    pub perceived: Vec<Column>,
}

/// What only a party has.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Rung on the ladder.
    pub rung: Column,
    /// Whether in a campaign.
    pub campaign: Column,
    /// Probability that it is in a campaign at the onset.
    pub at_onset: u32,
    /// Probability that a campaign begins.
    pub begins: u32,
    /// Ascending thresholds of a campaign's end by the target's remembered act: a stand-down that closes
    /// the crisis, any stand-down, any end.
    pub ends: [[u32; 3]; 4],
    /// Ascending thresholds of restraint: unauthorised escalation, a visible act of restraint.
    pub restraint: [u32; 2],
    /// Ascending thresholds of an escalation: two rungs, one or two.
    pub climb: [u32; 2],
    /// The same from the lowest rung, where one rung is certain.
    pub first_step: [u32; 2],
    /// Probability that the rung cools.
    pub cool: u32,
}

/// Two adversaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Dyad {
    /// The actors, the earlier first.
    pub actors: [usize; 2],
    /// Its pair in the scenario.
    pub pair: usize,
    /// Level of talks.
    pub talks: Column,
    /// Level at which they agree.
    pub talks_needed: u32,
    /// Whether that ends the crisis.
    pub settles: bool,
    /// Offers made by each, and days they stay open.
    pub offers: [Column; 2],
    /// Whether today's offer of each arrived.
    pub delivered: [Column; 2],
    /// Days an offer stays open.
    pub offer_days: u32,
    /// Lines between them.
    pub lines: Vec<CompiledLine>,
    /// Mediators' acts today, with the loss of offers passed through them.
    pub mediators: Vec<(Column, u32)>,
    /// Beliefs: of the later actor about the earlier, then the reverse.
    pub beliefs: [CompiledBelief; 2],
    /// Site of the offers.
    pub offers_site: usize,
    /// Site of the channels.
    pub channels_site: usize,
    /// Site of the beliefs.
    pub belief_site: usize,
}

/// A line between adversaries.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledLine {
    /// Whether it is up.
    pub up: Column,
    /// Whether offers can be sent over it.
    pub carries_offers: bool,
    /// Whether it helps to read the other side.
    pub clarifies: bool,
    /// Probability that an offer is lost on it.
    pub loss: u32,
    /// The lowest rung from which an escalation can cut it.
    pub cut_rung: u32,
    /// Ascending thresholds of a quiet day: never cut, failed.
    pub quiet: [u32; 2],
    /// Ascending thresholds of a day with such an escalation: cut, cut or failed.
    pub hot: [u32; 2],
    /// Probability that it comes back, on a day without and with talks.
    pub recovers: [u32; 2],
}

/// What one party believes of another.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledBelief {
    /// Who believes.
    pub holder: usize,
    /// Of whom.
    pub about: usize,
    /// The belief, with its offset.
    pub column: Column,
    /// What was perceived today.
    pub perceived: Column,
    /// Whether the escalation perceived today was against the holder.
    pub hostile: Column,
    /// The belief it drifts to.
    pub prior: u32,
    /// Steps to either side of the prior at the onset.
    pub spread: u32,
    /// Probability of a step, by what was perceived: nothing (drift), hostile escalation,
    /// restraint, offer.
    pub step: [u32; 4],
}

/// One actor watching another.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Who watches.
    pub observer: usize,
    /// Whom.
    pub subject: usize,
    /// Site of the reading.
    pub site: usize,
    /// The memory of the subject's last visible act.
    pub memory: Column,
    /// What is seen if nothing is misread: acts, or, for an adversary, whether an offer arrived.
    pub delivered: Option<Column>,
    /// What was perceived today, if somebody asks.
    pub perceived: Option<Column>,
    /// Whether it was against the observer.
    pub hostile: Option<Column>,
    /// Incidents that the observer takes for acts of the subject.
    pub fired: Vec<Column>,
    /// Clarifying channels of the two.
    pub clarifying: Vec<Column>,
    /// Ascending thresholds of a visible act, with no clarifying channel up and with one: read as
    /// hostile, misread at all.
    pub misreads: [[u32; 2]; 2],
    /// Ascending thresholds of silence: read as hostile; that or the memory fades.
    pub silence: [u32; 2],
}

/// A third party's pressure on a party.
#[derive(Debug, Clone, PartialEq)]
pub struct Press {
    /// Who presses.
    pub by: usize,
    /// Whom.
    pub on: usize,
    /// The level.
    pub level: Column,
    /// The highest level.
    pub top: u32,
    /// Probability that it falls a level.
    pub decay: u32,
    /// Its site.
    pub site: usize,
}

/// A source of incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledIncident {
    /// Whether it fired today.
    pub fired: Column,
    /// Probability that it fires.
    pub rate: u32,
    /// Its site.
    pub site: usize,
}

/// A scripted event after the onset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scripted {
    /// Its day.
    pub day: u32,
    /// The number of the event in the scenario's timeline.
    pub event: usize,
    /// What it does.
    pub effect: ScriptedEffect,
}

/// What a scripted event does to the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptedEffect {
    /// An actor acts in place of what it decided.
    Act {
        /// Who.
        actor: usize,
        /// Towards whom.
        target: u32,
        /// The act.
        act: u32,
        /// The rung it takes the actor to.
        rung: Option<u32>,
    },
    /// A column takes a value.
    Set {
        /// Which.
        column: Column,
        /// The value.
        value: u32,
    },
    /// A belief moves.
    Move {
        /// Which.
        column: Column,
        /// By how many steps.
        steps: i32,
    },
}

impl Model {
    /// Number of parties.
    pub fn parties(&self) -> impl Iterator<Item = (usize, &Party)> {
        self.actors
            .iter()
            .enumerate()
            .filter_map(|(a, actor)| actor.party.as_ref().map(|party| (a, party)))
    }
}
