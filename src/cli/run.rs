//! `offramp run`: scenarios in, run folders out.

use super::exit::{self, Failure};
use super::inputs::{self, Input};
use super::options::{Chosen, Cores, Luck, Numbers, Spelling, Told, kept, layout, whole};
use super::parts::{self, InParts, Written};
use super::preview;
use super::progress::{self, Batch};
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::asking::AskingError;
use offramp::asking::run::RunOptions;
use offramp::ensemble::Portion;
use offramp::output::session::Target;
use offramp::output::setting::TRIALS;
use offramp::output::{
    Cost, Finished, RunAsked, Summary, replay, write_run, write_run_part, write_summary,
};
use offramp::report::{self, terminal};
use offramp::scenario::{ReadError, Scenario};
use offramp::study::daily::Curves;
use offramp::study::posterior::Posterior;
use offramp::study::run::Sample;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are bools
pub struct RunArgs {
    /// Scenario files, folders of them, or names of shipped scenarios (`offramp scenarios`)
    #[arg(required_unless_present = "manifest")]
    scenarios: Vec<String>,
    /// Run again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "policies", "all_policies", "trials", "seed", "sets", "trials_csv", "daily", "csv", "posterior"])]
    manifest: Option<PathBuf>,
    #[command(flatten)]
    chosen: Chosen,
    /// Trials of each scenario and policy
    #[arg(long, default_value_t = RunOptions::default().sample.trials, value_parser = whole(TRIALS))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter: a path, or a bare key for everywhere; a list, or N values from LOW to
    /// HIGH, make variants
    #[arg(long = "set", value_name = "PATH=VALUE[,VALUE...] or PATH=LOW:HIGH:N")]
    sets: Vec<String>,
    #[command(flatten)]
    numbers: Numbers,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write one row per trial as well
    #[arg(long)]
    trials_csv: bool,
    /// Write all of daily.csv: acts, channels and mean rungs too, with every digit
    #[arg(long)]
    daily: bool,
    #[command(flatten)]
    part: InParts,
    /// Of the trials, those beyond the first N alone: the parts of a run of N trials, which were played
    /// before, are merged with these to one of --trials
    #[arg(long, value_name = "N", requires = "portion", conflicts_with = "posterior", value_parser = whole(TRIALS))]
    beyond: Option<u64>,
    /// Write a page of figures, report.html, into each run folder
    #[arg(long, conflicts_with = "portion")]
    report: bool,
    /// Replace what stands in a run folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    spelling: Spelling,
    #[command(flatten)]
    told: Told,
    /// Play and write nothing; say what would be, how long it would take and how large it would be
    #[arg(long, conflicts_with = "portion")]
    dry_run: bool,
    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the batch. One bad scenario does not sink the others; the exit code tells.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let mut csv = args.spelling.csv;
    let (all, mut worst) = match &args.manifest {
        Some(file) => {
            let replay = replay::run(file)?;
            exit::warn(replay.warning.as_deref());
            csv = replay.csv;
            (vec![replay.asked], 0)
        }
        None => asked(args)?,
    };
    let target = Target {
        out: &args.out,
        force: args.force,
        csv,
    };
    if let Some(portion) = args.part.portion {
        let portion = portion.beyond(args.beyond.unwrap_or(0));
        args.cores
            .run(|| play_part(args, portion, &all, target))??;
        return if worst == 0 {
            Ok(())
        } else {
            Err(Failure::Told(worst))
        };
    }
    let mut costs = Vec::new();
    for asked in &all {
        let cost = Cost::of(asked, target);
        // Whatever stands in the way of one is said when its turn comes.
        costs.extend(cost.ok().map(|cost| (asked, cost)));
    }
    let whole = costs
        .iter()
        .fold(Cost::default(), |sum, (_, cost)| sum.and(*cost));
    if args.dry_run {
        let code = args.cores.run(|| preview(&all, target, whole))??;
        return if code.max(worst) == 0 {
            Ok(())
        } else {
            Err(Failure::Told(code.max(worst)))
        };
    }
    whole.fits(&args.out)?;
    let work = || {
        let batch = Batch::new(all.len(), args.quiet);
        let mut done = Vec::new();
        for asked in &all {
            let bar = batch.scenario(asked.name(), asked.trials());
            let finished = write_run(asked, target, &bar).map_err(Failure::from);
            drop(bar);
            match finished {
                Ok(finished) => done.push((asked, finished)),
                Err(Failure::Stopped(why)) => return (done, Err(Failure::Stopped(why))),
                Err(failure) => {
                    failure.tell_of(asked.name());
                    worst = worst.max(failure.code());
                }
            }
            batch.next();
        }
        (done, Ok(()))
    };
    let (done, ended) = args.cores.run(work)?;
    let stood = done.iter().map(|(_, finished)| finished.kept).sum();
    let parts = all.iter().map(RunAsked::parts).sum();
    kept(args.quiet, stood, parts, "scenarios by policy and variant");
    let out = &args.out;
    tell((out, args.quiet, args.report), args.told, done)?;
    ended?;
    if worst == 0 {
        Ok(())
    } else {
        Err(Failure::Told(worst))
    }
}

/// What the arguments would write; an error where any of it is not sound.
pub fn written(args: &RunArgs) -> Result<Written, Failure> {
    let (all, worst) = match &args.manifest {
        Some(file) => (vec![replay::run(file)?.asked], 0),
        None => asked(args)?,
    };
    if worst > 0 || all.is_empty() {
        return Err(Failure::Told(worst));
    }
    all.iter().try_for_each(|asked| lies_beyond(args, asked))?;
    Ok(Written {
        out: args.out.clone(),
        names: all.iter().map(|asked| asked.name().to_owned()).collect(),
    })
}

/// Refuses to go on after trials that this run cannot go on after.
fn lies_beyond(args: &RunArgs, asked: &RunAsked) -> Result<(), Failure> {
    let first = args.beyond.unwrap_or(0);
    let lies = asked.goes_on_after(first);
    lies.map_err(|why| Failure::Wrong(format!("--beyond {first}: {why}")))
}

/// Plays a part of every scenario.
fn play_part(
    args: &RunArgs,
    portion: Portion,
    all: &[RunAsked],
    target: Target,
) -> Result<(), Failure> {
    all.iter().try_for_each(|asked| lies_beyond(args, asked))?;
    let costs = all.iter().map(|asked| Cost::of_part(asked, portion));
    costs.fold(Cost::default(), Cost::and).fits(&args.out)?;
    let batch = Batch::new(all.len(), args.quiet);
    for asked in all {
        let trials = Cost::of_part(asked, portion).trials;
        let bar = batch.scenario(asked.name(), trials);
        let part = write_run_part(asked, portion, target, &bar)?;
        drop(bar);
        batch.next();
        parts::told(&part, args.quiet);
    }
    Ok(())
}

/// Says what would be done; returns the code of the worst that stands in the way.
fn preview(all: &[RunAsked], target: Target, whole: Cost) -> Result<u8, Failure> {
    let mut worst = 0;
    for asked in all {
        match Cost::of(asked, target).map_err(Failure::from) {
            Err(failure) => {
                failure.tell_of(asked.name());
                worst = worst.max(failure.code());
            }
            Ok(cost) => {
                let (place, kept) = (target.out.join(asked.name()), preview::standing(cost));
                let (variants, policies) = (asked.variants.len(), asked.policies.len());
                let trials = asked.sample.trials;
                sayln!(
                    "{}: {variants} x {policies} (variants x policies) of {trials} trials{kept}",
                    place.display()
                );
            }
        }
    }
    if let Some(asked) = all.first() {
        let arm = asked.arm(&asked.variants[0], &asked.policies[0])?;
        preview::tell(whole, &arm, asked.sample, target.out)?;
    }
    Ok(worst)
}

/// Writes the tables of the batch and says how its crises ended.
pub fn tell(
    (out, quiet, report): (&Path, bool, bool),
    told: Told,
    done: Vec<(&RunAsked, Finished)>,
) -> Result<(), Failure> {
    if done.is_empty() {
        return Ok(());
    }
    let sample = done[0].0.sample;
    let posterior = done[0].0.posterior.clone();
    let scenarios: Vec<&Scenario> = done.iter().map(|(asked, _)| &asked.scenario).collect();
    let done: Vec<Finished> = done.into_iter().map(|(_, finished)| finished).collect();
    let Summary { tables, dropped } = write_summary(out, &done)?;
    if !dropped.is_empty() {
        let out = out.display();
        let (names, first) = (dropped.join(", "), &dropped[0]);
        exit::warn(Some(&format!(
            "the tables beside the run folders in {out} hold this batch alone; the rows of {names} are no longer in them, but stand in folders of their own ({out}/{first})"
        )));
    }
    if !quiet {
        let headlines = done.iter().flat_map(|finished| &finished.headlines);
        let said = answer::run(headlines, &scenarios, sample, posterior.as_deref());
        say!("{}", told.of(&said));
    }
    if !quiet && told.is_text() {
        for finished in &done {
            sayln!("{}", finished.folder.display());
        }
        let paths = tables.iter().map(|path| path.display().to_string());
        sayln!("{}", paths.collect::<Vec<_>>().join("  "));
    }
    if report {
        write_pages(&done, quiet)?;
    }
    Ok(())
}

/// Writes the page of every run folder and draws its outcomes in the terminal.
fn write_pages(done: &[Finished], quiet: bool) -> Result<(), Failure> {
    for finished in done {
        let page = finished.folder.join("report.html");
        let read = report::write(std::slice::from_ref(&finished.folder), &page)?;
        if !quiet {
            let columns = layout().width.unwrap_or(80);
            say!("\n{}", terminal::summary(&read, columns));
        }
        sayln!("{}", page.display());
    }
    Ok(())
}

/// What the arguments name: every sound scenario, and the exit code of the worst of the others.
fn asked(args: &RunArgs) -> Result<(Vec<RunAsked>, u8), Failure> {
    let (mut all, mut worst) = (Vec::<(String, RunAsked)>::new(), 0);
    let posterior = inputs::posterior(args.numbers.posterior.as_deref())?;
    let inputs = inputs::expand(&args.scenarios)?;
    let several = inputs.len() > 1;
    for input in inputs {
        let shown = input.shown.clone();
        match scenario(args, input, posterior.as_ref()) {
            Ok(Some(asked)) => all.push((shown, asked)),
            // In a folder, bases to extend stand among the scenarios.
            Ok(None) if several => {}
            Ok(None) => {
                return Err(Failure::Wrong(format!(
                    "{shown} is a base to extend, not a scenario to run"
                )));
            }
            Err(failure) => {
                failure.tell_of(&shown);
                worst = worst.max(failure.code());
            }
        }
    }
    let names = all
        .iter()
        .map(|(shown, asked)| (shown.as_str(), asked.name()));
    let (twins, problem) = inputs::twins(names);
    if let Some(problem) = problem {
        problem.tell();
        worst = worst.max(problem.code());
    }
    let all = all.into_iter().map(|(_, asked)| asked);
    Ok((
        all.filter(|asked| !twins.contains(asked.name())).collect(),
        worst,
    ))
}

/// A scenario with its variants and policies; `None` if it is a base to extend.
fn scenario(
    args: &RunArgs,
    input: Input,
    posterior: Option<&Arc<Posterior>>,
) -> Result<Option<RunAsked>, Failure> {
    let options = RunOptions {
        chosen: args.chosen.words(),
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        sets: args.sets.clone(),
        trials_csv: args.trials_csv,
        daily: if args.daily {
            Curves::All
        } else {
            Curves::Drawn
        },
        posterior: posterior.cloned(),
    };
    match options.of(&input.draft?, &inputs::hear) {
        Ok(asked) => Ok(Some(asked)),
        Err(AskingError::Read(ReadError::Abstract { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
