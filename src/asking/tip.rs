//! What a search for tipping points is asked: which policies, along what.

use super::error::AskingError;
use super::overrides::one_value;
use super::remark::Hear;
use super::sweep::{bases, known};
use crate::diagnostic::Code;
use crate::exploration::asked::{Experiment, PointsAsked, Request};
use crate::exploration::design::Design;
use crate::exploration::factor::POLICY;
use crate::exploration::map::VALUES;
use crate::exploration::space::{Base, Space};
use crate::exploration::tip::{SCAN, Target, TipAsked};
use crate::output::TipsAsked;
use crate::scenario::{Draft, ReadError};
use crate::study::measure::Measure;
use crate::study::run::Sample;

/// What is followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed {
    /// The difference of two policies in a metric, to where it turns.
    Between(Vec<String>, Measure),
    /// A metric under a policy, to where it reaches a value.
    Reaches(String, Measure, f64),
}

/// The options of a search for tipping points.
#[derive(Debug, Clone)]
pub struct TipOptions {
    /// What is followed.
    pub followed: Followed,
    /// Along what, one after the other, as `PATH[=LOW:HIGH]`; nothing: all of `[uncertain]`.
    pub along: Vec<String>,
    /// Whether to make a map over the two parameters of `along` as well.
    pub map: bool,
    /// Trials of each policy at each value that is looked at.
    pub sample: Sample,
    /// Overrides.
    pub sets: Vec<String>,
}

impl TipOptions {
    /// What is usual, of what is followed.
    pub fn new(followed: Followed) -> Self {
        Self {
            followed,
            along: Vec::new(),
            map: false,
            sample: Sample {
                seed: 0,
                trials: 5_000,
            },
            sets: Vec::new(),
        }
    }

    /// Tipping points of a scenario.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, draft: Draft, hear: &Hear) -> Result<TipsAsked, AskingError> {
        one_value(&self.sets, "let it vary: --along PATH=LOW:HIGH")?;
        let base = bases(vec![draft], &self.sets, hear)?.remove(0);
        let tip = self.tip()?;
        known(std::slice::from_ref(&base), &tip.policies)?;
        let scenario = &base.scenario;
        let uncertain = scenario.uncertain.iter().map(|range| range.path.clone());
        let along: Vec<String> = if self.along.is_empty() {
            uncertain.collect()
        } else {
            self.along.clone()
        };
        if along.is_empty() {
            let name = &scenario.name;
            return wrong(&format!(
                "{name} has no [uncertain] ranges: write --along PATH=LOW:HIGH"
            ));
        }
        if self.map && along.len() != 2 {
            return wrong("--map is over two parameters: --along PATH=LOW:HIGH twice");
        }
        let (spaces, idle) = self.spaces(&base, &tip.policies, along)?;
        let map = if self.map {
            let found = self.look(&base, &tip.policies, &self.along);
            Some(found.map_err(ReadError::Invalid)?.space)
        } else {
            None
        };
        if spaces.is_empty() {
            return wrong("nothing that is uncertain moves anything here");
        }
        Ok(TipsAsked {
            spaces,
            tip,
            idle,
            map,
        })
    }

    fn tip(&self) -> Result<TipAsked, AskingError> {
        let (policies, target, measure) = match &self.followed {
            Followed::Reaches(policy, measure, value) => {
                (vec![policy.clone()], Target::Reaches(*value), *measure)
            }
            Followed::Between(policies, measure) => {
                match policies.as_slice() {
                    [one, other] if one == other => {
                        return wrong("--between compares two policies, not one with itself");
                    }
                    [_, _] => {}
                    _ => return wrong("--between takes two policies: A,B"),
                }
                (policies.clone(), Target::Difference, *measure)
            }
        };
        Ok(TipAsked {
            policies,
            measure,
            target,
            sample: self.sample,
        })
    }

    /// What each parameter does alone, and those that do nothing where all are looked at.
    fn spaces(
        &self,
        base: &Base,
        policies: &[String],
        along: Vec<String>,
    ) -> Result<(Vec<Space>, Vec<String>), AskingError> {
        let (mut spaces, mut idle): (Vec<Space>, Vec<String>) = (Vec::new(), Vec::new());
        for path in along {
            match self.look(base, policies, std::slice::from_ref(&path)) {
                Ok(found) if found.space.factors[0].name == POLICY => {
                    return wrong(
                        "policies are compared, they do not vary: --along takes a parameter",
                    );
                }
                Ok(_) if path.contains(',') || path.matches(':').count() > 1 => {
                    return wrong("tip follows a range: write --along PATH=LOW:HIGH");
                }
                Ok(found) => spaces.push(found.space),
                Err(problems)
                    if self.along.is_empty()
                        && problems
                            .list
                            .iter()
                            .all(|problem| problem.code == Code::Unused) =>
                {
                    idle.push(path);
                }
                Err(problems) => return Err(ReadError::Invalid(problems).into()),
            }
        }
        Ok((spaces, idle))
    }

    fn look(
        &self,
        base: &Base,
        policies: &[String],
        vary: &[String],
    ) -> Result<Experiment, crate::diagnostic::Problems> {
        let request = Request {
            bases: vec![base.clone()],
            policies: policies.to_vec(),
            vary: vary.to_vec(),
            option: "--along",
            points: PointsAsked::Design(Some(Design::Random), Some(1)),
            posterior: None,
            seed: self.sample.seed,
        };
        request.check()
    }
}

/// About how many trials are played: a scan of each parameter, and about as much again to look closer.
pub fn trials(asked: &TipsAsked) -> u64 {
    let policies = asked.tip.policies.len() as u64;
    let looks = (2 * SCAN * asked.spaces.len()) as u64 * policies;
    let map = asked
        .map
        .as_ref()
        .map_or(0, |_| VALUES as u64 * VALUES as u64 * policies);
    (looks + map) * asked.tip.sample.trials
}

fn wrong<T>(why: &str) -> Result<T, AskingError> {
    Err(AskingError::Wrong(why.into()))
}
