//! What a scenario says rests on assumption and not on data.

/// What crises are measured by: the names that a scenario can call priors.
pub const MEASURES: [&str; 8] = [
    "minor_clash",
    "serious_clash",
    "war",
    "agreement",
    "unilateral",
    "calm",
    "unresolved",
    "days",
];

/// Measures that no case on record informs, each with the reason. The engine never looks at them;
/// they go with every answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Priors(Vec<(String, String)>);

impl Priors {
    /// From names of [`MEASURES`] and reasons, in order.
    pub fn new(priors: Vec<(String, String)>) -> Self {
        Self(priors)
    }

    /// Why a measure is a prior, if it is one.
    pub fn get(&self, measure: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == measure);
        found.map(|(_, why)| why.as_str())
    }

    /// Names and reasons, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, why)| (name.as_str(), why.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
