//! **The law of one day**, written once.
//!
//! [`day()`](day::day) is the table of contents. A stage is a short struct and a function that
//! asks its questions of a [`Chance`](chance::Chance); whether the answers are drawn, recorded or
//! enumerated is not its business.

pub mod chance;
pub mod conduct;
pub mod contact;
pub mod day;
pub mod decide;
pub mod judge;
pub mod kind;
pub mod onset;
pub mod outcome;
pub mod perceive;
pub mod state;

use crate::model::decision::{ESCALATE, NEGOTIATE, RESTRAIN};

/// The version of the law: raised by every change that moves a simulated row. Numbers that were fitted
/// under one law say nothing of another.
pub const LAW: u32 = 1;

/// `yes` where `condition` holds, else `no`: a select that compilers turn into lanes.
#[inline(always)]
fn pick(condition: bool, yes: u32, no: u32) -> u32 {
    std::hint::select_unpredictable(condition, yes, no)
}

/// The value for an act (none, escalate, restrain, negotiate), by selects: a table would have to
/// be read lane by lane.
#[inline(always)]
fn by_act(act: u32, values: [u32; 4]) -> u32 {
    let value = pick(act == ESCALATE, values[1], values[0]);
    let value = pick(act == RESTRAIN, values[2], value);
    pick(act == NEGOTIATE, values[3], value)
}
