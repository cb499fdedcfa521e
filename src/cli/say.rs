//! What is said to the user: answers on standard output, everything else on standard error.
//!
//! A reader who has gone (`| head`) ends nothing and is told nothing. Where standard output cannot
//! take what is said (a full disk), the work goes on and the exit code tells in the end; where
//! standard error cannot, nobody can be told.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

/// Why an answer could not be shown, if one could not.
static UNSHOWN: Mutex<Option<io::Error>> = Mutex::new(None);

/// Says something on standard output.
pub fn out(words: Arguments) {
    note(anstream::stdout().write_fmt(words));
}

/// Says something on standard error.
pub fn aside(words: Arguments) {
    // If that is full as well, there is nobody left to tell.
    let _ = anstream::stderr().write_fmt(words);
}

/// Writes bytes to standard output.
pub fn bytes(bytes: &[u8]) {
    note(io::stdout().write_all(bytes));
}

/// Why something that was said could not be shown. A reader who has gone is no reason.
pub fn unshown() -> Option<io::Error> {
    note(io::stdout().flush());
    UNSHOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
}

fn note(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let mut unshown = UNSHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        unshown.get_or_insert(error);
    }
}

/// Says a line on standard output.
macro_rules! sayln {
    ($($words:tt)*) => {
        $crate::cli::say::out(format_args!("{}\n", format_args!($($words)*)))
    };
}

/// Says something on standard output.
macro_rules! say {
    ($($words:tt)*) => { $crate::cli::say::out(format_args!($($words)*)) };
}

/// Says a line on standard error.
macro_rules! tell {
    ($($words:tt)*) => {
        $crate::cli::say::aside(format_args!("{}\n", format_args!($($words)*)))
    };
}

pub(crate) use {say, sayln, tell};
