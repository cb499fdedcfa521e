//! Boxes: limits on columns of numbers, sets of the choices of others, and which points they hold.

/// What points are in one respect.
#[derive(Debug, Clone, PartialEq)]
pub enum BoxColumn {
    /// A number of each point.
    Numbers(Vec<f64>),
    /// One of so many choices, counted from 0.
    Choices {
        /// How many there are.
        of: usize,
        /// The choice of each point.
        each: Vec<usize>,
    },
}

/// What a box asks of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// A number, not below one end and not above the other, where there is one.
    Range {
        /// The lower end.
        low: Option<f64>,
        /// The upper end.
        high: Option<f64>,
    },
    /// One of the choices that it allows.
    Among(Vec<bool>),
}

/// One thing that a box asks: it can be given up by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// The lower end.
    Low,
    /// The upper end.
    High,
    /// The choices.
    Choices,
}

/// Limits on all columns, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct PointBox(pub Vec<Limit>);

/// Points of a kind inside of something, and all that are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inside {
    /// All points.
    pub n: usize,
    /// Those of the kind.
    pub such: usize,
}

impl Inside {
    /// The share of its points that are of the kind; none of no points.
    pub fn density(self) -> f64 {
        if self.n == 0 {
            return 0.0;
        }
        self.such as f64 / self.n as f64
    }

    /// Of all points of the kind, the share that is in it.
    pub fn coverage(self, all: Inside) -> f64 {
        if all.such == 0 {
            return 0.0;
        }
        self.such as f64 / all.such as f64
    }

    /// Of all points, the share that is in it.
    pub fn mass(self, all: Inside) -> f64 {
        self.n as f64 / all.n as f64
    }

    /// How well being in it agrees with being of the kind, of all points: their correlation, from -1 to
    /// 1 (Yule's phi); 0 where one of the two is always so.
    pub fn agreement(self, all: Inside) -> f64 {
        let (n, such) = (self.n as f64, self.such as f64);
        let (whole, kind) = (all.n as f64, all.such as f64);
        let spread = n * (whole - n) * kind * (whole - kind);
        if spread <= 0.0 {
            return 0.0;
        }
        (such * whole - n * kind) / libm::sqrt(spread)
    }
}

impl BoxColumn {
    /// What asks nothing of it.
    pub fn free(&self) -> Limit {
        match self {
            BoxColumn::Numbers(_) => Limit::Range {
                low: None,
                high: None,
            },
            BoxColumn::Choices { of, .. } => Limit::Among(vec![true; *of]),
        }
    }
}

impl Limit {
    /// Whether it asks anything.
    pub fn is_restricted(&self) -> bool {
        !self.edges().is_empty()
    }

    /// What it asks.
    pub fn edges(&self) -> Vec<Edge> {
        match self {
            Limit::Range { low, high } => {
                let low = low.map(|_| Edge::Low);
                low.into_iter().chain(high.map(|_| Edge::High)).collect()
            }
            Limit::Among(allowed) if allowed.iter().all(|yes| *yes) => Vec::new(),
            Limit::Among(_) => vec![Edge::Choices],
        }
    }

    /// Gives up what it asks there.
    pub fn give_up(&mut self, edge: Edge) {
        match (self, edge) {
            (Limit::Range { low, .. }, Edge::Low) => *low = None,
            (Limit::Range { high, .. }, Edge::High) => *high = None,
            (Limit::Among(allowed), Edge::Choices) => allowed.fill(true),
            _ => {}
        }
    }

    /// What of it a point does not meet.
    pub(super) fn missed(&self, column: &BoxColumn, point: usize) -> Option<Edge> {
        match (self, column) {
            (Limit::Range { low, high }, BoxColumn::Numbers(numbers)) => {
                let number = numbers[point];
                if low.is_some_and(|low| number < low) {
                    Some(Edge::Low)
                } else {
                    high.filter(|high| number > *high).map(|_| Edge::High)
                }
            }
            (Limit::Among(allowed), BoxColumn::Choices { each, .. }) => {
                (!allowed[each[point]]).then_some(Edge::Choices)
            }
            _ => unreachable!("invariant: a limit is of the kind of its column"),
        }
    }
}

impl PointBox {
    /// The box that asks nothing.
    pub fn whole(columns: &[BoxColumn]) -> Self {
        Self(columns.iter().map(BoxColumn::free).collect())
    }

    /// Whether it holds a point.
    pub fn holds(&self, columns: &[BoxColumn], point: usize) -> bool {
        let mut limits = self.0.iter().zip(columns);
        limits.all(|(limit, column)| limit.missed(column, point).is_none())
    }

    /// How many columns it asks something of.
    pub fn restricted(&self) -> usize {
        self.0.iter().filter(|limit| limit.is_restricted()).count()
    }

    /// All that it asks, by the column and what of it.
    pub fn edges(&self) -> Vec<(usize, Edge)> {
        let limits = self.0.iter().enumerate();
        let edges = limits.map(|(at, limit)| limit.edges().into_iter().map(move |edge| (at, edge)));
        edges.flatten().collect()
    }

    /// The same without one thing that it asks.
    #[must_use]
    pub fn without(&self, (column, edge): (usize, Edge)) -> Self {
        let mut other = self.clone();
        other.0[column].give_up(edge);
        other
    }

    /// What it holds of some points.
    pub fn inside(&self, columns: &[BoxColumn], such: &[bool], points: &[usize]) -> Inside {
        let held = points.iter().filter(|point| self.holds(columns, **point));
        held.fold(Inside::default(), |inside, point| Inside {
            n: inside.n + 1,
            such: inside.such + usize::from(such[*point]),
        })
    }
}

/// Some points, by what they are.
pub fn among(such: &[bool], points: &[usize]) -> Inside {
    Inside {
        n: points.len(),
        such: points.iter().filter(|point| such[**point]).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_holds_what_meets_all_that_it_asks() {
        let columns = [
            BoxColumn::Numbers(vec![0.0, 1.0, 2.0, 3.0]),
            BoxColumn::Choices {
                of: 2,
                each: vec![0, 1, 1, 0],
            },
        ];
        let mut asked = PointBox::whole(&columns);
        assert_eq!((asked.restricted(), asked.edges().len()), (0, 0));
        asked.0[0] = Limit::Range {
            low: Some(1.0),
            high: Some(2.5),
        };
        asked.0[1] = Limit::Among(vec![false, true]);
        let held: Vec<bool> = (0..4).map(|point| asked.holds(&columns, point)).collect();
        assert_eq!(held, [false, true, true, false]);
        assert_eq!((asked.restricted(), asked.edges().len()), (2, 3));
        let such = [true, true, false, true];
        let inside = asked.inside(&columns, &such, &[0, 1, 2, 3]);
        assert_eq!(inside, Inside { n: 2, such: 1 });
        let all = among(&such, &[0, 1, 2, 3]);
        let told = [inside.coverage(all), inside.density(), inside.mass(all)];
        let known = [1.0 / 3.0, 0.5, 0.5];
        assert!(told.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12));
        let wider = asked.without((0, Edge::Low)).without((1, Edge::Choices));
        assert_eq!(wider.inside(&columns, &such, &[0, 1, 2, 3]).n, 3);
    }

    #[test]
    fn agreement_is_the_correlation_of_two_yes_or_noes() {
        let all = Inside { n: 40, such: 10 };
        assert!((Inside { n: 10, such: 10 }.agreement(all) - 1.0).abs() < 1e-12);
        assert!((Inside { n: 30, such: 0 }.agreement(all) + 1.0).abs() < 1e-12);
        assert!(Inside { n: 20, such: 5 }.agreement(all).abs() < 1e-12);
        assert!(all.agreement(all).abs() < 1e-12);
        // Of the table 8, 4; 2, 26.
        let found = Inside { n: 12, such: 8 }.agreement(all);
        let known = (8.0 * 26.0 - 4.0 * 2.0) / libm::sqrt(12.0 * 28.0 * 10.0 * 30.0);
        assert!((found - known).abs() < 1e-12);
    }
}
