//! `offramp exact` as a call: a scenario under some policies enumerated, into a run folder.

use super::files::SAID;
use super::folder::Begun;
use super::manifest::{Manifest, ScenarioEntry};
use super::session::{Answer, IN_FILES, OutputError, Session, Target};
use crate::answer;
use crate::answer::Law;
use crate::ensemble::Halt;
use crate::exact::{self, Limits, Listener, Unsolved};
use crate::scenario::file::flatten::flatten;
use crate::study::arms::Arm;
use crate::table::exact::ExactTables;
use crate::table::keys::{Keys, RunKey};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is enumerated.
#[derive(Debug, Clone)]
pub struct ExactAsked {
    /// The arms, all of one scenario; at least one.
    pub arms: Vec<Arm>,
    /// How far to go.
    pub limits: Limits,
}

/// An enumeration whose folder stands.
#[derive(Debug)]
pub struct Solved {
    /// Its folder.
    pub folder: PathBuf,
    /// By policy, what was found.
    pub answer: Answer<Vec<Law>>,
}

/// Enumerates and writes the run folder.
///
/// # Errors
/// [`OutputError`]; nothing is left behind then.
pub fn write_exact(
    asked: &ExactAsked,
    target: Target,
    listener: &dyn Listener,
) -> Result<Solved, OutputError> {
    let Arm {
        scenario, origin, ..
    } = &asked.arms[0];
    let mut manifest = Manifest::new("exact", 0, 0);
    let policies = asked.arms.iter().map(|arm| arm.policy.name.clone());
    manifest.policies = policies.collect();
    let (file, text) = ("scenario.toml".to_owned(), flatten(scenario));
    let entry = ScenarioEntry::new(&scenario.name, None, &origin.sets, &file, &text);
    manifest.scenarios.push(entry);
    manifest.numbers = origin.numbers(&[]);
    if asked.limits.prune_below > 0.0 {
        let least = asked.limits.prune_below.to_string();
        manifest.settings.insert("prune-below".into(), least);
    }
    let name = format!("{}-exact", scenario.name);
    let title = format!("{}: exact probabilities", scenario.title);
    let begun = Session::begin(target, &name, title, (manifest, vec![(file, text)]))?;
    let mut session = match begun {
        Begun::Making(session) => session,
        Begun::Stands(folder) => {
            let answer = Answer::read(&folder)?;
            return Ok(Solved { folder, answer });
        }
    };
    let keys = Keys::of(false, [&origin.sets[..]]);
    let mut tables = ExactTables::new(&keys);
    let mut laws = Vec::new();
    for arm in &asked.arms {
        let policy = &arm.policy.name;
        let model = arm.model();
        let law = exact::solve_unless(&model, asked.limits, listener).map_err(|why| match why {
            Unsolved::Stopped => Halt::Stopped.into(),
            Unsolved::TooLarge(source) => OutputError::TooLarge {
                policy: policy.clone(),
                source,
            },
        })?;
        let key = RunKey {
            scenario: scenario.name.clone(),
            policy: policy.clone(),
            variant: None,
            sets: keys.cells(&origin.sets),
        };
        tables.add(&key, scenario, &law);
        laws.push(Law {
            policy: policy.clone(),
            distribution: law,
            left_out: exact::left_out(&model),
        });
    }
    for table in tables.all() {
        session.table(table)?;
    }
    let left_out: BTreeSet<&String> = laws.iter().flat_map(|law| &law.left_out).collect();
    if !left_out.is_empty() {
        session.property("left_out_of_states", json!(left_out));
    }
    let said = answer::exact(&scenario.name, &laws);
    session.answer(&said.text(IN_FILES, None))?;
    session.property(SAID, said.sentences.into());
    Ok(Solved {
        folder: session.finish(0)?,
        answer: Answer::Found(laws),
    })
}
