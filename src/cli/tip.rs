//! `offramp tip`: where along an uncertain parameter the better policy becomes the worse.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, measure, name, whole};
use super::parts::NoParts;
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::asking::tip::{Followed, TipOptions, trials};
use offramp::output::setting::TRIALS;
use offramp::output::{TipsAsked, write_tips};
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use std::path::PathBuf;

/// Arguments of `tip`.
#[derive(Debug, Args)]
pub struct TipArgs {
    #[command(flatten)]
    _part: NoParts,
    /// Scenario file, or name of a shipped one
    scenario: String,
    /// Two policies that are compared
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        value_parser = name,
        required_unless_present = "of"
    )]
    between: Vec<String>,
    /// One policy, whose metric is followed to where it --reaches a value
    #[arg(long, value_name = "POLICY", value_parser = name, requires = "reaches", conflicts_with = "between")]
    of: Option<String>,
    /// The metric and the value that it is to reach, such as `minor_clash = 0.2`
    #[arg(long, value_name = "METRIC=VALUE", value_parser = reaches, requires = "of", conflicts_with = "metric")]
    reaches: Option<(Measure, f64)>,
    /// The parameter that varies, from LOW to HIGH or, with its path alone, over its range in
    /// [uncertain]; more of them one after the other
    #[arg(
        long,
        value_name = "PATH[=LOW:HIGH]",
        required_unless_present = "everything"
    )]
    along: Vec<String>,
    /// Every parameter of [uncertain], each alone, the nearest tipping point first
    #[arg(long, conflicts_with = "along")]
    everything: bool,
    /// A map of who is better over the two parameters of --along together
    #[arg(long, conflicts_with = "everything")]
    map: bool,
    /// What policies are compared on: `minor_clash`, `serious_clash`, war, agreement, unilateral, calm,
    /// unresolved or days
    #[arg(long, default_value = "minor_clash", value_parser = measure)]
    metric: Measure,
    /// Trials of each policy at each value that is looked at
    #[arg(long, default_value_t = 5_000, value_parser = whole(TRIALS))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-tip in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
}

fn reaches(text: &str) -> Result<(Measure, f64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "write METRIC=VALUE, such as minor_clash=0.2".to_owned())?;
    let measure = measure(name.trim())?;
    let most = if measure.is_binary() { 1.0 } else { f64::MAX };
    let value = value.trim().parse::<f64>().ok();
    let value = value.filter(|value| (0.0..=most).contains(value));
    let unit = if measure.is_binary() {
        "a share from 0 to 1"
    } else {
        "a number of days"
    };
    value
        .map(|value| (measure, value))
        .ok_or_else(|| format!("{} reaches {unit}", measure.name()))
}

/// Looks for tipping points and says where they are.
pub fn tip(args: &TipArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let asked = asked(args)?;
    args.cores.run(|| play(args, &asked))?
}

fn asked(args: &TipArgs) -> Result<TipsAsked, Failure> {
    let followed = match (&args.of, args.reaches) {
        (Some(policy), Some((measure, value))) => Followed::Reaches(policy.clone(), measure, value),
        _ => Followed::Between(args.between.clone(), args.metric),
    };
    let options = TipOptions {
        along: args.along.clone(),
        map: args.map,
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        sets: args.sets.clone(),
        ..TipOptions::new(followed)
    };
    Ok(options.of(inputs::single(&args.scenario)?, &inputs::hear)?)
}

fn play(args: &TipArgs, asked: &TipsAsked) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&asked.name(), trials(asked));
    let done = write_tips(asked, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
