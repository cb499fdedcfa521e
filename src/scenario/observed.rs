//! What came of a crisis, as the record has it: for scoring forecasts, never for making them.

/// What came of a crisis. No part of what is simulated, and not in the scenario as it was run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The highest ICB violence level, the trigger's included: 1 to 4.
    pub violence: Option<u32>,
    /// How long it lasted, in days: at least one.
    pub days: Option<u32>,
    /// How it ended.
    pub form: Option<Form>,
    /// The type of trigger as the record calls it: known at the onset, and counted by.
    pub trigger: String,
    /// Where this is said.
    pub source: String,
}

/// How a crisis ended, in the words of the International Crisis Behavior project (variable FOROUT);
/// the names of our endings are taken as well.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
pub enum Form {
    /// A treaty, an armistice, a cease-fire.
    #[strum(serialize = "formal agreement")]
    Formal,
    /// Letters, oral declarations.
    #[strum(serialize = "semi-formal agreement")]
    SemiFormal,
    /// Mutual understanding, never written down.
    #[strum(serialize = "tacit understanding")]
    Tacit,
    /// One side was made to agree.
    #[strum(serialize = "imposed agreement")]
    Imposed,
    /// An agreement, of whatever form.
    #[strum(serialize = "agreement")]
    Agreement,
    /// Something one side did by itself.
    #[strum(serialize = "unilateral act")]
    UnilateralAct,
    /// A stand-down that closed the crisis.
    #[strum(serialize = "unilateral")]
    Unilateral,
    /// It ended on no known day, with no act that ended it.
    #[strum(serialize = "crisis faded")]
    Faded,
    /// Every party came down to the calm rungs and stayed there.
    #[strum(serialize = "calm")]
    Calm,
    /// Anything else: not scored.
    #[strum(serialize = "other")]
    Other,
}

impl Form {
    /// Every form, in the order of documentation.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its words.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The form that these words name.
    pub fn named(words: &str) -> Option<Self> {
        let same = |form: &&Self| form.name() == words;
        Self::ALL.iter().find(same).copied()
    }
}

/// The words of every form, for messages and schemas.
pub const FORMS: [&str; 10] = [
    "formal agreement",
    "semi-formal agreement",
    "tacit understanding",
    "imposed agreement",
    "agreement",
    "unilateral act",
    "unilateral",
    "crisis faded",
    "calm",
    "other",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_forms() {
        let words: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
        assert_eq!(words, FORMS);
        assert_eq!(Form::named("crisis faded"), Some(Form::Faded));
        assert_eq!(Form::named("Faded"), None);
    }
}
