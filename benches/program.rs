//! What a user waits for: a scenario compiled, a run from process start to files on disk, rows
//! written, cores used, and the memory it takes.
//!
//!     cargo bench --bench program               a few minutes
//!     cargo bench --bench program -- --full     10 million rows, 100 million trials: half an hour
//!
//! Writes `docs/reference/program.json`. Times are medians of interleaved rounds.

mod work;

use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::trial::record::Detail;
use serde_json::{Value, json};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use work::SCENARIOS;

const OFFRAMP: &str = env!("CARGO_BIN_EXE_offramp");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const ROUNDS: usize = 15;

fn main() {
    let full = std::env::args().any(|argument| argument == "--full");
    let folder = tempfile::tempdir().expect("a folder for results");
    let mut found = vec![compiling(), running(folder.path()), threads()];
    found.push(rows(
        folder.path(),
        if full { 10_000_000 } else { 1_000_000 },
    ));
    let most = if full { 100_000_000 } else { 10_000_000 };
    found.extend(memory(folder.path(), most));
    let text =
        json!({ "offramp": env!("CARGO_PKG_VERSION"), "machine": machine(), "measured": found });
    let text = serde_json::to_string_pretty(&text).expect("a JSON value can be written") + "\n";
    let path = Path::new(ROOT).join("docs/reference/program.json");
    std::fs::write(path, text).expect("docs/reference can be written");
    println!("written: docs/reference/program.json");
}

fn machine() -> Value {
    json!({ "processor": work::processor(), "cores": ensemble::threads() })
}

/// Prints a figure beside its goal and returns both.
fn figure(what: &str, unit: &str, value: f64, goal: &str, met: bool) -> Value {
    let verdict = if met { "met" } else { "NOT MET" };
    println!("{what}: {value:.3} {unit} (goal: {goal}): {verdict}");
    let value = (value * 1000.0).round() / 1000.0;
    json!({ "what": what, "value": value, "unit": unit, "goal": goal, "met": met })
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The slowest of the four scenarios to compile.
fn compiling() -> Value {
    let worst = SCENARIOS.map(|name| {
        let scenario = read_embedded(name, &[]).expect("it is shipped").scenario;
        let once = |_| {
            seconds(|| {
                black_box(Model::compile(
                    &scenario,
                    &scenario.policies[0],
                    Switches::default(),
                ));
            })
        };
        1e3 * median((0..101).map(once).collect())
    });
    let worst = worst.into_iter().fold(0.0, f64::max);
    figure(
        "compiling a scenario, the slowest of four",
        "ms",
        worst,
        "<= 1 ms",
        worst <= 1.0,
    )
}

/// The program on a scenario; what it prints is thrown away.
fn offramp(scenario: &str, out: &Path, trials: u64, more: &[&str]) -> Command {
    let mut command = Command::new(OFFRAMP);
    let scenario = Path::new(ROOT).join("scenarios").join(scenario);
    command
        .arg("run")
        .arg(scenario)
        .args(["--force", "--quiet", "--trials"]);
    command
        .arg(trials.to_string())
        .args(more)
        .arg("--out")
        .arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn finish(mut command: Command) {
    let status = command.status().expect("the program starts");
    assert!(status.success(), "{command:?}: {status}");
}

/// `offramp run` of 10,000 trials, from process start to files on disk.
fn running(folder: &Path) -> Value {
    let once = |_| seconds(|| finish(offramp("kaesong-2020.toml", folder, 10_000, &[])));
    let wall = median((0..ROUNDS).map(once).collect());
    figure(
        "offramp run kaesong-2020, 10,000 trials, all cores",
        "s",
        wall,
        "<= 0.1 s",
        wall <= 0.1,
    )
}

/// Speed of two threads against one, outcomes only.
fn threads() -> Value {
    let model = work::model("kaesong-2020");
    let plan = Plan {
        seed: 0,
        first: 0,
        trials: 40_000,
        detail: Detail::Outcomes,
        daily: false,
    };
    let run = |threads: usize| {
        let work = || ensemble::run(&model, &plan, &(), |_| Ok(())).map(black_box);
        let started = Instant::now();
        ensemble::with_threads(threads, work)
            .expect("threads start")
            .expect("nobody stops it");
        started.elapsed().as_secs_f64()
    };
    let ratios = (0..ROUNDS).map(|_| run(1) / run(2)).collect();
    let ratio = median(ratios);
    figure(
        "two threads against one, kaesong-2020",
        "times",
        ratio,
        ">= 1.9",
        ratio >= 1.9,
    )
}

/// What `--trials-csv` adds to a run, against `csv::Writer` writing the same rows, ready as bytes,
/// on one thread. On a small scenario: where a trial takes long, its row is lost in the noise.
fn rows(folder: &Path, trials: u64) -> Value {
    let own = |trials, more: &[&str]| {
        let run = offramp("exact/two-actors.toml", folder, trials, more);
        seconds(|| finish(run))
    };
    own(100_000, &["--trials-csv"]);
    let table = csv::Reader::from_path(folder.join("two-actors/trials.csv"));
    let table: Vec<csv::ByteRecord> = table
        .expect("it was written")
        .into_byte_records()
        .collect::<Result<_, _>>()
        .expect("rows");
    let writer = || {
        let file = tempfile::tempfile_in(folder).expect("a file");
        let mut csv = csv::Writer::from_writer(file);
        seconds(|| {
            for row in table.iter().cycle().take(trials as usize) {
                csv.write_byte_record(row).expect("it is written");
            }
            csv.flush().expect("it is written");
        })
    };
    let rounds = if trials > 1_000_000 { 3 } else { 9 };
    let ratio = |_| (own(trials, &["--trials-csv"]) - own(trials, &[])) / writer();
    let ratio = median((0..rounds).map(ratio).collect());
    let what = format!("what trials.csv adds to a run of {trials} trials, against csv::Writer");
    figure(&what, "times", ratio, "<= 1.5", ratio <= 1.5)
}

/// Memory at 100,000 trials and at many more: the founding case, and a small one up to `most`.
fn memory(folder: &Path, most: u64) -> Vec<Value> {
    let mut found = Vec::new();
    for (scenario, most) in [
        ("kaesong-2020.toml", most / 10),
        ("exact/two-actors.toml", most),
    ] {
        let [few, many] =
            [100_000, most].map(|trials| work::peak(offramp(scenario, folder, trials, &[])));
        let what = format!("peak memory of {scenario}, {most} trials");
        // What the allocator keeps differs from run to run.
        let met = many < 64.0 && many < 1.25 * few;
        let goal =
            format!("< 64 MiB, and within a quarter of that at 100,000 trials ({few:.1} MiB)");
        found.push(figure(&what, "MiB", many, &goal, met));
    }
    found
}
