//! `offramp calibrate`: the law fitted to crises that happened.

use super::cases;
use super::exit::Failure;
use super::options::{Cores, Manner, Told, kept, seed, whole};
use super::progress::{self, Batch, duration};
use super::say::{say, sayln, tell};
use clap::Args;
use offramp::answer;
use offramp::history::calibrate::CalibrateAsked;
use offramp::history::smc::{Population, Walk};
use offramp::output::session::Answer;
use offramp::output::write_calibration;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Table of cases (CSV), or the name of a shipped one
    #[arg(long, default_value = "crises_world_1945_2017", value_name = "FILE")]
    cases: String,
    /// Template that makes scenarios of its rows and has priors: a file, or the name of a shipped one
    #[arg(long, default_value = "world-cases", value_name = "TEMPLATE")]
    template: String,
    /// Draws of the posterior
    #[arg(long, default_value_t = 400, value_parser = whole(8..=100_000))]
    draws: u64,
    /// Trials of each onset at each place that is tried
    #[arg(long, default_value_t = 256, value_parser = whole(16..=1_000_000))]
    trials: u64,
    /// Trials of each onset when its cases are forecast and scored
    #[arg(long, default_value_t = 20_000, value_name = "N", value_parser = whole(16..=10_000_000))]
    scored: u64,
    /// Folds in which cases are held out; 0: none are
    #[arg(long, default_value_t = 10, value_parser = whole(0..=1_000))]
    folds: u64,
    /// Accepted moves of each draw in a step
    #[arg(long, default_value_t = 2.0, value_name = "N", value_parser = moves)]
    moves: f64,
    /// Root seed: of the trials, the sampler and the folds
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Folder of the run folders
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    cores: Cores,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
}

fn moves(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.1..=100.0).contains(&number) => Ok(number),
        _ => Err("it must be a number from 0.1 to 100".into()),
    }
}

/// Fits and says what was found.
pub fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let named = cases::of_table(&args.cases, &args.template, &args.sets)?;
    let asked = CalibrateAsked {
        seed: args.seed,
        trials: args.trials,
        draws: args.draws as usize,
        folds: args.folds as usize,
        scored: args.scored,
        walk: Walk {
            seed: args.seed,
            moves: args.moves,
            ..Walk::default()
        },
    };
    let quiet = args.manner.quiet;
    let begun = Instant::now();
    let mut way = Way::default();
    let mut hear = |population: &Population| {
        if !quiet {
            tell!("{}", way.told(population, asked.folds, begun));
        }
    };
    let work = || {
        let batch = Batch::new(1, true);
        let bar = batch.scenario(&named.name, 0);
        write_calibration(
            &named,
            &asked,
            args.manner.target(&args.out),
            &bar,
            &mut hear,
        )
    };
    let written = args.cores.run(work)??;
    if !quiet {
        match &written.answer {
            Answer::Found(found) => {
                let cases = named.cases.list.len();
                say!(
                    "{}",
                    args.told
                        .of(&answer::calibration(&named.name, cases, &asked, found))
                );
            }
            Answer::Stood(text) => {
                kept(quiet, 1, 1, "calibrations");
                say!("{text}");
                args.told.stood("--format markdown and json");
            }
        }
        if args.told.is_text() {
            sayln!("{}", written.folder.display());
        }
    }
    Ok(())
}

/// How the walk goes on, step by step.
#[derive(Debug, Default)]
struct Way {
    last: f64,
}

impl Way {
    /// A step, in words.
    fn told(&mut self, population: &Population, folds: usize, begun: Instant) -> String {
        let Some(step) = population.log.last() else {
            return String::new();
        };
        let walk = match population.number {
            0 => "posterior".to_owned(),
            fold => format!("without fold {fold} of {folds}"),
        };
        let mut line = format!(
            "{walk}: step {}, {:.1}% of the way; {:.0} of {} draws effective, {:.0}% of moves accepted",
            population.steps,
            100.0 * step.reached,
            step.effective,
            population.draws.len(),
            100.0 * step.accepted
        );
        // Each step is longer than the last by about as much as that was than the one before.
        let (last, now) = (self.last, step.reached);
        if population.number == 0 && last > 0.0 && now > last && now < 1.0 {
            let left = -now.ln() / (now / last).ln();
            let each = begun.elapsed().as_secs_f64() / population.steps as f64;
            let left = duration(left * each);
            line.extend([", about ", &left, " left of this"]);
        }
        self.last = now;
        line
    }
}
