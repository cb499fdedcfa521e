//! `offramp exact`: probabilities computed instead of sampled, where the model is small enough.

use super::exit::Failure;
use super::{inputs, show};
use crate::crisis::outcome::Outcome;
use crate::exact::{self, Distribution, Limits};
use crate::model::{Model, Switches};
use crate::output::exact::ExactTables;
use crate::output::folder::{Folder, MANIFEST};
use crate::output::manifest::{Host, Manifest, ScenarioEntry};
use crate::output::package;
use crate::output::schema::Schema;
use crate::scenario::Scenario;
use crate::scenario::flatten::flatten;
use crate::scenario::policy::Policy;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `exact`.
#[derive(Debug, Args)]
pub struct ExactArgs {
    /// Scenario files, folders of them, or names of shipped scenarios
    #[arg(required = true)]
    scenarios: Vec<String>,
    /// Policy to enumerate (may be repeated); the baseline if none is named
    #[arg(long = "policy", value_name = "NAME", conflicts_with = "all_policies")]
    policies: Vec<String>,
    /// Enumerate every policy of each scenario
    #[arg(long)]
    all_policies: bool,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// States that may be held at once, up to 200 bytes each
    #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u32).range(1..))]
    max_states: u32,
    /// Drop states less probable than this, and count what was dropped in the error bound
    #[arg(long, default_value_t = 0.0, hide_default_value = true, value_name = "P", value_parser = small)]
    prune_below: f64,
    /// Folder of the run folders; the tables go to <scenario>-exact in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Replace what stands in the folder
    #[arg(long)]
    force: bool,
    /// No summary
    #[arg(long, short)]
    quiet: bool,
}

fn small(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=0.01).contains(&number) => Ok(number),
        _ => Err("it must be a probability from 0 to 0.01".into()),
    }
}

/// Enumerates. One scenario that is wrong or too large does not sink the others.
pub fn exact(args: &ExactArgs) -> Result<(), Failure> {
    let (mut worst, mut done) = (0, Vec::new());
    for input in inputs::expand(&args.scenarios)? {
        let scenario = input.read(&args.sets).map_err(Failure::from);
        let written = scenario.and_then(|scenario| enumerate(args, &scenario, &done));
        match written {
            Ok((name, place)) => {
                if !args.quiet {
                    anstream::println!("{}", place.display());
                }
                done.push(name);
            }
            Err(failure) => {
                failure.tell_of(&input.shown());
                worst = worst.max(failure.code());
            }
        }
    }
    match worst {
        0 => Ok(()),
        code => Err(Failure::Told(code)),
    }
}

/// Enumerates a scenario under every policy asked for. Returns its name and its folder.
fn enumerate(
    args: &ExactArgs,
    scenario: &Scenario,
    done: &[String],
) -> Result<(String, PathBuf), Failure> {
    let started = Instant::now();
    let name = &scenario.name;
    if done.contains(name) {
        return Err(Failure::Wrong(format!(
            "two scenarios are called `{name}`: they would share a folder"
        )));
    }
    let policies = policies(args, scenario)?;
    let (manifest, text) = manifest(args, scenario, &policies);
    let place = args.out.join(format!("{name}-exact"));
    let folder = Folder::begin(&place, &manifest, args.force)?;
    let limits = Limits {
        max_states: args.max_states as usize,
        prune_below: args.prune_below,
    };
    let mut tables = ExactTables::default();
    let mut found = Vec::new();
    for policy in policies {
        let model = Model::compile(scenario, policy, Switches::default());
        let law = exact::solve(&model, limits)
            .map_err(|error| Failure::Wrong(format!("policy {}: {error}", policy.name)))?;
        tables.add(scenario, &policy.name, &law);
        found.push((policy.name.as_str(), law));
    }
    write(&folder, scenario, &tables, &text)?;
    folder.json("host.json", &Host::now(started.elapsed(), 0))?;
    folder.text(MANIFEST, &manifest.text())?;
    let place = folder.finish()?;
    if !args.quiet {
        summary(name, &found);
    }
    Ok((name.clone(), place))
}

fn policies<'s>(args: &ExactArgs, scenario: &'s Scenario) -> Result<Vec<&'s Policy>, Failure> {
    if args.all_policies {
        return Ok(scenario.policies.iter().collect());
    }
    if args.policies.is_empty() {
        return Ok(scenario.policies.first().into_iter().collect());
    }
    let mut named: Vec<&Policy> = Vec::new();
    for policy in inputs::policies(scenario, &args.policies)? {
        if named.iter().all(|other| other.name != policy.name) {
            named.push(policy);
        }
    }
    Ok(named)
}

/// What will be written, and the text of the scenario.
fn manifest(args: &ExactArgs, scenario: &Scenario, policies: &[&Policy]) -> (Manifest, String) {
    let mut manifest = Manifest::new("exact", 0, 0);
    manifest.policies = policies.iter().map(|policy| policy.name.clone()).collect();
    let text = flatten(scenario);
    manifest.scenarios.push(ScenarioEntry::new(
        &scenario.name,
        None,
        &args.sets,
        "scenario.toml".into(),
        &text,
    ));
    if args.prune_below > 0.0 {
        let least = args.prune_below.to_string();
        manifest.settings.insert("prune-below".into(), least);
    }
    (manifest, text)
}

fn write(
    folder: &Folder,
    scenario: &Scenario,
    tables: &ExactTables,
    text: &str,
) -> Result<(), Failure> {
    for table in tables.all() {
        folder.table(table)?;
    }
    folder.text("scenario.toml", text)?;
    let schemas: Vec<&Schema> = tables.all().iter().map(|table| &table.schema).collect();
    let title = format!("{}: exact probabilities", scenario.title);
    let name = format!("{}-exact", scenario.name);
    folder.json(
        "datapackage.json",
        &package::describe(&name, &title, &schemas),
    )?;
    Ok(())
}

fn summary(scenario: &str, found: &[(&str, Distribution)]) {
    let outcomes = Outcome::ALL.map(|outcome| format!("{} %", outcome.name()));
    let mut header = vec!["scenario", "policy"];
    header.extend(outcomes.iter().map(String::as_str));
    header.extend(["days", "states", "error bound"]);
    let mut rows = Vec::new();
    for (policy, law) in found {
        let mut cells = vec![scenario.to_owned(), (*policy).to_owned()];
        cells.extend(Outcome::ALL.map(|o| format!("{:.4}", 100.0 * law.probability(o))));
        cells.push(format!("{:.3}", law.mean_days()));
        cells.push(law.states_by_day.iter().max().unwrap_or(&0).to_string());
        cells.push(format!("{:.0e}", law.error_bound()));
        rows.push(cells);
    }
    anstream::println!("{}", show::figures(&header, &rows, 2));
}
