//! What the user named: files, folders and shipped scenarios; and what is said of them.

use super::exit::{self, Failure};
use super::say::tell;
use offramp::asking::named;
pub use offramp::asking::named::draft as single;
pub use offramp::asking::overrides::{one_value, variants};
use offramp::asking::{AskingError, Remark};
use offramp::scenario::{Draft, ReadError, Scenario, library};
use offramp::study::posterior::Posterior;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Warnings that were said: a scenario may be checked under many overrides.
static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Says a warning; one of a text once, however often it is found.
pub fn hear(remark: Remark<'_>) {
    match remark {
        Remark::Words(words) => exit::warn(Some(words)),
        Remark::Of(warning, sources) => {
            let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
            if said.insert(warning.message.clone()) {
                tell!("{}", warning.render(sources, true));
            }
        }
    }
}

/// Checks a draft; warnings go to stderr, each once.
pub fn checked(draft: &Draft, sets: &[String]) -> Result<Scenario, ReadError> {
    named::checked(draft, sets, &hear)
}

/// The posterior that an argument names, if one is named.
pub fn posterior(argument: Option<&str>) -> Result<Option<Arc<Posterior>>, AskingError> {
    argument
        .map(|name| named::posterior(name, &hear))
        .transpose()
}

/// What an argument names: a draft, or why there is none, with the words to call it by.
pub struct Input {
    /// The argument, or the file of the folder that it names.
    pub shown: String,
    /// The draft.
    pub draft: Result<Draft, ReadError>,
}

/// Every input of the arguments. A folder, or a shipped one by its name, stands for the scenario files
/// directly in it, by name: hidden ones, which editors and desktops leave, and what is no file are
/// passed over.
pub fn expand(arguments: &[String]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let path = Path::new(argument);
        let shipped = library::folder(argument);
        if !path.exists() && !shipped.is_empty() {
            inputs.extend(shipped.into_iter().map(|path| Input {
                shown: path.to_owned(),
                draft: Draft::shipped(path),
            }));
            continue;
        }
        if !path.is_dir() {
            inputs.push(Input {
                shown: argument.clone(),
                draft: single(argument),
            });
            continue;
        }
        let unreadable =
            |error| Failure::System(format!("cannot read folder {}: {error}", path.display()));
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let is_file = || std::fs::metadata(&file).map_or(true, |found| found.is_file());
            if name.ends_with(".toml") && !name.starts_with('.') && is_file() {
                files.push(file);
            }
        }
        if files.is_empty() {
            let message = format!("{} holds no scenario file (*.toml)", path.display());
            return Err(Failure::Wrong(message));
        }
        files.sort_by_key(|file| file.display().to_string());
        inputs.extend(files.into_iter().map(|file| Input {
            shown: file.display().to_string(),
            draft: Draft::file(file),
        }));
    }
    Ok(inputs)
}

/// Names that several files have, and what is wrong with them: they would share a run folder.
pub fn twins<'n>(
    named: impl Iterator<Item = (&'n str, &'n str)>,
) -> (BTreeSet<String>, Option<Failure>) {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (file, name) in named {
        files.entry(name).or_default().push(file);
    }
    files.retain(|_, files| files.len() > 1);
    let lines: Vec<String> = files
        .iter()
        .map(|(name, files)| {
            let files = files.join(" and ");
            format!("two scenarios are called `{name}` ({files}): they would share a folder; rename one, or run them apart (neither was run)")
        })
        .collect();
    let names = files.into_keys().map(String::from).collect();
    let failure = (!lines.is_empty()).then(|| Failure::Wrong(lines.join("\n")));
    (names, failure)
}
