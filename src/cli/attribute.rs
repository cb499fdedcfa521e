//! `offramp attribute`: what caused the bad outcomes.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Numbers, Told, kept, measure, whole};
use super::preview;
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::output::session::Answer;
use offramp::output::{Cost, write_attribution};
use offramp::study::arms::{Arm, Origin};
use offramp::study::attribute::MECHANISMS;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use std::path::PathBuf;

/// Arguments of `attribute`.
#[derive(Debug, Args)]
pub struct AttributeArgs {
    /// Scenario file or name of a shipped scenario
    scenario: String,
    /// The policy under which to ask
    #[arg(
        long,
        alias = "policies",
        value_name = "NAME",
        default_value = "baseline"
    )]
    policy: String,
    /// The outcome to explain: `minor_clash`, `serious_clash`, `war` or another yes-or-no metric
    #[arg(long, default_value = "serious_clash", value_parser = outcome)]
    outcome: Measure,
    /// Trials under each of the 64 subsets of mechanisms
    #[arg(long, default_value_t = 2000, value_parser = whole(2..=1_000_000_000))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    numbers: Numbers,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-attribute in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
    /// Play and write nothing; say what would be, how long it would take and how large it would be
    #[arg(long)]
    dry_run: bool,
}

fn outcome(name: &str) -> Result<Measure, String> {
    let measure = measure(name)?;
    let why = "days are no outcome that happens or not".to_string();
    measure.is_binary().then_some(measure).ok_or(why)
}

/// Attributes.
pub fn attribute(args: &AttributeArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    inputs::one_value(
        &args.sets,
        "attribute them one by one, each with --out of its own",
    )?;
    let draft = inputs::single(&args.scenario)?;
    let scenario = inputs::checked(&draft, &args.sets)?;
    let arm = Arm::new(&scenario, &args.policy, Origin::new(&draft, &args.sets))?;
    inputs::in_force(&draft, &args.sets, [&arm.policy].into_iter())?;
    let arm = match inputs::posterior(args.numbers.posterior.as_deref())? {
        Some(posterior) => arm.averaged(&posterior, (args.trials, args.luck.seed))?,
        None => arm,
    };
    inputs::warn_of(&arm);
    args.cores.run(|| run(args, &arm))?
}

fn run(args: &AttributeArgs, arm: &Arm) -> Result<(), Failure> {
    let sample = Sample {
        seed: args.luck.seed,
        trials: args.trials,
    };
    let target = args.manner.target(&args.out);
    if args.dry_run {
        let cost = Cost::of_attribution(arm, args.outcome, sample, target)?;
        let (name, kept) = (&arm.scenario.name, preview::standing(cost));
        let subsets = 1 << MECHANISMS.len();
        sayln!(
            "{name}: {subsets} subsets of mechanisms, {} trials each{kept}",
            args.trials
        );
        return preview::tell(cost, arm, sample, &args.out);
    }
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&arm.scenario.name, args.trials << MECHANISMS.len());
    let done = write_attribution(arm, args.outcome, sample, target, &bar)?;
    drop(bar);
    if !args.manner.quiet {
        match &done.answer {
            Answer::Found(found) => {
                let said = answer::attribution(arm, found, sample.seed);
                say!("{}", args.told.of(&said));
            }
            Answer::Stood(text) => {
                kept(args.manner.quiet, 1, 1, "attributions");
                args.told.stood(text);
            }
        }
        if args.told.is_text() {
            let [table, trials] = done.files;
            sayln!("{}: {table}  {trials}", done.folder.display());
        }
    }
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
