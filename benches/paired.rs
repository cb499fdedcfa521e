//! What pairing saves: how many trials independent runs of two policies need for the precision that
//! the same trials under both have. And what comparing six policies takes.
//!
//!     cargo bench --bench paired
//!
//! Writes `docs/reference/paired.json`; takes less than a minute.

mod work;

use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::study::contrasts::{self, Comparison, Question, Size};
use offramp::study::measure::Measure;
use offramp::trial::record::Detail;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const SCENARIO: &str = "kaesong-2020";
/// Policies that act late: what they forbid or force comes up in a few trials, or after a while.
const LATE: [&str; 4] = [
    "ceiling",
    "proportional",
    "no-first-escalation",
    "hotline-first",
];
/// Policies that act from the first day.
const EARLY: [&str; 4] = [
    "maximum-restraint",
    "maximum-restraint-joint",
    "engage",
    "firm",
];
const MEASURES: [Measure; 3] = [Measure::MinorClash, Measure::Agreement, Measure::Days];
const TRIALS: u64 = 100_000;
/// Trials of a block. The blocks are independent; a comparison is repeated in each of them.
const BLOCK: u64 = 250;
const GOAL: f64 = 3.0;

fn main() {
    let names: Vec<&str> = ["baseline"].into_iter().chain(LATE).chain(EARLY).collect();
    let models: Vec<Model> = names.iter().map(|name| model(name)).collect();
    let question = Question {
        measure: Measure::MinorClash,
        margin: None,
        seed: 0,
        size: Size::Fixed(TRIALS),
    };
    let comparison = contrasts::run(&models, &question, &()).expect("nobody stops it");
    let blocks: Vec<Vec<[f64; 3]>> = models.iter().map(blocks).collect();
    let mut saved = Vec::new();
    println!(
        "trials that independent runs need for one paired trial ({SCENARIO}, {TRIALS} trials)"
    );
    for (arm, name) in names.iter().enumerate().skip(1) {
        let late = LATE.contains(name);
        for (m, measure) in MEASURES.into_iter().enumerate() {
            saved.push(saving(
                &comparison,
                &blocks,
                (arm, name, late),
                (m, measure),
            ));
        }
    }
    let seconds = comparing();
    let text = json!({
        "offramp": env!("CARGO_PKG_VERSION"),
        "processor": work::processor(),
        "cores": ensemble::threads(),
        "scenario": SCENARIO,
        "trials": TRIALS,
        "blocks": TRIALS / BLOCK,
        "saved": saved,
        "six_policies_seconds": seconds,
    });
    let text = serde_json::to_string_pretty(&text).expect("a JSON value can be written") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/paired.json");
    std::fs::write(path, text).expect("docs/reference can be written");
    println!("written: docs/reference/paired.json");
}

fn model(policy: &str) -> Model {
    let scenario = read_embedded(SCENARIO, &[])
        .expect("it is shipped")
        .scenario;
    let policy = scenario.policy(policy).expect("it is shipped");
    Model::compile(&scenario, policy, Switches::default())
}

/// The measures of one arm, block by block.
fn blocks(model: &Model) -> Vec<[f64; 3]> {
    let block = |number| {
        let plan = Plan {
            seed: 0,
            first: number * BLOCK,
            trials: BLOCK,
            detail: Detail::Outcomes,
            daily: false,
        };
        let tally = ensemble::run(model, &plan, &(), |_| Ok(())).expect("nobody stops it");
        MEASURES.map(|measure| measure.count(&tally) as f64 / BLOCK as f64)
    };
    (0..TRIALS / BLOCK).map(block).collect()
}

/// The factor for one policy and measure: as the program prints it, and as it shows when the
/// comparison is repeated in every block, once on the same trials and once on other trials.
fn saving(
    comparison: &Comparison,
    blocks: &[Vec<[f64; 3]>],
    (arm, name, late): (usize, &str, bool),
    (m, measure): (usize, Measure),
) -> Value {
    let difference = |shift: usize| {
        let n = blocks[0].len();
        let each = (0..n).map(|b| blocks[arm][b][m] - blocks[0][(b + shift) % n][m]);
        variance(&each.collect::<Vec<_>>())
    };
    let (same, other) = (difference(0), difference(1));
    let printed = comparison.joint(arm, measure).variance_ratio;
    let repeated = (same > 0.0).then(|| other / same);
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
    let met = late.then(|| printed.is_some_and(|printed| printed >= GOAL));
    println!(
        "  {name:<24} {:<12} {:>8} printed {:>8} repeated {}",
        measure.name(),
        shown(printed),
        shown(repeated),
        met.map_or("", |met| if met { "met" } else { "NOT MET" }),
    );
    let rounded = |value: Option<f64>| value.map(|value| (value * 100.0).round() / 100.0);
    json!({
        "policy": name,
        "acts": if late { "late" } else { "from the first day" },
        "metric": measure.name(),
        "factor": rounded(printed),
        "repeated": rounded(repeated),
        "met": met,
    })
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (n - 1.0)
}

/// Seconds that a user waits for six policies under 100,000 trials each, all tables and both ends
/// of the assumptions included: the median of five.
fn comparing() -> f64 {
    let folder = tempfile::tempdir().expect("a folder for results");
    let policies = [&LATE[..], &EARLY[..1]].concat().join(",");
    let mut rounds: Vec<f64> = (0..5)
        .map(|_| {
            let started = Instant::now();
            let status = Command::new(env!("CARGO_BIN_EXE_offramp"))
                .args(["compare", SCENARIO, "--policies", &policies, "--quiet"])
                .args(["--trials", &TRIALS.to_string(), "--force", "--out"])
                .arg(folder.path())
                .stdout(Stdio::null())
                .status()
                .expect("the program starts");
            assert!(status.success(), "{status}");
            started.elapsed().as_secs_f64()
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let seconds = (rounds[2] * 100.0).round() / 100.0;
    println!("baseline and five policies at {TRIALS} trials: {seconds} s");
    seconds
}
