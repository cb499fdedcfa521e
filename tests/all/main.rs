//! The tests of the whole, in one binary. What stands first needs the engine alone, and runs without
//! any feature; what stands second needs run folders and the program.

mod agreement;
mod architecture;
mod compare;
mod compare_exact;
mod draws;
mod fingerprints;
mod model_page;
mod paths;
mod planted_faults;
mod rules;
mod scenario_diagnostics;
mod scenario_docs;
mod scenario_mutations;
mod scenario_schema;
mod scenario_shipped;
mod stats_coverage;
mod support;

#[cfg(feature = "cli")]
mod attribute;
#[cfg(feature = "cli")]
mod compare_cli;
#[cfg(feature = "cli")]
mod docs;
#[cfg(feature = "cli")]
mod exact_cli;
#[cfg(feature = "cli")]
mod file_formats;
#[cfg(feature = "cli")]
mod patterns;
#[cfg(feature = "cli")]
mod performance_page;
#[cfg(feature = "cli")]
mod readme;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod run;
#[cfg(feature = "cli")]
mod trace;
