//! `offramp compare`: policies under common random numbers.

use super::asked::{CompareArgs, asked};
use super::exit::{self, Failure};
use super::inputs;
use super::options::{AnswerFormat, kept, layout, pretty, today};
use super::parts::{self, Written};
use super::preview;
use super::progress::{self, Batch};
use super::report::page;
use super::say::{say, sayln, tell};
use offramp::answer::{self, Extent};
use offramp::ensemble::Portion;
use offramp::output::session::{Answer, Target};
use offramp::output::{
    Cost, WrittenComparison, folder_name, replay, write_comparison, write_comparison_part,
    write_over_scenarios,
};
use offramp::study::compare::{self, Asked, Compared, Values};
use offramp::study::contrasts::Size;
use offramp::study::measure::Measure;
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;

/// What the arguments would write.
pub fn written(args: &CompareArgs) -> Result<Written, Failure> {
    let (all, _) = all(args)?;
    all.iter().try_for_each(has_parts)?;
    Ok(Written {
        out: args.out.clone(),
        names: all.iter().map(folder_name).collect(),
    })
}

/// What is compared, and how tables are spelt.
fn all(args: &CompareArgs) -> Result<(Vec<Asked>, Dialect), Failure> {
    let Some(file) = &args.manifest else {
        return Ok((asked(args)?, args.manner.spelling.csv));
    };
    let replay = replay::comparison(file)?;
    exit::warn(replay.warning.as_deref());
    Ok((vec![replay.asked], replay.csv))
}

/// Compares.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let (all, csv) = all(args)?;
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
        let work = || match args.part.portion {
            Some(portion) => play_part(args, portion, &all, csv),
            None if args.dry_run => preview_all(args, &all, csv),
            None => compare_all(args, &all, csv),
        };
        args.cores.run(work)??;
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

/// Refuses what has no parts.
fn has_parts(asked: &Asked) -> Result<(), Failure> {
    if asked.question.size.is_open() {
        return Err(Failure::Wrong(format!(
            "{}: how long a comparison goes on until a goal is reached follows from what it has played, so no part of it can be played alone; say --trials instead",
            asked.name()
        )));
    }
    Ok(())
}

/// Plays a part of every comparison.
fn play_part(
    args: &CompareArgs,
    portion: Portion,
    all: &[Asked],
    csv: Dialect,
) -> Result<(), Failure> {
    all.iter().try_for_each(has_parts)?;
    let batch = Batch::new(all.len(), args.manner.quiet);
    for asked in all {
        let bar = batch.scenario(asked.name(), compare::trials(asked) / portion.parts());
        let target = Target {
            csv,
            ..args.manner.target(&args.out)
        };
        let part = write_comparison_part(asked, portion, target, &bar)?;
        drop(bar);
        batch.next();
        parts::told(&part, args.manner.quiet);
    }
    Ok(())
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
