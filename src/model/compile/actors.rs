//! What actors do: how they decide, how orders turn out, when campaigns begin and end.

use super::Build;
use super::columns::{adversaries, counter_top};
use crate::model::decision::{
    ALLIES_ZERO, ANY_ACT, CompiledRule, Decision, ESCALATE, NONE, Other, Tables, Terms, act_bit,
    shift,
};
use crate::model::layout::Column;
use crate::model::probability::{CERTAIN, threshold};
use crate::model::{CompiledActor, Party};
use crate::scenario::parameter::{self, Talks};
use crate::scenario::policy::{self, Feature, RuleEffect};
use crate::scenario::{Channel, Relation, Role};

impl Build<'_> {
    pub(super) fn actor(&self, a: usize) -> CompiledActor {
        let (s, c) = (self.scenario, self.columns);
        let actor = &s.actors[a];
        let perceived = c.perceived.range((a, 0)..(a + 1, 0));
        CompiledActor {
            decision: self.decision(a),
            intent: c.intent[a],
            target: c.target[a],
            act: c.act[a],
            last: c.last[a],
            perceived: perceived.map(|(_, &column)| column).collect(),
            party: match &actor.role {
                Role::Party {
                    execution,
                    campaign,
                    ..
                } => Some(self.party(a, execution, campaign)),
                Role::ThirdParty { .. } => None,
            },
        }
    }

    fn party(
        &self,
        a: usize,
        execution: &parameter::Execution,
        campaign: &parameter::Campaign,
    ) -> Party {
        let response = &self.scenario.actors[a].response;
        let e = execution;
        let ends = |memory: u32| {
            let shift = match memory {
                ESCALATE => 2.0 * response.deterrence,
                NONE => 0.0,
                _ => -response.exploitation,
            };
            let end = shift_odds(campaign.campaign_ends, shift);
            let stand_down = end * campaign.stand_down;
            [
                threshold(stand_down * campaign.stand_down_closes),
                threshold(stand_down),
                threshold(end),
            ]
        };
        Party {
            rung: self.columns.rung[a],
            campaign: self.columns.campaign[a],
            at_onset: threshold(campaign.campaign_at_onset),
            begins: threshold(campaign.campaign_begins),
            ends: std::array::from_fn(|memory| ends(memory as u32)),
            restraint: [
                threshold(e.unauthorised),
                threshold(e.unauthorised + (1.0 - e.unauthorised) * e.signalled),
            ],
            climb: [
                threshold(e.overshoot),
                threshold(e.overshoot + (1.0 - e.overshoot) * e.climb),
            ],
            first_step: [threshold(e.overshoot), CERTAIN],
            cool: threshold(e.cool),
        }
    }

    fn decision(&self, a: usize) -> Decision {
        let (s, c) = (self.scenario, self.columns);
        let actor = &s.actors[a];
        let adversary =
            |(p, [i, j], talks, channels): (usize, [usize; 2], &Talks, &Vec<Channel>)| {
                let other = if i == a { j } else { i };
                let lines = c.lines[&p].iter().zip(channels);
                let carrying = lines.filter(|(_, channel)| channel.line.carries_offers);
                let other = Other {
                    actor: other,
                    rung: c.rung[other],
                    memory: c.memory[&(a, other)],
                    belief: c.belief[&(a, other)],
                    talks: c.talks[&p],
                    lines: carrying.map(|(&column, _)| column).collect(),
                };
                (other, talks.talks_needed)
            };
        let mine =
            |&(_, parties, _, _): &(usize, [usize; 2], &Talks, &Vec<Channel>)| parties.contains(&a);
        let mut others: Vec<(Other, u32)> = adversaries(s).filter(mine).map(adversary).collect();
        if !actor.is_party() {
            others.extend(s.parties().map(|other| {
                let other = Other {
                    actor: other,
                    rung: c.rung[other],
                    memory: c.memory[&(a, other)],
                    belief: c.zero,
                    talks: c.zero,
                    lines: Vec::new(),
                };
                (other, 1)
            }));
        }
        // Ties go to the actor declared first, whatever the order of the pairs.
        others.sort_by_key(|(other, _)| other.actor);
        let ally = |pair: &&crate::scenario::Pair| {
            pair.relation == Relation::Allies && pair.parties.contains(&a)
        };
        let partner = |pair: &crate::scenario::Pair| {
            let other = pair.parties[usize::from(pair.parties[0] == a)];
            c.memory[&(a, other)]
        };
        let allies: Vec<Column> = s.pairs.iter().filter(ally).map(partner).collect();
        let third = |&t: &usize| t != a && !s.actors[t].is_party();
        let pressure: Vec<(usize, Column)> = (0..s.actors.len())
            .filter_map(|t| c.pressure.get(&(t, a)).map(|&column| (t, column)))
            .collect();
        let terms = Terms {
            response: actor.response,
            top: s.top() as u32,
            allies: allies.len() as u32,
            talks_needed: others.iter().map(|(_, needed)| *needed).max().unwrap_or(1),
            pressure_top: pressure
                .iter()
                .map(|&(t, _)| self.influence(t).pressure_levels)
                .sum(),
            believes: actor.is_party(),
        };
        Decision {
            tables: Tables::new(&terms),
            terms,
            day: c.day,
            rung: c.rung[a],
            last: c.last[a],
            campaign: c.campaign[a],
            others: others.into_iter().map(|(other, _)| other).collect(),
            allies,
            mediators: (0..s.actors.len())
                .filter(third)
                .map(|t| c.last[t])
                .collect(),
            pressure: pressure.into_iter().map(|(_, column)| column).collect(),
            heat: c.heat[a].0,
            heat_top: c.heat[a].1,
            initiatives: c.initiatives[a],
            initiatives_top: counter_top(self.policy, a, Feature::Initiatives),
            rules: self.rules(a),
        }
    }

    pub(super) fn influence(&self, third: usize) -> &parameter::Influence {
        match &self.scenario.actors[third].role {
            Role::ThirdParty { influence } => influence,
            Role::Party { .. } => unreachable!("only third parties press"),
        }
    }

    /// Rules in the order of the policy, with the number each has in the model.
    fn numbered(&self) -> impl Iterator<Item = (usize, usize, &policy::Rule)> {
        self.policy
            .overlays
            .iter()
            .flat_map(|(a, overlay)| overlay.rules.iter().map(move |rule| (*a, rule)))
            .enumerate()
            .map(|(number, (a, rule))| (number, a, rule))
    }

    pub(super) fn rule_names(&self) -> Vec<(usize, String)> {
        self.numbered()
            .map(|(_, a, rule)| (a, rule.name.clone()))
            .collect()
    }

    fn rules(&self, actor: usize) -> Vec<CompiledRule> {
        let compiled = |(number, _, rule): (usize, usize, &policy::Rule)| {
            let mut compiled = CompiledRule {
                number,
                when: rule.when.clone(),
                escalate: 0,
                negotiate: 0,
                allows: ANY_ACT,
                force: NONE,
            };
            match rule.effect {
                RuleEffect::Shift {
                    escalate,
                    negotiate,
                } => {
                    compiled.escalate = shift(escalate);
                    compiled.negotiate = shift(negotiate);
                }
                RuleEffect::Forbid(act) => compiled.allows &= !act_bit(act as u32),
                RuleEffect::Force(act) => compiled.force = act as u32,
            }
            compiled
        };
        self.numbered()
            .filter(|&(_, a, _)| a == actor)
            .map(compiled)
            .collect()
    }
}

/// A probability with its log-odds shifted.
fn shift_odds(p: f64, shift: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 || shift == 0.0 {
        return p;
    }
    let odds = p / (1.0 - p) * libm::exp(shift);
    odds / (1.0 + odds)
}

const _: () = assert!(ALLIES_ZERO >= 7, "a party has at most 7 allies");
