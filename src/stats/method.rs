//! How an interval was made: the methods, with the names they have in tables, in one place so that
//! the documentation can be tested against them.

/// A method. Its name in tables is that of the variant in snake case.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::EnumMessage,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Method {
    /// Exact interval of a share: Clopper & Pearson (1934).
    ClopperPearson,
    /// Student's t interval of a mean.
    TMean,
    /// Bound on a mean whose sample never varied, from the known range of a value.
    ConstantSample,
    /// Gamma interval of the mean of rare counts: Fay & Feuer (1997).
    FayFeuer,
    /// Distribution-free interval of a quantile between two order statistics.
    OrderStatistic,
    /// Score interval of a paired difference of shares: Tango (1998).
    Tango,
    /// Student's t interval of the mean of paired differences.
    PairedT,
    /// Exactly zero: the two treatments are one and the same.
    Identical,
    /// Confidence sequence from a Dirichlet mixture: Lindon & Malek (2022).
    MultinomialSequence,
    /// Empirical Bernstein confidence sequence: Howard et al. (2021).
    EmpiricalBernsteinSequence,
    /// Constrained comparison with the best: Hsu (1984).
    HsuConstrained,
    /// Student's t interval over independent replicate means.
    ReplicateT,
    /// Student's t interval of a Shapley value over per-trial values.
    ShapleyT,
    /// Percentile bootstrap: Efron & Tibshirani (1993).
    BootstrapPercentile,
    /// Percentile bootstrap over whole clusters: Efron & Tibshirani (1993).
    ClusterBootstrap,
    /// Percentile bootstrap over points and over replicates of their luck: Owen (2007).
    TwoWayBootstrap,
    /// Values that a test does not reject, for a place where a curve is zero: Neyman (1937).
    InvertedTests,
    /// Difference of two estimates from their own intervals, as if independent: Newcombe (1998).
    Mover,
}

impl Method {
    /// Every method, in the order of the documentation.
    pub const ALL: &'static [Method] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
