//! Names of the files of a run folder that are no tables.

/// The manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// The data package's file.
pub const PACKAGE: &str = "datapackage.json";
/// The file of the answer in words, of whatever is more than tables.
pub const ANSWER: &str = "answer.txt";
/// The file that says where and how fast it was run.
pub const HOST: &str = "host.json";
/// The draws over which numbers were averaged, as they were read.
pub const POSTERIOR: &str = "posterior.csv";
/// A table of cases as it was read, and its template with all that it extends.
pub const CASES: &str = "cases.csv";
/// See [`CASES`].
pub const TEMPLATE: &str = "template.toml";
/// The journal of a folder in the making: how far it came.
pub const PARTS: &str = "parts.json";
/// Worlds that were played, in a folder in the making.
pub const WORLDS: &str = "worlds.part";
/// Rounds of a game, in a folder in the making.
pub const ROUNDS: &str = "rounds.part";
/// Populations of a calibration, in a folder in the making.
pub const POPULATIONS: &str = "populations.part";
/// What a search played, in a folder in the making.
pub const SEARCHED: &str = "searched.part";
/// What a part came to.
pub const TALLY: &str = "tally.bin";
/// The points of a sweep; beside a tally those that a file lists.
pub const POINTS: &str = "points.csv";
/// Rows of a table of a part.
pub const ROWS: &str = "trials.rows";
/// The answer in sentences, in the data package: a page begins with it.
pub const SAID: &str = "answer";
/// The policies that a search found.
pub const FOUND: &str = "found.toml";
/// A game for Gambit.
pub const NFG: &str = "game.nfg";
