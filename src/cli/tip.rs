//! `offramp tip`: where along an uncertain parameter the better policy becomes the worse.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, measure, name, whole};
use super::parts::NoParts;
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::diagnostic::Code;
use offramp::exploration::asked::{PointsAsked, Request};
use offramp::exploration::design::Design;
use offramp::exploration::factor::POLICY;
use offramp::exploration::map::VALUES;
use offramp::exploration::space::{Base, Space};
use offramp::exploration::tip::{SCAN, Target, TipAsked};
use offramp::output::setting::TRIALS;
use offramp::output::{TipsAsked, write_tips};
use offramp::scenario::ReadError;
use offramp::study::arms;
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
    inputs::one_value(&args.sets, "let it vary: --along PATH=LOW:HIGH")?;
    let asked = asked(args)?;
    args.cores.run(|| play(args, &asked))?
}

fn asked(args: &TipArgs) -> Result<TipsAsked, Failure> {
    let draft = inputs::single(&args.scenario)?;
    let scenario = inputs::checked(&draft, &args.sets)?;
    let wrong = |why: &str| Err(Failure::Wrong(why.into()));
    let (policies, target, measure) = match (&args.of, args.reaches) {
        (Some(policy), Some((measure, value))) => {
            (vec![policy.clone()], Target::Reaches(value), measure)
        }
        _ => (args.between.clone(), Target::Difference, args.metric),
    };
    match (target, policies.as_slice()) {
        (Target::Difference, [one, other]) if one == other => {
            return wrong("--between compares two policies, not one with itself");
        }
        (Target::Difference, list) if list.len() != 2 => {
            return wrong("--between takes two policies: A,B");
        }
        _ => {}
    }
    arms::policies(&scenario, &policies)?;
    let played = policies.iter().filter_map(|name| scenario.policy(name));
    inputs::in_force(&draft, &args.sets, played)?;
    let uncertain = scenario.uncertain.iter().map(|range| range.path.clone());
    let along: Vec<String> = if args.everything {
        uncertain.collect()
    } else {
        args.along.clone()
    };
    if along.is_empty() {
        let name = &scenario.name;
        let why = format!("{name} has no [uncertain] ranges: write --along PATH=LOW:HIGH");
        return wrong(&why);
    }
    let base = Base::new(draft, args.sets.clone(), scenario);
    if args.map && along.len() != 2 {
        return wrong("--map is over two parameters: --along PATH=LOW:HIGH twice");
    }
    let (mut spaces, mut idle): (Vec<Space>, Vec<String>) = (Vec::new(), Vec::new());
    for path in along {
        let request = Request {
            bases: vec![base.clone()],
            policies: policies.clone(),
            vary: vec![path.clone()],
            option: "--along",
            points: PointsAsked::Design(Some(Design::Random), Some(1)),
            posterior: None,
            seed: args.luck.seed,
        };
        match request.check() {
            Ok(found) if found.space.factors[0].name == POLICY => {
                return wrong("policies are compared, they do not vary: --along takes a parameter");
            }
            Ok(_) if path.contains(',') || path.matches(':').count() > 1 => {
                return wrong("tip follows a range: write --along PATH=LOW:HIGH");
            }
            Ok(found) => spaces.push(found.space),
            Err(problems)
                if args.everything
                    && problems
                        .list
                        .iter()
                        .all(|problem| problem.code == Code::Unused) =>
            {
                idle.push(path);
            }
            Err(problems) => return Err(ReadError::Invalid(problems).into()),
        }
    }
    let map = if args.map {
        let request = Request {
            bases: vec![base],
            policies: policies.clone(),
            vary: args.along.clone(),
            option: "--along",
            points: PointsAsked::Design(Some(Design::Random), Some(1)),
            posterior: None,
            seed: args.luck.seed,
        };
        Some(request.check().map_err(ReadError::Invalid)?.space)
    } else {
        None
    };
    if spaces.is_empty() {
        return wrong("nothing that is uncertain moves anything here");
    }
    Ok(TipsAsked {
        spaces,
        tip: TipAsked {
            policies,
            measure,
            target,
            sample: Sample {
                seed: args.luck.seed,
                trials: args.trials,
            },
        },
        idle,
        map,
    })
}

fn play(args: &TipArgs, asked: &TipsAsked) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    // A scan of each parameter, and about as much again to look closer.
    let looks = (2 * SCAN * asked.spaces.len() * asked.tip.policies.len()) as u64;
    let looks = looks
        + asked
            .map
            .as_ref()
            .map_or(0, |_| VALUES * VALUES * asked.tip.policies.len()) as u64;
    let bar = batch.scenario(&asked.name(), looks * asked.tip.sample.trials);
    let done = write_tips(asked, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
