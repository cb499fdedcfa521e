//! What is latent when the crisis begins: drawn once, on day 0.

use super::chance::{CERTAIN, Chance, Stage};
use super::kind::StageKind;
use super::state::State;
use crate::model::Model;
use crate::model::decision::BELIEF_TOP;

/// Whether a party is in a campaign when the crisis begins.
#[derive(Debug, Clone, Copy)]
pub struct LatentCampaign(pub usize);

impl Stage<1> for LatentCampaign {
    fn kind(self) -> StageKind {
        StageKind::LatentCampaign { actor: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.sites.actors[self.0].campaign
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let Some(party) = &model.actors[self.0].party else {
            return;
        };
        let mut campaign = [0; L];
        for l in 0..L {
            campaign[l] = u32::from(chance.happens(0, l, party.at_onset));
        }
        state[party.campaign] = campaign;
    }
}

/// What a party believed of an adversary before the crisis: dyad and direction.
#[derive(Debug, Clone, Copy)]
pub struct LatentBelief(pub usize, pub usize);

impl Stage<1> for LatentBelief {
    fn kind(self) -> StageKind {
        StageKind::LatentBelief {
            dyad: self.0,
            side: self.1,
        }
    }

    fn site(self, model: &Model) -> usize {
        model.dyads[self.0].belief_site + self.1
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let belief = &model.dyads[self.0].beliefs[self.1];
        let thresholds = if belief.spread == 0 {
            [0, CERTAIN]
        } else {
            [CERTAIN / 4, CERTAIN / 4 * 3]
        };
        let mut column = state[belief.column];
        for l in 0..L {
            let answer = chance.answer(0, l, thresholds);
            let shifted = column[l] + answer * belief.spread;
            column[l] = shifted.saturating_sub(belief.spread).min(BELIEF_TOP);
        }
        state[belief.column] = column;
    }
}
