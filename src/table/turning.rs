//! The table of where the verdicts of a comparison turn.

use super::arm::{METRIC, count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, interval_columns};
use crate::stats::crossing::Side;
use crate::stats::decision::Better;
use crate::study::LEVEL;
use crate::study::compare::Compared;

/// `turns.csv`.
pub fn turns_schema() -> Schema {
    let nat = |name: &str, doc: &str| number(name, "nat", doc);
    let mut columns = vec![
        text("scenario", "Scenario of the arms."),
        text("metric", METRIC),
        text(
            "policy_a",
            "The arm: any against the baseline, a restraint arm against a firm one.",
        ),
        text("policy_b", "The firm arm, or the baseline."),
        nat("low", "Deterrence where firmness provokes."),
        nat("high", "Deterrence where it deters."),
        text(
            "status",
            "What the difference of the two does between them.",
        ),
        nat(
            "deterrence",
            "Deterrence at which the two do equally well; empty: it cannot be told.",
        ),
    ];
    columns.extend(interval_columns("deterrence"));
    columns.extend([
        nat(
            "exploitation",
            "Exploitation there: it moves from one end of its range to the other as deterrence does.",
        ),
        text("before", "The arm that does better below."),
        count("trials", "Trials of each arm at each value looked at."),
    ]);
    schema(
        "turns.csv",
        "Where verdicts turn between firmness that provokes and firmness that deters: the deterrence, with exploitation in step, at which two arms do equally well, for every pair of which the verdict turns.",
        columns,
    )
}

/// `turns.csv`; without rows where nothing turns.
pub fn turns(found: &Compared) -> Table {
    let mut table = Table::new(turns_schema());
    let Some(tipping) = &found.tipping else {
        return table;
    };
    let measure = tipping.measure;
    for turn in &tipping.turns {
        let [arm, against] = turn.pair.map(|arm| &found.arms[arm]);
        for part in turn.course.parts() {
            let estimate = part.estimate(LEVEL, tipping.trials);
            let better = part.before.map(|side| {
                let is_first = (side == Side::Above) == (measure.better() == Better::Higher);
                [against, arm][usize::from(is_first)].name.as_str()
            });
            let mut row: Vec<Cell> = vec![
                arm.scenario.name.as_str().into(),
                measure.name().into(),
                arm.name.as_str().into(),
                against.name.as_str().into(),
                tipping.axis.from[0].into(),
                tipping.axis.to[0].into(),
                part.status.name().into(),
            ];
            row.extend(estimate_cells(&estimate));
            row.extend([
                part.root.map(|root| tipping.axis.exploitation(root)).into(),
                better.into(),
                tipping.trials.into(),
            ]);
            table.push(row);
        }
    }
    table
}
