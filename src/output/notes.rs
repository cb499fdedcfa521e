//! Worlds of a comparison, noted in its folder while that is in the making: broken off, it goes on
//! after the last that was noted.

use super::files::WORLDS;
use super::session::Session;
use crate::study::measure::Measure;
use crate::study::worlds::{Figures, Notes, World};
use std::io;

/// Worlds that are noted together.
pub(super) const TOGETHER: u64 = 10;
/// Bytes of what an arm did in a world.
const ARM: usize = 2 * Measure::ALL.len() * size_of::<f64>();

/// The notes of a folder. Numbers are noted bit by bit, so that the same tables come of them.
#[derive(Debug)]
pub(super) struct WorldNotes<'s> {
    session: &'s mut Session,
    arms: usize,
    /// Worlds that are not noted yet.
    waiting: Vec<World>,
}

impl<'s> WorldNotes<'s> {
    /// The notes of a comparison of so many arms.
    pub fn new(session: &'s mut Session, arms: usize) -> Self {
        Self {
            session,
            arms,
            waiting: Vec::new(),
        }
    }
}

impl Notes for WorldNotes<'_> {
    fn known(&mut self) -> Vec<World> {
        let bytes = self.session.noted(WORLDS);
        let worlds = bytes.chunks_exact(ARM * self.arms);
        worlds
            .map(|world| world.chunks(ARM).map(read).collect())
            .collect()
    }

    fn keep(&mut self, world: &World) -> io::Result<()> {
        self.waiting.push(world.clone());
        if self.waiting.len() as u64 == TOGETHER {
            let figures = self.waiting.drain(..).flatten().flatten().flatten();
            let bytes: Vec<u8> = figures.flat_map(f64::to_le_bytes).collect();
            self.session.append(WORLDS, &bytes)?;
            self.session.part().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// What an arm did, as it was noted.
fn read(arm: &[u8]) -> [Figures; 2] {
    let number = |place: usize| {
        let bytes = &arm[place * size_of::<f64>()..][..size_of::<f64>()];
        f64::from_le_bytes(bytes.try_into().expect("invariant: so many bytes"))
    };
    let measures = Measure::ALL.len();
    [0, measures].map(|half| std::array::from_fn(|measure| number(half + measure)))
}
