//! `offramp report`: run folders in, one page out.

use super::exit::Failure;
use crate::output::folder::replace_file;
use crate::output::read::{ReadError, run_folders};
use crate::report::{self, ReportError, Source, terminal};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Run folders, or folders that hold some
    #[arg(required = true, value_name = "RUN_FOLDER")]
    folders: Vec<PathBuf>,
    /// Where the page goes; beside the tables of the first folder if not said
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
    let sources = write(&folders, &out)?;
    if !args.quiet {
        anstream::print!(
            "{}",
            terminal::summary(&sources, super::show::width().unwrap_or(80))
        );
    }
    anstream::println!("{}", out.display());
    Ok(())
}

/// Writes the page of these run folders.
pub fn write(folders: &[PathBuf], out: &Path) -> Result<Vec<Source>, Failure> {
    let read = |folder: &PathBuf| Source::read(folder, report::DRAWN).map_err(ReportError::from);
    let sources: Vec<Source> = folders.iter().map(read).collect::<Result<_, _>>()?;
    let page = report::html(&sources)?;
    replace_file(out, |file| Ok(file.write_all(page.as_bytes())?))?;
    Ok(sources)
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Read(ReadError::NoRun(_)) => Failure::Wrong(error.to_string()),
            ReportError::Read(_) | ReportError::Chart(_) | ReportError::Page(_) => {
                Failure::System(error.to_string())
            }
        }
    }
}
