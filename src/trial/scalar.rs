//! One trial, drawn from `rand_chacha` itself: the referee of the lanes, and what a trace records.

use super::draws::key;
use crate::crisis::chance::{Chance, Interpreter, Note, Stage};
use crate::crisis::day::{day, onset};
use crate::crisis::kind::StageKind;
use crate::crisis::outcome::RUNNING;
use crate::crisis::state::State;
use crate::model::Model;
use crate::model::layout::STRIDE;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Hears what happens in a trial; never changes it.
pub trait Witness {
    /// A stage of this kind is about to be played on this state.
    fn stage(&mut self, _kind: StageKind, _state: &State<1>) {}
    /// Question `q` of the stage was asked with these thresholds; the draw, below 2^31, gave the answer.
    fn answered(&mut self, _q: usize, _cuts: &[u32], _draw: u32, _answer: u32) {}
    /// Something worth counting happened.
    fn noted(&mut self, _note: Note) {}
    /// The stage was played and left this state.
    fn played(&mut self, _state: &State<1>) {}
    /// The day's acts are done and judged.
    fn dusk(&mut self, _state: &State<1>) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Witness for Nobody {}

/// The sampled interpreter of a single trial.
#[derive(Debug)]
pub struct Scalar<'m, W> {
    model: &'m Model,
    rng: ChaCha8Rng,
    state: State<1>,
    /// Who listens.
    pub witness: W,
}

impl<'m, W: Witness> Scalar<'m, W> {
    /// A trial at its onset, what is latent drawn.
    pub fn new(model: &'m Model, seed: u64, trial: u64, witness: W) -> Self {
        let mut rng = ChaCha8Rng::from_seed(key(seed));
        rng.set_stream(trial);
        let state = State::new(model.layout.start());
        let mut scalar = Self {
            model,
            rng,
            state,
            witness,
        };
        onset(model, &mut scalar);
        scalar
    }

    /// Plays a day. Returns whether the crisis still runs.
    pub fn day(&mut self) -> bool {
        day(self.model, self);
        self.state[self.model.crisis.outcome][0] == RUNNING
    }

    /// Plays to the end.
    pub fn finish(mut self) -> (State<1>, W) {
        while self.day() {}
        (self.state, self.witness)
    }

    /// The state as it is.
    pub fn state(&self) -> &State<1> {
        &self.state
    }
}

impl<W: Witness> Interpreter for Scalar<'_, W> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let day = self.state[self.model.crisis.day][0] as usize;
        let position = day * STRIDE + stage.site(self.model);
        self.rng.set_word_pos(position as u128);
        let words: [u32; N] = std::array::from_fn(|_| self.rng.next_u32());
        self.witness.stage(stage.kind(), &self.state);
        let mut drawn = DrawnOne {
            words,
            witness: &mut self.witness,
        };
        stage.play(self.model, &mut self.state, &mut drawn);
        self.witness.played(&self.state);
    }

    fn dusk(&mut self) {
        self.witness.dusk(&self.state);
    }
}

struct DrawnOne<'w, const N: usize, W> {
    words: [u32; N],
    witness: &'w mut W,
}

impl<const N: usize, W: Witness> Chance for DrawnOne<'_, N, W> {
    fn answer<const K: usize>(&mut self, q: usize, _l: usize, thresholds: [u32; K]) -> u32 {
        let word = self.words[q] >> 1;
        let answer = thresholds
            .iter()
            .map(|&threshold| u32::from(threshold <= word))
            .sum();
        self.witness.answered(q, &thresholds, word, answer);
        answer
    }

    fn note(&mut self, note: Note, _l: usize, yes: bool) {
        if yes {
            self.witness.noted(note);
        }
    }
}
