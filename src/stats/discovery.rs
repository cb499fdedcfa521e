//! Which box of a trajectory is told, and how far it can be relied on: a rule that chooses it, limits that
//! could as well be luck given up, a test against chance, and halves of the points that repeat it.

use super::boxes::{BoxColumn, Edge, Inside, Limit, PointBox, among};
use super::design::below;
use super::prim::{BoxStep, Described, Patience, StepKind, trajectory};
use super::special::binomial_at_least;

/// How often chance may pass for more: that there is a box, and that it has any one of its limits.
pub const CHANCE: f64 = 0.05;

/// The quasi-p-value above which a limit is given up: the same for all limits together that a box over
/// these columns could have (Bonferroni).
pub fn most_quasi_p(columns: &[BoxColumn]) -> f64 {
    let limits = columns.iter().map(|column| match column {
        BoxColumn::Numbers(_) => 2,
        BoxColumn::Choices { .. } => 1,
    });
    CHANCE / f64::from(limits.sum::<u32>())
}

/// Which box of a trajectory is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BoxChoice {
    /// The one that agrees best with where points of the kind are: the largest correlation of being in it
    /// and being such.
    Agreement,
    /// Of those that are at least so dense, the one that covers most.
    Density(f64),
    /// The one of this number, as it is.
    Step(usize),
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoxSearch {
    /// How patiently boxes are peeled.
    pub patience: Patience,
    /// Which box of a trajectory is chosen.
    pub choice: BoxChoice,
    /// The most boxes: each describes what those before left.
    pub boxes: usize,
    /// Shuffles that say what chance does.
    pub shuffles: usize,
    /// Halves of the points that are searched as well.
    pub halves: usize,
}

/// A box that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundBox {
    /// The boxes on the way to the densest, then those on the way from the chosen one to the one that is
    /// told.
    pub steps: Vec<BoxStep>,
    /// The one that is told.
    pub told: usize,
    /// The points that were looked at: those that no earlier box holds.
    pub all: Inside,
    /// The quasi-p-value of each thing that it asks.
    pub quasi_p: Vec<((usize, Edge), f64)>,
    /// The share of shuffles, this order among them, on whose way a box agrees as well.
    pub chance: f64,
    /// What halves of the points say of it.
    pub halves: HalvesFound,
}

/// What was found in halves of the points.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HalvesFound {
    /// Halves in which a box was found.
    pub found: usize,
    /// In how many of them each column was restricted.
    pub restricted: Vec<usize>,
    /// What each box covers of the other half's points of the kind.
    pub coverage: Vec<f64>,
    /// How dense each is in the other half.
    pub density: Vec<f64>,
}

/// Why there is no box.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoBox {
    /// None is so dense.
    #[error("no box reaches a density of {asked}: the densest has {most:.3}")]
    NotSoDense {
        /// The density asked for.
        asked: f64,
        /// The largest on the way.
        most: f64,
    },
    /// The trajectory is shorter.
    #[error("there is no step {asked}: the last of the trajectory is {last}")]
    NoStep {
        /// The step asked for.
        asked: usize,
        /// The last.
        last: usize,
    },
}

impl FoundBox {
    /// The box that is told.
    pub fn step(&self) -> &BoxStep {
        &self.steps[self.told]
    }

    /// The mean and the middle 95% of a number over the halves.
    pub fn over_halves(values: &[f64]) -> Option<[f64; 3]> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let end = |p| super::resample::percentile(&sorted, p);
        Some([mean, end(0.025)?, end(0.975)?])
    }
}

/// Boxes one after the other: each describes the points that those before left. Ends early where nothing
/// more than chance is left. `word` gives uniform 64-bit words; the same words find the same.
///
/// # Errors
/// [`NoBox`] where the choice cannot be made of the first trajectory.
pub fn discover(
    described: Described,
    search: BoxSearch,
    word: &mut impl FnMut() -> u64,
) -> Result<Vec<FoundBox>, NoBox> {
    let mut points = described.points.to_vec();
    let mut found: Vec<FoundBox> = Vec::new();
    while found.len() < search.boxes {
        let left = Described {
            points: &points,
            ..described
        };
        // What is least of the first is least of all that follow.
        let patience = Patience {
            least: search.patience.least * described.points.len() as f64 / points.len() as f64,
            ..search.patience
        };
        let search = BoxSearch { patience, ..search };
        let one = match one(left, search, word) {
            Err(why) if found.is_empty() => return Err(why),
            Err(_) => break,
            Ok(one) => one,
        };
        let is_chance = one.chance > CHANCE || one.quasi_p.is_empty();
        if is_chance && !found.is_empty() {
            break;
        }
        let limits = &one.step().limits;
        points.retain(|point| !limits.holds(described.columns, *point));
        found.push(one);
        if is_chance || points.is_empty() || among(described.such, &points).such == 0 {
            break;
        }
    }
    Ok(found)
}

/// One box among some points.
fn one(
    described: Described,
    search: BoxSearch,
    word: &mut impl FnMut() -> u64,
) -> Result<FoundBox, NoBox> {
    let mut steps = trajectory(described, search.patience);
    let all = steps[0].inside;
    let chosen = chosen(&steps, search.choice)?;
    let freed = match search.choice {
        BoxChoice::Step(_) => Vec::new(),
        _ => freed(described, &steps[chosen]),
    };
    let told = if freed.is_empty() {
        chosen
    } else {
        steps.len() + freed.len() - 1
    };
    let best = agreement(&steps);
    let shuffled = (0..search.shuffles).filter(|_| {
        let shuffled = shuffled(described, word);
        let such = &shuffled;
        agreement(&trajectory(
            Described { such, ..described },
            search.patience,
        )) >= best
    });
    let chance = (1 + shuffled.count()) as f64 / (1 + search.shuffles) as f64;
    steps.extend(freed);
    let (coverage, limits) = (steps[told].inside.coverage(all), &steps[told].limits);
    Ok(FoundBox {
        quasi_p: quasi_p(described, limits),
        halves: halves(described, search, coverage, word),
        steps,
        told,
        all,
        chance,
    })
}

/// The largest agreement on the way.
fn agreement(steps: &[BoxStep]) -> f64 {
    let all = steps[0].inside;
    let agreements = steps.iter().map(|step| step.inside.agreement(all));
    agreements.fold(0.0, f64::max)
}

/// The box of a trajectory that a rule chooses.
fn chosen(steps: &[BoxStep], choice: BoxChoice) -> Result<usize, NoBox> {
    let all = steps[0].inside;
    let numbered = 0..steps.len();
    match choice {
        BoxChoice::Agreement => {
            let of = |at: usize| steps[at].inside.agreement(all);
            let best = numbered.reduce(|best, at| if of(at) > of(best) { at } else { best });
            Ok(best.unwrap_or(0))
        }
        BoxChoice::Density(asked) => {
            let mut dense = numbered.filter(|at| steps[*at].inside.density() >= asked);
            let first = dense.next();
            let covers = |at: usize| steps[at].inside.such;
            let most = first
                .map(|first| dense.fold(first, |a, b| if covers(b) > covers(a) { b } else { a }));
            let densities = steps.iter().map(|step| step.inside.density());
            most.ok_or(NoBox::NotSoDense {
                asked,
                most: densities.fold(0.0, f64::max),
            })
        }
        BoxChoice::Step(asked) if asked < steps.len() => Ok(asked),
        BoxChoice::Step(asked) => Err(NoBox::NoStep {
            asked,
            last: steps.len() - 1,
        }),
    }
}

/// The quasi-p-value of each thing that a box asks (Bryant & Lempert 2010): how probable it is that as many
/// of its points are of the kind, if each were so as often as in the box without that limit.
fn quasi_p(described: Described, limits: &PointBox) -> Vec<((usize, Edge), f64)> {
    let Described {
        columns,
        such,
        points,
    } = described;
    let inside = limits.inside(columns, such, points);
    let edges = limits.edges().into_iter();
    let one = |edge| {
        let wider = limits.without(edge).inside(columns, such, points);
        let p = binomial_at_least(inside.n as u64, wider.density(), inside.such as u64);
        (edge, p)
    };
    edges.map(one).collect()
}

/// The boxes on the way from one to one whose limits are all more than luck: each gives up the limit that
/// says least.
fn freed(described: Described, from: &BoxStep) -> Vec<BoxStep> {
    let mut steps: Vec<BoxStep> = Vec::new();
    let mut limits = from.limits.clone();
    let most = most_quasi_p(described.columns);
    loop {
        let found = quasi_p(described, &limits).into_iter();
        let weakest = found.reduce(|a, b| if b.1 > a.1 { b } else { a });
        let Some((edge, _)) = weakest.filter(|(_, p)| *p > most) else {
            return steps;
        };
        limits = limits.without(edge);
        steps.push(BoxStep {
            kind: StepKind::Freed,
            inside: limits.inside(described.columns, described.such, described.points),
            limits: limits.clone(),
        });
    }
}

/// What points are, dealt anew among those that are looked at.
fn shuffled(described: Described, word: &mut impl FnMut() -> u64) -> Vec<bool> {
    let mut such = described.such.to_vec();
    for last in (1..described.points.len()).rev() {
        let other = below(last as u64 + 1, word) as usize;
        such.swap(described.points[last], described.points[other]);
    }
    such
}

/// The same search in halves of the points, and what each box is in the other half, of which it knows
/// nothing.
fn halves(
    described: Described,
    search: BoxSearch,
    coverage: f64,
    word: &mut impl FnMut() -> u64,
) -> HalvesFound {
    let Described { columns, such, .. } = described;
    let mut points = described.points.to_vec();
    let mut found = HalvesFound {
        restricted: vec![0; columns.len()],
        ..HalvesFound::default()
    };
    for _ in 0..search.halves {
        for last in (1..points.len()).rev() {
            points.swap(last, below(last as u64 + 1, word) as usize);
        }
        let (seen, unseen) = points.split_at(points.len() / 2);
        let mut sorted = seen.to_vec();
        sorted.sort_unstable();
        let half = Described {
            points: &sorted,
            ..described
        };
        let Some(limits) = again(half, search, coverage) else {
            continue;
        };
        let (inside, all) = (limits.inside(columns, such, unseen), among(such, unseen));
        found.found += 1;
        for (count, limit) in found.restricted.iter_mut().zip(&limits.0) {
            *count += usize::from(Limit::is_restricted(limit));
        }
        found.coverage.push(inside.coverage(all));
        found.density.push(inside.density());
    }
    found
}

/// The box that the same rule tells of some of the points; of a step that somebody chose, the one that
/// covers nearly as much. None where there is none.
fn again(half: Described, search: BoxSearch, coverage: f64) -> Option<PointBox> {
    if half.points.is_empty() {
        return None;
    }
    let steps = trajectory(half, search.patience);
    let all = steps[0].inside;
    let limits = match search.choice {
        BoxChoice::Step(_) => {
            let far = |step: &BoxStep| (step.inside.coverage(all) - coverage).abs();
            // Of those that cover as much, the densest.
            let near = steps
                .iter()
                .rev()
                .min_by(|a, b| far(a).total_cmp(&far(b)))?;
            near.limits.clone()
        }
        choice => {
            let step = &steps[chosen(&steps, choice).ok()?];
            let freed = freed(half, step).pop();
            freed.map_or_else(|| step.limits.clone(), |step| step.limits)
        }
    };
    (limits.restricted() > 0).then_some(limits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::design::unit;

    const SEARCH: BoxSearch = BoxSearch {
        patience: Patience {
            peel: 0.05,
            paste: 0.05,
            least: 0.05,
        },
        choice: BoxChoice::Agreement,
        boxes: 3,
        shuffles: 99,
        halves: 20,
    };

    /// SplitMix64 (Steele, Lea & Flood 2014).
    fn words(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }
    }

    fn random(points: usize, word: &mut impl FnMut() -> u64) -> Vec<BoxColumn> {
        let mut columns: Vec<BoxColumn> = (0..4)
            .map(|_| BoxColumn::Numbers((0..points).map(|_| unit(word())).collect()))
            .collect();
        let each = (0..points).map(|_| below(3, word) as usize).collect();
        columns.push(BoxColumn::Choices { of: 3, each });
        columns
    }

    fn number(column: &BoxColumn, point: usize) -> f64 {
        match column {
            BoxColumn::Numbers(numbers) => numbers[point],
            BoxColumn::Choices { each, .. } => each[point] as f64,
        }
    }

    fn found(columns: &[BoxColumn], such: &[bool], search: BoxSearch, seed: u64) -> Vec<FoundBox> {
        let points: Vec<usize> = (0..such.len()).collect();
        let described = Described {
            columns,
            such,
            points: &points,
        };
        discover(described, search, &mut words(seed)).unwrap()
    }

    #[test]
    fn two_planted_boxes_are_found_one_after_the_other_through_noise() {
        let mut word = words(5);
        let columns = random(2000, &mut word);
        let is = |point: usize| {
            let x = |at: usize| number(&columns[at], point);
            x(0) > 0.6 && x(1) < 0.7 || x(0) < 0.25 && x(2) > 0.7
        };
        let such: Vec<bool> = (0..2000)
            .map(|point| {
                if unit(word()) < 0.05 {
                    !is(point)
                } else {
                    is(point)
                }
            })
            .collect();
        let boxes = found(&columns, &such, SEARCH, 1);
        assert_eq!(boxes.len(), 2, "and no third");
        let restricted = |one: &FoundBox| -> Vec<usize> {
            let limits = one.step().limits.0.iter().enumerate();
            limits
                .filter(|(_, limit)| limit.is_restricted())
                .map(|(at, _)| at)
                .collect()
        };
        assert_eq!(
            [restricted(&boxes[0]), restricted(&boxes[1])],
            [vec![0, 1], vec![0, 2]]
        );
        for one in &boxes {
            assert!(one.chance <= 0.01 + 1e-12, "{}", one.chance);
            assert!(
                one.quasi_p
                    .iter()
                    .all(|(_, p)| *p <= most_quasi_p(&columns))
            );
            assert!(one.step().inside.density() > 0.85);
            // Halves find the same, and what they find holds where they did not look.
            assert_eq!(one.halves.found, 20);
            for column in restricted(one) {
                assert!(one.halves.restricted[column] >= 15, "{:?}", one.halves);
            }
            let [density, ..] = FoundBox::over_halves(&one.halves.density).unwrap();
            assert!(density > 0.8, "{density}");
        }
        // The second is of what the first left.
        assert_eq!(boxes[1].all.n, 2000 - boxes[0].step().inside.n);
    }

    /// Of 100 tables of noise about one in twenty passes for more than chance: more than 12 come once in
    /// some 700 such tests.
    #[test]
    fn noise_passes_for_more_than_chance_as_seldom_as_the_test_says() {
        let search = BoxSearch {
            shuffles: 39,
            halves: 0,
            ..SEARCH
        };
        let alarms = (0..100).filter(|table| {
            let mut word = words(1000 + table);
            let columns = random(150, &mut word);
            let such: Vec<bool> = (0..150).map(|_| unit(word()) < 0.3).collect();
            found(&columns, &such, search, *table)[0].chance <= CHANCE
        });
        let alarms = alarms.count();
        assert!(alarms <= 12, "{alarms} of 100");
    }

    #[test]
    fn a_rule_chooses_and_a_step_can_be_asked_for() {
        let mut word = words(9);
        let columns = random(600, &mut word);
        let such: Vec<bool> = (0..600)
            .map(|point| number(&columns[2], point) > 0.5 && unit(word()) < 0.8)
            .collect();
        let with = |choice| {
            let search = BoxSearch {
                choice,
                shuffles: 9,
                halves: 4,
                boxes: 1,
                ..SEARCH
            };
            let points: Vec<usize> = (0..600).collect();
            let described = Described {
                columns: &columns,
                such: &such,
                points: &points,
            };
            discover(described, search, &mut words(2))
        };
        let best = with(BoxChoice::Agreement).unwrap().remove(0);
        let edge = Limit::Range {
            low: None,
            high: None,
        };
        assert_eq!(best.step().limits.restricted(), 1, "{:?}", best.step());
        assert_ne!(best.step().limits.0[2], edge);
        let dense = with(BoxChoice::Density(0.7)).unwrap().remove(0);
        assert!(dense.step().inside.density() >= 0.65);
        let third = with(BoxChoice::Step(3)).unwrap().remove(0);
        assert_eq!((third.told, third.halves.found), (3, 4));
        let said = with(BoxChoice::Density(0.999)).unwrap_err().to_string();
        assert!(said.contains("the densest has 0."), "{said}");
        let said = with(BoxChoice::Step(999)).unwrap_err().to_string();
        assert!(said.starts_with("there is no step 999: the last"), "{said}");
    }

    #[test]
    fn quasi_p_values_are_binomial_tails() {
        let columns = [BoxColumn::Numbers((0..20).map(f64::from).collect())];
        let such: Vec<bool> = (0..20).map(|x| x >= 10 && x != 12).collect();
        let points: Vec<usize> = (0..20).collect();
        let described = Described {
            columns: &columns,
            such: &such,
            points: &points,
        };
        let limits = PointBox(vec![Limit::Range {
            low: Some(9.5),
            high: None,
        }]);
        let found = quasi_p(described, &limits);
        // 9 or 10 of 10, each with probability 9 / 20.
        let p: f64 = 0.45;
        let tail = p.powi(10) + 10.0 * p.powi(9) * (1.0 - p);
        assert_eq!(found.len(), 1);
        assert!((found[0].1 - tail).abs() < 1e-12, "{found:?} {tail}");
    }
}
