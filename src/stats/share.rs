//! The share of observations with a property.

use super::interval::{Estimate, tail};
use super::method::Method;
use super::special::{Side, beta_quantile};

/// The share `k / n` with the exact interval of Clopper & Pearson (1934).
///
/// The lower end is the p at which `k` or more successes have probability
/// (1 - level) / 2, the upper end the p at which `k` or fewer have it; both are
/// quantiles of a beta distribution. Coverage is at least `level` for every p and
/// n, often more. `n = 0` gives an unknown estimate; `k = 0` gives a lower end of
/// exactly 0, `k = n` an upper end of exactly 1. Requires `k <= n`.
pub fn share(k: u64, n: u64, level: f64) -> Estimate {
    debug_assert!(k <= n, "invariant: {k} successes among {n} trials");
    if n == 0 {
        return Estimate::unknown(level, Method::ClopperPearson, 0);
    }
    let (tail, successes, failures) = (tail(level), k as f64, (n - k) as f64);
    let low = if k == 0 {
        0.0
    } else {
        beta_quantile(successes, failures + 1.0, Side::Lower, tail)
    };
    let high = if k == n {
        1.0
    } else {
        beta_quantile(successes + 1.0, failures, Side::Upper, tail)
    };
    Estimate {
        value: Some(successes / n as f64),
        low: Some(low),
        high: Some(high),
        level,
        method: Method::ClopperPearson,
        n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(k: u64, n: u64, level: f64) -> (f64, f64) {
        let interval = share(k, n, level).interval().unwrap();
        (interval.low, interval.high)
    }

    #[test]
    fn matches_values_in_the_literature() {
        // Newcombe (1998), Table I, Clopper-Pearson ("exact") rows.
        for (k, n, low, high) in [
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1684),
            (1, 29, 0.0009, 0.1776),
        ] {
            let (found_low, found_high) = ends(k, n, 0.95);
            assert!(
                (found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5,
                "{k}/{n}"
            );
        }
    }

    #[test]
    fn ends_are_exact_where_all_or_none_succeed() {
        assert_eq!(share(0, 1_000_000, 0.95).low, Some(0.0));
        let (_, high) = ends(0, 1_000_000, 0.95);
        let exact = -libm::expm1(libm::log(0.025) / 1e6);
        assert!((high / exact - 1.0).abs() < 1e-9);
        assert_eq!(share(50, 50, 0.9).high, Some(1.0));
        let (low, _) = ends(50, 50, 0.9);
        assert!((low - libm::pow(0.05, 1.0 / 50.0)).abs() < 1e-12);
        assert_eq!(
            share(0, 0, 0.95),
            Estimate::unknown(0.95, Method::ClopperPearson, 0)
        );
    }

    #[test]
    fn mirrored_counts_mirror_the_interval() {
        for (k, n) in [(1, 3), (17, 400), (999, 100_000_000)] {
            let ((low, high), (mirror_low, mirror_high)) = (ends(k, n, 0.95), ends(n - k, n, 0.95));
            assert!(
                (low + mirror_high - 1.0).abs() < 1e-12 && (high + mirror_low - 1.0).abs() < 1e-12
            );
        }
    }

    #[test]
    fn the_value_of_a_share_is_the_part_of_the_whole() {
        for (k, n) in [(0, 4), (1, 4), (3, 4), (4, 4)] {
            assert_eq!(share(k, n, 0.95).value, Some(k as f64 / n as f64));
        }
    }
}
