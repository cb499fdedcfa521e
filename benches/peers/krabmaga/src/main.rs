//! The law of one day with krABMaga: what an actor does are agents of the schedule, in order; what
//! happens between them is the state's own step.
//!
//!     cargo run --release -- model.json TRIALS SEED

mod law;

use krabmaga::engine::agent::Agent;
use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;
use law::{Belief, Decision, Dyad, Law, Other, Press, Watch};
use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

const NONE: i32 = 0;
const ESCALATE: i32 = 1;
const RESTRAIN: i32 = 2;
const NEGOTIATE: i32 = 3;
const BELIEF_TOP: i32 = 24;
const ALLIES_ZERO: i32 = 8;
const OUTCOMES: usize = 5;

/// A trial.
struct Crisis {
    law: Arc<Law>,
    random: Xoshiro256PlusPlus,
    s: Vec<i32>,
    day: u32,
    calm: u32,
    closing: bool,
    outcome: Option<usize>,
}

/// What an actor does at one time of the day.
#[derive(Clone, Copy)]
enum Part {
    Focus,
    Campaign,
    Decide,
    Execute,
}

#[derive(Clone)]
struct Actor(usize, Part);

impl Agent for Actor {
    fn step(&mut self, state: &mut dyn State) {
        let crisis = state.as_any_mut().downcast_mut::<Crisis>().expect("the state is a crisis");
        match self.1 {
            Part::Focus => crisis.focus(self.0),
            Part::Campaign => crisis.campaign(self.0),
            Part::Decide => crisis.decide(self.0),
            Part::Execute => crisis.execute(self.0),
        }
    }
}

impl State for Crisis {
    fn init(&mut self, schedule: &mut Schedule) {
        let parts = [Part::Focus, Part::Campaign, Part::Decide, Part::Execute];
        for (order, part) in parts.into_iter().enumerate() {
            for actor in 0..self.law.actors.len() {
                schedule.schedule_repeating(Box::new(Actor(actor, part)), 0.0, order as i32);
            }
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }

    fn as_state(&self) -> &dyn State {
        self
    }

    /// Every trial has a state of its own.
    fn reset(&mut self) {}

    fn update(&mut self, _step: u64) {}

    fn before_step(&mut self, _schedule: &mut Schedule) {
        self.day += 1;
        self.closing = false;
    }

    fn after_step(&mut self, _schedule: &mut Schedule) {
        self.evening();
    }

    fn end_condition(&mut self, _schedule: &mut Schedule) -> bool {
        self.outcome.is_some()
    }
}

impl Crisis {
    fn new(law: &Arc<Law>, random: Xoshiro256PlusPlus) -> Self {
        let mut crisis = Self {
            law: Arc::clone(law),
            random,
            s: law.start.clone(),
            day: 0,
            calm: 0,
            closing: false,
            outcome: None,
        };
        for party in law.actors.iter().filter_map(|actor| actor.party.as_ref()) {
            crisis.s[party.campaign] = crisis.happens(party.at_onset).into();
        }
        for belief in law.dyads.iter().flat_map(|dyad| &dyad.beliefs) {
            let u = crisis.uniform();
            let step = if u < 0.25 { -1 } else { i32::from(u >= 0.75) };
            let value = crisis.s[belief.belief] + step * belief.spread;
            crisis.s[belief.belief] = value.clamp(0, BELIEF_TOP);
        }
        crisis
    }

    fn uniform(&mut self) -> f64 {
        self.random.random()
    }

    fn happens(&mut self, p: f64) -> bool {
        p > 0.0 && (p >= 1.0 || self.uniform() < p)
    }

    fn which(&mut self, p: [f64; 2]) -> usize {
        let u = self.uniform();
        usize::from(u >= p[0]) + usize::from(u >= p[1])
    }

    fn focus(&mut self, a: usize) {
        let actor = &self.law.actors[a];
        let mut highest = 0;
        for other in &actor.decision.others {
            let feared = if actor.party.is_some() { other.belief } else { other.rung };
            let score = 2 * self.s[feared] + i32::from(self.s[other.memory] == ESCALATE) + 1;
            if score > highest {
                highest = score;
                self.s[actor.target] = other.actor;
            }
        }
    }

    fn adversary<'l>(&self, decision: &'l Decision, target: usize) -> &'l Other {
        let others = &decision.others;
        others.iter().find(|other| other.actor == self.s[target]).unwrap_or(&others[0])
    }

    fn campaign(&mut self, a: usize) {
        let law = Arc::clone(&self.law);
        let actor = &law.actors[a];
        let Some(party) = &actor.party else { return };
        if self.s[party.campaign] == 0 {
            self.s[party.campaign] = self.happens(party.begins).into();
            return;
        }
        let memory = self.s[self.adversary(&actor.decision, actor.target).memory];
        let [closing, stands_down, ends] = party.ends[memory as usize];
        let u = self.uniform();
        if u < ends {
            self.s[party.campaign] = 0;
        }
        if u < stands_down {
            self.s[party.rung] = self.s[party.rung].min(law.calm_rung);
        }
        self.closing |= u < closing;
    }

    fn decide(&mut self, a: usize) {
        let law = Arc::clone(&self.law);
        let (actor, s) = (&law.actors[a], &self.s);
        let d = &actor.decision;
        let other = self.adversary(d, actor.target);
        let mediated = d.mediators.iter().any(|&act| s[act] == NEGOTIATE);
        let mut allies = ALLIES_ZERO;
        for &ally in &d.allies {
            allies += i32::from(s[ally] == ESCALATE) - i32::from(s[ally] == NEGOTIATE);
        }
        let pressure: i32 = d.pressure.iter().map(|&level| s[level]).sum();
        let acts = s[d.last] + 4 * s[other.memory] + 16 * s[d.campaign] + 32 * i32::from(mediated);
        let posture = (s[other.belief] + 32 * acts) as usize;
        let ladder = (s[other.talks] + 16 * (s[d.rung] + 16 * s[other.rung])) as usize;
        let balance = (allies + 32 * pressure) as usize;
        let weight = |i: usize| {
            let utility = d.posture[i][posture] + d.ladder[i][ladder] + d.balance[i][balance];
            utility.clamp(-16.0, 16.0).exp()
        };
        let (weight_e, weight_n) = (weight(0), weight(1));
        let u = self.uniform() * (1.0 + weight_e + weight_n);
        self.s[actor.intent] = 1 + i32::from(u >= weight_e) + i32::from(u >= weight_e + 1.0);
    }

    fn execute(&mut self, a: usize) {
        let law = Arc::clone(&self.law);
        let actor = &law.actors[a];
        let mut act = self.s[actor.intent];
        let mut last = act;
        if act == RESTRAIN {
            act = match &actor.party {
                None => NONE,
                Some(party) => [ESCALATE, RESTRAIN, NONE][self.which(party.restraint)],
            };
            last = if act == NONE { RESTRAIN } else { act };
        }
        self.s[actor.act] = act;
        self.s[actor.last] = last;
        let Some(party) = &actor.party else { return };
        let rung = self.s[party.rung];
        if act == ESCALATE {
            let step = if rung == 0 { party.first_step[1] } else { party.climb[1] };
            let up = 2 - self.which([party.climb[0], step]) as i32;
            self.s[party.rung] = (rung + up).min(law.top);
        } else if rung > 0 && self.happens(party.cool) {
            self.s[party.rung] = rung - 1;
        }
    }

    fn strikes(&self, a: usize, b: usize) -> i32 {
        let actor = &self.law.actors[a];
        let struck = self.s[actor.act] == ESCALATE && self.s[actor.target] == b as i32;
        if struck { self.s[actor.decision.rung] + 1 } else { 0 }
    }

    fn evening(&mut self) {
        let law = Arc::clone(&self.law);
        for incident in &law.incidents {
            self.s[incident.fired] = self.happens(incident.rate).into();
        }
        for dyad in &law.dyads {
            self.channels(dyad);
            self.communicate(dyad);
        }
        for watch in &law.watches {
            self.perceive(watch);
        }
        for dyad in &law.dyads {
            self.update(&dyad.beliefs[0]);
            self.update(&dyad.beliefs[1]);
            self.talk(dyad);
        }
        for press in &law.presses {
            self.press(press, law.actors[press.by].act, law.actors[press.by].target);
        }
        self.judge();
    }

    fn channels(&mut self, dyad: &Dyad) {
        let [a, b] = dyad.actors;
        let anger = self.strikes(a, b).max(self.strikes(b, a));
        let acts = dyad.acts.into_iter().chain(dyad.mediators.iter().map(|m| m.act));
        let talking = acts.into_iter().any(|act| self.s[act] == NEGOTIATE);
        for line in &dyad.lines {
            if self.s[line.up] == 1 {
                let falls = if anger > line.cut_rung { line.hot[1] } else { line.quiet[1] };
                self.s[line.up] = (!self.happens(falls)).into();
            } else {
                self.s[line.up] = self.happens(line.recovers[usize::from(talking)]).into();
            }
        }
    }

    fn communicate(&mut self, dyad: &Dyad) {
        let s = &self.s;
        let lines = dyad.lines.iter().filter(|line| line.carries_offers && s[line.up] == 1);
        let mediators = dyad.mediators.iter().filter(|mediator| s[mediator.act] == NEGOTIATE);
        let ways = lines.map(|line| line.loss).chain(mediators.map(|mediator| mediator.loss));
        let loss = ways.fold(1.0, f64::min);
        for side in 0..2 {
            let arrives = self.s[dyad.acts[side]] == NEGOTIATE && !self.happens(loss);
            self.s[dyad.delivered[side]] = if arrives { NEGOTIATE } else { NONE };
            let offer = &mut self.s[dyad.offers[side]];
            *offer = if arrives { dyad.offer_days } else { (*offer - 1).max(0) };
        }
    }

    fn perceive(&mut self, watch: &Watch) {
        let act = self.s[watch.act];
        let fired = watch.fired.iter().any(|&column| self.s[column] == 1);
        let seen = match watch.delivered {
            _ if fired => ESCALATE,
            Some(delivered) if act == NEGOTIATE => self.s[delivered],
            _ => act,
        };
        let mut perceived = seen;
        if seen != NONE {
            let clear = watch.clarifying.iter().any(|&column| self.s[column] == 1);
            match self.which(watch.misreads[usize::from(clear)]) {
                0 => perceived = ESCALATE,
                1 => perceived = if seen == RESTRAIN { NEGOTIATE } else { RESTRAIN },
                _ => {}
            }
        } else {
            match self.which(watch.silence) {
                0 => perceived = ESCALATE,
                1 => self.s[watch.memory] = NONE,
                _ => {}
            }
        }
        if perceived != NONE {
            self.s[watch.memory] = perceived;
        }
        if let (Some(p), Some(h)) = (watch.perceived, watch.hostile) {
            let elsewhere = act == ESCALATE && self.s[watch.target] != watch.observer;
            self.s[p] = perceived;
            self.s[h] = (perceived == ESCALATE && (!elsewhere || fired)).into();
        }
    }

    fn update(&mut self, b: &Belief) {
        let (mut news, belief) = (self.s[b.perceived], self.s[b.belief]);
        if news == ESCALATE && self.s[b.hostile] == 0 {
            news = NONE;
        }
        if news == NONE && belief == b.prior || !self.happens(b.step[news as usize]) {
            return;
        }
        let upward = news == ESCALATE || news == NONE && belief < b.prior;
        let moved = if upward { belief + 1 } else { belief - 1 };
        self.s[b.belief] = moved.clamp(0, BELIEF_TOP);
    }

    fn talk(&mut self, dyad: &Dyad) {
        let s = &mut self.s;
        let [one, other] = dyad.offers;
        if s[one] > 0 && s[other] > 0 {
            s[dyad.talks] = (s[dyad.talks] + 1).min(dyad.talks_needed);
            (s[one], s[other]) = (0, 0);
        }
        if dyad.beliefs.iter().any(|belief| s[belief.hostile] == 1) {
            s[dyad.talks] = (s[dyad.talks] - 1).max(0);
        }
    }

    fn press(&mut self, press: &Press, act: usize, target: usize) {
        let level = self.s[press.level];
        if self.s[act] == ESCALATE && self.s[target] == press.on {
            self.s[press.level] = (level + 1).min(press.top);
        } else if level > 0 && self.happens(press.decay) {
            self.s[press.level] = level - 1;
        }
    }

    fn judge(&mut self) {
        let (law, s) = (&self.law, &self.s);
        let parties = law.actors.iter().filter_map(|actor| actor.party.as_ref());
        let highest = parties.map(|party| s[party.rung]).max().unwrap_or(0);
        let settled = |dyad: &Dyad| dyad.settles && s[dyad.talks] >= dyad.talks_needed;
        self.calm = if highest <= law.calm_rung { self.calm + 1 } else { 0 };
        let ends = [
            highest >= law.top,
            law.dyads.iter().any(settled),
            self.closing,
            self.calm >= law.calm_days,
            self.day >= law.horizon,
        ];
        self.outcome = ends.iter().position(|&over| over);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, path, trials, seed] = arguments.as_slice() else {
        panic!("usage: krabmaga-peer model.json TRIALS SEED");
    };
    let text = std::fs::read_to_string(path).expect("the exported law");
    let law: Arc<Law> = Arc::new(serde_json::from_str(&text).expect("the exported law"));
    let trials: u64 = trials.parse().expect("a number of trials");
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed.parse().expect("a seed"));
    let mut counts = [0; OUTCOMES];
    let started = Instant::now();
    for _ in 0..trials {
        let mut crisis = Crisis::new(&law, Xoshiro256PlusPlus::seed_from_u64(random.next_u64()));
        let mut schedule = Schedule::new();
        crisis.init(&mut schedule);
        while !crisis.end_condition(&mut schedule) {
            schedule.step(&mut crisis);
        }
        counts[crisis.outcome.expect("it has ended")] += 1;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{{\"trials\": {trials}, \"seconds\": {seconds:.6}, \"counts\": {counts:?}}}");
}
