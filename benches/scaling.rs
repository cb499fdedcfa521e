//! How time and memory grow with the work: trials, actors, days, channels, policies, threads.
//!
//!     cargo bench --bench scaling
//!     python benches/plot_scaling.py
//!
//! Writes `docs/reference/scaling.csv` and prints the slope of each in logarithms: 1 is
//! proportional. What should be level is shown per draw. Times are least of several rounds.

mod work;

use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::{Scenario, parse, read_embedded};
use offramp::trial::record::Detail;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;
/// Parties a scenario can have.
const PARTIES: usize = 7;

fn main() {
    let mut table = Table(String::from(
        "axis,value,seconds,draws,nanoseconds_per_draw,peak_mib\n",
    ));
    table.axis(
        "trials",
        [10_000, 100_000, 1_000_000, 10_000_000].map(|trials| {
            let file = crowd(2, 1, 30);
            (
                trials,
                Case::new(&scenario(&file), trials as u64, 1).measured(&file),
            )
        }),
    );
    table.axis(
        "actors",
        [2, 3, 4, 5, 6, 7, 8].map(|actors| {
            let file = crowd(actors, 1, 365);
            (
                actors,
                Case::new(&scenario(&file), 8_000, 1).measured(&file),
            )
        }),
    );
    table.axis(
        "channels of a pair",
        [1, 2, 3, 4].map(|lines| {
            let file = crowd(2, lines, 365);
            (
                lines,
                Case::new(&scenario(&file), 20_000, 1).measured(&file),
            )
        }),
    );
    table.axis(
        "horizon in days",
        [45, 90, 180, 365, 730].map(|days| {
            let file = crowd(3, 2, days);
            (days, Case::new(&scenario(&file), 10_000, 1).measured(&file))
        }),
    );
    table.axis("policies compared", [2, 3, 4, 6, 8].map(compared));
    table.axis("variants of 10 trials", [1, 10, 100, 400].map(variants));
    let cores = ensemble::threads();
    let threads: Vec<(usize, Measured)> = (1..=cores)
        .map(|threads| {
            let kaesong = read_embedded("kaesong-2020", &[])
                .expect("it is shipped")
                .scenario;
            (threads, Case::new(&kaesong, 40_000, threads).timed())
        })
        .collect();
    table.axis("threads", threads);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::write(root.join("docs/reference/scaling.csv"), table.0)
        .expect("docs/reference can be written");
    println!("written: docs/reference/scaling.csv");
}

/// A figure of one size.
struct Measured {
    seconds: f64,
    draws: f64,
    peak: Option<f64>,
}

struct Table(String);

impl Table {
    /// Adds the figures along an axis and prints their slopes.
    fn axis(&mut self, axis: &str, rows: impl IntoIterator<Item = (usize, Measured)>) {
        let mut points = Vec::new();
        for (value, m) in rows {
            let per_draw = 1e9 * m.seconds / m.draws;
            let peak = m.peak.map_or(String::new(), |mib| format!("{mib:.1}"));
            writeln!(
                self.0,
                "{axis},{value},{:.6},{},{per_draw:.3},{peak}",
                m.seconds, m.draws
            )
            .expect("invariant: a string takes every write");
            println!(
                "{axis} {value}: {:.4} s, {per_draw:.2} ns a draw, {peak} MiB",
                m.seconds
            );
            points.push((value as f64, m.seconds, m.draws));
        }
        let slope = |y: fn(&(f64, f64, f64)) -> f64| slope(&points, |p| p.0, y);
        println!(
            "{axis}: seconds grow with slope {:.2}, draws {:.2}; seconds against draws {:.2}\n",
            slope(|p| p.1),
            slope(|p| p.2),
            self::slope(&points, |p| p.2, |p| p.1)
        );
    }
}

type Point = (f64, f64, f64);

/// The least-squares slope of ln y on ln x; level where x does not change.
fn slope(points: &[Point], x: fn(&Point) -> f64, y: fn(&Point) -> f64) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|p| (x(p).ln(), y(p).ln())).collect();
    let n = logs.len() as f64;
    let mean_x = logs.iter().map(|p| p.0).sum::<f64>() / n;
    let mean_y = logs.iter().map(|p| p.1).sum::<f64>() / n;
    let across: f64 = logs.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
    let along: f64 = logs.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    if along > 0.0 { across / along } else { 0.0 }
}

/// Trials of a scenario, with the tables of a run.
struct Case {
    model: Model,
    trials: u64,
    threads: usize,
}

impl Case {
    fn new(scenario: &Scenario, trials: u64, threads: usize) -> Self {
        let model = Model::compile(scenario, &scenario.policies[0], Switches::default());
        Self {
            model,
            trials,
            threads,
        }
    }

    /// Seconds of the simulation.
    fn timed(&self) -> Measured {
        let plan = Plan {
            seed: 0,
            first: 0,
            trials: self.trials,
            detail: Detail::Full,
            daily: true,
        };
        let rounds = if self.trials > 1_000_000 { 1 } else { ROUNDS };
        let round = |_| {
            let started = Instant::now();
            let run = || ensemble::run(&self.model, &plan, &(), |_| Ok(())).map(black_box);
            let tally = ensemble::with_threads(self.threads, run).expect("threads start");
            tally.expect("nobody stops it");
            started.elapsed().as_secs_f64()
        };
        let seconds = (0..rounds).map(round).fold(f64::INFINITY, f64::min);
        let sample = self.trials.min(2_000);
        let days = work::days(&self.model, sample) as f64 * self.trials as f64 / sample as f64;
        let draws = (days * work::asked_per_day(&self.model) as f64).round();
        Measured {
            seconds,
            draws,
            peak: None,
        }
    }

    /// The same, with the peak memory of the program on the same scenario.
    fn measured(&self, text: &str) -> Measured {
        let folder = tempfile::tempdir().expect("a folder for results");
        let file = folder.path().join("crowd.toml");
        std::fs::write(&file, text).expect("it can be written");
        let mut run = offramp("run", &file, folder.path());
        run.arg("--trials").arg(self.trials.to_string());
        Measured {
            peak: Some(work::peak(run)),
            ..self.timed()
        }
    }
}

fn offramp(command: &str, scenario: &Path, folder: &Path) -> Command {
    let mut run = Command::new(env!("CARGO_BIN_EXE_offramp"));
    run.arg(command)
        .arg(scenario)
        .args(["--quiet", "--threads", "1", "--out"]);
    run.arg(folder.join("results"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    run
}

/// A comparison of so many policies of the founding case, from process start to files on disk.
fn compared(policies: usize) -> (usize, Measured) {
    const TRIALS: u64 = 20_000;
    let kaesong = read_embedded("kaesong-2020", &[])
        .expect("it is shipped")
        .scenario;
    let names: Vec<&str> = kaesong.policies[..policies]
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    let mut draws = 0.0;
    for policy in &kaesong.policies[..policies] {
        let model = Model::compile(&kaesong, policy, Switches::default());
        let days = work::days(&model, 2_000) as f64 * TRIALS as f64 / 2_000.0;
        draws += days * work::asked_per_day(&model) as f64;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/kaesong-2020.toml");
    let options = [
        "--trials",
        &TRIALS.to_string(),
        "--policies",
        &names.join(","),
    ];
    (policies, program("compare", &path, &options, draws))
}

/// The program on a scenario, from its start to files on disk: least seconds and peak of three.
fn program(command: &str, scenario: &Path, options: &[&str], draws: f64) -> Measured {
    let once = |_| {
        let folder = tempfile::tempdir().expect("a folder for results");
        let mut run = offramp(command, scenario, folder.path());
        run.args(options);
        let started = Instant::now();
        let peak = work::peak(run);
        (started.elapsed().as_secs_f64(), peak)
    };
    let (seconds, peak) = (0..3).map(once).fold((f64::INFINITY, 0.0_f64), |all, one| {
        (all.0.min(one.0), all.1.max(one.1))
    });
    Measured {
        seconds,
        draws,
        peak: Some(peak),
    }
}

/// A run of so many variants of the founding case, of 10 trials each, from process start to files
/// on disk: what a variant costs beside its trials.
fn variants(variants: usize) -> (usize, Measured) {
    const TRIALS: u64 = 10;
    let model = work::model("kaesong-2020");
    let draws = work::days(&model, TRIALS) * work::asked_per_day(&model) * variants as u64;
    let losses: Vec<String> = (1..=variants)
        .map(|i| format!("{}", i as f64 / 1000.0))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/kaesong-2020.toml");
    let (trials, set) = (
        TRIALS.to_string(),
        format!("--set=message_loss={}", losses.join(",")),
    );
    let options = ["--trials", &trials, &set];
    (variants, program("run", &path, &options, draws as f64))
}

fn scenario(text: &str) -> Scenario {
    match parse("crowd", text, &[]) {
        Ok(checked) => checked.scenario,
        Err(error) => panic!("{error}"),
    }
}

/// Parties that are all each other's adversaries, with so many lines between any two; the eighth
/// actor is a third party, since there can be seven parties. Rungs move rarely, so that a trial is
/// long whatever their number.
fn crowd(actors: usize, lines: usize, horizon: usize) -> String {
    let calm_days = horizon.min(255);
    let names: Vec<String> = (0..actors).map(|i| format!("party-{i}")).collect();
    let mut text = format!(
        "schema = 1\ntitle = \"A crowd\"\nquestion = \"How does work grow?\"\nonset = 2000-01-01\n\
         actors = {names:?}\nrungs = [\"routine\", \"threat\", \"clash\", \"war\"]\n\
         [sources]\nconstruction = \"No history: a size\"\n\
         [crisis]\nhorizon_days = {horizon}\ncalm_days = {calm_days}\n\
         [law]\nclimb = 0.001\ncool = 0.001\n"
    );
    for (rung, violence) in [("routine", 1), ("threat", 1), ("clash", 2), ("war", 4)] {
        let deed = violence > 1;
        write!(
            text,
            "[rung.{rung}]\nlabel = \"{rung}\"\nviolence = {violence}\ndeed = {deed}\ncameo = \"190\"\n"
        )
        .expect("invariant: a string takes every write");
    }
    for (i, name) in names.iter().enumerate() {
        let kind = if i < PARTIES { "party" } else { "third-party" };
        let code: String = std::iter::repeat_n((b'A' + i as u8) as char, 3).collect();
        write!(
            text,
            "[actor.{name}]\nlabel = \"{name}\"\ncode = \"{code}\"\nkind = \"{kind}\"\n"
        )
        .expect("invariant: a string takes every write");
    }
    let parties = &names[..actors.min(PARTIES)];
    for (i, one) in parties.iter().enumerate() {
        for other in &parties[i + 1..] {
            let pair = format!("{one}-{other}");
            write!(
                text,
                "[pair.{pair}]\nparties = [\"{one}\", \"{other}\"]\nrelation = \"adversaries\"\n\
                 talks_needed = 12\noffer_days = 1\n"
            )
            .expect("invariant: a string takes every write");
            for line in 0..lines {
                writeln!(
                    text,
                    "[channel.{pair}.line-{line}]\nlabel = \"line {line}\""
                )
                .expect("invariant: a string takes every write");
            }
        }
    }
    text + "[trigger]\nlabel = \"a threat\"\nactor = \"party-0\"\ntarget = \"party-1\"\n\
            rung = \"threat\"\nviolence = 1\ndeliberate = true\n"
}
