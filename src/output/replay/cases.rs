//! The manifest of a hindcast, read back into what was asked.

use super::super::calibrate::NamedCases;
use super::super::files::{CASES, TEMPLATE};
use super::super::hindcast::CasesAsked;
use super::super::manifest::Manifest;
use super::super::setting::TRIALS;
use super::manifest::{
    ManifestSettings, Replay, ReplayError, beside, folder, led_back, manifest, posterior, spelt,
    text_beside,
};
use crate::history::averaged::Averaged;
use crate::history::case::Cases;
use crate::history::hindcast::HindcastAsked;
use crate::history::vary::VaryError;
use crate::scenario::ReadError;
use crate::table::case_file;
use std::path::Path;
use std::sync::Arc;

/// What the manifest of a hindcast says.
///
/// # Errors
/// [`ReplayError`].
pub fn hindcast(file: &Path) -> Result<Replay<CasesAsked>, ReplayError> {
    let (manifest, warning) = manifest(file, "hindcast", TRIALS)?;
    let csv = spelt(file, &manifest)?;
    let settings = ManifestSettings(file, &manifest.settings);
    let counted = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    let missing = |key: &str| ReplayError::Wrong(format!("{} says no {key}", file.display()));
    let name = settings.get("cases", |name| Ok(name.to_owned()))?;
    let name = name.ok_or_else(|| missing("cases"))?;
    let (mut cases, texts) = cases(file, &manifest)?;
    let first = cases.list.first_mut().ok_or_else(|| missing("case"))?;
    first.draft = first.draft.clone().made_of(manifest.numbers.clone());
    let averaged = match posterior(file, manifest.posterior.as_ref())? {
        None => None,
        Some(posterior) => {
            let averaged = Averaged::new(posterior, &cases);
            Some(Arc::new(averaged.map_err(|why| varied(file, why))?))
        }
    };
    let without = manifest.settings.get("left-out");
    let without = without.map_or_else(Vec::new, |all| all.split(',').map(String::from).collect());
    let asked = CasesAsked {
        named: NamedCases {
            name,
            sets: cases.sets.clone(),
            cases,
            texts,
        },
        without,
        asked: HindcastAsked {
            seed: manifest.seed,
            trials: manifest.trials,
            folds: settings
                .get("folds", counted)?
                .ok_or_else(|| missing("folds"))? as usize,
            averaged,
        },
        patterns: settings
            .get("patterns", counted)?
            .ok_or_else(|| missing("patterns"))?,
    };
    let played = asked.played().map_err(|why| varied(file, why))?;
    led_back(file, &manifest, asked.manifest(&played).0)?;
    Ok(Replay {
        asked,
        warning,
        csv,
    })
}

/// The cases, of a table by its template or each a scenario; and the texts that they were read from.
type Read = (Cases, Vec<(String, String)>);

fn cases(file: &Path, manifest: &Manifest) -> Result<Read, ReplayError> {
    let folder = folder(file);
    let sets = manifest
        .scenarios
        .first()
        .map(|entry| entry.overrides.clone());
    let sets = sets.unwrap_or_default();
    if let (Some(table), Some(template)) = (
        manifest.settings.get(CASES),
        manifest.settings.get(TEMPLATE),
    ) {
        let table = text_beside(folder, CASES, table)?;
        let draft = beside(folder, TEMPLATE, template)?;
        let template = text_beside(folder, TEMPLATE, template)?;
        let sheet = case_file::read(CASES, table.as_bytes()).map_err(ReadError::Invalid)?;
        let cases = Cases::of_table(&draft, &sheet, &sets)?;
        let texts = [(CASES, table), (TEMPLATE, template)];
        return Ok((
            cases,
            texts.map(|(file, text)| (file.to_owned(), text)).into(),
        ));
    }
    let mut drafts = Vec::new();
    for entry in &manifest.scenarios {
        let written = entry.written.as_ref().ok_or_else(|| {
            let (shown, name) = (file.display(), &entry.name);
            ReplayError::Wrong(format!("{shown}: {name} is not there as it was written"))
        })?;
        drafts.push(beside(folder, &written.file, &written.hash)?);
    }
    let (cases, _) = Cases::of_scenarios(drafts, &sets)?;
    Ok((cases, Vec::new()))
}

/// Why onsets cannot be read.
fn varied(file: &Path, error: VaryError) -> ReplayError {
    match error {
        VaryError::Read(error) => error.into(),
        other => ReplayError::Wrong(format!("{}: {other}", file.display())),
    }
}
