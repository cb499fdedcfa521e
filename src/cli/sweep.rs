//! `offramp sweep`: what is uncertain or chosen is varied, and every point played with the same luck.

use super::exit::{self, Failure};
use super::inputs;
use super::options::{Chosen, Cores, Luck, Manner, Told, kept, measure, whole};
use super::parts::{self, InParts, Written};
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::asking::sweep::SweepOptions;
use offramp::exploration::design::MOST;
use offramp::output::session::Target;
use offramp::output::setting::TRIALS;
use offramp::output::{SweepAsked, replay, write_sweep, write_sweep_part};
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;
use std::path::PathBuf;

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Scenario file, or name of a shipped one; several are one more factor, `scenario`
    #[arg(required_unless_present = "manifest")]
    scenarios: Vec<String>,
    /// Sweep again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "vary", "posterior", "design", "points", "cube", "policies", "all_policies", "trials", "seed", "metric", "sets", "csv"])]
    manifest: Option<PathBuf>,
    /// What varies: a parameter from LOW to HIGH, at N levels from LOW to HIGH, at some values, or, with
    /// its path alone, over its range in [uncertain]; or `policy=A,B`. Without it, all of [uncertain]
    #[arg(long, value_name = "PATH[=LOW:HIGH[:N]|=A,B,C]")]
    vary: Vec<String>,
    /// Take values that go together from the draws of a calibration, a file or the name of a shipped one:
    /// each point takes a draw, as often as its weight says. What else is uncertain varies beside it
    #[arg(long, value_name = "FILE")]
    posterior: Option<String>,
    /// Where to look: every combination of levels (grid), Latin hypercubes (lhs), a scrambled Sobol'
    /// sequence, at random, or points listed in a CSV file with a column for each factor [default: grid
    /// where all factors have levels and no --points are asked for, else sobol]
    #[arg(long, value_name = "grid|lhs|sobol|random|FILE.csv")]
    design: Option<String>,
    /// Points of the design; more of them leave the first as they are [default: 256]
    #[arg(long, value_name = "N", value_parser = whole(1..=MOST as u64))]
    points: Option<u64>,
    /// Points of a Latin hypercube: --points are a multiple of it, so that whole ones are added
    /// [default: all points]
    #[arg(long, value_name = "N", value_parser = whole(1..=MOST as u64))]
    cube: Option<u64>,
    #[command(flatten)]
    chosen: Chosen,
    /// Trials of each point under each policy
    #[arg(long, default_value_t = SweepOptions::default().sample.trials, value_parser = whole(TRIALS))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// What the answer is about: `minor_clash`, `serious_clash`, war, agreement, unilateral, calm,
    /// unresolved or days; the tables have all
    #[arg(long, default_value = "minor_clash", value_parser = measure)]
    metric: Measure,
    /// Override a parameter at every point
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-sweep in it
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
pub fn written(args: &SweepArgs) -> Result<Written, Failure> {
    let (asked, _) = asked(args)?;
    Ok(Written {
        out: args.out.clone(),
        names: vec![asked.name()],
    })
}

/// Sweeps and says how far the answer moved.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let (asked, csv) = asked(args)?;
    let target = Target {
        csv,
        ..args.manner.target(&args.out)
    };
    args.cores.run(|| play(args, &asked, target))?
}

/// What is swept, and how tables are spelt.
fn asked(args: &SweepArgs) -> Result<(SweepAsked, Dialect), Failure> {
    if let Some(file) = &args.manifest {
        let replay = replay::sweep(file)?;
        exit::warn(replay.warning.as_deref());
        return Ok((replay.asked, replay.csv));
    }
    let options = SweepOptions {
        vary: args.vary.clone(),
        design: args.design.clone(),
        points: args.points.map(|points| points as usize),
        cube: args.cube.map(|cube| cube as usize),
        chosen: args.chosen.words(),
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        metric: args.metric,
        sets: args.sets.clone(),
        posterior: inputs::posterior(args.posterior.as_deref())?,
    };
    let drafts = args.scenarios.iter().map(|name| inputs::single(name));
    let asked = options.of(drafts.collect::<Result<_, _>>()?, &inputs::hear)?;
    Ok((asked, args.manner.spelling.csv))
}

fn play(args: &SweepArgs, asked: &SweepAsked, target: Target) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    if let Some(portion) = args.part.portion {
        let bar = batch.scenario(&asked.name(), asked.trials() / portion.parts());
        let part = write_sweep_part(asked, portion, target, &bar)?;
        drop((bar, batch));
        parts::told(&part, args.manner.quiet);
        return Ok(());
    }
    let bar = batch.scenario(&asked.name(), asked.trials());
    let done = write_sweep(asked, target, &bar)?;
    drop((bar, batch));
    let quiet = args.manner.quiet;
    kept(
        quiet,
        done.kept,
        asked.experiment.points.len() as u64,
        "points",
    );
    args.told.answer(&done.answer, &done.folder, quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
