//! `offramp attribute`: what caused the bad outcomes.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Numbers, Told, kept, whole};
use super::parts::{InParts, Written, told};
use super::preview;
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::asking::attribute::{AttributeOptions, outcome};
use offramp::output::session::Answer;
use offramp::output::setting::ATTRIBUTED_TRIALS;
use offramp::output::{
    Attributed, AttributionAsked, Cost, write_attribution, write_attribution_part,
};
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
    #[arg(long, default_value_t = AttributeOptions::default().sample.trials, value_parser = whole(ATTRIBUTED_TRIALS))]
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
    #[command(flatten)]
    part: InParts,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long, conflicts_with = "portion")]
    report: bool,
    /// Play and write nothing; say what would be, how long it would take and how large it would be
    #[arg(long, conflicts_with = "portion")]
    dry_run: bool,
}

/// What the arguments would write.
pub fn written(args: &AttributeArgs) -> Result<Written, Failure> {
    Ok(Written {
        out: args.out.clone(),
        names: vec![asked(args)?.folder_name()],
    })
}

/// Attributes.
pub fn attribute(args: &AttributeArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let asked = asked(args)?;
    args.cores.run(|| run(args, &asked))?
}

/// What the arguments ask.
fn asked(args: &AttributeArgs) -> Result<AttributionAsked, Failure> {
    let options = AttributeOptions {
        policy: args.policy.clone(),
        outcome: args.outcome,
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        sets: args.sets.clone(),
        posterior: inputs::posterior(args.numbers.posterior.as_deref())?,
    };
    Ok(options.of(&inputs::single(&args.scenario)?, &inputs::hear)?)
}

fn run(args: &AttributeArgs, asked: &AttributionAsked) -> Result<(), Failure> {
    let target = args.manner.target(&args.out);
    let AttributionAsked { arm, sample, .. } = asked;
    if args.dry_run {
        let cost = Cost::of_attribution(asked, target)?;
        let (name, kept) = (&arm.scenario.name, preview::standing(cost));
        let subsets = 1 << MECHANISMS.len();
        sayln!(
            "{name}: {subsets} subsets of mechanisms, {} trials each{kept}",
            args.trials
        );
        return preview::tell(cost, arm, *sample, &args.out);
    }
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&arm.scenario.name, asked.trials());
    if let Some(portion) = args.part.portion {
        let part = write_attribution_part(asked, portion, target, &bar)?;
        drop(bar);
        told(&part, args.manner.quiet);
        return Ok(());
    }
    let done = write_attribution(asked, target, &bar)?;
    drop(bar);
    tell(args, asked, done)
}

/// Prints the answer, and writes its page where one is asked for.
fn tell(args: &AttributeArgs, asked: &AttributionAsked, done: Attributed) -> Result<(), Failure> {
    if !args.manner.quiet {
        match &done.answer {
            Answer::Found(found) => {
                let said = answer::attribution(&asked.arm, found, asked.sample.seed);
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
