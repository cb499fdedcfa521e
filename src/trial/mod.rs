//! The sampled interpreter: addressed `ChaCha8` draws, one trial or lanes of trials.

pub mod dispatch;
pub mod draws;
pub mod lanes;
pub mod record;
pub mod scalar;
pub mod words;
