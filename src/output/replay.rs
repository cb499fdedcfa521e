//! From a manifest back to what was asked, with the scenarios that stand beside it.

use super::attribute::AttributionAsked;
use super::manifest::{ALL, CSV, DAILY, Manifest, PosteriorEntry, hash};
use super::read;
use super::run::{RunAsked, Variant};
use super::setting::{
    ATTRIBUTED_TRIALS, PAIRED_TRIALS, TRIALS, WORLD_TRIALS, finite, positive, whole_hypercubes,
    world_trials,
};
use crate::scenario::file::text_file;
use crate::scenario::{Draft, ReadError};
use crate::study::arms::{self, Arm, Origin, UnknownPolicy};
use crate::study::compare::{Asked, WorldsAsked};
use crate::study::contrasts::{Question, Size};
use crate::study::daily::Curves;
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use crate::study::run::Sample;
use crate::study::stopping::Goal;
use crate::table::dialect::Dialect;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strum::VariantNames;

/// Why a manifest cannot be run again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It says something that cannot be, or a file beside it is not what it was.
    #[error("{0}")]
    Wrong(String),
    /// A scenario beside it is not sound.
    #[error(transparent)]
    Scenario(#[from] ReadError),
    /// A policy it names is not in its scenario.
    #[error(transparent)]
    Policy(#[from] UnknownPolicy),
}

/// What a manifest asks for.
#[derive(Debug)]
pub struct Replay<T> {
    /// What to do.
    pub asked: T,
    /// Why its bytes may differ, where they may.
    pub warning: Option<String>,
    /// How its tables are spelt.
    pub csv: Dialect,
}

/// The manifest of a command, or why it cannot be run again.
fn manifest(
    file: &Path,
    command: &str,
    trials: RangeInclusive<u64>,
) -> Result<(Manifest, Option<String>), ReplayError> {
    let shown = file.display();
    let manifest: Manifest = serde_json::from_str(&text(file)?)
        .map_err(|error| ReplayError::Wrong(format!("{shown} is no manifest: {error}")))?;
    let this = Manifest::new(command, 0, 0);
    if manifest.command != command {
        let found = &manifest.command;
        return Err(ReplayError::Wrong(format!(
            "{shown} is of `offramp {found}`, not of `offramp {command}`"
        )));
    }
    if !trials.contains(&manifest.trials) {
        let (found, least, most) = (manifest.trials, trials.start(), trials.end());
        return Err(ReplayError::Wrong(format!(
            "{shown}: trials is {found}; it must lie from {least} to {most}"
        )));
    }
    let same = (&manifest.version, manifest.format) == (&this.version, this.format);
    let warning = (!same).then(|| {
        let (theirs, ours) = (&manifest.version, &this.version);
        format!("{shown} is of version {theirs}; this is {ours}, and its bytes may differ")
    });
    Ok((manifest, warning))
}

fn text(path: &Path) -> Result<String, ReplayError> {
    text_file::text(path, text_file::MANIFEST).map_err(|source| ReplayError::Io {
        path: path.into(),
        source,
    })
}

/// A scenario file that stands beside a manifest, checked against its hash.
fn beside(folder: &Path, file: &str, recorded: &str) -> Result<Draft, ReplayError> {
    let path = read::beside(folder, file).map_err(|why| ReplayError::Wrong(why.to_string()))?;
    same(&path, &text(&path)?, recorded)?;
    Ok(Draft::file(path)?)
}

/// The posterior that stands beside a manifest, where it names one.
fn posterior(
    file: &Path,
    entry: Option<&PosteriorEntry>,
) -> Result<Option<Arc<Posterior>>, ReplayError> {
    let Some(entry) = entry else {
        return Ok(None);
    };
    let wrong = |why: String| ReplayError::Wrong(why);
    let path = read::beside(folder(file), &entry.file).map_err(|why| wrong(why.to_string()))?;
    let text = text(&path)?;
    same(&path, &text, &entry.hash)?;
    let read = Posterior::parse(&entry.source, text.into_bytes());
    let read = read.map_err(ReadError::Invalid)?;
    Ok(Some(Arc::new(read)))
}

/// Refuses a text that is not what was run.
fn same(path: &Path, text: &str, recorded: &str) -> Result<(), ReplayError> {
    let found = hash(text);
    if found == recorded {
        return Ok(());
    }
    let shown = path.display();
    Err(ReplayError::Wrong(format!(
        "{shown} was changed since it was run: its hash is {found}, the manifest says {recorded}",
    )))
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("."))
}

/// What the manifest of a run says.
///
/// # Errors
/// [`ReplayError`].
pub fn run(file: &Path) -> Result<Replay<RunAsked>, ReplayError> {
    let (manifest, warning) = manifest(file, "run", TRIALS)?;
    let csv = spelt(file, &manifest)?;
    let wrong = |what: &str| ReplayError::Wrong(format!("{}{what}", file.display()));
    let (mut variants, mut drafts) = (Vec::<Variant>::new(), BTreeMap::new());
    for entry in &manifest.scenarios {
        let (named, hash, sets) = match (&entry.file, &entry.written) {
            (Some(file), _) => (file, &entry.hash, Vec::new()),
            (None, Some(written)) => (&written.file, &written.hash, written.overrides.clone()),
            (None, None) => return Err(wrong(" names no file for a scenario")),
        };
        // Variants of one text share its draft, so that they are written as such again.
        let draft = match drafts.get(named) {
            Some(draft) => draft,
            None => drafts
                .entry(named)
                .or_insert(beside(folder(file), named, hash)?.made_of(manifest.numbers.clone())),
        };
        let scenario = draft.check(&sets)?.scenario;
        let given = (entry.variant.clone(), sets, entry.overrides.clone());
        variants.push(Variant::new(draft.clone(), &scenario, given));
    }
    let Some(first) = variants.first() else {
        return Err(wrong(" names no scenario"));
    };
    if manifest.policies.is_empty() {
        return Err(wrong(" names no policy"));
    }
    let sample = Sample {
        seed: manifest.seed,
        trials: manifest.trials,
    };
    let scenario = first.scenario()?;
    arms::policies(&scenario, &manifest.policies)?;
    let curves = |said: &str| match said {
        ALL => Ok(Curves::All),
        _ => Err(format!("it is `{ALL}`, or left out")),
    };
    let daily = ManifestSettings(file, &manifest.settings).get(DAILY, curves)?;
    let daily = daily.unwrap_or_default();
    let posterior = posterior(file, manifest.posterior.as_ref())?;
    Ok(Replay {
        asked: RunAsked {
            scenario,
            variants,
            policies: manifest.policies,
            sample,
            trials_csv: manifest.trials_csv,
            daily,
            posterior,
        },
        warning,
        csv,
    })
}

/// What the manifest of a comparison says.
///
/// # Errors
/// [`ReplayError`].
pub fn comparison(file: &Path) -> Result<Replay<Asked>, ReplayError> {
    let (manifest, warning) = manifest(file, "compare", PAIRED_TRIALS)?;
    let (mut arms, csv) = (arms_of(file, &manifest)?, spelt(file, &manifest)?);
    let settings = ManifestSettings(file, &manifest.settings);
    let known = |name: &str| name.parse::<Measure>().map_err(|error| error.to_string());
    let Some(measure) = settings.get("metric", known)? else {
        let shown = file.display();
        return Err(ReplayError::Wrong(format!("{shown} names no metric")));
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
        size: Size::of(goal, manifest.trials),
    };
    if let Some(posterior) = posterior(file, manifest.posterior.as_ref())? {
        if goal.is_some() {
            let shown = file.display();
            let why = "averages over a posterior until a goal is reached, which is not done";
            return Err(ReplayError::Wrong(format!("{shown} {why}")));
        }
        arms = arms::averaged(arms, &posterior, (manifest.trials, manifest.seed))?;
    }
    let worlds = match settings.get("worlds", whole_hypercubes)? {
        None => None,
        Some(worlds) => Some(WorldsAsked {
            worlds,
            trials: settings
                .get("world-trials", world_trials)?
                .unwrap_or(WORLD_TRIALS),
            threshold: settings.get("threshold", finite)?,
        }),
    };
    Ok(Replay {
        asked: Asked {
            arms,
            question,
            worlds,
        },
        warning,
        csv,
    })
}

/// What the manifest of an attribution says.
///
/// # Errors
/// [`ReplayError`].
pub fn attribution(file: &Path) -> Result<Replay<AttributionAsked>, ReplayError> {
    let (manifest, warning) = manifest(file, "attribute", ATTRIBUTED_TRIALS)?;
    let csv = spelt(file, &manifest)?;
    let wrong = |what: &str| ReplayError::Wrong(format!("{}{what}", file.display()));
    let known = |name: &str| match name.parse::<Measure>() {
        Ok(measure) if measure.is_binary() => Ok(measure),
        Ok(_) => Err("it is no outcome that happens or not".into()),
        Err(error) => Err(error.to_string()),
    };
    let outcome = ManifestSettings(file, &manifest.settings).get("outcome", known)?;
    let outcome = outcome.ok_or_else(|| wrong(" names no outcome"))?;
    let mut arms = arms_of(file, &manifest)?;
    let sample = Sample {
        seed: manifest.seed,
        trials: manifest.trials,
    };
    if let Some(posterior) = posterior(file, manifest.posterior.as_ref())? {
        arms = arms::averaged(arms, &posterior, (sample.trials, sample.seed))?;
    }
    let arm = arms.pop().ok_or_else(|| wrong(" names no arm"))?;
    Ok(Replay {
        asked: AttributionAsked {
            arm,
            outcome,
            sample,
        },
        warning,
        csv,
    })
}

fn arms_of(file: &Path, manifest: &Manifest) -> Result<Vec<Arm>, ReplayError> {
    let (mut arms, folder) = (Vec::new(), folder(file));
    for entry in &manifest.arms {
        let mut scenarios = manifest.scenarios.iter();
        let recorded = scenarios.find(|s| s.file.as_ref() == Some(&entry.file));
        let Some(recorded) = recorded else {
            let (shown, of, name) = (file.display(), &entry.file, &entry.name);
            return Err(ReplayError::Wrong(format!(
                "{shown} has no scenario {of} for its arm {name}"
            )));
        };
        let read = |file: &str, hash: &str| {
            let draft = beside(folder, file, hash)?;
            Ok::<_, ReplayError>(draft.made_of(manifest.numbers.clone()))
        };
        let draft = read(&entry.file, &recorded.hash)?;
        // What was written was warned of when it was first read; here every default is written out.
        let scenario = draft.check(&[])?.scenario;
        let origin = Origin {
            words: entry.source.clone(),
            sets: recorded.overrides.clone(),
            draft,
        };
        let mut arm = Arm::new(&scenario, &entry.policy, origin)?.called(&entry.name);
        if let Some(written) = &entry.written {
            arm.origin.draft = read(&written.file, &written.hash)?;
            arm.origin.sets.clone_from(&written.overrides);
        }
        arms.push(arm);
    }
    Ok(arms)
}

/// How the tables of a manifest are spelt.
fn spelt(file: &Path, manifest: &Manifest) -> Result<Dialect, ReplayError> {
    let read = |name: &str| {
        let known = Dialect::VARIANTS.join(", ");
        name.parse().map_err(|_| format!("it is one of {known}"))
    };
    let csv = ManifestSettings(file, &manifest.settings).get(CSV, read)?;
    Ok(csv.unwrap_or_default())
}

/// The settings of a manifest, by the name of their options.
struct ManifestSettings<'m>(&'m Path, &'m BTreeMap<String, String>);

impl ManifestSettings<'_> {
    /// The value of a setting, if it is there, as the option reads it.
    fn get<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ReplayError> {
        let Some(text) = self.1.get(key) else {
            return Ok(None);
        };
        let shown = self.0.display();
        let wrong = |why| ReplayError::Wrong(format!("{shown}: {key} is {text}: {why}"));
        read(text).map(Some).map_err(wrong)
    }
}
