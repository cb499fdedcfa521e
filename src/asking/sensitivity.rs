//! What an analysis of sensitivity is asked: what varies, how it is looked at, and what is asked about.

use super::error::AskingError;
use super::overrides::one_value;
use super::policies::baseline;
use super::remark::Hear;
use super::sweep::{bases, known};
use crate::exploration::asked::{PointsAsked, Request};
use crate::exploration::design::Design;
use crate::exploration::grouped::grouped;
use crate::exploration::replicated::REPLICATES;
use crate::exploration::sensitivity::{SensitivityAsked, SensitivityMethod, of};
use crate::exploration::space::{Base, Space};
use crate::exploration::swept::SweptTable;
use crate::output::swept::SweptHeading;
use crate::scenario::{Draft, ReadError, Scenario};
use crate::stats::design::SOBOL;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use std::path::Path;

/// Trials of a replicate that say something.
const LEAST_TRIALS: u64 = 8 * REPLICATES as u64;

/// The options of an analysis of sensitivity.
#[derive(Debug, Clone)]
pub struct SensitivityOptions {
    /// How; usually shares of the variance, or, of a sweep that stands, distances between distributions.
    pub method: Option<SensitivityMethod>,
    /// A policy, or two as `A-B`; usually the baseline.
    pub of: Option<String>,
    /// The metric.
    pub metric: Measure,
    /// What varies, as in a sweep.
    pub vary: Vec<String>,
    /// Factors that are moved together, as `NAME=PATH,PATH`.
    pub group: Vec<String>,
    /// Base points, trajectories or points.
    pub points: Option<usize>,
    /// Until the interval of each total index is at most so wide.
    pub precision: Option<f64>,
    /// The most base points that may come to.
    pub most_points: usize,
    /// Trials of each point.
    pub sample: Sample,
    /// Overrides at every point.
    pub sets: Vec<String>,
}

impl Default for SensitivityOptions {
    fn default() -> Self {
        Self {
            method: None,
            of: None,
            metric: Measure::MinorClash,
            vary: Vec::new(),
            group: Vec::new(),
            points: None,
            precision: None,
            most_points: 4_096,
            sample: Sample {
                seed: 0,
                trials: 1_000,
            },
            sets: Vec::new(),
        }
    }
}

impl SensitivityOptions {
    /// Points of scenarios that are to be played.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, drafts: Vec<Draft>, hear: &Hear) -> Result<SensitivityAsked, AskingError> {
        one_value(&self.sets, "let it vary: --vary PATH=A,B")?;
        let method = self.method.unwrap_or(SensitivityMethod::Sobol);
        let bases = self.counted()?;
        let space = self.space(drafts, hear)?;
        let groups =
            grouped(&space.factors, &self.group).map_err(|error| wrong(error.to_string()))?;
        let columns = match method {
            SensitivityMethod::Sobol => 2 * space.factors.len(),
            _ => space.factors.len(),
        };
        if method != SensitivityMethod::Morris && columns > SOBOL.1 {
            return Err(wrong(format!(
                "{} factors are more than a Sobol' sequence has room for: --method morris, or fewer --vary",
                space.factors.len()
            )));
        }
        Ok(SensitivityAsked {
            space,
            groups,
            method,
            measure: self.metric,
            bases,
            precision: self.precision.map(|width| (width, self.most_points)),
            sample: self.sample,
        })
    }

    /// How many base points, if as many make sense.
    fn counted(&self) -> Result<usize, AskingError> {
        let method = self.method.unwrap_or(SensitivityMethod::Sobol);
        let units = method.units();
        let bases = self.points.unwrap_or(method.usual());
        let least = method.least();
        if bases < least {
            return Err(wrong(format!(
                "{bases} {units} are too few for {}: its intervals need at least {least}, and {} are usual",
                method.name(),
                method.usual()
            )));
        }
        if self.sample.trials < LEAST_TRIALS {
            return Err(wrong(format!(
                "--trials {}: an eighth of the trials tells luck from effect, so at least {LEAST_TRIALS} are needed",
                self.sample.trials
            )));
        }
        if self.precision.is_some() && method != SensitivityMethod::Sobol {
            return Err(wrong("--precision is of total indices: --method sobol"));
        }
        if self.precision.is_some() && self.most_points < bases {
            return Err(wrong(format!(
                "--most-points {} is below the {bases} {units} to begin with",
                self.most_points
            )));
        }
        if !self.group.is_empty() && method == SensitivityMethod::Pawn {
            return Err(wrong(
                "pawn looks at slices of one factor: --group is of sobol and morris",
            ));
        }
        Ok(bases)
    }

    /// What varies, under which policies.
    fn space(&self, drafts: Vec<Draft>, hear: &Hear) -> Result<Space, AskingError> {
        let bases = bases(drafts, &self.sets, hear)?;
        let varied = |vary: &String| vary.split('=').next().unwrap_or_default().trim() == "policy";
        if self.of.is_some() && self.vary.iter().any(varied) {
            return Err(wrong(
                "--of says which policy is played, so it does not vary: leave out one of them",
            ));
        }
        let policies = self.policies(&bases[0].scenario)?;
        known(&bases, &policies)?;
        let request = Request {
            bases,
            policies,
            vary: self.vary.clone(),
            option: "--vary",
            points: PointsAsked::Design(Some(Design::Random), Some(1)),
            posterior: None,
            seed: self.sample.seed,
        };
        let experiment = request.check().map_err(ReadError::Invalid)?;
        Ok(experiment.space)
    }

    /// The policies whose level or difference is asked about.
    fn policies(&self, scenario: &Scenario) -> Result<Vec<String>, AskingError> {
        let Some(text) = &self.of else {
            let baseline = baseline(scenario).into_iter();
            return Ok(baseline.map(|policy| policy.name.clone()).collect());
        };
        let known = scenario.policies.iter().map(|policy| policy.name.as_str());
        of(text, &known.collect::<Vec<&str>>()).map_err(wrong)
    }

    /// What is asked of the points of a sweep that stands in a run folder, and the points.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn given(&self, place: &Path) -> Result<(SensitivityAsked, SweptTable), AskingError> {
        let method = self.method.unwrap_or(SensitivityMethod::Pawn);
        if method != SensitivityMethod::Pawn {
            return Err(wrong(format!(
                "points that are there already differ in all factors at once, and {} needs some that differ in one: leave out --from, or take --method pawn",
                method.name()
            )));
        }
        let heading = SweptHeading::read(place).map_err(|error| wrong(error.to_string()))?;
        let known: Vec<&str> = heading.asked.policies.iter().map(String::as_str).collect();
        let policies = match &self.of {
            Some(_) if heading.asked.varies_policy() => {
                return Err(wrong("the sweep varied the policy: leave out --of"));
            }
            Some(text) => of(text, &known).map_err(wrong)?,
            None if heading.asked.varies_policy() => heading.asked.policies.clone(),
            None => known.iter().take(1).map(ToString::to_string).collect(),
        };
        let groups =
            grouped(&heading.asked.factors, &[]).map_err(|error| wrong(error.to_string()))?;
        let swept = heading
            .whole(&[self.metric])
            .map_err(|error| wrong(error.to_string()))?;
        let (least, bases) = (method.least(), swept.table.points.len());
        if bases < least {
            return Err(wrong(format!(
                "{bases} points are too few for pawn: its intervals need at least {least}, and {} are usual; sweep with more --points",
                method.usual()
            )));
        }
        let base = |(scenario, (file, _)): (&Scenario, &(String, String))| {
            let draft = Draft::file(place.join(file))?;
            Ok(Base::new(draft, Vec::new(), scenario.clone()))
        };
        let bases_of = swept.scenarios.iter().zip(&swept.texts).map(base);
        let asked = SensitivityAsked {
            space: Space {
                bases: bases_of.collect::<Result<Vec<Base>, ReadError>>()?,
                factors: swept.table.asked.factors.clone(),
                policies,
            },
            groups,
            method,
            measure: self.metric,
            bases,
            precision: None,
            sample: swept.table.asked.sample,
        };
        Ok((asked, swept.table))
    }
}

fn wrong(why: impl Into<String>) -> AskingError {
    AskingError::Wrong(why.into())
}
