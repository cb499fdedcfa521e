//! Indices of sensitivity, read off points that were played.

use super::grouped::FactorGroup;
use super::moved::{Moved, MovedPoint, STEP};
use super::replicated::Seen;
use crate::stats::Estimate;
use crate::stats::sensitivity::Resampling;
use crate::stats::sensitivity::morris::{Effects, morris_indices};
use crate::stats::sensitivity::pawn::{chance, pawn_indices, slices};
use crate::stats::sensitivity::sobol::{
    ReplicatedOutputs, SaltelliOutputs, replicated_indices, sobol_indices,
};
use crate::study::LEVEL;
use crate::trial::words::words;

/// Resamples behind an interval.
const RESAMPLES: usize = 1000;
/// Slices of a factor that has more values.
pub const SLICES: usize = 10;

/// An index of sensitivity.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Index {
    /// Share of the variance of the expected response that the factor explains alone.
    First,
    /// Share that vanishes if all other factors are known: what it explains alone and with others.
    Total,
    /// The first-order index of the response as it was played, luck included.
    FirstPlayed,
    /// The total index of the response as it was played, luck included.
    TotalPlayed,
    /// Mean size of what the response does where the factor is moved alone, per whole of its range.
    MuStar,
    /// The same with its sign.
    Mu,
    /// Standard deviation of the same over trajectories.
    Sigma,
    /// Mean square of the same, luck left out.
    MeanSquare,
    /// Median distance between the distribution of the response in a slice of the factor and that of all.
    PawnMedian,
    /// The largest of these distances.
    PawnMax,
    /// What luck does: its share of the variance of the response over the points (sobol), or its root mean square in what moving the factor does (morris).
    Noise,
}

impl Index {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What an index says of its factor.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum IndexStatus {
    /// It is told from zero: its interval lies above, or on one side of it.
    Told,
    /// Its interval holds zero (PAWN: it lies below the dummy): indistinguishable from nothing.
    Indistinguishable,
    /// Nothing moved at any point, to the last bit.
    Dead,
}

impl IndexStatus {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The factor of the row that says what an index is of something that moves nothing.
pub const DUMMY: &str = "dummy";

/// A row of what is found.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRow {
    /// The factor or group; nothing, where it is of all.
    pub factor: Option<String>,
    /// The index.
    pub index: Index,
    /// What it is.
    pub estimate: Estimate,
    /// What something that moves nothing stays below; only where that is not zero.
    pub dummy: Option<f64>,
    /// What it says.
    pub status: Option<IndexStatus>,
}

/// Points that were played, in their order.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'s> {
    /// What was moved together.
    pub groups: &'s [FactorGroup],
    /// The points.
    pub points: &'s [MovedPoint],
    /// What came of each.
    pub seen: &'s [&'s Seen],
    /// Seed of what is drawn for intervals.
    pub seed: u64,
}

impl Looked<'_> {
    /// The first so many points.
    #[must_use]
    pub fn first(self, points: usize) -> Self {
        Self {
            points: &self.points[..points],
            seen: &self.seen[..points],
            ..self
        }
    }

    fn resampling() -> Resampling {
        Resampling {
            resamples: RESAMPLES,
            level: LEVEL,
        }
    }

    fn word(&self, purpose: &str) -> impl FnMut() -> u64 + use<> {
        words(purpose, self.seed, self.points.len() as u64)
    }

    /// The first and the total indices of a Saltelli design.
    pub fn sobol(self) -> Vec<IndexRow> {
        let (mut played, mut apart) = (SaltelliOutputs::default(), ReplicatedOutputs::default());
        played.a_b = vec![Vec::new(); self.groups.len()];
        apart.a_b = vec![Vec::new(); self.groups.len()];
        for (point, seen) in self.points.iter().zip(self.seen) {
            let (value, each) = (seen.value, seen.replicates.clone());
            let (values, replicates) = match point.moved {
                Moved::Nothing => (&mut played.a, &mut apart.a),
                Moved::Everything => (&mut played.b, &mut apart.b),
                Moved::Group(group, _) => (&mut played.a_b[group], &mut apart.a_b[group]),
            };
            values.push(value);
            replicates.push(each);
        }
        let mut word = self.word("resamples of Sobol' indices");
        let found = replicated_indices(&apart, Self::resampling(), &mut word);
        let mut word = self.word("resamples of Sobol' indices as played");
        let plain = sobol_indices(&played, Self::resampling(), &mut word);
        let mut rows = Vec::new();
        for (at, (group, (found, plain))) in self
            .groups
            .iter()
            .zip(found.inputs.iter().zip(&plain))
            .enumerate()
        {
            let dead = self.is_dead(at);
            for (index, estimate) in [
                (Index::First, found.first),
                (Index::Total, found.total),
                (Index::FirstPlayed, plain.first),
                (Index::TotalPlayed, plain.total),
            ] {
                rows.push(row(&group.name, index, estimate, status(estimate, dead)));
            }
        }
        rows.push(row(
            DUMMY,
            Index::First,
            found.dummy,
            status(found.dummy, false),
        ));
        rows.push(IndexRow {
            factor: None,
            ..row("", Index::Noise, found.noise, None)
        });
        rows
    }

    /// Elementary effects along trajectories.
    pub fn morris(self) -> Vec<IndexRow> {
        let mut rows = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            let mut effects = Effects::default();
            for (here, point) in self.points.iter().enumerate() {
                let Moved::Group(moved, up) = point.moved else {
                    continue;
                };
                if moved == at {
                    let step = if up { STEP } else { -STEP };
                    let [before, after] = [here - 1, here].map(|at| self.seen[at]);
                    let rise = after.value - before.value;
                    effects.played.push(rise / step);
                    let each = after.replicates.iter().zip(&before.replicates);
                    let rises = each.map(|(after, before)| (after - before) / step);
                    effects.replicates.push(rises.collect());
                }
            }
            let mut word = self.word("resamples of elementary effects");
            let found = morris_indices(&effects, Self::resampling(), &mut word);
            let dead = self.is_dead(at);
            let told = status(found.mean_square, dead);
            rows.push(row(&group.name, Index::MuStar, found.mu_star, told));
            // Of several that are moved at once there is no up and down.
            if group.members.len() == 1 {
                rows.push(row(
                    &group.name,
                    Index::Mu,
                    found.mu,
                    status(found.mu, dead),
                ));
                rows.push(row(&group.name, Index::Sigma, found.sigma, told));
            }
            rows.push(row(&group.name, Index::MeanSquare, found.mean_square, told));
            rows.push(row(&group.name, Index::Noise, found.noise, None));
        }
        rows
    }

    /// Distances of distributions, and the share of the variance between slices, of any points. `untaken`
    /// says of which factors nothing takes a value.
    pub fn pawn(self, untaken: &[bool]) -> Vec<IndexRow> {
        let outputs: Vec<f64> = self.seen.iter().map(|seen| seen.value).collect();
        let mut rows = Vec::new();
        for ((at, group), &dead) in self.groups.iter().enumerate().zip(untaken) {
            let values = self.points.iter().map(|point| point.point[at].number());
            let slice = slices(&values.collect::<Vec<f64>>(), SLICES);
            let mut word = self.word("resamples of distances");
            let found = pawn_indices(&slice, &outputs, Self::resampling(), &mut word);
            let joint = Resampling {
                level: 1.0 - (1.0 - LEVEL) / self.groups.len() as f64,
                resamples: 2 * RESAMPLES,
            };
            let mut word = self.word("dummies of distances");
            let dummies = chance(&slice, &outputs, joint, &mut word);
            for ((index, estimate), dummy) in [
                (Index::PawnMedian, found.median),
                (Index::PawnMax, found.max),
            ]
            .into_iter()
            .zip(dummies)
            {
                let told = if dead {
                    IndexStatus::Dead
                } else if estimate.value > dummy {
                    IndexStatus::Told
                } else {
                    IndexStatus::Indistinguishable
                };
                rows.push(IndexRow {
                    dummy,
                    ..row(&group.name, index, estimate, Some(told))
                });
            }
            let told = status(found.first, dead);
            rows.push(row(&group.name, Index::FirstPlayed, found.first, told));
        }
        rows
    }

    /// Whether a group never moved the response at any point, in any replicate.
    pub fn is_dead(self, group: usize) -> bool {
        let is_it =
            |at: &usize| matches!(self.points[*at].moved, Moved::Group(of, _) if of == group);
        // A row of A is compared with; on a trajectory, the point before.
        let walks = !self
            .points
            .iter()
            .any(|point| point.moved == Moved::Everything);
        let before = |at: usize| {
            if walks {
                at - 1
            } else {
                let base = self.points[at].base;
                (0..at)
                    .rev()
                    .take_while(|&at| self.points[at].base == base)
                    .last()
                    .unwrap_or(at)
            }
        };
        let mut moved = (0..self.points.len()).filter(is_it);
        moved.all(|at| is_same(self.seen[at], self.seen[before(at)]))
    }
}

/// Whether two points had the same response, to the last bit and in every replicate.
fn is_same(one: &Seen, other: &Seen) -> bool {
    let bits = |seen: &Seen| -> Vec<u64> {
        let all = std::iter::once(&seen.value).chain(&seen.replicates);
        all.map(|value| value.to_bits()).collect()
    };
    bits(one) == bits(other)
}

fn row(factor: &str, index: Index, estimate: Estimate, status: Option<IndexStatus>) -> IndexRow {
    IndexRow {
        factor: Some(factor.into()),
        index,
        estimate,
        dummy: None,
        status,
    }
}

/// What an index says that is zero of what moves nothing.
fn status(estimate: Estimate, dead: bool) -> Option<IndexStatus> {
    estimate.value?;
    Some(if dead {
        IndexStatus::Dead
    } else if estimate.covers(0.0) {
        IndexStatus::Indistinguishable
    } else {
        IndexStatus::Told
    })
}
