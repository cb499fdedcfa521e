//! `offramp sweep`: what is uncertain or chosen is varied, and every point played with the same luck.

use super::exit::Failure;
use super::inputs;
use super::options::{Chosen, Cores, Luck, Manner, Told, baseline, kept, measure, whole};
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::diagnostic::nearest;
use offramp::exploration::asked::{Experiment, PointsAsked, Request};
use offramp::exploration::design::{DESIGNS, Design, MOST};
use offramp::exploration::space::Base;
use offramp::output::setting::TRIALS;
use offramp::output::{SweepAsked, write_sweep};
use offramp::scenario::ReadError;
use offramp::scenario::file::text_file;
use offramp::study::arms;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use offramp::table::point_file;
use std::path::{Path, PathBuf};

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Scenario file, or name of a shipped one; several are one more factor, `scenario`
    #[arg(required = true)]
    scenarios: Vec<String>,
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
    #[arg(long, default_value_t = 1_000, value_parser = whole(TRIALS))]
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
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
}

/// Sweeps and says how far the answer moved.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    inputs::one_value(&args.sets, "let it vary: --vary PATH=A,B")?;
    let asked = SweepAsked {
        experiment: experiment(args)?,
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
        measure: args.metric,
    };
    args.cores.run(|| play(args, &asked))?
}

fn play(args: &SweepArgs, asked: &SweepAsked) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&asked.name(), asked.trials());
    let done = write_sweep(asked, args.manner.target(&args.out), &bar)?;
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

/// What the arguments name.
fn experiment(args: &SweepArgs) -> Result<Experiment, Failure> {
    let mut bases: Vec<Base> = Vec::new();
    for argument in &args.scenarios {
        let draft = inputs::single(argument)?;
        let scenario = inputs::checked(&draft, &args.sets)?;
        if bases.iter().any(|base| base.scenario.name == scenario.name) {
            let name = &scenario.name;
            return Err(Failure::Wrong(format!("two scenarios are called `{name}`")));
        }
        bases.push(Base::new(draft, args.sets.clone(), scenario));
    }
    let varied = |vary: &String| vary.split('=').next().unwrap_or_default().trim() == "policy";
    let chosen = !args.chosen.policies.is_empty() || args.chosen.all_policies;
    if chosen && args.vary.iter().any(varied) {
        return Err(Failure::Wrong(
            "policies vary or are played at every point: leave out --policies or --vary policy"
                .into(),
        ));
    }
    let policies = args.chosen.of(&bases[0].scenario, baseline)?;
    let policies: Vec<String> = policies.into_iter().map(|one| one.name.clone()).collect();
    for base in &bases {
        arms::policies(&base.scenario, &policies)?;
        let played = policies
            .iter()
            .filter_map(|name| base.scenario.policy(name));
        inputs::in_force(&base.draft, &base.sets, played)?;
    }
    let request = Request {
        bases,
        policies,
        vary: args.vary.clone(),
        option: "--vary",
        points: points(args)?,
        posterior: inputs::posterior(args.posterior.as_deref())?,
        seed: args.luck.seed,
    };
    let experiment = request.check().map_err(ReadError::Invalid)?;
    if let Some(drawn) = &experiment.drawn {
        inputs::warn(&drawn.warnings, drawn.posterior.sources());
    }
    Ok(experiment)
}

/// How points are chosen.
fn points(args: &SweepArgs) -> Result<PointsAsked, Failure> {
    let count = args.points.map(|points| points as usize);
    let wrong = |why: String| Err(Failure::Wrong(why));
    let design = match args.design.as_deref() {
        None => None,
        Some("grid") => Some(Design::Grid),
        Some("lhs") => {
            let all = count.unwrap_or(offramp::exploration::asked::POINTS);
            Some(Design::Latin(args.cube.map_or(all, |cube| cube as usize)))
        }
        Some("sobol") => Some(Design::Sobol),
        Some("random") => Some(Design::Random),
        Some(file) => {
            let path = Path::new(file);
            if !path.exists() && path.extension().is_none() {
                let help = match nearest(file, DESIGNS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it is {}, or a CSV file", DESIGNS.join(", ")),
                };
                return wrong(format!("--design: there is no design `{file}`; {help}"));
            }
            if args.points.is_some() || args.cube.is_some() {
                return wrong(format!(
                    "{file} lists its points: leave out --points and --cube"
                ));
            }
            let bytes = text_file::read(path, LARGEST)
                .map_err(|error| Failure::System(format!("cannot read {file}: {error}")))?;
            let sheet = point_file::read(file, &bytes).map_err(ReadError::Invalid)?;
            return Ok(PointsAsked::Listed(sheet));
        }
    };
    if args.cube.is_some() && !matches!(design, Some(Design::Latin(_))) {
        return wrong("--cube is of Latin hypercubes: --design lhs".into());
    }
    Ok(PointsAsked::Design(design, count))
}

/// The largest table of points that is read, in bytes.
const LARGEST: u64 = 64 << 20;
