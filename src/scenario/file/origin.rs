//! Where the text of a scenario comes from, and where from there what it extends.

use super::text_file;
use crate::scenario::library;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// How names of shipped texts begin.
pub(super) const SHIPPED: &str = "shipped:";

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextOrigin {
    File(PathBuf),
    Shipped(String),
    Text(String),
}

impl TextOrigin {
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Shipped(path) => format!("{SHIPPED}{path}"),
            Self::Text(name) => name.clone(),
        }
    }

    pub fn stem(&self) -> String {
        let path = match self {
            Self::File(path) => path.as_path(),
            Self::Shipped(name) | Self::Text(name) => Path::new(name),
        };
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// Whether both are the same file, however their paths are written.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(a), Self::File(b)) => match (a.canonicalize(), b.canonicalize()) {
                (Ok(a), Ok(b)) => a == b,
                // Not every system can say what a path comes to.
                _ => a == b,
            },
            (a, b) => a == b,
        }
    }

    /// The file that this one extends: beside it, or else a shipped one of that path.
    pub fn base(
        &self,
        extends: &str,
        texts: Option<&BTreeMap<String, String>>,
    ) -> Result<(Self, Vec<u8>), String> {
        let beside = match self {
            Self::File(path) => path.parent().unwrap_or(Path::new("")).join(extends),
            Self::Shipped(path) => Path::new(path)
                .parent()
                .unwrap_or(Path::new(""))
                .join(extends),
            Self::Text(_) => PathBuf::from(extends),
        };
        let ending = Path::new(extends).extension();
        if ending.is_none_or(|ending| ending != "toml") {
            return Err("a base is a file that ends in `.toml`".to_owned());
        }
        let kept = texts.and_then(|texts| texts.get(&*beside.to_string_lossy()));
        if let Some(text) = kept {
            return Ok((Self::File(beside), text.as_bytes().into()));
        }
        if texts.is_none() && matches!(self, Self::File(_)) && beside.exists() {
            if !beside.is_file() {
                return Err("it is no file".to_owned());
            }
            let text = text_file::read(&beside, text_file::SCENARIO);
            let text = text.map_err(|error| error.to_string())?;
            return Ok((Self::File(beside), text));
        }
        let shipped = match self {
            Self::File(_) => normal(Path::new(extends)),
            _ => normal(&beside),
        };
        match library::text(&shipped) {
            Some(text) => Ok((Self::Shipped(shipped), text.into())),
            None => Err("no such file, and no shipped one".to_owned()),
        }
    }
}

/// A path without `.` and `..`, with `/` between its parts.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => {
                parts.pop();
            }
            _ => {}
        }
    }
    parts.join("/")
}
