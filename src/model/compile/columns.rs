//! Which columns a scenario has, and between whom.

use crate::model::decision::{BELIEF_ZERO, NONE};
use crate::model::layout::{Column, Layout};
use crate::scenario::parameter::Talks;
use crate::scenario::policy::{Feature, Overlay, Policy};
use crate::scenario::{Channel, Relation, Scenario};
use std::collections::BTreeMap;

/// The columns of a scenario, found by what they are about.
pub(super) struct Columns {
    pub(super) zero: Column,
    pub(super) day: Column,
    pub(super) calm: Column,
    pub(super) outcome: Column,
    pub(super) violence: Column,
    pub(super) trigger: Column,
    pub(super) closing: Column,
    pub(super) rung: Vec<Column>,
    pub(super) campaign: Vec<Column>,
    pub(super) last: Vec<Column>,
    pub(super) heat: Vec<(Column, u32)>,
    pub(super) initiatives: Vec<Column>,
    /// By observer and subject.
    pub(super) memory: BTreeMap<(usize, usize), Column>,
    /// By holder and adversary.
    pub(super) belief: BTreeMap<(usize, usize), Column>,
    /// By pair of adversaries (in the scenario's numbering), as the rest.
    pub(super) talks: BTreeMap<usize, Column>,
    pub(super) offers: BTreeMap<usize, [Column; 2]>,
    pub(super) lines: BTreeMap<usize, Vec<Column>>,
    /// By third party and party.
    pub(super) pressure: BTreeMap<(usize, usize), Column>,
    pub(super) intent: Vec<Column>,
    pub(super) target: Vec<Column>,
    pub(super) act: Vec<Column>,
    pub(super) delivered: BTreeMap<usize, [Column; 2]>,
    pub(super) perceived: BTreeMap<(usize, usize), Column>,
    pub(super) hostile: BTreeMap<(usize, usize), Column>,
    pub(super) fired: Vec<Column>,
}

impl Columns {
    #[allow(clippy::too_many_lines)] // the list of columns, in their order, reads best in one piece
    pub(super) fn lay(scenario: &Scenario, policy: &Policy, layout: &mut Layout) -> Self {
        let actors = &scenario.actors;
        let name = |a: usize| actors[a].name.as_str();
        let zero = layout.column("zero", 0);
        let day = layout.column("day", 0);
        let calm = layout.column("calm", 0);
        let outcome = layout.column("outcome", 0);
        let violence = layout.column("violence", 1);
        let trigger = layout.column("trigger", scenario.trigger.violence);
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
            trigger,
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
pub(super) fn adversaries(
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
pub(super) fn watching(scenario: &Scenario) -> Vec<(usize, usize)> {
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
pub(super) fn pressing(scenario: &Scenario) -> Vec<(usize, usize)> {
    let third = |&(o, _): &(usize, usize)| !scenario.actors[o].is_party();
    watching(scenario).into_iter().filter(third).collect()
}

/// The largest value of a counter that the rules of an actor tell apart from larger ones.
pub(super) fn counter_top(policy: &Policy, actor: usize, feature: Feature) -> u32 {
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

pub(super) fn overlays(policy: &Policy, actor: usize) -> impl Iterator<Item = &Overlay> {
    policy
        .overlays
        .iter()
        .filter(move |(a, _)| *a == actor)
        .map(|(_, overlay)| overlay)
}
