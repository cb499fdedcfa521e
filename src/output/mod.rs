//! The run folder: tables, manifest, and the readers of the same files.
//!
//! Plain RFC 4180 CSV, described by a Frictionless Data Package. Every column is declared once,
//! in [`schema`]; the header, the data package and the documentation are read off it. A folder is
//! written beside its place and moved there when it is complete.

pub mod attribution;
pub mod comparison;
pub mod folder;
pub mod manifest;
pub mod package;
pub mod patterns;
pub mod schema;
pub mod table;
pub mod tables;
pub mod trials;

/// Version of the formats below. It changes when a table or a manifest changes its meaning.
pub const FORMAT: u32 = 1;
