//! Multiple comparisons with the best.

use super::decision::Better;
use super::interval::Estimate;
use super::method::Method;

/// A treatment compared with the best of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgainstBest {
    /// The treatment's mean minus the mean of the best *other* treatment, with the
    /// constrained simultaneous interval of Hsu (1984), method `hsu_constrained`.
    /// Its interval always touches zero or holds it; an unknown end is unbounded.
    pub difference: Estimate,
    /// Whether the treatment cannot be told from the best. The true best is among
    /// these with probability at least the level.
    pub candidate: bool,
}

/// The level at which each pairwise interval must hold for intervals against the
/// best of `treatments` to hold together at `level`.
///
/// Hsu's argument needs only the one-sided comparisons of the one true best with each
/// of the others, `treatments - 1` of them, so by Bonferroni each side may miss with
/// probability (1 - level) / (treatments - 1): a two-sided level of
/// 1 - 2 (1 - level) / (treatments - 1). Requires `level` above one half.
pub fn pair_level(level: f64, treatments: usize) -> f64 {
    debug_assert!(
        level > 0.5 && level < 1.0,
        "invariant: the level lies in (1/2, 1), not {level}"
    );
    1.0 - 2.0 * (1.0 - level) / treatments.saturating_sub(1).max(1) as f64
}

/// Compares each of `treatments` with the best of the others.
///
/// `difference(i, j)`, asked for i < j only, is the mean of i minus the mean of j
/// with an interval at [`pair_level`]`(level, treatments)`. With fewer than two
/// treatments there is nothing to compare and the differences are unknown.
pub fn against_best(
    treatments: usize,
    better: Better,
    level: f64,
    difference: impl Fn(usize, usize) -> Estimate,
) -> Vec<AgainstBest> {
    // The lead of i over j: positive where i is better.
    let lead = |i: usize, j: usize| {
        let ordered = if i < j {
            difference(i, j)
        } else {
            difference(j, i).negated()
        };
        if better == Better::Higher {
            ordered
        } else {
            ordered.negated()
        }
    };
    (0..treatments)
        .map(|i| {
            let leads: Vec<Estimate> = (0..treatments)
                .filter(|j| *j != i)
                .map(|j| lead(i, j))
                .collect();
            let smallest = smallest_lead(&leads, level);
            let constrained = Estimate {
                low: smallest.low.map(|low| low.min(0.0)),
                high: smallest.high.map(|high| high.max(0.0)),
                ..smallest
            };
            AgainstBest {
                difference: if better == Better::Higher {
                    constrained
                } else {
                    constrained.negated()
                },
                candidate: smallest.high.is_none_or(|high| high >= 0.0),
            }
        })
        .collect()
}

/// The smallest of the leads: over the best of the others. An unknown end makes a
/// low end unknown; for a high end any known one bounds the smallest.
fn smallest_lead(leads: &[Estimate], level: f64) -> Estimate {
    let all_known = |end: fn(&Estimate) -> Option<f64>| {
        let ends: Option<Vec<f64>> = leads.iter().map(end).collect();
        ends.and_then(|ends| ends.into_iter().reduce(f64::min))
    };
    Estimate {
        value: all_known(|lead| lead.value),
        low: all_known(|lead| lead.low),
        high: leads.iter().filter_map(|lead| lead.high).reduce(f64::min),
        level,
        method: Method::HsuConstrained,
        n: leads.iter().map(|lead| lead.n).min().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Differences of the means with the same half width for every pair.
    fn pairs(means: &[f64], half: f64) -> impl Fn(usize, usize) -> Estimate {
        move |i, j| {
            assert!(i < j);
            let value = means[i] - means[j];
            let (low, high) = (Some(value - half), Some(value + half));
            Estimate {
                value: Some(value),
                low,
                high,
                level: 0.9,
                method: Method::PairedT,
                n: 100,
            }
        }
    }

    #[test]
    fn hsus_formula_for_the_largest() {
        // Hsu (1984): D+ = max(0, m_i - max others + d), D- = min(0, m_i - max others - d).
        let means = [10.0, 7.0, 9.5, 2.0];
        let found = against_best(4, Better::Higher, 0.95, pairs(&means, 1.0));
        let ends: Vec<_> = found
            .iter()
            .map(|row| (row.difference.low.unwrap(), row.difference.high.unwrap()))
            .collect();
        assert_eq!(
            ends,
            vec![(-0.5, 1.5), (-4.0, 0.0), (-1.5, 0.5), (-9.0, 0.0)]
        );
        assert_eq!(
            found.iter().map(|row| row.candidate).collect::<Vec<_>>(),
            [true, false, true, false]
        );
        // A clear best is at least as good as the best of the others: its interval ends at 0.
        let clear = against_best(4, Better::Higher, 0.95, pairs(&means, 0.25));
        let best = clear[0].difference;
        assert_eq!((best.low, best.high), (Some(0.0), Some(0.75)));
    }

    #[test]
    fn lower_is_better_mirrors_higher_is_better() {
        let means = [10.0, 7.0, 9.5, 2.0];
        let mirrored = means.map(|mean: f64| -mean);
        let low = against_best(4, Better::Lower, 0.95, pairs(&means, 3.0));
        let high = against_best(4, Better::Higher, 0.95, pairs(&mirrored, 3.0));
        for (one, other) in low.iter().zip(high) {
            assert_eq!(one.difference, other.difference.negated());
            assert_eq!(one.candidate, other.candidate);
        }
        assert!(low[3].candidate && !low[1].candidate);
    }

    #[test]
    fn identical_treatments_stay_candidates_together() {
        let found = against_best(3, Better::Lower, 0.95, pairs(&[1.0, 1.0, 5.0], 0.0));
        assert_eq!(
            found.iter().map(|row| row.candidate).collect::<Vec<_>>(),
            [true, true, false]
        );
    }

    #[test]
    fn unknown_ends_exclude_nothing() {
        let found = against_best(2, Better::Higher, 0.95, |_, _| {
            Estimate::unknown(0.9, Method::PairedT, 1)
        });
        assert!(
            found
                .iter()
                .all(|row| row.candidate && row.difference.low.is_none())
        );
        let alone = against_best(1, Better::Higher, 0.95, |_, _| unreachable!());
        assert!(alone[0].candidate && alone[0].difference.value.is_none());
    }

    #[test]
    fn two_treatments_need_one_side_only() {
        assert!((pair_level(0.95, 2) - 0.9).abs() < 1e-12);
        assert!((pair_level(0.95, 6) - 0.98).abs() < 1e-12);
    }
}
