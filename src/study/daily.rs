//! The same ensemble, day by day.

use super::{LEVEL, QUANTILES, Statistic};
use crate::crisis::outcome::Outcome;
use crate::ensemble::{self, Daily, RUNGS, Tally};
use crate::scenario::{Act, Scenario};
use crate::stats::Estimate;
use crate::stats::histogram::{Histogram, OrderRanks};
use crate::stats::share::share;
use std::collections::HashMap;

/// An estimate for a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyMetric {
    /// The day, from 1.
    pub day: u32,
    /// Actor, channel or outcome; empty for the crisis as a whole.
    pub subject: String,
    /// What is estimated.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Mean, share or quantile.
    pub statistic: Statistic,
    /// The estimate.
    pub estimate: Estimate,
}

/// Which curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Curves {
    /// What is drawn: endings, what still runs, and rungs by quantile.
    #[default]
    Drawn,
    /// Mean rungs, acts and channels too.
    All,
}

/// Days that are estimated together.
const DAYS: usize = 32;

/// The curves of an ensemble that was tallied by day; empty if it was not.
pub fn curves(scenario: &Scenario, tally: &Tally, wanted: Curves) -> Vec<DailyMetric> {
    let Some(daily) = &tally.daily else {
        return Vec::new();
    };
    let days: Vec<u32> = (1..=scenario.closing.horizon_days).collect();
    let parties: Vec<usize> = scenario.parties().collect();
    let context = Context {
        scenario,
        tally,
        daily,
        ranks: QUANTILES.map(|(p, _)| OrderRanks::new(tally.trials, p, LEVEL)),
        rungs: parties.iter().map(|&party| daily.rungs(party)).collect(),
        parties,
        lines: super::estimates::lines(scenario).collect(),
        ended: ended(tally),
    };
    let work = |batch: &&[u32]| {
        let (mut known, mut curves) = (Known::default(), Vec::new());
        for &day in *batch {
            context.day(day, wanted, &mut known, &mut curves);
        }
        curves
    };
    let mut curves = Vec::new();
    ensemble::in_order(days.chunks(DAYS), &(), work, |batch| {
        curves.extend(batch);
        Ok(())
    })
    .expect("invariant: nobody stops it, and appending cannot fail");
    curves
}

/// How many trials have ended so by each day.
fn ended(tally: &Tally) -> Vec<[u64; Outcome::ALL.len()]> {
    let mut sum = [0; Outcome::ALL.len()];
    let add = |today: &[u64; Outcome::ALL.len()]| {
        for (sum, today) in sum.iter_mut().zip(today) {
            *sum += today;
        }
        sum
    };
    tally.endings.iter().map(add).collect()
}

/// What the estimates of every day are made from.
struct Context<'a> {
    scenario: &'a Scenario,
    tally: &'a Tally,
    daily: &'a Daily,
    ranks: [OrderRanks; QUANTILES.len()],
    parties: Vec<usize>,
    /// By party, then day.
    rungs: Vec<Vec<[u64; RUNGS]>>,
    lines: Vec<String>,
    /// By day.
    ended: Vec<[u64; Outcome::ALL.len()]>,
}

impl Context<'_> {
    /// Appends the estimates of a day.
    fn day(&self, day: u32, wanted: Curves, known: &mut Known, curves: &mut Vec<DailyMetric>) {
        let all = wanted == Curves::All;
        let (d, n, scenario) = (day as usize, self.tally.trials, self.scenario);
        let mut add = |subject: &str, name, unit, statistic, estimate| {
            let subject = subject.to_string();
            curves.push(DailyMetric {
                day,
                subject,
                name,
                unit,
                statistic,
                estimate,
            });
        };
        // What is unresolved at the horizon has not ended: it is censored there, and runs on.
        let resolved = Outcome::ALL.iter().zip(&self.ended[d]);
        let resolved = resolved.filter(|(outcome, _)| **outcome != Outcome::Unresolved);
        let running = n - resolved.map(|(_, ended)| ended).sum::<u64>();
        add(
            "",
            "running",
            "share",
            Statistic::Share,
            known.share(running, n),
        );
        for (&party, rungs) in self.parties.iter().zip(&self.rungs) {
            let subject = &scenario.actors[party].name;
            let histogram = Histogram::new(&rungs[d]);
            if all {
                let mean = || histogram.bounded_mean(scenario.top() as u64, LEVEL);
                let mean = *known.means.entry(rungs[d]).or_insert_with(mean);
                add(subject, "rung", "rung", Statistic::Mean, mean);
            }
            for ((_, statistic), ranks) in QUANTILES.iter().zip(&self.ranks) {
                let quantile = histogram.quantile(ranks);
                add(subject, "rung", "rung", *statistic, quantile);
            }
        }
        let simulated = self.daily.simulated(d);
        self.of_running(d, simulated, known, &mut add);
        for (a, actor) in scenario.actors.iter().enumerate().filter(|_| all) {
            for (kind, act) in Act::NAMES.iter().enumerate() {
                let count = self.daily.acted(d, a, kind as u32 + 1);
                let share = known.share(count, simulated);
                add(&actor.name, act, "share", Statistic::Share, share);
            }
        }
        for (line, name) in self.lines.iter().enumerate().filter(|_| all) {
            let share = known.share(self.daily.down(d, line), simulated);
            add(name, "channel_down", "share", Statistic::Share, share);
        }
        for (outcome, &count) in Outcome::ALL.iter().zip(&self.ended[d]) {
            let share = known.share(count, n);
            add(outcome.name(), "ended", "share", Statistic::Share, share);
        }
    }
}

impl Context<'_> {
    /// Quantiles of the rungs of those that had not ended before a day. Those of all say little once
    /// most have ended, for these keep the rung they ended with.
    fn of_running(
        &self,
        day: usize,
        n: u64,
        known: &mut Known,
        add: &mut impl FnMut(&str, &'static str, &'static str, Statistic, Estimate),
    ) {
        let ranks = || QUANTILES.map(|(p, _)| OrderRanks::new(n, p, LEVEL));
        let ranks = known.ranks.entry(n).or_insert_with(ranks);
        for &party in &self.parties {
            let rungs = self.daily.rungs_of_running(day, party);
            let histogram = Histogram::new(&rungs);
            for ((_, statistic), ranks) in QUANTILES.iter().zip(&*ranks) {
                let quantile = histogram.quantile(ranks);
                let subject = &self.scenario.actors[party].name;
                add(subject, "rung_running", "rung", *statistic, quantile);
            }
        }
    }
}

/// What is estimated already: the same counts come up day after day.
#[derive(Default)]
struct Known {
    shares: HashMap<(u64, u64), Estimate>,
    means: HashMap<[u64; RUNGS], Estimate>,
    ranks: HashMap<u64, [OrderRanks; QUANTILES.len()]>,
}

impl Known {
    fn share(&mut self, count: u64, n: u64) -> Estimate {
        let new = || share(count, n, LEVEL);
        *self.shares.entry((count, n)).or_insert_with(new)
    }
}
