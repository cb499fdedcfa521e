//! Figures: charts as SVG with what they show in words and the numbers behind them. Pure functions
//! of tables that were read; no file is opened and nothing is estimated anew.
//!
//! A page asks [`run`] and [`study`] for their sections. Below these, each file draws one idea; what
//! they draw with is in `chart`, `bars`, `scatter`, `cloud`, `whiskers`, `dots`, `curves`, `layers`, `fan`, `heat` and `tracks`.

pub mod along;
mod attribution;
mod bars;
mod beliefs;
mod border;
mod calibration;
mod chart;
mod cloud;
mod costs;
mod courses;
mod curves;
mod differences;
mod discovery;
mod dots;
mod duels;
mod duration;
mod ending;
mod ends;
mod exact;
mod fan;
mod fitted;
mod frame;
mod gaming;
mod heat;
mod hindcast;
mod layers;
mod left_open;
mod legend;
mod levers;
pub mod panel;
mod peeling;
mod pen;
mod predictive;
mod ranking;
mod ranks;
mod reliability;
pub mod run;
mod scatter;
mod searched;
mod sensitivity;
pub mod source;
mod story;
pub mod storylines;
mod strip;
pub mod study;
mod sweep;
mod swept;
mod tipping;
mod tracks;
mod turning;
mod unfolding;
mod whiskers;
mod worlds;
mod worth;

/// A chart could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw a chart: {0}")]
pub struct ChartError(String);
