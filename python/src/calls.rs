//! The commands: options are read, the study is played, and its run folder is kept in memory or where it was
//! asked for.

use crate::folder::Folder;
use crate::part::{Numbers, Played, RawPart, portion};
use crate::scenario::RawScenario;
use crate::trouble::{Trouble, wrong};
use crate::value::{Heard, chosen, count, measure, read, seed};
use crate::work::{Manner, Watch, play};
use offramp::asking::attribute::{AttributeOptions, outcome};
use offramp::asking::compare::{ArmNamed, CompareOptions};
use offramp::asking::exact::ExactOptions;
use offramp::asking::named::posterior;
use offramp::asking::run::RunOptions;
use offramp::asking::sweep::SweepOptions;
use offramp::asking::tip::{Followed, TipOptions};
use offramp::asking::{self, AskingError, Hear};
use offramp::ensemble::Portion;
use offramp::exact::Limits;
use offramp::exploration::design::MOST;
use offramp::output::session::{OutputError, Target};
use offramp::output::setting::{
    ATTRIBUTED_TRIALS, PAIRED_TRIALS, TRIALS, finite, positive, whole_hypercubes, world_trials,
};
use offramp::output::{
    WrittenPart, write_attribution, write_attribution_part, write_comparison,
    write_comparison_part, write_exact, write_run, write_run_part, write_sweep, write_sweep_part,
    write_tips,
};
use offramp::study;
use offramp::study::attribute::MECHANISMS;
use offramp::study::compare::WorldsAsked;
use offramp::study::daily::Curves;
use offramp::study::posterior::Posterior;
use offramp::study::run::Sample;
use offramp::study::stopping::Goal;
use offramp::table::dialect::Dialect;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A value of an option, before it is looked at.
pub type Any<'py> = Bound<'py, PyAny>;

/// Where a folder goes, and how much of it is played.
#[derive(Debug, FromPyObject)]
pub struct Place {
    /// The folder of run folders; none: nowhere but memory.
    out: Option<PathBuf>,
    /// Whether to replace what stands there.
    force: bool,
    /// Which part is played, of how many, and beyond how many trials; none: all of it.
    portion: Option<Numbers>,
}

impl Place {
    /// Whether a part is played alone.
    pub fn is_of_part(&self) -> bool {
        self.portion.is_some()
    }

    /// How many trials were played before.
    fn begins(&self) -> u64 {
        self.portion.map_or(0, |(.., beyond)| beyond)
    }
}

/// Reads a question; warnings are said when it is read.
pub fn ask<T>(py: Python<'_>, read: impl FnOnce(&Hear) -> Result<T, AskingError>) -> PyResult<T> {
    let heard = Heard::default();
    let asked = read(&|remark| heard.hear(remark));
    let asked = asked.map_err(|error| error.raise(py))?;
    heard.warn(py)?;
    Ok(asked)
}

/// The posterior of a name, if one is named.
pub fn named(py: Python<'_>, name: Option<&str>) -> PyResult<Option<Arc<Posterior>>> {
    name.map(|name| ask(py, |hear| posterior(name, hear)))
        .transpose()
}

/// Plays what writes a folder, and keeps what it wrote.
pub fn keep(
    py: Python<'_>,
    place: &Place,
    manner: &Manner,
    total: u64,
    write: impl FnOnce(Target, &Watch) -> Result<PathBuf, OutputError> + Send,
) -> PyResult<Folder> {
    if place.is_of_part() {
        return Err(wrong(
            "what this call plays next follows from what it has played, so no part of it can be played alone",
        ));
    }
    written(py, place, manner, total, write, |folder| {
        Folder::at(py, folder)
    })
}

/// Plays what writes a folder, or the part of it that was asked for, and keeps what it wrote.
pub fn keep_either(
    py: Python<'_>,
    place: &Place,
    manner: &Manner,
    total: u64,
    whole: impl FnOnce(Target, &Watch) -> Result<PathBuf, OutputError> + Send,
    part: impl FnOnce(Portion, Target, &Watch) -> Result<WrittenPart, OutputError> + Send,
) -> PyResult<Played> {
    let Some(numbers) = place.portion else {
        return keep(py, place, manner, total, whole).map(Played::Whole);
    };
    let portion = portion(numbers)?;
    let write = |target: Target, watch: &Watch| Ok(part(portion, target, watch)?.folder);
    let played = total / portion.parts();
    let found = written(py, place, manner, played, write, |folder| {
        RawPart::at(py, folder, (portion, total))
    });
    found.map(Played::Part)
}

/// Has a folder written where it was asked for, or into a place that goes away, and reads it.
fn written<T>(
    py: Python<'_>,
    place: &Place,
    manner: &Manner,
    total: u64,
    write: impl FnOnce(Target, &Watch) -> Result<PathBuf, OutputError> + Send,
    read: impl FnOnce(&Path) -> PyResult<T>,
) -> PyResult<T> {
    let beside = match place.out {
        Some(_) => None,
        None => Some(tempfile::tempdir()?),
    };
    let out: &Path = match (&place.out, &beside) {
        (Some(out), _) => out,
        (None, beside) => beside.as_ref().expect("invariant: one or the other").path(),
    };
    let target = Target {
        out,
        force: place.force,
        csv: Dialect::Plain,
    };
    let written = play(py, manner, total, |watch| write(target, watch))?;
    read(&written.map_err(|error| error.raise(py))?)
}

/// Runs a scenario under policies.
#[pyfunction]
#[pyo3(signature = (scenario, variants, policies, all_policies, trials, seed_, daily, trials_rows, posterior_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn run(
    py: Python<'_>,
    scenario: &RawScenario,
    variants: Vec<String>,
    policies: Option<Vec<String>>,
    all_policies: bool,
    trials: Any<'_>,
    seed_: Any<'_>,
    daily: bool,
    trials_rows: bool,
    posterior_: Option<&str>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    let options = RunOptions {
        chosen: chosen(policies, all_policies)?,
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &TRIALS)?,
        },
        sets: [scenario.sets.clone(), variants].concat(),
        trials_csv: trials_rows,
        daily: if daily { Curves::All } else { Curves::Drawn },
        posterior: named(py, posterior_)?,
    };
    let asked = ask(py, |hear| options.of(&scenario.draft, hear))?;
    let before = place.begins();
    let goes_on = asked.goes_on_after(before);
    goes_on.map_err(|why| wrong(format!("a part beyond {before} trials: {why}")))?;
    keep_either(
        py,
        &place,
        &manner,
        asked.trials() - before * asked.parts(),
        |target, watch| Ok(write_run(&asked, target, watch)?.folder),
        |portion, target, watch| write_run_part(&asked, portion, target, watch),
    )
}

/// An arm: name, scenario, policy.
type NamedArm<'py> = (String, PyRef<'py, RawScenario>, String);

/// Until when a comparison goes on: width, whether decided, margin, the most trials.
type Until<'py> = (Option<f64>, bool, Option<f64>, Any<'py>);

/// Worlds: how many, trials in each, threshold, bytes they may take.
type Worlds<'py> = (Option<u64>, Any<'py>, Option<f64>, usize);

/// Compares policies under the same luck.
#[pyfunction]
#[pyo3(signature = (scenario, policies, all_policies, arms, baseline, metric, trials, until, worlds, seed_, posterior_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn compare(
    py: Python<'_>,
    scenario: Option<PyRef<'_, RawScenario>>,
    policies: Option<Vec<String>>,
    all_policies: bool,
    arms: Vec<NamedArm<'_>>,
    baseline: Option<String>,
    metric: &str,
    trials: Any<'_>,
    until: Until<'_>,
    worlds: Worlds<'_>,
    seed_: Any<'_>,
    posterior_: Option<&str>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    let (width, decided, margin, max_trials) = until;
    let margin = margin
        .map(|margin| read("margin", margin, positive))
        .transpose()?;
    let goal = match (width, decided, margin) {
        (Some(_), true, _) => return Err(wrong("until, or until_decided: not both")),
        (Some(width), false, _) => Some(Goal::Width(read("until", width, positive)?)),
        (None, true, None) => return Err(wrong("until_decided needs a margin")),
        (None, true, Some(margin)) => Some(Goal::Decided(margin)),
        (None, false, _) => None,
    };
    if goal.is_some() && posterior_.is_some() {
        return Err(wrong(
            "a posterior is averaged over a fixed number of trials: leave out until and until_decided",
        ));
    }
    if goal.is_some() && place.is_of_part() {
        return Err(wrong(
            "how long a comparison goes on until a goal is reached follows from what it has played, so no part of it can be played alone: leave out until and until_decided",
        ));
    }
    let (number, each, threshold, max_memory) = worlds;
    let threshold = threshold
        .map(|threshold| read("threshold", threshold, finite))
        .transpose()?;
    let each = count("world_trials", &each, &(0..=u64::MAX))?;
    let each = read("world_trials", each, world_trials)?;
    let worlds = match number {
        None if threshold.is_some() => return Err(wrong("threshold is of worlds")),
        None => None,
        Some(number) => Some(WorldsAsked {
            worlds: read("worlds", number, whole_hypercubes)?,
            trials: each,
            threshold,
        }),
    };
    let options = CompareOptions {
        chosen: chosen(policies, all_policies)?,
        arms: arms.into_iter().map(arm).collect(),
        baseline,
        metric: measure("metric", metric)?,
        trials: count("trials", &trials, &PAIRED_TRIALS)?,
        goal,
        margin,
        max_trials: count("max_trials", &max_trials, &PAIRED_TRIALS)?,
        worlds,
        max_memory,
        seed: seed(&seed_)?,
        sets: scenario
            .as_ref()
            .map_or_else(Vec::new, |scenario| scenario.sets.clone()),
        posterior: named(py, posterior_)?,
    };
    let draft = scenario.as_ref().map(|scenario| &scenario.draft);
    let asked = ask(py, |hear| {
        let asked = options.of(draft, hear)?;
        options.fits(&asked)?;
        Ok(asked)
    })?;
    let total = study::compare::trials(&asked);
    keep_either(
        py,
        &place,
        &manner,
        total,
        |target, watch| Ok(write_comparison(&asked, target, watch)?.folder),
        |portion, target, watch| write_comparison_part(&asked, portion, target, watch),
    )
}

/// An arm whose overrides are its own alone.
fn arm((name, scenario, policy): NamedArm<'_>) -> ArmNamed {
    ArmNamed {
        name,
        draft: scenario.draft.clone(),
        policy,
        sets: scenario.sets.clone(),
    }
}

/// Attributes an outcome to mechanisms.
#[pyfunction]
#[pyo3(signature = (scenario, policy, outcome_, trials, seed_, posterior_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn attribute(
    py: Python<'_>,
    scenario: &RawScenario,
    policy: String,
    outcome_: &str,
    trials: Any<'_>,
    seed_: Any<'_>,
    posterior_: Option<&str>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    let options = AttributeOptions {
        policy,
        outcome: read("outcome", outcome_, outcome)?,
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &ATTRIBUTED_TRIALS)?,
        },
        sets: scenario.sets.clone(),
        posterior: named(py, posterior_)?,
    };
    let asked = ask(py, |hear| options.of(&scenario.draft, hear))?;
    let total = options.sample.trials << MECHANISMS.len();
    keep_either(
        py,
        &place,
        &manner,
        total,
        |target, watch| Ok(write_attribution(&asked, target, watch)?.folder),
        |portion, target, watch| write_attribution_part(&asked, portion, target, watch),
    )
}

/// Enumerates a small scenario.
#[pyfunction]
#[pyo3(signature = (scenario, policies, all_policies, limits, place, manner))]
pub fn exact(
    py: Python<'_>,
    scenario: &RawScenario,
    policies: Option<Vec<String>>,
    all_policies: bool,
    limits: (usize, Option<usize>, f64),
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    let (memory, max_states, prune_below) = limits;
    if !(0.0..=0.01).contains(&prune_below) {
        return Err(wrong("prune_below must be a probability from 0 to 0.01"));
    }
    if max_states == Some(0) {
        return Err(wrong("max_states must be at least 1"));
    }
    let options = ExactOptions {
        chosen: chosen(policies, all_policies)?,
        limits: Limits {
            memory,
            max_states: max_states.unwrap_or(usize::MAX),
            prune_below,
            whole_states: false,
        },
        sets: scenario.sets.clone(),
    };
    let asked = ask(py, |hear| options.of(&scenario.draft, hear))?;
    let days = u64::from(asked.arms[0].scenario.closing.horizon_days) + 1;
    let total = days * asked.arms.len() as u64;
    keep(py, &place, &manner, total, |target, watch| {
        Ok(write_exact(&asked, target, watch)?.folder)
    })
}

/// Varies what is uncertain or chosen.
#[pyfunction]
#[pyo3(signature = (scenarios, vary, design, points, cube, policies, all_policies, trials, seed_, metric, posterior_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn sweep(
    py: Python<'_>,
    scenarios: Vec<PyRef<'_, RawScenario>>,
    vary: Vec<String>,
    design: Option<String>,
    points: Option<Any<'_>>,
    cube: Option<Any<'_>>,
    policies: Option<Vec<String>>,
    all_policies: bool,
    trials: Any<'_>,
    seed_: Any<'_>,
    metric: &str,
    posterior_: Option<&str>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    let sets = scenarios.first().map(|scenario| scenario.sets.clone());
    let sets = sets.unwrap_or_default();
    if scenarios.iter().any(|scenario| scenario.sets != sets) {
        return Err(wrong(
            "scenarios of a sweep share their overrides: set the same of each",
        ));
    }
    let of = |name: &str, value: Option<Any<'_>>| {
        let value = value.map(|value| count(name, &value, &(1..=MOST as u64)));
        value.map_or(Ok(None), |value| {
            value.map(|value| usize::try_from(value).ok())
        })
    };
    let options = SweepOptions {
        vary,
        design,
        points: of("points", points)?,
        cube: of("cube", cube)?,
        chosen: chosen(policies, all_policies)?,
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &TRIALS)?,
        },
        metric: measure("metric", metric)?,
        sets,
        posterior: named(py, posterior_)?,
    };
    let drafts = scenarios.iter().map(|scenario| scenario.draft.clone());
    let drafts = drafts.collect::<Vec<_>>();
    let asked = ask(py, |hear| options.of(drafts, hear))?;
    keep_either(
        py,
        &place,
        &manner,
        asked.trials(),
        |target, watch| Ok(write_sweep(&asked, target, watch)?.folder),
        |portion, target, watch| write_sweep_part(&asked, portion, target, watch),
    )
}

/// Finds where an answer turns.
#[pyfunction]
#[pyo3(signature = (scenario, between, of, reaches, along, map, metric, trials, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn tip(
    py: Python<'_>,
    scenario: &RawScenario,
    between: Option<Vec<String>>,
    of: Option<String>,
    reaches: Option<(String, f64)>,
    along: Vec<String>,
    map: bool,
    metric: &str,
    trials: Any<'_>,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    let metric = measure("metric", metric)?;
    let followed = match (between, of, reaches) {
        (Some(between), None, None) => Followed::Between(between, metric),
        (None, Some(policy), Some((name, value))) => {
            let metric = measure("reaches", &name)?;
            let most = if metric.is_binary() { 1.0 } else { f64::MAX };
            if !(0.0..=most).contains(&value) {
                return Err(wrong(format!("{name} cannot reach {value}")));
            }
            Followed::Reaches(policy, metric, value)
        }
        _ => {
            return Err(wrong(
                "name two policies in between, or one in of and what it reaches",
            ));
        }
    };
    let options = TipOptions {
        along,
        map,
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &TRIALS)?,
        },
        sets: scenario.sets.clone(),
        ..TipOptions::new(followed)
    };
    let asked = ask(py, |hear| options.of(scenario.draft.clone(), hear))?;
    let total = asking::tip::trials(&asked);
    keep(py, &place, &manner, total, |target, watch| {
        Ok(write_tips(&asked, target, watch)?.folder)
    })
}
