//! Why there is no answer, for people.

use crate::ensemble::Halt;
use crate::scenario::ReadError;
use serde::Serialize;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Refusal {
    /// A scenario is wrong.
    Scenario {
        /// What is wrong with it, with the text at fault underlined.
        problems: String,
        /// Where.
        marks: Vec<Mark>,
    },
    /// Anything else.
    Said {
        /// What is wrong.
        error: String,
    },
}

/// A place of a text, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The name of the text.
    of: String,
    /// Its first byte.
    from: usize,
    /// The byte after its last.
    to: usize,
    /// What is wrong.
    says: String,
}

impl Refusal {
    /// Something is wrong.
    #[allow(clippy::needless_pass_by_value)] // errors are passed on by their value
    pub fn new(error: impl ToString) -> Self {
        Self::Said {
            error: error.to_string(),
        }
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        let ReadError::Invalid(problems) = &error else {
            return Self::new(error);
        };
        let mark = |problem: &crate::diagnostic::Problem| Mark {
            of: problems.sources.name(problem.place.source).to_owned(),
            from: problem.place.start,
            to: problem.place.end,
            says: problem.message.clone(),
        };
        Self::Scenario {
            marks: problems.list.iter().map(mark).collect(),
            problems: problems.render(false),
        }
    }
}

impl From<Halt> for Refusal {
    fn from(halt: Halt) -> Self {
        Self::new(halt)
    }
}
