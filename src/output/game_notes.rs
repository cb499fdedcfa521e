//! Worlds and rounds of a game, noted in its folder while that is in the making: a line for each.

use super::files::{ROUNDS, WORLDS};
use super::notes::TOGETHER;
use super::session::Session;
use crate::strategy::rounds::{self, Round};
use crate::strategy::worlds::GameWorld;
use crate::study::worlds::Notes;
use serde::de::DeserializeOwned;
use std::io;

/// The notes of the worlds of a game.
#[derive(Debug)]
pub(super) struct GameNotes<'s> {
    session: &'s mut Session,
    /// Lines of worlds that are not noted yet.
    waiting: Vec<u8>,
    worlds: u64,
    /// Worlds that had been noted before.
    pub kept: u64,
}

impl<'s> GameNotes<'s> {
    /// The notes of a game.
    pub fn new(session: &'s mut Session) -> Self {
        Self {
            session,
            waiting: Vec::new(),
            worlds: 0,
            kept: 0,
        }
    }
}

impl Notes<GameWorld> for GameNotes<'_> {
    fn known(&mut self) -> Vec<GameWorld> {
        let known = lines(&self.session.noted(WORLDS));
        self.kept = known.len() as u64;
        known
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

/// The notes of the rounds of a game.
#[derive(Debug)]
pub(super) struct RoundNotes<'s> {
    session: &'s mut Session,
    /// Rounds that had been noted before and were not yet asked for.
    known: std::vec::IntoIter<Round>,
    /// Their trials.
    pub kept: u64,
}

impl<'s> RoundNotes<'s> {
    /// The notes of a game.
    pub fn new(session: &'s mut Session) -> Self {
        let known: Vec<Round> = lines(&session.noted(ROUNDS));
        Self {
            session,
            kept: known.iter().map(Round::trials).sum(),
            known: known.into_iter(),
        }
    }
}

impl rounds::Notes for RoundNotes<'_> {
    fn known(&mut self) -> Option<Round> {
        self.known.next()
    }

    fn keep(&mut self, round: &Round) -> io::Result<()> {
        let mut line = serde_json::to_vec(round)?;
        line.push(b'\n');
        self.session.append(ROUNDS, &line)?;
        self.session.part().map_err(io::Error::other)
    }
}

/// What was noted, line by line. What cannot be read was not noted whole.
fn lines<T: DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines
        .map_while(|line| serde_json::from_slice(line).ok())
        .collect()
}
