//! Scenario files: reading, checking and writing what a scenario is.
//!
//! A text becomes a [`tree`] that knows its places; files that extend each other are merged, and
//! make a [`Draft`](draft::Draft); overrides reach it by [`paths`]; `validate` turns it into a
//! [`Scenario`](super::Scenario) or says all that is wrong with it. Back: [`flatten`] writes what
//! was run, [`written`] what was written.

pub mod catalog;
pub mod draft;
pub mod explain;
pub mod flatten;
pub mod naming;
mod order;
mod origin;
#[doc(hidden)] // for tests, benchmarks and the program
pub mod paths;
pub mod provenance;
pub mod schema;
pub mod starter;
#[doc(hidden)] // for tests, benchmarks and the program
pub mod structure;
pub mod text_file;
#[doc(hidden)] // for tests, benchmarks and the program
pub mod tree;
mod validate;
pub mod written;
