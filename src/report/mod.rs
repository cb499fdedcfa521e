//! From run folders to a page, to a summary for the terminal, and to scripts that draw them in
//! other languages; and the page in which a reader plays. Reads files only, runs nothing.
//!
//! A page is one file: charts as inline SVG, no script or style from elsewhere. Everything a
//! scenario may name is escaped by the template, or is data that no browser runs.

mod explorer;
mod page;
pub mod plots;
mod source;
pub mod terminal;
mod trial;
mod warning;

pub use explorer::{Given, explorer_page, write_explorer};
pub use page::{DRAWN, html, write};
pub use source::RunFolder;
use std::path::PathBuf;
pub use trial::{TrialPage, trial_page, write_trial};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder holds no table that a script could draw.
    #[error("{0} has no table to draw: no outcomes, comparison, attribution or exact result")]
    NothingToDraw(PathBuf),
    /// gnuplot reads no decimal commas.
    #[error(
        "{0} is spelt with decimal commas, which gnuplot does not read: run it again without `--csv excel-semicolon`, or use another language"
    )]
    DecimalComma(PathBuf),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] crate::output::read::FolderReadError),
    /// The page could not be written.
    #[error(transparent)]
    Write(#[from] crate::output::folder::FolderError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] crate::figure::ChartError),
    /// The page could not be put together.
    #[error("cannot write the page: {0}")]
    Page(#[from] minijinja::Error),
}
