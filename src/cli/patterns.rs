//! `offramp patterns`: what theory expects, and what the model does.

use super::exit::Failure;
use super::progress::{self, Batch};
use super::{inputs, show};
use crate::ensemble::{self, Plan};
use crate::output::folder::replace_file;
use crate::output::patterns;
use crate::study::patterns::{self as study, Finding};
use crate::trial::record::Detail;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `patterns`.
#[derive(Debug, Args)]
pub struct PatternsArgs {
    /// Scenario files or names of shipped scenarios
    #[arg(default_value = "kaesong-2020")]
    scenarios: Vec<String>,
    /// Trials of each arm
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000_000))]
    trials: u64,
    /// Root seed of the draws
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Threads to run on; all cores if not said. It changes no result
    #[arg(long, default_value_t = 0, hide_default_value = true, value_parser = super::inputs::threads)]
    threads: usize,
    /// Table to write
    #[arg(long, default_value = "results/patterns.csv", value_name = "FILE")]
    out: PathBuf,
    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Measures every claim on every scenario.
pub fn patterns(args: &PatternsArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let mut scenarios = Vec::new();
    for input in inputs::expand(&args.scenarios)? {
        scenarios.push(input.read(&args.sets)?);
    }
    let plan = Plan {
        seed: args.seed,
        first: 0,
        trials: args.trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let work = || -> Result<Vec<Vec<Finding>>, Failure> {
        let batch = Batch::new(scenarios.len(), args.quiet);
        let mut all = Vec::new();
        for scenario in &scenarios {
            let total = args.trials * 2 * study::claims() as u64;
            let bar = batch.scenario(&scenario.name, total);
            all.push(study::findings(scenario, &plan, &bar)?);
            batch.next();
        }
        Ok(all)
    };
    let all = ensemble::with_threads(args.threads, work)
        .map_err(|error| Failure::System(format!("cannot start threads: {error}")))??;
    let mut table = patterns::table();
    for (scenario, findings) in scenarios.iter().zip(&all) {
        patterns::add(&mut table, &scenario.name, args.seed, args.trials, findings);
    }
    replace_file(&args.out, |out| table.write(out))?;
    if args.quiet {
        return Ok(());
    }
    for (scenario, findings) in scenarios.iter().zip(&all) {
        let mut shown = show::table(&[&scenario.name, "expected", "effect", "verdict"]);
        for finding in findings {
            shown.add_row([
                &format!("{}\nSource: {}", finding.claim, finding.source),
                &format!("{} {}", finding.measure.label(), finding.expected.name()),
                &super::memo::signed(&finding.effect, finding.measure),
                finding.verdict.name(),
            ]);
        }
        // Claims give way to a narrow terminal, figures do not.
        for column in shown.column_iter_mut().skip(1) {
            column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
        }
        anstream::println!("{shown}");
    }
    let about = [
        format!(
            "Effect: with the change minus without it, in points or days, paired, {} trials; intervals hold together at 99% per scenario.",
            args.trials
        ),
        "A claim that holds says that the model behaves as the theory does, not that the world does."
            .to_owned(),
    ];
    for sentence in about {
        anstream::println!("{}", show::sentence(&sentence));
    }
    anstream::println!("{}", args.out.display());
    Ok(())
}
