//! Numbers in, numbers out: estimators with their intervals. No word of the domain.
//!
//! Every statistical formula of the project lives here, one idea per file, and
//! `docs/statistics.md` states each with its assumptions, its reference and its
//! measured coverage. Nothing here reads a file, a clock or a thread count, and
//! nothing here draws a number that the caller did not hand in: the same input
//! gives the same output.

#![allow(
    clippy::doc_markdown,
    reason = "people (McPhail) and symbols of formulas (X_i) are not code"
)]

pub mod best;
pub mod between;
pub mod bootstrap;
pub mod boxes;
pub mod crossing;
pub mod decision;
pub mod design;
pub mod discovery;
pub mod effective;
pub mod evppi;
pub mod game;
pub mod histogram;
pub mod interval;
pub mod linear;
pub mod logit;
pub mod method;
pub mod moments;
pub mod mover;
pub mod multiplicity;
pub mod paired;
pub mod prim;
pub mod resample;
pub mod ridge;
pub mod score;
pub mod sensitivity;
pub mod sequential;
pub mod shapley;
pub mod share;
pub mod special;
pub mod stretch;
pub mod test;

pub use interval::{Estimate, Interval};
pub use method::Method;
