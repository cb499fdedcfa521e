//! Tables of tipping points: where an answer changes along each factor, and the curves it was read off.

use super::arm::{METRIC, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::exploration::tip::{Tip, TipAsked};
use crate::scenario::Scenario;
use crate::stats::crossing::Part;
use crate::study::LEVEL;

/// What the rows of both tables begin with.
fn keys(rest: [TableColumn; 2]) -> Vec<TableColumn> {
    let mut columns = vec![text("scenario", "Scenario.")];
    columns.extend(rest);
    columns.push(text("metric", METRIC));
    columns.push(text("parameter", "Path of the parameter that varies."));
    columns
}

/// `tips.csv`.
pub fn tips_schema() -> Schema {
    let parameter = |name: &str, doc: &str| number(name, "as the parameter", doc);
    let mut columns = keys([
        text("policy_a", "Policy that is followed."),
        text(
            "policy_b",
            "Policy it is compared with; empty: its own metric is followed to where it reaches a value.",
        ),
    ]);
    columns.extend([
        number(
            "reaches",
            "share or days",
            "The value that the metric reaches; empty: two policies are compared.",
        ),
        parameter("low", "Least value of the parameter."),
        parameter("high", "Greatest value of the parameter."),
        parameter(
            "default",
            "Its value in the scenario; empty: it has several.",
        ),
        text("status", "What the difference does over the range."),
        parameter(
            "root",
            "Where the estimated difference is zero; empty: nowhere.",
        ),
    ]);
    columns.extend(interval_columns("root"));
    columns.extend([
        text("before", "Policy that is better below the root, or better all over the range; with `reaches`: whether the metric is above or below the value."),
        number("distance", "share of the range", "From the default to the root."),
        column("trials", Type::Integer, "trials", "Trials of each policy at each value looked at."),
        text("seed", "Root seed."),
    ]);
    schema(
        "tips.csv",
        "Where an answer tips: the values of a parameter at which the paired difference of two policies changes its sign, or one policy's metric crosses a value, with the set of values at which the two cannot be told apart.",
        columns,
    )
}

/// `tips.csv`.
pub fn tips(scenario: &Scenario, asked: &TipAsked, tips: &[Tip]) -> Table {
    let mut table = Table::new(tips_schema());
    for tip in tips {
        let (low, high) = tip.range();
        for row in tip.course.parts() {
            let Part {
                status, root, set, ..
            } = &row;
            let mut cells: Vec<Cell> = begin(scenario, asked, tip);
            cells.extend([
                asked.target.reaches().into(),
                low.into(),
                high.into(),
                tip.default.into(),
                status.name().into(),
                (*root).into(),
                set.map(|set| set.low).into(),
                set.map(|set| set.high).into(),
            ]);
            let estimate = row.estimate(LEVEL, asked.sample.trials);
            cells.extend(estimate_cells(&estimate).into_iter().skip(3));
            cells.extend([
                asked.before(row.before).into(),
                tip.distance_of(*root).into(),
                asked.sample.trials.into(),
                asked.sample.seed.to_string().into(),
            ]);
            table.push(cells);
        }
    }
    table
}

fn begin(scenario: &Scenario, asked: &TipAsked, tip: &Tip) -> Vec<Cell> {
    let policies = &asked.policies;
    vec![
        scenario.name.as_str().into(),
        policies[0].as_str().into(),
        policies.get(1).map(String::as_str).into(),
        asked.measure.name().into(),
        tip.factor.name.as_str().into(),
    ]
}

/// `curves.csv`.
pub fn curves_schema() -> Schema {
    let mut columns = keys([
        text(
            "policy_a",
            "Policy; of a difference, the one it is taken from.",
        ),
        text(
            "policy_b",
            "Policy that is taken from it; empty: the row is of one policy.",
        ),
    ]);
    columns.push(number("at", "as the parameter", "Value of the parameter."));
    columns.push(number(
        "value",
        "share or days",
        "Share of the trials or mean days, or their paired difference.",
    ));
    columns.extend(interval_columns("value"));
    columns.push(column(
        "n",
        Type::Integer,
        "trials",
        "Trials the estimate rests on, the same luck at every value.",
    ));
    schema(
        "curves.csv",
        "The curves that tipping points are read off: each policy, and the paired difference, at every value looked at.",
        columns,
    )
}

/// `curves.csv`.
pub fn curves(scenario: &Scenario, asked: &TipAsked, tips: &[Tip]) -> Table {
    let mut table = Table::new(curves_schema());
    for tip in tips {
        for point in &tip.curve {
            let alone = asked.policies.iter().map(|policy| (policy.as_str(), None));
            let both = asked.policies.get(1).map(String::as_str);
            let both = both.map(|other| (asked.policies[0].as_str(), Some(other)));
            let rows = alone.chain(both);
            let estimates = point.policies.iter().chain(&point.difference);
            for ((policy, other), estimate) in rows.zip(estimates) {
                let mut cells: Vec<Cell> = vec![
                    scenario.name.as_str().into(),
                    policy.into(),
                    other.into(),
                    asked.measure.name().into(),
                    tip.factor.name.as_str().into(),
                    point.at.into(),
                ];
                cells.extend(estimate_cells(estimate));
                cells.push(estimate.n.into());
                table.push(cells);
            }
        }
    }
    table
}
