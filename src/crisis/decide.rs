//! Whom an actor reacts to, its campaign, and its decision.

use super::chance::{CERTAIN, Chance, Note, Stage};
use super::kind::StageKind;
use super::state::State;
use super::{by_act, pick};
use crate::model::Model;
use crate::model::decision::{
    ALLIES_ZERO, ANY_ACT, BELIEF_ZERO, CompiledRule, Decision, ESCALATE, NEGOTIATE, NONE, Other,
    Packed, RESTRAIN, Situation, Weights, act_bit, share,
};
use crate::scenario::policy::{Condition, Feature};

/// An actor turns to the adversary it perceives as the highest threat: the one it believes most
/// hostile, among those the one it remembers to have escalated, then the one declared first. A
/// third party turns to the party highest on the ladder.
#[derive(Debug, Clone, Copy)]
pub struct Focus(pub usize);

impl Stage<0> for Focus {
    fn kind(self) -> StageKind {
        StageKind::Focus { actor: self.0 }
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let mut target = [0; L];
        let mut highest = [0; L];
        for other in &actor.decision.others {
            let feared = if actor.party.is_some() {
                other.belief
            } else {
                other.rung
            };
            let (feared, memory) = (&state[feared], &state[other.memory]);
            for l in 0..L {
                // One more than the score, so that the first of the list beats the empty start.
                let score = 2 * feared[l] + u32::from(memory[l] == ESCALATE) + 1;
                target[l] = pick(score > highest[l], other.actor as u32, target[l]);
                highest[l] = score.max(highest[l]);
            }
        }
        state[actor.target] = target;
    }
}

/// A party's campaign begins or ends; an end can be a stand-down.
#[derive(Debug, Clone, Copy)]
pub struct CampaignTurns(pub usize);

impl Stage<1> for CampaignTurns {
    fn kind(self) -> StageKind {
        StageKind::Campaign { actor: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.sites.actors[self.0].campaign
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let Some(party) = &actor.party else {
            return;
        };
        let memory = of_target(&actor.decision, &state[actor.target], |o| state[o.memory]);
        let (mut campaign, mut rung) = (state[party.campaign], state[party.rung]);
        let mut closing = state[model.crisis.closing];
        let [none, e, r, n] = party.ends;
        for l in 0..L {
            let on = campaign[l] == 1;
            let thresholds = [
                pick(on, by_act(memory[l], [none[0], e[0], r[0], n[0]]), 0),
                pick(on, by_act(memory[l], [none[1], e[1], r[1], n[1]]), 0),
                pick(
                    on,
                    by_act(memory[l], [none[2], e[2], r[2], n[2]]),
                    party.begins,
                ),
            ];
            let answer = chance.answer(0, l, thresholds);
            let changes = answer < 3;
            let stands_down = answer < 2;
            campaign[l] = pick(changes, campaign[l] ^ 1, campaign[l]);
            rung[l] = pick(stands_down, rung[l].min(model.crisis.calm_rung), rung[l]);
            closing[l] |= u32::from(answer == 0);
        }
        state[party.campaign] = campaign;
        state[party.rung] = rung;
        state[model.crisis.closing] = closing;
    }
}

/// An actor chooses: escalate, restrain, negotiate. A multinomial logit over named terms,
/// relative to restraint (`McFadden` 1974); nobody forms expectations of the others' choices.
#[derive(Debug, Clone, Copy)]
pub struct Decide(pub usize);

impl Stage<1> for Decide {
    fn kind(self) -> StageKind {
        StageKind::Decide { actor: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.sites.actors[self.0].decide
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let decision = &actor.decision;
        let view = View::of(decision, state, &state[actor.target]);
        let (escalate, negotiate) = utilities(decision, &view);
        let mut choice = Overlaid {
            escalate,
            negotiate,
            allowed: [ANY_ACT; L],
        };
        choice.apply(decision, state, &state[actor.target], chance);
        let (escalate, negotiate) = (
            look_up(model.weights.table(), &Weights::places(&choice.escalate)),
            look_up(model.weights.table(), &Weights::places(&choice.negotiate)),
        );
        let mut intent = [0; L];
        for l in 0..L {
            let allowed = choice.allowed[l];
            let weight_e = where_allowed(allowed, ESCALATE, escalate[l]);
            let weight_n = where_allowed(allowed, NEGOTIATE, negotiate[l]);
            let whole = weight_e + where_allowed(allowed, RESTRAIN, 1.0) + weight_n;
            let from_below = share(weight_e, whole);
            // Escalation from below, negotiation from above, restraint between.
            let from_above = CERTAIN - share(weight_n, whole);
            intent[l] = 1 + chance.answer(0, l, [from_below, from_above.max(from_below)]);
        }
        state[actor.intent] = intent;
    }
}

/// The entries of a table at each lane's place, in a loop of its own: everything around it is
/// vector code, this is not. The length is a power of two, so that no place can lie outside.
#[inline(always)]
fn look_up<T: Copy + Default, const N: usize, const L: usize>(
    table: &[T; N],
    places: &[u32; L],
) -> [T; L] {
    const { assert!(N.is_power_of_two()) }
    let mut entries = [T::default(); L];
    for l in 0..L {
        entries[l] = table[places[l] as usize % N];
    }
    entries
}

/// A column of the actor reacted to. Where it is none of the others it is the first of them:
/// most have one adversary only, and nothing to select.
#[inline(always)]
fn of_target<const L: usize>(
    decision: &Decision,
    target: &[u32; L],
    column: impl Fn(&Other) -> [u32; L],
) -> [u32; L] {
    let Some((first, others)) = decision.others.split_first() else {
        return [0; L];
    };
    let mut chosen = column(first);
    for other in others {
        let values = column(other);
        for l in 0..L {
            chosen[l] = pick(target[l] == other.actor as u32, values[l], chosen[l]);
        }
    }
    chosen
}

/// What an actor looks at when it decides, lane by lane.
struct View<const L: usize> {
    last: [u32; L],
    memory: [u32; L],
    campaign: [u32; L],
    mediated: [u32; L],
    own_rung: [u32; L],
    other_rung: [u32; L],
    belief: [u32; L],
    talks: [u32; L],
    allies: [u32; L],
    pressure: [u32; L],
}

impl<const L: usize> View<L> {
    #[inline(always)]
    fn of(decision: &Decision, state: &State<L>, target: &[u32; L]) -> Self {
        Self {
            last: state[decision.last],
            memory: of_target(decision, target, |o| state[o.memory]),
            campaign: state[decision.campaign],
            mediated: mediated(decision, state),
            own_rung: state[decision.rung],
            other_rung: of_target(decision, target, |o| state[o.rung]),
            belief: of_target(decision, target, |o| state[o.belief]),
            talks: of_target(decision, target, |o| state[o.talks]),
            allies: allies(decision, state),
            pressure: pressure(decision, state),
        }
    }
}

/// What an actor looks at when it decides in this state: the law's own view, for whoever explains
/// a decision by the named terms.
pub fn situation(decision: &Decision, state: &State<1>, target: u32) -> Situation {
    let view = View::of(decision, state, &[target]);
    Situation {
        last: view.last[0],
        memory: view.memory[0],
        campaign: view.campaign[0],
        mediated: view.mediated[0],
        own_rung: view.own_rung[0],
        other_rung: view.other_rung[0],
        belief: view.belief[0],
        talks: view.talks[0],
        allies: view.allies[0],
        pressure: view.pressure[0],
    }
}

/// Whether a third party negotiated yesterday.
#[inline(always)]
fn mediated<const L: usize>(decision: &Decision, state: &State<L>) -> [u32; L] {
    let mut mediated = [0; L];
    for &mediator in &decision.mediators {
        let last = state[mediator];
        for l in 0..L {
            mediated[l] |= u32::from(last[l] == NEGOTIATE);
        }
    }
    mediated
}

/// Allies remembered to escalate less those remembered to negotiate, with its offset.
#[inline(always)]
fn allies<const L: usize>(decision: &Decision, state: &State<L>) -> [u32; L] {
    let mut allies = [ALLIES_ZERO; L];
    for &ally in &decision.allies {
        let memory = state[ally];
        for l in 0..L {
            allies[l] += u32::from(memory[l] == ESCALATE);
            allies[l] -= u32::from(memory[l] == NEGOTIATE);
        }
    }
    allies
}

/// Pressure felt.
#[inline(always)]
fn pressure<const L: usize>(decision: &Decision, state: &State<L>) -> [u32; L] {
    let mut pressure = [0; L];
    for &level in &decision.pressure {
        let level = state[level];
        for l in 0..L {
            pressure[l] += level[l];
        }
    }
    pressure
}

/// The utilities of escalating and negotiating, in 1/256 nat, before the policy.
#[inline(always)]
fn utilities<const L: usize>(decision: &Decision, view: &View<L>) -> ([i32; L], [i32; L]) {
    let tables = &decision.tables;
    let (mut posture, mut ladder) = ([0; L], [0; L]);
    for l in 0..L {
        let acts = view.last[l] + 4 * view.memory[l] + 16 * view.campaign[l];
        posture[l] = view.belief[l] + 32 * (acts + 32 * view.mediated[l]);
        ladder[l] = view.talks[l] + 16 * (view.own_rung[l] + 16 * view.other_rung[l]);
    }
    let (posture, ladder) = (
        look_up(&tables.posture, &posture),
        look_up(&tables.ladder, &ladder),
    );
    let mut sum = [0; L];
    for l in 0..L {
        sum[l] = posture[l] + ladder[l];
    }
    if !(decision.allies.is_empty() && decision.pressure.is_empty()) {
        let mut others = [0; L];
        for l in 0..L {
            others[l] = view.allies[l] + 32 * view.pressure[l];
        }
        let others = look_up(&tables.others, &others);
        for l in 0..L {
            sum[l] += others[l];
        }
    }
    let (mut escalate, mut negotiate) = ([0; L], [0; L]);
    for l in 0..L {
        (escalate[l], negotiate[l]) = Packed::split(sum[l]);
    }
    (escalate, negotiate)
}

/// The weight of an act, 0 where a policy rules it out. By bits: lanes have no branch to take.
#[inline(always)]
fn where_allowed(allowed: u32, act: u32, weight: f32) -> f32 {
    let yes = (allowed >> (act - 1)) & 1;
    f32::from_bits(weight.to_bits() & yes.wrapping_neg())
}

/// What a policy makes of a decision: shifts first, then what it rules out, then what it forces.
struct Overlaid<const L: usize> {
    escalate: [i32; L],
    negotiate: [i32; L],
    /// The acts that are left, by [`act_bit`].
    allowed: [u32; L],
}

impl<const L: usize> Overlaid<L> {
    #[inline(always)]
    fn apply(
        &mut self,
        decision: &Decision,
        state: &State<L>,
        target: &[u32; L],
        chance: &mut impl Chance,
    ) {
        for rule in &decision.rules {
            let holds = holds(rule, decision, state, target);
            chance.notes(Note::Rule(rule.number), &holds);
            for l in 0..L {
                let all = u32::from(holds[l]).wrapping_neg();
                self.escalate[l] += rule.escalate & all.cast_signed();
                self.negotiate[l] += rule.negotiate & all.cast_signed();
                self.allowed[l] &= rule.allows | !all;
            }
        }
        // Forced last: a forced act that some rule forbids is not forced, so that one act is
        // always left.
        for rule in decision.rules.iter().filter(|rule| rule.force != NONE) {
            let holds = holds(rule, decision, state, target);
            let only = act_bit(rule.force);
            for l in 0..L {
                let possible = holds[l] & (self.allowed[l] & only != 0);
                self.allowed[l] = pick(possible, only, self.allowed[l]);
            }
        }
    }
}

/// Where all conditions of a rule hold.
#[inline(always)]
fn holds<const L: usize>(
    rule: &CompiledRule,
    decision: &Decision,
    state: &State<L>,
    target: &[u32; L],
) -> [bool; L] {
    let mut holds = [true; L];
    for condition in &rule.when {
        let values = feature(condition, decision, state, target);
        for l in 0..L {
            holds[l] &= (condition.low <= values[l]) & (values[l] <= condition.high);
        }
    }
    holds
}

/// The feature a condition looks at.
#[inline(always)]
fn feature<const L: usize>(
    condition: &Condition,
    decision: &Decision,
    state: &State<L>,
    target: &[u32; L],
) -> [i32; L] {
    let column = match condition.feature {
        Feature::OwnRung | Feature::RungLead => state[decision.rung],
        Feature::AdversaryRung => of_target(decision, target, |o| state[o.rung]),
        Feature::Remembered => of_target(decision, target, |o| state[o.memory]),
        Feature::OwnLast => state[decision.last],
        Feature::Belief => of_target(decision, target, |o| state[o.belief]),
        Feature::Talks => of_target(decision, target, |o| state[o.talks]),
        Feature::LineUp => line_up(decision, state, target),
        Feature::DaysSinceProvoked => state[decision.heat],
        Feature::Initiatives => state[decision.initiatives],
        Feature::Mediated => mediated(decision, state),
        Feature::Pressure => pressure(decision, state),
        Feature::Day => state[decision.day],
    };
    let mut values = [0; L];
    for l in 0..L {
        values[l] = column[l] as i32;
    }
    match condition.feature {
        Feature::RungLead => {
            let other = of_target(decision, target, |o| state[o.rung]);
            for l in 0..L {
                values[l] -= other[l] as i32;
            }
        }
        Feature::Belief => {
            for l in 0..L {
                values[l] -= BELIEF_ZERO as i32;
            }
        }
        Feature::DaysSinceProvoked => {
            for l in 0..L {
                let since = decision.heat_top as i32 - values[l];
                values[l] = if values[l] == 0 { LONG_AGO } else { since };
            }
        }
        _ => {}
    }
    values
}

/// Days since a provocation that is forgotten, or never was.
const LONG_AGO: i32 = 255;

/// Whether a channel to the actor reacted to, that carries offers, is up.
#[inline(always)]
fn line_up<const L: usize>(decision: &Decision, state: &State<L>, target: &[u32; L]) -> [u32; L] {
    let mut any = [0; L];
    for other in &decision.others {
        for &line in &other.lines {
            let up = state[line];
            for l in 0..L {
                any[l] |= pick(target[l] == other.actor as u32, up[l], 0);
            }
        }
    }
    any
}
