//! Priors of parameters: what was believed before the record was asked, each seen from a standard
//! normal.

use super::vary::Free;
use crate::scenario::template::Prior;
use crate::stats::special::normal_upper;

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
}
