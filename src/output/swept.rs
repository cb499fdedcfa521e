//! The folder of a sweep, read back: what was asked, its points and what came of each.

use super::files::MANIFEST;
use super::folder::{draft_of, is_draft};
use super::manifest::{Manifest, hash};
use super::read::{self, FolderReadError};
use crate::exploration::design::Point;
use crate::exploration::factor::Factor;
use crate::exploration::swept::{SweptAsked, SweptTable, factor};
use crate::scenario::{Draft, ReadError, Scenario};
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::table::sheet::Row;
use crate::table::swept::{self, SweptError};
use std::path::{Path, PathBuf};

/// Why a folder is no sweep that can be read.
#[derive(Debug, thiserror::Error)]
pub enum SweptReadError {
    /// There is no such folder.
    #[error("there is no folder {0}: name the run folder of a sweep, such as results/NAME-sweep")]
    None(PathBuf),
    /// It is a file.
    #[error("{path} is a file{}", match folder {
        Some(folder) => format!(": name its folder, {}", folder.display()),
        None => ", and no folder of a sweep".into(),
    })]
    File {
        /// The file.
        path: PathBuf,
        /// The folder that it is in, if a run stands there.
        folder: Option<PathBuf>,
    },
    /// It was broken off.
    #[error(
        "the sweep of {0} was broken off before its end: the same `offramp sweep` command goes on with it"
    )]
    Unfinished(PathBuf),
    /// It holds folders of runs, and is none.
    #[error("{path} is no run folder; name one within: {}", within.join(", "))]
    Within {
        /// The folder.
        path: PathBuf,
        /// Run folders in it.
        within: Vec<String>,
    },
    /// It holds nothing of ours.
    #[error("{0} is not the run folder of a sweep: there is no manifest.json in it")]
    NoRun(PathBuf),
    /// It is of another command.
    #[error("{path} is of `offramp {command}`, not of `offramp sweep`")]
    Command {
        /// The folder.
        path: PathBuf,
        /// The command.
        command: String,
    },
    /// Its manifest does not say what the one of a sweep does.
    #[error(
        "{path}: `{key}` is `{found}`; it was changed by hand, or is of another version of offramp"
    )]
    Setting {
        /// The manifest.
        path: PathBuf,
        /// The entry.
        key: &'static str,
        /// What it says.
        found: String,
    },
    /// A file was changed since.
    #[error("{0} was changed since it was swept")]
    Changed(PathBuf),
    /// Its tables do not belong together.
    #[error("{path}: {source}; it was changed by hand: sweep again, with --force")]
    Tables {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        source: SweptError,
    },
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] FolderReadError),
    /// Its scenario could not be read.
    #[error(transparent)]
    Scenario(#[from] ReadError),
}

/// A sweep that stands in a folder.
#[derive(Debug, Clone)]
pub struct SweptFolder {
    /// Its manifest.
    pub manifest: Manifest,
    /// The scenarios that were swept, before anything varied.
    pub scenarios: Vec<Scenario>,
    /// Their files, with their texts.
    pub texts: Vec<(String, String)>,
    /// Points and responses.
    pub table: SweptTable,
}

/// A sweep before its responses are read: what was asked is known, so that what is asked of it can be
/// checked first.
#[derive(Debug, Clone)]
pub struct SweptHeading {
    /// Where it is.
    pub place: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// What was asked.
    pub asked: SweptAsked,
    points: usize,
}

impl SweptHeading {
    /// What was asked of the sweep in a folder.
    ///
    /// # Errors
    /// [`SweptReadError`].
    pub fn read(place: &Path) -> Result<Self, SweptReadError> {
        standing(place)?;
        Self::of(place, read::manifest(place)?)
    }

    /// What was asked of the sweep of a manifest, in the folder of that.
    ///
    /// # Errors
    /// [`SweptReadError`].
    pub(super) fn of(place: &Path, manifest: Manifest) -> Result<Self, SweptReadError> {
        if manifest.command != "sweep" {
            return Err(SweptReadError::Command {
                path: place.into(),
                command: manifest.command,
            });
        }
        let setting = |key: &'static str| {
            let found = manifest.settings.get(key).cloned().unwrap_or_default();
            let refused = SweptReadError::Setting {
                path: place.join(MANIFEST),
                key,
                found: found.clone(),
            };
            (found, refused)
        };
        let (vary, refused) = setting("vary");
        let factors: Option<Vec<Factor>> = vary.split("; ").map(factor).collect();
        let factors = factors.ok_or(refused)?;
        let (points, refused) = setting("points");
        let points = points.parse().map_err(|_| refused)?;
        let (metric, refused) = setting("metric");
        let measure = Measure::named(&metric).ok_or(refused)?;
        let scenarios = manifest.scenarios.iter().map(|entry| entry.name.clone());
        let scenarios: Vec<String> = scenarios.collect();
        if scenarios.is_empty() || manifest.policies.is_empty() {
            let key = if scenarios.is_empty() {
                "scenarios"
            } else {
                "policies"
            };
            return Err(setting(key).1);
        }
        let asked = SweptAsked {
            scenarios,
            factors,
            posterior: manifest
                .posterior
                .as_ref()
                .map(|entry| entry.source.clone()),
            policies: manifest.policies.clone(),
            measure,
            sample: Sample {
                seed: manifest.seed,
                trials: manifest.trials,
            },
        };
        Ok(Self {
            place: place.into(),
            asked,
            points,
            manifest,
        })
    }

    /// The points, as their table has them.
    ///
    /// # Errors
    /// [`SweptReadError`].
    pub(super) fn points(&self) -> Result<Vec<Point>, SweptReadError> {
        let (place, factors) = (&self.place, &self.asked.factors);
        let columns = swept::points_columns(factors);
        let sheet = read::table(place, "points.csv", &columns, |_| true)?;
        let recorded = self.manifest.settings.get("points.csv");
        let is_same = |text: &str| recorded.is_some_and(|recorded| *recorded == hash(text));
        let points = swept::points(factors, self.points, &sheet, is_same);
        points.map_err(|source| SweptReadError::Tables {
            path: place.clone(),
            source,
        })
    }

    /// The whole, with what came of some measures.
    ///
    /// # Errors
    /// [`SweptReadError`].
    pub fn whole(self, measures: &[Measure]) -> Result<SweptFolder, SweptReadError> {
        let place = &self.place;
        let tables = |source| SweptReadError::Tables {
            path: place.clone(),
            source,
        };
        let points = self.points()?;
        let is_read = |row: Row| swept::is_read(row, measures);
        let sheet = read::table(place, "responses.csv", swept::RESPONSES, is_read)?;
        let table = swept::join(self.asked, points, measures, &sheet).map_err(tables)?;
        let (mut scenarios, mut texts) = (Vec::new(), Vec::new());
        for entry in &self.manifest.scenarios {
            let file = entry.text_file().unwrap_or("scenario.toml");
            let path = read::beside(place, file)?;
            let text = read::text(&path)?;
            if hash(&text) != entry.hash {
                return Err(SweptReadError::Changed(path));
            }
            scenarios.push(Draft::file(path)?.check(&[])?.scenario);
            texts.push((file.to_owned(), text));
        }
        Ok(SweptFolder {
            manifest: self.manifest,
            scenarios,
            texts,
            table,
        })
    }
}

/// Whether a run folder stands at a place, or why not.
fn standing(place: &Path) -> Result<(), SweptReadError> {
    if place.is_file() {
        let folder = place.parent();
        let folder = folder.filter(|folder| folder.join(MANIFEST).is_file());
        return Err(SweptReadError::File {
            path: place.into(),
            folder: folder.map(Path::to_path_buf),
        });
    }
    if place.join(MANIFEST).is_file() {
        return Ok(());
    }
    if is_draft(place) || draft_of(place).is_dir() {
        return Err(SweptReadError::Unfinished(place.into()));
    }
    if !place.is_dir() {
        return Err(SweptReadError::None(place.into()));
    }
    match read::run_folders(place) {
        Ok(found) => Err(SweptReadError::Within {
            path: place.into(),
            within: found.iter().map(|one| one.display().to_string()).collect(),
        }),
        Err(_) => Err(SweptReadError::NoRun(place.into())),
    }
}
