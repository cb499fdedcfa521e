//! Parts of a command: `--part I/N` plays one of them, or says why there are none.

use super::say::{sayln, tell};
use clap::Args;
use offramp::ensemble::Portion;
use offramp::output::WrittenPart;
use std::path::PathBuf;

/// Which part is played.
#[derive(Debug, Clone, Copy, Args)]
pub struct InParts {
    /// Play part I of N alone, into a folder of its own, for `offramp merge`: see docs/clusters.md
    #[arg(long = "part", value_name = "I/N")]
    pub portion: Option<Portion>,
}

/// A command that cannot be played in parts.
#[derive(Debug, Clone, Copy, Args)]
pub struct NoParts {
    /// Refused: what such a command plays next follows from what it has played
    #[arg(long = "part", value_name = "I/N", hide = true, value_parser = refused)]
    portion: Option<Portion>,
}

fn refused(_: &str) -> Result<Portion, String> {
    Err(
        "what this command plays next follows from what it has played, so no part of it can be played alone; give it more --threads on one machine"
            .into(),
    )
}

/// What a command writes: the folder of its run folders, and their names.
pub struct Written {
    /// The folder.
    pub out: PathBuf,
    /// The names.
    pub names: Vec<String>,
}

/// Says where a part stands.
pub fn told(part: &WrittenPart, quiet: bool) {
    if quiet {
        return;
    }
    if part.stood {
        tell!("kept: this part; --force makes it anew");
    }
    sayln!("{}", part.folder.display());
}
