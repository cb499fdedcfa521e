//! `offramp hindcast`: crises that happened, forecast from their onsets and scored.

use super::exit::{self, Failure};
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, kept, whole};
use super::parts::{self, InParts, Written};
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::asking::cases;
use offramp::asking::hindcast::HindcastOptions;
use offramp::output::session::{Answer, Target};
use offramp::output::{CasesAsked, replay, write_hindcast, write_hindcast_part};
use offramp::scenario::{Draft, ReadError};
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;
use std::path::PathBuf;

/// Arguments of `hindcast`.
#[derive(Debug, Args)]
pub struct HindcastArgs {
    /// Scenarios of crises that happened, with what came of them in `[observed]`: files, folders of
    /// them, or shipped ones (`history`: eleven crises of Korea)
    #[arg(required_unless_present_any = ["cases", "manifest"])]
    scenarios: Vec<String>,
    /// Forecast again what a manifest says, from what stands beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "cases", "template", "trials", "folds", "patterns", "seed", "sets", "posterior", "csv"])]
    manifest: Option<PathBuf>,
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
    #[command(flatten)]
    part: InParts,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long, conflicts_with = "portion")]
    report: bool,
}

/// What the arguments would write.
pub fn written(args: &HindcastArgs) -> Result<Written, Failure> {
    let (asked, _) = asked(args)?;
    Ok(Written {
        out: args.out.clone(),
        names: vec![asked.folder_name()],
    })
}

/// Forecasts and scores.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let (asked, csv) = asked(args)?;
    let target = Target {
        csv,
        ..args.manner.target(&args.out)
    };
    args.cores.run(|| score(args, &asked, target))?
}

/// What is forecast, and how tables are spelt.
fn asked(args: &HindcastArgs) -> Result<(CasesAsked, Dialect), Failure> {
    if let Some(file) = &args.manifest {
        let replay = replay::hindcast(file)?;
        exit::warn(replay.warning.as_deref());
        return Ok((replay.asked, replay.csv));
    }
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
    Ok((asked, args.manner.spelling.csv))
}

fn score(args: &HindcastArgs, asked: &CasesAsked, target: Target) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    if let Some(portion) = args.part.portion {
        let trials = asked.trials()? - asked.pattern_trials()?;
        let bar = batch.scenario(&asked.named.name, trials / portion.parts());
        let part = write_hindcast_part(asked, portion, target, &bar)?;
        drop((bar, batch));
        parts::told(&part, args.manner.quiet);
        return Ok(());
    }
    let bar = batch.scenario(&asked.named.name, asked.trials()?);
    let done = write_hindcast(asked, target, &bar)?;
    drop((bar, batch));
    if !args.manner.quiet {
        match &done.answer {
            Answer::Found(found) => {
                let said = answer::hindcast(&asked.scoring(found));
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
