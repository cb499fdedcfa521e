//! `summary.csv`: one row per policy with the figures that are asked for first, value and interval
//! in columns beside each other. The long tables are for programs; this one is for a spreadsheet.

use super::arm::{arm_cells, arm_columns, count, number, text};
use super::keys::{Keys, RunKey};
use super::rows::{Cell, Table, open_cells};
use super::schema::{Schema, TableColumn, Type, better_column, column, open_columns};
use crate::stats::{Estimate, Interval};
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use crate::study::measure::Measure;
use crate::study::run::Run;
use crate::study::stopping::Verdict;
use crate::study::{Metric, Statistic};

const FILE: &str = "summary.csv";

/// A figure with its interval.
fn figure(name: &str, unit: &str, doc: &str) -> [TableColumn; 3] {
    [
        number(name, unit, doc),
        number(
            &format!("{name}_low"),
            unit,
            &format!("Lower end of the interval of {name}."),
        ),
        number(
            &format!("{name}_high"),
            unit,
            &format!("Upper end of the interval of {name}."),
        ),
    ]
}

/// The columns of every measure, and by which methods their intervals are.
fn measures(posterior: bool) -> Vec<TableColumn> {
    let mut columns = vec![count("trials", "Trials the figures rest on.")];
    for measure in Measure::ALL {
        let doc = match measure {
            Measure::MinorClash => {
                "Share of trials with ICB violence level 2 or more after the onset."
            }
            Measure::SeriousClash => {
                "Share of trials with ICB violence level 3 or more after the onset."
            }
            Measure::Days => "Mean days to the ending, censored at the horizon.",
            _ => "Share of trials that ended so.",
        };
        columns.extend(figure(measure.name(), measure.unit(), doc));
    }
    columns.extend([
        number("ci_level", "probability", "Level of these intervals."),
        text("share_ci_method", "Method of the intervals of shares."),
        text("days_ci_method", "Method of the interval of days."),
    ]);
    for measure in Measure::ALL {
        columns.extend(open(posterior, measure.name(), measure.unit()));
    }
    columns
}

/// What a posterior leaves open of a figure; nothing where there is no posterior.
fn open(posterior: bool, name: &str, unit: &str) -> Vec<TableColumn> {
    let columns = open_columns(posterior, name, unit).into_iter();
    let named = |column: TableColumn| TableColumn {
        name: format!("{name}_{}", column.name),
        ..column
    };
    columns.map(named).collect()
}

fn figure_cells(estimate: &Estimate) -> [Cell; 3] {
    [
        estimate.value.into(),
        estimate.low.into(),
        estimate.high.into(),
    ]
}

fn measure_cells(
    trials: u64,
    value: impl Fn(Measure) -> Estimate,
    posterior: bool,
    open: impl Fn(Measure) -> Option<Interval>,
) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![trials.into()];
    for measure in Measure::ALL {
        cells.extend(figure_cells(&value(measure)));
    }
    let [share, days] = [Measure::MinorClash, Measure::Days].map(value);
    cells.push(share.level.into());
    cells.extend([share, days].map(|estimate| estimate.method.name().into()));
    for measure in Measure::ALL {
        cells.extend(open_cells(posterior, open(measure)));
    }
    cells
}

/// `summary.csv` of a run.
pub fn run_schema(keys: &Keys) -> Schema {
    let mut rest = measures(keys.posterior);
    let median = "Median days to the ending; empty: beyond the horizon.";
    rest.extend(figure("median_days", "days", median));
    rest.push(text(
        "median_ci_method",
        "Method of the interval of the median.",
    ));
    Schema::keyed(
        FILE,
        "The figures that are asked for first, a row for each policy and variant: for a spreadsheet.",
        keys,
        rest,
    )
}

/// The row of a policy and variant of a run.
pub fn run_row(key: &RunKey, found: &Run, posterior: bool) -> Vec<Cell> {
    let mut row = key.cells();
    let open = |measure: Measure| found.open[measure as usize];
    let value = |measure| found.measure(measure);
    row.extend(measure_cells(found.sample.trials, value, posterior, open));
    let median = |metric: &&Metric| {
        (metric.name, metric.statistic) == (Measure::Days.name(), Statistic::P50)
    };
    let median = found.metrics.iter().find(median);
    let median = median.expect("invariant: the median of the days is estimated in every run");
    row.extend(figure_cells(&median.estimate));
    row.push(median.estimate.method.name().into());
    row
}

/// `summary.csv` of a comparison.
pub fn comparison_schema(posterior: bool) -> Schema {
    let mut columns = arm_columns();
    columns.extend(measures(posterior));
    columns.push(text(
        "metric",
        "What the differences and all that follows are about.",
    ));
    let difference = "The policy minus the baseline under the same luck; empty for the baseline.";
    columns.extend(figure("difference", "as the metric", difference));
    columns.extend([
        number(
            "difference_ci_level",
            "probability",
            "Level of that interval, for all policies at once.",
        ),
        text("difference_ci_method", "Method of that interval."),
        text(
            "verdict",
            "better, worse, equivalent, identical or undecided, against the baseline.",
        ),
        number(
            "difference_spiral",
            "as the metric",
            "The same difference if firmness provokes and restraint is met; empty: it was not asked.",
        ),
        text("verdict_spiral", "The verdict there."),
        number(
            "difference_deterrence",
            "as the metric",
            "The same difference if firmness deters and restraint is exploited; empty: it was not asked.",
        ),
        text("verdict_deterrence", "The verdict there."),
        text(
            "reliance",
            "What can be relied on, in words: the group of the policy in the ranking.",
        ),
    ]);
    columns.extend(open(posterior, "difference", "as the metric"));
    columns.extend(posterior.then(|| TableColumn {
        name: "difference_posterior_better".into(),
        ..better_column()
    }));
    columns.extend([
        column(
            "asks_others",
            Type::Boolean,
            "",
            "Whether it asks something of an actor who is not among those to be advised (`deciders` of the scenario).",
        ),
    ]);
    columns.extend(figure(
        "concessions",
        "days",
        "Days of seeking talks, summed over the parties other than the one that triggered the crisis.",
    ));
    columns.push(column(
        "non_dominated",
        Type::Boolean,
        "",
        "As in policies.csv.",
    ));
    Schema {
        file: FILE,
        doc: "The figures that are asked for first, a row for each policy: for a spreadsheet.",
        columns,
    }
}

/// `summary.csv` of a comparison.
pub fn comparison(found: &Compared) -> Table {
    let posterior = found.comparison.is_averaged();
    let mut table = Table::new(comparison_schema(posterior));
    let measure = found.measure();
    for (arm, levers) in found.levers.iter().enumerate() {
        let mut row = arm_cells(&found.arms[arm]);
        let value = |of| found.comparison.value(arm, of);
        let open = |of| found.comparison.open(arm, of);
        row.extend(measure_cells(
            found.comparison.trials(),
            value,
            posterior,
            open,
        ));
        row.push(measure.name().into());
        if arm == 0 {
            let cells = if posterior { 14 } else { 11 };
            row.extend(std::iter::repeat_n(Cell::Empty, cells));
        } else {
            row.extend(against_baseline(found, arm));
        }
        row.push(found.asks_others(arm).into());
        row.extend(figure_cells(&levers.concessions));
        row.push(found.non_dominated[arm].into());
        table.push(row);
    }
    table
}

fn against_baseline(found: &Compared, arm: usize) -> Vec<Cell> {
    let measure = found.measure();
    let joint = found.comparison.joint(arm, measure);
    let mut cells = Vec::from(figure_cells(&joint.difference));
    cells.extend([
        joint.difference.level.into(),
        joint.difference.method.name().into(),
        joint.verdict.map(Verdict::name).into(),
    ]);
    for end in [Assumption::Spiral, Assumption::Deterrence] {
        cells.extend(match found.at_end(arm, end) {
            Some((difference, verdict)) => [difference.value.into(), verdict.name().into()],
            None => [Cell::Empty, Cell::Empty],
        });
    }
    cells.push(found.reliance(arm).heading(measure).1.into());
    let posterior = found.comparison.is_averaged();
    let open = found.comparison.open_difference(arm, measure);
    cells.extend(open_cells(posterior, open.map(|open| open.range)));
    cells.extend(posterior.then(|| open.map(|open| open.better).into()));
    cells
}
