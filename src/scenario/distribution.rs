//! How probable each value of a range is held to be.

/// A distribution over the range of an uncertain parameter.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Distribution {
    /// Each value alike.
    #[default]
    Uniform,
    /// Its logarithm lies anywhere alike: the range begins above 0.
    LogUniform,
    /// Rising in a straight line to its mode, and falling from there.
    Triangular {
        /// The most probable value, within the range.
        mode: f64,
    },
    /// A beta distribution, stretched over the range.
    Beta {
        /// Its two shapes, above 0: (1, 1) is uniform, (2, 2) a hill, (2, 5) leans to the lower end.
        shape: (f64, f64),
    },
    /// One of a few values, each alike: ascending, none twice.
    Levels(Vec<f64>),
}

/// The words of those that a file names by a word.
pub const DISTRIBUTIONS: [&str; 4] = ["uniform", "log_uniform", "triangular", "beta"];
