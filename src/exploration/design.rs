//! Where factors are looked at: points of a space, in an order in which those that came first say of all
//! of it what so few can.

use super::factor::{Factor, Level};
use crate::stats::design::{SOBOL, below, latin_hypercube, sobol, unit};
use crate::trial::words::words;

/// A level for each factor, in their order.
pub type Point = Vec<Level>;

/// The most points of a design.
pub const MOST: usize = 10_000_000;

/// How points are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// Every combination of levels, shuffled: each beginning is a random sample of them.
    Grid,
    /// Latin hypercubes of so many points each, one after the other: more points are more hypercubes.
    Latin(usize),
    /// The Sobol' sequence, scrambled: more points go on with it.
    Sobol,
    /// Points drawn independently.
    Random,
}

/// The words of designs on the command line.
pub const DESIGNS: [&str; 4] = ["grid", "lhs", "sobol", "random"];

/// Why there are no points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDesign {
    /// A grid needs levels.
    #[error("a grid needs levels of `{name}`, which is a range: write {name}=LOW:HIGH:N")]
    NoLevels {
        /// The factor.
        name: String,
    },
    /// More than anybody can play.
    #[error("it has {points} points; at most {most} can be played")]
    TooMany {
        /// How many.
        points: u128,
        /// How many there may be.
        most: usize,
    },
    /// More than a sequence has.
    #[error(
        "the Sobol' sequence has at most {} points of {} factors: take lhs or random",
        SOBOL.0,
        SOBOL.1
    )]
    BeyondSobol,
    /// A part of a hypercube covers nothing evenly.
    #[error("{points} points are no whole number of hypercubes of {cube}")]
    PartOfCube {
        /// Points asked for.
        points: usize,
        /// Points of a hypercube.
        cube: usize,
    },
    /// Nothing to look at.
    #[error("there are no points")]
    Empty,
}

impl Design {
    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Design::Grid => DESIGNS[0],
            Design::Latin(_) => DESIGNS[1],
            Design::Sobol => DESIGNS[2],
            Design::Random => DESIGNS[3],
        }
    }

    /// The first `count` points over factors; of a grid, which has as many as it has, all. Where a
    /// factor lies follows from its name and the seed alone, save in a grid and, in a Sobol' sequence,
    /// from its place among the factors as well.
    ///
    /// # Errors
    /// [`NoDesign`].
    pub fn points(
        self,
        factors: &[Factor],
        count: usize,
        seed: u64,
    ) -> Result<Vec<Point>, NoDesign> {
        if self == Design::Grid {
            return grid(factors, seed);
        }
        let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
        let places = self.places(&names, count, seed)?;
        let point = |point: usize| {
            let level = |(factor, places): (&Factor, &Vec<f64>)| factor.at(places[point]);
            factors.iter().zip(&places).map(level).collect()
        };
        Ok((0..count).map(point).collect())
    }

    /// Where in [0, 1) what is called so lies at each of the first `count` points, by name; a grid has no
    /// such places.
    pub(super) fn places(
        self,
        names: &[&str],
        count: usize,
        seed: u64,
    ) -> Result<Vec<Vec<f64>>, NoDesign> {
        if count == 0 || names.is_empty() {
            return Err(NoDesign::Empty);
        }
        if count > MOST {
            let points = count as u128;
            return Err(NoDesign::TooMany { points, most: MOST });
        }
        Ok(match self {
            Design::Latin(cube) => {
                if cube == 0 || !count.is_multiple_of(cube) {
                    return Err(NoDesign::PartOfCube {
                        points: count,
                        cube,
                    });
                }
                let places = |name: &&str| latin(name, cube, count, seed);
                names.iter().map(places).collect()
            }
            Design::Sobol => {
                if count > SOBOL.0 || names.len() > SOBOL.1 {
                    return Err(NoDesign::BeyondSobol);
                }
                let places = |(at, name): (usize, &&str)| {
                    let scramble = words(&purpose("sobol", name), seed, 0)() >> 32;
                    let place = |point| sobol(point, at, scramble as u32);
                    (0..count).map(place).collect()
                };
                names.iter().enumerate().map(places).collect()
            }
            Design::Random | Design::Grid => {
                let places = |name: &&str| {
                    let mut word = words(&purpose("random", name), seed, 0);
                    (0..count).map(|_| unit(word())).collect()
                };
                names.iter().map(places).collect()
            }
        })
    }
}

/// What words are for that place a factor.
fn purpose(design: &str, factor: &str) -> String {
    format!("places of {factor} in a {design} design")
}

/// Places of a factor in hypercubes, one after the other.
fn latin(factor: &str, cube: usize, count: usize, seed: u64) -> Vec<f64> {
    let of = |number: usize| {
        let mut word = words(&purpose("lhs", factor), seed, number as u64);
        latin_hypercube(cube, 1, &mut word)
    };
    let cubes = (0..count / cube).flat_map(of);
    cubes.map(|point| point[0]).collect()
}

/// Every combination of levels, in a random order.
fn grid(factors: &[Factor], seed: u64) -> Result<Vec<Point>, NoDesign> {
    let levels = |factor: &Factor| {
        factor.levels().ok_or_else(|| NoDesign::NoLevels {
            name: factor.name.clone(),
        })
    };
    let levels: Vec<Vec<Level>> = factors.iter().map(levels).collect::<Result<_, _>>()?;
    let counts = levels.iter().map(|levels| levels.len() as u128);
    let all = counts.fold(1_u128, u128::saturating_mul);
    if factors.is_empty() || all == 0 {
        return Err(NoDesign::Empty);
    }
    if all > MOST as u128 {
        return Err(NoDesign::TooMany {
            points: all,
            most: MOST,
        });
    }
    let mut order: Vec<usize> = (0..all as usize).collect();
    let mut word = words("order of the points of a grid", seed, 0);
    for last in (1..order.len()).rev() {
        order.swap(last, below(last as u64 + 1, &mut word) as usize);
    }
    let point = |mut number: usize| {
        let digit = |levels: &Vec<Level>| {
            let level = levels[number % levels.len()];
            number /= levels.len();
            level
        };
        levels.iter().map(digit).collect()
    };
    Ok(order.into_iter().map(point).collect())
}
