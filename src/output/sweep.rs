//! `offramp sweep` as a call: points played with the same luck, into a run folder. Responses go to their
//! table as they come; broken off, it goes on after the last that was noted.

use super::bases;
use super::files::{POSTERIOR, SAID};
use super::folder::Begun;
use super::manifest::{Manifest, PosteriorEntry, hash};
use super::merge::Parts;
use super::part::{self, WrittenPart, end_rows};
use super::read::{self, FolderReadError};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Seen, Statement, Swept};
use crate::ensemble::{Portion, Progress};
use crate::exploration::asked::Experiment;
use crate::exploration::design::Design;
use crate::exploration::factor::Factor;
use crate::exploration::response::{Response, responses};
use crate::exploration::sliced::{SlicedResponse, sliced};
use crate::stats::{Estimate, Method};
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use crate::table::dialect::Dialect;
use crate::table::rows::Lines;
use crate::table::sheet::Row;
use crate::table::slices::slices;
use crate::table::sweep as tables;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Trials after which points are noted: a second or so of work.
const NOTED: u64 = 100_000;
/// The most points that are noted together.
const TOGETHER: u64 = 10;

/// What is swept.
#[derive(Debug, Clone)]
pub struct SweepAsked {
    /// Scenarios, factors, policies and points.
    pub experiment: Experiment,
    /// Trials of each point under each policy, and of what luck.
    pub sample: Sample,
    /// What the answer is about.
    pub measure: Measure,
}

/// A sweep whose folder stands.
#[derive(Debug)]
pub struct WrittenSweep {
    /// Its folder.
    pub folder: PathBuf,
    /// What is said of it.
    pub answer: Answer<Statement>,
    /// Points that were played before it was broken off.
    pub kept: u64,
}

impl SweepAsked {
    /// The name of its run folder.
    pub fn name(&self) -> String {
        format!("{}-sweep", self.experiment.space.bases[0].scenario.name)
    }

    /// Trials of all points and policies.
    pub fn trials(&self) -> u64 {
        self.of_point()
            .saturating_mul(self.experiment.points.len() as u64)
    }

    /// Trials of a point under all its policies.
    fn of_point(&self) -> u64 {
        self.sample.trials * self.experiment.space.arms() as u64
    }

    /// Points that are noted together.
    fn together(&self) -> u64 {
        (NOTED / self.of_point()).clamp(1, TOGETHER)
    }

    /// What will be written, and the texts of the scenarios.
    pub(super) fn manifest(&self) -> (Manifest, Vec<(String, String)>) {
        let Experiment {
            space,
            design,
            points,
            drawn,
        } = &self.experiment;
        let mut manifest = Manifest::new("sweep", self.sample.seed, self.sample.trials);
        manifest.policies.clone_from(&space.policies);
        let mut texts = bases::record(&space.bases, &mut manifest);
        if let Some(drawn) = drawn {
            let posterior = &drawn.posterior;
            let entry = PosteriorEntry {
                trials_of_each: self.sample.trials,
                ..PosteriorEntry::over(posterior, drawn.unlike(points) as u64, self.trials())
            };
            manifest.posterior = Some(entry);
            texts.push((POSTERIOR.into(), posterior.text().into()));
        }
        let mut table = Vec::new();
        let written = tables::points(&space.factors, points).write(&mut table);
        written.expect("invariant: memory takes what is written");
        let mut set = |key: &str, value: String| manifest.settings.insert(key.into(), value);
        set(
            "vary",
            space
                .factors
                .iter()
                .map(Factor::asked)
                .collect::<Vec<_>>()
                .join("; "),
        );
        set("design", design.map_or("listed", Design::name).into());
        if let Some(Design::Latin(cube)) = design {
            set("cube", cube.to_string());
        }
        set("points", points.len().to_string());
        set("points.csv", hash(&String::from_utf8_lossy(&table)));
        set("metric", self.measure.name().into());
        (manifest, texts)
    }
}

/// Plays every point under every policy and writes the run folder; points that were noted before it was
/// broken off are kept.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then but points that were played, to be taken up again.
pub fn write_sweep(
    asked: &SweepAsked,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenSweep, OutputError> {
    write(asked, target, |session| {
        let Experiment { space, points, .. } = &asked.experiment;
        let mut noting = Noting::new(session, asked);
        let kept = (noting.session.parts() * asked.together()).min(points.len() as u64);
        progress.done(kept * asked.of_point());
        let keep = |point: usize, found: &[Response]| noting.keep(point, found);
        responses((space, points), kept as usize, asked.sample, progress, keep)?;
        Ok(kept)
    })
}

/// Writes the run folder of parts that were played by themselves, as [`write_sweep`] writes it.
///
/// # Errors
/// As [`write_sweep`], and where a part is not as it was written.
pub(super) fn merge_sweep(
    asked: &SweepAsked,
    target: Target,
    parts: &mut Parts,
) -> Result<WrittenSweep, OutputError> {
    write(asked, target, |session| {
        session.afresh()?;
        let schema = tables::responses_schema();
        let mut rows = session.further(&schema)?;
        let () = parts.next(&mut rows)?;
        let written = rows.flush();
        written.map_err(|source| session.csv(schema.file, source.into()))?;
        Ok(0)
    })
}

/// Plays a portion of the points of a sweep into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_sweep_part(
    asked: &SweepAsked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let place = (target, &*asked.name(), portion);
    part::write(place, asked.manifest(), |folder| {
        let Experiment { space, points, .. } = &asked.experiment;
        if asked.experiment.design.is_none() {
            folder.table(&tables::points(&space.factors, points))?;
        }
        let Range { start, end } = portion.of(&(0..points.len() as u64));
        let mut rows = folder.rows()?;
        let keep = |_: usize, found: &[Response]| {
            let mut lines = no_lines(target.csv);
            for response in found {
                lines.push(tables::response(response));
            }
            rows.write_all(&lines.into_bytes())
        };
        let points = (space, &points[..end as usize]);
        responses(points, start as usize, asked.sample, progress, keep)?;
        let rows = end_rows(rows).map_err(|source| folder.unwritten(source))?;
        folder.sum(&(), rows)?;
        Ok((end - start) * asked.of_point())
    })
}

/// Begins a run folder, has the responses written, and writes the rest. `fill` returns how many points were
/// there already.
fn write(
    asked: &SweepAsked,
    target: Target,
    fill: impl FnOnce(&mut Session) -> Result<u64, OutputError>,
) -> Result<WrittenSweep, OutputError> {
    let Experiment { space, points, .. } = &asked.experiment;
    let title = format!("{}: swept", space.bases[0].scenario.title);
    let mut session = match Session::begin(target, &asked.name(), title, asked.manifest())? {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let (answer, kept) = (Answer::read(&folder)?, points.len() as u64);
            return Ok(WrittenSweep {
                folder,
                answer,
                kept,
            });
        }
    };
    let kept = fill(&mut session)?;
    session.describe(tables::responses_schema());
    session.table(&tables::points(&space.factors, points))?;
    let seen = seen(session.draft(), asked.measure)?;
    let sliced = all_sliced(asked, &seen);
    session.table(&slices(&space.factors, asked.measure, &sliced))?;
    let said = answer::sweep(&Swept {
        experiment: &asked.experiment,
        sample: asked.sample,
        measure: asked.measure,
        seen: &seen,
    });
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.clone().into());
    let played = (points.len() as u64 - kept) * asked.of_point();
    Ok(WrittenSweep {
        folder: session.finish(played)?,
        answer: Answer::Found(said),
        kept,
    })
}

/// The measure under each policy, and its difference from that under the first, over every factor.
fn all_sliced(asked: &SweepAsked, seen: &[Seen]) -> Vec<SlicedResponse> {
    let Experiment { space, points, .. } = &asked.experiment;
    let mut values: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for one in seen {
        let policy = if space.varies_policy() {
            ""
        } else {
            &one.policy
        };
        let of = values
            .entry(policy)
            .or_insert_with(|| vec![None; points.len()]);
        of[one.point] = one.estimate.value;
    }
    let over = |values: &[Option<f64>]| sliced((&space.factors, points), values, asked.sample.seed);
    let level = |policy: Option<&String>| SlicedResponse {
        policy: policy.cloned(),
        against: None,
        factors: over(
            values
                .get(policy.map_or("", String::as_str))
                .map_or(&[], Vec::as_slice),
        ),
    };
    if space.varies_policy() {
        return vec![level(None)];
    }
    let mut found: Vec<SlicedResponse> =
        space.policies.iter().map(|one| level(Some(one))).collect();
    let (first, others) = space
        .policies
        .split_first()
        .expect("invariant: a policy is played");
    for one in others {
        let both = values[one.as_str()].iter().zip(&values[first.as_str()]);
        let less: Vec<Option<f64>> = both.map(|(one, first)| Some((*one)? - (*first)?)).collect();
        found.push(SlicedResponse {
            policy: Some(one.clone()),
            against: Some(first.clone()),
            factors: over(&less),
        });
    }
    found
}

/// Responses on their way to their table.
struct Noting<'s> {
    session: &'s mut Session,
    /// Rows of points that are not noted yet.
    lines: Lines,
    together: u64,
    points: usize,
}

fn no_lines(dialect: Dialect) -> Lines {
    Lines::new(tables::responses_schema(), dialect)
}

impl<'s> Noting<'s> {
    fn new(session: &'s mut Session, asked: &SweepAsked) -> Self {
        Self {
            lines: no_lines(session.dialect()),
            session,
            together: asked.together(),
            points: asked.experiment.points.len(),
        }
    }

    fn keep(&mut self, point: usize, found: &[Response]) -> io::Result<()> {
        for response in found {
            self.lines.push(tables::response(response));
        }
        let played = point + 1;
        if !(played as u64).is_multiple_of(self.together) && played < self.points {
            return Ok(());
        }
        let lines = std::mem::replace(&mut self.lines, no_lines(self.session.dialect()));
        let schema = lines.schema.clone();
        let noted = self.session.lines(&schema, &lines.into_bytes());
        noted
            .and_then(|()| self.session.part())
            .map_err(io::Error::other)
    }
}

/// A measure at every point, as the table has it: numbers in tables read back as they were.
fn seen(folder: &Path, measure: Measure) -> Result<Vec<Seen>, FolderReadError> {
    let columns = [
        "scenario",
        "point",
        "policy",
        "metric",
        "value",
        "ci_low",
        "ci_high",
        "ci_method",
        "n",
    ];
    let is_it = |row: Row| row.text("metric") == measure.name();
    let sheet = read::table(folder, "responses.csv", &columns, is_it)?;
    let one = |row: Row| {
        let named = |method: &&Method| method.name() == row.text("ci_method");
        let method = Method::ALL.iter().find(named);
        Seen {
            scenario: row.text("scenario").into(),
            policy: row.text("policy").into(),
            point: row.count("point").unwrap_or(0) as usize,
            estimate: Estimate {
                value: row.number("value"),
                low: row.number("ci_low"),
                high: row.number("ci_high"),
                level: LEVEL,
                method: method.copied().unwrap_or(Method::ClopperPearson),
                n: row.count("n").unwrap_or(0),
            },
        }
    };
    Ok(sheet.rows().map(one).collect())
}
