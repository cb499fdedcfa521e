//! The end of the day: is the crisis over, and what is forgotten.

use super::chance::{Chance, Stage};
use super::kind::StageKind;
use super::outcome::Outcome;
use super::pick;
use super::state::State;
use crate::model::Model;
use crate::model::decision::ESCALATE;

/// A new day.
#[derive(Debug, Clone, Copy)]
pub struct Dawn;

impl Stage<0> for Dawn {
    fn kind(self) -> StageKind {
        StageKind::Dawn
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
    fn kind(self) -> StageKind {
        StageKind::Judge
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let crisis = &model.crisis;
        let (mut highest, mut violence) = ([0; L], state[crisis.violence]);
        let levels = Nibbles::new(&crisis.violence_of);
        for actor in &model.actors {
            let Some(party) = &actor.party else {
                continue;
            };
            let (rung, act) = (&state[party.rung], &state[actor.act]);
            for l in 0..L {
                highest[l] = highest[l].max(rung[l]);
                let level = pick(act[l] == ESCALATE, levels.at(rung[l]), 0);
                violence[l] = violence[l].max(level);
            }
        }
        let mut settled = [false; L];
        for dyad in &model.dyads {
            let talks = &state[dyad.talks];
            for l in 0..L {
                settled[l] |= dyad.settles & (talks[l] >= dyad.talks_needed);
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

/// Sixteen numbers below 16 in two words: lanes look them up by shifting.
#[derive(Clone, Copy)]
struct Nibbles([u32; 2]);

impl Nibbles {
    #[inline(always)]
    fn new(numbers: &[u32; 16]) -> Self {
        let mut words = [0; 2];
        for (i, number) in numbers.iter().enumerate() {
            words[i / 8] |= number << (4 * (i % 8));
        }
        Self(words)
    }

    #[inline(always)]
    fn at(self, index: u32) -> u32 {
        (pick(index < 8, self.0[0], self.0[1]) >> (4 * (index & 7))) & 15
    }
}

/// What was only of the day is forgotten, so that equal states are equal.
#[derive(Debug, Clone, Copy)]
pub struct Night;

impl Stage<0> for Night {
    fn kind(self) -> StageKind {
        StageKind::Night
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        // A few columns at a time: processors take long to start one long fill.
        for columns in state.columns_mut()[model.layout.night..].chunks_mut(8) {
            columns.fill([0; L]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nibbles_hold_a_number_for_every_rung() {
        let numbers = std::array::from_fn(|i| (i as u32 * 7 + 3) % 16);
        let packed = Nibbles::new(&numbers);
        for (index, number) in numbers.into_iter().enumerate() {
            assert_eq!(packed.at(index as u32), number);
        }
    }
}
