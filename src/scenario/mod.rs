//! A crisis as it was described in a file and found to be consistent.
//!
//! [`Scenario`] is the checked form: every reference is an index that exists, every number lies
//! within its bounds. Nothing downstream checks again.

pub mod act;
pub mod distribution;
pub mod events;
pub mod feature;
pub mod file;
pub mod gates;
pub mod library;
pub mod numbers;
pub mod observed;
pub mod parameter;
pub mod payoff;
pub mod policy;
pub mod preset;
pub mod prior;
pub mod template;

pub use file::draft::{Checked, Draft, ReadError, parse, read, read_embedded};

pub use act::Act;

use distribution::Distribution;
use jiff::civil::Date;
use observed::Observed;
use parameter::{
    Belief, Campaign, Closing, Execution, Influence, Line, Onset, Perception, Response, Source,
    Talks,
};
use payoff::Payoff;
use policy::Policy;
use prior::Priors;

/// A checked scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its short name: the file's stem unless the file says otherwise.
    pub name: String,
    /// One line for lists and reports.
    pub title: String,
    /// The question it was written to answer.
    pub question: String,
    /// Where its history and numbers come from.
    pub sources: Vec<String>,
    /// Which measures are priors, and why. No part of what is simulated.
    pub priors: Priors,
    /// The day of the trigger: day 0.
    pub onset: Date,
    /// When the crisis is over.
    pub closing: Closing,
    /// The highest rung that counts as calm.
    pub calm_rung: usize,
    /// The ladder, lowest first; the last rung is war. 4 to 10 rungs.
    pub rungs: Vec<Rung>,
    /// Parties and third parties in the order of the scenario's list: 1 to 8 actors, of which
    /// 1 to 7 parties and 0 to 4 third parties.
    pub actors: Vec<Actor>,
    /// Who is advised, in the order of the actors: policies that ask something of anybody else are named,
    /// not ranked. No part of what is simulated.
    pub deciders: Vec<usize>,
    /// Pairs of parties that are adversaries or allies.
    pub pairs: Vec<Pair>,
    /// Sources of incidents, in order of declaration; at most two for each actor they come from.
    pub incidents: Vec<Incident>,
    /// The act that began the crisis.
    pub trigger: Trigger,
    /// What the scenario scripts, by day, then in order of declaration.
    pub timeline: Vec<TimelineEvent>,
    /// The policies that may be run; the first is `baseline`, which changes nothing.
    pub policies: Vec<Policy>,
    /// What actors care about: by actor its own payoff, then its types. No part of what is simulated.
    pub payoffs: Vec<Payoff>,
    /// Parameters whose value is not known, with their range.
    pub uncertain: Vec<Uncertain>,
    /// What came of it, if it happened and the file says so. No part of what is simulated.
    pub observed: Option<Observed>,
}

/// A rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub label: String,
    /// The ICB violence level of an act at this rung: 1 none, 2 minor clashes, 3 serious clashes,
    /// 4 full-scale war.
    pub violence: u32,
    /// Whether an act at this rung is a deed rather than words.
    pub deed: bool,
    /// The CAMEO code an escalation at this rung is exported as.
    pub cameo: String,
}

/// An actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Its name in the file.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Its code in event data (for export only).
    pub code: String,
    /// The named terms of its decision.
    pub response: Response,
    /// How it reads others.
    pub perception: Perception,
    /// What only a party has, or only a third party.
    pub role: Role,
}

/// What an actor can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    /// Stands on the ladder and can fight.
    Party {
        /// What it believes of its adversaries.
        belief: Belief,
        /// How its orders become deeds.
        execution: Execution,
        /// Its latent plan.
        campaign: Campaign,
    },
    /// Presses and mediates.
    ThirdParty {
        /// What it brings to bear.
        influence: Influence,
    },
}

/// Two parties and what they are to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Its name in the file.
    pub name: String,
    /// The two parties, by index, the earlier actor first.
    pub parties: [usize; 2],
    /// What they are to each other.
    pub relation: Relation,
}

/// What two parties are to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// They watch and support each other.
    Allies,
    /// They believe, threaten and may talk.
    Adversaries {
        /// What it takes to settle.
        talks: Talks,
        /// The lines between them: 0 to 4, in order of declaration.
        channels: Vec<Channel>,
    },
}

/// A line between adversaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its name in the file.
    pub name: String,
    /// What it is for people.
    pub label: String,
    /// Its parameters.
    pub line: Line,
}

/// A source of incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its name in the file.
    pub name: String,
    /// What it is for people.
    pub label: String,
    /// To whom it is attributed.
    pub actor: usize,
    /// Who takes it for a hostile act: an adversary of the actor.
    pub target: usize,
    /// How often it happens.
    pub source: Source,
}

/// The act that began the crisis, on day 0, as it was known then.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// What happened.
    pub label: String,
    /// Who did it: a party.
    pub actor: usize,
    /// Against whom: an adversary.
    pub target: usize,
    /// The rung it stands on.
    pub rung: usize,
    /// Its ICB violence level.
    pub violence: u32,
    /// Whether it was meant: an incident raises the adversary's alarm but is nobody's act.
    pub deliberate: bool,
    /// What was not known.
    pub onset: Onset,
}

/// Something the scenario scripts for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEvent {
    /// Its name in the file.
    pub name: String,
    /// What happened, for people.
    pub label: String,
    /// Its day, counted from the onset; before it: negative.
    pub day: i32,
    /// What it does.
    pub effect: Effect,
}

/// What a scripted event does. Up to and including day 0 it shapes the state the crisis begins
/// with; later it happens on its day, in every trial that is still running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// An actor acts in the sight of everybody.
    Act {
        /// Who.
        actor: usize,
        /// Towards whom.
        target: usize,
        /// What it does.
        act: Act,
        /// The rung it takes the actor to (escalations by parties only).
        rung: Option<usize>,
    },
    /// A channel goes down or comes back.
    Channel {
        /// The pair, by index.
        pair: usize,
        /// The channel, by index within the pair.
        channel: usize,
        /// Whether it is up afterwards.
        up: bool,
    },
    /// A belief shifts.
    Belief {
        /// Whose belief.
        holder: usize,
        /// Of which adversary.
        about: usize,
        /// By how many steps of 1/2.
        steps: i32,
    },
}

/// A parameter whose value is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// Its path.
    pub path: String,
    /// The lower end of its range.
    pub low: f64,
    /// The upper end of its range.
    pub high: f64,
    /// How probable each value of the range is held to be.
    pub distribution: Distribution,
    /// Why it is uncertain, if the file says.
    pub source: String,
}

impl Scenario {
    /// The rung that is war.
    pub fn top(&self) -> usize {
        self.rungs.len() - 1
    }

    /// Indices of the parties, in order.
    pub fn parties(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.actors.len()).filter(|&a| self.actors[a].is_party())
    }

    /// Whether a policy is one of the other side: nobody who is advised adopts anything. It is played where
    /// it is named, and no answer takes it unasked.
    pub fn is_of_the_other_side(&self, policy: &Policy) -> bool {
        policy.asks_none_of(&self.deciders)
    }

    /// The policy of that name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.iter().find(|p| p.name == name)
    }
}

impl Actor {
    /// Whether it stands on the ladder.
    pub fn is_party(&self) -> bool {
        matches!(self.role, Role::Party { .. })
    }
}
