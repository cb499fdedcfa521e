//! `offramp plots`: a script that draws a run folder, in the reader's own language.

use super::exit::Failure;
use super::say::{say, sayln};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use offramp::output::folder::replace_file;
use offramp::output::read::run_folders;
use offramp::output::refuse_standing;
use offramp::report::ReportError;
use offramp::report::plots::{self, Language};
use offramp::study::arms::shell_word;
use std::io::Write;
use std::path::PathBuf;
use strum::VariantNames;

/// Arguments of `plots`.
#[derive(Debug, Args)]
#[command(
    after_help = "The script has no numbers in it: it reads the folder, finds policies and actors in \
its tables and writes PNG files. It takes another folder of the same kind, and where the pictures go, as arguments."
)]
pub struct PlotsArgs {
    /// Run folder, or a folder that holds one
    #[arg(value_name = "RUN_FOLDER")]
    folder: PathBuf,
    /// Language: python is pandas and matplotlib, polars is polars and altair, r is ggplot2
    #[arg(long = "for", value_name = "LANGUAGE", value_parser = language())]
    language: Language,
    /// Where to write the script; to standard output if not said
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::VARIANTS).try_map(|name| name.parse::<Language>())
}

/// Writes the script.
pub fn plots(args: &PlotsArgs) -> Result<(), Failure> {
    let folders = run_folders(&args.folder).map_err(ReportError::from)?;
    let [folder] = folders.as_slice() else {
        let named: Vec<String> = folders
            .iter()
            .map(|one| one.display().to_string())
            .collect();
        return Err(Failure::Wrong(format!(
            "{} holds several runs, and a script draws one: name one of {}",
            args.folder.display(),
            named.join(", ")
        )));
    };
    let script = plots::script(folder, args.language)?;
    let Some(out) = &args.out else {
        say!("{script}");
        return Ok(());
    };
    refuse_standing(out, args.force)?;
    replace_file(out, |file| Ok(file.write_all(script.as_bytes())?))?;
    let (install, runner) = (args.language.install(), args.language.runner());
    let word = shell_word(&out.display().to_string());
    sayln!("wrote {word}; next: {install} && {runner} {word}");
    Ok(())
}
