//! What was played, noted in a folder while that is in the making: broken off, a comparison goes on after
//! the last world that was noted, and a search after the last of its rounds.

use super::files::{SEARCHED, WORLDS};
use super::session::Session;
use crate::search::play;
use crate::stats::moments::Moments;
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

/// Bytes of what was added up of a column.
const SUMS: usize = size_of::<u64>() + 2 * size_of::<i128>();

/// The notes of a search: it asks for the same in the same order whenever it is made, so that what was
/// played needs no names.
#[derive(Debug)]
pub(super) struct SearchNotes<'s> {
    session: &'s mut Session,
    /// What was noted before it was broken off, and how much of it was asked for again.
    known: Vec<u8>,
    read: usize,
}

impl<'s> SearchNotes<'s> {
    /// The notes of a folder.
    pub fn new(session: &'s mut Session) -> Self {
        Self {
            known: session.noted(SEARCHED),
            session,
            read: 0,
        }
    }
}

impl play::Notes for SearchNotes<'_> {
    fn known(&mut self, count: usize) -> Option<Vec<Moments>> {
        let bytes = self.known.get(self.read..self.read + count * SUMS)?;
        self.read += bytes.len();
        Some(bytes.chunks_exact(SUMS).map(sums).collect())
    }

    fn keep(&mut self, all: &[Moments]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(all.len() * SUMS);
        for one in all {
            bytes.extend(one.n.to_le_bytes());
            bytes.extend(one.sum.to_le_bytes());
            bytes.extend(one.sum_squares.to_le_bytes());
        }
        self.session.append(SEARCHED, &bytes)?;
        self.session.part().map_err(io::Error::other)
    }
}

/// What was added up, as it was noted.
fn sums(bytes: &[u8]) -> Moments {
    let (n, sums) = bytes.split_at(size_of::<u64>());
    let (sum, squares) = sums.split_at(size_of::<i128>());
    let so_many = "invariant: so many bytes";
    Moments {
        n: u64::from_le_bytes(n.try_into().expect(so_many)),
        sum: i128::from_le_bytes(sum.try_into().expect(so_many)),
        sum_squares: i128::from_le_bytes(squares.try_into().expect(so_many)),
    }
}
