//! `offramp sensitivity` as a call: what drives a response, into a run folder.

use super::bases;
use super::files::SAID;
use super::folder::Begun;
use super::manifest::Manifest;
use super::merge::Parts;
use super::part::{self, WrittenPart, no_rows};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, FromSweep, Statement};
use crate::ensemble::{Portion, Progress};
use crate::exploration::factor::Factor;
use crate::exploration::replicated::{Replicated, Seen};
use crate::exploration::sensitivity::{self, Designed, Sensitivity, SensitivityAsked, given};
use crate::exploration::swept::SweptTable;
use crate::table::{sensitivity as tables, sweep};
use std::path::PathBuf;

/// A sensitivity analysis whose folder stands.
#[derive(Debug)]
pub struct WrittenSensitivity {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of it.
    pub answer: Answer<Statement>,
}

impl SensitivityAsked {
    /// The name of its run folder.
    pub fn name(&self) -> String {
        format!("{}-sensitivity", self.space.bases[0].scenario.name)
    }

    /// Trials of all points and policies, before any are doubled.
    pub fn trials(&self) -> u64 {
        let points = (self.bases * self.method.runs(self.groups.len())) as u64;
        points
            .saturating_mul(self.space.arms() as u64)
            .saturating_mul(self.sample.trials)
    }

    /// What will be written, and the texts of the scenarios.
    pub(super) fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let mut manifest = Manifest::new("sensitivity", self.sample.seed, self.sample.trials);
        manifest.policies.clone_from(&self.space.policies);
        let texts = bases::record(&self.space.bases, &mut manifest);
        let factors = self.space.factors.iter().map(Factor::asked);
        let groups = self.groups.iter().filter(|group| group.members.len() > 1);
        let groups = groups.map(|group| {
            let names = group
                .members
                .iter()
                .map(|&at| self.space.factors[at].name.as_str());
            format!("{}={}", group.name, names.collect::<Vec<_>>().join(","))
        });
        let mut set = |key: &str, value: String| manifest.settings.insert(key.into(), value);
        set("vary", factors.collect::<Vec<_>>().join("; "));
        let groups = groups.collect::<Vec<_>>().join("; ");
        if !groups.is_empty() {
            set("groups", groups);
        }
        set("method", self.method.name().into());
        set("of", self.policies().join(" - "));
        set("metric", self.measure.name().into());
        set("points", self.bases.to_string());
        if let Some((width, most)) = self.precision {
            set("precision", width.to_string());
            set("most_points", most.to_string());
        }
        (manifest, texts)
    }
}

/// Plays the points, finds the indices and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_sensitivity(
    asked: &SensitivityAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenSensitivity, OutputError> {
    let find = || Ok(sensitivity::sensitivity(asked, progress)?);
    write(asked, None, target, find)
}

/// Writes the run folder of parts that were played by themselves, as [`write_sensitivity`] writes it.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub(super) fn merge_sensitivity(
    asked: &SensitivityAsked,
    target: Target,
    parts: &mut Parts,
) -> Result<WrittenSensitivity, OutputError> {
    write(asked, None, target, || {
        let mut design = Designed::of(asked);
        parts.in_turn(|played: Vec<Replicated>| {
            for made in &played {
                design.take(asked, made);
            }
        })?;
        Ok(design.all(asked))
    })
}

/// Plays a portion of the points, whose number is fixed, into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_sensitivity_part(
    asked: &SensitivityAsked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let place = (target, &*asked.name(), portion);
    part::write(place, asked.manifest(), |folder| {
        let played = sensitivity::portion(asked, portion, progress)?;
        folder.sum(&played, no_rows())?;
        Ok((played.len() * asked.space.arms()) as u64 * asked.sample.trials)
    })
}

/// Finds what points of a sweep say, and writes the run folder. `from` is what the sweep was called.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_given(
    asked: &SensitivityAsked,
    (from, swept): (&str, &SweptTable),
    target: Target,
) -> Result<WrittenSensitivity, OutputError> {
    let from = FromSweep {
        name: from,
        posterior: swept.asked.posterior.as_deref(),
    };
    write(asked, Some(from), target, || Ok(said(asked, swept)))
}

/// What the points of a sweep say.
fn said(asked: &SensitivityAsked, swept: &SweptTable) -> Sensitivity {
    let column = |policy: Option<&str>| {
        let column = swept.column(policy, asked.measure);
        column.expect("invariant: a sweep has every response of its policies")
    };
    let columns = match asked.policies() {
        [] => vec![column(None)],
        some => some.iter().map(|policy| column(Some(policy))).collect(),
    };
    let seen = |at: usize| {
        let policies: Vec<_> = columns.iter().map(|column| column[at]).collect();
        let value = |of: usize| policies.get(of).and_then(|of| of.value).unwrap_or(0.0);
        Seen {
            value: value(0) - value(1),
            replicates: Vec::new(),
            policies,
        }
    };
    let seen = (0..swept.points.len()).map(seen).collect();
    given(asked, &swept.points, seen)
}

fn write(
    asked: &SensitivityAsked,
    from: Option<FromSweep>,
    target: Target,
    find: impl FnOnce() -> Result<Sensitivity, OutputError>,
) -> Result<WrittenSensitivity, OutputError> {
    let title = format!("{}: what drives it", asked.space.bases[0].scenario.title);
    let (mut manifest, texts) = asked.manifest();
    let mut set = |key: &str, value: &str| manifest.settings.insert(key.into(), value.into());
    if let Some(from) = from {
        set("from", from.name);
        if let Some(posterior) = from.posterior {
            set("posterior", posterior);
        }
    }
    let mut session = match Session::begin(target, &asked.name(), title, (manifest, texts))? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(WrittenSensitivity { folder, answer });
        }
    };
    let found = find()?;
    session.table(&tables::indices(asked, &found))?;
    session.table(&tables::convergence(asked, &found))?;
    let points = found.points.iter().map(|point| point.point.clone());
    session.table(&sweep::points(
        &asked.space.factors,
        &points.collect::<Vec<_>>(),
    ))?;
    session.table(&tables::responses(asked, &found))?;
    if from.is_none() {
        session.table(&tables::design(asked, &found.points))?;
        session.table(&tables::luck(&found))?;
    }
    let said = answer::sensitivity(asked, &found, from);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    let played = (found.played * asked.space.arms()) as u64 * asked.sample.trials;
    Ok(WrittenSensitivity {
        folder: session.finish(if from.is_none() { played } else { 0 })?,
        answer: Answer::Found(said),
    })
}
