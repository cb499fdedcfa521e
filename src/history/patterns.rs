//! Patterns of events, measured on simulated crises beside those of the record.
//!
//! Simulated acts are coded as event data are: silence is no event, and each visible act is recorded
//! with a probability tau, which nobody knows of the record, so several are tried. The same words
//! decide for all of them, so what is recorded at a lower tau is recorded at a higher one too.
//! Intervals are bootstraps over trials within each scenario: they say how well the model is known,
//! as those of the record say how well the record is.

use super::acts::{Diary, Grade, Pairs, TrialActs};
use super::counts::{CountedBy, Counts, Sums, median};
use super::record::{LEVEL, Measured, Quantity, RECORD, Reading};
use crate::ensemble::{self, Halt, Plan, Progress};
use crate::model::{Model, Switches};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::resample::{percentile_interval, resample};
use crate::stats::share::share;
use crate::trial::record::Detail;
use crate::trial::words::words;
use std::collections::BTreeMap;
use std::ops::Range;

/// Probabilities of recording that are tried.
pub const TAUS: [f64; 3] = [0.15, 0.4, 1.0];

/// Resamples behind an interval.
const RESAMPLES: u64 = 1000;

/// A quantity of a pattern as the model has it.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternFinding {
    /// What was measured.
    pub quantity: Quantity,
    /// The probability with which an act was recorded; nothing where no act is counted.
    pub tau: Option<f64>,
    /// What was found over all scenarios, each trial counting alike. Its n are responses, days or
    /// acts.
    pub estimate: Estimate,
    /// What the record has of it.
    pub record: Vec<RecordBeside>,
}

/// A figure of the record beside a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordBeside {
    /// The figure.
    pub measured: &'static Measured,
    /// Whether the two intervals overlap, or, where the record is a lower bound, whether the finding
    /// reaches it. Nothing where an interval is not known, and where the two are not held against
    /// each other.
    pub overlap: Option<bool>,
}

/// A quantity at a place of the list of taus; at none where no act is counted.
type Place = (Quantity, Option<usize>);

/// Measures every pattern under the first of the policies, the baseline: `trials` trials of each
/// scenario, each act recorded with each of the probabilities `taus`.
///
/// # Errors
/// [`Halt::Stopped`].
pub fn measure(
    scenarios: &[&Scenario],
    seed: u64,
    trials: u64,
    taus: &[f64],
    progress: &impl Progress,
) -> Result<Vec<PatternFinding>, Halt> {
    let alone = |scenario: &&Scenario| vec![((*scenario).clone(), 0..trials)];
    let strata: Vec<Stratum> = scenarios.iter().map(alone).collect();
    averaged(&strata, seed, taus, progress)
}

/// Scenarios whose trials are taken for those of one: of a crisis under the draws of a posterior.
pub type Stratum = Vec<(Scenario, Range<u64>)>;

/// The same of scenarios that are each averaged over draws.
///
/// # Errors
/// [`Halt::Stopped`].
pub fn averaged(
    strata: &[Stratum],
    seed: u64,
    taus: &[f64],
    progress: &impl Progress,
) -> Result<Vec<PatternFinding>, Halt> {
    let sample = Sample::play(strata, seed, taus, progress)?;
    let places = places(taus);
    let again = |number: &u64| {
        let mut word = words("resamples of patterns", seed, *number);
        let totals = sample.totals(&resample(&sample.strata, &mut word));
        places.iter().map(|place| totals.value(*place)).collect()
    };
    let mut replicates: Vec<Vec<Option<f64>>> = Vec::new();
    ensemble::in_order(0..RESAMPLES, progress, again, |values| {
        replicates.push(values);
        Ok(())
    })?;
    let totals = sample.totals(&vec![1; sample.trials.len()]);
    let finding = |(at, place): (usize, &Place)| {
        let replicates: Vec<Option<f64>> = replicates.iter().map(|values| values[at]).collect();
        let estimate = sample.estimate(&totals, *place, &replicates);
        let (quantity, tau) = *place;
        PatternFinding {
            quantity,
            tau: tau.map(|tau| taus[tau]),
            estimate,
            record: beside(quantity, &estimate),
        }
    };
    Ok(places.iter().enumerate().map(finding).collect())
}

/// What is measured, in the order of the findings.
fn places(taus: &[f64]) -> Vec<Place> {
    let of = |quantity: &Quantity| -> Vec<Place> {
        if quantity.is_of_acts() {
            (0..taus.len()).map(|tau| (*quantity, Some(tau))).collect()
        } else {
            vec![(*quantity, None)]
        }
    };
    Quantity::ALL.iter().flat_map(of).collect()
}

/// The figures of the record beside a finding.
fn beside(quantity: Quantity, found: &Estimate) -> Vec<RecordBeside> {
    let rows = RECORD.iter().filter(|row| row.quantity == quantity);
    let compared = rows.map(|measured| {
        let overlap = found.interval().zip(measured.interval());
        let overlap = overlap.and_then(|(model, record)| match quantity.reading() {
            Reading::Alike => Some(model.low <= record.high && record.low <= model.high),
            Reading::LowerBound => Some(model.high >= record.low),
            Reading::QuietYears => None,
        });
        RecordBeside { measured, overlap }
    });
    compared.collect()
}

/// A trial as far as patterns go.
struct Trial {
    days: u32,
    /// By tau.
    counts: Vec<Counts>,
}

/// The trials of all scenarios, one scenario after the other.
struct Sample {
    trials: Vec<Trial>,
    /// Trials of each scenario.
    strata: Vec<usize>,
    /// The first horizon: a crisis may still have run there.
    horizon: Option<usize>,
}

impl Sample {
    fn play(
        strata: &[Stratum],
        seed: u64,
        taus: &[f64],
        progress: &impl Progress,
    ) -> Result<Self, Halt> {
        let of = |(_, trials): &(Scenario, Range<u64>)| (trials.end - trials.start) as usize;
        let plan = |trials: &Range<u64>| Plan {
            seed,
            first: trials.start,
            trials: trials.end - trials.start,
            detail: Detail::Outcomes,
            daily: false,
        };
        let scenarios = || strata.iter().flatten();
        let chunks = scenarios().flat_map(|(scenario, trials)| {
            let plan = plan(trials);
            let chunks = plan.chunks();
            chunks.map(move |chunk| (scenario, plan, chunk))
        });
        let play = |(scenario, plan, chunk): &(&Scenario, Plan, Range<u64>)| {
            let played = trials(scenario, plan, chunk.clone(), taus);
            progress.done(chunk.end - chunk.start);
            played
        };
        let mut trials = Vec::new();
        ensemble::in_order(chunks, progress, play, |played| {
            trials.extend(played);
            Ok(())
        })?;
        let horizons = scenarios().map(|(of, _)| of.closing.horizon_days as usize);
        Ok(Self {
            trials,
            strata: strata.iter().map(|all| all.iter().map(of).sum()).collect(),
            horizon: horizons.min(),
        })
    }

    /// Everything added up, each trial so many times.
    fn totals(&self, times: &[u32]) -> Totals {
        let taus = self.trials.first().map_or(0, |trial| trial.counts.len());
        let mut totals = Totals {
            days: Vec::new(),
            horizon: self.horizon,
            counts: vec![Sums::default(); taus],
        };
        let drawn = self.trials.iter().zip(times);
        for (trial, &times) in drawn.filter(|(_, times)| **times > 0) {
            let days = trial.days as usize;
            if days >= totals.days.len() {
                totals.days.resize(days + 1, 0);
            }
            totals.days[days] += u64::from(times);
            for (sums, counts) in totals.counts.iter_mut().zip(&trial.counts) {
                sums.add(counts, times);
            }
        }
        totals
    }

    fn estimate(&self, totals: &Totals, place: Place, replicates: &[Option<f64>]) -> Estimate {
        let (value, n) = (totals.value(place), totals.n(place));
        let informed = |trial: &&Trial| match place {
            (quantity, Some(tau)) => trial.counts[tau].is_informed(quantity),
            (_, None) => true,
        };
        let clusters = self.trials.iter().filter(informed).count() as u64;
        let is_share = clusters > 0 && place.0.is_share();
        match value {
            // Resamples of what never varied do not vary either; trials are independent, acts are not.
            Some(all) if is_share && (all <= 0.0 || all >= 1.0) => {
                let alike = if all >= 1.0 { clusters } else { 0 };
                Estimate {
                    n,
                    ..share(alike, clusters, LEVEL)
                }
            }
            // Nor do those of scenarios of one trial.
            _ if self.strata.iter().any(|trials| *trials < 2) => {
                percentile_interval(value, &[], LEVEL, n)
            }
            _ => percentile_interval(value, replicates, LEVEL, n),
        }
    }
}

/// The acts of trials of a scenario, counted and added up, by tau.
pub(super) fn sums(scenario: &Scenario, seed: u64, chunk: Range<u64>, taus: &[f64]) -> Vec<Sums> {
    let plan = Plan {
        seed,
        first: chunk.start,
        trials: chunk.end - chunk.start,
        detail: Detail::Outcomes,
        daily: false,
    };
    let mut sums = vec![Sums::default(); taus.len()];
    for trial in trials(scenario, &plan, chunk, taus) {
        for (sums, counts) in sums.iter_mut().zip(&trial.counts) {
            sums.add(counts, 1);
        }
    }
    sums
}

/// Plays trials and counts their acts.
fn trials(scenario: &Scenario, plan: &Plan, chunk: Range<u64>, taus: &[f64]) -> Vec<Trial> {
    let model = &Model::compile(scenario, &scenario.policies[0], Switches::default());
    let pairs = Pairs::of(model);
    let grades: Vec<Grade> = scenario.rungs.iter().map(Grade::of).collect();
    let by = CountedBy {
        pairs: &pairs,
        grades: &grades,
        trigger_actor: scenario.trigger.actor,
    };
    let mut ended: BTreeMap<u64, Trial> = BTreeMap::new();
    let mut diary = Diary::new(scenario, &pairs, plan.seed, |acts: TrialActs| {
        let counts = taus.iter().map(|tau| Counts::of(&acts, *tau, &by));
        let trial = Trial {
            days: acts.last,
            counts: counts.collect(),
        };
        ended.insert(acts.trial, trial);
    });
    ensemble::chunk(model, plan, chunk, &mut diary);
    ended.into_values().collect()
}

/// The trials of all scenarios, added up.
struct Totals {
    /// Trials by days.
    days: Vec<u64>,
    horizon: Option<usize>,
    /// By tau.
    counts: Vec<Sums>,
}

impl Totals {
    fn value(&self, (quantity, tau): Place) -> Option<f64> {
        match (quantity, tau) {
            (_, Some(tau)) => self.counts[tau].value(quantity),
            (Quantity::DaysOfCrisis, None) => median(&self.days, self.horizon),
            (_, None) => sd_of_logs(&self.days),
        }
    }

    fn n(&self, (quantity, tau): Place) -> u64 {
        tau.map_or_else(
            || self.days.iter().sum(),
            |tau| self.counts[tau].n(quantity),
        )
    }
}

/// The standard deviation of the logarithms of observations from 1 on, counted by value.
fn sd_of_logs(counts: &[u64]) -> Option<f64> {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (value, &count) in counts.iter().enumerate().skip(1) {
        let (log, count) = (libm::log(value as f64), count as f64);
        n += count;
        sum += count * log;
        squares += count * log * log;
    }
    let variance = (squares - sum * sum / n) / (n - 1.0);
    (n > 1.0).then(|| libm::sqrt(variance.max(0.0)))
}
