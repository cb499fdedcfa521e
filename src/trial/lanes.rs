//! Lanes of trials in lock step: the fast path, and the one every command runs on.
//!
//! A lane holds one trial; a lane whose trial has ended takes the next one. What a lane draws
//! depends on its trial and day alone, so neither the number of lanes nor the order in which
//! trials are taken can change a row.

use super::dispatch::{Kernels, Look};
use super::draws::{BLOCK, block, key_words};
use super::record::{Detail, Fields, Records};
use crate::crisis::chance::{Chance, Interpreter, Note, Stage};
use crate::crisis::day::{day, onset};
use crate::crisis::outcome::{RUNNING, ending_day};
use crate::crisis::state::State;
use crate::model::Model;
use crate::model::decision::{ESCALATE, NEGOTIATE, RESTRAIN};
use std::ops::Range;

/// Sees each day of the trials that are still running. Never changes them.
pub trait Observer {
    /// Lane `l` takes this trial, with the state at its onset.
    fn began<const L: usize>(&mut self, _model: &Model, _state: &State<L>, _l: usize, _trial: u64) {
    }
    /// The state at dusk: acts are done and judged. Lane `l` runs where `live[l]`.
    #[inline(always)]
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

impl<const L: usize, O: Observer> Look<L> for O {
    #[inline(always)]
    fn look(&mut self, model: &Model, state: &State<L>, live: &[bool; L]) {
        self.dusk(model, state, live);
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
    counts: Counts<L>,
    opening: Opening<'a>,
    fields: Fields,
    observer: &'a mut O,
}

impl<'a, const L: usize, const FULL: bool, K: Kernels, O: Observer> Lanes<'a, L, FULL, K, O> {
    fn new(model: &'a Model, seed: u64, detail: Detail, kernels: K, observer: &'a mut O) -> Self {
        let fields = Fields::of(model, detail);
        let key = key_words(seed);
        Self {
            model,
            key,
            kernels,
            state: State::new(model.layout.start()),
            words: vec![[0; L]; model.sites.words.next_multiple_of(BLOCK)],
            day: [0; L],
            trial: [[0; L]; 2],
            live: [false; L],
            counts: Counts::new(model, &fields),
            opening: Opening::new(model, key),
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
            // Played on, counted nowhere; its days stay within the horizon.
            self.state.put(l, &self.opening.state);
            return;
        };
        (self.trial[0][l], self.trial[1][l]) = (trial as u32, (trial >> 32) as u32);
        self.state.put(l, self.opening.of(trial));
        self.observer.began(self.model, &self.state, l, trial);
        if FULL {
            self.counts.clear(l, self.model, &self.state);
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
        if FULL {
            self.counts.write(l, &self.fields, row);
        }
        let outcome = self.state[crisis.outcome][l];
        row[Fields::OUTCOME] = outcome;
        row[Fields::DAYS] = ending_day(self.model, outcome, self.state[crisis.day][l]);
        row[Fields::VIOLENCE] = self.state[crisis.violence][l];
        row[Fields::TRIGGER] = self.state[crisis.trigger][l];
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
            counts: &mut self.counts,
        };
        self.kernels
            .play(stage, self.model, &mut self.state, &mut drawn);
    }

    fn dusk(&mut self) {
        if FULL {
            self.kernels
                .look(&mut self.counts, self.model, &self.state, &self.live);
        }
        self.kernels
            .look(self.observer, self.model, &self.state, &self.live);
    }
}

/// What is counted of the trials in the lanes.
struct Counts<const L: usize> {
    /// Peak rung, by party.
    peaks: Vec<[u32; L]>,
    /// By mechanism; an array, since the lanes of a stage must not check bounds.
    mechanisms: [[u32; L]; Note::COUNTED.len()],
    /// Days of each act, by actor.
    acts: Vec<[[u32; L]; 3]>,
    /// Days down, by channel.
    down: Vec<[u32; L]>,
    /// Days each rule held.
    rules: Vec<[u32; L]>,
}

impl<const L: usize> Counts<L> {
    fn new(model: &Model, fields: &Fields) -> Self {
        let lines = model.dyads.iter().map(|dyad| dyad.lines.len()).sum();
        Self {
            peaks: vec![[0; L]; fields.parties.len()],
            mechanisms: [[0; L]; Note::COUNTED.len()],
            acts: vec![[[0; L]; 3]; model.actors.len()],
            down: vec![[0; L]; lines],
            rules: vec![[0; L]; model.rules.len()],
        }
    }

    /// A new trial in lane `l`.
    fn clear(&mut self, l: usize, model: &Model, state: &State<L>) {
        for (peak, (_, party)) in self.peaks.iter_mut().zip(model.parties()) {
            peak[l] = state[party.rung][l];
        }
        let acts = self.acts.as_flattened_mut().iter_mut();
        let counts = self.mechanisms.iter_mut().chain(acts);
        for count in counts.chain(&mut self.down).chain(&mut self.rules) {
            count[l] = 0;
        }
    }

    /// Writes what was counted in lane `l` to its places in the row.
    fn write(&self, l: usize, fields: &Fields, row: &mut [u32]) {
        let mut put = |from: usize, counts: &[[u32; L]]| {
            for (cell, count) in row[from..].iter_mut().zip(counts) {
                *cell = count[l];
            }
        };
        put(fields.peak, &self.peaks);
        put(fields.mechanisms, &self.mechanisms);
        put(fields.acts, self.acts.as_flattened());
        put(fields.down, &self.down);
        put(fields.rules, &self.rules);
    }
}

impl<const L: usize> Look<L> for Counts<L> {
    #[inline(always)]
    fn look(&mut self, model: &Model, state: &State<L>, _live: &[bool; L]) {
        let mut peaks = self.peaks.iter_mut();
        for (actor, days) in model.actors.iter().zip(&mut self.acts) {
            let act = state[actor.act];
            let [escalate, restrain, negotiate] = days;
            for l in 0..L {
                escalate[l] += u32::from(act[l] == ESCALATE);
            }
            for l in 0..L {
                restrain[l] += u32::from(act[l] == RESTRAIN);
            }
            for l in 0..L {
                negotiate[l] += u32::from(act[l] == NEGOTIATE);
            }
            if let (Some(party), Some(peak)) = (&actor.party, peaks.next()) {
                let rung = state[party.rung];
                for l in 0..L {
                    peak[l] = peak[l].max(rung[l]);
                }
            }
        }
        let mut down = self.down.iter_mut();
        for dyad in &model.dyads {
            for (line, down) in dyad.lines.iter().zip(&mut down) {
                let up = state[line.up];
                for l in 0..L {
                    down[l] += 1 - up[l];
                }
            }
        }
    }
}

struct Drawn<'w, const L: usize, const N: usize, const FULL: bool> {
    words: &'w [[u32; L]; N],
    counts: &'w mut Counts<L>,
}

impl<const L: usize, const N: usize, const FULL: bool> Chance for Drawn<'_, L, N, FULL> {
    #[inline(always)]
    fn answer<const K: usize>(&mut self, q: usize, l: usize, thresholds: [u32; K]) -> u32 {
        // A draw is below 2^31 and a threshold at most that: `threshold <= draw` as a signed comparison, which
        // every vector unit has.
        let word = (self.words[q][l] >> 1) as i32;
        let mut answer = 0;
        for threshold in thresholds {
            answer += u32::from(threshold.wrapping_sub(1).cast_signed() < word);
        }
        answer
    }

    #[inline(always)]
    fn note(&mut self, note: Note, l: usize, yes: bool) {
        if FULL {
            let count = match note {
                Note::Rule(rule) => self.counts.rules.get_mut(rule),
                mechanism => self.counts.mechanisms.get_mut(mechanism.index()),
            };
            if let Some(count) = count {
                count[l] += u32::from(yes);
            }
        }
    }
}

/// Plays the onset of one trial after the other.
struct Opening<'m> {
    model: &'m Model,
    key: [u32; 8],
    trial: u64,
    state: State<1>,
    /// The block of draws looked at last, and its number.
    block: [[u32; 1]; BLOCK],
    number: Option<usize>,
    /// Nothing is counted before the first day.
    counts: Counts<1>,
}

impl<'m> Opening<'m> {
    fn new(model: &'m Model, key: [u32; 8]) -> Self {
        Self {
            model,
            key,
            trial: 0,
            state: State::new(model.layout.start()),
            block: [[0]; BLOCK],
            number: None,
            counts: Counts::new(model, &Fields::of(model, Detail::Outcomes)),
        }
    }

    /// The state a trial begins with.
    fn of(&mut self, trial: u64) -> &State<1> {
        self.trial = trial;
        self.number = None;
        let start = self.model.layout.start();
        for (column, &value) in self.state.columns_mut().iter_mut().zip(start) {
            *column = [value];
        }
        onset(self.model, self);
        &self.state
    }

    /// A word of day 0. Only blocks that hold a draw of the onset are computed.
    fn word(&mut self, site: usize) -> u32 {
        let number = site / BLOCK;
        if self.number != Some(number) {
            let stream = [[self.trial as u32], [(self.trial >> 32) as u32]];
            block::<1>(&self.key, number as u32, &[0], &stream, &mut self.block);
            self.number = Some(number);
        }
        self.block[site % BLOCK][0]
    }
}

impl Interpreter for Opening<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let site = stage.site(self.model);
        let mut words = [[0; 1]; N];
        for (q, word) in words.iter_mut().enumerate() {
            *word = [self.word(site + q)];
        }
        let mut drawn = Drawn::<1, N, false> {
            words: &words,
            counts: &mut self.counts,
        };
        stage.play(self.model, &mut self.state, &mut drawn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_the_cuts_at_or_below_the_draw() {
        let certain = 1 << 31;
        let words = [[0_u32], [2], [3], [u32::MAX]];
        let mut counts = Counts {
            peaks: Vec::new(),
            mechanisms: [[0]; Note::COUNTED.len()],
            acts: Vec::new(),
            down: Vec::new(),
            rules: Vec::new(),
        };
        let mut drawn = Drawn::<1, 4, false> {
            words: &words,
            counts: &mut counts,
        };
        for (q, [word]) in words.into_iter().enumerate() {
            for thresholds in [
                [0, 0],
                [0, 1],
                [1, 2],
                [1, certain - 1],
                [certain - 1, certain],
                [certain; 2],
            ] {
                let below = thresholds
                    .iter()
                    .filter(|&&threshold| threshold <= word >> 1)
                    .count();
                assert_eq!(
                    drawn.answer(q, 0, thresholds) as usize,
                    below,
                    "{word} {thresholds:?}"
                );
            }
        }
    }
}
