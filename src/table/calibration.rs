//! Tables of a calibration: the draws, what they come to, and how the sampler came there.

use super::rows::{Cell, Table};
use super::schema::{Schema, TableColumn, Type, column};
use crate::crisis::LAW;
use crate::history::calibrate::{Calibrated, Fitted};
use crate::history::check::Checked;
use crate::history::predictive::Predicted;
use crate::history::smc::Step;

/// The tables of a calibration.
pub fn tables(found: &Calibrated) -> Vec<Table> {
    let mut tables = vec![
        draws(found),
        summary(found),
        sampler(found),
        predictive(found),
    ];
    if !found.patterns.is_empty() {
        tables.push(patterns(found));
    }
    tables.extend(found.checked.as_ref().map(checks));
    tables
}

/// The draws: a file that other commands take.
fn draws(found: &Calibrated) -> Table {
    let mut columns = vec![
        column(
            "law",
            Type::Integer,
            "",
            "Version of the law of the day that was fitted.",
        ),
        column("draw", Type::Integer, "", "Number of the draw."),
        column(
            "weight",
            Type::Number,
            "",
            "Weight of the draw; they add up to one.",
        ),
        column(
            "log_likelihood",
            Type::Number,
            "nat",
            "Log likelihood of all cases at the draw, estimated from trials.",
        ),
    ];
    columns.extend(found.parameters.iter().map(parameter));
    let mut table = Table::new(Schema {
        file: "posterior.csv",
        doc: "Draws of the posterior: a parameter a column, by its path.",
        columns,
    });
    let weight = 1.0 / found.draws.len() as f64;
    for (number, (values, likelihood)) in found.draws.iter().enumerate() {
        let first: [Cell; 4] = [
            LAW.into(),
            (number as u64).into(),
            weight.into(),
            (*likelihood).into(),
        ];
        table.push(
            first
                .into_iter()
                .chain(values.iter().map(|value| (*value).into())),
        );
    }
    table
}

fn parameter(of: &Fitted) -> TableColumn {
    let doc = "Value of the parameter, or of the shift of a rule.";
    column(of.path.as_str(), Type::Number, of.unit, doc)
}

/// `posterior_summary.csv`.
pub fn summary_schema() -> Schema {
    let number = |name: &str, doc: &str| column(name, Type::Number, "as the parameter", doc);
    let mut columns = vec![
        column(
            "path",
            Type::String,
            "",
            "Path of the parameter, or of the shift of a rule.",
        ),
        column("unit", Type::String, "", "Unit of the parameter."),
        number("prior_p05", "5% of what was believed lies below."),
        number("prior_p50", "The middle of what was believed."),
        number("prior_p95", "95% of what was believed lies below."),
        number("mean", "Mean of the posterior."),
        number("sd", "Standard deviation of the posterior."),
    ];
    let shares = ["05", "25", "50", "75", "95"];
    columns.extend(shares.map(|share| number(&format!("p{share}"), "Quantile of the posterior.")));
    columns.extend([
        column(
            "overlap",
            Type::Number,
            "share",
            "Mass that prior and posterior have in common, over tenths of the prior: near one the data do not say.",
        ),
        column(
            "identified",
            Type::Boolean,
            "",
            "Whether the overlap is at most three quarters.",
        ),
    ]);
    Schema {
        file: "posterior_summary.csv",
        doc: "What was believed of each parameter, what the cases make of it, and whether they say anything.",
        columns,
    }
}

/// What the draws come to, parameter by parameter.
fn summary(found: &Calibrated) -> Table {
    let mut table = Table::new(summary_schema());
    for fitted in &found.parameters {
        let mut row: Vec<Cell> = vec![fitted.path.as_str().into(), fitted.unit.into()];
        row.extend(fitted.before.map(Cell::from));
        row.extend([fitted.mean, fitted.sd].map(Cell::from));
        row.extend(fitted.after.map(Cell::from));
        row.extend([fitted.overlap.into(), fitted.is_identified().into()]);
        table.push(row);
    }
    table
}

/// `sampler.csv`.
pub fn sampler_schema() -> Schema {
    let share = |name: &str, doc: &str| column(name, Type::Number, "share", doc);
    Schema {
        file: "sampler.csv",
        doc: "Steps of the sampler from the prior to the posterior.",
        columns: vec![
            column("step", Type::Integer, "", "Number of the step."),
            share(
                "reached",
                "How far the step led: 0 is the prior, 1 the posterior.",
            ),
            column(
                "effective",
                Type::Number,
                "draws",
                "Effective draws before they were resampled.",
            ),
            share("accepted", "Share of moves that were accepted."),
            column("rounds", Type::Integer, "", "Rounds of moves."),
            column(
                "log_evidence",
                Type::Number,
                "nat",
                "What the step adds to the log of the evidence.",
            ),
        ],
    }
}

/// How the sampler walked from the prior to the posterior.
fn sampler(found: &Calibrated) -> Table {
    let mut table = Table::new(sampler_schema());
    for (number, step) in found.population.log.iter().enumerate() {
        let Step {
            reached,
            effective,
            accepted,
            rounds,
            evidence,
        } = *step;
        let numbers = [reached, effective, accepted].map(Cell::from);
        let first: Cell = (number as u64 + 1).into();
        let last = [rounds.into(), evidence.into()];
        table.push([first].into_iter().chain(numbers).chain(last));
    }
    table
}

/// `predictive.csv`.
pub fn predictive_schema() -> Schema {
    let number = |name: &str, unit: &str, doc: &str| column(name, Type::Number, unit, doc);
    Schema {
        file: "predictive.csv",
        doc: "Posterior predictive check: statistics of the cases beside those of the same cases simulated anew from draws of the posterior.",
        columns: vec![
            column(
                "kind",
                Type::String,
                "",
                "Kind of trigger of the cases; empty: all of them.",
            ),
            column("statistic", Type::String, "", "What is measured."),
            column("cases", Type::Integer, "cases", "Cases that say."),
            number("observed", "as in statistic", "What the cases have."),
            number(
                "p05",
                "as in statistic",
                "5% of the simulated sets of cases lie below.",
            ),
            number(
                "p50",
                "as in statistic",
                "The middle of the simulated sets of cases.",
            ),
            number(
                "p95",
                "as in statistic",
                "95% of the simulated sets of cases lie below.",
            ),
            number(
                "p_value",
                "probability",
                "Share of the simulated sets of cases that have more, those that have the same counted half: near 0 and near 1 the law is off.",
            ),
        ],
    }
}

/// The cases beside what the law makes of them.
fn predictive(found: &Calibrated) -> Table {
    let mut table = Table::new(predictive_schema());
    for predicted in &found.predictive {
        let Predicted {
            kind,
            statistic,
            cases,
            observed,
            predicted,
            p_value,
        } = predicted;
        let mut row: Vec<Cell> = vec![
            kind.as_deref().into(),
            statistic.name().into(),
            (*cases as u64).into(),
            (*observed).into(),
        ];
        row.extend(predicted.map(Cell::from));
        row.push((*p_value).into());
        table.push(row);
    }
    table
}

/// `patterns_fitted.csv`.
pub fn patterns_schema() -> Schema {
    let number = |name: &str, doc: &str| column(name, Type::Number, "as the quantity", doc);
    let share = |name: &str, doc: &str| column(name, Type::Number, "probability", doc);
    Schema {
        file: "patterns_fitted.csv",
        doc: "Patterns of events that were fitted beside the cases: what is known of each, and what the fitted law says of all cases, by the probability with which an act is recorded.",
        columns: vec![
            column("quantity", Type::String, "", "The quantity."),
            share("tau", "Probability with which an act is recorded."),
            share(
                "tau_probability",
                "How likely that probability is in the posterior, each that is tried as likely before.",
            ),
            number("figure", "What is known of it."),
            number("standard_error", "Its sampling error."),
            number(
                "p05",
                "5% of what the draws say lies below; empty: simulated crises say nothing of it.",
            ),
            number("p50", "The middle of what the draws say."),
            number("p95", "95% of what the draws say lies below."),
        ],
    }
}

/// Patterns that were fitted.
fn patterns(found: &Calibrated) -> Table {
    let mut table = Table::new(patterns_schema());
    for of in &found.patterns {
        let mut row: Vec<Cell> = vec![
            of.figure.quantity.name().into(),
            of.tau.into(),
            of.likely.into(),
            of.figure.value.into(),
            of.figure.error.into(),
        ];
        let law = of.law.map_or([None; 3], |law| law.map(Some));
        row.extend(law.map(Cell::from));
        table.push(row);
    }
    table
}

/// `sbc.csv`.
pub fn checks_schema() -> Schema {
    Schema {
        file: "sbc.csv",
        doc: "Simulation-based calibration: truths drawn from the posterior, ranked among the draws that are fitted to the record and to cases simulated from them. Ranks are uniform where the fit is sound.",
        columns: vec![
            column(
                "path",
                Type::String,
                "",
                "Path of the parameter, or of the shift of a rule.",
            ),
            column("check", Type::Integer, "", "Number of the check, from 1."),
            column(
                "truth",
                Type::Number,
                "as the parameter",
                "The value that the cases were simulated from.",
            ),
            column(
                "rank",
                Type::Integer,
                "draws",
                "Draws below the truth; empty: the sampler stopped before it was there.",
            ),
            column(
                "draws",
                Type::Integer,
                "draws",
                "Draws that the truth is ranked among.",
            ),
        ],
    }
}

/// Truths among the draws.
fn checks(checked: &Checked) -> Table {
    let mut table = Table::new(checks_schema());
    for parameter in &checked.parameters {
        for (check, &(truth, rank)) in (1_u64..).zip(&parameter.ranks) {
            table.push([
                parameter.path.as_str().into(),
                check.into(),
                truth.into(),
                rank.map(|rank| rank as u64).into(),
                (checked.draws as u64).into(),
            ]);
        }
    }
    table
}
