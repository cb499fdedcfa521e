//! Assumptions that decide: restraint against firmness at both ends of what the record leaves
//! open, deterrence and exploitation.
//!
//! Both terms speak for firmness where they are positive, so the two ends move together: at the
//! spiral end firmness provokes and restraint is not exploited, at the deterrence end the reverse.
//! Whatever mixture one believes lies between.

use super::LEVEL;
use super::arms::{Arm, Stance};
use super::contrasts::{self, Comparison, Question, Size};
use super::measure::Measure;
use super::stopping::Verdict;
use crate::ensemble::{Halt, Progress};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::multiplicity::bonferroni_level;

/// The most trials at each end: it is a check of direction.
const MOST_TRIALS: u64 = 20_000;

/// What is assumed of firmness and restraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Assumption {
    /// As the scenario says.
    Default,
    /// Firmness provokes, restraint is not exploited.
    Spiral,
    /// Firmness deters, restraint is exploited.
    Deterrence,
}

impl Assumption {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A place of the two terms within their ranges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// What is assumed there.
    pub assumption: Assumption,
    /// Both terms in nat, deterrence first; none: as the scenario has them.
    pub terms: Option<[f64; 2]>,
}

/// The restraint and firm arms, compared at the default and at both ends.
#[derive(Debug, Clone)]
pub struct Assumptions {
    /// The arms among those of the main comparison, by place there: the baseline, then the rest.
    pub arms: Vec<usize>,
    /// By place in `arms`.
    pub stances: Vec<Stance>,
    /// The default and both ends, with the comparison of `arms` there.
    pub ends: Vec<(End, Comparison)>,
}

/// A restraint arm against a firm arm or the baseline, by place in [`Assumptions::arms`].
#[derive(Debug, Clone, PartialEq)]
pub struct Duel {
    /// The restraint arm.
    pub restraint: usize,
    /// The firm arm or the baseline.
    pub against: usize,
    /// Restraint minus the other at each of [`Assumptions::ends`], simultaneous over the ends and
    /// all duels.
    pub differences: Vec<Estimate>,
    /// What each says of restraint.
    pub verdicts: Vec<Verdict>,
}

impl Duel {
    /// Whether restraint wins under one assumption and loses under another.
    pub fn turns(&self) -> bool {
        self.verdicts.contains(&Verdict::Better) && self.verdicts.contains(&Verdict::Worse)
    }
}

/// The spiral end and the deterrence end of a scenario: the ends of its declared ranges, else of
/// -3..3.
fn ends(scenario: &Scenario) -> [End; 2] {
    let range = |key: &str| {
        let paths = [
            format!("law.{key}"),
            key.to_string(),
            format!("actor.*.{key}"),
        ];
        let range = scenario.uncertain.iter().find(|u| paths.contains(&u.path));
        range.map_or((-3.0, 3.0), |range| (range.low, range.high))
    };
    let (deterrence, exploitation) = (range("deterrence"), range("exploitation"));
    [
        End {
            assumption: Assumption::Spiral,
            terms: Some([deterrence.0, exploitation.0]),
        },
        End {
            assumption: Assumption::Deterrence,
            terms: Some([deterrence.1, exploitation.1]),
        },
    ]
}

impl End {
    /// The arm under this assumption.
    pub fn apply(&self, arm: &Arm) -> Arm {
        let mut arm = arm.clone();
        if let Some([deterrence, exploitation]) = self.terms {
            for actor in &mut arm.scenario.actors {
                actor.response.deterrence = deterrence;
                actor.response.exploitation = exploitation;
            }
        }
        arm
    }
}

/// Compares restraint with firmness under each assumption; nothing where there is nothing to
/// compare. The first arm is the baseline.
pub fn run(
    arms: &[Arm],
    trials: u64,
    seed: u64,
    measure: Measure,
    progress: &impl Progress,
) -> Result<Option<Assumptions>, Halt> {
    let stance = |arm: &Arm| Stance::of(&arm.scenario, &arm.policy);
    let decided = |i: &usize| matches!(stance(&arms[*i]), Stance::Restraint | Stance::Firm);
    let chosen: Vec<usize> = std::iter::once(0)
        .chain((1..arms.len()).filter(decided))
        .collect();
    let stances: Vec<Stance> = chosen.iter().map(|&i| stance(&arms[i])).collect();
    if !stances.contains(&Stance::Restraint) || !stances.contains(&Stance::Firm) {
        return Ok(None);
    }
    let [spiral, deterrence] = ends(&arms[0].scenario);
    let default = End {
        assumption: Assumption::Default,
        terms: None,
    };
    let question = Question {
        measure,
        margin: None,
        seed,
        size: Size::Fixed(trials.min(MOST_TRIALS)),
    };
    let mut compared = Vec::new();
    for end in [default, spiral, deterrence] {
        let models: Vec<_> = chosen
            .iter()
            .map(|&i| end.apply(&arms[i]).model())
            .collect();
        compared.push((end, contrasts::run(&models, &question, progress)?));
    }
    Ok(Some(Assumptions {
        arms: chosen,
        stances,
        ends: compared,
    }))
}

impl Assumptions {
    /// The place in [`Assumptions::arms`] of an arm of the main comparison.
    pub fn place(&self, arm: usize) -> Option<usize> {
        self.arms.iter().position(|&chosen| chosen == arm)
    }

    /// Every restraint arm against every firm arm, and against the baseline, in a measure.
    pub fn duels(&self, measure: Measure) -> Vec<Duel> {
        let of = |stance: Stance| (0..self.arms.len()).filter(move |&i| self.stances[i] == stance);
        let pairs: Vec<(usize, usize)> = of(Stance::Restraint)
            .filter(|&restraint| restraint > 0)
            .flat_map(|restraint| {
                let firm = of(Stance::Firm).filter(|&firm| firm > 0);
                firm.chain([0]).map(move |against| (restraint, against))
            })
            .collect();
        let level = bonferroni_level(LEVEL, pairs.len() * self.ends.len());
        let duel = |&(restraint, against): &(usize, usize)| {
            let ends = self.ends.iter();
            let differences: Vec<Estimate> = ends
                .map(|(_, comparison)| comparison.difference(restraint, against, measure, level))
                .collect();
            let verdict = |difference| Verdict::of(difference, measure.better(), None);
            Duel {
                restraint,
                against,
                verdicts: differences.iter().map(verdict).collect(),
                differences,
            }
        };
        pairs.iter().map(duel).collect()
    }
}
