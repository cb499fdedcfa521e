//! What every estimator returns: a value that never travels without its interval.

use super::method::Method;

/// A closed interval with both ends known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end, in the unit of the estimate.
    pub low: f64,
    /// Upper end, at least `low`.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies in the interval, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Upper end minus lower end.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// An estimate: value, interval, level, method and number of observations.
///
/// `None` means "not known from these observations" (no data, a rank beyond the
/// sample, a quantile in censored mass) and is written as an empty cell. The two
/// ends of an interval can be unknown one by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The point estimate.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Nominal coverage of the interval, in (0, 1).
    pub level: f64,
    /// How the interval was made.
    pub method: Method,
    /// Number of observations behind the value.
    pub n: u64,
}

impl Estimate {
    /// An estimate of which nothing is known.
    pub fn unknown(level: f64, method: Method, n: u64) -> Self {
        Self {
            value: None,
            low: None,
            high: None,
            level,
            method,
            n,
        }
    }

    /// The difference of a treatment from itself over `n` units: exactly zero, method
    /// `identical`. Only for what is the same by construction; units that happened not to
    /// differ still leave a bound above zero.
    pub fn identical(level: f64, n: u64) -> Self {
        Self {
            value: Some(0.0),
            low: Some(0.0),
            high: Some(0.0),
            level,
            method: Method::Identical,
            n,
        }
    }

    /// The interval, where both ends are known.
    pub fn interval(&self) -> Option<Interval> {
        Some(Interval {
            low: self.low?,
            high: self.high?,
        })
    }

    /// Whether the interval covers `value`; an unknown end excludes nothing.
    pub fn covers(&self, value: f64) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }

    /// The larger distance from the value to an end of the interval.
    pub fn reach(&self) -> Option<f64> {
        let (value, interval) = (self.value?, self.interval()?);
        Some((interval.high - value).max(value - interval.low))
    }

    /// About how many observations an interval would need to reach no farther than `reach` from the
    /// value: its width shrinks with the square root of their number.
    pub fn n_for_reach(&self, reach: f64) -> Option<f64> {
        let ratio = self.reach()? / reach;
        Some(self.n as f64 * ratio * ratio)
    }

    /// About how many observations an interval would need to exclude zero, if the value stayed as
    /// it is; nothing where it is zero.
    pub fn n_to_exclude_zero(&self) -> Option<f64> {
        let (value, interval) = (self.value?, self.interval()?);
        let towards_zero = if value > 0.0 {
            value - interval.low
        } else {
            interval.high - value
        };
        let ratio = towards_zero / value.abs();
        let n = self.n as f64 * ratio * ratio;
        n.is_finite().then_some(n)
    }

    /// The estimate of the negated quantity: `x - y` becomes `y - x`.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            value: self.value.map(negate),
            low: self.high.map(negate),
            high: self.low.map(negate),
            ..self
        }
    }
}

/// Zero stays plain zero, so that no table shows `-0`.
fn negate(value: f64) -> f64 {
    0.0 - value
}

/// The probability left out at each end of a two-sided interval.
pub(crate) fn tail(level: f64) -> f64 {
    debug_assert!(
        level > 0.0 && level < 1.0,
        "invariant: a level lies in (0, 1), not {level}"
    );
    (1.0 - level) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negation_swaps_the_ends_and_keeps_the_rest() {
        let estimate = Estimate {
            value: Some(0.0),
            low: Some(-1.0),
            high: None,
            level: 0.9,
            method: Method::Tango,
            n: 7,
        };
        let negated = estimate.negated();
        assert_eq!((negated.low, negated.high, negated.n), (None, Some(1.0), 7));
        assert!(negated.value.is_some_and(f64::is_sign_positive));
        assert_eq!(estimate.negated().negated(), estimate);
    }

    #[test]
    fn half_the_width_takes_four_times_the_observations() {
        let estimate = Estimate {
            value: Some(0.1),
            low: Some(-0.1),
            high: Some(0.25),
            level: 0.95,
            method: Method::PairedT,
            n: 50,
        };
        assert_eq!(estimate.n_to_exclude_zero(), Some(200.0));
        assert_eq!(estimate.negated().n_to_exclude_zero(), Some(200.0));
        assert!(
            estimate
                .n_for_reach(0.1)
                .is_some_and(|n| (n - 200.0).abs() < 1e-9)
        );
        assert_eq!(estimate.reach(), Some(0.2));
        let zero = Estimate {
            value: Some(0.0),
            ..estimate
        };
        assert_eq!(zero.n_to_exclude_zero(), None);
    }

    #[test]
    fn an_unknown_end_excludes_nothing() {
        let half = Estimate {
            low: Some(2.0),
            ..Estimate::unknown(0.95, Method::OrderStatistic, 3)
        };
        assert!(half.covers(2.0) && half.covers(1e9) && !half.covers(1.9));
        assert_eq!(half.interval(), None);
        let full = Estimate {
            high: Some(4.5),
            ..half
        }
        .interval()
        .unwrap();
        assert!(full.contains(4.5) && !full.contains(4.6));
        assert!((full.width() - 2.5).abs() < 1e-15);
    }
}
