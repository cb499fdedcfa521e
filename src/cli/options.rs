//! What commands share: seed, threads, where the folder goes, how the answer is told.

use super::exit::Failure;
use super::say::{say, sayln, tell};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use offramp::answer::{Statement, TextLayout};
use offramp::asking;
use offramp::ensemble;
use offramp::output::session::{Answer, Target};
use offramp::study::measure::{Measure, UnknownMeasure};
use offramp::table::dialect::Dialect;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use strum::VariantNames;

/// How an answer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// Sentences, and tables of text.
    Text,
    /// The same in Markdown.
    Markdown,
    /// The same in JSON, with the numbers of the tables.
    Json,
}

/// How the answer of a command is told.
#[derive(Debug, Clone, Copy, Args)]
pub struct Told {
    /// How the answer is told on the terminal: Markdown to be pasted, JSON for programs
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
}

impl Told {
    /// Whether it is told to a reader at the terminal, who is told of files as well.
    pub fn is_text(self) -> bool {
        self.format == AnswerFormat::Text
    }

    /// A statement as it was asked for.
    pub fn of(self, said: &Statement) -> String {
        let today = today();
        let on = Some(today.as_str());
        match self.format {
            AnswerFormat::Text => said.text(layout(), on),
            AnswerFormat::Markdown => said.markdown(on),
            AnswerFormat::Json => pretty(&said.json(on)),
        }
    }

    /// Says an answer, as it was found or as it stood, and where its folder is; nothing where it shall
    /// be quiet.
    pub fn answer(self, answer: &Answer<Statement>, folder: &Path, quiet: bool) {
        if quiet {
            return;
        }
        match answer {
            Answer::Found(said) => say!("{}", self.of(said)),
            Answer::Stood(text) => self.stood(text),
        }
        if self.is_text() {
            sayln!("{}", folder.display());
        }
    }

    /// Says an answer that stood already.
    pub fn stood(self, text: &str) {
        say!("{text}");
        if !self.is_text() {
            tell!(
                "it stood already and was told as it was: --format markdown and json need it anew, with --force"
            );
        }
    }
}

/// JSON over several lines.
pub fn pretty(answer: &serde_json::Value) -> String {
    serde_json::to_string_pretty(answer).expect("a JSON value can be written") + "\n"
}

/// The date of today, UTC, for the line to cite. No file has it. `SOURCE_DATE_EPOCH` stands in for the
/// clock, so that what is printed can be had again.
pub fn today() -> String {
    let said = std::env::var("SOURCE_DATE_EPOCH").ok();
    let said = said.and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok());
    let now = said.unwrap_or_else(Timestamp::now);
    now.to_zoned(TimeZone::UTC).date().to_string()
}

/// The luck of a command.
#[derive(Debug, Clone, Copy, Args)]
pub struct Luck {
    /// Root seed of the draws; every number is a seed like any other
    #[arg(long, default_value_t = 0, value_parser = seed)]
    pub seed: u64,
}

/// Where numbers of a scenario come from besides itself.
#[derive(Debug, Clone, Args)]
pub struct Numbers {
    /// Average over the draws of a calibration, a file or the name of a shipped one: intervals then say
    /// how far luck reaches, and further columns what the data leave open. --set comes after a draw
    #[arg(long, value_name = "FILE")]
    pub posterior: Option<String>,
}

/// The cores of a command.
#[derive(Debug, Clone, Copy, Args)]
pub struct Cores {
    /// Threads to run on; all cores if not said. It changes no result
    #[arg(long, default_value_t = 0, hide_default_value = true, value_parser = threads)]
    threads: usize,
}

impl Cores {
    /// Does `work` on them.
    pub fn run<R: Send>(self, work: impl FnOnce() -> R + Send) -> Result<R, Failure> {
        ensemble::with_threads(self.threads, work)
            .map_err(|error| Failure::System(error.to_string()))
    }
}

/// A number of threads; 0 stands for all cores. Far more than there are would but fill the memory.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 0..=1024) => Ok(threads),
        _ => Err("it must be a whole number from 1 to 1024, or 0 for all cores".into()),
    }
}

/// How tables are spelt.
#[derive(Debug, Clone, Copy, Args)]
pub struct Spelling {
    /// Spelling of the tables: excel has a mark by which spreadsheets know the encoding,
    /// excel-semicolon a semicolon and decimal comma as well
    #[arg(long, value_name = "SPELLING", default_value = "plain", hide_default_value = true, value_parser = dialect())]
    pub csv: Dialect,
}

fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::VARIANTS).try_map(|name| name.parse::<Dialect>())
}

/// What is done about folders that stand already, and what is said.
#[derive(Debug, Clone, Copy, Args)]
pub struct Manner {
    /// Replace what stands in the folder
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub spelling: Spelling,
    /// No progress, no answer on the terminal
    #[arg(long, short)]
    pub quiet: bool,
}

impl Manner {
    /// The folder of the run folders.
    pub fn target(self, out: &PathBuf) -> Target<'_> {
        Target {
            out,
            force: self.force,
            csv: self.spelling.csv,
        }
    }
}

/// Which policies are meant.
#[derive(Debug, Clone, Args)]
pub struct Chosen {
    /// Policies by name: a comma between two, or the option again; if none is named, the baseline,
    /// or, to compare, those of several actors or of third parties, and maximum restraint by one
    /// party alone
    #[arg(
        long,
        visible_alias = "policy",
        value_name = "A,B",
        value_delimiter = ',',
        value_parser = name,
        conflicts_with = "all_policies"
    )]
    pub policies: Vec<String>,
    /// Every policy of each scenario but those of the other side
    #[arg(long)]
    pub all_policies: bool,
}

impl Chosen {
    /// The same in the words of the library.
    pub fn words(&self) -> asking::policies::Chosen {
        if self.all_policies {
            asking::policies::Chosen::All
        } else if self.policies.is_empty() {
            asking::policies::Chosen::Usual
        } else {
            asking::policies::Chosen::Named(self.policies.clone())
        }
    }
}

/// The metric of that name, or what it may have been.
pub fn measure(name: &str) -> Result<Measure, String> {
    name.parse()
        .map_err(|error: UnknownMeasure| error.to_string())
}

/// How text is laid out: in lines as long as the terminal or `COLUMNS` says. What goes into a file
/// or a pipe is not broken.
pub fn layout() -> TextLayout {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.parse().ok());
    let asked = || {
        let size = terminal_size::terminal_size_of(std::io::stdout());
        size.map(|(width, _)| usize::from(width.0))
    };
    TextLayout {
        width: said.or_else(asked).map(|width: usize| width.max(20)),
    }
}

/// Says that what was asked for stood already.
pub fn kept(quiet: bool, kept: u64, of: u64, what: &str) {
    if kept > 0 && !quiet {
        tell!("kept: {kept} of {of} {what}; --force makes them anew");
    }
}

/// A number of bytes: plain, or in KiB, MiB or GiB.
pub fn size(text: &str) -> Result<usize, String> {
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("", 0)];
    let read = units.into_iter().find_map(|(unit, shift)| {
        let number: f64 = text.trim().strip_suffix(unit)?.trim().parse().ok()?;
        Some(number * f64::from(1 << shift))
    });
    match read {
        Some(bytes) if (1_048_576.0..=1e15).contains(&bytes) => Ok(bytes as usize),
        _ => Err("it must be a size of at least 1 MiB, such as 500MiB or 4GiB".into()),
    }
}

/// A name among others, as in `a, b`.
pub fn name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a name is missing: write A,B, or the option once for each".into()),
        name => Ok(name.to_owned()),
    }
}

/// A whole number within bounds, however it is spelt: 10000, `10_000`, 10,000, 1e4 or 10000.0.
pub fn whole(bounds: RangeInclusive<u64>) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text: &str| {
        let text = text.trim();
        let mut groups = text.split(',');
        let first = groups
            .next()
            .is_some_and(|first| (1..=3).contains(&first.len()));
        let thousands = first && groups.all(|group| group.len() == 3);
        let plain = text.replace('_', "");
        let plain = if thousands {
            plain.replace(',', "")
        } else {
            plain
        };
        let number = plain.parse::<u64>().ok().or_else(|| {
            let real = plain.parse::<f64>().ok()?;
            // Beyond this, not every whole number is told from its neighbours.
            let is_whole = real.fract() == 0.0 && (0.0..=9e15).contains(&real);
            is_whole.then_some(real as u64)
        });
        number
            .filter(|number| bounds.contains(number))
            .ok_or_else(|| {
                let (least, most) = (bounds.start(), bounds.end());
                format!("it must be a whole number from {least} to {most}")
            })
    }
}

/// A seed: every whole number is one, but none below 0.
pub fn seed(text: &str) -> Result<u64, String> {
    whole(0..=u64::MAX)(text)
}
