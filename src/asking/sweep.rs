//! What a sweep is asked: what varies, where it is looked at, and under which policies.

use super::error::AskingError;
use super::named::checked;
use super::overrides::{in_force, one_value};
use super::policies::{Chosen, baseline};
use super::remark::{Hear, say};
use crate::diagnostic::nearest;
use crate::exploration::asked::{Experiment, POINTS, PointsAsked, Request};
use crate::exploration::design::{DESIGNS, Design};
use crate::exploration::space::Base;
use crate::output::SweepAsked;
use crate::scenario::file::text_file;
use crate::scenario::{Draft, ReadError};
use crate::study::arms;
use crate::study::measure::Measure;
use crate::study::posterior::Posterior;
use crate::study::run::Sample;
use crate::table::point_file;
use std::path::Path;
use std::sync::Arc;

/// The options of a sweep.
#[derive(Debug, Clone)]
pub struct SweepOptions {
    /// What varies, as `PATH[=LOW:HIGH[:N]|=A,B,C]`; nothing: all of `[uncertain]`.
    pub vary: Vec<String>,
    /// The name of a design, or a file that lists points.
    pub design: Option<String>,
    /// How many points.
    pub points: Option<usize>,
    /// Points of a Latin hypercube, if not all.
    pub cube: Option<usize>,
    /// Which policies; usually the baseline alone.
    pub chosen: Chosen,
    /// Trials of each point under each policy.
    pub sample: Sample,
    /// What the answer is about.
    pub metric: Measure,
    /// Overrides at every point.
    pub sets: Vec<String>,
    /// From where points take values that go together, if they do.
    pub posterior: Option<Arc<Posterior>>,
}

impl Default for SweepOptions {
    fn default() -> Self {
        Self {
            vary: Vec::new(),
            design: None,
            points: None,
            cube: None,
            chosen: Chosen::Usual,
            sample: Sample {
                seed: 0,
                trials: 1_000,
            },
            metric: Measure::MinorClash,
            sets: Vec::new(),
            posterior: None,
        }
    }
}

impl SweepOptions {
    /// A sweep of scenarios: where there are several, which of them is one more factor.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, drafts: Vec<Draft>, hear: &Hear) -> Result<SweepAsked, AskingError> {
        one_value(&self.sets, "let it vary: --vary PATH=A,B")?;
        Ok(SweepAsked {
            experiment: self.experiment(drafts, hear)?,
            sample: self.sample,
            measure: self.metric,
        })
    }

    fn experiment(&self, drafts: Vec<Draft>, hear: &Hear) -> Result<Experiment, AskingError> {
        let bases = bases(drafts, &self.sets, hear)?;
        let varied = |vary: &String| vary.split('=').next().unwrap_or_default().trim() == "policy";
        if self.chosen != Chosen::Usual && self.vary.iter().any(varied) {
            return Err(AskingError::Wrong(
                "policies vary or are played at every point: leave out --policies or --vary policy"
                    .into(),
            ));
        }
        let policies = self.chosen.of(&bases[0].scenario, baseline)?;
        let policies: Vec<String> = policies.into_iter().map(|one| one.name.clone()).collect();
        known(&bases, &policies)?;
        let request = Request {
            bases,
            policies,
            vary: self.vary.clone(),
            option: "--vary",
            points: self.points()?,
            posterior: self.posterior.clone(),
            seed: self.sample.seed,
        };
        let experiment = request.check().map_err(ReadError::Invalid)?;
        if let Some(drawn) = &experiment.drawn {
            say(hear, &drawn.warnings, drawn.posterior.sources());
        }
        Ok(experiment)
    }

    /// How points are chosen.
    fn points(&self) -> Result<PointsAsked, AskingError> {
        let wrong = |why: String| Err(AskingError::Wrong(why));
        let design = match self.design.as_deref() {
            None => None,
            Some("grid") => Some(Design::Grid),
            Some("lhs") => {
                let all = self.points.unwrap_or(POINTS);
                Some(Design::Latin(self.cube.unwrap_or(all)))
            }
            Some("sobol") => Some(Design::Sobol),
            Some("random") => Some(Design::Random),
            Some(file) => return self.listed(file),
        };
        if self.cube.is_some() && !matches!(design, Some(Design::Latin(_))) {
            return wrong("--cube is of Latin hypercubes: --design lhs".into());
        }
        Ok(PointsAsked::Design(design, self.points))
    }

    /// Points that a file lists.
    fn listed(&self, file: &str) -> Result<PointsAsked, AskingError> {
        let wrong = |why: String| Err(AskingError::Wrong(why));
        let path = Path::new(file);
        if !path.exists() && path.extension().is_none() {
            let help = match nearest(file, DESIGNS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is {}, or a CSV file", DESIGNS.join(", ")),
            };
            return wrong(format!("--design: there is no design `{file}`; {help}"));
        }
        if self.points.is_some() || self.cube.is_some() {
            return wrong(format!(
                "{file} lists its points: leave out --points and --cube"
            ));
        }
        let bytes = text_file::read(path, LARGEST).map_err(|source| AskingError::Unreadable {
            name: file.to_owned(),
            source,
        })?;
        let sheet = point_file::read(file, &bytes).map_err(ReadError::Invalid)?;
        Ok(PointsAsked::Listed(sheet))
    }
}

/// Scenarios that are varied: each has a name of its own.
pub(super) fn bases(
    drafts: Vec<Draft>,
    sets: &[String],
    hear: &Hear,
) -> Result<Vec<Base>, AskingError> {
    let mut bases: Vec<Base> = Vec::new();
    for draft in drafts {
        let scenario = checked(&draft, sets, hear)?;
        if bases.iter().any(|base| base.scenario.name == scenario.name) {
            let name = &scenario.name;
            let why = format!("two scenarios are called `{name}`");
            return Err(AskingError::Wrong(why));
        }
        bases.push(Base::new(draft, sets.to_vec(), scenario));
    }
    if bases.is_empty() {
        return Err(AskingError::Wrong("no scenario is named".into()));
    }
    Ok(bases)
}

/// Refuses policies that a scenario has not, and overrides that change none of them.
pub(super) fn known(bases: &[Base], policies: &[String]) -> Result<(), AskingError> {
    for base in bases {
        arms::policies(&base.scenario, policies)?;
        let named = policies.iter();
        let played = named.filter_map(|name| base.scenario.policy(name));
        in_force(&base.draft, &base.sets, played)?;
    }
    Ok(())
}

/// The largest table of points that is read, in bytes.
const LARGEST: u64 = 64 << 20;
