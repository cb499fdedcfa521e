//! Lines between adversaries, and the offers they carry.

use super::chance::{CERTAIN, Chance, Note, Stage};
use super::kind::StageKind;
use super::pick;
use super::state::State;
use crate::model::decision::{ESCALATE, NEGOTIATE, NONE};
use crate::model::layout::CHANNELS;
use crate::model::{CompiledActor, Dyad, Model};

/// Lines of a pair are cut as a move in the crisis, fail, and come back; talks and mediation
/// bring them back sooner.
#[derive(Debug, Clone, Copy)]
pub struct Channels(pub usize);

impl Stage<CHANNELS> for Channels {
    fn kind(self) -> StageKind {
        StageKind::Channels { dyad: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.dyads[self.0].channels_site
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let dyad = &model.dyads[self.0];
        let anger = anger(model, dyad, state);
        let talking = talking(model, dyad, state);
        for q in 0..CHANNELS {
            let Some(line) = dyad.lines.get(q) else {
                break;
            };
            let (mut up, mut cut) = (state[line.up], [false; L]);
            for l in 0..L {
                let hot = anger[l] > line.cut_rung;
                let recovers = pick(talking[l] == 1, line.recovers[1], line.recovers[0]);
                let down = up[l] == 0;
                let thresholds = [
                    pick(down, recovers, pick(hot, line.hot[0], line.quiet[0])),
                    pick(down, recovers, pick(hot, line.hot[1], line.quiet[1])),
                ];
                let answer = chance.answer(q, l, thresholds);
                up[l] ^= u32::from(answer < 2);
                cut[l] = !down & (answer == 0);
            }
            state[line.up] = up;
            chance.notes(Note::ChannelCut, &cut);
        }
    }
}

/// One more than the highest rung at which either side escalated against the other today.
#[inline(always)]
fn anger<const L: usize>(model: &Model, dyad: &Dyad, state: &State<L>) -> [u32; L] {
    let [one, other] = dyad.actors;
    let mut anger = strikes(&model.actors[one], other, state);
    let back = strikes(&model.actors[other], one, state);
    for l in 0..L {
        anger[l] = anger[l].max(back[l]);
    }
    anger
}

/// One more than an actor's rung where it escalates against the other today, else 0.
#[inline(always)]
fn strikes<const L: usize>(actor: &CompiledActor, other: usize, state: &State<L>) -> [u32; L] {
    let (act, target) = (state[actor.act], state[actor.target]);
    let mut strikes = state[actor.decision.rung];
    for l in 0..L {
        let struck = (act[l] == ESCALATE) & (target[l] == other as u32);
        strikes[l] = pick(struck, strikes[l] + 1, 0);
    }
    strikes
}

/// Whether either side or a third party negotiates today.
#[inline(always)]
fn talking<const L: usize>(model: &Model, dyad: &Dyad, state: &State<L>) -> [u32; L] {
    let mut talking = [0; L];
    for side in dyad.actors {
        let act = &state[model.actors[side].act];
        for l in 0..L {
            talking[l] |= u32::from(act[l] == NEGOTIATE);
        }
    }
    for &(act, _) in &dyad.mediators {
        let act = &state[act];
        for l in 0..L {
            talking[l] |= u32::from(act[l] == NEGOTIATE);
        }
    }
    talking
}

/// Offers go over the open line with the lowest loss, or through a third party that negotiates
/// today; what does not arrive looks like silence.
#[derive(Debug, Clone, Copy)]
pub struct Communicate(pub usize);

impl Stage<2> for Communicate {
    fn kind(self) -> StageKind {
        StageKind::Communicate { dyad: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.dyads[self.0].offers_site
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let dyad = &model.dyads[self.0];
        let loss = loss(dyad, state);
        for side in 0..2 {
            let act = state[model.actors[dyad.actors[side]].act];
            let mut open = state[dyad.offers[side]];
            let (mut delivered, mut lost_offer, mut unsent_offer) =
                ([0; L], [false; L], [false; L]);
            for l in 0..L {
                let offers = act[l] == NEGOTIATE;
                let lost = chance.happens(side, l, pick(offers, loss[l], 0));
                let arrives = offers & !lost;
                let unsent = offers & (loss[l] == CERTAIN);
                delivered[l] = pick(arrives, NEGOTIATE, NONE);
                open[l] = pick(arrives, dyad.offer_days, open[l].saturating_sub(1));
                lost_offer[l] = lost & !unsent;
                unsent_offer[l] = unsent;
            }
            chance.notes(Note::LostOffer, &lost_offer);
            chance.notes(Note::UnsentOffer, &unsent_offer);
            state[dyad.offers[side]] = open;
            state[dyad.delivered[side]] = delivered;
        }
    }
}

/// Loss on the best way open today; certain where there is none.
#[inline(always)]
fn loss<const L: usize>(dyad: &Dyad, state: &State<L>) -> [u32; L] {
    let mut loss = [CERTAIN; L];
    for line in &dyad.lines {
        if !line.carries_offers {
            continue;
        }
        let up = &state[line.up];
        for l in 0..L {
            loss[l] = pick(up[l] == 1, line.loss.min(loss[l]), loss[l]);
        }
    }
    for &(act, mediated) in &dyad.mediators {
        let act = &state[act];
        for l in 0..L {
            loss[l] = pick(act[l] == NEGOTIATE, mediated.min(loss[l]), loss[l]);
        }
    }
    loss
}
