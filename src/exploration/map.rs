//! Who is better over two factors: a map of a grid of values, every one played with the same luck.

use super::design::Point;
use super::factor::{Factor, Level, is_whole};
use super::play::{self, Played};
use super::space::Space;
use super::tip::{Both, TipAsked};
use crate::ensemble::{Halt, Progress};
use crate::stats::Estimate;
use crate::stats::crossing::Side;

/// Values of each factor.
pub const VALUES: usize = 21;

/// A place on a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The value of each factor.
    pub at: [f64; 2],
    /// The first policy's measure minus the second's, or minus the value that it reaches.
    pub difference: Estimate,
    /// On which side of zero that surely is, all cells considered.
    pub side: Option<Side>,
}

/// A map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// What varies, the one across first.
    pub factors: [Factor; 2],
    /// The values of each that were looked at, rising.
    pub values: [Vec<f64>; 2],
    /// By the value down, then the one across.
    pub cells: Vec<Cell>,
}

/// Shares of the cells of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Where the difference is surely below zero.
    pub below: f64,
    /// Where it is surely above.
    pub above: f64,
}

impl Map {
    /// How much of the map is on which side.
    pub fn shares(&self) -> Shares {
        let of = |side: Side| {
            let cells = self.cells.iter().filter(|cell| cell.side == Some(side));
            cells.count() as f64 / self.cells.len() as f64
        };
        Shares {
            below: of(Side::Below),
            above: of(Side::Above),
        }
    }
}

/// Maps who is better over both factors of a space, under its policies.
///
/// # Errors
/// As [`play::play`].
pub fn map(space: &Space, asked: &TipAsked, progress: &impl Progress) -> Result<Map, Halt> {
    let factors = [0, 1].map(|at| space.factors[at].clone());
    let values = [0, 1].map(|at| values(&factors[at]));
    let mut points: Vec<Point> = Vec::new();
    for &down in &values[1] {
        points.extend(
            values[0]
                .iter()
                .map(|&across| [across, down].map(Level::Number).to_vec()),
        );
    }
    let mut cells = Vec::with_capacity(points.len());
    let luck = (asked.sample.seed, 0..asked.sample.trials);
    let make = |played: &[Played]| Both::of(asked.measure, played);
    let keep = |number: usize, both: Both| {
        let at = [0, 1].map(|factor| points[number][factor].number());
        let look = both.look(at[0], asked, points.len());
        cells.push(Cell {
            at,
            difference: look.alone,
            side: look.surely(),
        });
        Ok(())
    };
    play::play((space, &points), 0, luck, progress, make, keep)?;
    Ok(Map {
        factors,
        values,
        cells,
    })
}

/// The values of a factor that are looked at: at equal distances, whole numbers each once.
fn values(factor: &Factor) -> Vec<f64> {
    let [low, high] = factor.ends().map(Level::number);
    let whole = factor.row().is_some_and(is_whole);
    let last = (VALUES - 1) as f64;
    let value = |at: usize| {
        let value = low + (high - low) * at as f64 / last;
        if whole { libm::round(value) } else { value }
    };
    let mut values: Vec<f64> = (0..VALUES).map(value).collect();
    values.dedup_by(|a, b| a.total_cmp(b).is_eq());
    values
}
