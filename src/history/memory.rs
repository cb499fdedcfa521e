//! What is kept of a calibration on its way, so that what is broken off goes on where it was.

use super::smc::Population;
use std::io;
use std::iter::Peekable;
use std::vec::IntoIter;

/// Remembers whole populations, so that what is broken off goes on after the last.
pub trait Memory {
    /// Populations that were kept, in order.
    fn kept(&mut self) -> Vec<Population> {
        Vec::new()
    }
    /// Keeps one.
    ///
    /// # Errors
    /// Where it could not be kept.
    fn keep(&mut self, _population: &Population) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody remembers.
impl Memory for () {}

/// A memory, read in the order in which it was written.
pub struct Notes<'m> {
    memory: &'m mut dyn Memory,
    kept: Peekable<IntoIter<Population>>,
}

impl<'m> Notes<'m> {
    /// Those of a memory.
    pub fn of(memory: &'m mut dyn Memory) -> Self {
        let kept = memory.kept().into_iter().peekable();
        Self { memory, kept }
    }

    /// The last population of a walk of that number, if any was kept.
    pub fn known(&mut self, number: u64) -> Option<Population> {
        let mut last = None;
        while let Some(next) = self.kept.next_if(|next| next.number == number) {
            last = Some(next);
        }
        last
    }

    /// Keeps a population.
    ///
    /// # Errors
    /// Where it could not be kept.
    pub fn keep(&mut self, population: &Population) -> io::Result<()> {
        self.memory.keep(population)
    }
}
