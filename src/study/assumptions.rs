//! Assumptions that decide: the arms at both ends of what the record leaves open, deterrence and
//! exploitation.
//!
//! Both terms speak for firmness where they are positive, so the two ends move together: at the
//! spiral end firmness provokes and restraint is not exploited, at the deterrence end the reverse.
//! Whatever mixture one believes lies between.

use super::LEVEL;
use super::arms::{Arm, Stance};
use super::contrasts::{self, Comparison, Question, Size};
use super::measure::Measure;
use super::paired_draws::{PLAYED, PlayedArms};
use super::stopping::Verdict;
use crate::ensemble::{Halt, Portion, Progress};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::multiplicity::bonferroni_level;

/// The most trials at each end: it is a check of direction.
const MOST_TRIALS: u64 = 20_000;

/// What is assumed of firmness and restraint.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::Display,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
    strum::EnumString,
)]
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

    /// It as a condition, in few words.
    pub fn condition(self) -> &'static str {
        match self {
            Self::Default => "as the scenario stands",
            Self::Spiral => "if firmness provokes",
            Self::Deterrence => "if firmness deters",
        }
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

/// All arms, compared at the default and at both ends.
#[derive(Debug, Clone)]
pub struct Assumptions {
    /// By arm.
    pub stances: Vec<Stance>,
    /// The default and both ends, with the comparison of the arms there.
    pub ends: Vec<(End, Comparison)>,
}

/// An arm against the baseline, or a restraint arm against a firm one.
#[derive(Debug, Clone, PartialEq)]
pub struct Duel {
    /// The arm.
    pub arm: usize,
    /// The firm arm or the baseline.
    pub against: usize,
    /// The arm minus the other at each of [`Assumptions::ends`], simultaneous over the ends and
    /// all duels.
    pub differences: Vec<Estimate>,
    /// What each says of the arm.
    pub verdicts: Vec<Verdict>,
}

impl Duel {
    /// Whether the arm wins under one assumption and loses under another.
    pub fn turns(&self) -> bool {
        self.verdicts.contains(&Verdict::Better) && self.verdicts.contains(&Verdict::Worse)
    }
}

/// The spiral end and the deterrence end of a scenario: the ends of its declared ranges, else of
/// -3..3.
pub fn ends(scenario: &Scenario) -> [End; 2] {
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
        Arm {
            scenario: self.scenario(&arm.scenario),
            ..arm.clone()
        }
    }

    /// A scenario under this assumption.
    pub fn scenario(&self, scenario: &Scenario) -> Scenario {
        let mut scenario = scenario.clone();
        if let Some([deterrence, exploitation]) = self.terms {
            for actor in &mut scenario.actors {
                actor.response.deterrence = deterrence;
                actor.response.exploitation = exploitation;
            }
        }
        scenario
    }

    /// Compares arms under this assumption, in a number of trials that is fixed.
    pub(super) fn compare(
        &self,
        arms: &[Arm],
        question: &Question,
        progress: &impl Progress,
    ) -> Result<Comparison, Halt> {
        let played = self.play(arms, (question, Portion::ALL), progress)?;
        Ok(Comparison::told(question, played.expect(PLAYED)))
    }

    /// Plays a portion of that comparison.
    fn play(
        &self,
        arms: &[Arm],
        asked: (&Question, Portion),
        progress: &impl Progress,
    ) -> Result<Option<PlayedArms>, Halt> {
        contrasts::play(arms, |arm| self.apply(arm), asked, progress)
    }
}

/// Trials that this plays of all arms together, where a comparison plays so many.
pub fn trials(arms: &[Arm], trials: u64) -> u64 {
    let each = trials.min(MOST_TRIALS) * arms.len() as u64;
    if stances(arms).is_some() { 3 * each } else { 0 }
}

/// What the arms are; nothing where the assumptions are about none of them.
fn stances(arms: &[Arm]) -> Option<Vec<Stance>> {
    let stance = |arm: &Arm| Stance::of(&arm.scenario, &arm.policy);
    let stances: Vec<Stance> = arms.iter().map(stance).collect();
    let neutral = stances.iter().all(|stance| *stance == Stance::Neutral);
    (!neutral).then_some(stances)
}

/// What the arms are, and what is assumed of them: as the scenario stands, and both ends. Nothing where the
/// assumptions are about none of the arms.
pub fn asked(arms: &[Arm]) -> Option<(Vec<Stance>, [End; 3])> {
    let stances = stances(arms)?;
    let [spiral, deterrence] = ends(&arms.first()?.scenario);
    let default = End {
        assumption: Assumption::Default,
        terms: None,
    };
    Some((stances, [default, spiral, deterrence]))
}

/// Compares the arms under each assumption; nothing where no arm is restraint, firm or reciprocal,
/// so that the assumptions are about none of them. The first arm is the baseline.
pub fn run(
    arms: &[Arm],
    trials: u64,
    seed: u64,
    measure: Measure,
    progress: &impl Progress,
) -> Result<Option<Assumptions>, Halt> {
    let played = play(arms, (trials, seed), Portion::ALL, progress)?;
    Ok(told(arms, (trials, seed), measure, played))
}

/// Plays a portion of the trials under each assumption; nothing where assumptions are about none of the arms.
/// What the portions came to adds up, in any order, to what all of them come to.
pub fn play(
    arms: &[Arm],
    (trials, seed): (u64, u64),
    portion: Portion,
    progress: &impl Progress,
) -> Result<Vec<Option<PlayedArms>>, Halt> {
    let ends = asked(arms).map(|(_, ends)| ends);
    // What is played is the same whatever the measure.
    let question = question(trials, seed, Measure::MinorClash);
    let ends = ends.iter().flatten();
    ends.map(|end| end.play(arms, (&question, portion), progress))
        .collect()
}

/// What follows of the trials under each assumption, all of which were played.
pub fn told(
    arms: &[Arm],
    (trials, seed): (u64, u64),
    measure: Measure,
    played: Vec<Option<PlayedArms>>,
) -> Option<Assumptions> {
    let (stances, ends) = asked(arms)?;
    let question = question(trials, seed, measure);
    let told = |(end, played): (End, Option<PlayedArms>)| {
        (end, Comparison::told(&question, played.expect(PLAYED)))
    };
    Some(Assumptions {
        stances,
        ends: ends.into_iter().zip(played).map(told).collect(),
    })
}

/// What is asked under each assumption, where a comparison plays so many trials.
fn question(trials: u64, seed: u64, measure: Measure) -> Question {
    Question {
        measure,
        margin: None,
        seed,
        size: Size::Fixed(trials.min(MOST_TRIALS)),
    }
}

impl Assumptions {
    /// Every arm against the baseline, and every restraint arm against every firm one, in a measure.
    pub fn duels(&self, measure: Measure) -> Vec<Duel> {
        let is = |stance: Stance| {
            let arms = self.stances.iter().enumerate().skip(1);
            arms.filter(move |(_, of)| **of == stance)
                .map(|(arm, _)| arm)
        };
        let mut pairs: Vec<(usize, usize)> = (1..self.stances.len()).map(|arm| (arm, 0)).collect();
        for restraint in is(Stance::Restraint) {
            pairs.extend(is(Stance::Firm).map(|firm| (restraint, firm)));
        }
        let level = bonferroni_level(LEVEL, pairs.len() * self.ends.len());
        let duel = |&(arm, against): &(usize, usize)| {
            let ends = self.ends.iter();
            let differences: Vec<Estimate> = ends
                .map(|(_, comparison)| comparison.difference(arm, against, measure, level))
                .collect();
            let verdict = |difference| Verdict::of(difference, measure.better(), None);
            Duel {
                arm,
                against,
                verdicts: differences.iter().map(verdict).collect(),
                differences,
            }
        };
        pairs.iter().map(duel).collect()
    }
}
