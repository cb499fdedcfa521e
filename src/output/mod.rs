//! The run folder: tables, manifest, and the readers of the same files.
//!
//! Plain RFC 4180 CSV, described by a Frictionless Data Package. A folder is written beside its
//! place and moved there when it is complete; [`session::Session`] is the one owner of that ritual.

mod attribute;
mod bases;
mod batch;
mod calibrate;
mod compare;
mod cost;
mod discover;
mod error;
mod exact;
mod files;
pub mod folder;
mod game;
mod game_notes;
mod headlines;
mod hindcast;
mod kept;
mod lock;
pub mod manifest;
mod merge;
mod notes;
mod part;
mod patterns;
mod place;
mod populations;
pub mod read;
pub mod replay;
mod run;
mod search;
mod sensitivity;
pub mod session;
pub mod setting;
mod stream;
mod sweep;
pub mod swept;
mod tally;
mod tip;
mod whole;

pub use attribute::{Attributed, AttributionAsked, write_attribution, write_attribution_part};
pub use batch::{Summary, write_summary};
pub use calibrate::{NamedCases, WrittenCalibration, write_calibration};
pub use compare::{
    WrittenComparison, folder_name, write_comparison, write_comparison_part, write_over_scenarios,
};
pub use cost::Cost;
pub use discover::{WrittenDiscovery, write_discovery};
pub use error::PartError;
pub use exact::{ExactAsked, Solved, write_exact};
pub use game::{GameToWrite, WrittenGame, write_game};
pub use hindcast::{CasesAsked, Hindcasted, write_hindcast, write_hindcast_part};
pub use kept::KeptFolder;
pub use merge::Parts;
pub use part::{WrittenPart, part_name, parts_name};
pub use patterns::write_patterns;
pub use place::refuse_standing;
pub use run::{Finished, NoneBeyond, RunAsked, Variant, write_run, write_run_part};
pub use search::{SearchToWrite, WrittenSearch, write_search};
pub use sensitivity::{WrittenSensitivity, write_given, write_sensitivity, write_sensitivity_part};
pub use sweep::{SweepAsked, WrittenSweep, write_sweep, write_sweep_part};
pub use tip::{TipsAsked, WrittenTips, write_tips};
pub use whole::{Merged, Whole};
