//! Worlds of a game, noted in its folder while that is in the making, as those of a comparison are.

use super::files::WORLDS;
use super::notes::TOGETHER;
use super::session::Session;
use crate::strategy::worlds::GameWorld;
use crate::study::worlds::Notes;
use std::io;

/// The notes of the worlds of a game: a line for each.
#[derive(Debug)]
pub(super) struct GameNotes<'s> {
    session: &'s mut Session,
    /// Lines of worlds that are not noted yet.
    waiting: Vec<u8>,
    worlds: u64,
}

impl<'s> GameNotes<'s> {
    /// The notes of a game.
    pub fn new(session: &'s mut Session) -> Self {
        Self {
            session,
            waiting: Vec::new(),
            worlds: 0,
        }
    }
}

impl Notes<GameWorld> for GameNotes<'_> {
    fn known(&mut self) -> Vec<GameWorld> {
        let bytes = self.session.noted(WORLDS);
        let lines = bytes.split(|byte| *byte == b'\n');
        // What is no world was not noted whole.
        lines
            .map_while(|line| serde_json::from_slice(line).ok())
            .collect()
    }

    fn keep(&mut self, world: &GameWorld) -> io::Result<()> {
        serde_json::to_writer(&mut self.waiting, world)?;
        self.waiting.push(b'\n');
        self.worlds += 1;
        if self.worlds.is_multiple_of(TOGETHER) {
            self.session.append(WORLDS, &self.waiting)?;
            self.waiting.clear();
            self.session.part().map_err(io::Error::other)?;
        }
        Ok(())
    }
}
