//! Prints inputs and this library's answers as JSON, for an independent check:
//! `cargo run --example stats_referee | python tests/referee/stats.py`.

use std::io::Write;

use offramp::stats::Estimate;
use offramp::stats::design::{sobol, unit};
use offramp::stats::histogram::{Histogram, OrderRanks};
use offramp::stats::logit::{LogitCells, logit};
use offramp::stats::moments::Moments;
use offramp::stats::paired::{Flips, PairedSums};
use offramp::stats::score::{brier, crps, crps_histogram, log_score, ranked_probability};
use offramp::stats::sensitivity::Resampling;
use offramp::stats::sensitivity::sobol::{SaltelliOutputs, crossed_row, sobol_indices};
use offramp::stats::sequential::{EmpiricalBernstein, MultinomialSequence};
use offramp::stats::shapley::Shapley;
use offramp::stats::share::share;
use offramp::stats::special::{Side, beta_mass, normal_quantile_upper, t_quantile_upper};
use offramp::stats::test::{
    Test, binomial_test, chi_squared_test, g_test, lag_correlation_test, uniformity_test,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

const LEVELS: [f64; 3] = [0.9, 0.95, 0.999];

fn main() -> std::io::Result<()> {
    let mut source = ChaCha8Rng::seed_from_u64(2024);
    let mut word = || source.next_u64();
    let mut cases = special_functions();
    cases.extend(shares());
    cases.extend(histograms(&mut word));
    cases.extend(flips());
    cases.extend(pairs(&mut word));
    cases.extend(sequences(&mut word));
    cases.extend(tests(&mut word));
    cases.extend(scores(&mut word));
    cases.extend(sharing(&mut word));
    cases.extend(logits(&mut word));
    writeln!(std::io::stdout().lock(), "{}", Value::Array(cases))
}

fn ends(estimate: &Estimate) -> Value {
    json!({"value": estimate.value, "low": estimate.low, "high": estimate.high})
}

fn verdict(test: Option<Test>) -> Value {
    json!(test.map(|test| json!({"statistic": test.statistic, "p_value": test.p_value})))
}

fn special_functions() -> Vec<Value> {
    let mut cases = Vec::new();
    for tail in [1e-12, 1e-6, 0.005, 0.025, 0.3, 0.5] {
        cases.push(json!({"check": "normal", "tail": tail, "found": normal_quantile_upper(tail)}));
        for freedom in [1.0, 2.0, 3.0, 9.0, 99.0, 1e6] {
            let found = t_quantile_upper(freedom, tail);
            cases.push(json!({"check": "t", "tail": tail, "freedom": freedom, "found": found}));
        }
    }
    for (a, b) in [
        (0.5, 3.0),
        (1.0, 40.0),
        (30.0, 2.0),
        (400.0, 600.0),
        (2e5, 3e5),
        (3e7, 7e7),
    ] {
        for z in [-6.0, -2.0, 0.0, 1.0, 5.0] {
            let mean = a / (a + b);
            let x: f64 = mean + z * libm::sqrt(mean * (1.0 - mean) / (a + b));
            if x > 0.0 && x < 1.0 {
                let (below, above) = (
                    beta_mass(a, b, x, Side::Lower),
                    beta_mass(a, b, x, Side::Upper),
                );
                cases.push(json!({"check": "beta", "a": a, "b": b, "x": x, "below": below, "above": above}));
            }
        }
    }
    cases
}

fn shares() -> Vec<Value> {
    let mut cases = Vec::new();
    for level in LEVELS {
        for n in [1_u64, 2, 10, 97, 1000, 100_000, 100_000_000] {
            for k in [0, 1, n / 10, n / 3, n - 1, n] {
                let found = ends(&share(k, n, level));
                cases.push(
                    json!({"check": "share", "k": k, "n": n, "level": level, "found": found}),
                );
            }
        }
    }
    cases
}

fn histograms(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    for (size, n) in [(4_u64, 10_u64), (30, 500), (366, 20_000)] {
        let mut counts = vec![0_u64; size as usize];
        for _ in 0..n {
            let skewed = unit(word()) * unit(word());
            counts[(skewed * size as f64) as usize] += 1;
        }
        for level in LEVELS {
            let histogram = Histogram::new(&counts);
            let mean = ends(&histogram.mean(level));
            cases.push(json!({"check": "mean", "counts": counts, "level": level, "found": mean}));
            for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
                let found = ends(&histogram.quantile(&OrderRanks::new(n, p, level)));
                cases.push(json!({"check": "quantile", "counts": counts, "p": p, "level": level, "found": found}));
            }
        }
    }
    for n in [1_u64, 5, 6, 100, 99_999, 100_000_000] {
        for p in [0.05, 0.5, 0.75, 0.95] {
            let ranks = OrderRanks::new(n, p, 0.95);
            let found = json!({"low": ranks.low, "middle": ranks.middle, "high": ranks.high});
            cases.push(json!({"check": "ranks", "n": n, "p": p, "level": 0.95, "found": found}));
        }
    }
    cases
}

fn flips() -> Vec<Value> {
    let tables = [
        (0, 0, 100),
        (1, 0, 9),
        (0, 7, 93),
        (5, 3, 92),
        (40, 60, 0),
        (12, 0, 0),
        (17, 4, 999_979),
    ];
    let mut cases = Vec::new();
    for (n10, n01, rest) in tables {
        for level in LEVELS {
            let flips = Flips {
                n10,
                n01,
                n11: rest / 3,
                n00: rest - rest / 3,
            };
            let found = ends(&flips.difference(level));
            cases.push(json!({"check": "tango", "n10": n10, "n01": n01, "n": flips.n(), "level": level, "found": found}));
        }
    }
    cases
}

fn pairs(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    for n in [2, 12, 300] {
        let (mut sums, mut x, mut y) = (PairedSums::default(), Vec::new(), Vec::new());
        for _ in 0..n {
            let shared = (word() % 100) as i64;
            x.push(shared + (word() % 30) as i64);
            y.push(shared + (word() % 40) as i64 - 3);
            sums.add(x[x.len() - 1], y[y.len() - 1]);
        }
        let (correlation, reduction) = (sums.correlation(), sums.variance_reduction());
        let found = ends(&sums.difference(0.95));
        cases.push(
            json!({"check": "paired", "x": x, "y": y, "level": 0.95, "found": found,
            "correlation": correlation, "reduction": reduction}),
        );
    }
    cases
}

fn sequences(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    let tables = [
        (0, 50, 0),
        (3, 40, 9),
        (0, 990, 10),
        (7, 0, 0),
        (1, 1, 30),
        (120, 99_000, 310),
    ];
    for (minus, zero, plus) in tables {
        for prior in [[0.5, 0.5, 0.5], [1.0, 4.0, 1.0]] {
            let found =
                ends(&MultinomialSequence::with_prior(0.95, prior).difference(minus, zero, plus));
            cases.push(
                json!({"check": "multinomial", "counts": [minus, zero, plus], "prior": prior,
                "level": 0.95, "found": found}),
            );
        }
    }
    for (low, high, tuned) in [(0_i64, 60_i64, 5e4), (-365, 365, 1e6), (0, 1, 25.0)] {
        let mut sequence = EmpiricalBernstein::new((low, high), tuned, 0.95);
        let (mut chunks, mut looks) = (Vec::new(), Vec::new());
        for chunk in 0..12 {
            let draw = |word: u64| low + ((high - low) as f64 * unit(word) * 0.7 + 0.5) as i64;
            let values: Vec<i64> = (0..50 * (1 + chunk)).map(|_| draw(word())).collect();
            let mut moments = Moments::default();
            for &value in &values {
                moments.add(value);
            }
            sequence.observe(&moments);
            looks.push(ends(&sequence.mean()));
            chunks.push(values);
        }
        cases.push(
            json!({"check": "bernstein", "range": [low, high], "tuned": tuned, "level": 0.95,
            "chunks": chunks, "found": looks}),
        );
    }
    cases
}

fn tests(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    let shares = [0.1, 0.2, 0.3, 0.4];
    for observed in [[12, 18, 33, 37], [40, 5, 0, 55], [1000, 2100, 2950, 3950]] {
        let chi = verdict(chi_squared_test(&observed, &shares));
        let g = verdict(g_test(&observed, &shares));
        cases.push(
            json!({"check": "cells", "observed": observed, "shares": shares, "chi": chi, "g": g}),
        );
    }
    for (k, n, p) in [
        (3_u64, 20_u64, 0.3),
        (0, 9, 0.2),
        (620, 1000, 0.6),
        (50_310, 100_000, 0.5),
        (9, 9, 0.9),
    ] {
        let found = verdict(binomial_test(k, n, p));
        cases.push(json!({"check": "binomial", "k": k, "n": n, "p": p, "found": found}));
    }
    for n in [10, 11, 20, 30, 100, 1000] {
        let series: Vec<f64> = (0..n).map(|_| unit(word())).collect();
        let mut sorted = series.clone();
        sorted.sort_by(f64::total_cmp);
        let (uniformity, lag) = (
            verdict(uniformity_test(&sorted)),
            verdict(lag_correlation_test(&series, 1)),
        );
        cases.push(
            json!({"check": "series", "series": series, "uniformity": uniformity, "lag": lag}),
        );
    }
    cases
}

fn scores(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    for happened in 0..4 {
        let weights: Vec<f64> = (0..4).map(|_| unit(word()) + 0.01).collect();
        let total: f64 = weights.iter().sum();
        let p: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        cases.push(
            json!({"check": "classes", "p": p, "happened": happened, "log": log_score(p[happened]),
            "brier": brier(&p, happened), "ranked": ranked_probability(&p, happened)}),
        );
    }
    for happened in [-1.0, 2.5, 40.0] {
        let mut values: Vec<f64> = (0..50).map(|_| unit(word()) * 9.0).collect();
        values.sort_by(f64::total_cmp);
        let found = crps(&values, happened);
        cases
            .push(json!({"check": "crps", "values": values, "happened": happened, "found": found}));
    }
    let counts: Vec<u64> = (0..20).map(|_| word() % 7).collect();
    let scale = |bin: usize| libm::log1p(bin as f64);
    let found = crps_histogram(&counts, scale, scale(6));
    cases.push(json!({"check": "crps_log", "counts": counts, "happened": 6, "found": found}));
    cases
}

fn sharing(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut cases = Vec::new();
    for factors in [2, 4, 6] {
        let worths: Vec<i64> = (0..1 << factors)
            .map(|_| (word() % 1000) as i64 - 500)
            .collect();
        let shapley = Shapley::of(&worths);
        let found: Vec<f64> = (0..factors)
            .map(|factor| shapley.value(factor, 1.0))
            .collect();
        cases.push(json!({"check": "shapley", "worths": worths, "found": found}));
    }
    let mut sample = || (0..64).map(|_| unit(word())).collect::<Vec<f64>>();
    let noise = SaltelliOutputs {
        a: sample(),
        b: sample(),
        a_b: vec![sample(), sample()],
    };
    cases.push(sobol_case("noise", &[], &noise, word));
    let g = |x: &[f64]| {
        let factor = |(x, a): (&f64, &f64)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a);
        x.iter().zip(&SOBOL_G).map(factor).product()
    };
    let ishigami = |x: &[f64]| {
        let [x, y, z] = [0, 1, 2].map(|at| std::f64::consts::PI * (2.0 * x[at] - 1.0));
        libm::sin(x) + 7.0 * libm::sin(y).powi(2) + 0.1 * z.powi(4) * libm::sin(x)
    };
    let functions: [(&str, usize, &Function); 2] =
        [("ishigami", 3, &ishigami), ("sobol_g", SOBOL_G.len(), &g)];
    for (name, inputs, of) in functions {
        let base: Vec<Vec<f64>> = (0..1024)
            .map(|point| (0..2 * inputs).map(|at| sobol(point, at, 7)).collect())
            .collect();
        let row = |at: usize, input: Option<usize>| {
            let (a, b) = base[at].split_at(inputs);
            input.map_or_else(|| a.to_vec(), |input| crossed_row(a, b, input))
        };
        let outputs = SaltelliOutputs {
            a: (0..base.len()).map(|at| of(&row(at, None))).collect(),
            b: base.iter().map(|point| of(&point[inputs..])).collect(),
            a_b: (0..inputs)
                .map(|input| {
                    (0..base.len())
                        .map(|at| of(&row(at, Some(input))))
                        .collect()
                })
                .collect(),
        };
        cases.push(sobol_case(name, &base, &outputs, word));
    }
    cases
}

/// A function of inputs in [0, 1).
type Function = dyn Fn(&[f64]) -> f64;

/// The coefficients that `SALib` gives Sobol's g function if it is told none.
const SOBOL_G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

/// Indices of a function at points of A and B side by side.
fn sobol_case(
    function: &str,
    base: &[Vec<f64>],
    outputs: &SaltelliOutputs,
    word: &mut impl FnMut() -> u64,
) -> Value {
    let resampling = Resampling {
        resamples: 10,
        level: 0.95,
    };
    let found = sobol_indices(outputs, resampling, word);
    json!({"check": "sobol", "function": function, "base": base,
        "a": outputs.a, "b": outputs.b, "a_b": outputs.a_b,
        "first": found.iter().map(|row| row.first.value).collect::<Vec<_>>(),
        "total": found.iter().map(|row| row.total.value).collect::<Vec<_>>()})
}

fn logits(word: &mut impl FnMut() -> u64) -> Vec<Value> {
    let mut draw = |most: u64| -> LogitCells {
        [0, 1].map(|_| [0, 1].map(|_| [0, 1].map(|_| 1 + word() % most)))
    };
    let cells = [3, 10, 10, 100, 100, 1000, 100_000].map(&mut draw);
    let rare: LogitCells = [[[90_000, 3], [4000, 1]], [[700, 5], [20, 2]]];
    let hole: LogitCells = [[[12, 5], [3, 9]], [[4, 40], [0, 0]]];
    let cells = cells.into_iter().chain([rare, hole]);
    let case = |cells| json!({"check": "logit", "cells": cells, "found": logit(&cells)});
    cells.map(case).collect()
}
