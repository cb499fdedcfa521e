//! When to stop: anytime-valid intervals of the differences, looked at fixed trial counts.
//!
//! One may look as often as one likes, since the intervals hold at all looks together. How often
//! is a matter of cost only: each look comes a quarter later than the one before.

use super::measure::{Measure, horizon};
use super::paired::PairedTallies;
use crate::stats::decision::Better;
use crate::stats::moments::Moments;
use crate::stats::sequential::{EmpiricalBernstein, MultinomialSequence};
use crate::stats::{Estimate, Method};

/// The first look.
pub const FIRST_LOOK: u64 = 1000;

/// The interval of days is narrowest near this many trials with differences of 30 days: a choice
/// made before any trial; coverage does not depend on it.
const TUNED_VARIATION: f64 = 1e5 * 30.0 * 30.0;

/// How many trials come between a look and the next.
pub fn step(done: u64) -> u64 {
    match done {
        0 => FIRST_LOOK,
        _ => (done / 4 / FIRST_LOOK * FIRST_LOOK).max(FIRST_LOOK),
    }
}

/// What a stopping rule waits for, of every difference from the baseline in one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// An interval no wider than this.
    Width(f64),
    /// A verdict, where differences within this margin are equivalent.
    Decided(f64),
}

/// What an interval of a difference says.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Better than the baseline.
    Better,
    /// Worse than the baseline.
    Worse,
    /// Within the margin either way.
    Equivalent,
    /// The same model under another name.
    Identical,
    /// None of these.
    Undecided,
}

impl Verdict {
    /// What the interval of a difference from the baseline says. Without a margin nothing is
    /// equivalent.
    pub fn of(difference: &Estimate, better: Better, margin: Option<f64>) -> Self {
        if difference.method == Method::Identical {
            return Verdict::Identical;
        }
        let Some(interval) = difference.interval() else {
            return Verdict::Undecided;
        };
        let (above, below) = match better {
            Better::Higher => (Verdict::Better, Verdict::Worse),
            Better::Lower => (Verdict::Worse, Verdict::Better),
        };
        if interval.low > 0.0 {
            above
        } else if interval.high < 0.0 {
            below
        } else if margin.is_some_and(|m| -m <= interval.low && interval.high <= m) {
            Verdict::Equivalent
        } else {
            Verdict::Undecided
        }
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Goal {
    /// Whether a difference is known well enough.
    pub fn reached(self, difference: &Estimate, better: Better) -> bool {
        match self {
            Goal::Width(width) => difference.interval().is_some_and(|i| i.width() <= width),
            Goal::Decided(margin) => {
                Verdict::of(difference, better, Some(margin)) != Verdict::Undecided
            }
        }
    }
}

/// The trials between looks, as far as a sequence needs them: the differences of days of each
/// pair. What is yes or no needs the counts of all trials only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks(Vec<Vec<Moments>>);

impl Looks {
    /// Takes in the trials since the last look.
    pub fn add(&mut self, trials: &PairedTallies) {
        let days = trials.pairs.iter().map(|pair| pair.days.differences());
        self.0.push(days.collect());
    }

    /// The measure in x minus that in y, with an interval that holds at all looks together.
    pub fn difference(
        &self,
        all: &PairedTallies,
        measure: Measure,
        (x, y): (usize, usize),
        level: f64,
    ) -> Estimate {
        debug_assert!(x < y, "invariant: the earlier model first");
        if let Some(flips) = all.pair(x, y).flips.get(measure as usize) {
            let zero = flips.n11 + flips.n00;
            return MultinomialSequence::new(level).difference(flips.n01, zero, flips.n10);
        }
        let most = horizon(&all.tallies[x]) as i64;
        let mut sequence = EmpiricalBernstein::new((-most, most), TUNED_VARIATION, level);
        for look in &self.0 {
            sequence.observe(&look[y * (y - 1) / 2 + x]);
        }
        sequence.mean()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: f64, high: f64) -> Estimate {
        Estimate {
            value: Some(f64::midpoint(low, high)),
            low: Some(low),
            high: Some(high),
            level: 0.95,
            method: Method::Tango,
            n: 10,
        }
    }

    #[test]
    fn verdicts_follow_the_direction_and_the_margin() {
        let of = |low, high, better| Verdict::of(&between(low, high), better, Some(0.1));
        assert_eq!(of(0.01, 0.3, Better::Lower), Verdict::Worse);
        assert_eq!(of(0.01, 0.3, Better::Higher), Verdict::Better);
        assert_eq!(of(-0.3, -0.01, Better::Lower), Verdict::Better);
        assert_eq!(of(-0.1, 0.05, Better::Lower), Verdict::Equivalent);
        assert_eq!(of(-0.11, 0.05, Better::Lower), Verdict::Undecided);
        let same = Estimate::identical(0.95, 10);
        assert_eq!(Verdict::of(&same, Better::Lower, None), Verdict::Identical);
        let narrow = between(-0.01, 0.01);
        assert_eq!(
            Verdict::of(&narrow, Better::Lower, None),
            Verdict::Undecided
        );
    }

    #[test]
    fn looks_grow_with_the_trials_and_never_stall() {
        let mut done = 0;
        let mut looks = 0;
        while done < 10_000_000 {
            done += step(done);
            looks += 1;
        }
        assert!(looks < 60, "{looks}");
        assert_eq!((step(0), step(1000), step(9999)), (1000, 1000, 2000));
    }
}
