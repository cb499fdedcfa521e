//! `offramp game`: does restraint survive an adversary that chooses as well?

use super::exit::Failure;
use super::inputs;
use super::options::{Cores, Luck, Manner, Told, kept, measure, whole};
use super::parts::NoParts;
use super::progress::{self, Batch};
use super::report::page;
use clap::Args;
use offramp::output::setting::{
    TRIALS, WORLD_TRIALS, not_negative, whole_hypercubes, world_trials,
};
use offramp::output::{GameToWrite, write_game};
use offramp::scenario::{Draft, Relation, Scenario};
use offramp::strategy::game::{GameAsked, Ready};
use offramp::strategy::player::players;
use offramp::strategy::rounds::{BLOCK, Budget};
use offramp::strategy::worlds::GameWorlds;
use offramp::study::arms::Origin;
use offramp::study::measure::Measure;
use std::path::PathBuf;

/// Trials of every profile in the first round, at most.
const FIRST: u64 = 1_000;

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
    #[arg(long, default_value_t = 16_000, value_parser = whole(TRIALS))]
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
    inputs::one_value(&args.sets, "a game is played with one value of each")?;
    let game = asked(args)?;
    args.cores.run(|| play(args, game))?
}

fn asked(args: &GameArgs) -> Result<GameToWrite, Failure> {
    let draft = inputs::single(&args.scenario)?;
    let scenario = inputs::checked(&draft, &args.sets)?;
    let wrong = |why: String| Failure::Wrong(why);
    let split = |list: &String| list.split(',').map(|name| name.trim().to_owned()).collect();
    let chosen: Vec<(String, Vec<String>)> = args
        .policies_of
        .iter()
        .map(|(player, list)| (player.clone(), split(list)))
        .collect();
    let named = if args.players.is_empty() {
        usual(&scenario)
    } else {
        args.players.clone()
    };
    let players = players(&scenario, &named, &chosen).map_err(|e| wrong(e.to_string()))?;
    for (actor, _) in &args.types {
        let mut playing = players.iter().flat_map(|player| &player.actors);
        if !playing.any(|at| scenario.actors[*at].name == *actor) {
            return Err(wrong(format!("--type names `{actor}`, who does not play")));
        }
    }
    let first = FIRST.min(args.trials.div_ceil(BLOCK) * BLOCK);
    let asked = GameAsked {
        players,
        types: args.types.clone(),
        measure: args.metric,
        margin: args.margin,
        budget: Budget {
            seed: args.luck.seed,
            first,
            most: args.trials.div_ceil(BLOCK) * BLOCK,
        },
        scenario,
    };
    let ready = Ready::new(asked).map_err(|e| wrong(e.to_string()))?;
    Ok(GameToWrite {
        worlds: worlds(args, &ready, &draft)?,
        ready,
        draft,
        sets: args.sets.clone(),
    })
}

/// The worlds that are asked for.
fn worlds(args: &GameArgs, ready: &Ready, draft: &Draft) -> Result<Option<GameWorlds>, Failure> {
    let Some(worlds) = args.worlds else {
        return Ok(None);
    };
    let posterior = inputs::posterior(args.posterior.as_deref())?;
    let (origin, size) = (Origin::new(draft, &args.sets), (worlds, args.world_trials));
    let worlds = ready.worlds(origin, size, posterior.as_ref())?;
    inputs::warn_of(&worlds.arm);
    Ok(Some(worlds))
}

/// The parties that are advised, but for allies of others, against all others, each side together; where that is no two sides, the
/// actor of the trigger against all others.
fn usual(scenario: &Scenario) -> Vec<String> {
    let trigger = scenario.trigger.actor;
    let sides = |advised: &dyn Fn(usize) -> bool| {
        let (own, others): (Vec<usize>, Vec<usize>) =
            scenario.parties().partition(|party| advised(*party));
        [others, own].map(|side| {
            let names = side
                .iter()
                .map(|party| scenario.actors[*party].name.as_str());
            names.collect::<Vec<_>>().join("+")
        })
    };
    let decides = |party: usize| scenario.deciders.contains(&party);
    // Who is allied to somebody who is not advised plays on that side.
    let allied = |party: usize| {
        let mut allies = scenario.pairs.iter().filter(|pair| {
            matches!(pair.relation, Relation::Allies) && pair.parties.contains(&party)
        });
        allies.any(|pair| pair.parties.iter().any(|other| !decides(*other)))
    };
    let found = sides(&|party| decides(party) && !allied(party));
    if found.iter().all(|side| !side.is_empty()) {
        return found.into();
    }
    sides(&|party| party != trigger).into()
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
