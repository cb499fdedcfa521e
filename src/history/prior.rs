//! Priors of parameters: what was believed before the record was asked, one standard normal each.

use super::vary::{Free, on_odds};
use crate::scenario::parameter::Parameter;
use crate::stats::special::normal_upper;

/// What is believed of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Prior {
    /// Normal: mean and standard deviation.
    Normal(f64, f64),
    /// Its log-odds are normal: median, and standard deviation of the log-odds.
    LogitNormal(f64, f64),
    /// Its logarithm is normal: median, and standard deviation of the logarithm.
    LogNormal(f64, f64),
    /// Anywhere between two ends, each place alike.
    Uniform(f64, f64),
}

impl Prior {
    /// The value that lies at a place of the standard normal.
    pub fn value(self, z: f64) -> f64 {
        match self {
            Self::Normal(mean, spread) => mean + spread * z,
            Self::LogitNormal(median, spread) => {
                let odds = median / (1.0 - median) * libm::exp(spread * z);
                if odds.is_finite() {
                    odds / (1.0 + odds)
                } else {
                    1.0
                }
            }
            Self::LogNormal(median, spread) => median * libm::exp(spread * z),
            Self::Uniform(low, high) => low + (high - low) * normal_upper(-z),
        }
    }

    /// The value at a place, within what the parameter may be.
    pub fn within(self, free: &Free, z: f64) -> f64 {
        let (low, high) = free.bounds();
        self.value(z).clamp(low, high)
    }

    /// Whether it suits a parameter, or why not.
    pub fn suits(self, row: &Parameter) -> Result<(), &'static str> {
        match self {
            Self::LogitNormal(..) if !on_odds(row) => Err("it is no probability"),
            Self::LogNormal(..) if row.low < 0.0 => Err("it may be negative"),
            _ => Ok(()),
        }
    }
}
