//! How a crisis ends.

use crate::model::Model;

/// The form of ending. The numbers are those of the state's outcome column.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[strum(serialize_all = "snake_case")]
#[repr(u32)]
pub enum Outcome {
    /// A party reached the top rung.
    War = 1,
    /// A pair of adversaries settled.
    Agreement = 2,
    /// A party stood down by its own decision, and that closed the crisis.
    Unilateral = 3,
    /// Everybody stayed at or below the calm rung for the days it takes.
    Calm = 4,
    /// Still running at the horizon: censored.
    Unresolved = 5,
}

/// The outcome column while the crisis runs.
pub const RUNNING: u32 = 0;

impl Outcome {
    /// Every outcome, in the order of tables.
    pub const ALL: [Outcome; 5] = [
        Outcome::War,
        Outcome::Agreement,
        Outcome::Unilateral,
        Outcome::Calm,
        Outcome::Unresolved,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it means, for the codebook.
    pub fn doc(self) -> &'static str {
        match self {
            Outcome::War => {
                "A party reached the top rung of the ladder. A prior wherever no crisis on record ended so: the scenario says."
            }
            Outcome::Agreement => "The talks of a pair of adversaries reached the level needed.",
            Outcome::Unilateral => {
                "A party ended its campaign by standing down, and that closed the crisis."
            }
            Outcome::Calm => {
                "Every party stayed at or below the calm rung for the days it takes; dated at the start of that spell."
            }
            Outcome::Unresolved => {
                "Still running at the horizon: censored, not an ending of its own."
            }
        }
    }

    /// From the number in the state's outcome column.
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| *outcome as u32 == code)
    }

    /// Its place in [`Outcome::ALL`].
    pub fn index(self) -> usize {
        self as usize - 1
    }
}

/// The day an ending is dated: calm at the start of its spell.
pub fn ending_day(model: &Model, outcome: u32, day: u32) -> u32 {
    if outcome == Outcome::Calm as u32 {
        day + 1 - model.crisis.calm_days
    } else {
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_found_by_their_codes_and_told_apart() {
        for (place, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome.index(), place);
            assert_eq!(Outcome::from_code(outcome as u32), Some(outcome));
            assert_eq!(outcome.name(), format!("{outcome:?}").to_lowercase());
            let other = |o: &Outcome| *o != outcome && o.doc() == outcome.doc();
            assert!(outcome.doc().ends_with('.') && !Outcome::ALL.iter().any(other));
        }
        assert_eq!(Outcome::from_code(RUNNING), None);
    }
}
