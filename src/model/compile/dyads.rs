//! What passes between actors: lines, offers, beliefs, what is seen of whom, pressure, incidents.

use super::Build;
use super::columns::{adversaries, overlays, pressing, watching};
use crate::model::decision::{BELIEF_TOP, BELIEF_ZERO};
use crate::model::layout::{Column, Sites};
use crate::model::probability::threshold;
use crate::model::{CompiledBelief, CompiledIncident, CompiledLine, Dyad, Press, Watch};
use crate::scenario::parameter::Talks;
use crate::scenario::{Channel, Role};

impl Build<'_> {
    pub(super) fn dyads(&self, sites: &Sites) -> Vec<Dyad> {
        let (s, c) = (self.scenario, self.columns);
        let mediators: Vec<(Column, u32)> = (0..s.actors.len())
            .filter(|&t| !s.actors[t].is_party())
            .map(|t| (c.act[t], threshold(self.influence(t).mediator_loss)))
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

    pub(super) fn belief(&self, holder: usize, about: usize) -> CompiledBelief {
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
        CompiledBelief {
            holder,
            about,
            column: self.columns.belief[&(holder, about)],
            perceived: self.columns.perceived[&(holder, about)],
            hostile: self.columns.hostile[&(holder, about)],
            prior: belief_of(steps),
            spread: belief.prior_spread,
            step: [
                threshold(belief.drift),
                threshold(belief.rise),
                threshold(belief.fall_r),
                threshold(belief.fall),
            ],
        }
    }

    pub(super) fn watches(&self, sites: &Sites) -> Vec<Watch> {
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
                [threshold(p * perception.hostile_share), threshold(p)]
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
                    threshold(silence),
                    threshold(silence + (1.0 - silence) * perception.fade),
                ],
            }
        };
        watching(s).into_iter().map(watch).collect()
    }

    pub(super) fn presses(&self, sites: &Sites) -> Vec<Press> {
        let press = |(by, on): (usize, usize)| Press {
            by,
            on,
            level: self.columns.pressure[&(by, on)],
            top: self.influence(by).pressure_levels,
            decay: threshold(self.influence(by).pressure_decay),
            site: sites.pair(by, on).perceive + 1,
        };
        pressing(self.scenario).into_iter().map(press).collect()
    }

    pub(super) fn incidents(&self, sites: &Sites) -> Vec<CompiledIncident> {
        let s = self.scenario;
        let incident = |(i, incident): (usize, &crate::scenario::Incident)| {
            let earlier = s.incidents[..i]
                .iter()
                .filter(|e| e.actor == incident.actor);
            CompiledIncident {
                fired: self.columns.fired[i],
                rate: threshold(incident.source.per_day),
                site: sites.actors[incident.actor].incidents + earlier.count(),
            }
        };
        s.incidents.iter().enumerate().map(incident).collect()
    }
}

fn compile_line(up: Column, channel: &Channel, seeks: f64) -> CompiledLine {
    let line = &channel.line;
    let recovers = (line.recovers * seeks).min(1.0);
    CompiledLine {
        up,
        carries_offers: line.carries_offers,
        clarifies: line.clarifies,
        loss: threshold(line.message_loss),
        cut_rung: line.cut_rung.0,
        quiet: [0, threshold(line.fails)],
        hot: [
            threshold(line.cut),
            threshold(line.cut + (1.0 - line.cut) * line.fails),
        ],
        recovers: [
            threshold(recovers),
            threshold((recovers * line.recovery_by_talks).min(1.0)),
        ],
    }
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
