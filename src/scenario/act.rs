//! What an actor does on a day.

use serde::Serialize;

/// An act. The numbers are those that states, rows and conditions of rules keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u32)]
pub enum Act {
    /// Nothing that others could see: what an order of restraint mostly is.
    Silence = 0,
    /// Escalation; of a third party: pressure.
    Escalate = 1,
    /// Restraint; where it is executed: a visible act of it.
    Restrain = 2,
    /// An offer to talk; of a third party: mediation.
    Negotiate = 3,
}

impl Act {
    /// What can be decided, in the order of numbers.
    pub const DECIDED: [Act; 3] = [Act::Escalate, Act::Restrain, Act::Negotiate];

    /// The names of what can be decided, in the same order.
    pub const NAMES: [&'static str; 3] = [
        Act::Escalate.name(),
        Act::Restrain.name(),
        Act::Negotiate.name(),
    ];

    /// Its name in files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Act::Silence => "silence",
            Act::Escalate => "escalate",
            Act::Restrain => "restrain",
            Act::Negotiate => "negotiate",
        }
    }

    /// From the number that a state keeps.
    pub fn from_code(code: u32) -> Self {
        let decided = Self::DECIDED.into_iter();
        let found = decided.into_iter().find(|act| *act as u32 == code);
        found.unwrap_or(Act::Silence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_as_the_acts_they_are_of() {
        for act in Act::DECIDED.into_iter().chain([Act::Silence]) {
            assert_eq!(Act::from_code(act as u32), act);
        }
        assert_eq!(Act::from_code(4), Act::Silence);
    }
}
