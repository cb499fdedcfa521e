//! `offramp game` as a call: a game played and what follows from it, into a run folder.

use super::files::{NFG, POSTERIOR, SAID};
use super::folder::Begun;
use super::game_notes::{GameNotes, RoundNotes};
use super::manifest::{Manifest, PosteriorEntry, ScenarioEntry};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Statement};
use crate::ensemble::Progress;
use crate::scenario::Draft;
use crate::scenario::file::flatten::flatten;
use crate::strategy::game::{Found, Ready};
use crate::strategy::player::Player;
use crate::strategy::worlds::GameWorlds;
use crate::table::nfg::{Names, write};
use crate::table::{game as tables, game_worlds};
use std::path::PathBuf;

/// A game that shall be written.
#[derive(Debug)]
pub struct GameToWrite {
    /// What is played.
    pub ready: Ready,
    /// The worlds to play besides, if any.
    pub worlds: Option<GameWorlds>,
    /// What its scenario was read from.
    pub draft: Draft,
    /// The overrides of its user.
    pub sets: Vec<String>,
}

/// A folder of a game that stands.
#[derive(Debug)]
pub struct WrittenGame {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of it.
    pub answer: Answer<Statement>,
    /// Worlds that were played before it was broken off.
    pub kept: u64,
}

impl GameToWrite {
    /// The name of its run folder.
    pub fn name(&self) -> String {
        format!("{}-game", self.ready.asked.scenario.name)
    }

    /// The most trials that it plays.
    pub fn trials(&self) -> u64 {
        let worlds = self.worlds.as_ref();
        let of_profile = worlds.map_or(0, |worlds| worlds.worlds as u64 * worlds.trials);
        let worlds = of_profile.saturating_mul(self.ready.profiles.count() as u64);
        self.ready.trials().saturating_add(worlds)
    }

    /// What will be written, and the texts of scenario and posterior.
    fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let asked = &self.ready.asked;
        let mut manifest = Manifest::new("game", asked.budget.seed, asked.budget.most);
        manifest.numbers = self.draft.numbers(&[], &self.sets).ok();
        let (file, text) = ("scenario.toml".to_owned(), flatten(&asked.scenario));
        let entry = ScenarioEntry::new(&asked.scenario.name, None, &self.sets, &file, &text);
        manifest.scenarios.push(entry);
        let settings = &mut manifest.settings;
        let name = |player: &Player| player.name.clone();
        let players: Vec<String> = self.ready.profiles.players.iter().map(name).collect();
        settings.insert("players".into(), players.join(","));
        for player in &self.ready.profiles.players {
            for strategy in &player.strategies {
                if !manifest.policies.contains(&strategy.name) {
                    manifest.policies.push(strategy.name.clone());
                }
            }
            let names = player
                .strategies
                .iter()
                .map(|strategy| strategy.name.as_str());
            let names: Vec<&str> = names.collect();
            settings.insert(format!("policies of {}", player.name), names.join(","));
        }
        for (actor, kind) in &asked.types {
            settings.insert(format!("type of {actor}"), kind.clone());
        }
        settings.insert("first round".into(), asked.budget.first.to_string());
        settings.insert("margin".into(), asked.margin.to_string());
        settings.insert("metric".into(), asked.measure.name().into());
        let mut texts = vec![(file, text)];
        if let Some(worlds) = &self.worlds {
            settings.insert("worlds".into(), worlds.worlds.to_string());
            settings.insert("world-trials".into(), worlds.trials.to_string());
            if let Some(drawn) = &worlds.arm.drawn {
                let draws = drawn.draws().min(worlds.worlds as u64);
                let trials = worlds.worlds as u64 * worlds.trials;
                let entry = PosteriorEntry::over(&drawn.posterior, draws, trials);
                manifest.posterior = Some(entry);
                texts.push((POSTERIOR.into(), drawn.posterior.text().into()));
            }
        }
        (manifest, texts)
    }
}

/// Plays a game, in its worlds first, and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then but worlds and rounds that were played, to be taken up again.
pub fn write_game(
    game: GameToWrite,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenGame, OutputError> {
    let title = format!("{}: a game", game.ready.asked.scenario.title);
    let mut session = match Session::begin(target, &game.name(), title, game.manifest())? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenGame {
                folder,
                answer,
                kept: 0,
            });
        }
    };
    let mut notes = GameNotes::new(&mut session);
    let worlds = game.worlds;
    let worlds = worlds.map(|worlds| game.ready.play_worlds(worlds, (progress, &mut notes)));
    let (worlds, kept) = (worlds.transpose()?, notes.kept);
    let mut notes = RoundNotes::new(&mut session);
    let found = game.ready.play((progress, &mut notes))?;
    let known = notes.kept;
    for table in [
        tables::profiles(&found),
        tables::payoffs(&found),
        tables::responses(&found),
        tables::equilibria(&found),
        tables::quantal(&found),
        tables::exploitability(&found),
        tables::weights(&found),
        tables::outlooks(&found),
    ] {
        session.table(&table)?;
    }
    let mut trials = found.rounds.trials().saturating_sub(known);
    if let Some(worlds) = &worlds {
        session.table(&game_worlds::robustness(&found, worlds))?;
        session.table(&game_worlds::worlds(&found, worlds))?;
        let played = worlds.asked.worlds as u64 - kept;
        trials += played * worlds.asked.trials * found.game.profiles() as u64;
    }
    nfg(&session, &found)?;
    let said = answer::game(&found, worlds.as_ref());
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    Ok(WrittenGame {
        folder: session.finish(trials)?,
        answer: Answer::Found(said),
        kept,
    })
}

/// The game as Gambit reads it.
fn nfg(session: &Session, found: &Found) -> Result<(), OutputError> {
    let players = &found.ready.profiles.players;
    let names: Vec<String> = players.iter().map(|player| player.name.clone()).collect();
    let strategies = |player: &Player| {
        let all = player.strategies.iter();
        all.map(|strategy| strategy.name.clone()).collect()
    };
    let strategies: Vec<Vec<String>> = players.iter().map(strategies).collect();
    let names = Names {
        title: &found.ready.asked.scenario.title,
        players: &names,
        strategies: &strategies,
    };
    let mut text = Vec::new();
    write(&found.game, names, &mut text).expect("invariant: memory takes what is written");
    let text = String::from_utf8(text).expect("invariant: names are text");
    Ok(session.text(NFG, &text)?)
}
