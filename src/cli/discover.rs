//! `offramp discover`: what the points of a sweep at which something is so have in common.

use super::exit::Failure;
use super::options::{Luck, Manner, Told, measure, name, whole};
use super::parts::NoParts;
use super::report::page;
use clap::Args;
use offramp::asking::discover::DiscoverOptions;
use offramp::output::write_discovery;
use offramp::stats::discovery::{BoxChoice, BoxSearch};
use offramp::stats::prim::Patience;
use offramp::study::measure::Measure;
use std::path::{Path, PathBuf};

/// Arguments of `discover`.
#[derive(Debug, Args)]
pub struct DiscoverArgs {
    #[command(flatten)]
    _part: NoParts,
    /// Run folder of a sweep
    #[arg(value_name = "SWEEP_FOLDER")]
    folder: PathBuf,
    /// What holds at the points that are described: `serious_clash > 0.2`, `grit.war >= 0.05` under a
    /// policy, or `grit - firm > 0` of two
    #[arg(long = "where", value_name = "CONDITION", allow_hyphen_values = true)]
    condition: String,
    /// The policy, where --where names none and the sweep has several
    #[arg(long, value_name = "POLICY", value_parser = name)]
    policy: Option<String>,
    /// The metric in which two policies are compared [default: that of the sweep]
    #[arg(long, value_parser = measure)]
    metric: Option<Measure>,
    /// The least density: of the boxes that have it, the one that covers most is told [default: the box
    /// that agrees best with where the condition holds]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    threshold: Option<f64>,
    /// The box at this step of peeling.csv, as it is
    #[arg(long = "box", value_name = "STEP", conflicts_with_all = ["threshold", "boxes"], value_parser = whole(0..=1_000_000))]
    step: Option<u64>,
    /// The most boxes: each describes the points that those before left
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = whole(1..=20))]
    boxes: u64,
    /// The share of its points that is peeled off a box at a time
    #[arg(long, default_value_t = 0.05, value_name = "SHARE", value_parser = peel)]
    peel: f64,
    /// The least share of all points that a box may have
    #[arg(long, default_value_t = 0.05, value_name = "SHARE", value_parser = share)]
    min_mass: f64,
    /// Halves of the points that are searched as well, to see what holds
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = whole(0..=100_000))]
    halves: u64,
    /// Shuffles of the points that say what chance finds
    #[arg(long, default_value_t = 199, value_name = "N", value_parser = whole(19..=100_000))]
    shuffles: u64,
    #[command(flatten)]
    luck: Luck,
    /// Folder of the run folders; the tables go to <scenario>-discover in it [default: where the sweep
    /// stands]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok();
    share
        .filter(|share: &f64| *share > 0.0 && *share <= 1.0)
        .ok_or_else(|| "it must be a share above 0, at most 1".into())
}

fn peel(text: &str) -> Result<f64, String> {
    let share = text.parse().ok();
    share
        .filter(|share: &f64| *share > 0.0 && *share <= 0.5)
        .ok_or_else(|| "it must be a share above 0, at most 0.5".into())
}

/// Describes the points of a sweep.
pub fn discover(args: &DiscoverArgs) -> Result<(), Failure> {
    let options = DiscoverOptions {
        condition: args.condition.clone(),
        policy: args.policy.clone(),
        metric: args.metric,
        search: search(args),
        seed: args.luck.seed,
    };
    let (swept, found) = options.of(&args.folder)?;
    let out = args.out.clone().unwrap_or_else(|| beside_of(&args.folder));
    let done = write_discovery(&swept, &found, args.manner.target(&out))?;
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}

fn search(args: &DiscoverArgs) -> BoxSearch {
    BoxSearch {
        patience: Patience {
            peel: args.peel,
            paste: args.peel,
            least: args.min_mass,
        },
        choice: match (args.step, args.threshold) {
            (Some(step), _) => BoxChoice::Step(step as usize),
            (None, Some(density)) => BoxChoice::Density(density),
            (None, None) => BoxChoice::Agreement,
        },
        boxes: args.boxes as usize,
        shuffles: args.shuffles as usize,
        halves: args.halves as usize,
    }
}

/// The folder in which a run folder stands.
fn beside_of(folder: &Path) -> PathBuf {
    let whole = folder.canonicalize();
    match (folder.parent(), whole) {
        (Some(parent), _) if folder.file_name().is_some() && parent != Path::new("") => {
            parent.into()
        }
        (_, Ok(whole)) if folder.file_name().is_none() => {
            whole.parent().map_or_else(|| ".".into(), Path::to_path_buf)
        }
        _ => ".".into(),
    }
}
