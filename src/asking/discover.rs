//! What is asked of the points of a sweep that stands: where something is so.

use super::error::AskingError;
use crate::exploration::condition::{Beside, Compared, Condition, ConditionError};
use crate::exploration::discover::{DiscoverError, Discovery, discover};
use crate::output::read::FolderReadError;
use crate::output::swept::{SweptFolder, SweptHeading, SweptReadError};
use crate::scenario::ReadError;
use crate::stats::discovery::{BoxChoice, BoxSearch};
use crate::stats::prim::Patience;
use crate::study::measure::Measure;
use std::io;
use std::path::Path;

/// The options of a discovery.
#[derive(Debug, Clone)]
pub struct DiscoverOptions {
    /// What holds at the points that are described.
    pub condition: String,
    /// The policy, where that names none.
    pub policy: Option<String>,
    /// The metric in which two policies are compared, if it is not that of the sweep.
    pub metric: Option<Measure>,
    /// How boxes are looked for.
    pub search: BoxSearch,
    /// The root seed of halves and shuffles.
    pub seed: u64,
}

impl DiscoverOptions {
    /// What is usual, of a condition.
    pub fn new(condition: &str) -> Self {
        Self {
            condition: condition.to_owned(),
            policy: None,
            metric: None,
            search: BoxSearch {
                patience: Patience {
                    peel: 0.05,
                    paste: 0.05,
                    least: 0.05,
                },
                choice: BoxChoice::Agreement,
                boxes: 1,
                shuffles: 199,
                halves: 100,
            },
            seed: 0,
        }
    }

    /// Looks at the sweep of a run folder.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of(&self, folder: &Path) -> Result<(SweptFolder, Discovery), AskingError> {
        let heading = SweptHeading::read(folder)?;
        let beside = Beside {
            policy: self.policy.clone(),
            measure: self.metric,
        };
        let condition = Condition::read(&self.condition, &beside, &heading.asked)?;
        if self.metric.is_some() && !matches!(condition.compared, Compared::Difference(..)) {
            let name = condition.measure.name();
            let why = format!("--where names the metric, {name}: leave out --metric");
            return Err(AskingError::Wrong(why));
        }
        let swept = heading.whole(&[condition.measure])?;
        let found = discover(&swept.table, &condition, self.search, self.seed)?;
        Ok((swept, found))
    }
}

impl From<SweptReadError> for AskingError {
    fn from(error: SweptReadError) -> Self {
        let words = error.to_string();
        match error {
            SweptReadError::Scenario(error) => error.into(),
            SweptReadError::Read(FolderReadError::Io { path, source }) => Self::Unreadable {
                name: path.display().to_string(),
                source: io::Error::new(source.kind(), source.to_string()),
            },
            _ => Self::Wrong(words),
        }
    }
}

impl From<ConditionError> for AskingError {
    fn from(error: ConditionError) -> Self {
        match error {
            ConditionError::Words(problems) => ReadError::Invalid(problems).into(),
            ConditionError::Wrong(why) => Self::Wrong(why),
        }
    }
}

impl From<DiscoverError> for AskingError {
    fn from(error: DiscoverError) -> Self {
        match error {
            DiscoverError::Condition(error) => error.into(),
            DiscoverError::NoBox(why) => Self::Wrong(why.to_string()),
        }
    }
}
