//! Scenarios and posteriors, as they are named: files, or what travels with the program.

use super::error::AskingError;
use super::remark::{Hear, say};
use crate::diagnostic::nearest;
use crate::scenario::file::text_file;
use crate::scenario::{Checked, Draft, ReadError, Scenario, library};
use crate::study::arms::Arm;
use crate::study::posterior::{self, Posterior};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// A scenario by its name: a file, else a shipped one, else whichever of the two it looks like.
///
/// # Errors
/// [`ReadError`].
pub fn draft(name: &str) -> Result<Draft, ReadError> {
    let path = Path::new(name);
    let like_a_path = path.extension().is_some() || name.contains(['/', '\\']);
    let shipped = library::find(name).is_some();
    if path.exists() || (like_a_path && !shipped) {
        Draft::file(path)
    } else {
        Draft::shipped(name)
    }
}

/// Checks a draft under overrides, and says what it is warned of.
///
/// # Errors
/// [`ReadError`].
pub fn checked(draft: &Draft, sets: &[String], hear: &Hear) -> Result<Scenario, ReadError> {
    let Checked {
        scenario,
        tree,
        warnings,
        ..
    } = draft.check(sets)?;
    say(hear, &warnings, &tree.sources);
    Ok(scenario)
}

/// A posterior by its name: a file, else a shipped one.
///
/// # Errors
/// [`AskingError`]: all that is wrong with it at once.
pub fn posterior(name: &str, hear: &Hear) -> Result<Arc<Posterior>, AskingError> {
    let path = Path::new(name);
    let shipped = library::posterior(name).filter(|_| !path.exists());
    let bytes = match shipped {
        Some((_, text)) => text.into(),
        None if path.exists() || name.contains(['/', '\\', '.']) => {
            text_file::read(path, posterior::LARGEST).map_err(|source| match source.kind() {
                // It can be read, and is no posterior.
                ErrorKind::FileTooLarge => AskingError::Wrong(format!("{name}: {source}")),
                _ => AskingError::Unreadable {
                    name: name.to_owned(),
                    source,
                },
            })?
        }
        None => {
            let known = library::posteriors();
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "none are shipped, and no file is called so".into(),
                None => format!("there are {}", known.join(", ")),
            };
            return Err(AskingError::Wrong(format!(
                "no shipped posterior is called `{name}`; {hint}"
            )));
        }
    };
    let read = Posterior::parse(name, bytes).map_err(ReadError::Invalid)?;
    say(hear, read.warning().as_slice(), read.sources());
    Ok(Arc::new(read))
}

/// Says what a posterior probably does not mean of the scenario of an arm.
pub fn say_of_posterior(arm: &Arm, hear: &Hear) {
    if let Some(drawn) = &arm.drawn {
        say(hear, &drawn.warnings, drawn.posterior.sources());
    }
}
