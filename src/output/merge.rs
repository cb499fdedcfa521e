//! Parts of one whole, brought together: all of them, each once, and of the same manifest; or of several
//! that go on with one another, each with more trials.
//!
//! Whatever does not belong together is refused before anything is written; rows, which may be many, are
//! checked as they are copied into a folder in the making. Sums are read one by one, so memory holds the
//! sum of all parts and that of one, however many there are.

use super::error::PartError;
use super::files::{MANIFEST, ROWS, TALLY};
use super::manifest::{Manifest, hash};
use super::place;
use super::read;
use super::tally::{self, Head, RowsOf, Summed};
use crate::ensemble::Sum;
use serde::de::DeserializeOwned;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The parts of one whole, in order.
#[derive(Debug)]
pub struct Parts {
    /// What all of them are parts of.
    pub manifest: Manifest,
    /// The folder of one that has that manifest.
    folder: PathBuf,
    open: Vec<OpenPart>,
}

/// A part, and how far it was read.
#[derive(Debug)]
struct OpenPart {
    folder: PathBuf,
    /// Where its next sum stands, and its next row.
    sum: u64,
    row: u64,
}

/// A part that was found.
struct FoundPart {
    folder: PathBuf,
    head: Head,
    begins: u64,
}

/// Parts of what has one name, as they are met.
struct Named {
    /// What the first of them is a part of.
    manifest: Manifest,
    parts: Vec<FoundPart>,
}

/// Parts of one cut.
struct Cut {
    /// What the first of them is a part of.
    manifest: Manifest,
    parts: Vec<FoundPart>,
}

impl Named {
    /// Command and scenario, after which a run folder is called.
    fn is_called(&self, manifest: &Manifest) -> bool {
        let name = |manifest: &Manifest| {
            let scenario = manifest.scenarios.first();
            scenario.map(|scenario| scenario.name.clone())
        };
        self.manifest.command == manifest.command && name(&self.manifest) == name(manifest)
    }
}

impl Parts {
    /// The parts that stand at these places, each a part or a folder of parts: those of each run folder
    /// together, in the order in which they are met.
    ///
    /// # Errors
    /// [`PartError`] where they are not all parts of their wholes.
    pub fn gather(places: &[PathBuf]) -> Result<Vec<Self>, PartError> {
        let mut all: Vec<Named> = Vec::new();
        for place in places {
            for folder in folders(place)? {
                let part = FoundPart::read(folder)?;
                let is_one =
                    |named: &&mut Named| named.parts[0].head.manifest == part.head.manifest;
                if let Some(named) = all.iter_mut().find(is_one) {
                    named.parts.push(part);
                    continue;
                }
                let manifest = read::manifest(&part.folder)?;
                match all.iter_mut().find(|named| named.is_called(&manifest)) {
                    Some(named) => named.parts.push(part),
                    None => all.push(Named {
                        manifest,
                        parts: vec![part],
                    }),
                }
            }
        }
        all.into_iter().map(Self::of).collect()
    }

    /// Parts of one whole, if they are that: of one cut, or of several that go on with one another.
    fn of(named: Named) -> Result<Self, PartError> {
        let mut cuts: BTreeMap<u64, Cut> = BTreeMap::new();
        for part in named.parts {
            match cuts.entry(part.head.portion.begins()) {
                Entry::Occupied(cut) => cut.into_mut().parts.push(part),
                Entry::Vacant(none) => {
                    let manifest = read::manifest(&part.folder)?;
                    let parts = vec![part];
                    none.insert(Cut { manifest, parts });
                }
            }
        }
        let (mut all, mut before) = (Vec::new(), None::<Cut>);
        for (_, cut) in cuts {
            let cut = cut.whole()?;
            cut.goes_on(before.as_ref())?;
            let open = |part: &FoundPart| OpenPart {
                folder: part.folder.clone(),
                sum: part.begins,
                row: 0,
            };
            all.extend(cut.parts.iter().map(open));
            before = Some(cut);
        }
        let last = before.expect("invariant: there is a part at least");
        Ok(Self {
            folder: last.parts[0].folder.clone(),
            manifest: last.manifest,
            open: all,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.open.len()
    }

    /// A manifest of theirs, with the scenarios beside it.
    pub fn manifest_file(&self) -> PathBuf {
        self.folder.join(MANIFEST)
    }

    /// The folder beside which the parts stand.
    pub fn beside(&self) -> &Path {
        let mut above = self.folder.ancestors().skip(2);
        let beside = above.next().unwrap_or(Path::new("."));
        if beside.as_os_str().is_empty() {
            Path::new(".")
        } else {
            beside
        }
    }

    /// The next sum of all parts; their rows, one part after the other, go to `rows`.
    pub(super) fn next<S: Sum + DeserializeOwned>(
        &mut self,
        rows: &mut impl Write,
    ) -> Result<S, PartError> {
        let mut all: Option<S> = None;
        for part in &mut self.open {
            let (sum, of) = part.next::<S>()?;
            part.copy(of, rows)?;
            match &mut all {
                Some(all) => all.merge(&sum),
                None => all = Some(sum),
            }
        }
        Ok(all.expect("invariant: there is a part at least"))
    }

    /// The next sum of each part, one after the other.
    pub(super) fn in_turn<S: DeserializeOwned>(
        &mut self,
        mut hear: impl FnMut(S),
    ) -> Result<(), PartError> {
        for part in &mut self.open {
            let (sum, _) = part.next()?;
            hear(sum);
        }
        Ok(())
    }

    /// Passes over a sum and its rows.
    pub(super) fn pass<S: DeserializeOwned>(&mut self) -> Result<(), PartError> {
        for part in &mut self.open {
            let (_, of) = part.next::<S>()?;
            part.row += of.bytes;
        }
        Ok(())
    }
}

impl Cut {
    /// All of it, each part once, in order.
    fn whole(mut self) -> Result<Self, PartError> {
        let parts = &mut self.parts;
        let first = &parts[0];
        for part in parts.iter() {
            let (path, other) = (part.folder.clone(), first.folder.clone());
            if part.head.manifest != first.head.manifest {
                let theirs = read::manifest(&path)?;
                return Err(differs(&self.manifest, (path, &theirs), other));
            }
            let [of, other_of] = [part, first].map(|part| part.head.portion.parts());
            if of != other_of {
                return Err(PartError::OtherParts {
                    path,
                    of,
                    other,
                    other_of,
                });
            }
        }
        parts.sort_by_key(|part| part.head.portion.part());
        if let Some(twins) = parts.windows(2).find(|pair| pair[0].head == pair[1].head) {
            return Err(PartError::Twice {
                portion: twins[0].head.portion,
                path: twins[0].folder.clone(),
                other: twins[1].folder.clone(),
            });
        }
        let of = parts[0].head.portion.parts();
        let known: BTreeSet<u64> = parts.iter().map(|part| part.head.portion.part()).collect();
        let missing: Vec<u64> = (1..=of).filter(|part| !known.contains(part)).collect();
        if missing.is_empty() {
            return Ok(self);
        }
        Err(PartError::Missing {
            path: parts[0].folder.parent().unwrap_or(Path::new(".")).into(),
            of,
            missing,
        })
    }

    /// Refuses it where it does not go on with what is there before it.
    fn goes_on(&self, before: Option<&Self>) -> Result<(), PartError> {
        let part = &self.parts[0];
        let (path, begins) = (part.folder.clone(), part.head.portion.begins());
        let played = before.map_or(0, |before| before.manifest.trials);
        if begins != played {
            return Err(PartError::Gap {
                path,
                begins,
                played,
            });
        }
        let Some(before) = before else {
            return Ok(());
        };
        let fewer = Manifest {
            trials: before.manifest.trials,
            ..self.manifest.clone()
        };
        if fewer == before.manifest {
            return Ok(());
        }
        let other = before.parts[0].folder.clone();
        Err(differs(&before.manifest, (path, &fewer), other))
    }
}

/// Why two parts do not belong together.
fn differs(ours: &Manifest, (path, theirs): (PathBuf, &Manifest), other: PathBuf) -> PartError {
    let differs = ours.differences(theirs).join(", ");
    PartError::Differs {
        path,
        other,
        differs,
    }
}

impl OpenPart {
    fn next<S: DeserializeOwned>(&mut self) -> Result<(S, RowsOf), PartError> {
        let (read, next) = tally::sum(&self.folder.join(TALLY), self.sum)?;
        self.sum = next;
        Ok(read)
    }

    /// Copies the rows of a sum, and refuses others than were written.
    fn copy(&mut self, of: RowsOf, out: &mut impl Write) -> Result<(), PartError> {
        if of.bytes == 0 {
            return Ok(());
        }
        let path = self.folder.join(ROWS);
        let mut copied = Summed::new(out);
        let copy = |copied: &mut Summed<_>| {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(self.row))?;
            io::copy(&mut file.take(of.bytes), copied)
        };
        copy(&mut copied).map_err(|source| PartError::Copy {
            path: path.clone(),
            source,
        })?;
        self.row += of.bytes;
        if copied.rows() == of {
            Ok(())
        } else {
            Err(PartError::Changed(path))
        }
    }
}

impl FoundPart {
    fn read(folder: PathBuf) -> Result<Self, PartError> {
        let (head, begins) = tally::check(&folder.join(TALLY))?;
        let path = folder.join(MANIFEST);
        let text = read::text(&path)?;
        if hash(&text) != head.manifest {
            return Err(PartError::Changed(path));
        }
        Ok(Self {
            folder,
            head,
            begins,
        })
    }
}

/// The folders of parts at a place: itself, or those in it.
fn folders(place: &Path) -> Result<Vec<PathBuf>, PartError> {
    let is_part = |folder: &Path| folder.join(TALLY).exists();
    if is_part(place) {
        return Ok(vec![place.into()]);
    }
    let names = place::names(place).map_err(PartError::io(place))?;
    let visible = names.iter().filter(|name| !name.starts_with('.'));
    let mut folders: Vec<PathBuf> = visible.map(|name| place.join(name)).collect();
    folders.retain(|folder| is_part(folder));
    if folders.is_empty() {
        return Err(PartError::None(place.into()));
    }
    Ok(folders)
}
