//! Draws of a posterior as parameters of cases, and the trials that each plays.

use super::case::Cases;
use super::vary::{SHIFTS, Varied, VaryError, free, shifts};
use crate::diagnostic::{Code, Problem, nearest};
use crate::scenario::ReadError;
use crate::study::posterior::Posterior;
use std::ops::Range;
use std::sync::Arc;

/// Values of parameters that vary, each with its weight. Without any: as the scenarios say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draws {
    values: Vec<Vec<f64>>,
    /// The sum of the weights up to each.
    sums: Vec<f64>,
}

impl Draws {
    /// Draws with their weights, of which one is above zero.
    pub fn weighted(values: Vec<Vec<f64>>, weights: impl Iterator<Item = f64> + Clone) -> Self {
        // So that weights which are all alike add up without rounding, whatever they are.
        let largest = weights.clone().fold(0.0, f64::max);
        let mut sum = 0.0;
        let sums = weights.map(|weight| {
            sum += weight / largest;
            sum
        });
        Self {
            sums: sums.collect(),
            values,
        }
    }

    /// Draws of equal weight.
    pub fn alike(values: Vec<Vec<f64>>) -> Self {
        let weights = std::iter::repeat_n(1.0, values.len());
        Self::weighted(values, weights)
    }

    /// So many of them at most, chosen by their weights at equal distances.
    #[must_use]
    pub fn some(&self, slots: u64) -> Self {
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for (draw, slots) in self.turns(slots) {
            values.push(draw.to_vec());
            weights.push((slots.end - slots.start) as f64);
        }
        Self::weighted(values, weights.iter().copied())
    }

    /// So many trials, shared among the draws by their weights: the values of each draw that plays, and
    /// its trials.
    pub fn turns(&self, trials: u64) -> Vec<(&[f64], Range<u64>)> {
        let Some(all) = self.sums.last() else {
            return vec![(&[], 0..trials)];
        };
        let (mut turns, mut from) = (Vec::new(), 0);
        for (values, sum) in self.values.iter().zip(&self.sums) {
            let to = (sum / all * trials as f64).round() as u64;
            if to > from {
                turns.push((&values[..], from..to));
            }
            from = to;
        }
        turns
    }
}

/// Cases under a posterior.
#[derive(Debug, Clone)]
pub struct Averaged {
    /// What was drawn from.
    pub posterior: Arc<Posterior>,
    /// The onsets of the cases under its parameters.
    pub varied: Varied,
    /// Its draws.
    pub draws: Draws,
    /// Parameters that move nothing in these cases: shifts of rules that none of them meets or of a
    /// template that they do not have, and what their user overrides.
    pub idle: Vec<String>,
    /// What the posterior probably does not mean of the cases; render with its sources.
    pub warnings: Vec<Problem>,
}

impl Averaged {
    /// A posterior for cases; overrides of their user hold in every draw.
    ///
    /// # Errors
    /// [`VaryError::Read`]: every parameter that the cases do not have and every value that they do not take, where the table has it.
    pub fn new(posterior: Arc<Posterior>, cases: &Cases) -> Result<Self, VaryError> {
        let (problems, warnings) = checked(&posterior, cases)?;
        if !problems.is_empty() {
            return Err(posterior.invalid(problems).into());
        }
        let shared = cases.template.is_some();
        // Without a template nothing is shifted.
        let kept = |path: &&str| shared || !is_shift(path);
        let paths: Vec<String> = posterior
            .all_paths()
            .filter(kept)
            .map(String::from)
            .collect();
        let varied = Varied::of(cases, &paths)?;
        let idle = varied.idle();
        let unshifted = posterior.all_paths().filter(|path| !kept(path));
        let idle = idle
            .into_iter()
            .chain(unshifted.map(String::from))
            .collect();
        let values = |draw: usize| {
            let values = posterior.all_paths().zip(posterior.values(draw));
            let values = values.filter(|(path, _)| kept(path));
            values.map(|(_, value)| value).collect()
        };
        let values = (0..posterior.len()).map(values).collect();
        let weights: Vec<f64> = posterior.weights().collect();
        Ok(Self {
            draws: Draws::weighted(values, weights.iter().copied()),
            varied,
            idle,
            warnings,
            posterior,
        })
    }
}

/// Whether a path is of a template of cases.
fn is_shift(path: &str) -> bool {
    path.starts_with("cases.")
}

/// What does not fit, and what is probably not meant.
fn checked(
    posterior: &Posterior,
    cases: &Cases,
) -> Result<(Vec<Problem>, Vec<Problem>), ReadError> {
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    // What a template makes has the same actors, pairs and parameters in every case.
    let told = if cases.template.is_some() {
        1
    } else {
        cases.list.len()
    };
    let says = cases.template.is_none() || posterior.paths().next().is_some();
    for case in cases.list.iter().take(told).filter(|_| says) {
        match posterior.fits(&case.draft, &cases.sets) {
            Ok(found) => warnings.extend(found),
            Err(ReadError::Invalid(found)) => problems.extend(found.list),
            Err(other) => return Err(other),
        }
    }
    let shifts: Vec<String> = cases.template.iter().flat_map(shifts).collect();
    for (at, path) in posterior.all_paths().enumerate() {
        let place = posterior.column(at);
        if !is_shift(path) {
            let told = problems.iter().any(|problem| problem.place == place);
            if !told && free(cases, path).is_err() {
                let message = format!("`{path}` names no number that can vary");
                problems.push(Problem::new(Code::UnknownKey, place, message));
            }
            continue;
        }
        if cases.template.is_none() {
            continue;
        }
        if free(cases, path).is_err() {
            let message = format!("`{path}` is no shift of the template");
            let problem = Problem::new(Code::UnknownKey, place, message);
            let near = nearest(path, shifts.iter().map(String::as_str));
            problems.push(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
            continue;
        }
        let (low, high) = SHIFTS;
        for draw in 0..posterior.len() {
            let value = posterior.values(draw).nth(at);
            let value = value.expect("invariant: a value for each column");
            if !(low..=high).contains(&value) {
                let message = format!("`{path}` is {value}, out of bounds");
                let problem = Problem::new(Code::OutOfBounds, posterior.cell(draw, at), message);
                problems.push(problem.label(format!("must lie from {low} to {high}")));
            }
        }
    }
    Ok((problems, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(weights: &[f64], trials: u64) -> Vec<u64> {
        let values = (0..weights.len()).map(|draw| vec![draw as f64]).collect();
        let draws = Draws::weighted(values, weights.iter().copied());
        let mut next = 0;
        let mut shares = vec![0; weights.len()];
        for (values, trials) in draws.turns(trials) {
            assert_eq!(trials.start, next, "no trial is played twice");
            next = trials.end;
            shares[values[0] as usize] = trials.end - trials.start;
        }
        assert_eq!(next, trials, "and none is left out");
        shares
    }

    #[test]
    fn trials_are_shared_by_weight() {
        assert_eq!(shares(&[1.0, 3.0], 100), [25, 75]);
        assert_eq!(shares(&[0.0, 2e-300, 2e-300, 0.0], 10), [0, 5, 5, 0]);
        assert_eq!(shares(&[1.0 / 12.0; 12], 96), [8; 12]);
        assert_eq!(shares(&[1.0; 4], 2).iter().sum::<u64>(), 2);
        let uneven = [0.3, 0.1, 0.25, 0.35];
        for (share, weight) in shares(&uneven, 1001).into_iter().zip(uneven) {
            assert!((share as f64 - 1001.0 * weight).abs() <= 1.0);
        }
        let values = vec![vec![0.0]; 24];
        let alike = Draws::alike(values.clone());
        let weighted = Draws::weighted(values, std::iter::repeat_n(1.0 / 24.0, 24));
        assert_eq!(alike.turns(100), weighted.turns(100));
        let values = (0..400).map(|draw| vec![f64::from(draw)]).collect();
        let some = Draws::alike(values).some(10);
        let turns = some.turns(500);
        assert_eq!(turns.len(), 10);
        assert!(
            turns
                .iter()
                .all(|(_, trials)| trials.end - trials.start == 50)
        );
        assert!((turns[1].0[0] - turns[0].0[0] - 40.0).abs() < 1e-12);
        assert_eq!(Draws::default().turns(7), [(&[][..], 0..7)]);
    }
}
