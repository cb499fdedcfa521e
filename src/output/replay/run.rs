//! The manifest of a run, read back into what was asked.

use super::super::manifest::{ALL, DAILY};
use super::super::run::{RunAsked, Variant};
use super::super::setting::TRIALS;
use super::manifest::{
    ManifestSettings, Replay, ReplayError, beside, folder, manifest, posterior, spelt,
};
use crate::study::arms;
use crate::study::daily::Curves;
use crate::study::run::Sample;
use std::collections::BTreeMap;
use std::path::Path;

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
