//! What is counted of recorded acts, trial by trial, so that trials can be added up in any weights.

use super::acts::{Grade, Pairs, TrialActs, VisibleAct};
use super::record::Quantity;
use crate::stats::logit::{LogitCells, logit};
use std::ops::Range;

/// Days within which an act counts as an answer.
const WEEK: u32 = 7;

const SHARES: usize = 2 * Quantity::ALL.len();
const RESPONSES: usize = SHARES + 8;
const GAPS: usize = RESPONSES + 3;

/// Counts of one trial. A share is two cells, those that have the property and all; after the shares
/// come responses by what went before, and number, sum and sum of squares of gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    cells: [u32; GAPS],
    /// Days from the other side's last act to each response that is E, and to each that is N.
    waits: [Vec<u32>; 2],
}

/// What is read off a scenario to count its acts.
#[derive(Debug, Clone)]
pub struct CountedBy<'a> {
    /// Who can act towards whom.
    pub pairs: &'a Pairs,
    /// What event data make of each rung.
    pub grades: &'a [Grade],
    /// Who began the crisis.
    pub trigger_actor: usize,
}

/// What an actor is recorded to have done towards another, day by day from the onset.
struct Course(Vec<Option<Seen>>);

#[derive(Clone, Copy)]
struct Seen {
    escalates: bool,
    grade: Grade,
}

impl Course {
    fn escalates(&self, day: u32) -> Option<bool> {
        self.0[day as usize].map(|seen| seen.escalates)
    }

    fn is_physical(&self, day: u32) -> bool {
        self.0[day as usize].is_some_and(|seen| seen.escalates && seen.grade.physical)
    }
}

impl Counts {
    /// Counts the acts of a trial of which each is recorded with probability `tau`.
    pub fn of(trial: &TrialActs, tau: f64, by: &CountedBy<'_>) -> Self {
        let mut counts = Self {
            cells: [0; GAPS],
            waits: [Vec::new(), Vec::new()],
        };
        let empty = || Course(vec![None; trial.last as usize + 1]);
        let mut courses: Vec<Course> = (0..by.pairs.count()).map(|_| empty()).collect();
        let recorded = |act: &&VisibleAct| act.recorded_above < tau;
        for act in trial.acts.iter().filter(recorded) {
            courses[act.pair].0[act.day as usize] = Some(Seen {
                escalates: act.escalates,
                grade: by.grades[act.rung],
            });
        }
        for (pair, own) in courses.iter().enumerate() {
            let other = &courses[Pairs::reverse(pair)];
            counts.days(1..trial.last + 1, own, other);
            counts.physical(trial.last, own, other);
        }
        let began: Vec<&Course> = by
            .pairs
            .from(by.trigger_actor)
            .map(|p| &courses[p])
            .collect();
        counts.gaps(trial.last, &began);
        counts
    }

    fn share(&mut self, quantity: Quantity, yes: bool) {
        self.cells[2 * quantity as usize] += u32::from(yes);
        self.cells[2 * quantity as usize + 1] += 1;
    }

    /// Responses and silence of one side. Acts of one day are taken as done at once, so that what went
    /// before is what was done on earlier days.
    fn days(&mut self, days: Range<u32>, own: &Course, other: &Course) {
        let mut last_other = other.escalates(0).map(|escalates| (0, escalates));
        let mut last_own = own.escalates(0);
        for day in days {
            let today = own.escalates(day);
            let escalates = today == Some(true);
            self.share(Quantity::SilentDays, today.is_none());
            match other.escalates(day - 1) {
                Some(true) => self.share(Quantity::EDayAfterE, escalates),
                Some(false) => {}
                None => self.share(Quantity::EDayAfterSilence, escalates),
            }
            if let (Some(_), Some((then, other_escalated))) = (today, last_other) {
                self.response(
                    escalates,
                    day - then,
                    other_escalated,
                    last_own == Some(true),
                );
            }
            if let Some(seen) = own.0[day as usize].filter(|_| escalates) {
                self.share(Quantity::ThreatsAndDeeds, seen.grade.threat_or_deed);
            }
            last_own = today.or(last_own);
            let seen = other.escalates(day).map(|escalates| (day, escalates));
            last_other = seen.or(last_other);
        }
    }

    fn response(&mut self, escalates: bool, waited: u32, other_e: bool, own_e: bool) {
        if other_e {
            self.share(Quantity::EAfterE, escalates);
        } else {
            self.share(Quantity::EAfterN, escalates);
            self.share(Quantity::NAfterN, !escalates);
        }
        let before = 4 * usize::from(other_e) + 2 * usize::from(own_e);
        self.cells[SHARES + before + usize::from(escalates)] += 1;
        let within = if escalates {
            Quantity::EWithinWeek
        } else {
            Quantity::NWithinWeek
        };
        self.share(within, waited <= WEEK);
        self.waits[usize::from(!escalates)].push(waited);
    }

    /// Whether a physical act follows within a week: one of the other side, and any day. Weeks that the
    /// ending cuts short are left out.
    fn physical(&mut self, last: u32, own: &Course, other: &Course) {
        let mut next = None;
        let mut follows: Vec<Option<u32>> = vec![None; last as usize + 1];
        for day in (0..=last).rev() {
            follows[day as usize] = next;
            if own.is_physical(day) {
                next = Some(day);
            }
        }
        for day in 0..(last + 1).saturating_sub(WEEK) {
            let answered = follows[day as usize].is_some_and(|next| next - day <= WEEK);
            self.share(Quantity::PhysicalAfterAnyDay, answered);
            if other.is_physical(day) {
                self.share(Quantity::PhysicalAfterPhysical, answered);
            }
        }
    }

    /// Days between physical acts of one actor, towards whomever.
    fn gaps(&mut self, last: u32, courses: &[&Course]) {
        let physical = |day: &u32| courses.iter().any(|course| course.is_physical(*day));
        let days: Vec<u32> = (0..=last).filter(physical).collect();
        for pair in days.windows(2) {
            let gap = pair[1] - pair[0];
            for (cell, of) in self.cells[RESPONSES..].iter_mut().zip([1, gap, gap * gap]) {
                *cell += of;
            }
        }
    }

    /// Whether the trial says anything of this share.
    pub fn is_informed(&self, share: Quantity) -> bool {
        self.cells[2 * share as usize + 1] > 0
    }
}

/// Counts of trials added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    cells: [u64; GAPS],
    /// By days waited, for E and for N.
    waits: [Vec<u64>; 2],
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            cells: [0; GAPS],
            waits: [Vec::new(), Vec::new()],
        }
    }
}

impl Sums {
    /// Adds the counts of a trial so many times.
    pub fn add(&mut self, trial: &Counts, times: u32) {
        for (sum, cell) in self.cells.iter_mut().zip(&trial.cells) {
            *sum += u64::from(*cell) * u64::from(times);
        }
        for (waits, more) in self.waits.iter_mut().zip(&trial.waits) {
            for &wait in more {
                let wait = wait as usize;
                if wait >= waits.len() {
                    waits.resize(wait + 1, 0);
                }
                waits[wait] += u64::from(times);
            }
        }
    }

    /// Adds what others added up.
    pub fn join(&mut self, other: &Self) {
        for (sum, more) in self.cells.iter_mut().zip(&other.cells) {
            *sum += more;
        }
        for (waits, more) in self.waits.iter_mut().zip(&other.waits) {
            waits.resize(waits.len().max(more.len()), 0);
            for (wait, more) in waits.iter_mut().zip(more) {
                *wait += more;
            }
        }
    }

    /// What was found of a quantity of acts; `None` where nothing says anything of it.
    pub fn value(&self, quantity: Quantity) -> Option<f64> {
        match quantity {
            Quantity::LogitConstant => Some(logit(&self.responses())?[0]),
            Quantity::LogitOtherE => Some(logit(&self.responses())?[1]),
            Quantity::LogitOwnE => Some(logit(&self.responses())?[2]),
            Quantity::DaysToE => median(&self.waits[0], None),
            Quantity::DaysToN => median(&self.waits[1], None),
            Quantity::GapVariation => {
                let [n, sum, squares] = self.gaps().map(|cell| cell as f64);
                let mean = sum / n;
                let variance = (squares / n - mean * mean).max(0.0);
                (n >= 2.0).then(|| libm::sqrt(variance) / mean)
            }
            share => {
                let [yes, all] = self.shares(share);
                (all > 0).then(|| yes as f64 / all as f64)
            }
        }
    }

    /// Number of observations behind it.
    pub fn n(&self, quantity: Quantity) -> u64 {
        match quantity {
            Quantity::LogitConstant | Quantity::LogitOtherE | Quantity::LogitOwnE => {
                self.responses().as_flattened().as_flattened().iter().sum()
            }
            Quantity::DaysToE => self.waits[0].iter().sum(),
            Quantity::DaysToN => self.waits[1].iter().sum(),
            Quantity::GapVariation => self.gaps()[0],
            share => self.shares(share)[1],
        }
    }

    fn shares(&self, share: Quantity) -> [u64; 2] {
        [0, 1].map(|cell| self.cells[2 * share as usize + cell])
    }

    fn responses(&self) -> LogitCells {
        let cell = |x: usize, y: usize, e: usize| self.cells[SHARES + 4 * x + 2 * y + e];
        [0, 1].map(|x| [0, 1].map(|y| [0, 1].map(|e| cell(x, y, e))))
    }

    fn gaps(&self) -> [u64; 3] {
        [0, 1, 2].map(|cell| self.cells[RESPONSES + cell])
    }
}

/// The median of observations counted by value; unknown at or beyond `censored_from`.
pub fn median(counts: &[u64], censored_from: Option<usize>) -> Option<f64> {
    let n: u64 = counts.iter().sum();
    let mut below = 0;
    let middle = counts.iter().position(|count| {
        below += count;
        n > 0 && 2 * below >= n
    })?;
    let known = censored_from.is_none_or(|from| middle < from);
    known.then_some(middle as f64)
}
