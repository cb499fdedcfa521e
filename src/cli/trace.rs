//! `offramp trace`: one trial explained, or two under the same luck.

use super::exit::Failure;
use super::inputs;
use super::options::{layout, seed, whole};
use super::say::{self, sayln, tell};
use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use offramp::asking::trace::{TraceOptions, Traced, Which};
use offramp::model::Mechanism;
use offramp::report::{self, TrialPage};
use offramp::scenario::Scenario;
use offramp::study::find::Wanted;
use offramp::study::run::Sample;
use offramp::trace::account::{Telling, gist, json};
use offramp::trace::parting;
use std::path::{Path, PathBuf};

/// Arguments of `trace`.
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// Scenario file or name of a shipped scenario
    scenario: String,
    /// Number of the trial
    #[arg(long, conflicts_with = "find", value_parser = seed)]
    trial: Option<u64>,
    /// Find a trial worth reading among the first `--trials`
    #[arg(long, value_enum)]
    find: Option<Find>,
    /// Trials to look through with `--find`
    #[arg(long, default_value_t = 10_000, value_parser = whole(1..=u64::MAX))]
    trials: u64,
    /// Root seed of the draws
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Policy of the trial
    #[arg(
        long,
        alias = "policies",
        default_value = "baseline",
        value_name = "NAME"
    )]
    policy: String,
    /// Another policy to set beside it under the same luck
    #[arg(long, value_name = "NAME")]
    against: Option<String>,
    /// Mechanisms to switch off (message-loss, outages, misperception, misjudgement,
    /// execution-error, incidents, scripted-cuts, severity)
    #[arg(long, value_name = "MECHANISM", num_args = 1.., value_delimiter = ',', value_parser = mechanisms())]
    off: Vec<Mechanism>,
    /// Mechanisms to switch off in the trial set beside it, besides those of `--off`
    #[arg(long, value_name = "MECHANISM", num_args = 1.., value_delimiter = ',', value_parser = mechanisms())]
    against_off: Vec<Mechanism>,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// An account to read, event data (`events.csv`), or everything
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Tell everything: every decision, every term, every act seen
    #[arg(long, short)]
    verbose: bool,
    /// Draw it day by day on a page of its own instead of telling it: a lane for each actor, the
    /// rung as a line, acts, lost offers, misread acts, incidents and cut lines as marks; two
    /// trials one above the other. Without FILE the page is called after scenario and trial
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "",
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        conflicts_with_all = ["format", "verbose"]
    )]
    report: Option<PathBuf>,
    /// Replace the page if it is there already
    #[arg(long, requires = "report")]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Find {
    /// The first with the highest violence after the onset
    Worst,
    /// The first whose violence, or else outcome, differs most from that of `--against`
    Flipped,
    /// The first with the most frequent outcome, ended nearest to its median day
    Typical,
}

impl From<Find> for Wanted {
    fn from(find: Find) -> Self {
        match find {
            Find::Worst => Wanted::Worst,
            Find::Flipped => Wanted::Flipped,
            Find::Typical => Wanted::Typical,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

/// A mechanism by its name.
fn mechanisms() -> impl TypedValueParser<Value = Mechanism> {
    let names = Mechanism::ALL.iter().map(|mechanism| mechanism.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Mechanism>())
}

impl TraceArgs {
    /// What they say.
    fn options(&self) -> TraceOptions {
        let found = self.find.map(|find| Which::Found(find.into()));
        TraceOptions {
            which: self.trial.map(Which::Number).or(found),
            sample: Sample {
                seed: self.seed,
                trials: self.trials,
            },
            policy: self.policy.clone(),
            against: self.against.clone(),
            off: self.off.clone(),
            against_off: self.against_off.clone(),
            sets: self.sets.clone(),
        }
    }
}

/// Explains a trial.
pub fn trace(args: &TraceArgs) -> Result<(), Failure> {
    let draft = inputs::single(&args.scenario)?;
    let Some(found) = args.options().of(&draft, &inputs::hear, &())? else {
        tell!("none of the first {} trials flips", args.trials);
        return Err(Failure::Told(1));
    };
    if let Some(out) = &args.report {
        return report(args, &found, out);
    }
    let telling = if args.verbose {
        Telling::Everything
    } else {
        Telling::Short
    };
    let text = match args.format {
        Format::Text => wrapped(&found.text(telling)),
        Format::Csv => tabled(&found)?,
        Format::Json => json(&found.scenario, &found.traces),
    };
    say::bytes(text.as_bytes());
    Ok(())
}

/// Lines that fit the terminal; what goes on stands under what began.
fn wrapped(text: &str) -> String {
    let layout = layout();
    text.lines()
        .map(|line| layout.sentence(line) + "\n")
        .collect()
}

/// Writes the page of the trials.
fn report(args: &TraceArgs, found: &Traced, out: &Path) -> Result<(), Failure> {
    let (scenario, traces, names) = (&found.scenario, &found.traces, found.titles());
    let trial = traces.first().map_or(0, |trace| trace.trial);
    let name = format!("{}-trial-{trial}", scenario.name);
    let beside = PathBuf::from(format!("{name}.html"));
    let out = if out.as_os_str().is_empty() {
        &beside
    } else {
        out
    };
    let said = gist(scenario, &traces.iter().collect::<Vec<_>>(), &names);
    let parts = match traces.as_slice() {
        [here, there] => parting(here, there).map(|parting| u64::from(parting.day)),
        _ => None,
    };
    let page = TrialPage {
        name,
        title: scenario.title.clone(),
        said: said.clone(),
        facts: facts(args, scenario, trial, &names)?,
        parts,
    };
    report::write_trial(&page, &found.sheets(), out, args.force)?;
    for sentence in said {
        sayln!("{}", layout().sentence(&sentence));
    }
    sayln!("{}", out.display());
    Ok(())
}

/// What was run, and the command that does it again.
fn facts(
    args: &TraceArgs,
    scenario: &Scenario,
    trial: u64,
    names: &[&str],
) -> Result<Vec<[String; 2]>, Failure> {
    let mut words = vec!["offramp".into(), "trace".into(), args.scenario.clone()];
    let mut say = |option: &str, value: String| words.extend([option.to_owned(), value]);
    say("--trial", trial.to_string());
    say("--seed", args.seed.to_string());
    say("--policy", args.policy.clone());
    let listed = |off: &[Mechanism]| {
        let names: Vec<&str> = off.iter().map(|mechanism| mechanism.name()).collect();
        names.join(",")
    };
    if !args.off.is_empty() {
        say("--off", listed(&args.off));
    }
    if let Some(against) = &args.against {
        say("--against", against.clone());
    }
    if !args.against_off.is_empty() {
        say("--against-off", listed(&args.against_off));
    }
    for set in &args.sets {
        say("--set", set.clone());
    }
    let command = shlex::try_join(words.iter().map(String::as_str));
    let command = command.map_err(|error| Failure::Wrong(error.to_string()))?;
    let mut facts = vec![
        [
            "Program".into(),
            format!("offramp {}", env!("CARGO_PKG_VERSION")),
        ],
        ["Command".into(), command],
        ["Scenario".into(), scenario.name.clone()],
        ["Trial".into(), trial.to_string()],
        ["Root seed".into(), args.seed.to_string()],
        ["Policies".into(), names.join(", ")],
    ];
    if !args.sets.is_empty() {
        facts.push(["Overrides".into(), args.sets.join(", ")]);
    }
    Ok(facts)
}

fn tabled(found: &Traced) -> Result<String, Failure> {
    let mut csv = Vec::new();
    let written = found.events().write(&mut csv);
    written.map_err(|error| Failure::System(error.to_string()))?;
    Ok(String::from_utf8_lossy(&csv).into_owned())
}
