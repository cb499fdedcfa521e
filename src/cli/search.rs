//! `offramp search`: policies that nobody wrote down.

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Numbers, Told, whole};
use super::parts::NoParts;
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::asking::search::{BUDGET, JUDGED, RULES, SEARCHES, SearchOptions};
use offramp::output::setting::{TRIALS, not_negative, whole_hypercubes};
use offramp::output::{SearchToWrite, write_search};
use offramp::search::quantity::{Bound, Goal, Quantity, UnknownQuantity};
use offramp::search::standard::Against;
use offramp::stats::decision::Better;
use std::path::PathBuf;

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    #[command(flatten)]
    _part: NoParts,
    /// Scenario file, or name of a shipped one
    scenario: String,
    /// Who may adopt a policy: an actor, or several joined by `+`
    #[arg(long = "for", value_name = "A+B")]
    side: String,
    /// What is to be low: a metric (`minor_clash`, `serious_clash`, war, agreement, unilateral, calm,
    /// unresolved, days), a deed of the side (concessions, `own_escalations`, `own_restraints`,
    /// `own_offers`, `own_rung`) or of its adversaries (`others_escalations`, `others_restraints`,
    /// `others_offers`), or its payoff
    #[arg(long, value_name = "QUANTITY", value_parser = quantity, required_unless_present = "maximise")]
    minimise: Option<Quantity>,
    /// What is to be high
    #[arg(long, value_name = "QUANTITY", value_parser = quantity, conflicts_with = "minimise")]
    maximise: Option<Quantity>,
    /// A bound that has to be kept on average, such as "concessions <= 20"; more of them one by one
    #[arg(long, value_name = "QUANTITY<=VALUE", value_parser = Bound::read)]
    subject_to: Vec<Bound>,
    /// What is weighed beside what is sought, on the front [default: what is bounded, and concessions]
    #[arg(long, value_name = "QUANTITY,...", value_delimiter = ',', value_parser = quantity)]
    front: Vec<Quantity>,
    /// What the other side does: keeps its habits, answers each policy in its own interest, or does its
    /// worst
    #[arg(long, value_name = "HOW", default_value = "habits", value_parser = against())]
    against: Against,
    /// Who answers: an actor, or several joined by `+` [default: the adversaries of the side]
    #[arg(long, value_name = "A+B")]
    answered_by: Option<String>,
    /// Over so many worlds, ten Latin hypercubes over the [uncertain] ranges, instead of the scenario as it
    /// stands
    #[arg(long, value_name = "N", value_parser = whole_hypercubes)]
    worlds: Option<usize>,
    #[command(flatten)]
    numbers: Numbers,
    /// Rules beside a preset, at most; 0: presets and their settings alone
    #[arg(long, default_value_t = RULES, value_parser = whole(0..=4))]
    rules: u64,
    /// Trials of the search, all policies together; each plays one generation at least, some 100,000
    #[arg(long, default_value_t = BUDGET, value_parser = whole(1_000..=100_000_000_000))]
    budget: u64,
    /// Searches that share them, each by itself: where they do not agree, the budget is too small
    #[arg(long, default_value_t = SEARCHES, value_parser = whole(1..=100))]
    searches: u64,
    /// Trials on which each policy that came furthest is judged
    #[arg(long, default_value_t = JUDGED, value_parser = whole(TRIALS))]
    trials: u64,
    /// Differences within it do not matter where a simpler policy would do, in the unit of what is sought
    #[arg(long, value_name = "VALUE", default_value_t = 0.0, value_parser = not_negative)]
    margin: f64,
    /// Other scenarios in which what was found is tried [default: shipped ones with the same actors, the
    /// first eight]
    #[arg(long, value_name = "SCENARIO,...", value_delimiter = ',')]
    elsewhere: Vec<String>,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-search in it
    #[arg(long, default_value = "results", value_name = "FOLDER")]
    out: PathBuf,
    /// Write a page of figures, report.html, into the run folder
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    manner: Manner,
}

fn quantity(name: &str) -> Result<Quantity, String> {
    name.trim()
        .parse()
        .map_err(|error: UnknownQuantity| error.to_string())
}

fn against() -> impl clap::builder::TypedValueParser<Value = Against> {
    use clap::builder::TypedValueParser as _;
    let names = Against::ALL.iter().map(|against| against.name());
    clap::builder::PossibleValuesParser::new(names).try_map(|name| name.parse::<Against>())
}

/// Searches and says what was found.
pub fn search(args: &SearchArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let search = asked(args)?;
    args.cores.run(|| play(args, search))?
}

fn asked(args: &SearchArgs) -> Result<SearchToWrite, Failure> {
    let goal = match (args.minimise, args.maximise) {
        (Some(quantity), _) => Goal {
            quantity,
            better: Better::Lower,
        },
        (None, found) => Goal {
            quantity: found
                .ok_or_else(|| Failure::Wrong("name --minimise or --maximise".into()))?,
            better: Better::Higher,
        },
    };
    let options = SearchOptions {
        bounds: args.subject_to.clone(),
        front: args.front.clone(),
        against: args.against,
        answered_by: args.answered_by.clone(),
        worlds: args.worlds,
        posterior: inputs::posterior(args.numbers.posterior.as_deref())?,
        rules: args.rules as usize,
        budget: args.budget,
        searches: args.searches,
        trials: args.trials,
        margin: args.margin,
        elsewhere: args.elsewhere.clone(),
        seed: args.luck.seed,
        sets: args.sets.clone(),
        ..SearchOptions::new(&args.side, goal)
    };
    Ok(options.of(&inputs::single(&args.scenario)?, &inputs::hear)?)
}

fn play(args: &SearchArgs, search: SearchToWrite) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&search.name(), search.ready.trials());
    let done = write_search(search, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
