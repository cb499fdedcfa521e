//! The manifests of a comparison and of an attribution, read back into what was asked.

use super::super::attribute::AttributionAsked;
use super::super::manifest::Manifest;
use super::super::setting::{
    ATTRIBUTED_TRIALS, PAIRED_TRIALS, WORLD_TRIALS, finite, positive, whole_hypercubes,
    world_trials,
};
use super::manifest::{
    ManifestSettings, Replay, ReplayError, beside, folder, manifest, posterior, spelt,
};
use crate::study::arms::{self, Arm, Origin};
use crate::study::compare::{Asked, WorldsAsked};
use crate::study::contrasts::{Question, Size};
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::study::stopping::Goal;
use std::path::Path;

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
