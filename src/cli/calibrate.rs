//! `offramp calibrate`: the law fitted to crises that happened.

use super::exit::Failure;
use super::options::{Cores, Manner, Told, kept, seed, whole};
use super::parts::NoParts;
use super::progress::{self, Batch, duration};
use super::report::page;
use super::say::{say, sayln, tell};
use clap::Args;
use offramp::answer;
use offramp::asking::calibrate::{CASES, usual};
use offramp::asking::cases;
use offramp::history::calibrate::CalibrateAsked;
use offramp::history::check;
use offramp::history::smc::{Population, Walk};
use offramp::output::session::Answer;
use offramp::output::write_calibration;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    #[command(flatten)]
    _part: NoParts,
    /// Table of cases (CSV), or the name of a shipped one
    #[arg(long, default_value = CASES[0], value_name = "FILE")]
    cases: String,
    /// Template that makes scenarios of its rows and has priors: a file, or the name of a shipped one
    #[arg(long, default_value = CASES[1], value_name = "TEMPLATE")]
    template: String,
    /// Draws of the posterior
    #[arg(long, default_value_t = usual(0).draws as u64, value_parser = whole(8..=100_000))]
    draws: u64,
    /// Places at which the law is played, to learn it, for each kind of onset
    #[arg(long, default_value_t = usual(0).places as u64, value_name = "N", value_parser = whole(16..=1_000_000))]
    places: u64,
    /// Trials at each of these places
    #[arg(long, default_value_t = usual(0).trials, value_parser = whole(4..=1_000_000))]
    trials: u64,
    /// How often the law is learnt anew, around what the last round fitted
    #[arg(long, default_value_t = usual(0).rounds, value_name = "N", value_parser = whole(1..=20))]
    rounds: u64,
    /// Days after which these trials end, to spare time: what lasts longer counts as beyond; forecasts run to the horizon
    #[arg(long, value_name = "DAYS", value_parser = whole(1..=36_500))]
    watched: Option<u64>,
    /// Trials of each onset when its cases are forecast and scored
    #[arg(long, default_value_t = usual(0).scored, value_name = "N", value_parser = whole(16..=10_000_000))]
    scored: u64,
    /// Folds in which cases are held out; 0: none are
    #[arg(long, default_value_t = usual(0).folds as u64, value_parser = whole(0..=1_000))]
    folds: u64,
    /// Check the fit so often by simulation: a truth is drawn from the posterior, all cases are
    /// simulated once more from it, and the fit goes on to them; 0: no check
    #[arg(long, default_value_t = usual(0).checks, hide_default_value = true, value_name = "N", value_parser = whole(0..=10_000))]
    check: u64,
    /// How often cases are divided into folds anew; scores are means over divisions
    #[arg(long, default_value_t = usual(0).divisions, value_name = "N", value_parser = whole(1..=100))]
    divisions: u64,
    /// Accepted moves of each draw in a step
    #[arg(long, default_value_t = usual(0).walk.moves, value_name = "N", value_parser = moves)]
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
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
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
        places: args.places as usize,
        rounds: args.rounds,
        watched: args.watched.map(|days| days as u32),
        draws: args.draws as usize,
        folds: args.folds as usize,
        divisions: args.divisions,
        scored: args.scored,
        checks: args.check,
        walk: Walk {
            moves: args.moves,
            ..usual(args.seed).walk
        },
    };
    let quiet = args.manner.quiet;
    let begun = Instant::now();
    let mut hear = |population: &Population| {
        if !quiet {
            tell!("{}", told(population, &asked, begun));
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
                args.told.stood(text);
            }
        }
        if args.told.is_text() {
            sayln!("{}", written.folder.display());
        }
    }
    if args.report {
        page(written.folder)?;
    }
    Ok(())
}

/// A step of the walk, in words.
fn told(population: &Population, asked: &CalibrateAsked, begun: Instant) -> String {
    let Some(step) = population.log.last() else {
        return String::new();
    };
    if let Some(check) = population.number.checked_sub(check::FIRST) {
        let (check, of) = (check + 1, asked.checks);
        return format!("check {check} of {of}");
    }
    let walk = match population.number {
        round if round < asked.rounds => format!("round {} of {}", round + 1, asked.rounds),
        later => {
            let walk = later - asked.rounds;
            let folds = asked.folds.max(1) as u64;
            let division = match asked.divisions {
                1 => String::new(),
                of => format!("division {} of {of}, ", walk / folds + 1),
            };
            format!("{division}without fold {} of {folds}", walk % folds + 1)
        }
    };
    let mut line = format!(
        "{walk}: step {}, {:.1}% of the way; {:.0} of {} draws effective, {:.0}% of moves accepted",
        population.steps,
        100.0 * step.reached,
        step.effective,
        population.draws.len(),
        100.0 * step.accepted
    );
    // Rounds take about as long as each other, and so does a division into folds.
    let rounds = asked.rounds as f64;
    let all = rounds
        + if asked.folds > 1 {
            asked.divisions as f64
        } else {
            0.0
        };
    let done = match population.number {
        round if round < asked.rounds => round as f64 + step.reached,
        later => rounds + (later - asked.rounds) as f64 / asked.folds as f64,
    };
    if done < all {
        let spent = begun.elapsed().as_secs_f64();
        let left = duration(spent * (all - done) / done);
        line.extend([", about ", &left, " left"]);
    }
    line
}
