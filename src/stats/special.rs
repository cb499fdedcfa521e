//! Special functions and quantiles behind the intervals.
//!
//! `statrs` serves the normal and the gamma family. Its incomplete beta stops
//! after 140 steps of the continued fraction, too few for the 10^8 observations
//! met here, so that one is evaluated here: Loader's saddle-point form of the
//! prefix (C. Loader, "Fast and accurate computation of binomial probabilities",
//! 2000) and Lentz's method for the fraction (DLMF 8.17.22).

use std::f64::consts::{PI, SQRT_2};

use statrs::function::{erf::erfc_inv, gamma::gamma_ur};

/// P(Z > z) for a standard normal Z.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The z with P(Z > z) = `tail`, for `tail` in (0, 1).
pub fn normal_quantile_upper(tail: f64) -> f64 {
    SQRT_2 * erfc_inv(2.0 * tail)
}

/// The t with P(T > t) = `tail`, `tail` in (0, 0.5], for Student's t with `freedom` > 0.
pub fn t_quantile_upper(freedom: f64, tail: f64) -> f64 {
    // T² / (freedom + T²) is Beta(1/2, freedom/2), and its complement the mirrored beta.
    // Whichever is below a half keeps the digits of t.
    let y = beta_quantile(0.5, freedom / 2.0, Side::Upper, 2.0 * tail);
    if y < 0.5 {
        return libm::sqrt(freedom * y / (1.0 - y));
    }
    let x = beta_quantile(freedom / 2.0, 0.5, Side::Lower, 2.0 * tail);
    libm::sqrt(freedom * (1.0 - x) / x)
}

/// P(X > x) for a chi-squared X with `freedom` > 0.
pub fn chi_squared_upper(freedom: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        gamma_ur(freedom / 2.0, x / 2.0)
    }
}

/// The x with P(X > x) = `upper` for a chi-squared X with `freedom` > 0, `upper` in (0, 1). Found by
/// halving, to the last digits.
pub fn chi_squared_quantile_upper(freedom: f64, upper: f64) -> f64 {
    let (mut low, mut high) = (0.0, freedom.max(1.0));
    while chi_squared_upper(freedom, high) > upper {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if chi_squared_upper(freedom, middle) > upper {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Which tail of a distribution is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At or below the point.
    Lower,
    /// Above the point.
    Upper,
}

/// Mass of Beta(a, b) on one side of `x`; a, b > 0, `x` in [0, 1]. Relative error
/// below 1e-8 up to a + b = 10^8, less for smaller ones.
pub fn beta_mass(a: f64, b: f64, x: f64, side: Side) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        let all_below = x >= 1.0;
        return f64::from(u8::from(all_below == (side == Side::Lower)));
    }
    let below_centre = x < (a + 1.0) / (a + b + 2.0);
    let density_x_y = beta_weight(a, b, x);
    // The fraction converges fast on the short side only; the other is its complement.
    let (short, short_side) = if below_centre {
        (density_x_y * beta_fraction(a, b, x) / a, Side::Lower)
    } else {
        (density_x_y * beta_fraction(b, a, 1.0 - x) / b, Side::Upper)
    };
    if side == short_side {
        short
    } else {
        1.0 - short
    }
}

/// The x in [0, 1] that has `mass` of Beta(a, b) on the given side.
pub fn beta_quantile(a: f64, b: f64, side: Side, mass: f64) -> f64 {
    if mass <= 0.0 || mass >= 1.0 {
        let at_zero = (mass <= 0.0) == (side == Side::Lower);
        return if at_zero { 0.0 } else { 1.0 };
    }
    search(a, b, side, mass).0
}

/// A quantile for `mass` in (0, 1), and how often the mass was asked for: Halley's method on log
/// mass against log x, where both tails are nearly straight, kept inside a shrinking bracket.
fn search(a: f64, b: f64, side: Side, mass: f64) -> (f64, u32) {
    let (mut low, mut high) = (f64::MIN_POSITIVE, 1.0);
    let mut x = beta_quantile_guess(a, b, side, mass);
    let spread = libm::sqrt(b / a / (a + b + 1.0));
    let mut asked = 0;
    while asked < 200 {
        asked += 1;
        let found = beta_mass(a, b, x, side);
        let x_is_high = (found > mass) == (side == Side::Lower);
        if x_is_high {
            high = x;
        } else {
            low = x;
        }
        let sign = if side == Side::Lower { 1.0 } else { -1.0 };
        let slope = sign * beta_weight(a, b, x) / (1.0 - x) / found;
        let newton = (libm::log(mass) - libm::log(found)) / slope;
        let bend = a - (b - 1.0) * x / (1.0 - x) - slope;
        let step = newton / (1.0 + (0.5 * newton * bend).clamp(-0.5, 0.5));
        let next = (x * libm::exp(step)).min(1.0);
        // The last where its square is lost in rounding, in units of the spread of log x, or of the
        // way to one where that is less.
        if step * step <= f64::EPSILON * spread.min(1.0 - x) {
            return (next, asked);
        }
        let next = if next > low && next < high {
            next
        } else if x_is_high {
            libm::sqrt(low) * libm::sqrt(x)
        } else {
            f64::midpoint(x, high)
        };
        if (next - x).abs() <= f64::EPSILON * x {
            return (next, asked);
        }
        x = next;
    }
    (x, asked)
}

/// Where the search for a quantile begins: Abramowitz & Stegun 26.5.22, a normal quantile bent to
/// the skewness of the beta. Within a thousandth of the spread where a and b are large; for those
/// below one, where it does not hold, the mean.
fn beta_quantile_guess(a: f64, b: f64, side: Side, mass: f64) -> f64 {
    if a < 1.0 || b < 1.0 {
        return a / (a + b);
    }
    let z = normal_quantile_upper(mass);
    let z = if side == Side::Lower { z } else { -z };
    let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let (lambda, h) = ((z * z - 3.0) / 6.0, 2.0 / (of_a + of_b));
    let skew = (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    let w = z * libm::sqrt((h + lambda).max(0.0)) / h - skew;
    let guess = a / (a + b * libm::exp(2.0 * w));
    guess.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON)
}

/// P(X <= k) for X ~ Binomial(n, p).
pub fn binomial_at_most(n: u64, p: f64, k: u64) -> f64 {
    if k >= n {
        1.0
    } else {
        beta_mass(k as f64 + 1.0, (n - k) as f64, p, Side::Upper)
    }
}

/// P(X >= k) for X ~ Binomial(n, p).
pub fn binomial_at_least(n: u64, p: f64, k: u64) -> f64 {
    if k == 0 {
        1.0
    } else if k > n {
        0.0
    } else {
        beta_mass(k as f64, (n - k) as f64 + 1.0, p, Side::Lower)
    }
}

/// P(X = k) for X ~ Binomial(n, p), without loss for large n.
pub fn binomial_probability(n: u64, p: f64, k: u64) -> f64 {
    let (nf, kf) = (n as f64, k as f64);
    if k > n {
        0.0
    } else if n == 0 {
        1.0
    } else if k == 0 {
        libm::exp(nf * libm::log1p(-p))
    } else if k == n {
        libm::exp(nf * libm::log(p))
    } else {
        saddle_point(kf, nf - kf, p)
    }
}

/// x^a (1-x)^b / B(a, b): x (1-x) times the density of Beta(a, b).
fn beta_weight(a: f64, b: f64, x: f64) -> f64 {
    // a b / (a + b), without overflow of the product.
    saddle_point(a, b, x) * (a * (b / (a + b)))
}

/// Gamma(a+b+1) / (Gamma(a+1) Gamma(b+1)) x^a (1-x)^b for real a, b > 0.
fn saddle_point(a: f64, b: f64, x: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x, n * x - a)
        - deviance(b, n * (1.0 - x), a - n * x);
    libm::exp(exponent) * libm::sqrt(n / a / b / (2.0 * PI))
}

/// a ln(a/m) + m - a, the deviance of a count `a` at mean `m`; `excess` is m - a,
/// which callers know with more digits than the subtraction leaves.
pub(crate) fn deviance(a: f64, m: f64, excess: f64) -> f64 {
    let d = excess / a;
    // log1p is exact where m is near a, the plain logarithm where m is near nothing.
    let log_ratio = if d.abs() < 0.5 {
        libm::log1p(d)
    } else {
        libm::log(m / a)
    };
    a * (d - log_ratio)
}

/// ln Gamma(a+1) minus Stirling's formula for it.
pub(crate) fn stirling_error(a: f64) -> f64 {
    if a < 16.0 {
        return libm::lgamma(a + 1.0) - (a + 0.5) * libm::log(a) + a - 0.5 * libm::log(2.0 * PI);
    }
    let r = 1.0 / (a * a);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / a
}

/// The continued fraction of the incomplete beta; needs about sqrt(max(a, b)) steps.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const STEPS: u32 = 1_000_000;
    let keep_off_zero = |v: f64| if v.abs() < 1e-290 { 1e-290 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / keep_off_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep_off_zero(1.0 + even * d);
        c = keep_off_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep_off_zero(1.0 + odd * d);
        c = keep_off_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, relative: f64) {
        assert!(
            (found - expected).abs() <= relative * expected.abs(),
            "found {found}, expected {expected}"
        );
    }

    #[test]
    fn normal_quantiles_match_printed_tables() {
        close(normal_quantile_upper(0.025), 1.959_963_984_540_054, 1e-14);
        close(normal_quantile_upper(0.005), 2.575_829_303_548_901, 1e-14);
        close(normal_quantile_upper(1e-12), 7.034_483_825_301_131, 1e-15);
        close(normal_quantile_upper(1e-9), 5.997_807_015_007_686_5, 1e-15);
        close(normal_quantile_upper(1e-5), 4.264_890_793_922_825, 1e-15);
        assert!(normal_quantile_upper(0.5).abs() < 1e-15);
        close(normal_quantile_upper(0.9), -1.281_551_565_544_600_4, 1e-14);
    }

    #[test]
    fn t_quantiles_match_printed_tables() {
        close(t_quantile_upper(1.0, 0.025), 12.706_204_736_174_7, 1e-11);
        close(
            t_quantile_upper(1.0, 1e-12),
            1.0 / libm::tan(PI * 1e-12),
            1e-9,
        );
        close(t_quantile_upper(9.0, 0.025), 2.262_157_162_798_205, 1e-13);
        close(t_quantile_upper(1e8, 0.025), 1.959_963_984_540_054, 3e-8);
        // Near the centre, where the mirrored beta would lose the digits.
        close(
            t_quantile_upper(1e6, 0.4999),
            0.000_250_662_892_753_726_8,
            1e-8,
        );
        close(
            t_quantile_upper(5.0, 0.49),
            0.026_346_712_342_273_235,
            1e-10,
        );
    }

    #[test]
    fn incomplete_beta_agrees_with_closed_forms() {
        for x in [1e-9, 0.1, 0.5, 0.9, 0.999] {
            close(beta_mass(1.0, 1.0, x, Side::Lower), x, 1e-14);
            close(beta_mass(3.0, 1.0, x, Side::Lower), x * x * x, 1e-13);
            close(
                beta_mass(1.0, 40.0, x, Side::Upper),
                libm::pow(1.0 - x, 40.0),
                1e-12,
            );
        }
        // Symmetry at a scale where a capped fraction fails.
        close(beta_mass(5e7, 5e7, 0.5, Side::Lower), 0.5, 1e-9);
    }

    #[test]
    fn binomial_tails_sum_the_probabilities() {
        for n in [1_u64, 7, 60, 400] {
            for p in [0.003, 0.3, 0.97] {
                let mut sum = 0.0;
                for k in 0..=n {
                    close(binomial_at_least(n, p, k) + sum, 1.0, 1e-11);
                    sum += binomial_probability(n, p, k);
                    close(binomial_at_most(n, p, k), sum, 1e-10);
                }
            }
        }
    }

    #[test]
    fn certain_and_empty_trials_have_probabilities() {
        for (n, p, k, expected) in [
            (0, 1.0, 0, 1.0),
            (5, 1.0, 5, 1.0),
            (5, 1.0, 3, 0.0),
            (5, 0.0, 0, 1.0),
            (5, 0.0, 3, 0.0),
        ] {
            assert!(
                (binomial_probability(n, p, k) - expected).abs() < 1e-300,
                "{n} {p} {k}"
            );
        }
    }

    #[test]
    fn no_mass_and_all_mass_end_at_the_ends() {
        let ends = [(Side::Lower, 0.0, 0.0), (Side::Lower, 1.0, 1.0)];
        for (side, mass, x) in ends
            .into_iter()
            .chain([(Side::Upper, 0.0, 1.0), (Side::Upper, 1.0, 0.0)])
        {
            assert!(
                (beta_quantile(3.0, 7.0, side, mass) - x).abs() < 1e-300,
                "{side:?} {mass}"
            );
        }
    }

    #[test]
    fn beta_quantiles_invert_the_mass_in_both_tails() {
        for (a, b) in [
            (0.5, 9.0),
            (0.5, 5e6),
            (1.0, 1e8),
            (3.0, 7.0),
            (1e8, 2.0),
            (4e7, 6e7),
        ] {
            for mass in [1e-9, 0.025, 0.5, 0.9] {
                for side in [Side::Lower, Side::Upper] {
                    let x = beta_quantile(a, b, side, mass);
                    // Near one, neighbouring floats of x differ by more than the tolerance.
                    let tolerance = 1e-8 + 1e-14 * x / (1.0 - x).max(1e-300);
                    close(beta_mass(a, b, x, side), mass, tolerance);
                }
            }
        }
    }

    /// What makes an interval cheap: seventeen policies have hundreds, and each asks twice.
    #[test]
    fn a_quantile_asks_for_the_mass_a_few_times() {
        let sizes = [0.5_f64, 1.0, 1.5, 3.0, 30.0, 1e3, 1e6, 1e8];
        let masses = [1e-12, 1e-6, 0.005, 0.1, 0.5, 0.9, 0.975, 0.9999];
        for (a, b) in sizes.iter().flat_map(|&a| sizes.map(|b| (a, b))) {
            // The guess holds from one on; below, the upper tail is halved where
            // floats near one are sparse.
            let most = match a.min(b) {
                least if least > 10.0 => 3,
                least if least > 1.0 => 5,
                least if least >= 1.0 => 10,
                _ => 60,
            };
            for (mass, side) in masses
                .iter()
                .flat_map(|&mass| [(mass, Side::Lower), (mass, Side::Upper)])
            {
                let (x, asked) = search(a, b, side, mass);
                assert!(
                    (1..=most).contains(&asked),
                    "{a} {b} {side:?} {mass}: {asked}"
                );
                // As near as neighbouring floats of x allow.
                let grain = (a + b) * f64::EPSILON / (1.0 - x).max(1e-300);
                let off = (beta_mass(a, b, x, side) / mass - 1.0).abs();
                assert!(
                    off < 1e-9 + grain || x > 1.0 - 1e-14,
                    "{a} {b} {side:?} {mass}: at {x} off by {off}"
                );
            }
        }
    }

    #[test]
    fn the_search_begins_where_abramowitz_and_stegun_say() {
        // Their formula by another program; the quantiles are 0.194018 and 0.918523.
        let low = beta_quantile_guess(30.0, 80.0, Side::Lower, 0.025);
        close(low, 0.193_987_809_085_465_6, 1e-12);
        let high = beta_quantile_guess(12.0, 3.0, Side::Upper, 0.1);
        close(high, 0.919_295_811_319_304_4, 1e-12);
    }

    #[test]
    fn chi_squared_matches_printed_tables() {
        close(chi_squared_upper(1.0, 3.841_458_820_694_124), 0.05, 1e-10);
        close(chi_squared_upper(10.0, 18.307_038_053_275_146), 0.05, 1e-10);
        close(chi_squared_upper(3.0, 0.0), 1.0, 0.0);
    }

    #[test]
    fn the_error_of_stirling_is_known_to_the_last_digits() {
        // By mpmath, with 40 digits.
        close(stirling_error(0.3), 0.236_064_900_748_215_6, 1e-14);
        close(stirling_error(5.0), 0.016_644_691_189_821_192, 1e-12);
        close(stirling_error(16.0), 0.005_207_655_919_609_640_4, 4e-14);
        close(stirling_error(17.0), 0.004_901_395_948_434_738, 4e-14);
        close(stirling_error(1000.0), 0.000_083_333_330_555_556_35, 1e-15);
    }

    #[test]
    fn the_deviance_of_a_count_near_its_mean_keeps_its_digits() {
        // d - ln(1 + d) is d²/2 - d³/3 + ...
        let (a, d) = (1e8, 1e-8);
        close(
            deviance(a, a + 1.0, 1.0),
            a * (d * d / 2.0 - d * d * d / 3.0),
            1e-7,
        );
        close(deviance(2.0, 8.0, 6.0), 2.0 * (3.0 - libm::log(4.0)), 1e-14);
    }
}
