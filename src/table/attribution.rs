//! Tables of an attribution.

use super::keys::{Keys, RunKey};
use super::rows::{Cell, Table, estimate_cells, open_cells};
use super::schema::{Schema, Type, column, interval_columns, open_columns};
use crate::stats::paired::Flips;
use crate::study::attribute::{Attribution, BySubset, MECHANISMS, Part, set_name};

/// What is said beside every table of single trials.
pub const CAVEAT: &str = "Shapley values depend on the law alone; which trials vanish or appear, and which sets suffice, depends on the coupling of the draws as well (Oberst & Sontag 2019).";

/// `attribution.csv`.
pub fn attribution_schema(keys: &Keys) -> Schema {
    let count = |name: &str, doc: &str| column(name, Type::Integer, "trials", doc);
    let mut rest = vec![
        column("outcome", Type::String, "", "The outcome asked about."),
        column(
            "mechanism",
            Type::String,
            "",
            "A mechanism, switched off by itself; total: all of them at once.",
        ),
        count("trials", "Trials under each of the 64 subsets."),
        count(
            "bad",
            "Trials with the outcome as things are, everything on.",
        ),
        count("vanish", "Of these, trials without it once this is off."),
        count("stay", "Trials with it either way."),
        count("appear", "Trials with it only once this is off."),
        column(
            "value",
            Type::Number,
            "share",
            "Shapley value: what the mechanism adds to the share of trials with the outcome; the total is the difference of all on and all off, to which the values add up.",
        ),
    ];
    rest.extend(interval_columns("value"));
    rest.push(column(
        "of_total",
        Type::Number,
        "share",
        "value / total; empty where the interval of the total holds 0.",
    ));
    rest.extend(open_columns(keys.posterior, "value", "share"));
    Schema::keyed(
        "attribution.csv",
        "What each mechanism adds to the share of trials with an outcome. Values depend on the law alone; vanish, stay and appear on the coupling of the draws as well (Oberst & Sontag 2019).",
        keys,
        rest,
    )
}

/// `attribution.csv` of a scenario under a policy.
pub fn attribution(keys: &Keys, key: &RunKey, found: &Attribution) -> Table {
    let mut table = Table::new(attribution_schema(keys));
    let mut row = |mechanism: &str, flips: &Flips, part: &Part| {
        let mut row = key.cells();
        row.extend([
            found.outcome.name().into(),
            mechanism.into(),
            found.trials.into(),
            (flips.n10 + flips.n11).into(),
            flips.n10.into(),
            flips.n11.into(),
            flips.n01.into(),
        ]);
        row.extend(estimate_cells(&part.value));
        row.push(part.share.into());
        row.extend(open_cells(keys.posterior, part.open));
        table.push(row);
    };
    for (m, part) in found.parts().iter().enumerate() {
        row(MECHANISMS[m].name(), &found.flips[m], part);
    }
    row("total", &found.total, &found.whole());
    table
}

/// `attribution_trials.csv`.
pub fn trials_schema(keys: &Keys) -> Schema {
    Schema::keyed(
        "attribution_trials.csv",
        "One row per trial with the outcome: what would have removed it under the coupling of these draws; another coupling of the same law would tell another story (Oberst & Sontag 2019).",
        keys,
        vec![
            column("outcome", Type::String, "", "The outcome asked about."),
            column("seed", Type::String, "", "Root seed."),
            column("trial", Type::Integer, "", "Number of the trial."),
            column(
                "sets",
                Type::String,
                "",
                "Every inclusion-minimal set of mechanisms whose switching off removes the outcome: mechanisms joined by +, sets by |, smaller sets first. Empty: no set does.",
            ),
            column(
                "residual",
                Type::Boolean,
                "",
                "Whether the outcome stays with everything off.",
            ),
        ],
    )
}

/// The row of a trial with the outcome.
pub fn trial_row(key: &RunKey, outcome: &str, seed: u64, trial: u64, fate: BySubset) -> Vec<Cell> {
    let sets: Vec<String> = fate.minimal_sets().into_iter().map(set_name).collect();
    let mut row = key.cells();
    row.extend([
        outcome.into(),
        seed.to_string().into(),
        trial.into(),
        sets.join("|").into(),
        fate.residual().into(),
    ]);
    row
}
