//! `offramp sensitivity`: what drives an answer.

use super::exit::{self, Failure};
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, measure, whole};
use super::parts::{self, InParts, Written};
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use offramp::asking::sensitivity::SensitivityOptions;
use offramp::exploration::sensitivity::{SensitivityAsked, SensitivityMethod};
use offramp::output::session::Target;
use offramp::output::setting::TRIALS;
use offramp::output::{
    WrittenSensitivity, replay, write_given, write_sensitivity, write_sensitivity_part,
};
use offramp::stats::design::SOBOL;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;
use std::path::PathBuf;
use strum::VariantNames;

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Scenario file, or name of a shipped one; several are one more factor, `scenario`
    #[arg(required_unless_present_any = ["from", "manifest"])]
    scenarios: Vec<String>,
    /// Analyse again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "from", "method", "of", "metric", "vary", "group", "points", "precision", "trials", "sets", "seed", "csv"])]
    manifest: Option<PathBuf>,
    /// The run folder of a sweep whose points are looked at, in place of playing any (pawn)
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with_all = ["scenarios", "vary", "group", "points", "precision", "trials", "sets", "seed", "portion"]
    )]
    from: Option<PathBuf>,
    /// How: shares of the variance (sobol), elementary effects (morris: few points, many factors), or
    /// distances between distributions (pawn) [default: sobol; with --from, pawn]
    #[arg(long, value_parser = method())]
    method: Option<SensitivityMethod>,
    /// What is asked about: the metric under a policy, or, as A-B, the difference of two, trial by trial
    /// [default: the baseline]
    #[arg(long, value_name = "POLICY|A-B")]
    of: Option<String>,
    /// The metric: `minor_clash`, `serious_clash`, war, agreement, unilateral, calm, unresolved or days
    #[arg(long, default_value = "minor_clash", value_parser = measure)]
    metric: Measure,
    /// What varies, as in `offramp sweep`; without it, all of [uncertain]
    #[arg(long, value_name = "PATH[=LOW:HIGH[:N]|=A,B,C]")]
    vary: Vec<String>,
    /// Factors that are moved together, as if they were one (sobol, morris)
    #[arg(long, value_name = "NAME=PATH,PATH")]
    group: Vec<String>,
    /// Base points (sobol: each is played as often as there are factors, and twice more), trajectories
    /// (morris) or points (pawn) [default: 256, 32, 1,024]
    #[arg(long, value_name = "N", value_parser = whole(1..=SOBOL.0 as u64))]
    points: Option<u64>,
    /// Double the base points until the interval of each total index is at most so wide (sobol)
    #[arg(long, value_name = "WIDTH", value_parser = width)]
    precision: Option<f64>,
    /// The most base points that --precision may come to
    #[arg(long, value_name = "N", default_value_t = SensitivityOptions::default().most_points as u64, value_parser = whole(1..=SOBOL.0 as u64), requires = "precision")]
    most_points: u64,
    /// Trials of each point; an eighth of them at a time tell luck from effect
    #[arg(long, default_value_t = SensitivityOptions::default().sample.trials, value_parser = whole(TRIALS))]
    trials: u64,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter at every point
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-sensitivity in it
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
pub fn written(args: &SensitivityArgs) -> Result<Written, Failure> {
    let (asked, _) = asked(args)?;
    has_parts(&asked)?;
    Ok(Written {
        out: args.out.clone(),
        names: vec![asked.name()],
    })
}

fn method() -> impl TypedValueParser<Value = SensitivityMethod> {
    PossibleValuesParser::new(SensitivityMethod::VARIANTS)
        .try_map(|name| name.parse::<SensitivityMethod>())
}

fn width(text: &str) -> Result<f64, String> {
    let width = text.trim().parse::<f64>().ok();
    let width = width.filter(|width| *width > 0.0 && *width <= 1.0);
    width.ok_or_else(|| "an interval of a share of variance is wider than 0 and at most 1".into())
}

/// Finds what drives the answer and says it.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    if let Some(from) = &args.from {
        let (asked, swept) = args.options().given(from)?;
        let name = from
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let from = (name.unwrap_or_default(), swept);
        let write = || {
            let from = (from.0.as_str(), &from.1);
            write_given(&asked, from, args.manner.target(&args.out))
        };
        let done = args.cores.run(write)??;
        return tell(args, done);
    }
    let (asked, csv) = asked(args)?;
    let target = Target {
        csv,
        ..args.manner.target(&args.out)
    };
    args.cores.run(|| play(args, &asked, target))?
}

/// What is analysed, and how tables are spelt.
fn asked(args: &SensitivityArgs) -> Result<(SensitivityAsked, Dialect), Failure> {
    if let Some(file) = &args.manifest {
        let replay = replay::sensitivity(file)?;
        exit::warn(replay.warning.as_deref());
        return Ok((replay.asked, replay.csv));
    }
    let drafts = args.scenarios.iter().map(|name| inputs::single(name));
    let drafts = drafts.collect::<Result<_, _>>()?;
    let asked = args.options().of(drafts, &inputs::hear)?;
    Ok((asked, args.manner.spelling.csv))
}

/// Refuses what has no parts.
fn has_parts(asked: &SensitivityAsked) -> Result<(), Failure> {
    if asked.precision.is_some() {
        return Err(Failure::Wrong(format!(
            "{}: how far points are doubled until --precision is reached follows from what was played, so no part of it can be played alone; say --points instead",
            asked.name()
        )));
    }
    Ok(())
}

impl SensitivityArgs {
    /// What they say.
    fn options(&self) -> SensitivityOptions {
        SensitivityOptions {
            method: self.method,
            of: self.of.clone(),
            metric: self.metric,
            vary: self.vary.clone(),
            group: self.group.clone(),
            points: self.points.map(|points| points as usize),
            precision: self.precision,
            most_points: self.most_points as usize,
            sample: Sample {
                seed: self.luck.seed,
                trials: self.trials,
            },
            sets: self.sets.clone(),
        }
    }
}

fn play(args: &SensitivityArgs, asked: &SensitivityAsked, target: Target) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    if let Some(portion) = args.part.portion {
        has_parts(asked)?;
        let bar = batch.scenario(&asked.name(), asked.trials() / portion.parts());
        let part = write_sensitivity_part(asked, portion, target, &bar)?;
        drop((bar, batch));
        parts::told(&part, args.manner.quiet);
        return Ok(());
    }
    let bar = batch.scenario(&asked.name(), asked.trials());
    let done = write_sensitivity(asked, target, &bar)?;
    drop((bar, batch));
    tell(args, done)
}

fn tell(args: &SensitivityArgs, done: WrittenSensitivity) -> Result<(), Failure> {
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
