//! Choosing under deep uncertainty: robustness of options over worlds.

use super::interval::Estimate;
use super::method::Method;
use super::special::t_quantile_upper;
use std::cmp::Ordering;

/// Which direction of a metric is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Smaller values are better.
    Lower,
    /// Larger values are better.
    Higher,
}

impl Better {
    /// `value` turned so that larger is better.
    fn gain(self, value: f64) -> f64 {
        match self {
            Self::Lower => -value,
            Self::Higher => value,
        }
    }
}

/// How one option does over all worlds; names as in McPhail et al. (2018).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Robustness {
    /// Mean over the worlds (Laplace's principle of insufficient reason).
    pub mean: f64,
    /// The worst value in any world (maximin).
    pub worst: f64,
    /// Largest absolute regret: distance to the best option of the same world.
    pub max_regret: f64,
    /// 90th percentile of the absolute regret over worlds (inverse ECDF).
    pub regret_p90: f64,
    /// Starr's domain criterion in its original form (Starr 1962; Schneller &
    /// Sphicas 1983): the share of worlds in which the option is best. Options that
    /// tie for best each count.
    pub domain: f64,
    /// Share of worlds in which the option meets the threshold (satisficing), where
    /// a threshold is given.
    pub satisficing: Option<f64>,
}

/// Robustness of each option: `values[option][world]`, all rows of one length.
/// Empty where there are no worlds.
pub fn robustness(values: &[Vec<f64>], better: Better, threshold: Option<f64>) -> Vec<Robustness> {
    let worlds = values.first().map_or(0, Vec::len);
    debug_assert!(
        values.iter().all(|row| row.len() == worlds),
        "invariant: every option meets every world"
    );
    if worlds == 0 {
        return Vec::new();
    }
    let best: Vec<f64> = (0..worlds)
        .map(|world| {
            values
                .iter()
                .map(|row| better.gain(row[world]))
                .fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    values
        .iter()
        .map(|row| row_robustness(row, &best, better, threshold))
        .collect()
}

fn row_robustness(row: &[f64], best: &[f64], better: Better, threshold: Option<f64>) -> Robustness {
    let worlds = row.len() as f64;
    let gains = || row.iter().map(|value| better.gain(*value));
    let mut regrets: Vec<f64> = gains().zip(best).map(|(gain, best)| best - gain).collect();
    regrets.sort_by(f64::total_cmp);
    let worst = gains().fold(f64::INFINITY, f64::min);
    // Smallest r with r / worlds >= 9 / 10, in integers.
    let rank = (9 * regrets.len()).div_ceil(10);
    Robustness {
        mean: row.iter().sum::<f64>() / worlds,
        worst: better.gain(worst),
        max_regret: regrets[regrets.len() - 1],
        regret_p90: regrets[rank - 1],
        domain: regrets.iter().filter(|regret| **regret <= 0.0).count() as f64 / worlds,
        satisficing: threshold.map(|threshold| {
            gains()
                .filter(|gain| *gain >= better.gain(threshold))
                .count() as f64
                / worlds
        }),
    }
}

/// The mean of independent replicate results with Student's t interval, method
/// `replicate_t`: for statistics whose spread within a replicate is not known, such
/// as anything computed over one Latin hypercube.
///
/// It estimates the mean of the statistic *at the size of one replicate*: the worst
/// of 20 worlds is not the worst of 200. No interval below two replicates or where
/// they do not differ.
pub fn replicate_mean(replicates: &[f64], level: f64) -> Estimate {
    let n = replicates.len() as f64;
    if replicates.is_empty() {
        return Estimate::unknown(level, Method::ReplicateT, 0);
    }
    let mean = replicates.iter().sum::<f64>() / n;
    let squares: f64 = replicates
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let half = (squares > 0.0).then(|| {
        t_quantile_upper(n - 1.0, super::interval::tail(level))
            * libm::sqrt(squares / (n - 1.0) / n)
    });
    Estimate {
        value: Some(mean),
        low: half.map(|half| mean - half),
        high: half.map(|half| mean + half),
        level,
        method: Method::ReplicateT,
        n: replicates.len() as u64,
    }
}

/// Which options no other dominates. `compare(a, b, objective)` says whether `a` is better
/// (`Greater`), worse, or neither; an option is dominated where another is better in one objective
/// and worse in none. Options that cannot be told apart do not dominate each other.
pub fn non_dominated(
    options: usize,
    objectives: usize,
    compare: impl Fn(usize, usize, usize) -> Ordering,
) -> Vec<bool> {
    let dominates = |a: usize, b: usize| {
        let orders: Vec<Ordering> = (0..objectives).map(|o| compare(a, b, o)).collect();
        orders.contains(&Ordering::Greater) && !orders.contains(&Ordering::Less)
    };
    let stands = |b: usize| !(0..options).any(|a| a != b && dominates(a, b));
    (0..options).map(stands).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_replicates_has_students_interval() {
        // SciPy: stats.t.interval(0.95, 3, loc=mean, scale=stats.sem([1, 2, 4, 9])).
        let found = replicate_mean(&[1.0, 2.0, 4.0, 9.0], 0.95);
        let near = |end: Option<f64>, expected: f64| (end.unwrap() - expected).abs() < 1e-9;
        assert!(near(found.value, 4.0), "{found:?}");
        assert!(
            near(found.low, -1.663_204_705_734) && near(found.high, 9.663_204_705_734),
            "{found:?}"
        );
        assert_eq!(replicate_mean(&[2.0; 5], 0.95).interval(), None);
    }

    #[test]
    fn textbook_payoff_table() {
        // Rows are options, columns worlds; larger is better.
        let table = vec![
            vec![5.0, 7.0, 1.0, 3.0],
            vec![4.0, 4.0, 4.0, 4.0],
            vec![5.0, 0.0, 6.0, 2.0],
        ];
        let found = robustness(&table, Better::Higher, Some(4.0));
        assert_eq!(
            found.iter().map(|row| row.worst).collect::<Vec<_>>(),
            [1.0, 4.0, 0.0]
        );
        assert_eq!(
            found.iter().map(|row| row.max_regret).collect::<Vec<_>>(),
            [5.0, 3.0, 7.0]
        );
        assert_eq!(
            found.iter().map(|row| row.domain).collect::<Vec<_>>(),
            [0.5, 0.25, 0.5]
        );
        assert_eq!(
            found
                .iter()
                .map(|row| row.satisficing.unwrap())
                .collect::<Vec<_>>(),
            [0.5, 1.0, 0.5]
        );
        assert_eq!(
            found.iter().map(|row| row.mean).collect::<Vec<_>>(),
            [4.0, 4.0, 3.25]
        );
    }

    #[test]
    fn lower_is_better_turns_every_criterion() {
        let table = vec![vec![0.1, 0.5], vec![0.2, 0.3]];
        let found = robustness(&table, Better::Lower, Some(0.3));
        assert_eq!((found[0].worst, found[1].worst), (0.5, 0.3));
        assert!(
            (found[0].max_regret - 0.2).abs() < 1e-15 && (found[1].max_regret - 0.1).abs() < 1e-15
        );
        assert_eq!(
            (found[0].satisficing, found[1].satisficing),
            (Some(0.5), Some(1.0))
        );
        assert_eq!((found[0].domain, found[1].domain), (0.5, 0.5));
    }

    #[test]
    fn ninetieth_percentile_is_the_inverse_ecdf() {
        let flat = vec![0.0; 20];
        let rising: Vec<f64> = (1..=20).map(f64::from).collect();
        let found = robustness(&[flat, rising], Better::Lower, None);
        assert_eq!((found[1].regret_p90, found[1].max_regret), (18.0, 20.0));
        assert_eq!((found[0].domain, found[0].satisficing), (1.0, None));
        assert!(robustness(&[], Better::Lower, None).is_empty());
    }

    #[test]
    fn replicates_get_students_interval() {
        let estimate = replicate_mean(&[1.0, 2.0, 3.0], 0.95);
        // t(2) = 4.302653, s = 1.
        assert!((estimate.high.unwrap() - 2.0 - 4.302_652_730 / libm::sqrt(3.0)).abs() < 1e-8);
        assert_eq!(replicate_mean(&[2.0], 0.95).interval(), None);
        assert_eq!(replicate_mean(&[], 0.95).value, None);
    }

    #[test]
    fn dominated_options_are_found() {
        let table: [[f64; 2]; 4] = [[1.0, 5.0], [2.0, 5.0], [0.5, 4.0], [1.0, 5.0]];
        let sides = [Better::Lower, Better::Higher];
        let exactly = |a: usize, b: usize, o: usize| {
            let [a, b] = [a, b].map(|option| sides[o].gain(table[option][o]));
            a.total_cmp(&b)
        };
        let found = non_dominated(4, 2, exactly);
        assert_eq!(found, [true, false, true, true]);
        // Where no difference can be told, nothing dominates.
        let coarse = |a: usize, b: usize, o: usize| {
            let near = (table[a][o] - table[b][o]).abs() <= 1.5;
            if near {
                Ordering::Equal
            } else {
                exactly(a, b, o)
            }
        };
        assert_eq!(non_dominated(4, 2, coarse), [true; 4]);
    }
}
