//! Text files that somebody names: read up to a size, and from what can end.
//!
//! A scenario or a manifest is some kilobytes. What is larger, or is a device that never ends, is no
//! such file, whoever named it: a user, a folder, or a file that was found in one.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// The largest scenario that is read, in bytes.
pub const SCENARIO: u64 = 4 << 20;

/// The largest manifest that is read, in bytes: one of a hundred thousand variants.
pub const MANIFEST: u64 = 64 << 20;

/// The bytes of a regular file, a pipe or standard input: at most so many.
///
/// # Errors
/// What the system says, or that it is no such file, or larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if is_device(&file.metadata()?) && !is_standard_input(path) {
        let why = "it is a device, and not a file or a pipe";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let why = format!(
            "it is larger than {} MiB, the most that is read",
            most >> 20
        );
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// The same as text.
///
/// # Errors
/// As [`read`], or that it is not UTF-8.
pub fn text(path: &Path, most: u64) -> io::Result<String> {
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(read(path, most)?).map_err(not_text)
}

/// A terminal is a device, and whoever types ends it.
fn is_standard_input(path: &Path) -> bool {
    ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]
        .iter()
        .any(|known| path == Path::new(known))
}

#[cfg(unix)]
fn is_device(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_char_device() || found.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_device(_found: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_or_never_ends_is_refused() {
        let said = |path: &str, most| read(Path::new(path), most).unwrap_err().to_string();
        assert!(said("Cargo.toml", 10).contains("larger than"));
        if cfg!(unix) {
            assert!(said("/dev/zero", SCENARIO).contains("device"));
        }
        assert!(
            text(Path::new("Cargo.toml"), SCENARIO)
                .unwrap()
                .contains("offramp")
        );
    }
}
