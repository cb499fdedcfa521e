//! What is asked, in the words of whoever asks: names of scenarios, overrides, policies, and the usual
//! number of trials; turned into what a study plays.
//!
//! The program and any other host ask through here, so that the same words mean the same numbers
//! everywhere. Each command has a struct of its options, whose `Default` is what is meant where nothing
//! is said.

pub mod attribute;
pub mod calibrate;
pub mod cases;
pub mod compare;
pub mod discover;
mod error;
pub mod exact;
pub mod game;
pub mod hindcast;
pub mod named;
pub mod overrides;
pub mod policies;
mod remark;
pub mod run;
pub mod search;
pub mod sensitivity;
pub mod sweep;
pub mod tip;
pub mod trace;

pub use error::AskingError;
pub use remark::{Hear, Remark};
