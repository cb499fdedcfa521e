//! What is seen, how it is read, and what is believed.

use super::chance::{Chance, Note, Stage};
use super::kind::StageKind;
use super::state::State;
use super::{by_act, pick};
use crate::model::Model;
use crate::model::decision::{BELIEF_TOP, ESCALATE, NEGOTIATE, NONE, RESTRAIN};

/// An observer reads what a subject did today. A visible act passes a confusion matrix; silence
/// between adversaries can be read as hostile; a memory nothing renews fades.
#[derive(Debug, Clone, Copy)]
pub struct Perceive(pub usize);

impl Stage<1> for Perceive {
    fn kind(self) -> StageKind {
        StageKind::Perceive { watch: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.watches[self.0].site
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let watch = &model.watches[self.0];
        let subject = &model.actors[watch.subject];
        let (act, target) = (state[subject.act], state[subject.target]);
        // Offers are letters: an adversary sees one only if it arrives. Everybody else sees that
        // talks are sought.
        let offer = match watch.delivered {
            Some(delivered) => state[delivered],
            None => act,
        };
        let (mut fired, mut clear) = ([0; L], [0; L]);
        for &column in &watch.fired {
            let source = &state[column];
            for l in 0..L {
                fired[l] |= source[l];
            }
        }
        for &column in &watch.clarifying {
            let up = &state[column];
            for l in 0..L {
                clear[l] |= up[l];
            }
        }
        let mut memory = state[watch.memory];
        let (mut perceived, mut hostile, mut misread) = ([NONE; L], [0; L], [false; L]);
        for l in 0..L {
            let shown = pick(act[l] == NEGOTIATE, offer[l], act[l]);
            let seen = pick(fired[l] == 1, ESCALATE, shown);
            let visible = seen != NONE;
            let misreads = [
                pick(clear[l] == 1, watch.misreads[1][0], watch.misreads[0][0]),
                pick(clear[l] == 1, watch.misreads[1][1], watch.misreads[0][1]),
            ];
            let thresholds = [
                pick(visible, misreads[0], watch.silence[0]),
                pick(visible, misreads[1], watch.silence[1]),
            ];
            let answer = chance.answer(0, l, thresholds);
            // Misread without hostility: an escalation looks like restraint, restraint like an
            // offer, an offer like restraint. Silence is then silence.
            let benign = pick(seen == RESTRAIN, NEGOTIATE, RESTRAIN);
            let read = pick(answer == 1, pick(visible, benign, NONE), seen);
            perceived[l] = pick(answer == 0, ESCALATE, read);
            let fades = !visible & (answer == 1);
            let kept = pick(fades, NONE, memory[l]);
            memory[l] = pick(perceived[l] == NONE, kept, perceived[l]);
            // An escalation is hostile to its target, and to whoever only thinks it saw one.
            let elsewhere = (act[l] == ESCALATE) & (target[l] != watch.observer as u32);
            let at_me = !elsewhere | (fired[l] == 1);
            hostile[l] = u32::from((perceived[l] == ESCALATE) & at_me);
            misread[l] = perceived[l] != seen;
        }
        chance.notes(Note::Misperception, &misread);
        state[watch.memory] = memory;
        if let (Some(p), Some(h)) = (watch.perceived, watch.hostile) {
            state[p] = perceived;
            state[h] = hostile;
        }
    }
}

/// A party's belief of an adversary moves a step with what it perceived, or drifts to its prior.
/// Dyad and direction.
#[derive(Debug, Clone, Copy)]
pub struct Update(pub usize, pub usize);

impl Stage<1> for Update {
    fn kind(self) -> StageKind {
        StageKind::Update {
            dyad: self.0,
            side: self.1,
        }
    }

    fn site(self, model: &Model) -> usize {
        model.dyads[self.0].belief_site + self.1
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let rule = &model.dyads[self.0].beliefs[self.1];
        let (perceived, hostile) = (state[rule.perceived], state[rule.hostile]);
        let mut belief = state[rule.column];
        for l in 0..L {
            let harmless = (perceived[l] == ESCALATE) & (hostile[l] == 0);
            let news = pick(harmless, NONE, perceived[l]);
            let away = pick(belief[l] == rule.prior, 0, rule.step[0]);
            let step = by_act(news, [away, rule.step[1], rule.step[2], rule.step[3]]);
            let moves = u32::from(chance.happens(0, l, step));
            let upward = (news == ESCALATE) | ((news == NONE) & (belief[l] < rule.prior));
            let risen = (belief[l] + moves).min(BELIEF_TOP);
            belief[l] = pick(upward, risen, belief[l].saturating_sub(moves));
        }
        state[rule.column] = belief;
    }
}

/// Two open offers are an exchange and raise the talks of a pair; a perceived hostile act lowers
/// them.
#[derive(Debug, Clone, Copy)]
pub struct Talk(pub usize);

impl Stage<0> for Talk {
    fn kind(self) -> StageKind {
        StageKind::Talk { dyad: self.0 }
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let dyad = &model.dyads[self.0];
        let (mut one, mut other) = (state[dyad.offers[0]], state[dyad.offers[1]]);
        let (at_one, at_other) = (
            state[dyad.beliefs[0].hostile],
            state[dyad.beliefs[1].hostile],
        );
        let mut talks = state[dyad.talks];
        for l in 0..L {
            let exchange = (one[l] > 0) & (other[l] > 0);
            let blow = (at_one[l] | at_other[l]) == 1;
            let raised = (talks[l] + u32::from(exchange)).min(dyad.talks_needed);
            talks[l] = raised.saturating_sub(u32::from(blow));
            // An exchange uses both offers up.
            one[l] = pick(exchange, 0, one[l]);
            other[l] = pick(exchange, 0, other[l]);
        }
        state[dyad.talks] = talks;
        state[dyad.offers[0]] = one;
        state[dyad.offers[1]] = other;
    }
}
