//! From a manifest back to what was asked, with the texts that stand beside it.

mod cases;
mod manifest;
mod paired;
mod points;
mod run;

pub use cases::hindcast;
pub use manifest::{Replay, ReplayError};
pub use paired::{attribution, comparison};
pub use points::{sensitivity, sweep};
pub use run::run;
