//! The tests of the whole, in one binary. What stands first runs in WebAssembly as well; what stands
//! second needs the engine alone, and threads or random inputs; what stands third needs run folders
//! and the program.

mod draws;
mod fingerprints;
mod model_page;
mod row_hash;
mod rules;
mod support;

#[cfg(not(target_family = "wasm"))]
mod adversaries;
#[cfg(not(target_family = "wasm"))]
mod agreement;
#[cfg(not(target_family = "wasm"))]
mod architecture;
#[cfg(not(target_family = "wasm"))]
mod compare;
#[cfg(not(target_family = "wasm"))]
mod compare_exact;
#[cfg(not(target_family = "wasm"))]
mod event_patterns;
#[cfg(not(target_family = "wasm"))]
mod inert;
#[cfg(not(target_family = "wasm"))]
mod paths;
#[cfg(not(target_family = "wasm"))]
mod payoffs;
#[cfg(not(target_family = "wasm"))]
mod planted_faults;
#[cfg(not(target_family = "wasm"))]
mod scenario_diagnostics;
#[cfg(not(target_family = "wasm"))]
mod scenario_docs;
#[cfg(not(target_family = "wasm"))]
mod scenario_mutations;
#[cfg(not(target_family = "wasm"))]
mod scenario_schema;
#[cfg(not(target_family = "wasm"))]
mod scenario_shipped;
#[cfg(not(target_family = "wasm"))]
mod stats_coverage;
#[cfg(not(target_family = "wasm"))]
mod switches;
#[cfg(not(target_family = "wasm"))]
mod worth;

#[cfg(feature = "cli")]
mod answers;
#[cfg(feature = "cli")]
mod attribute;
#[cfg(feature = "cli")]
mod bad_input;
#[cfg(feature = "cli")]
mod bases;
#[cfg(feature = "cli")]
mod broken_off;
#[cfg(feature = "cli")]
mod calibrate;
#[cfg(feature = "cli")]
mod compare_cli;
#[cfg(feature = "cli")]
mod discover;
#[cfg(feature = "cli")]
mod docs;
#[cfg(feature = "cli")]
mod exact_cli;
#[cfg(feature = "cli")]
mod explore_cli;
#[cfg(feature = "cli")]
mod explorer;
#[cfg(feature = "cli")]
mod file_formats;
#[cfg(feature = "cli")]
mod game;
#[cfg(feature = "cli")]
mod game_worlds;
#[cfg(feature = "cli")]
mod hindcast_cli;
#[cfg(feature = "cli")]
mod history;
#[cfg(feature = "cli")]
mod kept;
#[cfg(feature = "cli")]
mod parts;
#[cfg(feature = "cli")]
mod parts_of_points;
#[cfg(feature = "cli")]
mod patterns;
#[cfg(feature = "cli")]
mod performance_page;
#[cfg(feature = "cli")]
mod places;
#[cfg(feature = "cli")]
mod plots;
#[cfg(feature = "cli")]
mod posterior;
#[cfg(feature = "cli")]
mod readers;
#[cfg(feature = "cli")]
mod readme;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod run;
#[cfg(feature = "cli")]
mod search;
#[cfg(feature = "cli")]
mod sensitivity;
#[cfg(feature = "cli")]
mod severity;
#[cfg(feature = "cli")]
mod sweep;
#[cfg(feature = "cli")]
mod swept;
#[cfg(feature = "cli")]
mod tip;
#[cfg(feature = "cli")]
mod trace;
#[cfg(feature = "cli")]
mod tutorial;
#[cfg(feature = "cli")]
mod validation_page;
#[cfg(feature = "cli")]
mod words;
