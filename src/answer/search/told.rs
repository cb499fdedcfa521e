//! What sentences and tables of a search share: who is who, and what the best comes to.

use super::scale::Scale;
use crate::answer::frequency::listed;
use crate::answer::game::spoken;
use crate::search::asked::SearchFound;
use crate::search::candidate::{Candidate, Made};
use crate::search::chosen::Finalist;
use crate::search::elsewhere::Place;
use crate::search::quantity::Quantity;

/// What was found, with the names and the scale in which it is told.
pub(super) struct Told<'f> {
    pub found: &'f SearchFound,
    pub names: Vec<String>,
    pub scale: Scale,
}

impl<'f> Told<'f> {
    pub(super) fn new(found: &'f SearchFound) -> Self {
        Self {
            names: found.names(),
            scale: scale(found, found.ready.standard.goal.quantity),
            found,
        }
    }

    pub(super) fn winner(&self) -> &'f Finalist {
        &self.found.chosen.finalists[self.found.chosen.winner]
    }

    pub(super) fn value(&self, one: &Finalist) -> f64 {
        let goal = self.found.ready.standard.goal;
        self.found
            .judged(one, goal.quantity)
            .value
            .unwrap_or_default()
    }

    /// Who is searched for: "South Korea and the United States".
    pub(super) fn side(&self) -> String {
        let scenario = &self.found.ready.asked.scenario;
        let side = self.found.ready.side.iter();
        let names: Vec<String> = side
            .map(|actor| spoken(&scenario.actors[*actor].label))
            .collect();
        listed(&names)
    }

    /// Who answers.
    pub(super) fn others(&self) -> String {
        let scenario = &self.found.ready.asked.scenario;
        let other = self.found.ready.other.iter();
        let actors = other.flat_map(|other| &other.player.actors);
        let names: Vec<String> = actors
            .map(|actor| spoken(&scenario.actors[*actor].label))
            .collect();
        listed(&names)
    }

    /// What is told of habits in brackets or after a comma.
    pub(super) fn habits(&self) -> String {
        let habits = &self.found.chosen.finalists[self.found.chosen.habits];
        self.scale.figure(self.value(habits))
    }

    /// "it keeps" or "they keep", of the side.
    pub(super) fn keep(&self) -> &'static str {
        if self.found.ready.side.len() == 1 {
            "it keeps"
        } else {
            "they keep"
        }
    }

    /// A verb of the other side.
    pub(super) fn verb(&self, one: &'static str, several: &'static str) -> &'static str {
        let other = self.found.ready.other.iter();
        let actors: usize = other.map(|other| other.player.actors.len()).sum();
        if actors == 1 { one } else { several }
    }

    /// Whether the best cannot be told from habits, which stay within the bounds.
    pub(super) fn is_no_better(&self) -> bool {
        let goal = self.found.ready.standard.goal;
        let difference = self.found.against_habits(self.winner(), goal.quantity);
        let is_open = difference
            .interval()
            .is_none_or(|interval| interval.low <= 0.0 && interval.high >= 0.0);
        is_open && !self.habits_miss()
    }

    /// Whether keeping to habit misses the bounds.
    pub(super) fn habits_miss(&self) -> bool {
        let habits = &self.found.chosen.finalists[self.found.chosen.habits];
        let ready = &self.found.ready;
        let mut bounds = ready.asked.bounds.iter();
        bounds.any(|bound| self.found.keeps(habits, bound) == Some(false))
    }

    /// The row of the winner in a place, and that of habits.
    pub(super) fn in_place(&self, place: &'f Place) -> Option<[&'f Finalist; 2]> {
        let of = |candidate: &Candidate| place.fares.iter().find(|one| one.candidate == *candidate);
        Some([of(&self.winner().candidate)?, of(&Candidate::HABITS)?])
    }

    pub(super) fn value_in(&self, place: &Place, one: &Finalist) -> f64 {
        let goal = self.found.ready.standard.goal.quantity;
        let column = self.found.ready.standard.column(goal);
        goal.estimate(&one.judged[column], &place.scenario)
            .value
            .unwrap_or_default()
    }
}

/// What values of a quantity are told in, by what it comes to in any policy that was judged.
pub(super) fn scale(found: &SearchFound, quantity: Quantity) -> Scale {
    let all = found.chosen.finalists.iter();
    let values = all.filter_map(|one| found.judged(one, quantity).value);
    Scale::of(quantity, values.fold(0.0, f64::max))
}

/// What a policy asks, of whom it is where it is not all.
pub(super) fn asks(found: &SearchFound, made: &Made) -> String {
    let (who, what) = found.asks(made);
    match who {
        Some(who) => format!("{who} alone, {what}"),
        None => what,
    }
}
