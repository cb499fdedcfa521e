//! What a calibration usually is.

use crate::history::calibrate::CalibrateAsked;
use crate::history::smc::Walk;

/// The table of cases and the template to which the law is fitted, where none is named.
pub const CASES: [&str; 2] = ["crises_world_1945_2017", "world-cases"];

/// What is usual, of a root seed.
pub fn usual(seed: u64) -> CalibrateAsked {
    CalibrateAsked {
        seed,
        trials: 64,
        places: 2_500,
        rounds: 4,
        watched: None,
        draws: 400,
        folds: 10,
        divisions: 1,
        scored: 20_000,
        checks: 0,
        walk: Walk {
            seed,
            ..Walk::default()
        },
    }
}
