//! `offramp report`: run folders in, one page out.

use super::exit::Failure;
use super::options::layout;
use super::say::{say, sayln};
use clap::Args;
use offramp::output::read::run_folders;
use offramp::output::refuse_standing;
use offramp::report::{self, ReportError, terminal};
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Run folders, or folders that hold some
    #[arg(required = true, value_name = "RUN_FOLDER")]
    folders: Vec<PathBuf>,
    /// Where the page goes; if not said, report.html beside the tables of the first folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a page that is there; that of a folder by itself is always made anew
    #[arg(long)]
    force: bool,
    /// No summary in the terminal
    #[arg(long, short)]
    quiet: bool,
}

/// Writes the page and prints a summary.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let mut folders = Vec::new();
    for folder in &args.folders {
        folders.extend(run_folders(folder).map_err(ReportError::from)?);
    }
    let beside = || args.folders[0].join("report.html");
    let out = args.out.clone().unwrap_or_else(beside);
    // The page of one folder, in it, is part of that folder.
    let is_own = args.folders.len() == 1 && out == beside();
    refuse_standing(&out, args.force || is_own)?;
    let read = report::write(&folders, &out)?;
    if !args.quiet {
        let columns = layout().width.unwrap_or(80);
        say!("{}", terminal::summary(&read, columns));
    }
    sayln!("{}", out.display());
    Ok(())
}

/// Writes the page of a run folder into it, and says where it is.
pub fn page(folder: PathBuf) -> Result<(), Failure> {
    let page = folder.join("report.html");
    report::write(&[folder], &page)?;
    sayln!("{}", page.display());
    Ok(())
}
