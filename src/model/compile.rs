//! From a checked scenario and a policy to tables.

use super::decision::{
    ALLIES_ZERO, ANY_ACT, BELIEF_TOP, BELIEF_ZERO, Decision, ESCALATE, NONE, Other, RESTRAIN, Rule,
    Tables, Terms, Weights, act_bit, shift,
};
use super::layout::{Column, Layout, Sites};
use super::probability::{CERTAIN, cut};
use super::{
    Actor, Belief, Crisis, Dyad, Incident, Line, Model, Party, Press, Scripted, ScriptedEffect,
    Switches, Watch,
};
use crate::scenario::parameter::{self, Talks};
use crate::scenario::policy::{Feature, Overlay, Policy, RuleEffect};
use crate::scenario::{Channel, Effect, Relation, Role, Scenario};
use std::collections::BTreeMap;

impl Model {
    /// Compiles a scenario under a policy with some mechanisms off.
    pub fn compile(scenario: &Scenario, policy: &Policy, switches: Switches) -> Self {
        let scenario = &switches.apply(scenario);
        let mut layout = Layout::default();
        let columns = Columns::lay(scenario, policy, &mut layout);
        let build = Build {
            scenario,
            policy,
            columns: &columns,
            judged: switches.misjudgement,
        };
        let rules = build.rule_names();
        let mut model = Model {
            sites: Sites::number(scenario),
            weights: Weights::default(),
            crisis: build.crisis(),
            actors: Vec::new(),
            dyads: Vec::new(),
            watches: Vec::new(),
            presses: Vec::new(),
            incidents: Vec::new(),
            script: Vec::new(),
            rules,
            layout,
        };
        model.actors = (0..scenario.actors.len()).map(|a| build.actor(a)).collect();
        model.dyads = build.dyads(&model.sites);
        model.watches = build.watches(&model.sites);
        model.presses = build.presses(&model.sites);
        model.incidents = build.incidents(&model.sites);
        model.script = build.script();
        build.history(&mut model.layout);
        model
    }
}

/// The columns of a scenario, found by what they are about.
struct Columns {
    zero: Column,
    day: Column,
    calm: Column,
    outcome: Column,
    violence: Column,
    closing: Column,
    rung: Vec<Column>,
    campaign: Vec<Column>,
    last: Vec<Column>,
    heat: Vec<(Column, u32)>,
    initiatives: Vec<Column>,
    /// By observer and subject.
    memory: BTreeMap<(usize, usize), Column>,
    /// By holder and adversary.
    belief: BTreeMap<(usize, usize), Column>,
    /// By pair of adversaries (in the scenario's numbering), as the rest.
    talks: BTreeMap<usize, Column>,
    offers: BTreeMap<usize, [Column; 2]>,
    lines: BTreeMap<usize, Vec<Column>>,
    /// By third party and party.
    pressure: BTreeMap<(usize, usize), Column>,
    intent: Vec<Column>,
    target: Vec<Column>,
    act: Vec<Column>,
    delivered: BTreeMap<usize, [Column; 2]>,
    perceived: BTreeMap<(usize, usize), Column>,
    hostile: BTreeMap<(usize, usize), Column>,
    fired: Vec<Column>,
}

impl Columns {
    #[allow(clippy::too_many_lines)] // the list of columns, in their order, reads best in one piece
    fn lay(scenario: &Scenario, policy: &Policy, layout: &mut Layout) -> Self {
        let actors = &scenario.actors;
        let name = |a: usize| actors[a].name.as_str();
        let zero = layout.column("zero", 0);
        let day = layout.column("day", 0);
        let calm = layout.column("calm", 0);
        let outcome = layout.column("outcome", 0);
        let violence = layout.column("violence", 1);
        let per_party = |what: &str, layout: &mut Layout| -> Vec<Column> {
            let column = |(a, actor): (usize, &crate::scenario::Actor)| {
                if actor.is_party() {
                    layout.column(format!("{what} {}", name(a)), 0)
                } else {
                    zero
                }
            };
            actors.iter().enumerate().map(column).collect()
        };
        let rung = per_party("rung", layout);
        let campaign = per_party("campaign", layout);
        let per_actor = |what: &str, layout: &mut Layout| -> Vec<Column> {
            let column = |a| layout.column(format!("{what} {}", name(a)), 0);
            (0..actors.len()).map(column).collect()
        };
        let last = per_actor("last", layout);
        // Counters that no rule of the policy reads are not kept: equal states merge.
        let counter = |what: &str, a: usize, top: u32, layout: &mut Layout| {
            if top == 0 {
                zero
            } else {
                layout.column(format!("{what} {}", name(a)), 0)
            }
        };
        let mut heat = Vec::new();
        let mut initiatives = Vec::new();
        for a in 0..actors.len() {
            let top = counter_top(policy, a, Feature::DaysSinceProvoked);
            heat.push((counter("heat", a, top, layout), top));
            let top = counter_top(policy, a, Feature::Initiatives);
            initiatives.push(counter("initiatives", a, top, layout));
        }
        let mut memory = BTreeMap::new();
        for (o, s) in watching(scenario) {
            let column = layout.column(format!("memory {} of {}", name(o), name(s)), NONE);
            memory.insert((o, s), column);
        }
        let (mut belief, mut talks) = (BTreeMap::new(), BTreeMap::new());
        let (mut offers, mut lines) = (BTreeMap::new(), BTreeMap::new());
        for (p, [a, b], _, channels) in adversaries(scenario) {
            for (holder, about) in [(b, a), (a, b)] {
                let title = format!("belief {} of {}", name(holder), name(about));
                belief.insert((holder, about), layout.column(title, BELIEF_ZERO));
            }
            let pair = &scenario.pairs[p].name;
            talks.insert(p, layout.column(format!("talks {pair}"), 0));
            let mut offer = |from| layout.column(format!("offer {pair} {}", name(from)), 0);
            offers.insert(p, [offer(a), offer(b)]);
            let up = |c: &Channel| u32::from(c.line.up_at_onset);
            let mut line = |c: &Channel| layout.column(format!("line {pair} {}", c.name), up(c));
            lines.insert(p, channels.iter().map(&mut line).collect());
        }
        let mut pressure = BTreeMap::new();
        for (t, s) in pressing(scenario) {
            let title = format!("pressure {} on {}", name(t), name(s));
            pressure.insert((t, s), layout.column(title, 0));
        }
        layout.nightfall();
        let closing = layout.column("closing", 0);
        let intent = per_actor("intent", layout);
        let target = per_actor("target", layout);
        let act = per_actor("act", layout);
        let (mut delivered, mut perceived) = (BTreeMap::new(), BTreeMap::new());
        let mut hostile = BTreeMap::new();
        for (p, [a, b], _, _) in adversaries(scenario) {
            let pair = &scenario.pairs[p].name;
            let mut arrived = |from| layout.column(format!("delivered {pair} {}", name(from)), 0);
            delivered.insert(p, [arrived(a), arrived(b)]);
            for (o, s) in [(b, a), (a, b)] {
                let title = format!("perceived {} of {}", name(o), name(s));
                perceived.insert((o, s), layout.column(title, 0));
                let title = format!("hostile {} of {}", name(o), name(s));
                hostile.insert((o, s), layout.column(title, 0));
            }
        }
        let mut fire =
            |i: &crate::scenario::Incident| layout.column(format!("fired {}", i.name), 0);
        let fired = scenario.incidents.iter().map(&mut fire).collect();
        Self {
            zero,
            day,
            calm,
            outcome,
            violence,
            closing,
            rung,
            campaign,
            last,
            heat,
            initiatives,
            memory,
            belief,
            talks,
            offers,
            lines,
            pressure,
            intent,
            target,
            act,
            delivered,
            perceived,
            hostile,
            fired,
        }
    }
}

/// Pairs of adversaries: number, actors, talks and channels.
fn adversaries(
    scenario: &Scenario,
) -> impl Iterator<Item = (usize, [usize; 2], &Talks, &Vec<Channel>)> {
    scenario
        .pairs
        .iter()
        .enumerate()
        .filter_map(|(p, pair)| match &pair.relation {
            Relation::Adversaries { talks, channels } => Some((p, pair.parties, talks, channels)),
            Relation::Allies => None,
        })
}

/// Who watches whom: both sides of every pair, and third parties every party. In the order in
/// which sites are numbered.
fn watching(scenario: &Scenario) -> Vec<(usize, usize)> {
    let mut watching = Vec::new();
    for later in 0..scenario.actors.len() {
        for earlier in 0..later {
            let parties = [earlier, later].map(|a| scenario.actors[a].is_party());
            match parties {
                [true, true] if scenario.pairs.iter().any(|p| p.parties == [earlier, later]) => {
                    watching.extend([(later, earlier), (earlier, later)]);
                }
                [true, false] => watching.push((later, earlier)),
                [false, true] => watching.push((earlier, later)),
                _ => {}
            }
        }
    }
    watching
}

/// Third parties and the parties they can press.
fn pressing(scenario: &Scenario) -> Vec<(usize, usize)> {
    let third = |&(o, _): &(usize, usize)| !scenario.actors[o].is_party();
    watching(scenario).into_iter().filter(third).collect()
}

/// The largest value of a counter that the rules of an actor tell apart from larger ones.
fn counter_top(policy: &Policy, actor: usize, feature: Feature) -> u32 {
    overlays(policy, actor)
        .flat_map(|overlay| &overlay.rules)
        .flat_map(|rule| &rule.when)
        .filter(|condition| condition.feature == feature)
        .map(|condition| {
            let finite = if condition.high < 255 {
                condition.high + 1
            } else {
                0
            };
            finite.max(condition.low).clamp(0, 254) as u32
        })
        .max()
        .unwrap_or(0)
}

fn overlays(policy: &Policy, actor: usize) -> impl Iterator<Item = &Overlay> {
    policy
        .overlays
        .iter()
        .filter(move |(a, _)| *a == actor)
        .map(|(_, overlay)| overlay)
}

/// The belief that equals the odds of a campaign, in steps of 1/2.
fn odds_steps(p: f64) -> f64 {
    if p <= 0.0 {
        return -12.0;
    }
    if p >= 1.0 {
        return 12.0;
    }
    2.0 * libm::log(p / (1.0 - p))
}

/// A belief with its offset, from steps.
fn belief_of(steps: f64) -> u32 {
    let zero = f64::from(BELIEF_ZERO);
    libm::round(steps + zero).clamp(0.0, f64::from(BELIEF_TOP)) as u32
}

struct Build<'a> {
    scenario: &'a Scenario,
    policy: &'a Policy,
    columns: &'a Columns,
    /// Whether priors are set right.
    judged: bool,
}

impl Build<'_> {
    fn crisis(&self) -> Crisis {
        let (s, c) = (self.scenario, self.columns);
        let top = s.top();
        Crisis {
            zero: c.zero,
            day: c.day,
            calm: c.calm,
            outcome: c.outcome,
            violence: c.violence,
            closing: c.closing,
            trigger_violence: s.trigger.violence,
            horizon: s.closing.horizon_days,
            calm_days: s.closing.calm_days,
            calm_rung: s.calm_rung as u32,
            top: top as u32,
            violence_of: std::array::from_fn(|r| s.rungs[r.min(top)].violence),
        }
    }

    fn actor(&self, a: usize) -> Actor {
        let (s, c) = (self.scenario, self.columns);
        let actor = &s.actors[a];
        let perceived = c.perceived.range((a, 0)..(a + 1, 0));
        Actor {
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
                cut(stand_down * campaign.stand_down_closes),
                cut(stand_down),
                cut(end),
            ]
        };
        Party {
            rung: self.columns.rung[a],
            campaign: self.columns.campaign[a],
            at_onset: cut(campaign.campaign_at_onset),
            begins: cut(campaign.campaign_begins),
            ends: std::array::from_fn(|memory| ends(memory as u32)),
            restraint: [
                cut(e.unauthorised),
                cut(e.unauthorised + (1.0 - e.unauthorised) * e.signalled),
            ],
            climb: [
                cut(e.overshoot),
                cut(e.overshoot + (1.0 - e.overshoot) * e.climb),
            ],
            first_step: [cut(e.overshoot), CERTAIN],
            cool: cut(e.cool),
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

    fn influence(&self, third: usize) -> &parameter::Influence {
        match &self.scenario.actors[third].role {
            Role::ThirdParty { influence } => influence,
            Role::Party { .. } => unreachable!("only third parties press"),
        }
    }

    /// Rules in the order of the policy, with the number each has in the model.
    fn numbered(&self) -> impl Iterator<Item = (usize, usize, &crate::scenario::policy::Rule)> {
        self.policy
            .overlays
            .iter()
            .flat_map(|(a, overlay)| overlay.rules.iter().map(move |rule| (*a, rule)))
            .enumerate()
            .map(|(number, (a, rule))| (number, a, rule))
    }

    fn rule_names(&self) -> Vec<(usize, String)> {
        self.numbered()
            .map(|(_, a, rule)| (a, rule.name.clone()))
            .collect()
    }

    fn rules(&self, actor: usize) -> Vec<Rule> {
        let compiled = |(number, _, rule): (usize, usize, &crate::scenario::policy::Rule)| {
            let mut compiled = Rule {
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
                RuleEffect::Forbid(act) => compiled.allows &= !act_bit(act),
                RuleEffect::Force(act) => compiled.force = act,
            }
            compiled
        };
        self.numbered()
            .filter(|&(_, a, _)| a == actor)
            .map(compiled)
            .collect()
    }

    fn dyads(&self, sites: &Sites) -> Vec<Dyad> {
        let (s, c) = (self.scenario, self.columns);
        let mediators: Vec<(Column, u32)> = (0..s.actors.len())
            .filter(|&t| !s.actors[t].is_party())
            .map(|t| (c.act[t], cut(self.influence(t).mediator_loss)))
            .collect();
        let dyad = |(p, [a, b], talks, channels): (usize, [usize; 2], &Talks, &Vec<Channel>)| {
            let site = sites.pair(a, b);
            let seeks: f64 = [a, b]
                .iter()
                .flat_map(|&side| overlays(self.policy, side))
                .map(|overlay| overlay.seeks_channels)
                .fold(1.0, f64::max);
            let line = |(&up, channel): (&Column, &Channel)| compile_line(up, channel, seeks);
            Dyad {
                actors: [a, b],
                pair: p,
                talks: c.talks[&p],
                talks_needed: talks.talks_needed,
                settles: talks.settles,
                offers: c.offers[&p],
                delivered: c.delivered[&p],
                offer_days: talks.offer_days,
                lines: c.lines[&p].iter().zip(channels).map(line).collect(),
                mediators: mediators.clone(),
                beliefs: [self.belief(b, a), self.belief(a, b)],
                offers_site: site.offers,
                channels_site: site.channels,
                belief_site: site.belief,
            }
        };
        adversaries(s).map(dyad).collect()
    }

    fn belief(&self, holder: usize, about: usize) -> Belief {
        let s = self.scenario;
        let (Role::Party { belief, .. }, Role::Party { campaign, .. }) =
            (&s.actors[holder].role, &s.actors[about].role)
        else {
            unreachable!("adversaries are parties")
        };
        let steps = if self.judged {
            odds_steps(campaign.campaign_at_onset)
        } else {
            belief.prior_steps
        };
        Belief {
            holder,
            about,
            column: self.columns.belief[&(holder, about)],
            perceived: self.columns.perceived[&(holder, about)],
            hostile: self.columns.hostile[&(holder, about)],
            prior: belief_of(steps),
            spread: belief.prior_spread,
            step: [
                cut(belief.drift),
                cut(belief.rise),
                cut(belief.fall_r),
                cut(belief.fall),
            ],
        }
    }

    fn watches(&self, sites: &Sites) -> Vec<Watch> {
        let (s, c) = (self.scenario, self.columns);
        let watch = |(o, subject): (usize, usize)| {
            let site = sites.pair(o, subject).perceive;
            let third = !s.actors[o].is_party();
            let perception = &s.actors[o].perception;
            let dyad = adversaries(s)
                .find(|(_, parties, _, _)| parties.contains(&o) && parties.contains(&subject));
            let silence = if dyad.is_some() {
                perception.misread_silence
            } else {
                0.0
            };
            let factor = dyad.map_or(1.0, |(_, _, talks, _)| talks.outage_factor);
            let misread = |factor: f64| {
                let p = (perception.misperception * factor).min(1.0);
                [cut(p * perception.hostile_share), cut(p)]
            };
            let mine = |i: &crate::scenario::Incident| i.actor == subject && i.target == o;
            let fired = s.incidents.iter().zip(&c.fired).filter(|(i, _)| mine(i));
            Watch {
                observer: o,
                subject,
                site: if third || o > subject { site } else { site + 1 },
                memory: c.memory[&(o, subject)],
                delivered: dyad.map(|(p, [a, _], _, _)| c.delivered[&p][usize::from(subject != a)]),
                perceived: c.perceived.get(&(o, subject)).copied(),
                hostile: c.hostile.get(&(o, subject)).copied(),
                fired: fired.map(|(_, &column)| column).collect(),
                clarifying: dyad.map_or(Vec::new(), |(p, _, _, channels)| {
                    let lines = c.lines[&p].iter().zip(channels);
                    lines
                        .filter(|(_, ch)| ch.line.clarifies)
                        .map(|(&up, _)| up)
                        .collect()
                }),
                misreads: [misread(factor), misread(1.0)],
                silence: [
                    cut(silence),
                    cut(silence + (1.0 - silence) * perception.fade),
                ],
            }
        };
        watching(s).into_iter().map(watch).collect()
    }

    fn presses(&self, sites: &Sites) -> Vec<Press> {
        let press = |(by, on): (usize, usize)| Press {
            by,
            on,
            level: self.columns.pressure[&(by, on)],
            top: self.influence(by).pressure_levels,
            decay: cut(self.influence(by).pressure_decay),
            site: sites.pair(by, on).perceive + 1,
        };
        pressing(self.scenario).into_iter().map(press).collect()
    }

    fn incidents(&self, sites: &Sites) -> Vec<Incident> {
        let s = self.scenario;
        let incident = |(i, incident): (usize, &crate::scenario::Incident)| {
            let earlier = s.incidents[..i]
                .iter()
                .filter(|e| e.actor == incident.actor);
            Incident {
                fired: self.columns.fired[i],
                rate: cut(incident.source.per_day),
                site: sites.actors[incident.actor].incidents + earlier.count(),
            }
        };
        s.incidents.iter().enumerate().map(incident).collect()
    }

    /// Events after the onset.
    fn script(&self) -> Vec<Scripted> {
        let events = self.scenario.timeline.iter().enumerate();
        let scripted = |(event, e): (usize, &crate::scenario::Event)| {
            let day = u32::try_from(e.day).ok().filter(|&day| day > 0)?;
            Some(Scripted {
                day,
                event,
                effect: self.effect(&e.effect),
            })
        };
        events.filter_map(scripted).collect()
    }

    fn effect(&self, effect: &Effect) -> ScriptedEffect {
        match *effect {
            Effect::Act {
                actor,
                target,
                act,
                rung,
            } => ScriptedEffect::Act {
                actor,
                target: target as u32,
                act,
                rung: rung.map(|r| r as u32),
            },
            Effect::Channel { pair, channel, up } => ScriptedEffect::Set {
                column: self.columns.lines[&pair][channel],
                value: u32::from(up),
            },
            Effect::Belief {
                holder,
                about,
                steps,
            } => ScriptedEffect::Move {
                column: self.columns.belief[&(holder, about)],
                steps,
            },
        }
    }

    /// Folds what happened up to the onset, and the trigger, into the state at the start. What
    /// was then done is known: nothing is misread and nothing is drawn.
    fn history(&self, layout: &mut Layout) {
        for (&(holder, about), &column) in &self.columns.belief {
            *layout.start_of(column) = self.belief(holder, about).prior;
        }
        let mut events: Vec<&crate::scenario::Event> = self
            .scenario
            .timeline
            .iter()
            .filter(|e| e.day <= 0)
            .collect();
        events.sort_by_key(|e| e.day);
        for event in events {
            match self.effect(&event.effect) {
                ScriptedEffect::Act {
                    actor,
                    target,
                    act,
                    rung,
                } => {
                    self.acted(layout, actor, target as usize, act, rung);
                }
                ScriptedEffect::Set { column, value } => *layout.start_of(column) = value,
                ScriptedEffect::Move { column, steps } => move_belief(layout, column, steps),
            }
        }
        let trigger = &self.scenario.trigger;
        if trigger.deliberate {
            let rung = Some(trigger.rung as u32);
            self.acted(layout, trigger.actor, trigger.target, ESCALATE, rung);
        } else {
            self.alarmed_by(&self.columns.memory, |memory| {
                *layout.start_of(memory) = ESCALATE;
            });
        }
        let (heat, top) = self.columns.heat[trigger.target];
        if top > 0 {
            *layout.start_of(heat) = top;
        }
        self.alarmed_by(&self.columns.belief, |belief| {
            move_belief(layout, belief, 1);
        });
    }

    /// What the trigger's target holds of the trigger's actor. A lone party, whose trigger can
    /// only be its own, holds nothing of itself.
    fn alarmed_by(&self, columns: &BTreeMap<(usize, usize), Column>, change: impl FnOnce(Column)) {
        let trigger = &self.scenario.trigger;
        if let Some(&column) = columns.get(&(trigger.target, trigger.actor)) {
            change(column);
        }
    }

    fn acted(&self, layout: &mut Layout, actor: usize, target: usize, act: u32, rung: Option<u32>) {
        let c = self.columns;
        *layout.start_of(c.last[actor]) = if act == NONE { RESTRAIN } else { act };
        if let Some(rung) = rung {
            *layout.start_of(c.rung[actor]) = rung;
        }
        for (&(_, subject), &memory) in &c.memory {
            if subject == actor {
                *layout.start_of(memory) = act;
            }
        }
        // A day of pressure on somebody leaves its mark.
        if let (ESCALATE, Some(&level)) = (act, c.pressure.get(&(actor, target))) {
            let top = self.influence(actor).pressure_levels;
            let level = layout.start_of(level);
            *level = (*level + 1).min(top);
        }
    }
}

fn compile_line(up: Column, channel: &Channel, seeks: f64) -> Line {
    let line = &channel.line;
    let recovers = (line.recovers * seeks).min(1.0);
    Line {
        up,
        carries_offers: line.carries_offers,
        clarifies: line.clarifies,
        loss: cut(line.message_loss),
        cut_rung: line.cut_rung,
        quiet: [0, cut(line.fails)],
        hot: [cut(line.cut), cut(line.cut + (1.0 - line.cut) * line.fails)],
        recovers: [
            cut(recovers),
            cut((recovers * line.recovery_by_talks).min(1.0)),
        ],
    }
}

fn move_belief(layout: &mut Layout, column: Column, steps: i32) {
    let belief = layout.start_of(column);
    *belief = (*belief as i32 + steps).clamp(0, BELIEF_TOP as i32) as u32;
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
