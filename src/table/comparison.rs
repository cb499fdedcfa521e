//! Tables of a comparison.

use super::arm::{METRIC, arm_cells, arm_columns, count, number, schema, text};
use super::robustness;
use super::rows::{Cell, Table, estimate_cells, open_cells};
use super::schema::{Schema, Type, better_column, column, interval_columns, open_columns};
use super::summary;
use super::turning;
use super::worth;
use crate::crisis::outcome::Outcome;
use crate::study::compare::Compared;
use crate::study::contrasts::IntervalScope;
use crate::study::stopping::Verdict;

/// `comparisons.csv`.
pub fn comparisons_schema(posterior: bool) -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario of the arm."),
        text("metric", METRIC),
        text("policy", "Policy of the arm."),
        text("baseline", "Policy of the baseline."),
        text("arm", "Name of the arm."),
        text("baseline_arm", "Name of the arm it is compared with."),
        count("trials", "Trials of each, paired by number."),
        number("value", "share or days", "Estimate of the arm."),
        number(
            "baseline_value",
            "share or days",
            "Estimate of the baseline.",
        ),
        number("difference", "share or days", "Arm minus baseline."),
    ];
    let mut interval = interval_columns("difference");
    for column in &mut interval {
        column.doc = column
            .doc
            .replace("pointwise interval", "interval (see ci_scope)");
    }
    columns.extend(interval);
    columns.extend([
        text(
            "ci_scope",
            "pointwise: about this difference alone; simultaneous: about all arms of the metric at once (Bonferroni); sequential: the same, whenever one stops.",
        ),
        number(
            "correlation",
            "",
            "Correlation of arm and baseline over trials; empty: one of them never varied.",
        ),
        number(
            "variance_ratio",
            "ratio",
            "How many times more trials independent runs would need; empty: no trial differs.",
        ),
        count("flips_better", "Trials in which the arm did better."),
        count("flips_worse", "Trials in which the arm did worse."),
        text(
            "verdict",
            "better, worse, equivalent, identical or undecided: of the joint interval of the metric asked for; empty elsewhere.",
        ),
    ]);
    columns.extend(open_columns(posterior, "difference", "share or days"));
    columns.extend(posterior.then(better_column));
    schema(
        "comparisons.csv",
        "Every arm against the baseline in every metric: one row per statement.",
        columns,
    )
}

/// `comparisons.csv`.
pub fn comparisons(found: &Compared) -> Table {
    let posterior = found.comparison.is_averaged();
    let mut table = Table::new(comparisons_schema(posterior));
    for contrast in &found.contrasts {
        let (arm, baseline) = (&found.arms[contrast.arm], &found.arms[0]);
        let mut row: Vec<Cell> = vec![
            arm.scenario.name.as_str().into(),
            contrast.measure.name().into(),
            arm.policy.name.as_str().into(),
            baseline.policy.name.as_str().into(),
            arm.name.as_str().into(),
            baseline.name.as_str().into(),
            found.comparison.trials().into(),
            contrast.value.value.into(),
            contrast.baseline.value.into(),
        ];
        row.extend(estimate_cells(&contrast.difference));
        row.extend([
            contrast.scope.name().into(),
            contrast.correlation.into(),
            contrast.variance_ratio.into(),
            contrast.flips[0].into(),
            contrast.flips[1].into(),
            contrast.verdict.map(Verdict::name).into(),
        ]);
        let open = found
            .comparison
            .open_difference(contrast.arm, contrast.measure);
        row.extend(open_cells(posterior, open.map(|open| open.range)));
        row.extend(posterior.then(|| open.map(|open| open.better).into()));
        table.push(row);
    }
    table
}

/// `policies.csv`.
pub fn policies_schema(posterior: bool) -> Schema {
    let mut columns = arm_columns();
    columns.extend([
        text(
            "metric",
            "As in comparisons.csv, or concessions: days of seeking talks, summed over the parties other than the one that triggered the crisis.",
        ),
        text("unit", "Unit of the value."),
        count("n", "Trials the estimate rests on."),
        number("value", "as in unit", "The estimate of the arm itself."),
    ]);
    columns.extend(interval_columns("value"));
    columns.extend([
        column("rank", Type::Integer, "", "Place by the value, 1 is best."),
        number(
            "from_best",
            "as in unit",
            "Arm minus the best of the others.",
        ),
        number(
            "from_best_low",
            "as in unit",
            "Lower end of its constrained interval, simultaneous over the arms.",
        ),
        number("from_best_high", "as in unit", "Upper end of it."),
        text("from_best_method", "Method of it (docs/statistics.md)."),
        column(
            "candidate",
            Type::Boolean,
            "",
            "Whether the arm cannot be told from the best.",
        ),
        column(
            "non_dominated",
            Type::Boolean,
            "",
            "Whether no other arm that can be chosen is better in the metric asked for, in days or in concessions and worse in none, by differences told from none. No for an arm that is worse than the baseline in the metric asked for, or that asks something of others. The same in every row of an arm.",
        ),
        column(
            "asks_others",
            Type::Boolean,
            "",
            "Whether it asks something of an actor who is not among those to be advised (`deciders` of the scenario).",
        ),
    ]);
    columns.extend(open_columns(posterior, "value", "as in unit"));
    schema(
        "policies.csv",
        "Every arm by itself in every metric, and against the best of the others.",
        columns,
    )
}

/// `policies.csv`.
pub fn policies(found: &Compared) -> Table {
    let posterior = found.comparison.is_averaged();
    let mut table = Table::new(policies_schema(posterior));
    for standing in &found.standings {
        let (measure, value) = (standing.measure, &standing.value);
        let mut row = arm_cells(&found.arms[standing.arm]);
        row.extend([measure.name().into(), measure.unit().into(), value.n.into()]);
        row.extend(estimate_cells(value));
        row.push(standing.rank.into());
        let [value, low, high, _, method] = estimate_cells(&standing.best.difference);
        row.extend([value, low, high, method]);
        row.push(standing.best.candidate.into());
        row.push(found.non_dominated[standing.arm].into());
        row.push(found.asks_others(standing.arm).into());
        let open = found.comparison.open(standing.arm, measure);
        row.extend(open_cells(posterior, open));
        table.push(row);
    }
    for (i, (arm, levers)) in found.arms.iter().zip(&found.levers).enumerate() {
        let mut row = arm_cells(arm);
        row.extend([
            "concessions".into(),
            "days".into(),
            levers.concessions.n.into(),
        ]);
        row.extend(estimate_cells(&levers.concessions));
        row.extend(std::iter::repeat_n(Cell::Empty, 6));
        row.push(found.non_dominated[i].into());
        row.push(found.asks_others(i).into());
        row.extend(open_cells(posterior, None));
        table.push(row);
    }
    table
}

/// `flips.csv`.
pub fn flips_schema() -> Schema {
    schema(
        "flips.csv",
        "The first trials in which an arm did better or worse than the baseline, with the command that explains each. Which trials flip is a property of the coupling of the draws, not of the law alone.",
        vec![
            text("scenario", "Scenario of the arm."),
            text("metric", METRIC),
            text("policy", "Policy of the arm."),
            text("baseline", "Policy of the baseline."),
            text("arm", "Name of the arm."),
            text("baseline_arm", "Name of the arm it is compared with."),
            text("direction", "better or worse."),
            count("flips", "How many trials flipped that way."),
            text("seed", "Root seed."),
            column(
                "trial",
                Type::Integer,
                "",
                "Number of one of them; empty: there is none.",
            ),
            text("command", "What explains it."),
        ],
    )
}

/// `flips.csv`.
pub fn flips(found: &Compared) -> Table {
    let mut table = Table::new(flips_schema());
    let baseline = &found.arms[0];
    for contrast in found
        .contrasts
        .iter()
        .filter(|c| c.scope == IntervalScope::Pointwise)
    {
        let (arm, measure) = (&found.arms[contrast.arm], contrast.measure);
        let first = found.comparison.first_flips(contrast.arm, measure);
        for (side, direction) in ["better", "worse"].into_iter().enumerate() {
            let mut row = |trial: Option<u64>| {
                let command = trial.map(|trial| found.explain(contrast.arm, trial));
                table.push(vec![
                    arm.scenario.name.as_str().into(),
                    measure.name().into(),
                    arm.policy.name.as_str().into(),
                    baseline.policy.name.as_str().into(),
                    arm.name.as_str().into(),
                    baseline.name.as_str().into(),
                    direction.into(),
                    contrast.flips[side].into(),
                    found.comparison.question.seed.to_string().into(),
                    trial.into(),
                    command.into(),
                ]);
            };
            if first[side].is_empty() {
                row(None);
            }
            first[side].iter().for_each(|&trial| row(Some(trial)));
        }
    }
    table
}

/// `levers.csv`.
pub fn levers_schema() -> Schema {
    let mut columns = arm_columns();
    columns.extend([
        count("trials", "Trials compared."),
        count(
            "changed",
            "Trials in which outcome, days or violence differ from the baseline's; empty for the baseline.",
        ),
        text("actor", "Who adopts the rule; empty: the policy has none."),
        text("rule", "The rule."),
        count("sampled", "Trials in which rules were counted."),
        count("held_trials", "Sampled trials in which it held on some day."),
        column(
            "held_days",
            Type::Integer,
            "days",
            "Days on which it held, over the sampled trials.",
        ),
    ]);
    schema(
        "levers.csv",
        "Whether each policy did anything, and how often each of its rules held.",
        columns,
    )
}

/// `levers.csv`.
pub fn levers(found: &Compared) -> Table {
    let mut table = Table::new(levers_schema());
    for (i, (arm, levers)) in found.arms.iter().zip(&found.levers).enumerate() {
        let changed = (i > 0).then(|| found.comparison.pair(i).changed);
        let mut key = arm_cells(arm);
        key.extend([found.comparison.trials().into(), changed.into()]);
        if levers.rules.is_empty() {
            let none = [Cell::Empty, Cell::Empty, levers.trials.into()];
            let row = key.iter().cloned().chain(none);
            table.push(row.chain([Cell::Empty, Cell::Empty]));
        }
        for rule in &levers.rules {
            let row = key.iter().cloned().chain([
                arm.scenario.actors[rule.actor].name.as_str().into(),
                rule.name.as_str().into(),
                levers.trials.into(),
                rule.trials.into(),
                rule.days.into(),
            ]);
            table.push(row);
        }
    }
    table
}

/// `assumptions.csv`.
pub fn assumptions_schema() -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario of the arms."),
        text("metric", METRIC),
        text(
            "assumption",
            "default: as the scenario says; spiral: firmness provokes, restraint is not exploited; deterrence: the reverse.",
        ),
        number(
            "deterrence",
            "nat",
            "The term everywhere; empty: as written.",
        ),
        number(
            "exploitation",
            "nat",
            "The term everywhere; empty: as written.",
        ),
        text(
            "restraint",
            "The arm: any against the baseline, a restraint arm against a firm one.",
        ),
        text("against", "The firm arm, or the baseline."),
        count("trials", "Trials of each, paired by number."),
        number("restraint_value", "share or days", "Estimate of the arm."),
        number("against_value", "share or days", "Estimate of the other."),
        number("difference", "share or days", "The arm minus the other."),
    ];
    let mut interval = interval_columns("difference");
    for column in &mut interval {
        column.doc = column.doc.replace(
            "pointwise interval",
            "interval, simultaneous over the rows of the metric,",
        );
    }
    columns.extend(interval);
    columns.push(text(
        "verdict",
        "Of the arm: better, worse, identical or undecided.",
    ));
    schema(
        "assumptions.csv",
        "The arms against the baseline, and restraint against firmness, at both ends of what the record leaves open.",
        columns,
    )
}

/// `assumptions.csv`; without rows where no policy is restraint, firm or reciprocal.
pub fn assumptions(found: &Compared) -> Table {
    let mut table = Table::new(assumptions_schema());
    let Some(assumptions) = &found.assumptions else {
        return table;
    };
    for (measure, duels) in &found.duels {
        for duel in duels {
            let [arm, against] = [duel.arm, duel.against].map(|arm| &found.arms[arm]);
            for (e, (end, comparison)) in assumptions.ends.iter().enumerate() {
                let mut row: Vec<Cell> = vec![
                    arm.scenario.name.as_str().into(),
                    measure.name().into(),
                    end.assumption.name().into(),
                    end.terms.map(|[deterrence, _]| deterrence).into(),
                    end.terms.map(|[_, exploitation]| exploitation).into(),
                    arm.name.as_str().into(),
                    against.name.as_str().into(),
                    comparison.trials().into(),
                    comparison.value(duel.arm, *measure).value.into(),
                    comparison.value(duel.against, *measure).value.into(),
                ];
                row.extend(estimate_cells(&duel.differences[e]));
                row.push(duel.verdicts[e].name().into());
                table.push(row);
            }
        }
    }
    table
}

/// `endings.csv`.
pub fn endings_schema() -> Schema {
    let mut columns = arm_columns();
    columns.extend([
        column("day", Type::Integer, "days", "Days since the onset."),
        count("trials", "Trials of the arm."),
    ]);
    let resolved = Outcome::ALL
        .into_iter()
        .filter(|outcome| is_ending(*outcome));
    columns.extend(resolved.map(|outcome| {
        let name = outcome.name();
        count(
            name,
            &format!("Trials that have ended in {name} by that day."),
        )
    }));
    columns.push(count("running", "Trials that have not ended by that day."));
    schema(
        "endings.csv",
        "How many trials of each arm have ended, and how, by each day: a row for each day on which that changes, and for the last.",
        columns,
    )
}

/// Whether it is an ending, and not what is unresolved at the horizon.
fn is_ending(outcome: Outcome) -> bool {
    outcome != Outcome::Unresolved
}

/// `endings.csv`.
pub fn endings(found: &Compared) -> Table {
    let mut table = Table::new(endings_schema());
    for (arm, tally) in found.arms.iter().zip(&found.comparison.all.tallies) {
        let key = arm_cells(arm);
        let mut ended = [0; Outcome::ALL.len()];
        let last = tally.endings.len() - 1;
        for (day, today) in tally.endings.iter().enumerate().skip(1) {
            let mut changed = day == last;
            for (outcome, (sum, today)) in Outcome::ALL.iter().zip(ended.iter_mut().zip(today)) {
                if is_ending(*outcome) {
                    *sum += today;
                    changed |= *today > 0;
                }
            }
            if changed {
                let mut row = key.clone();
                row.extend([(day as u64).into(), tally.trials.into()]);
                let sums = Outcome::ALL.iter().zip(ended);
                let sums = sums.filter(|(outcome, _)| is_ending(**outcome));
                row.extend(sums.map(|(_, sum)| Cell::from(sum)));
                row.push((tally.trials - ended.iter().sum::<u64>()).into());
                table.push(row);
            }
        }
    }
    table
}

/// Every table of a comparison, in the order of the folder.
pub fn all(found: &Compared) -> Vec<Table> {
    let mut tables = vec![
        summary::comparison(found),
        comparisons(found),
        policies(found),
        flips(found),
        levers(found),
        assumptions(found),
        turning::turns(found),
        endings(found),
    ];
    if let Some(worlds) = &found.worlds {
        tables.push(robustness::robustness(found, worlds));
        tables.push(robustness::worlds(&found.arms, worlds));
        tables.push(worth::evppi(found, worlds));
    }
    tables
}
