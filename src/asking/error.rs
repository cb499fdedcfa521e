//! Why what is asked cannot be played.

use crate::ensemble::Halt;
use crate::output::session::OutputError;
use crate::scenario::ReadError;
use crate::study::arms::{ArmsError, UnknownPolicy};

/// Why what is asked cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum AskingError {
    /// A scenario or a posterior is wrong, or cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A policy that the scenario does not have.
    #[error(transparent)]
    Policy(#[from] UnknownPolicy),
    /// Arms that cannot be compared.
    #[error(transparent)]
    Arms(#[from] ArmsError),
    /// Options that do not go together, or say nothing that could be done.
    #[error("{0}")]
    Wrong(String),
    /// A file other than a scenario cannot be read.
    #[error("cannot read {name}: {source}")]
    Unreadable {
        /// The file as it was named.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// What is asked does not go with its posterior.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// It was stopped.
    #[error(transparent)]
    Halt(#[from] Halt),
}
