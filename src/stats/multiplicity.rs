//! Many statements at once.
//!
//! Simultaneous intervals are made by splitting the error by Bonferroni: exact
//! max-t bounds would be narrower by a few per cent, but need the joint law of all
//! the differences, which the counts kept for the pairs do not give.

/// The level of each of `m` intervals that hold together at `level`, whatever their
/// dependence (Bonferroni): 1 - (1 - level) / m.
pub fn bonferroni_level(level: f64, m: usize) -> f64 {
    1.0 - (1.0 - level) / m.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_levels_add_back() {
        assert!((bonferroni_level(0.95, 10) - 0.995).abs() < 1e-15);
        assert!((bonferroni_level(0.95, 0) - 0.95).abs() < 1e-15);
    }
}
