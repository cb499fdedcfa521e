//! Tables of runs: from estimates to rows.

use super::dialect::Dialect;
use super::keys::Keys;
use super::rows::{Cell, Lines, estimate_cells};
use super::schema::{self, Schema, Type, column};
use crate::crisis::chance::Note;
use crate::scenario::{Act, Scenario};
use crate::stats::Estimate;
use crate::study::daily::DailyMetric;
use crate::study::estimates::{Share, lines};
use crate::study::run::Run;
use crate::study::{Metric, mechanism};
use crate::trial::record::Fields;
use jiff::ToSpan;

/// What every row begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct RunKey {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy.
    pub policy: String,
    /// Name of the variant, where the run has variants.
    pub variant: Option<String>,
    /// Values of what was overridden, as [`Keys::cells`] gives them.
    pub sets: Vec<Cell>,
}

impl RunKey {
    /// Its cells.
    pub fn cells(&self) -> Vec<Cell> {
        self.with([], []).collect()
    }

    /// A row that goes on with `keys` and `rest`.
    fn with<const K: usize, const R: usize>(
        &self,
        keys: [Cell; K],
        rest: [Cell; R],
    ) -> impl Iterator<Item = Cell> {
        let names = [self.scenario.as_str(), &self.policy].map(Cell::from);
        let variant = self.variant.as_deref().map(Cell::from);
        let key = names.into_iter().chain(variant);
        let key = key.chain(self.sets.iter().cloned());
        key.chain(keys).chain(rest)
    }
}

fn share_cells(share: &Share, trials: u64) -> [Cell; 7] {
    let [value, low, high, level, method] = estimate_cells(&share.estimate);
    let [trials, count] = [trials, share.count].map(Cell::from);
    [trials, count, value, low, high, level, method]
}

fn metric_cells(name: &str, unit: &str, statistic: &str, estimate: &Estimate) -> [Cell; 9] {
    let [name, unit, statistic] = [name, unit, statistic].map(Cell::from);
    let [value, low, high, level, method] = estimate_cells(estimate);
    let n = estimate.n.into();
    [name, unit, statistic, n, value, low, high, level, method]
}

/// The four tables of one scenario under one policy.
pub struct RunTables {
    /// `outcomes.csv`.
    pub outcomes: Lines,
    /// `violence.csv`.
    pub violence: Lines,
    /// `metrics.csv`.
    pub metrics: Lines,
    /// `daily.csv`.
    pub daily: Lines,
}

impl RunTables {
    /// Tables without rows.
    pub fn new(keys: &Keys, dialect: Dialect) -> Self {
        let new = |schema| Lines::new(schema, dialect);
        Self {
            outcomes: new(schema::outcomes(keys)),
            violence: new(schema::violence(keys)),
            metrics: new(schema::metrics(keys)),
            daily: new(schema::daily(keys)),
        }
    }

    /// Adds what a run found.
    pub fn add(&mut self, key: &RunKey, scenario: &Scenario, found: &Run) {
        let trials = found.sample.trials;
        for (outcome, share) in &found.outcomes {
            let cells = share_cells(share, trials);
            self.outcomes.push(key.with([outcome.name().into()], cells));
        }
        for (since, level, share) in &found.violence {
            let keys = [since.name().into(), (*level).into()];
            self.violence
                .push(key.with(keys, share_cells(share, trials)));
        }
        for Metric {
            name,
            unit,
            statistic,
            estimate,
        } in &found.metrics
        {
            let cells = metric_cells(name, unit, statistic.name(), estimate);
            self.metrics.push(key.with([], cells));
        }
        let mut today = (0, String::new());
        for metric in &found.daily {
            let DailyMetric {
                day,
                subject,
                name,
                unit,
                statistic,
                estimate,
            } = metric;
            if today.0 != *day {
                today = (*day, date(scenario, *day));
            }
            let keys = [
                (*day).into(),
                today.1.as_str().into(),
                subject.as_str().into(),
            ];
            let cells = metric_cells(name, unit, statistic.name(), estimate);
            self.daily.push(key.with(keys, cells));
        }
    }

    /// The tables, in the order of the folder.
    pub fn all(self) -> [Lines; 4] {
        [self.outcomes, self.violence, self.metrics, self.daily]
    }
}

/// The calendar day of a day of the crisis.
pub fn date(scenario: &Scenario, day: u32) -> String {
    scenario
        .onset
        .saturating_add(i64::from(day).days())
        .to_string()
}

/// `trials.csv`: its columns follow the actors and channels of the scenario.
pub fn trials_schema(scenario: &Scenario, fields: &Fields, keys: &Keys) -> Schema {
    let count = |name: String, unit: &str, doc: String| column(name, Type::Integer, unit, doc);
    let mut rest = vec![
        column(
            "seed",
            Type::Integer,
            "",
            "Root seed; with the trial it replays the row.",
        ),
        column("trial", Type::Integer, "", "Number of the trial."),
        column("outcome", Type::String, "", "How it ended."),
        count(
            "days".into(),
            "days",
            "Day of the ending; the horizon if unresolved.".into(),
        ),
        count(
            "violence".into(),
            "ICB level",
            "Highest level, the trigger's own included.".into(),
        ),
        count(
            "violence_after_onset".into(),
            "ICB level",
            "Highest level of acts after day 0.".into(),
        ),
    ];
    for &party in &fields.parties {
        let name = &scenario.actors[party].name;
        rest.push(count(
            format!("peak_rung:{name}"),
            "rung",
            format!("Highest rung of {name}."),
        ));
    }
    for note in Note::COUNTED {
        let doc = format!("Count of {}.", mechanism(note).replace('_', " "));
        rest.push(count(mechanism(note).into(), "count", doc));
    }
    for actor in &scenario.actors {
        for act in Act::NAMES {
            let name = format!("days_{act}:{}", actor.name);
            rest.push(count(
                name,
                "days",
                format!(
                    "Days on which {} chose {act} in the sight of others.",
                    actor.name
                ),
            ));
        }
    }
    for line in lines(scenario) {
        rest.push(count(
            format!("days_down:{line}"),
            "days",
            format!("Days {line} was down."),
        ));
    }
    Schema::keyed("trials.csv", "One row per trial.", keys, rest)
}
