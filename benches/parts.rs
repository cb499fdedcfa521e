//! Single parts of the work, for whoever changes one of them.
//!
//!     cargo bench --bench parts [-- FILTER]

#![allow(clippy::wildcard_imports)] // modules only group the names of benchmarks

mod work;

use divan::{Bencher, black_box, counter::ItemsCount};
use offramp::crisis::chance::{Chance, Stage};
use offramp::crisis::conduct::Execute;
use offramp::crisis::contact::{Channels, Communicate};
use offramp::crisis::decide::{CampaignTurns, Decide};
use offramp::crisis::judge::Judge;
use offramp::crisis::perceive::{Perceive, Update};
use offramp::crisis::state::State;
use offramp::ensemble::{self, LANES, Plan};
use offramp::exact::{self, Limits};
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::stats::share::share;
use offramp::study;
use offramp::study::daily::Curves;
use offramp::trial::dispatch::{Baseline, Kernels};
use offramp::trial::draws::{BLOCK, block, key_words};
use offramp::trial::record::Detail;
use offramp::trial::scalar::{Nobody, Scalar};
use work::{Kept, SCENARIOS};

fn main() {
    divan::main();
}

/// A block of random words for every lane, by instruction set.
mod draws {
    use super::*;

    fn bench(bencher: Bencher, kernels: impl Kernels) {
        let (key, trial, mut out) = (key_words(0), [[7; LANES]; 2], [[0; LANES]; BLOCK]);
        bencher
            .counter(ItemsCount::new(BLOCK * LANES))
            .bench_local(|| {
                kernels.block(&key, 1, black_box(&[3; LANES]), &trial, &mut out);
                black_box(&out);
            });
    }

    #[divan::bench]
    fn baseline(bencher: Bencher) {
        bench(bencher, Baseline::new());
    }

    #[divan::bench]
    fn one_lane(bencher: Bencher) {
        let (key, mut out) = (key_words(0), [[0; 1]; BLOCK]);
        bencher.counter(ItemsCount::new(BLOCK)).bench_local(|| {
            block::<1>(&key, 1, black_box(&[3]), &[[7], [0]], &mut out);
            black_box(&out);
        });
    }

    #[cfg(target_arch = "x86_64")]
    #[divan::bench]
    fn avx2(bencher: Bencher) {
        if let Some(avx2) = offramp::trial::dispatch::Avx2::detect() {
            bench(bencher, avx2);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[divan::bench]
    fn avx512(bencher: Bencher) {
        if let Some(avx512) = offramp::trial::dispatch::Avx512::detect() {
            bench(bencher, avx512);
        }
    }
}

/// One stage of the day for every lane, with the widest instructions there are.
mod stages {
    use super::*;

    /// The same words every day.
    struct Words<const N: usize>([[u32; LANES]; N]);

    impl<const N: usize> Chance for Words<N> {
        #[inline(always)]
        fn answer<const K: usize>(&mut self, q: usize, l: usize, thresholds: [u32; K]) -> u32 {
            let word = (self.0[q][l] >> 1) as i32;
            let beyond = |threshold: u32| u32::from(threshold.wrapping_sub(1).cast_signed() < word);
            thresholds.into_iter().map(beyond).sum()
        }
    }

    fn bench<const N: usize>(bencher: Bencher, stage: impl Stage<N>) {
        let model = work::model("kaesong-2020");
        let mut state: State<LANES> = State::new(model.layout.start());
        let mut words = Words([std::array::from_fn(|l| (l as u32).wrapping_mul(0x9e37_79b9)); N]);
        bencher
            .counter(ItemsCount::new(LANES))
            .bench_local(move || {
                #[cfg(target_arch = "x86_64")]
                if let Some(avx2) = offramp::trial::dispatch::Avx2::detect() {
                    return avx2.play(stage, &model, black_box(&mut state), &mut words);
                }
                Baseline::new().play(stage, &model, black_box(&mut state), &mut words);
            });
    }

    #[divan::bench]
    fn campaign(bencher: Bencher) {
        bench(bencher, CampaignTurns(0));
    }

    #[divan::bench]
    fn decide(bencher: Bencher) {
        bench(bencher, Decide(0));
    }

    #[divan::bench]
    fn execute(bencher: Bencher) {
        bench(bencher, Execute(0));
    }

    #[divan::bench]
    fn channels(bencher: Bencher) {
        bench(bencher, Channels(0));
    }

    #[divan::bench]
    fn communicate(bencher: Bencher) {
        bench(bencher, Communicate(0));
    }

    #[divan::bench]
    fn perceive(bencher: Bencher) {
        bench(bencher, Perceive(0));
    }

    #[divan::bench]
    fn update(bencher: Bencher) {
        bench(bencher, Update(0, 0));
    }

    #[divan::bench]
    fn judge(bencher: Bencher) {
        bench(bencher, Judge);
    }
}

/// Trials, by what plays them.
mod trials {
    use super::*;

    const TRIALS: u64 = 512;

    #[divan::bench(args = SCENARIOS)]
    fn alone(bencher: Bencher, scenario: &str) {
        let model = work::model(scenario);
        bencher.counter(ItemsCount::new(16_u32)).bench_local(|| {
            for trial in 0..16 {
                black_box(Scalar::new(&model, 0, trial, Nobody).finish().0);
            }
        });
    }

    #[divan::bench(args = SCENARIOS)]
    fn in_lanes_baseline(bencher: Bencher, scenario: &str) {
        let model = work::model(scenario);
        let run = || work::run(&model, TRIALS, Kept::Outcomes, Baseline::new());
        bencher.counter(ItemsCount::new(TRIALS)).bench_local(run);
    }

    #[divan::bench(args = SCENARIOS)]
    fn in_lanes(bencher: Bencher, scenario: &str) {
        let model = work::model(scenario);
        let plan = plan(TRIALS, Detail::Outcomes);
        let run = || ensemble::chunk(&model, &plan, 0..TRIALS, &mut ());
        bencher.counter(ItemsCount::new(TRIALS)).bench_local(run);
    }
}

fn plan(trials: u64, detail: Detail) -> Plan {
    Plan {
        seed: 0,
        first: 0,
        trials,
        detail,
        daily: detail == Detail::Full,
    }
}

/// An ensemble with the tables of a run, by threads.
#[divan::bench(args = [1, 2, 4])]
fn threads(bencher: Bencher, threads: usize) {
    let (model, plan) = (work::model("kaesong-2020"), plan(8_192, Detail::Full));
    bencher
        .counter(ItemsCount::new(plan.trials))
        .bench_local(|| {
            let run = || ensemble::run(&model, &plan, &(), |_| Ok(())).map(black_box);
            ensemble::with_threads(threads, run)
                .expect("threads start")
                .expect("nobody stops it")
        });
}

/// Reading, checking and compiling a scenario.
mod scenarios {
    use super::*;

    #[divan::bench(args = SCENARIOS)]
    fn read(bencher: Bencher, scenario: &str) {
        bencher.bench_local(|| read_embedded(scenario, &[]).expect("it is shipped"));
    }

    #[divan::bench(args = SCENARIOS)]
    fn compile(bencher: Bencher, scenario: &str) {
        let scenario = read_embedded(scenario, &[])
            .expect("it is shipped")
            .scenario;
        let compile = || Model::compile(&scenario, &scenario.policies[0], Switches::default());
        bencher.bench_local(compile);
    }
}

/// From the tallies of a run to estimates.
mod tables {
    use super::*;

    #[divan::bench(args = SCENARIOS)]
    fn daily(bencher: Bencher, scenario: &str) {
        let scenario = read_embedded(scenario, &[])
            .expect("it is shipped")
            .scenario;
        let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
        let tally = ensemble::run(&model, &plan(4_096, Detail::Full), &(), |_| Ok(()));
        let tally = tally.expect("nobody stops it");
        bencher.bench_local(|| study::daily::curves(&scenario, &tally, Curves::All));
    }
}

/// The interval of a share of so many trials: every table has hundreds.
#[divan::bench(args = [10_000, 1_000_000, 100_000_000])]
fn interval(bencher: Bencher, trials: u64) {
    bencher.bench(|| share(black_box(trials / 8), trials, 0.95));
}

/// Enumeration of a small model.
#[divan::bench(args = ["exact/two-actors", "exact/mediator"], sample_count = 3)]
fn enumeration(bencher: Bencher, scenario: &str) {
    let model = work::model(scenario);
    bencher.bench_local(|| exact::solve(&model, Limits::default()).map(black_box));
}
