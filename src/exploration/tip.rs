//! Tipping points: where along a factor the answer changes. Two policies are played at the same points
//! with the same luck, and where their difference crosses zero the better becomes the worse; or one
//! alone, and where a measure of it crosses a value.

use super::design::Point;
use super::factor::{Factor, Level, is_whole};
use super::play::{self, Played};
use super::space::Space;
use crate::ensemble::{Halt, Progress, Sum, Tally};
use crate::stats::Estimate;
use crate::stats::crossing::{self, Course, Look, Search, Side};
use crate::stats::decision::Better;
use crate::stats::multiplicity::bonferroni_level;
use crate::stats::paired::{Flips, PairedSums};
use crate::study::LEVEL;
use crate::study::measure::{Measure, horizon};
use crate::study::run::Sample;
use crate::trial::record::{Detail, Fields};

/// Places of the first look at a range.
pub const SCAN: usize = 33;
/// How closely a curve is looked at.
const SEARCH: Search = Search {
    scan: SCAN,
    fine: 1.0 / 2000.0,
};

/// What is followed along a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The first policy's measure minus the second's.
    Difference,
    /// The first policy's measure minus this value.
    Reaches(f64),
}

impl Target {
    /// The value that is reached, if it is one.
    pub fn reaches(self) -> Option<f64> {
        match self {
            Target::Difference => None,
            Target::Reaches(value) => Some(value),
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct TipAsked {
    /// Policies: two that are compared, or one.
    pub policies: Vec<String>,
    /// The measure.
    pub measure: Measure,
    /// What is followed.
    pub target: Target,
    /// Trials of each point, and of what luck.
    pub sample: Sample,
}

impl TipAsked {
    /// Which of the policies is better where the curve is on this side; of one policy, on which side of
    /// the value it is.
    pub fn before(&self, side: Option<Side>) -> Option<&str> {
        let side = side?;
        Some(match self.target {
            Target::Difference => {
                let is_first = (side == Side::Above) == (self.measure.better() == Better::Higher);
                &self.policies[usize::from(!is_first)]
            }
            Target::Reaches(_) => side.name(),
        })
    }
}

/// What the curve is at a place of the factor.
#[derive(Debug, Clone, PartialEq)]
pub struct TipPoint {
    /// The value of the parameter.
    pub at: f64,
    /// The measure under each policy.
    pub policies: Vec<Estimate>,
    /// The first policy's minus the second's.
    pub difference: Option<Estimate>,
}

/// Where an answer tips along a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Tip {
    /// The factor.
    pub factor: Factor,
    /// What the scenario has, where it has one value.
    pub default: Option<f64>,
    /// What the curve does.
    pub course: Course,
    /// The curve, in the order of the factor.
    pub curve: Vec<TipPoint>,
}

impl Tip {
    /// The least and the greatest value of the parameter.
    pub fn range(&self) -> (f64, f64) {
        let [low, high] = self.factor.ends().map(Level::number);
        (low, high)
    }

    /// How far a root is from the default, in units of the range.
    pub fn distance_of(&self, root: Option<f64>) -> Option<f64> {
        let (low, high) = self.range();
        Some((root? - self.default?).abs() / (high - low))
    }

    /// How far the nearest root is.
    pub fn distance(&self) -> Option<f64> {
        let parts = self.course.parts().into_iter();
        let all = parts.filter_map(|part| self.distance_of(part.root));
        all.min_by(f64::total_cmp)
    }
}

/// Finds where the answer tips along the only factor of a space, under its policies.
///
/// # Errors
/// As [`play::play`].
pub fn tip(space: &Space, asked: &TipAsked, progress: &impl Progress) -> Result<Tip, Halt> {
    let factor = &space.factors[0];
    let whole = factor.row().is_some_and(is_whole);
    let [low, high] = factor.ends().map(Level::number);
    let mut curve: Vec<TipPoint> = Vec::new();
    let look = |places: &[f64]| {
        let points: Vec<Point> = places.iter().map(|at| vec![Level::Number(*at)]).collect();
        let mut looks = Vec::with_capacity(points.len());
        let luck = (asked.sample.seed, 0..asked.sample.trials);
        let make = |played: &[Played]| Both::of(asked.measure, played);
        let keep = |number: usize, both: Both| {
            looks.push(both.look(places[number], asked, SCAN));
            curve.push(both.point(places[number], asked.measure));
            Ok(())
        };
        play::play((space, &points), 0, luck, progress, make, keep)?;
        Ok::<_, Halt>(looks)
    };
    let course = crossing::follow((low, high), SEARCH, whole, look)?;
    curve.sort_by(|a, b| a.at.total_cmp(&b.at));
    curve.dedup_by(|a, b| a.at.total_cmp(&b.at).is_eq());
    Ok(Tip {
        factor: factor.clone(),
        default: space.bases[0].value(0),
        course,
        curve,
    })
}

/// What came of the same trials under the policies.
pub(super) struct Both {
    tallies: Vec<Tally>,
    flips: Flips,
    days: PairedSums,
}

impl Sum for Both {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(theirs);
        }
        self.flips.merge(&other.flips);
        self.days.merge(&other.days);
    }
}

impl Both {
    pub(super) fn of(measure: Measure, played: &[Played]) -> Self {
        let tally = |played: &Played| {
            let fields = Fields::of(played.model, Detail::Outcomes);
            let mut tally = Tally::new(played.model, fields, false);
            tally.add(&played.records);
            tally
        };
        let mut both = Self {
            tallies: played.iter().map(tally).collect(),
            flips: Flips::default(),
            days: PairedSums::default(),
        };
        if let [one, other] = played {
            for ((_, a), (_, b)) in one.records.rows().zip(other.records.rows()) {
                let (a, b) = (measure.of(a), measure.of(b));
                if measure.is_binary() {
                    both.flips.add(a > 0, b > 0);
                } else {
                    both.days.add(i64::from(a), i64::from(b));
                }
            }
        }
        both
    }

    fn difference(&self, measure: Measure, level: f64) -> Option<Estimate> {
        (self.tallies.len() == 2).then(|| {
            if measure.is_binary() {
                self.flips.difference(level)
            } else {
                self.days
                    .bounded_difference(horizon(&self.tallies[0]), level)
            }
        })
    }

    fn point(&self, at: f64, measure: Measure) -> TipPoint {
        let tallies = self.tallies.iter();
        TipPoint {
            at,
            policies: tallies
                .map(|tally| measure.estimate(tally, LEVEL))
                .collect(),
            difference: self.difference(measure, LEVEL),
        }
    }

    /// What is seen at a place, of so many that are looked at together.
    pub(super) fn look(&self, at: f64, asked: &TipAsked, places: usize) -> Look {
        let of = |level: f64| match asked.target {
            Target::Difference => self.difference(asked.measure, level),
            Target::Reaches(value) => {
                let found = asked.measure.estimate(&self.tallies[0], level);
                let moved = |end: Option<f64>| end.map(|end| end - value);
                Some(Estimate {
                    value: moved(found.value),
                    low: moved(found.low),
                    high: moved(found.high),
                    ..found
                })
            }
        };
        let of = |level| of(level).expect("invariant: a difference is of two policies");
        Look {
            at,
            alone: of(LEVEL),
            joint: of(bonferroni_level(LEVEL, places)),
        }
    }
}
