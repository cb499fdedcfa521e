//! A distribution propagated through the law: not what happens, but everything that can.

use super::distribution::{Ended, WHOLE};
use super::limits::Limits;
use super::path::Path;
use super::rows::Rows;
use crate::crisis::chance::{Interpreter, Stage};
use crate::crisis::day;
use crate::crisis::outcome::RUNNING;
use crate::crisis::state::State;
use crate::model::Model;
use crate::model::layout::Column;
use std::ops::Range;

/// A state, whatever its mass, is played with this much; its moves share it out.
pub(super) const ONE: u64 = 1 << SHIFT;
const SHIFT: u32 = 62;

/// States played between two looks at what they take, and at whether to stop.
const BATCH: usize = 4096;

/// Why the rest is not played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halted {
    /// More states than allowed.
    States,
    /// More memory than allowed.
    Memory,
    /// Somebody asked.
    Stopped,
}

/// The enumerated interpreter: plays each stage once for every state reached and every path of
/// answers that has mass, and merges equal states after each stage.
///
/// States before each stage stand in a layer of their own, with what the stage makes of them. An
/// ordinary day that comes again finds most of its states there, and only moves their mass. A day
/// unlike others is played on two spare layers, and so is every day once the layers are full.
pub(super) struct Propagation<'m> {
    model: &'m Model,
    /// By stage, the first being the night before it; then the two spare ones.
    layers: Vec<Layer>,
    /// Stages of a day.
    stages: usize,
    /// Whether there is room to keep layers.
    room: bool,
    /// Whether today moves states as other days do.
    ordinary: bool,
    /// The day: the same for every state, and so no part of them.
    day: u32,
    /// The next stage.
    stage: usize,
    /// The layer the mass is in.
    at: usize,
    /// Where a stage is played.
    scratch: Scratch,
    limits: Limits,
    stop: &'m dyn Fn() -> bool,
    /// Why the rest is not played.
    pub halted: Option<Halted>,
    /// Columns that are no part of the state: the day, and what nothing reads.
    left_out: Vec<Column>,
    /// Crises that ended today.
    pub ended: Vec<Ended>,
    /// Upper bound of the mass that rounding moved.
    pub rounding: u128,
}

/// States before a stage.
#[derive(Debug)]
struct Layer {
    rows: Rows,
    mass: Vec<u128>,
    /// Where the moves of a state begin; [`UNPLAYED`] before its stage was played.
    first: Vec<u32>,
    /// The last move of a state is the one up to [`ONE`].
    moves: Vec<Move>,
    /// Days its stage adds: one for the dawn.
    days: u32,
    /// Most thresholds at which the moves of one state were rounded.
    rounded: u64,
}

const UNPLAYED: u32 = u32::MAX;

/// A path of answers through a stage.
#[derive(Debug, Clone, Copy)]
struct Move {
    /// The state it leads to, in the next layer.
    to: u32,
    /// Mass of [`ONE`] up to and including this path, in two halves: four bytes are saved.
    upto: [u32; 2],
}

impl Move {
    fn new(to: usize, upto: u64) -> Self {
        let upto = [(upto >> 32) as u32, upto as u32];
        Self {
            to: to as u32,
            upto,
        }
    }

    fn upto(self) -> u64 {
        u64::from(self.upto[0]) << 32 | u64::from(self.upto[1])
    }
}

/// Where a stage is played.
#[derive(Debug)]
struct Scratch {
    state: State<1>,
    path: Path,
}

impl Layer {
    fn new(model: &Model, left_out: &[Column]) -> Self {
        Self {
            rows: Rows::new(model.layout.width(), left_out.to_vec()),
            mass: Vec::new(),
            first: Vec::new(),
            moves: Vec::new(),
            days: 0,
            rounded: 0,
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.mass.clear();
        self.first.clear();
        self.moves.clear();
    }

    /// Bytes it takes.
    fn memory(&self) -> usize {
        let columns = size_of::<u128>() * self.mass.capacity() + 4 * self.first.capacity();
        self.rows.memory() + columns + size_of::<Move>() * self.moves.capacity()
    }

    /// The number of a state, without mass if it is new.
    fn number(&mut self, state: &State<1>) -> usize {
        let (number, new) = self.rows.insert(state);
        if new {
            self.mass.push(0);
            self.first.push(UNPLAYED);
        }
        number
    }

    /// Plays the stage of this layer on one of its states and lists the moves.
    fn play<const N: usize>(
        &mut self,
        number: usize,
        stage: impl Stage<N>,
        day: u32,
        (model, scratch, next): (&Model, &mut Scratch, &mut Layer),
    ) {
        let Scratch { state, path } = scratch;
        self.first[number] = u32::try_from(self.moves.len()).expect("room was checked");
        path.begin(ONE);
        let mut upto = 0;
        loop {
            self.rows.put(number, state);
            state[model.crisis.day] = [day];
            stage.play(model, state, path);
            upto += path.mass();
            self.days = state[model.crisis.day][0] - day;
            self.moves.push(Move::new(next.number(state), upto));
            if !path.advance() {
                break;
            }
        }
        assert_eq!(upto, ONE, "invariant: the paths of a stage share its mass");
        self.rounded = self.rounded.max(path.rounded);
    }

    /// Moves the mass of a state on. Returns the number of moves.
    fn go(&self, number: usize, mass: u128, next: &mut Layer) -> usize {
        let first = self.first[number] as usize;
        let mut before = 0;
        for (taken, step) in self.moves[first..].iter().enumerate() {
            let upto = part(mass, step.upto());
            next.mass[step.to as usize] += upto - before;
            before = upto;
            if step.upto() == ONE {
                return taken + 1;
            }
        }
        unreachable!("the last move is the one up to one")
    }
}

impl<'m> Propagation<'m> {
    /// Nothing played yet.
    pub fn new(model: &'m Model, limits: Limits, stop: &'m dyn Fn() -> bool) -> Self {
        let mut stages = Count(0);
        day::day(model, &mut stages);
        let mut left_out = vec![model.crisis.day];
        if !limits.whole_states {
            left_out.extend(model.unread());
        }
        let layers = (0..stages.0 + 2).map(|_| Layer::new(model, &left_out));
        Self {
            model,
            layers: layers.collect(),
            stages: stages.0,
            room: true,
            ordinary: false,
            day: 0,
            stage: 0,
            at: 0,
            scratch: Scratch {
                state: State::new(model.layout.start()),
                path: Path::default(),
            },
            limits,
            stop,
            halted: None,
            left_out,
            ended: Vec::new(),
            rounding: 0,
        }
    }

    /// Plays the onset.
    pub fn onset(&mut self) {
        self.ordinary = false;
        self.at = self.stages;
        let start = State::new(self.model.layout.start());
        let only = self.layers[self.at].number(&start);
        self.layers[self.at].mass[only] = WHOLE;
        day::onset(self.model, self);
        let mut reached = std::mem::replace(
            &mut self.layers[self.at],
            Layer::new(self.model, &self.left_out),
        );
        for (number, mass) in reached.mass.drain(..).enumerate().filter(|(_, m)| *m > 0) {
            reached.rows.put(number, &mut self.scratch.state);
            let night = self.layers[0].number(&self.scratch.state);
            self.layers[0].mass[night] = mass;
        }
    }

    /// Plays the next day, which moves states as other days do if it is `ordinary`.
    pub fn next_day(&mut self, ordinary: bool) {
        self.ordinary = ordinary;
        self.stage = 0;
        self.at = 0;
        self.ended.clear();
        day::day(self.model, self);
    }

    /// Mass by state of the night.
    pub fn night(&mut self) -> &mut [u128] {
        &mut self.layers[0].mass
    }

    /// The states the mass is in.
    pub fn rows(&self) -> &Rows {
        &self.layers[self.at].rows
    }

    /// The layer the next stage fills. The last stage of a day, never one of the onset, fills the
    /// first layer.
    fn next(&self) -> usize {
        let spare = self.stages;
        if self.stage + 1 == self.stages {
            0
        } else if self.ordinary && self.room {
            self.stage + 1
        } else if self.at == spare {
            spare + 1
        } else {
            spare
        }
    }

    /// Bytes taken.
    fn memory(&self) -> usize {
        self.layers.iter().map(Layer::memory).sum()
    }

    /// Gives up keeping layers when they take half of what there is: two that are played now may
    /// need the other half.
    fn check_room(&mut self) {
        if self.room && self.memory() > self.limits.memory / 2 {
            self.room = false;
            for (number, layer) in self.layers.iter_mut().enumerate() {
                if number != 0 && number != self.at {
                    *layer = Layer::new(self.model, &self.left_out);
                }
            }
        }
    }
}

impl Propagation<'_> {
    /// Looks whether to go on.
    fn look(&mut self, at: usize) {
        if self.halted.is_some() {
            return;
        }
        if self.layers[at].rows.len() > self.limits.max_states {
            self.halted = Some(Halted::States);
        } else if self.memory() > self.limits.memory {
            self.halted = Some(Halted::Memory);
        } else if (self.stop)() {
            self.halted = Some(Halted::Stopped);
        }
    }

    /// Plays a stage on some of the states of a layer. Returns the number of moves.
    fn play_some<const N: usize>(
        &mut self,
        stage: impl Stage<N>,
        (at, next, keeps): (usize, usize, bool),
        numbers: Range<usize>,
    ) -> usize {
        let [from, to] = self
            .layers
            .get_disjoint_mut([at, next])
            .expect("a stage leads from one layer to another");
        let mut moves = 0;
        for number in numbers {
            let mass = std::mem::take(&mut from.mass[number]);
            if mass == 0 {
                continue;
            }
            let kept = from.moves.len();
            if !keeps || from.first[number] == UNPLAYED {
                let known = from.first[number];
                from.play(number, stage, self.day, (self.model, &mut self.scratch, to));
                moves += from.go(number, mass, to);
                if !keeps {
                    from.moves.truncate(kept);
                    from.first[number] = known;
                }
            } else {
                moves += from.go(number, mass, to);
            }
        }
        moves
    }
}

impl Interpreter for Propagation<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        self.check_room();
        let (at, next) = (self.at, self.next());
        let keeps = self.ordinary && self.room;
        self.look(at);
        if self.halted.is_some() {
            return;
        }
        if !keeps && next != 0 {
            self.layers[next].clear();
        }
        let (states, mut moves) = (self.layers[at].rows.len(), 0);
        for first in (0..states).step_by(BATCH) {
            let numbers = first..states.min(first + BATCH);
            moves += self.play_some(stage, (at, next, keeps), numbers);
            self.look(next);
            if self.halted.is_some() {
                return;
            }
        }
        let from = &self.layers[at];
        self.rounding += moves as u128 + (WHOLE >> SHIFT) * u128::from(from.rounded);
        self.day += from.days;
        self.at = next;
        self.stage += 1;
    }

    /// Takes out the crises that ended today.
    fn dusk(&mut self) {
        let crisis = &self.model.crisis;
        let layer = &mut self.layers[self.at];
        for (number, mass) in layer.mass.iter_mut().enumerate().filter(|(_, m)| **m > 0) {
            let row = layer.rows.row(number);
            let value = |column: Column| u32::from(row[column.0 as usize]);
            if value(crisis.outcome) != RUNNING {
                self.ended.push(Ended {
                    outcome: value(crisis.outcome),
                    violence: value(crisis.violence),
                    trigger: value(crisis.trigger),
                    mass: std::mem::take(mass),
                });
            }
        }
    }
}

/// Counts stages.
struct Count(usize);

impl Interpreter for Count {
    fn play<const N: usize>(&mut self, _stage: impl Stage<N>) {
        self.0 += 1;
    }
}

/// `mass * share / ONE`, rounded down.
fn part(mass: u128, share: u64) -> u128 {
    let (high, low) = (mass >> SHIFT, mass & u128::from(ONE - 1));
    high * u128::from(share) + ((low * u128::from(share)) >> SHIFT)
}
