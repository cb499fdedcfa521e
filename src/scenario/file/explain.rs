//! What every word of a scenario file means, and what rules can look at: the part of the codebook
//! that scenarios declare.

use super::paths::own_table;
use super::schema::default;
use super::structure::SECTIONS;
use crate::scenario::feature::FEATURES;
use crate::scenario::parameter::{self, Parameter, Scope};
use crate::scenario::payoff::TERMS;
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
    /// Something else: what it is, in a word or two.
    Word(&'static str),
}

/// The explanation of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodebookEntry {
    /// The word.
    pub name: String,
    /// Other words for it.
    pub also: Vec<String>,
    /// What kind of word it is.
    pub kind: EntryKind,
    /// Its explanation, one or more lines.
    pub text: String,
}

impl CodebookEntry {
    /// A word with nothing else to call it by.
    pub fn new(name: impl Into<String>, kind: EntryKind, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            also: Vec::new(),
            kind,
            text: text.into(),
        }
    }
}

impl EntryKind {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::Preset => "preset policy",
            Self::Setting => "setting of a preset",
            Self::Feature => "feature for conditions",
            Self::Section => "table of a scenario file",
            Self::Key => "key of a scenario file",
            Self::Word(kind) => kind,
        }
    }
}

/// The words of scenario files.
pub fn codebook() -> Vec<CodebookEntry> {
    let mut entries: Vec<_> = parameter::rows().map(explain_parameter).collect();
    for preset in PRESETS {
        entries.push(explain_preset(preset));
        entries.extend(preset.settings.iter().map(|setting| {
            CodebookEntry::new(
                setting.key,
                EntryKind::Setting,
                format!(
                    "Of preset `{}`: {} {}",
                    preset.name,
                    setting.doc,
                    bounds(setting.low, setting.high, setting.unit)
                ),
            )
        }));
    }
    entries.extend(FEATURES.iter().map(|row| {
        CodebookEntry::new(
            row.key,
            EntryKind::Feature,
            format!("{} Values {} to {}.", row.doc, row.low, row.high),
        )
    }));
    for section in SECTIONS.iter().filter(|section| !section.path.is_empty()) {
        let mut text = format!("[{}] {}", section.path, section.doc);
        if section.name == "payoff" {
            let terms = TERMS
                .iter()
                .flat_map(|row| ["\n  ", row.key, ": ", row.doc]);
            text.extend(terms);
        }
        entries.push(CodebookEntry::new(section.name, EntryKind::Section, text));
    }
    // What a type weighs is said where its actor weighs it.
    for section in SECTIONS
        .iter()
        .filter(|section| section.name != "payoff-type")
    {
        entries.extend(section.keys.iter().map(|key| {
            let text = match section.path {
                "" => format!("At the top of a scenario: {}", key.doc),
                path => format!("In [{path}]: {}", key.doc),
            };
            CodebookEntry::new(key.key, EntryKind::Key, text)
        }));
    }
    entries
}

fn explain_parameter(row: &Parameter) -> CodebookEntry {
    let mut text = format!("{}\n{}\n", row.doc, bounds(row.low, row.high, row.unit));
    let own = match row.scope {
        scope if scope.is_single() => format!("{}.{}", own_table(scope), row.key),
        Scope::Channel => format!("law.{key} or channel.<pair>.<name>.{key}", key = row.key),
        scope => format!(
            "law.{key} or {}.<name>.{key}",
            own_table(scope),
            key = row.key
        ),
    };
    let (default, source) = (default(row), row.rests_on());
    writeln!(text, "Default {default}: {source}.\nWritten as {own}.")
        .expect("invariant: a string takes every write");
    CodebookEntry::new(row.key, EntryKind::Parameter, text.trim_end().to_owned())
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
    CodebookEntry::new(preset.name, EntryKind::Preset, text)
}

fn bounds(low: f64, high: f64, unit: &str) -> String {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!("Between {low} and {high}{unit}.")
}
