//! One writer at a time: a file that is locked as long as its owner lives, whatever ends it.

use super::manifest::words;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long it takes to look at a lock, and how often that is waited for.
const MOMENT: Duration = Duration::from_millis(5);
const MOMENTS: usize = 4;

/// A lock that is held. Dropped, it is free and its file gone; killed, it is free.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Held open, and with it the lock.
    _file: File,
}

/// Why a lock is not held.
#[derive(Debug)]
pub(super) enum NotLocked {
    /// Somebody else holds it: who, as far as that can be told.
    Held(String),
    /// The system refused.
    Io(io::Error),
}

impl Lock {
    /// Takes the lock of a file, which need not be there, or says who has it. Waits for nobody, but
    /// for the moment in which another looks whether it is free. Where a file system knows no locks,
    /// everybody gets one.
    pub fn take(path: &Path) -> Result<Self, NotLocked> {
        for _ in 0..MOMENTS {
            match Self::try_take(path) {
                Err(NotLocked::Held(_)) => std::thread::sleep(MOMENT),
                taken => return taken,
            }
        }
        Self::try_take(path)
    }

    /// The same, without that moment.
    pub fn try_take(path: &Path) -> Result<Self, NotLocked> {
        loop {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map_err(NotLocked::Io)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(NotLocked::Held(holder(&mut file))),
                Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                    return Err(NotLocked::Io(error));
                }
                _ => {}
            }
            let written = file
                .set_len(0)
                .and_then(|()| file.write_all(own().as_bytes()));
            written.map_err(NotLocked::Io)?;
            // Between opening and locking, its holder may have ended and removed it: then what is
            // locked here is no longer the file of that name.
            if fs::read_to_string(path).is_ok_and(|text| text == own()) {
                return Ok(Self {
                    path: path.into(),
                    _file: file,
                });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // If it cannot be removed, the next to come finds it free.
        let _ = fs::remove_file(&self.path);
    }
}

/// How this process is told from others.
fn own() -> String {
    format!("process {}: {}", std::process::id(), words().join(" "))
}

/// What the holder of a lock wrote of itself.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.take(1000).read_to_string(&mut text));
    match read {
        Ok(length) if length > 0 => text,
        // Where locks keep others from reading as well.
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_and_the_next_hears_who() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let held = Lock::take(&path).unwrap();
        let NotLocked::Held(who) = Lock::take(&path).unwrap_err() else {
            panic!("it is held");
        };
        assert!(who.contains(&std::process::id().to_string()), "{who}");
        drop(held);
        assert!(!path.exists());
        Lock::take(&path).unwrap();
    }

    #[test]
    fn what_a_dead_owner_left_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        fs::write(&path, "process 1: gone").unwrap();
        Lock::take(&path).unwrap();
    }
}
