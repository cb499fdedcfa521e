//! The difference of two estimates that are known by their intervals alone.

use super::interval::Estimate;
use super::method::Method;

/// The first minus the second: their intervals' reaches added as those of independent estimates are
/// (Newcombe 1998, method 10; Zou & Donner 2008), method `mover`. Where both rest on the same luck, which
/// an interval does not show, they move together as a rule, and the interval is wider than it need be.
pub fn difference(one: &Estimate, other: &Estimate) -> Estimate {
    let n = one.n.min(other.n);
    let unknown = Estimate::unknown(one.level, Method::Mover, n);
    let (Some(a), Some(b)) = (one.value, other.value) else {
        return unknown;
    };
    let reach = |far: Option<f64>, near: Option<f64>| Some(libm::hypot(a - far?, b - near?));
    Estimate {
        value: Some(a - b),
        low: reach(one.low, other.high).map(|reach| a - b - reach),
        high: reach(one.high, other.low).map(|reach| a - b + reach),
        ..unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, low: f64, high: f64, n: u64) -> Estimate {
        Estimate {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            level: 0.95,
            method: Method::ClopperPearson,
            n,
        }
    }

    /// The example (a) of Newcombe 1998: 56/70 and 48/80 with Wilson's intervals.
    #[test]
    fn it_is_the_interval_of_newcombe() {
        let one = estimate(0.8, 0.6916, 0.8770, 70);
        let other = estimate(0.6, 0.4904, 0.7003, 80);
        let found = difference(&one, &other);
        assert!((found.low.unwrap() - 0.0524).abs() < 3e-4, "{found:?}");
        assert!((found.high.unwrap() - 0.3339).abs() < 3e-4, "{found:?}");
        assert_eq!((found.n, found.method), (70, Method::Mover));
        let back = difference(&other, &one);
        assert_eq!(
            (back.low, back.high),
            (found.high.map(|x| -x), found.low.map(|x| -x))
        );
    }

    #[test]
    fn what_is_not_known_is_not_known_of_the_difference() {
        let one = estimate(0.8, 0.7, 0.9, 70);
        let other = Estimate { high: None, ..one };
        let found = difference(&one, &other);
        assert_eq!((found.value, found.low), (Some(0.0), None));
        assert!(found.high.is_some());
        let nothing = Estimate { value: None, ..one };
        assert_eq!(difference(&one, &nothing).value, None);
    }
}
