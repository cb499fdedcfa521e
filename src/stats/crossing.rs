//! Where a curve that is known with error crosses zero.
//!
//! The curve is looked at with the same luck everywhere, so what is estimated of it is as smooth as it is
//! itself. A crossing is there where the curve is surely on one side, all looks of the scan considered
//! (Bonferroni), and farther on surely on the other. Its confidence set holds every place where the
//! curve cannot be told from zero: tests turned round (Neyman 1937). At the crossing itself the interval
//! of the curve covers zero as often as its level says, so the set holds the crossing as often.

use super::interval::{Estimate, Interval};
use super::method::Method;

/// Places between two, where it is looked closer.
pub const CLOSER: usize = 8;

/// How closely a curve is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Places of the first scan, both ends among them.
    pub scan: usize,
    /// An end of a set is known to this share of the range.
    pub fine: f64,
}

/// What is seen of the curve at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The place.
    pub at: f64,
    /// The curve there, with an interval of its own.
    pub alone: Estimate,
    /// The same with an interval that holds together with those of all places of the scan.
    pub joint: Estimate,
}

/// A side of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below.
    Below,
    /// Above.
    Above,
}

impl Side {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Side::Below => "below",
            Side::Above => "above",
        }
    }

    /// The other.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Side::Below => Side::Above,
            Side::Above => Side::Below,
        }
    }

    fn of(interval: Option<Interval>) -> Option<Self> {
        match interval {
            Some(ends) if ends.high < 0.0 => Some(Side::Below),
            Some(ends) if ends.low > 0.0 => Some(Side::Above),
            _ => None,
        }
    }

    fn has(self, value: Option<f64>) -> bool {
        match self {
            Side::Below => value.is_some_and(|value| value < 0.0),
            Side::Above => value.is_some_and(|value| value > 0.0),
        }
    }
}

impl Look {
    /// On which side the curve is here, if that can be told here alone.
    fn alone(&self) -> Option<Side> {
        Side::of(self.alone.interval())
    }

    /// On which side it is, if that can be told of all places of the scan together.
    pub fn surely(&self) -> Option<Side> {
        Side::of(self.joint.interval())
    }
}

/// A crossing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Where the estimated curve crosses.
    pub root: f64,
    /// The least and the greatest place near it where the curve cannot be told from zero.
    pub set: Interval,
    /// The side before it.
    pub before: Side,
}

/// What a curve does over a range.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// It crosses, at these places in order.
    Crosses(Vec<Crossing>),
    /// It is on one side all over the range.
    Stays(Side),
    /// It is on one side, and cannot be told from zero in these parts of the range.
    Fades(Side, Vec<Interval>),
    /// It cannot be told from zero anywhere.
    Untold,
}

/// What is said of a curve over a range.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// It crosses zero: surely on one side before, surely on the other behind.
    Crosses,
    /// It is surely on one side of zero all over the range.
    Stays,
    /// It is on one side of zero, and in this part of the range cannot be told from it.
    Fades,
    /// It cannot be told from zero anywhere in the range.
    Untold,
}

impl Status {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What is said of a crossing, of a part of the range, or of all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What the curve does.
    pub status: Status,
    /// Where it crosses.
    pub root: Option<f64>,
    /// Where it cannot be told from zero.
    pub set: Option<Interval>,
    /// The side it is on before, or all over the range.
    pub before: Option<Side>,
}

impl Part {
    /// As an estimate of the crossing, from so many observations at each place.
    pub fn estimate(&self, level: f64, n: u64) -> Estimate {
        let set = self.set.filter(|_| self.status == Status::Crosses);
        Estimate {
            value: self.root,
            low: set.map(|set| set.low),
            high: set.map(|set| set.high),
            level,
            method: Method::InvertedTests,
            n,
        }
    }
}

impl Course {
    /// What it says, part by part.
    pub fn parts(&self) -> Vec<Part> {
        let part = |status, before| Part {
            status,
            root: None,
            set: None,
            before,
        };
        match self {
            Course::Crosses(crossings) => crossings
                .iter()
                .map(|crossing| Part {
                    root: Some(crossing.root),
                    set: Some(crossing.set),
                    ..part(Status::Crosses, Some(crossing.before))
                })
                .collect(),
            Course::Stays(side) => vec![part(Status::Stays, Some(*side))],
            Course::Fades(side, parts) => parts
                .iter()
                .map(|of| Part {
                    set: Some(*of),
                    ..part(Status::Fades, Some(*side))
                })
                .collect(),
            Course::Untold => vec![part(Status::Untold, None)],
        }
    }
}

/// Follows a curve from `low` to `high`, over whole numbers alone if `whole`. `look` is given places in
/// ascending order.
///
/// # Errors
/// What `look` says.
pub fn follow<E>(
    (low, high): (f64, f64),
    search: Search,
    whole: bool,
    mut look: impl FnMut(&[f64]) -> Result<Vec<Look>, E>,
) -> Result<Course, E> {
    let scan = look(&spread(low, high, search.scan - 2, whole, true))?;
    let sure: Vec<usize> = (0..scan.len())
        .filter(|&at| scan[at].surely().is_some())
        .collect();
    let mut found = Vec::new();
    let fine = (high - low) * search.fine;
    for pair in sure.windows(2) {
        let (Some(before), Some(after)) = (scan[pair[0]].surely(), scan[pair[1]].surely()) else {
            continue;
        };
        if before == after {
            continue;
        }
        let part = &scan[pair[0]..=pair[1]];
        let mut closer = |part: &[Look], is_past: &dyn Fn(&Look) -> bool, last: bool| {
            edge(part, is_past, last, (fine, whole), &mut look)
        };
        let [from, _] = closer(part, &|look| look.alone() != Some(before), false)?;
        let [_, to] = closer(part, &|look| look.alone() == Some(after), true)?;
        let [left, right] = closer(part, &|look| !before.has(look.alone.value), false)?;
        found.push(Crossing {
            root: between(&left, &right).clamp(from.at, to.at),
            set: Interval {
                low: from.at,
                high: to.at,
            },
            before,
        });
    }
    Ok(match sure.first().and_then(|&at| scan[at].surely()) {
        _ if !found.is_empty() => Course::Crosses(found),
        None => Course::Untold,
        Some(side) => match unsure(&scan) {
            parts if parts.is_empty() => Course::Stays(side),
            parts => Course::Fades(side, parts),
        },
    })
}

/// Two neighbouring places, the second the first (or, asked for the `last`, the earliest after which all
/// are) that `is_past`: from looks of which the first is not and the last is, ever closer.
fn edge<E>(
    part: &[Look],
    is_past: &dyn Fn(&Look) -> bool,
    last: bool,
    (fine, whole): (f64, bool),
    look: &mut impl FnMut(&[f64]) -> Result<Vec<Look>, E>,
) -> Result<[Look; 2], E> {
    let mut part = part.to_vec();
    loop {
        let at = if last {
            part.iter()
                .rposition(|look| !is_past(look))
                .map_or(1, |at| at + 1)
        } else {
            part.iter().position(is_past).unwrap_or(part.len() - 1)
        };
        let at = at.clamp(1, part.len() - 1);
        let ends = [part[at - 1], part[at]];
        let places = spread(ends[0].at, ends[1].at, CLOSER, whole, false);
        if ends[1].at - ends[0].at <= fine || places.is_empty() {
            return Ok(ends);
        }
        part = vec![ends[0]];
        part.extend(look(&places)?);
        part.push(ends[1]);
    }
}

/// So many places between two at equal distances, with both or without; whole numbers each once.
fn spread(low: f64, high: f64, count: usize, whole: bool, with_ends: bool) -> Vec<f64> {
    let step = (high - low) / (count + 1) as f64;
    let mut places: Vec<f64> = (1..=count).map(|at| low + step * at as f64).collect();
    if whole {
        for place in &mut places {
            *place = libm::round(*place);
        }
    }
    places.retain(|&place| place > low && place < high);
    if with_ends {
        places.insert(0, low);
        places.push(high);
    }
    places.dedup_by(|a, b| a.total_cmp(b).is_eq());
    places
}

/// Where the line between two looks is zero.
fn between(left: &Look, right: &Look) -> f64 {
    let [a, b] = [left, right].map(|look| look.alone.value.unwrap_or(0.0));
    let share = if b - a == 0.0 { 0.5 } else { a / (a - b) };
    left.at + (right.at - left.at) * share.clamp(0.0, 1.0)
}

/// Parts of the scan in which nothing is sure, from the sure place before to that after.
fn unsure(scan: &[Look]) -> Vec<Interval> {
    let mut parts: Vec<Interval> = Vec::new();
    for (at, look) in scan.iter().enumerate() {
        if look.surely().is_some() {
            continue;
        }
        let low = scan[at.saturating_sub(1)].at;
        let high = scan[(at + 1).min(scan.len() - 1)].at;
        match parts.last_mut() {
            Some(part) if part.high >= look.at => part.high = high,
            _ => parts.push(Interval { low, high }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::design::unit;
    use super::super::special::normal_quantile_upper;
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};
    use std::convert::Infallible;

    const SEARCH: Search = Search {
        scan: 33,
        fine: 1.0 / 2000.0,
    };

    /// A curve with an error that is the same everywhere, as the same luck gives.
    fn seen(curve: impl Fn(f64) -> f64, error: f64, sd: f64, range: (f64, f64)) -> Course {
        let estimate = |at: f64, level: f64| {
            let reach = sd * normal_quantile_upper((1.0 - level) / 2.0);
            let value = curve(at) + error;
            Estimate {
                value: Some(value),
                low: Some(value - reach),
                high: Some(value + reach),
                level,
                method: Method::TMean,
                n: 100,
            }
        };
        let look = |places: &[f64]| {
            assert!(places.is_sorted());
            let at = |&at: &f64| Look {
                at,
                alone: estimate(at, 0.95),
                joint: estimate(at, 1.0 - 0.05 / SEARCH.scan as f64),
            };
            Ok::<_, Infallible>(places.iter().map(at).collect())
        };
        follow(range, SEARCH, false, look).unwrap_or_else(|never| match never {})
    }

    fn crossings(course: &Course) -> &[Crossing] {
        match course {
            Course::Crosses(found) => found,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_line_is_followed_to_where_it_crosses() {
        let found = seen(|x| 2.0 * (x - 1.3), 0.0, 0.05, (-3.0, 3.0));
        let [crossing] = crossings(&found) else {
            panic!("{found:?}");
        };
        assert!((crossing.root - 1.3).abs() < 1e-9, "{crossing:?}");
        assert_eq!(crossing.before, Side::Below);
        // Where the line is within 1.96 times .05 of zero, to a two thousandth of the range outwards.
        let (reach, fine) = (1.96 * 0.05 / 2.0, 6.0 / 2000.0);
        for (end, known) in [
            (crossing.set.low, 1.3 - reach),
            (crossing.set.high, 1.3 + reach),
        ] {
            assert!((end - known).abs() <= fine, "{end} {known}");
        }
        assert!(crossing.set.low <= 1.3 - reach + 1e-4 && crossing.set.high >= 1.3 + reach - 1e-4);
    }

    #[test]
    fn several_crossings_none_and_what_cannot_be_told_are_told_apart() {
        let wave = seen(libm::sin, 0.0, 0.01, (1.0, 8.0));
        let roots: Vec<f64> = crossings(&wave).iter().map(|of| of.root).collect();
        let pi = std::f64::consts::PI;
        assert!(roots.len() == 2, "{roots:?}");
        for (root, known) in roots.iter().zip([pi, 2.0 * pi]) {
            assert!((root - known).abs() < 1e-3, "{root}");
        }
        let of = |curve: fn(f64) -> f64| seen(curve, 0.0, 0.05, (0.0, 1.0));
        assert_eq!(of(|x| 1.0 + x), Course::Stays(Side::Above));
        assert_eq!(of(|x| 0.01 * x), Course::Untold);
        // It touches and comes back, or comes near at an end.
        assert_eq!(
            of(|x| (x - 0.5) * (x - 0.5) * 9.0),
            Course::Fades(
                Side::Above,
                vec![Interval {
                    low: 0.343_75,
                    high: 0.656_25,
                }]
            )
        );
        let Course::Fades(Side::Below, parts) = of(|x| x - 1.0) else {
            panic!("it comes near zero");
        };
        assert!(
            parts.len() == 1 && parts[0].high >= 1.0 && parts[0].low > 0.7,
            "{parts:?}"
        );
    }

    #[test]
    fn whole_numbers_are_looked_at_each_once() {
        let mut asked = Vec::new();
        let look = |places: &[f64]| {
            asked.extend(places.to_vec());
            let at = |&at: &f64| {
                let alone = Estimate {
                    value: Some(at - 40.5),
                    low: Some(at - 40.6),
                    high: Some(at - 40.4),
                    level: 0.95,
                    method: Method::TMean,
                    n: 1,
                };
                Look {
                    at,
                    alone,
                    joint: alone,
                }
            };
            Ok::<_, Infallible>(places.iter().map(at).collect())
        };
        let found = follow((0.0, 100.0), SEARCH, true, look).unwrap_or_else(|never| match never {});
        let [crossing] = crossings(&found) else {
            panic!("{found:?}");
        };
        assert_eq!((crossing.set.low, crossing.set.high), (40.0, 41.0));
        assert!(asked.iter().all(|at| at.fract() == 0.0));
    }

    /// The set holds the crossing as often as its level says: of 2,000 curves with normal errors, within
    /// four standard errors of 1,900.
    #[test]
    fn the_set_holds_the_crossing_at_its_level() {
        let mut source = ChaCha8Rng::seed_from_u64(3);
        let mut held = 0_i32;
        for _ in 0..2000 {
            let tail = unit(source.next_u64()).clamp(1e-9, 1.0 - 1e-9);
            let error = 0.1 * normal_quantile_upper(tail);
            let found = seen(|x| x - 0.4 + 0.3 * x * x, error, 0.1, (-1.5, 4.0));
            let root = (libm::sqrt(1.0 + 4.0 * 0.3 * 0.4) - 1.0) / 0.6;
            let near = crossings(&found).iter().any(|of| of.set.contains(root));
            held += i32::from(near);
        }
        assert!((held - 1900).abs() < 4 * 10, "{held}");
    }
}
