//! What event data of crises are asked: the quantities of patterns, and whose crises were measured.
//! Numbers of patterns are those of `docs/model.md`.

/// A measured quantity of a pattern. E is an escalation, N an offer to talk; a response is a day on
/// which an actor does one of them after an act of the other side.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Quantity {
    /// Share of responses that are E where the other side's last act was E (pattern 1).
    EAfterE,
    /// Share of responses that are E where the other side's last act was N (pattern 2).
    EAfterN,
    /// Share of responses that are N where the other side's last act was N (pattern 3).
    NAfterN,
    /// Constant a of logit P(E) = a + b (the other side's last act was E) + c (so was one's own),
    /// over responses (pattern 4).
    LogitConstant,
    /// Coefficient b of that logit: reciprocity (pattern 4).
    LogitOtherE,
    /// Coefficient c of that logit: inertia (pattern 4).
    LogitOwnE,
    /// Median days from the other side's last act to a response that is E (pattern 5).
    DaysToE,
    /// Median days from the other side's last act to a response that is N (pattern 5).
    DaysToN,
    /// Share of the responses that are E within seven days of the other side's last act (pattern 5).
    EWithinWeek,
    /// Share of the responses that are N within seven days of the other side's last act (pattern 5).
    NWithinWeek,
    /// Share of days on which an actor does neither E nor N towards the other side (pattern 6).
    SilentDays,
    /// Share of days with E the day after an E of the other side (pattern 6).
    EDayAfterE,
    /// Share of days with E the day after the other side was silent (pattern 6).
    EDayAfterSilence,
    /// Share of E that are deeds, threats or ultimatums rather than words: at a rung that is a deed
    /// or has a CAMEO code of 13 (threaten) or above (pattern 7).
    ThreatsAndDeeds,
    /// Median days of a crisis (pattern 10).
    DaysOfCrisis,
    /// Standard deviation of the natural logarithm of the days of a crisis; one that still runs at the
    /// horizon counts as ending there (pattern 10).
    SdLogDays,
    /// Share of physical acts that the other side answers with one within seven days. Physical: at a
    /// rung of violence 2 or more, or of CAMEO code 15 (exhibit force) or 18 to 20 (pattern 15).
    PhysicalAfterPhysical,
    /// Share of all days that a physical act of the other side follows within seven days (pattern
    /// 15).
    PhysicalAfterAnyDay,
    /// Coefficient of variation of the days between physical acts of the side that began the crisis:
    /// 1 where they are as good as random, more where they cluster (pattern 16).
    GapVariation,
}

impl Quantity {
    /// Every quantity, in the order of the patterns.
    pub const ALL: &'static [Quantity] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The number of its pattern.
    pub fn pattern(self) -> u32 {
        match self {
            Quantity::EAfterE => 1,
            Quantity::EAfterN => 2,
            Quantity::NAfterN => 3,
            Quantity::LogitConstant | Quantity::LogitOtherE | Quantity::LogitOwnE => 4,
            Quantity::DaysToE
            | Quantity::DaysToN
            | Quantity::EWithinWeek
            | Quantity::NWithinWeek => 5,
            Quantity::SilentDays | Quantity::EDayAfterE | Quantity::EDayAfterSilence => 6,
            Quantity::ThreatsAndDeeds => 7,
            Quantity::DaysOfCrisis | Quantity::SdLogDays => 10,
            Quantity::PhysicalAfterPhysical | Quantity::PhysicalAfterAnyDay => 15,
            Quantity::GapVariation => 16,
        }
    }

    /// Whether it is measured on acts, and so depends on how many of them are recorded.
    pub fn is_of_acts(self) -> bool {
        !matches!(self, Quantity::DaysOfCrisis | Quantity::SdLogDays)
    }

    /// Whether it is a share of something that is counted.
    pub fn is_share(self) -> bool {
        !matches!(
            self,
            Quantity::LogitConstant
                | Quantity::LogitOtherE
                | Quantity::LogitOwnE
                | Quantity::DaysToE
                | Quantity::DaysToN
                | Quantity::DaysOfCrisis
                | Quantity::SdLogDays
                | Quantity::GapVariation
        )
    }
}

/// Whose crises were measured.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Population {
    /// The reference record: the crises that numbers were fitted to by hand.
    Reference,
    /// Contiguous rivals of long standing, 140 crises.
    Rivals,
    /// Crises since 1945 that were not part of a war.
    World,
}

impl Population {
    /// Every population.
    pub const ALL: &'static [Population] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The names of the populations, in their order.
pub const POPULATIONS: [&str; 3] = ["reference", "rivals", "world"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_the_populations() {
        let names: Vec<&str> = Population::ALL.iter().map(|of| of.name()).collect();
        assert_eq!(names, POPULATIONS);
    }
}
