//! From run folders to a page and to a summary for the terminal. Reads files only, runs nothing.
//!
//! The page is one file: charts as inline SVG, no script or style from elsewhere. Everything a
//! scenario may name is escaped by the template.

mod chart;
mod figure;
mod page;
mod run_figures;
mod source;
mod study_figures;
pub mod terminal;
mod warning;

pub use page::{DRAWN, html};
pub use source::Source;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] crate::output::read::ReadError),
    /// A chart could not be drawn.
    #[error("cannot draw a chart: {0}")]
    Chart(String),
    /// The page could not be put together.
    #[error("cannot write the page: {0}")]
    Page(#[from] minijinja::Error),
}
