//! `offramp compare` as a call: a whole comparison, into a run folder.

use super::files::{POSTERIOR, SAID};
use super::folder::{Begun, FolderError, replace_file};
use super::manifest::{self, ArmEntry, Manifest, PosteriorEntry, ScenarioEntry, WrittenEntry};
use super::merge::Parts;
use super::notes::{TOGETHER, WorldNotes};
use super::part::{self, WrittenPart, no_rows};
use super::read::{self, FolderReadError};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer::{self, Extent};
use crate::ensemble::{Portion, Progress};
use crate::scenario::file::flatten::flatten;
use crate::scenario::file::written;
use crate::stats::decision::Robustness;
use crate::study::arms::Arm;
use crate::study::compare::{self, Asked, Compared, Played, Values};
use crate::study::contrasts::Size;
use crate::study::measure::Measure;
use crate::study::stopping::Goal;
use crate::table::dialect::Dialect;
use crate::table::sheet::Row;
use crate::table::{comparison as tables, robustness};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A comparison whose folder stands.
#[derive(Debug)]
pub struct WrittenComparison {
    /// Its folder.
    pub folder: PathBuf,
    /// Its tables.
    pub files: Vec<String>,
    /// What was found.
    pub answer: Answer<Compared>,
    /// The values of its arms.
    pub values: Values,
    /// Worlds that were played before it was broken off.
    pub kept: u64,
    /// Whether it came as far as it was to go.
    pub reached: bool,
}

/// The name of the run folder of a comparison.
pub fn folder_name(asked: &Asked) -> String {
    format!("{}-compare", asked.arms[0].scenario.name)
}

/// Compares and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then but worlds that were played, to be taken up again.
pub fn write_comparison(
    asked: &Asked,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenComparison, OutputError> {
    let arms = asked.arms.len();
    write(asked, target, |session| {
        let mut notes = WorldNotes::new(session, arms);
        Ok(compare::compare_noting(asked, progress, &mut notes)?)
    })
}

/// Writes the run folder of parts that were played by themselves, as [`write_comparison`] writes it: where
/// the comparison turns is looked for now.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn merge_comparison(
    asked: &Asked,
    target: Target,
    (parts, progress): (&mut Parts, &impl Progress),
) -> Result<WrittenComparison, OutputError> {
    write(asked, target, |_| {
        let played: Played = parts.next(&mut io::sink())?;
        Ok(compare::told(asked, played, progress)?)
    })
}

/// Plays a portion of a comparison whose number of trials is fixed into the folder of a part.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_comparison_part(
    asked: &Asked,
    portion: Portion,
    target: Target,
    progress: &impl Progress,
) -> Result<WrittenPart, OutputError> {
    let place = (target, &*folder_name(asked), portion);
    part::write(place, manifest(asked), |folder| {
        let played = compare::play(asked, portion, progress)?;
        folder.sum(&played, no_rows())?;
        Ok(compare::trials(asked) / portion.parts())
    })
}

/// Begins a run folder, has the comparison made, and writes it.
fn write(
    asked: &Asked,
    target: Target,
    make: impl FnOnce(&mut Session) -> Result<Compared, OutputError>,
) -> Result<WrittenComparison, OutputError> {
    let title = format!("{}: policies compared", asked.arms[0].scenario.title);
    let begun = Session::begin(target, &folder_name(asked), title, manifest(asked))?;
    let mut session = match begun {
        Begun::Making(session) => session,
        Begun::Stands(folder) => return Ok(standing(folder)?),
    };
    let kept = session.parts() * TOGETHER;
    let found = make(&mut session)?;
    let mut files = Vec::new();
    for table in tables::all(&found) {
        session.table(&table)?;
        files.push(table.schema.file.into());
    }
    session.answer(&answer::comparison(&found, Extent::Brief, IN_FILES, None))?;
    session.property(SAID, answer::comparison_sentences(&found).into());
    let reached = found.comparison.reached;
    if !reached {
        session.property(REACHED, reached.into());
    }
    Ok(WrittenComparison {
        folder: session.finish(found.played)?,
        files,
        values: Values::of(&found),
        answer: Answer::Found(found),
        kept,
        reached,
    })
}

/// Whether a comparison reached its goal, as its data package has it.
const REACHED: &str = "reached";

/// A comparison whose folder stands already, as its files tell of it.
fn standing(folder: PathBuf) -> Result<WrittenComparison, FolderReadError> {
    let package = read::package(&folder)?;
    Ok(WrittenComparison {
        files: package.tables,
        reached: package.properties.get(REACHED) != Some(&Value::Bool(false)),
        values: values(&folder)?,
        answer: Answer::read(&folder)?,
        kept: 0,
        folder,
    })
}

/// The values of its arms, as its table has them: numbers in tables read back as they were.
fn values(folder: &Path) -> Result<Values, FolderReadError> {
    let columns = ["scenario", "arm", "metric", "value"];
    let is_measure = |row: Row| Measure::named(row.text("metric")).is_some();
    let sheet = read::table(folder, "policies.csv", &columns, is_measure)?;
    let mut values = Values {
        scenario: String::new(),
        arms: Vec::new(),
    };
    for row in sheet.rows() {
        let arm = row.text("arm");
        if values.arms.iter().all(|(name, _)| name != arm) {
            values.arms.push((arm.into(), BTreeMap::new()));
        }
        if values.scenario.is_empty() {
            values.scenario = row.text("scenario").into();
        }
        let known = values.arms.iter_mut().find(|(name, _)| name == arm);
        let measure = Measure::named(row.text("metric"));
        if let (Some((_, known)), Some(measure)) = (known, measure) {
            known.extend(row.number("value").map(|value| (measure, value)));
        }
    }
    Ok(values)
}

/// Writes the table of several scenarios as worlds beside their folders. Returns where it is.
///
/// # Errors
/// [`FolderError`].
pub fn write_over_scenarios(
    (out, csv): (&Path, Dialect),
    scenarios: &[&str],
    of: impl Fn(Measure) -> Vec<(String, Robustness)>,
) -> Result<PathBuf, FolderError> {
    let table = robustness::over_scenarios(scenarios, of);
    let path = out.join(table.schema.file);
    replace_file(&path, |file| table.write_in(csv, file))?;
    Ok(path)
}

/// The file of a text, and whether it is the first with that text.
fn filed(texts: &mut Vec<(String, String)>, stem: &str, text: String) -> (String, bool) {
    if let Some((file, _)) = texts.iter().find(|(_, other)| *other == text) {
        return (file.clone(), false);
    }
    let file = match texts.len() {
        0 => format!("{stem}.toml"),
        n => format!("{stem}-{}.toml", n + 1),
    };
    texts.push((file.clone(), text));
    (file, true)
}

/// What will be written, and the texts of the scenarios with their files.
pub(super) fn manifest(asked: &Asked) -> (Manifest, Vec<(String, String)>) {
    let question = asked.question;
    let mut manifest = Manifest::new("compare", question.seed, question.size.most());
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut as_written = Vec::new();
    manifest.numbers = asked.arms.first().and_then(Arm::numbers);
    for arm in &asked.arms {
        let text = flatten(&arm.scenario);
        let (file, new) = filed(&mut texts, "scenario", text);
        let sets = &arm.origin.sets;
        if new {
            let text = &texts[texts.len() - 1].1;
            let entry = ScenarioEntry::new(&arm.scenario.name, None, sets, &file, text);
            manifest.scenarios.push(entry);
        }
        // Worlds and draws change what was written.
        let made_anew = asked.worlds.is_some() || arm.drawn.is_some();
        let entry = made_anew.then(|| {
            let text = written::text(&arm.origin.draft.written(&arm.scenario.name));
            let hash = manifest::hash(&text);
            let (file, _) = filed(&mut as_written, "scenario-written", text);
            WrittenEntry {
                file,
                hash,
                overrides: sets.clone(),
            }
        });
        if !manifest.policies.contains(&arm.policy.name) {
            manifest.policies.push(arm.policy.name.clone());
        }
        manifest.arms.push(ArmEntry {
            name: arm.name.clone(),
            file,
            source: arm.origin.words.clone(),
            policy: arm.policy.name.clone(),
            written: entry,
        });
    }
    texts.extend(as_written);
    if let Some(drawn) = asked.arms.first().and_then(|arm| arm.drawn.as_ref()) {
        let posterior = &drawn.posterior;
        manifest.posterior = Some(PosteriorEntry::new(posterior, question.size.most()));
        texts.push((POSTERIOR.into(), posterior.text().into()));
    }
    let mut set = |key: &str, value: String| manifest.settings.insert(key.into(), value);
    set("metric", question.measure.name().into());
    if let Some(margin) = question.margin {
        set("margin", margin.to_string());
    }
    match question.size {
        Size::Until(Goal::Width(width), _) => set("until", width.to_string()),
        Size::Until(Goal::Decided(_), _) => set("until-decided", "true".into()),
        Size::Fixed(_) => None,
    };
    if let Some(worlds) = asked.worlds {
        set("worlds", worlds.worlds.to_string());
        set("world-trials", worlds.trials.to_string());
        if let Some(threshold) = worlds.threshold {
            set("threshold", threshold.to_string());
        }
    }
    (manifest, texts)
}
