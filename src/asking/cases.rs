//! Tables of cases and templates, as they are named: files, or what travels with the program.

use super::error::AskingError;
use super::named::draft;
use crate::history::case::Cases;
use crate::output::NamedCases;
use crate::scenario::file::naming::name_of;
use crate::scenario::file::{text_file, written};
use crate::scenario::{ReadError, library};
use crate::table::case_file;
use std::path::Path;

/// The largest table of cases that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Reads a table through a template, both by path, or by the name of what is shipped.
///
/// # Errors
/// [`AskingError`].
pub fn of_table(table: &str, template: &str, sets: &[String]) -> Result<NamedCases, AskingError> {
    let template = draft(template)?;
    let path = Path::new(table);
    let bytes = match library::table(table).filter(|_| !path.exists()) {
        Some(shipped) => shipped.as_bytes().to_vec(),
        None => text_file::read(path, LARGEST).map_err(|source| AskingError::Unreadable {
            name: table.to_owned(),
            source,
        })?,
    };
    let sheet = case_file::read(table, &bytes).map_err(ReadError::Invalid)?;
    let cases = Cases::of_table(&template, &sheet, sets)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = name_of(&stem).unwrap_or_else(|| "cases".into());
    let cases_text = String::from_utf8_lossy(&bytes).into_owned();
    let template_text = written::text(&template.written("template"));
    Ok(NamedCases {
        name,
        cases,
        texts: vec![
            ("cases.csv".into(), cases_text),
            ("template.toml".into(), template_text),
        ],
        sets: sets.to_vec(),
    })
}
