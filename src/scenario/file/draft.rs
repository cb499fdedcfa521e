//! From a file, a shipped scenario or a text to a draft, and from there to a checked scenario, as
//! often as there are overrides to try.

use super::flatten::flatten;
use super::order::others_last;
use super::origin::{SHIPPED, TextOrigin};
use super::paths;
use super::provenance::{self, InForce, Tally, Written};
use super::text_file;
use super::tree::{self, Entry, KeyTable, Node, Tree, Value};
use super::validate::{self, Identity};
use super::written;
use crate::diagnostic::{Code, Place, Problem, Problems, SourceId, Sources, nearest};
use crate::scenario::template::Template;
use crate::scenario::{Scenario, library, parameter};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// A scenario that was found to be consistent, and what it was read from.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The checked form.
    pub scenario: Scenario,
    /// What was written, merged, with the texts it came from.
    pub tree: Tree,
    /// The text itself, among the sources of the tree; bases are others.
    own: SourceId,
    /// The first override among them: whatever follows is one too.
    overrides: SourceId,
    /// What probably does not say what was meant; render with `tree.sources`.
    pub warnings: Vec<Problem>,
}

impl Checked {
    /// Every number in force, with where it comes from, in the order of the table of parameters.
    pub fn numbers(&self) -> Vec<InForce> {
        provenance::numbers(Written {
            tree: &self.tree,
            own: self.own,
            overrides: self.overrides,
        })
    }
}

/// Why there is no checked scenario.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file could not be read at all (exit code 3).
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It was read and is wrong (exit code 2).
    #[error("{0}")]
    Invalid(Problems),
    /// It is sound, but only a base to extend: skipped when a folder is run.
    #[error("{name} is abstract: a base to extend, not a scenario to run")]
    Abstract {
        /// Its name.
        name: String,
    },
    /// No shipped scenario has that name (exit code 2).
    #[error("no shipped scenario is called `{name}`{}", hint(near.as_deref()))]
    NotShipped {
        /// The name asked for.
        name: String,
        /// The nearest one that is shipped.
        near: Option<String>,
    },
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"))
}

/// A scenario as it was written, merged with what it extends: read once, checked under any
/// overrides, without looking at a file again.
#[derive(Debug, Clone)]
pub struct Draft {
    shown: String,
    stem: String,
    root: Arc<KeyTable>,
    sources: Sources,
    /// The text itself, among the sources.
    own: SourceId,
    /// Where its numbers come from, where that is no longer to be seen.
    numbers: Option<Tally>,
}

impl Draft {
    /// Reads a file and what it extends.
    ///
    /// # Errors
    /// [`ReadError`]: all problems of syntax at once.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, ReadError> {
        let path = path.into();
        let bytes = match text_file::read(&path, text_file::SCENARIO) {
            Ok(bytes) => bytes,
            Err(source) => return Err(ReadError::Unreadable { path, source }),
        };
        let shown = path.display().to_string();
        Self::merged(TextOrigin::File(path), bytes, shown)
    }

    /// A shipped scenario, by its name or path.
    ///
    /// # Errors
    /// [`ReadError::NotShipped`].
    pub fn shipped(name: &str) -> Result<Self, ReadError> {
        let found = library::find(name).and_then(|path| Some((path, library::text(path)?)));
        let Some((path, text)) = found else {
            let known = library::paths();
            let known = known.iter().filter_map(|path| path.strip_suffix(".toml"));
            return Err(ReadError::NotShipped {
                name: name.to_owned(),
                near: nearest(name, known).map(str::to_owned),
            });
        };
        Self::merged(
            TextOrigin::Shipped(path.to_owned()),
            text.into(),
            name.into(),
        )
    }

    /// A text under a name; what it extends is looked for among the shipped files.
    ///
    /// # Errors
    /// [`ReadError`]: all problems of syntax at once.
    pub fn text(name: &str, text: &str) -> Result<Self, ReadError> {
        Self::merged(TextOrigin::Text(name.to_owned()), text.into(), name.into())
    }

    /// What was read elsewhere, from the texts that [`Draft::texts`] named there: no file is looked at, and it
    /// is the same to the last line and column.
    ///
    /// # Errors
    /// [`ReadError`]: all problems of syntax at once.
    pub fn of_texts(shown: &str, texts: Vec<(String, String)>) -> Result<Self, ReadError> {
        let texts: BTreeMap<String, String> = texts.into_iter().collect();
        let own = texts.get(shown).cloned().unwrap_or_default();
        let origin = TextOrigin::File(shown.into());
        Self::merged_of(origin, own.into(), shown.into(), Some(texts))
    }

    /// The texts that it was read from, by their names, its own first; but for those that are shipped.
    pub fn texts(&self) -> Vec<(String, String)> {
        let read = self.own.and_following(&self.sources);
        let text = |id| (self.sources.name(id).into(), self.sources.text(id).into());
        let texts = read.map(text);
        let own = |(name, _): &(String, String)| !name.starts_with(SHIPPED);
        texts.filter(own).collect()
    }

    /// A scenario at hand, whatever was changed of it: with every number written out, so an
    /// override of `law.<key>` reaches nobody.
    ///
    /// # Errors
    /// [`ReadError`] where it was changed into something that no file could say.
    pub fn of(scenario: &Scenario) -> Result<Self, ReadError> {
        Self::text(&scenario.name, &flatten(scenario))
    }

    /// What it was asked for by: the path of a file, or a name.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether both are one reading, whatever is read from it.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.root, &other.root)
    }

    /// The same text, known to be made of these numbers: one that was flattened tells no more which of
    /// them were written.
    #[must_use]
    pub fn made_of(mut self, numbers: Option<Tally>) -> Self {
        self.numbers = numbers;
        self
    }

    /// How many numbers are in force under the draws of a posterior, given by one of them, and under
    /// overrides; and where they come from.
    ///
    /// # Errors
    /// As [`Draft::check`].
    pub fn numbers(&self, drawn: &[String], sets: &[String]) -> Result<Tally, ReadError> {
        if let Some(known) = &self.numbers {
            return Ok(known.clone());
        }
        let checked = self.check(&[drawn, sets].concat())?;
        let from = checked.overrides.and_following(&checked.tree.sources);
        let drawn: BTreeSet<SourceId> = from.take(drawn.len()).collect();
        let numbers = checked.numbers();
        Ok(Tally::of(&numbers).with_drawn(&numbers, &drawn))
    }

    /// What was written, before any override: a scenario file of that name that extends nothing.
    pub fn written(&self, name: &str) -> KeyTable {
        let mut written = KeyTable::clone(&self.root);
        for key in ["extends", "without"] {
            written.remove(&[key]);
        }
        for key in self.untaken() {
            written.remove(&["law", key]);
        }
        let place = first_line(&self.sources, self.own);
        let value = Value::Text(name.to_owned());
        written.write(&["name".to_owned()], &[place], Node { place, value });
        written
    }

    /// Numbers of the law that nobody takes, since between them the texts give everybody a value. Written in
    /// one text beside these they would be refused, as a mistake.
    fn untaken(&self) -> Vec<&str> {
        let law = self.root.table("law").into_iter();
        let lines = law.flat_map(|law| &law.entries);
        let is_untaken = |line: &&Entry| {
            let row = parameter::rows().find(|row| row.key == line.key);
            let Some(row) = row.filter(|row| row.inherits()) else {
                return false;
            };
            let own = |path: Vec<String>| {
                let keys: Vec<_> = path.iter().map(String::as_str).chain([row.key]).collect();
                self.root.at(&keys).map(|node| node.place.source)
            };
            let own = paths::holders(&self.root, row).into_iter().map(own);
            let own: Option<Vec<SourceId>> = own.collect();
            own.is_some_and(|own| own.iter().any(|&source| source != line.place.source))
        };
        let untaken = lines.filter(is_untaken);
        untaken.map(|line| line.key.as_str()).collect()
    }

    /// Whether it is a shipped text.
    pub fn is_shipped(&self) -> bool {
        self.sources.name(self.own).starts_with(SHIPPED)
    }

    /// A text of that name that reads to the same without the files beside it: its own, comments
    /// and all, unless it extends one that is not shipped.
    pub fn alone(&self, name: &str) -> String {
        let own = self.sources.text(self.own);
        let merged = |draft: &Self| written::text(&draft.written(name));
        match Self::text(name, own) {
            Ok(read) if merged(&read) == merged(self) => own.to_owned(),
            _ => merged(self),
        }
    }

    fn merged(origin: TextOrigin, bytes: Vec<u8>, shown: String) -> Result<Self, ReadError> {
        Self::merged_of(origin, bytes, shown, None)
    }

    fn merged_of(
        origin: TextOrigin,
        bytes: Vec<u8>,
        shown: String,
        texts: Option<BTreeMap<String, String>>,
    ) -> Result<Self, ReadError> {
        let mut reading = Reading {
            texts,
            sources: Sources::default(),
            problems: Vec::new(),
            chain: Vec::new(),
        };
        let stem = origin.stem();
        let (mut root, own) = reading.merged(origin, bytes);
        others_last(&mut root, own);
        if !reading.problems.is_empty() {
            return Err(invalid(reading.problems, reading.sources));
        }
        Ok(Self {
            shown,
            stem,
            root: Arc::new(root),
            sources: reading.sources,
            own,
            numbers: None,
        })
    }

    /// How rows of a table of cases become scenarios, if this is a template.
    ///
    /// # Errors
    /// See [`ReadError`]: all problems at once.
    pub fn template(&self) -> Result<Option<Template>, ReadError> {
        let identity = Identity {
            stem: &self.stem,
            place: first_line(&self.sources, self.own),
            is_abstract: true,
            overrides: self.sources.next(),
        };
        let (found, mut problems) = validate::check(&self.root, &identity);
        problems.retain(Problem::is_error);
        match found {
            None => Err(invalid(problems, self.sources.clone())),
            Some(found) => Ok(found.template),
        }
    }

    /// A text under a name that extends this draft: its tables merge key by key, it wins.
    ///
    /// # Errors
    /// [`ReadError`]: all problems of syntax at once.
    pub fn extended(&self, name: &str, text: &str) -> Result<Self, ReadError> {
        let mut sources = self.sources.clone();
        let own = sources.add(name, text);
        let (written, problems) = tree::parse(&sources, own);
        if !problems.is_empty() {
            return Err(invalid(problems, sources));
        }
        let mut root = KeyTable::clone(&self.root);
        for key in NOT_INHERITED {
            root.remove(&[key]);
        }
        root.merge(written);
        Ok(Self {
            shown: name.to_owned(),
            stem: name.to_owned(),
            root: Arc::new(root),
            sources,
            own,
            numbers: None,
        })
    }

    /// Checks it under overrides, each `path=value`, in order.
    ///
    /// # Errors
    /// See [`ReadError`]: all problems at once.
    pub fn check(&self, sets: &[String]) -> Result<Checked, ReadError> {
        let (mut root, mut sources) = (KeyTable::clone(&self.root), self.sources.clone());
        let (overrides, mut refused) = (sources.next(), Vec::new());
        let mut written = Vec::new();
        for set in sets {
            match paths::set(&mut root, &mut sources, set) {
                Ok(reached) => written.push((set.as_str(), reached)),
                Err(problem) => refused.push(*problem),
            }
        }
        refused.extend(undone(&written, overrides, &sources));
        let is_abstract = matches!(
            root.get("abstract"),
            Some(Node {
                value: Value::Switch(true),
                ..
            })
        );
        let identity = Identity {
            stem: &self.stem,
            place: first_line(&sources, self.own),
            is_abstract,
            overrides,
        };
        let (found, problems) = validate::check(&root, &identity);
        let problems = refused.into_iter().chain(problems);
        let (problems, warnings): (Vec<_>, Vec<_>) = problems.partition(Problem::is_error);
        match found.filter(|_| problems.is_empty()) {
            None => Err(invalid(problems, sources)),
            Some(found) if is_abstract => Err(ReadError::Abstract {
                name: found.scenario.name,
            }),
            Some(found) => Ok(Checked {
                scenario: found.scenario,
                tree: Tree { root, sources },
                own: self.own,
                overrides,
                warnings,
            }),
        }
    }
}

/// Reads and checks a file; `sets` are overrides as `path=value`, in order.
///
/// # Errors
/// See [`ReadError`]: all problems at once.
pub fn read(path: &Path, sets: &[String]) -> Result<Checked, ReadError> {
    Draft::file(path)?.check(sets)
}

/// Reads and checks a shipped scenario by its name.
///
/// # Errors
/// See [`ReadError`].
pub fn read_embedded(name: &str, sets: &[String]) -> Result<Checked, ReadError> {
    Draft::shipped(name)?.check(sets)
}

/// Checks a text under a name; what it extends is looked for among the shipped files.
///
/// # Errors
/// See [`ReadError`]: all problems at once.
pub fn parse(name: &str, text: &str, sets: &[String]) -> Result<Checked, ReadError> {
    Draft::text(name, text)?.check(sets)
}

/// Overrides of which nothing is left, because others come later and reach as far: each with what
/// it reached, in order.
fn undone(
    written: &[(&str, Vec<Vec<String>>)],
    overrides: SourceId,
    sources: &Sources,
) -> Vec<Problem> {
    let mut found = Vec::new();
    for (i, (set, reached)) in written.iter().enumerate() {
        let later = &written[i + 1..];
        let undoes = |path: &Vec<String>| later.iter().find(|(_, other)| other.contains(path));
        let mut by = reached.iter().map(undoes);
        let Some(Some((last, _))) = by.next() else {
            continue;
        };
        // The same again takes nothing away.
        if set != last && by.all(|undone| undone.is_some()) {
            let mut texts = overrides.and_following(sources);
            let Some(source) = texts.find(|&id| sources.text(id) == *set) else {
                continue;
            };
            let place = Place::new(source, 0..set.len());
            let message =
                format!("`{set}` has no effect: `{last}` comes later, and the last holds");
            found.push(Problem::new(Code::Unused, place, message).warning());
        }
    }
    found
}

/// What a file says of itself alone, not of those that extend it.
const NOT_INHERITED: [&str; 6] = [
    "name", "abstract", "extends", "without", "observed", "cases",
];

fn invalid(mut list: Vec<Problem>, sources: Sources) -> ReadError {
    list.sort_by_key(|problem| problem.place);
    ReadError::Invalid(Problems { list, sources })
}

fn first_line(sources: &Sources, file: SourceId) -> Place {
    let text = sources.text(file);
    Place::new(file, 0..text.find('\n').unwrap_or(text.len()))
}

struct Reading {
    /// What stands in place of files, if these are not to be looked at.
    texts: Option<BTreeMap<String, String>>,
    sources: Sources,
    problems: Vec<Problem>,
    /// The files that are being read, each extended by the one before.
    chain: Vec<TextOrigin>,
}

impl Reading {
    /// A file merged with all it extends. Its own id is that of the text itself.
    fn merged(&mut self, origin: TextOrigin, bytes: Vec<u8>) -> (KeyTable, SourceId) {
        let (text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (
                    String::from_utf8_lossy(error.as_bytes()).into_owned(),
                    Some(at),
                )
            }
        };
        let id = self.sources.add(origin.shown(), text);
        if let Some(at) = broken {
            let place = Place::new(id, at..at + 3);
            self.problems
                .push(Problem::new(Code::Syntax, place, "the file is not UTF-8"));
            return (KeyTable::default(), id);
        }
        let (own, problems) = tree::parse(&self.sources, id);
        self.problems.extend(problems);
        self.chain.push(origin);
        let mut root = own
            .get("extends")
            .map_or_else(KeyTable::default, |extends| self.base(extends));
        self.chain.pop();
        self.leave_out(&mut root, own.get("without"));
        root.merge(own);
        (root, id)
    }

    /// The base that an `extends` names, without what is not inherited.
    fn base(&mut self, extends: &Node) -> KeyTable {
        let problem = |code, message: String| Problem::new(code, extends.place, message);
        let Some(name) = extends.text() else {
            self.problems.push(problem(
                Code::WrongType,
                "`extends` takes a string, the path of a file".into(),
            ));
            return KeyTable::default();
        };
        let origin = self
            .chain
            .last()
            .expect("invariant: a file that is read is in the chain");
        match origin.base(name, self.texts.as_ref()) {
            Err(why) => self.problems.push(problem(
                Code::Extends,
                format!("cannot extend `{name}`: {why}"),
            )),
            Ok((base, _)) if self.chain.iter().any(|file| file.is(&base)) => {
                self.problems
                    .push(problem(Code::Extends, format!("`{name}` extends itself")));
            }
            Ok((base, bytes)) => {
                let (mut table, _) = self.merged(base, bytes);
                for key in NOT_INHERITED {
                    table.remove(&[key]);
                }
                return table;
            }
        }
        KeyTable::default()
    }

    /// Drops from a base what the file that extends it does not take over.
    fn leave_out(&mut self, base: &mut KeyTable, without: Option<&Node>) {
        let Some(Node {
            value: Value::List(items),
            ..
        }) = without
        else {
            return;
        };
        for item in items {
            let keys = paths::split(item.text().unwrap_or_default());
            let keys: Vec<_> = keys.iter().map(|(key, _)| key.as_str()).collect();
            if !base.remove(&keys) {
                let message = format!("`{}` is not there to be left out", keys.join("."));
                self.problems
                    .push(Problem::new(Code::UnknownName, item.place, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A scenario whose base gives everybody a fear, and which gives the law another; and where it stands.
    fn over_a_base(folder: &TempDir) -> (PathBuf, Draft) {
        let kaesong = read_embedded("kaesong-2020", &[]).unwrap().scenario;
        fs::write(folder.path().join("base.toml"), flatten(&kaesong)).unwrap();
        let own = folder.path().join("own.toml");
        let text = "schema = 1\nname = \"own\"\nextends = \"base.toml\"\n[law]\nfear = 1.2\n";
        fs::write(&own, text).unwrap();
        (own.clone(), Draft::file(own).unwrap())
    }

    #[test]
    fn a_number_of_the_law_that_nobody_takes_is_left_out_of_one_text() {
        let folder = TempDir::new().unwrap();
        let (_, draft) = over_a_base(&folder);
        let alone = draft.alone("own");
        let flat = |draft: &Draft| flatten(&draft.check(&[]).unwrap().scenario);
        let one = Draft::text("own", &alone).unwrap();
        assert!(!alone.contains("fear = 1.2"));
        assert_eq!(flat(&one), flat(&draft));
        // Where somebody takes it, it stays.
        let base = Draft::shipped("kaesong-2020").unwrap().alone("base");
        fs::write(folder.path().join("base.toml"), base).unwrap();
        let draft = Draft::file(folder.path().join("own.toml")).unwrap();
        let one = Draft::text("own", &draft.alone("own")).unwrap();
        assert!(draft.alone("own").contains("fear = 1.2"));
        assert_eq!(flat(&one), flat(&draft));
    }

    #[test]
    fn texts_read_elsewhere_are_what_was_read() {
        let folder = TempDir::new().unwrap();
        let (own, draft) = over_a_base(&folder);
        let texts = draft.texts();
        let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
        let base = folder.path().join("base.toml");
        assert_eq!(names, [own.to_str().unwrap(), base.to_str().unwrap()]);
        // What stands there now is nothing to it.
        fs::write(base, "something else").unwrap();
        fs::remove_file(own).unwrap();
        let copy = Draft::of_texts(draft.shown(), texts).unwrap();
        assert_eq!(copy.texts(), draft.texts());
        let sets = ["message_loss=0.3".to_owned()];
        assert_eq!(
            copy.numbers(&[], &sets).unwrap(),
            draft.numbers(&[], &sets).unwrap()
        );
        let wrong = ["law.fear=0.5".to_owned(), "nothing=1".to_owned()];
        let told = |draft: &Draft| draft.check(&wrong).unwrap_err().to_string();
        assert_eq!(told(&copy), told(&draft));
    }

    #[test]
    fn what_is_shipped_does_not_travel() {
        assert!(Draft::shipped("kaesong-2020").unwrap().texts().is_empty());
        let text = "schema = 1\nextends = \"kaesong-2020.toml\"\nname = \"a\"\n";
        let draft = Draft::text("a", text).unwrap();
        assert_eq!(draft.texts(), [("a".to_owned(), text.to_owned())]);
        let copy = Draft::of_texts("a", draft.texts()).unwrap();
        let flat = |draft: &Draft| flatten(&draft.check(&[]).unwrap().scenario);
        assert_eq!(flat(&copy), flat(&draft));
    }
}
