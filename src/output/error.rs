//! Why a folder could not be written, or parts do not make one.

use super::read::FolderReadError;
use crate::ensemble::Portion;
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

/// Why parts do not make a whole.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The system refused to read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// What was being read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused to copy.
    #[error("cannot copy {path}: {source}")]
    Copy {
        /// What was being copied.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Its manifest cannot be read.
    #[error(transparent)]
    Read(#[from] FolderReadError),
    /// There is none.
    #[error("{0} holds no part (no tally.bin in it, nor in a folder within)")]
    None(PathBuf),
    /// It was written by another program.
    #[error(
        "{path} was written by {theirs}, and this is {ours}: play the part again with this one"
    )]
    Version {
        /// The tally.
        path: PathBuf,
        /// What wrote it.
        theirs: String,
        /// What reads it.
        ours: String,
    },
    /// It is not what was written.
    #[error("{0} is not as it was written: it was cut short or changed; play the part again")]
    Changed(PathBuf),
    /// Two are of different wholes.
    #[error("{path} and {other} are parts of different things ({differs})")]
    Differs {
        /// A part.
        path: PathBuf,
        /// Another.
        other: PathBuf,
        /// In what they differ.
        differs: String,
    },
    /// Two are of the same whole, cut differently.
    #[error(
        "{path} is one part of {of}, and {other} one of {other_of}: name those of one cut alone"
    )]
    OtherParts {
        /// A part.
        path: PathBuf,
        /// Of how many it is.
        of: u64,
        /// Another.
        other: PathBuf,
        /// Of how many that is.
        other_of: u64,
    },
    /// What it goes on with is not there.
    #[error(
        "{path} goes on after {begins} trials, and {}: name the parts of a run of {begins} trials as well",
        match played {
            0 => "nothing before it is there".to_owned(),
            played => format!("the parts before it have {played}"),
        }
    )]
    Gap {
        /// A part.
        path: PathBuf,
        /// After how many trials it goes on.
        begins: u64,
        /// How many are there.
        played: u64,
    },
    /// A part is there twice.
    #[error("part {portion} is there twice: {path} and {other}")]
    Twice {
        /// Which.
        portion: Portion,
        /// One place.
        path: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// Parts are missing.
    #[error(
        "of {of} parts in {path}, {} missing: {}",
        count(missing),
        ranges(missing)
    )]
    Missing {
        /// Where the others are.
        path: PathBuf,
        /// How many there should be.
        of: u64,
        /// Those that are not there, in order.
        missing: Vec<u64>,
    },
}

impl PartError {
    /// Tells which file the system refused to read.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.into(),
            source,
        }
    }
}

fn count(missing: &[u64]) -> String {
    match missing.len() {
        1 => "one is".into(),
        n => format!("{n} are"),
    }
}

/// Numbers in order, those that follow one another as a range, as in 1-3,7: what an array of jobs takes.
fn ranges(numbers: &[u64]) -> String {
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    let run = |run: &[u64]| match run {
        [first, .., last] => format!("{first}-{last}"),
        _ => run[0].to_string(),
    };
    runs.map(run).collect::<Vec<_>>().join(",")
}
