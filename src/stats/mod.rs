//! Numbers in, numbers out: estimators with their intervals. No word of the domain.
//!
//! Every statistical formula of the project lives here, one idea per file, and
//! `docs/statistics.md` states each with its assumptions, its reference and its
//! measured coverage. Nothing here reads a file, a clock or a thread count, and
//! nothing here draws a number that the caller did not hand in: the same input
//! gives the same output.

pub mod histogram;
pub mod interval;
pub mod method;
pub mod moments;
pub mod paired;
pub mod share;
pub mod special;

pub use interval::{Estimate, Interval};
