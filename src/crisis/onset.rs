//! What is latent when the crisis begins: drawn once, on day 0.

use super::chance::{CERTAIN, Chance, Stage};
use super::kind::StageKind;
use super::pick;
use super::state::State;
use crate::model::Model;
use crate::model::decision::BELIEF_TOP;

/// Whether what began the crisis was a rung worse than was known.
#[derive(Debug, Clone, Copy)]
pub struct LatentSeverity;

impl Stage<1> for LatentSeverity {
    fn kind(self) -> StageKind {
        StageKind::LatentSeverity
    }

    /// That of its actor's decision: nobody decides on day 0.
    fn site(self, model: &Model) -> usize {
        let actor = model.severity.map_or(0, |severity| severity.actor);
        model.sites.actors[actor].decide
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let Some(severity) = model.severity else {
            return;
        };
        let mut worse = [false; L];
        for l in 0..L {
            worse[l] = chance.happens(0, l, severity.worse);
        }
        let mut level = state[model.crisis.trigger];
        for l in 0..L {
            level[l] = pick(worse[l], severity.violence, level[l]);
        }
        state[model.crisis.trigger] = level;
        let actor = &model.actors[severity.actor];
        // An incident is nobody's act: nobody stands where it happened.
        if let Some(party) = actor.party.as_ref().filter(|_| severity.deliberate) {
            let mut rung = state[party.rung];
            for l in 0..L {
                rung[l] = pick(worse[l], severity.rung, rung[l]);
            }
            state[party.rung] = rung;
        }
    }
}

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
