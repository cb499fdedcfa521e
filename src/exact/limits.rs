//! How far enumeration may go.

/// How far enumeration may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Bytes that states may take, all stages of the day together.
    pub memory: usize,
    /// States that may be held at once, at any stage of the day.
    pub max_states: usize,
    /// A state of a night with less probability than this is dropped, and what was dropped is
    /// added up in the error bound. 0 drops nothing.
    pub prune_below: f64,
    /// Whether columns that nothing reads stay part of the state: the same distribution, at more
    /// cost.
    pub whole_states: bool,
}

impl Default for Limits {
    /// One GiB, nothing pruned.
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            max_states: usize::MAX,
            prune_below: 0.0,
            whole_states: false,
        }
    }
}
