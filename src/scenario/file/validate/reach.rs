//! Numbers that are written and that nothing in force takes: whoever wrote them meant something.

use super::Check;
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::file::paths;
use crate::scenario::file::tree::Entry;
use crate::scenario::parameter::{self, Parameter};

/// Who takes a value of the law, and who has one of their own.
struct Holders {
    inherit: Vec<String>,
    own: Vec<(String, Place)>,
}

impl<'t> Check<'t> {
    /// Values of `[law]` that reach nobody, or only some of those that an override may have meant.
    pub(super) fn unreached(&mut self) {
        let Some(law) = self.tree.table("law") else {
            return;
        };
        for entry in &law.entries {
            let row = parameter::rows().find(|row| row.key == entry.key);
            if let Some(row) = row.filter(|row| row.inherits()) {
                self.reaches(entry, row);
            }
        }
    }

    fn reaches(&mut self, law: &'t Entry, row: &'static Parameter) {
        let holders = self.holders(row);
        let given = self.is_override(law.place);
        // A bare key reaches every own value as well, and later overrides are meant to differ: what
        // an override did not reach stands in a text before it.
        let before = |(_, own): &&(String, Place)| own.source < law.place.source;
        let passed: Vec<_> = holders.own.iter().filter(before).cloned().collect();
        let beside = |(_, own): &(String, Place)| own.source == law.place.source;
        let [all, key] = [format!("law.{}", row.key), row.key.to_owned()];
        if holders.inherit.is_empty() && holders.own.is_empty() {
            if given && !self.is_abstract {
                let message =
                    format!("`{all}` reaches nobody: the scenario has nothing that takes it");
                let problem = Problem::new(Code::Unused, law.place, message);
                self.report(problem.label("nothing takes it"));
            }
        } else if holders.inherit.is_empty() {
            let dead = if given {
                !passed.is_empty()
            } else {
                holders.own.iter().all(beside)
            };
            if dead && !self.is_abstract {
                let message = format!("`{all}` reaches nobody");
                let problem = Problem::new(Code::Unused, law.place, message)
                    .label("everybody it belongs to has a value of their own")
                    .help(if given {
                        format!("write `{key}`, which reaches every value there is of it")
                    } else {
                        format!(
                            "leave it out, or leave out the values of {}",
                            listed(&holders.own)
                        )
                    });
                self.report(problem);
            }
        } else if given && !passed.is_empty() {
            let inherit = holders.inherit.join(", ");
            let own = listed(&passed);
            let message = format!("`{all}` reaches {inherit} only: {own} have values of their own");
            let problem = Problem::new(Code::Unused, law.place, message).warning();
            self.report(problem.help(format!("`{key}` reaches all of them")));
        }
    }

    /// Whether something stands in an override, and not in a file.
    pub(super) fn is_override(&self, place: Place) -> bool {
        place.source >= self.overrides
    }

    /// Whether nobody inherits a parameter from the law, although not everything is written out as
    /// in the record of a run.
    pub(super) fn is_dead(&self, row: &Parameter) -> bool {
        self.holders(row).inherit.is_empty() && !self.is_written_out(row)
    }

    /// Whether all who have such a number have one of their own, so that the default is in force nowhere.
    pub(super) fn is_nobodys(&self, row: &Parameter) -> bool {
        let holders = self.holders(row);
        holders.inherit.is_empty() && !holders.own.is_empty()
    }

    fn holders(&self, row: &Parameter) -> Holders {
        let mut holders = Holders {
            inherit: Vec::new(),
            own: Vec::new(),
        };
        for path in paths::holders(self.tree, row) {
            let name = path[1..].join(".");
            let keys: Vec<_> = path.iter().map(String::as_str).chain([row.key]).collect();
            match self.tree.at(&keys) {
                Some(own) => holders.own.push((name, own.place)),
                None => holders.inherit.push(name),
            }
        }
        holders
    }

    /// Whether all that may have a parameter of this scope have all of them.
    fn is_written_out(&self, row: &Parameter) -> bool {
        let mut rows = parameter::rows().filter(|other| other.scope == row.scope);
        rows.all(|row| self.holders(row).inherit.is_empty())
    }
}

fn listed(own: &[(String, Place)]) -> String {
    let names: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}
