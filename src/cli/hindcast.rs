//! `offramp hindcast`: crises that happened, forecast from their onsets and scored.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, kept, whole};
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer::{self, Scoring};
use offramp::asking::cases;
use offramp::asking::hindcast::HindcastOptions;
use offramp::output::session::Answer;
use offramp::output::{CasesAsked, write_hindcast};
use offramp::scenario::{Draft, ReadError};
use offramp::study::run::Sample;
use std::path::PathBuf;

/// Arguments of `hindcast`.
#[derive(Debug, Args)]
pub struct HindcastArgs {
    /// Scenarios of crises that happened, with what came of them in `[observed]`: files, folders of
    /// them, or shipped ones (`history`: eleven crises of Korea)
    #[arg(required_unless_present = "cases")]
    scenarios: Vec<String>,
    /// A table of crises, one a row: a CSV file, or a shipped one (`crises_world_1945_2017`)
    #[arg(
        long,
        value_name = "FILE",
        requires = "template",
        conflicts_with = "scenarios"
    )]
    cases: Option<String>,
    /// How a row becomes a scenario: a file with `[cases]`, or a shipped one (`world-cases`,
    /// `korea-cases`)
    #[arg(long, value_name = "TEMPLATE", requires = "cases")]
    template: Option<String>,
    /// Trials of each kind of onset
    #[arg(long, default_value_t = HindcastOptions::default().sample.trials, value_parser = whole(1..=1_000_000))]
    trials: u64,
    /// Folds in which cases are divided, for counting and for folds.csv, so that what belongs
    /// together is in one [default: 10, where the template says what belongs together]
    #[arg(long, value_name = "K", value_parser = whole(2..=1000))]
    folds: Option<u64>,
    /// Trials of a scenario, on average, in which patterns of events are measured: as many as it stands for
    /// cases; 0: they are not
    #[arg(long, value_name = "TRIALS", default_value_t = HindcastOptions::default().patterns, value_parser = whole(0..=1_000_000))]
    patterns: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter in every case
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Average forecasts over the draws of a calibration, a file or the name of a shipped one, by their
    /// weights. What --set says holds in every draw
    #[arg(long, value_name = "FILE")]
    posterior: Option<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to hindcast-<name> in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
}

/// Forecasts and scores.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    inputs::one_value(
        &args.sets,
        "score them one by one, each with --out of its own",
    )?;
    let options = HindcastOptions {
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        folds: args.folds,
        patterns: args.patterns,
        sets: args.sets.clone(),
        posterior: inputs::posterior(args.posterior.as_deref())?,
    };
    let asked = match (&args.cases, &args.template) {
        (Some(table), Some(template)) => {
            let named = cases::of_table(table, template, &args.sets)?;
            options.of_table(named, &inputs::hear)?
        }
        _ => options.of_scenarios(drafts(args)?, &args.scenarios, &inputs::hear)?,
    };
    args.cores.run(|| score(args, &asked))?
}

fn score(args: &HindcastArgs, asked: &CasesAsked) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&asked.named.name, asked.trials()?);
    let done = write_hindcast(asked, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    if !args.manner.quiet {
        match &done.answer {
            Answer::Found(found) => {
                let said = answer::hindcast(&Scoring {
                    name: &asked.named.name,
                    cases: &asked.named.cases,
                    found,
                    without: &asked.without,
                    averaged: asked.asked.averaged.as_deref(),
                    sample: asked.sample(),
                });
                say!("{}", args.told.of(&said));
            }
            Answer::Stood(text) => {
                kept(args.manner.quiet, 1, 1, "hindcasts");
                args.told.stood(text);
            }
        }
        if args.told.is_text() {
            sayln!("{}", done.folder.display());
        }
    }
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}

/// Cases that are scenarios: every one that is wrong is told of before any is played.
fn drafts(args: &HindcastArgs) -> Result<Vec<Draft>, Failure> {
    let inputs = inputs::expand(&args.scenarios)?;
    let several = inputs.len() > 1;
    let (mut drafts, mut names, mut worst) = (Vec::new(), Vec::new(), 0);
    for input in inputs {
        let shown = input.shown;
        match input.draft.and_then(|draft| checked(draft, args)) {
            Ok((draft, name)) => {
                drafts.push(draft);
                names.push((shown, name));
            }
            // In a folder, bases and templates stand among the scenarios.
            Err(ReadError::Abstract { .. }) if several => {}
            Err(ReadError::Abstract { .. }) => {
                return Err(Failure::Wrong(format!(
                    "{shown} is a base or a template, not a scenario; to read a table of cases by it: --cases FILE --template {shown}"
                )));
            }
            Err(error) => {
                let failure = Failure::from(error);
                failure.tell_of(&shown);
                worst = worst.max(failure.code());
            }
        }
    }
    if worst > 0 {
        return Err(Failure::Told(worst));
    }
    let named = names
        .iter()
        .map(|(shown, name)| (shown.as_str(), name.as_str()));
    if let (_, Some(twins)) = inputs::twins(named) {
        return Err(twins);
    }
    Ok(drafts)
}

/// A draft that is sound, with the name of its scenario.
fn checked(draft: Draft, args: &HindcastArgs) -> Result<(Draft, String), ReadError> {
    let scenario = inputs::checked(&draft, &args.sets)?;
    Ok((draft, scenario.name))
}
