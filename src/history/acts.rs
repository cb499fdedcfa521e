//! The acts of simulated crises as event data would have them: who did what towards which adversary
//! on which day.
//!
//! What is not visible is no event. Restraint is hardly ever in event data (2 of 376 acts of the
//! reference record), so a day without an escalation or an offer is silence here too. An escalation
//! has one target; an offer goes to every adversary. Each is recorded or missed by itself. A crisis
//! begins with its trigger: what a scenario scripts before it is no event of the crisis.

use crate::crisis::outcome::ending_day;
use crate::crisis::state::State;
use crate::model::Model;
use crate::model::decision::{ESCALATE, NEGOTIATE};
use crate::scenario::{Rung, Scenario};
use crate::stats::design::unit;
use crate::trial::lanes::Observer;
use crate::trial::words::words;

/// Something one actor did towards an adversary that others could see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisibleAct {
    /// Its day.
    pub day: u32,
    /// From whom to whom, see [`Pairs`].
    pub pair: usize,
    /// Whether it was an escalation; else an offer.
    pub escalates: bool,
    /// The rung it was done at.
    pub rung: usize,
    /// It is recorded wherever the probability of recording is above this.
    pub recorded_above: f64,
}

/// Ordered pairs of adversaries: those of a dyad stand beside each other, 2 d and 2 d + 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs(Vec<[usize; 2]>);

impl Pairs {
    /// Those of a model.
    pub fn of(model: &Model) -> Self {
        let both = model.dyads.iter().flat_map(|dyad| {
            let [one, other] = dyad.actors;
            [[one, other], [other, one]]
        });
        Self(both.collect())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The same two, the other way round.
    pub fn reverse(pair: usize) -> usize {
        pair ^ 1
    }

    /// The pairs whose acts are those of this actor.
    pub fn from(&self, actor: usize) -> impl Iterator<Item = usize> + '_ {
        let pairs = self.0.iter().enumerate();
        pairs.filter_map(move |(pair, [from, _])| (*from == actor).then_some(pair))
    }

    fn between(&self, from: usize, to: usize) -> Option<usize> {
        self.0.iter().position(|pair| *pair == [from, to])
    }
}

/// What event data make of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    /// A deed, a threat or an ultimatum: more than words.
    pub threat_or_deed: bool,
    /// Force is shown or used.
    pub physical: bool,
}

impl Grade {
    /// By the rung's own marks and its CAMEO code, of which the first two digits are the root.
    pub fn of(rung: &Rung) -> Self {
        let root = rung.cameo.get(..2).and_then(|root| root.parse().ok());
        let root: u32 = root.unwrap_or(0);
        Self {
            threat_or_deed: rung.deed || root >= 13,
            physical: rung.violence >= 2 || matches!(root, 15 | 18..=20),
        }
    }
}

/// The acts of one trial, by day, from the trigger to the day its ending is dated.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialActs {
    /// Its number.
    pub trial: u64,
    /// The day of the ending.
    pub last: u32,
    /// The acts. The trigger is the first: it is what makes a crisis one of a list, so it is never
    /// missed, whoever ordered it.
    pub acts: Vec<VisibleAct>,
}

/// Notes the acts of every trial and hands each trial on when it ends.
pub struct Diary<'a, F> {
    scenario: &'a Scenario,
    seed: u64,
    pairs: &'a Pairs,
    lanes: Vec<Lane>,
    hand_on: F,
}

struct Lane {
    acts: TrialActs,
    /// Whether each act is recorded: words that belong to no trial, so that nothing simulated moves.
    recording: Box<dyn FnMut() -> u64>,
}

impl<'a, F: FnMut(TrialActs)> Diary<'a, F> {
    /// Nothing noted yet.
    pub fn new(scenario: &'a Scenario, pairs: &'a Pairs, seed: u64, hand_on: F) -> Self {
        Self {
            scenario,
            seed,
            pairs,
            lanes: Vec::new(),
            hand_on,
        }
    }

    /// A trial of which nothing but the trigger is known, at this rung.
    fn lane(&self, trial: u64, rung: usize) -> Lane {
        let trigger = &self.scenario.trigger;
        let first = self.pairs.between(trigger.actor, trigger.target);
        let first = first.map(|pair| VisibleAct {
            day: 0,
            pair,
            escalates: true,
            rung,
            recorded_above: 0.0,
        });
        let purpose = format!("recording of acts in {}", self.scenario.name);
        Lane {
            acts: TrialActs {
                trial,
                last: 0,
                acts: first.into_iter().collect(),
            },
            recording: Box::new(words(&purpose, self.seed, trial)),
        }
    }
}

impl<F: FnMut(TrialActs)> Observer for Diary<'_, F> {
    fn began<const L: usize>(&mut self, model: &Model, state: &State<L>, l: usize, trial: u64) {
        let rung = trigger_rung(self.scenario, model, state, l);
        let lane = self.lane(trial, rung);
        // Lanes take their first trials in order.
        match self.lanes.get_mut(l) {
            Some(place) => *place = lane,
            None => self.lanes.push(lane),
        }
    }

    fn dusk<const L: usize>(&mut self, model: &Model, state: &State<L>, live: &[bool; L]) {
        for (from, actor) in model.actors.iter().enumerate() {
            let Some(party) = &actor.party else {
                continue;
            };
            let (act, target) = (&state[actor.act], &state[actor.target]);
            for (l, lane) in self.lanes.iter_mut().enumerate() {
                let escalates = act[l] == ESCALATE;
                if !live[l] || !(escalates || act[l] == NEGOTIATE) {
                    continue;
                }
                let mut note = |pair: usize| {
                    lane.acts.acts.push(VisibleAct {
                        day: state[model.crisis.day][l],
                        pair,
                        escalates,
                        rung: state[party.rung][l] as usize,
                        recorded_above: unit((lane.recording)()),
                    });
                };
                if escalates {
                    let towards = self.pairs.between(from, target[l] as usize);
                    towards.into_iter().for_each(&mut note);
                } else {
                    self.pairs.from(from).for_each(&mut note);
                }
            }
        }
    }

    fn ended<const L: usize>(&mut self, model: &Model, state: &State<L>, l: usize) {
        let crisis = &model.crisis;
        let (outcome, day) = (state[crisis.outcome][l], state[crisis.day][l]);
        let acts = &mut self.lanes[l].acts;
        let none = TrialActs {
            acts: Vec::new(),
            ..*acts
        };
        let mut acts = std::mem::replace(acts, none);
        acts.last = ending_day(model, outcome, day);
        // A spell of calm is dated at its start: what was said during it is after the crisis.
        acts.acts.retain(|act| act.day <= acts.last);
        (self.hand_on)(acts);
    }
}

/// The rung of the trigger, which may have been worse than was known: an act is where its actor stands,
/// an incident is as violent as its level.
fn trigger_rung<const L: usize>(
    scenario: &Scenario,
    model: &Model,
    state: &State<L>,
    l: usize,
) -> usize {
    let trigger = &scenario.trigger;
    let Some(severity) = model.severity else {
        return trigger.rung;
    };
    let party = model.actors[severity.actor].party.as_ref();
    let worse = match party.filter(|_| severity.deliberate) {
        Some(party) => state[party.rung][l] == severity.rung,
        None => state[model.crisis.trigger][l] > trigger.violence,
    };
    if worse {
        severity.rung as usize
    } else {
        trigger.rung
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(violence: u32, deed: bool, cameo: &str) -> Grade {
        Grade::of(&Rung {
            name: "rung".into(),
            label: "rung".into(),
            violence,
            deed,
            cameo: cameo.into(),
        })
    }

    #[test]
    fn rungs_are_graded_by_what_they_are() {
        let words = [rung(1, false, "010"), rung(1, false, "111")];
        assert!(words.iter().all(|g| !g.threat_or_deed && !g.physical));
        for threat in [
            rung(1, false, "130"),
            rung(1, true, "170"),
            rung(1, true, "1"),
        ] {
            assert!(threat.threat_or_deed && !threat.physical);
        }
        for force in [
            rung(1, true, "150"),
            rung(2, true, "17"),
            rung(3, true, "190"),
        ] {
            assert!(force.threat_or_deed && force.physical);
        }
    }
}
