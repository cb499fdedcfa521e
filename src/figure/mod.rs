//! Figures: charts as SVG with what they show in words and the numbers behind them. Pure functions
//! of tables that were read; no file is opened and nothing is estimated anew.

mod chart;
pub mod panel;
mod ranking;
pub mod run;
pub mod source;
pub mod study;

/// A chart could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw a chart: {0}")]
pub struct ChartError(String);
