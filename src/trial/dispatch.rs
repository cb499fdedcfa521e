//! One kernel per stage and instruction set, chosen when the program runs.
//!
//! **The only unsafe code of the project.** A function compiled for AVX2 or AVX-512 must not be
//! called on a machine without it. [`Avx2`] and [`Avx512`] can only be made by their `detect`,
//! which asks the processor, so holding one is the proof that the call is sound.
#![allow(unsafe_code)]

use super::draws;
use crate::crisis::chance::{Chance, Stage};
use crate::crisis::state::State;
use crate::model::Model;

/// Sees a day in the middle of the fast path, compiled for its instructions.
pub trait Look<const L: usize> {
    /// The state at dusk. Lane `l` runs where `live[l]`.
    fn look(&mut self, model: &Model, state: &State<L>, live: &[bool; L]);
}

/// An instruction set this processor has.
pub trait Kernels: Copy {
    /// Its name.
    const NAME: &'static str;

    /// Plays a stage with it.
    fn play<const N: usize, const L: usize>(
        self,
        stage: impl Stage<N>,
        model: &Model,
        state: &mut State<L>,
        chance: &mut impl Chance,
    );

    /// Looks at a day with it.
    fn look<const L: usize>(
        self,
        eye: &mut impl Look<L>,
        model: &Model,
        state: &State<L>,
        live: &[bool; L],
    );

    /// Computes a block of draws with it.
    fn block<const L: usize>(
        self,
        key: &[u32; 8],
        number: u32,
        day: &[u32; L],
        trial: &[[u32; L]; 2],
        out: &mut [[u32; L]; draws::BLOCK],
    );
}

const BASELINE: &str = if cfg!(target_feature = "simd128") {
    "simd128"
} else {
    "baseline"
};

macro_rules! kernels {
    ($(#[$doc:meta])* $name:ident, $title:expr $(, $($feature:tt),+ => $features:literal)?) => {
        $(#[$doc])*
        $(#[cfg(target_arch = "x86_64")] #[doc = $features])?
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(());

        $(#[cfg(target_arch = "x86_64")]
        impl $name {
            #[doc = concat!("Asks the processor for ", $features, ".")]
            pub fn detect() -> Option<Self> {
                ($(is_x86_feature_detected!($feature))&&+).then_some(Self(()))
            }
        })?

        $(#[doc = $features] #[cfg(target_arch = "x86_64")])?
        impl Kernels for $name {
            const NAME: &'static str = $title;

            #[inline(always)]
            fn play<const N: usize, const L: usize>(
                self,
                stage: impl Stage<N>,
                model: &Model,
                state: &mut State<L>,
                chance: &mut impl Chance,
            ) {
                $(#[target_feature(enable = $features)])?
                #[inline(never)]
                fn kernel<const N: usize, const L: usize>(
                    stage: impl Stage<N>,
                    model: &Model,
                    state: &mut State<L>,
                    chance: &mut impl Chance,
                ) {
                    stage.play(model, state, chance);
                }
                // SAFETY: `self` was made by asking the processor for these features.
                #[allow(unused_unsafe)]
                unsafe { kernel(stage, model, state, chance) }
            }

            #[inline(always)]
            fn look<const L: usize>(
                self,
                eye: &mut impl Look<L>,
                model: &Model,
                state: &State<L>,
                live: &[bool; L],
            ) {
                $(#[target_feature(enable = $features)])?
                #[inline(never)]
                fn kernel<const L: usize>(
                    eye: &mut impl Look<L>,
                    model: &Model,
                    state: &State<L>,
                    live: &[bool; L],
                ) {
                    eye.look(model, state, live);
                }
                // SAFETY: as above.
                #[allow(unused_unsafe)]
                unsafe { kernel(eye, model, state, live) }
            }

            #[inline(always)]
            fn block<const L: usize>(
                self,
                key: &[u32; 8],
                number: u32,
                day: &[u32; L],
                trial: &[[u32; L]; 2],
                out: &mut [[u32; L]; draws::BLOCK],
            ) {
                $(#[target_feature(enable = $features)])?
                #[inline(never)]
                fn kernel<const L: usize>(
                    key: &[u32; 8],
                    number: u32,
                    day: &[u32; L],
                    trial: &[[u32; L]; 2],
                    out: &mut [[u32; L]; draws::BLOCK],
                ) {
                    draws::block(key, number, day, trial, out);
                }
                // SAFETY: as above.
                #[allow(unused_unsafe)]
                unsafe { kernel(key, number, day, trial, out) }
            }
        }
    };
}

kernels!(
    /// What every processor of the target has: SSE2 on x86-64, what it was compiled for on
    /// WebAssembly, which cannot be asked when it runs.
    Baseline, BASELINE
);
kernels!(
    /// 256-bit vectors:
    Avx2, "avx2", "avx2", "bmi1", "bmi2" => "avx2,bmi1,bmi2"
);
kernels!(
    /// 512-bit vectors:
    Avx512, "avx512",
    "avx512f", "avx512bw", "avx512dq", "avx512vl", "bmi1", "bmi2"
    => "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2"
);

impl Baseline {
    /// It needs no asking.
    pub const fn new() -> Self {
        Self(())
    }
}

impl Default for Baseline {
    fn default() -> Self {
        Self::new()
    }
}
