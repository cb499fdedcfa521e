//! Proper scores of probabilistic forecasts; all are penalties, smaller is better
//! (Gneiting & Raftery 2007).

/// Logarithmic score of the probability given to what happened: -ln p. `None`,
/// unbounded, where that probability was zero.
pub fn log_score(probability: f64) -> Option<f64> {
    (probability > 0.0).then(|| 0.0 - libm::log(probability))
}

/// Brier score (1950) in its original form, summed over all classes: 0 to 2. For two
/// classes it is twice the squared error of one of them.
pub fn brier(probabilities: &[f64], happened: usize) -> f64 {
    let error = |(class, p): (usize, &f64)| p - f64::from(u8::from(class == happened));
    probabilities
        .iter()
        .enumerate()
        .map(error)
        .map(|error| error * error)
        .sum()
}

/// Ranked probability score (Epstein 1969) of ordered classes: the squared error of
/// the cumulative probability, averaged over the thresholds between classes, 0 to 1.
/// `None` below two classes.
pub fn ranked_probability(probabilities: &[f64], happened: usize) -> Option<f64> {
    let thresholds = probabilities
        .len()
        .checked_sub(1)
        .filter(|count| *count > 0)?;
    let (mut cumulative, mut sum) = (0.0, 0.0);
    for (class, p) in probabilities.iter().take(thresholds).enumerate() {
        cumulative += p;
        let error = cumulative - f64::from(u8::from(happened <= class));
        sum += error * error;
    }
    Some(sum / thresholds as f64)
}

/// Continuous ranked probability score of the empirical distribution of `sorted`
/// values (ascending) at `happened`: the integral of the squared distance between
/// the distribution and the step at what happened, in the unit of the values. `None`
/// without values.
///
/// It scores the empirical distribution itself, not the law it was drawn from: with
/// n values the expected score is larger by 1/(2n) of their mean absolute difference.
pub fn crps(sorted: &[f64], happened: f64) -> Option<f64> {
    weighted_crps(sorted.iter().map(|value| (*value, 1.0)), happened)
}

/// The same score of weighted values, ascending: pairs of a value and its mass. `None` without mass.
pub fn crps_weighted(ascending: &[(f64, f64)], happened: f64) -> Option<f64> {
    weighted_crps(ascending.iter().copied(), happened)
}

/// The same score of a histogram, where bin b stands for `value(b)`, non-decreasing
/// in b (the identity for days, `log1p` for a score on the scale of ratios).
/// `happened` is on the scale of `value`.
pub fn crps_histogram(counts: &[u64], value: impl Fn(usize) -> f64, happened: f64) -> Option<f64> {
    weighted_crps(
        counts
            .iter()
            .enumerate()
            .map(|(bin, count)| (value(bin), *count as f64)),
        happened,
    )
}

/// Integrates (F(x) - [x >= happened])² over the stretches between values.
fn weighted_crps(
    ascending: impl Iterator<Item = (f64, f64)> + Clone,
    happened: f64,
) -> Option<f64> {
    let n: f64 = ascending.clone().map(|(_, mass)| mass).sum();
    if n <= 0.0 {
        return None;
    }
    let (mut integral, mut below, mut from) = (0.0, 0.0, f64::NEG_INFINITY);
    for (to, mass) in ascending {
        integral += stretch(from, to, below / n, happened);
        below += mass;
        from = to;
    }
    Some(integral + stretch(from, f64::INFINITY, 1.0, happened))
}

/// The part of the integral on [from, to], where the distribution function is `mass`.
fn stretch(from: f64, to: f64, mass: f64, happened: f64) -> f64 {
    let before = (to.min(happened) - from).max(0.0);
    let after = (to - from.max(happened)).max(0.0);
    // Outside the values F is 0 or 1 and the unbounded piece has no error at all.
    let weigh = |length: f64, error: f64| {
        if error > 0.0 {
            length * error * error
        } else {
            0.0
        }
    };
    weigh(before, mass) + weigh(after, 1.0 - mass)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categorical_scores_of_known_forecasts() {
        assert!((log_score(0.25).unwrap() - libm::log(4.0)).abs() < 1e-15);
        assert_eq!((log_score(1.0), log_score(0.0)), (Some(0.0), None));
        assert!((brier(&[0.2, 0.5, 0.3], 1) - (0.04 + 0.25 + 0.09)).abs() < 1e-15);
        // Thresholds: (0.2 - 0)², (0.7 - 1)².
        assert!((ranked_probability(&[0.2, 0.5, 0.3], 1).unwrap() - 0.065).abs() < 1e-15);
        assert_eq!(ranked_probability(&[1.0], 0), None);
    }

    #[test]
    fn the_truth_minimises_each_expected_score() {
        let truth = [0.5, 0.3, 0.2];
        let expected = |score: &dyn Fn(usize) -> f64| {
            truth
                .iter()
                .enumerate()
                .map(|(k, p)| p * score(k))
                .sum::<f64>()
        };
        for forecast in [
            [0.6, 0.2, 0.2],
            [0.4, 0.3, 0.3],
            [0.34, 0.33, 0.33],
            [0.5, 0.2, 0.3],
        ] {
            let log = |p: [f64; 3]| expected(&|k| log_score(p[k]).unwrap());
            let quadratic = |p: [f64; 3]| expected(&|k| brier(&p, k));
            let ranked = |p: [f64; 3]| expected(&|k| ranked_probability(&p, k).unwrap());
            assert!(log(truth) < log(forecast));
            assert!(quadratic(truth) < quadratic(forecast));
            assert!(ranked(truth) < ranked(forecast));
        }
    }

    #[test]
    fn crps_equals_its_kernel_form() {
        // E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007, eq. 21).
        let values = [0.5, 1.0, 1.0, 2.5, 7.0];
        for happened in [-3.0, 0.5, 1.0, 1.7, 7.0, 30.0] {
            let to_truth = values
                .iter()
                .map(|x: &f64| (x - happened).abs())
                .sum::<f64>()
                / 5.0;
            let apart = values
                .iter()
                .flat_map(|x| values.iter().map(move |y| (x - y).abs()))
                .sum::<f64>()
                / 25.0;
            assert!((crps(&values, happened).unwrap() - (to_truth - apart / 2.0)).abs() < 1e-12);
        }
        assert_eq!(crps(&[], 1.0), None);
        let weighted = [(0.5, 0.2), (1.0, 0.4), (2.5, 0.2), (7.0, 0.2)];
        let same = crps_weighted(&weighted, 1.7).unwrap() - crps(&values, 1.7).unwrap();
        assert!(same.abs() < 1e-12);
    }

    #[test]
    fn a_histogram_scores_like_its_values() {
        let counts = [0, 2, 0, 1, 4];
        let scale = |bin: usize| libm::log1p(bin as f64);
        let values: Vec<f64> = [1, 1, 3, 4, 4, 4, 4].map(scale).to_vec();
        for happened in [0.0, 1.0, 1.5, 3.0] {
            let found = crps_histogram(&counts, scale, happened).unwrap();
            assert!((found - crps(&values, happened).unwrap()).abs() < 1e-12);
        }
        assert_eq!(crps_histogram(&[0, 0], scale, 1.0), None);
    }
}
