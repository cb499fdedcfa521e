//! What a comparison is asked: policies of a scenario, and arms named one by one.

use super::exit::Failure;
use super::inputs;
use super::options::{AnswerFormat, Chosen, Cores, Luck, Manner, Numbers, measure, size, whole};
use super::parts::InParts;
use clap::Args;
use offramp::asking::compare::{ArmNamed, CompareOptions};
use offramp::asking::overrides::list;
use offramp::output::setting::{
    PAIRED_TRIALS, WORLD_TRIALS, finite, positive, whole_hypercubes, world_trials,
};
use offramp::study::compare::{Asked, WorldsAsked};
use offramp::study::measure::Measure;
use offramp::study::stopping::Goal;
use std::path::PathBuf;

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are bools
pub struct CompareArgs {
    /// Scenario files, folders of them, or names of shipped scenarios; each is compared by itself
    #[arg(required_unless_present_any = ["arms", "manifest"])]
    pub scenarios: Vec<String>,
    /// Compare again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "policies", "all_policies", "arms", "baseline", "metric", "trials", "until", "until_decided", "margin", "max_trials", "worlds", "seed", "sets", "csv", "posterior"])]
    pub manifest: Option<PathBuf>,
    #[command(flatten)]
    pub chosen: Chosen,
    /// One more arm: a scenario under a policy (the baseline if none is said) with overrides
    #[arg(long = "arm", value_name = "NAME=SCENARIO[:POLICY][,PATH=VALUE...]")]
    pub arms: Vec<String>,
    /// The arm or policy the others are compared with [default: baseline]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    /// What gets the verdict: `minor_clash`, `serious_clash`, war, agreement, unilateral, calm,
    /// unresolved or days
    #[arg(long, default_value = "minor_clash", value_parser = measure)]
    pub metric: Measure,
    /// Trials of each arm
    #[arg(long, default_value_t = 10_000, value_parser = whole(PAIRED_TRIALS))]
    pub trials: u64,
    /// Go on until every interval of the metric is this narrow
    #[arg(long, value_name = "WIDTH", value_parser = positive, conflicts_with_all = ["trials", "until_decided", "posterior"])]
    pub until: Option<f64>,
    /// Go on until each arm is better, worse or equivalent within the margin
    #[arg(long, requires = "margin", conflicts_with_all = ["trials", "posterior"])]
    pub until_decided: bool,
    /// Differences within it either way are equivalent
    #[arg(long, value_parser = positive)]
    pub margin: Option<f64>,
    /// Where a stopping rule gives up
    #[arg(long, default_value_t = 10_000_000, value_parser = whole(PAIRED_TRIALS))]
    pub max_trials: u64,
    /// Play so many worlds as well, ten Latin hypercubes over the [uncertain] ranges: 200 is usual
    #[arg(long, value_name = "N", value_parser = whole_hypercubes)]
    pub worlds: Option<usize>,
    /// Trials of each arm in each world
    #[arg(long, value_name = "N", default_value_t = WORLD_TRIALS, requires = "worlds", value_parser = world_trials)]
    pub world_trials: u64,
    /// Memory that worlds may take: bytes, or a number with KiB, MiB or GiB
    #[arg(long, default_value = "1GiB", value_name = "SIZE", value_parser = size)]
    pub max_memory: usize,
    /// Report the share of worlds in which the metric is at least as good as this
    #[arg(long, value_name = "VALUE", requires = "worlds", value_parser = finite)]
    pub threshold: Option<f64>,
    #[command(flatten)]
    pub luck: Luck,
    /// Override a parameter in every arm
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    #[command(flatten)]
    pub numbers: Numbers,
    #[command(flatten)]
    pub cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-compare in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    pub out: PathBuf,
    #[command(flatten)]
    pub part: InParts,
    /// Write a page of figures, report.html, beside the tables
    #[arg(long, conflicts_with = "portion")]
    pub report: bool,
    /// Show every metric and finding on the terminal, not only what decides
    #[arg(long, conflicts_with = "format")]
    pub wide: bool,
    /// How the answer is told on the terminal: Markdown to be pasted, JSON for programs
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
    #[command(flatten)]
    pub manner: Manner,
    /// Play and write nothing; say what would be, how long it would take and how large it would be
    #[arg(long, conflicts_with = "portion")]
    pub dry_run: bool,
}

impl CompareArgs {
    /// What they say.
    pub fn options(&self) -> Result<CompareOptions, Failure> {
        let arms = self.arms.iter().map(|text| parse_arm(text, &self.sets));
        Ok(CompareOptions {
            chosen: self.chosen.words(),
            arms: arms.collect::<Result<_, _>>()?,
            baseline: self.baseline.clone(),
            metric: self.metric,
            trials: self.trials,
            goal: match (self.until, self.until_decided, self.margin) {
                (Some(width), _, _) => Some(Goal::Width(width)),
                (None, true, Some(margin)) => Some(Goal::Decided(margin)),
                _ => None,
            },
            margin: self.margin,
            max_trials: self.max_trials,
            worlds: self.worlds.map(|worlds| WorldsAsked {
                worlds,
                trials: self.world_trials,
                threshold: self.threshold,
            }),
            max_memory: self.max_memory,
            seed: self.luck.seed,
            sets: self.sets.clone(),
            posterior: inputs::posterior(self.numbers.posterior.as_deref())?,
        })
    }
}

/// What the arguments name.
pub fn asked(args: &CompareArgs) -> Result<Vec<Asked>, Failure> {
    let options = args.options()?;
    let inputs = inputs::expand(&args.scenarios)?;
    if inputs.len() > 1 && !args.arms.is_empty() {
        return Err(Failure::Wrong(
            "--arm adds to one scenario; name one scenario, or make each an arm".into(),
        ));
    }
    if inputs.is_empty() {
        return Ok(vec![options.of(None, &inputs::hear)?]);
    }
    let one = |input: inputs::Input| Ok(options.of(Some(&input.draft?), &inputs::hear)?);
    inputs.into_iter().map(one).collect()
}

/// `NAME=SCENARIO[:POLICY][,PATH=VALUE...]`.
fn parse_arm(text: &str, sets: &[String]) -> Result<ArmNamed, Failure> {
    let wrong = |what: &str| {
        Failure::Wrong(format!(
            "--arm {text}: {what}; write NAME=SCENARIO[:POLICY][,PATH=VALUE...]"
        ))
    };
    let (name, rest) = text.split_once('=').ok_or_else(|| wrong("it has no `=`"))?;
    let (name, mut parts) = (name.trim(), list(rest).into_iter());
    let what = parts.next().unwrap_or_default().trim();
    if name.is_empty() || what.is_empty() {
        return Err(wrong("a name or a scenario is missing"));
    }
    let (scenario, policy) = match what.rsplit_once(':') {
        // A path may hold a colon, a policy's name holds no separator.
        Some((scenario, policy)) if !policy.contains(['/', '\\']) => (scenario, policy),
        _ => (what, "baseline"),
    };
    Ok(ArmNamed {
        name: name.to_owned(),
        draft: inputs::single(scenario)?,
        policy: policy.to_owned(),
        sets: sets
            .iter()
            .cloned()
            .chain(parts.map(|set| set.trim().to_owned()))
            .collect(),
    })
}
