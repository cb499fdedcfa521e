//! Tables of a sensitivity analysis: its indices, how they settle, and the points that anybody can find
//! them from again.

use super::arm::{METRIC, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use super::sweep;
use crate::exploration::indices::{IndexRow, IndexStatus};
use crate::exploration::moved::{Moved, MovedPoint};
use crate::exploration::replicated::REPLICATES;
use crate::exploration::response::Response;
use crate::exploration::sensitivity::{Sensitivity, SensitivityAsked, SensitivityMethod};

/// What the rows of both tables of indices begin with.
fn keys() -> Vec<TableColumn> {
    vec![
        text("scenario", "Scenario; of several, the first."),
        text(
            "policy_a",
            "Policy whose metric is the response; empty: policies vary.",
        ),
        text(
            "policy_b",
            "Policy whose metric is taken from it trial by trial; empty: the response is a level.",
        ),
        text("metric", METRIC),
        text("method", "sobol, morris or pawn."),
        text(
            "factor",
            "Path of the parameter, `policy`, `scenario`, or name of the group; dummy: something that moves nothing; empty: all of them together.",
        ),
        text("index", "What is estimated."),
        number(
            "value",
            "share of variance, distance, or as the metric",
            "The estimate; below zero by chance alone, where its interval holds zero.",
        ),
    ]
}

/// `indices.csv`.
pub fn indices_schema() -> Schema {
    let count = |name: &str, unit: &str, doc: &str| column(name, Type::Integer, unit, doc);
    let mut columns = keys();
    columns.extend(interval_columns("index"));
    columns.extend([
        count(
            "n",
            "base points",
            "Base points, trajectories or points the estimate rests on.",
        ),
        number(
            "dummy",
            "distance",
            "What 95% of as many factors that move nothing stay below, all together; empty: zero.",
        ),
        text(
            "status",
            "What the index says of its factor; empty: nothing.",
        ),
        count(
            "points",
            "points",
            "Points that were played; a design may have a point several times.",
        ),
        count(
            "trials",
            "trials",
            "Trials of each point, the same luck at every point.",
        ),
        text("seed", "Root seed."),
    ]);
    schema(
        "indices.csv",
        "What drives the response: indices of sensitivity of each factor or group.",
        columns,
    )
}

/// `convergence.csv`.
pub fn convergence_schema() -> Schema {
    let mut columns = keys();
    columns.extend(interval_columns("index"));
    columns.push(column(
        "n",
        Type::Integer,
        "base points",
        "The first so many base points, trajectories or points.",
    ));
    schema(
        "convergence.csv",
        "How the indices settle with the number of points: at an eighth, a quarter, half and all of them.",
        columns,
    )
}

fn begin(asked: &SensitivityAsked, row: &IndexRow) -> Vec<Cell> {
    let policies = asked.policies();
    let policy = |at: usize| policies.get(at).map(String::as_str).into();
    vec![
        asked.space.bases[0].scenario.name.as_str().into(),
        policy(0),
        policy(1),
        asked.measure.name().into(),
        asked.method.name().into(),
        row.factor.as_deref().into(),
        row.index.name().into(),
    ]
}

/// `indices.csv`.
pub fn indices(asked: &SensitivityAsked, found: &Sensitivity) -> Table {
    let mut table = Table::new(indices_schema());
    for row in &found.rows {
        let mut cells = begin(asked, row);
        cells.extend(estimate_cells(&row.estimate));
        cells.extend([
            row.estimate.n.into(),
            row.dummy.into(),
            row.status.map(IndexStatus::name).into(),
            (found.played as u64).into(),
            asked.sample.trials.into(),
            asked.sample.seed.to_string().into(),
        ]);
        table.push(cells);
    }
    table
}

/// `convergence.csv`.
pub fn convergence(asked: &SensitivityAsked, found: &Sensitivity) -> Table {
    let mut table = Table::new(convergence_schema());
    for row in found.convergence.iter().flat_map(|(_, rows)| rows) {
        let mut cells = begin(asked, row);
        cells.extend(estimate_cells(&row.estimate));
        cells.push(row.estimate.n.into());
        table.push(cells);
    }
    table
}

/// `design.csv`.
pub fn design_schema() -> Schema {
    schema(
        "design.csv",
        "How the points of points.csv belong together. They are in the order of SALib: of each base point a row of A, that row with each factor or group from B, the row of B (sobol, without second order); of each trajectory its points one after the other (morris).",
        vec![
            sweep::point(),
            column(
                "base",
                Type::Integer,
                "",
                "Base point, trajectory or point it belongs to, from 0 on.",
            ),
            text(
                "moved",
                "A, B, or what is taken from B (sobol); start, or what was moved since the point before (morris); empty: nothing (pawn).",
            ),
        ],
    )
}

/// `design.csv`.
pub fn design(asked: &SensitivityAsked, points: &[MovedPoint]) -> Table {
    let mut table = Table::new(design_schema());
    for (number, point) in points.iter().enumerate() {
        let moved = match (asked.method, point.moved) {
            (_, Moved::Group(group, _)) => Some(asked.groups[group].name.as_str()),
            (_, Moved::Everything) => Some("B"),
            (SensitivityMethod::Sobol, Moved::Nothing) => Some("A"),
            (SensitivityMethod::Morris, Moved::Nothing) => Some("start"),
            (SensitivityMethod::Pawn, Moved::Nothing) => None,
        };
        table.push([
            (number as u64).into(),
            (point.base as u64).into(),
            moved.into(),
        ]);
    }
    table
}

/// `luck.csv`.
pub fn luck_schema() -> Schema {
    let replicate = |replicate: usize| {
        let doc = format!(
            "The response over the trials whose number leaves {} when divided by {REPLICATES}: a luck of its own, the same at every point.",
            replicate - 1
        );
        number(&format!("replicate_{replicate}"), "share or days", &doc)
    };
    let mut columns = vec![
        sweep::point(),
        number(
            "value",
            "share or days",
            "The response over all trials: a metric under a policy, or its paired difference between two.",
        ),
    ];
    columns.extend((1..=REPLICATES).map(replicate));
    schema(
        "luck.csv",
        "The response at each point, and the same under each of eight lucks.",
        columns,
    )
}

/// `luck.csv`.
pub fn luck(found: &Sensitivity) -> Table {
    let mut table = Table::new(luck_schema());
    for (number, seen) in found.seen.iter().enumerate() {
        let values = seen.replicates.iter().copied().map(Cell::from);
        let first: [Cell; 2] = [(number as u64).into(), seen.value.into()];
        table.push(first.into_iter().chain(values));
    }
    table
}

/// `responses.csv`, as a sweep of the same points has it, of one metric.
pub fn responses(asked: &SensitivityAsked, found: &Sensitivity) -> Table {
    let mut table = Table::new(sweep::responses_schema());
    for (number, (point, seen)) in found.points.iter().zip(&found.seen).enumerate() {
        let policies = asked.space.policies(&point.point).iter();
        for (policy, &estimate) in policies.zip(&seen.policies) {
            table.push(sweep::response(&Response {
                scenario: &asked.space.base(&point.point).scenario.name,
                point: number,
                policy,
                measure: asked.measure,
                estimate,
            }));
        }
    }
    table
}
