//! Coverage of every interval, computed where a sum can compute it and simulated with
//! fixed seeds elsewhere. What each test measures is a row of the table in
//! docs/statistics.md, and the test fails where the document says otherwise.

#![allow(
    clippy::doc_markdown,
    reason = "names of people and symbols of formulas are not code"
)]

use offramp::stats::Method;
use offramp::stats::best::{against_best, pair_level};
use offramp::stats::decision::{Better, replicate_mean};
use offramp::stats::design::{latin_hypercube, unit};
use offramp::stats::histogram::{Histogram, OrderRanks};
use offramp::stats::moments::Moments;
use offramp::stats::paired::{Flips, PairedSums};
use offramp::stats::resample::{percentile_interval, resample};
use offramp::stats::sequential::{EmpiricalBernstein, MultinomialSequence};
use offramp::stats::shapley::ShapleyMoments;
use offramp::stats::share::share;
use offramp::stats::special::{binomial_probability, normal_quantile_upper};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const LEVEL: f64 = 0.95;

/// The document must hold the row, word for word.
fn documented(row: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/statistics.md");
    let document = std::fs::read_to_string(path).expect("docs/statistics.md is readable");
    println!("{row}");
    assert!(
        document.contains(row),
        "docs/statistics.md lacks the measured row\n{row}"
    );
}

/// A seeded source of words, unit numbers and simple laws.
struct Source(ChaCha8Rng);

impl Source {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn unit(&mut self) -> f64 {
        unit(self.0.next_u64())
    }

    /// Number of failures before a success of probability `p`, by inversion.
    fn geometric(&mut self, p: f64) -> usize {
        (libm::log1p(-self.unit()) / libm::log1p(-p)) as usize
    }

    /// A standard normal number times `scale`, rounded.
    fn normal(&mut self, scale: f64) -> i64 {
        (normal_quantile_upper(1.0 - self.unit()) * scale).round() as i64
    }
}

/// Share of `runs` in which `covered` holds, given the run's own source.
fn simulate(runs: u64, seed: u64, covered: impl Fn(&mut Source) -> bool) -> f64 {
    let hits = (0..runs)
        .filter(|run| covered(&mut Source::new(seed + run)))
        .count();
    hits as f64 / runs as f64
}

/// Three standard errors of a simulated coverage at the nominal level.
fn noise(runs: u64) -> f64 {
    3.0 * (LEVEL * (1.0 - LEVEL) / runs as f64).sqrt()
}

#[test]
fn clopper_pearson_is_never_below_its_level() {
    for level in [0.9, 0.95, 0.99] {
        let (mut least, mut sum, mut points) = (1.0_f64, 0.0, 0_u32);
        for n in [1, 2, 3, 5, 8, 13, 20, 34, 55, 100, 200, 500, 1000] {
            let intervals: Vec<_> = (0..=n).map(|k| share(k, n, level)).collect();
            for step in 1..200 {
                // Dense near zero, where rare outcomes live.
                let p = 0.5 * (f64::from(step) / 199.0).powi(2);
                let coverage: f64 = (0..=n)
                    .filter(|k| intervals[*k as usize].covers(p))
                    .map(|k| binomial_probability(n, p, k))
                    .sum();
                assert!(coverage >= level - 1e-12, "n = {n}, p = {p}: {coverage}");
                least = least.min(coverage);
                sum += coverage;
                points += 1;
            }
        }
        let mean = sum / f64::from(points);
        documented(&format!(
            "| `clopper_pearson` | computed: n 1 to 1000, p 0.00001 to 0.5 | {level} | least {least:.4}, mean {mean:.4} |"
        ));
    }
}

#[test]
fn tango_stays_near_its_level() {
    // Every outcome of the flip counts, weighed by its trinomial probability.
    for n in [20, 50, 100] {
        let (mut least, mut sum, mut points) = (1.0_f64, 0.0, 0.0);
        let outcomes: Vec<(u64, u64, _)> = (0..=n)
            .flat_map(|n10| (0..=n - n10).map(move |n01| (n10, n01)))
            .map(|(n10, n01)| {
                (
                    n10,
                    n01,
                    Flips {
                        n10,
                        n01,
                        n11: 0,
                        n00: n - n10 - n01,
                    }
                    .difference(LEVEL),
                )
            })
            .collect();
        for flipping in [0.02, 0.05, 0.1, 0.2, 0.4, 0.8] {
            for towards in [0.5, 0.7, 0.9, 1.0] {
                let coverage: f64 = outcomes
                    .iter()
                    .filter(|(_, _, estimate)| estimate.covers(flipping * (2.0 * towards - 1.0)))
                    .map(|(n10, n01, _)| {
                        let flips = n10 + n01;
                        binomial_probability(n, flipping, flips)
                            * binomial_probability(flips, towards, *n10)
                    })
                    .sum();
                least = least.min(coverage);
                sum += coverage;
                points += 1.0;
            }
        }
        let mean = sum / points;
        assert!(
            least > 0.9 && mean > LEVEL - 0.005,
            "n = {n}: {least} {mean}"
        );
        documented(&format!(
            "| `tango` | computed: n {n}, share of flips 0.02 to 0.8 | {LEVEL} | least {least:.4}, mean {mean:.4} |"
        ));
    }
}

#[test]
fn tango_stays_near_its_level_where_flips_are_rare() {
    let n = 100_000;
    let (mut least, mut sum, mut points) = (1.0_f64, 0.0, 0.0);
    let intervals: Vec<Vec<_>> = (0..60)
        .map(|n10| {
            (0..60)
                .map(|n01| {
                    Flips {
                        n10,
                        n01,
                        n11: 0,
                        n00: n - n10 - n01,
                    }
                    .difference(LEVEL)
                })
                .collect()
        })
        .collect();
    for up in [0.5, 1.0, 2.0, 5.0, 20.0] {
        for down in [0.5, 1.0, 2.0, 5.0, 20.0] {
            let (p10, p01) = (up / n as f64, down / n as f64);
            let mut coverage = 0.0;
            for (n10, row) in intervals.iter().enumerate() {
                for (n01, estimate) in row.iter().enumerate() {
                    if estimate.covers(p10 - p01) {
                        coverage += binomial_probability(n, p10, n10 as u64)
                            * binomial_probability(n - n10 as u64, p01 / (1.0 - p10), n01 as u64);
                    }
                }
            }
            least = least.min(coverage);
            sum += coverage;
            points += 1.0;
        }
    }
    let mean = sum / points;
    assert!(least > 0.9 && mean > LEVEL - 0.01, "{least} {mean}");
    documented(&format!(
        "| `tango` | computed: n 100000, 0.5 to 20 flips expected each way | {LEVEL} | least {least:.4}, mean {mean:.4} |"
    ));
}

#[test]
fn means_are_near_their_level_and_the_skewed_ones_say_so() {
    const RUNS: u64 = 4000;
    for (law, n, floor) in [
        ("normal", 10, LEVEL),
        ("geometric", 30, 0.91),
        ("geometric", 1000, LEVEL),
    ] {
        let coverage = simulate(RUNS, 100, |source| {
            let mut counts = vec![0; 2000];
            for _ in 0..n {
                let value = if law == "normal" {
                    (source.normal(50.0) + 500) as usize
                } else {
                    source.geometric(0.1)
                };
                counts[value] += 1;
            }
            let truth = if law == "normal" { 500.0 } else { 9.0 };
            Histogram::new(&counts).mean(LEVEL).covers(truth)
        });
        assert!(
            (floor - noise(RUNS)..LEVEL + noise(RUNS)).contains(&coverage),
            "{law} {n}: {coverage}"
        );
        documented(&format!(
            "| `t_mean` | simulated: {law}, n {n} | {LEVEL} | {coverage:.4} |"
        ));
    }
}

#[test]
fn quantiles_keep_their_level_on_any_law() {
    const RUNS: u64 = 4000;
    for (law, p, truth) in [
        ("uniform on 0 to 4095", 0.05, 204_usize),
        ("uniform on 0 to 4095", 0.5, 2047),
        ("uniform on 0 to 4095", 0.95, 3891),
        ("geometric with ties", 0.5, 6),
        ("geometric with ties", 0.95, 28),
    ] {
        let ranks = OrderRanks::new(200, p, LEVEL);
        let coverage = simulate(RUNS, 200, |source| {
            let mut counts = vec![0; 4096];
            for _ in 0..200 {
                let uniform = law.starts_with("uniform");
                counts[if uniform {
                    (source.unit() * 4096.0) as usize
                } else {
                    source.geometric(0.1)
                }] += 1;
            }
            Histogram::new(&counts)
                .quantile(&ranks)
                .covers(truth as f64)
        });
        assert!(coverage >= LEVEL - noise(RUNS), "{law} {p}: {coverage}");
        documented(&format!(
            "| `order_statistic` | simulated: {law}, p {p}, n 200 | {LEVEL} | {coverage:.4} |"
        ));
    }
}

#[test]
fn paired_differences_are_near_their_level() {
    const RUNS: u64 = 4000;
    let coverage = simulate(RUNS, 300, |source| {
        let mut sums = PairedSums::default();
        for _ in 0..100 {
            let shared = source.normal(100.0);
            sums.add(shared + source.normal(30.0) + 7, shared);
        }
        sums.difference(LEVEL).covers(7.0)
    });
    assert!((coverage - LEVEL).abs() < noise(RUNS), "{coverage}");
    documented(&format!(
        "| `paired_t` | simulated: correlated normal, n 100 | {LEVEL} | {coverage:.4} |"
    ));
}

/// One trial in 400 has 1, 2, 3, ... of something: the samples for which the t interval reaches
/// below 0 get this one.
#[test]
fn means_of_rare_counts_keep_their_level() {
    const RUNS: u64 = 4000;
    let truth = 2.0 / 400.0;
    let used = std::cell::Cell::new(0);
    let coverage = simulate(RUNS, 350, |source| {
        let mut counts = vec![0; 64];
        for _ in 0..500 {
            let some = source.unit() < 1.0 / 400.0;
            let value = if some { 1 + source.geometric(0.5) } else { 0 };
            counts[value.min(63)] += 1;
        }
        let estimate = Histogram::new(&counts).bounded_mean(63, LEVEL);
        assert!(estimate.low >= Some(0.0));
        used.set(used.get() + u32::from(estimate.method == Method::FayFeuer));
        estimate.covers(truth)
    });
    assert!(
        used.get() > 1000 && coverage > LEVEL - noise(RUNS),
        "{used:?} {coverage}"
    );
    documented(&format!(
        "| `fay_feuer` | simulated: one in 400 with a geometric number, n 500 | {LEVEL} | {coverage:.4} |"
    ));
}

#[test]
fn constant_samples_are_bounded_at_their_level() {
    // A share q of values is 50, the rest 0. A sample is constant at 0 with probability
    // (1 - q)^n, and only then is this interval used; it must reach the mean of 50 q.
    let mut least = 1.0_f64;
    for n in [2, 10, 60, 1000, 100_000] {
        let zeros = Moments {
            n,
            ..Moments::default()
        };
        let estimate = zeros.bounded_estimate((0, 50), 1.0, LEVEL, Method::TMean);
        assert_eq!(estimate.method, Method::ConstantSample);
        for step in 1..1000 {
            let q = (f64::from(step) / 1000.0).powi(2);
            if !estimate.covers(50.0 * q) {
                least = least.min(1.0 - binomial_probability(n, q, 0));
            }
        }
    }
    assert!(least >= LEVEL, "{least}");
    documented(&format!(
        "| `constant_sample` | computed: n 2 to 100000, any share differs | {LEVEL} | least {least:.4} |"
    ));
}

#[test]
fn the_multinomial_sequence_survives_continuous_looking() {
    const RUNS: u64 = 600;
    for (p10, p01) in [(0.05, 0.05), (0.004, 0.001)] {
        let sequence = MultinomialSequence::new(LEVEL);
        let always = |naive: bool| {
            simulate(RUNS, 400, |source| {
                let mut flips = Flips::default();
                (1..=2000).all(|unit| {
                    let u = source.unit();
                    flips.add(u < p10, (p10..p10 + p01).contains(&u));
                    let estimate = if unit % 10 > 0 {
                        return true;
                    } else if naive {
                        flips.difference(LEVEL)
                    } else {
                        sequence.difference(flips.n01, flips.n00, flips.n10)
                    };
                    estimate.covers(p10 - p01)
                })
            })
        };
        let (valid, naive) = (always(false), always(true));
        assert!(valid >= LEVEL - noise(RUNS), "the sequence fails: {valid}");
        assert!(
            naive < 0.9,
            "looking 200 times should break a fixed interval: {naive}"
        );
        documented(&format!(
            "| `multinomial_sequence` | simulated: 200 looks up to n 2000, flips {p10} and {p01} | {LEVEL} | {valid:.4} (repeated `tango`: {naive:.4}) |"
        ));
    }
}

#[test]
fn the_empirical_bernstein_sequence_survives_continuous_looking() {
    const RUNS: u64 = 500;
    let always = |naive: bool| {
        simulate(RUNS, 500, |source| {
            let mut sequence = EmpiricalBernstein::new((0, 60), 2000.0 * 80.0, LEVEL);
            let mut total = Moments::default();
            (0..100).all(|_| {
                let mut chunk = Moments::default();
                (0..20).for_each(|_| chunk.add(source.geometric(0.1).min(60) as i64));
                sequence.observe(&chunk);
                total.merge(&chunk);
                let estimate = if naive {
                    total.t_estimate(1.0, LEVEL, Method::TMean)
                } else {
                    sequence.mean()
                };
                // The mean of the geometric law cut at 60: the sum of 0.9^k for k = 1 to 60.
                estimate.covers(9.0 * (1.0 - 0.9_f64.powi(60)))
            })
        })
    };
    let (valid, naive) = (always(false), always(true));
    assert!(valid >= LEVEL - noise(RUNS), "the sequence fails: {valid}");
    assert!(
        naive < 0.9,
        "looking 100 times should break a fixed interval: {naive}"
    );
    documented(&format!(
        "| `empirical_bernstein_sequence` | simulated: 100 looks up to n 2000, geometric cut at 60 | {LEVEL} | {valid:.4} (repeated `t_mean`: {naive:.4}) |"
    ));
}

#[test]
fn comparisons_with_the_best_hold_together() {
    const RUNS: u64 = 2000;
    for (name, means) in [
        ("all equal", [0, 0, 0, 0, 0]),
        ("one best", [0, 10, 10, 20, 60]),
    ] {
        let level = pair_level(LEVEL, 5);
        let coverage = simulate(RUNS, 600, |source| {
            let mut pairs = vec![PairedSums::default(); 25];
            for _ in 0..100 {
                let values = means.map(|mean| mean + source.normal(50.0));
                for i in 0..5 {
                    for j in i + 1..5 {
                        pairs[5 * i + j].add(values[i], values[j]);
                    }
                }
            }
            let rows = against_best(5, Better::Lower, LEVEL, |i, j| {
                pairs[5 * i + j].difference(level)
            });
            rows[0].candidate
                && rows.iter().enumerate().all(|(i, row)| {
                    let others = (0..5)
                        .filter(|j| *j != i)
                        .map(|j| means[j])
                        .min()
                        .expect("four others");
                    row.difference.covers((means[i] - others) as f64)
                })
        });
        assert!(coverage >= LEVEL - noise(RUNS), "{name}: {coverage}");
        documented(&format!(
            "| `hsu_constrained` | simulated: 5 treatments, {name}, n 100 | {LEVEL} | {coverage:.4} |"
        ));
    }
}

#[test]
fn replicated_hypercubes_give_students_interval() {
    const RUNS: u64 = 2000;
    // The mean of exp(u + v) over the square is (e - 1)².
    let truth = (std::f64::consts::E - 1.0).powi(2);
    let coverage = simulate(RUNS, 700, |source| {
        let replicates: Vec<f64> = (0..10)
            .map(|_| {
                let design = latin_hypercube(20, 2, &mut || source.0.next_u64());
                design
                    .iter()
                    .map(|point| libm::exp(point[0] + point[1]))
                    .sum::<f64>()
                    / 20.0
            })
            .collect();
        replicate_mean(&replicates, LEVEL).covers(truth)
    });
    assert!((coverage - LEVEL).abs() < noise(RUNS), "{coverage}");
    documented(&format!(
        "| `replicate_t` | simulated: 10 Latin hypercubes of 20 points | {LEVEL} | {coverage:.4} |"
    ));
}

#[test]
fn shapley_values_are_near_their_level() {
    const RUNS: u64 = 2000;
    // The worth is one where a trial's latent number falls below the subset's probability:
    // 0.05, 0.15, 0.25, 0.6 for none, first, second, both. The second factor's value is
    // ((0.25 - 0.05) + (0.6 - 0.15)) / 2.
    let coverage = simulate(RUNS, 800, |source| {
        let mut record = ShapleyMoments::new(2);
        for _ in 0..200 {
            let u = source.unit();
            record.add(&[0.05, 0.15, 0.25, 0.6].map(|p| i64::from(u < p)));
        }
        record.values(1, LEVEL)[1].covers(0.325)
    });
    assert!((coverage - LEVEL).abs() < noise(RUNS), "{coverage}");
    documented(&format!(
        "| `shapley_t` | simulated: two factors, n 200 | {LEVEL} | {coverage:.4} |"
    ));
}

/// Clusters in two strata, each with a number of acts and a probability of its own; the share of acts
/// with a property, as counts of many crises are.
#[test]
fn shares_of_clustered_acts_are_near_their_level() {
    for clusters in [20, 200] {
        let strata = [clusters / 2, clusters / 2];
        // Acts 1 + geometric with mean 3 and 9, probabilities uniform on .1 to .5 and .5 to .9.
        let truth = (4.0 * 0.3 + 10.0 * 0.7) / 14.0;
        let coverage = simulate(2000, 41, |source| {
            let counts: Vec<[u32; 2]> = (0..clusters)
                .map(|cluster| {
                    let second = cluster >= strata[0];
                    let (stop, least) = if second { (0.1, 0.5) } else { (0.25, 0.1) };
                    let acts = 1 + source.geometric(stop) as u32;
                    let p = least + 0.4 * source.unit();
                    let yes = (0..acts).filter(|_| source.unit() < p).count();
                    [yes as u32, acts]
                })
                .collect();
            let share = |times: &[u32]| {
                let sum = |at: usize| -> u32 {
                    counts
                        .iter()
                        .zip(times)
                        .map(|(c, times)| c[at] * times)
                        .sum()
                };
                Some(f64::from(sum(0)) / f64::from(sum(1)))
            };
            let replicates: Vec<Option<f64>> = (0..1000)
                .map(|_| share(&resample(&strata, &mut || source.0.next_u64())))
                .collect();
            let all = share(&vec![1; clusters]);
            percentile_interval(all, &replicates, LEVEL, clusters as u64).covers(truth)
        });
        documented(&format!(
            "| `cluster_bootstrap` | simulated: share of clustered acts, {clusters} clusters in 2 strata | 0.95 | {coverage:.4} |"
        ));
    }
}

#[test]
fn every_method_name_is_documented() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/statistics.md");
    let document = std::fs::read_to_string(path).expect("docs/statistics.md is readable");
    for name in Method::ALL.iter().map(|method| method.name()) {
        assert!(
            document.contains(&format!("`{name}`")),
            "{name} is not in docs/statistics.md"
        );
    }
}
