//! What values of a quantity are told in.

use crate::answer::frequency::{Unit, thousands};
use crate::search::quantity::Quantity;
use crate::stats::Estimate;

/// What values of a quantity are told in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub quantity: Quantity,
    pub unit: Option<Unit>,
}

impl Scale {
    pub(super) fn of(quantity: Quantity, largest: f64) -> Self {
        let unit = match quantity {
            Quantity::Metric(measure) => Some(Unit::of(measure, largest)),
            Quantity::Deed(_) | Quantity::Payoff => None,
        };
        Self { quantity, unit }
    }

    pub(super) fn figure(self, value: f64) -> String {
        match self.unit {
            Some(unit @ Unit::Of(_)) => unit.figure(value),
            _ => tenth(value),
        }
    }

    /// "27 [26, 28]"
    pub(super) fn interval(self, estimate: &Estimate) -> String {
        let Some(value) = estimate.value else {
            return String::new();
        };
        match estimate.interval() {
            None => self.figure(value),
            Some(interval) => format!(
                "{} {}",
                self.figure(value),
                self.ends(interval.low, interval.high)
            ),
        }
    }

    pub(super) fn ends(self, low: f64, high: f64) -> String {
        format!("[{}, {}]", self.figure(low), self.figure(high))
    }

    /// A difference as its size: "3 [2, 4]"
    pub(super) fn size(self, estimate: &Estimate) -> String {
        let scaled = |x: f64| match self.unit {
            Some(unit @ Unit::Of(_)) => tenth(unit.scaled(x)),
            _ => tenth(x),
        };
        let Some(value) = estimate.value else {
            return String::new();
        };
        match estimate.interval() {
            None => scaled(value),
            Some(i) => format!("{} [{}, {}]", scaled(value), scaled(i.low), scaled(i.high)),
        }
    }

    /// A difference as what one has beside another: "3 [2, 4] more"
    pub(super) fn than(self, estimate: &Estimate) -> String {
        let less = estimate.value.is_some_and(|value| value < 0.0);
        if less {
            format!("{} less", self.size(&estimate.negated()))
        } else {
            format!("{} more", self.size(estimate))
        }
    }

    /// "in 100", "days"
    pub(super) fn of_what(self) -> String {
        match self.unit {
            Some(Unit::Of(of)) => format!("in {}", thousands(of)),
            _ => self.quantity.unit().to_owned(),
        }
    }

    /// "12 in 100 crises like this one see at least a minor clash"
    pub(super) fn told(self, value: f64) -> String {
        match (self.quantity, self.unit) {
            (Quantity::Metric(measure), Some(unit)) => unit.told(value, measure),
            _ => format!(
                "{} comes to {:.1} {} on average",
                self.quantity.name(),
                value + 0.0,
                self.quantity.unit()
            ),
        }
    }

    /// What stands above a column.
    pub(super) fn heading(self) -> String {
        match (self.quantity, self.unit) {
            (Quantity::Metric(measure), Some(Unit::Of(of))) => {
                format!("{} in {}", measure.label(), thousands(of))
            }
            (Quantity::Metric(_), _) => "days".to_owned(),
            _ => format!("{} ({})", self.quantity.name(), self.quantity.unit()),
        }
    }
}

/// A number to a tenth, of which there is one zero.
fn tenth(value: f64) -> String {
    let rounded = (10.0 * value).round() / 10.0;
    format!("{:.1}", rounded + 0.0)
}
