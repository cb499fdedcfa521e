//! Tables of an exact distribution.

use super::keys::{Keys, RunKey};
use super::rows::{Cell, Table};
use super::run::date;
use super::schema::{Schema, TableColumn, Type, column};
use crate::crisis::outcome::Outcome;
use crate::exact::{Distribution, LEVELS};
use crate::scenario::Scenario;
use crate::study::estimates::Since;

fn words(name: &str, doc: &str) -> TableColumn {
    column(name, Type::String, "", doc)
}

/// A probability and how far it can be from the law's own.
fn probability(of: &str) -> Vec<TableColumn> {
    vec![
        column(
            "probability",
            Type::Number,
            "probability",
            format!("Probability of the {of}, enumerated and not sampled."),
        ),
        error_bound(),
    ]
}

fn error_bound() -> TableColumn {
    column(
        "error_bound",
        Type::Number,
        "as the value",
        "Largest distance to the value of the law: what was pruned, and the rounding of masses.",
    )
}

/// `exact.csv`.
pub fn outcomes_schema(keys: &Keys) -> Schema {
    let mut rest = vec![words(
        "outcome",
        "war, agreement, unilateral, calm, or unresolved at the horizon.",
    )];
    rest.extend(probability("outcome"));
    Schema::keyed(
        "exact.csv",
        "How crises end, exactly: one row per outcome.",
        keys,
        rest,
    )
}

/// `exact_violence.csv`.
pub fn violence_schema(keys: &Keys) -> Schema {
    let mut rest = vec![
        words(
            "since",
            "with_trigger: the trigger's own level counts; after_onset: only acts after day 0.",
        ),
        column(
            "violence",
            Type::Integer,
            "ICB level",
            "1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war.",
        ),
    ];
    rest.extend(probability("level"));
    Schema::keyed(
        "exact_violence.csv",
        "The highest ICB violence level reached, exactly.",
        keys,
        rest,
    )
}

fn long_form() -> Vec<TableColumn> {
    vec![
        words("metric", "What is measured."),
        words("unit", "Unit of the value."),
        words("statistic", "share, count or restricted_mean."),
        column("value", Type::Number, "as in unit", "Its value."),
        error_bound(),
    ]
}

/// `exact_metrics.csv`.
pub fn metrics_schema(keys: &Keys) -> Schema {
    Schema::keyed(
        "exact_metrics.csv",
        "Expected days, and what enumeration took, in long form.",
        keys,
        long_form(),
    )
}

/// `exact_daily.csv`.
pub fn daily_schema(keys: &Keys) -> Schema {
    let mut rest = vec![
        column("day", Type::Integer, "days", "Days since the onset."),
        column("date", Type::Date, "", "The calendar day."),
        words("subject", "Outcome; empty: the crisis as a whole."),
    ];
    rest.extend(long_form());
    Schema::keyed(
        "exact_daily.csv",
        "The crisis day by day, exactly: `ended` is the cumulative curve of an outcome, `running` is what has not ended (on the last day, what is unresolved), `states` counts the states of the day.",
        keys,
        rest,
    )
}

/// The tables of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactTables {
    /// `exact.csv`.
    pub outcomes: Table,
    /// `exact_violence.csv`.
    pub violence: Table,
    /// `exact_metrics.csv`.
    pub metrics: Table,
    /// `exact_daily.csv`.
    pub daily: Table,
}

impl ExactTables {
    /// Tables without rows.
    pub fn new(keys: &Keys) -> Self {
        Self {
            outcomes: Table::new(outcomes_schema(keys)),
            violence: Table::new(violence_schema(keys)),
            metrics: Table::new(metrics_schema(keys)),
            daily: Table::new(daily_schema(keys)),
        }
    }

    /// Adds what was found for a policy.
    pub fn add(&mut self, key: &RunKey, scenario: &Scenario, found: &Distribution) {
        let key = key.cells();
        let error = found.error_bound();
        let row = |cells: Vec<Cell>| [key.clone(), cells].concat();
        for outcome in Outcome::ALL {
            let probability = found.probability(outcome);
            self.outcomes.push(row(vec![
                outcome.name().into(),
                probability.into(),
                error.into(),
            ]));
        }
        for since in Since::ALL {
            for level in LEVELS {
                let probability = match since {
                    Since::Trigger => found.violence_with_trigger(level),
                    Since::Onset => found.violence_after_onset(level),
                };
                self.violence.push(row(vec![
                    since.name().into(),
                    level.into(),
                    probability.into(),
                    error.into(),
                ]));
            }
        }
        let most = found.states_by_day.iter().max().copied();
        let days = found.mean_days();
        self.metrics.push(row(vec![
            "days".into(),
            "days".into(),
            "restricted_mean".into(),
            days.into(),
            (error * f64::from(found.horizon)).into(),
        ]));
        self.metrics.push(row(vec![
            "states".into(),
            "states".into(),
            "max".into(),
            (most.unwrap_or(0) as u64).into(),
            Cell::Empty,
        ]));
        for day in 1..=found.horizon {
            self.day(&row, scenario, found, day);
        }
    }

    fn day(
        &mut self,
        row: &impl Fn(Vec<Cell>) -> Vec<Cell>,
        scenario: &Scenario,
        found: &Distribution,
        day: u32,
    ) {
        let error = Cell::from(found.error_bound());
        let date = Cell::from(date(scenario, day));
        let mut add = |subject: &str, metric: [&str; 3], value: Cell, error: Cell| {
            let mut cells = vec![day.into(), date.clone(), subject.into()];
            cells.extend(metric.map(Cell::from));
            cells.extend([value, error]);
            self.daily.push(row(cells));
        };
        let running = found.not_ended(day).into();
        add("", ["running", "share", "share"], running, error.clone());
        let states = found.states_by_day[day as usize] as u64;
        let count = ["states", "states", "count"];
        add("", count, states.into(), Cell::Empty);
        for outcome in Outcome::ALL {
            let ended = found.cumulative(outcome, day).into();
            let metric = ["ended", "share", "share"];
            add(outcome.name(), metric, ended, error.clone());
        }
    }

    /// The tables, in the order of the folder.
    pub fn all(&self) -> [&Table; 4] {
        [&self.outcomes, &self.violence, &self.metrics, &self.daily]
    }
}
