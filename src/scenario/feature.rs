//! What the condition of a rule may look at, by name, with the values it can have.

use super::act::Act;
use super::policy::Feature;

/// One feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeatureRow {
    /// As rules of the engine know it.
    pub feature: Feature,
    /// As files write it.
    pub key: &'static str,
    /// Its lowest value.
    pub low: i32,
    /// Its highest value.
    pub high: i32,
    /// Words that stand for its values, from its lowest on.
    pub words: &'static [&'static str],
    /// What it is.
    pub doc: &'static str,
}

/// Words for the acts remembered: none, then those that are decided.
const ACTS: &[&str] = {
    let [escalate, restrain, negotiate] = Act::NAMES;
    &["none", escalate, restrain, negotiate]
};

/// Every feature, in the order of documentation.
pub const FEATURES: &[FeatureRow] = &[
    row(
        Feature::OwnRung,
        "own_rung",
        0,
        9,
        &[],
        "Own rung, by name or number; 0 for a third party.",
    ),
    row(
        Feature::AdversaryRung,
        "adversary_rung",
        0,
        9,
        &[],
        "The adversary's rung, by name or number.",
    ),
    row(
        Feature::RungLead,
        "rung_lead",
        -9,
        9,
        &[],
        "Own rung minus the adversary's.",
    ),
    row(
        Feature::Remembered,
        "remembered",
        0,
        3,
        ACTS,
        "The adversary's last visible act as it is remembered.",
    ),
    row(Feature::OwnLast, "own_last", 0, 3, ACTS, "Own last act."),
    row(
        Feature::Belief,
        "belief",
        -12,
        12,
        &[],
        "Belief that the adversary means to escalate, in steps of 1/2 of its log-odds.",
    ),
    row(
        Feature::Talks,
        "talks",
        0,
        12,
        &[],
        "Level of talks with the adversary.",
    ),
    row(
        Feature::LineUp,
        "line_up",
        0,
        1,
        &[],
        "Whether a channel to the adversary that carries offers is up.",
    ),
    row(
        Feature::DaysSinceProvoked,
        "days_since_provoked",
        0,
        255,
        &[],
        "Days without having seen an adversary escalate: 0 the day after one did, 255 where that is longer ago than any rule asks.",
    ),
    row(
        Feature::Initiatives,
        "initiatives",
        0,
        255,
        &[],
        "Own offers in a row that met no perceived offer in return.",
    ),
    row(
        Feature::Mediated,
        "mediated",
        0,
        1,
        &[],
        "Whether a third party negotiated yesterday.",
    ),
    row(
        Feature::Pressure,
        "pressure",
        0,
        28,
        &[],
        "Pressure felt, summed over third parties.",
    ),
    row(Feature::Day, "day", 0, 3650, &[], "Days since the onset."),
];

const fn row(
    feature: Feature,
    key: &'static str,
    low: i32,
    high: i32,
    words: &'static [&'static str],
    doc: &'static str,
) -> FeatureRow {
    FeatureRow {
        feature,
        key,
        low,
        high,
        words,
        doc,
    }
}

impl FeatureRow {
    /// Whether its values are rungs.
    pub fn is_rung(&self) -> bool {
        matches!(self.feature, Feature::OwnRung | Feature::AdversaryRung)
    }

    /// Whether it is true or false.
    pub fn is_switch(&self) -> bool {
        (self.low, self.high) == (0, 1)
    }
}

/// The row of a feature.
pub fn of(feature: Feature) -> &'static FeatureRow {
    FEATURES
        .iter()
        .find(|row| row.feature == feature)
        .expect("invariant: every feature has a row")
}
