//! Where verdicts turn: between firmness that provokes and firmness that deters, the place at which an
//! arm and another do equally well, for every pair of which the verdict turns.

use super::LEVEL;
use super::arms::Arm;
use super::assumptions::{Assumption, Assumptions, Duel, End};
use super::contrasts::{Comparison, Question, Size};
use super::measure::Measure;
use crate::ensemble::{Halt, Progress};
use crate::stats::crossing::{self, CLOSER, Course, Look, Search};
use crate::stats::multiplicity::bonferroni_level;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// How closely a pair is looked at: it is named, not measured.
const SEARCH: Search = Search {
    scan: 13,
    fine: 1.0 / 100.0,
};
/// Edges of a crossing that are looked at closer: both ends of its set, and the root.
const EDGES: u64 = 3;
/// With fewer trials at a place than this, little could be told.
const LEAST: u64 = 200;

/// From firmness that provokes to firmness that deters: both terms move together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Deterrence and exploitation in nat where firmness provokes.
    pub from: [f64; 2],
    /// The same where it deters.
    pub to: [f64; 2],
}

/// What the difference of a pair does along the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The arm, and what it is compared with.
    pub pair: [usize; 2],
    /// What the arm minus the other does, in deterrence.
    pub course: Course,
}

/// Where the verdicts of a comparison turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Tipping {
    /// The axis.
    pub axis: Axis,
    /// The measure.
    pub measure: Measure,
    /// Trials of each arm at each place.
    pub trials: u64,
    /// By pair, in the order of its duels.
    pub turns: Vec<Turn>,
    /// Trials that were played for it.
    pub played: u64,
}

impl Axis {
    /// The axis between the ends of a comparison.
    fn of(assumptions: &Assumptions) -> Option<Self> {
        let terms = |assumed: Assumption| {
            let mut ends = assumptions.ends.iter();
            let (end, _) = ends.find(|(end, _)| end.assumption == assumed)?;
            end.terms
        };
        let axis = Self {
            from: terms(Assumption::Spiral)?,
            to: terms(Assumption::Deterrence)?,
        };
        (axis.from[0] < axis.to[0]).then_some(axis)
    }

    /// Exploitation where deterrence is this.
    pub fn exploitation(self, deterrence: f64) -> f64 {
        let share = (deterrence - self.from[0]) / (self.to[0] - self.from[0]);
        self.from[1] + share * (self.to[1] - self.from[1])
    }

    /// Whether both terms are the same number everywhere on it.
    pub fn is_one_number(self) -> bool {
        [self.from, self.to]
            .iter()
            .all(|[one, other]| one.total_cmp(other).is_eq())
    }
}

impl Tipping {
    /// What a pair does, if it was looked at.
    pub fn of(&self, arm: usize, against: usize) -> Option<&Course> {
        let mut turns = self.turns.iter();
        let turn = turns.find(|turn| turn.pair == [arm, against])?;
        Some(&turn.course)
    }
}

/// Trials that are spent on it at most, where all else takes so many.
pub fn budget(played: u64) -> u64 {
    played / 4 * 3
}

/// Looks for the place at which each of these duels turns, in no more than a `budget` of trials in all;
/// nothing where none turns or so few would not tell. Both arms of a pair are played with the same luck at
/// every place.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn find(
    arms: &[Arm],
    (assumptions, duels): (&Assumptions, &[Duel]),
    question: &Question,
    budget: u64,
    progress: &impl Progress,
) -> Result<Option<Tipping>, Halt> {
    let turning: Vec<&Duel> = duels.iter().filter(|duel| duel.turns()).collect();
    let Some(axis) = Axis::of(assumptions) else {
        return Ok(None);
    };
    let involved: BTreeSet<usize> = turning.iter().flat_map(|d| [d.arm, d.against]).collect();
    let involved: Vec<usize> = involved.into_iter().collect();
    let at_ends = assumptions.ends.iter().map(|(_, found)| found.trials());
    let trials = (budget / looked(turning.len(), involved.len())).min(at_ends.min().unwrap_or(0));
    if turning.is_empty() || trials < LEAST {
        return Ok(None);
    }
    let mut playing = Playing {
        arms,
        axis,
        question: Question {
            size: Size::Fixed(trials),
            margin: None,
            ..*question
        },
        level: bonferroni_level(LEVEL, turning.len() * SEARCH.scan),
        scan: BTreeMap::new(),
        played: 0,
    };
    let ends = assumptions.ends.iter();
    let ends = ends.filter(|(end, _)| end.assumption != Assumption::Default);
    let ends: Vec<(f64, &Comparison)> = ends
        .filter_map(|(end, found)| Some((end.terms?[0], found)))
        .collect();
    let mut turns = Vec::new();
    for duel in turning {
        let pair = [duel.arm, duel.against];
        let mut seen: BTreeMap<u64, Look> = BTreeMap::new();
        for (at, found) in &ends {
            seen.insert(at.to_bits(), playing.look(*at, found, pair));
        }
        let mut is_scan = true;
        let look = |places: &[f64]| {
            // All pairs are looked at where the first scan looks, this one alone afterwards.
            let which = if is_scan { &involved[..] } else { &pair };
            is_scan = false;
            let mut looks = Vec::with_capacity(places.len());
            for &at in places {
                let look = match seen.entry(at.to_bits()) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(free) => *free.insert(playing.at(at, which, pair, progress)?),
                };
                looks.push(look);
            }
            Ok::<_, Halt>(looks)
        };
        let course = crossing::follow((axis.from[0], axis.to[0]), SEARCH, false, look)?;
        turns.push(Turn { pair, course });
    }
    Ok(Some(Tipping {
        axis,
        measure: question.measure,
        trials,
        turns,
        played: playing.played,
    }))
}

/// How often an arm is played at a place, at most, for so many pairs of so many arms.
fn looked(pairs: usize, arms: usize) -> u64 {
    let closer = EDGES * CLOSER as u64 * 2 * pairs as u64;
    (SEARCH.scan as u64 * arms as u64 + closer).max(1)
}

/// Arms that are played along the axis.
struct Playing<'a> {
    arms: &'a [Arm],
    axis: Axis,
    question: Question,
    /// Of an interval that holds together with those of all places of the scan and all pairs.
    level: f64,
    /// By the bits of a place: arms of which several pairs are made.
    scan: BTreeMap<u64, Comparison>,
    played: u64,
}

impl Playing<'_> {
    /// A pair where deterrence is this, of the arms `which` are played there.
    fn at(
        &mut self,
        deterrence: f64,
        which: &[usize],
        pair: [usize; 2],
        progress: &impl Progress,
    ) -> Result<Look, Halt> {
        let place = |arm: usize| which.iter().position(|&of| of == arm).unwrap_or(0);
        let places = pair.map(place);
        if let Some(found) = self.scan.get(&deterrence.to_bits()) {
            return Ok(self.look(deterrence, found, places));
        }
        let end = End {
            assumption: Assumption::Default,
            terms: Some([deterrence, self.axis.exploitation(deterrence)]),
        };
        let arms: Vec<Arm> = which.iter().map(|&arm| self.arms[arm].clone()).collect();
        let found = end.compare(&arms, &self.question, progress)?;
        self.played += self.question.size.most() * arms.len() as u64;
        let look = self.look(deterrence, &found, places);
        if which.len() > pair.len() {
            self.scan.insert(deterrence.to_bits(), found);
        }
        Ok(look)
    }

    /// What a comparison shows of two of its arms.
    fn look(&self, at: f64, found: &Comparison, [arm, against]: [usize; 2]) -> Look {
        let of = |level| found.difference(arm, against, self.question.measure, level);
        Look {
            at,
            alone: of(LEVEL),
            joint: of(self.level),
        }
    }
}
