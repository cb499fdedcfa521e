//! The law played from one state on: not what happens, but everything that can.

use super::path::Path;
use super::rows::Rows;
use crate::crisis::chance::{Interpreter, Stage};
use crate::crisis::day;
use crate::crisis::outcome::RUNNING;
use crate::crisis::state::State;
use crate::model::Model;

/// The mass a state is played with: one.
pub(super) const ONE: u64 = 1 << SHIFT;
/// Its binary logarithm.
pub(super) const SHIFT: u32 = 62;

/// The enumerated interpreter: plays each stage once for every state reached and every path of
/// answers that has mass, and merges equal states after each stage.
#[derive(Debug)]
pub(super) struct Spread<'m> {
    model: &'m Model,
    /// The day being played: the same for every state, and so no part of them.
    day: u32,
    now: Cloud,
    next: Cloud,
    path: Path,
    /// Where a stage is played.
    scratch: State<1>,
    /// States allowed at once.
    limit: usize,
    /// More were reached, and the rest was not played.
    pub crowded: bool,
    /// Crises that ended today: outcome, violence level and mass.
    pub ended: Vec<(u32, u32, u64)>,
}

/// States and their mass.
#[derive(Debug)]
struct Cloud {
    rows: Rows,
    mass: Vec<u64>,
}

impl Cloud {
    fn new(columns: usize) -> Self {
        Self {
            rows: Rows::new(columns),
            mass: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.mass.clear();
    }

    fn add(&mut self, model: &Model, state: &State<1>, mass: u64) {
        let (number, new) = self.rows.insert(state, model.crisis.day);
        if new {
            self.mass.push(0);
        }
        self.mass[number] += mass;
    }
}

impl<'m> Spread<'m> {
    /// Nothing played yet.
    pub fn new(model: &'m Model, limit: usize) -> Self {
        Self {
            model,
            day: 0,
            now: Cloud::new(model.layout.width()),
            next: Cloud::new(model.layout.width()),
            path: Path::default(),
            scratch: State::new(model.layout.start()),
            limit,
            crowded: false,
            ended: Vec::new(),
        }
    }

    /// Plays the onset.
    pub fn onset(&mut self) {
        let start = State::new(self.model.layout.start());
        self.begin(0, &start);
        day::onset(self.model, self);
    }

    /// Plays `day` from a night's state.
    pub fn day(&mut self, nights: &Rows, night: usize, day: u32) {
        let mut state = self.scratch.clone();
        nights.put(night, &mut state);
        self.begin(day - 1, &state);
        day::day(self.model, self);
    }

    fn begin(&mut self, day: u32, state: &State<1>) {
        self.day = day;
        self.path.rounded = 0;
        self.crowded = false;
        self.ended.clear();
        self.now.clear();
        self.now.add(self.model, state, ONE);
    }

    /// The states reached, with their mass. Crises that ended are not among them.
    pub fn reached(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let masses = self.now.mass.iter().enumerate();
        masses.map(|(number, &mass)| (self.now.rows.row(number), mass))
    }

    /// The states reached, as rows.
    pub fn rows(&self) -> &Rows {
        &self.now.rows
    }

    /// Cuts at which a mass was rounded.
    pub fn rounded(&self) -> u64 {
        self.path.rounded
    }
}

impl Interpreter for Spread<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        self.crowded |= self.now.rows.len() > self.limit;
        if self.crowded {
            return;
        }
        self.next.clear();
        let mut dawn = self.day;
        for (number, &mass) in self.now.mass.iter().enumerate() {
            self.path.begin(mass);
            loop {
                self.now.rows.put(number, &mut self.scratch);
                self.scratch[self.model.crisis.day] = [self.day];
                stage.play(self.model, &mut self.scratch, &mut self.path);
                dawn = self.scratch[self.model.crisis.day][0];
                self.next.add(self.model, &self.scratch, self.path.mass());
                if !self.path.advance() {
                    break;
                }
            }
        }
        self.day = dawn;
        std::mem::swap(&mut self.now, &mut self.next);
    }

    /// Takes out the crises that ended today.
    fn dusk(&mut self) {
        let crisis = &self.model.crisis;
        self.next.clear();
        for (number, &mass) in self.now.mass.iter().enumerate() {
            self.now.rows.put(number, &mut self.scratch);
            let outcome = self.scratch[crisis.outcome][0];
            if outcome == RUNNING {
                self.next.add(self.model, &self.scratch, mass);
            } else {
                let violence = self.scratch[crisis.violence][0];
                self.ended.push((outcome, violence, mass));
            }
        }
        std::mem::swap(&mut self.now, &mut self.next);
    }
}
