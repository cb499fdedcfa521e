//! Instructions a draw of the law costs, counted by Valgrind: the same on a busy machine as on a
//! quiet one, so that a check can hold them.
//!
//!     cargo bench --bench instructions              compares with docs/reference/instructions.csv
//!     OFFRAMP_BLESS=1 cargo bench --bench instructions   writes that file anew
//!
//! Each figure is the difference of two runs of unlike length, so that starting and compiling
//! cancel. Exit 1 where one has grown by more than [`ALLOWED`]. Valgrind has no AVX-512.

mod work;

use offramp::trial::dispatch::Baseline;
use std::fmt::Write;
use std::process::{Command, ExitCode};
use work::{Kept, SCENARIOS};

/// Trials of the shorter and of the longer run.
const TRIALS: [u64; 2] = [400, 2_000];
/// A figure may grow by so much before it counts as a loss.
const ALLOWED: f64 = 0.03;
const REFERENCE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/docs/reference/instructions.csv"
);
const HEADER: &str = "scenario,instructions_set,kept,per_draw";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [once, scenario, set, kept, trials] = arguments.as_slice()
        && once == "--once"
    {
        play(scenario, set, kept, trials.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    let measured = measure();
    print!("{measured}");
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(REFERENCE, measured).expect("the reference can be written");
        return ExitCode::SUCCESS;
    }
    let reference = std::fs::read_to_string(REFERENCE).expect("there is a reference");
    compare(&measured, &reference)
}

/// Whether an instruction set is there to be counted.
fn has(set: &str) -> bool {
    #[cfg(target_arch = "x86_64")]
    if set == "avx2" {
        return offramp::trial::dispatch::Avx2::detect().is_some();
    }
    set == "baseline"
}

/// The work of one run under Valgrind.
fn play(scenario: &str, set: &str, kept: &str, trials: u64) {
    let model = work::model(scenario);
    let kept = Kept::ALL.into_iter().find(|k| k.name() == kept);
    let kept = kept.expect("outcomes or all tables");
    let records = match set {
        #[cfg(target_arch = "x86_64")]
        "avx2" => {
            let avx2 = offramp::trial::dispatch::Avx2::detect().expect("AVX2");
            work::run(&model, trials, kept, avx2)
        }
        _ => work::run(&model, trials, kept, Baseline::new()),
    };
    std::hint::black_box(records);
}

/// The table of all figures.
fn measure() -> String {
    let mut table = format!("{HEADER}\n");
    for scenario in SCENARIOS {
        let model = work::model(scenario);
        let asked = work::asked_per_day(&model);
        let [few, many] = TRIALS.map(|trials| asked * work::days(&model, trials));
        for set in ["baseline", "avx2"].into_iter().filter(|set| has(set)) {
            for kept in Kept::ALL.map(Kept::name) {
                let [least, most] = TRIALS.map(|trials| count(scenario, set, kept, trials));
                let per_draw = (most - least) as f64 / (many - few) as f64;
                writeln!(table, "{scenario},{set},{kept},{per_draw:.2}")
                    .expect("invariant: a string takes every write");
            }
        }
    }
    table
}

/// Instructions of one run.
fn count(scenario: &str, set: &str, kept: &str, trials: u64) -> u64 {
    let this = std::env::current_exe().expect("a program has a path");
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(this)
        .args(["--once", scenario, set, kept, &trials.to_string()])
        .output()
        .expect("valgrind runs (Debian: apt-get install valgrind)");
    let said = String::from_utf8_lossy(&out.stderr);
    let total = said.lines().find_map(|line| line.split_once("Collected :"));
    let (_, total) = total.unwrap_or_else(|| panic!("valgrind counted nothing:\n{said}"));
    total.trim().parse().expect("a count")
}

/// Says what has grown or shrunk; fails where something has grown too much.
fn compare(measured: &str, reference: &str) -> ExitCode {
    let rows = |table: &str| -> Vec<(String, f64)> {
        let of = |line: &str| {
            let (name, figure) = line.rsplit_once(',')?;
            Some((name.to_owned(), figure.parse().ok()?))
        };
        table.lines().filter_map(of).collect()
    };
    let (measured, reference) = (rows(measured), rows(reference));
    let mut code = ExitCode::SUCCESS;
    for (name, now) in &measured {
        let Some((_, then)) = reference.iter().find(|(known, _)| known == name) else {
            println!("{name}: not in the reference; write it anew with OFFRAMP_BLESS=1");
            code = ExitCode::FAILURE;
            continue;
        };
        let change = now / then - 1.0;
        if change > ALLOWED {
            println!(
                "{name}: {now} instructions a draw, {then} before: {:+.1}%",
                100.0 * change
            );
            code = ExitCode::FAILURE;
        } else if change < -ALLOWED {
            println!("{name}: {now}, {then} before: better; OFFRAMP_BLESS=1 keeps it");
        }
    }
    code
}
