//! What a draw of the law costs against the price of its own random words.
//!
//!     cargo bench --bench ratios [-- SCENARIO ...]
//!
//! Variants are interleaved in random order, because machines have slow phases that inflate them
//! unequally; the ratios of minima and of medians to the floor are printed. The floor is the cost
//! of the same words by `rand_chacha`'s `next_u32`. A speed counts only where the rows agree.

use offramp::ensemble::Daily;
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::trial::alone::{Alone, Nobody};
#[cfg(target_arch = "x86_64")]
use offramp::trial::dispatch::{Avx2, Avx512};
use offramp::trial::dispatch::{Baseline, Kernels};
use offramp::trial::lanes;
use offramp::trial::record::{Detail, Fields, Records};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 25;
const TRIALS: u64 = 3_000;

type Work<'m> = Box<dyn Fn() -> Option<Records> + 'm>;

/// A way to do the work; returns rows where it has any.
struct Variant<'m> {
    name: String,
    /// Words it stands for.
    words: u64,
    work: Work<'m>,
    seconds: Vec<f64>,
}

impl<'m> Variant<'m> {
    fn new(name: String, words: u64, work: Work<'m>) -> Self {
        Self {
            name,
            words,
            work,
            seconds: Vec::new(),
        }
    }

    /// Least and median nanoseconds a word.
    fn per_word(&self) -> [f64; 2] {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        [sorted[0], sorted[sorted.len() / 2]].map(|s| 1e9 * s / self.words as f64)
    }
}

fn main() {
    let arguments = std::env::args().skip(1);
    let named: Vec<String> = arguments.filter(|a| !a.starts_with('-')).collect();
    let usual = ["kaesong-2020", "korea-2017", "cuba-1962", "kargil-1999"].map(String::from);
    let scenarios = if named.is_empty() {
        usual.to_vec()
    } else {
        named
    };
    for name in scenarios {
        measure(&name);
    }
}

fn measure(name: &str) {
    let scenario = match read_embedded(name, &[]) {
        Ok(checked) => checked.scenario,
        Err(error) => return eprintln!("{name}: {error}"),
    };
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let records = outcomes(&model, Baseline::new());
    let days: u64 = records
        .rows()
        .map(|(_, row)| u64::from(row[Fields::DAYS]))
        .sum();
    let mut variants = variants(&model, days * model.sites.words as u64);
    let mut order: Vec<usize> = (0..variants.len()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for round in 0..=ROUNDS {
        for i in (1..order.len()).rev() {
            order.swap(i, random.next_u32() as usize % (i + 1));
        }
        for &i in &order {
            let started = Instant::now();
            let done = black_box((variants[i].work)());
            let elapsed = started.elapsed().as_secs_f64();
            if round > 0 {
                variants[i].seconds.push(elapsed);
            } else if let Some(done) = done {
                // The first round warms up, and asks whether everybody did the same work.
                let same = done
                    .rows()
                    .zip(records.rows())
                    .all(|(a, b)| a.1[..3] == b.1[..3]);
                assert!(same, "{}: other rows", variants[i].name);
            }
        }
    }
    report(name, &model, &variants);
}

fn outcomes(model: &Model, kernels: impl Kernels) -> Records {
    lanes::run::<16>(model, 0, 0..TRIALS, Detail::Outcomes, kernels, &mut ())
}

fn variants(model: &Model, words: u64) -> Vec<Variant<'_>> {
    let floor = move || {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let sum = (0..words).fold(0, |sum, _| sum ^ random.next_u32());
        black_box(sum);
        None
    };
    // Alone is slow: a tenth of the trials will do, since costs are per word.
    let alone = move || {
        for trial in 0..TRIALS / 10 {
            black_box(Alone::new(model, 0, trial, Nobody).finish().0);
        }
        None
    };
    let mut variants = vec![
        Variant::new("floor: rand_chacha next_u32".into(), words, Box::new(floor)),
        Variant::new("one trial at a time".into(), words / 10, Box::new(alone)),
    ];
    variants.extend(in_lanes(model, words, Baseline::new()));
    #[cfg(target_arch = "x86_64")]
    {
        variants.extend(
            Avx2::detect()
                .into_iter()
                .flat_map(|k| in_lanes(model, words, k)),
        );
        variants.extend(
            Avx512::detect()
                .into_iter()
                .flat_map(|k| in_lanes(model, words, k)),
        );
    }
    variants
}

fn in_lanes<'m, K: Kernels + 'm>(model: &'m Model, words: u64, kernels: K) -> [Variant<'m>; 2] {
    let tables = move || {
        let mut daily = Daily::new(model);
        let detail = Detail::Full;
        Some(lanes::run::<16>(
            model,
            0,
            0..TRIALS,
            detail,
            kernels,
            &mut daily,
        ))
    };
    let name = |what: &str| format!("lanes, {}: {what}", K::NAME);
    [
        Variant::new(
            name("outcomes"),
            words,
            Box::new(move || Some(outcomes(model, kernels))),
        ),
        Variant::new(name("all tables"), words, Box::new(tables)),
    ]
}

fn report(name: &str, model: &Model, variants: &[Variant]) {
    let floor = variants[0].per_word();
    println!(
        "{name}: {} words a day, {TRIALS} trials, {ROUNDS} rounds",
        model.sites.words
    );
    println!(
        "{:<30} {:>9} {:>14} {:>15}",
        "variant", "ns/word", "ratio, minima", "ratio, medians"
    );
    for variant in variants {
        let [least, median] = variant.per_word();
        let (minima, medians) = (least / floor[0], median / floor[1]);
        println!(
            "{:<30} {least:>9.2} {minima:>14.2} {medians:>15.2}",
            variant.name
        );
    }
    let noise = floor[1] / floor[0];
    if noise > 1.08 {
        println!("noisy: the floor's median is {noise:.2} times its minimum; discard these ratios");
    }
    println!();
}
