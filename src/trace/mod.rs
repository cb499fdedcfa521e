//! The recorded interpreter: one trial explained, and where two trials part.
//!
//! A trace is the trial of [`crate::trial::scalar`] with somebody listening. The listener changes
//! nothing, and what it writes down determines the state of every day: two trials with the same
//! facts are the same trial.

pub mod account;
pub mod choose;
pub mod coded;
pub mod event;
pub mod narration;
pub mod parting;
pub mod record;

pub use event::{Act, Decided, Event, Trace};
pub use parting::parting;
pub use record::trace;
