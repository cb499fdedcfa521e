//! Estimates as tables: columns declared once, cells, rows to any writer, and the way back.
//!
//! Plain RFC 4180 CSV, described for machines by a Frictionless Data Package. A header, the data
//! package and the documentation are read off [`schema`]. Nothing here opens a file, and nothing
//! here estimates: what is written was finished by a study.

mod arm;
pub mod attribution;
pub mod calibration;
pub mod case_file;
mod cell;
mod column;
pub mod comparison;
pub mod dialect;
pub mod discover;
pub mod events;
pub mod exact;
pub mod game;
pub mod game_worlds;
pub mod hindcast;
pub mod keys;
pub mod map;
pub mod nfg;
pub mod package;
pub mod patterns;
pub mod patterns_history;
pub mod point_file;
pub mod robustness;
pub mod rows;
pub mod run;
pub mod schema;
pub mod search;
pub mod sensitivity;
pub mod sheet;
pub mod slices;
pub mod summary;
pub mod sweep;
pub mod swept;
pub mod tip;
pub mod trials;
pub mod turning;
pub mod worth;

/// Version of the formats of tables and manifests. It changes when one of them changes its meaning.
pub const FORMAT: u32 = 2;
