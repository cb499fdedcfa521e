//! `offramp attribute`: what caused the bad outcomes.

use super::exit::Failure;
use super::progress::{self, Batch};
use super::{inputs, show};
use crate::ensemble::{self, Plan};
use crate::output::attribution::{self as tables, CAVEAT};
use crate::output::folder::{Folder, FolderError, MANIFEST};
use crate::output::manifest::{Host, Manifest, ScenarioEntry};
use crate::output::package;
use crate::output::table::CsvRows;
use crate::scenario::flatten::flatten;
use crate::study::arms::Arm;
use crate::study::attribute::{self, Attribution, MECHANISMS};
use crate::study::measure::Measure;
use crate::trial::record::Detail;
use clap::Args;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `attribute`.
#[derive(Debug, Args)]
pub struct AttributeArgs {
    /// Scenario file or name of a shipped scenario
    scenario: String,
    /// The policy under which to ask
    #[arg(long, value_name = "NAME", default_value = "baseline")]
    policy: String,
    /// The outcome to explain: `minor_clash`, `serious_clash`, `war` or another yes-or-no metric
    #[arg(long, default_value = "serious_clash", value_parser = outcome)]
    outcome: Measure,
    /// Trials under each of the 64 subsets of mechanisms
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000))]
    trials: u64,
    /// Root seed of the draws; every number is a seed like any other
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Threads to run on; all cores if not said. It changes no result
    #[arg(long, default_value_t = 0, hide_default_value = true, value_parser = super::inputs::threads)]
    threads: usize,
    /// Folder of the run folders; the tables go to <scenario>-attribute in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Replace what stands in the folder
    #[arg(long)]
    force: bool,
    /// No progress, no answer on the terminal
    #[arg(long, short)]
    quiet: bool,
}

fn outcome(name: &str) -> Result<Measure, String> {
    super::compare::measure(name).and_then(|measure| {
        let why = "days are no outcome that happens or not".to_string();
        measure.is_binary().then_some(measure).ok_or(why)
    })
}

/// Attributes.
pub fn attribute(args: &AttributeArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let scenario = inputs::single(&args.scenario).read(&args.sets)?;
    let policy = inputs::policies(&scenario, std::slice::from_ref(&args.policy))?[0].clone();
    let arm = Arm {
        name: policy.name.clone(),
        scenario,
        policy,
    };
    ensemble::with_threads(args.threads, || run(args, &arm))
        .map_err(|error| Failure::System(format!("cannot start threads: {error}")))?
}

fn run(args: &AttributeArgs, arm: &Arm) -> Result<(), Failure> {
    let started = Instant::now();
    let (scenario, policy) = (arm.scenario.name.as_str(), arm.policy.name.as_str());
    let text = flatten(&arm.scenario);
    let mut manifest = Manifest::new("attribute", args.seed, args.trials);
    manifest.policies.push(policy.into());
    manifest.scenarios.push(ScenarioEntry::new(
        scenario,
        None,
        &args.sets,
        "scenario.toml".into(),
        &text,
    ));
    let setting = args.outcome.name().to_string();
    manifest.settings.insert("outcome".into(), setting);
    let name = format!("{scenario}-attribute");
    let folder = Folder::begin(&args.out.join(&name), &manifest, args.force)?;
    let schema = tables::trials_schema();
    let path = args.out.join(&name).join(schema.file);
    let csv = |source| FolderError::Csv {
        path: path.clone(),
        source,
    };
    let mut trials = CsvRows::new(&schema, folder.create(schema.file)?).map_err(csv)?;
    let plan = Plan {
        seed: args.seed,
        first: 0,
        trials: args.trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let runs = args.trials << MECHANISMS.len();
    let batch = Batch::new(1, args.quiet);
    let bar = batch.scenario(scenario, runs);
    let outcome = args.outcome.name();
    let found = attribute::run(arm, args.outcome, &plan, &bar, |trial, fate| {
        if !fate.happened() {
            return Ok(());
        }
        let row = tables::trial_row(scenario, policy, outcome, args.seed, trial, fate);
        trials.row(&row).map_err(io::Error::other)
    })?;
    drop(bar);
    trials.finish().map_err(csv)?;
    let table = tables::attribution(scenario, policy, &found);
    folder.table(&table)?;
    folder.text("scenario.toml", &text)?;
    let title = format!("{}: what caused {outcome}", arm.scenario.title);
    folder.json(
        "datapackage.json",
        &package::describe(&name, &title, &[&table.schema, &schema]),
    )?;
    folder.json("host.json", &Host::now(started.elapsed(), runs))?;
    folder.text(MANIFEST, &manifest.text())?;
    let place = folder.finish()?;
    if !args.quiet {
        tell(arm, &found);
        anstream::println!(
            "{}: {}  {}",
            place.display(),
            table.schema.file,
            schema.file
        );
    }
    Ok(())
}

fn tell(arm: &Arm, found: &Attribution) {
    let (label, n) = (found.outcome.label(), found.trials);
    let [on, off] = [found.all_on(), found.all_off()]
        .map(|e| show::percent(&e.value.into(), &e.low.into(), &e.high.into()));
    let title = format!(
        "{}, {}: {label} in {on} % of {n} trials; with every mechanism off in {off} %",
        arm.scenario.name, arm.policy.name
    );
    anstream::println!("{}", show::sentence(&title));
    let header = [
        "mechanism",
        "adds, points (Shapley) [95%]",
        "of the total",
        "vanish without it",
        "stay",
        "appear",
    ];
    let mut rows = Vec::new();
    for (m, part) in found.parts().iter().enumerate() {
        let flips = found.flips[m];
        rows.push(vec![
            MECHANISMS[m].to_string(),
            super::memo::signed(&part.value, found.outcome),
            part.share
                .map_or_else(String::new, |s| format!("{:.0} %", 100.0 * s)),
            flips.n10.to_string(),
            flips.n11.to_string(),
            flips.n01.to_string(),
        ]);
    }
    let total = found.total;
    rows.push(vec![
        "all of them".to_string(),
        super::memo::signed(&found.difference(), found.outcome),
        String::new(),
        total.n10.to_string(),
        total.n11.to_string(),
        total.n01.to_string(),
    ]);
    anstream::println!("{}", show::figures(&header, &rows, 1));
    anstream::println!("{}", show::sentence(CAVEAT));
    if found.outcome.is_prior() {
        let prior = "has no case in the Korean record: these are parts of a prior. Not a forecast.";
        anstream::println!("{}", show::sentence(&format!("{label} {prior}")));
    }
}
