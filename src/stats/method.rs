//! The names of the methods as they stand in tables, in one place so that the
//! documentation can be tested against them.

/// Exact interval of a share: Clopper & Pearson (1934).
pub const CLOPPER_PEARSON: &str = "clopper_pearson";
/// Student's t interval of a mean.
pub const T_MEAN: &str = "t_mean";
/// Bound on a mean whose sample never varied, from the known range of a value.
pub const CONSTANT_SAMPLE: &str = "constant_sample";
/// Distribution-free interval of a quantile between two order statistics.
pub const ORDER_STATISTIC: &str = "order_statistic";
/// Score interval of a paired difference of shares: Tango (1998).
pub const TANGO: &str = "tango";
/// Student's t interval of the mean of paired differences.
pub const PAIRED_T: &str = "paired_t";
/// Exactly zero: the two treatments are one and the same.
pub const IDENTICAL: &str = "identical";
/// Confidence sequence from a Dirichlet mixture: Lindon & Malek (2022).
pub const MULTINOMIAL_SEQUENCE: &str = "multinomial_sequence";
/// Empirical Bernstein confidence sequence: Howard et al. (2021).
pub const EMPIRICAL_BERNSTEIN_SEQUENCE: &str = "empirical_bernstein_sequence";
/// Constrained comparison with the best: Hsu (1984).
pub const HSU_CONSTRAINED: &str = "hsu_constrained";
/// Student's t interval over independent replicate means.
pub const REPLICATE_T: &str = "replicate_t";
/// Student's t interval of a Shapley value over per-trial values.
pub const SHAPLEY_T: &str = "shapley_t";
/// Percentile bootstrap: Efron & Tibshirani (1993).
pub const BOOTSTRAP_PERCENTILE: &str = "bootstrap_percentile";

/// Every method name, in the order of the documentation.
pub const ALL: [&str; 13] = [
    CLOPPER_PEARSON,
    T_MEAN,
    CONSTANT_SAMPLE,
    ORDER_STATISTIC,
    TANGO,
    PAIRED_T,
    IDENTICAL,
    MULTINOMIAL_SEQUENCE,
    EMPIRICAL_BERNSTEIN_SEQUENCE,
    HSU_CONSTRAINED,
    REPLICATE_T,
    SHAPLEY_T,
    BOOTSTRAP_PERCENTILE,
];
