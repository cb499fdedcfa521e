//! offramp: an agent-based Monte Carlo simulator of international crises.
//!
//! Data flows one way: scenario file, checked [`scenario::Scenario`], compiled [`model::Model`],
//! the law of one day in [`crisis`], a trial, an ensemble of tallies, estimates, tables.

#[cfg(feature = "tables")]
pub mod answer;
pub mod crisis;
pub mod diagnostic;
pub mod ensemble;
pub mod exact;
#[cfg(feature = "tables")]
pub mod figure;
pub mod model;
#[cfg(feature = "files")]
pub mod output;
#[cfg(feature = "files")]
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
#[cfg(feature = "tables")]
pub mod table;
pub mod trace;
pub mod trial;
