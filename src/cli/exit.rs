//! How the program ends.

use super::say::tell;
use offramp::asking::AskingError;
use offramp::ensemble::Halt;
use offramp::history::vary::VaryError;
use offramp::output::PartError;
use offramp::output::folder::FolderError;
use offramp::output::read::FolderReadError;
use offramp::output::replay::ReplayError;
use offramp::output::session::OutputError;
use offramp::report::ReportError;
use offramp::scenario::ReadError;
use offramp::study::StudyError;
use offramp::study::arms::UnknownPolicy;
use std::io;

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
            Failure::Undecided(_) => tell!("{self}"),
            _ => tell!("error: {self}"),
        }
    }

    /// The same of one of several things, which is named unless the message does so itself.
    pub fn tell_of(&self, name: &str) {
        if self.to_string().contains(name) {
            self.tell();
        } else {
            tell!("error: {name}: {self}");
        }
    }
}

/// Says a warning, if there is one.
pub fn warn(warning: Option<&str>) {
    if let Some(warning) = warning {
        tell!("warning: {warning}");
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unreadable { .. } => Failure::System(error.to_string()),
            ReadError::Invalid(problems) => {
                let n = problems.list.len();
                tell!("{}", problems.render(true));
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
            FolderError::Io { .. }
            | FolderError::Csv { .. }
            | FolderError::Busy { .. }
            | FolderError::TooLarge { .. } => Failure::System(error.to_string()),
            FolderError::Differs { .. }
            | FolderError::Foreign { .. }
            | FolderError::Stands { .. } => Failure::Wrong(error.to_string()),
        }
    }
}

impl From<Halt> for Failure {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Stopped => Failure::Stopped(
                "what was finished is kept on disk, and the same command goes on from there".into(),
            ),
            Halt::Rows(error) => Failure::System(format!("cannot write rows: {error}")),
        }
    }
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Halt(halt) => halt.into(),
            StudyError::Read(error) => error.into(),
            StudyError::Arms(error) => Failure::Wrong(error.to_string()),
        }
    }
}

impl From<AskingError> for Failure {
    fn from(error: AskingError) -> Self {
        match error {
            AskingError::Read(error) => error.into(),
            AskingError::Output(error) => error.into(),
            AskingError::Halt(halt) => halt.into(),
            AskingError::Unreadable { .. } => Failure::System(error.to_string()),
            AskingError::Policy(_) | AskingError::Arms(_) | AskingError::Wrong(_) => {
                Failure::Wrong(error.to_string())
            }
        }
    }
}

impl From<UnknownPolicy> for Failure {
    fn from(error: UnknownPolicy) -> Self {
        Failure::Wrong(error.to_string())
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        match error {
            OutputError::Folder(error) => error.into(),
            OutputError::Read(error) => Failure::System(error.to_string()),
            OutputError::Part(error) => error.into(),
            OutputError::Study(error) => error.into(),
            OutputError::Policy(error) => error.into(),
            OutputError::Vary(VaryError::Read(error)) => error.into(),
            OutputError::Vary(_) | OutputError::Calibrate(_) | OutputError::TooLarge { .. } => {
                Failure::Wrong(error.to_string())
            }
        }
    }
}

impl From<PartError> for Failure {
    fn from(error: PartError) -> Self {
        match error {
            PartError::Io { .. } | PartError::Copy { .. } | PartError::Read(_) => {
                Failure::System(error.to_string())
            }
            _ => Failure::Wrong(error.to_string()),
        }
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Io { .. } => Failure::System(error.to_string()),
            ReplayError::Wrong(why) => Failure::Wrong(why),
            ReplayError::Scenario(error) => error.into(),
            ReplayError::Policy(error) => error.into(),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Read(FolderReadError::NoRun(_))
            | ReportError::NothingToDraw(_)
            | ReportError::DecimalComma(_) => Failure::Wrong(error.to_string()),
            ReportError::Write(error) => error.into(),
            ReportError::Read(_) | ReportError::Chart(_) | ReportError::Page(_) => {
                Failure::System(error.to_string())
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::System(error.to_string())
    }
}
