//! What a draw of the law costs, against the price of random words and against itself.
//!
//!     cargo bench --bench ratios [-- SCENARIO ...]
//!
//! Without a scenario, the four of the goals; then the file of this
//! processor in `docs/reference/speed` is written, if the machine was quiet.
//!
//! The floor is what `rand_chacha` asks for as many words as the law has questions. Variants are
//! interleaved in random order, because machines have slow phases that inflate them unequally; a
//! set in which the floor itself varied is measured again. A speed counts only where the rows
//! agree with those of a trial played alone.

mod work;

use offramp::model::Model;
use offramp::trial::dispatch::{Baseline, Kernels};
use offramp::trial::lanes;
use offramp::trial::record::{Detail, Fields, Records};
use offramp::trial::scalar::{Nobody, Scalar};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use work::{Kept, SCENARIOS};

const ROUNDS: usize = 25;
const TRIALS: u64 = 3_000;
/// A set whose floor has a median so many times its minimum is noise.
const QUIET: f64 = 1.08;
/// Times a noisy set is measured before it is shown as it is.
const ATTEMPTS: usize = 4;
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/speed");

fn main() {
    let arguments = std::env::args().skip(1);
    let named: Vec<String> = arguments.filter(|a| !a.starts_with('-')).collect();
    if named.is_empty() {
        let measured: Vec<Value> = SCENARIOS.iter().map(|name| measure(name)).collect();
        let noise = |set: &Value| set["floor_median_over_minimum"].as_f64();
        if measured.iter().all(|set| noise(set) <= Some(QUIET)) {
            write(&measured);
        } else {
            println!("docs/reference/speed stays as it is: the machine was not quiet");
        }
    } else {
        for name in named {
            measure(&name);
        }
    }
}

/// A way to do the work.
struct Variant<'m> {
    name: String,
    /// Questions of the law it answers, or words it draws.
    draws: u64,
    work: Box<dyn Fn() -> Option<Records> + 'm>,
    seconds: Vec<f64>,
}

impl<'m> Variant<'m> {
    fn new(
        name: impl Into<String>,
        draws: u64,
        work: impl Fn() -> Option<Records> + 'm,
    ) -> Variant<'m> {
        Self {
            name: name.into(),
            draws,
            work: Box::new(work),
            seconds: Vec::new(),
        }
    }

    /// Least and median nanoseconds a draw.
    fn cost(&self) -> [f64; 2] {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        [sorted[0], sorted[sorted.len() / 2]].map(|s| 1e9 * s / self.draws as f64)
    }
}

/// A bar that was set before anything was built.
struct Goal {
    variant: &'static str,
    against: &'static str,
    /// At most so many times its cost; or at least so many times faster, where `faster`.
    bar: f64,
    faster: bool,
}

/// The goals: `docs/performance.md` says what they are for.
const GOALS: [Goal; 7] = [
    Goal::at_most("lanes, avx512: outcomes", 0.45),
    Goal::at_most("lanes, avx512: all tables", 0.60),
    Goal::at_most("lanes, avx2: outcomes", 0.85),
    Goal::at_most("lanes, avx2: all tables", 0.95),
    Goal::at_most("lanes, baseline: outcomes", 1.90),
    Goal::faster("lanes, avx512: outcomes", 4.0),
    Goal::faster("lanes, avx2: outcomes", 2.1),
];

impl Goal {
    const fn at_most(variant: &'static str, bar: f64) -> Self {
        Self {
            variant,
            against: FLOORS[0],
            bar,
            faster: false,
        }
    }

    const fn faster(variant: &'static str, bar: f64) -> Self {
        Self {
            variant,
            against: ONE_LANE,
            bar,
            faster: true,
        }
    }
}

/// Compilers make loops of unlike speed of the same words; the floor is the fastest of three.
const FLOORS: [&str; 3] = [
    "floor: next_u32, all xored",
    "floor: next_u32, into a buffer",
    "floor: next_u32, below a cut",
];
/// What `rand_chacha` can do at best; nobody can ask it for one word at a time so fast.
const BULK: &str = "fill_bytes, in bulk";
/// The own scalar interpreter: the lanes' path with a single one.
const ONE_LANE: &str = "one lane, baseline: outcomes";
/// The referee on `rand_chacha`'s own stream, which a trace records.
const ALONE: &str = "one trial alone, as in a trace";

/// Measures a scenario until the machine is quiet, and prints what was found.
fn measure(name: &str) -> Value {
    let model = work::model(name);
    let days = work::days(&model, TRIALS);
    let asked = work::asked_per_day(&model);
    let mut attempt = 1;
    let variants = loop {
        let mut variants = variants(&model, days * asked);
        interleave(&mut variants);
        let noise = noise(&variants);
        if noise <= QUIET || attempt == ATTEMPTS {
            break variants;
        }
        println!("{name}: the floor's median is {noise:.2} times its minimum: once more");
        attempt += 1;
    };
    report(name, asked, &variants)
}

/// How far the floor's median lies above its minimum.
fn noise(variants: &[Variant]) -> f64 {
    let [least, median] = floor(variants);
    median / least
}

/// The floor: the loop with the least minimum.
fn floor(variants: &[Variant]) -> [f64; 2] {
    let costs = variants[..FLOORS.len()].iter().map(Variant::cost);
    let least = costs.min_by(|a, b| a[0].total_cmp(&b[0]));
    least.expect("there are floors")
}

/// Runs every variant `ROUNDS` times, in random order. A first round warms up, and asks whether
/// everybody did the same work.
fn interleave(variants: &mut [Variant]) {
    let mut order: Vec<usize> = (0..variants.len()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut rows: Option<Records> = None;
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
                let first = rows.get_or_insert_with(|| done.clone());
                let same = done
                    .rows()
                    .zip(first.rows())
                    .all(|(a, b)| a.1[..3] == b.1[..3]);
                assert!(same, "{}: other rows", variants[i].name);
            }
        }
    }
}

/// All ways to answer so many draws.
fn variants(model: &Model, draws: u64) -> Vec<Variant<'_>> {
    let mut variants: Vec<Variant> = FLOORS
        .into_iter()
        .zip([xor as fn(u64) -> u32, fill, compare])
        .map(|(name, words)| {
            Variant::new(name, draws, move || {
                black_box(words(black_box(draws)));
                None
            })
        })
        .collect();
    variants.push(Variant::new(BULK, draws, move || {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mut buffer = [0; 256];
        for _ in 0..draws / 64 {
            random.fill_bytes(&mut buffer);
            black_box(&buffer);
        }
        None
    }));
    variants.push(Variant::new(ONE_LANE, draws, move || {
        Some(lanes::run::<1>(
            model,
            0,
            0..TRIALS,
            Detail::Outcomes,
            Baseline::new(),
            &mut (),
        ))
    }));
    // Slow: a tenth of the trials will do, and says whether the lanes' rows are right.
    let (few, rows) = (
        TRIALS / 10,
        work::run(model, TRIALS, Kept::Outcomes, Baseline::new()),
    );
    let answered = work::days(model, few) * work::asked_per_day(model);
    for (trial, row) in rows.rows().take(few as usize) {
        let (end, _) = Scalar::new(model, 0, trial, Nobody).finish();
        assert_eq!(
            row[Fields::OUTCOME],
            end[model.crisis.outcome][0],
            "trial {trial}"
        );
        assert_eq!(
            row[Fields::VIOLENCE],
            end[model.crisis.violence][0],
            "trial {trial}"
        );
    }
    variants.push(Variant::new(ALONE, answered, move || {
        for trial in 0..few {
            black_box(Scalar::new(model, 0, trial, Nobody).finish().0);
        }
        None
    }));
    variants.extend(in_lanes(model, draws, Baseline::new()));
    #[cfg(target_arch = "x86_64")]
    {
        use offramp::trial::dispatch::{Avx2, Avx512};
        let avx2 = Avx2::detect().map(|kernels| in_lanes(model, draws, kernels));
        let avx512 = Avx512::detect().map(|kernels| in_lanes(model, draws, kernels));
        variants.extend(avx2.into_iter().chain(avx512).flatten());
    }
    variants
}

fn in_lanes<K: Kernels + 'static>(model: &Model, draws: u64, kernels: K) -> [Variant<'_>; 2] {
    Kept::ALL.map(|kept| {
        let name = format!("lanes, {}: {}", K::NAME, kept.name());
        Variant::new(name, draws, move || {
            Some(work::run(model, TRIALS, kept, kernels))
        })
    })
}

#[inline(never)]
fn xor(words: u64) -> u32 {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    (0..words).fold(0, |all, _| all ^ random.next_u32())
}

#[inline(never)]
fn fill(words: u64) -> u32 {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut buffer = [0; 64];
    for _ in 0..words / 64 {
        for word in &mut buffer {
            *word = random.next_u32();
        }
        black_box(&buffer);
    }
    buffer[0]
}

#[inline(never)]
fn compare(words: u64) -> u32 {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut below = 0;
    for _ in 0..words {
        below += u32::from(random.next_u32() < 1 << 20);
    }
    below
}

/// Prints the table of a scenario with its acceptance check; returns the same for the file.
fn report(name: &str, asked: u64, variants: &[Variant]) -> Value {
    let floor = floor(variants);
    let noise = noise(variants);
    println!("{name}: {asked} draws a day, {TRIALS} trials, {ROUNDS} rounds");
    println!(
        "{:<32} {:>8} {:>14} {:>15}",
        "variant", "ns/draw", "ratio, minima", "ratio, medians"
    );
    let mut costs = Vec::new();
    for variant in variants {
        let [least, median] = variant.cost();
        let (minima, medians) = (least / floor[0], median / floor[1]);
        println!(
            "{:<32} {least:>8.2} {minima:>14.2} {medians:>15.2}",
            variant.name
        );
        costs.push(json!({
            "variant": variant.name,
            "nanoseconds_per_draw": rounded(least),
            "ratio_of_minima_to_floor": rounded(minima),
            "ratio_of_medians_to_floor": rounded(medians),
        }));
    }
    let mut goals = Vec::new();
    for goal in GOALS {
        let cost = |name: &str| {
            variants
                .iter()
                .find(|v| v.name == name)
                .map(|v| v.cost()[1])
        };
        let Some(own) = cost(goal.variant) else {
            continue;
        };
        let against = if goal.faster {
            cost(goal.against).expect("it was run")
        } else {
            floor[1]
        };
        let figure = if goal.faster {
            against / own
        } else {
            own / against
        };
        let met = (figure >= goal.bar) == goal.faster;
        let (sign, word) = if goal.faster {
            (">=", "times the speed of")
        } else {
            ("<=", "of")
        };
        let verdict = if met { "met" } else { "NOT MET" };
        println!(
            "goal: {} {sign} {} {word} \"{}\": {figure:.2}, {verdict}",
            goal.variant, goal.bar, goal.against
        );
        goals.push(json!({
            "variant": goal.variant,
            "against": goal.against,
            "goal": format!("{sign} {}", goal.bar),
            "measured": rounded(figure),
            "met": met,
        }));
    }
    if noise > QUIET {
        println!("noisy: the floor's median is {noise:.2} times its minimum; discard these ratios");
    }
    println!();
    json!({
        "scenario": name,
        "draws_per_day": asked,
        "trials": TRIALS,
        "rounds": ROUNDS,
        "floor_median_over_minimum": rounded(noise),
        "costs": costs,
        "goals": goals,
    })
}

fn rounded(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

/// Writes what was measured, and where.
fn write(measured: &[Value]) {
    let processor = work::processor().unwrap_or_default();
    let instructions = offramp::ensemble::instructions();
    let text = json!({
        "offramp": env!("CARGO_PKG_VERSION"),
        "processor": processor,
        "instructions": instructions,
        "threads": 1,
        "scenarios": measured,
    });
    let text = serde_json::to_string_pretty(&text).expect("a JSON value can be written") + "\n";
    let letters = |c: char| {
        if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = format!("{processor} {instructions}")
        .chars()
        .map(letters)
        .collect();
    let file = Path::new(REFERENCE).join(name + ".json");
    std::fs::write(&file, text).expect("docs/reference can be written");
    println!("written: {}", file.display());
}
