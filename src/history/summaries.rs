//! Patterns of events as summaries in a fit: what a record says of them, with its sampling error, beside
//! what the law says of them (a synthetic likelihood, Wood 2010, whose means are emulated).
//!
//! A summary is of all cases at once, as the record's is. Around the draws of the parameters all cases
//! are played at many places and their acts counted; each quantity is a smooth function of the place,
//! learnt from these. How many acts a record misses nobody knows: each probability of recording that is
//! tried is as likely as the others.

use super::counts::Sums;
use super::emulator::{Near, smooth_precision};
use super::patterns::{self, TAUS};
use super::places::Sown;
use super::record::{Basis, LEVEL, Population, Quantity, RECORD};
use super::smc::normal;
use super::vary::Varied;
use crate::ensemble::{self, Halt, Progress};
use crate::scenario::template::{Known, Summary};
use crate::stats::linear::{Cloud, dot};
use crate::stats::ridge::{chance, linear_ridge};
use crate::stats::special::normal_quantile_upper;
use crate::trial::words::words;
use std::ops::Range;

/// Trials of all cases together at a place, at least: few leave a ratio of counts off its mean.
const TRIALS: usize = 240;
/// A share nearer to none or all is not told from them.
const SMALLEST: f64 = 0.001;
/// The log density of a figure of which the law says nothing.
const UNLIKELY: f64 = -1e3;
/// Values that are there for less than this share of the places are no function of them.
const MOST: f64 = 0.5;

/// What is known of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Of what.
    pub quantity: Quantity,
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// A figure beside what the fitted law says, at a probability of recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// What is known.
    pub figure: Figure,
    /// The probability with which an act is recorded.
    pub tau: f64,
    /// How likely that is, all figures considered.
    pub likely: f64,
    /// 5%, 50% and 95% of what the draws say; none where simulated crises hardly say anything of it.
    pub law: Option<[f64; 3]>,
}

/// Why a pattern cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// The record does not say how sure it is.
    #[error(
        "`cases.pattern.{}`: the record of {} has no figure of it with an interval that was bootstrapped over crises; write `normal = [figure, standard error]`",
        .0.name(),
        .1.name()
    )]
    Unsure(Quantity, Population),
    /// The law hardly ever says anything of it.
    #[error(
        "`cases.pattern.{}`: hardly any simulated crisis has the acts that it is measured on",
        .0.name()
    )]
    Silent(Quantity),
    /// It was stopped.
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// What is known of the quantities that a template names.
///
/// # Errors
/// [`SummaryError::Unsure`].
pub fn figures(summaries: &[Summary]) -> Result<Vec<Figure>, SummaryError> {
    let figure = |summary: &Summary| {
        let quantity = summary.quantity;
        let (value, error) = match summary.known {
            Known::Normal(value, error) => (value, error),
            Known::Record(population) => {
                // Intervals of counts take acts of one crisis for independent.
                let is_sure = |basis| basis == Basis::CrisisBootstrap;
                let row = RECORD.iter().find(|row| {
                    row.quantity == quantity && row.population == population && is_sure(row.basis())
                });
                let row = row.and_then(|row| row.value().zip(row.interval()));
                let (value, interval) = row.ok_or(SummaryError::Unsure(quantity, population))?;
                let ends = 2.0 * normal_quantile_upper((1.0 - LEVEL) / 2.0);
                (value, (interval.high - interval.low) / ends)
            }
        };
        Ok(Figure {
            quantity,
            value,
            error,
        })
    };
    summaries.iter().map(figure).collect()
}

/// What the law says of quantities, as a smooth function of the place in the prior.
#[derive(Debug, Clone)]
pub struct Summaries {
    cloud: Cloud,
    /// By probability of recording, and by quantity; none where the law hardly says anything of one.
    laws: Vec<Option<Vec<Surface>>>,
}

/// A quantity as a function of the place: a share by its log-odds.
#[derive(Debug, Clone)]
struct Surface {
    is_share: bool,
    mean: f64,
    sd: f64,
    /// Of [`Near::smooth`], in standard deviations from the mean.
    of: Vec<f64>,
    /// How far the function itself is off, for the luck of its trials: a standard error of the same.
    error: f64,
}

impl Summaries {
    /// Learns the quantities of these figures around places of the prior, where parameters have the
    /// values that `values` says.
    ///
    /// # Errors
    /// [`SummaryError::Silent`]; [`SummaryError::Halt`] where `progress` asked to stop.
    pub fn learn(
        (varied, values): (&Varied, &(impl Fn(&[f64]) -> Vec<f64> + Sync)),
        figures: &[Figure],
        around: &[Vec<f64>],
        sown: Sown,
        progress: &impl Progress,
    ) -> Result<Self, SummaryError> {
        let cloud = Cloud::of(around, sown.spread);
        let work = |number: &u64| {
            let mut word = words("place of summaries", sown.seed, *number);
            let along: Vec<f64> = (0..cloud.axes()).map(|_| normal(&mut word)).collect();
            let place = cloud.point(&along);
            let sums = counted(varied, &values(&place), (word(), TRIALS), sown.watched);
            progress.done(TRIALS as u64);
            let found = |sums: &Sums| {
                let of = figures.iter().map(|figure| sums.value(figure.quantity));
                of.collect::<Vec<Option<f64>>>()
            };
            (along, sums.iter().map(found).collect::<Vec<_>>())
        };
        let mut played = Vec::with_capacity(sown.places);
        ensemble::in_order(0..sown.places as u64, progress, work, |place| {
            played.push(place);
            Ok(())
        })?;
        let of = |tau: usize| -> Option<Vec<Surface>> {
            let quantities = 0..figures.len();
            let surface = |q: usize| {
                let known = played.iter().filter_map(|(along, found)| {
                    found[tau][q].map(|value| (Near::of(along).smooth, value))
                });
                let known: Vec<(Vec<f64>, f64)> = known.collect();
                let is_enough = known.len() as f64 >= MOST * played.len() as f64;
                is_enough.then(|| Surface::of(figures[q].quantity, known, cloud.axes()))
            };
            quantities.map(surface).collect()
        };
        let laws: Vec<Option<Vec<Surface>>> = (0..TAUS.len()).map(of).collect();
        if laws.iter().all(Option::is_none) {
            let last = TAUS.len() - 1;
            let there = |q: usize| played.iter().filter(|of| of.1[last][q].is_some()).count();
            let rarest = (0..figures.len()).min_by_key(|&q| there(q)).unwrap_or(0);
            return Err(SummaryError::Silent(figures[rarest].quantity));
        }
        Ok(Self { cloud, laws })
    }

    /// The log likelihood of figures at a place of the prior.
    pub fn log_likelihood(&self, place: &[f64], figures: &[Figure]) -> f64 {
        averaged(&self.each(place, figures))
    }

    /// The same by probability of recording.
    fn each(&self, place: &[f64], figures: &[Figure]) -> Vec<f64> {
        let near = Near::of(&self.cloud.along(place));
        let of = |law: &Option<Vec<Surface>>| {
            let surfaces = law.as_ref()?.iter().zip(figures);
            let densities = surfaces.map(|(surface, figure)| surface.log_density(&near, figure));
            Some(densities.sum())
        };
        let logs = self.laws.iter().map(of);
        logs.map(|log| log.unwrap_or(f64::NEG_INFINITY)).collect()
    }

    /// What the law makes of figures at places of the prior, draws of a posterior.
    pub fn fitted(&self, places: &[&[f64]], figures: &[Figure]) -> Vec<Fitted> {
        let n = places.len() as f64;
        let mut likely = vec![0.0; TAUS.len()];
        for place in places {
            let logs = self.each(place, figures);
            let all = averaged(&logs) + libm::log(logs.len() as f64);
            for (likely, log) in likely.iter_mut().zip(&logs) {
                *likely += libm::exp(log - all) / n;
            }
        }
        let near: Vec<Near> = places
            .iter()
            .map(|place| Near::of(&self.cloud.along(place)))
            .collect();
        let of = |(q, &figure): (usize, &Figure)| {
            let laws = self.laws.iter().zip(TAUS).zip(&likely);
            let near = &near;
            laws.map(move |((law, tau), &likely)| Fitted {
                figure,
                tau,
                likely,
                law: law
                    .as_ref()
                    .map(|law| quantiles(near.iter().map(|at| law[q].at(at)))),
            })
            .collect::<Vec<Fitted>>()
        };
        figures.iter().enumerate().flat_map(of).collect()
    }
}

/// 5%, 50% and 95% of values, at least one.
fn quantiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    [0.05, 0.5, 0.95].map(|share: f64| values[((share * n) as usize).min(values.len() - 1)])
}

impl Surface {
    fn of(quantity: Quantity, mut known: Vec<(Vec<f64>, f64)>, axes: usize) -> Self {
        let is_share = quantity.is_share();
        if is_share {
            for (_, share) in &mut known {
                let within = share.clamp(SMALLEST, 1.0 - SMALLEST);
                *share = libm::log(within) - libm::log1p(-within);
            }
        }
        let n = known.len() as f64;
        let mean = known.iter().map(|(_, value)| value).sum::<f64>() / n;
        let square = |value: f64| (value - mean) * (value - mean);
        let all: f64 = known.iter().map(|(_, value)| square(*value)).sum();
        let sd = libm::sqrt(all / n).max(f64::MIN_POSITIVE);
        let inner = |(features, value): (Vec<f64>, f64)| (features, (value - mean) / sd);
        let rows: Vec<(Vec<f64>, f64)> = known.into_iter().map(inner).collect();
        let precision = smooth_precision(axes);
        let of = linear_ridge(&rows, &precision);
        let off = |(features, value): &(Vec<f64>, f64)| {
            let off = value - dot(&of, features);
            off * off
        };
        let left = rows.iter().map(off).sum::<f64>() / n;
        // The mean over places of the variance of what is fitted: that of a place times coefficients
        // over places.
        let error = sd * libm::sqrt(left * (precision.len() as f64 / n).min(1.0));
        Self {
            is_share,
            mean,
            sd,
            of,
            error,
        }
    }

    fn at(&self, near: &Near) -> f64 {
        let value = self.mean + self.sd * dot(&self.of, &near.smooth);
        if self.is_share { chance(value) } else { value }
    }

    /// How far [`Surface::at`] is off where it is this.
    fn off(&self, at: f64) -> f64 {
        let slope = if self.is_share { at * (1.0 - at) } else { 1.0 };
        self.error * slope
    }

    fn log_density(&self, near: &Near, figure: &Figure) -> f64 {
        let at = self.at(near);
        log_density(at, self.off(at), figure)
    }
}

/// The log density of a figure where the law says this, off by so much.
fn log_density(law: f64, off: f64, figure: &Figure) -> f64 {
    let variance = figure.error * figure.error + off * off;
    let apart = figure.value - law;
    let scale = libm::log(variance * std::f64::consts::TAU);
    -(apart * apart / variance + scale) / 2.0
}

/// The logarithm of the mean of what these are the logarithms of.
fn averaged(logs: &[f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| libm::exp(log - most)).sum();
    most + libm::log(sum / logs.len() as f64)
}

/// The log likelihood of figures where parameters have these values, from so many trials of all cases
/// together; as unlikely as can be where no trial says anything.
pub fn played(
    varied: &Varied,
    values: &[f64],
    run: (u64, usize),
    watched: u32,
    figures: &[Figure],
) -> f64 {
    let of = |sums: &Sums| -> f64 {
        let known = figures.iter().map(|figure| {
            let law = sums.value(figure.quantity);
            law.map_or(UNLIKELY, |law| log_density(law, 0.0, figure))
        });
        known.sum()
    };
    let logs: Vec<f64> = counted(varied, values, run, watched)
        .iter()
        .map(of)
        .collect();
    averaged(&logs)
}

/// Figures as they could have been if the values were true, one of the probabilities of recording among
/// them; none where no trial says anything.
pub fn simulated(
    varied: &Varied,
    values: &[f64],
    luck: u64,
    trials: usize,
    figures: &[Figure],
) -> Option<Vec<Figure>> {
    let mut word = words("figures as they could be", luck, 0);
    let tau = (word() % TAUS.len() as u64) as usize;
    let sums = counted(varied, values, (word(), trials), u32::MAX);
    let figure = |figure: &Figure| {
        let law = sums[tau].value(figure.quantity)?;
        Some(Figure {
            value: law + figure.error * normal(&mut word),
            ..*figure
        })
    };
    figures.iter().map(figure).collect()
}

/// The acts of all cases where parameters have these values, counted and added up by probability of
/// recording: at least so many trials, each case as often as the others.
fn counted(
    varied: &Varied,
    values: &[f64],
    (seed, trials): (u64, usize),
    watched: u32,
) -> Vec<Sums> {
    let cases: usize = varied.onsets.iter().map(|onset| onset.cases.len()).sum();
    let each = trials.div_ceil(cases.max(1));
    let mut all = vec![Sums::default(); TAUS.len()];
    let mut first = 0;
    for onset in &varied.onsets {
        let chunk: Range<u64> = first..first + (each * onset.cases.len()) as u64;
        first = chunk.end;
        let mut scenario = varied.scenario(onset, values);
        scenario.closing.horizon_days = scenario.closing.horizon_days.min(watched);
        let sums = patterns::sums(&scenario, seed, chunk, &TAUS);
        for (all, sums) in all.iter_mut().zip(&sums) {
            all.join(sums);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::case::Cases;
    use super::super::smc;
    use super::*;
    use crate::scenario::Draft;

    const PATHS: [&str; 2] = ["law.reciprocity", "law.reciprocity_n"];

    /// Two crises, and what two numbers of the law are at a place.
    fn varied() -> (Varied, impl Fn(&[f64]) -> Vec<f64> + Sync) {
        let drafts = ["pueblo-1968", "poplar-tree-1976"]
            .map(|name| Draft::shipped(&format!("history/{name}")).expect("a shipped crisis"));
        let sets = ["crisis.horizon_days=200".to_owned()];
        let (cases, _) = Cases::of_scenarios(drafts.to_vec(), &sets).unwrap();
        let varied = Varied::new(&cases, &PATHS.map(String::from)).unwrap();
        (varied, |place: &[f64]| {
            vec![2.0 + 0.7 * place[0], 2.5 + 0.7 * place[1]]
        })
    }

    fn sown(places: usize) -> Sown {
        Sown {
            places,
            trials: 0,
            watched: 200,
            spread: 1.2,
            seed: 11,
        }
    }

    fn figure(quantity: Quantity, value: f64, error: f64) -> Figure {
        Figure {
            quantity,
            value,
            error,
        }
    }

    /// What was learnt at many places is what many trials say at others, and figures of one place are
    /// likelier there than elsewhere.
    #[test]
    fn it_says_what_the_law_says() {
        let (varied, values) = varied();
        let quantities = [Quantity::LogitOtherE, Quantity::EAfterN];
        let any = quantities.map(|quantity| figure(quantity, 0.0, 1.0));
        let around = smc::places(2, 60, 5);
        let law = Summaries::learn((&varied, &values), &any, &around, sown(300), &()).unwrap();
        let mut moved: f64 = 0.0;
        let mut first: Option<f64> = None;
        for place in [[1.0, 0.5], [-1.0, 0.0], [0.2, -1.0]] {
            let sums = counted(&varied, &values(&place), (99, 20_000), 200);
            let near = Near::of(&law.cloud.along(&place));
            for (tau, sums) in sums.iter().enumerate() {
                let surfaces = law.laws[tau].as_ref().unwrap();
                for (surface, of) in surfaces.iter().zip(quantities) {
                    let known = sums.value(of).unwrap();
                    let at = surface.at(&near);
                    let off = (at - known).abs();
                    // Luck, and what is not quadratic.
                    let most = 4.0 * surface.off(at) + 0.03;
                    assert!(off < most, "{} at {place:?}: {off} {most}", of.name());
                }
            }
            let b = sums[2].value(Quantity::LogitOtherE).unwrap();
            moved = moved.max((b - *first.get_or_insert(b)).abs());
            let found = simulated(&varied, &values(&place), 3, 20_000, &any);
            assert_eq!(found.unwrap().len(), 2);
            let here = quantities.map(|of| figure(of, sums[2].value(of).unwrap(), 0.1));
            let there = law.log_likelihood(&[-place[0], -place[1]], &here);
            assert!(law.log_likelihood(&place, &here) > there + 1.0);
            let truth = played(&varied, &values(&place), (7, 20_000), 200, &here);
            assert!((law.log_likelihood(&place, &here) - truth).abs() < 1.0);
            let likely = law.fitted(&[&place], &here);
            let of = |tau: usize| likely[tau].likely;
            assert!(((0..3).map(of).sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(of(2) > of(0), "acts were all recorded");
        }
        assert!(moved > 0.5, "the places differ too little: {moved}");
    }

    #[test]
    fn only_figures_that_say_how_sure_they_are_can_be_fitted() {
        let known = |quantity, known| figures(&[Summary { quantity, known }]);
        let world = Known::Record(Population::World);
        let b = known(Quantity::LogitOtherE, world).unwrap()[0];
        assert!((b.value - 0.53).abs() < 1e-12 && (b.error - 0.66 / 3.92).abs() < 1e-4);
        // Acts of one crisis are not independent, so an interval of their counts is too narrow.
        let said = known(Quantity::EAfterE, world).unwrap_err().to_string();
        assert!(
            said.contains("`cases.pattern.e_after_e`: the record of world"),
            "{said}"
        );
        let own = known(Quantity::EAfterE, Known::Normal(0.7, 0.03)).unwrap()[0];
        assert_eq!(own, figure(Quantity::EAfterE, 0.7, 0.03));
    }

    /// On the first day nothing can follow an offer yet.
    #[test]
    fn what_the_law_never_shows_cannot_be_fitted() {
        let (varied, values) = varied();
        let any = [figure(Quantity::NAfterN, 0.7, 0.1)];
        let around = smc::places(2, 30, 5);
        let short = Sown {
            watched: 1,
            ..sown(8)
        };
        let found = Summaries::learn((&varied, &values), &any, &around, short, &());
        assert!(matches!(
            found,
            Err(SummaryError::Silent(Quantity::NAfterN))
        ));
    }
}
