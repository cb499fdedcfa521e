//! Designs whose points differ in one thing that is moved, so that what it does can be read off: two
//! samples and the first with one column from the second (Saltelli et al. 2010), or trajectories
//! (Morris 1991). Their points stand in the order of `SALib`; more of them leave the first as they are.

use super::design::Point;
use super::factor::Factor;
use super::grouped::FactorGroup;
use crate::stats::design::{below, sobol};
use crate::trial::words::words;
use std::ops::Range;

/// What distinguishes a point from those it belongs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Nothing: a row of the first sample, or where a trajectory starts.
    Nothing,
    /// A group is taken from the second sample, or was moved up (`true`) or down since the last point.
    Group(usize, bool),
    /// Everything: a row of the second sample.
    Everything,
}

/// A point and its place in a design.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedPoint {
    /// The point.
    pub point: Point,
    /// The base point or trajectory that it belongs to.
    pub base: usize,
    /// What was moved.
    pub moved: Moved,
}

/// Levels of the grid that trajectories walk on.
pub const LEVELS: usize = 4;
/// How far a step goes, as a share of the distribution of a factor: with it each level is as frequent.
pub const STEP: f64 = LEVELS as f64 / (2 * (LEVELS - 1)) as f64;

/// Base points of a Saltelli design: of each a row of A, then that row with each group from B, then the
/// row of B. A and B are the halves of a scrambled Sobol' sequence of twice as many dimensions.
pub fn saltelli(
    factors: &[Factor],
    groups: &[FactorGroup],
    bases: Range<usize>,
    seed: u64,
) -> Vec<MovedPoint> {
    let scramble = |(at, sample): (usize, &str)| {
        let name = &factors[at].name;
        let purpose = format!("places of {name} in sample {sample} of a Saltelli design");
        (words(&purpose, seed, 0)() >> 32) as u32
    };
    let of = |sample| -> Vec<u32> {
        (0..factors.len())
            .map(|at| scramble((at, sample)))
            .collect()
    };
    let (a, b) = (of("A"), of("B"));
    let row = |base: usize, first: usize, scrambles: &[u32]| -> Point {
        let level =
            |(at, factor): (usize, &Factor)| factor.at(sobol(base, first + at, scrambles[at]));
        factors.iter().enumerate().map(level).collect()
    };
    let mut points = Vec::new();
    for base in bases {
        let (a, b) = (row(base, 0, &a), row(base, factors.len(), &b));
        let mut keep = |point: Point, moved: Moved| points.push(MovedPoint { point, base, moved });
        keep(a.clone(), Moved::Nothing);
        for (at, group) in groups.iter().enumerate() {
            let mut crossed = a.clone();
            for &member in &group.members {
                crossed[member] = b[member];
            }
            keep(crossed, Moved::Group(at, true));
        }
        keep(b, Moved::Everything);
    }
    points
}

/// Trajectories: from a random place of the grid every group is moved once, in a random order.
pub fn trajectories(
    factors: &[Factor],
    groups: &[FactorGroup],
    bases: Range<usize>,
    seed: u64,
) -> Vec<MovedPoint> {
    let mut points = Vec::new();
    for base in bases {
        let mut word = words("a trajectory of elementary effects", seed, base as u64);
        let grid = |_| below(LEVELS as u64, &mut word) as usize;
        let mut places: Vec<usize> = (0..factors.len()).map(grid).collect();
        let at = |places: &[usize]| -> Point {
            let level =
                |(factor, place): (&Factor, &usize)| factor.at(*place as f64 / (LEVELS - 1) as f64);
            factors.iter().zip(places).map(level).collect()
        };
        let mut order: Vec<usize> = (0..groups.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, below(last as u64 + 1, &mut word) as usize);
        }
        let mut keep = |point: Point, moved: Moved| points.push(MovedPoint { point, base, moved });
        keep(at(&places), Moved::Nothing);
        for group in order {
            let mut up = true;
            for &member in &groups[group].members {
                up = places[member] < LEVELS / 2;
                places[member] = (places[member] + LEVELS / 2) % LEVELS;
            }
            keep(at(&places), Moved::Group(group, up));
        }
    }
    points
}

/// Points anywhere: a scrambled Sobol' sequence.
pub fn scattered(factors: &[Factor], bases: Range<usize>, seed: u64) -> Vec<MovedPoint> {
    let scramble = |factor: &Factor| {
        let purpose = format!("places of {} among scattered points", factor.name);
        (words(&purpose, seed, 0)() >> 32) as u32
    };
    let scrambles: Vec<u32> = factors.iter().map(scramble).collect();
    let point = |base: usize| MovedPoint {
        point: factors
            .iter()
            .enumerate()
            .map(|(at, factor)| factor.at(sobol(base, at, scrambles[at])))
            .collect(),
        base,
        moved: Moved::Nothing,
    };
    bases.map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exploration::factor::{Domain, Level};

    fn choices(count: usize) -> Vec<Factor> {
        let names = || (0..64).map(|at| at.to_string()).collect();
        let factor = |at: usize| Factor {
            name: format!("f{at}"),
            domain: Domain::Choice(names()),
            drawn: false,
        };
        (0..count).map(factor).collect()
    }

    fn groups() -> Vec<FactorGroup> {
        let group = |name: &str, members: &[usize]| FactorGroup {
            name: name.into(),
            members: members.to_vec(),
        };
        vec![group("f0", &[0]), group("both", &[1, 3]), group("f2", &[2])]
    }

    fn differ(one: &Point, other: &Point) -> Vec<usize> {
        (0..one.len()).filter(|&at| one[at] != other[at]).collect()
    }

    #[test]
    fn rows_take_one_group_from_the_other_sample() {
        let (factors, groups) = (choices(4), groups());
        let points = saltelli(&factors, &groups, 0..64, 1);
        assert_eq!(points.len(), 64 * 5);
        for row in points.chunks(5) {
            assert_eq!(
                (row[0].moved, row[4].moved),
                (Moved::Nothing, Moved::Everything)
            );
            for (at, group) in groups.iter().enumerate() {
                let crossed = &row[at + 1];
                assert_eq!(crossed.moved, Moved::Group(at, true));
                for member in 0..4 {
                    let from = if group.members.contains(&member) {
                        &row[4]
                    } else {
                        &row[0]
                    };
                    assert_eq!(crossed.point[member], from.point[member]);
                }
            }
        }
        // Both samples cover every factor: each of 64 levels once.
        for (sample, factor) in [(0, 0), (0, 3), (4, 0), (4, 3)] {
            let levels = points
                .chunks(5)
                .map(|row| row[sample].point[factor].number() as usize);
            let levels: std::collections::BTreeSet<usize> = levels.collect();
            assert_eq!(levels.len(), 64);
        }
        assert_eq!(points[40..80], saltelli(&factors, &groups, 8..16, 1));
    }

    #[test]
    fn trajectories_move_each_group_once_by_two_levels() {
        let (factors, groups) = (choices(4), groups());
        let points = trajectories(&factors, &groups, 0..200, 1);
        assert_eq!(points.len(), 200 * 4);
        let mut orders = std::collections::BTreeSet::new();
        for walk in points.chunks(4) {
            let mut seen = Vec::new();
            for pair in walk.windows(2) {
                let Moved::Group(group, up) = pair[1].moved else {
                    panic!("{:?}", pair[1]);
                };
                assert_eq!(
                    differ(&pair[0].point, &pair[1].point),
                    groups[group].members
                );
                if let [member] = groups[group].members[..] {
                    let [before, after] = [0, 1].map(|at| pair[at].point[member].number());
                    assert_eq!(after > before, up);
                    // Two thirds of 64 choices, which end at the 63rd.
                    assert!(((after - before).abs() - 42.0).abs() <= 1.0);
                }
                seen.push(group);
            }
            orders.insert(seen.clone());
            seen.sort_unstable();
            assert_eq!(seen, [0, 1, 2]);
        }
        assert_eq!(orders.len(), 6);
        assert_eq!(points[40..80], trajectories(&factors, &groups, 10..20, 1));
        // Each level of each factor is as frequent: 800 points, 200 each, seldom off by 60.
        for factor in 0..4 {
            let is = |level: usize| {
                let at = choices(1)[0].at(level as f64 / 3.0);
                points.iter().filter(|p| p.point[factor] == at).count()
            };
            assert!((0..4).all(|level| is(level).abs_diff(200) < 60));
        }
        assert_eq!(choices(1)[0].at(1.0), Level::Choice(63));
    }

    #[test]
    fn scattered_points_go_on() {
        let factors = choices(3);
        let points = scattered(&factors, 0..100, 2);
        assert_eq!(points[60..], scattered(&factors, 60..100, 2));
    }
}
