//! Scenarios that are explored, in a manifest: each as it was run, and as it was written, which is what
//! factors vary.

use super::manifest::{Manifest, ScenarioEntry, WrittenEntry, hash};
use crate::exploration::space::Base;
use crate::scenario::file::flatten::flatten;
use crate::scenario::file::written;

/// Notes the scenarios in a manifest; returns their texts with their files.
pub(super) fn record(bases: &[Base], manifest: &mut Manifest) -> Vec<(String, String)> {
    let first = &bases[0];
    manifest.numbers = first.draft.numbers(&[], &first.sets).ok();
    let (mut texts, mut as_written) = (Vec::new(), Vec::new());
    for (at, base) in bases.iter().enumerate() {
        let named = |stem: &str| match at {
            0 => format!("{stem}.toml"),
            at => format!("{stem}-{}.toml", at + 1),
        };
        let (file, text) = (named("scenario"), flatten(&base.scenario));
        let name = &base.scenario.name;
        let mut entry = ScenarioEntry::new(name, None, &base.sets, &file, &text);
        texts.push((file, text));
        let (file, text) = (
            named("scenario-written"),
            written::text(&base.draft.written(name)),
        );
        entry.written = Some(WrittenEntry {
            file: file.clone(),
            hash: hash(&text),
            overrides: base.sets.clone(),
        });
        as_written.push((file, text));
        manifest.scenarios.push(entry);
    }
    texts.extend(as_written);
    texts
}
