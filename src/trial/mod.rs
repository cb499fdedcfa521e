//! The sampled interpreter: addressed `ChaCha8` draws, one trial or lanes of trials.

#[doc(hidden)] // for tests, benchmarks and the program
pub mod dispatch;
#[doc(hidden)] // for tests, benchmarks and the program
pub mod draws;
pub mod lanes;
pub mod record;
pub mod scalar;
#[doc(hidden)] // for tests, benchmarks and the program
pub mod words;
