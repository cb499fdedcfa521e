//! All corners of a polytope of mixed strategies, by the double description method (Motzkin, Raiffa,
//! Thompson & Thrall 1953; Fukuda & Prodon 1996): half-spaces are cut away one by one, and where an edge
//! is cut there is a new corner.
//!
//! All that is asked of numbers is on which side of a half-space a corner lies. That is asked of floats
//! that know how far they may be off, and of integers where these cannot tell. So every side is exact, in
//! games that are as degenerate as they like, at the price of floats in those that are not.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_traits::{One, Zero};

use super::exact::{Fractions, ratio, solved};

/// The most half-spaces, those of shares that are not negative among them: a bit for each.
pub const HALF_SPACES: usize = 128;
/// The most comparisons of corners before an enumeration is given up: some seconds.
const WORK: u64 = 3_000_000_000;

/// Points with no negative coordinate, and for each row a sum that is at most `unit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polytope {
    /// By half-space: a coefficient for each coordinate, from once to twice the unit.
    pub rows: Vec<Vec<i64>>,
    /// What no sum may exceed; it is positive.
    pub unit: i64,
}

/// A corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Vertex {
    /// A bit for each coordinate that is 0, and then for each row whose sum is the unit.
    pub tight: u128,
    point: Vec<f64>,
    /// No coordinate is off by more.
    off: f64,
    exact: Option<Box<Fractions>>,
}

/// An enumeration that was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// Where a corner lies to a half-space.
#[derive(Debug, Clone, Copy)]
struct Slack {
    side: Ordering,
    /// How far inside, as a share of the unit.
    value: f64,
    off: f64,
}

impl Polytope {
    fn dimensions(&self) -> usize {
        self.rows[0].len()
    }

    /// All corners, in an order that depends on nothing but the rows; at most `limit`, at every stage.
    pub fn vertices(&self, limit: usize) -> Result<Vec<Vertex>, TooMany> {
        let d = self.dimensions();
        let mut work = 0;
        let mut corners = self.simplex();
        for row in 1..self.rows.len() {
            let slacks: Vec<Slack> = corners
                .iter_mut()
                .map(|corner| self.slack(corner, row))
                .collect();
            for (corner, slack) in corners.iter_mut().zip(&slacks) {
                if slack.side.is_eq() {
                    corner.tight |= 1 << (d + row);
                }
            }
            let on = |side: Ordering| -> Vec<usize> {
                let there = |&at: &usize| slacks[at].side == side;
                (0..slacks.len()).filter(there).collect()
            };
            let (inside, outside) = (on(Ordering::Greater), on(Ordering::Less));
            let mut new = Vec::new();
            for &one in &inside {
                for &other in &outside {
                    if adjacent(&corners, one, other, d, &mut work) {
                        let mut between =
                            between(&corners[one], slacks[one], &corners[other], slacks[other]);
                        between.tight |= 1 << (d + row);
                        new.push(between);
                    }
                }
                work += outside.len() as u64;
                if new.len() > limit || work > WORK {
                    return Err(TooMany);
                }
            }
            let mut at = 0..slacks.len();
            corners.retain(|_| at.next().is_some_and(|at| slacks[at].side.is_ge()));
            corners.extend(new);
            if corners.len() > limit {
                return Err(TooMany);
            }
        }
        Ok(corners)
    }

    /// The corners as long as only the first row is known.
    fn simplex(&self) -> Vec<Vertex> {
        let d = self.dimensions();
        let zeros = u128::MAX >> (128 - d);
        let corner = |tight, point| Vertex {
            tight,
            point,
            off: f64::EPSILON,
            exact: None,
        };
        let mut corners = vec![corner(zeros, vec![0.0; d])];
        for at in 0..d {
            let mut point = vec![0.0; d];
            point[at] = self.unit as f64 / self.rows[0][at] as f64;
            corners.push(corner((zeros ^ (1 << at)) | (1 << d), point));
        }
        corners
    }

    /// Where a corner lies to a row; its numbers are made exact where they have to be.
    fn slack(&self, corner: &mut Vertex, row: usize) -> Slack {
        let (row, unit) = (&self.rows[row], self.unit as f64);
        let sum: f64 = row
            .iter()
            .zip(&corner.point)
            .map(|(&by, x)| by as f64 / unit * x)
            .sum();
        // The coordinates add up to 1 at most, and no coefficient is more than 2.
        let d = row.len() as f64;
        let slack = Slack {
            side: Ordering::Equal,
            value: 1.0 - sum,
            off: 2.0 * d * corner.off + 8.0 * d * f64::EPSILON,
        };
        if slack.value.abs() > slack.off {
            let side = slack.value.total_cmp(&0.0);
            return Slack { side, ..slack };
        }
        let exact = self.exact(corner);
        let zero = BigInt::zero();
        let sum = row
            .iter()
            .zip(&exact.above)
            .fold(zero, |sum, (by, x)| sum + x * by);
        let whole = &exact.below * self.unit;
        let left = &whole - sum;
        // The last division may have left both signs turned.
        let side = match (left.sign(), whole.sign()) {
            (Sign::NoSign, _) => Ordering::Equal,
            (a, b) if a == b => Ordering::Greater,
            _ => Ordering::Less,
        };
        let value = ratio(&left, &whole);
        Slack {
            side,
            value,
            off: value.abs() * 4.0 * f64::EPSILON,
        }
    }

    /// The coordinates of a corner as fractions, from what is tight there.
    fn exact<'v>(&self, corner: &'v mut Vertex) -> &'v Fractions {
        if corner.exact.is_none() {
            let d = self.dimensions();
            let tight = corner.tight;
            let held = |bit: usize| tight >> bit & 1 == 1;
            let support: Vec<usize> = (0..d).filter(|&at| !held(at)).collect();
            let equations: Vec<Vec<i64>> = (0..self.rows.len())
                .filter(|row| held(d + row))
                .map(|row| {
                    let terms = support.iter().map(|&at| self.rows[row][at]);
                    terms.chain([self.unit]).collect()
                })
                .collect();
            let mut found = Fractions {
                above: vec![BigInt::zero(); d],
                below: BigInt::one(),
            };
            if !support.is_empty() {
                let fractions =
                    solved(&equations).expect("invariant: a corner is where half-spaces meet");
                for (&at, above) in support.iter().zip(fractions.above) {
                    found.above[at] = above;
                }
                found.below = fractions.below;
            }
            corner.point = found
                .above
                .iter()
                .map(|above| ratio(above, &found.below))
                .collect();
            corner.off = 4.0 * f64::EPSILON;
            corner.exact = Some(Box::new(found));
        }
        corner.exact.as_ref().expect("invariant: it was just made")
    }

    /// The coordinates of a corner that is not the origin as shares that add up to one, each rounded once.
    pub fn shares(&self, corner: &mut Vertex) -> Vec<f64> {
        let exact = self.exact(corner);
        let sum = exact.above.iter().sum();
        exact.above.iter().map(|above| ratio(above, &sum)).collect()
    }
}

/// Whether two corners are the ends of an edge: no other lies on all that both lie on.
fn adjacent(corners: &[Vertex], one: usize, other: usize, d: usize, work: &mut u64) -> bool {
    let (a, b) = (corners[one].tight, corners[other].tight);
    let common = a & b;
    let shared = common.count_ones() as usize;
    if shared + 1 < d {
        return false;
    }
    // At a corner on no more half-spaces than it must be on, all of them but one are an edge.
    if a.count_ones() as usize == d || b.count_ones() as usize == d {
        return true;
    }
    let third = corners
        .iter()
        .enumerate()
        .position(|(at, corner)| corner.tight & common == common && at != one && at != other);
    *work += third.unwrap_or(corners.len()) as u64;
    third.is_none()
}

/// Where the edge from a corner inside to one outside is cut.
fn between(inside: &Vertex, near: Slack, outside: &Vertex, far: Slack) -> Vertex {
    let length = near.value - far.value;
    let share = near.value / length;
    let unsure = near.off + far.off;
    // Both sides are sure, so what is left below is positive.
    let off = (unsure / (length - unsure)).min(1.0);
    let ends = || inside.point.iter().zip(&outside.point);
    let widest = ends().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    Vertex {
        tight: inside.tight & outside.tight,
        point: ends().map(|(a, b)| a + share * (b - a)).collect(),
        off: inside.off.max(outside.off) + widest * off + 4.0 * f64::EPSILON,
        exact: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corners(rows: &[&[i64]], unit: i64) -> (Polytope, Vec<Vertex>) {
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        let polytope = Polytope { rows, unit };
        let corners = polytope.vertices(1000).unwrap();
        (polytope, corners)
    }

    /// All corners found by solving every choice of tight half-spaces, exactly.
    fn by_hand(polytope: &Polytope) -> Vec<u128> {
        let (d, rows) = (polytope.dimensions(), polytope.rows.len());
        let mut found = Vec::new();
        for choice in 0u32..1 << (d + rows) {
            if choice.count_ones() as usize != d {
                continue;
            }
            let zero = |at: usize| (0..d).map(|i| i64::from(i == at)).chain([0]).collect();
            let mut equations: Vec<Vec<i64>> = (0..d)
                .filter(|at| choice >> at & 1 == 1)
                .map(zero)
                .collect();
            for (row, by) in polytope.rows.iter().enumerate() {
                if choice >> (d + row) & 1 == 1 {
                    equations.push(by.iter().copied().chain([polytope.unit]).collect());
                }
            }
            let Some(point) = solved(&equations) else {
                continue;
            };
            let turned = point.below.sign() == Sign::Minus;
            let sign = |number: &BigInt| {
                if turned {
                    (-number).sign()
                } else {
                    number.sign()
                }
            };
            let slack = |row: &Vec<i64>| {
                let terms = row.iter().zip(&point.above).map(|(by, x)| x * *by);
                &point.below * polytope.unit - terms.sum::<BigInt>()
            };
            let slacks: Vec<BigInt> = point
                .above
                .iter()
                .cloned()
                .chain(polytope.rows.iter().map(slack))
                .collect();
            if slacks.iter().all(|slack| sign(slack) != Sign::Minus) {
                let tight = |(at, slack): (usize, &BigInt)| u128::from(slack.is_zero()) << at;
                found.push(slacks.iter().enumerate().map(tight).sum());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn a_square_cut_off_has_its_corners() {
        let (polytope, mut found) = corners(&[&[2, 4], &[4, 2], &[3, 3]], 2);
        // The third row touches the corner in which the others meet, and nothing else.
        let mut shares: Vec<Vec<f64>> = found
            .iter_mut()
            .filter(|corner| corner.tight & 3 != 3)
            .map(|corner| polytope.shares(corner))
            .collect();
        shares.sort_by(|a, b| a[0].total_cmp(&b[0]));
        assert_eq!(shares, [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]);
        assert_eq!(found.iter().map(|corner| corner.tight).max(), Some(0b11100));
    }

    #[test]
    fn every_corner_is_found_in_degenerate_polytopes_too() {
        let mut state = 11u64;
        let mut draw = |most: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        for game in 0..60 {
            let (d, rows) = (1 + game % 4, 1 + game % 5);
            // Few numbers make ties, and large ones need more than floats.
            let unit = [1, 2, 4, 1_000_000_007][game % 4];
            let coefficient =
                |draw: &mut dyn FnMut(u64) -> u64| unit + draw(unit as u64 + 1) as i64;
            let rows = (0..rows)
                .map(|_| (0..d).map(|_| coefficient(&mut draw)).collect())
                .collect();
            let polytope = Polytope { rows, unit };
            let mut found: Vec<u128> = polytope
                .vertices(1000)
                .unwrap()
                .iter()
                .map(|corner| corner.tight)
                .collect();
            found.sort_unstable();
            assert_eq!(found, by_hand(&polytope), "{polytope:?}");
        }
    }

    #[test]
    fn an_enumeration_stops_at_its_limit() {
        let rows = (0..5)
            .map(|at| (0..5).map(|i| 2 + i64::from(i == at)).collect())
            .collect();
        let polytope = Polytope { rows, unit: 2 };
        assert_eq!(polytope.vertices(20), Err(TooMany));
        assert!(polytope.vertices(40).is_ok());
    }
}
