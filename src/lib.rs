//! offramp: an agent-based Monte Carlo simulator of international crises.
//!
//! Data flows one way: scenario file, checked [`scenario::Scenario`], compiled model, the law of
//! one day, a trial, an ensemble of tallies, estimates, tables.

pub mod diagnostic;
pub mod scenario;
pub mod stats;
