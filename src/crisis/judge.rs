//! The end of the day: is the crisis over, and what is forgotten.

use super::chance::{Chance, Stage};
use super::outcome::Outcome;
use super::pick;
use super::state::State;
use crate::model::Model;
use crate::model::decision::ESCALATE;

/// A new day.
#[derive(Debug, Clone, Copy)]
pub struct Dawn;

impl Stage<0> for Dawn {
    fn site(self, _model: &Model) -> usize {
        0
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        for day in &mut state[model.crisis.day] {
            *day += 1;
        }
    }
}

/// War, agreement, unilateral stand-down, calm, in that order; unresolved at the horizon.
#[derive(Debug, Clone, Copy)]
pub struct Judge;

impl Stage<0> for Judge {
    fn site(self, _model: &Model) -> usize {
        0
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let crisis = &model.crisis;
        let (mut highest, mut violence) = ([0; L], state[crisis.violence]);
        for (a, party) in model.parties() {
            let (rung, act) = (&state[party.rung], &state[model.actors[a].act]);
            for l in 0..L {
                highest[l] = highest[l].max(rung[l]);
                let level = crisis.violence_of[(rung[l] & 15) as usize];
                violence[l] = violence[l].max(pick(act[l] == ESCALATE, level, 0));
            }
        }
        let mut settled = [false; L];
        for dyad in model.dyads.iter().filter(|dyad| dyad.settles) {
            let talks = &state[dyad.talks];
            for l in 0..L {
                settled[l] |= talks[l] >= dyad.talks_needed;
            }
        }
        let (closing, day) = (state[crisis.closing], state[crisis.day]);
        let mut calm = state[crisis.calm];
        let mut outcome = state[crisis.outcome];
        for l in 0..L {
            calm[l] = pick(highest[l] <= crisis.calm_rung, calm[l] + 1, 0);
            let end = pick(day[l] >= crisis.horizon, Outcome::Unresolved as u32, 0);
            let end = pick(calm[l] >= crisis.calm_days, Outcome::Calm as u32, end);
            let end = pick(closing[l] == 1, Outcome::Unilateral as u32, end);
            let end = pick(settled[l], Outcome::Agreement as u32, end);
            outcome[l] = pick(highest[l] >= crisis.top, Outcome::War as u32, end);
        }
        state[crisis.violence] = violence;
        state[crisis.calm] = calm;
        state[crisis.outcome] = outcome;
    }
}

/// What was only of the day is forgotten, so that equal states are equal.
#[derive(Debug, Clone, Copy)]
pub struct Night;

impl Stage<0> for Night {
    fn site(self, _model: &Model) -> usize {
        0
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        for column in &mut state.columns_mut()[model.layout.night..] {
            *column = [0; L];
        }
    }
}
