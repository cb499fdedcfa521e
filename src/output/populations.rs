//! Populations of a calibration, noted in its folder while that is in the making: broken off, it goes
//! on after the last that was noted.

use super::files::POPULATIONS;
use super::session::Session;
use crate::history::memory::Memory;
use crate::history::smc::{Draw, Population, Step};
use std::io;

/// The notes of a folder. Numbers are noted bit by bit, so that the same draws come of them.
#[derive(Debug)]
pub(super) struct PopulationNotes<'s>(pub &'s mut Session);

impl Memory for PopulationNotes<'_> {
    fn kept(&mut self) -> Vec<Population> {
        let bytes = self.0.noted(POPULATIONS);
        let mut words = bytes.chunks_exact(8).map(|word| {
            u64::from_le_bytes(word.try_into().expect("invariant: chunks of eight bytes"))
        });
        let mut kept = Vec::new();
        while let Some(population) = read(&mut words) {
            kept.push(population);
        }
        kept
    }

    fn keep(&mut self, population: &Population) -> io::Result<()> {
        let bytes: Vec<u8> = words(population)
            .into_iter()
            .flat_map(u64::to_le_bytes)
            .collect();
        self.0.append(POPULATIONS, &bytes)?;
        self.0.part().map_err(io::Error::other)
    }
}

/// A population as words of eight bytes.
fn words(population: &Population) -> Vec<u64> {
    let first = population.draws.first();
    let (d, units) = first.map_or((0, 0), |draw| (draw.place.len(), draw.units.len()));
    let mut words = vec![
        population.number,
        population.steps,
        population.reached.to_bits(),
        population.size.to_bits(),
        population.log.len() as u64,
        population.draws.len() as u64,
        d as u64,
        units as u64,
    ];
    for step in &population.log {
        let numbers = [step.reached, step.effective, step.accepted, step.evidence];
        words.extend(numbers.map(f64::to_bits));
        words.push(step.rounds);
    }
    for draw in &population.draws {
        words.extend(
            draw.place
                .iter()
                .chain(&draw.units)
                .map(|number| number.to_bits()),
        );
    }
    words
}

/// The population that the next words are; none where they end before it does.
fn read(words: &mut impl Iterator<Item = u64>) -> Option<Population> {
    let (number, steps) = (words.next()?, words.next()?);
    let (reached, size) = (f64::from_bits(words.next()?), f64::from_bits(words.next()?));
    let [log, draws, d, units] = [words.next()?, words.next()?, words.next()?, words.next()?];
    let mut population = Population {
        number,
        draws: Vec::new(),
        reached,
        steps,
        size,
        log: Vec::new(),
    };
    for _ in 0..log {
        let [reached, effective, accepted, evidence] =
            [words.next()?, words.next()?, words.next()?, words.next()?].map(f64::from_bits);
        population.log.push(Step {
            reached,
            effective,
            accepted,
            rounds: words.next()?,
            evidence,
        });
    }
    for _ in 0..draws {
        let mut numbers = |count: u64| -> Option<Vec<f64>> {
            (0..count)
                .map(|_| words.next().map(f64::from_bits))
                .collect()
        };
        population.draws.push(Draw {
            place: numbers(d)?,
            units: numbers(units)?,
        });
    }
    Some(population)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_population_is_read_as_it_was_noted_and_half_a_one_not_at_all() {
        let population = Population {
            number: 3,
            draws: vec![
                Draw {
                    place: vec![0.1, -0.0],
                    units: vec![-1e-300],
                },
                Draw {
                    place: vec![f64::MIN_POSITIVE, 2.0],
                    units: vec![-7.25],
                },
            ],
            reached: 0.37,
            steps: 2,
            size: 0.9,
            log: vec![Step {
                reached: 0.37,
                effective: 1.5,
                accepted: 0.2,
                rounds: 8,
                evidence: -3.0,
            }],
        };
        let words = words(&population);
        let mut all = words
            .iter()
            .copied()
            .chain(words[..words.len() - 1].iter().copied());
        assert_eq!(read(&mut all), Some(population));
        assert_eq!(read(&mut all), None);
    }
}
