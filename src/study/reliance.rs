//! What can be relied on: an arm against the baseline as the scenario stands, and at both ends of
//! what the record leaves open, zero being the baseline at the same end.

use super::assumptions::Assumption;
use super::measure::Measure;
use super::stopping::Verdict;
use crate::stats::decision::Better;

/// What is known of an arm against the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reliance {
    /// As the scenario stands.
    pub now: Verdict,
    /// At both ends; empty where the assumptions are about none of the arms.
    pub ends: Vec<(Assumption, Verdict)>,
}

/// Arms of which the same can be said, the most welcome first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Better, whichever assumption holds.
    Better,
    /// Better as the scenario stands, and worse at an end.
    BetterUnless,
    /// Better as the scenario stands, and too close to tell at an end.
    BetterUnsure,
    /// Too close to tell as the scenario stands.
    Open,
    /// Worse as the scenario stands, and better at an end.
    WorseUnless,
    /// Worse, and better at no end.
    Worse,
}

impl Reliance {
    /// The group it belongs to.
    pub fn group(&self) -> Group {
        let at_an_end = |is: fn(Verdict) -> bool| self.ends.iter().any(|(_, at)| is(*at));
        match self.now {
            Verdict::Better if at_an_end(|at| at == Verdict::Worse) => Group::BetterUnless,
            Verdict::Better if at_an_end(|at| at != Verdict::Better) => Group::BetterUnsure,
            Verdict::Better => Group::Better,
            Verdict::Worse if at_an_end(|at| at == Verdict::Better) => Group::WorseUnless,
            Verdict::Worse => Group::Worse,
            Verdict::Equivalent | Verdict::Identical | Verdict::Undecided => Group::Open,
        }
    }

    /// Its group, and what is said of it in a measure: "fewer, but more if firmness deters".
    pub fn heading(&self, measure: Measure) -> (Group, String) {
        let (better, worse) = directions(measure);
        let at = |is: fn(Verdict) -> bool| {
            let ends = self.ends.iter().filter(|(_, at)| is(*at));
            let ends: Vec<&str> = ends.map(|(end, _)| end.condition()).collect();
            ends.join(" and ")
        };
        let group = self.group();
        let heading = match group {
            Group::Better if !self.ends.is_empty() => {
                format!("{better}, whichever assumption holds")
            }
            Group::Better => better.into(),
            Group::BetterUnless => {
                format!("{better}, but {worse} {}", at(|at| at == Verdict::Worse))
            }
            Group::BetterUnsure => format!(
                "{better}, but too close to tell {}",
                at(|at| at != Verdict::Better)
            ),
            Group::Open => match self.now {
                Verdict::Equivalent => "the same within the margin".into(),
                Verdict::Identical => "the same model".into(),
                _ => "too close to tell".into(),
            },
            Group::WorseUnless => {
                format!("{worse}, but {better} {}", at(|at| at == Verdict::Better))
            }
            Group::Worse => worse.into(),
        };
        (group, heading)
    }

    /// The ends of which this is the verdict.
    pub fn ends_with(&self, verdict: Verdict) -> impl Iterator<Item = Assumption> + '_ {
        let with = self.ends.iter().filter(move |(_, at)| *at == verdict);
        with.map(|(end, _)| *end)
    }
}

/// The good direction of a measure, and the other.
fn directions(measure: Measure) -> (&'static str, &'static str) {
    match (measure.is_binary(), measure.better()) {
        (false, _) => ("shorter", "longer"),
        (true, Better::Lower) => ("fewer", "more"),
        (true, Better::Higher) => ("more", "fewer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_end_decides_what_can_be_relied_on() {
        use Assumption::{Deterrence, Spiral};
        use Verdict::{Better, Undecided, Worse};
        let group = |now, spiral, deterrence| {
            let ends = vec![(Spiral, spiral), (Deterrence, deterrence)];
            Reliance { now, ends }.group()
        };
        assert_eq!(group(Better, Better, Better), Group::Better);
        assert_eq!(group(Better, Better, Undecided), Group::BetterUnsure);
        assert_eq!(group(Better, Undecided, Worse), Group::BetterUnless);
        assert_eq!(group(Undecided, Better, Worse), Group::Open);
        assert_eq!(group(Worse, Better, Worse), Group::WorseUnless);
        assert_eq!(group(Worse, Worse, Undecided), Group::Worse);
        let alone = Reliance {
            now: Better,
            ends: Vec::new(),
        };
        assert_eq!(alone.group(), Group::Better);
        let said = |reliance: &Reliance, measure| reliance.heading(measure).1;
        let same = Reliance {
            now: Verdict::Equivalent,
            ends: Vec::new(),
        };
        assert_eq!(said(&same, Measure::War), "the same within the margin");
        assert_eq!(said(&alone, Measure::Days), "shorter");
        let turns = Reliance {
            now: Better,
            ends: vec![(Spiral, Undecided), (Deterrence, Worse)],
        };
        let words = "fewer, but more if firmness deters";
        assert_eq!(said(&turns, Measure::War), words);
    }
}
