//! Policies that nobody wrote down: a grammar of presets and rules, searched for what keeps a metric low
//! or high within bounds, and judged on luck that the search has not seen.

pub mod adopted;
pub mod asked;
pub mod candidate;
pub mod chosen;
pub mod elsewhere;
pub mod grammar;
pub mod ground;
pub mod halving;
pub mod play;
pub mod quantity;
pub mod standard;
pub mod told;
