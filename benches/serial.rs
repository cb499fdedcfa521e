//! How much of the work is done by one thread alone: what keeps sixteen cores from being sixteen
//! times as fast. And how much faster they are, where there are cores to ask.
//!
//!     cargo bench --bench serial
//!     cargo bench --bench serial -- --threads
//!
//! All work that can be shared is done by a pool of one thread, and the thread that asks for it does
//! the rest: takes results in order, merges sums, estimates, writes. The processor time of the one
//! over that of both is an upper bound of the serial share, since while it hands on others may work.
//! Writes `docs/reference/serial.csv`. Exit 1 where a share is above [`ALLOWED`].
//!
//! With `--threads` the same work is timed on 1, 2, 4, ... threads, up to the cores of the machine,
//! and `docs/reference/threads.csv` is written, unless a part of a name chooses some of it.

mod work;

use cpu_time::{ProcessTime, ThreadTime};
use offramp::ensemble::with_threads;
use offramp::output::session::Target;
use offramp::output::{
    AttributionAsked, RunAsked, Variant, write_attribution, write_comparison, write_run,
};
use offramp::study::daily::Curves;
use offramp::table::dialect::Dialect;
use offramp::{Arm, Asked, Draft, Measure, Origin, Question, Sample, Size, WorldsAsked};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// The largest serial share that is allowed.
const ALLOWED: f64 = 0.01;
/// Trials of a run and of each arm of a comparison.
const TRIALS: u64 = 1_000_000;
/// Times the work is done with each number of threads; the fastest counts.
const ROUNDS: usize = 2;

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--threads") {
        threads()
    } else {
        alone()
    }
}

/// Work under its name.
type Named = (&'static str, fn(Target));

/// The work that is measured.
const WORK: [Named; 5] = [
    ("run: all tables", |target| run(false, target)),
    ("run: rows of trials as well", |target| run(true, target)),
    ("compare: two policies", |target| compare(None, target)),
    ("compare: 200 worlds of 5000 trials", |target| {
        compare(Some(200), target);
    }),
    ("attribute", attribute),
];

/// The serial share of each.
fn alone() -> ExitCode {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    one.build_global().expect("nobody has built it yet");
    let done = WORK.map(|(name, work)| share(name, || into_a_folder(work)));
    let mut table = String::from("what,seconds,alone\n");
    for (what, seconds, alone) in &done {
        writeln!(table, "{what},{seconds:.1},{alone:.4}").expect("a string takes every write");
    }
    write_reference("serial.csv", &table);
    if done.iter().all(|&(_, _, alone)| alone <= ALLOWED) {
        ExitCode::SUCCESS
    } else {
        println!("above {ALLOWED}");
        ExitCode::FAILURE
    }
}

/// The seconds of each with ever more threads. What the machine has to give is measured beside it:
/// programs that share nothing slow each other down as well, by clock, cache and memory.
fn threads() -> ExitCode {
    let only = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let chosen = |name: &str| only.as_ref().is_none_or(|only| name.contains(only));
    let mut table = String::from("processor,what,threads,seconds,times\n");
    for (name, work) in WORK.into_iter().filter(|(name, _)| chosen(name)) {
        faster(&mut table, name, |threads| {
            let done = with_threads(threads, || into_a_folder(work));
            done.expect("threads start");
            1
        });
    }
    if chosen(APART) {
        faster(&mut table, APART, |programs| {
            apart(programs);
            programs
        });
    }
    if only.is_none() {
        write_reference("threads.csv", &table);
    }
    ExitCode::SUCCESS
}

/// Programs of one thread each, beside one another, that share nothing.
const APART: &str = "control: as many programs of one thread";

/// Adds the seconds of some work with 1, 2, 4, ... threads, up to the cores there are; the work says
/// how often it did it.
fn faster(table: &mut String, name: &str, work: impl Fn(usize) -> usize) {
    let processor = work::processor().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let powers = std::iter::successors(Some(1), |threads| Some(2 * threads));
    let mut first = None;
    for threads in powers.take_while(|&threads| threads <= cores) {
        let round = |_| {
            let started = Instant::now();
            let often = work(threads);
            started.elapsed().as_secs_f64() / often as f64
        };
        let seconds = (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min);
        let times = *first.get_or_insert(seconds) / seconds;
        println!("{name}, {threads} threads: {seconds:.2} s, {times:.2} times");
        writeln!(
            table,
            "{processor},{name},{threads},{seconds:.3},{times:.2}"
        )
        .expect("a string takes every write");
    }
}

/// So many programs at once, each on its own.
fn apart(programs: usize) {
    let out = tempfile::tempdir().expect("a folder for results");
    let start = |program: usize| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_offramp"));
        run.args(["run", "kaesong-2020", "--threads", "1", "--quiet"])
            .args(["--trials", &(TRIALS / 2).to_string(), "--out"])
            .arg(out.path().join(program.to_string()))
            .stdout(Stdio::null());
        run.spawn().expect("the program starts")
    };
    let all: Vec<_> = (0..programs).map(start).collect();
    for mut one in all {
        assert!(one.wait().expect("it ends").success());
    }
}

fn write_reference(file: &str, table: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    std::fs::write(folder.join(file), table).expect("docs/reference can be written");
}

/// Does some work with a folder for its results, which then goes away.
fn into_a_folder(work: fn(Target)) {
    let out = tempfile::tempdir().expect("a folder for results");
    work(Target {
        out: out.path(),
        force: false,
        csv: Dialect::Plain,
    });
}

/// The seconds of some work and its serial share, printed with what that allows.
fn share(name: &'static str, work: impl FnOnce()) -> (&'static str, f64, f64) {
    let (whole, alone) = (ProcessTime::now(), ThreadTime::now());
    work();
    let (whole, alone) = (whole.elapsed().as_secs_f64(), alone.elapsed().as_secs_f64());
    let share = alone / whole;
    let most = 1.0 / (share + (1.0 - share) / 16.0); // Amdahl (1967)
    println!(
        "{name}: {whole:.1} s, {share:.4} of it alone; 16 threads at most {most:.1} times as fast"
    );
    (name, whole, share)
}

fn arm(policy: &str) -> Arm {
    let draft = Draft::shipped("kaesong-2020").expect("it is shipped");
    let scenario = draft.check(&[]).expect("it is sound").scenario;
    Arm::new(&scenario, policy, Origin::new(&draft, &[])).expect("it has the policy")
}

fn run(trials_csv: bool, target: Target) {
    let arm = arm("baseline");
    let asked = RunAsked {
        posterior: None,
        variants: vec![Variant::new(
            arm.origin.draft,
            &arm.scenario,
            Default::default(),
        )],
        scenario: arm.scenario,
        policies: vec![arm.policy.name],
        sample: Sample {
            seed: 0,
            trials: TRIALS,
        },
        trials_csv,
        daily: Curves::Drawn,
    };
    write_run(&asked, target, &()).expect("it can be written");
}

fn compare(worlds: Option<usize>, target: Target) {
    let trials = if worlds.is_some() { 2 } else { TRIALS };
    let asked = Asked {
        arms: vec![arm("baseline"), arm("maximum-restraint-joint")],
        question: Question {
            measure: Measure::MinorClash,
            margin: None,
            seed: 0,
            size: Size::Fixed(trials),
        },
        worlds: worlds.map(|worlds| WorldsAsked {
            worlds,
            trials: 5_000,
            threshold: None,
        }),
    };
    write_comparison(&asked, target, &()).expect("it can be written");
}

fn attribute(target: Target) {
    let sample = Sample {
        seed: 0,
        trials: TRIALS / 10,
    };
    let arm = arm("baseline");
    let asked = AttributionAsked {
        arm,
        outcome: Measure::War,
        sample,
    };
    write_attribution(&asked, target, &()).expect("it can be written");
}
