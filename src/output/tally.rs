//! `tally.bin`: what a part came to, in integers.
//!
//! A line of text says what it is of; the sums follow, each under its length; a checksum over all of it
//! ends it. So what was cut short or changed is known before anything is made of it.

use super::error::PartError;
use crate::crisis::LAW;
use crate::ensemble::Portion;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Version of this format.
const FORMAT: u32 = 2;
/// How its first line begins.
const NAME: &str = "offramp tally";
/// Bytes of a first line, at most.
const LONGEST: u64 = 256;
/// Bytes of the checksum that ends it, and of the length of a sum.
const CHECKSUM: u64 = blake3::OUT_LEN as u64;
const LENGTH: u64 = size_of::<u64>() as u64;

/// What a tally is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Which part.
    pub portion: Portion,
    /// Hash of the manifest of the whole.
    pub manifest: String,
}

/// Rows of a table that belong to a sum and stand in a file of their own: how many bytes, and their
/// checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowsOf {
    pub bytes: u64,
    pub checksum: [u8; blake3::OUT_LEN],
}

/// Bytes on their way to a file, counted and summed up.
#[derive(Debug)]
pub(super) struct Summed<W> {
    out: W,
    hash: blake3::Hasher,
    bytes: u64,
}

impl<W: Write> Summed<W> {
    /// Nothing yet.
    pub fn new(out: W) -> Self {
        Self {
            out,
            hash: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    /// What went by.
    pub fn rows(&self) -> RowsOf {
        RowsOf {
            bytes: self.bytes,
            checksum: self.hash.finalize().into(),
        }
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The version of what writes tallies: of their format, of the program and of its law.
fn version() -> String {
    format!("{NAME} {FORMAT} {} {LAW}", env!("CARGO_PKG_VERSION"))
}

impl Head {
    fn line(&self) -> String {
        let Self { portion, manifest } = self;
        format!("{} {portion} {} {manifest}\n", version(), portion.begins())
    }

    /// Reads the line of a file; `None` where it is none.
    fn parse(line: &str) -> Option<Result<Self, String>> {
        let words: Vec<&str> = line.strip_prefix(NAME)?.split_whitespace().collect();
        let ([_, program, law, ..], true) = (&words[..], line.ends_with('\n')) else {
            return None;
        };
        if !line.starts_with(&(version() + " ")) {
            return Some(Err(format!("version {program} of law {law}")));
        }
        let [_, _, _, portion, beyond, manifest] = words[..] else {
            return None;
        };
        let portion: Portion = portion.parse().ok()?;
        Some(Ok(Self {
            portion: portion.beyond(beyond.parse().ok()?),
            manifest: manifest.into(),
        }))
    }
}

/// A tally in the making.
#[derive(Debug)]
pub(super) struct TallyWriter(Summed<BufWriter<File>>);

impl TallyWriter {
    /// Writes the head.
    pub fn begin(out: BufWriter<File>, head: &Head) -> io::Result<Self> {
        let mut out = Summed::new(out);
        out.write_all(head.line().as_bytes())?;
        Ok(Self(out))
    }

    /// Writes a sum, with what it has of rows.
    pub fn sum(&mut self, sum: &impl Serialize, rows: RowsOf) -> io::Result<()> {
        let bytes = postcard::to_stdvec(&(sum, rows)).map_err(io::Error::other)?;
        self.0.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.0.write_all(&bytes)
    }

    /// Ends it with its checksum.
    pub fn finish(self) -> io::Result<()> {
        let Summed { mut out, hash, .. } = self.0;
        out.write_all(hash.finalize().as_bytes())?;
        out.flush()
    }
}

/// The head of a tally, all of which is as it was written, and where its sums begin.
pub(super) fn check(path: &Path) -> Result<(Head, u64), PartError> {
    let changed = || PartError::Changed(path.into());
    let (line, hash, checksum) = read_all(path).map_err(PartError::io(path))?;
    let begins = line.len() as u64;
    let line = String::from_utf8(line).map_err(|_| changed())?;
    let head = Head::parse(&line).ok_or_else(changed)?;
    let head = head.map_err(|theirs| PartError::Version {
        path: path.into(),
        theirs,
        ours: format!("version {} of law {LAW}", env!("CARGO_PKG_VERSION")),
    })?;
    if hash.as_bytes()[..] == checksum[..] {
        Ok((head, begins))
    } else {
        Err(changed())
    }
}

/// The first line of a file, the hash of all but its checksum, and that.
fn read_all(path: &Path) -> io::Result<(Vec<u8>, blake3::Hash, Vec<u8>)> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let length = file.get_ref().metadata()?.len();
    let (mut line, mut hash) = (Vec::new(), blake3::Hasher::new());
    (&mut file).take(LONGEST).read_until(b'\n', &mut line)?;
    hash.update(&line);
    let sums = length.saturating_sub(line.len() as u64 + CHECKSUM);
    io::copy(&mut (&mut file).take(sums), &mut hash)?;
    let mut checksum = Vec::new();
    file.take(CHECKSUM).read_to_end(&mut checksum)?;
    Ok((line, hash.finalize(), checksum))
}

/// The sum at a place of a tally that was checked, with what it has of rows, and where the next stands.
pub(super) fn sum<S: DeserializeOwned>(
    path: &Path,
    at: u64,
) -> Result<((S, RowsOf), u64), PartError> {
    let bytes = read_at(path, at).map_err(PartError::io(path))?;
    let next = at + LENGTH + bytes.len() as u64;
    let read = postcard::from_bytes(&bytes).map_err(|_| PartError::Changed(path.into()))?;
    Ok((read, next))
}

fn read_at(path: &Path, at: u64) -> io::Result<Vec<u8>> {
    let (mut file, mut length) = (File::open(path)?, [0; LENGTH as usize]);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut length)?;
    let (length, mut bytes) = (u64::from_le_bytes(length), Vec::new());
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head {
            portion: Portion::new(2, 7).unwrap().beyond(500),
            manifest: "ab".repeat(32),
        }
    }

    fn written(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("tally.bin");
        let out = BufWriter::new(File::create(&path).unwrap());
        let mut tally = TallyWriter::begin(out, &head()).unwrap();
        let rows = Summed::new(io::sink()).rows();
        tally.sum(&(7_u64, "seven"), rows).unwrap();
        tally.sum(&vec![1_i128 << 100, -1], rows).unwrap();
        tally.finish().unwrap();
        path
    }

    #[test]
    fn sums_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let (found, at) = check(&path).unwrap();
        assert_eq!(found, head());
        let ((first, _), at) = sum::<(u64, String)>(&path, at).unwrap();
        assert_eq!(first, (7, "seven".to_owned()));
        let ((second, rows), end) = sum::<Vec<i128>>(&path, at).unwrap();
        assert_eq!((second, rows.bytes), (vec![1_i128 << 100, -1], 0));
        assert_eq!(end + CHECKSUM, std::fs::metadata(&path).unwrap().len());
    }

    #[test]
    fn every_bit_and_every_length_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let bytes = std::fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            std::fs::write(&path, &bytes[..at]).unwrap();
            assert!(check(&path).is_err(), "cut at {at}");
            let mut other = bytes.clone();
            other[at] ^= 1 << (at % 8);
            std::fs::write(&path, other).unwrap();
            assert!(check(&path).is_err(), "changed at {at}");
        }
        std::fs::write(&path, [&bytes[..], b"more"].concat()).unwrap();
        assert!(matches!(check(&path), Err(PartError::Changed(_))));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let older = text.replacen(&format!("{NAME} {FORMAT} "), &format!("{NAME} 0 "), 1);
        assert_ne!(older, text);
        std::fs::write(&path, older).unwrap();
        assert!(matches!(check(&path), Err(PartError::Version { .. })));
    }
}
