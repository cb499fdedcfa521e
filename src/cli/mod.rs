//! Arguments, exit codes, progress: one short file per command.

mod asked;
mod attribute;
mod calibrate;
mod check;
mod codebook;
mod compare;
mod discover;
mod exact;
mod exit;
mod explore;
mod game;
mod hindcast;
mod inputs;
mod merge;
mod options;
mod parameters;
mod parts;
mod patterns;
mod plan;
mod plots;
mod preview;
mod progress;
mod report;
mod run;
mod say;
mod search;
mod sensitivity;
mod sweep;
mod tip;
mod trace;

use clap::{Parser, Subcommand};
use exit::Failure;
use std::process::ExitCode;

/// Agent-based Monte Carlo simulator of international crises: which restraint walks a crisis
/// back? It compares policies under stated assumptions; it does not forecast.
#[derive(Debug, Parser)]
#[command(name = "offramp", version, max_term_width = 100, after_help = exit::HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// No colours in the terminal (as `NO_COLOR` does)
    #[arg(long, global = true)]
    no_color: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run scenarios and write their tables
    #[command(allow_negative_numbers = true)]
    Run(run::RunArgs),
    /// Compare restraint policies under the same luck, trial by trial
    #[command(allow_negative_numbers = true)]
    Compare(asked::CompareArgs),
    /// Find what caused the bad outcomes: switch mechanisms off under the same luck
    #[command(allow_negative_numbers = true)]
    Attribute(attribute::AttributeArgs),
    /// Vary what is uncertain or chosen, and play every point with the same luck
    #[command(allow_negative_numbers = true)]
    Sweep(sweep::SweepArgs),
    /// Find where the better policy becomes the worse along what is uncertain
    #[command(allow_negative_numbers = true)]
    Tip(tip::TipArgs),
    /// Describe the points of a sweep at which something is so: where a policy fails, or is better
    #[command(allow_negative_numbers = true)]
    Discover(discover::DiscoverArgs),
    /// Find what drives an answer: how much of its variance is that of each factor, and how much luck
    #[command(allow_negative_numbers = true)]
    Sensitivity(sensitivity::SensitivityArgs),
    /// Let the other side choose as well: best answers, what is stable, and what restraint costs there
    #[command(allow_negative_numbers = true)]
    Game(game::GameArgs),
    /// Find policies that nobody wrote down, and judge them on luck that nothing was chosen on
    #[command(allow_negative_numbers = true)]
    Search(search::SearchArgs),
    /// Fit the law to crises that happened: a posterior, and how well it forecasts others
    #[command(allow_negative_numbers = true)]
    Calibrate(calibrate::CalibrateArgs),
    /// Measure what theory expects of the model, whether it holds or not
    #[command(allow_negative_numbers = true)]
    Patterns(patterns::PatternsArgs),
    /// Enumerate a small scenario: exact probabilities instead of sampled ones
    #[command(allow_negative_numbers = true)]
    Exact(exact::ExactArgs),
    /// Forecast crises that happened from their onsets, and score the forecasts
    #[command(allow_negative_numbers = true)]
    Hindcast(hindcast::HindcastArgs),
    /// Print a script that plays a command in parts, on a cluster or on many cores, and merges them
    Plan(plan::PlanArgs),
    /// Make the run folder of parts that were played by themselves
    Merge(merge::MergeArgs),
    /// Explain one trial day by day, or where two trials under the same luck part
    #[command(allow_negative_numbers = true)]
    Trace(trace::TraceArgs),
    /// Write one page of figures from run folders, and a summary for the terminal
    Report(report::ReportArgs),
    /// Write one page that plays scenarios in a browser: move what is uncertain, see what follows
    Explore(explore::ExploreArgs),
    /// Write a script that draws a run folder with Python, R or gnuplot
    Plots(plots::PlotsArgs),
    /// Check scenario files without running them: all problems at once
    Check(check::CheckArgs),
    /// List the shipped scenarios
    Scenarios,
    /// Write a scenario to edit: a commented starter, or a copy of a shipped one
    New(codebook::NewArgs),
    /// Explain any word that a command prints, a table holds or a scenario has
    Explain(codebook::ExplainArgs),
    /// List the policies of a scenario, or the presets that policies are made of
    Policies(codebook::PoliciesArgs),
    /// List every parameter with unit, range, default and source, or the numbers of a scenario
    Parameters(parameters::ParametersArgs),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Print a completion script for a shell
    Completions(codebook::CompletionsArgs),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.no_color {
        anstream::ColorChoice::Never.write_global();
    }
    let done = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Attribute(args) => attribute::attribute(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Tip(args) => tip::tip(&args),
        Command::Discover(args) => discover::discover(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Game(args) => game::game(&args),
        Command::Search(args) => search::search(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Patterns(args) => patterns::patterns(&args),
        Command::Exact(args) => exact::exact(&args),
        Command::Hindcast(args) => hindcast::hindcast(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::Report(args) => report::report(&args),
        Command::Explore(args) => explore::explore(&args),
        Command::Plots(args) => plots::plots(&args),
        Command::Check(args) => check::check(&args),
        Command::Scenarios => codebook::scenarios(),
        Command::New(args) => codebook::new(&args),
        Command::Explain(args) => codebook::explain(&args),
        Command::Policies(args) => codebook::policies(&args),
        Command::Parameters(args) => parameters::parameters(&args),
        Command::Schema => {
            codebook::schema();
            Ok(())
        }
        Command::Completions(args) => {
            codebook::completions(&args);
            Ok(())
        }
    };
    let code = match done {
        Ok(()) => 0,
        Err(failure) => {
            failure.tell();
            failure.code()
        }
    };
    match say::unshown() {
        Some(why) => {
            let failure = Failure::System(format!("cannot show the answer: {why}"));
            failure.tell();
            ExitCode::from(code.max(failure.code()))
        }
        None => ExitCode::from(code),
    }
}
