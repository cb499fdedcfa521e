//! Why a folder could not be written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system refused.
    #[error("cannot write {path}: {source}")]
    Io {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table could not be written.
    #[error("cannot write {path}: {source}")]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: csv::Error,
    },
    /// Somebody else is writing it.
    #[error("{path} is being written by another run: {who}")]
    Busy {
        /// The folder.
        path: PathBuf,
        /// Who it is, as far as that can be told.
        who: String,
    },
    /// There is not the room for it.
    #[error("{path} would take about {} and has room for {}: fewer trials, variants or policies, or no --trials-csv", gib(*.bytes), gib(*.room))]
    TooLarge {
        /// The folder.
        path: PathBuf,
        /// Bytes it would take, about.
        bytes: u64,
        /// Bytes that are free.
        room: u64,
    },
    /// A file stands there already.
    #[error("{path} is there already; say --force to replace it, or --out for another place")]
    Stands {
        /// The file.
        path: PathBuf,
    },
    /// There is another run in the folder.
    #[error(
        "{path} holds another run ({differs}); say --force to replace it, or --out for another place"
    )]
    Differs {
        /// The folder.
        path: PathBuf,
        /// In what it differs.
        differs: String,
    },
    /// There is something in the folder that is no run of ours.
    #[error(
        "{path} is not empty and holds no run of offramp (found {found}); say --force to write into it, or --out for another place"
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// One of the files.
        found: String,
    },
}

fn gib(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))
}

impl FolderError {
    /// Tells which file the system refused.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.into(),
            source,
        }
    }
}
