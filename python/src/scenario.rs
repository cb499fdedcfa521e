//! A scenario: a text that was read, and overrides.

use crate::trouble::{Told, Trouble, told, wrong};
use offramp::asking::named;
use offramp::scenario::file::catalog;
use offramp::scenario::file::flatten::flatten;
use offramp::scenario::file::provenance::Provenance;
use offramp::scenario::{Checked, Draft, ReadError};
use pyo3::prelude::*;
use std::path::PathBuf;

/// A scenario: a text that was read, and overrides.
#[pyclass(frozen, module = "offramp._offramp")]
#[derive(Debug)]
pub struct RawScenario {
    /// What was read.
    pub draft: Draft,
    /// Overrides, as `path=value`.
    pub sets: Vec<String>,
}

impl RawScenario {
    fn checked(&self, py: Python<'_>) -> PyResult<Checked> {
        self.draft
            .check(&self.sets)
            .map_err(|error| error.raise(py))
    }
}

/// A policy: name, what it says, who adopts it, whether it is of the other side.
type Stance = (String, String, Vec<String>, bool);

/// A number in force: name, whose it is, value, unit, where it comes from, line, what it rests on.
type Number = (
    String,
    String,
    String,
    String,
    String,
    Option<usize>,
    Vec<String>,
);

#[pymethods]
impl RawScenario {
    /// A file, or a shipped scenario.
    #[staticmethod]
    fn load(py: Python<'_>, name: PathBuf) -> PyResult<Self> {
        let Some(name) = name.to_str() else {
            return Err(wrong("the path of a scenario is text"));
        };
        let draft = named::draft(name).map_err(|error| error.raise(py))?;
        Ok(Self {
            draft,
            sets: Vec::new(),
        })
    }

    /// A text under a name.
    #[staticmethod]
    fn parse(py: Python<'_>, name: &str, text: &str) -> PyResult<Self> {
        let draft = Draft::text(name, text).map_err(|error| error.raise(py))?;
        Ok(Self {
            draft,
            sets: Vec::new(),
        })
    }

    /// What was read elsewhere, from the texts that `texts` named there.
    #[staticmethod]
    fn of_texts(py: Python<'_>, name: &str, texts: Vec<(String, String)>) -> PyResult<Self> {
        let draft = Draft::of_texts(name, texts).map_err(|error| error.raise(py))?;
        Ok(Self {
            draft,
            sets: Vec::new(),
        })
    }

    /// The texts that it was read from, by their names; but for those that are shipped.
    fn texts(&self) -> Vec<(String, String)> {
        self.draft.texts()
    }

    /// The same under further overrides, whatever these do.
    fn under(&self, sets: Vec<String>) -> Self {
        Self {
            draft: self.draft.clone(),
            sets: [self.sets.clone(), sets].concat(),
        }
    }

    /// What it was asked for by.
    #[getter]
    fn shown(&self) -> &str {
        self.draft.shown()
    }

    /// Its overrides.
    #[getter]
    fn sets(&self) -> Vec<String> {
        self.sets.clone()
    }

    /// A text that reads to the same by itself, before overrides.
    fn text(&self) -> String {
        let shown = self.draft.shown();
        let stem = PathBuf::from(shown);
        let stem = stem.file_stem().unwrap_or_default().to_string_lossy();
        let name = self.draft.check(&[]).map(|checked| checked.scenario.name);
        self.draft
            .alone(&name.unwrap_or_else(|_| stem.into_owned()))
    }

    /// As it is run: every default written out.
    fn flattened(&self, py: Python<'_>) -> PyResult<String> {
        Ok(flatten(&self.checked(py)?.scenario))
    }

    /// All that is wrong with it, and what it is warned of.
    fn problems(&self, py: Python<'_>) -> PyResult<Vec<Told>> {
        match self.draft.check(&self.sets) {
            Ok(checked) => Ok(told(&checked.warnings, &checked.tree.sources)),
            Err(ReadError::Invalid(problems)) => Ok(told(&problems.list, &problems.sources)),
            Err(error) => Err(error.raise(py)),
        }
    }

    /// Its name, title and question.
    fn heading(&self, py: Python<'_>) -> PyResult<(String, String, String)> {
        let scenario = self.checked(py)?.scenario;
        Ok((scenario.name, scenario.title, scenario.question))
    }

    /// Its policies.
    fn policies(&self, py: Python<'_>) -> PyResult<Vec<Stance>> {
        let scenario = self.checked(py)?.scenario;
        let policies = scenario.policies.iter().map(|policy| {
            let actors = policy.overlays.iter();
            let actors = actors.map(|(actor, _)| scenario.actors[*actor].name.clone());
            (
                policy.name.clone(),
                policy.description.clone(),
                actors.collect(),
                scenario.is_of_the_other_side(policy),
            )
        });
        Ok(policies.collect())
    }

    /// Its actors, by name.
    fn actors(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let actors = self.checked(py)?.scenario.actors;
        Ok(actors.into_iter().map(|actor| actor.name).collect())
    }

    /// What is uncertain: path, ends of its range, and why.
    fn uncertain(&self, py: Python<'_>) -> PyResult<Vec<(String, f64, f64, String)>> {
        let ranges = self.checked(py)?.scenario.uncertain.into_iter();
        let ranges = ranges.map(|range| (range.path, range.low, range.high, range.source));
        Ok(ranges.collect())
    }

    /// Every number in force.
    fn numbers(&self, py: Python<'_>) -> PyResult<Vec<Number>> {
        let numbers = self.checked(py)?.numbers().into_iter().map(|number| {
            let from = match number.from {
                Provenance::Own => "scenario".to_owned(),
                Provenance::Inherited(base) => base,
                Provenance::Override => "set".to_owned(),
                Provenance::Default => "default".to_owned(),
            };
            (
                number.row.key.to_owned(),
                number.whose,
                number.value,
                number.row.unit.to_owned(),
                from,
                number.line,
                number.rests_on,
            )
        });
        Ok(numbers.collect())
    }
}

/// The shipped scenarios: name, title and question.
#[pyfunction]
pub fn scenarios(py: Python<'_>) -> PyResult<Vec<(String, String, String)>> {
    let list = catalog::list().map_err(|error| error.raise(py))?;
    let one = |shipped: catalog::Shipped| {
        let name = shipped.path.trim_end_matches(".toml").to_owned();
        (name, shipped.title, shipped.question)
    };
    Ok(list.into_iter().map(one).collect())
}
