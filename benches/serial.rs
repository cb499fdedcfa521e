//! How much of the work is done by one thread alone: what keeps sixteen cores from being sixteen
//! times as fast.
//!
//!     cargo bench --bench serial
//!
//! All work that can be shared is done by a pool of one thread, and the thread that asks for it does
//! the rest: takes results in order, merges sums, estimates, writes. The processor time of the one
//! over that of both is an upper bound of the serial share, since while it hands on others may work.
//! Writes `docs/reference/serial.csv`. Exit 1 where a share is above [`ALLOWED`].

use cpu_time::{ProcessTime, ThreadTime};
use offramp::output::session::Target;
use offramp::output::{RunAsked, Variant, write_attribution, write_comparison, write_run};
use offramp::table::dialect::Dialect;
use offramp::{Arm, Asked, Draft, Measure, Origin, Question, Sample, Size, WorldsAsked};
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

/// The largest serial share that is allowed.
const ALLOWED: f64 = 0.01;
/// Trials of a run and of each arm of a comparison.
const TRIALS: u64 = 1_000_000;
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/serial.csv");

fn main() -> ExitCode {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    one.build_global().expect("nobody has built it yet");
    let out = tempfile::tempdir().expect("a folder for results");
    let target = Target {
        out: out.path(),
        force: false,
        csv: Dialect::Plain,
    };
    let done = [
        share("run: all tables", || run(false, target)),
        share("run: rows of trials as well", || run(true, target)),
        share("compare: two policies", || compare(None, target)),
        share("compare: 200 worlds of 5000 trials", || {
            compare(Some(200), target);
        }),
        share("attribute", || attribute(target)),
    ];
    let mut table = String::from("what,seconds,alone\n");
    for (what, seconds, alone) in &done {
        writeln!(table, "{what},{seconds:.1},{alone:.4}").expect("a string takes every write");
    }
    std::fs::write(REFERENCE, table).expect("docs/reference can be written");
    if done.iter().all(|&(_, _, alone)| alone <= ALLOWED) {
        ExitCode::SUCCESS
    } else {
        println!("above {ALLOWED}");
        ExitCode::FAILURE
    }
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
    };
    let out = inside(target, if trials_csv { "rows" } else { "tables" });
    let target = Target {
        out: &out,
        ..target
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
    let out = inside(target, if worlds.is_some() { "worlds" } else { "pairs" });
    let target = Target {
        out: &out,
        ..target
    };
    write_comparison(&asked, target, &()).expect("it can be written");
}

fn attribute(target: Target) {
    let sample = Sample {
        seed: 0,
        trials: TRIALS / 10,
    };
    let arm = arm("baseline");
    write_attribution(&arm, Measure::War, sample, target, &()).expect("it can be written");
}

fn inside(target: Target, name: &str) -> std::path::PathBuf {
    Path::new(target.out).join(name)
}
