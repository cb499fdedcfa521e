//! Tables of a comparison over many worlds.

use super::arm::{METRIC, arm_cells, arm_columns, count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, Type, column, interval_columns};
use crate::stats::decision::Robustness;
use crate::study::arms::Arm;
use crate::study::compare::Compared;
use crate::study::measure::Measure;
use crate::study::worlds::{Criterion, HYPERCUBES, Worlds};

/// `robustness.csv`.
pub fn robustness_schema() -> Schema {
    let mut columns = arm_columns();
    columns.extend([
        text("metric", METRIC),
        text(
            "criterion",
            "As in McPhail et al. (2018): mean; maximin, the worst world; minimax_regret, the largest distance to the best arm of the same world; percentile_minimax_regret, its 90th percentile; starr_domain, the share of worlds in which the arm is best; threshold, the share in which it meets the threshold.",
        ),
        number("threshold", "as in metric", "What had to be met."),
        column("worlds", Type::Integer, "", "Worlds, in ten Latin hypercubes."),
        count("trials", "Trials of each world."),
        number(
            "value",
            "as in metric, or share",
            "Mean over the hypercubes: the figure for as many worlds as one of them has.",
        ),
    ]);
    columns.extend(interval_columns("value"));
    columns.extend([
        number(
            "all_worlds",
            "as in metric, or share",
            "The criterion over all worlds at once.",
        ),
        number(
            "value_half",
            "as in metric, or share",
            "value at half the trials of each world.",
        ),
        column(
            "noisy",
            Type::Boolean,
            "",
            "Whether value_half lies outside the interval: luck within worlds is not averaged out, raise --world-trials.",
        ),
    ]);
    schema(
        "robustness.csv",
        "How every arm does over the worlds, by every criterion. Where several scenarios were compared, the table beside their folders has the scenarios as worlds, joined by |, without intervals: scenarios are no sample.",
        columns,
    )
}

/// `robustness.csv`.
pub fn robustness(found: &Compared, worlds: &Worlds) -> Table {
    let mut table = Table::new(robustness_schema());
    for (measure, threshold, findings) in &found.robustness {
        for finding in findings {
            let mut row = arm_cells(&found.arms[finding.arm]);
            let met = (finding.criterion == Criterion::Threshold)
                .then_some(*threshold)
                .flatten();
            row.extend([
                measure.name().into(),
                finding.criterion.name().into(),
                met.into(),
                (worlds.design.worlds as u64).into(),
                worlds.trials.into(),
            ]);
            row.extend(estimate_cells(&finding.estimate));
            row.extend([
                finding.all.into(),
                finding.half.value.into(),
                finding.is_noisy().into(),
            ]);
            table.push(row);
        }
    }
    table
}

/// `robustness.csv` of a batch: several scenarios as worlds, in every metric. `compared` gives the
/// arms that all have, by name.
pub fn over_scenarios(
    scenarios: &[&str],
    compared: impl Fn(Measure) -> Vec<(String, Robustness)>,
) -> Table {
    let mut table = Table::new(robustness_schema());
    for measure in Measure::ALL {
        for (arm, found) in compared(measure) {
            for criterion in Criterion::ALL {
                let Some(value) = criterion.of(&found) else {
                    continue;
                };
                let mut row: Vec<Cell> = vec![
                    scenarios.join("|").into(),
                    arm.as_str().into(),
                    arm.as_str().into(),
                    Cell::Empty,
                    measure.name().into(),
                    criterion.name().into(),
                    Cell::Empty,
                    (scenarios.len() as u64).into(),
                    Cell::Empty,
                    value.into(),
                ];
                row.extend(std::iter::repeat_n(Cell::Empty, 4));
                row.extend([value.into(), Cell::Empty, Cell::Empty]);
                table.push(row);
            }
        }
    }
    table
}

/// `worlds.csv`: its columns follow the parameters that are uncertain.
pub fn worlds_schema<'p>(posterior: bool, paths: impl Iterator<Item = &'p str>) -> Schema {
    let mut columns = arm_columns();
    columns.extend([
        column("hypercube", Type::Integer, "", "Which of the ten."),
        column("world", Type::Integer, "", "Number of the world."),
        column(
            "first_trial",
            Type::Integer,
            "",
            "Number of its first trial.",
        ),
        count("trials", "Its trials."),
    ]);
    let doc = "Number of the draw of the posterior that it is in. Only with --posterior.";
    columns.extend(posterior.then(|| column("draw", Type::Integer, "", doc)));
    columns.extend(Measure::ALL.map(|measure| {
        let doc = format!("{}: share of the trials, or mean.", measure.label());
        number(measure.name(), measure.unit(), &doc)
    }));
    columns.extend(paths.map(|path| {
        let doc = "Value of the parameter; empty: the scenario declares no range for it.";
        column(format!("set:{path}"), Type::Number, "", doc)
    }));
    schema(
        "worlds.csv",
        "Every arm in every world, with the parameters that make the world.",
        columns,
    )
}

/// `worlds.csv`.
pub fn worlds(arms: &[Arm], worlds: &Worlds) -> Table {
    let posterior = arms.iter().any(|arm| arm.drawn.is_some());
    let mut table = Table::new(worlds_schema(posterior, worlds.design.paths()));
    let points = worlds.design.worlds / HYPERCUBES;
    for (number, figures) in worlds.values.iter().enumerate() {
        for (arm, [_, figures]) in arms.iter().zip(figures) {
            let mut row = arm_cells(arm);
            row.extend([
                ((number / points) as u64).into(),
                (number as u64).into(),
                (number as u64 * worlds.trials).into(),
                worlds.trials.into(),
            ]);
            if posterior {
                let drawn = arm.drawn.as_ref();
                row.push(drawn.map(|drawn| drawn.of_world(number).1 as u64).into());
            }
            row.extend(figures.iter().map(|&figure| Cell::from(figure)));
            let value = |path| worlds.design.value(number, arm, path).into();
            row.extend(worlds.design.paths().map(value));
            table.push(row);
        }
    }
    table
}
