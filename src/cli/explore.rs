//! `offramp explore`: scenarios in, one page out that plays them in a browser.

use super::exit::Failure;
use super::inputs::{self, Input};
use super::options::layout;
use super::say::sayln;
use clap::Args;
use offramp::output::refuse_standing;
use offramp::report::{self, Given};
use offramp::scenario::{Draft, ReadError};
use std::path::{Path, PathBuf};

/// Arguments of `explore`.
#[derive(Debug, Args)]
#[command(
    after_help = "The page has every shipped scenario in it, and those that are named here as they are now: \
whoever gets the page can read them. It runs in a browser, asks no server for anything, and sends nothing."
)]
pub struct ExploreArgs {
    /// Scenario files, folders of them, or names of shipped scenarios; the first is shown first
    scenarios: Vec<String>,
    /// Where the page goes
    #[arg(long, value_name = "FILE", default_value = "explore.html")]
    out: PathBuf,
    /// Replace the page if it is there already
    #[arg(long)]
    force: bool,
    /// Say only where the page is
    #[arg(long, short)]
    quiet: bool,
}

/// Writes the page.
pub fn explore(args: &ExploreArgs) -> Result<(), Failure> {
    refuse_standing(&args.out, args.force)?;
    report::write_explorer(&given(args)?, &args.out, args.force)?;
    if !args.quiet {
        let next = "Open this file in a browser, by a double click: move what is uncertain and see what follows. It \
            needs no network, and can be sent to others or put on a web site as it is.";
        sayln!("{}", layout().sentence(next));
    }
    sayln!("{}", args.out.display());
    Ok(())
}

/// The scenarios that the arguments name. All is told of those that are not sound, and then there is
/// no page.
fn given(args: &ExploreArgs) -> Result<Vec<Given>, Failure> {
    let (mut found, mut worst) = (Vec::<(String, Given)>::new(), 0);
    let inputs = inputs::expand(&args.scenarios)?;
    let several = inputs.len() > 1;
    for Input { shown, draft } in inputs {
        let failure = match draft.and_then(|draft| whole(&draft)) {
            Ok(given) => match found.iter().find(|(_, other)| other.name == given.name) {
                None => {
                    found.push((shown, given));
                    continue;
                }
                Some((_, other)) if *other == given => continue,
                Some((other, _)) => Failure::Wrong(format!(
                    "two scenarios are called `{}` ({other} and {shown}): rename one",
                    given.name
                )),
            },
            // In a folder, bases to extend stand among the scenarios.
            Err(ReadError::Abstract { .. }) if several => continue,
            Err(error) => error.into(),
        };
        failure.tell_of(&shown);
        worst = worst.max(failure.code());
    }
    if worst == 0 {
        Ok(found.into_iter().map(|(_, given)| given).collect())
    } else {
        Err(Failure::Told(worst))
    }
}

/// A sound scenario, as the page shall have it: the name of a file and not its place, which is
/// nobody else's business.
fn whole(draft: &Draft) -> Result<Given, ReadError> {
    let scenario = inputs::checked(draft, &[])?;
    if draft.is_shipped() {
        return Ok(Given {
            name: scenario.name,
            text: None,
        });
    }
    let file = Path::new(draft.shown()).file_name().unwrap_or_default();
    Ok(Given {
        name: file.to_string_lossy().into_owned(),
        text: Some(draft.alone(&scenario.name)),
    })
}
