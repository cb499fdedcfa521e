//! Numbers of a question as texts: what an option of the command line takes, a manifest takes too.

use crate::study::worlds::HYPERCUBES;
use std::ops::RangeInclusive;

/// How many trials of a scenario and policy can be asked for.
pub const TRIALS: RangeInclusive<u64> = 1..=1_000_000_000_000;

/// How many trials of each arm of a comparison can be asked for.
pub const PAIRED_TRIALS: RangeInclusive<u64> = 2..=1_000_000_000_000;

/// How many trials under each subset of the mechanisms can be asked for.
pub const ATTRIBUTED_TRIALS: RangeInclusive<u64> = 2..=1_000_000_000;

/// Trials of each arm in each world, unless something else is said.
pub const WORLD_TRIALS: u64 = 500;

/// A number of trials that can be halved, for each world.
pub fn world_trials(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(trials @ 2..=1_000_000_000) => Ok(trials),
        _ => Err("it must be a whole number from 2 to 1000000000".into()),
    }
}

/// A number.
pub fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("it must be a number".into()),
    }
}

/// A number from 0 on.
///
/// # Errors
/// What it must be.
pub fn not_negative(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number >= 0.0 && number.is_finite() => Ok(number),
        _ => Err("it must be a number that is not negative".into()),
    }
}

/// A number above 0.
pub fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("it must be a number above 0".into()),
    }
}

/// A number of worlds that makes whole hypercubes.
pub fn whole_hypercubes(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(worlds) if worlds >= 2 * HYPERCUBES && worlds.is_multiple_of(HYPERCUBES) => Ok(worlds),
        _ => Err(format!(
            "it must be a multiple of {HYPERCUBES}, at least {}",
            2 * HYPERCUBES
        )),
    }
}
