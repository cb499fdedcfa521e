//! `offramp run`: scenarios in, run folders out.

use super::exit::Failure;
use super::inputs::{self, Input};
use super::options::{Cores, Luck, layout};
use super::progress::{self, Batch};
use clap::Args;
use offramp::answer;
use offramp::output::session::Target;
use offramp::output::setting::TRIALS;
use offramp::output::{Finished, RunAsked, Variant, replay, write_run, write_summary};
use offramp::report::{self, terminal};
use offramp::scenario::{ReadError, Scenario};
use offramp::study::arms::{self, Arm, Origin};
use offramp::study::run::Sample;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are bools
pub struct RunArgs {
    /// Scenario files, folders of them, or names of shipped scenarios (`offramp scenarios`)
    #[arg(required_unless_present = "manifest")]
    scenarios: Vec<String>,
    /// Run again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "policies", "all_policies", "trials", "seed", "sets", "trials_csv"])]
    manifest: Option<PathBuf>,
    /// Policy to run (may be repeated); the baseline if none is named
    #[arg(long = "policy", value_name = "NAME", conflicts_with = "all_policies")]
    policies: Vec<String>,
    /// Run every policy of each scenario
    #[arg(long)]
    all_policies: bool,
    /// Trials of each scenario and policy
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(TRIALS))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter: a path, or a bare key for everywhere; a list makes variants
    #[arg(long = "set", value_name = "PATH=VALUE[,VALUE...]")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write one row per trial as well
    #[arg(long)]
    trials_csv: bool,
    /// Write a page of figures, report.html, into each run folder
    #[arg(long)]
    report: bool,
    /// Replace what stands in a run folder
    #[arg(long)]
    force: bool,
    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the batch. One bad scenario does not sink the others; the exit code tells.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let (all, mut worst) = match &args.manifest {
        Some(file) => {
            let replay = replay::run(file)?;
            super::exit::warn(replay.warning.as_deref());
            (vec![replay.asked], 0)
        }
        None => asked(args)?,
    };
    let mut names = BTreeSet::new();
    for asked in &all {
        let name = asked.name();
        if !names.insert(name) {
            return Err(Failure::Wrong(format!(
                "two scenarios are called `{name}`: they would share a run folder; rename one, or run them apart"
            )));
        }
    }
    let target = Target {
        out: &args.out,
        force: args.force,
    };
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
    tell(args, done)?;
    ended?;
    if worst == 0 {
        Ok(())
    } else {
        Err(Failure::Told(worst))
    }
}

/// Writes the tables of the batch and says how its crises ended.
fn tell(args: &RunArgs, done: Vec<(&RunAsked, Finished)>) -> Result<(), Failure> {
    if done.is_empty() {
        return Ok(());
    }
    let scenarios: Vec<&Scenario> = done.iter().map(|(asked, _)| asked.scenario()).collect();
    let done: Vec<Finished> = done.into_iter().map(|(_, finished)| finished).collect();
    let combined = write_summary(&args.out, &done)?;
    if !args.quiet {
        let headlines = done.iter().flat_map(|finished| &finished.headlines);
        anstream::println!("{}", answer::run(headlines, &scenarios, layout()));
        for finished in &done {
            anstream::println!("{}", finished.folder.display());
        }
        let paths = combined.iter().map(|path| path.display().to_string());
        anstream::println!("{}", paths.collect::<Vec<_>>().join("  "));
    }
    if args.report {
        report(&done, args.quiet)?;
    }
    Ok(())
}

/// Writes the page of every run folder and draws its outcomes in the terminal.
fn report(done: &[Finished], quiet: bool) -> Result<(), Failure> {
    for finished in done {
        let page = finished.folder.join("report.html");
        let read = report::write(std::slice::from_ref(&finished.folder), &page)?;
        if !quiet {
            let columns = layout().width.unwrap_or(80);
            anstream::print!("\n{}", terminal::summary(&read, columns));
        }
        anstream::println!("{}", page.display());
    }
    Ok(())
}

/// What the arguments name: every sound scenario, and the exit code of the worst of the others.
fn asked(args: &RunArgs) -> Result<(Vec<RunAsked>, u8), Failure> {
    let (mut all, mut worst) = (Vec::new(), 0);
    let inputs = inputs::expand(&args.scenarios)?;
    let several = inputs.len() > 1;
    for input in inputs {
        let shown = input.shown.clone();
        match scenario(args, input) {
            Ok(Some(asked)) => all.push(asked),
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
    Ok((all, worst))
}

/// A scenario with its variants and policies; `None` if it is a base to extend.
fn scenario(args: &RunArgs, input: Input) -> Result<Option<RunAsked>, Failure> {
    let draft = input.draft?;
    let mut read = Vec::new();
    for overrides in inputs::variants(&args.sets) {
        match inputs::checked(&draft, &overrides.sets) {
            Ok(scenario) => read.push((overrides, scenario)),
            Err(ReadError::Abstract { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let names = policies(args, &read[0].1)?;
    let mut variants = Vec::new();
    for (overrides, scenario) in read {
        let origin = Origin::new(&draft, &overrides.sets);
        let arm = |name: &String| Arm::new(&scenario, name, origin.clone());
        variants.push(Variant {
            arms: names.iter().map(arm).collect::<Result<_, _>>()?,
            name: overrides.name,
            sets: overrides.sets,
        });
    }
    Ok(Some(RunAsked {
        variants,
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        trials_csv: args.trials_csv,
    }))
}

/// Names of the policies to run.
fn policies(args: &RunArgs, scenario: &Scenario) -> Result<Vec<String>, Failure> {
    let policies = if args.all_policies {
        scenario.policies.iter().collect()
    } else if args.policies.is_empty() {
        scenario.policies.iter().take(1).collect()
    } else {
        arms::policies(scenario, &args.policies)?
    };
    Ok(policies.iter().map(|policy| policy.name.clone()).collect())
}
