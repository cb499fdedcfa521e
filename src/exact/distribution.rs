//! What enumeration finds: masses, and the probabilities they stand for.

use crate::crisis::outcome::Outcome;
use crate::model::Model;

/// The mass of everything. Masses are whole numbers that add up to it.
pub const WHOLE: u128 = 1 << 96;

/// Violence levels: 1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war.
pub const LEVELS: std::ops::RangeInclusive<u32> = 1..=4;

/// Places of the violence levels, which count from 1.
const VIOLENCE: usize = *LEVELS.end() as usize + 1;

/// A mass of crises that ended alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// The outcome, as the law numbers it.
    pub outcome: u32,
    /// Violence level reached after the onset.
    pub violence: u32,
    /// Violence level of the trigger.
    pub trigger: u32,
    /// The mass.
    pub mass: u128,
}

/// The exact distribution of a model's crises.
///
/// Every probability is within [`error_bound`](Self::error_bound) of the law's own: below it by
/// what was pruned, to either side by the rounding of masses to whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Days simulated.
    pub horizon: u32,
    /// States that had mass after each day, the onset first.
    pub states_by_day: Vec<usize>,
    /// Mass by outcome and day of ending (dated as in rows of trials).
    ended: [Vec<u128>; Outcome::ALL.len()],
    /// Mass by violence level after the onset.
    violence: [u128; VIOLENCE],
    /// The same with that of the trigger counted.
    with_trigger: [u128; VIOLENCE],
    /// Mass still running after each day, the onset first.
    running: Vec<u128>,
    /// Mass dropped below the limit of pruning.
    pub(super) pruned: u128,
    /// Upper bound of what rounding moved from one event to another.
    pub(super) rounding: u128,
}

impl Distribution {
    /// Everything still to come.
    pub(super) fn new(model: &Model) -> Self {
        let horizon = model.crisis.horizon;
        Self {
            horizon,
            states_by_day: Vec::new(),
            ended: std::array::from_fn(|_| vec![0; horizon as usize + 1]),
            violence: [0; VIOLENCE],
            with_trigger: [0; VIOLENCE],
            running: Vec::new(),
            pruned: 0,
            rounding: 0,
        }
    }

    /// A mass of crises ends.
    pub(super) fn end(&mut self, outcome: Outcome, day: u32, of: &Ended) {
        self.ended[outcome.index()][day as usize] += of.mass;
        self.violence[of.violence as usize] += of.mass;
        self.with_trigger[of.violence.max(of.trigger) as usize] += of.mass;
    }

    /// A day is over with these states still running. The books must balance.
    pub(super) fn nightfall(&mut self, states: usize, running: u128) {
        self.states_by_day.push(states);
        self.running.push(running);
        let ended: u128 = self.ended.iter().flatten().sum();
        assert_eq!(
            ended + running + self.pruned,
            WHOLE,
            "invariant: outcomes, running crises and pruned mass are one"
        );
        for levels in [&self.violence, &self.with_trigger] {
            assert_eq!(
                ended,
                levels.iter().sum(),
                "invariant: every ended crisis has a violence level"
            );
        }
    }

    /// Mass of an outcome that is dated `day`.
    pub fn mass(&self, outcome: Outcome, day: u32) -> u128 {
        self.ended[outcome.index()][day as usize]
    }

    /// Probability of an outcome.
    pub fn probability(&self, outcome: Outcome) -> f64 {
        share(self.ended[outcome.index()].iter().sum())
    }

    /// Probability of an outcome dated `day` or earlier.
    pub fn cumulative(&self, outcome: Outcome, day: u32) -> f64 {
        share(self.ended[outcome.index()][..=day as usize].iter().sum())
    }

    /// Probability that a crisis has no end dated `day` or earlier: what has been pruned, too, and
    /// at the horizon what is unresolved.
    pub fn not_ended(&self, day: u32) -> f64 {
        let resolved = Outcome::ALL.iter().zip(&self.ended);
        let resolved = resolved.filter(|(outcome, _)| **outcome != Outcome::Unresolved);
        let ended = resolved.flat_map(|(_, by_day)| &by_day[..=day as usize]);
        share(WHOLE - ended.sum::<u128>())
    }

    /// Probability that a crisis is still running after `day`: whether or not its end, calm, will
    /// be dated earlier.
    pub fn running(&self, day: u32) -> f64 {
        share(self.running.get(day as usize).copied().unwrap_or(0))
    }

    /// Probability that acts after the onset reach this violence level and none above.
    pub fn violence_after_onset(&self, level: u32) -> f64 {
        share(self.violence[level as usize])
    }

    /// The same with the trigger counted.
    pub fn violence_with_trigger(&self, level: u32) -> f64 {
        share(self.with_trigger[level as usize])
    }

    /// Expected day of the ending, unresolved crises counted with the horizon (the restricted
    /// mean). Days.
    pub fn mean_days(&self) -> f64 {
        let days = self.ended.iter().map(|by_day| {
            let by_day = by_day.iter().enumerate();
            by_day
                .map(|(day, &mass)| day as f64 * share(mass))
                .sum::<f64>()
        });
        days.sum()
    }

    /// Largest distance between a probability given here and the law's own.
    pub fn error_bound(&self) -> f64 {
        share(self.pruned + self.rounding)
    }

    /// Probability that was pruned.
    pub fn pruned(&self) -> f64 {
        share(self.pruned)
    }
}

/// A mass as a probability.
fn share(mass: u128) -> f64 {
    mass as f64 / WHOLE as f64
}
