//! `offramp run`: scenarios in, run folders out.

use super::exit::Failure;
use super::inputs::{self, Variant};
use super::progress::{self, Batch};
use super::show;
use crate::ensemble::{self, Plan};
use crate::model::{Model, Switches};
use crate::output::events::{add_storyline, storylines_schema};
use crate::output::folder::{Folder, replace_file};
use crate::output::manifest::{self, Host, Manifest, ScenarioEntry};
use crate::output::package;
use crate::output::schema::Schema;
use crate::output::table::Table;
use crate::output::tables::{Key, RunTables, trials_schema};
use crate::output::trials::{Common, TrialsFile};
use crate::report::terminal;
use crate::scenario::ReadError;
use crate::scenario::Scenario;
use crate::scenario::flatten::flatten;
use crate::trace::choose::Finder;
use crate::trace::trace;
use crate::trial::record::{Detail, Fields};
use clap::Args;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How many trials can be asked for.
const TRIALS: RangeInclusive<u64> = 1..=1_000_000_000_000;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are bools
pub struct RunArgs {
    /// Scenario files, folders of them, or names of shipped scenarios (`offramp scenarios`)
    #[arg(required_unless_present = "manifest")]
    scenarios: Vec<String>,
    /// Run again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "policies", "all_policies", "trials", "seed", "sets", "trials_csv"])]
    manifest: Option<PathBuf>,
    /// Policy to run (may be repeated); the baseline if none is named
    #[arg(long = "policy", value_name = "NAME", conflicts_with = "all_policies")]
    policies: Vec<String>,
    /// Run every policy of each scenario
    #[arg(long)]
    all_policies: bool,
    /// Trials of each scenario and policy
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(TRIALS))]
    trials: u64,
    /// Root seed of the draws; every number is a seed like any other
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Override a parameter: a path, or a bare key for everywhere; a list makes variants
    #[arg(long = "set", value_name = "PATH=VALUE[,VALUE...]")]
    sets: Vec<String>,
    /// Threads to run on; all cores if not said. It changes no result
    #[arg(long, default_value_t = 0, hide_default_value = true, value_parser = super::inputs::threads)]
    threads: usize,
    /// Folder of the run folders
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write one row per trial as well
    #[arg(long)]
    trials_csv: bool,
    /// Write a page of figures, report.html, into each run folder
    #[arg(long)]
    report: bool,
    /// Replace what stands in a run folder
    #[arg(long)]
    force: bool,
    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// One scenario of the batch, with all its variants.
struct Job {
    name: String,
    variants: Vec<(Variant, Scenario)>,
    policies: Vec<String>,
}

/// Runs the batch. One bad scenario does not sink the others; the exit code tells.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let (jobs, settings, mut worst) = match &args.manifest {
        Some(file) => replay(args, file)?,
        None => batch(args)?,
    };
    let mut names = BTreeSet::new();
    for job in &jobs {
        if !names.insert(&job.name) {
            let message = format!(
                "two scenarios are called `{}`: they would share a run folder; rename one, or run them apart",
                job.name
            );
            return Err(Failure::Wrong(message));
        }
    }
    let work = || {
        let batch = Batch::new(jobs.len(), args.quiet);
        let mut done = Vec::new();
        for job in &jobs {
            match settings.run(job, &batch) {
                Ok(finished) => done.push(finished),
                Err(Failure::Stopped(why)) => return (done, Err(Failure::Stopped(why))),
                Err(failure) => {
                    failure.tell_of(&job.name);
                    worst = worst.max(failure.code());
                }
            }
            batch.next();
        }
        (done, Ok(()))
    };
    let (done, ended) = ensemble::with_threads(args.threads, work)
        .map_err(|error| Failure::System(format!("cannot start threads: {error}")))?;
    if !done.is_empty() {
        let combined = combine(&args.out, &done)?;
        if !args.quiet {
            show::summary(&done, &combined);
        }
        if args.report {
            report(&done, args.quiet)?;
        }
    }
    ended?;
    if worst == 0 {
        Ok(())
    } else {
        Err(Failure::Told(worst))
    }
}

/// Writes the page of every run folder and draws its outcomes in the terminal.
fn report(done: &[Finished], quiet: bool) -> Result<(), Failure> {
    for finished in done {
        let page = finished.folder.join("report.html");
        let sources = super::report::write(std::slice::from_ref(&finished.folder), &page)?;
        if !quiet {
            let columns = show::width().unwrap_or(80);
            anstream::print!("\n{}", terminal::summary(&sources, columns));
        }
        anstream::println!("{}", page.display());
    }
    Ok(())
}

/// What the arguments name: every sound scenario, and the exit code of the worst of the others.
fn batch(args: &RunArgs) -> Result<(Vec<Job>, Settings, u8), Failure> {
    let (mut jobs, mut worst) = (Vec::new(), 0);
    let inputs = inputs::expand(&args.scenarios)?;
    let several = inputs.len() > 1;
    for input in inputs {
        match job(args, &input) {
            Ok(Some(job)) => jobs.push(job),
            // In a folder, bases to extend stand among the scenarios.
            Ok(None) if several => {}
            Ok(None) => {
                let shown = input.shown();
                return Err(Failure::Wrong(format!(
                    "{shown} is a base to extend, not a scenario to run"
                )));
            }
            Err(failure) => {
                failure.tell_of(&input.shown());
                worst = worst.max(failure.code());
            }
        }
    }
    let settings = Settings {
        seed: args.seed,
        trials: args.trials,
        trials_csv: args.trials_csv,
        out: args.out.clone(),
        force: args.force,
    };
    Ok((jobs, settings, worst))
}

fn job(args: &RunArgs, input: &inputs::Input) -> Result<Option<Job>, Failure> {
    let mut variants = Vec::new();
    for variant in inputs::variants(&args.sets) {
        match input.read(&variant.sets) {
            Ok(scenario) => variants.push((variant, scenario)),
            Err(ReadError::Abstract { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let scenario = &variants[0].1;
    let name = scenario.name.clone();
    let policies = if args.all_policies {
        scenario
            .policies
            .iter()
            .map(|policy| policy.name.clone())
            .collect()
    } else if args.policies.is_empty() {
        vec![scenario.policies[0].name.clone()]
    } else {
        let mut named = Vec::new();
        for policy in inputs::policies(scenario, &args.policies)? {
            if !named.contains(&policy.name) {
                named.push(policy.name.clone());
            }
        }
        named
    };
    Ok(Some(Job {
        name,
        variants,
        policies,
    }))
}

/// The manifest of a command, or why it cannot be run again.
pub fn manifest(
    file: &Path,
    command: &str,
    trials: RangeInclusive<u64>,
) -> Result<Manifest, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::System(format!("cannot read {}: {error}", file.display())))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| Failure::Wrong(format!("{} is no manifest: {error}", file.display())))?;
    let this = Manifest::new(command, 0, 0);
    if manifest.command != command {
        let message = format!(
            "{} is of `offramp {}`, not of `offramp {command}`",
            file.display(),
            manifest.command
        );
        return Err(Failure::Wrong(message));
    }
    if !trials.contains(&manifest.trials) {
        let (shown, found, least, most) = (
            file.display(),
            manifest.trials,
            trials.start(),
            trials.end(),
        );
        return Err(Failure::Wrong(format!(
            "{shown}: trials is {found}; it must lie from {least} to {most}"
        )));
    }
    if (&manifest.version, manifest.format) != (&this.version, this.format) {
        anstream::eprintln!(
            "warning: {} is of version {}; this is {}, and its bytes may differ",
            file.display(),
            manifest.version,
            this.version
        );
    }
    Ok(manifest)
}

/// A scenario file that stands beside a manifest, checked against its hash.
pub fn beside(folder: &Path, file: &str, recorded: &str) -> Result<inputs::Input, Failure> {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::System(format!("cannot read {}: {error}", path.display())))?;
    let found = manifest::hash(&text);
    if found != recorded {
        let message = format!(
            "{} was changed since it was run: its hash is {found}, the manifest says {recorded}",
            path.display(),
        );
        return Err(Failure::Wrong(message));
    }
    Ok(inputs::Input::File(path))
}

/// What a manifest says: the scenarios beside it, checked against their hashes.
fn replay(args: &RunArgs, file: &Path) -> Result<(Vec<Job>, Settings, u8), Failure> {
    let manifest = manifest(file, "run", TRIALS)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut variants = Vec::new();
    let mut name = String::new();
    for entry in &manifest.scenarios {
        let scenario = beside(folder, &entry.file, &entry.hash)?
            .check(&[])?
            .scenario;
        name.clone_from(&scenario.name);
        let variant = Variant {
            name: entry.variant.clone(),
            sets: entry.overrides.clone(),
        };
        variants.push((variant, scenario));
    }
    if variants.is_empty() {
        return Err(Failure::Wrong(format!(
            "{} names no scenario",
            file.display()
        )));
    }
    let settings = Settings {
        seed: manifest.seed,
        trials: manifest.trials,
        trials_csv: manifest.trials_csv,
        out: args.out.clone(),
        force: args.force,
    };
    Ok((
        vec![Job {
            name,
            variants,
            policies: manifest.policies,
        }],
        settings,
        0,
    ))
}

/// What all scenarios of the batch share.
struct Settings {
    seed: u64,
    trials: u64,
    trials_csv: bool,
    out: PathBuf,
    force: bool,
}

/// A scenario that was run, with its tables.
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// Its tables.
    pub tables: RunTables,
    /// Whether it has variants.
    pub variants: bool,
}

impl Settings {
    fn run(&self, job: &Job, batch: &Batch) -> Result<Finished, Failure> {
        let started = Instant::now();
        let several = job
            .variants
            .iter()
            .any(|(variant, _)| variant.name.is_some());
        let mut manifest = Manifest::new("run", self.seed, self.trials);
        manifest.policies.clone_from(&job.policies);
        manifest.trials_csv = self.trials_csv;
        let mut texts = Vec::new();
        for (i, (variant, scenario)) in job.variants.iter().enumerate() {
            let file = match variant.name {
                Some(_) => format!("scenario-{}.toml", i + 1),
                None => "scenario.toml".into(),
            };
            let text = flatten(scenario);
            manifest.scenarios.push(ScenarioEntry::new(
                &job.name,
                variant.name.clone(),
                &variant.sets,
                file.clone(),
                &text,
            ));
            texts.push((file, text));
        }
        let place = self.out.join(&job.name);
        let folder = Folder::begin(&place, &manifest, self.force)?;
        let total = self.trials * (job.variants.len() * job.policies.len()) as u64;
        let mut storylines = Table::new(storylines_schema(several));
        let progress = batch.scenario(&job.name, total);
        let (tables, trials) = self.ensembles(job, several, &folder, &progress, &mut storylines)?;
        for table in tables.all().into_iter().chain([&storylines]) {
            folder.table(table)?;
        }
        for (file, text) in &texts {
            folder.text(file, text)?;
        }
        let mut schemas: Vec<&Schema> = tables.all().iter().map(|table| &table.schema).collect();
        schemas.push(&storylines.schema);
        schemas.extend(&trials);
        let title = &job.variants[0].1.title;
        folder.json(
            "datapackage.json",
            &package::describe(&job.name, title, &schemas),
        )?;
        folder.json("host.json", &Host::now(started.elapsed(), total))?;
        folder.text(crate::output::folder::MANIFEST, &manifest.text())?;
        let folder = folder.finish()?;
        Ok(Finished {
            folder,
            tables,
            variants: several,
        })
    }

    /// Runs every variant under every policy.
    fn ensembles(
        &self,
        job: &Job,
        several: bool,
        folder: &Folder,
        progress: &impl ensemble::Progress,
        storylines: &mut Table,
    ) -> Result<(RunTables, Option<Schema>), Failure> {
        let plan = Plan {
            seed: self.seed,
            first: 0,
            trials: self.trials,
            detail: Detail::Full,
            daily: true,
        };
        let mut tables = RunTables::new(several);
        let mut trials: Option<(TrialsFile, Schema)> = None;
        for (variant, scenario) in &job.variants {
            for name in &job.policies {
                let policy = scenario.policy(name).ok_or_else(|| {
                    Failure::Wrong(format!("{} has no policy `{name}`", job.name))
                })?;
                let model = Model::compile(scenario, policy, Switches::default());
                let key = Key {
                    scenario: job.name.clone(),
                    policy: name.clone(),
                    variant: several.then(|| variant.name.clone().unwrap_or_default()),
                };
                let common = Common {
                    key: key.clone(),
                    seed: self.seed,
                    trigger_violence: scenario.trigger.violence,
                    fields: Fields::of(&model, Detail::Full),
                };
                if self.trials_csv && trials.is_none() {
                    let schema = trials_schema(scenario, &common.fields, several);
                    let file = TrialsFile::begin(schema.clone(), folder.create("trials.csv")?);
                    trials = Some((file, schema));
                }
                let mut finder = Finder::default();
                let tally = ensemble::run(&model, &plan, progress, |records| {
                    finder.add(&records);
                    match &trials {
                        Some((file, _)) => file.send(&common, records),
                        None => Ok(()),
                    }
                });
                let tally = match (tally, &trials) {
                    // The writer knows why it stopped; the sender only that it did.
                    (Err(ensemble::Halt::Rows(_)), Some(_)) => break,
                    (tally, _) => tally?,
                };
                tables.add(&key, scenario, &tally);
                for (storyline, trial) in [("typical", finder.typical()), ("bad", finder.bad())] {
                    if let Some(trial) = trial {
                        let trace = trace(scenario, &model, name, self.seed, trial);
                        add_storyline(storylines, &key, storyline, scenario, &trace);
                    }
                }
            }
        }
        let schema = trials
            .map(|(file, schema)| file.finish().map(|()| schema))
            .transpose();
        let schema = schema.map_err(|error| {
            Failure::System(format!(
                "cannot write {}: {error}",
                self.out.join(&job.name).join("trials.csv").display()
            ))
        })?;
        Ok((tables, schema))
    }
}

/// Writes the tables of the whole batch.
fn combine(out: &Path, done: &[Finished]) -> Result<Vec<PathBuf>, Failure> {
    let several = done.iter().any(|finished| finished.variants);
    let mut all = RunTables::new(several);
    for finished in done {
        all.outcomes.extend(&finished.tables.outcomes);
        all.violence.extend(&finished.tables.violence);
        all.metrics.extend(&finished.tables.metrics);
    }
    let mut paths = Vec::new();
    for table in [&all.outcomes, &all.violence, &all.metrics] {
        let path = out.join(table.schema.file);
        replace_file(&path, |file| table.write(file))?;
        paths.push(path);
    }
    Ok(paths)
}
