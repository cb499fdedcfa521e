//! Every column of every table, declared once.

use std::fmt;

/// What a column holds, in the words of Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Words.
    String,
    /// A whole number.
    Integer,
    /// A real number.
    Number,
    /// A calendar date, ISO 8601.
    Date,
    /// `true` or `false`.
    Boolean,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Date => "date",
            Type::Boolean => "boolean",
        })
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its header.
    pub name: String,
    /// What it holds.
    pub kind: Type,
    /// Its unit, where it has one.
    pub unit: String,
    /// What it means.
    pub doc: String,
}

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

/// A column from its parts.
pub fn column(
    name: impl Into<String>,
    kind: Type,
    unit: &str,
    doc: impl Into<String>,
) -> TableColumn {
    TableColumn {
        name: name.into(),
        kind,
        unit: unit.into(),
        doc: doc.into(),
    }
}

impl Schema {
    /// A table whose rows are about a scenario and a policy, with the columns that follow these.
    /// `variants` says whether the run has variants, and so the column that names them.
    pub fn keyed(
        file: &'static str,
        doc: &'static str,
        variants: bool,
        rest: Vec<TableColumn>,
    ) -> Self {
        let mut columns = vec![
            column("scenario", Type::String, "", "Name of the scenario."),
            column("policy", Type::String, "", "Name of the policy."),
        ];
        if variants {
            let doc = "Overrides that make this variant of the scenario.";
            columns.push(column("variant", Type::String, "", doc));
        }
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

fn shares(file: &'static str, doc: &'static str, variants: bool, keys: Vec<TableColumn>) -> Schema {
    let mut rest = keys;
    rest.push(column("trials", Type::Integer, "trials", "Trials run."));
    rest.push(column(
        "n",
        Type::Integer,
        "trials",
        "Trials of which this is true; 0 is a row too.",
    ));
    rest.push(column("share", Type::Number, "share", "n / trials."));
    rest.extend(interval_columns("share"));
    Schema::keyed(file, doc, variants, rest)
}

/// `outcomes.csv`.
pub fn outcomes(variants: bool) -> Schema {
    let outcome = "war, agreement, unilateral, calm, or unresolved at the horizon.";
    shares(
        "outcomes.csv",
        "How the crises ended: one row per outcome, those that never happened too.",
        variants,
        vec![column("outcome", Type::String, "", outcome)],
    )
}

/// `violence.csv`.
pub fn violence(variants: bool) -> Schema {
    shares(
        "violence.csv",
        "The highest ICB violence level reached: one row per level, with the trigger and after onset.",
        variants,
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
        column(
            "metric",
            Type::String,
            "",
            "What is measured; whom it is about follows a colon.",
        ),
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
pub fn metrics(variants: bool) -> Schema {
    Schema::keyed(
        "metrics.csv",
        "Durations, peaks, acts, outages and counts of each mechanism, in long form.",
        variants,
        long_form(),
    )
}

/// `daily.csv`.
pub fn daily(variants: bool) -> Schema {
    let mut rest = vec![
        column("day", Type::Integer, "days", "Days since the onset."),
        column("date", Type::Date, "", "The calendar day."),
        column(
            "subject",
            Type::String,
            "",
            "Actor, channel or outcome; empty: the crisis as a whole.",
        ),
    ];
    rest.extend(long_form());
    Schema::keyed(
        "daily.csv",
        "The crisis day by day, in long form.",
        variants,
        rest,
    )
}
