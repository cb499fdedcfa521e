//! The codebook: every word that a command prints or a table holds, explained.
//!
//! Words are explained where they are declared: parameters, presets and keys by the scenario, columns
//! by the tables, methods by the statistics. What is left are concepts of the field, a table of
//! their own.

mod concepts;
mod declared;
mod lookup;

pub use crate::scenario::file::explain::{CodebookEntry, EntryKind};
pub use lookup::{Lookup, lookup};

use crate::scenario::file::explain;

/// Every entry: concepts, what results are made of, and what scenarios are made of.
pub fn entries() -> Vec<CodebookEntry> {
    let mut entries = results();
    entries.extend(explain::codebook());
    entries.extend(declared::problems());
    entries.extend(declared::scenarios());
    entries
}

/// Concepts and the words of results, without those of scenario files.
pub fn results() -> Vec<CodebookEntry> {
    let mut entries = concepts::entries();
    entries.extend(declared::results());
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_says_something_once() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            assert!(entry.text.len() > 8, "{entry:?}");
            let new = seen.insert((entry.name.clone(), entry.kind, entry.text.clone()));
            assert!(new, "{} is there twice", entry.name);
        }
        assert!(seen.len() > 300);
    }
}
