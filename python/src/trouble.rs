//! What goes wrong, as exceptions. Their classes are in Python, where they are documented.

use offramp::asking::AskingError;
use offramp::diagnostic::{Problem, Problems, Sources};
use offramp::ensemble::Halt;
use offramp::output::PartError;
use offramp::output::folder::FolderError;
use offramp::output::read::FolderReadError;
use offramp::output::replay::ReplayError;
use offramp::output::session::OutputError;
use offramp::report::ReportError;
use offramp::scenario::ReadError;
use offramp::study::StudyError;
use offramp::study::arms::UnknownPolicy;
use pyo3::IntoPyObject;
use pyo3::call::PyCallArgs;
use pyo3::exceptions::{
    PyBlockingIOError, PyFileExistsError, PyKeyboardInterrupt, PyOSError, PyRuntimeError,
    PyValueError,
};
use pyo3::prelude::*;
use std::io;

/// A problem of a text, as its Python class takes it.
#[derive(Debug, IntoPyObject)]
pub struct Told {
    severity: &'static str,
    code: &'static str,
    message: String,
    file: String,
    line: usize,
    column: usize,
    help: String,
    text: String,
}

/// Problems as their Python class takes them.
pub fn told(problems: &[Problem], sources: &Sources) -> Vec<Told> {
    let one = |problem: &Problem| {
        let (line, column) = sources.line_column(problem.place);
        Told {
            severity: if problem.is_error() {
                "error"
            } else {
                "warning"
            },
            code: problem.code.name(),
            message: problem.message.clone(),
            file: sources.name(problem.place.source).to_owned(),
            line,
            column,
            help: problem.help.clone(),
            text: problem.render(sources, false),
        }
    };
    problems.iter().map(one).collect()
}

/// An exception of the package.
fn named<'py>(py: Python<'py>, class: &str, args: impl PyCallArgs<'py>) -> PyErr {
    let made = || -> PyResult<PyErr> {
        let class = py.import("offramp._errors")?.getattr(class)?;
        Ok(PyErr::from_value(class.call1(args)?))
    };
    made().unwrap_or_else(|error| error)
}

/// Says a warning.
pub fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    let category = py.import("offramp._errors")?.getattr("ScenarioWarning")?;
    let warnings = py.import("warnings")?;
    warnings.call_method1("warn", (text, category, 4))?;
    Ok(())
}

/// A value that cannot be meant.
pub fn wrong(why: impl AsRef<str>) -> PyErr {
    PyValueError::new_err(in_python(why.as_ref()))
}

/// What the library says of options of the command line, with the names that they have in Python.
fn in_python(words: &str) -> String {
    let words = words.replace("these --set", "these overrides");
    let mut said = String::new();
    let mut rest = words.as_str();
    while let Some(at) = rest.find("--") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        said.push_str(before);
        let ends = after.find(|c: char| !(c.is_ascii_lowercase() || c == '-'));
        let (option, behind) = after.split_at(ends.unwrap_or(after.len()));
        let stands_alone = said.chars().last().is_none_or(|c| " `(".contains(c));
        if stands_alone && option.starts_with(|c: char| c.is_ascii_lowercase()) {
            said.push_str(&named_in_python(option));
        } else {
            said.push_str("--");
            said.push_str(option);
        }
        rest = behind;
    }
    said + rest
}

/// An option of the command line, as calls name it.
fn named_in_python(option: &str) -> String {
    match option {
        "set" => "override".into(),
        "force" | "map" => format!("{option}=True"),
        "trials-csv" => "trials_rows=True".into(),
        "from" => "given".into(),
        "for" => "side".into(),
        "arm" | "type" => format!("{option}s"),
        option => option.replace('-', "_"),
    }
}

/// What becomes an exception.
pub trait Trouble {
    /// The exception.
    fn raise(self, py: Python<'_>) -> PyErr;
}

impl Trouble for Problems {
    fn raise(self, py: Python<'_>) -> PyErr {
        let args = (self.render(false), told(&self.list, &self.sources));
        named(py, "ScenarioError", args)
    }
}

impl Trouble for ReadError {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            ReadError::Unreadable { source, .. } => system(&source, words),
            ReadError::Invalid(problems) => problems.raise(py),
            ReadError::Abstract { .. } | ReadError::NotShipped { .. } => {
                named(py, "ScenarioError", (words, Vec::<Told>::new()))
            }
        }
    }
}

impl Trouble for UnknownPolicy {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        named(py, "UnknownPolicy", (words, self.name, self.scenario))
    }
}

impl Trouble for Halt {
    fn raise(self, _: Python<'_>) -> PyErr {
        match self {
            Halt::Stopped => PyKeyboardInterrupt::new_err("stopped"),
            Halt::Rows(error) => system(&error, error.to_string()),
        }
    }
}

impl Trouble for StudyError {
    fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            StudyError::Arms(error) => wrong(error.to_string()),
            StudyError::Read(error) => error.raise(py),
            StudyError::Halt(halt) => halt.raise(py),
        }
    }
}

impl Trouble for AskingError {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            AskingError::Read(error) => error.raise(py),
            AskingError::Policy(error) => error.raise(py),
            AskingError::Output(error) => error.raise(py),
            AskingError::Halt(halt) => halt.raise(py),
            AskingError::Unreadable { source, .. } => system(&source, words),
            AskingError::Arms(_) | AskingError::Wrong(_) => wrong(words),
        }
    }
}

impl Trouble for OutputError {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            OutputError::Folder(error) => error.raise(py),
            OutputError::Read(error) => error.raise(py),
            OutputError::Study(error) => error.raise(py),
            OutputError::Policy(error) => error.raise(py),
            OutputError::Part(error) => error.raise(py),
            OutputError::TooLarge { .. } => named(py, "TooLarge", (words,)),
            OutputError::Vary(_) | OutputError::Calibrate(_) => wrong(words),
        }
    }
}

impl Trouble for FolderError {
    fn raise(self, _: Python<'_>) -> PyErr {
        let words = in_python(&self.to_string());
        match self {
            FolderError::Io { source, .. } => system(&source, words),
            FolderError::Busy { .. } => PyBlockingIOError::new_err(words),
            FolderError::Csv { .. } | FolderError::TooLarge { .. } => PyOSError::new_err(words),
            FolderError::Differs { .. }
            | FolderError::Foreign { .. }
            | FolderError::Stands { .. } => PyFileExistsError::new_err(words),
        }
    }
}

impl Trouble for FolderReadError {
    fn raise(self, _: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            FolderReadError::Io { source, .. } => system(&source, words),
            FolderReadError::NoRun(_) | FolderReadError::Missing(_) => {
                system(&io::ErrorKind::NotFound.into(), words)
            }
            _ => wrong(words),
        }
    }
}

impl Trouble for PartError {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            PartError::Io { source, .. } | PartError::Copy { source, .. } => system(&source, words),
            PartError::Read(error) => error.raise(py),
            _ => wrong(words),
        }
    }
}

impl Trouble for ReplayError {
    fn raise(self, py: Python<'_>) -> PyErr {
        let words = self.to_string();
        match self {
            ReplayError::Io { source, .. } => system(&source, words),
            ReplayError::Scenario(error) => error.raise(py),
            ReplayError::Policy(error) => error.raise(py),
            ReplayError::Wrong(_) => wrong(words),
        }
    }
}

impl Trouble for ReportError {
    fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            ReportError::Read(error) => error.raise(py),
            ReportError::Write(error) => error.raise(py),
            error => PyRuntimeError::new_err(error.to_string()),
        }
    }
}

/// What a system said, as the kind of `OSError` that it is.
pub fn system(source: &io::Error, words: String) -> PyErr {
    io::Error::new(source.kind(), words).into()
}
