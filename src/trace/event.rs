//! What can happen on a day, by name, so that it can be read without the model.

use crate::crisis::chance::Note;
use crate::crisis::outcome::Outcome;
pub use crate::scenario::Act;
use serde::Serialize;

/// One named contribution to a decision, in nat.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The parameter that scales it, or `rule <name>` of the policy.
    pub name: String,
    /// Added to the log-odds of escalating against restraining.
    pub escalate: f64,
    /// Added to the log-odds of negotiating against restraining.
    pub negotiate: f64,
    /// Acts that a rule rules out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbids: Vec<Act>,
    /// The act that a rule makes certain, unless another rule forbids it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forces: Option<Act>,
}

/// A decision and what it came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    /// Who decided.
    pub actor: String,
    /// Whom it reacted to.
    pub target: String,
    /// What it chose.
    pub intent: Act,
    /// Probabilities of escalating, restraining, negotiating; they sum to 1.
    pub probabilities: [f64; 3],
    /// The draw, in 0..1: escalation from below, negotiation from above, restraint between.
    pub draw: f64,
    /// Every term that is not 0, and every rule that held.
    pub terms: Vec<Contribution>,
}

/// Why a channel changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// It was down when the crisis began.
    Before,
    /// An escalation cut it.
    Cut,
    /// It failed by itself.
    Failed,
    /// It came back.
    Restored,
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// It arrived.
    Delivered,
    /// It was lost on the way.
    Lost,
    /// No line was open and nobody mediated.
    Unsent,
}

/// Something that happened, in the order of the law.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// What began the crisis was a rung worse than was known at its onset.
    Severity {
        /// Whose act it was, or to whom the incident is attributed.
        actor: String,
        /// Name of the rung that was known, and of the one that it was.
        rungs: [String; 2],
        /// The ICB violence level that it was.
        violence: u32,
    },
    /// A party is in a campaign when the crisis begins, or one begins or ends.
    Campaign {
        /// Whose.
        actor: String,
        /// Whether it is in one from now on.
        on: bool,
        /// Whether the end is a stand-down.
        stands_down: bool,
        /// Whether the stand-down closes the crisis.
        closes: bool,
    },
    /// What one party believes of another, in steps of 1/2 of log-odds of hostility.
    Belief {
        /// Who believes.
        holder: String,
        /// Of whom.
        about: String,
        /// Before.
        from: i32,
        /// After.
        to: i32,
    },
    /// A decision.
    Decided(Decided),
    /// How an order became a deed.
    Acted {
        /// Who.
        actor: String,
        /// Towards whom.
        target: String,
        /// What was intended.
        intent: Act,
        /// What was done in the sight of others.
        act: Act,
        /// Name of the rung before and after; third parties stand on none.
        rungs: Option<[String; 2]>,
        /// Whether it climbed two rungs.
        overshoot: bool,
        /// Whether nobody ordered it.
        unauthorised: bool,
    },
    /// What the scenario scripts for the day.
    Scripted {
        /// What it says.
        label: String,
    },
    /// An incident nobody ordered.
    Incident {
        /// What it is.
        label: String,
        /// To whom it is attributed.
        actor: String,
        /// Who takes it for a hostile act.
        target: String,
    },
    /// A channel changed.
    Channel {
        /// `pair.channel`.
        channel: String,
        /// Why.
        cause: Cause,
    },
    /// An offer was made.
    Offer {
        /// By whom.
        actor: String,
        /// To whom.
        target: String,
        /// What became of it.
        fate: Delivery,
    },
    /// Something was seen, or thought to be seen.
    Perceived {
        /// Who looked.
        observer: String,
        /// At whom.
        subject: String,
        /// What there was to see.
        shown: Act,
        /// As what it was read.
        read: Act,
        /// Whether the reading was wrong.
        misread: bool,
    },
    /// A memory faded.
    Forgotten {
        /// Whose memory.
        observer: String,
        /// Of whom.
        subject: String,
    },
    /// The talks of a pair moved.
    Talks {
        /// The pair.
        pair: String,
        /// Level before.
        from: u32,
        /// Level after.
        to: u32,
        /// Level at which they agree.
        needed: u32,
    },
    /// Pressure rose or fell.
    Pressure {
        /// Who presses.
        actor: String,
        /// Whom.
        target: String,
        /// Level before.
        from: u32,
        /// Level after.
        to: u32,
    },
    /// The crisis is over, or the horizon is reached.
    Ended {
        /// How.
        outcome: &'static str,
        /// The day the ending is dated: calm at the start of its spell.
        dated: u32,
    },
}

impl Event {
    /// Whether the same happened, whatever the odds were.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Event::Decided(one), Event::Decided(two)) => {
                (&one.actor, &one.target, one.intent) == (&two.actor, &two.target, two.intent)
            }
            _ => self == other,
        }
    }
}

/// A fact and its place within the day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placed {
    /// Ascending in the order of the law; equal for the same question of two trials.
    #[serde(skip)]
    pub order: u32,
    /// What happened.
    #[serde(flatten)]
    pub fact: Event,
}

/// An actor at dusk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtDusk {
    /// Who.
    pub actor: String,
    /// Whom it reacted to.
    pub target: String,
    /// What it did in the sight of others, what the scenario scripts included.
    pub act: Act,
    /// Its rung, counted from 0; third parties stand on none.
    pub rung: Option<u32>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// Days since the onset; 0 holds what was latent.
    pub day: u32,
    /// The calendar day.
    pub date: String,
    /// What happened, in the order of the law.
    pub facts: Vec<Placed>,
    /// The actors at dusk, in the order of the scenario; empty on day 0.
    pub dusk: Vec<AtDusk>,
}

/// A trial, day by day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy.
    pub policy: String,
    /// Root seed.
    pub seed: u64,
    /// Number of the trial.
    pub trial: u64,
    /// How it ended.
    pub outcome: &'static str,
    /// The day the ending is dated.
    pub ending_day: u32,
    /// Violence level reached by acts after the onset: 1 to 4.
    pub violence_after_onset: u32,
    /// Violence level of what began it: 1 to 3.
    pub violence_of_trigger: u32,
    /// Counts of the mechanisms, in the order of [`Note::COUNTED`].
    #[serde(skip)]
    pub counts: [u32; Note::COUNTED.len()],
    /// The rungs on which the actors stand when the crisis begins; third parties stand on none.
    #[serde(skip)]
    pub start: Vec<Option<u32>>,
    /// Its days, day 0 first.
    pub days: Vec<Day>,
}

impl Trace {
    /// Every fact with its day.
    pub fn facts(&self) -> impl Iterator<Item = (u32, &Event)> {
        self.days
            .iter()
            .flat_map(|day| day.facts.iter().map(|entry| (day.day, &entry.fact)))
    }

    /// The outcome as the law numbers it.
    pub fn ended(&self) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|o| o.name() == self.outcome)
    }
}
