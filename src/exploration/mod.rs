//! Where an answer holds: what is uncertain or chosen is varied, every point is played with the same
//! luck, and what comes of it is handed on in order.
//!
//! [`asked`] reads what shall vary and says all that is wrong with it at once; [`factor`] is what
//! varies, [`design`] where it is looked at, [`space`] a scenario whose numbers follow a point;
//! [`play`] plays points, [`response`] estimates what came of each. [`tip`] finds where an answer
//! changes, by following a curve to where it crosses zero, and [`map`] who is better over two
//! factors.

pub mod asked;
pub mod condition;
pub mod design;
pub mod discover;
pub mod factor;
pub mod map;
pub mod play;
pub mod response;
pub mod sheet;
pub mod space;
pub mod swept;
pub mod tip;
mod vary;
