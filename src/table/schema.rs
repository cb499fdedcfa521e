//! Every column of every table, declared once.

pub use super::column::{TableColumn, Type, column};
use super::keys::Keys;

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The file it is written to.
    pub file: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// The columns, in order.
    pub columns: Vec<TableColumn>,
}

impl Schema {
    /// A table whose rows are about a scenario and a policy, with the columns that follow these
    /// keys.
    pub fn keyed(
        file: &'static str,
        doc: &'static str,
        keys: &Keys,
        rest: Vec<TableColumn>,
    ) -> Self {
        let mut columns = vec![
            column("scenario", Type::String, "", "Name of the scenario."),
            column("policy", Type::String, "", "Name of the policy."),
        ];
        columns.extend(keys.columns());
        columns.extend(rest);
        Self { file, doc, columns }
    }

    /// Headers in order.
    pub fn header(&self) -> Vec<&str> {
        self.columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }
}

/// Interval columns, as they stand behind every value.
pub fn interval_columns(of: &str) -> Vec<TableColumn> {
    vec![
        column(
            "ci_low",
            Type::Number,
            "",
            format!("Lower end of the pointwise interval of the {of}; empty: unknown."),
        ),
        column(
            "ci_high",
            Type::Number,
            "",
            format!("Upper end of the pointwise interval of the {of}; empty: unknown."),
        ),
        column(
            "ci_level",
            Type::Number,
            "probability",
            "Nominal coverage of the interval.",
        ),
        column(
            "ci_method",
            Type::String,
            "",
            "Method of the interval (docs/statistics.md).",
        ),
    ]
}

/// Columns of what a posterior leaves open; none where there is no posterior.
pub fn open_columns(posterior: bool, of: &str, unit: &str) -> Vec<TableColumn> {
    let ends = [("posterior_low", "Lower"), ("posterior_high", "Upper")];
    let end = |(name, end): (&str, &str)| {
        let doc = format!(
            "{end} end of where 95% of the draws of the posterior put the {of}, luck left out (docs/statistics.md); empty: unknown. Only with --posterior."
        );
        column(name, Type::Number, unit, doc)
    };
    ends.map(end).into_iter().filter(|_| posterior).collect()
}

/// In how many draws of a posterior an arm of a comparison is better.
pub fn better_column() -> TableColumn {
    let doc = "Share of the draws of the posterior in which the arm is better than the baseline, luck left out; empty: unknown. Only with --posterior.";
    column("posterior_better", Type::Number, "share", doc)
}

fn shares(file: &'static str, doc: &'static str, keys: &Keys, by: Vec<TableColumn>) -> Schema {
    let mut rest = by;
    rest.push(column("trials", Type::Integer, "trials", "Trials run."));
    rest.push(column(
        "n",
        Type::Integer,
        "trials",
        "Trials of which this is true; 0 is a row too.",
    ));
    rest.push(column("share", Type::Number, "share", "n / trials."));
    rest.extend(interval_columns("share"));
    rest.extend(open_columns(keys.posterior, "share", "share"));
    Schema::keyed(file, doc, keys, rest)
}

/// `outcomes.csv`.
pub fn outcomes(keys: &Keys) -> Schema {
    let outcome = "war, agreement, unilateral, calm, or unresolved at the horizon.";
    shares(
        "outcomes.csv",
        "How the crises ended: one row per outcome, those that never happened too.",
        keys,
        vec![column("outcome", Type::String, "", outcome)],
    )
}

/// `violence.csv`.
pub fn violence(keys: &Keys) -> Schema {
    shares(
        "violence.csv",
        "The highest ICB violence level reached: one row per level, with the trigger and after onset.",
        keys,
        vec![
            column(
                "since",
                Type::String,
                "",
                "with_trigger: the trigger's own level counts; after_onset: only acts after day 0.",
            ),
            column(
                "violence",
                Type::Integer,
                "ICB level",
                "1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war.",
            ),
        ],
    )
}

fn long_form() -> Vec<TableColumn> {
    let mut rest = vec![
        column("metric", Type::String, "", "What is measured."),
        column("unit", Type::String, "", "Unit of the value."),
        column(
            "statistic",
            Type::String,
            "",
            "mean, restricted_mean (censored at the horizon), share, or a quantile p05 to p95 (inverse empirical distribution).",
        ),
        column(
            "n",
            Type::Integer,
            "trials",
            "Trials the estimate rests on.",
        ),
        column(
            "value",
            Type::Number,
            "as in unit",
            "The estimate; empty: unknown (a quantile beyond the horizon).",
        ),
    ];
    rest.extend(interval_columns("value"));
    rest
}

/// `metrics.csv`.
pub fn metrics(keys: &Keys) -> Schema {
    Schema::keyed(
        "metrics.csv",
        "Durations, peaks, acts, outages and counts of each mechanism, in long form.",
        keys,
        [
            vec![subject("Actor or channel; empty: the crisis as a whole.")],
            long_form(),
            open_columns(keys.posterior, "mean", "as in unit"),
        ]
        .concat(),
    )
}

fn subject(doc: &str) -> TableColumn {
    column("subject", Type::String, "", doc)
}

/// `daily.csv`.
pub fn daily(keys: &Keys) -> Schema {
    let mut rest = vec![
        column("day", Type::Integer, "days", "Days since the onset."),
        column("date", Type::Date, "", "The calendar day."),
        subject("Actor, channel or outcome; empty: the crisis as a whole."),
    ];
    rest.extend(long_form());
    Schema::keyed(
        "daily.csv",
        "The crisis day by day, in long form.",
        keys,
        rest,
    )
}
