//! Values of options: what has the wrong type is a `TypeError`, what cannot be meant a `ValueError`.

use crate::trouble::wrong;
use offramp::asking::Remark;
use offramp::asking::policies::Chosen;
use offramp::model::Mechanism;
use offramp::study::measure::Measure;
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyBool;
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// A whole number within bounds.
pub fn count(name: &str, value: &Bound<'_, PyAny>, bounds: &RangeInclusive<u64>) -> PyResult<u64> {
    let (least, most) = (bounds.start(), bounds.end());
    let why = format!("{name} must be a whole number from {least} to {most}");
    if value.is_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err(why));
    }
    let py = value.py();
    match value.extract::<u64>() {
        Ok(number) if bounds.contains(&number) => Ok(number),
        Ok(number) => Err(wrong(format!("{why}, not {number}"))),
        Err(error) if error.is_instance_of::<PyOverflowError>(py) => {
            Err(wrong(format!("{why}, not {value}")))
        }
        Err(_) => Err(PyTypeError::new_err(format!(
            "{why}, not {}",
            value.repr()?
        ))),
    }
}

/// A seed: every whole number is one, but none below 0.
pub fn seed(value: &Bound<'_, PyAny>) -> PyResult<u64> {
    count("seed", value, &(0..=u64::MAX))
}

/// A value that the library reads as the command line does.
pub fn read<T>(
    name: &str,
    text: impl ToString,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> PyResult<T> {
    let text = text.to_string();
    read(&text).map_err(|why| wrong(format!("{name}={text}: {why}")))
}

/// A metric by its name.
pub fn measure(name: &str, text: &str) -> PyResult<Measure> {
    read(name, text, |text| {
        text.parse::<Measure>()
            .map_err(|unknown| unknown.to_string())
    })
}

/// Mechanisms by their names.
pub fn mechanisms(name: &str, texts: &[String]) -> PyResult<Vec<Mechanism>> {
    let mechanism = |text: &String| {
        let known = Mechanism::ALL.iter().map(|mechanism| mechanism.name());
        let known = known.collect::<Vec<_>>().join(", ");
        text.parse::<Mechanism>()
            .map_err(|_| wrong(format!("{name}={text}: there are {known}")))
    };
    texts.iter().map(mechanism).collect()
}

/// Which policies are meant.
pub fn chosen(policies: Option<Vec<String>>, all: bool) -> PyResult<Chosen> {
    match (policies, all) {
        (Some(_), true) => Err(wrong("name policies, or ask for all_policies")),
        (Some(names), false) if names.is_empty() => Err(wrong("policies names none")),
        (Some(names), false) => Ok(Chosen::Named(names)),
        (None, true) => Ok(Chosen::All),
        (None, false) => Ok(Chosen::Usual),
    }
}

/// Warnings that are heard while a question is read, each once.
#[derive(Debug, Default)]
pub struct Heard(RefCell<Vec<String>>);

impl Heard {
    /// Hears one.
    pub fn hear(&self, remark: Remark<'_>) {
        let text = match remark {
            Remark::Of(problem, sources) => problem.render(sources, false),
            Remark::Words(words) => words.to_owned(),
        };
        let mut heard = self.0.borrow_mut();
        if !heard.contains(&text) {
            heard.push(text);
        }
    }

    /// Says them as warnings of Python; one that is made an error stands in the way.
    pub fn warn(self, py: Python<'_>) -> PyResult<()> {
        let heard = self.0.into_inner();
        heard
            .iter()
            .try_for_each(|text| crate::trouble::warn(py, text))
    }
}
