//! What drives an answer: points are played whose responses say how much of their variance is that of
//! each factor, and how much luck.

use super::dead::{self, Reason};
use super::design::Point;
use super::grouped::FactorGroup;
use super::indices::{Index, IndexRow, IndexStatus, Looked};
use super::moved::{Moved, MovedPoint, saltelli, scattered, trajectories};
use super::replicated::{Known, Replicated, Seen};
use super::space::Space;
use crate::diagnostic::nearest;
use crate::ensemble::{Halt, Portion, Progress};
use crate::study::measure::Measure;
use crate::study::run::Sample;
use std::ops::Range;

/// How sensitivity is measured.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum SensitivityMethod {
    /// By shares of the variance.
    Sobol,
    /// By elementary effects.
    Morris,
    /// By distances between distributions.
    Pawn,
}

impl SensitivityMethod {
    /// Its word.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Base points, trajectories or points where nobody says how many.
    pub fn usual(self) -> usize {
        match self {
            Self::Sobol => 256,
            Self::Morris => 32,
            Self::Pawn => 1024,
        }
    }

    /// So few that intervals mean nothing: fewer are refused.
    pub fn least(self) -> usize {
        match self {
            Self::Sobol => 32,
            Self::Morris => 8,
            Self::Pawn => 128,
        }
    }

    /// What is counted.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Sobol => "base point",
            Self::Morris => "trajectory",
            Self::Pawn => "point",
        }
    }

    /// Several of them.
    pub fn units(self) -> &'static str {
        match self {
            Self::Sobol => "base points",
            Self::Morris => "trajectories",
            Self::Pawn => "points",
        }
    }

    /// How often the scenario is played for each, at most.
    pub fn runs(self, groups: usize) -> usize {
        match self {
            Self::Sobol => groups + 2,
            Self::Morris => groups + 1,
            Self::Pawn => 1,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct SensitivityAsked {
    /// What varies; its policies are the one whose level, or the two whose difference, is the response.
    pub space: Space,
    /// What is moved together.
    pub groups: Vec<FactorGroup>,
    /// How.
    pub method: SensitivityMethod,
    /// The measure.
    pub measure: Measure,
    /// Base points, trajectories or points.
    pub bases: usize,
    /// The widest interval of a total index that is good enough; until then points are doubled, up to
    /// so many.
    pub precision: Option<(f64, usize)>,
    /// Trials of each point, and of what luck.
    pub sample: Sample,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Sensitivity {
    /// Base points, trajectories or points in the end.
    pub bases: usize,
    /// The points.
    pub points: Vec<MovedPoint>,
    /// What came of each.
    pub seen: Vec<Seen>,
    /// How many were played; a design may have a point several times.
    pub played: usize,
    /// The indices.
    pub rows: Vec<IndexRow>,
    /// The indices at fewer base points, and at all.
    pub convergence: Vec<(usize, Vec<IndexRow>)>,
    /// What moved nothing at any point, by the places of groups, and the likely reason.
    pub dead: Vec<(usize, Reason)>,
}

impl Sensitivity {
    /// An index of a factor.
    pub fn of(&self, factor: &str, index: Index) -> Option<&IndexRow> {
        let is_it = |row: &&IndexRow| row.factor.as_deref() == Some(factor) && row.index == index;
        self.rows.iter().find(is_it)
    }

    /// The share of luck in the variance of the response.
    pub fn noise(&self) -> Option<&IndexRow> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.factor.is_none() && row.index == Index::Noise)
    }

    /// The widest interval of a total index; nothing where one is not known.
    pub fn widest(&self) -> Option<f64> {
        widest(&self.rows)
    }
}

fn widest(rows: &[IndexRow]) -> Option<f64> {
    let totals = rows.iter().filter(|row| row.index == Index::Total);
    let widths = totals.map(|row| row.estimate.interval().map(|interval| interval.width()));
    widths
        .collect::<Option<Vec<f64>>>()?
        .into_iter()
        .reduce(f64::max)
}

/// The policies that `--of` means: one, or two with a hyphen between. Names may have hyphens themselves.
///
/// # Errors
/// What is wrong with it.
pub fn of(text: &str, known: &[&str]) -> Result<Vec<String>, String> {
    let text = text.trim();
    if known.contains(&text) {
        return Ok(vec![text.to_owned()]);
    }
    let splits = text
        .match_indices('-')
        .map(|(at, _)| (text[..at].trim(), text[at + 1..].trim()));
    let splits: Vec<(&str, &str)> = splits.collect();
    let both: Vec<&(&str, &str)> = splits
        .iter()
        .filter(|(a, b)| known.contains(a) && known.contains(b))
        .collect();
    match both.as_slice() {
        [(a, b)] if a == b => {
            return Err(format!("--of {text}: `{a}` less itself is zero everywhere"));
        }
        [(a, b)] => return Ok(vec![(*a).to_owned(), (*b).to_owned()]),
        [] => {}
        _ => {
            let read = both.iter().map(|(a, b)| format!("`{a}` less `{b}`"));
            let read = read.collect::<Vec<_>>().join(" or ");
            return Err(format!(
                "--of {text} can be read as {read}: put spaces around one hyphen"
            ));
        }
    }
    let half = splits
        .iter()
        .find_map(|(a, b)| match (known.contains(a), known.contains(b)) {
            (true, false) => Some(*b),
            (false, true) => Some(*a),
            _ => None,
        });
    let meant = half.unwrap_or(text);
    let help = match nearest(meant, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write POLICY or POLICY-POLICY of {}", known.join(", ")),
    };
    Err(format!("--of {text}: there is no policy `{meant}`; {help}"))
}

/// Plays the points and finds what drives the response.
///
/// # Errors
/// As [`super::play::play`].
pub fn sensitivity(
    asked: &SensitivityAsked,
    progress: &impl Progress,
) -> Result<Sensitivity, Halt> {
    let mut design = Designed::default();
    let mut bases = asked.bases;
    loop {
        design.reach(asked, bases);
        let what = (asked.measure, asked.sample);
        design.known.play(&asked.space, what, progress)?;
        let seen = design.seen();
        let rows = asked.rows(asked.looked(&design.points, &seen));
        if let Some((width, most)) = asked.precision {
            let enough = widest(&rows).is_some_and(|widest| widest <= width);
            if !enough && 2 * bases <= most {
                bases *= 2;
                continue;
            }
        }
        return Ok(design.told(asked, rows));
    }
}

/// Plays a portion of the points, whose number is fixed.
///
/// # Errors
/// As [`super::play::play`].
pub fn portion(
    asked: &SensitivityAsked,
    portion: Portion,
    progress: &impl Progress,
) -> Result<Vec<Replicated>, Halt> {
    let design = Designed::of(asked);
    let what = (asked.measure, asked.sample);
    design.known.portion(&asked.space, portion, what, progress)
}

/// Points of a design, and what came of those that were played.
#[derive(Debug, Clone, Default)]
pub struct Designed {
    points: Vec<MovedPoint>,
    /// The place of each among those that are played.
    places: Vec<usize>,
    known: Known,
}

impl Designed {
    /// The points that are asked for, none of them played.
    pub fn of(asked: &SensitivityAsked) -> Self {
        let mut design = Self::default();
        design.reach(asked, asked.bases);
        design
    }

    /// Goes on to so many base points.
    fn reach(&mut self, asked: &SensitivityAsked, bases: usize) {
        let more = asked.points(self.points.len() / asked.per_base()..bases);
        let new = more.iter().map(|point| &point.point);
        self.places.extend(self.known.places(new));
        self.points.extend(more);
    }

    /// Takes what came of the next of the points that are played.
    pub fn take(&mut self, asked: &SensitivityAsked, made: &Replicated) {
        let seen = Seen::of(made, asked.measure, asked.sample.trials);
        self.known.take(seen);
    }

    /// What drives the response, of points all of which were played.
    pub fn all(&self, asked: &SensitivityAsked) -> Sensitivity {
        let rows = asked.rows(asked.looked(&self.points, &self.seen()));
        self.told(asked, rows)
    }

    fn seen(&self) -> Vec<&Seen> {
        let seen = self.places.iter().map(|&place| self.known.seen(place));
        seen.collect()
    }

    /// What is told of points whose indices are known.
    fn told(&self, asked: &SensitivityAsked, rows: Vec<IndexRow>) -> Sensitivity {
        let (bases, seen) = (self.points.len() / asked.per_base(), self.seen());
        let looked = asked.looked(&self.points, &seen);
        let mut convergence: Vec<(usize, Vec<IndexRow>)> = asked
            .fewer(bases)
            .map(|fewer| (fewer, asked.rows(looked.first(fewer * asked.per_base()))))
            .collect();
        convergence.push((bases, rows.clone()));
        Sensitivity {
            bases,
            points: self.points.clone(),
            seen: seen.iter().map(|&seen| seen.clone()).collect(),
            played: self.known.count(),
            dead: asked.dead(looked, &rows),
            rows,
            convergence,
        }
    }
}

/// What points that are there already say, by a method that needs no design of its own: PAWN.
pub fn given(asked: &SensitivityAsked, points: &[Point], seen: Vec<Seen>) -> Sensitivity {
    let point = |(base, point): (usize, &Point)| MovedPoint {
        point: point.clone(),
        base,
        moved: Moved::Nothing,
    };
    let points: Vec<MovedPoint> = points.iter().enumerate().map(point).collect();
    let convergence = {
        let seen: Vec<&Seen> = seen.iter().collect();
        let looked = asked.looked(&points, &seen);
        // Which of them moves nothing, its models could tell; here there are none.
        let untaken = vec![false; asked.groups.len()];
        let counts = asked.fewer(points.len()).chain([points.len()]);
        let rows = |count: usize| (count, looked.first(count).pawn(&untaken));
        counts.map(rows).collect::<Vec<_>>()
    };
    let rows = convergence
        .last()
        .map_or_else(Vec::new, |(_, rows)| rows.clone());
    Sensitivity {
        bases: points.len(),
        played: points.len(),
        points,
        seen,
        rows,
        convergence,
        dead: Vec::new(),
    }
}

impl SensitivityAsked {
    /// An eighth, a quarter and half of so many base points, where these are enough.
    fn fewer(&self, bases: usize) -> impl Iterator<Item = usize> + use<> {
        let least = self.method.least();
        let fewer = [8, 4, 2].into_iter().map(move |part| bases / part);
        fewer.filter(move |&fewer| fewer >= least)
    }

    /// The policies whose level or difference is the response; none where policies vary.
    pub fn policies(&self) -> &[String] {
        if self.space.varies_policy() {
            &[]
        } else {
            &self.space.policies
        }
    }

    /// Points for each base point.
    fn per_base(&self) -> usize {
        self.method.runs(self.groups.len())
    }

    fn points(&self, bases: Range<usize>) -> Vec<MovedPoint> {
        let (factors, seed) = (&self.space.factors, self.sample.seed);
        match self.method {
            SensitivityMethod::Sobol => saltelli(factors, &self.groups, bases, seed),
            SensitivityMethod::Morris => trajectories(factors, &self.groups, bases, seed),
            SensitivityMethod::Pawn => scattered(factors, bases, seed),
        }
    }

    fn looked<'s>(&'s self, points: &'s [MovedPoint], seen: &'s [&'s Seen]) -> Looked<'s> {
        Looked {
            groups: &self.groups,
            points,
            seen,
            seed: self.sample.seed,
        }
    }

    fn rows(&self, looked: Looked) -> Vec<IndexRow> {
        match self.method {
            SensitivityMethod::Sobol => looked.sobol(),
            SensitivityMethod::Morris => looked.morris(),
            SensitivityMethod::Pawn => looked.pawn(&self.untaken(looked)),
        }
    }

    /// Of which groups nothing takes a value.
    fn untaken(&self, looked: Looked) -> Vec<bool> {
        let points: Vec<&Point> = looked.points.iter().map(|point| &point.point).collect();
        let is_it = |factor: &usize| dead::is_untaken(&self.space, *factor, &points);
        let groups = self.groups.iter();
        groups
            .map(|group| group.members.iter().all(is_it))
            .collect()
    }

    /// What moved nothing, and why. PAWN's points do not differ in one factor alone: of what it cannot
    /// tell from nothing, that is named of which a reason is known.
    fn dead(&self, looked: Looked, rows: &[IndexRow]) -> Vec<(usize, Reason)> {
        let is_pawn = self.method == SensitivityMethod::Pawn;
        let points: Vec<&Point> = looked.points.iter().map(|point| &point.point).collect();
        let is_told = |group: usize| {
            let named = |row: &&IndexRow| row.factor.as_ref() == Some(&self.groups[group].name);
            let mut rows = rows.iter().filter(named);
            rows.any(|row| row.status == Some(IndexStatus::Told))
        };
        let suspect = |group: &usize| {
            if is_pawn {
                !is_told(*group)
            } else {
                looked.is_dead(*group)
            }
        };
        let reason = |group: usize| {
            let members = &self.groups[group].members;
            let mut reasons = members
                .iter()
                .map(|&at| dead::reason(&self.space, at, &points));
            let first = reasons.next().unwrap_or(Reason::Unknown);
            // Of several, one reason holds where it is that of all.
            let all = reasons.all(|other| other == first);
            (group, if all { first } else { Reason::Unknown })
        };
        let found = (0..self.groups.len()).filter(suspect).map(reason);
        found
            .filter(|(_, reason)| !is_pawn || *reason != Reason::Unknown)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_hyphens_are_told_from_differences() {
        let known = [
            "baseline",
            "firm",
            "maximum-restraint",
            "maximum-restraint-joint",
            "joint",
        ];
        let both = |text: &str| of(text, &known);
        let list = |names: &[&str]| Ok(names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(both("firm"), list(&["firm"]));
        assert_eq!(
            both("maximum-restraint-joint"),
            list(&["maximum-restraint-joint"])
        );
        assert_eq!(
            both("maximum-restraint-joint-firm"),
            list(&["maximum-restraint-joint", "firm"])
        );
        assert_eq!(
            both("firm - maximum-restraint-joint"),
            list(&["firm", "maximum-restraint-joint"])
        );
        assert!(both("firm-firm").unwrap_err().contains("less itself"));
        assert!(
            both("firm-basline")
                .unwrap_err()
                .contains("did you mean `baseline`?")
        );
        assert!(both("frm").unwrap_err().contains("did you mean `firm`?"));
        assert!(
            both("qqqqq")
                .unwrap_err()
                .contains("POLICY-POLICY of baseline")
        );
        let twins = ["a", "a-b", "b-c", "c"];
        assert!(
            of("a-b-c", &twins)
                .unwrap_err()
                .contains("`a` less `b-c` or `a-b` less `c`")
        );
    }
}
