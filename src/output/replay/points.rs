//! The manifests of a sweep and of an analysis of sensitivity, read back into what was asked.

use super::super::manifest::{Manifest, hash};
use super::super::setting::{TRIALS, positive};
use super::super::sweep::SweepAsked;
use super::super::swept::SweptHeading;
use super::manifest::{
    ManifestSettings, Replay, ReplayError, beside, folder, led_back, manifest, posterior, spelt,
};
use crate::exploration::asked::{Experiment, PointsKnown};
use crate::exploration::design::{DESIGNS, Design};
use crate::exploration::factor::Factor;
use crate::exploration::grouped::grouped;
use crate::exploration::sensitivity::{SensitivityAsked, SensitivityMethod};
use crate::exploration::space::{Base, Space};
use crate::exploration::swept::factor;
use crate::scenario::file::flatten::flatten;
use crate::study::arms;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use std::path::Path;

/// What the manifest of a sweep says.
///
/// # Errors
/// [`ReplayError`].
pub fn sweep(file: &Path) -> Result<Replay<SweepAsked>, ReplayError> {
    let (manifest, warning) = manifest(file, "sweep", TRIALS)?;
    let csv = spelt(file, &manifest)?;
    let settings = ManifestSettings(file, &manifest.settings);
    let counted = |text: &str| text.parse::<usize>().map_err(|error| error.to_string());
    let cube = settings.get("cube", counted)?;
    let designed = |name: &str| match DESIGNS.iter().position(|known| *known == name) {
        Some(0) => Ok(Some(Design::Grid)),
        Some(1) => match cube {
            Some(cube) => Ok(Some(Design::Latin(cube))),
            None => Err("it says no `cube`".into()),
        },
        Some(2) => Ok(Some(Design::Sobol)),
        Some(_) => Ok(Some(Design::Random)),
        None if name == "listed" => Ok(None),
        None => Err(format!("it is {}, or listed", DESIGNS.join(", "))),
    };
    let points = if let Some(design) = settings.get("design", designed)?.flatten() {
        PointsKnown::Design(design, needed(file, &manifest, "points", counted)?)
    } else {
        let heading = SweptHeading::of(folder(file), manifest.clone());
        let points = heading.and_then(|heading| heading.points());
        PointsKnown::Listed(points.map_err(|why| ReplayError::Wrong(why.to_string()))?)
    };
    let posterior = posterior(file, manifest.posterior.as_ref())?;
    let asked = SweepAsked {
        experiment: Experiment::again(space(file, &manifest)?, points, posterior, manifest.seed)?,
        sample: sample(&manifest),
        measure: needed(file, &manifest, "metric", measure)?,
    };
    led_back(file, &manifest, asked.manifest().0)?;
    Ok(Replay {
        asked,
        warning,
        csv,
    })
}

/// What the manifest of an analysis of sensitivity says.
///
/// # Errors
/// [`ReplayError`].
pub fn sensitivity(file: &Path) -> Result<Replay<SensitivityAsked>, ReplayError> {
    let (manifest, warning) = manifest(file, "sensitivity", TRIALS)?;
    let csv = spelt(file, &manifest)?;
    let wrong = |why: String| ReplayError::Wrong(format!("{}{why}", file.display()));
    if let Some(from) = manifest.settings.get("from") {
        let why =
            format!(" is of the points of {from}, which were played for that: name it with --from");
        return Err(wrong(why));
    }
    let mut space = space(file, &manifest)?;
    space.follow()?;
    let groups = manifest.settings.get("groups");
    let groups = groups.map_or_else(Vec::new, |all| all.split("; ").map(String::from).collect());
    let groups = grouped(&space.factors, &groups).map_err(|why| wrong(format!(": {why}")))?;
    let settings = ManifestSettings(file, &manifest.settings);
    let counted = |text: &str| text.parse::<usize>().map_err(|error| error.to_string());
    let width = settings.get("precision", positive)?;
    let most = settings.get("most_points", counted)?;
    let method = |name: &str| {
        name.parse::<SensitivityMethod>()
            .map_err(|why| why.to_string())
    };
    let asked = SensitivityAsked {
        groups,
        method: needed(file, &manifest, "method", method)?,
        measure: needed(file, &manifest, "metric", measure)?,
        bases: needed(file, &manifest, "points", counted)?,
        precision: width.zip(most),
        sample: sample(&manifest),
        space,
    };
    led_back(file, &manifest, asked.manifest().0)?;
    Ok(Replay {
        asked,
        warning,
        csv,
    })
}

fn sample(manifest: &Manifest) -> Sample {
    Sample {
        seed: manifest.seed,
        trials: manifest.trials,
    }
}

fn measure(name: &str) -> Result<Measure, String> {
    name.parse::<Measure>().map_err(|error| error.to_string())
}

/// A setting that is always there.
fn needed<T>(
    file: &Path,
    manifest: &Manifest,
    key: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, ReplayError> {
    let found = ManifestSettings(file, &manifest.settings).get(key, read)?;
    let missing = || ReplayError::Wrong(format!("{} says no {key}", file.display()));
    found.ok_or_else(missing)
}

/// Scenarios, factors and policies.
fn space(file: &Path, manifest: &Manifest) -> Result<Space, ReplayError> {
    let all = |text: &str| {
        let factors = text.split("; ").map(factor);
        let factors: Option<Vec<Factor>> = factors.collect();
        factors.ok_or_else(|| "it names no factors that this version knows".to_owned())
    };
    let factors = needed(file, manifest, "vary", all)?;
    let mut bases = Vec::new();
    for entry in &manifest.scenarios {
        let wrong =
            |why: &str| ReplayError::Wrong(format!("{}: {}{why}", file.display(), entry.name));
        let written = entry.written.as_ref();
        let written = written.ok_or_else(|| wrong(" is not there as it was written"))?;
        let mut draft = beside(folder(file), &written.file, &written.hash)?;
        if bases.is_empty() {
            draft = draft.made_of(manifest.numbers.clone());
        }
        let scenario = draft.check(&written.overrides)?.scenario;
        if hash(&flatten(&scenario)) != entry.hash {
            return Err(wrong(" as it was written is not what was run"));
        }
        bases.push(Base::new(draft, written.overrides.clone(), scenario));
    }
    let wrong = |what: &str| ReplayError::Wrong(format!("{} names no {what}", file.display()));
    if bases.is_empty() {
        return Err(wrong("scenario"));
    }
    if manifest.policies.is_empty() {
        return Err(wrong("policy"));
    }
    for base in &bases {
        arms::policies(&base.scenario, &manifest.policies)?;
    }
    Ok(Space {
        bases,
        factors,
        policies: manifest.policies.clone(),
    })
}
