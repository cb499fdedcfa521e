//! What caused the bad outcomes: the same trials under the same luck with every subset of the
//! mechanisms switched off.
//!
//! Shapley values depend on the law alone. What single trials do (which vanish, which appear,
//! which sets suffice) depends on the coupling of the draws as well: another coupling of the same
//! law would tell other stories trial by trial (Oberst & Sontag 2019).

use super::LEVEL;
use super::arms::Arm;
use super::drawn::{self, Turn};
use super::measure::Measure;
use crate::ensemble::{self, Halt, Plan, Portion, Progress, Sum};
use crate::model::{Mechanism, Model, Switches};
use crate::stats::between::Between;
use crate::stats::moments::Moments;
use crate::stats::paired::Flips;
use crate::stats::shapley::{Shapley, ShapleyMoments};
use crate::stats::share::share;
use crate::stats::{Estimate, Interval};
use crate::trial::record::{Detail, Records};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// The mechanisms that outcomes are attributed to: what goes wrong within a crisis. What is scripted and
/// how bad the trigger was are what it is given.
pub const MECHANISMS: [Mechanism; 6] = [
    Mechanism::MessageLoss,
    Mechanism::Outages,
    Mechanism::Misperception,
    Mechanism::Misjudgement,
    Mechanism::ExecutionError,
    Mechanism::Incidents,
];

const SUBSETS: usize = 1 << MECHANISMS.len();
const ALL_ON: usize = SUBSETS - 1;

/// Whether a trial ended badly under every subset: bit s of the word is for the subset s, in
/// which mechanism m is on where bit m of s is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BySubset(pub u64);

impl BySubset {
    /// Whether it ended badly with these mechanisms on.
    pub fn bad(self, on: usize) -> bool {
        self.0 >> on & 1 == 1
    }

    /// Whether it ended badly as things are, with everything on.
    pub fn happened(self) -> bool {
        self.bad(ALL_ON)
    }

    /// Whether it ends badly even with everything off.
    pub fn residual(self) -> bool {
        self.bad(0)
    }

    /// All inclusion-minimal sets of mechanisms whose switching off removes the bad outcome, as
    /// bits, smaller sets first, then in the order of mechanisms. Empty where no set does.
    pub fn minimal_sets(self) -> Vec<usize> {
        let mut sets: Vec<usize> = (1..SUBSETS).collect();
        // Of two sets of one size, the one with the earlier mechanism has the higher reversed bits.
        sets.sort_by_key(|set| (set.count_ones(), std::cmp::Reverse(set.reverse_bits())));
        let mut minimal: Vec<usize> = Vec::new();
        for off in sets {
            let covered = minimal.iter().any(|smaller| smaller & off == *smaller);
            if !covered && !self.bad(ALL_ON & !off) {
                minimal.push(off);
            }
        }
        minimal
    }
}

/// The name of a set of mechanisms.
pub fn set_name(set: usize) -> String {
    let names = MECHANISMS.iter().enumerate();
    let names: Vec<&str> = names
        .filter(|(m, _)| set >> m & 1 == 1)
        .map(|(_, mechanism)| mechanism.name())
        .collect();
    names.join("+")
}

/// What was found over all trials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The outcome asked about.
    pub outcome: Measure,
    /// Trials.
    pub trials: u64,
    /// By mechanism: the outcome with everything on (x) and with it alone off (y).
    pub flips: Vec<Flips>,
    /// With everything off: bad as things are (x), and with everything off (y).
    pub total: Flips,
    /// Trials that ended badly though everything was off and did so as things are.
    pub residual: u64,
    /// How often each subset of mechanisms on ended badly.
    pub bad: Vec<u64>,
    moments: ShapleyMoments,
    /// By draw of a posterior, where numbers are averaged over one; without draws of their own.
    draws: BTreeMap<usize, Attribution>,
}

/// A mechanism's part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its Shapley value: what it adds to the share of bad outcomes.
    pub value: Estimate,
    /// That over the total, where the total's interval excludes 0.
    pub share: Option<f64>,
    /// From where to where the value lies over the draws of a posterior, luck left out.
    pub open: Option<Interval>,
}

/// Attributes the outcome of an arm; `fates` hears of every trial in order.
pub fn attribute(
    arm: &Arm,
    outcome: Measure,
    plan: &Plan,
    progress: &impl Progress,
    fates: impl FnMut(u64, BySubset) -> std::io::Result<()>,
) -> Result<Attribution, Halt> {
    play(arm, outcome, (plan, Portion::ALL), progress, fates)
}

/// Attributes the outcome over a portion of the trials: what the portions came to adds up, in any order, to
/// what all of them come to.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop or `fates` failed.
pub fn play(
    arm: &Arm,
    outcome: Measure,
    (plan, portion): (&Plan, Portion),
    progress: &impl Progress,
    mut fates: impl FnMut(u64, BySubset) -> std::io::Result<()>,
) -> Result<Attribution, Halt> {
    let plan = &Plan {
        detail: Detail::Outcomes,
        daily: false,
        ..*plan
    };
    let play = |models: &[Model], trials: &Range<u64>| {
        let mut words = vec![0_u64; (trials.end - trials.start) as usize];
        for (subset, model) in models.iter().enumerate() {
            let records: Records = ensemble::chunk(model, plan, trials.clone(), &mut ());
            for (word, (_, row)) in words.iter_mut().zip(records.rows()) {
                *word |= u64::from(outcome.of(row)) << subset;
            }
            progress.done(trials.end - trials.start);
        }
        (trials.start, words)
    };
    let hand_on = |(first, words): (u64, Vec<u64>)| {
        let mut numbered = (first..).zip(words);
        numbered.try_for_each(|(trial, word)| fates(trial, BySubset(word)))
    };
    let new = || Attribution::new(outcome);
    let Some(drawn) = &arm.drawn else {
        let models = subsets(arm);
        let work = |sum: &mut Attribution, trials: &Range<u64>| {
            let (first, words) = play(&models, trials);
            for &word in &words {
                sum.add(BySubset(word));
            }
            (first, words)
        };
        let chunks = plan.portion(portion).chunks();
        return ensemble::gather(chunks, progress, new, work, hand_on);
    };
    let work = |sum: &mut Attribution, turn: &Turn| {
        let (first, words) = play(&subsets(&arm.under_draw(turn.place)), &turn.trials);
        let mut own = Attribution::new(outcome);
        for &word in &words {
            own.add(BySubset(word));
        }
        sum.merge(&own);
        ensemble::merge_by_key(&mut sum.draws, &BTreeMap::from([(turn.place, own)]));
        (first, words)
    };
    let turns = drawn::cut(drawn.turns(plan.trials), portion);
    ensemble::gather(turns, progress, new, work, hand_on)
}

/// The arm under every subset of the mechanisms.
fn subsets(arm: &Arm) -> Vec<Model> {
    (0..SUBSETS).map(|on| with(arm, on)).collect()
}

/// The arm with only these mechanisms on.
fn with(arm: &Arm, on: usize) -> Model {
    let off = MECHANISMS.iter().enumerate();
    let off: Vec<Mechanism> = off
        .filter(|(m, _)| on >> m & 1 == 0)
        .map(|(_, mechanism)| *mechanism)
        .collect();
    Model::compile(&arm.scenario, &arm.policy, Switches::off(&off))
}

impl Sum for Attribution {
    fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        for (mine, theirs) in self.flips.iter_mut().zip(&other.flips) {
            mine.merge(theirs);
        }
        self.total.merge(&other.total);
        self.residual += other.residual;
        for (mine, theirs) in self.bad.iter_mut().zip(&other.bad) {
            *mine += theirs;
        }
        self.moments.merge(&other.moments);
        ensemble::merge_by_key(&mut self.draws, &other.draws);
    }
}

impl Attribution {
    fn new(outcome: Measure) -> Self {
        Self {
            outcome,
            trials: 0,
            flips: vec![Flips::default(); MECHANISMS.len()],
            total: Flips::default(),
            residual: 0,
            bad: vec![0; SUBSETS],
            moments: ShapleyMoments::new(MECHANISMS.len()),
            draws: BTreeMap::new(),
        }
    }

    fn add(&mut self, fate: BySubset) {
        self.trials += 1;
        for (m, flips) in self.flips.iter_mut().enumerate() {
            flips.add(fate.happened(), fate.bad(ALL_ON & !(1 << m)));
        }
        self.total.add(fate.happened(), fate.residual());
        self.residual += u64::from(fate.happened() && fate.residual());
        let mut worths = [0_i64; SUBSETS];
        for (subset, worth) in worths.iter_mut().enumerate() {
            *worth = i64::from(fate.bad(subset));
            self.bad[subset] += u64::from(fate.bad(subset));
        }
        self.moments.add(&worths);
    }

    /// The share of bad outcomes with everything on.
    pub fn all_on(&self) -> Estimate {
        share(self.bad[ALL_ON], self.trials, LEVEL)
    }

    /// The share of bad outcomes with everything off.
    pub fn all_off(&self) -> Estimate {
        share(self.bad[0], self.trials, LEVEL)
    }

    /// All on minus all off: what the parts add up to.
    pub fn difference(&self) -> Estimate {
        self.moments.total(1, LEVEL)
    }

    /// Exact Shapley values, as fractions of the number of trials.
    pub fn exact(&self) -> Shapley {
        self.moments.sum()
    }

    /// Whether it is averaged over a posterior.
    pub fn is_averaged(&self) -> bool {
        !self.draws.is_empty()
    }

    /// From where to where the value of each mechanism lies over the draws of a posterior, luck left out,
    /// and after them the difference.
    pub fn open(&self) -> Vec<Option<Interval>> {
        let draws: Vec<ShapleyMoments> =
            self.draws.values().map(|own| own.moments.clone()).collect();
        let mut open: Vec<Option<Interval>> = ShapleyMoments::between(&draws)
            .into_iter()
            .map(|between| Some(between?.interval(LEVEL)))
            .collect();
        open.resize(MECHANISMS.len() + 1, None);
        open
    }

    /// The same of the share of bad outcomes with everything on.
    pub fn open_all_on(&self) -> Option<Interval> {
        let draws = self.draws.values();
        let draws = draws.map(|own| Moments::of_share(own.bad[ALL_ON], own.trials));
        let between = Between::of(&draws.collect::<Vec<_>>())?;
        Some(between.interval(LEVEL))
    }

    /// All of them at once, as a part: no part of itself.
    pub fn whole(&self) -> Part {
        Part {
            value: self.difference(),
            share: None,
            open: self.open().pop().flatten(),
        }
    }

    /// Each mechanism's part, in the order of [`MECHANISMS`].
    pub fn parts(&self) -> Vec<Part> {
        let total = self.difference();
        let known = total
            .interval()
            .is_some_and(|interval| !interval.contains(0.0));
        let part = |(value, open): (Estimate, Option<Interval>)| Part {
            value,
            open,
            share: value
                .value
                .zip(total.value)
                .filter(|_| known)
                .map(|(value, total)| value / total),
        };
        self.moments
            .values(1, LEVEL)
            .into_iter()
            .zip(self.open())
            .map(part)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fate of a trial that ends badly under the subsets for which `bad` says so.
    fn fate(bad: impl Fn(usize) -> bool) -> BySubset {
        BySubset(
            (0..SUBSETS)
                .filter(|&on| bad(on))
                .fold(0, |word, on| word | 1 << on),
        )
    }

    #[test]
    fn minimal_sets_are_minimal_and_in_order() {
        // Bad where misperception (2) is on with message loss (0) or incidents (5).
        let found = fate(|on| on & 4 != 0 && on & 0b10_0001 != 0).minimal_sets();
        let names: Vec<String> = found.into_iter().map(set_name).collect();
        assert_eq!(names, ["misperception", "message-loss+incidents"]);
        let always = fate(|_| true);
        assert!(always.minimal_sets().is_empty() && always.residual());
        // Not monotone: bad with everything off and with everything on, good without outages.
        let odd = fate(|on| on & 2 != 0 || on == 0);
        assert_eq!(odd.minimal_sets(), [2]);
        assert!(odd.residual());
        let pairs = fate(|on| on.count_ones() > 4).minimal_sets();
        let names: Vec<String> = pairs.iter().map(|&set| set_name(set)).collect();
        assert_eq!(pairs.len(), 15);
        assert_eq!(
            names[..2],
            ["message-loss+outages", "message-loss+misperception"]
        );
        assert_eq!(names[14], "execution-error+incidents");
    }

    #[test]
    fn a_cause_that_is_needed_and_enough_takes_it_all() {
        let mut found = Attribution::new(Measure::War);
        for trial in 0..100 {
            found.add(fate(|on| trial % 4 == 0 && on & 8 != 0));
        }
        let parts = found.parts();
        assert_eq!(parts[3].value.value, Some(0.25));
        assert_eq!(parts[3].share, Some(1.0));
        assert_eq!(parts[0].value.value, Some(0.0));
        assert_eq!((found.flips[3].n10, found.flips[3].n11), (25, 0));
        assert_eq!((found.flips[0].n10, found.flips[0].n11), (0, 25));
        assert_eq!(found.residual, 0);
    }
}
