//! Crises that happened: cases of the record as scenarios of their onsets, forecasts of them scored,
//! and the law fitted to them.

mod acts;
pub mod averaged;
pub mod calibrate;
pub mod case;
pub mod check;
mod counts;
mod emulator;
pub mod fit;
pub mod folds;
pub mod forecast;
pub mod hindcast;
pub mod likelihood;
pub mod memory;
mod onset;
pub mod patterns;
mod places;
pub mod play;
pub mod predictive;
pub mod prior;
pub mod record;
pub mod rule;
pub mod seen;
pub mod sheet;
pub mod smc;
pub mod summaries;
pub mod vary;
