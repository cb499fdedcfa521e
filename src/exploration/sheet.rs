//! A table of points as it was read: cells that know where they stand.

use crate::diagnostic::{Place, SourceId, Sources};

/// A table of points.
#[derive(Debug, Clone)]
pub struct PointSheet {
    /// The names of its columns.
    pub header: Vec<PointCell>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<PointCell>>,
    /// The text that places refer to.
    pub sources: Sources,
    /// Which of them.
    pub source: SourceId,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointCell {
    /// What it says, without space around it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}
