//! Values of uncertain parameters: from a place in the unit interval to one in the range, as probable as
//! the scenario holds it to be.

use crate::scenario::Uncertain;
use crate::scenario::distribution::Distribution;
use crate::stats::stretch;

/// The value that so much of the distribution, `place` in [0, 1], lies below. Of a parameter that is a
/// `whole` number, every one of the range has its turn: the range reaches to the next after its last.
pub fn value(range: &Uncertain, whole: bool, place: f64) -> f64 {
    let low = range.low;
    let last = if whole { range.high + 1.0 } else { range.high };
    let between = (low, last);
    let found = match &range.distribution {
        // Written out, so that worlds lie where they always lay.
        Distribution::Uniform if whole => low + libm::floor(place * (last - low)),
        Distribution::Uniform => stretch::uniform(between, place),
        Distribution::LogUniform => stretch::log_uniform(between, place),
        Distribution::Triangular { mode } if whole => {
            stretch::triangular(between, mode + 0.5, place)
        }
        Distribution::Triangular { mode } => stretch::triangular(between, *mode, place),
        Distribution::Beta { shape } => stretch::beta(between, *shape, place),
        Distribution::Levels(levels) => {
            let at = (place * levels.len() as f64) as usize;
            return levels[at.min(levels.len() - 1)];
        }
    };
    if whole {
        libm::floor(found).min(range.high)
    } else {
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: f64, high: f64, distribution: Distribution) -> Uncertain {
        Uncertain {
            path: "law.x".into(),
            low,
            high,
            distribution,
            source: String::new(),
        }
    }

    #[test]
    fn every_whole_number_has_its_turn_and_none_beyond_has_one() {
        let all = [
            Distribution::Uniform,
            Distribution::LogUniform,
            Distribution::Triangular { mode: 3.0 },
            Distribution::Beta { shape: (2.0, 2.0) },
        ];
        for distribution in all {
            let range = range(1.0, 4.0, distribution.clone());
            let places = (0..=1000).map(|at| value(&range, true, f64::from(at) / 1000.0));
            let mut found: Vec<i64> = places.map(|value| value as i64).collect();
            assert!(found.is_sorted(), "{distribution:?}");
            found.dedup();
            assert_eq!(found, [1, 2, 3, 4], "{distribution:?}");
        }
    }

    #[test]
    fn levels_come_alike() {
        let range = range(0.0, 9.0, Distribution::Levels(vec![0.0, 1.0, 9.0]));
        let counts = [0.0, 1.0, 9.0].map(|level| {
            let places = (0..300).map(|at| f64::from(at) / 300.0);
            let found = places.map(|place| value(&range, false, place));
            found.filter(|found| (found - level).abs() < 1e-12).count()
        });
        assert_eq!(counts, [100, 100, 100]);
        assert!((value(&range, false, 1.0) - 9.0).abs() < 1e-12);
    }
}
