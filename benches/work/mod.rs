//! The work that is measured: trials of shipped scenarios, by instruction set and by what is kept.
#![allow(dead_code)] // each benchmark uses a part of it

use offramp::ensemble::{Daily, LANES, WIDE};
use offramp::model::{Model, Switches};
use offramp::scenario::read_embedded;
use offramp::trial::dispatch::{Baseline, Kernels};
use offramp::trial::lanes;
use offramp::trial::record::{Detail, Fields, Records};
use offramp::trial::scalar::{Scalar, Witness};
use std::process::Command;
use std::time::Duration;

/// The founding case and three unlike it: a war on the same peninsula, other casts, other ladders.
pub const SCENARIOS: [&str; 4] = ["kaesong-2020", "korea-2017", "cuba-1962", "kargil-1999"];

/// A shipped scenario's baseline, every mechanism on.
pub fn model(name: &str) -> Model {
    let scenario = match read_embedded(name, &[]) {
        Ok(checked) => checked.scenario,
        Err(error) => panic!("{name}: {error}"),
    };
    Model::compile(&scenario, &scenario.policies[0], Switches::default())
}

/// What is kept of the trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Outcome, day and violence.
    Outcomes,
    /// All that the tables of a run show, day by day.
    Tables,
}

impl Kept {
    pub const ALL: [Self; 2] = [Self::Outcomes, Self::Tables];

    pub fn name(self) -> &'static str {
        match self {
            Self::Outcomes => "outcomes",
            Self::Tables => "all tables",
        }
    }
}

/// Runs the first `trials` trials on one thread, with the lanes the program uses.
pub fn run(model: &Model, trials: u64, kept: Kept, kernels: impl Kernels) -> Records {
    if is_wide(kernels) {
        run_in::<WIDE>(model, trials, kept, kernels)
    } else {
        run_in::<LANES>(model, trials, kept, kernels)
    }
}

/// Whether these are the instructions that the program gives more lanes.
fn is_wide<K: Kernels>(_: K) -> bool {
    K::NAME == "avx512"
}

fn run_in<const L: usize>(
    model: &Model,
    trials: u64,
    kept: Kept,
    kernels: impl Kernels,
) -> Records {
    match kept {
        Kept::Outcomes => lanes::run::<L>(model, 0, 0..trials, Detail::Outcomes, kernels, &mut ()),
        Kept::Tables => {
            let mut daily = Daily::new(model);
            lanes::run::<L>(model, 0, 0..trials, Detail::Full, kernels, &mut daily)
        }
    }
}

/// Questions the law asks on a day that can have more than one answer at some state or other:
/// those of every stage, without the sites kept free for channels and sources that are not there.
pub fn asked_per_day(model: &Model) -> u64 {
    struct Asked(u64);
    impl Witness for Asked {
        fn answered(&mut self, _q: usize, _cuts: &[u32], _draw: u32, _answer: u32) {
            self.0 += 1;
        }
    }
    let mut alone = Scalar::new(model, 0, 0, Asked(0));
    alone.witness.0 = 0;
    alone.day();
    alone.witness.0
}

/// Days that the first `trials` trials are simulated for.
pub fn days(model: &Model, trials: u64) -> u64 {
    let records = run(model, trials, Kept::Outcomes, Baseline::new());
    let rows = records.rows();
    rows.map(|(_, row)| simulated(model, row)).sum()
}

/// Days a trial was simulated for: calm is dated at the start of its spell.
fn simulated(model: &Model, row: &[u32]) -> u64 {
    let calm = row[Fields::OUTCOME] == offramp::crisis::outcome::Outcome::Calm as u32;
    let spell = if calm { model.crisis.calm_days - 1 } else { 0 };
    u64::from(row[Fields::DAYS] + spell)
}

/// The name of this machine's processor, where the system tells.
pub fn processor() -> Option<String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))?;
    Some(name.1.to_owned())
}

/// Peak resident memory of a run, in MiB.
pub fn peak(mut command: Command) -> f64 {
    let mut child = command.spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    while child.try_wait().expect("it can be waited for").is_none() {
        let said = std::fs::read_to_string(&status).unwrap_or_default();
        let kib = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = kib.and_then(|kib| kib.trim_end_matches(" kB").trim().parse::<f64>().ok());
        peak = peak.max(kib.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
