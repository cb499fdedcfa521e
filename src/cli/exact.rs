//! `offramp exact`: probabilities computed instead of sampled, where the model is small enough.

use super::exit::Failure;
use super::inputs::{self, Input};
use super::options::{Chosen, Manner, Told, kept, size};
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::asking::exact::ExactOptions;
use offramp::exact::Limits;
use offramp::output::session::Answer;
use offramp::output::write_exact;
use std::path::PathBuf;

/// Arguments of `exact`.
#[derive(Debug, Args)]
pub struct ExactArgs {
    /// Scenario files, folders of them, or names of shipped scenarios
    #[arg(required = true)]
    scenarios: Vec<String>,
    #[command(flatten)]
    chosen: Chosen,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Memory that states may take: bytes, or a number with KiB, MiB or GiB
    #[arg(long, default_value = "1GiB", value_name = "SIZE", value_parser = size)]
    max_memory: usize,
    /// States that may be held at once [default: as many as fit into the memory]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_states: Option<u32>,
    /// Drop states less probable than this, and count what was dropped in the error bound
    #[arg(long, default_value_t = 0.0, hide_default_value = true, value_name = "P", value_parser = small)]
    prune_below: f64,
    /// Folder of the run folders; the tables go to <scenario>-exact in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
    /// Write a page of figures, report.html, into each run folder
    #[arg(long)]
    report: bool,
}

fn small(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=0.01).contains(&number) => Ok(number),
        _ => Err("it must be a probability from 0 to 0.01".into()),
    }
}

/// Enumerates. One scenario that is wrong or too large does not sink the others.
pub fn exact(args: &ExactArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    inputs::one_value(
        &args.sets,
        "enumerate them one by one, each with --out of its own",
    )?;
    let (mut worst, mut done) = (0, Vec::new());
    for input in inputs::expand(&args.scenarios)? {
        let shown = input.shown.clone();
        match enumerate(args, input, &done) {
            Ok(name) => done.push(name),
            Err(failure @ Failure::Stopped(_)) => return Err(failure),
            Err(failure) => {
                failure.tell_of(&shown);
                worst = worst.max(failure.code());
            }
        }
    }
    match worst {
        0 => Ok(()),
        code => Err(Failure::Told(code)),
    }
}

/// Enumerates a scenario under every policy asked for. Returns its name.
fn enumerate(args: &ExactArgs, input: Input, done: &[String]) -> Result<String, Failure> {
    let options = ExactOptions {
        chosen: args.chosen.words(),
        limits: Limits {
            memory: args.max_memory,
            max_states: args.max_states.map_or(usize::MAX, |states| states as usize),
            prune_below: args.prune_below,
            whole_states: false,
        },
        sets: args.sets.clone(),
    };
    let asked = options.of(&input.draft?, &inputs::hear)?;
    let scenario = &asked.arms[0].scenario;
    let name = &scenario.name;
    if done.contains(name) {
        return Err(Failure::Wrong(format!(
            "two scenarios are called `{name}`: they would share a folder"
        )));
    }
    let (batch, policies) = (Batch::new(1, args.manner.quiet), asked.arms.len() as u64);
    let days = u64::from(scenario.closing.horizon_days) + 1;
    let bar = batch.enumeration(name, days * policies);
    let solved = write_exact(&asked, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    if !args.manner.quiet {
        match &solved.answer {
            Answer::Found(laws) => say!("{}", args.told.of(&answer::exact(name, laws))),
            Answer::Stood(text) => {
                kept(args.manner.quiet, 1, 1, "enumerations");
                args.told.stood(text);
            }
        }
        if args.told.is_text() {
            sayln!("{}", solved.folder.display());
        }
    }
    if args.report {
        page(solved.folder)?;
    }
    Ok(name.clone())
}
