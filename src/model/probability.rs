//! Probabilities as whole numbers: what the law is made of.

/// Probability one. A threshold `t` in `0..=CERTAIN` has probability `t / 2^31`.
pub const CERTAIN: u32 = 1 << 31;

/// The integer probability nearest to `p`; 0 and 1 are exact.
pub fn threshold(p: f64) -> u32 {
    libm::round(p.clamp(0.0, 1.0) * f64::from(CERTAIN)) as u32
}
