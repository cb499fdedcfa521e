//! What figures are made of: the tables of a run that were read, and names for people.

use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use std::collections::BTreeMap;

/// Tables that are drawn, with the columns that are read of each. `daily.csv` is filtered by
/// [`is_drawn`].
pub const READ: [(&str, &[&str]); 38] = [
    (
        "found.csv",
        &[
            "policy",
            "role",
            "description",
            "front",
            "quantity",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    (
        "search_places.csv",
        &[
            "policy", "kind", "place", "quantity", "value", "ci_low", "ci_high",
        ],
    ),
    (
        "search_course.csv",
        &["search", "trials", "tried", "description", "seen", "judged"],
    ),
    (
        "outcomes.csv",
        &[
            "scenario", "policy", "outcome", "trials", "n", "share", "ci_low", "ci_high",
        ],
    ),
    (
        "violence.csv",
        &[
            "scenario", "policy", "since", "violence", "trials", "n", "ci_level",
        ],
    ),
    (
        "metrics.csv",
        &[
            "scenario",
            "policy",
            "metric",
            "statistic",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    (
        "storylines.csv",
        &[
            "scenario",
            "policy",
            "storyline",
            "kind",
            "trial",
            "day",
            "date",
            "actor",
            "act",
            "rung",
            "detail",
            "text",
        ],
    ),
    (
        "slices.csv",
        &[
            "policy_a",
            "policy_b",
            "metric",
            "factor",
            "drawn",
            "between",
            "between_low",
            "between_high",
            "low",
            "high",
            "among",
            "value",
            "ci_low",
            "ci_high",
            "n",
        ],
    ),
    (
        "indices.csv",
        &[
            "factor", "index", "value", "ci_low", "ci_high", "dummy", "status",
        ],
    ),
    (
        "convergence.csv",
        &["factor", "index", "value", "ci_low", "ci_high", "n"],
    ),
    (
        "comparisons.csv",
        &[
            "scenario",
            "metric",
            "policy",
            "baseline",
            "arm",
            "value",
            "baseline_value",
            "difference",
            "ci_low",
            "ci_high",
            "ci_level",
            "ci_method",
            "ci_scope",
            "correlation",
            "flips_better",
            "flips_worse",
            "verdict",
        ],
    ),
    (
        "policies.csv",
        &[
            "scenario",
            "policy",
            "arm",
            "metric",
            "value",
            "ci_low",
            "ci_high",
            "non_dominated",
        ],
    ),
    (
        "robustness.csv",
        &[
            "scenario",
            "arm",
            "metric",
            "criterion",
            "worlds",
            "trials",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    (
        "assumptions.csv",
        &[
            "scenario",
            "metric",
            "assumption",
            "restraint",
            "against",
            "against_value",
            "difference",
            "verdict",
        ],
    ),
    (
        "evppi.csv",
        &[
            "scenario",
            "metric",
            "parameter",
            "value",
            "ci_low",
            "ci_high",
            "best",
        ],
    ),
    (
        "tips.csv",
        &[
            "policy_a",
            "policy_b",
            "metric",
            "parameter",
            "reaches",
            "low",
            "high",
            "default",
            "status",
            "root",
            "ci_low",
            "ci_high",
            "before",
            "distance",
        ],
    ),
    (
        "map.csv",
        &[
            "policy_a",
            "policy_b",
            "metric",
            "reaches",
            "across",
            "across_value",
            "up",
            "up_value",
            "difference",
            "ci_low",
            "ci_high",
            "better",
        ],
    ),
    (
        "curves.csv",
        &[
            "policy_a",
            "policy_b",
            "parameter",
            "at",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    (
        "exploitability.csv",
        &[
            "player",
            "strategy",
            "reply",
            "strategies",
            "metric",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    ("best_responses.csv", &["player", "profile", "best"]),
    ("payoffs.csv", &["player", "profile", "strategy", "payoff"]),
    ("profiles.csv", &["profile", "metric", "value"]),
    (
        "turns.csv",
        &[
            "scenario",
            "policy_a",
            "policy_b",
            "low",
            "high",
            "deterrence",
            "ci_low",
            "ci_high",
            "before",
        ],
    ),
    (
        "endings.csv",
        &[
            "scenario",
            "arm",
            "day",
            "trials",
            "war",
            "agreement",
            "unilateral",
            "calm",
        ],
    ),
    (
        "levers.csv",
        &[
            "scenario",
            "arm",
            "trials",
            "changed",
            "actor",
            "rule",
            "sampled",
            "held_trials",
            "held_days",
        ],
    ),
    (
        "attribution.csv",
        &[
            "scenario",
            "policy",
            "outcome",
            "mechanism",
            "trials",
            "bad",
            "value",
            "ci_low",
            "ci_high",
        ],
    ),
    (
        "posterior_summary.csv",
        &[
            "path",
            "unit",
            "prior_p05",
            "prior_p50",
            "prior_p95",
            "p05",
            "p50",
            "p95",
            "overlap",
            "identified",
        ],
    ),
    (
        "predictive.csv",
        &[
            "kind",
            "statistic",
            "cases",
            "observed",
            "p05",
            "p50",
            "p95",
            "p_value",
        ],
    ),
    ("sbc.csv", &["path", "rank", "draws"]),
    (
        "boxes.csv",
        &[
            "box",
            "condition",
            "limits",
            "coverage",
            "density",
            "chance_p",
        ],
    ),
    (
        "limits.csv",
        &[
            "box",
            "factor",
            "restricted",
            "low",
            "high",
            "among",
            "quasi_p_low",
            "quasi_p_high",
            "quasi_p_among",
            "restricted_share",
        ],
    ),
    (
        "peeling.csv",
        &[
            "box",
            "step",
            "kind",
            "coverage",
            "density",
            "mass",
            "restricted",
            "told",
            "limits",
        ],
    ),
    ("classified.csv", &["point", "value", "such", "box"]),
    (
        "hindcast.csv",
        &[
            "case",
            "title",
            "kind",
            "observed_violence",
            "p_violence_1",
            "p_violence_2",
            "p_violence_3",
            "p_violence_4",
            "log_violence",
            "observed_days",
            "days_p05",
            "days_p50",
            "days_p95",
            "pit_days",
            "crps_log_days",
            "observed_ending",
            "p_observed_ending",
        ],
    ),
    (
        "scores.csv",
        &[
            "forecaster",
            "score",
            "mean",
            "difference",
            "difference_cases",
            "difference_low",
            "difference_high",
        ],
    ),
    (
        "exact.csv",
        &[
            "scenario",
            "policy",
            "outcome",
            "probability",
            "error_bound",
        ],
    ),
    (
        "exact_violence.csv",
        &[
            "scenario",
            "policy",
            "since",
            "violence",
            "probability",
            "error_bound",
        ],
    ),
    (
        "exact_metrics.csv",
        &[
            "scenario",
            "policy",
            "metric",
            "statistic",
            "value",
            "error_bound",
        ],
    ),
];

/// Columns that are read of `daily.csv`, or of `exact_daily.csv` where there is none.
pub const DAILY: &[&str] = &[
    "scenario",
    "policy",
    "metric",
    "statistic",
    "subject",
    "day",
    "value",
];

/// Columns that are read of the points of a sweep, and of what came of them.
pub const POINTS: &[&str] = &["point"];
/// The same of `responses.csv`.
pub const RESPONSES: &[&str] = &["point", "policy", "metric", "value"];
/// Points of a sweep that are drawn: the first, which say of all of it what so few can.
const DOTS: u64 = 400;

/// Whether a row of either is drawn.
pub fn is_dot(row: Row) -> bool {
    row.count("point").is_some_and(|point| point < DOTS)
}

/// Whether a row of `daily.csv` is drawn: rungs by quantile, endings.
pub fn is_drawn(row: Row) -> bool {
    match row.text("metric") {
        "rung" | "rung_running" => row.text("statistic") != "mean",
        metric => metric == "ended",
    }
}

/// The lowest rung on which an act is a clash at least, of the violence levels of rungs.
pub fn violent(levels: impl IntoIterator<Item = u64>) -> Option<usize> {
    let least = Measure::MinorClash.violence()?;
    levels.into_iter().position(|level| level >= least)
}

/// What one scenario, policy and variant of a table are called together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArmLabel {
    /// Scenario.
    pub scenario: String,
    /// Variant; empty where the run has none.
    pub variant: String,
    /// Policy.
    pub policy: String,
}

impl ArmLabel {
    /// Of a row.
    pub fn of(row: Row) -> Self {
        Self {
            scenario: row.text("scenario").into(),
            variant: row.optional("variant").unwrap_or_default().into(),
            policy: row.text("policy").into(),
        }
    }

    /// Its title within its scenario.
    pub fn title(&self) -> String {
        if self.variant.is_empty() {
            self.policy.clone()
        } else {
            format!("{} ({})", self.policy, self.variant)
        }
    }
}

/// The arm that a row of a comparison is held against, by the name that other tables call it.
pub fn baseline(row: Row<'_>) -> &str {
    let arm = row.optional("baseline_arm").filter(|arm| !arm.is_empty());
    arm.unwrap_or_else(|| row.text("baseline"))
}

/// The rows of each scenario of a table, in its order.
pub(super) fn by_scenario(sheet: &Sheet) -> Vec<(&str, Vec<Row<'_>>)> {
    let mut scenarios: Vec<(&str, Vec<Row>)> = Vec::new();
    for row in sheet.rows() {
        let name = row.text("scenario");
        match scenarios.iter_mut().find(|(known, _)| *known == name) {
            Some((_, rows)) => rows.push(row),
            None => scenarios.push((name, vec![row])),
        }
    }
    scenarios
}

/// The tables of a run, and names for people.
#[derive(Debug, Clone, Default)]
pub struct Sheets {
    /// Title of the scenario.
    pub title: String,
    /// The question it was written to answer.
    pub question: String,
    /// Names of the rungs, lowest first.
    pub rungs: Vec<String>,
    /// The lowest rung of violence, if known.
    pub violent: Option<usize>,
    /// Labels of the actors, by name.
    pub labels: BTreeMap<String, String>,
    /// What the policies say, by name.
    pub policies: BTreeMap<String, String>,
    /// Who is not among those to be advised, for people.
    pub others: String,
    /// The last day that is simulated.
    pub horizon: Option<u64>,
    /// Days of calm in a row that end a crisis.
    pub calm_days: Option<u64>,
    /// Measures that are priors, by name, with the reason.
    pub priors: BTreeMap<String, String>,
    /// Tables by file; those of [`READ`] that are there.
    pub tables: BTreeMap<&'static str, Sheet>,
    /// The rows of `daily.csv` that are drawn.
    pub daily: Sheet,
    /// The points of a sweep that are drawn.
    pub points: Sheet,
    /// What came of them in the metric that it is about.
    pub responses: Sheet,
}

impl Sheets {
    /// A table, if the folder has it and it has rows.
    pub fn table(&self, file: &str) -> Option<&Sheet> {
        self.tables.get(file).filter(|sheet| !sheet.rows.is_empty())
    }

    /// Scenario, metric and baseline of every comparison that got verdicts.
    pub fn judged(&self) -> Vec<[&str; 3]> {
        let mut keys: Vec<[&str; 3]> = Vec::new();
        let comparisons = self.table("comparisons.csv").into_iter();
        for row in comparisons.flat_map(Sheet::rows) {
            let key = [row.text("scenario"), row.text("metric"), baseline(row)];
            if !row.text("verdict").is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The label of an actor, or its name.
    pub fn actor<'s>(&'s self, name: &'s str) -> &'s str {
        self.labels.get(name).map_or(name, String::as_str)
    }

    /// Scenario, variant and policy of the rows of a table, in its order.
    pub fn arms(&self, file: &str) -> Vec<ArmLabel> {
        let mut arms: Vec<ArmLabel> = Vec::new();
        for row in self.table(file).into_iter().flat_map(Sheet::rows) {
            let arm = ArmLabel::of(row);
            if arms.last() != Some(&arm) && !arms.contains(&arm) {
                arms.push(arm);
            }
        }
        arms
    }

    /// The last day that was simulated: as the scenario says, or else as days were tallied.
    pub fn last_day(&self) -> Option<u64> {
        let tallied = || self.daily.rows().filter_map(|row| row.count("day")).max();
        self.horizon.or_else(tallied)
    }

    /// The last day on which a spell of calm can begin that is long enough to be told: calm is dated
    /// at its beginning.
    pub fn last_calm(&self) -> Option<u64> {
        (self.last_day()? + 1).checked_sub(self.calm_days?)
    }

    /// Whether a measure is a prior: what the scenario calls so.
    pub fn is_prior(&self, measure: Measure) -> bool {
        self.priors.contains_key(measure.name())
    }

    /// A measure's name for people, marked where its figures are priors.
    pub fn marked(&self, name: &str) -> String {
        let words = name.replace('_', " ");
        if self.priors.contains_key(name) {
            format!("{words} †")
        } else {
            words
        }
    }
}
