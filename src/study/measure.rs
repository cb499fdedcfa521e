//! What policies are compared by: one number per trial, read off its row.

use crate::crisis::outcome::Outcome;
use crate::diagnostic::nearest;
use crate::ensemble::Tally;
use crate::stats::Estimate;
use crate::stats::decision::Better;
use crate::stats::histogram::Histogram;
use crate::stats::moments::Moments;
use crate::stats::share::share;
use crate::trial::record::Fields;
use serde::{Deserialize, Serialize};

/// A number per trial.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::EnumMessage,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
#[repr(usize)]
pub enum Measure {
    /// Whether acts after the onset reached ICB violence level 2.
    MinorClash,
    /// Whether they reached level 3.
    SeriousClash,
    /// Whether it ended in war.
    War,
    /// Whether it ended in agreement.
    Agreement,
    /// Whether it ended by one side's standing down.
    Unilateral,
    /// Whether it ended in calm.
    Calm,
    /// Whether it was still running at the horizon.
    Unresolved,
    /// Days to the ending, the horizon if there is none.
    Days,
}

/// How many measures are yes or no: all but [`Measure::Days`].
pub const BINARY: usize = 7;

impl Measure {
    /// Every measure, in the order of tables; the last is the one that is not yes or no.
    pub const ALL: [Measure; BINARY + 1] = [
        Measure::MinorClash,
        Measure::SeriousClash,
        Measure::War,
        Measure::Agreement,
        Measure::Unilateral,
        Measure::Calm,
        Measure::Unresolved,
        Measure::Days,
    ];

    /// Its name in tables and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Measure::MinorClash => "minor clash",
            Measure::SeriousClash => "serious clash",
            Measure::Days => "days of crisis",
            _ => self.name(),
        }
    }

    /// The measure of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Which direction is good. Which of the peaceful endings it is, is not ranked: more of each
    /// counts as better.
    pub fn better(self) -> Better {
        match self {
            Measure::Agreement | Measure::Unilateral | Measure::Calm => Better::Higher,
            _ => Better::Lower,
        }
    }

    /// Whether it is yes or no.
    pub fn is_binary(self) -> bool {
        self != Measure::Days
    }

    /// The ICB violence level that acts after the onset have to reach, where it is about one.
    pub fn violence(self) -> Option<u64> {
        match self {
            Measure::MinorClash => Some(2),
            Measure::SeriousClash => Some(3),
            _ => None,
        }
    }

    /// Of how many crises it is told, so that a value is more than one or two of them: 100, 1,000 or
    /// 10,000; nothing for days.
    pub fn of_how_many(self, value: f64) -> Option<u64> {
        self.is_binary().then_some(match value {
            value if value >= 0.02 => 100,
            value if value >= 0.002 => 1_000,
            _ => 10_000,
        })
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        if self.is_binary() { "share" } else { "days" }
    }

    /// The number of a trial: 0 or 1, or days.
    pub fn of(self, row: &[u32]) -> u32 {
        let ended = |outcome: Outcome| u32::from(row[Fields::OUTCOME] == outcome as u32);
        let violence = |level: u32| u32::from(row[Fields::VIOLENCE] >= level);
        match self {
            Measure::MinorClash => violence(2),
            Measure::SeriousClash => violence(3),
            Measure::War => ended(Outcome::War),
            Measure::Agreement => ended(Outcome::Agreement),
            Measure::Unilateral => ended(Outcome::Unilateral),
            Measure::Calm => ended(Outcome::Calm),
            Measure::Unresolved => ended(Outcome::Unresolved),
            Measure::Days => row[Fields::DAYS],
        }
    }

    /// How many of the trials have it (days: their sum).
    pub fn count(self, tally: &Tally) -> u64 {
        match self {
            Measure::MinorClash => tally.at_least(Fields::VIOLENCE, 2),
            Measure::SeriousClash => tally.at_least(Fields::VIOLENCE, 3),
            Measure::War => tally.outcome(Outcome::War),
            Measure::Agreement => tally.outcome(Outcome::Agreement),
            Measure::Unilateral => tally.outcome(Outcome::Unilateral),
            Measure::Calm => tally.outcome(Outcome::Calm),
            Measure::Unresolved => tally.outcome(Outcome::Unresolved),
            Measure::Days => days(tally).moments().sum as u64,
        }
    }

    /// Number, sum and sum of squares over the trials.
    pub fn moments(self, tally: &Tally) -> Moments {
        if self.is_binary() {
            Moments::of_share(self.count(tally), tally.trials)
        } else {
            days(tally).moments()
        }
    }

    /// The share of trials that have it, or the restricted mean of the days.
    pub fn estimate(self, tally: &Tally, level: f64) -> Estimate {
        if self.is_binary() {
            share(self.count(tally), tally.trials, level)
        } else {
            days(tally).bounded_mean(horizon(tally), level)
        }
    }
}

/// No measure has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", match near {
    Some(near) => format!("did you mean `{near}`?"),
    None => format!("it is one of {}", Measure::ALL.map(Measure::name).join(", ")),
})]
pub struct UnknownMeasure {
    /// What it may have been.
    pub near: Option<&'static str>,
}

impl std::str::FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(name: &str) -> Result<Self, UnknownMeasure> {
        let near = || nearest(name, Measure::ALL.map(Measure::name));
        Self::named(name).ok_or_else(|| UnknownMeasure { near: near() })
    }
}

fn days(tally: &Tally) -> Histogram<'_> {
    Histogram::new(&tally.histograms[Fields::DAYS])
}

/// The last day of the trials of a tally.
pub fn horizon(tally: &Tally) -> u64 {
    tally.endings.len() as u64 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_know_the_measures_by_their_names() {
        assert_eq!(
            Measure::ALL.map(Measure::name),
            crate::scenario::prior::MEASURES
        );
    }
}
