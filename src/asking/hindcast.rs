//! What a hindcast is asked: crises that happened, and how they are forecast.

use super::error::AskingError;
use super::named::checked;
use super::overrides::in_force;
use super::remark::{Hear, say};
use crate::history::averaged::Averaged;
use crate::history::case::Cases;
use crate::history::hindcast::HindcastAsked;
use crate::output::session::OutputError;
use crate::output::{CasesAsked, NamedCases};
use crate::scenario::Draft;
use crate::scenario::file::naming::name_of;
use crate::study::posterior::Posterior;
use crate::study::run::Sample;
use std::path::Path;
use std::sync::Arc;

/// Folds that cases are divided in, unless something else is said.
const FOLDS: u64 = 10;

/// The options of a hindcast.
#[derive(Debug, Clone)]
pub struct HindcastOptions {
    /// Trials of each kind of onset.
    pub sample: Sample,
    /// Folds in which cases are divided, if their template says what belongs together.
    pub folds: Option<u64>,
    /// Trials of a scenario, on average, in which patterns of events are measured; 0: they are not.
    pub patterns: u64,
    /// Overrides in every case.
    pub sets: Vec<String>,
    /// What forecasts are averaged over, if they are.
    pub posterior: Option<Arc<Posterior>>,
}

impl Default for HindcastOptions {
    fn default() -> Self {
        Self {
            sample: Sample {
                seed: 0,
                trials: 10_000,
            },
            folds: None,
            patterns: 500,
            sets: Vec::new(),
            posterior: None,
        }
    }
}

impl HindcastOptions {
    /// Cases of a table, by a template.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of_table(&self, named: NamedCases, hear: &Hear) -> Result<CasesAsked, AskingError> {
        for alike in named.cases.alike() {
            let first = &named.cases.list[alike[0]];
            let scenario = checked(&first.draft, &self.sets, hear)?;
            in_force(&first.draft, &self.sets, scenario.policies[..1].iter())?;
        }
        self.of(named, Vec::new(), hear)
    }

    /// Cases that are scenarios, and the words by which they were named.
    ///
    /// # Errors
    /// [`AskingError`].
    pub fn of_scenarios(
        &self,
        drafts: Vec<Draft>,
        words: &[String],
        hear: &Hear,
    ) -> Result<CasesAsked, AskingError> {
        let (cases, without) = Cases::of_scenarios(drafts, &self.sets)?;
        if cases.list.is_empty() {
            return Err(AskingError::Wrong(
                "no scenario here says what came of it: write a table [observed] with violence, days or ending, as the shipped ones of `history` have it, or read a table of cases with --cases and --template".into(),
            ));
        }
        let name = match (words, cases.list.as_slice()) {
            (_, [only]) => only.scenario.name.clone(),
            ([folder], _) => stem(folder),
            _ => "cases".into(),
        };
        let named = NamedCases {
            name,
            cases,
            texts: Vec::new(),
            sets: self.sets.clone(),
        };
        self.of(named, without, hear)
    }

    fn of(
        &self,
        named: NamedCases,
        without: Vec<String>,
        hear: &Hear,
    ) -> Result<CasesAsked, AskingError> {
        let mut cases = named.cases.list.iter();
        if self.folds.is_some() && cases.all(|case| case.together.is_empty()) {
            return Err(AskingError::Wrong(
                "--folds: nothing says which cases belong together; a template does, with `together` in its [cases]".into(),
            ));
        }
        let averaged = match &self.posterior {
            None => None,
            Some(posterior) => {
                let averaged = Averaged::new(posterior.clone(), &named.cases);
                let averaged = averaged.map_err(OutputError::from)?;
                say(hear, &averaged.warnings, averaged.posterior.sources());
                Some(Arc::new(averaged))
            }
        };
        Ok(CasesAsked {
            named,
            without,
            asked: HindcastAsked {
                seed: self.sample.seed,
                trials: self.sample.trials,
                folds: self.folds.unwrap_or(FOLDS) as usize,
                averaged,
            },
            patterns: self.patterns,
        })
    }
}

/// A name from that of a file or folder.
fn stem(argument: &str) -> String {
    let path = Path::new(argument);
    let whole = path.canonicalize().unwrap_or_else(|_| path.into());
    let stem = whole.file_stem().unwrap_or_default().to_string_lossy();
    name_of(&stem).unwrap_or_else(|| "cases".into())
}
