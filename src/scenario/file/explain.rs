//! The codebook: what every word of a scenario file means, and what rules can look at.
//!
//! Other modules add the words they own (metrics, outcomes) as [`CodebookEntry`]s of their own; a lookup
//! goes over all of them.

use super::paths::own_table;
use super::schema::default;
use super::structure::SECTIONS;
use crate::diagnostic::nearest;
use crate::scenario::feature::FEATURES;
use crate::scenario::parameter::{self, Parameter, Scope};
use crate::scenario::preset::{PRESETS, Preset};
use std::fmt::Write;

/// What kind of word an entry explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A parameter of the law.
    Parameter,
    /// A preset policy.
    Preset,
    /// A number of a preset.
    Setting,
    /// Something the condition of a rule can look at.
    Feature,
    /// A table of a scenario file.
    Section,
    /// A key of a scenario file that is no parameter.
    Key,
    /// A column or row of results.
    Metric,
    /// A way for a crisis to end.
    Outcome,
}

/// The explanation of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodebookEntry {
    /// The word.
    pub name: String,
    /// What kind of word it is.
    pub kind: EntryKind,
    /// Its explanation, one or more lines.
    pub text: String,
}

/// What is found for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Everything of that name, in the order of the codebook.
    Found(Vec<&'a CodebookEntry>),
    /// Nothing; the nearest word that is known, if one is near.
    Unknown(Option<&'a str>),
}

impl EntryKind {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::Preset => "preset policy",
            Self::Setting => "setting of a preset",
            Self::Feature => "feature for conditions",
            Self::Section => "table",
            Self::Key => "key",
            Self::Metric => "metric",
            Self::Outcome => "outcome",
        }
    }
}

/// Everything of a name in a codebook; a dotted path is looked up by its last part.
pub fn lookup<'a>(codebook: &'a [CodebookEntry], word: &str) -> Lookup<'a> {
    let named = |name: &str| -> Vec<&CodebookEntry> {
        codebook.iter().filter(|entry| entry.name == name).collect()
    };
    let last = word.rsplit('.').next().unwrap_or(word);
    let found = [word, last]
        .into_iter()
        .map(named)
        .find(|found| !found.is_empty());
    match found {
        Some(found) => Lookup::Found(found),
        None => Lookup::Unknown(nearest(
            last,
            codebook.iter().map(|entry| entry.name.as_str()),
        )),
    }
}

/// The words of scenario files.
pub fn codebook() -> Vec<CodebookEntry> {
    let mut entries: Vec<_> = parameter::rows().map(explain_parameter).collect();
    for preset in PRESETS {
        entries.push(explain_preset(preset));
        entries.extend(preset.settings.iter().map(|setting| CodebookEntry {
            name: setting.key.to_owned(),
            kind: EntryKind::Setting,
            text: format!(
                "Of preset `{}`: {} {}",
                preset.name,
                setting.doc,
                bounds(setting.low, setting.high, setting.unit)
            ),
        }));
    }
    entries.extend(FEATURES.iter().map(|row| CodebookEntry {
        name: row.key.to_owned(),
        kind: EntryKind::Feature,
        text: format!("{} Values {} to {}.", row.doc, row.low, row.high),
    }));
    for section in SECTIONS.iter().filter(|section| !section.path.is_empty()) {
        entries.push(CodebookEntry {
            name: section.name.to_owned(),
            kind: EntryKind::Section,
            text: format!("[{}] {}", section.path, section.doc),
        });
    }
    for section in SECTIONS {
        entries.extend(section.keys.iter().map(|key| CodebookEntry {
            name: key.key.to_owned(),
            kind: EntryKind::Key,
            text: match section.path {
                "" => format!("At the top of a scenario: {}", key.doc),
                path => format!("In [{path}]: {}", key.doc),
            },
        }));
    }
    entries
}

fn explain_parameter(row: &Parameter) -> CodebookEntry {
    let mut text = format!("{}\n{}\n", row.doc, bounds(row.low, row.high, row.unit));
    let own = match row.scope {
        Scope::Crisis => format!("crisis.{}", row.key),
        Scope::Channel => format!("law.{key} or channel.<pair>.<name>.{key}", key = row.key),
        scope => format!(
            "law.{key} or {}.<name>.{key}",
            own_table(scope),
            key = row.key
        ),
    };
    let (default, source) = (default(row), row.source);
    writeln!(text, "Default {default}: {source}.\nWritten as {own}.")
        .expect("invariant: a string takes every write");
    CodebookEntry {
        name: row.key.to_owned(),
        kind: EntryKind::Parameter,
        text: text.trim_end().to_owned(),
    }
}

fn explain_preset(preset: &Preset) -> CodebookEntry {
    let mut text = format!(
        "{} For {}. After {}.",
        preset.doc,
        preset.adopters.name(),
        preset.source
    );
    for setting in preset.settings {
        let default = setting.default.map_or_else(
            || "required".to_owned(),
            |default| format!("default {default}"),
        );
        let bounds = bounds(setting.low, setting.high, setting.unit);
        write!(
            text,
            "\n  {} ({default}): {} {bounds}",
            setting.key, setting.doc
        )
        .expect("invariant: a string takes every write");
    }
    CodebookEntry {
        name: preset.name.to_owned(),
        kind: EntryKind::Preset,
        text,
    }
}

fn bounds(low: f64, high: f64, unit: &str) -> String {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!("Between {low} and {high}{unit}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_preset_and_feature_is_explained() {
        let codebook = codebook();
        let words = parameter::rows()
            .map(|row| row.key)
            .chain(PRESETS.iter().map(|preset| preset.name))
            .chain(FEATURES.iter().map(|row| row.key));
        for word in words {
            assert!(
                matches!(lookup(&codebook, word), Lookup::Found(_)),
                "{word}"
            );
        }
        assert_eq!(
            lookup(&codebook, "reslove"),
            Lookup::Unknown(Some("resolve"))
        );
        assert_eq!(lookup(&codebook, "xyzzy"), Lookup::Unknown(None));
        let Lookup::Found(found) = lookup(&codebook, "actor.north-korea.resolve") else {
            panic!("a path is looked up by its last part");
        };
        assert!(found[0].text.contains("-3.8"));
    }
}
