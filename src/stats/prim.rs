//! The patient rule induction method (Friedman & Fisher 1999): a box that gives up a little of its points
//! at a time, always where those of a kind are rarest, and takes some back at the end.

use super::boxes::{BoxColumn, Edge, Inside, Limit, PointBox, among};

/// How patient it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patience {
    /// The share of the points of the box that a step takes off one end of a column of numbers.
    pub peel: f64,
    /// The share that a step puts back.
    pub paste: f64,
    /// The least share of all points that a box may have.
    pub least: f64,
}

/// What a step did.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum StepKind {
    /// All points, before anything is peeled.
    Whole,
    /// It took points off one end of a factor, or one of its choices.
    Peeled,
    /// It put points back.
    Pasted,
    /// It gave up a limit of the chosen box that could as well be luck.
    Freed,
}

impl StepKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A box on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxStep {
    /// What led to it.
    pub kind: StepKind,
    /// The box.
    pub limits: PointBox,
    /// The points it holds.
    pub inside: Inside,
}

/// Points to be described.
#[derive(Debug, Clone, Copy)]
pub struct Described<'d> {
    /// What they are, column by column.
    pub columns: &'d [BoxColumn],
    /// Whether each is of the kind that is described.
    pub such: &'d [bool],
    /// Those that are looked at, by number.
    pub points: &'d [usize],
}

/// A step that could be taken.
struct Candidate {
    column: usize,
    limit: Limit,
    inside: Inside,
    /// The gain in density for each point that it takes off or puts back.
    gain: f64,
    restricted: usize,
}

/// The boxes on the way from all points to the densest: steps that peel, then steps that paste.
///
/// A step that peels takes the `peel` share of the points off one end of a column of numbers, with all
/// that are tied with the last of them, or one choice; the limit lies halfway between the points on its
/// two sides. Of all such steps it takes the one that gains most density for each point that it gives up;
/// of those alike, one that asks something of fewer columns, and then the first. It ends where none gains
/// or the box would have less than the `least` share. A step that pastes puts the nearest points back.
pub fn trajectory(described: Described, patience: Patience) -> Vec<BoxStep> {
    let Described {
        columns,
        such,
        points,
    } = described;
    let mut steps = vec![BoxStep {
        kind: StepKind::Whole,
        limits: PointBox::whole(columns),
        inside: among(such, points),
    }];
    let mut sorted: Vec<Vec<usize>> = columns.iter().map(|column| order(column, points)).collect();
    let least = patience.least * points.len() as f64;
    loop {
        let now = &steps[steps.len() - 1];
        let sorted_columns = columns.iter().zip(&sorted).enumerate();
        let found = sorted_columns.flat_map(|(at, (column, sorted))| {
            peels((at, column), sorted, such, now, patience.peel)
        });
        let Some(best) = best(found).filter(|best| best.inside.n as f64 >= least) else {
            break;
        };
        let column = &columns[best.column];
        for sorted in &mut sorted {
            sorted.retain(|point| best.limit.missed(column, *point).is_none());
        }
        let step = now.with(StepKind::Peeled, best);
        steps.push(step);
    }
    loop {
        let now = &steps[steps.len() - 1];
        let Some(best) = best(pastes(described, now, patience.paste).into_iter()) else {
            break;
        };
        let step = now.with(StepKind::Pasted, best);
        steps.push(step);
    }
    steps
}

impl BoxStep {
    fn with(&self, kind: StepKind, step: Candidate) -> Self {
        let mut limits = self.limits.clone();
        limits.0[step.column] = step.limit;
        Self {
            kind,
            limits,
            inside: step.inside,
        }
    }

    /// A step from here to another limit of a column, if it gains.
    fn candidate(&self, column: usize, limit: Limit, inside: Inside) -> Option<Candidate> {
        let gain = inside.density() - self.inside.density();
        let moved = inside.n.abs_diff(self.inside.n);
        let others = self.limits.0.iter().enumerate();
        let others = others.filter(|(at, other)| *at != column && other.is_restricted());
        (moved > 0 && gain > 0.0 && inside.n > 0).then(|| Candidate {
            column,
            restricted: others.count() + usize::from(limit.is_restricted()),
            limit,
            inside,
            gain: gain / moved as f64,
        })
    }
}

/// The first of the best.
fn best(candidates: impl Iterator<Item = Candidate>) -> Option<Candidate> {
    candidates.reduce(|best, other| {
        let order = other.gain.total_cmp(&best.gain);
        let order = order.then(best.restricted.cmp(&other.restricted));
        if order.is_gt() { other } else { best }
    })
}

/// Points by their number in a column; of choices, as they come.
fn order(column: &BoxColumn, points: &[usize]) -> Vec<usize> {
    let mut order = points.to_vec();
    if let BoxColumn::Numbers(numbers) = column {
        order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    }
    order
}

/// What is left of a box without some of its points.
fn less(inside: Inside, such: &[bool], off: &[usize]) -> Inside {
    let off = among(such, off);
    Inside {
        n: inside.n - off.n,
        such: inside.such - off.such,
    }
}

/// Every step that takes points of the box off a column, by which they are sorted.
fn peels(
    (at, column): (usize, &BoxColumn),
    sorted: &[usize],
    such: &[bool],
    now: &BoxStep,
    share: f64,
) -> Vec<Candidate> {
    match (column, &now.limits.0[at]) {
        (BoxColumn::Numbers(numbers), Limit::Range { low, high }) => {
            let number = |place: usize| numbers[sorted[place]];
            let last = (sorted.len() - 1) as f64;
            let mut found = Vec::new();
            // All that are not below the one at this place go.
            let first = number(libm::ceil(last * (1.0 - share)) as usize);
            let kept = sorted.partition_point(|point| numbers[*point] < first);
            if kept > 0 {
                let high = Some(between(number(kept - 1), first).0);
                let limit = Limit::Range { low: *low, high };
                found.extend(now.candidate(at, limit, less(now.inside, such, &sorted[kept..])));
            }
            let first = number(libm::floor(last * share) as usize);
            let gone = sorted.partition_point(|point| numbers[*point] <= first);
            if gone < sorted.len() {
                let low = Some(between(first, number(gone)).1);
                let limit = Limit::Range { low, high: *high };
                found.extend(now.candidate(at, limit, less(now.inside, such, &sorted[..gone])));
            }
            found
        }
        (BoxColumn::Choices { of, each }, Limit::Among(allowed)) => {
            let mut counts = vec![Inside::default(); *of];
            for point in sorted {
                let count = &mut counts[each[*point]];
                count.n += 1;
                count.such += usize::from(such[*point]);
            }
            let one = |(choice, count): (usize, &Inside)| {
                let mut allowed = allowed.clone();
                allowed[choice] = false;
                let inside = Inside {
                    n: now.inside.n - count.n,
                    such: now.inside.such - count.such,
                };
                now.candidate(at, Limit::Among(allowed), inside)
            };
            counts.iter().enumerate().filter_map(one).collect()
        }
        _ => unreachable!("invariant: a limit is of the kind of its column"),
    }
}

/// Halfway between two numbers, as a greatest that leaves out the upper and as a least that leaves out
/// the lower: where none lies between them, they are themselves the ends.
fn between(lower: f64, upper: f64) -> (f64, f64) {
    let middle = f64::midpoint(lower, upper);
    let greatest = if middle < upper { middle } else { lower };
    let least = if middle > lower { middle } else { upper };
    (greatest, least)
}

/// Every step that puts back points that the box leaves out by one thing that it asks alone.
fn pastes(described: Described, now: &BoxStep, share: f64) -> Vec<Candidate> {
    let Described {
        columns,
        such,
        points,
    } = described;
    // Points outside by one edge alone, and that edge.
    let mut outside: Vec<((usize, Edge), usize)> = Vec::new();
    for point in points {
        let limits = now.limits.0.iter().zip(columns).enumerate();
        let mut missed = limits.filter_map(|(at, (limit, column))| {
            limit.missed(column, *point).map(|edge| (at, edge))
        });
        if let (Some(edge), None) = (missed.next(), missed.next()) {
            outside.push((edge, *point));
        }
    }
    let count = (libm::ceil(share * now.inside.n as f64) as usize).max(1);
    let mut found = Vec::new();
    for (at, edge) in now.limits.edges() {
        let beyond = outside.iter().filter(|(of, _)| *of == (at, edge));
        let beyond: Vec<usize> = beyond.map(|(_, point)| *point).collect();
        match (&columns[at], &now.limits.0[at]) {
            (BoxColumn::Numbers(numbers), limit) if !beyond.is_empty() => {
                let (limit, back) = wider(limit, edge, numbers, beyond, count);
                found.extend(now.candidate(at, limit, more(now.inside, such, &back)));
            }
            (BoxColumn::Choices { of, each }, Limit::Among(allowed)) => {
                for choice in (0..*of).filter(|choice| !allowed[*choice]) {
                    let back = beyond
                        .iter()
                        .copied()
                        .filter(|point| each[*point] == choice);
                    let back: Vec<usize> = back.collect();
                    let mut allowed = allowed.clone();
                    allowed[choice] = true;
                    let inside = more(now.inside, such, &back);
                    found.extend(now.candidate(at, Limit::Among(allowed), inside));
                }
            }
            _ => {}
        }
    }
    found
}

fn more(inside: Inside, such: &[bool], back: &[usize]) -> Inside {
    let back = among(such, back);
    Inside {
        n: inside.n + back.n,
        such: inside.such + back.such,
    }
}

/// A limit that takes so many points back, of those beyond its edge, with all that are tied with the last
/// of them; beyond all of them it asks nothing.
fn wider(
    limit: &Limit,
    edge: Edge,
    numbers: &[f64],
    mut beyond: Vec<usize>,
    count: usize,
) -> (Limit, Vec<usize>) {
    beyond.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    if edge == Edge::Low {
        beyond.reverse();
    }
    let last = numbers[beyond[count.min(beyond.len()) - 1]];
    let is_back = |point: &usize| match edge {
        Edge::Low => numbers[*point] >= last,
        _ => numbers[*point] <= last,
    };
    let back = beyond.partition_point(is_back);
    let next = beyond.get(back).map(|point| numbers[*point]);
    let (mut low, mut high) = match limit {
        Limit::Range { low, high } => (*low, *high),
        Limit::Among(_) => (None, None),
    };
    match edge {
        Edge::Low => low = next.map(|next| between(next, last).1),
        _ => high = next.map(|next| between(last, next).0),
    }
    beyond.truncate(back);
    (Limit::Range { low, high }, beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENT: Patience = Patience {
        peel: 0.05,
        paste: 0.05,
        least: 0.05,
    };

    /// Points of a fine lattice of two numbers in [0, 1], and a choice that goes round.
    fn lattice() -> Vec<BoxColumn> {
        let side = 30;
        let of = |at: fn(usize, usize) -> usize| -> Vec<f64> {
            let points = 0..side * side;
            points
                .map(|point| (at(point, side) as f64 + 0.5) / side as f64)
                .collect()
        };
        let each = (0..side * side).map(|point| (point * 7 + point / 30) % 3);
        vec![
            BoxColumn::Numbers(of(|point, side| point / side)),
            BoxColumn::Numbers(of(|point, side| point % side)),
            BoxColumn::Choices {
                of: 3,
                each: each.collect(),
            },
        ]
    }

    fn steps(columns: &[BoxColumn], such: &[bool]) -> Vec<BoxStep> {
        let points: Vec<usize> = (0..such.len()).collect();
        let described = Described {
            columns,
            such,
            points: &points,
        };
        let steps = trajectory(described, PATIENT);
        for step in &steps {
            let inside = step.limits.inside(columns, such, &points);
            assert_eq!(inside, step.inside, "what it says it holds it holds");
        }
        steps
    }

    #[test]
    fn a_planted_box_is_found_to_the_point() {
        let columns = lattice();
        let planted = PointBox(vec![
            Limit::Range {
                low: Some(0.4),
                high: None,
            },
            Limit::Range {
                low: None,
                high: Some(0.5),
            },
            Limit::Among(vec![true, false, true]),
        ]);
        let such: Vec<bool> = (0..900)
            .map(|point| planted.holds(&columns, point))
            .collect();
        let steps = steps(&columns, &such);
        let last = &steps[steps.len() - 1];
        assert!((last.inside.density() - 1.0).abs() < 1e-12);
        let all = steps[0].inside;
        assert!(last.inside.coverage(all) > 0.9, "{last:?}");
        let Limit::Range { low, high } = &last.limits.0[0] else {
            panic!("a column of numbers has a range");
        };
        assert!(
            (low.unwrap() - 0.4).abs() < 0.06 && high.is_none(),
            "{last:?}"
        );
        assert_eq!(last.limits.0[2], planted.0[2]);
        // Density rises from step to step.
        let rises = |pair: &[BoxStep]| pair[0].inside.density() < pair[1].inside.density();
        assert!(steps.windows(2).all(rises));
    }

    #[test]
    fn what_peeling_took_too_much_of_is_put_back() {
        // One number; of the kind are those above a half, but for a few within that lure the peeling on.
        let numbers: Vec<f64> = (0..1000).map(f64::from).collect();
        let such: Vec<bool> = (0..1000)
            .map(|x| x >= 500 && !(505..520).contains(&x))
            .collect();
        let columns = [BoxColumn::Numbers(numbers)];
        let steps = steps(&columns, &such);
        let last = &steps[steps.len() - 1];
        assert!(last.inside.density() > 0.999);
        let low = steps.iter().map(|step| step.inside.n).min();
        assert!(low >= Some(50));
    }

    #[test]
    fn ties_go_together_and_a_column_of_one_value_is_left_alone() {
        let numbers: Vec<f64> = (0..200).map(|x| f64::from(x % 4)).collect();
        let such: Vec<bool> = numbers.iter().map(|x| *x >= 2.0).collect();
        let columns = [
            BoxColumn::Numbers(numbers),
            BoxColumn::Numbers(vec![1.0; 200]),
        ];
        let steps = steps(&columns, &such);
        let sizes: Vec<usize> = steps.iter().map(|step| step.inside.n).collect();
        assert_eq!(sizes, [200, 150, 100]);
        let last = &steps[2].limits;
        let limit = Limit::Range {
            low: Some(1.5),
            high: None,
        };
        assert_eq!((last.restricted(), &last.0[0]), (1, &limit));
    }

    #[test]
    fn no_box_is_smaller_than_the_least() {
        let numbers: Vec<f64> = (0..300).map(f64::from).collect();
        let such: Vec<bool> = (0..300).map(|x| x > 295).collect();
        let steps = steps(&[BoxColumn::Numbers(numbers)], &such);
        let sizes: Vec<usize> = steps.iter().map(|step| step.inside.n).collect();
        assert!(*sizes.iter().min().unwrap() >= 15, "{sizes:?}");
    }

    #[test]
    fn neighbours_without_a_number_between_are_told_apart() {
        let upper = 1.0_f64.next_up();
        let (greatest, least) = between(1.0, upper);
        assert!(greatest < upper && least > 1.0);
    }
}
