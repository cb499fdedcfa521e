//! A folder in the making: written beside its place, and moved there when it is complete.
//!
//! Whoever writes it holds a lock, so that two runs into one place cannot replace each other. What
//! is made in several parts notes after each how far it came: broken off, it is taken up there by
//! the next that makes the same. What holds no finished part is cleared, by its owner or, if that
//! was killed, by whoever comes next.

pub use super::error::FolderError;
use super::files::{MANIFEST, PARTS, POPULATIONS, ROUNDS, SEARCHED, WORLDS};
use super::lock::{Lock, NotLocked};
use super::manifest::{self, Manifest};
use super::place;
use crate::table::dialect::Dialect;
use crate::table::rows::{Table, header};
use crate::table::schema::Schema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How names of what is in the making begin, and how that of a lock ends.
const PREFIX: &str = ".offramp-";
const LOCK: &str = ".lock";
/// A table in the making that is older than this, and that nobody holds, is nobody's.
const ABANDONED: Duration = Duration::from_mins(1);

/// What stands at a place, or is begun there.
#[derive(Debug)]
pub enum Begun<T> {
    /// The same run stands there, whole: there is nothing to do.
    Stands(PathBuf),
    /// It is to be made, or to be made further.
    Making(T),
}

/// A folder in the making. Dropped before [`Folder::finish`], it leaves finished parts behind, if
/// there are any, to be taken up again, and nothing else.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    draft: PathBuf,
    parts: Parts,
    finished: bool,
    /// Goes after everything that is in the making.
    _lock: Lock,
    /// The last to go.
    _above: Made,
}

/// Folders that were made to hold one in the making: those that hold nothing in the end go again.
#[derive(Debug)]
struct Made(Vec<PathBuf>);

/// How far a folder came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Parts {
    /// Hash of the manifest.
    manifest: String,
    /// Parts that are finished.
    finished: u64,
    /// How long each file was then, in bytes.
    files: BTreeMap<String, u64>,
}

impl Folder {
    /// Begins a folder that shall stand at `place`, or goes on with one that was broken off.
    /// Refuses, before any work is done, where something else stands there, unless `force`.
    pub fn begin(
        place: &Path,
        manifest: &Manifest,
        force: bool,
    ) -> Result<Begun<Self>, FolderError> {
        // Before the lock, which needs a folder that can be written, and after it.
        if !force && place::stands(place, manifest)? {
            return Ok(Begun::Stands(place.into()));
        }
        let (parent, draft) = (parent(place), draft_of(place));
        let (above, lock) = held(parent, &draft).map_err(|why| match why {
            NotLocked::Held(who) => FolderError::Busy {
                path: place.into(),
                who,
            },
            NotLocked::Io(error) => FolderError::io(place)(error),
        })?;
        if !force && place::stands(place, manifest)? {
            return Ok(Begun::Stands(place.into()));
        }
        sweep(parent);
        let mut folder = Self {
            place: place.into(),
            draft,
            parts: Parts {
                manifest: manifest::hash(&manifest.text()),
                finished: 0,
                files: BTreeMap::new(),
            },
            finished: false,
            _lock: lock,
            _above: above,
        };
        folder.take_up(force).map_err(FolderError::io(place))?;
        Ok(Begun::Making(folder))
    }

    /// How many parts are finished of a folder that shall stand at `place`; `None` if all of it
    /// stands. Touches nothing.
    pub fn peek(
        place: &Path,
        manifest: &Manifest,
        force: bool,
    ) -> Result<Option<u64>, FolderError> {
        if force {
            return Ok(Some(0));
        }
        if place::stands(place, manifest)? {
            return Ok(None);
        }
        let draft = draft_of(place);
        let same = Parts::read(&draft, &manifest::hash(&manifest.text()));
        Ok(Some(same.map_or(0, |parts| parts.finished)))
    }

    /// Goes back to the last part that an owner who is gone had finished of the same; makes room
    /// where there is none.
    fn take_up(&mut self, force: bool) -> io::Result<()> {
        let found = Parts::read(&self.draft, &self.parts.manifest);
        if let Some(parts) = found.filter(|_| !force) {
            self.parts = parts;
            for file in place::names(&self.draft)? {
                let path = self.draft.join(&file);
                match self.parts.files.get(&file) {
                    Some(&length) => OpenOptions::new().write(true).open(path)?.set_len(length)?,
                    None if file == PARTS => {}
                    None => fs::remove_file(path)?,
                }
            }
            return Ok(());
        }
        self.clear()
    }

    /// Forgets finished parts.
    pub fn afresh(&mut self) -> Result<(), FolderError> {
        self.parts.finished = 0;
        self.parts.files.clear();
        self.clear().map_err(FolderError::io(&self.place))
    }

    /// Makes room for what is in the making.
    fn clear(&self) -> io::Result<()> {
        if self.draft.exists() {
            fs::remove_dir_all(&self.draft)?;
        }
        fs::create_dir(&self.draft)
    }

    /// Where it shall stand.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Where it is while it is in the making.
    pub fn draft(&self) -> &Path {
        &self.draft
    }

    /// Parts that are finished.
    pub fn parts(&self) -> u64 {
        self.parts.finished
    }

    /// Notes that a part is finished: whatever ends this run, the same taken up again begins here.
    pub fn part(&mut self) -> Result<(), FolderError> {
        let place = self.place.join(PARTS);
        self.parts.finished += 1;
        let noted = self.note();
        noted.map_err(FolderError::io(&place))
    }

    fn note(&mut self) -> io::Result<()> {
        for file in place::names(&self.draft)? {
            if !file.starts_with(PARTS) {
                let length = fs::metadata(self.draft.join(&file))?.len();
                self.parts.files.insert(file, length);
            }
        }
        let text = serde_json::to_string(&self.parts).expect("numbers under names are JSON");
        let fresh = self.draft.join(format!("{PARTS}.new"));
        fs::write(&fresh, text)?;
        fs::rename(fresh, self.draft.join(PARTS))
    }

    /// What earlier parts noted, that were finished.
    pub fn noted(&self, file: &str) -> Vec<u8> {
        fs::read(self.draft.join(file)).unwrap_or_default()
    }

    /// Notes further bytes.
    pub fn append(&self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let mut how = OpenOptions::new();
        let mut out = how.append(true).create(true).open(self.draft.join(file))?;
        out.write_all(bytes)
    }

    /// A file, to be written piece by piece.
    pub fn create(&self, file: &str) -> Result<BufWriter<File>, FolderError> {
        self.open(
            OpenOptions::new().write(true).create(true).truncate(true),
            file,
        )
    }

    /// A file, opened so.
    pub(super) fn open(
        &self,
        how: &OpenOptions,
        file: &str,
    ) -> Result<BufWriter<File>, FolderError> {
        let opened = how.open(self.draft.join(file));
        let opened = opened.map_err(FolderError::io(&self.place.join(file)))?;
        Ok(BufWriter::with_capacity(1 << 16, opened))
    }

    /// Writes a text.
    pub fn text(&self, file: &str, text: &str) -> Result<(), FolderError> {
        let mut out = self.create(file)?;
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(FolderError::io(&self.place.join(file)))
    }

    /// Writes a JSON value.
    pub fn json(&self, file: &str, value: &impl Serialize) -> Result<(), FolderError> {
        let text = serde_json::to_string_pretty(value)
            .expect("what is described has nothing JSON cannot say");
        self.text(file, &(text + "\n"))
    }

    /// Writes a table.
    pub fn table(&self, table: &Table, dialect: Dialect) -> Result<(), FolderError> {
        let file = table.schema.file;
        let written = table.write_in(dialect, self.create(file)?);
        written.map_err(|source| self.csv(file, source))
    }

    /// A table to be written further, with its header if it is new.
    pub fn further(
        &self,
        schema: &Schema,
        dialect: Dialect,
    ) -> Result<BufWriter<File>, FolderError> {
        let file = schema.file;
        let new = fs::metadata(self.draft.join(file)).map_or(true, |found| found.len() == 0);
        let mut out = self.open(OpenOptions::new().append(true).create(true), file)?;
        if new {
            let header = header(schema, dialect).map_err(|source| self.csv(file, source))?;
            let written = out.write_all(&header);
            written.map_err(FolderError::io(&self.place.join(file)))?;
        }
        Ok(out)
    }

    /// Writes further lines of a table.
    pub fn lines(
        &self,
        schema: &Schema,
        lines: &[u8],
        dialect: Dialect,
    ) -> Result<(), FolderError> {
        let mut out = self.further(schema, dialect)?;
        let written = out.write_all(lines).and_then(|()| out.flush());
        written.map_err(FolderError::io(&self.place.join(schema.file)))
    }

    /// The error of a table that could not be written.
    pub fn csv(&self, file: &str, source: csv::Error) -> FolderError {
        FolderError::Csv {
            path: self.place.join(file),
            source,
        }
    }

    /// Puts the whole in its place; where a folder stands there, the files, the manifest last: a
    /// folder without one is not complete.
    pub fn finish(mut self) -> Result<PathBuf, FolderError> {
        let (place, draft) = (&self.place, &self.draft);
        for file in [PARTS, WORLDS, ROUNDS, POPULATIONS, SEARCHED].map(|file| draft.join(file)) {
            if file.exists() {
                fs::remove_file(file).map_err(FolderError::io(place))?;
            }
        }
        if place.exists() {
            place::clear(place)?;
            let mut files = place::names(draft).map_err(FolderError::io(place))?;
            files.sort_by_key(|file| (file == MANIFEST, file.clone()));
            for file in files {
                let to = place.join(&file);
                fs::rename(draft.join(&file), &to).map_err(FolderError::io(&to))?;
            }
            fs::remove_dir(draft).map_err(FolderError::io(place))?;
        } else {
            fs::rename(draft, place).map_err(FolderError::io(place))?;
        }
        self.finished = true;
        Ok(self.place.clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.finished && self.parts.finished == 0 {
            // What cannot be removed now, the next run clears.
            let _ = fs::remove_dir_all(&self.draft);
        }
    }
}

impl Made {
    /// A folder, and those above it that are missing.
    fn all(folder: &Path) -> io::Result<Self> {
        let missing = |one: &&Path| !one.as_os_str().is_empty() && !one.exists();
        let missing = folder.ancestors().take_while(missing);
        let made = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(folder)?;
        Ok(made)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // The deepest first; one that holds anything stays, and all above it.
        let _ = self.0.iter().try_for_each(fs::remove_dir);
    }
}

/// The lock of what is in the making, in a folder that is made if it is missing.
fn held(parent: &Path, draft: &Path) -> Result<(Made, Lock), NotLocked> {
    const TRIES: usize = 4;
    let held = || {
        let above = Made::all(parent).map_err(NotLocked::Io)?;
        Ok((above, Lock::take(&lock_of(draft))?))
    };
    for _ in 1..TRIES {
        match held() {
            // Another had made the folder, failed, and took it away again.
            Err(NotLocked::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
            held => return held,
        }
    }
    held()
}

impl Parts {
    /// How far a draft of that manifest came, if its files bear it out.
    fn read(draft: &Path, manifest: &str) -> Option<Self> {
        let text = fs::read_to_string(draft.join(PARTS)).ok()?;
        let found: Self = serde_json::from_str(&text).ok()?;
        (found.manifest == manifest && found.is_sound(draft)).then_some(found)
    }

    /// Whether every file is there and as long as it was, at least.
    fn is_sound(&self, draft: &Path) -> bool {
        self.files.iter().all(|(file, &length)| {
            fs::metadata(draft.join(file)).is_ok_and(|found| found.len() >= length)
        })
    }
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whether a folder is one in the making.
pub(super) fn is_draft(path: &Path) -> bool {
    name(path).starts_with(PREFIX) && path.is_dir()
}

/// Where a folder is in the making.
pub(super) fn draft_of(place: &Path) -> PathBuf {
    parent(place).join(format!("{PREFIX}{}", name(place)))
}

fn lock_of(draft: &Path) -> PathBuf {
    parent(draft).join(format!("{}{LOCK}", name(draft)))
}

/// Clears what owners who are gone left of folders and tables in the making, except finished parts.
/// What cannot be cleared is left for the next.
fn sweep(folder: &Path) {
    for file in place::names(folder).unwrap_or_default() {
        if !file.starts_with(PREFIX) {
            continue;
        }
        let path = folder.join(&file);
        if path.is_dir() {
            let unowned = Lock::try_take(&lock_of(&path));
            if unowned.is_ok() && !path.join(PARTS).exists() {
                let _ = fs::remove_dir_all(&path);
            }
        } else if file.ends_with(LOCK) {
            // Taken and dropped, it is gone.
            drop(Lock::try_take(&path));
        } else if is_abandoned(&path) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a table in the making has lain there longer than one is written.
fn is_abandoned(path: &Path) -> bool {
    let age = |found: fs::Metadata| found.modified().ok()?.elapsed().ok();
    let age = fs::metadata(path).ok().and_then(age);
    age.is_some_and(|age| age > ABANDONED)
}

/// Writes a file beside its place and moves it there when it is whole. Whether anything that stands
/// there may go is asked before.
pub fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> csv::Result<()>,
) -> Result<(), FolderError> {
    fs::create_dir_all(parent(path)).map_err(FolderError::io(path))?;
    let draft = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempfile_in(parent(path))
        .map_err(FolderError::io(path))?;
    let mut out = BufWriter::new(draft.as_file());
    write(&mut out).map_err(|source| FolderError::Csv {
        path: path.into(),
        source,
    })?;
    out.flush().map_err(FolderError::io(path))?;
    drop(out);
    let moved = draft
        .persist(path)
        .map_err(|error| FolderError::io(path)(error.error))?;
    readable(&moved).map_err(FolderError::io(path))
}

/// Temporary files are private; tables are for everybody who may read the folder.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &File) -> io::Result<()> {
    Ok(())
}
