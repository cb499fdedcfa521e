//! offramp: an agent-based Monte Carlo simulator of international crises.
//!
//! Data flows one way: scenario file, checked [`scenario::Scenario`], compiled [`model::Model`],
//! the law of one day in [`crisis`], a trial, an ensemble of tallies, estimates, tables.

pub mod cli;
pub mod crisis;
pub mod diagnostic;
pub mod ensemble;
pub mod exact;
pub mod model;
pub mod output;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod trial;
