//! Orders become deeds.

use super::chance::{Chance, Note, Stage};
use super::kind::StageKind;
use super::pick;
use super::state::State;
use crate::model::decision::{BELIEF_TOP, ESCALATE, NEGOTIATE, NONE, RESTRAIN};
use crate::model::{Model, ScriptedEffect};

/// A party carries out its decision: an escalation climbs the ladder or repeats its rung, an
/// order of restraint is mostly silence, sometimes visible, rarely an escalation nobody ordered.
#[derive(Debug, Clone, Copy)]
pub struct Execute(pub usize);

impl Stage<2> for Execute {
    fn kind(self) -> StageKind {
        StageKind::Execute { actor: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.sites.actors[self.0].execute
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let Some(party) = &actor.party else {
            return;
        };
        let (intent, mut rung) = (state[actor.intent], state[party.rung]);
        let (mut act, mut last) = ([NONE; L], [NONE; L]);
        let (mut disobeyed, mut overshot) = ([false; L], [false; L]);
        for l in 0..L {
            let restrains = intent[l] == RESTRAIN;
            let thresholds = [
                pick(restrains, party.restraint[0], 0),
                pick(restrains, party.restraint[1], 0),
            ];
            let answer = chance.answer(0, l, thresholds);
            let unauthorised = answer == 0;
            let silent = restrains & (answer == 2);
            act[l] = pick(unauthorised, ESCALATE, pick(silent, NONE, intent[l]));
            last[l] = pick(silent, RESTRAIN, act[l]);
            disobeyed[l] = unauthorised;
        }
        for l in 0..L {
            let escalates = act[l] == ESCALATE;
            let lowest = rung[l] == 0;
            let down = pick(lowest, 0, party.cool);
            let thresholds = [
                pick(escalates, party.climb[0], 0),
                pick(
                    escalates,
                    pick(lowest, party.first_step[1], party.climb[1]),
                    down,
                ),
            ];
            let answer = chance.answer(1, l, thresholds);
            let up = rung[l] + 2 - answer;
            let cooled = rung[l].wrapping_sub(u32::from(answer == 1));
            rung[l] = pick(escalates, up.min(model.crisis.top), cooled);
            overshot[l] = escalates & (answer == 0);
        }
        chance.notes(Note::Unauthorised, &disobeyed);
        chance.notes(Note::Overshoot, &overshot);
        state[actor.act] = act;
        state[actor.last] = last;
        state[party.rung] = rung;
    }
}

/// A third party presses, watches or mediates: always in public, and just as it decided.
#[derive(Debug, Clone, Copy)]
pub struct StepIn(pub usize);

impl Stage<0> for StepIn {
    fn kind(self) -> StageKind {
        StageKind::StepIn { actor: self.0 }
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let intent = state[actor.intent];
        let mut act = [NONE; L];
        for l in 0..L {
            act[l] = pick(intent[l] == RESTRAIN, NONE, intent[l]);
        }
        state[actor.act] = act;
        state[actor.last] = intent;
    }
}

/// What the scenario scripts for a day after the onset: it takes the place of what was decided,
/// and of what the lines were.
#[derive(Debug, Clone, Copy)]
pub struct Timeline;

impl Stage<0> for Timeline {
    fn kind(self) -> StageKind {
        StageKind::Timeline
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let day = state[model.crisis.day];
        for event in &model.script {
            let mut set = |column, value: &dyn Fn(u32) -> u32| {
                let mut values = state[column];
                for l in 0..L {
                    values[l] = pick(day[l] == event.day, value(values[l]), values[l]);
                }
                state[column] = values;
            };
            match event.effect {
                ScriptedEffect::Set { column, value } => set(column, &|_| value),
                ScriptedEffect::Move { column, steps } => set(column, &|belief| {
                    belief.saturating_add_signed(steps).min(BELIEF_TOP)
                }),
                ScriptedEffect::Act {
                    actor,
                    target,
                    act,
                    rung,
                } => {
                    let actor = &model.actors[actor];
                    set(actor.act, &|_| act);
                    set(actor.last, &|_| act);
                    set(actor.target, &|_| target);
                    if let (Some(rung), Some(party)) = (rung, &actor.party) {
                        set(party.rung, &|_| rung);
                    }
                }
            }
        }
    }
}

/// A source of incidents fires, ordered or not.
#[derive(Debug, Clone, Copy)]
pub struct IncidentFires(pub usize);

impl Stage<1> for IncidentFires {
    fn kind(self) -> StageKind {
        StageKind::Incident { incident: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.incidents[self.0].site
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let incident = &model.incidents[self.0];
        let mut fired = [0; L];
        for l in 0..L {
            let fires = chance.happens(0, l, incident.rate);
            fired[l] = u32::from(fires);
            chance.note(Note::Incident, l, fires);
        }
        state[incident.fired] = fired;
    }
}

/// A third party's escalation is pressure on its target; what nobody renews decays.
#[derive(Debug, Clone, Copy)]
pub struct Pressure(pub usize);

impl Stage<1> for Pressure {
    fn kind(self) -> StageKind {
        StageKind::Pressure { press: self.0 }
    }

    fn site(self, model: &Model) -> usize {
        model.presses[self.0].site
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        let press = &model.presses[self.0];
        let by = &model.actors[press.by];
        let (act, target) = (state[by.act], state[by.target]);
        let mut level = state[press.level];
        for l in 0..L {
            let presses = (act[l] == ESCALATE) & (target[l] == press.on as u32);
            let decays = pick((level[l] > 0) & !presses, press.decay, 0);
            let falls = chance.happens(0, l, decays);
            level[l] = (level[l] + u32::from(presses)).min(press.top) - u32::from(falls);
        }
        state[press.level] = level;
    }
}

/// Counters that rules of a policy look at; nobody else keeps them.
#[derive(Debug, Clone, Copy)]
pub struct Remember(pub usize);

impl Stage<0> for Remember {
    fn kind(self) -> StageKind {
        StageKind::Remember { actor: self.0 }
    }

    #[inline(always)]
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, _chance: &mut impl Chance) {
        let actor = &model.actors[self.0];
        let decision = &actor.decision;
        let (mut provoked, mut answered) = ([false; L], [false; L]);
        for &column in &actor.perceived {
            let perceived = &state[column];
            for l in 0..L {
                provoked[l] |= perceived[l] == ESCALATE;
                answered[l] |= perceived[l] == NEGOTIATE;
            }
        }
        if decision.heat_top > 0 {
            let mut heat = state[decision.heat];
            for l in 0..L {
                heat[l] = pick(provoked[l], decision.heat_top, heat[l].saturating_sub(1));
            }
            state[decision.heat] = heat;
        }
        if decision.initiatives_top > 0 {
            let (mut count, act) = (state[decision.initiatives], state[actor.act]);
            for l in 0..L {
                let one_more = count[l] + u32::from(act[l] == NEGOTIATE);
                count[l] = pick(answered[l], 0, one_more.min(decision.initiatives_top));
            }
            state[decision.initiatives] = count;
        }
    }
}
