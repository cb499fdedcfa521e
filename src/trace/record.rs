//! Listening to a trial, stage by stage.

use super::event::{
    Act, AtDusk, Cause, Contribution, Day, Decided, Delivery, Event, Placed, Trace,
};
use crate::crisis::chance::{CERTAIN, Note};
use crate::crisis::decide::situation;
use crate::crisis::kind::StageKind;
use crate::crisis::outcome::ending_day;
use crate::crisis::outcome::{Outcome, RUNNING};
use crate::crisis::state::State;
use crate::model::decision::{BELIEF_ZERO, ESCALATE, NEGOTIATE, NONE, QUANTUM, RESTRAIN, act_bit};
use crate::model::layout::Column;
use crate::model::{CompiledActor, Model};
use crate::scenario::{Relation, Scenario};
use crate::trial::scalar::{Scalar, Witness};
use jiff::ToSpan;

/// Plays one trial and writes down what happened. `model` is `scenario` compiled under `policy`.
pub fn trace(scenario: &Scenario, model: &Model, policy: &str, seed: u64, trial: u64) -> Trace {
    let recorder = Recorder::new(scenario, model);
    let (state, recorder) = Scalar::new(model, seed, trial, recorder).finish();
    let crisis = &model.crisis;
    let outcome = state[crisis.outcome][0];
    Trace {
        scenario: scenario.name.clone(),
        policy: policy.into(),
        seed,
        trial,
        outcome: Outcome::from_code(outcome).map_or("", Outcome::name),
        ending_day: ending_day(model, outcome, state[crisis.day][0]),
        violence_after_onset: state[crisis.violence][0],
        violence_of_trigger: state[crisis.trigger][0],
        counts: recorder.counts,
        start: recorder.start,
        days: recorder.days,
    }
}

/// The rungs on which the actors stand in a state.
fn standing(model: &Model, state: &State<1>) -> Vec<Option<u32>> {
    let rung = |actor: &CompiledActor| actor.party.as_ref().map(|party| state[party.rung][0]);
    model.actors.iter().map(rung).collect()
}

/// A question of the stage that is being played.
struct Answered {
    thresholds: Vec<u32>,
    draw: u32,
    answer: u32,
}

/// Places kept free for the facts of one stage: more than there can be channels.
const PLACES: u32 = 128;

struct Recorder<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    before: State<1>,
    asked: Vec<Answered>,
    notes: Vec<Note>,
    /// The stage that is being played.
    playing: StageKind,
    order: u32,
    /// The rungs on which the actors stand when the crisis begins.
    start: Vec<Option<u32>>,
    counts: [u32; Note::COUNTED.len()],
    days: Vec<Day>,
}

/// Whether the events of a stage have places of their own. What is scripted shares the places of the
/// stage before it, and what began the crisis those of what stood before it, so that places are the
/// same where one of two models has no such stage.
fn has_places(kind: StageKind) -> bool {
    !matches!(
        kind,
        StageKind::LatentSeverity
            | StageKind::Focus { .. }
            | StageKind::Timeline
            | StageKind::Remember { .. }
            | StageKind::Night
    )
}

impl<'a> Recorder<'a> {
    fn new(scenario: &'a Scenario, model: &'a Model) -> Self {
        let before = State::new(model.layout.start());
        let mut recorder = Self {
            scenario,
            model,
            start: standing(model, &before),
            before,
            asked: Vec::new(),
            notes: Vec::new(),
            playing: StageKind::Dawn,
            order: 0,
            counts: [0; Note::COUNTED.len()],
            days: Vec::new(),
        };
        recorder.new_day(0);
        recorder.lines_down();
        recorder
    }

    /// Channels that are down when the crisis begins.
    fn lines_down(&mut self) {
        let mut place = 0;
        for dyad in &self.model.dyads {
            let pair = &self.scenario.pairs[dyad.pair];
            let Relation::Adversaries { channels, .. } = &pair.relation else {
                continue;
            };
            for (line, channel) in dyad.lines.iter().zip(channels) {
                if self.before[line.up][0] == 0 {
                    let channel = format!("{}.{}", pair.name, channel.name);
                    let cause = Cause::Before;
                    self.write(place, Event::Channel { channel, cause });
                }
                place += 1;
            }
        }
    }

    fn new_day(&mut self, day: u32) {
        let date = self.scenario.onset.saturating_add(i64::from(day).days());
        self.order = 0;
        self.days.push(Day {
            day,
            date: date.to_string(),
            facts: Vec::new(),
            dusk: Vec::new(),
        });
    }

    fn write(&mut self, place: usize, fact: Event) {
        let order = self.order + place as u32;
        let day = self.days.last_mut().expect("invariant: day 0 is begun");
        day.facts.push(Placed { order, fact });
    }

    fn name(&self, actor: usize) -> String {
        self.scenario.actors[actor].name.clone()
    }

    fn target(&self, actor: usize, state: &State<1>) -> String {
        self.name(state[self.model.actors[actor].target][0] as usize)
    }

    fn heard(&self, note: Note) -> bool {
        self.notes.contains(&note)
    }

    /// The value of a column before and after the stage, if it changed.
    fn changed(&self, column: Column, after: &State<1>) -> Option<[u32; 2]> {
        let values = [self.before[column][0], after[column][0]];
        (values[0] != values[1]).then_some(values)
    }

    /// What began the crisis, if it was worse than was known: the last place of the onset, behind
    /// channels that are down.
    fn severity(&mut self, after: &State<1>) {
        self.start = standing(self.model, after);
        let Some(severity) = self.model.severity.filter(|_| self.asked[0].answer == 0) else {
            return;
        };
        let rungs = [self.scenario.trigger.rung, severity.rung as usize];
        let fact = Event::Severity {
            actor: self.name(severity.actor),
            rungs: rungs.map(|rung| self.scenario.rungs[rung].name.clone()),
            violence: after[self.model.crisis.trigger][0],
        };
        self.write(PLACES as usize - 1, fact);
    }

    fn campaign(&mut self, actor: usize, after: &State<1>) {
        let Some(party) = &self.model.actors[actor].party else {
            return;
        };
        if let Some([_, now]) = self.changed(party.campaign, after) {
            // Of the answers to an end, the first two are stand-downs, the first closes.
            let ends = |first: u32| now == 0 && self.asked[0].answer < first;
            let fact = Event::Campaign {
                actor: self.name(actor),
                on: now == 1,
                stands_down: ends(2),
                closes: ends(1),
            };
            self.write(0, fact);
        }
    }

    fn belief(&mut self, dyad: usize, side: usize, after: &State<1>, always: bool) {
        let belief = &self.model.dyads[dyad].beliefs[side];
        let values = [self.before[belief.column][0], after[belief.column][0]];
        if always || values[0] != values[1] {
            let [from, to] = values.map(|value| value as i32 - BELIEF_ZERO as i32);
            let (holder, about) = (self.name(belief.holder), self.name(belief.about));
            self.write(
                0,
                Event::Belief {
                    holder,
                    about,
                    from,
                    to,
                },
            );
        }
    }

    fn decided(&mut self, actor: usize, after: &State<1>) {
        let a = &self.model.actors[actor];
        let asked = &self.asked[0];
        let share = |threshold: u32| f64::from(threshold) / f64::from(CERTAIN);
        let (escalate, below_n) = (share(asked.thresholds[0]), share(asked.thresholds[1]));
        let decided = Decided {
            actor: self.name(actor),
            target: self.target(actor, &self.before),
            intent: Act::from_code(after[a.intent][0]),
            probabilities: [escalate, below_n - escalate, 1.0 - below_n],
            draw: share(asked.draw),
            terms: self.contributions(actor),
        };
        self.write(0, Event::Decided(decided));
    }

    /// The named terms of a decision, and the rules that the law said held.
    fn contributions(&self, actor: usize) -> Vec<Contribution> {
        let a = &self.model.actors[actor];
        let situation = situation(&a.decision, &self.before, self.before[a.target][0]);
        let nat = |units: i32| f64::from(units) / QUANTUM;
        let named = a.decision.terms.all(&situation);
        let named = named
            .into_iter()
            .filter(|t| (t.escalate, t.negotiate) != (0, 0));
        let terms = named.map(|term| Contribution {
            name: term.name.into(),
            escalate: nat(term.escalate),
            negotiate: nat(term.negotiate),
            forbids: Vec::new(),
            forces: None,
        });
        let held =
            |rule: &&crate::model::decision::CompiledRule| self.heard(Note::Rule(rule.number));
        let rules = a.decision.rules.iter().filter(held).map(|rule| {
            let ruled_out = |act: &u32| rule.allows & act_bit(*act) == 0;
            let acts = [ESCALATE, RESTRAIN, NEGOTIATE].into_iter();
            Contribution {
                name: format!("rule {}", self.model.rules[rule.number].1),
                escalate: nat(rule.escalate),
                negotiate: nat(rule.negotiate),
                forbids: acts.filter(ruled_out).map(Act::from_code).collect(),
                forces: (rule.force != NONE).then(|| Act::from_code(rule.force)),
            }
        });
        terms.chain(rules).collect()
    }

    fn acted(&mut self, actor: usize, after: &State<1>) {
        let a = &self.model.actors[actor];
        let (intent, act) = (after[a.intent][0], after[a.act][0]);
        let rung = |state: &State<1>| a.party.as_ref().map(|party| state[party.rung][0]);
        let (from, to) = (rung(&self.before), rung(after));
        if act == NONE && intent == RESTRAIN && from == to {
            return;
        }
        let named = |rung: u32| self.scenario.rungs[rung as usize].name.clone();
        let fact = Event::Acted {
            actor: self.name(actor),
            target: self.target(actor, after),
            intent: Act::from_code(intent),
            act: Act::from_code(act),
            rungs: from.zip(to).map(|(from, to)| [named(from), named(to)]),
            overshoot: self.heard(Note::Overshoot),
            unauthorised: self.heard(Note::Unauthorised),
        };
        self.write(0, fact);
    }

    fn script(&mut self, after: &State<1>) {
        let day = after[self.model.crisis.day][0];
        let today = self.model.script.iter().filter(|event| event.day == day);
        let events: Vec<usize> = today.map(|event| event.event).collect();
        for (place, event) in events.into_iter().enumerate() {
            let label = self.scenario.timeline[event].label.clone();
            self.write(place, Event::Scripted { label });
        }
    }

    fn incident(&mut self, incident: usize) {
        if self.heard(Note::Incident) {
            let source = &self.scenario.incidents[incident];
            let fact = Event::Incident {
                label: source.label.clone(),
                actor: self.name(source.actor),
                target: self.name(source.target),
            };
            self.write(0, fact);
        }
    }

    fn channels(&mut self, dyad: usize, after: &State<1>) {
        let pair = &self.scenario.pairs[self.model.dyads[dyad].pair];
        let Relation::Adversaries { channels, .. } = &pair.relation else {
            return;
        };
        for (q, channel) in channels.iter().enumerate() {
            let up = self.model.dyads[dyad].lines[q].up;
            if let Some([_, now]) = self.changed(up, after) {
                let cause = match (now, self.asked[q].answer) {
                    (1, _) => Cause::Restored,
                    (_, 0) => Cause::Cut,
                    _ => Cause::Failed,
                };
                let channel = format!("{}.{}", pair.name, channel.name);
                self.write(q, Event::Channel { channel, cause });
            }
        }
    }

    fn offers(&mut self, dyad: usize, after: &State<1>) {
        let d = &self.model.dyads[dyad];
        for side in 0..2 {
            let actor = d.actors[side];
            if after[self.model.actors[actor].act][0] != NEGOTIATE {
                continue;
            }
            let fate = match after[d.delivered[side]][0] {
                NEGOTIATE => Delivery::Delivered,
                _ if self.asked[side].thresholds[0] == CERTAIN => Delivery::Unsent,
                _ => Delivery::Lost,
            };
            let (actor, target) = (self.name(actor), self.name(d.actors[1 - side]));
            self.write(
                side,
                Event::Offer {
                    actor,
                    target,
                    fate,
                },
            );
        }
    }

    fn perceived(&mut self, watch: usize, after: &State<1>) {
        let w = &self.model.watches[watch];
        let subject = &self.model.actors[w.subject];
        let value = |column: Column| after[column][0];
        let act = match value(subject.act) {
            NEGOTIATE => w.delivered.map_or(NEGOTIATE, value),
            act => act,
        };
        let fired = w.fired.iter().any(|&fired| value(fired) == 1);
        let shown = if fired { ESCALATE } else { act };
        let misread = self.heard(Note::Misperception);
        let read = match (misread, self.asked[0].answer, shown) {
            (false, _, _) => shown,
            (true, 0, _) => ESCALATE,
            (true, _, RESTRAIN) => NEGOTIATE,
            (true, _, _) => RESTRAIN,
        };
        let (observer, subject) = (self.name(w.observer), self.name(w.subject));
        if shown != NONE || read != NONE {
            let fact = Event::Perceived {
                observer,
                subject,
                shown: Act::from_code(shown),
                read: Act::from_code(read),
                misread,
            };
            self.write(0, fact);
        } else if self.changed(w.memory, after).is_some() {
            self.write(0, Event::Forgotten { observer, subject });
        }
    }

    fn talks(&mut self, dyad: usize, after: &State<1>) {
        let d = &self.model.dyads[dyad];
        if let Some([from, to]) = self.changed(d.talks, after) {
            let fact = Event::Talks {
                pair: self.scenario.pairs[d.pair].name.clone(),
                from,
                to,
                needed: d.talks_needed,
            };
            self.write(0, fact);
        }
    }

    fn pressure(&mut self, press: usize, after: &State<1>) {
        let p = &self.model.presses[press];
        if let Some([from, to]) = self.changed(p.level, after) {
            let (actor, target) = (self.name(p.by), self.name(p.on));
            self.write(
                0,
                Event::Pressure {
                    actor,
                    target,
                    from,
                    to,
                },
            );
        }
    }

    fn judged(&mut self, after: &State<1>) {
        let crisis = &self.model.crisis;
        let outcome = after[crisis.outcome][0];
        if outcome != RUNNING {
            let fact = Event::Ended {
                outcome: Outcome::from_code(outcome).map_or("", Outcome::name),
                dated: ending_day(self.model, outcome, after[crisis.day][0]),
            };
            self.write(0, fact);
        }
    }
}

impl Witness for Recorder<'_> {
    fn stage(&mut self, kind: StageKind, state: &State<1>) {
        self.playing = kind;
        self.before.clone_from(state);
        self.asked.clear();
        self.notes.clear();
        if has_places(kind) {
            self.order += PLACES;
        }
    }

    fn answered(&mut self, _q: usize, thresholds: &[u32], draw: u32, answer: u32) {
        self.asked.push(Answered {
            thresholds: thresholds.to_vec(),
            draw,
            answer,
        });
    }

    fn noted(&mut self, note: Note) {
        self.notes.push(note);
        if let Some(count) = self.counts.get_mut(note.index()) {
            *count += 1;
        }
    }

    fn played(&mut self, state: &State<1>) {
        match self.playing {
            StageKind::LatentSeverity => self.severity(state),
            StageKind::LatentCampaign { actor } | StageKind::Campaign { actor } => {
                self.campaign(actor, state);
            }
            StageKind::LatentBelief { dyad, side } => self.belief(dyad, side, state, true),
            StageKind::Dawn => self.new_day(state[self.model.crisis.day][0]),
            StageKind::Decide { actor } => self.decided(actor, state),
            StageKind::Execute { actor } | StageKind::StepIn { actor } => self.acted(actor, state),
            StageKind::Timeline => self.script(state),
            StageKind::Incident { incident } => self.incident(incident),
            StageKind::Channels { dyad } => self.channels(dyad, state),
            StageKind::Communicate { dyad } => self.offers(dyad, state),
            StageKind::Perceive { watch } => self.perceived(watch, state),
            StageKind::Update { dyad, side } => self.belief(dyad, side, state, false),
            StageKind::Talk { dyad } => self.talks(dyad, state),
            StageKind::Pressure { press } => self.pressure(press, state),
            StageKind::Judge => self.judged(state),
            // Whom an actor looks at is told with its decision; what is counted for rules is told
            // when a rule holds; what the night forgets is no event.
            StageKind::Focus { .. } | StageKind::Remember { .. } | StageKind::Night => {}
        }
    }

    fn dusk(&mut self, state: &State<1>) {
        let standing = |(a, actor): (usize, &CompiledActor)| AtDusk {
            actor: self.name(a),
            target: self.target(a, state),
            act: Act::from_code(state[actor.act][0]),
            rung: actor.party.as_ref().map(|party| state[party.rung][0]),
        };
        let dusk = self.model.actors.iter().enumerate().map(standing).collect();
        let day = self.days.last_mut().expect("invariant: day 0 is begun");
        day.dusk = dusk;
    }
}
