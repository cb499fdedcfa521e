//! `offramp compare`: policies under the same luck.

use super::arms::{self as chosen, Job, TRIALS, WORLD_TRIALS, WorldsAsked};
use super::exit::Failure;
use super::memo::Memo;
use super::progress::{self, Batch};
use super::show;
use crate::ensemble::{self, Progress};
use crate::output::comparison as tables;
use crate::output::folder::{Folder, MANIFEST, replace_file};
use crate::output::manifest::{self, ArmEntry, Host, Manifest, ScenarioEntry, WrittenEntry};
use crate::output::schema::Schema;
use crate::output::{package, robustness};
use crate::scenario::Scenario;
use crate::scenario::flatten::flatten;
use crate::scenario::written;
use crate::study::arms::{self, Arm};
use crate::study::compare::{self, Comparison, Question, Size};
use crate::study::measure::Measure;
use crate::study::stopping::Goal;
use crate::study::worlds::{self, Design, HYPERCUBES, Worlds};
use crate::study::{assumptions, levers};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are bools
pub struct CompareArgs {
    /// Scenario files, folders of them, or names of shipped scenarios; each is compared by itself
    #[arg(required_unless_present_any = ["arms", "manifest"])]
    pub scenarios: Vec<String>,
    /// Compare again what a manifest says, from the scenarios beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "policies", "all_policies", "arms", "baseline", "metric", "trials", "until", "until_decided", "margin", "max_trials", "worlds", "seed", "sets"])]
    manifest: Option<PathBuf>,
    /// Policies to compare; if none is named, those of several actors or of third parties, and
    /// maximum restraint by one party alone
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        conflicts_with = "all_policies"
    )]
    pub policies: Vec<String>,
    /// Compare every policy of the scenario
    #[arg(long)]
    pub all_policies: bool,
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
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(TRIALS))]
    pub trials: u64,
    /// Go on until every interval of the metric is this narrow
    #[arg(long, value_name = "WIDTH", value_parser = positive, conflicts_with_all = ["trials", "until_decided"])]
    pub until: Option<f64>,
    /// Go on until each arm is better, worse or equivalent within the margin
    #[arg(long, requires = "margin", conflicts_with = "trials")]
    pub until_decided: bool,
    /// Differences within it either way are equivalent
    #[arg(long, value_parser = positive)]
    pub margin: Option<f64>,
    /// Where a stopping rule gives up
    #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(TRIALS))]
    pub max_trials: u64,
    /// Play so many worlds as well, ten Latin hypercubes over the [uncertain] ranges: 200 is usual
    #[arg(long, value_name = "N", value_parser = whole_hypercubes)]
    pub worlds: Option<usize>,
    /// Trials of each arm in each world
    #[arg(long, value_name = "N", default_value_t = WORLD_TRIALS, requires = "worlds", value_parser = world_trials)]
    pub world_trials: u64,
    /// Report the share of worlds in which the metric is at least as good as this
    #[arg(long, value_name = "VALUE", requires = "worlds", value_parser = finite)]
    pub threshold: Option<f64>,
    /// Root seed of the draws; every number is a seed like any other
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Override a parameter in every arm
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Threads to run on; all cores if not said. It changes no result
    #[arg(long, default_value_t = 0, hide_default_value = true, value_parser = super::inputs::threads)]
    threads: usize,
    /// Folder of the run folders; the tables go to <scenario>-compare in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write a page of figures, report.html, beside the tables
    #[arg(long)]
    report: bool,
    /// Replace what stands in the folder
    #[arg(long)]
    force: bool,
    /// No progress, no answer on the terminal
    #[arg(long, short)]
    quiet: bool,
}

/// The metric of that name, or what it may have been.
pub fn measure(name: &str) -> Result<Measure, String> {
    Measure::named(name).ok_or_else(|| {
        let names = Measure::ALL.map(Measure::name);
        match crate::diagnostic::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of {}", names.join(", ")),
        }
    })
}

/// A number of trials that can be halved, for each world.
pub fn world_trials(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(trials @ 2..=1_000_000_000) => Ok(trials),
        _ => Err("it must be a whole number from 2 to 1000000000".into()),
    }
}

/// A number.
pub fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("it must be a number".into()),
    }
}

/// A number above 0.
pub fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("it must be a number above 0".into()),
    }
}

/// A number of worlds that makes whole hypercubes.
pub fn whole_hypercubes(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(worlds) if worlds >= 2 * HYPERCUBES && worlds % HYPERCUBES == 0 => Ok(worlds),
        _ => Err(format!(
            "it must be a multiple of {HYPERCUBES}, at least {}",
            2 * HYPERCUBES
        )),
    }
}

/// Compares.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let jobs = match &args.manifest {
        Some(file) => vec![chosen::replay(file)?],
        None => chosen::jobs(args)?,
    };
    for (i, job) in jobs.iter().enumerate() {
        arms::comparable(&job.arms).map_err(|error| Failure::Wrong(error.to_string()))?;
        if jobs[..i].iter().any(|earlier| earlier.name == job.name) {
            let name = &job.name;
            return Err(Failure::Wrong(format!(
                "two scenarios are called `{name}`: they would share a folder; compare them as arms, or apart"
            )));
        }
    }
    let work = || {
        let batch = Batch::new(jobs.len(), args.quiet);
        let (mut undecided, mut done) = (Vec::new(), Vec::new());
        for job in &jobs {
            let answer = job.compare(args, &batch)?;
            batch.next();
            if !args.quiet {
                anstream::println!("{}", answer.text);
            }
            if args.report {
                let folder = job.place(args);
                let page = folder.join("report.html");
                super::report::write(&[folder], &page)?;
                anstream::println!("{}", page.display());
            }
            undecided.extend((!answer.comparison.reached).then(|| job.name.clone()));
            done.push((job.arms.as_slice(), answer.comparison));
        }
        if jobs.len() > 1 {
            over_scenarios(args, &done)?;
        }
        if undecided.is_empty() {
            return Ok(());
        }
        let most = args.max_trials;
        Err(Failure::Undecided(format!(
            "{} after {most} trials; the tables are written, raise --max-trials to go on",
            undecided.join(", ")
        )))
    };
    ensemble::with_threads(args.threads, work)
        .map_err(|error| Failure::System(format!("cannot start threads: {error}")))?
}

/// Scenarios as worlds: one table for the batch, and the best by each criterion.
fn over_scenarios(args: &CompareArgs, done: &[(&[Arm], Comparison)]) -> Result<(), Failure> {
    let done: Vec<(&[Arm], &Comparison)> = done.iter().map(|(arms, c)| (*arms, c)).collect();
    let names: Vec<&str> = done
        .iter()
        .map(|(arms, _)| arms[0].scenario.name.as_str())
        .collect();
    let of = |measure| compare::over_scenarios(&done, measure);
    let table = robustness::over_scenarios(&names, of);
    let path = args.out.join(table.schema.file);
    replace_file(&path, |file| table.write(file))?;
    if args.quiet {
        return Ok(());
    }
    let measure = done[0].1.question.measure;
    let shown = super::memo::over_scenarios(&of(measure), measure, names.len());
    anstream::println!("{shown}\n{}", path.display());
    Ok(())
}

/// The file of a text, and whether it is the first with that text.
fn filed(texts: &mut Vec<(String, String)>, stem: &str, text: String) -> (String, bool) {
    if let Some((file, _)) = texts.iter().find(|(_, other)| *other == text) {
        return (file.clone(), false);
    }
    let file = match texts.len() {
        0 => format!("{stem}.toml"),
        n => format!("{stem}-{}.toml", n + 1),
    };
    texts.push((file.clone(), text));
    (file, true)
}

/// What a comparison leaves for the terminal.
struct Answer {
    text: String,
    comparison: Comparison,
}

impl Job {
    /// The folder of its tables.
    fn place(&self, args: &CompareArgs) -> PathBuf {
        args.out.join(format!("{}-compare", self.name))
    }

    /// What will be written, and the texts of the scenarios with their files.
    fn manifest(&self) -> Result<(Manifest, Vec<(String, String)>), Failure> {
        let trials = match self.question.size {
            Size::Fixed(trials) | Size::Until(_, trials) => trials,
        };
        let mut manifest = Manifest::new("compare", self.question.seed, trials);
        let mut texts: Vec<(String, String)> = Vec::new();
        let mut as_written = Vec::new();
        for (i, arm) in self.arms.iter().enumerate() {
            let text = flatten(&arm.scenario);
            let (file, new) = filed(&mut texts, "scenario", text);
            if new {
                let (name, sets) = (&arm.scenario.name, &self.overrides[i]);
                let text = &texts[texts.len() - 1].1;
                let entry = ScenarioEntry::new(name, None, sets, file.clone(), text);
                manifest.scenarios.push(entry);
            }
            let entry = self.robustness.map(|_| {
                let overrides = self.overrides[i].clone();
                let text = written::text(&self.inputs[i].check(&overrides)?.written);
                let hash = manifest::hash(&text);
                let (file, _) = filed(&mut as_written, "scenario-written", text);
                Ok::<_, Failure>(WrittenEntry {
                    file,
                    hash,
                    overrides,
                })
            });
            if !manifest.policies.contains(&arm.policy.name) {
                manifest.policies.push(arm.policy.name.clone());
            }
            manifest.arms.push(ArmEntry {
                name: arm.name.clone(),
                file,
                source: self.sources[i].clone(),
                policy: arm.policy.name.clone(),
                written: entry.transpose()?,
            });
        }
        texts.extend(as_written);
        let mut set = |key: &str, value: String| manifest.settings.insert(key.into(), value);
        set("metric", self.question.measure.name().into());
        if let Some(margin) = self.question.margin {
            set("margin", margin.to_string());
        }
        match self.question.size {
            Size::Until(Goal::Width(width), _) => set("until", width.to_string()),
            Size::Until(Goal::Decided(_), _) => set("until-decided", "true".into()),
            Size::Fixed(_) => None,
        };
        if let Some(asked) = self.robustness {
            set("worlds", asked.worlds.to_string());
            set("world-trials", asked.trials.to_string());
            if let Some(threshold) = asked.threshold {
                set("threshold", threshold.to_string());
            }
        }
        Ok((manifest, texts))
    }

    fn compare(&self, args: &CompareArgs, batch: &Batch) -> Result<Answer, Failure> {
        let started = Instant::now();
        let (manifest, texts) = self.manifest()?;
        let place = self.place(args);
        let folder = Folder::begin(&place, &manifest, args.force)?;
        let Question { seed, measure, .. } = self.question;
        let bar = batch.scenario(&self.name, manifest.trials * self.arms.len() as u64);
        let models: Vec<_> = self.arms.iter().map(Arm::model).collect();
        let comparison = compare::run(&models, &self.question, &bar)?;
        let trials = comparison.trials();
        let sample = |arm| levers::sample(arm, seed, trials, &bar);
        let levers = self
            .arms
            .iter()
            .map(sample)
            .collect::<Result<Vec<_>, _>>()?;
        let ends = assumptions::run(&self.arms, trials, seed, measure, &bar)?;
        let asked = self.robustness;
        let worlds = asked.map(|asked| self.worlds(asked, &bar)).transpose()?;
        drop(bar);
        let threshold = asked.and_then(|asked| asked.threshold);
        let non_dominated = levers::non_dominated(&comparison, &levers);
        let memo = Memo {
            arms: &self.arms,
            comparison: &comparison,
            levers: &levers,
            non_dominated: &non_dominated,
            assumptions: ends.as_ref(),
            worlds: worlds.as_ref(),
            explain: &|arm, trial| self.explain(arm, trial),
        };
        let mut written = vec![
            tables::comparisons(&self.arms, &comparison),
            tables::policies(&self.arms, &comparison, &levers, &non_dominated),
            tables::flips(&self.arms, &comparison, |arm, trial| {
                self.explain(arm, trial)
            }),
            tables::levers(&self.arms, &comparison, &levers),
            tables::assumptions(&self.arms, ends.as_ref()),
        ];
        if let Some(worlds) = &worlds {
            let threshold = threshold.map(|threshold| (measure, threshold));
            written.push(robustness::robustness(&self.arms, worlds, threshold));
            written.push(robustness::worlds(&self.arms, worlds));
        }
        for table in &written {
            folder.table(table)?;
        }
        for (file, text) in &texts {
            folder.text(file, text)?;
        }
        let schemas: Vec<&Schema> = written.iter().map(|table| &table.schema).collect();
        let title = format!("{}: policies compared", self.arms[0].scenario.title);
        let name = format!("{}-compare", self.name);
        folder.json(
            "datapackage.json",
            &package::describe(&name, &title, &schemas),
        )?;
        let in_worlds = asked.map_or(0, |asked| asked.worlds as u64 * asked.trials);
        let runs = (trials + in_worlds) * self.arms.len() as u64
            + extra_trials(&comparison, ends.as_ref());
        folder.json("host.json", &Host::now(started.elapsed(), runs))?;
        folder.text(MANIFEST, &manifest.text())?;
        let folder = folder.finish()?;
        let files: Vec<&str> = written.iter().map(|table| table.schema.file).collect();
        let paths = format!("{}: {}", folder.display(), files.join("  "));
        let text = memo.text() + &show::sentence(&paths);
        Ok(Answer { text, comparison })
    }

    /// Plays the worlds. The overrides of an arm come after those of the world, so they hold in
    /// every world.
    fn worlds(&self, asked: WorldsAsked, bar: &impl Progress) -> Result<Worlds, Failure> {
        let scenarios = self.arms.iter().map(|arm| &arm.scenario);
        let design = Design::new(scenarios, asked.worlds, self.question.seed);
        // Arms of one source share their scenario in each world.
        let mut last: Option<(usize, Vec<String>, Scenario)> = None;
        let reread = |arm: usize, sets: &[String]| {
            if let Some((other, same, scenario)) = &last
                && self.sources[*other] == self.sources[arm]
                && same == sets
            {
                return Ok(scenario.clone());
            }
            let all = [sets, &self.overrides[arm]].concat();
            let read = self.inputs[arm].check(&all).map_err(Failure::from)?;
            last = Some((arm, sets.to_vec(), read.scenario.clone()));
            Ok::<_, Failure>(read.scenario)
        };
        let plan = (asked.trials, self.question.seed);
        worlds::run(&self.arms, design, plan, reread, bar)
    }

    /// The command that explains a trial of an arm beside the same trial of the baseline.
    fn explain(&self, arm: usize, trial: u64) -> String {
        let seed = match self.question.seed {
            0 => String::new(),
            seed => format!(" --seed {seed}"),
        };
        let policy = |arm: usize| self.arms[arm].policy.name.as_str();
        let command = |arm: usize| {
            let (source, policy) = (&self.sources[arm], policy(arm));
            format!("offramp trace {source}{seed} --trial {trial} --policy {policy}")
        };
        if self.sources[arm] == self.sources[0] {
            format!("{} --against {}", command(arm), policy(0))
        } else {
            format!("{}; {}", command(arm), command(0))
        }
    }
}

/// Trials run beside those of the comparison itself.
fn extra_trials(comparison: &Comparison, ends: Option<&assumptions::Assumptions>) -> u64 {
    let sampled = comparison.trials().min(levers::SAMPLE) * comparison.arms() as u64;
    let at_ends = ends.map_or(0, |ends| {
        let each = ends.ends.iter();
        each.map(|(_, c)| c.trials() * c.arms() as u64).sum()
    });
    sampled + at_ends
}
