//! The same trials under several models: what each did, and where any two differ.
//!
//! Trial t of every model meets the same draws, so differences are counted trial by trial. Counts
//! are integers and merge in any order; memory does not grow with the number of trials.

use super::measure::{BINARY, Measure};
use crate::ensemble::{self, Halt, Plan, Progress, Sum, Tally};
use crate::model::Model;
use crate::stats::paired::{Flips, PairedSums};
use crate::trial::record::{Detail, Fields, Records};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many trials are remembered by number for each way a pair differs.
pub const REMEMBERED: usize = 5;

/// What two models did in the same trials; `x` is the earlier of the list, `y` the later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairTally {
    /// By measure that is yes or no.
    pub flips: [Flips; BINARY],
    /// Days.
    pub days: PairedSums,
    /// Trials with more days in x, and in y.
    pub longer: [u64; 2],
    /// Trials in which anything of the row differs.
    pub changed: u64,
    /// By measure: the first trials with more of it in x, and in y.
    pub first: [[Vec<u64>; 2]; BINARY + 1],
}

/// What several models did in the same trials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedTallies {
    /// By model.
    pub tallies: Vec<Tally>,
    /// By pair, in the order of [`PairedTallies::pair`].
    pub pairs: Vec<PairTally>,
}

impl PairTally {
    /// Trials in which x has more of the measure, and in which y has.
    pub fn more(&self, measure: Measure) -> [u64; 2] {
        match self.flips.get(measure as usize) {
            Some(flips) => [flips.n10, flips.n01],
            None => self.longer,
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.flips.iter_mut().zip(&other.flips) {
            mine.merge(theirs);
        }
        self.days.merge(&other.days);
        self.changed += other.changed;
        for side in 0..2 {
            self.longer[side] += other.longer[side];
        }
        let first = self.first.as_flattened_mut().iter_mut();
        for (mine, theirs) in first.zip(other.first.as_flattened()) {
            mine.extend(theirs);
            mine.sort_unstable();
            mine.truncate(REMEMBERED);
        }
    }
}

impl PairedTallies {
    /// Nothing yet.
    pub fn new(models: &[Model]) -> Self {
        let tally = |model| Tally::new(model, Fields::of(model, Detail::Outcomes), false);
        let k = models.len();
        Self {
            tallies: models.iter().map(tally).collect(),
            pairs: vec![PairTally::default(); k * k.saturating_sub(1) / 2],
        }
    }

    /// Number of trials of each model.
    pub fn trials(&self) -> u64 {
        self.tallies.first().map_or(0, |tally| tally.trials)
    }

    /// The pair of two models by their places in the list, the earlier first.
    pub fn pair(&self, x: usize, y: usize) -> &PairTally {
        debug_assert!(x < y, "invariant: the earlier model first");
        &self.pairs[y * (y - 1) / 2 + x]
    }

    /// Counts the rows of the same consecutive trials, one set of rows for each model.
    pub fn add(&mut self, records: &[Records]) {
        for (tally, records) in self.tallies.iter_mut().zip(records) {
            tally.add(records);
        }
        let columns: Vec<PairedColumns> = records.iter().map(PairedColumns::of).collect();
        for y in 1..records.len() {
            for x in 0..y {
                let pair = compare(&columns[x], &columns[y]);
                self.pairs[y * (y - 1) / 2 + x].merge(&pair);
            }
        }
    }
}

/// Other trials of the same models.
impl Sum for PairedTallies {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.pairs.iter_mut().zip(&other.pairs) {
            mine.merge(theirs);
        }
    }
}

/// Runs the models over the plan's trials. The plan's detail and days are not asked.
pub fn run(models: &[Model], plan: &Plan, progress: &impl Progress) -> Result<PairedTallies, Halt> {
    let plan = &Plan {
        detail: Detail::Outcomes,
        daily: false,
        ..*plan
    };
    let work = |sum: &mut PairedTallies, trials: &Range<u64>| {
        let run = |model| {
            let records = ensemble::chunk(model, plan, trials.clone(), &mut ());
            progress.done(trials.end - trials.start);
            records
        };
        let records: Vec<Records> = models.iter().map(run).collect();
        sum.add(&records);
    };
    let new = || PairedTallies::new(models);
    ensemble::gather(plan.chunks(), progress, new, work, |()| Ok(()))
}

/// The rows of one model, by column; measures that are yes or no as bits.
struct PairedColumns<'r> {
    records: &'r Records,
    bits: [Vec<u64>; BINARY],
    days: Vec<i64>,
    /// Sum of days, and of their squares.
    sums: [i128; 2],
}

impl<'r> PairedColumns<'r> {
    fn of(records: &'r Records) -> Self {
        let trials = records.cells.len() / records.width;
        let mut bits: [Vec<u64>; BINARY] =
            std::array::from_fn(|_| vec![0; trials.div_ceil(u64::BITS as usize)]);
        let mut days = Vec::with_capacity(trials);
        for (i, (_, row)) in records.rows().enumerate() {
            for (bits, measure) in bits.iter_mut().zip(Measure::ALL) {
                bits[i / 64] |= u64::from(measure.of(row)) << (i % 64);
            }
            days.push(i64::from(Measure::Days.of(row)));
        }
        let sum = |of: fn(i64) -> i64| days.iter().map(|&d| i128::from(of(d))).sum();
        let sums = [sum(|d| d), sum(|d| d * d)];
        Self {
            records,
            bits,
            days,
            sums,
        }
    }
}

fn compare(x: &PairedColumns, y: &PairedColumns) -> PairTally {
    let mut pair = PairTally::default();
    let n = x.days.len() as u64;
    let first = x.records.first;
    for m in 0..BINARY {
        let count = |of: fn(u64, u64) -> u64| {
            let words = x.bits[m].iter().zip(&y.bits[m]);
            words.map(|(&a, &b)| u64::from(of(a, b).count_ones())).sum()
        };
        let (n10, n01) = (count(|a, b| a & !b), count(|a, b| b & !a));
        let n11 = count(|a, b| a & b);
        let n00 = n - n10 - n01 - n11;
        pair.flips[m] = Flips { n10, n01, n11, n00 };
        pair.first[m] = [
            first_set(first, &x.bits[m], &y.bits[m]),
            first_set(first, &y.bits[m], &x.bits[m]),
        ];
    }
    let days = || x.days.iter().zip(&y.days);
    pair.days = PairedSums {
        n,
        x: x.sums[0],
        y: y.sums[0],
        xx: x.sums[1],
        yy: y.sums[1],
        xy: i128::from(days().map(|(a, b)| a * b).sum::<i64>()),
    };
    pair.longer = [
        days().filter(|(a, b)| a > b).count() as u64,
        days().filter(|(a, b)| a < b).count() as u64,
    ];
    let where_days = |more: fn(i64, i64) -> bool| {
        let trials = days().enumerate().filter(|(_, (a, b))| more(**a, **b));
        let trials = trials.map(|(i, _)| first + i as u64);
        trials.take(REMEMBERED).collect()
    };
    pair.first[BINARY] = [where_days(|a, b| a > b), where_days(|a, b| a < b)];
    let rows = x.records.rows().zip(y.records.rows());
    pair.changed = rows.filter(|((_, a), (_, b))| a != b).count() as u64;
    pair
}

/// The first trials whose bit is set in one column and not in the other.
fn first_set(first: u64, set: &[u64], unset: &[u64]) -> Vec<u64> {
    let mut trials = Vec::new();
    for (place, (set, unset)) in set.iter().zip(unset).enumerate() {
        let mut left = set & !unset;
        while left != 0 && trials.len() < REMEMBERED {
            trials.push(first + (place * 64) as u64 + u64::from(left.trailing_zeros()));
            left &= left - 1;
        }
    }
    trials
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that follow no pattern: outcome, days, violence.
    fn rows(salt: u64, first: u64, count: u64) -> Records {
        let mut records = Records::new(first, count as usize, 3);
        for trial in first..first + count {
            let word = (trial * 2 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            let row = [word % 5 + 1, word / 5 % 366, word / 2000 % 5];
            records
                .row_mut(trial)
                .copy_from_slice(&row.map(|v| v as u32));
        }
        records
    }

    #[test]
    fn bits_count_what_rows_say() {
        let (x, y) = (rows(0, 1000, 333), rows(1, 1000, 333));
        let pair = compare(&PairedColumns::of(&x), &PairedColumns::of(&y));
        let both = || x.rows().zip(y.rows());
        for measure in Measure::ALL {
            let (mut flips, mut sums) = (Flips::default(), PairedSums::default());
            let mut first: [Vec<u64>; 2] = Default::default();
            for ((trial, a), (_, b)) in both() {
                let (a, b) = (measure.of(a), measure.of(b));
                flips.add(a > 0, b > 0);
                sums.add(i64::from(a), i64::from(b));
                let more = usize::from(a < b);
                if a != b && first[more].len() < REMEMBERED {
                    first[more].push(trial);
                }
            }
            match pair.flips.get(measure as usize) {
                Some(found) => assert_eq!(*found, flips, "{measure:?}"),
                None => assert_eq!(pair.days, sums),
            }
            assert_eq!(pair.first[measure as usize], first, "{measure:?}");
        }
        let changed = both().filter(|((_, a), (_, b))| a != b).count();
        assert_eq!(pair.changed, changed as u64);
        assert!(pair.longer[0] + pair.longer[1] > 300);
    }

    #[test]
    fn merging_in_order_equals_counting_at_once() {
        let parts = |salt| [rows(salt, 0, 100), rows(salt, 100, 37)];
        let mut merged = PairTally::default();
        for (x, y) in parts(0).iter().zip(&parts(1)) {
            merged.merge(&compare(&PairedColumns::of(x), &PairedColumns::of(y)));
        }
        let (x, y) = (rows(0, 0, 137), rows(1, 0, 137));
        assert_eq!(
            merged,
            compare(&PairedColumns::of(&x), &PairedColumns::of(&y))
        );
    }
}
