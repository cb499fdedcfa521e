//! What the user named: files, folders, shipped scenarios; and the variants that `--set` makes.

use super::exit::Failure;
use crate::scenario::Scenario;
use crate::scenario::library;
use crate::scenario::policy::Policy;
use crate::scenario::{Checked, ReadError, read, read_embedded};
use std::path::{Path, PathBuf};

/// A scenario file or a shipped scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A shipped scenario's name.
    Shipped(String),
}

impl Input {
    /// What to call it.
    pub fn shown(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Shipped(name) => name.clone(),
        }
    }

    /// Reads and checks it.
    pub fn check(&self, sets: &[String]) -> Result<Checked, ReadError> {
        match self {
            Input::File(path) => read(path, sets),
            Input::Shipped(name) => read_embedded(name, sets),
        }
    }

    /// Reads and checks it; warnings go to stderr.
    pub fn read(&self, sets: &[String]) -> Result<Scenario, ReadError> {
        let Checked {
            scenario,
            tree,
            warnings,
            ..
        } = self.check(sets)?;
        for warning in warnings {
            anstream::eprintln!("{}", warning.render(&tree.sources, true));
        }
        Ok(scenario)
    }
}

/// One input from an argument that is not a folder: a file, else a shipped scenario, else
/// whichever of the two it looks like.
pub fn single(argument: &str) -> Input {
    let path = Path::new(argument);
    let like_a_path = path.extension().is_some() || argument.contains(['/', '\\']);
    let shipped = library::find(argument).is_some();
    if path.exists() || (like_a_path && !shipped) {
        Input::File(path.into())
    } else {
        Input::Shipped(argument.into())
    }
}

/// Every input of the arguments. A folder stands for the scenario files directly in it, by name.
pub fn expand(arguments: &[String]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let path = Path::new(argument);
        if !path.is_dir() {
            inputs.push(single(argument));
            continue;
        }
        let unreadable =
            |error| Failure::System(format!("cannot read folder {}: {error}", path.display()));
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if file.extension().is_some_and(|ending| ending == "toml") {
                files.push(Input::File(file));
            }
        }
        if files.is_empty() {
            let message = format!("{} holds no scenario file (*.toml)", path.display());
            return Err(Failure::Wrong(message));
        }
        files.sort_by_key(Input::shown);
        inputs.extend(files);
    }
    Ok(inputs)
}

/// A combination of overrides: its name, where there are several, and the overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// `path=value` pairs joined by `;`, only those that vary.
    pub name: Option<String>,
    /// Every override, as given, one value each.
    pub sets: Vec<String>,
}

/// Every combination of the values listed in `--set path=a,b,c`.
pub fn variants(sets: &[String]) -> Vec<Variant> {
    let mut variants = vec![Variant {
        name: None,
        sets: Vec::new(),
    }];
    for set in sets {
        let (path, values) = match set.split_once('=') {
            Some((path, values)) => (path, list(values)),
            None => (set.as_str(), Vec::new()),
        };
        if values.len() < 2 {
            for variant in &mut variants {
                variant.sets.push(set.clone());
            }
            continue;
        }
        let combine = |variant: &Variant| {
            values
                .iter()
                .map(|value| {
                    let part = format!("{}={}", path.trim(), value.trim());
                    let name = match &variant.name {
                        Some(name) => format!("{name};{part}"),
                        None => part.clone(),
                    };
                    let sets = [variant.sets.clone(), vec![part]].concat();
                    Variant {
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

/// A number of threads; 0 stands for all cores. Far more than there are would but fill the memory.
pub fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 0..=1024) => Ok(threads),
        _ => Err("it must be a whole number from 1 to 1024, or 0 for all cores".into()),
    }
}

/// The policies of that name, or why not.
pub fn policies<'s>(scenario: &'s Scenario, names: &[String]) -> Result<Vec<&'s Policy>, Failure> {
    let known = || scenario.policies.iter().map(|policy| policy.name.as_str());
    names
        .iter()
        .map(|name| {
            scenario.policy(name).ok_or_else(|| {
                let near = crate::diagnostic::nearest(name, known());
                let hint = near.map_or_else(
                    || format!("it has {}", known().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                Failure::Wrong(format!("{} has no policy `{name}`; {hint}", scenario.name))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_make_every_combination() {
        let sets = ["a=1,2", "b=3", "c=x,y"].map(str::to_string);
        let variants = variants(&sets);
        assert_eq!(variants.len(), 4);
        assert_eq!(variants[1].name.as_deref(), Some("a=1;c=y"));
        assert_eq!(variants[1].sets, ["a=1", "b=3", "c=y"]);
    }

    #[test]
    fn brackets_and_quotes_hold_a_value_together() {
        assert_eq!(list(r#"[1, 2],"x,y",3"#), ["[1, 2]", r#""x,y""#, "3"]);
        assert_eq!(super::variants(&["a=[1,2]".into()])[0].name, None);
    }
}
