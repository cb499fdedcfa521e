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

/// The level of each of `m` intervals that hold together at `level` where they are
/// independent, or two-sided and jointly normal (Šidák 1967): level^(1/m).
pub fn sidak_level(level: f64, m: usize) -> f64 {
    libm::pow(level, 1.0 / m.max(1) as f64)
}

/// Holm's (1979) adjusted p-values, in the order given: rejecting those at or below
/// alpha keeps the probability of any false rejection at or below alpha, whatever
/// the dependence.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut running: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let scaled = (p_values.len() - rank) as f64 * p_values[index];
        running = running.max(scaled.min(1.0));
        adjusted[index] = running;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_levels_add_or_multiply_back() {
        assert!((bonferroni_level(0.95, 10) - 0.995).abs() < 1e-15);
        assert!((sidak_level(0.95, 10).powi(10) - 0.95).abs() < 1e-14);
        assert!(sidak_level(0.9, 4) < bonferroni_level(0.9, 4));
        assert!((bonferroni_level(0.95, 0) - 0.95).abs() < 1e-15);
    }

    #[test]
    fn holm_matches_the_published_example() {
        // R's p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), shuffled.
        let adjusted = holm(&[0.03, 0.05, 0.01, 0.04, 0.02]);
        let expected = [0.09, 0.09, 0.05, 0.09, 0.08];
        assert_eq!(adjusted.len(), expected.len());
        assert!(
            adjusted
                .iter()
                .zip(expected)
                .all(|(a, e)| (a - e).abs() < 1e-12),
            "{adjusted:?}"
        );
        let capped = holm(&[0.9, 0.6]);
        assert!(capped.iter().all(|p| (p - 1.0).abs() < 1e-15));
        assert!(holm(&[]).is_empty());
    }
}
