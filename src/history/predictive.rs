//! The posterior predictive check (Gelman, Meng & Stern 1996): the same cases simulated anew from draws
//! of the posterior, beside what came of them.

use super::case::Cases;
use super::likelihood::Seen;
use super::play::{Ending, play};
use super::seen::{self, Lasting};
use super::vary::Varied;
use crate::ensemble::{self, Halt, Progress};
use crate::stats::design::unit;
use crate::trial::words::words;

/// How often the cases are simulated anew.
const REPLICATES: u64 = 400;
/// Of a statistic that lies further out than this on either side, the law is said to be off.
const TAIL: f64 = 0.05;

/// What is held against the record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Statistic {
    /// Share of cases whose highest level of violence is 1: none.
    #[strum(serialize = "share_level_1")]
    Level1,
    /// Share of cases whose highest level of violence is 2: minor clashes.
    #[strum(serialize = "share_level_2")]
    Level2,
    /// Share of cases whose highest level of violence is 3: serious clashes.
    #[strum(serialize = "share_level_3")]
    Level3,
    /// Share of cases whose highest level of violence is 4: full-scale war.
    #[strum(serialize = "share_level_4")]
    Level4,
    /// Share of endings that are an agreement, given that they are known and no war.
    ShareAgreement,
    /// Share of endings that are unilateral, given that they are known and no war.
    ShareUnilateral,
    /// Share of crises that fade, given that their ending is known and no war.
    ShareCalm,
    /// Median of the natural logarithm of the days.
    MedianLogDays,
    /// Standard deviation of the natural logarithm of the days.
    SdLogDays,
}

impl Statistic {
    /// Every statistic, in the order of tables.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is, for the codebook.
    pub fn doc(self) -> &'static str {
        strum::EnumMessage::get_documentation(&self).unwrap_or_default()
    }

    /// How many cases it is of, and its value; none where they do not say.
    fn of(self, seen: &[Seen]) -> (usize, Option<f64>) {
        let share = |of: &dyn Fn(&Seen) -> Option<usize>, which: usize| {
            let known: Vec<usize> = seen.iter().filter_map(of).collect();
            let count = known.iter().filter(|known| **known == which).count();
            let share = (!known.is_empty()).then(|| count as f64 / known.len() as f64);
            (known.len(), share)
        };
        let level = |level| share(&|seen| seen.violence, level);
        let ending = |ending| share(&|seen| seen.ending, ending);
        let mut logs: Vec<f64> = seen
            .iter()
            .filter_map(|seen| Some(libm::log(f64::from(seen.days?))))
            .collect();
        logs.sort_by(f64::total_cmp);
        let n = logs.len();
        match self {
            Self::Level1 => level(0),
            Self::Level2 => level(1),
            Self::Level3 => level(2),
            Self::Level4 => level(3),
            Self::ShareAgreement => ending(0),
            Self::ShareUnilateral => ending(1),
            Self::ShareCalm => ending(2),
            Self::MedianLogDays => {
                let middle = |logs: &[f64]| f64::midpoint(logs[(n - 1) / 2], logs[n / 2]);
                (n, (n > 0).then(|| middle(&logs)))
            }
            Self::SdLogDays => {
                let mean = logs.iter().sum::<f64>() / n as f64;
                let square: f64 = logs.iter().map(|log| (log - mean) * (log - mean)).sum();
                (n, (n > 1).then(|| libm::sqrt(square / (n - 1) as f64)))
            }
        }
    }
}

/// A statistic of the cases, and of the same cases simulated anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// The kind of trigger of the cases; none: all cases.
    pub kind: Option<String>,
    /// What was measured.
    pub statistic: Statistic,
    /// Cases that say.
    pub cases: usize,
    /// Its value in the record.
    pub observed: f64,
    /// 5%, 50% and 95% of its values in the simulated cases.
    pub predicted: [f64; 3],
    /// In how many of the simulated sets of cases it is larger, those where it is the same counted half.
    pub p_value: f64,
}

impl Predicted {
    /// Whether the record lies outside nine tenths of what the law makes of the cases.
    pub fn is_off(&self) -> bool {
        self.p_value < TAIL || self.p_value > 1.0 - TAIL
    }
}

/// Statistics of the cases beside those of cases simulated from draws, of all and by kind of trigger.
///
/// # Errors
/// [`Halt`].
pub fn predictive(
    cases: &Cases,
    varied: &Varied,
    draws: &[&[f64]],
    seed: u64,
    progress: &impl Progress,
) -> Result<Vec<Predicted>, Halt> {
    let record: Vec<Seen> = cases.list.iter().map(Seen::of).collect();
    let replicates = simulated(varied, draws, record.len(), seed, progress)?;
    let last = |case: usize| cases.list[case].scenario.closing.horizon_days + 2;
    // What runs longer than the horizon does so in both.
    let upto = |case: usize, days: Option<u32>| days.map(|days| days.min(last(case)));
    let mut kinds: Vec<Option<&str>> = vec![None];
    for case in &cases.list {
        if !kinds.contains(&Some(case.kind.as_str())) {
            kinds.push(Some(&case.kind));
        }
    }
    if kinds.len() == 2 {
        kinds.pop();
    }
    let mut found = Vec::new();
    for kind in kinds {
        let is_of = |case: &usize| kind.is_none_or(|kind| kind == cases.list[*case].kind);
        let of: Vec<usize> = (0..record.len()).filter(is_of).collect();
        let known: Vec<Seen> = of
            .iter()
            .map(|&case| Seen {
                days: upto(case, record[case].days),
                ..record[case]
            })
            .collect();
        // What the record does not know of a case is not known of its replicate either.
        let as_known = |all: &Vec<Seen>| -> Vec<Seen> {
            let masked = of.iter().zip(&known).map(|(&case, known)| Seen {
                violence: known.violence.and(all[case].violence),
                ending: known.ending.and(all[case].ending),
                days: known.days.and(upto(case, all[case].days)),
            });
            masked.collect()
        };
        let masked: Vec<Vec<Seen>> = replicates.iter().map(as_known).collect();
        for &statistic in Statistic::ALL {
            let (n, Some(observed)) = statistic.of(&known) else {
                continue;
            };
            let values = masked.iter().filter_map(|seen| statistic.of(seen).1);
            found.extend(
                beside(values.collect(), observed).map(|(predicted, p_value)| Predicted {
                    kind: kind.map(str::to_owned),
                    statistic,
                    cases: n,
                    observed,
                    predicted,
                    p_value,
                }),
            );
        }
    }
    Ok(found)
}

/// Quantiles of simulated values, and how many of them lie above what was observed.
fn beside(mut values: Vec<f64>, observed: f64) -> Option<([f64; 3], f64)> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let quantile = |share: f64| values[((share * values.len() as f64) as usize).min(last)];
    // Shares of the same cases are the same number where they are alike.
    let same = |value: &&f64| (**value - observed).abs() < 1e-12;
    let ties = values.iter().filter(same).count();
    let above = values.iter().filter(|value| **value > observed + 1e-12);
    let above = above.count() as f64 + ties as f64 / 2.0;
    Some(([0.05, 0.5, 0.95].map(quantile), above / values.len() as f64))
}

/// The cases simulated anew so often, each time under another draw.
fn simulated(
    varied: &Varied,
    draws: &[&[f64]],
    cases: usize,
    seed: u64,
    progress: &impl Progress,
) -> Result<Vec<Vec<Seen>>, Halt> {
    let luck = words("luck of replicates", seed, 0)();
    let replicate = |r: &u64| {
        let values = draws[*r as usize % draws.len()];
        let mut first = r * cases as u64;
        let mut ended: Vec<Option<Ending>> = vec![None; cases];
        for onset in &varied.onsets {
            let trials = first..first + onset.cases.len() as u64;
            first = trials.end;
            let played = play(&varied.model(onset, values), luck, trials);
            for (&case, trial) in onset.cases.iter().zip(played) {
                ended[case] = Some(trial);
            }
        }
        progress.done(cases as u64);
        ended
    };
    let mut all: Vec<Vec<Option<Ending>>> = Vec::new();
    ensemble::in_order(0..REPLICATES, progress, replicate, |ended| {
        all.push(ended);
        Ok(())
    })?;
    let nothing = Seen {
        violence: None,
        ending: None,
        days: None,
    };
    let mut replicates = vec![vec![nothing; cases]; all.len()];
    let mut word = words("days of replicates", seed, 0);
    for onset in &varied.onsets {
        let places = || (0..all.len()).flat_map(|r| onset.cases.iter().map(move |&case| (r, case)));
        let ended: Vec<(usize, usize, Ending)> = places()
            .filter_map(|(r, case)| Some((r, case, all[r][case]?)))
            .collect();
        let trials: Vec<Ending> = ended.iter().map(|(_, _, trial)| *trial).collect();
        for ((r, case, trial), lasting) in ended.into_iter().zip(seen::lasting(&trials)) {
            replicates[r][case] = Seen {
                days: Some(days(&lasting, unit(word()))),
                ..Seen::of_trial(trial)
            };
        }
    }
    Ok(replicates)
}

/// How long it lasted, where what is not known lies at a place of its distribution.
fn days(lasting: &Lasting, place: f64) -> u32 {
    let (mut below, mut found) = (0.0, 0);
    lasting.each(|days, mass| {
        if below <= place {
            found = days;
        }
        below += mass;
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(violence: usize, ending: Option<usize>, days: u32) -> Seen {
        Seen {
            violence: Some(violence),
            ending,
            days: Some(days),
        }
    }

    #[test]
    fn statistics_are_of_what_is_known() {
        let all = [
            seen(0, Some(2), 1),
            seen(1, Some(0), 7),
            seen(1, None, 49),
            Seen {
                violence: None,
                ending: Some(0),
                days: None,
            },
        ];
        let of = |statistic: Statistic| {
            let (n, value) = statistic.of(&all);
            (n, (value.unwrap() * 1e6).round() / 1e6)
        };
        assert_eq!(of(Statistic::Level2), (3, 0.666_667));
        assert_eq!(of(Statistic::Level4), (3, 0.0));
        assert_eq!(of(Statistic::ShareAgreement), (3, 0.666_667));
        assert_eq!(of(Statistic::MedianLogDays), (3, 1.945_91));
        assert_eq!(of(Statistic::SdLogDays), (3, 1.945_91));
        assert_eq!(Statistic::SdLogDays.of(&all[3..]), (0, None));
        assert_eq!(Statistic::Level1.of(&[]), (0, None));
    }

    #[test]
    fn a_tie_counts_half_and_the_end_is_off() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let (ends, p_value) = beside(values.clone(), 49.0).unwrap();
        assert_eq!(ends.map(|end| end as u32), [5, 50, 95]);
        assert!((p_value - 0.505).abs() < 1e-12);
        assert!((beside(values.clone(), 200.0).unwrap().1).abs() < 1e-12);
        assert!(beside(Vec::new(), 1.0).is_none());
        let predicted = |observed| Predicted {
            kind: None,
            statistic: Statistic::Level1,
            cases: 9,
            observed,
            predicted: ends,
            p_value: beside(values.clone(), observed).unwrap().1,
        };
        assert!(predicted(98.0).is_off() && predicted(1.0).is_off() && !predicted(60.0).is_off());
    }

    #[test]
    fn days_lie_where_their_mass_does() {
        let lasting = Lasting::Spread(vec![(9, 0.25), (5, 0.5), (3, 0.25)].into());
        let found = [0.0, 0.2, 0.3, 0.7, 0.8, 0.999].map(|place| days(&lasting, place));
        assert_eq!(found, [9, 9, 5, 5, 3, 3]);
        assert_eq!(days(&Lasting::Known(7), 0.999), 7);
    }
}
