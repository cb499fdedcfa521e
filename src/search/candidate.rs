//! A policy that may be found: a preset with its settings, a few rules, or one that the scenario has.

/// A policy that may be found, in numbers of the grammar: equal candidates are equal policies, and the
/// order is that of enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Candidate {
    /// A policy of the scenario, by its place; the first changes nothing.
    Written(usize),
    /// One that the grammar makes.
    Made(Made),
}

/// A policy that the grammar makes: the same for every actor that adopts it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Made {
    /// Who adopts it, by place among the sets of actors.
    pub adopters: usize,
    /// A preset.
    pub preset: Option<Tuned>,
    /// Rules beside it, ascending and unlike.
    pub clauses: Vec<Clause>,
    /// How it seeks channels, by place.
    pub seek: usize,
}

/// A preset with its settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tuned {
    /// Its place among all presets.
    pub preset: usize,
    /// The place of each setting's value in its grid.
    pub places: Vec<usize>,
}

/// What is done, and while what holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause {
    /// What is done, by place.
    pub deed: usize,
    /// What has to hold, by place, ascending, of unlike features; nothing: always.
    pub when: Vec<usize>,
}

impl Candidate {
    /// The policy that changes nothing.
    pub const HABITS: Self = Self::Written(0);
}

impl Made {
    /// Whether it asks nothing of anybody.
    pub fn is_empty(&self) -> bool {
        self.preset.is_none() && self.clauses.is_empty() && self.seek == 0
    }

    /// Clauses in order, each once.
    pub fn tidy(&mut self) {
        self.clauses.sort();
        self.clauses.dedup();
    }
}

/// What a rule is called, by its place.
pub fn rule_name(at: usize) -> String {
    format!("rule-{}", at + 1)
}
