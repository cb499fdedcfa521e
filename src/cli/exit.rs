//! How the program ends.

use crate::ensemble::Halt;
use crate::output::folder::FolderError;
use crate::scenario::ReadError;
use std::io;
use std::process::ExitCode;

/// Exit codes, for the help.
pub const HELP: &str = "Exit codes: 0 done; 1 done, and the answer is no; 2 bad arguments or scenario; \
3 could not read or write; 130 stopped by Ctrl-C.";

/// Why a command did not do all it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Arguments or a scenario are wrong.
    #[error("{0}")]
    Wrong(String),
    /// Something could not be read or written.
    #[error("{0}")]
    System(String),
    /// Done, and the answer is that it cannot be told.
    #[error("undecided: {0}")]
    Undecided(String),
    /// Stopped by the user.
    #[error("stopped: {0}")]
    Stopped(String),
    /// Already told; only the code is left to say.
    #[error("")]
    Told(u8),
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Undecided(_) => 1,
            Failure::Wrong(_) => 2,
            Failure::System(_) => 3,
            Failure::Stopped(_) => 130,
            Failure::Told(code) => *code,
        }
    }

    /// Says what went wrong on stderr.
    pub fn tell(&self) {
        match self {
            Failure::Told(_) => {}
            Failure::Undecided(_) => anstream::eprintln!("{self}"),
            _ => anstream::eprintln!("error: {self}"),
        }
    }

    /// The same of one of several things, which is named unless the message does so itself.
    pub fn tell_of(&self, name: &str) {
        if self.to_string().contains(name) {
            self.tell();
        } else {
            anstream::eprintln!("error: {name}: {self}");
        }
    }

    /// Says it and ends.
    pub fn report(self) -> ExitCode {
        self.tell();
        ExitCode::from(self.code())
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unreadable { .. } => Failure::System(error.to_string()),
            ReadError::Invalid(problems) => {
                let n = problems.list.len();
                anstream::eprintln!("{}", problems.render(true));
                let plural = if n == 1 { "" } else { "s" };
                Failure::Wrong(format!("{n} problem{plural}; nothing was run"))
            }
            ReadError::Abstract { .. } | ReadError::NotShipped { .. } => {
                Failure::Wrong(error.to_string())
            }
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Io { .. } | FolderError::Csv { .. } => Failure::System(error.to_string()),
            FolderError::Differs { .. } | FolderError::Foreign { .. } => {
                Failure::Wrong(error.to_string())
            }
        }
    }
}

impl From<Halt> for Failure {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Stopped => Failure::Stopped("what was finished is complete on disk".into()),
            Halt::Rows(error) => Failure::System(format!("cannot write rows: {error}")),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::System(error.to_string())
    }
}
