//! Figures: charts as SVG with what they show in words and the numbers behind them. Pure functions
//! of tables that were read; no file is opened and nothing is estimated anew.

mod chart;
mod frame;
mod legend;
pub mod panel;
mod pen;
mod ranking;
pub mod run;
pub mod source;
mod story;
pub mod storylines;
mod strip;
pub mod study;

/// A chart could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw a chart: {0}")]
pub struct ChartError(String);
