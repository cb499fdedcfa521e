//! Lanes of trials in lock step: the fast path, and the one every command runs on.
//!
//! A lane holds one trial; a lane whose trial has ended takes the next one. What a lane draws
//! depends on its trial and day alone, so neither the number of lanes nor the order in which
//! trials are taken can change a row.

use super::dispatch::Kernels;
use super::draws::{BLOCK, block, key_words};
use super::record::{Detail, Fields, Records};
use crate::crisis::chance::{Chance, Interpreter, Note, Stage};
use crate::crisis::day::{day, onset};
use crate::crisis::outcome::{Outcome, RUNNING};
use crate::crisis::state::State;
use crate::model::Model;
use crate::model::decision::NONE;
use std::ops::Range;

/// Sees each day of the trials that are still running. Never changes them.
pub trait Observer {
    /// The state at dusk: acts are done and judged. Lane `l` runs where `live[l]`.
    fn dusk<const L: usize>(&mut self, _model: &Model, _state: &State<L>, _live: &[bool; L]) {}
    /// The trial of lane `l` ends with this state.
    fn ended<const L: usize>(&mut self, _model: &Model, _state: &State<L>, _l: usize) {}
}

/// Sees nothing.
impl Observer for () {}

/// Runs trials `trials` with `L` lanes and returns their rows.
pub fn run<const L: usize>(
    model: &Model,
    seed: u64,
    trials: Range<u64>,
    detail: Detail,
    kernels: impl Kernels,
    observer: &mut impl Observer,
) -> Records {
    match detail {
        Detail::Outcomes => {
            Lanes::<L, false, _, _>::new(model, seed, detail, kernels, observer).run(trials)
        }
        Detail::Full => {
            Lanes::<L, true, _, _>::new(model, seed, detail, kernels, observer).run(trials)
        }
    }
}

struct Lanes<'a, const L: usize, const FULL: bool, K, O> {
    model: &'a Model,
    key: [u32; 8],
    kernels: K,
    state: State<L>,
    /// Words of the day, by site.
    words: Vec<[u32; L]>,
    /// The day each lane plays.
    day: [u32; L],
    /// Trial of each lane, low and high word.
    trial: [[u32; L]; 2],
    live: [bool; L],
    /// What is counted, in the places of a row.
    counts: Vec<[u32; L]>,
    fields: Fields,
    observer: &'a mut O,
}

impl<'a, const L: usize, const FULL: bool, K: Kernels, O: Observer> Lanes<'a, L, FULL, K, O> {
    fn new(model: &'a Model, seed: u64, detail: Detail, kernels: K, observer: &'a mut O) -> Self {
        let fields = Fields::of(model, detail);
        Self {
            model,
            key: key_words(seed),
            kernels,
            state: State::new(model.layout.start()),
            words: vec![[0; L]; model.sites.words.next_multiple_of(BLOCK)],
            day: [0; L],
            trial: [[0; L]; 2],
            live: [false; L],
            counts: vec![[0; L]; fields.width],
            fields,
            observer,
        }
    }

    fn run(mut self, trials: Range<u64>) -> Records {
        let count = trials.end.saturating_sub(trials.start) as usize;
        let mut records = Records::new(trials.start, count, self.fields.width);
        let mut waiting = trials;
        for l in 0..L {
            self.take(l, waiting.next());
        }
        while self.live.contains(&true) {
            self.draw();
            day(self.model, &mut self);
            let outcome = self.state[self.model.crisis.outcome];
            for l in 0..L {
                if self.live[l] && outcome[l] != RUNNING {
                    self.observer.ended(self.model, &self.state, l);
                    self.write(l, &mut records);
                    self.take(l, waiting.next());
                }
            }
        }
        records
    }

    /// Puts the next trial, if there is one, into lane `l`.
    fn take(&mut self, l: usize, trial: Option<u64>) {
        self.live[l] = trial.is_some();
        self.day[l] = 0;
        let Some(trial) = trial else {
            return;
        };
        (self.trial[0][l], self.trial[1][l]) = (trial as u32, (trial >> 32) as u32);
        let mut opening = Opening {
            model: self.model,
            state: State::new(self.model.layout.start()),
            words: onset_words(&self.key, trial, self.words.len()),
        };
        onset(self.model, &mut opening);
        self.state.put(l, &opening.state);
        if FULL {
            for count in &mut self.counts {
                count[l] = 0;
            }
            for (p, &party) in self.fields.parties.iter().enumerate() {
                let rung = self.model.actors[party].decision.rung;
                self.counts[self.fields.peak + p][l] = self.state[rung][l];
            }
        }
    }

    /// Draws the words of every lane's next day.
    fn draw(&mut self) {
        for day in &mut self.day {
            *day += 1;
        }
        let blocks = self.words.as_chunks_mut::<BLOCK>().0;
        for (number, out) in blocks.iter_mut().enumerate() {
            self.kernels
                .block(&self.key, number as u32, &self.day, &self.trial, out);
        }
    }

    /// Writes the row of the trial in lane `l`.
    fn write(&self, l: usize, records: &mut Records) {
        let crisis = &self.model.crisis;
        let trial = u64::from(self.trial[0][l]) | u64::from(self.trial[1][l]) << 32;
        let row = records.row_mut(trial);
        for (cell, count) in row.iter_mut().zip(&self.counts) {
            *cell = count[l];
        }
        let outcome = self.state[crisis.outcome][l];
        row[Fields::OUTCOME] = outcome;
        row[Fields::DAYS] = ending_day(self.model, outcome, self.state[crisis.day][l]);
        row[Fields::VIOLENCE] = self.state[crisis.violence][l];
    }
}

/// The day an ending is dated: calm at the start of its spell.
pub fn ending_day(model: &Model, outcome: u32, day: u32) -> u32 {
    if outcome == Outcome::Calm as u32 {
        day + 1 - model.crisis.calm_days
    } else {
        day
    }
}

impl<const L: usize, const FULL: bool, K: Kernels, O: Observer> Interpreter
    for Lanes<'_, L, FULL, K, O>
{
    #[inline(always)]
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let site = stage.site(self.model);
        let words = self.words[site..site + N].as_array::<N>();
        let mut drawn = Drawn::<L, N, FULL> {
            words: words.expect("the sites of a stage lie within the day"),
            counts: if FULL {
                &mut self.counts[self.fields.mechanisms..]
            } else {
                &mut []
            },
            rules: self.fields.rules - self.fields.mechanisms,
        };
        self.kernels
            .play(stage, self.model, &mut self.state, &mut drawn);
    }

    fn dusk(&mut self) {
        if FULL {
            self.count();
        }
        self.observer.dusk(self.model, &self.state, &self.live);
    }
}

impl<const L: usize, const FULL: bool, K, O> Lanes<'_, L, FULL, K, O> {
    /// Counts the day's acts, peaks and outages.
    fn count(&mut self) {
        let fields = &self.fields;
        for (p, &party) in fields.parties.iter().enumerate() {
            let rung = &self.state[self.model.actors[party].decision.rung];
            let peak = &mut self.counts[fields.peak + p];
            for l in 0..L {
                peak[l] = peak[l].max(rung[l]);
            }
        }
        for (a, actor) in self.model.actors.iter().enumerate() {
            let act = &self.state[actor.act];
            for kind in 0..3 {
                let days = &mut self.counts[fields.acts + 3 * a + kind];
                for l in 0..L {
                    days[l] += u32::from(act[l] == NONE + 1 + kind as u32);
                }
            }
        }
        let lines = self.model.dyads.iter().flat_map(|dyad| &dyad.lines);
        for (line, down) in lines.zip(&mut self.counts[fields.down..]) {
            let up = &self.state[line.up];
            for l in 0..L {
                down[l] += 1 - up[l];
            }
        }
    }
}

struct Drawn<'w, const L: usize, const N: usize, const FULL: bool> {
    words: &'w [[u32; L]; N],
    counts: &'w mut [[u32; L]],
    rules: usize,
}

impl<const L: usize, const N: usize, const FULL: bool> Chance for Drawn<'_, L, N, FULL> {
    #[inline(always)]
    fn answer<const K: usize>(&mut self, q: usize, l: usize, cuts: [u32; K]) -> u32 {
        let word = self.words[q][l] >> 1;
        let mut answer = 0;
        for cut in cuts {
            answer += u32::from(cut <= word);
        }
        answer
    }

    #[inline(always)]
    fn note(&mut self, note: Note, l: usize, yes: bool) {
        if FULL {
            let place = match note {
                Note::Rule(rule) => self.rules + rule,
                mechanism => mechanism.index(),
            };
            self.counts[place][l] += u32::from(yes);
        }
    }
}

/// Plays the onset of one trial.
struct Opening<'m> {
    model: &'m Model,
    state: State<1>,
    words: Vec<u32>,
}

fn onset_words(key: &[u32; 8], trial: u64, words: usize) -> Vec<u32> {
    let mut out = Vec::with_capacity(words);
    let stream = [[trial as u32], [(trial >> 32) as u32]];
    for number in 0..words / BLOCK {
        let mut sixteen = [[0]; BLOCK];
        block::<1>(key, number as u32, &[0], &stream, &mut sixteen);
        out.extend(sixteen.as_flattened());
    }
    out
}

impl Interpreter for Opening<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let site = stage.site(self.model);
        let words: [[u32; 1]; N] = std::array::from_fn(|q| [self.words[site + q]]);
        let mut drawn = Drawn::<1, N, false> {
            words: &words,
            counts: &mut [],
            rules: 0,
        };
        stage.play(self.model, &mut self.state, &mut drawn);
    }
}
