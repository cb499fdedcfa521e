//! The page of single trials: one strip, or two under the same luck.

use super::ReportError;
use super::page::{SCRIPT, STYLE, policy};
use crate::figure::source::Sheets;
use crate::figure::storylines;
use crate::output::folder::replace_file;
use crate::output::refuse_standing;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

const TEMPLATE: &str = concat!(include_str!("strip.html"), include_str!("trial.html"));

/// What a page of trials says besides what it draws.
#[derive(Debug, Clone, Serialize)]
pub struct TrialPage {
    /// What the window is called.
    pub name: String,
    /// Title of the scenario.
    pub title: String,
    /// What happens, in sentences.
    pub said: Vec<String>,
    /// What was run: names and values.
    pub facts: Vec<[String; 2]>,
    /// The day on which two trials part.
    #[serde(skip)]
    pub parts: Option<u64>,
}

/// The page of the trials that `source` has in its table of storylines.
pub fn trial_page(page: &TrialPage, source: &Sheets) -> Result<String, ReportError> {
    let lead = match page.parts {
        Some(_) => {
            "Two trials under the same draws. The broken line is the day from which on they differ."
        }
        None => "One trial as it went.",
    };
    let sections: Vec<_> = storylines::asked(source, lead, page.parts)
        .into_iter()
        .collect();
    let mut environment = Environment::new();
    environment.add_template("trial.html", TEMPLATE)?;
    let html = environment.get_template("trial.html")?.render(context! {
        policy => policy(),
        style => STYLE,
        script => SCRIPT,
        trial => Serde(page),
        sections => Serde(&sections),
    })?;
    Ok(html)
}

/// Writes a page. Where something stands, it is replaced only by `force`.
///
/// # Errors
/// [`ReportError`].
pub fn write_trial(
    page: &TrialPage,
    source: &Sheets,
    out: &Path,
    force: bool,
) -> Result<(), ReportError> {
    refuse_standing(out, force)?;
    let html = trial_page(page, source)?;
    Ok(replace_file(out, |file| {
        Ok(file.write_all(html.as_bytes())?)
    })?)
}
