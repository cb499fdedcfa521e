//! The engine of offramp as an extension module of Python.
//!
//! Every command comes to a run folder, written by the library as for the command line and kept in memory:
//! tables, figures and words are read off it. What a caller sees of it, with documentation, is the Python
//! package beside this crate.

mod calls;
mod folder;
mod further;
mod part;
mod scenario;
mod story;
mod table;
mod trouble;
mod usual;
mod value;
mod work;

use pyo3::prelude::*;

/// The extension module.
#[pymodule(gil_used = false)]
mod _offramp {
    use super::{Bound, PyModule, PyModuleMethods, PyResult};
    #[pymodule_export]
    use crate::calls::{attribute, compare, exact, run, sweep, tip};
    #[pymodule_export]
    use crate::folder::Folder;
    #[pymodule_export]
    use crate::further::{calibrate, discover, game, hindcast, search, sensitivity};
    #[pymodule_export]
    use crate::part::{RawPart, merge};
    #[pymodule_export]
    use crate::scenario::{RawScenario, scenarios};
    #[pymodule_export]
    use crate::story::{Story, trace};
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::usual::defaults;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
