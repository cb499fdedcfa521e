//! `offramp merge`: parts in, the run folders of one process out.

use super::exit::Failure;
use super::options::{AnswerFormat, Cores, Told, kept, layout, today};
use super::progress::{self, Batch};
use super::report::page;
use super::run;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer::{self, Extent, Statement};
use offramp::output::session::Answer;
use offramp::output::{Finished, Merged, Parts, RunAsked, Whole};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Parts that `--part` has played, or folders that hold them: all parts of each run folder
    #[arg(required = true, value_name = "PARTS")]
    parts: Vec<PathBuf>,
    /// Folder of the run folders; if not said, that in which the parts stand
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    cores: Cores,
    /// Write a page of figures, report.html, into each run folder
    #[arg(long)]
    report: bool,
    /// Replace what stands in a run folder
    #[arg(long)]
    force: bool,
    /// No progress, no answer on the terminal
    #[arg(long, short)]
    quiet: bool,
}

/// Merges. All parts are looked at before any is merged.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let wholes = Parts::gather(&args.parts)?.into_iter().map(Whole::read);
    let wholes: Vec<Whole> = wholes.collect::<Result<_, _>>()?;
    args.cores.run(|| merge_all(args, wholes))?
}

fn merge_all(args: &MergeArgs, wholes: Vec<Whole>) -> Result<(), Failure> {
    let mut runs: BTreeMap<PathBuf, Vec<(RunAsked, Finished)>> = BTreeMap::new();
    for whole in wholes {
        let out = args.out.clone().unwrap_or_else(|| whole.beside().into());
        let bar = Batch::new(1, args.quiet).scenario(&whole.name(), whole.trials());
        let merged = whole.write((&out, args.force), &bar)?;
        drop(bar);
        let place = merged.folder().to_owned();
        match merged {
            Merged::Run(asked, finished) => {
                let what = "scenarios by policy and variant";
                kept(args.quiet, finished.kept, asked.parts(), what);
                runs.entry(out).or_default().push((*asked, finished));
                continue;
            }
            Merged::Comparison(done) => tell(args, "comparisons", &done.answer, |found| {
                answer::comparison(found, Extent::Brief, layout(), Some(&today()))
            }),
            Merged::Attribution(asked, done) => tell(args, "attributions", &done.answer, |found| {
                statement(&answer::attribution(&asked.arm, found, asked.sample.seed))
            }),
            Merged::Sweep(done) => tell(args, "sweeps", &done.answer, statement),
            Merged::Sensitivity(done) => tell(args, "analyses", &done.answer, statement),
            Merged::Hindcast(asked, done) => tell(args, "hindcasts", &done.answer, |found| {
                statement(&answer::hindcast(&asked.scoring(found)))
            }),
        }
        shown(args, place)?;
    }
    // The tables beside run folders are those of a batch.
    for (out, batch) in runs {
        let (asked, finished): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let format = AnswerFormat::Text;
        let done = asked.iter().zip(finished).collect();
        run::tell((&out, args.quiet, args.report), Told { format }, done)?;
    }
    Ok(())
}

/// A statement as it is told on the terminal.
fn statement(said: &Statement) -> String {
    said.text(layout(), Some(&today()))
}

/// Prints an answer.
fn tell<T>(args: &MergeArgs, what: &str, answer: &Answer<T>, text: impl Fn(&T) -> String) {
    if args.quiet {
        return;
    }
    match answer {
        Answer::Found(found) => say!("{}", text(found)),
        Answer::Stood(text) => {
            kept(args.quiet, 1, 1, what);
            say!("{text}");
        }
    }
}

/// Says where a folder is, and writes its page where one is asked for.
fn shown(args: &MergeArgs, folder: PathBuf) -> Result<(), Failure> {
    if !args.quiet {
        sayln!("{}", folder.display());
    }
    if args.report {
        page(folder)?;
    }
    Ok(())
}
