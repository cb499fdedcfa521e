//! What was measured of crises that happened: patterns of their events, as one declared table.
//!
//! Numbers of patterns are those of `docs/model.md`. The *reference record* is that of the shipped
//! defaults (`docs/model.md`, section 1). Every figure stands here with the evidence behind it, and
//! its interval is computed from that.

pub use crate::scenario::events::{Population, Quantity};
use crate::stats::Interval;
use crate::stats::histogram::{Histogram, OrderRanks};
use crate::stats::share::share;
use crate::stats::special::chi_squared_quantile_upper;

/// Level of the intervals.
pub const LEVEL: f64 = 0.95;

impl Quantity {
    /// How its figure in the record may be read beside one of simulated crises.
    pub fn reading(self) -> Reading {
        match self {
            Quantity::EDayAfterE | Quantity::EDayAfterSilence => Reading::LowerBound,
            Quantity::PhysicalAfterPhysical
            | Quantity::PhysicalAfterAnyDay
            | Quantity::GapVariation => Reading::QuietYears,
            _ => Reading::Alike,
        }
    }
}

/// How a figure of the record may be read beside one of simulated crises.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Reading {
    /// Both are measured on days of crisis, or on days like them: intervals can be held against each
    /// other.
    Alike,
    /// The record is of whole years, most of them calm: days of crisis have at least as much.
    LowerBound,
    /// The record is of decades, peace included: the figure stands there to be seen, and intervals
    /// are not held against each other.
    QuietYears,
}

impl Reading {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What a figure of the record rests on, and so what its interval is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evidence {
    /// So many of so many.
    Counts {
        /// How many have the property.
        k: u64,
        /// Of how many.
        n: u64,
    },
    /// As it was published, with the interval of a bootstrap over crises.
    Published {
        /// The figure.
        value: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// The lowest and the highest of several years or ways to count.
    Range {
        /// The lowest.
        low: f64,
        /// The highest.
        high: f64,
    },
    /// As it was published, without an interval.
    Figure(f64),
    /// The median of these.
    MedianOf(&'static [u32]),
    /// The standard deviation of the logarithms of these.
    SdOfLogs(&'static [u32]),
}

/// What the interval of a figure of the record is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Basis {
    /// Exact interval of a share (Clopper & Pearson 1934) at level 0.95. It takes acts of one crisis
    /// for independent, so it is too narrow.
    Counts,
    /// Bootstrap over crises at level 0.95, as published.
    CrisisBootstrap,
    /// No confidence interval: the lowest and the highest of several years or ways to count.
    Range,
    /// Between two order statistics, at level 0.95.
    OrderStatistics,
    /// Interval of a standard deviation of normal numbers at level 0.95, here of logarithms.
    ChiSquared,
    /// None is known.
    NoInterval,
}

impl Basis {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A figure of the record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Of what.
    pub quantity: Quantity,
    /// Of whose crises.
    pub population: Population,
    /// What it rests on.
    pub evidence: Evidence,
    /// Where it comes from.
    pub source: &'static str,
}

impl Measured {
    /// The figure; nothing where only a range is known.
    pub fn value(&self) -> Option<f64> {
        match self.evidence {
            Evidence::Counts { k, n } => share(k, n, LEVEL).value,
            Evidence::Published { value, .. } | Evidence::Figure(value) => Some(value),
            Evidence::Range { .. } => None,
            Evidence::MedianOf(values) => median(values).value,
            Evidence::SdOfLogs(values) => Some(sd_of_logs(values)),
        }
    }

    /// Its interval.
    pub fn interval(&self) -> Option<Interval> {
        match self.evidence {
            Evidence::Counts { k, n } => share(k, n, LEVEL).interval(),
            Evidence::Published { low, high, .. } | Evidence::Range { low, high } => {
                Some(Interval { low, high })
            }
            Evidence::Figure(_) => None,
            Evidence::MedianOf(values) => median(values).interval(),
            Evidence::SdOfLogs(values) => {
                let (freedom, tail) = (values.len() as f64 - 1.0, (1.0 - LEVEL) / 2.0);
                let end = |upper| {
                    let chi_squared = chi_squared_quantile_upper(freedom, upper);
                    sd_of_logs(values) * libm::sqrt(freedom / chi_squared)
                };
                Some(Interval {
                    low: end(tail),
                    high: end(1.0 - tail),
                })
            }
        }
    }

    /// What the interval is.
    pub fn basis(&self) -> Basis {
        match self.evidence {
            Evidence::Counts { .. } => Basis::Counts,
            Evidence::Published { .. } => Basis::CrisisBootstrap,
            Evidence::Range { .. } => Basis::Range,
            Evidence::Figure(_) => Basis::NoInterval,
            Evidence::MedianOf(_) => Basis::OrderStatistics,
            Evidence::SdOfLogs(_) => Basis::ChiSquared,
        }
    }

    /// Number of observations, where it is known.
    pub fn n(&self) -> Option<u64> {
        match self.evidence {
            Evidence::Counts { n, .. } => Some(n),
            Evidence::MedianOf(values) | Evidence::SdOfLogs(values) => Some(values.len() as u64),
            _ => None,
        }
    }
}

fn median(values: &[u32]) -> crate::stats::Estimate {
    let mut counts = vec![0; values.iter().max().map_or(0, |most| *most as usize + 1)];
    for &value in values {
        counts[value as usize] += 1;
    }
    let ranks = OrderRanks::new(values.len() as u64, 0.5, LEVEL);
    Histogram::new(&counts).quantile(&ranks)
}

fn sd_of_logs(values: &[u32]) -> f64 {
    let logs: Vec<f64> = values.iter().map(|v| libm::log(f64::from(*v))).collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let squares: f64 = logs.iter().map(|log| (log - mean) * (log - mean)).sum();
    libm::sqrt(squares / (n - 1.0))
}

/// Days of the 11 crises of the reference record that are there to calibrate on.
const DAYS: &[u32] = &[12, 31, 102, 123, 147, 184, 210, 338, 461, 517, 600];

const ICBE: &str = "ICB events v1.1 (Douglass et al., arXiv 2202.07081)";
const ICEWS: &str = "ICEWS, four years from 2014 to 2022 (Boschee et al.)";
const ICB: &str = "International Crisis Behavior v14/v16 (Brecher & Wilkenfeld)";
const MID: &str = "Militarized Interstate Disputes 5.0, incidents of 1993 to 2014 (Palmer et al.)";
const PROVOCATIONS: &str = "CSIS Beyond Parallel, provocations of 1971 to 2017";

const fn row(
    quantity: Quantity,
    population: Population,
    evidence: Evidence,
    source: &'static str,
) -> Measured {
    Measured {
        quantity,
        population,
        evidence,
        source,
    }
}

const fn published(value: f64, [low, high]: [f64; 2]) -> Evidence {
    Evidence::Published { value, low, high }
}

const fn counts(k: u64, n: u64) -> Evidence {
    Evidence::Counts { k, n }
}

const fn range(low: f64, high: f64) -> Evidence {
    Evidence::Range { low, high }
}

use Evidence::{Figure, MedianOf, SdOfLogs};
use Population::{Reference, Rivals, World};

/// Every figure, by quantity.
#[rustfmt::skip]
pub const RECORD: &[Measured] = &[
    row(Quantity::EAfterE, Reference, counts(174, 216), ICBE),
    row(Quantity::EAfterE, World, counts(1645, 2366), ICBE),
    row(Quantity::EAfterN, Reference, counts(19, 71), ICBE),
    row(Quantity::EAfterN, World, Figure(0.496), ICBE),
    row(Quantity::NAfterN, Reference, counts(50, 71), ICBE),
    row(Quantity::NAfterN, World, Figure(0.445), ICBE),
    row(Quantity::LogitConstant, Reference, published(-1.21, [-2.28, -0.49]), ICBE),
    row(Quantity::LogitOtherE, Reference, published(1.79, [1.06, 2.33]), ICBE),
    row(Quantity::LogitOtherE, World, published(0.53, [0.19, 0.85]), ICBE),
    row(Quantity::LogitOwnE, Reference, published(0.92, [0.26, 2.19]), ICBE),
    row(Quantity::LogitOwnE, World, published(1.01, [0.73, 1.28]), ICBE),
    row(Quantity::DaysToE, Reference, Figure(3.0), ICBE),
    row(Quantity::DaysToN, Reference, Figure(9.0), ICBE),
    row(Quantity::EWithinWeek, Reference, Figure(0.67), ICBE),
    row(Quantity::NWithinWeek, Reference, Figure(0.48), ICBE),
    row(Quantity::SilentDays, Reference, range(0.64, 0.82), ICEWS),
    row(Quantity::EDayAfterE, Reference, range(0.19, 0.23), ICEWS),
    row(Quantity::EDayAfterSilence, Reference, range(0.10, 0.14), ICEWS),
    row(Quantity::ThreatsAndDeeds, Reference, range(0.33, 0.46), ICBE),
    row(Quantity::DaysOfCrisis, Reference, MedianOf(DAYS), ICB),
    row(Quantity::DaysOfCrisis, Rivals, Figure(60.0), ICB),
    row(Quantity::DaysOfCrisis, World, Figure(68.0), ICB),
    row(Quantity::SdLogDays, Reference, SdOfLogs(DAYS), ICB),
    row(Quantity::SdLogDays, World, Figure(1.34), ICB),
    row(Quantity::PhysicalAfterPhysical, Reference, range(0.16, 0.17), MID),
    row(Quantity::PhysicalAfterAnyDay, Reference, range(0.09, 0.10), MID),
    row(Quantity::GapVariation, Reference, range(1.6, 1.7), PROVOCATIONS),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(quantity: Quantity) -> &'static Measured {
        let mut of = RECORD.iter().filter(|row| row.quantity == quantity);
        of.find(|row| row.population == Reference).unwrap()
    }

    #[test]
    fn every_quantity_is_in_the_record_once_for_each_population_and_in_order() {
        let of = |row: &Measured| (row.quantity as usize, row.population as usize);
        assert!(RECORD.is_sorted_by(|one, other| of(one) < of(other)));
        for &quantity in Quantity::ALL {
            found(quantity);
        }
        assert!(Quantity::ALL.is_sorted_by_key(|quantity| quantity.pattern()));
    }

    #[test]
    fn figures_follow_from_what_they_rest_on() {
        let near = |found: Option<f64>, known: f64| {
            assert!((found.unwrap() - known).abs() < 6e-4, "{found:?} {known}");
        };
        near(found(Quantity::EAfterE).value(), 0.8056);
        near(found(Quantity::EAfterN).value(), 0.2676);
        near(found(Quantity::NAfterN).value(), 0.7042);
        near(found(Quantity::DaysOfCrisis).value(), 184.0);
        let days = found(Quantity::DaysOfCrisis).interval().unwrap();
        assert_eq!((days.low, days.high), (31.0, 517.0));
        // The logarithms of the days by hand; chi-squared with 10 degrees: 3.2470 and 20.4832.
        let sd = found(Quantity::SdLogDays);
        near(sd.value(), 1.207);
        let ends = sd.interval().unwrap();
        near(Some(ends.low), 1.207 * (10.0_f64 / 20.4832).sqrt());
        near(Some(ends.high), 1.207 * (10.0_f64 / 3.2470).sqrt());
    }

    #[test]
    fn intervals_are_ordered_and_cover_their_figures() {
        for row in RECORD {
            let interval = row.interval();
            assert_eq!(interval.is_none(), row.basis() == Basis::NoInterval);
            let Some(interval) = interval else { continue };
            assert!(interval.low < interval.high, "{row:?}");
            assert!(row.value().is_none_or(|value| interval.contains(value)));
        }
    }
}
