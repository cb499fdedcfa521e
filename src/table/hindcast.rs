//! Tables of a hindcast: a row for each case, the scores of those who forecast, and the folds.

use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::history::case::{Case, Cases};
use crate::history::forecast::Score;
use crate::history::hindcast::{Hindcast, Scored};
use crate::history::seen::FORMS;

/// Shares of the forecast days that are told.
const QUANTILES: [(&str, f64); 3] = [("p05", 0.05), ("p50", 0.5), ("p95", 0.95)];

fn words(name: &str, doc: &str) -> TableColumn {
    column(name, Type::String, "", doc)
}

fn number(name: impl Into<String>, unit: &str, doc: impl Into<String>) -> TableColumn {
    column(name, Type::Number, unit, doc)
}

fn whole(name: &str, unit: &str, doc: &str) -> TableColumn {
    column(name, Type::Integer, unit, doc)
}

fn sample() -> [TableColumn; 2] {
    [
        whole("trials", "trials", "Trials of each kind of onset."),
        words("seed", "Root seed."),
    ]
}

/// `hindcast.csv`.
pub fn hindcast_schema() -> Schema {
    let mut columns = vec![
        words(
            "case",
            "The case: its number in its table, or the name of its scenario.",
        ),
        words("title", "Its name for people."),
        words("kind", "Kind of trigger, which counting counts by."),
        whole(
            "fold",
            "",
            "The fold it is in; empty: cases are not divided.",
        ),
        whole(
            "trigger_violence",
            "ICB level",
            "Level of violence that the trigger had by itself.",
        ),
        whole(
            "observed_violence",
            "ICB level",
            "Highest level of violence, the trigger's included; empty: unknown.",
        ),
    ];
    for level in 1..=4 {
        let doc = format!(
            "Forecast probability of level {level} as the highest, the trigger's included."
        );
        columns.push(number(format!("p_violence_{level}"), "probability", doc));
    }
    columns.push(whole(
        "observed_days",
        "days",
        "Days it lasted, the first and the last included; empty: unknown.",
    ));
    for (name, share) in QUANTILES {
        let doc = format!(
            "Forecast days below which a share of {share} lies, the first and the last included; empty: beyond the horizon."
        );
        columns.push(whole(&format!("days_{name}"), "days", &doc));
    }
    columns.push(number(
        "pit_days",
        "share",
        "Where the days it lasted lie in the forecast: the mass below them and half of that on them; empty: unknown.",
    ));
    columns.push(words(
        "observed_ending",
        "How it ended, given that it is no war: agreement, unilateral or calm; empty: unknown, or of another form.",
    ));
    for form in FORMS {
        let doc = format!(
            "Forecast probability that it ends so, given that it is no war: {}.",
            form.name()
        );
        columns.push(number(format!("p_{}", form.name()), "probability", doc));
    }
    columns.push(number(
        "p_observed_ending",
        "probability",
        "Forecast probability of how it ended; empty: that is unknown.",
    ));
    for score in Score::ALL {
        let doc = format!(
            "{} Lower is better; empty: not scored.",
            one_line(score.doc())
        );
        columns.push(number(score.name(), unit(*score), doc));
    }
    columns.extend(sample());
    Schema {
        file: "hindcast.csv",
        doc: "Crises that happened as the model forecasts them from their onsets, and what came of them: one row for each case.",
        columns,
    }
}

fn unit(score: Score) -> &'static str {
    match score {
        Score::LogViolence | Score::LogViolenceGiven | Score::LogEnding => "nat",
        Score::RpsViolence | Score::RpsViolenceGiven => "",
        Score::CrpsLogDays => "log days",
    }
}

/// What stands above a declaration, in one line.
fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `hindcast.csv` of cases.
pub fn hindcast(cases: &Cases, found: &Hindcast, (seed, trials): (u64, u64)) -> Table {
    let mut table = Table::new(hindcast_schema());
    for (c, (case, scored)) in cases.list.iter().zip(&found.cases).enumerate() {
        let mut row = known_of(case, found.folds.get(c));
        row.extend(forecast_of(case, scored));
        row.extend(scored.scores.iter().map(|score| Cell::from(*score)));
        row.extend([trials.into(), seed.to_string().into()]);
        table.push(row);
    }
    table
}

fn known_of(case: &Case, fold: Option<&usize>) -> Vec<Cell> {
    vec![
        case.id.as_str().into(),
        case.scenario.title.as_str().into(),
        case.kind.as_str().into(),
        fold.map(|fold| *fold as u64 + 1).into(),
        case.scenario.trigger.violence.into(),
        case.observed.violence.into(),
    ]
}

fn forecast_of(
    case: &Case,
    Scored {
        forecast,
        happened,
        pit,
        ..
    }: &Scored,
) -> Vec<Cell> {
    let mut row: Vec<Cell> = Vec::new();
    let levels = forecast.violence.map(|levels| levels.map(Some));
    row.extend(levels.unwrap_or_default().map(Cell::from));
    row.push(happened.days.into());
    // Days count the first; what still runs at the horizon lies beyond it.
    let last = case.scenario.closing.horizon_days + 1;
    let quantile = |(_, share)| forecast.quantile(share).filter(|days| *days <= last);
    row.extend(QUANTILES.map(quantile).map(Cell::from));
    row.push((*pit).into());
    row.push(happened.ending.map(|ending| FORMS[ending].name()).into());
    let endings = forecast.endings.map(|endings| endings.map(Some));
    row.extend(endings.unwrap_or_default().map(Cell::from));
    let observed = happened
        .ending
        .and_then(|ending| Some(forecast.endings?[ending]));
    row.push(observed.into());
    row
}

/// `scores.csv`.
pub fn scores_schema() -> Schema {
    let mut columns = vec![
        words("forecaster", "Who forecasts."),
        words("score", "What forecasts are scored by."),
        whole("cases", "cases", "Cases that could be scored."),
        number(
            "mean",
            "as in score",
            "Mean of the score over these cases; lower is better.",
        ),
    ];
    columns.extend(interval_columns("mean"));
    columns.extend([
        whole(
            "difference_cases",
            "cases",
            "Cases for which the model has the score as well.",
        ),
        number(
            "difference",
            "as in score",
            "The forecaster's score minus the model's over the same cases: above zero the model is better.",
        ),
        number(
            "difference_low",
            "as in score",
            "Lower end of the pointwise interval of the difference; empty: unknown.",
        ),
        number(
            "difference_high",
            "as in score",
            "Upper end of the pointwise interval of the difference; empty: unknown.",
        ),
        number(
            "difference_level",
            "probability",
            "Nominal coverage of the interval of the difference.",
        ),
        words(
            "difference_method",
            "Method of the interval of the difference (docs/statistics.md).",
        ),
    ]);
    columns.extend(sample());
    Schema {
        file: "scores.csv",
        doc: "How good the model's forecasts are beside those of counting cases: one row for each forecaster and score. Forecasters that count cases of other folds are means over five divisions.",
        columns,
    }
}

/// `scores.csv` of a hindcast.
pub fn scores(found: &Hindcast, (seed, trials): (u64, u64)) -> Table {
    let mut table = Table::new(scores_schema());
    for total in &found.totals {
        let mut row: Vec<Cell> = vec![
            total.forecaster.name().into(),
            total.score.name().into(),
            total.mean.n.into(),
        ];
        row.extend(estimate_cells(&total.mean));
        row.push(total.difference.n.into());
        row.extend(estimate_cells(&total.difference));
        row.extend([trials.into(), seed.to_string().into()]);
        table.push(row);
    }
    table
}

/// `folds.csv`.
pub fn folds_schema() -> Schema {
    Schema {
        file: "folds.csv",
        doc: "Cases divided so that those which belong together are in one fold: for scoring other forecasts on the same folds.",
        columns: vec![
            words("case", "The case, as in hindcast.csv."),
            whole("fold", "", "Its fold, from 1."),
        ],
    }
}

/// `folds.csv` of a hindcast; none where cases are not divided.
pub fn folds(cases: &Cases, found: &Hindcast) -> Option<Table> {
    let mut table = Table::new(folds_schema());
    for (case, fold) in cases.list.iter().zip(&found.folds) {
        table.push([case.id.as_str().into(), (*fold as u64 + 1).into()]);
    }
    (!found.folds.is_empty()).then_some(table)
}
