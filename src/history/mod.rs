//! Crises that happened: cases of the record as scenarios of their onsets, forecasts of them scored,
//! and the law fitted to them.

pub mod case;
pub mod fit;
pub mod folds;
pub mod forecast;
pub mod hindcast;
pub mod likelihood;
mod onset;
pub mod play;
pub mod prior;
pub mod rule;
pub mod seen;
pub mod sheet;
pub mod smc;
pub mod vary;
