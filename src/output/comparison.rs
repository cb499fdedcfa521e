//! Tables of a comparison.

use super::schema::{Column, Schema, Type, column, interval_columns};
use super::table::{Cell, Table, estimate_cells};
use crate::study::arms::{Arm, Stance};
use crate::study::assumptions::Assumptions;
use crate::study::compare::Comparison;
use crate::study::levers::Levers;
use crate::study::measure::Measure;
use crate::study::stopping::Verdict;
use crate::study::worlds::{HYPERCUBES, Worlds};

fn text(name: &str, doc: &str) -> Column {
    column(name, Type::String, "", doc)
}

fn count(name: &str, doc: &str) -> Column {
    column(name, Type::Integer, "trials", doc)
}

fn number(name: &str, unit: &str, doc: &str) -> Column {
    column(name, Type::Number, unit, doc)
}

fn schema(file: &'static str, doc: &'static str, columns: Vec<Column>) -> Schema {
    Schema { file, doc, columns }
}

const METRIC: &str = "What is compared: minor_clash (ICB violence level 2 or more after the onset), serious_clash (3 or more), an outcome, or days (restricted mean).";

/// `comparisons.csv`.
pub fn comparisons_schema() -> Schema {
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
    schema(
        "comparisons.csv",
        "Every arm against the baseline in every metric: one row per statement.",
        columns,
    )
}

/// `comparisons.csv`.
pub fn comparisons(arms: &[Arm], comparison: &Comparison) -> Table {
    let mut table = Table::new(comparisons_schema());
    for contrast in comparison.contrasts() {
        let (arm, baseline) = (&arms[contrast.arm], &arms[0]);
        let mut row: Vec<Cell> = vec![
            arm.scenario.name.as_str().into(),
            contrast.measure.name().into(),
            arm.policy.name.as_str().into(),
            baseline.policy.name.as_str().into(),
            arm.name.as_str().into(),
            baseline.name.as_str().into(),
            comparison.trials().into(),
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
        table.push(row);
    }
    table
}

fn arm_columns() -> Vec<Column> {
    vec![
        text("scenario", "Scenario of the arm."),
        text("policy", "Policy of the arm."),
        text("arm", "Name of the arm."),
        text(
            "stance",
            "restraint, firm, reciprocal or neutral, read off the rules for parties.",
        ),
    ]
}

fn arm_cells(arm: &Arm) -> Vec<Cell> {
    vec![
        arm.scenario.name.as_str().into(),
        arm.policy.name.as_str().into(),
        arm.name.as_str().into(),
        Stance::of(&arm.scenario, &arm.policy).name().into(),
    ]
}

/// `policies.csv`.
pub fn policies_schema() -> Schema {
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
            "Whether no other arm is at least as good in war, serious clash, days, agreement and concessions and better in one, by the estimates. The same in every row of an arm.",
        ),
    ]);
    schema(
        "policies.csv",
        "Every arm by itself in every metric, and against the best of the others.",
        columns,
    )
}

/// `policies.csv`.
pub fn policies(
    arms: &[Arm],
    comparison: &Comparison,
    levers: &[Levers],
    non_dominated: &[bool],
) -> Table {
    let mut table = Table::new(policies_schema());
    for measure in Measure::ALL {
        let ranking = comparison.ranking(measure);
        let best = comparison.against_best(measure);
        for (i, arm) in arms.iter().enumerate() {
            let value = comparison.value(i, measure);
            let mut row = arm_cells(arm);
            row.extend([measure.name().into(), measure.unit().into(), value.n.into()]);
            row.extend(estimate_cells(&value));
            let place = ranking.iter().position(|&other| other == i);
            row.push(place.map(|place| place as u64 + 1).into());
            let difference = &best[i].difference;
            let [value, low, high, _, method] = estimate_cells(difference);
            row.extend([value, low, high, method]);
            row.extend([best[i].candidate.into(), non_dominated[i].into()]);
            table.push(row);
        }
    }
    for (i, (arm, levers)) in arms.iter().zip(levers).enumerate() {
        let mut row = arm_cells(arm);
        row.extend([
            "concessions".into(),
            "days".into(),
            levers.concessions.n.into(),
        ]);
        row.extend(estimate_cells(&levers.concessions));
        row.extend(std::iter::repeat_n(Cell::Empty, 6));
        row.push(non_dominated[i].into());
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

/// `flips.csv`; `explain` gives the command for an arm and a trial.
pub fn flips(
    arms: &[Arm],
    comparison: &Comparison,
    explain: impl Fn(usize, u64) -> String,
) -> Table {
    let mut table = Table::new(flips_schema());
    for measure in Measure::ALL {
        for (i, arm) in arms.iter().enumerate().skip(1) {
            let counts = comparison.joint(i, measure).flips;
            let first = comparison.first_flips(i, measure);
            for (side, direction) in ["better", "worse"].into_iter().enumerate() {
                let mut row = |trial: Option<u64>| {
                    table.push(vec![
                        arm.scenario.name.as_str().into(),
                        measure.name().into(),
                        arm.policy.name.as_str().into(),
                        arms[0].policy.name.as_str().into(),
                        arm.name.as_str().into(),
                        arms[0].name.as_str().into(),
                        direction.into(),
                        counts[side].into(),
                        comparison.question.seed.to_string().into(),
                        trial.into(),
                        trial.map(|trial| explain(i, trial)).into(),
                    ]);
                };
                if first[side].is_empty() {
                    row(None);
                }
                first[side].iter().for_each(|&trial| row(Some(trial)));
            }
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
pub fn levers(arms: &[Arm], comparison: &Comparison, levers: &[Levers]) -> Table {
    let mut table = Table::new(levers_schema());
    for (i, (arm, levers)) in arms.iter().zip(levers).enumerate() {
        let changed = (i > 0).then(|| comparison.pair(i).changed);
        let mut key = arm_cells(arm);
        key.extend([comparison.trials().into(), changed.into()]);
        if levers.rules.is_empty() {
            let none = [Cell::Empty, Cell::Empty, levers.trials.into()];
            let row = key.iter().cloned().chain(none);
            table.push(row.chain([Cell::Empty, Cell::Empty]).collect());
        }
        for rule in &levers.rules {
            let row = key.iter().cloned().chain([
                arm.scenario.actors[rule.actor].name.as_str().into(),
                rule.name.as_str().into(),
                levers.trials.into(),
                rule.trials.into(),
                rule.days.into(),
            ]);
            table.push(row.collect());
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
        text("restraint", "The restraint arm."),
        text("firm", "The firm arm."),
        count("trials", "Trials of each, paired by number."),
        number(
            "restraint_value",
            "share or days",
            "Estimate of the restraint arm.",
        ),
        number("firm_value", "share or days", "Estimate of the firm arm."),
        number("difference", "share or days", "Restraint minus firm."),
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
        "Of the restraint arm: better, worse, identical or undecided.",
    ));
    schema(
        "assumptions.csv",
        "Restraint against firmness at both ends of what the record leaves open.",
        columns,
    )
}

/// `assumptions.csv`; without rows where no restraint policy meets a firm one.
pub fn assumptions(arms: &[Arm], assumptions: Option<&Assumptions>) -> Table {
    let mut table = Table::new(assumptions_schema());
    let Some(assumptions) = assumptions else {
        return table;
    };
    for measure in Measure::ALL {
        for duel in assumptions.duels(measure) {
            let (restraint, firm) = (
                &arms[assumptions.arms[duel.restraint]],
                &arms[assumptions.arms[duel.firm]],
            );
            for (e, (end, comparison)) in assumptions.ends.iter().enumerate() {
                let mut row: Vec<Cell> = vec![
                    restraint.scenario.name.as_str().into(),
                    measure.name().into(),
                    end.name.into(),
                    end.terms.map(|[deterrence, _]| deterrence).into(),
                    end.terms.map(|[_, exploitation]| exploitation).into(),
                    restraint.name.as_str().into(),
                    firm.name.as_str().into(),
                    comparison.trials().into(),
                    comparison.value(duel.restraint, measure).value.into(),
                    comparison.value(duel.firm, measure).value.into(),
                ];
                row.extend(estimate_cells(&duel.differences[e]));
                row.push(duel.verdicts[e].name().into());
                table.push(row);
            }
        }
    }
    table
}

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
        "How every arm does over the worlds, by every criterion.",
        columns,
    )
}

/// `robustness.csv`; the threshold is for one metric.
pub fn robustness(arms: &[Arm], worlds: &Worlds, threshold: Option<(Measure, f64)>) -> Table {
    let mut table = Table::new(robustness_schema());
    for measure in Measure::ALL {
        let threshold = threshold
            .filter(|(of, _)| *of == measure)
            .map(|(_, value)| value);
        for finding in worlds.findings(measure, threshold) {
            let mut row = arm_cells(&arms[finding.arm]);
            let met = (finding.criterion.name == "threshold")
                .then_some(threshold)
                .flatten();
            row.extend([
                measure.name().into(),
                finding.criterion.name.into(),
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

/// `worlds.csv`: its columns follow the parameters that are uncertain.
pub fn worlds_schema(worlds: &Worlds) -> Schema {
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
    columns.extend(Measure::ALL.map(|measure| {
        let doc = format!("{}: share of the trials, or mean.", measure.label());
        number(measure.name(), measure.unit(), &doc)
    }));
    columns.extend(worlds.design.paths().map(|path| {
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
    let mut table = Table::new(worlds_schema(worlds));
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
            row.extend(figures.iter().map(|&figure| Cell::from(figure)));
            let value = |path| worlds.design.value(number, &arm.scenario, path).into();
            row.extend(worlds.design.paths().map(value));
            table.push(row);
        }
    }
    table
}
