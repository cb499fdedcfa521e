//! One kernel per stage and instruction set, chosen when the program runs.
//!
//! **The only unsafe code of the project.** A function compiled for AVX2 or AVX-512 must not be
//! called on a machine without it. A [`Level`] other than the baseline can only be made by
//! [`Level::available`], which asks the processor, so holding one is the proof that the call is
//! sound.
#![allow(unsafe_code)]

use super::draws;
use crate::crisis::chance::{Chance, Stage};
use crate::crisis::state::State;
use crate::model::Model;

/// An instruction set this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every processor of the target has (SSE2 on x86-64).
    pub const BASELINE: Level = Level(Set::Baseline);

    /// Every level of this processor, the widest last.
    pub fn available() -> Vec<Level> {
        let mut levels = vec![Level::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
            {
                levels.push(Level(Set::Avx2));
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                levels.push(Level(Set::Avx512));
            }
        }
        levels
    }

    /// The widest level of this processor.
    pub fn widest() -> Level {
        *Self::available()
            .last()
            .expect("the baseline is always there")
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
        }
    }

    /// Plays a stage with this instruction set.
    #[inline(always)]
    pub fn play<const N: usize, const L: usize>(
        self,
        stage: impl Stage<N>,
        model: &Model,
        state: &mut State<L>,
        chance: &mut impl Chance,
    ) {
        match self.0 {
            Set::Baseline => baseline(stage, model, state, chance),
            // SAFETY: this level was made by asking the processor for these features.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2(stage, model, state, chance) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { avx512(stage, model, state, chance) },
        }
    }

    /// Computes a block of draws with this instruction set.
    #[inline(always)]
    pub fn block<const L: usize>(
        self,
        key: &[u32; 8],
        number: u32,
        day: &[u32; L],
        trial: &[[u32; L]; 2],
        out: &mut [[u32; L]; draws::BLOCK],
    ) {
        match self.0 {
            Set::Baseline => block_baseline(key, number, day, trial, out),
            // SAFETY: this level was made by asking the processor for these features.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { block_avx2(key, number, day, trial, out) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { block_avx512(key, number, day, trial, out) },
        }
    }
}

macro_rules! kernels {
    ($play:ident, $block:ident $(, $features:literal)?) => {
        $(#[cfg(target_arch = "x86_64")] #[target_feature(enable = $features)])?
        #[inline(never)]
        fn $play<const N: usize, const L: usize>(
            stage: impl Stage<N>,
            model: &Model,
            state: &mut State<L>,
            chance: &mut impl Chance,
        ) {
            stage.play(model, state, chance);
        }

        $(#[cfg(target_arch = "x86_64")] #[target_feature(enable = $features)])?
        #[inline(never)]
        fn $block<const L: usize>(
            key: &[u32; 8],
            number: u32,
            day: &[u32; L],
            trial: &[[u32; L]; 2],
            out: &mut [[u32; L]; draws::BLOCK],
        ) {
            draws::block(key, number, day, trial, out);
        }
    };
}

kernels!(baseline, block_baseline);
kernels!(avx2, block_avx2, "avx2,bmi1,bmi2");
kernels!(
    avx512,
    block_avx512,
    "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2"
);
