//! A run folder in memory: what every call comes to, the same as the command line leaves.

use crate::table::Table;
use crate::trouble::{Trouble, wrong};
use offramp::figure::panel::{Figure, PageSection};
use offramp::figure::{run, source, storylines, study};
use offramp::output::KeptFolder;
use offramp::output::manifest::Manifest;
use offramp::report::{self, RunFolder};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A run folder in memory.
#[pyclass(frozen, module = "offramp._offramp")]
#[derive(Debug)]
pub struct Folder {
    kept: KeptFolder,
    manifest: Manifest,
    package: Value,
}

/// A figure: section, title, what it shows in words, the chart, how to read it.
pub type Drawn = (String, String, String, Option<String>, String);

impl Folder {
    /// A folder that stands.
    pub fn at(py: Python<'_>, place: &Path) -> PyResult<Self> {
        let kept = KeptFolder::read(place).map_err(|error| error.raise(py))?;
        Self::of(py, kept, place)
    }

    fn of(py: Python<'_>, kept: KeptFolder, place: &Path) -> PyResult<Self> {
        let manifest = kept.manifest(place).map_err(|error| error.raise(py))?;
        let package = kept.files.get("datapackage.json").map(Vec::as_slice);
        let package = serde_json::from_slice(package.unwrap_or_default());
        let package =
            package.map_err(|error| wrong(format!("datapackage.json is none: {error}")))?;
        Ok(Self {
            kept,
            manifest,
            package,
        })
    }
}

#[pymethods]
impl Folder {
    /// Reads a run folder.
    #[staticmethod]
    fn read(py: Python<'_>, place: PathBuf) -> PyResult<Self> {
        Self::at(py, &place)
    }

    /// A run folder from its files.
    #[staticmethod]
    fn from_files(py: Python<'_>, files: BTreeMap<String, Bound<'_, PyBytes>>) -> PyResult<Self> {
        Self::of(py, kept(files), Path::new("a result"))
    }

    /// Its files, by name.
    #[getter]
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        files(py, &self.kept)
    }

    /// Its manifest, as JSON.
    #[getter]
    fn manifest(&self) -> String {
        self.manifest.text()
    }

    /// Its data package, as JSON.
    #[getter]
    fn package(&self) -> String {
        self.package.to_string()
    }

    /// Its tables, by the stem of their files, in the order of the folder.
    #[getter]
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let tables = PyDict::new(py);
        let resources = self.package["resources"].as_array();
        for resource in resources.into_iter().flatten() {
            let file = resource["path"].as_str().unwrap_or_default();
            let csv = self.kept.files.get(file).cloned().unwrap_or_default();
            let name = file.strip_suffix(".csv").unwrap_or(file);
            tables.set_item(name, Bound::new(py, Table::new(resource, csv))?)?;
        }
        Ok(tables)
    }

    /// Writes it as the run folder `place`.
    fn write(&self, py: Python<'_>, place: PathBuf, force: bool) -> PyResult<PathBuf> {
        let written = self.kept.write(&self.manifest, &place, force);
        written.map_err(|error| error.raise(py))
    }

    /// The figures of its page.
    fn figures(&self, py: Python<'_>) -> PyResult<Vec<Drawn>> {
        let beside = tempfile::tempdir()?;
        let place = beside.path().join("run");
        let written = self.kept.write(&self.manifest, &place, false);
        written.map_err(|error| error.raise(py))?;
        let read = RunFolder::read(&place, report::DRAWN).map_err(|error| error.raise(py))?;
        drawn(py, &read.source)
    }
}

/// Files by name, as Python hands them back.
pub fn kept(files: BTreeMap<String, Bound<'_, PyBytes>>) -> KeptFolder {
    let files = files.into_iter();
    let files = files.map(|(file, bytes)| (file, bytes.as_bytes().to_vec()));
    KeptFolder {
        files: files.collect(),
    }
}

/// Files by name, as Python takes them.
pub fn files<'py>(py: Python<'py>, kept: &KeptFolder) -> PyResult<Bound<'py, PyDict>> {
    let files = PyDict::new(py);
    for (file, bytes) in &kept.files {
        files.set_item(file, PyBytes::new(py, bytes))?;
    }
    Ok(files)
}

/// The figures of tables that were read.
fn drawn(py: Python<'_>, source: &source::Sheets) -> PyResult<Vec<Drawn>> {
    let raise = |error| report::ReportError::Chart(error).raise(py);
    let mut sections = run::sections(source, report::DRAWN).map_err(raise)?;
    sections.extend(study::sections(source, report::DRAWN).map_err(raise)?);
    sections.extend(storylines::storylines(source));
    Ok(sections.into_iter().flat_map(figures).collect())
}

/// The figures of a section.
pub fn figures(section: PageSection) -> Vec<Drawn> {
    let title = section.title;
    let chosen = section.choices.into_iter();
    let chosen = chosen.flat_map(|choice| choice.figures);
    let all = section.figures.into_iter().chain(section.strips);
    let figure = |figure: Figure| {
        let Figure {
            title: own,
            text,
            svg,
            caption,
            ..
        } = figure;
        (title.clone(), own, text, svg, caption)
    };
    all.chain(chosen).map(figure).collect()
}
