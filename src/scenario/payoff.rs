//! What actors care about, in points of a utility over what a trial shows.
//!
//! A payoff moves no trial: it is no number of the law, and nothing that is simulated reads it. Games
//! between policies do.

use super::Uncertain;

/// What can be weighed of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Violence after the onset reached minor clashes.
    MinorClash,
    /// It reached serious clashes.
    SeriousClash,
    /// It ended in war.
    War,
    /// It ended in an agreement.
    Agreement,
    /// It ended by a unilateral act.
    Unilateral,
    /// It faded.
    Calm,
    /// It ran on to the horizon.
    Unresolved,
    /// Days to the end.
    Days,
    /// The highest own rung.
    OwnRung,
    /// Days of own escalation.
    OwnEscalations,
    /// Days of own visible restraint.
    OwnRestraints,
    /// Days of own negotiation.
    OwnOffers,
    /// Days of escalation by the others.
    OthersEscalations,
    /// Days of visible restraint by the others.
    OthersRestraints,
    /// Days of negotiation by the others.
    OthersOffers,
    /// Days on which talks with the adversary are under way.
    Talks,
}

/// One term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermRow {
    /// As code knows it.
    pub term: Term,
    /// As files write it.
    pub key: &'static str,
    /// The unit of its weight.
    pub unit: &'static str,
    /// What is weighed.
    pub doc: &'static str,
    /// Whether only an actor that stands on the ladder has it.
    pub parties_only: bool,
}

/// The bounds of a weight, either way, in points.
pub const MOST_WEIGHT: f64 = 1e6;

/// Every term, in the order of documentation. "Others" are an actor's adversaries; of a third party, all
/// parties.
pub const TERMS: &[TermRow] = &[
    once(
        Term::MinorClash,
        "minor_clash",
        "Points if acts after the onset reach ICB violence level 2 or more. A serious clash and a war count here as well: weights add up.",
    ),
    once(
        Term::SeriousClash,
        "serious_clash",
        "Points if they reach level 3 or more, beside those of a minor clash. A war counts here as well.",
    ),
    once(
        Term::War,
        "war",
        "Points if the crisis ends in war, beside those of both clashes.",
    ),
    once(
        Term::Agreement,
        "agreement",
        "Points if it ends in an agreement.",
    ),
    once(
        Term::Unilateral,
        "unilateral",
        "Points if it ends by a unilateral act.",
    ),
    once(Term::Calm, "calm", "Points if it fades."),
    once(
        Term::Unresolved,
        "unresolved",
        "Points if it still runs at the horizon.",
    ),
    daily(
        Term::Days,
        "days",
        "Points for each day the crisis lasts, up to the horizon.",
    ),
    TermRow {
        term: Term::OwnRung,
        key: "own_rung",
        unit: "points a rung",
        doc: "Points for each rung of the ladder up to the highest one the actor stands on after the onset. For parties.",
        parties_only: true,
    },
    daily(
        Term::OwnEscalations,
        "own_escalations",
        "Points for each day on which the actor escalates; of a third party: presses.",
    ),
    daily(
        Term::OwnRestraints,
        "own_restraints",
        "Points for each day on which the actor shows restraint that can be seen.",
    ),
    daily(
        Term::OwnOffers,
        "own_offers",
        "Points for each day on which the actor negotiates; of a third party: mediates.",
    ),
    daily(
        Term::OthersEscalations,
        "others_escalations",
        "Points for each day on which an adversary escalates, added up over adversaries (of a third party: over parties).",
    ),
    daily(
        Term::OthersRestraints,
        "others_restraints",
        "Points for each day on which an adversary shows restraint that can be seen, added up in the same way.",
    ),
    daily(
        Term::OthersOffers,
        "others_offers",
        "Points for each day on which an adversary negotiates, added up in the same way.",
    ),
    TermRow {
        term: Term::Talks,
        key: "talks",
        unit: "points a day",
        doc: "Points for each day that begins with talks under way: at level 1 or more, with the adversary that the actor reacts to. For parties.",
        parties_only: true,
    },
];

const fn once(term: Term, key: &'static str, doc: &'static str) -> TermRow {
    TermRow {
        term,
        key,
        unit: "points",
        doc,
        parties_only: false,
    }
}

const fn daily(term: Term, key: &'static str, doc: &'static str) -> TermRow {
    TermRow {
        unit: "points a day",
        ..once(term, key, doc)
    }
}

impl Term {
    /// What is said of it.
    pub fn row(self) -> &'static TermRow {
        TERMS
            .iter()
            .find(|row| row.term == self)
            .expect("invariant: every term has a row")
    }

    /// The term of that key.
    pub fn find(key: &str) -> Option<Self> {
        let row = TERMS.iter().find(|row| row.key == key)?;
        Some(row.term)
    }
}

/// What an actor makes of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// What is weighed.
    pub term: Term,
    /// How many points it brings; below 0: costs.
    pub value: f64,
    /// What else it may be, where `[uncertain]` says so, and why.
    pub range: Option<Uncertain>,
}

/// What an actor cares about: points added up over terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Payoff {
    /// Whose it is.
    pub actor: usize,
    /// What type the actor is taken to be; `None`: its payoff where no type is asked for.
    pub kind: Option<String>,
    /// What it stands for, in a sentence; empty where the file has none.
    pub description: String,
    /// Its weights in the order of [`TERMS`], at least one; what has none counts for nothing.
    pub weights: Vec<Weight>,
}

impl Payoff {
    /// How many points a term brings: 0 where it has no weight.
    pub fn weight(&self, term: Term) -> f64 {
        let found = self.weights.iter().find(|weight| weight.term == term);
        found.map_or(0.0, |weight| weight.value)
    }

    /// Where a file has it, given the name of its actor: `payoff.<actor>`, then its type.
    pub fn path(&self, actor: &str) -> String {
        match &self.kind {
            None => format!("payoff.{actor}"),
            Some(kind) => format!("payoff.{actor}.type.{kind}"),
        }
    }

    /// Where a file has the weight of a term, given the name of its actor.
    pub fn path_of(&self, actor: &str, term: Term) -> String {
        format!("{}.{}", self.path(actor), term.row().key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_by_their_keys() {
        for row in TERMS {
            assert_eq!(Term::find(row.key), Some(row.term));
            assert_eq!(row.term.row(), row);
        }
        assert_eq!(Term::find("law"), None);
    }
}
