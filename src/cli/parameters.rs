//! `offramp parameters`: what can be set, and what is in force of a scenario.

use super::exit::Failure;
use super::inputs;
use super::options::layout;
use super::say::{say, sayln};
use clap::{Args, ValueEnum};
use offramp::answer;
use offramp::scenario::file::provenance::{InForce, Provenance, Tally};
use offramp::scenario::parameter::{self, Parameter};

/// Arguments of `parameters`.
#[derive(Debug, Args)]
pub struct ParametersArgs {
    /// Scenario whose numbers in force to list: each value, whose it is, where it comes from and
    /// what it rests on; without it, every parameter with default, range, unit and source
    scenario: Option<String>,
    /// Only what has this text in its name, its meaning, its unit, whose it is or what it rests on
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Only numbers that come from there
    #[arg(long, value_enum, requires = "scenario")]
    from: Option<From>,
    /// Override a parameter before
    #[arg(long = "set", value_name = "PATH=VALUE", requires = "scenario")]
    sets: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// The scenario itself
    Own,
    /// A file that it extends
    Base,
    /// `--set`
    Set,
    /// The defaults of the law
    Default,
}

impl From {
    fn has(self, number: &InForce) -> bool {
        match &number.from {
            Provenance::Own => self == Self::Own,
            Provenance::Inherited(_) => self == Self::Base,
            Provenance::Override => self == Self::Set,
            Provenance::Default => self == Self::Default,
        }
    }
}

/// Lists every parameter, or the numbers in force of a scenario.
pub fn parameters(args: &ParametersArgs) -> Result<(), Failure> {
    let wanted = args.find.as_ref().map(|text| text.to_lowercase());
    let found = |texts: &[&str]| match &wanted {
        None => true,
        Some(wanted) => texts
            .iter()
            .any(|text| text.to_lowercase().contains(wanted)),
    };
    let Some(scenario) = &args.scenario else {
        let matches = |row: &&Parameter| found(&[row.key, row.doc, row.unit, &row.rests_on()]);
        let rows: Vec<_> = parameter::rows().filter(matches).collect();
        some(rows.len(), args)?;
        say!("{}", answer::parameters(rows, layout()));
        sayln!(
            "\n{}",
            layout().sentence(
                "`law.<parameter>` sets it for everybody; `offramp parameters SCENARIO` says what is in force there."
            )
        );
        return Ok(());
    };
    let draft = inputs::single(scenario)?;
    inputs::one_value(&args.sets, "the numbers of one scenario")?;
    inputs::checked(&draft, &args.sets)?;
    let mut numbers = draft.check(&args.sets)?.numbers();
    let tally = Tally::of(&numbers);
    numbers.retain(|number| {
        let row = number.row;
        let rests_on = number.rests_on.join("; ");
        let texts = [row.key, row.doc, row.unit, &number.whose, &rests_on];
        args.from.is_none_or(|from| from.has(number)) && found(&texts)
    });
    some(numbers.len(), args)?;
    say!("{}", answer::in_force(&numbers, layout()));
    sayln!("\n{}", layout().sentence(&answer::provenance(&tally)));
    Ok(())
}

/// Nothing found is an error, so that a script sees it.
fn some(count: usize, args: &ParametersArgs) -> Result<(), Failure> {
    if count > 0 {
        return Ok(());
    }
    let what = match (&args.find, args.from) {
        (Some(text), _) => format!("no parameter has `{text}`"),
        _ => "no number comes from there".into(),
    };
    Err(Failure::Wrong(format!(
        "{what}; without --find and --from all are listed"
    )))
}
