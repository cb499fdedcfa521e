//! `offramp check`.

use super::exit::Failure;
use super::inputs;
use crate::scenario::ReadError;
use clap::Args;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scenario files, folders or names of shipped scenarios
    #[arg(required = true)]
    scenarios: Vec<String>,
    /// Override a parameter before checking
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

/// Checks every file and reports all problems.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let mut worst = 0;
    for input in inputs::expand(&args.scenarios)? {
        for variant in inputs::variants(&args.sets) {
            match input.read(&variant.sets) {
                Ok(scenario) => anstream::println!(
                    "{}: sound ({} actors, {} rungs, {} policies)",
                    input.shown(),
                    scenario.actors.len(),
                    scenario.rungs.len(),
                    scenario.policies.len()
                ),
                Err(ReadError::Abstract { .. }) => {
                    anstream::println!("{}: sound, a base to extend", input.shown());
                }
                Err(error) => {
                    let failure = Failure::from(error);
                    anstream::eprintln!("{}: {failure}", input.shown());
                    worst = worst.max(failure.code());
                }
            }
        }
    }
    if worst == 0 {
        Ok(())
    } else {
        Err(Failure::Told(worst))
    }
}
