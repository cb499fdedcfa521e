//! What the user named: files, folders, shipped scenarios; and the variants that `--set` makes.

use super::exit::Failure;
use super::say::tell;
use offramp::diagnostic::{Problem, Sources, nearest};
use offramp::scenario::file::text_file;
use offramp::scenario::policy::Policy;
use offramp::scenario::{Checked, Draft, ReadError, Scenario, library};
use offramp::study::arms::Arm;
use offramp::study::posterior::{self, Posterior};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Warnings that were said: a scenario may be checked under many overrides.
static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Checks a draft; warnings go to stderr, each once.
pub fn checked(draft: &Draft, sets: &[String]) -> Result<Scenario, ReadError> {
    let Checked {
        scenario,
        tree,
        warnings,
        ..
    } = draft.check(sets)?;
    warn(&warnings, &tree.sources);
    Ok(scenario)
}

/// Refuses an override within a policy that changes none of the policies which are played.
pub fn in_force<'p>(
    draft: &Draft,
    sets: &[String],
    played: impl Iterator<Item = &'p Policy> + Clone,
) -> Result<(), Failure> {
    for (i, set) in sets.iter().enumerate() {
        if !set.trim_start().starts_with("policy.") {
            continue;
        }
        let others = [&sets[..i], &sets[i + 1..]].concat();
        // Where the others are not sound without it, it is needed.
        let Ok(without) = draft.check(&others) else {
            continue;
        };
        let is_same = |policy: &Policy| without.scenario.policy(&policy.name) == Some(policy);
        if played.clone().all(is_same) {
            let names: Vec<&str> = played.map(|policy| policy.name.as_str()).collect();
            return Err(Failure::Wrong(format!(
                "--set {set} changes none of the policies that are played ({}): play the policy it belongs to as well, or leave it out",
                names.join(", ")
            )));
        }
    }
    Ok(())
}

/// One input from an argument that is not a folder: a file, else a shipped scenario, else
/// whichever of the two it looks like.
pub fn single(argument: &str) -> Result<Draft, ReadError> {
    let path = Path::new(argument);
    let like_a_path = path.extension().is_some() || argument.contains(['/', '\\']);
    let shipped = library::find(argument).is_some();
    if path.exists() || (like_a_path && !shipped) {
        Draft::file(path)
    } else {
        Draft::shipped(argument)
    }
}

/// Says what a posterior probably does not mean of the scenario of an arm, each once.
pub fn warn_of(arm: &Arm) {
    if let Some(drawn) = &arm.drawn {
        warn(&drawn.warnings, drawn.posterior.sources());
    }
}

/// Says warnings, each once.
pub fn warn(warnings: &[Problem], sources: &Sources) {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    for warning in warnings {
        if said.insert(warning.message.clone()) {
            tell!("{}", warning.render(sources, true));
        }
    }
}

/// The posterior that an argument names: a file, else a shipped one of that name.
///
/// # Errors
/// [`Failure`]: all that is wrong with it at once.
pub fn posterior(argument: Option<&str>) -> Result<Option<Arc<Posterior>>, Failure> {
    let Some(name) = argument else {
        return Ok(None);
    };
    let path = Path::new(name);
    let shipped = library::posterior(name).filter(|_| !path.exists());
    let bytes = match shipped {
        Some((_, text)) => text.into(),
        None if path.exists() || name.contains(['/', '\\', '.']) => {
            text_file::read(path, posterior::LARGEST).map_err(|error| match error.kind() {
                // It can be read, and is no posterior.
                ErrorKind::FileTooLarge => Failure::Wrong(format!("{name}: {error}")),
                _ => Failure::System(format!("cannot read {name}: {error}")),
            })?
        }
        None => {
            let known = library::posteriors();
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "none are shipped, and no file is called so".into(),
                None => format!("there are {}", known.join(", ")),
            };
            return Err(Failure::Wrong(format!(
                "no shipped posterior is called `{name}`; {hint}"
            )));
        }
    };
    let read = Posterior::parse(name, bytes).map_err(ReadError::Invalid)?;
    warn(read.warning().as_slice(), read.sources());
    Ok(Some(Arc::new(read)))
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

/// A combination of overrides: its name, where there are several, and the overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrides {
    /// `path=value` pairs joined by `;`, only those that vary.
    pub name: Option<String>,
    /// Every override, as given, one value each.
    pub sets: Vec<String>,
}

/// The most variants of a run: a hundred times as many as anybody reads.
const MOST_VARIANTS: usize = 100_000;

/// Every combination of the values listed in `--set path=a,b,c`.
///
/// # Errors
/// [`Failure::Wrong`] where there are more than can be meant.
pub fn variants(sets: &[String]) -> Result<Vec<Overrides>, Failure> {
    let values = |set: &String| match set.split_once('=') {
        Some((_, values)) => range(values).map_or_else(|| list(values).len(), |range| range.2),
        None => 1,
    };
    let product = sets.iter().map(values).fold(1, usize::saturating_mul);
    if product > MOST_VARIANTS {
        return Err(Failure::Wrong(format!(
            "these --set make {product} variants; at most {MOST_VARIANTS} are made"
        )));
    }
    Ok(combined(sets))
}

fn combined(sets: &[String]) -> Vec<Overrides> {
    let mut variants = vec![Overrides {
        name: None,
        sets: Vec::new(),
    }];
    for set in sets {
        let (path, values) = match set.split_once('=') {
            Some((path, values)) => (path, spread(values)),
            None => (set.as_str(), Vec::new()),
        };
        if values.len() < 2 {
            for variant in &mut variants {
                variant.sets.push(set.clone());
            }
            continue;
        }
        let combine = |variant: &Overrides| {
            values
                .iter()
                .map(|value| {
                    let part = format!("{}={}", path.trim(), unsigned(value.trim()));
                    let name = match &variant.name {
                        Some(name) => format!("{name};{part}"),
                        None => part.clone(),
                    };
                    let sets = [variant.sets.clone(), vec![part]].concat();
                    Overrides {
                        name: Some(name),
                        sets,
                    }
                })
                .collect::<Vec<_>>()
        };
        variants = variants.iter().flat_map(combine).collect();
    }
    variants
}

/// There is one zero.
fn unsigned(value: &str) -> &str {
    match value.parse::<f64>() {
        Ok(0.0) => value.trim_start_matches('-'),
        _ => value,
    }
}

/// Refuses a list where one value is meant, with what does for a list.
pub fn one_value(sets: &[String], instead: &str) -> Result<(), Failure> {
    let several = |set: &&String| {
        let values = set.split_once('=').map_or("", |(_, values)| values);
        list(values).len() > 1 || range(values).is_some()
    };
    match sets.iter().find(several) {
        None => Ok(()),
        Some(set) => Err(Failure::Wrong(format!(
            "--set {set} has several values, and here one is meant: {instead}; `offramp run` takes several"
        ))),
    }
}

/// The values of a list or of a range.
fn spread(values: &str) -> Vec<String> {
    let Some((low, high, n)) = range(values) else {
        return list(values).into_iter().map(String::from).collect();
    };
    let value = |i: usize| {
        let value = low + (high - low) * i as f64 / (n - 1) as f64;
        // Twelve digits say what was meant, and none that arithmetic made up.
        let digits: f64 = format!("{value:.11e}").parse().unwrap_or(value);
        format!("{}", digits + 0.0)
    };
    (0..n).map(value).collect()
}

/// `LOW:HIGH:N`: so many values from one to the other, both included.
fn range(values: &str) -> Option<(f64, f64, usize)> {
    let parts: Vec<&str> = values.split(':').map(str::trim).collect();
    let [low, high, n] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
    let n = n.parse().ok().filter(|n| *n >= 2)?;
    Some((number(low)?, number(high)?, n))
}

/// The values of a list; commas within brackets, braces or quotes do not part them.
pub fn list(values: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    let mut parts = Vec::new();
    for (place, letter) in values.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&values[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&values[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_make_every_combination() {
        let sets = ["a=1,2", "b=3", "c=x,y"].map(str::to_string);
        let variants = combined(&sets);
        assert_eq!(variants.len(), 4);
        assert_eq!(variants[1].name.as_deref(), Some("a=1;c=y"));
        assert_eq!(variants[1].sets, ["a=1", "b=3", "c=y"]);
    }

    #[test]
    fn a_range_is_so_many_values_with_both_ends() {
        assert_eq!(spread("0:0.3:4"), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(spread("-1 : 1 : 3"), ["-1", "0", "1"]);
        assert_eq!(spread("1:2"), ["1:2"]);
        assert_eq!(spread("0:1:1"), ["0:1:1"]);
        assert!(variants(&["a=0:1:1000000000".into()]).is_err());
        assert_eq!(
            combined(&["a=1:3:3".into()])[1].name.as_deref(),
            Some("a=2")
        );
        assert!(one_value(&["a=0:1:3".into()], "no").is_err());
        assert!(one_value(&["a=[1,2]".into(), "b".into()], "no").is_ok());
    }

    #[test]
    fn brackets_and_quotes_hold_a_value_together() {
        assert_eq!(list(r#"[1, 2],"x,y",3"#), ["[1, 2]", r#""x,y""#, "3"]);
        assert_eq!(combined(&["a=[1,2]".into()])[0].name, None);
    }
}
