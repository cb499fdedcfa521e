//! What is said of a question that can be answered and probably is not what was meant.

use crate::diagnostic::{Problem, Sources};

/// A warning.
#[derive(Debug, Clone, Copy)]
pub enum Remark<'r> {
    /// Of a text, with the texts it points into.
    Of(&'r Problem, &'r Sources),
    /// In words.
    Words(&'r str),
}

/// Who hears warnings, in the order in which they are found; the same may be said twice.
pub type Hear<'h> = dyn Fn(Remark<'_>) + 'h;

/// Says warnings of a text.
pub(super) fn say(hear: &Hear, warnings: &[Problem], sources: &Sources) {
    for warning in warnings {
        hear(Remark::Of(warning, sources));
    }
}
