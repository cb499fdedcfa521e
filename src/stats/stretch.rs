//! Quantiles of distributions that are stretched over an interval: from a place in [0, 1] to the value
//! below which so much of the distribution lies.

use super::special::{Side, beta_quantile};

/// Uniform from `low` to `high`.
pub fn uniform((low, high): (f64, f64), place: f64) -> f64 {
    low + place * (high - low)
}

/// The logarithm is uniform; `low` above 0.
pub fn log_uniform((low, high): (f64, f64), place: f64) -> f64 {
    debug_assert!(low > 0.0, "invariant: a range of logarithms begins above 0");
    let value = low * libm::exp(place * libm::log(high / low));
    value.clamp(low, high)
}

/// Rising in a straight line from `low` to `mode`, and falling from there to `high`.
pub fn triangular((low, high): (f64, f64), mode: f64, place: f64) -> f64 {
    let (width, left, right) = (high - low, mode - low, high - mode);
    let value = if place * width < left {
        low + libm::sqrt(place * width * left)
    } else {
        high - libm::sqrt((1.0 - place) * width * right)
    };
    value.clamp(low, high)
}

/// A beta distribution of shapes above 0, moved and stretched.
pub fn beta((low, high): (f64, f64), (a, b): (f64, f64), place: f64) -> f64 {
    uniform((low, high), beta_quantile(a, b, Side::Lower, place)).clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        let off = (found - expected).abs();
        assert!(off < 1e-12 * expected.abs().max(1.0), "{found} {expected}");
    }

    /// Values of `scipy.stats.{loguniform,triang,beta}(...).ppf`, scipy 1.17.
    #[test]
    fn quantiles_are_those_of_scipy() {
        close(log_uniform((0.01, 2.0), 0.3), 0.049_012_741_893_949);
        close(triangular((-3.0, 3.0), 1.0, 0.2), -0.809_109_769_979_335_7);
        close(triangular((-3.0, 3.0), 1.0, 0.9), 1.904_554_884_989_668_3);
        close(beta((-3.0, 3.0), (2.0, 5.0), 0.4), -1.664_498_798_307_456_6);
        close(beta((0.0, 1.0), (0.5, 0.5), 0.9), 0.975_528_258_147_576_8);
    }

    #[test]
    fn the_ends_are_reached_and_never_left() {
        let range = (-1.5, 4.0);
        for (place, end) in [(0.0, -1.5), (1.0, 4.0)] {
            close(uniform(range, place), end);
            close(triangular(range, -1.5, place), end);
            close(triangular(range, 4.0, place), end);
            close(beta(range, (2.0, 2.0), place), end);
            close(log_uniform((0.5, 4.0), place), end.max(0.5));
        }
    }

    #[test]
    fn they_rise() {
        let range = (0.2, 0.9);
        let all = |place| {
            [
                uniform(range, place),
                log_uniform(range, place),
                triangular(range, 0.3, place),
                beta(range, (0.4, 3.0), place),
            ]
        };
        let mut last = all(0.0);
        for place in (1..=1000).map(|at| f64::from(at) / 1000.0) {
            let next = all(place);
            let rises = next.iter().zip(last).all(|(next, last)| *next > last);
            assert!(rises, "{last:?} {next:?}");
            last = next;
        }
    }
}
