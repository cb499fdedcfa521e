//! A trial, or two under the same luck, explained.

use crate::folder::{Drawn, figures};
use crate::scenario::RawScenario;
use crate::table::Table;
use crate::trouble::{Trouble, wrong};
use crate::value::{Heard, count, mechanisms, seed};
use crate::work::{Manner, play};
use offramp::asking::trace::{TraceOptions, Traced, Which};
use offramp::figure::storylines;
use offramp::study::find::Wanted;
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;
use offramp::table::package;
use offramp::trace::account::{Telling, json};
use offramp::trace::parting;
use pyo3::prelude::*;

type Any<'py> = Bound<'py, PyAny>;

/// A trial, or two under the same luck, explained.
#[pyclass(frozen, module = "offramp._offramp")]
#[derive(Debug)]
pub struct Story(Traced);

#[pymethods]
impl Story {
    /// An account to read.
    fn text(&self, verbose: bool) -> String {
        self.0.text(if verbose {
            Telling::Everything
        } else {
            Telling::Short
        })
    }

    /// Everything, as JSON.
    fn json(&self) -> String {
        json(&self.0.scenario, &self.0.traces)
    }

    /// Everything that happened, as event data.
    fn events(&self) -> PyResult<Table> {
        let (table, mut csv) = (self.0.events(), Vec::new());
        table
            .write(&mut csv)
            .map_err(|error| wrong(error.to_string()))?;
        let described = package::describe("trace", "", &[&table.schema], Dialect::Plain);
        Ok(Table::new(&described["resources"][0], csv))
    }

    /// The trial, day by day.
    fn figures(&self) -> Vec<Drawn> {
        let parts = match self.0.traces.as_slice() {
            [here, there] => parting(here, there).map(|parting| u64::from(parting.day)),
            _ => None,
        };
        let asked = storylines::asked(&self.0.sheets(), "", parts);
        asked.into_iter().flat_map(figures).collect()
    }
}

/// Explains a trial; `None` where none flips.
#[pyfunction]
#[pyo3(signature = (scenario, trial, find, trials, seed_, policy, against, off, against_off, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn trace(
    py: Python<'_>,
    scenario: &RawScenario,
    trial: Option<Any<'_>>,
    find: Option<&str>,
    trials: Any<'_>,
    seed_: Any<'_>,
    policy: String,
    against: Option<String>,
    off: Vec<String>,
    against_off: Vec<String>,
    manner: Manner,
) -> PyResult<Option<Story>> {
    let which = match (trial, find) {
        (Some(_), Some(_)) => return Err(wrong("name a trial, or find one: not both")),
        (None, None) => {
            return Err(wrong(
                "name a trial, or find one: worst, flipped or typical",
            ));
        }
        (Some(trial), None) => Which::Number(count("trial", &trial, &(0..=u64::MAX))?),
        (None, Some("worst")) => Which::Found(Wanted::Worst),
        (None, Some("flipped")) => Which::Found(Wanted::Flipped),
        (None, Some("typical")) => Which::Found(Wanted::Typical),
        (None, Some(other)) => {
            return Err(wrong(format!(
                "find={other}: it is worst, flipped or typical"
            )));
        }
    };
    let options = TraceOptions {
        which: Some(which),
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &(1..=u64::MAX))?,
        },
        policy,
        against,
        off: mechanisms("off", &off)?,
        against_off: mechanisms("against_off", &against_off)?,
        sets: scenario.sets.clone(),
    };
    let total = match which {
        Which::Number(_) => 1,
        Which::Found(_) => options.sample.trials,
    };
    let told = play(py, &manner, total, |watch| {
        let heard = Heard::default();
        let found = options.of(&scenario.draft, &|remark| heard.hear(remark), watch);
        found.map(|found| (found, heard))
    })?;
    let (found, heard) = told.map_err(|error| error.raise(py))?;
    heard.warn(py)?;
    Ok(found.map(Story))
}
