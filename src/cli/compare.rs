//! `offramp compare`: policies under common random numbers.

use super::asked::{CompareArgs, asked};
use super::exit::{self, Failure};
use super::inputs;
use super::options::{AnswerFormat, kept, layout, pretty, today};
use super::preview;
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln, tell};
use offramp::answer::{self, Extent};
use offramp::output::session::{Answer, Target};
use offramp::output::{
    Cost, WrittenComparison, folder_name, replay, write_comparison, write_over_scenarios,
};
use offramp::study::compare::{self, Asked, Compared, Values};
use offramp::study::contrasts::Size;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;

/// Compares.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let mut csv = args.manner.spelling.csv;
    let all = match &args.manifest {
        Some(file) => {
            let replay = replay::comparison(file)?;
            exit::warn(replay.warning.as_deref());
            csv = replay.csv;
            vec![replay.asked]
        }
        None => asked(args)?,
    };
    for asked in &all {
        args.options()?.fits(asked)?;
    }
    let named = all
        .iter()
        .map(|asked| (asked.arms[0].origin.draft.shown(), asked.name()));
    let (twins, problem) = inputs::twins(named);
    let is_alone = |asked: &Asked| !twins.contains(asked.name());
    let all: Vec<Asked> = all.into_iter().filter(is_alone).collect();
    if !all.is_empty() {
        let work = if args.dry_run {
            preview_all
        } else {
            compare_all
        };
        args.cores.run(|| work(args, &all, csv))??;
    }
    problem.map_or(Ok(()), Err)
}

/// Says what would be done.
fn preview_all(args: &CompareArgs, all: &[Asked], csv: Dialect) -> Result<(), Failure> {
    let target = Target {
        csv,
        ..args.manner.target(&args.out)
    };
    let mut whole = Cost::default();
    for asked in all {
        let cost = Cost::of_comparison(asked, target)?;
        whole = whole.and(cost);
        let (arms, most) = (asked.arms.len(), asked.question.size.most());
        let fixed = matches!(asked.question.size, Size::Fixed(_));
        let up_to = if fixed { "" } else { "up to " };
        let worlds = asked.worlds.map_or(String::new(), |worlds| {
            format!(" and {} worlds of {}", worlds.worlds, worlds.trials)
        });
        sayln!(
            "{}: {arms} arms, {up_to}{most} trials{worlds}{}",
            args.out.join(folder_name(asked)).display(),
            preview::standing(cost)
        );
    }
    let (arm, question) = (&all[0].arms[0], all[0].question);
    let sample = Sample {
        seed: question.seed,
        trials: question.size.most(),
    };
    preview::tell(whole, arm, sample, &args.out)
}

fn compare_all(args: &CompareArgs, all: &[Asked], csv: Dialect) -> Result<(), Failure> {
    let batch = Batch::new(all.len(), args.manner.quiet);
    let (mut undecided, mut done, mut stood) = (Vec::new(), Vec::new(), 0);
    for asked in all {
        let bar = batch.scenario(asked.name(), compare::trials(asked));
        let target = Target {
            csv,
            ..args.manner.target(&args.out)
        };
        let written = write_comparison(asked, target, &bar)?;
        drop(bar);
        batch.next();
        tell(args, asked, &written)?;
        if !written.reached {
            undecided.push(asked.name());
        }
        stood += u64::from(matches!(written.answer, Answer::Stood(_)));
        let worlds = asked.worlds.map_or(0, |worlds| worlds.worlds as u64);
        kept(args.manner.quiet, written.kept, worlds, "worlds");
        done.push(written.values);
    }
    kept(args.manner.quiet, stood, all.len() as u64, "comparisons");
    if all.len() > 1 {
        over_scenarios(args, all[0].question.measure, &done, csv)?;
    }
    if undecided.is_empty() {
        return Ok(());
    }
    let most = args.max_trials;
    Err(Failure::Undecided(format!(
        "{} after {most} trials; the tables are written, raise --max-trials to go on",
        undecided.join(", ")
    )))
}

/// Prints the answer, and writes its page where one is asked for.
fn tell(args: &CompareArgs, asked: &Asked, written: &WrittenComparison) -> Result<(), Failure> {
    if !args.manner.quiet {
        match &written.answer {
            Answer::Found(found) => say!("{}", formatted(args, found)),
            Answer::Stood(text) => {
                say!("{text}");
                if args.wide || args.format != AnswerFormat::Text {
                    tell!(
                        "it stood already and was told as it was: --wide and --format need it anew, with --force"
                    );
                }
            }
        }
        if args.format == AnswerFormat::Text {
            let paths = format!("{}: {}", written.folder.display(), written.files.join("  "));
            sayln!("{}", layout().sentence(&paths));
        }
    }
    if args.report {
        page(args.out.join(folder_name(asked)))?;
    }
    Ok(())
}

/// The answer as it was asked for.
fn formatted(args: &CompareArgs, found: &Compared) -> String {
    let today = today();
    let on = Some(today.as_str());
    match args.format {
        AnswerFormat::Text => {
            let extent = if args.wide {
                Extent::All
            } else {
                Extent::Brief
            };
            answer::comparison(found, extent, layout(), on)
        }
        AnswerFormat::Markdown => answer::comparison_markdown(found, on),
        AnswerFormat::Json => pretty(&answer::comparison_json(found, on)),
    }
}

/// Scenarios as worlds: one table for the batch, and the best by each criterion.
fn over_scenarios(
    args: &CompareArgs,
    measure: Measure,
    done: &[Values],
    csv: Dialect,
) -> Result<(), Failure> {
    let names = done.iter().map(|values| values.scenario.as_str());
    let names: Vec<&str> = names.collect();
    let of = |measure| compare::over_scenarios(done, measure);
    let path = write_over_scenarios((&args.out, csv), &names, of)?;
    if !args.manner.quiet {
        let shown = answer::over_scenarios(&of(measure), measure, names.len(), layout());
        sayln!("{shown}\n{}", path.display());
    }
    Ok(())
}
