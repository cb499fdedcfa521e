//! Tables of runs: from estimates to rows.

use super::dialect::Dialect;
use super::keys::{Keys, RunKey};
use super::rows::{Cell, Lines, estimate_cells, open_cells};
use super::schema::{self, Schema, TableColumn, Type, column};
use super::summary;
use crate::crisis::chance::Note;
use crate::scenario::{Act, Scenario};
use crate::stats::Estimate;
use crate::study::daily::{Curves, DailyMetric};
use crate::study::estimates::{Share, lines};
use crate::study::run::Run;
use crate::study::{Metric, mechanism};
use crate::trial::record::Fields;
use jiff::ToSpan;

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

/// The tables of one scenario under one policy.
pub struct RunTables {
    /// `outcomes.csv`.
    pub outcomes: Lines,
    /// `violence.csv`.
    pub violence: Lines,
    /// `summary.csv`.
    pub summary: Lines,
    /// `metrics.csv`.
    pub metrics: Lines,
    /// `daily.csv`.
    pub daily: Lines,
    /// Whether numbers are averaged over a posterior.
    posterior: bool,
}

impl RunTables {
    /// Tables without rows.
    pub fn new(keys: &Keys, dialect: Dialect) -> Self {
        let new = |schema| Lines::new(schema, dialect);
        Self {
            outcomes: new(schema::outcomes(keys)),
            violence: new(schema::violence(keys)),
            summary: new(summary::run_schema(keys)),
            metrics: new(schema::metrics(keys)),
            daily: new(schema::daily(keys)),
            posterior: keys.posterior,
        }
    }

    /// Adds what a run found, and of its days these curves.
    pub fn add(&mut self, key: &RunKey, scenario: &Scenario, found: &Run, curves: Curves) {
        let (trials, posterior) = (found.sample.trials, self.posterior);
        let open = |open| open_cells(posterior, open);
        for (outcome, share) in &found.outcomes {
            let cells = share_cells(share, trials);
            let row = key.with([outcome.name().into()], cells);
            self.outcomes.push(row.chain(open(share.open)));
        }
        for (since, level, share) in &found.violence {
            let keys = [since.name().into(), (*level).into()];
            let row = key.with(keys, share_cells(share, trials));
            self.violence.push(row.chain(open(share.open)));
        }
        let row = summary::run_row(key, found, self.posterior);
        self.summary.push(row);
        for Metric {
            subject,
            name,
            unit,
            statistic,
            estimate,
            open: over_draws,
        } in &found.metrics
        {
            let cells = metric_cells(name, unit, statistic.name(), estimate);
            let row = key.with([subject.as_str().into()], cells);
            self.metrics.push(row.chain(open(*over_draws)));
        }
        let mut today = (0, String::new());
        for metric in found.daily(scenario, curves) {
            let DailyMetric {
                day,
                subject,
                name,
                unit,
                statistic,
                estimate,
            } = metric;
            if today.0 != day {
                today = (day, date(scenario, day));
            }
            let keys = [day.into(), today.1.as_str().into(), subject.as_str().into()];
            let estimate = match curves {
                Curves::Drawn => readable(estimate),
                Curves::All => estimate,
            };
            let cells = metric_cells(name, unit, statistic.name(), &estimate);
            self.daily.push(key.with(keys, cells));
        }
    }

    /// The tables, in the order of the folder.
    pub fn all(self) -> [Lines; 5] {
        [
            self.summary,
            self.outcomes,
            self.violence,
            self.metrics,
            self.daily,
        ]
    }
}

/// An estimate with the digits that its interval lets one tell: off by less than a hundredth of it.
fn readable(estimate: Estimate) -> Estimate {
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else {
        return estimate;
    };
    let width = high - low;
    let mut scale = 1.0;
    // Half a unit of the last digit is what rounding is off by at most.
    while scale * width < 50.0 && scale < 1e9 && width > 0.0 {
        scale *= 10.0;
    }
    let rounded = |value: f64| (value * scale).round() / scale;
    Estimate {
        value: estimate.value.map(rounded),
        low: Some(rounded(low)),
        high: Some(rounded(high)),
        ..estimate
    }
}

/// The calendar day of a day of the crisis.
pub fn date(scenario: &Scenario, day: u32) -> String {
    scenario
        .onset
        .saturating_add(i64::from(day).days())
        .to_string()
}

/// The columns of `trials.csv` that every scenario has.
pub fn trial_columns() -> Vec<TableColumn> {
    let count = |name: &str, unit, doc: &str| column(name, Type::Integer, unit, doc);
    vec![
        column(
            "seed",
            Type::Integer,
            "",
            "Root seed; with the trial it replays the row.",
        ),
        column("trial", Type::Integer, "", "Number of the trial."),
        column("outcome", Type::String, "", "How it ended."),
        count(
            "days",
            "days",
            "Day of the ending; the horizon if unresolved.",
        ),
        count(
            "violence",
            "ICB level",
            "Highest level, the trigger's own included.",
        ),
        count(
            "violence_after_onset",
            "ICB level",
            "Highest level of acts after day 0.",
        ),
    ]
}

/// `trials.csv`: its further columns follow the actors and channels of the scenario.
pub fn trials_schema(scenario: &Scenario, fields: &Fields, keys: &Keys) -> Schema {
    let count = |name: String, unit: &str, doc: String| column(name, Type::Integer, unit, doc);
    let mut rest = trial_columns();
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
