//! `offramp sensitivity`: what drives an answer.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, baseline, measure, whole};
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use offramp::exploration::asked::{PointsAsked, Request};
use offramp::exploration::design::Design;
use offramp::exploration::grouped::grouped;
use offramp::exploration::replicated::REPLICATES;
use offramp::exploration::sensitivity::{SensitivityAsked, SensitivityMethod, of};
use offramp::exploration::space::{Base, Space};
use offramp::exploration::swept::SweptTable;
use offramp::output::setting::TRIALS;
use offramp::output::swept::SweptHeading;
use offramp::output::{WrittenSensitivity, write_given, write_sensitivity};
use offramp::scenario::{Draft, ReadError, Scenario};
use offramp::stats::design::SOBOL;
use offramp::study::arms;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use std::path::{Path, PathBuf};
use strum::VariantNames;

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Scenario file, or name of a shipped one; several are one more factor, `scenario`
    #[arg(required_unless_present = "from")]
    scenarios: Vec<String>,
    /// The run folder of a sweep whose points are looked at, in place of playing any (pawn)
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with_all = ["scenarios", "vary", "group", "points", "precision", "trials", "sets", "seed"]
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
    #[arg(long, value_name = "N", default_value_t = 4_096, value_parser = whole(1..=SOBOL.0 as u64), requires = "precision")]
    most_points: u64,
    /// Trials of each point; an eighth of them at a time tell luck from effect
    #[arg(long, default_value_t = 1_000, value_parser = whole(TRIALS))]
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
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
}

/// Trials of a replicate that say something.
const LEAST_TRIALS: u64 = 8 * REPLICATES as u64;

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
    inputs::one_value(&args.sets, "let it vary: --vary PATH=A,B")?;
    if let Some(from) = &args.from {
        let (asked, swept) = given(args, from)?;
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
    let asked = asked(args)?;
    args.cores.run(|| play(args, &asked))?
}

fn wrong(why: impl Into<String>) -> Failure {
    Failure::Wrong(why.into())
}

fn asked(args: &SensitivityArgs) -> Result<SensitivityAsked, Failure> {
    let method = args.method.unwrap_or(SensitivityMethod::Sobol);
    let bases = counted(args)?;
    let space = space(args)?;
    let groups = grouped(&space.factors, &args.group).map_err(|error| wrong(error.to_string()))?;
    let columns = match method {
        SensitivityMethod::Sobol => 2 * space.factors.len(),
        _ => space.factors.len(),
    };
    if method != SensitivityMethod::Morris && columns > SOBOL.1 {
        return Err(wrong(format!(
            "{} factors are more than a Sobol' sequence has room for: --method morris, or fewer --vary",
            space.factors.len()
        )));
    }
    Ok(SensitivityAsked {
        space,
        groups,
        method,
        measure: args.metric,
        bases,
        precision: args
            .precision
            .map(|width| (width, args.most_points as usize)),
        sample: Sample {
            seed: args.luck.seed,
            trials: args.trials,
        },
    })
}

/// How many base points, if as many make sense.
fn counted(args: &SensitivityArgs) -> Result<usize, Failure> {
    let method = args.method.unwrap_or(SensitivityMethod::Sobol);
    let units = method.units();
    let bases = args.points.map_or(method.usual(), |points| points as usize);
    let least = method.least();
    if bases < least {
        return Err(wrong(format!(
            "{bases} {units} are too few for {}: its intervals need at least {least}, and {} are usual",
            method.name(),
            method.usual()
        )));
    }
    if args.trials < LEAST_TRIALS {
        return Err(wrong(format!(
            "--trials {}: an eighth of the trials tells luck from effect, so at least {LEAST_TRIALS} are needed",
            args.trials
        )));
    }
    if args.precision.is_some() && method != SensitivityMethod::Sobol {
        return Err(wrong("--precision is of total indices: --method sobol"));
    }
    if args.precision.is_some() && (args.most_points as usize) < bases {
        return Err(wrong(format!(
            "--most-points {} is below the {bases} {units} to begin with",
            args.most_points
        )));
    }
    if !args.group.is_empty() && method == SensitivityMethod::Pawn {
        return Err(wrong(
            "pawn looks at slices of one factor: --group is of sobol and morris",
        ));
    }
    Ok(bases)
}

/// What varies, under which policies.
fn space(args: &SensitivityArgs) -> Result<Space, Failure> {
    let mut bases: Vec<Base> = Vec::new();
    for argument in &args.scenarios {
        let draft = inputs::single(argument)?;
        let scenario = inputs::checked(&draft, &args.sets)?;
        if bases.iter().any(|base| base.scenario.name == scenario.name) {
            let name = &scenario.name;
            return Err(wrong(format!("two scenarios are called `{name}`")));
        }
        bases.push(Base::new(draft, args.sets.clone(), scenario));
    }
    let varied = |vary: &String| vary.split('=').next().unwrap_or_default().trim() == "policy";
    if args.of.is_some() && args.vary.iter().any(varied) {
        return Err(wrong(
            "--of says which policy is played, so it does not vary: leave out one of them",
        ));
    }
    let policies = policies(args, &bases[0].scenario)?;
    for base in &bases {
        let scenario = &base.scenario;
        arms::policies(scenario, &policies)?;
        let played = policies.iter().filter_map(|name| scenario.policy(name));
        inputs::in_force(&base.draft, &base.sets, played)?;
    }
    let request = Request {
        bases,
        policies,
        vary: args.vary.clone(),
        option: "--vary",
        points: PointsAsked::Design(Some(Design::Random), Some(1)),
        posterior: None,
        seed: args.luck.seed,
    };
    let experiment = request.check().map_err(ReadError::Invalid)?;
    Ok(experiment.space)
}

/// What is asked of the points of a sweep, and the points.
fn given(args: &SensitivityArgs, place: &Path) -> Result<(SensitivityAsked, SweptTable), Failure> {
    let method = args.method.unwrap_or(SensitivityMethod::Pawn);
    if method != SensitivityMethod::Pawn {
        return Err(wrong(format!(
            "points that are there already differ in all factors at once, and {} needs some that differ in one: leave out --from, or take --method pawn",
            method.name()
        )));
    }
    let heading = SweptHeading::read(place).map_err(|error| wrong(error.to_string()))?;
    let known: Vec<&str> = heading.asked.policies.iter().map(String::as_str).collect();
    let policies = match &args.of {
        Some(_) if heading.asked.varies_policy() => {
            return Err(wrong("the sweep varied the policy: leave out --of"));
        }
        Some(text) => of(text, &known).map_err(wrong)?,
        None if heading.asked.varies_policy() => heading.asked.policies.clone(),
        None => known.iter().take(1).map(ToString::to_string).collect(),
    };
    let groups = grouped(&heading.asked.factors, &[]).map_err(|error| wrong(error.to_string()))?;
    let swept = heading
        .whole(&[args.metric])
        .map_err(|error| wrong(error.to_string()))?;
    let (least, bases) = (method.least(), swept.table.points.len());
    if bases < least {
        return Err(wrong(format!(
            "{bases} points are too few for pawn: its intervals need at least {least}, and {} are usual; sweep with more --points",
            method.usual()
        )));
    }
    let base = |(scenario, (file, _)): (&Scenario, &(String, String))| {
        let draft = Draft::file(place.join(file))?;
        Ok(Base::new(draft, Vec::new(), scenario.clone()))
    };
    let bases_of = swept.scenarios.iter().zip(&swept.texts).map(base);
    let asked = SensitivityAsked {
        space: Space {
            bases: bases_of.collect::<Result<Vec<Base>, ReadError>>()?,
            factors: swept.table.asked.factors.clone(),
            policies,
        },
        groups,
        method,
        measure: args.metric,
        bases,
        precision: None,
        sample: swept.table.asked.sample,
    };
    Ok((asked, swept.table))
}

/// The policies whose level or difference is asked about.
fn policies(args: &SensitivityArgs, scenario: &Scenario) -> Result<Vec<String>, Failure> {
    let Some(text) = &args.of else {
        let baseline = baseline(scenario).into_iter();
        return Ok(baseline.map(|policy| policy.name.clone()).collect());
    };
    let known = scenario.policies.iter().map(|policy| policy.name.as_str());
    of(text, &known.collect::<Vec<&str>>()).map_err(wrong)
}

fn play(args: &SensitivityArgs, asked: &SensitivityAsked) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&asked.name(), asked.trials());
    let done = write_sensitivity(asked, args.manner.target(&args.out), &bar)?;
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
