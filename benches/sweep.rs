//! What a sweep costs beside the trials that it is made of.
//!
//!     cargo bench --bench sweep
//!
//! The same trials of the same points are played by as many threads as there are cores, each taking
//! whole points, compiled beforehand, with nothing handed on: as fast as these trials can be played. The
//! sweep compiles its points, estimates every measure and hands all on in order. Rounds are
//! interleaved, the fastest of each counts. Exit 1 where the sweep takes more than [`ALLOWED`] of it.

use offramp::ensemble::{self, Plan, Tally};
use offramp::exploration::asked::{Experiment, PointsAsked, Request};
use offramp::exploration::design::Design;
use offramp::exploration::response::responses;
use offramp::exploration::space::Base;
use offramp::model::Model;
use offramp::scenario::Draft;
use offramp::study::run::Sample;
use offramp::trial::record::{Detail, Fields};
use rayon::prelude::*;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

const POINTS: usize = 1_000;
const TRIALS: u64 = 10_000;
const ROUNDS: usize = 3;
/// Times what the trials alone take.
const ALLOWED: f64 = 1.03;
/// Trials that are played at a time, as a sweep does.
const CHUNK: u64 = 2_000;

fn main() -> ExitCode {
    let Experiment { space, points, .. } = experiment();
    let models: Vec<Model> = points
        .iter()
        .flat_map(|point| space.models(point))
        .collect();
    let sample = Sample {
        seed: 0,
        trials: TRIALS,
    };
    let (mut swept, mut alone) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut handed = 0;
        let hand_on = |_: usize, found: &[_]| {
            handed += found.len();
            Ok(())
        };
        responses((&space, &points), 0, sample, &(), hand_on).expect("nobody stops it");
        black_box(handed);
        swept = swept.min(start.elapsed().as_secs_f64());

        let start = Instant::now();
        models.par_iter().for_each(|model| {
            black_box(played(model));
        });
        alone = alone.min(start.elapsed().as_secs_f64());
    }
    let ratio = swept / alone;
    println!(
        "{POINTS} points of {TRIALS} trials on {} threads: {swept:.2} s, the trials alone {alone:.2} s, {ratio:.3} times (goal at most {ALLOWED})",
        rayon::current_num_threads()
    );
    ExitCode::from(u8::from(ratio > ALLOWED))
}

/// All that a shipped scenario calls uncertain, under its baseline.
fn experiment() -> Experiment {
    let draft = Draft::shipped("kaesong-2020").expect("it is shipped");
    let scenario = draft.check(&[]).expect("it is sound").scenario;
    let request = Request {
        bases: vec![Base::new(draft, Vec::new(), scenario)],
        policies: vec!["baseline".into()],
        vary: Vec::new(),
        option: "--vary",
        points: PointsAsked::Design(Some(Design::Sobol), Some(POINTS)),
        posterior: None,
        seed: 0,
    };
    match request.check() {
        Ok(experiment) => experiment,
        Err(problems) => panic!("{problems}"),
    }
}

/// The trials of a point, on this thread.
fn played(model: &Model) -> Tally {
    let plan = Plan {
        seed: 0,
        first: 0,
        trials: TRIALS,
        detail: Detail::Outcomes,
        daily: false,
    };
    let mut tally = Tally::new(model, Fields::of(model, Detail::Outcomes), false);
    for first in (0..TRIALS).step_by(CHUNK as usize) {
        let trials = first..(first + CHUNK).min(TRIALS);
        tally.add(&ensemble::chunk(model, &plan, trials, &mut ()));
    }
    tally
}
