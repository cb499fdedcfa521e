//! `offramp patterns` as a call: one table of claims, measured.

use super::folder::{FolderError, replace_file};
use crate::study::patterns::ClaimFinding;
use crate::study::run::Sample;
use crate::table::patterns;
use std::path::Path;

/// Writes the findings of scenarios, by name, to a file.
///
/// # Errors
/// [`FolderError`].
pub fn write_patterns(
    path: &Path,
    sample: Sample,
    found: &[(&str, &[ClaimFinding])],
) -> Result<(), FolderError> {
    let mut table = patterns::table();
    for (scenario, findings) in found {
        patterns::add(&mut table, scenario, sample.seed, sample.trials, findings);
    }
    replace_file(path, |out| table.write(out))
}
