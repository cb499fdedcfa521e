//! `offramp game`: does restraint survive an adversary that chooses as well?

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, kept, measure, whole};
use super::parts::NoParts;
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::asking::game::GameOptions;
use offramp::output::setting::{
    TRIALS, WORLD_TRIALS, not_negative, whole_hypercubes, world_trials,
};
use offramp::output::{GameToWrite, write_game};
use offramp::study::measure::Measure;
use std::path::PathBuf;

/// Arguments of `game`.
#[derive(Debug, Args)]
pub struct GameArgs {
    #[command(flatten)]
    _part: NoParts,
    /// Scenario file, or name of a shipped one
    scenario: String,
    /// Who plays, two to four: actors, those that choose together joined by `+` [default: the parties
    /// that are advised together, against all others together]
    #[arg(long, value_name = "A,B+C", value_delimiter = ',')]
    players: Vec<String>,
    /// What a player may choose among; its habits are always one [default: all policies that only its
    /// actors adopt]
    #[arg(long, value_name = "PLAYER=A,B", value_parser = assigned)]
    policies_of: Vec<(String, String)>,
    /// Takes an actor to be of a type of its payoff
    #[arg(long = "type", value_name = "ACTOR=TYPE", value_parser = assigned)]
    types: Vec<(String, String)>,
    /// What is told of profiles beside payoffs: `minor_clash`, `serious_clash`, war, agreement,
    /// unilateral, calm, unresolved or days
    #[arg(long, default_value = "minor_clash", value_parser = measure)]
    metric: Measure,
    /// Differences of payoffs within so many points do not matter
    #[arg(long, value_name = "POINTS", default_value_t = 0.0, value_parser = not_negative)]
    margin: f64,
    /// Trials of a profile at most, in blocks of 50: those go on about which it is open who answers best
    #[arg(long, default_value_t = GameOptions::default().trials, value_parser = whole(TRIALS))]
    trials: u64,
    /// Play the game in so many worlds as well, ten Latin hypercubes over the [uncertain] ranges, those of
    /// weights among them: 200 is usual
    #[arg(long, value_name = "N", value_parser = whole_hypercubes)]
    worlds: Option<usize>,
    /// Trials of each profile in each world
    #[arg(long, value_name = "N", default_value_t = WORLD_TRIALS, requires = "worlds", value_parser = world_trials)]
    world_trials: u64,
    /// Worlds take what data speak on from the draws of a calibration, a file or the name of a shipped one.
    /// --set comes after a draw
    #[arg(long, value_name = "FILE", requires = "worlds")]
    posterior: Option<String>,
    #[command(flatten)]
    luck: Luck,
    /// Override a parameter
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    cores: Cores,
    /// Folder of the run folders; the tables go to <scenario>-game in it
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

/// "PLAYER=A,B"
fn assigned(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "write NAME=VALUE".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Plays a game and says what follows.
pub fn game(args: &GameArgs) -> Result<(), Failure> {
    progress::catch_interrupts();
    let game = asked(args)?;
    args.cores.run(|| play(args, game))?
}

fn asked(args: &GameArgs) -> Result<GameToWrite, Failure> {
    let split = |list: &String| list.split(',').map(|name| name.trim().to_owned()).collect();
    let chosen = args.policies_of.iter();
    let options = GameOptions {
        players: args.players.clone(),
        policies_of: chosen
            .map(|(player, list)| (player.clone(), split(list)))
            .collect(),
        types: args.types.clone(),
        metric: args.metric,
        margin: args.margin,
        trials: args.trials,
        worlds: args.worlds,
        world_trials: args.world_trials,
        posterior: inputs::posterior(args.posterior.as_deref())?,
        seed: args.luck.seed,
        sets: args.sets.clone(),
    };
    Ok(options.of(inputs::single(&args.scenario)?, &inputs::hear)?)
}

fn play(args: &GameArgs, game: GameToWrite) -> Result<(), Failure> {
    let batch = Batch::new(1, args.manner.quiet);
    let bar = batch.scenario(&game.name(), game.trials());
    let done = write_game(game, args.manner.target(&args.out), &bar)?;
    drop((bar, batch));
    let worlds = args.worlds.unwrap_or_default() as u64;
    kept(args.manner.quiet, done.kept, worlds, "worlds");
    args.told
        .answer(&done.answer, &done.folder, args.manner.quiet);
    if args.report {
        page(done.folder)?;
    }
    Ok(())
}
