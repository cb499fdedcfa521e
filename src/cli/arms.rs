//! Which arms a comparison has: policies of a scenario, arms named one by one, or those of a
//! manifest.

use super::compare::CompareArgs;
use super::exit::Failure;
use super::inputs::{self, Input};
use crate::scenario::Scenario;
use crate::study::arms::{self, Arm};
use crate::study::compare::{Question, Size};
use crate::study::stopping::Goal;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

/// What is compared with what.
pub struct Job {
    /// Name of the scenario, for the folder.
    pub name: String,
    /// The arms, the baseline first.
    pub arms: Vec<Arm>,
    /// Where each arm's scenario came from, as words of a command line.
    pub sources: Vec<String>,
    /// What each was read from.
    pub inputs: Vec<Input>,
    /// The overrides of each arm, as given.
    pub overrides: Vec<Vec<String>>,
    pub question: Question,
    /// The worlds to play, if any.
    pub robustness: Option<WorldsAsked>,
}

/// How many trials of each arm can be asked for.
pub const TRIALS: RangeInclusive<u64> = 2..=1_000_000_000_000;

/// Trials of each arm in each world, unless the user says otherwise.
pub const WORLD_TRIALS: u64 = 500;

/// Which worlds to play.
#[derive(Clone, Copy)]
pub struct WorldsAsked {
    pub worlds: usize,
    pub trials: u64,
    pub threshold: Option<f64>,
}

/// What the arguments name.
pub fn jobs(args: &CompareArgs) -> Result<Vec<Job>, Failure> {
    let inputs = inputs::expand(&args.scenarios)?;
    if inputs.len() > 1 && !args.arms.is_empty() {
        return Err(Failure::Wrong(
            "--arm adds to one scenario; name one scenario, or make each an arm".into(),
        ));
    }
    if inputs.is_empty() {
        return Ok(vec![job(args, None)?]);
    }
    inputs.iter().map(|input| job(args, Some(input))).collect()
}

/// An arm with where it came from.
struct Named {
    arm: Arm,
    source: String,
    input: Input,
    overrides: Vec<String>,
}

impl Named {
    fn new(
        name: &str,
        scenario: &Scenario,
        policy: &str,
        input: &Input,
        overrides: &[String],
    ) -> Result<Self, Failure> {
        let policy = inputs::policies(scenario, &[policy.to_string()])?[0].clone();
        let sets = overrides.iter().map(|set| format!(" --set {}", word(set)));
        Ok(Self {
            arm: Arm {
                name: name.into(),
                scenario: scenario.clone(),
                policy,
            },
            source: word(&input.shown()) + &sets.collect::<String>(),
            input: input.clone(),
            overrides: overrides.to_vec(),
        })
    }
}

/// A word of a command line as a shell reads it back.
fn word(text: &str) -> String {
    // `path=value` needs no quotes, though the crate plays safe.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), Into::into)
}

fn job(args: &CompareArgs, input: Option<&Input>) -> Result<Job, Failure> {
    let mut named: Vec<Named> = Vec::new();
    if let Some(input) = input {
        let scenario = input.read(&args.sets)?;
        for policy in policies(args, &scenario)? {
            let arm = Named::new(&policy, &scenario, &policy, input, &args.sets)?;
            if named.iter().all(|other| other.arm.name != policy) {
                named.push(arm);
            }
        }
    }
    for text in &args.arms {
        named.push(parse_arm(text, &args.sets)?);
    }
    let wanted = args.baseline.as_deref().or(input.map(|_| "baseline"));
    if let Some(wanted) = wanted {
        let place = named.iter().position(|arm| arm.arm.name == wanted);
        let Some(place) = place else {
            let names: Vec<&str> = named.iter().map(|arm| arm.arm.name.as_str()).collect();
            let names = names.join(", ");
            return Err(Failure::Wrong(format!(
                "no arm is called `{wanted}`; there are {names}"
            )));
        };
        named[..=place].rotate_right(1);
    }
    let goal = match (args.until, args.until_decided, args.margin) {
        (Some(width), _, _) => Some(Goal::Width(width)),
        (None, true, Some(margin)) => Some(Goal::Decided(margin)),
        _ => None,
    };
    let question = Question {
        measure: args.metric,
        margin: args.margin,
        seed: args.seed,
        size: goal.map_or(Size::Fixed(args.trials), |goal| {
            Size::Until(goal, args.max_trials)
        }),
    };
    let mut job = Job::new(named, question);
    job.robustness = args.worlds.map(|worlds| WorldsAsked {
        worlds,
        trials: args.world_trials,
        threshold: args.threshold,
    });
    Ok(job)
}

/// The policies to compare, the baseline among them.
fn policies(args: &CompareArgs, scenario: &Scenario) -> Result<Vec<String>, Failure> {
    let named: Vec<String> = if args.all_policies {
        scenario.policies.iter().map(|p| p.name.clone()).collect()
    } else if args.policies.is_empty() && args.arms.is_empty() {
        let usual = arms::usual_policies(scenario);
        usual.iter().map(|policy| policy.name.clone()).collect()
    } else {
        let found = inputs::policies(scenario, &args.policies)?;
        found.iter().map(|policy| policy.name.clone()).collect()
    };
    let baseline = args.baseline.as_deref().unwrap_or("baseline");
    let first = scenario.policy(baseline).map(|policy| policy.name.clone());
    Ok(first.into_iter().chain(named).collect())
}

/// `NAME=SCENARIO[:POLICY][,PATH=VALUE...]`.
fn parse_arm(text: &str, sets: &[String]) -> Result<Named, Failure> {
    let wrong = |what: &str| {
        Failure::Wrong(format!(
            "--arm {text}: {what}; write NAME=SCENARIO[:POLICY][,PATH=VALUE...]"
        ))
    };
    let (name, rest) = text.split_once('=').ok_or_else(|| wrong("it has no `=`"))?;
    let (name, mut parts) = (name.trim(), inputs::list(rest).into_iter());
    let what = parts.next().unwrap_or_default().trim();
    if name.is_empty() || what.is_empty() {
        return Err(wrong("a name or a scenario is missing"));
    }
    let (scenario, policy) = match what.rsplit_once(':') {
        // A path may hold a colon, a policy's name holds no separator.
        Some((scenario, policy)) if !policy.contains(['/', '\\']) => (scenario, policy),
        _ => (what, "baseline"),
    };
    let overrides: Vec<String> = sets
        .iter()
        .cloned()
        .chain(parts.map(|set| set.trim().to_string()))
        .collect();
    let input = inputs::single(scenario);
    let read = input.read(&overrides)?;
    Named::new(name, &read, policy, &input, &overrides)
}

/// What a manifest says, from the scenarios beside it.
pub fn replay(file: &Path) -> Result<Job, Failure> {
    let manifest = super::run::manifest(file, "compare", TRIALS)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut named = Vec::new();
    for entry in &manifest.arms {
        let recorded = manifest.scenarios.iter().find(|s| s.file == entry.file);
        let Some(recorded) = recorded else {
            let (shown, file) = (file.display(), &entry.file);
            return Err(Failure::Wrong(format!(
                "{shown} has no scenario {file} for its arm {}",
                entry.name
            )));
        };
        let input = super::run::beside(folder, &entry.file, &recorded.hash)?;
        // What was written was warned of when it was first read; here every default is written out.
        let scenario = input.check(&[])?.scenario;
        let mut arm = Named::new(&entry.name, &scenario, &entry.policy, &input, &[])?;
        arm.source.clone_from(&entry.source);
        arm.overrides.clone_from(&recorded.overrides);
        if let Some(written) = &entry.written {
            arm.input = super::run::beside(folder, &written.file, &written.hash)?;
            arm.overrides.clone_from(&written.overrides);
        }
        named.push(arm);
    }
    let settings = Settings(file, &manifest.settings);
    let positive = super::compare::positive;
    let Some(measure) = settings.get("metric", super::compare::measure)? else {
        let shown = file.display();
        return Err(Failure::Wrong(format!("{shown} names no metric")));
    };
    let margin = settings.get("margin", positive)?;
    let until = settings.get("until", positive)?;
    let decided = settings.get("until-decided", |_| Ok(()))?;
    let goal = match (until, decided, margin) {
        (Some(width), _, _) => Some(Goal::Width(width)),
        (None, Some(()), Some(margin)) => Some(Goal::Decided(margin)),
        _ => None,
    };
    let question = Question {
        measure,
        margin,
        seed: manifest.seed,
        size: goal.map_or(Size::Fixed(manifest.trials), |goal| {
            Size::Until(goal, manifest.trials)
        }),
    };
    let mut job = Job::new(named, question);
    if let Some(worlds) = settings.get("worlds", super::compare::whole_hypercubes)? {
        let trials = settings.get("world-trials", super::compare::world_trials)?;
        job.robustness = Some(WorldsAsked {
            worlds,
            trials: trials.unwrap_or(WORLD_TRIALS),
            threshold: settings.get("threshold", super::compare::finite)?,
        });
    }
    Ok(job)
}

/// The settings of a manifest, by the name of their options.
struct Settings<'m>(&'m Path, &'m BTreeMap<String, String>);

impl Settings<'_> {
    /// The value of a setting, if it is there, as the option reads it.
    fn get<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.1.get(key) else {
            return Ok(None);
        };
        let wrong = |why| Failure::Wrong(format!("{}: {key} is {text}: {why}", self.0.display()));
        read(text).map(Some).map_err(wrong)
    }
}

impl Job {
    fn new(named: Vec<Named>, question: Question) -> Self {
        let name = named.first().map(|arm| arm.arm.scenario.name.clone());
        let mut job = Self {
            name: name.unwrap_or_default(),
            arms: Vec::new(),
            sources: Vec::new(),
            inputs: Vec::new(),
            overrides: Vec::new(),
            question,
            robustness: None,
        };
        for named in named {
            job.arms.push(named.arm);
            job.sources.push(named.source);
            job.inputs.push(named.input);
            job.overrides.push(named.overrides);
        }
        job
    }
}
