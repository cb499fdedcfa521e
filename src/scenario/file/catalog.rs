//! The shipped scenarios that can be run.

use super::draft::{ReadError, read_embedded};
use crate::scenario::library;

/// A shipped scenario that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// Its name.
    pub name: String,
    /// Its path in the library, such as `kaesong-2020.toml`.
    pub path: String,
    /// One line for lists.
    pub title: String,
    /// The question it was written to answer.
    pub question: String,
}

/// Every scenario that can be run, by path. Bases are left out.
///
/// # Errors
/// If a shipped scenario is invalid, which a test rules out.
pub fn list() -> Result<Vec<Shipped>, ReadError> {
    let mut list = Vec::new();
    for path in library::paths() {
        match read_embedded(path, &[]) {
            Ok(checked) => list.push(Shipped {
                name: checked.scenario.name,
                path: path.to_owned(),
                title: checked.scenario.title,
                question: checked.scenario.question,
            }),
            Err(ReadError::Abstract { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(list)
}
