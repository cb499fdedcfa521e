//! `offramp patterns`: what theory expects, and what the model does.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Told, seed, whole};
use super::progress::{self, Batch};
use super::say::{say, sayln};
use clap::Args;
use offramp::answer;
use offramp::ensemble::Plan;
use offramp::output::setting::TRIALS;
use offramp::output::{refuse_standing, write_patterns};
use offramp::study::patterns::{self as study, ClaimFinding};
use offramp::study::run::Sample;
use offramp::trial::record::Detail;
use std::path::PathBuf;

/// Arguments of `patterns`.
#[derive(Debug, Args)]
pub struct PatternsArgs {
    /// Scenario files or names of shipped scenarios
    #[arg(default_value = "kaesong-2020")]
    scenarios: Vec<String>,
    /// Trials of each arm
    #[arg(long, default_value_t = 100_000, value_parser = whole(TRIALS))]
    trials: u64,
    /// Root seed of the draws
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Table to write
    #[arg(long, default_value = "results/patterns.csv", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    told: Told,
    /// Replace the table if there is one
    #[arg(long)]
    force: bool,
    /// No progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Measures every claim on every scenario.
pub fn patterns(args: &PatternsArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    refuse_standing(&args.out, args.force)?;
    let mut scenarios = Vec::new();
    for input in inputs::expand(&args.scenarios)? {
        scenarios.push(inputs::checked(&input.draft?, &args.sets)?);
    }
    let (seed, trials) = (args.seed, args.trials);
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let work = || -> Result<Vec<Vec<ClaimFinding>>, Failure> {
        let batch = Batch::new(scenarios.len(), args.quiet);
        let mut all = Vec::new();
        for scenario in &scenarios {
            let total = trials * 2 * study::claims() as u64;
            let bar = batch.scenario(&scenario.name, total);
            all.push(study::findings(scenario, &plan, &bar)?);
            batch.next();
        }
        Ok(all)
    };
    let all = args.cores.run(work)??;
    let names = scenarios.iter().map(|scenario| scenario.name.as_str());
    let found: Vec<(&str, &[ClaimFinding])> = names.zip(all.iter().map(Vec::as_slice)).collect();
    let sample = Sample { seed, trials };
    write_patterns(&args.out, sample, &found)?;
    if !args.quiet {
        say!("{}", args.told.of(&answer::patterns(&found, sample)));
        if args.told.is_text() {
            sayln!("{}", args.out.display());
        }
    }
    Ok(())
}
