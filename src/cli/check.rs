//! `offramp check`.

use super::exit::Failure;
use super::inputs::{self, Input};
use super::options::layout;
use super::say::{sayln, tell};
use clap::Args;
use offramp::answer;
use offramp::scenario::file::provenance::Tally;
use offramp::scenario::{Draft, ReadError, Scenario};

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
    for Input { shown, draft } in inputs::expand(&args.scenarios)? {
        let read = |draft: &Draft, sets: &[String]| {
            Ok((inputs::checked(draft, sets)?, draft.numbers(&[], sets)?))
        };
        let read: Vec<Result<(Scenario, Tally), ReadError>> = match draft {
            Ok(draft) => inputs::variants(&args.sets)?
                .iter()
                .map(|variant| read(&draft, &variant.sets))
                .collect(),
            Err(error) => vec![Err(error)],
        };
        for read in read {
            match read {
                Ok((scenario, numbers)) => {
                    sayln!(
                        "{shown}: sound ({} actors, {} rungs, {} policies)",
                        scenario.actors.len(),
                        scenario.rungs.len(),
                        scenario.policies.len()
                    );
                    let numbers = format!("  {}", answer::provenance(&numbers));
                    sayln!("{}", layout().sentence(&numbers));
                }
                Err(ReadError::Abstract { .. }) => {
                    sayln!("{shown}: sound, a base to extend");
                }
                Err(error) => {
                    let failure = Failure::from(error);
                    tell!("{shown}: {failure}");
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
