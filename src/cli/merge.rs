//! `offramp merge`: parts in, the run folders of one process out.

use super::exit::Failure;
use super::options::{AnswerFormat, Cores, Told, kept, layout, today};
use super::progress::{self, Batch};
use super::report::page;
use super::run;
use super::say::{say, sayln};
use clap::Args;
use offramp::answer::{self, Extent};
use offramp::output::session::{Answer, Target};
use offramp::output::{
    Finished, Parts, RunAsked, merge_attribution, merge_comparison, merge_run, replay,
};
use offramp::study::compare::turning_trials;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    let wholes = Parts::gather(&args.parts)?;
    args.cores.run(|| merge_all(args, wholes))?
}

fn merge_all(args: &MergeArgs, wholes: Vec<Parts>) -> Result<(), Failure> {
    let mut runs: BTreeMap<PathBuf, Vec<(RunAsked, Finished)>> = BTreeMap::new();
    for mut parts in wholes {
        let out = args.out.clone().unwrap_or_else(|| parts.beside().into());
        match parts.manifest.command.as_str() {
            "run" => {
                let merged = run_of(args, (&out, &mut parts))?;
                runs.entry(out).or_default().push(merged);
            }
            "compare" => comparison_of(args, (&out, &mut parts))?,
            _ => attribution_of(args, (&out, &mut parts))?,
        }
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

fn run_of(
    args: &MergeArgs,
    (out, parts): (&Path, &mut Parts),
) -> Result<(RunAsked, Finished), Failure> {
    let replay = replay::run(&parts.manifest_file())?;
    let asked = replay.asked;
    let target = Target {
        out,
        force: args.force,
        csv: replay.csv,
    };
    let finished = merge_run(&asked, target, parts)?;
    let what = "scenarios by policy and variant";
    kept(args.quiet, finished.kept, asked.parts(), what);
    Ok((asked, finished))
}

fn comparison_of(args: &MergeArgs, (out, parts): (&Path, &mut Parts)) -> Result<(), Failure> {
    let replay = replay::comparison(&parts.manifest_file())?;
    let asked = replay.asked;
    let target = Target {
        out,
        force: args.force,
        csv: replay.csv,
    };
    let bar = Batch::new(1, args.quiet).scenario(asked.name(), turning_trials(&asked));
    let written = merge_comparison(&asked, target, (parts, &bar))?;
    drop(bar);
    let on = today();
    tell(args, "comparisons", &written.answer, |found| {
        answer::comparison(found, Extent::Brief, layout(), Some(&on))
    });
    place(args, written.folder)
}

fn attribution_of(args: &MergeArgs, (out, parts): (&Path, &mut Parts)) -> Result<(), Failure> {
    let replay = replay::attribution(&parts.manifest_file())?;
    let asked = replay.asked;
    let target = Target {
        out,
        force: args.force,
        csv: replay.csv,
    };
    let done = merge_attribution(&asked, target, parts)?;
    let on = today();
    tell(args, "attributions", &done.answer, |found| {
        let said = answer::attribution(&asked.arm, found, asked.sample.seed);
        said.text(layout(), Some(&on))
    });
    place(args, done.folder)
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
fn place(args: &MergeArgs, folder: PathBuf) -> Result<(), Failure> {
    if !args.quiet {
        sayln!("{}", folder.display());
    }
    if args.report {
        page(folder)?;
    }
    Ok(())
}
