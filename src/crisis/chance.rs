//! Who answers the questions of the law.
//!
//! A stage of the day asks every one of its questions always, at a fixed place; a question that
//! does not apply has probability 0. Whoever answers (a stream of random words, an enumeration, a
//! recorder) is an implementation of [`Chance`], and the law does not know which one it is.

use super::kind::StageKind;
use super::state::State;
use crate::model::Model;
pub use crate::model::probability::{CERTAIN, threshold};

/// Something worth counting that a stage knows and the state does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// A visible act, or a day of silence, was misread.
    Misperception,
    /// An offer was lost on an open line.
    LostOffer,
    /// An offer found no way to the other side.
    UnsentOffer,
    /// An escalation climbed two rungs.
    Overshoot,
    /// Restraint turned into an escalation nobody ordered.
    Unauthorised,
    /// A source of incidents fired.
    Incident,
    /// An escalation cut a channel.
    ChannelCut,
    /// The rule of that number (within the model) held.
    Rule(usize),
}

impl Note {
    /// Mechanisms that are counted per trial, in the order of their counters.
    pub const COUNTED: [Note; 7] = [
        Note::Misperception,
        Note::LostOffer,
        Note::UnsentOffer,
        Note::Overshoot,
        Note::Unauthorised,
        Note::Incident,
        Note::ChannelCut,
    ];

    /// The number of its counter; rules follow the mechanisms.
    pub fn index(self) -> usize {
        match self {
            Note::Misperception => 0,
            Note::LostOffer => 1,
            Note::UnsentOffer => 2,
            Note::Overshoot => 3,
            Note::Unauthorised => 4,
            Note::Incident => 5,
            Note::ChannelCut => 6,
            Note::Rule(rule) => Self::COUNTED.len() + rule,
        }
    }
}

/// Who answers.
pub trait Chance {
    /// How many of the ascending `thresholds` lie at or below the draw of lane `l` for the stage's
    /// question `q`: `0..=K`. Answer `k` has probability `(thresholds[k] - thresholds[k - 1]) / 2^31`.
    fn answer<const K: usize>(&mut self, q: usize, l: usize, thresholds: [u32; K]) -> u32;

    /// Whether an event of probability `threshold / 2^31` happens.
    #[inline(always)]
    fn happens(&mut self, q: usize, l: usize, threshold: u32) -> bool {
        self.answer(q, l, [threshold]) == 0
    }

    /// Hears of something worth counting. Never changes what happens.
    #[inline(always)]
    fn note(&mut self, _note: Note, _l: usize, _yes: bool) {}

    /// The same for every lane. A loop of its own, since counting writes where the lanes of a
    /// stage read.
    #[inline(always)]
    fn notes<const L: usize>(&mut self, note: Note, yes: &[bool; L]) {
        for l in 0..L {
            self.note(note, l, yes[l]);
        }
    }
}

/// A stage of the day with `N` questions, for one actor, pair, channel or the crisis.
pub trait Stage<const N: usize>: Copy + std::fmt::Debug + 'static {
    /// Which stage it is, for whoever tells a trial. Interpreters that tell nothing never ask.
    fn kind(self) -> StageKind;

    /// Where its draws begin within the day: a function of the stage alone. Without questions,
    /// nowhere.
    fn site(self, _model: &Model) -> usize {
        const { assert!(N == 0, "a stage that draws says where") };
        0
    }

    /// Plays it for `L` trials at once.
    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance);
}

/// Who holds the state (one trial, lanes of trials, a distribution) and plays stages on it.
pub trait Interpreter {
    /// Plays one stage.
    fn play<const N: usize>(&mut self, stage: impl Stage<N>);

    /// The day's acts are done and judged, and will be forgotten: look now.
    fn dusk(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_has_a_counter_of_its_own() {
        for (place, note) in Note::COUNTED.into_iter().enumerate() {
            assert_eq!(note.index(), place);
        }
        assert_eq!(Note::Rule(3).index(), Note::COUNTED.len() + 3);
    }
}
