//! Parts: a portion of a call, played by itself and kept in memory, and what all of them make.

use crate::calls::{Place, keep};
use crate::folder::{self, Folder};
use crate::trouble::{Trouble, wrong};
use crate::work::Manner;
use offramp::ensemble::Portion;
use offramp::output::folder::Folder as Making;
use offramp::output::manifest::Manifest;
use offramp::output::{KeptFolder, PartError, Parts, Whole, part_name, parts_name};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Part I of N, beyond so many trials, as Python has it.
pub type Numbers = (u64, u64, u64);

/// A part of a run folder, in memory.
#[pyclass(frozen, module = "offramp._offramp")]
#[derive(Debug)]
pub struct RawPart {
    kept: KeptFolder,
    manifest: Manifest,
    /// The name of the run folder.
    name: String,
    portion: Portion,
    /// How much there is to play in all parts.
    total: u64,
}

/// What a call comes to that has parts.
#[derive(Debug, IntoPyObject)]
pub enum Played {
    /// All of it.
    Whole(Folder),
    /// One part.
    Part(RawPart),
}

/// Which part is meant.
pub fn portion((part, parts, beyond): Numbers) -> PyResult<Portion> {
    let portion = Portion::new(part, parts).map_err(|error| wrong(error.to_string()))?;
    Ok(portion.beyond(beyond))
}

impl RawPart {
    /// A part that stands where it was written.
    pub fn at(py: Python<'_>, folder: &Path, (portion, total): (Portion, u64)) -> PyResult<Self> {
        let kept = KeptFolder::read_part(folder).map_err(|error| error.raise(py))?;
        let above = folder.parent().and_then(Path::file_name);
        let above = above.unwrap_or_default().to_string_lossy().into_owned();
        let name = above.strip_suffix(&parts_name("")).unwrap_or(&above);
        Self::of(py, kept, name.to_owned(), (portion, total))
    }

    fn of(
        py: Python<'_>,
        kept: KeptFolder,
        name: String,
        (portion, total): (Portion, u64),
    ) -> PyResult<Self> {
        let manifest = kept.manifest(Path::new("a part"));
        Ok(Self {
            manifest: manifest.map_err(|error| error.raise(py))?,
            kept,
            name,
            portion,
            total,
        })
    }
}

#[pymethods]
impl RawPart {
    /// A part from its files.
    #[staticmethod]
    fn from_files(
        py: Python<'_>,
        name: String,
        numbers: Numbers,
        total: u64,
        files: BTreeMap<String, Bound<'_, PyBytes>>,
    ) -> PyResult<Self> {
        Self::of(py, folder::kept(files), name, (portion(numbers)?, total))
    }

    /// Its files, by name.
    #[getter]
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        folder::files(py, &self.kept)
    }

    /// The name of the run folder.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// Which part it is, of how many, and beyond how many trials.
    #[getter]
    fn numbers(&self) -> Numbers {
        let portion = self.portion;
        (portion.part(), portion.parts(), portion.begins())
    }

    /// The command.
    #[getter]
    fn command(&self) -> &str {
        &self.manifest.command
    }

    /// How much there is to play in all parts.
    #[getter]
    fn total(&self) -> u64 {
        self.total
    }

    /// Writes it as a part of the run folder `place`.
    fn write(&self, py: Python<'_>, place: PathBuf, force: bool) -> PyResult<PathBuf> {
        let Some(name) = place.file_name() else {
            return Err(wrong(format!(
                "{} names no run folder, beside which parts could stand",
                place.display()
            )));
        };
        let parts = place.with_file_name(parts_name(&name.to_string_lossy()));
        let place = parts.join(part_name(self.portion));
        let written = self.kept.write(&self.manifest, &place, force);
        written.map_err(|error| error.raise(py))
    }

    /// Whether the whole stands in `out` already; refuses where something else does.
    fn is_done(&self, py: Python<'_>, out: PathBuf, force: bool) -> PyResult<bool> {
        let stands = Making::peek(&out.join(&self.name), &self.manifest, force);
        Ok(stands.map_err(|error| error.raise(py))?.is_none())
    }
}

/// A part, or where parts stand.
#[derive(Debug, FromPyObject)]
pub enum Given {
    /// In memory.
    Part(Py<RawPart>),
    /// A part, or a folder of parts.
    Place(PathBuf),
}

/// Makes of parts what one call would have come to.
#[pyfunction]
#[pyo3(signature = (parts, place, manner))]
pub fn merge(py: Python<'_>, parts: Vec<Given>, place: Place, manner: Manner) -> PyResult<Folder> {
    // Parts in memory are merged as those that stand somewhere: they are put where nobody looks.
    let beside = tempfile::tempdir()?;
    let beside = beside.path();
    let merged = || {
        let whole = whole(py, &parts, beside)?;
        let total = whole.trials();
        keep(py, &place, &manner, total, |target, watch| {
            let merged = whole.write((target.out, target.force), watch)?;
            Ok(merged.folder().to_owned())
        })
    };
    merged().map_err(|error| in_memory(py, error, beside))
}

/// What parts belong to: one whole.
fn whole(py: Python<'_>, parts: &[Given], beside: &Path) -> PyResult<Whole> {
    let mut places = Vec::new();
    for (at, given) in parts.iter().enumerate() {
        places.push(match given {
            Given::Place(place) => place.clone(),
            Given::Part(part) => {
                let RawPart { kept, manifest, .. } = part.get();
                let place = beside.join(format!("parts[{at}]"));
                let written = py.detach(|| kept.write(manifest, &place, false));
                written.map_err(|error| error.raise(py))?
            }
        });
    }
    let gathered: Result<Vec<Parts>, PartError> = py.detach(|| Parts::gather(&places));
    let gathered = gathered.map_err(|error| error.raise(py))?.into_iter();
    let wholes: Result<Vec<Whole>, _> = gathered.map(Whole::read).collect();
    let mut wholes = wholes.map_err(|error| error.raise(py))?;
    match (wholes.pop(), wholes.is_empty()) {
        (None, _) => Err(wrong("there are no parts to merge")),
        (Some(whole), true) => Ok(whole),
        (Some(last), false) => {
            wholes.push(last);
            let names: Vec<String> = wholes.iter().map(Whole::name).collect();
            Err(wrong(format!(
                "these are parts of {} things ({}): merge those of one at a time",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

/// An error of parts in memory, which names them as they were given.
fn in_memory(py: Python<'_>, error: PyErr, beside: &Path) -> PyErr {
    let (text, beside) = (error.value(py).to_string(), beside.display().to_string());
    if !text.contains(&beside) {
        return error;
    }
    let within = format!("{beside}{}", std::path::MAIN_SEPARATOR);
    let text = text.replace(&within, "").replace(&beside, "memory");
    PyErr::from_type(error.get_type(py), (text,))
}
