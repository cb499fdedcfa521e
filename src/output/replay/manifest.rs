//! A manifest read back: its settings, and the texts that stand beside it.

use super::super::manifest::{CSV, Manifest, PosteriorEntry, hash};
use super::super::read;
use crate::scenario::file::text_file;
use crate::scenario::{Draft, ReadError};
use crate::study::arms::UnknownPolicy;
use crate::study::posterior::Posterior;
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
pub(super) fn manifest(
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
pub(super) fn beside(folder: &Path, file: &str, recorded: &str) -> Result<Draft, ReplayError> {
    let path = read::beside(folder, file).map_err(|why| ReplayError::Wrong(why.to_string()))?;
    same(&path, &text(&path)?, recorded)?;
    Ok(Draft::file(path)?)
}

/// A text that stands beside a manifest, checked against its hash.
pub(super) fn text_beside(
    folder: &Path,
    file: &str,
    recorded: &str,
) -> Result<String, ReplayError> {
    let path = read::beside(folder, file).map_err(|why| ReplayError::Wrong(why.to_string()))?;
    let text = text(&path)?;
    same(&path, &text, recorded)?;
    Ok(text)
}

/// The posterior that stands beside a manifest, where it names one.
pub(super) fn posterior(
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

pub(super) fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("."))
}

/// Refuses a manifest that does not lead back to what was asked: `own` is what that would write.
pub(super) fn led_back(file: &Path, manifest: &Manifest, own: Manifest) -> Result<(), ReplayError> {
    let mut own = Manifest {
        version: manifest.version.clone(),
        format: manifest.format,
        ..own
    };
    let csv = manifest.settings.get(CSV).cloned();
    own.settings.extend(csv.map(|csv| (CSV.into(), csv)));
    if own == *manifest {
        return Ok(());
    }
    let (shown, differs) = (file.display(), own.differences(manifest).join(", "));
    Err(ReplayError::Wrong(format!(
        "{shown} does not lead back to what was asked ({differs}): it was changed, or is of another version"
    )))
}

/// How the tables of a manifest are spelt.
pub(super) fn spelt(file: &Path, manifest: &Manifest) -> Result<Dialect, ReplayError> {
    let read = |name: &str| {
        let known = Dialect::VARIANTS.join(", ");
        name.parse().map_err(|_| format!("it is one of {known}"))
    };
    let csv = ManifestSettings(file, &manifest.settings).get(CSV, read)?;
    Ok(csv.unwrap_or_default())
}

/// The settings of a manifest, by the name of their options.
pub(super) struct ManifestSettings<'m>(pub &'m Path, pub &'m BTreeMap<String, String>);

impl ManifestSettings<'_> {
    /// The value of a setting, if it is there, as the option reads it.
    pub fn get<T>(
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
