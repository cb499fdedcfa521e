//! The same ensemble, day by day.

use super::{ACTS, LEVEL, QUANTILES};
use crate::crisis::outcome::Outcome;
use crate::ensemble::Tally;
use crate::scenario::Scenario;
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
    pub statistic: &'static str,
    /// The estimate.
    pub estimate: Estimate,
}

/// Every curve of an ensemble that was tallied by day; empty if it was not.
pub fn curves(scenario: &Scenario, tally: &Tally) -> Vec<DailyMetric> {
    let Some(daily) = &tally.daily else {
        return Vec::new();
    };
    let n = tally.trials;
    let ranks = QUANTILES.map(|(p, _)| OrderRanks::new(n, p, LEVEL));
    let parties: Vec<usize> = scenario.parties().collect();
    let rungs: Vec<_> = parties.iter().map(|&party| daily.rungs(party)).collect();
    let lines: Vec<String> = super::run::lines(scenario).collect();
    let mut shares = Shares::default();
    let mut ended = [0_u64; Outcome::ALL.len()];
    let mut curves = Vec::new();
    for day in 0..=scenario.closing.horizon_days {
        let d = day as usize;
        for (ended, today) in ended.iter_mut().zip(tally.endings[d]) {
            *ended += today;
        }
        if day == 0 {
            continue;
        }
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
        let running = n - ended.iter().sum::<u64>();
        add("", "running", "share", "share", shares.of(running, n));
        for (&party, rungs) in parties.iter().zip(&rungs) {
            let subject = &scenario.actors[party].name;
            let histogram = Histogram::new(&rungs[d]);
            let top = scenario.top() as u64;
            add(
                subject,
                "rung",
                "rung",
                "mean",
                histogram.bounded_mean(top, LEVEL),
            );
            for ((_, statistic), ranks) in QUANTILES.iter().zip(&ranks) {
                add(
                    subject,
                    "rung",
                    "rung",
                    statistic,
                    histogram.quantile(ranks),
                );
            }
        }
        let simulated = daily.simulated(d);
        for (a, actor) in scenario.actors.iter().enumerate() {
            for (kind, act) in ACTS.iter().enumerate() {
                let count = daily.acted(d, a, kind as u32 + 1);
                add(
                    &actor.name,
                    act,
                    "share",
                    "share",
                    shares.of(count, simulated),
                );
            }
        }
        for (line, name) in lines.iter().enumerate() {
            let down = daily.down(d, line);
            add(
                name,
                "channel_down",
                "share",
                "share",
                shares.of(down, simulated),
            );
        }
        for (outcome, &count) in Outcome::ALL.iter().zip(&ended) {
            add(
                outcome.name(),
                "ended",
                "share",
                "share",
                shares.of(count, n),
            );
        }
    }
    curves
}

/// Shares already estimated: the same count of the same number comes up day after day.
#[derive(Default)]
struct Shares(HashMap<(u64, u64), Estimate>);

impl Shares {
    fn of(&mut self, count: u64, n: u64) -> Estimate {
        *self
            .0
            .entry((count, n))
            .or_insert_with(|| share(count, n, LEVEL))
    }
}
