//! `offramp compare`: policies under common random numbers.

use super::asked::{CompareArgs, asked};
use super::exit::{self, Failure};
use super::options::layout;
use super::progress::{self, Batch};
use offramp::answer;
use offramp::output::{
    WrittenComparison, folder_name, replay, write_comparison, write_over_scenarios,
};
use offramp::report;
use offramp::study::arms;
use offramp::study::compare::{self, Asked, Compared};

/// Compares.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let all = match &args.manifest {
        Some(file) => {
            let replay = replay::comparison(file)?;
            exit::warn(replay.warning.as_deref());
            vec![replay.asked]
        }
        None => asked(args)?,
    };
    for (i, asked) in all.iter().enumerate() {
        arms::comparable(&asked.arms).map_err(|error| Failure::Wrong(error.to_string()))?;
        let name = asked.name();
        if all[..i].iter().any(|earlier| earlier.name() == name) {
            return Err(Failure::Wrong(format!(
                "two scenarios are called `{name}`: they would share a folder; compare them as arms, or apart"
            )));
        }
    }
    args.cores.run(|| compare_all(args, &all))?
}

fn compare_all(args: &CompareArgs, all: &[Asked]) -> Result<(), Failure> {
    let batch = Batch::new(all.len(), args.manner.quiet);
    let (mut undecided, mut done) = (Vec::new(), Vec::new());
    for asked in all {
        let bar = batch.scenario(asked.name(), compare::trials(asked));
        let written = write_comparison(asked, args.manner.target(&args.out), &bar)?;
        drop(bar);
        batch.next();
        tell(args, asked, &written)?;
        if !written.found.comparison.reached {
            undecided.push(asked.name());
        }
        done.push(written.found);
    }
    if all.len() > 1 {
        over_scenarios(args, &done)?;
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
        let paths = format!("{}: {}", written.folder.display(), written.files.join("  "));
        let answer = answer::comparison(&written.found, layout());
        anstream::println!("{answer}{}", layout().sentence(&paths));
    }
    if args.report {
        let folder = args.out.join(folder_name(asked));
        let page = folder.join("report.html");
        report::write(&[folder], &page)?;
        anstream::println!("{}", page.display());
    }
    Ok(())
}

/// Scenarios as worlds: one table for the batch, and the best by each criterion.
fn over_scenarios(args: &CompareArgs, done: &[Compared]) -> Result<(), Failure> {
    let names: Vec<&str> = done.iter().map(Compared::name).collect();
    let of = |measure| compare::over_scenarios(done, measure);
    let path = write_over_scenarios(&args.out, &names, of)?;
    if !args.manner.quiet {
        let measure = done[0].measure();
        let shown = answer::over_scenarios(&of(measure), measure, names.len(), layout());
        anstream::println!("{shown}\n{}", path.display());
    }
    Ok(())
}
